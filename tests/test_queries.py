"""The saved queries: each answers as its file says, on the embedded engine and on rdflib alike."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyoxigraph as px
import pytest
import rdflib
import rdflib.plugins.sparql
from rdflib.term import Literal as RdflibLiteral

from alliancekg import expected, queries, results
from alliancekg.embedded import Embedded
from alliancekg.findings import Place
from alliancekg.mapping import quads
from alliancekg.records import Event, Participation, Policy, Quantity, Record, Ref
from alliancekg.results import Result
from alliancekg.store import Store

QUERIES = Path(__file__).parent.parent / "queries"
NAMES = sorted(queries.names(QUERIES))
HEADLINE = "events-after-withdrawal-announcements"


@pytest.fixture(scope="module")
def graph(built: Store) -> px.Store:
    return built.current().open()


@pytest.fixture(scope="module")
def merged(graph: px.Store) -> rdflib.Graph:
    """Return the default graph in rdflib, which is the reference for SPARQL here."""
    rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
    dumped = graph.dump(format=px.RdfFormat.N_TRIPLES, from_graph=px.DefaultGraph())
    assert dumped is not None
    return rdflib.Graph().parse(data=dumped, format="nt")


@pytest.mark.parametrize("name", NAMES)
def test_a_query_gives_its_expected_answer(name: str, graph: px.Store) -> None:
    saved = queries.get(QUERIES, name)
    assert [
        str(f) for f in expected.compare(queries.run(saved, Embedded(graph)), saved.expected)
    ] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != HEADLINE])
def test_rdflib_gives_the_same_rows(name: str, graph: px.Store, merged: rdflib.Graph) -> None:
    assert _rows_of_rdflib(name, graph, merged) == _rows(name, graph)


def test_rdflib_gives_the_same_headline(graph: px.Store) -> None:
    """On the part of the graph that the answer rests on: on the whole rdflib needs many minutes."""
    first: set[object] = {
        quad.subject
        for quad in _quads(graph, "eventType")
        if str(quad.object).endswith(("#withdrawal-announcement>", "#doctrine-declaration>"))
    }
    reached = _reached(graph, first)
    claims = _subjects(graph, "statesLater", reached)
    events = reached | _objects(graph, "statesEarlier", claims)
    spans = _objects(graph, "dating", events) | _objects(graph, "time", events)
    parts = _objects(graph, "participation", first)
    actors = _objects(graph, "actor", parts) | _objects(graph, "claimant", claims)
    whole = claims | events | spans | parts | actors
    whole |= _subjects(graph, "memberOf") | _subjects(graph, "rank")
    named = _objects(graph, "evidence", claims | spans)
    lines = [
        f"{quad.triple} .\n"
        for quad in graph.quads_for_pattern(None, None, None, px.DefaultGraph())
        if quad.subject in whole
        or (quad.subject in named and quad.predicate.value.endswith(("#label", "#type")))
    ]
    part = rdflib.Graph().parse(data="".join(lines), format="nt")
    assert _rows_of_rdflib(HEADLINE, graph, part) == _rows(HEADLINE, graph)


def _reached(graph: px.Store, first: set[object]) -> set[object]:
    """Return the events to which announcements, parts and claims of order lead, and the first."""
    reached: set[object] = set()
    more = set(first)
    while not more <= reached:
        reached |= more
        more = _objects(graph, "announces", reached) | _subjects(graph, "partOf", reached)
        claims = _subjects(graph, "statesEarlier", reached)
        more |= _objects(graph, "statesLater", claims)
    return reached


def _rows(name: str, graph: px.Store) -> list[tuple[str, ...]]:
    answer = queries.run(queries.get(QUERIES, name), Embedded(graph))
    rows = [tuple(row) for row in results.cells(answer)]
    return sorted(rows) if answer.form == "CONSTRUCT" else rows  # which has no order of its own


def _rows_of_rdflib(name: str, graph: px.Store, data: rdflib.Graph) -> list[tuple[str, ...]]:
    found = data.query(queries.bound(queries.get(QUERIES, name), Embedded(graph)))
    rows = [tuple(_text(cell) for cell in row) for row in found]  # type: ignore[union-attr]
    return sorted(set(rows)) if found.type == "CONSTRUCT" else rows


def _quads(graph: px.Store, name: str) -> list[px.Quad]:
    predicate = px.NamedNode("https://w3id.org/alliancekg/ns#" + name)
    return list(graph.quads_for_pattern(None, predicate, None, px.DefaultGraph()))


def _subjects(graph: px.Store, name: str, objects: set[object] | None = None) -> set[object]:
    return {q.subject for q in _quads(graph, name) if objects is None or q.object in objects}


def _objects(graph: px.Store, name: str, subjects: set[object]) -> set[object]:
    return {quad.object for quad in _quads(graph, name) if quad.subject in subjects}


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, RdflibLiteral) and cell.datatype is not None:
        plain = px.Literal(str(cell), datatype=px.NamedNode(str(cell.datatype)))
        return plain.value
    return str(cell)


def _may_be_empty(name: str) -> bool:
    """Tell whether a query finds what is wrong, or asks for what only loaded data sets have."""
    return name.startswith("checks/") or "loaded" in queries.get(QUERIES, name).header.tags


def test_each_query_but_a_check_or_one_of_loaded_data_has_rows_by_default(graph: px.Store) -> None:
    empty = [
        name for name in NAMES if not queries.run(queries.get(QUERIES, name), Embedded(graph)).rows
    ]
    assert empty == [name for name in NAMES if _may_be_empty(name)]


@pytest.mark.parametrize("name", NAMES)
def test_an_expected_answer_is_empty_for_a_check_and_for_loaded_data_only(name: str) -> None:
    rows = list(csv.reader(io.StringIO(queries.get(QUERIES, name).expected.read_text("utf-8"))))
    assert (len(rows) == 1) == _may_be_empty(name)


def test_there_is_no_expected_answer_without_its_query() -> None:
    files = {p.relative_to(QUERIES).with_suffix("").as_posix() for p in QUERIES.rglob("*.csv")}
    assert sorted(files - set(NAMES)) == []


def _answer(graph: px.Store, name: str, **values: str) -> Result:
    return queries.run(queries.get(QUERIES, name), Embedded(graph), values)


def _column(result: Result, *names: str) -> list[tuple[str, ...]]:
    at = [result.variables.index(name) for name in names]
    return [tuple(row[i] for i in at) for row in results.cells(result)]


CARTER = "Carter announces the unilateral withdrawal of the Second Infantry Division"
DECISION = "U.S. decision to move soldiers of the Second Infantry Division to Iraq"
DOCTRINE = "Declaration of the Nixon Doctrine"
AFTER_CARTER = {
    "Crisis of the alliance in 1977",
    "Talks of the two governments on a combined operational command",
    "Establishment of the Combined Forces Command",
    "Responsibility for defending South Korea passes from the UNC to the CFC",
    "Cancellation of the withdrawal of the Second Infantry Division",
}
AFTER_DECISION = {
    "Renewed tension in the alliance at the decision to move troops",
    "Move of soldiers of the Second Infantry Division from Korea to Iraq",
    "Suspicion that the troop decisions are retaliation against Seoul",
    "Drawdown of 12,500 soldiers of U.S. Forces Korea",
}
AFTER_DOCTRINE = {
    "Withdrawal of the U.S. Seventh Infantry Division from South Korea",
    "South Korean fears of abandonment and insecurity",
    "South Korean shift to equal weight for self-reliant defense",
    "Launch of the first Force Improvement Plan",
    "Koreanization of Korean defense well under way",
    "Changes for the better in the role of U.S. Forces Korea",
}


def _followers(result: Result) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for first, then in _column(result, "announcement", "follower"):
        found.setdefault(first, set()).add(then)
    return found


def test_the_headline_in_the_strict_sense(graph: px.Store) -> None:
    answer = _answer(graph, HEADLINE, breadth="strict")
    assert _followers(answer) == {CARTER: AFTER_CARTER, DECISION: AFTER_DECISION}


def test_the_headline_with_doctrines(graph: px.Store) -> None:
    assert _followers(_answer(graph, HEADLINE)) == {
        DOCTRINE: AFTER_DOCTRINE,
        CARTER: AFTER_CARTER,
        DECISION: AFTER_DECISION,
    }


def test_what_ran_alongside_or_is_rejected_is_no_follower(graph: px.Store) -> None:
    named = {
        label for _, labels in _followers(_answer(graph, HEADLINE)).items() for label in labels
    }
    alongside = {
        "Nixon’s efforts at rapprochement with China",
        "Withdrawal of American forces in Vietnam",
        "Efforts to dismantle the Combined Forces Command",
        "American retaliation against the South Korean government",
        "Withdrawal of the U.S. Second Infantry Division from Korea, planned and given up",
    }
    assert named & alongside == set()


def test_the_headline_counts_days_by_each_source(graph: px.Store) -> None:
    rows = _column(
        _answer(graph, HEADLINE, breadth="strict"),
        *("follower", "basis", "announced", "followed", "leastDays", "mostDays", "order"),
    )
    command = "Establishment of the Combined Forces Command"
    assert [row[1:] for row in rows if row[0] == command] == [
        ("dates of the document", "1977", "1978", "1", "729", "certain"),
        ("dates of the public record", "1977-03-09", "1978-11-07", "608", "608", "certain"),
    ]
    ending = "Cancellation of the withdrawal of the Second Infantry Division"
    assert [row[1:] for row in rows if row[0] == ending] == [
        ("a claim", "1977", "", "", "", "stated"),
        ("dates of the public record", "1977-03-09", "1979-07-20", "863", "863", "certain"),
    ]


def test_days_leave_only_what_is_known_to_be_near(graph: px.Store) -> None:
    rows = _column(_answer(graph, HEADLINE, days="120"), "follower", "leastDays")
    assert rows
    assert all(int(days) <= 120 for _, days in rows)
    assert ("Establishment of the Combined Forces Command", "608") not in rows


def test_another_actor_has_no_withdrawal_announcements(graph: px.Store) -> None:
    assert _answer(graph, HEADLINE, actor="Japan").rows == ()


@pytest.mark.parametrize(
    ("first", "second", "sources", "interval"),
    [
        ("nixon-doctrine", "seventh-division-withdrawal", "dd", ("525", "644", "certain")),
        ("nixon-doctrine", "seventh-division-withdrawal", "pp", ("610", "610", "certain")),
        ("carter-withdrawal-announcement", "cfc-establishment", "dd", ("1", "729", "certain")),
        ("carter-withdrawal-announcement", "cfc-establishment", "pp", ("608", "608", "certain")),
        (
            "cfc-establishment",
            "second-division-withdrawal-cancellation",
            "pp",
            ("255", "255", "certain"),
        ),
        ("korean-summit-2000", "cha-testimony", "dd", ("503", "532", "certain")),
        ("korean-summit-2000", "cha-testimony", "pp", ("518", "518", "certain")),
        ("north-korean-floods-famines", "korean-summit-2000", "dd", ("1614", "2007", "certain")),
        ("usfk-drawdown", "redeployment-decision", "dp", ("-958", "-928", "certainly not")),
    ],
)
def test_intervals(
    graph: px.Store, first: str, second: str, sources: str, interval: tuple[str, ...]
) -> None:
    answer = _answer(graph, "interval-between-events", first=first, second=second)
    names = {
        "d": "The U.S.–Korea Alliance on the Rocks: Shaken, Not Stirred",
        "p": "Dates from the public record",
    }
    rows = _column(answer, "firstSource", "secondSource", "leastDays", "mostDays", "order")
    wanted = (names[sources[0]], names[sources[1]])
    assert [row[2:] for row in rows if row[:2] == wanted] == [interval]


def test_the_document_does_not_order_cancellation_and_command(graph: px.Store) -> None:
    answer = _answer(
        graph,
        "interval-between-events",
        first="cfc-establishment",
        second="second-division-withdrawal-cancellation",
    )
    sources = _column(answer, "secondSource")
    assert set(sources) == {("Dates from the public record",)}


def test_the_number_3600_is_of_two_forces(graph: px.Store) -> None:
    assert _column(_answer(graph, "numbers", value="3600"), "of", "place") == [
        ("South Korean contingent in Iraq", "Iraq"),
        ("Soldiers of the Second Infantry Division to be sent to Iraq", "Iraq"),
    ]


def test_the_document_gives_no_date_for_the_treaty(graph: px.Store) -> None:
    assert _column(_answer(graph, "treaty-dates"), "source", "signed", "inForce") == [
        ("Dates from the public record", "1953-10-01", "1954-11-17/.."),
        ("The U.S.–Korea Alliance on the Rocks: Shaken, Not Stirred", "", ""),
    ]


def test_causes_of_the_changed_view_lie_before_the_summit(graph: px.Store) -> None:
    rows = _column(_answer(graph, "causes-claimed-for-event"), "cause", "dated", "stance")
    assert set(rows) == {
        ("Collapse of the Soviet Union", "[1990..1993]", "asserts"),
        ("Opening of China", "[1990..1993]", "asserts"),
        ("Floods and famines in North Korea", "1994/1995", "asserts"),
        ("Pictures of starving North Korean children reach the South", "", "asserts"),
    }


def test_claims_hedged_with_perhaps_or_arguably(graph: px.Store) -> None:
    saved = queries.get(QUERIES, "claims-with-hedge")
    answer = queries.run(saved, Embedded(graph), {"hedge": ["perhaps", "arguably"]})
    assert {claim for (claim,) in _column(answer, "claim")} == {
        "vietnam-from-korea",
        "most-vibrant-democracy",
        "success-made-us-forget",
        "alliances-only-way",
        "worst-configuration",
    }


def test_what_only_a_table_states_is_in_the_answers_too(graph: px.Store) -> None:
    """A data set has rows and no passages."""
    where = Place("seeds/public-record/t.csv", 2, 2)
    event = Ref("event", "hosting-of-us-troops")
    made: list[Record] = [
        Quantity(
            id="garrison",
            label="Garrison",
            record=event,
            measure="troop-strength",
            value="7",
            unit="persons",
            comparator="equal",
            source="public-record",
            place=where,
        ),
        Participation(
            id="p",
            record=event,
            actor="japan",
            role="witness",
            source="public-record",
            place=where,
        ),
        Policy(
            id="garrison-plan",
            policy_type="plan",
            label="Garrison plan",
            holders=("rok-government",),
            source="public-record",
            place=where,
        ),
        Event(
            id="garrison-leave",
            event_type="troop-withdrawal",
            status="cancelled",
            label="Garrison leave",
            source="public-record",
            place=where,
        ),
    ]
    more = px.Store()
    more.extend(graph.quads_for_pattern(None, None, None, px.DefaultGraph()))
    more.extend(
        px.Quad(quad.subject, quad.predicate, quad.object)
        for record in made
        for quad in quads(record)
    )
    place = "seeds/public-record/t.csv, row 2"
    assert _column(_answer(more, "numbers", value="7"), "number", "passage") == [
        ("Garrison", place)
    ]
    assert ("Japan", place) in _column(
        _answer(more, "participants-of-event", event="hosting-of-us-troops"), "actor", "passage"
    )
    found = _column(_answer(more, "policies-of-holder"), "policy", "passage")
    assert ("Garrison plan", place) in found
    found = _column(_answer(more, "planned-and-cancelled"), "event", "passage")
    assert ("Garrison leave", place) in found


def test_what_came_between_the_announcement_and_its_end(graph: px.Store) -> None:
    answer = _answer(
        graph,
        "events-between-events",
        first="carter-withdrawal-announcement",
        second="second-division-withdrawal-cancellation",
    )
    assert _column(answer, "event", "leastDays", "mostDays", "order")[-2:] == [
        ("Establishment of the Combined Forces Command", "608", "608", "certain"),
        (
            "Responsibility for defending South Korea passes from the UNC to the CFC",
            *("608", "608", "certain"),
        ),
    ]


def test_a_year_in_which_a_treaty_began_has_it_possibly_in_force(graph: px.Store) -> None:
    rows = _column(_answer(graph, "treaties-in-force", date="1954"), "treaty", "order")
    assert set(rows) == {
        ("Korean Armistice Agreement", "certain"),
        ("U.S.–ROK Mutual Defense Treaty", "possible"),
        ("U.S.–ROK alliance", "possible"),
    }


def test_no_treaty_is_in_force_in_1900(graph: px.Store) -> None:
    assert _answer(graph, "treaties-in-force", date="1900").rows == ()


def test_the_withdrawal_of_1971_cut_a_third(graph: px.Store) -> None:
    answer = _answer(graph, "troop-changes", type="troop-withdrawal")
    rows = _column(answer, "event", "moved", "before", "after", "difference", "percent")
    seventh = "Withdrawal of the U.S. Seventh Infantry Division from South Korea"
    drawdown = "Drawdown of 12,500 soldiers of U.S. Forces Korea"
    assert [row[1:] for row in rows if row[0] == seventh] == [("", "62000", "42000", "20000", "32")]
    assert [row[1:] for row in rows if row[0] == drawdown] == [("12500", "", "", "", "")]


def test_three_causes_certainly_lie_before_the_summit(graph: px.Store) -> None:
    rows = _column(_answer(graph, "causes-before-event"), "cause", "leastDays", "mostDays", "order")
    assert rows == [
        ("Collapse of the Soviet Union", "2344", "3833", "certain"),
        ("Pictures of starving North Korean children reach the South", "", "", "unknown"),
        ("Opening of China", "2344", "3833", "certain"),
        ("Floods and famines in North Korea", "1614", "2007", "certain"),
    ]


def test_a_code_of_two_states_is_told_apart_by_its_period(graph: px.Store) -> None:
    rows = _column(_answer(graph, "actors-by-code", code="365"), "actor", "list", "valid")
    periods = {
        "Russia": "1991-12-27/..",
        "Russian Empire": "1816-01-01/1917-11-06",
        "Soviet Russia": "1917-11-07/1922-12-29",
        "Soviet Union": "1922-12-30/1991-12-26",
    }
    assert rows == [
        (name, system, period)
        for name, period in periods.items()
        for system in ("Correlates of War", "Gleditsch and Ward")
    ]


def test_dates_that_contradict_the_public_record(graph: px.Store) -> None:
    answer = _answer(graph, "dates-compared")
    rows = _column(answer, "record", "dated", "otherDated", "comparison")
    assert [row[:3] for row in rows if row[3] == "contradicts"] == [
        ("Drawdown of 12,500 soldiers of U.S. Forces Korea", "../2006-12", "2004/2008"),
        ("Floods and famines in North Korea", "1994/1995", "1995-07/1998"),
    ]


def test_a_period_before_all_events_is_empty(graph: px.Store) -> None:
    assert _answer(graph, "timeline", **{"from": "1850", "to": "1893-05"}).rows == ()
