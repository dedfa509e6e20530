"""Patterns and closed shapes, as the engine that we hold to the specification judges them."""

from __future__ import annotations

import pyoxigraph as px
import pyshacl
import pytest
from rdflib import Graph

from alliancekg import focusing, pyshaclengine, shaclresults
from alliancekg.namespaces import PREFIXES
from alliancekg.rdflibgraph import graph_of, quiet

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"


def triples(text: str) -> list[px.Triple]:
    stated = px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE)
    return [quad.triple for quad in stated]


def results(report: str) -> list[tuple[str, ...]]:
    """Return of each result the node, the path, the value and the component."""
    return sorted(
        (str(r.focus), str(r.path), str(r.value), r.component.removeprefix(PREFIXES["sh"]))
        for r in shaclresults.results(shaclresults.parse(report))
    )


def refused(pattern: str, flags: str, *values: str) -> list[str]:
    """Return the values that a pattern does not pass."""
    said = f"{px.Literal(pattern)}" + (f" ; sh:flags {px.Literal(flags)}" if flags else "")
    shapes = f":S sh:targetObjectsOf :p ; sh:pattern {said} ."
    data = [px.Triple(px.NamedNode("urn:a"), px.NamedNode("urn:p"), px.Literal(v)) for v in values]
    report = pyshaclengine.report(data, triples(shapes))
    found = shaclresults.results(shaclresults.parse(report))
    return sorted(getattr(result.value, "value", "") for result in found)


@pytest.mark.parametrize(
    ("pattern", "flags", "values", "wrong"),
    [
        ("^a$", "", ("a", "a\n", "b", "a\nb"), ["a\n", "a\nb", "b"]),
        ("^a$|^b$", "", ("a", "b", "b\n", "a\n"), ["a\n", "b\n"]),
        ("^A$", "i", ("a", "a\n"), ["a\n"]),
        ("^a$", "m", ("a", "a\n", "b\na", "b"), ["b"]),  # by this flag it is the end of a line
        ("^[$]$", "", ("$", "$\n", "a"), ["$\n", "a"]),
        ("[$]", "", ("a$b", "ab"), ["ab"]),
        ("^[^$]+$", "", ("ab", "a$b", "ab\n"), ["a$b"]),
        (r"^[\]$]$", "", ("$", "]", "a"), ["a"]),
        (r"^\$$", "", ("$", "$\n", "a"), ["$\n", "a"]),
        (r"\$", "", ("a$b", "ab"), ["ab"]),
        (r"^\\$", "", ("\\", "\\\n", "$"), ["$", "\\\n"]),
    ],
)
def test_a_dollar_is_the_end_of_the_text_unless_it_stands_for_itself(
    pattern: str, flags: str, values: tuple[str, ...], wrong: list[str]
) -> None:
    assert refused(pattern, flags, *values) == wrong


CLOSED = """
:S a sh:NodeShape ; sh:targetClass :C ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ;
  sh:property :P , [ sh:path :q ; sh:datatype xsd:integer ] .
:P a sh:PropertyShape ; sh:path :p ; sh:minCount 1 .
:T a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:path :q ; sh:maxCount 1 ] .
"""
OPEN = CLOSED.replace("sh:closed true", "sh:closed false")
DATA = (
    ':a a :C ; :p 1 ; :q 1 . :b a :C ; :q 1 , 2 ; :r 1 . :c a :C ; :p 1 ; :q "x" ; rdfs:label 1 .'
)


@pytest.mark.parametrize("shapes", [CLOSED, OPEN])
def test_a_closed_shape_is_the_same_after_it_is_made_flat(shapes: str) -> None:
    stated, rules = triples(DATA), triples(shapes)
    with quiet():
        _, report, _ = pyshacl.validate(graph_of(stated), shacl_graph=graph_of(rules))
    assert isinstance(report, Graph)
    expected = results(report.serialize(format="nt11"))
    assert results(pyshaclengine.report(stated, focusing.flat(rules))) == expected
    closed = [result[:2] for result in expected if result[3].startswith("Closed")]
    label = f"<{PREFIXES['rdfs']}label>"
    there = [("<urn:b>", "<urn:r>"), ("<urn:c>", label)]
    assert closed == (there if shapes == CLOSED else [])
    assert len(expected) == 3 + len(closed)
