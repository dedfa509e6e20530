"""Dates with an open or unknown end, asked of each saved query that takes a date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import queries, results
from alliancekg.embedded import Embedded
from alliancekg.store import Store

QUERIES = Path(__file__).parent.parent / "queries"


@pytest.fixture(scope="module")
def graph(built: Store) -> px.Store:
    store = px.Store()
    store.bulk_extend(built.current().open().quads_for_pattern(None, None, None, None))
    return store


def rows(graph: px.Store, name: str, values: dict[str, str]) -> list[tuple[str, ...]]:
    answer = queries.run(queries.get(QUERIES, name), Embedded(graph), values)
    return [tuple(row) for row in results.cells(answer)]


def cases() -> Iterator[tuple[str, str, str, str]]:
    """Yield each date parameter of each query with an open date, and with one that is as long."""
    for name, saved in queries.find(QUERIES).items():
        for parameter in saved.parameters:
            if parameter.type == "date":
                for date, long in (
                    ("1955/..", "1955/9999"),
                    ("1955/", "1955/9999"),
                    ("../1980", "0001/1980"),
                    ("/1980", "0001/1980"),
                ):
                    yield name, parameter.name, date, long


@pytest.mark.parametrize(("name", "parameter", "date", "long"), list(cases()))
def test_an_open_date_finds_what_a_very_long_period_finds(
    name: str, parameter: str, date: str, long: str, graph: px.Store
) -> None:
    other = {"from": {"to": "2030"}, "to": {"from": "1000"}}.get(parameter, {})
    with_open, with_long = (rows(graph, name, {parameter: text} | other) for text in (date, long))
    assert with_open == with_long


FOUND = [
    ("treaties-in-force", {"date": "1955/.."}, 12),
    ("treaties-in-force", {"date": "1955/"}, 12),
    ("treaties-in-force", {"date": "../1955"}, 8),
    ("timeline", {"from": "../1969", "to": "1980"}, 33),
    ("timeline", {"from": "1969", "to": "1975/.."}, 47),
    ("allies-of-state", {"date": "1955/.."}, 1),
    ("claims-about-time", {"time": "1955/.."}, 20),
]


@pytest.mark.parametrize(("name", "values", "number"), FOUND)
def test_an_open_date_finds_what_there_is(
    name: str, values: dict[str, str], number: int, graph: px.Store
) -> None:
    assert len(rows(graph, name, values)) == number


def test_what_began_nobody_knows_when_may_have_been_before_our_era() -> None:
    ak, rdfs = "https://w3id.org/alliancekg/ns#", "http://www.w3.org/2000/01/rdf-schema#"
    skos = "http://www.w3.org/2004/02/skos/core#"
    store = px.Store()
    store.load(
        f"""
        @prefix ak: <{ak}> . @prefix rdfs: <{rdfs}> . @prefix skos: <{skos}> .
        <urn:e> a ak:Event ; rdfs:label "E" ; ak:eventType <urn:k> ; ak:status <urn:k> ;
            ak:time <urn:t> .
        <urn:k> skos:prefLabel "k" .
        <urn:t> ak:edtf "/1953" ; ak:latestEndDay 713328 ; ak:source <urn:s> ; ak:evidence <urn:p> .
        <urn:s> rdfs:label "S" .
        <urn:p> a ak:Passage ; rdfs:label "P" .
        """.encode(),
        format=px.RdfFormat.TURTLE,
    )
    row = ("/1953", "E", "k", "k", "possible", "S", "P")
    assert rows(store, "timeline", {"from": "-0100", "to": "-0050"}) == [row]
