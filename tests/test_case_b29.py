"""Pledges of one side and of both, and parties with several labels: each counts once.

The case of the test material, and the saved queries of alliances and leaders on what is loaded.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import engine_kinds
import pyoxigraph as px
import pytest

from alliancekg import mapping, queries, results
from alliancekg.derived import derive
from alliancekg.engines import Engine
from alliancekg.findings import Place
from alliancekg.records import Actor, Participation, Position, Record, Ref, Source, Treaty
from alliancekg.store import Store

QUERIES = Path(__file__).parent.parent / "queries"
PLACE = Place("t.csv", 2, 2)
KINDS = {"defence": "defense", "protection": "defense", "consultation": "consultation"}
ID = "https://w3id.org/alliancekg/id/"
ALSO = px.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
Graph = px.Store
GOING_ON = (("going-on", "X-A"), ("going-on", "X-B"))


def source(key: str, time: str) -> Source:
    return Source(
        id=key, source=key, place=PLACE, type="Dataset", title=key, citation=key, rank=5,
        coverage_measures=("alliances",), coverage_time=time,
    )  # fmt: skip


def treaty(key: str, in_force: str = "", kind: str = "alliance") -> Treaty:
    return Treaty(
        id=key, source="data", place=PLACE, treaty_type=kind, label=key, in_force=in_force
    )


def party(
    key: str, actor: str, *kinds: str, edtf: str = "", part: str = "", said: str = "data"
) -> Participation:
    return Participation(
        id=f"{key}:{actor}:{part}", source=said, place=PLACE, record=Ref("treaty", key),
        actor=actor, role="party", part=part, obligation_types=kinds, edtf=edtf,
    )  # fmt: skip


def state(key: str) -> Actor:
    return Actor(id=key, source="data", place=PLACE, type="State", label=key.upper())


def grown(built: Store, records: Iterable[Record]) -> Graph:
    """Return the published graph with more records, and what follows from them."""
    stated = [quad for record in records for quad in mapping.quads(record)]
    published = built.current().open()
    known = published.quads_for_pattern(None, None, None, px.DefaultGraph())
    graph = px.Store()
    graph.extend(known)
    for quad in [*stated, *derive(stated)]:
        graph.add(px.Quad(*quad.triple))
    return graph


def ask(engine: Engine, name: str, *columns: str, **values: str) -> list[tuple[str, ...]]:
    answer = queries.run(queries.get(QUERIES, name), engine, values)
    at = [answer.variables.index(column) for column in columns]
    return [tuple(row[i] for i in at) for row in results.cells(answer)]


@pytest.fixture(scope="module")
def case(shared: Path) -> Path:
    return shared / "cases" / "inputs" / "B29-one-way-and-doubled"


def pledged(rows: Sequence[dict[str, str]]) -> Iterator[Record]:
    """Yield what the rows of the case say: a mutual pledge binds both, another only the first."""
    yield source("data", "1950/1960")
    for key in sorted({row[side] for row in rows for side in ("state1", "state2")}):
        yield state(f"x-{key}")
    for row in rows:
        ours, other = f"x-{row['state1']}", f"x-{row['state2']}"
        key, kind = "-".join(sorted((ours, other))), KINDS[row["pledge"]]
        make = partial(party, key, edtf=row["year"], part=row["id"])
        yield treaty(key)
        yield make(ours, kind)
        yield make(other, *([kind] if row["mutual"] == "yes" else []))


@pytest.mark.shared
@pytest.mark.parametrize("kind", [engine_kinds.embedded, engine_kinds.rdflib])
def test_the_case_has_its_answers(case: Path, built: Store, kind: engine_kinds.Kind) -> None:
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))
    rows = list(csv.DictReader((case / "pairs.csv").read_text("utf-8").splitlines()))
    with kind(grown(built, pledged(rows))) as engine:
        for name in ("kor", "usa", "vnm"):
            found = ask(engine, "allies-of-state", "ally", actor=f"x-{name}", date="1958")
            assert [ally.removeprefix("X-").lower() for (ally,) in found] == expected[
                f"allies {name}"
            ]
        both = ask(engine, "allies-of-state", "ally", "owes", "isOwed", actor="x-can", date="1958")
        assert both == [("X-USA", "defense, consultation", "defense, consultation")]
        pairs = {
            frozenset(names)
            for other in ("kor", "can", "vnm")
            for *names, owes in ask(
                engine, "obligations-between", "obliged", "towards", "owes",
                first="x-usa", second=f"x-{other}", date="1958",
            )
            if owes
        }  # fmt: skip
        assert len(pairs) == expected["pair-years"]


@pytest.mark.shared
def test_a_party_counts_once_however_many_names_it_has(case: Path, built: Store) -> None:
    made: list[Record] = [source("data", "1950/1960"), treaty("t1", "1950/")]
    for actor in ("x-usa", "x-kor"):
        made += [state(actor), party("t1", actor, "defense")]
    graph = grown(built, made)
    text = (case / "names.ttl").read_text("utf-8").replace("id:kor", "id:x-kor")
    text = text.replace("id:usa", "id:x-usa").replace("https://example.org/ma/id/", f"{ID}actor/")
    for quad in px.parse(text, format=px.RdfFormat.TURTLE):
        english = isinstance(quad.object, px.Literal) and quad.object.language == "en"
        if quad.predicate.value.endswith("#label"):  # of other languages; in English there is one
            graph.add(px.Quad(quad.subject, ALSO if english else quad.predicate, quad.object))
    with engine_kinds.embedded(graph) as engine:
        expected = json.loads((case / "expected.json").read_text("utf-8"))["party-count"]
        rows = ask(engine, "obligations-between", "obliged", "towards",
                   first="x-usa", second="x-kor", date="1955")  # fmt: skip
        assert rows == [("X-KOR", "X-USA"), ("X-USA", "X-KOR")]
        assert len({obliged for obliged, _ in rows}) == expected
        assert ask(engine, "allies-of-state", "ally", "treaties", actor="x-usa", date="1955") == [
            ("X-KOR", "1")
        ]


@pytest.fixture(scope="module")
def made(built: Store) -> Graph:
    """Return the graph with invented treaties of three states, and a leader of each."""
    made: list[Record] = [source("data", "1900/1960"), *map(state, ("x-a", "x-b", "x-c"))]
    made += [
        treaty("leaving"),
        party("leaving", "x-a", "defense", edtf="1910-01-01/1920-05-05"),
        party("leaving", "x-b", "defense", edtf="1920-05-06/1930-01-01"),
        party("leaving", "x-c", "neutrality", "offense", edtf="1915/1925-06"),
    ]
    made += [
        treaty("going-on"),
        party("going-on", "x-a", "nonaggression", edtf="1950-03-01/"),
        party("going-on", "x-b", "entente", edtf="1950-03-01/"),
        treaty("unsure"),
        party("unsure", "x-a", "entente", edtf="1880?/1890?"),
        party("unsure", "x-c", "entente", edtf="1880?/1890?"),
        treaty("guard"),
        party("guard", "x-a", "defense", edtf="1955", part="towards-c"),
        party("guard", "x-c"),
        treaty("pact", "1905/1907", "mutual-defense-treaty"),
        party("pact", "x-b"),
        party("pact", "x-c"),
    ]
    for key, begin in (("one", "1950-01-01/1952-02-03"), ("two", "1952-02-03/")):
        made += [
            Actor(id=f"x-{key}", source="data", place=PLACE, type="Person", label=key),
            Position(id=f"x-{key}", source="data", place=PLACE, person=f"x-{key}",
                     title="leader", organization="x-a", edtf=begin),
        ]  # fmt: skip
    return grown(built, made)


@pytest.fixture(scope="module", params=[engine_kinds.embedded, engine_kinds.rdflib])
def engine(request: pytest.FixtureRequest, made: Graph) -> Iterator[Engine]:
    with request.param(made) as opened:
        yield opened


@pytest.mark.parametrize(
    ("actor", "date", "allies"),
    [
        # a leaves on the day before b comes: both are parties in 1920, and never together.
        ("x-a", "1920", [("X-C", "defense", "offense, neutrality", "certain")]),
        ("x-b", "1920", [("X-C", "defense", "offense, neutrality", "certain")]),
        ("x-a", "1915-06", [("X-C", "defense", "offense, neutrality", "possible")]),
        ("x-a", "1921", []),
        # A spell that the end of the data cuts off holds up to there, and is open afterwards.
        ("x-a", "1950-02-28", []),
        ("x-a", "1950-03-01", [("X-B", "nonaggression", "entente", "certain")]),
        ("x-a", "1959-12-31", [("X-B", "nonaggression", "entente", "certain")]),
        ("x-a", "1961", [("X-B", "nonaggression", "entente", "possible")]),
        ("x-a", "1885", [("X-C", "entente", "entente", "possible")]),
        ("x-c", "1955", []),
        ("x-c", "1906", [("X-B", "defense", "defense", "certain")]),
    ],
)
def test_allies(engine: Engine, actor: str, date: str, allies: list[tuple[str, ...]]) -> None:
    columns = ("ally", "owes", "isOwed", "order")
    assert ask(engine, "allies-of-state", *columns, actor=actor, date=date) == allies


@pytest.mark.parametrize(
    ("second", "date", "owed"),
    [
        ("x-c", "1955", [("X-A", "X-C", "defense", "certain")]),
        ("x-c", "1955-06-01", [("X-A", "X-C", "defense", "possible")]),
        ("x-c", "1956", []),
        ("x-b", "1920", []),
        (
            "x-b",
            "1951",
            [("X-A", "X-B", "nonaggression", "certain"), ("X-B", "X-A", "entente", "certain")],
        ),
    ],
)
def test_obligations(engine: Engine, second: str, date: str, owed: list[tuple[str, ...]]) -> None:
    columns = ("obliged", "towards", "owes", "order")
    found = ask(engine, "obligations-between", *columns, first="x-a", second=second, date=date)
    assert found == owed


@pytest.mark.parametrize(
    ("date", "found"),
    [
        (
            "1916",
            [
                ("leaving", "X-A", "1910-01-01/1920-05-05", "certain"),
                ("leaving", "X-C", "1915/1925-06", "certain"),
            ],
        ),
        # Cut off where the data end: up to there for certain, later perhaps.
        ("1959", [(*each, "1950-03-01/", "certain") for each in GOING_ON]),
        ("1961", [(*each, "1950-03-01/", "possible") for each in GOING_ON]),
        # A year of a pair is no time of a treaty.
        ("1955-06-01", [(*each, "1950-03-01/", "certain") for each in GOING_ON]),
        (
            "1906-06",
            [("pact", "X-B", "1905/1907", "certain"), ("pact", "X-C", "1905/1907", "certain")],
        ),
    ],
)
def test_treaties_without_a_period_in_force_bind_their_parties_for_their_own_spells(
    engine: Engine, date: str, found: list[tuple[str, ...]]
) -> None:
    rows = ask(engine, "treaties-in-force", "treaty", "party", "inForce", "order", date=date)
    assert [row for row in rows if row[1].startswith("X-")] == found


@pytest.mark.parametrize(
    ("date", "leaders"),
    [
        ("1952-02-02", [("X-A", "one", "certain")]),
        ("1952-02-03", [("X-A", "one", "certain"), ("X-A", "two", "certain")]),
        ("1959-12-31", [("X-A", "two", "certain")]),
        ("1961", [("X-A", "two", "possible")]),
        ("1949", []),
    ],
)
def test_leaders(engine: Engine, date: str, leaders: list[tuple[str, ...]]) -> None:
    columns = ("state", "leader", "order")
    assert ask(engine, "leaders-on-date", *columns, first="x-a", second="x-b", date=date) == leaders


def test_leaders_on_the_day_of_an_event(engine: Engine) -> None:
    found = ask(engine, "leaders-on-date", "leader", event="alliance-founding", first="x-a")
    assert found == [("two",)]
