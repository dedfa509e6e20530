"""Dyad-years: who is bound to whom, who met whom, and what is known to be nothing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as px
from engine_kinds import embedded, endpoint, rdflib

from alliancekg import datapackages, mapping, networks, vocabulary
from alliancekg.derived import derive
from alliancekg.dyadtables import DYAD_YEARS
from alliancekg.embedded import Embedded
from alliancekg.eventtables import EVENTS
from alliancekg.findings import Place
from alliancekg.records import (
    Actor,
    Claim,
    Event,
    Participation,
    Quantity,
    Record,
    Ref,
    Source,
    Treaty,
)
from alliancekg.tablefacts import TableFacts

ROOT = Path(__file__).parent.parent
HERE = Place("t.csv", 2)
Dyads = dict[tuple[str, str, int], dict[str, Any]]


@cache
def terms() -> tuple[px.Quad, ...]:
    return tuple(vocabulary.quads(ROOT / "ontology"))


def graph(*records: Record) -> px.Store:
    """Return a store with a graph of these records, as a build makes it."""
    quads = [*terms(), *(quad for record in records for quad in mapping.quads(record))]
    quads += derive(quads)
    store = px.Store()
    store.bulk_extend(quads)
    store.bulk_extend(px.Quad(*quad.triple) for quad in quads)
    return store


def dyads(*records: Record) -> Dyads:
    """Return the rows of one source, by states and year, of a graph of these records."""
    store = graph(*records)
    names = [field.name for field in DYAD_YEARS.fields]
    rows = [dict(zip(names, row, strict=True)) for row in DYAD_YEARS.sorted(told(store))]
    found = {(str(row["state_a"]), str(row["state_b"]), int(row["year"] or 0)): row for row in rows}
    assert len(found) == len(rows)
    return found


def told(store: px.Store) -> TableFacts:
    return TableFacts(Embedded(store))


def source(time: str = "1950/1954", measures: tuple[str, ...] = ("events",), **more: Any) -> Source:
    return Source(
        id="s",
        source="s",
        place=HERE,
        type="Dataset",
        title="S",
        citation="S.",
        rank=1,
        coverage_measures=measures,
        coverage_time=time,
        **more,
    )


def state(name: str, code: str, *, cow: str = "", gw: str = "1816-01-01/..") -> Actor:
    return Actor(
        id=name,
        source="s",
        place=HERE,
        type="State",
        label=name,
        cow_code=code,
        cow_time=(cow,) if cow else (),
        gw_time=(gw,),
    )


ABLE, BAKER = state("able", "20"), state("baker", "100")


def event(
    name: str, edtf: str, *takings: tuple[str, str, str], kind: str = "dispute", **more: str
) -> Iterable[Record]:
    """Yield an event and its participants: actor, side, time."""
    status = more.get("status", "done")
    yield Event(
        id=name, source="s", place=HERE, event_type=kind, status=status, label=name, edtf=edtf
    )
    for at, (actor, side, time) in enumerate(takings):
        yield Participation(
            id=f"event/{name}:{actor}:belligerent:{at}",
            source="s",
            place=HERE,
            record=Ref("event", name),
            actor=actor,
            role="belligerent",
            part=str(at),
            side=side,
            edtf=time,
        )


def treaty(name: str, *parties: tuple[str, tuple[str, ...], str], **more: str) -> Iterable[Record]:
    """Yield a treaty and its parties: actor, what it owes, time."""
    yield Treaty(
        id=name,
        source="s",
        place=HERE,
        treaty_type=more.get("type", "alliance"),
        label=name,
        in_force=more.get("in_force", ""),
    )
    for at, (actor, kinds, time) in enumerate(parties):
        yield Participation(
            id=f"treaty/{name}:{actor}:party:{at}",
            source="s",
            place=HERE,
            record=Ref("treaty", name),
            actor=actor,
            role="party",
            part=str(at),
            obligation_types=kinds,
            edtf=time,
        )


MET = (("able", "first", ""), ("baker", "second", ""))


def counts(rows: Dyads, kind: str = "disputes") -> dict[int, tuple[Any, ...]]:
    names = (kind, f"{kind}_opposed", f"{kind}_complete")
    return {year: tuple(row[name] for name in names) for (_, _, year), row in rows.items()}


def test_within_coverage_nothing_is_zero_and_outside_there_is_no_row() -> None:
    rows = dyads(source(), ABLE, BAKER, *event("e", "1952-03", *MET))
    assert counts(rows) == {
        **dict.fromkeys((1950, 1951, 1953, 1954), (0, 0, True)),
        1952: (1, 1, True),
    }
    assert {(row["cow_a"], row["cow_b"]) for row in rows.values()} == {(20, 100)}
    assert {row["covers_events"] for row in rows.values()} == {True}
    # No wars are told of, and no alliances covered: neither is known to be none.
    assert set(counts(rows, "wars").values()) == {(None, None, False)}
    assert {(row["allied"], row["a_owes_defense"]) for row in rows.values()} == {(None, None)}


def test_what_is_not_covered_is_the_least_and_nothing_is_not_known() -> None:
    for covering in (
        source(measures=("deaths",)),
        source("1953/1954"),
        source(coverage_actors=("able",)),
    ):
        rows = dyads(covering, ABLE, BAKER, *event("e", "1952-03", *MET))
        assert counts(rows)[1952] == (1, 1, False)
        assert rows["able", "baker", 1952]["covers_events"] is False


def test_only_years_that_are_covered_whole_are_covered() -> None:
    rows = dyads(source("1950-02/1954-11"), ABLE, BAKER, *event("e", "1952-03", *MET))
    assert sorted(counts(rows)) == [1951, 1952, 1953]


def test_an_open_coverage_ends_before_the_last_year_of_the_source() -> None:
    late = event("l", "1956", ("able", "", ""), kind="speech")
    rows = dyads(source("1950/.."), ABLE, BAKER, *event("e", "1952-03", *MET), *late)
    assert sorted(counts(rows)) == [1950, 1951, 1952, 1953, 1954, 1955]


def test_there_are_rows_only_while_both_are_states() -> None:
    young = state("baker", "100", gw="1951-12-31/..")
    rows = dyads(source(), ABLE, young, *event("e", "1952-03", *MET))
    assert sorted(counts(rows)) == [1951, 1952, 1953, 1954]
    gone = state("baker", "100", cow="1816/1951-01-01", gw="1816/..")
    rows = dyads(source(), ABLE, gone, *event("e", "1953-03", *MET))
    assert {year: row["both_states"] for (_, _, year), row in rows.items()} == {
        1950: True,
        1951: True,
        1953: False,
    }


def test_an_event_with_one_state_leaves_its_years_open() -> None:
    alone = event("x", "1953/", ("able", "first", ""))
    rows = dyads(source(), ABLE, BAKER, *event("e", "1952-03", *MET), *alone)
    assert counts(rows)[1953] == (None, None, False)
    assert counts(rows)[1952] == (1, 1, True)
    assert counts(rows)[1951] == (0, 0, True)
    undated = event("x", "", ("able", "first", ""))
    rows = dyads(source(), ABLE, BAKER, *event("e", "1952-03", *MET), *undated)
    assert counts(rows) == {
        **dict.fromkeys((1950, 1951, 1953, 1954), (None, None, False)),
        1952: (1, 1, False),
    }


def test_an_event_of_several_years_counts_in_none_and_leaves_them_open() -> None:
    for edtf, open_years in (("[1951..1952]", (1951, 1952)), ("", range(1950, 1955))):
        seen = event("e", "1953-03", *MET)
        rows = dyads(source(), ABLE, BAKER, *seen, *event("f", edtf, *MET))
        assert counts(rows) == {
            **dict.fromkeys((1950, 1951, 1952, 1954), (0, 0, True)),
            **dict.fromkeys(open_years, (None, None, False)),
            1953: (1, 1, 1953 not in open_years),
        }


def test_an_event_begins_for_two_when_the_later_of_them_enters() -> None:
    entered = (("able", "first", "1950/1953"), ("baker", "second", "1951-04/1952"))
    rows = dyads(source(), ABLE, BAKER, *event("e", "1950-01", *entered))
    assert {year: count[0] for year, count in counts(rows).items() if count[0]} == {1951: 1}


def test_those_who_were_there_one_after_the_other_did_not_meet() -> None:
    apart = (("able", "first", "1950/1951-02"), ("baker", "second", "1951-03/1952"))
    met = event("e", "1953-03", *MET)
    rows = dyads(source(), ABLE, BAKER, *met, *event("f", "1950-01", *apart))
    assert [count[0] for count in counts(rows).values()] == [0, 0, 0, 1, 0]
    touching = (("able", "first", "1950/1951-02-01"), ("baker", "second", "1951-02-01/1952"))
    rows = dyads(source(), ABLE, BAKER, *met, *event("f", "1950-01", *touching))
    assert counts(rows)[1951] == (1, 1, True)
    again = (*apart, ("baker", "first", "1951-01/1951-02"))
    rows = dyads(source(), ABLE, BAKER, *met, *event("f", "1950-01", *again))
    assert counts(rows)[1951] == (1, 0, True)


def test_sides_tell_who_stood_against_whom() -> None:
    same = (("able", "first", ""), ("baker", "first", ""))
    rows = dyads(source(), ABLE, BAKER, *event("e", "1952-03", *same))
    assert counts(rows)[1952] == (1, 0, True)
    unknown = (("able", "first", ""), ("baker", "", ""))
    rows = dyads(source(), ABLE, BAKER, *event("e", "1952-03", *unknown))
    assert counts(rows)[1952] == (1, None, True)


def test_an_event_lies_within_what_its_source_covers_or_does_not() -> None:
    levels = {
        "1950/1954": "inside",
        "1949/1951": "partly",
        "1954/1955": "partly",
        "1949": "outside",
        "": "undated",
    }
    for edtf, level in levels.items():
        store = graph(source(), ABLE, BAKER, *event("e", edtf, *MET))
        ((*_, covers),) = EVENTS.sorted(told(store))
        assert covers == level
    store = graph(source(measures=("deaths",)), ABLE, BAKER, *event("e", "1952", *MET))
    assert [row[-1] for row in EVENTS.sorted(told(store))] == ["undeclared"]


def test_only_what_happened_counts() -> None:
    for status in ("planned", "cancelled", "hypothetical", "alleged"):
        assert dyads(source(), ABLE, BAKER, *event("e", "1952", *MET, status=status)) == {}


def test_a_government_acts_for_its_state_and_its_public_does_not() -> None:
    def part(type_: str) -> Actor:
        return Actor(
            id="part", source="s", place=HERE, type=type_, label="Part", part_of=("baker",)
        )

    met = (("able", "first", ""), ("part", "second", ""))
    for kind, years in (("Government", 5), ("MilitaryUnit", 5), ("Group", 0)):
        rows = dyads(source(), ABLE, BAKER, part(kind), *event("e", "1952", *met))
        assert len(rows) == years


COVERS = source(measures=("alliances",))


def test_each_owes_what_it_owes_while_both_are_bound() -> None:
    bound = treaty(
        "t",
        ("able", ("defense", "consultation"), "1949/1953"),
        ("baker", ("consultation",), "1951-05-02/1952-07-01"),
    )
    rows = dyads(COVERS, ABLE, BAKER, *bound)
    allied = {year: row["allied"] for (_, _, year), row in rows.items()}
    assert allied == {1950: False, 1951: True, 1952: True, 1953: False, 1954: False}
    row = rows["able", "baker", 1951]
    assert [row[f"a_owes_{kind}"] for kind in ("defense", "consultation")] == [True, True]
    assert [row[f"b_owes_{kind}"] for kind in ("defense", "consultation")] == [False, True]
    assert (row["treaties"], row["covers_alliances"], row["events"]) == ("t", True, None)


def test_what_is_only_possible_is_empty() -> None:
    bound = treaty("t", ("able", ("defense",), "1951/195X"), ("baker", (), "1951/195X"))
    rows = dyads(COVERS, ABLE, BAKER, *bound)
    assert [row["a_owes_defense"] for row in rows.values()] == [False, True, None, None, None]
    never_sure = treaty("t", ("able", ("defense",), "1951?/1952"), ("baker", (), "1951/1952"))
    rows = dyads(COVERS, ABLE, BAKER, *never_sure)
    assert [row["allied"] for row in rows.values()] == [False, None, None, False, False]


def test_two_times_that_may_miss_each_other_make_no_certain_alliance() -> None:
    bound = treaty("t", ("able", ("defense",), "1950/1952"), ("baker", ("defense",), "1952/1954"))
    rows = dyads(COVERS, ABLE, BAKER, *bound)
    assert [row["allied"] for row in rows.values()] == [False, False, None, False, False]


def test_a_pledge_with_an_unknown_end_holds_as_far_as_the_source_speaks() -> None:
    bound = treaty("t", ("able", ("defense",), "1952-03/"), ("baker", (), "1952-03/"))
    rows = dyads(COVERS, ABLE, BAKER, *bound)
    assert {year: row["allied"] for (_, _, year), row in rows.items()} == {
        **dict.fromkeys((1950, 1951), False),
        **dict.fromkeys((1952, 1953, 1954), True),
    }


def test_outside_coverage_a_treaty_is_told_and_no_other_is_denied() -> None:
    bound = treaty("t", ("able", ("defense",), "1951/1952"), ("baker", (), "1951/1952"))
    rows = dyads(source(measures=("events",)), ABLE, BAKER, *bound)
    row = rows["able", "baker", 1952]
    assert (row["allied"], row["a_owes_defense"]) == (True, True)
    assert (row["a_owes_offense"], row["b_owes_defense"]) == (None, None)
    assert (row["covers_alliances"], row["covers_events"]) == (False, True)
    assert rows["able", "baker", 1953]["allied"] is None


def test_a_mutual_defense_treaty_binds_to_defense_while_it_is_in_force() -> None:
    bound = treaty(
        "t", ("able", (), ""), ("baker", (), ""), type="mutual-defense-treaty", in_force="1952/1953"
    )
    rows = dyads(COVERS, ABLE, BAKER, *bound)
    assert [row["b_owes_defense"] for row in rows.values()] == [False, False, True, True, False]


def test_a_pledge_for_a_year_is_one_sided_and_made_to_the_state_of_that_year() -> None:
    old = state("old", "100", gw="1816/1952-03")  # in 1952 the new one is it for longer
    new = state("new", "100", gw="1952-04/..")
    pair = treaty(
        "t",
        ("able", ("defense",), "1951"),
        ("able", ("defense",), "1952"),
        ("able", ("defense",), "1953"),
        ("old", (), "1950"),
        ("old", (), "1951"),
        ("new", (), "1953"),
    )
    rows = dyads(COVERS, ABLE, old, new, *pair)
    bound = [(key, row["b_owes_defense"]) for key, row in rows.items() if row["a_owes_defense"]]
    assert bound == [
        ((*("able", name), year), False)
        for name, year in (("new", 1952), ("new", 1953), ("old", 1951))
    ]
    assert {key[:2] for key in rows} == {("able", "new"), ("able", "old")}
    assert rows["able", "old", 1950]["allied"] is False  # it is only told whom others owe


def test_each_engine_gives_the_same_bytes(tmp_path: Path) -> None:
    bound = treaty("t", ("able", ("defense",), "1951/195X"), ("baker", (), "1951/195X"))
    said = Claim(
        id="c",
        source="s",
        place=HERE,
        paraphrase="Able led to Baker.",
        claimants=("able",),
        stance_holder="baker",
        stance="rejects",
        claim_kind="causal",
        about=(Ref("actor", "baker"),),
        subject=Ref("event", "e"),
        predicate="ledTo",
        object=Ref("event", "f"),
    )
    held = Quantity(
        id="q",
        source="s",
        place=HERE,
        label="Forces",
        measure="troop-strength",
        value="1.50",
        unit="persons",
        comparator="about",
        of_actor="able",
        edtf="1951-09",
    )
    met = [*event("e", "1952-03", *MET), *event("f", "-0420", *MET)]
    opened = graph(source(), ABLE, BAKER, *met, *bound, said, held)
    made: list[Path] = []
    for kind in (embedded, rdflib, endpoint):
        with kind(opened) as engine:
            made.append(tmp_path / str(len(made)))
            counts = datapackages.write(engine, made[-1])
            assert 0 not in counts.values()
            for which in networks.NETWORKS:
                data = networks.graphml(engine, which)
                assert b"<edge " in data
                (made[-1] / f"{which}.graphml").write_bytes(data)
    names = [sorted(path.name for path in folder.iterdir()) for folder in made]
    assert names[0] == names[1] == names[2]
    for name in names[0]:
        assert len({(folder / name).read_bytes() for folder in made}) == 1, name
