"""Why an answer is empty: no such thing, not covered, or nothing that fits; on each engine."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyoxigraph as px
import pytest
from engine_kinds import Kind, embedded, endpoint, rdflib

from alliancekg import queries
from alliancekg.coverages import Actor, Asked, Coverage, Period, covering, declared, measure
from alliancekg.embedded import Embedded
from alliancekg.emptiness import why
from alliancekg.engines import Engine
from alliancekg.facts import Facts
from alliancekg.namespaces import AK, GRAPH, ID
from alliancekg.store import Store

ROOT = Path(__file__).parent.parent
BOTH = "covered are South Korea and United States"
EVENTS = f"{BOTH}, 1894/.. (public-record) and 1894/2006 (hwang-2006)"
DOCUMENT = f"{BOTH}, 1894/2006 (hwang-2006)"
NO_FINDING = "So this is no finding"
NOTE = (
    "Based on testimony. Its text is not part of this project; passages are positions and digests"
    " in a plain-text copy. The year is of the hearing; the document is undated"
)


@pytest.fixture(scope="module")
def store(built: Store) -> px.Store:
    """Return the graph of the checkout in memory, where it is read faster."""
    store = px.Store()
    store.bulk_extend(built.current().open().quads_for_pattern(None, None, None, None))
    return store


QUESTIONS = [
    (
        *("claims-about-record", {"record": "urn:x"}),
        "no such thing: the graph says nothing of urn:x",
    ),
    (
        *("events-of-actor", {"actor": "Japan"}),
        f"not covered: no source covers Japan for events; {EVENTS}. {NO_FINDING}",
    ),
    (
        *("troop-levels-of-actor", {"force": "Japan"}),
        f"not covered: no source covers Japan for troop strength; {DOCUMENT}. {NO_FINDING}",
    ),
    (
        *("claims-about-time", {"time": "1850"}),
        f"not covered: no source covers 1850 for claims; {DOCUMENT}. {NO_FINDING}",
    ),
    (
        *("claims-about-time", {"time": "2020"}),
        f"not covered: no source covers 2020 for claims; {DOCUMENT}. {NO_FINDING}",
    ),
    (
        *("timeline", {"from": "1800", "to": "1805"}),
        "not covered: no source covers the time from 1800 to 1805 for events;"
        f" {EVENTS}. {NO_FINDING}",
    ),
    (
        *("claims-counted", {"source": "states"}),
        f"not covered: states declares no coverage. {NO_FINDING}",
    ),
    (
        *("claims-counted", {"source": "public-record"}),
        f"not covered: public-record does not cover claims. {NO_FINDING}",
    ),
    (
        *("timeline", {"from": "1899-01-01", "to": "1899-01-01"}),
        "no match: hwang-2006 and public-record cover the time from 1899-01-01 to 1899-01-01,"
        " and nothing there fits",
    ),
    (
        *("events-of-type", {"type": "dispute"}),
        f"not covered: no source tells of any dispute. {NO_FINDING}",
    ),
    (
        *("events-before-event", {"type": "war", "source": "public-record", "days": "1"}),
        f"not covered: public-record tells of no war. {NO_FINDING}",
    ),
    (
        *("events-of-type", {"type": "war", "status": "cancelled"}),
        "no match in what hwang-2006 covers",
    ),
    (
        *("strength-with-leaders", {"from": "2000", "to": "2001"}),
        f"not covered: no source covers leaders. {NO_FINDING}",
    ),
    (
        *("strength-with-leaders", {"from": "1850", "to": "1851"}),
        "not covered: no source covers the time from 1850 to 1851 for troop strength;"
        f" {DOCUMENT}. {NO_FINDING}",
    ),
    (
        *("leaders-on-date", {"date": "1955"}),
        f"not covered: no source covers leaders. {NO_FINDING}",
    ),
    (
        *("documents-by-month", {}),
        "not covered: no source tells of any directive, letter, memorandum, report or telegram."
        f" {NO_FINDING}",
    ),
    (
        *("coded-events-by-month", {}),
        f"not covered: no source covers intensity. {NO_FINDING}",
    ),
    (
        *("coded-events-by-month", {"type": "consultation"}),
        f"not covered: no source covers intensity. {NO_FINDING}",
    ),
    (
        *("hostility-by-decade", {}),
        f"not covered: no source tells of any dispute. {NO_FINDING}",
    ),
    (
        *("exercises-before-events", {"actor": "usa", "type": "war", "from": "1970", "to": "1980"}),
        f"not covered: no source tells of any military exercise. {NO_FINDING}",
    ),
    (
        *("treaties-in-force", {"date": "1900"}),
        f"not covered: no source covers alliances. {NO_FINDING}",
    ),
    (
        *("claims-with-hedge", {"hedge": "Perhpas"}),
        "no such thing: the graph has no hedge 'Perhpas'; the nearest is perhaps",
    ),
    (
        *("records-of-passage", {"paragraph": "p0200"}),
        "no such thing: the graph has no paragraph 'p0200'; the nearest is p020",
    ),
    (
        *("actors-by-code", {"code": "Q88"}),
        "no such thing: the graph has no code 'Q88'; the nearest is Q889",
    ),
    (
        *("events-between-events", {"first": "cfc-establishment", "second": "nixon-doctrine"}),
        "nothing lies between: the second event began before the first had ended."
        " Fix: exchange --first and --second",
    ),
    (
        *("numbers", {"measure": "troop-strength", "value": "1"}),
        "no match in what hwang-2006 covers",
    ),
    (
        *("claims-with-word", {"word": "no such word"}),
        "no match in what hwang-2006 covers",
    ),
]


def reason(engine: Engine, name: str, values: dict[str, str]) -> str:
    saved = queries.get(ROOT / "queries", name)
    text = queries.bound(saved, engine, values)
    assert not queries.run_text(text, engine).rows
    return why(engine, text, saved, values)


@pytest.mark.parametrize(("name", "values", "expected"), QUESTIONS)
def test_an_empty_answer_says_why(
    store: px.Store, name: str, values: dict[str, str], expected: str
) -> None:
    assert reason(Embedded(store), name, values) == f"0 rows: {expected}"


@pytest.mark.parametrize("kind", [rdflib, endpoint])
@pytest.mark.parametrize(("name", "values", "expected"), [QUESTIONS[1], QUESTIONS[3], QUESTIONS[9]])
def test_each_engine_says_the_same(
    store: px.Store, kind: Kind, name: str, values: dict[str, str], expected: str
) -> None:
    with kind(store) as engine:
        assert reason(engine, name, values) == f"0 rows: {expected}"


@pytest.mark.parametrize("kind", [embedded, rdflib, endpoint])
def test_what_is_nowhere_in_the_graph_is_named(store: px.Store, kind: Kind) -> None:
    text = (
        f"PREFIX ak: <{AK}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ?e"
        f" {{ ?e a ak:Event ; ak:nothing <{ID}event/nothing> . FILTER(?e = '1'^^xsd:token) }}"
    )
    with kind(store) as engine:
        assert why(engine, text) == (
            "0 rows: no such thing: the graph says nothing of ak:nothing and event/nothing"
        )


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p 'nothing' }",
        "SELECT ?s { ?s ?p <relative> }",
        "\ufeffSELECT ?s { ?s ?p 'nothing' }",
        f"SELECT ?s {{ GRAPH <{GRAPH}states> {{ ?s ?p 'nothing' }} }}",
        f"PREFIX ak: <{AK}> SELECT ?s {{ ?s a ak:Event , ak:Claim }}",
    ],
)
def test_free_sparql_about_what_is_there_has_no_match(store: px.Store, text: str) -> None:
    assert why(Embedded(store), text) == (
        "0 rows: no match. That is a finding only within what the sources cover:"
        " alliancekg query coverage-of-sources"
    )


def test_an_empty_default_graph_is_told_with_the_graphs_there_are() -> None:
    store = px.Store()
    node = px.NamedNode("urn:x")
    store.add(px.Quad(node, node, node, px.NamedNode(f"{GRAPH}one")))
    assert why(Embedded(store), "SELECT ?s { ?s ?p ?o }") == (
        "0 rows: the default graph is empty; named graphs: https://w3id.org/alliancekg/graph/one"
    )
    assert why(Embedded(px.Store()), "SELECT ?s { ?s ?p ?o }") == (
        "0 rows: the default graph is empty; named graphs: none"
    )


def test_the_coverages_are_read_as_declared(store: px.Store) -> None:
    found = {coverage.source: coverage for coverage in declared(Facts(Embedded(store)))}
    actors = frozenset(px.NamedNode(f"{ID}actor/{key}") for key in ("usa", "rok"))
    names = ("claims", "events", "troop-strength")
    first, last = dt.date(1894, 1, 1).toordinal(), dt.date(2006, 12, 31).toordinal()
    assert found == {
        "hwang-2006": Coverage(
            *("hwang-2006", frozenset(map(measure, names)), actors, "1894/2006", first, last)
        ),
        "public-record": Coverage(
            *("public-record", frozenset([measure("events")]), actors, "1894/..", first, None)
        ),
    }


A, B, C = (px.NamedNode(f"urn:{name}") for name in "abc")
OLD = Coverage("old", frozenset([measure("events")]), frozenset([A]), "1/10", 1, 10)
NEW = Coverage("new", frozenset([measure("claims")]), frozenset([B]), "5/..", 5, None)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked(), [OLD, NEW]),
        (Asked(frozenset([measure("claims")])), [NEW]),
        (Asked(actors=(Actor(A, frozenset([A])),)), [OLD]),
        (Asked(actors=(Actor(C, frozenset([C, B])),)), [NEW]),
        (Asked(actors=(Actor(A, frozenset([A])), Actor(B, frozenset([B])))), []),
        (Asked(periods=(Period("", 10, 10),)), [OLD, NEW]),
        (Asked(periods=(Period("", 11, 99),)), [NEW]),
        (Asked(periods=(Period("", -5, 0),)), []),
        (Asked(periods=(Period("", None, 4),)), [OLD]),
        (Asked(periods=(Period("", 4, None),)), [OLD, NEW]),
        (Asked(sources=("old",)), [OLD]),
    ],
)
def test_a_coverage_covers_what_lies_within_it(asked: Asked, expected: list[Coverage]) -> None:
    assert covering([OLD, NEW], asked) == expected
