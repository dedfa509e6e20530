"""Slices: all of what was asked for, and closed: each node in the file is named and typed there."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as px
import pytest

from alliancekg import quadsources, slicing
from alliancekg.embedded import Embedded
from alliancekg.engines import Engine
from alliancekg.namespaces import BASE, GRAPH, graph_iri
from alliancekg.store import Store

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABELS = {
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://purl.org/dc/terms/title",
    "https://w3id.org/alliancekg/ns#paraphrase",
}
VERSION = f"{BASE}ns/0.1.0"  # of the ontology: no node of the graph


@pytest.fixture(scope="module")
def engine(built: Store) -> Engine:
    return Embedded(built.current().open())


def unclosed(quads: Iterable[px.Quad]) -> set[str]:
    """Return the nodes of the project of which the quads say no type or no label."""
    every = list(quads)
    typed = {q.subject for q in every if q.predicate.value == RDF_TYPE}
    named = {q.subject for q in every if q.predicate.value in LABELS}
    terms = {term for q in every for term in q.triple if isinstance(term, px.NamedNode)}
    ours = {term for term in terms if term.value.startswith(BASE)}
    return {term.value for term in ours - (typed & named)}


def of_graph(quads: Iterable[px.Quad], key: str) -> set[px.Quad]:
    return {quad for quad in quads if quad.graph_name == px.NamedNode(graph_iri(key))}


def test_each_source_is_whole_and_closed_by_types_and_labels_only(engine: Engine) -> None:
    whole = set(quadsources.quads(engine))
    keys = {str(quad.graph_name)[1:-1].removeprefix(GRAPH) for quad in whole}
    assert {"derived", "hwang-2006", "ontology"} < keys
    for key in keys:
        quads, own = set(slicing.of_source(engine, key).quads()), of_graph(whole, key)
        assert own <= quads <= whole
        assert {q.predicate.value for q in quads - own} <= LABELS | {RDF_TYPE}
        assert unclosed(quads) == ({VERSION} if key == "ontology" else set())
        assert unclosed(own)


def test_what_is_told_of_by_the_source_itself_is_not_added(engine: Engine) -> None:
    quads = set(slicing.of_source(engine, "hwang-2006").quads())
    own = of_graph(quads, "hwang-2006")
    untold = unclosed(own)
    assert f"{BASE}id/actor/china" in untold
    added = {q.subject.value for q in quads - own if isinstance(q.subject, px.NamedNode)}
    assert f"{BASE}ns#Passage" in added
    assert {iri for iri in added if "/id/" in iri} <= untold
