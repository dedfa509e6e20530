"""Statements as an rdflib graph: values stay as written, queries that ask too much fail."""

from __future__ import annotations

import pyoxigraph as px
import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from alliancekg import checking
from alliancekg.indexing import Index
from alliancekg.namespaces import PREFIXES
from alliancekg.rdflibgraph import graph_of, query_fault
from alliancekg.shapes import Shapes

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"
FORMS = ("01", "+1", "1.50", "x", "2e0", "TRUE", "")


def quads(text: str) -> list[px.Quad]:
    return list(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["integer", "decimal", "double", "boolean", "date"])
def test_a_lexical_form_stays_as_it_is(form: str, kind: str) -> None:
    (triple,) = graph_of(quads(f':a :p "{form}"^^xsd:{kind} .'))
    assert triple == (
        URIRef("urn:a"),
        URIRef("urn:p"),
        Literal(form, datatype=XSD[kind], normalize=False),
    )
    assert str(triple[2]) == form


def test_a_text_has_a_language_or_no_type() -> None:
    graph = graph_of(quads('_:a :p "x" , "x"@en .'))
    found = {(value, getattr(value, "language", None)) for value in graph.objects()}
    assert found == {(Literal("x"), None), (Literal("x", lang="en"), "en")}
    assert list(graph.subjects()) == [BNode("a")] * 2


def test_a_number_is_told_as_the_file_has_it() -> None:
    shapes = ":S sh:targetNode :a ; sh:property [ sh:path :p ; sh:minInclusive 5 ] ."
    data = quads(':a :p "01"^^xsd:integer .')
    report = checking.check(data, Shapes(Index(quads(shapes)), {}, (), True), {})
    assert [finding.value for finding in report.findings] == ["01"]
    assert f'"01"^^<{PREFIXES["xsd"]}integer>' in report.results
    assert '"1"^^' not in report.results


SERVICE = "calls another endpoint (SERVICE); expected one on the data alone"
FROM = "names its graphs (FROM), and the data are one graph, merged"
GRAPH = "asks a named graph (GRAPH), and the data are one graph, merged"


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("SELECT $this { $this :p ?x }", ""),
        ("SELECT * { $this :p ?x }", ""),
        ("SELECT ?x { $this :p ?x }", "does not select $this"),
        ("SELECT $this { SERVICE <urn:x> { $this :p ?x } }", SERVICE),
        ("SELECT $this { S\\u0045RVICE <urn:x> { $this :p ?x } }", SERVICE),
        ("SELECT $this { OPTIONAL { { SERVICE SILENT <urn:x> { $this :p ?x } } } }", SERVICE),
        ("SELECT $this { $this :p ?x FILTER EXISTS { SERVICE <urn:x> { ?x :p 1 } } }", SERVICE),
        ("SELECT $this FROM <urn:g> { $this :p ?x }", FROM),
        ("SELECT $this FROM NAMED <urn:g> { $this :p ?x }", FROM),
        ("SELECT $this { GRAPH <urn:g> { $this :p ?x } }", GRAPH),
        ("SELECT $this { GRAPH ?g { $this :p ?x } }", GRAPH),
        ("SELECT $this { $this :p ?x GRAPH $shapesGraph { ?s :p ?x } }", ""),
        ("SELECT $this { $this :p ?x GRAPH ?shapesGraph { ?s :p ?x } GRAPH ?g { ?s ?p ?o } }",
         GRAPH),
        ("ASK { $this :p 1 }", "is no SPARQL: AskQuery in place of SelectQuery"),
    ],
)  # fmt: skip
def test_a_query_asks_the_data_alone_and_selects_its_node(query: str, fault: str) -> None:
    assert query_fault(query, {"": "urn:"}) == fault


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("ASK { $this :p 1 }", ""),
        ("ASK { SERVICE <urn:x> { $this :p 1 } }", SERVICE),
        ("SELECT $this { $this :p 1 }", "is no SPARQL: SelectQuery in place of AskQuery"),
    ],
)
def test_a_validator_may_ask(query: str, fault: str) -> None:
    assert query_fault(query, {"": "urn:"}, "AskQuery") == fault
