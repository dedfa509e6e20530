"""The saved queries give the expected rows on two real servers, Oxigraph and Virtuoso.

With `test_queries`, where the embedded store and rdflib give them, these are four engines.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad
from servers import PASSWORD, USER, oxigraph_server

from alliancekg import expected, graphstore, queries, slicing
from alliancekg.addresses import Login
from alliancekg.describing import describe
from alliancekg.embedded import Embedded
from alliancekg.endpoint import MERGED, Endpoint
from alliancekg.engines import Engine, Limits
from alliancekg.pushing import DEFAULT, Push
from alliancekg.quadsources import named, quads
from alliancekg.store import Store

QUERIES = Path(__file__).parent.parent / "queries"
NAMES = sorted(queries.names(QUERIES))
LIMITS = Limits(seconds=120)
# What a query's header says that Virtuoso gets wrong, and why.
NOT_ON_VIRTUOSO = {
    name
    for name in NAMES
    if queries.get(QUERIES, name).header.not_on.startswith("Virtuoso 7.2.5, ")
}


def pushed(store: Store, address: str, login: Login) -> tuple[Endpoint, list[str]]:
    """Return a server with all that the store publishes, and the graphs that it has now."""
    target = graphstore.find(address, login, "", 60)
    push = Push(store.current(), target, login, 120, lambda _: None)
    graphs = [o.graph for o in push.run(prune=True) if o.state in ("written", "unchanged")]
    return Endpoint(address, Login()), graphs


@pytest.fixture(scope="module")
def on_oxigraph(built: Store) -> Iterator[tuple[Endpoint, list[str]]]:
    with oxigraph_server() as address:
        yield pushed(built, address, Login())


@pytest.fixture(scope="module")
def on_virtuoso(built: Store, virtuoso: str) -> tuple[Endpoint, list[str]]:
    login = Login.of({"ALLIANCEKG_USER": USER, "ALLIANCEKG_PASSWORD": PASSWORD})
    return pushed(built, virtuoso, login)


def differences(name: str, engine: Engine) -> list[str]:
    """Return how the answer of an engine differs from the expected file."""
    saved = queries.get(QUERIES, name)
    answer = queries.run(saved, engine, limits=LIMITS)
    return [str(finding) for finding in expected.compare(answer, saved.expected)]


@pytest.mark.parametrize("name", NAMES)
def test_oxigraph(name: str, on_oxigraph: tuple[Endpoint, list[str]]) -> None:
    assert differences(name, on_oxigraph[0]) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOT_ON_VIRTUOSO])
def test_virtuoso(name: str, on_virtuoso: tuple[Endpoint, list[str]]) -> None:
    assert differences(name, on_virtuoso[0]) == []


def test_the_merged_set_is_where_plain_queries_look(
    built: Store,
    on_oxigraph: tuple[Endpoint, list[str]],
    on_virtuoso: tuple[Endpoint, list[str]],
) -> None:
    ledger = built.current().ledger
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    named = sorted(ledger.graphs)
    assert (on_oxigraph[1], on_virtuoso[1]) == ([DEFAULT, *named], [MERGED, *named])
    for engine, _ in (on_oxigraph, on_virtuoso):
        found = engine.ask(count, "SELECT", LIMITS).rows[0][0]
        assert getattr(found, "value", "") == str(ledger.triples)


def test_every_quad_comes_back_from_each_server_as_it_was(
    built: Store,
    on_oxigraph: tuple[Endpoint, list[str]],
    on_virtuoso: tuple[Endpoint, list[str]],
) -> None:
    ours = set(named(built.current().open()))
    for engine, _ in (on_oxigraph, on_virtuoso):
        found = list(quads(engine, limits=LIMITS))
        assert len(found) == len(ours)
        assert set(found) == ours


def test_the_description_of_the_graph_is_the_same_on_each_server(
    built: Store,
    on_oxigraph: tuple[Endpoint, list[str]],
    on_virtuoso: tuple[Endpoint, list[str]],
) -> None:
    ours = set(describe(Embedded(built.current().open())))
    for engine, _ in (on_oxigraph, on_virtuoso):
        assert set(describe(engine)) == ours


def test_three_queries_alone_are_not_for_virtuoso() -> None:
    assert sorted(NOT_ON_VIRTUOSO) == [
        "events-after-withdrawal-announcements",
        "opposed-views-of-actors",
        "troop-levels-of-actor",
    ]


def test_slices_are_the_same_on_each_server(
    built: Store,
    on_oxigraph: tuple[Endpoint, list[str]],
    on_virtuoso: tuple[Endpoint, list[str]],
) -> None:
    def slices(engine: Engine) -> list[set[Quad]]:
        of_query = queries.get(QUERIES, "timeline-of-actor-graph")
        made = (
            slicing.of_record(engine, "event/nixon-doctrine"),
            slicing.during(engine, "../1900"),
            slicing.of_source(engine, "links"),
            slicing.of_query(engine, of_query, {"actor": "usa"}),
        )
        return [set(slice_.quads()) for slice_ in made]

    ours = slices(Embedded(built.current().open()))
    for engine, _ in (on_oxigraph, on_virtuoso):
        assert slices(engine) == ours
