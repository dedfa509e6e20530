"""What the graph holds: the number of nodes of each class, in all and by source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as px

from alliancekg import engines, labelling
from alliancekg.engines import Engine
from alliancekg.namespaces import AK, GRAPH, ID, OWN_GRAPHS, PREFIXES

MAIN: Final = (
    *("Event", "Treaty", "Policy", "Actor", "State", "Government", "Person", "Organization"),
    *("MilitaryUnit", "Group", "Position", "Place", "Claim", "Quantity", "Source"),
)
"""The classes that readers ask for, in the order of a reader."""

_ACTORS: Final = ("State", "Government", "Person", "Organization", "MilitaryUnit", "Group")

_TITLE: Final = PREFIXES["dcterms"] + "title"
_LICENSE: Final = PREFIXES["dcterms"] + "license"


@dataclass(frozen=True, slots=True)
class Kind:
    """A class, what it is called, and how many nodes have it."""

    key: str
    iri: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Origin:
    """A source of the graph: its title and licence, and how many records of a kind it tells of."""

    key: str
    iri: str
    title: str
    license: str
    counts: Mapping[str, int]
    statements: int


@dataclass(frozen=True, slots=True)
class Held:
    """The main classes that there are, and the sources, the one that says most first."""

    kinds: tuple[Kind, ...]
    origins: tuple[Origin, ...]


def held(engine: Engine) -> Held:
    """Return what an engine holds."""
    whole = _whole(engine)
    nodes = [px.NamedNode(AK + key) for key in MAIN]
    names = labelling.labels_of(nodes, engine)
    kinds = tuple(
        Kind(key, AK + key, names.get(AK + key, key), whole[AK + key])
        for key in MAIN
        if whole.get(AK + key)
    )
    by_graph, statements = _by_graph(engine), _statements(engine)
    keys = sorted(graph.removeprefix(GRAPH) for graph in by_graph if graph.startswith(GRAPH))
    sources = {key: px.NamedNode(f"{ID}source/{key}") for key in keys if key not in OWN_GRAPHS}
    said = {
        (node.value, predicate.value): value.value
        for node, predicate, value in engines.about(engine, sources.values(), (_TITLE, _LICENSE))
        if isinstance(value, px.NamedNode | px.Literal)
    }
    origins = tuple(
        Origin(
            key,
            node.value,
            said.get((node.value, _TITLE), ""),
            said.get((node.value, _LICENSE), ""),
            {kind.key: by_graph[GRAPH + key].get(kind.iri, 0) for kind in kinds},
            statements.get(GRAPH + key, 0),
        )
        for key, node in sources.items()
    )
    return Held(kinds, tuple(sorted(origins, key=lambda one: (-one.statements, one.key))))


def _whole(engine: Engine) -> dict[str, int]:
    text = "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c"
    return {
        kind.value: int(count.value)
        for kind, count in engines.rows(engine, text)
        if isinstance(kind, px.NamedNode) and isinstance(count, px.Literal)
    }


def _by_graph(engine: Engine) -> dict[str, dict[str, int]]:
    text = "SELECT ?g ?c (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s a ?c } } GROUP BY ?g ?c"
    found: dict[str, dict[str, int]] = {}
    # A source says what kind of actor somebody is; that this is an actor is computed from it.
    kinds = ", ".join(f"<{AK}{key}>" for key in _ACTORS)
    actors = (
        f"SELECT ?g (<{AK}Actor> AS ?c) (COUNT(DISTINCT ?s) AS ?n)"
        f" {{ GRAPH ?g {{ ?s a ?kind }} FILTER(?kind IN ({kinds})) }} GROUP BY ?g"
    )
    for graph, kind, count in [*engines.rows(engine, text), *engines.rows(engine, actors)]:
        if (
            isinstance(graph, px.NamedNode)
            and isinstance(kind, px.NamedNode)
            and isinstance(count, px.Literal)
        ):
            found.setdefault(graph.value, {})[kind.value] = int(count.value)
    return found


def _statements(engine: Engine) -> dict[str, int]:
    text = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    return {
        graph.value: int(count.value)
        for graph, count in engines.rows(engine, text)
        if isinstance(graph, px.NamedNode) and isinstance(count, px.Literal)
    }
