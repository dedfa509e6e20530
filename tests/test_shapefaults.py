"""What is wrong with shapes and would go unnoticed is told, with the shape in which it stands."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import shapefaults
from alliancekg.errors import UsageError
from alliancekg.findings import Place
from alliancekg.indexing import Index
from alliancekg.namespaces import PREFIXES
from alliancekg.shapes import read_shapes

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"
HEAD_LINES = len(PREFIXES) + 1
SHAPE = ":S a sh:NodeShape ; sh:targetNode :n ; sh:nodeKind sh:IRI .\n"


def index(text: str) -> Index:
    return Index(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


def where(node: object) -> Place:
    """Return a place that names the node."""
    return Place(str(node).strip("<>") if isinstance(node, px.NamedNode) else "blank")


def faults(text: str) -> list[str]:
    return [str(finding) for finding in shapefaults.faults(index(text), where)]


def oddities(text: str) -> list[tuple[str, str]]:
    return [(f.severity, str(f)) for f in shapefaults.oddities(index(text), where)]


def query(text: str, field: str = "select") -> str:
    return f'{SHAPE} :S sh:sparql :Q . :Q sh:prefixes :P ; sh:{field} """{text}""" .\n'


ONE_GRAPH = "and the data are one graph, merged"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("SELECT $this { SERVICE <urn:x> { $this <urn:p> ?x } }",
         "calls another endpoint (SERVICE); expected one on the data alone"),
        ("SELECT $this { S\\\\u0045RVICE <urn:x> { $this <urn:p> ?x } }",
         "calls another endpoint (SERVICE); expected one on the data alone"),
        ("SELECT $this FROM <urn:x> { $this <urn:p> ?x }", f"names its graphs (FROM), {ONE_GRAPH}"),
        ("SELECT $this { GRAPH <urn:x> { $this <urn:p> ?x } }",
         f"asks a named graph (GRAPH), {ONE_GRAPH}"),
        ("SELECT ?x { ?x <urn:p> $this }", "does not select $this"),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_asked_is_a_fault(text: str, problem: str) -> None:
    shown = text.replace("\\\\", "\\")
    shown = shown if len(shown) <= 80 else shown[:77] + "..."
    assert faults(query(text)) == [
        f"urn:Q: select: '{shown}' {problem}; expected a SELECT of SPARQL 1.1."
        " Fix: correct the query"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT $this { $this <urn:p> ?x GRAPH $shapesGraph { ?s <urn:p> ?x } }",
        "SELECT $this ?value { $this $PATH ?value }",
        "SELECT $this { $this rdf:type owl:Class ; rdfs:label ?x }",
    ],
)
def test_a_query_that_can_be_asked_is_none(text: str) -> None:
    assert faults(query(text)) == []


def test_a_query_of_a_validator_is_an_ask() -> None:
    assert faults(query("ASK { $this $PATH $value }", "ask")) == []
    found = faults(query("SELECT $this { $this <urn:p> 1 }", "ask"))
    assert [told.partition(";")[0] for told in found] == [
        "urn:Q: ask: 'SELECT $this { $this <urn:p> 1 }' is no SPARQL: SelectQuery in place of"
        " AskQuery"
    ]


DECLARED = "sh:declare [ sh:prefix 'x' ; sh:namespace 'urn:'^^xsd:anyURI ] ."


@pytest.mark.parametrize(
    ("more", "is_known"),
    [
        (f":P {DECLARED}", True),
        (f":P owl:imports :I . :I {DECLARED}", True),
        (f":P owl:imports :I . :I owl:imports :J , :P . :J {DECLARED}", True),
        (f":I owl:imports :P . :I {DECLARED}", False),
        (f":P owl:imports :I . :J {DECLARED}", False),
    ],
)
def test_a_prefix_may_be_declared_by_what_is_imported(more: str, is_known: bool) -> None:
    asked = "SELECT $this { $this x:p 1 }"
    fault = (
        f"urn:Q: select: '{asked}' is no SPARQL: Unknown namespace prefix : x; expected a SELECT"
        " of SPARQL 1.1. Fix: correct the query"
    )
    assert faults(query(asked) + more) == ([] if is_known else [fault])


NO_SHAPE = "is no shape of these files; expected a shape that is described."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (":S sh:node :Persn . :Person a sh:NodeShape .",
         f"urn:S: 'urn:Persn' {NO_SHAPE} Fix: write urn:Person"),
        (":S sh:property <http://e.org/ab> . <http://e.org/abc> a :C . <http://e.net/abd> a :C .",
         f"urn:S: 'http://e.org/ab' {NO_SHAPE} Fix: write http://e.org/abc"),
        (":S sh:node <http://e.org/ab> . <http://e.org/abcd> a :C . <http://e.ogr/ab> a :C .",
         f"urn:S: 'http://e.org/ab' {NO_SHAPE} Fix: write http://e.org/abcd"),
        (":S sh:not <http://e.org/zzzz> .",
         f"urn:S: 'http://e.org/zzzz' {NO_SHAPE} Fix: describe it, or correct the name"),
        (":S sh:qualifiedValueShape <http://e.org/zzzz> .",
         f"urn:S: 'http://e.org/zzzz' {NO_SHAPE} Fix: describe it, or correct the name"),
        *((f":S sh:{name} ( :S <http://e.org/zzzz> ) .",
           f"urn:S: 'http://e.org/zzzz' {NO_SHAPE} Fix: describe it, or correct the name")
          for name in ("and", "or", "xone")),
    ],
)  # fmt: skip
def test_a_reference_to_a_shape_that_is_not_there_is_a_fault(text: str, told: str) -> None:
    assert faults(SHAPE + text) == [told]


def test_a_reference_to_a_shape_that_is_there_is_none() -> None:
    assert faults(SHAPE + ":S sh:node :T ; sh:or ( :T [] ) . :T sh:nodeKind sh:IRI .") == []


IDLE = (
    "asks for nothing, so that every node passes; expected a constraint, such as sh:property. Fix:"
    " add one, or leave the shape out"
)


@pytest.mark.parametrize(
    "says",
    [
        "",
        "; sh:message 'x' ; sh:severity sh:Info ; sh:name 'x' ; sh:description 'y'",
        "; sh:order 1 ; sh:group :g ; sh:deactivated false ; sh:defaultValue 1 ; sh:flags 'i'",
        "; sh:path :p ; sh:targetClass :C ; sh:targetSubjectsOf :p ; sh:targetObjectsOf :p",
        "; :minCount 1",
    ],
)
def test_a_shape_that_asks_for_nothing_is_told(says: str) -> None:
    idle = f":I sh:targetNode :n {says} .\n"
    assert faults(idle) == [f"urn:I: 'urn:I' {IDLE}"]
    assert oddities(idle) == [("warning", f"urn:I: 'urn:I' {IDLE}")]
    assert faults(SHAPE + idle) == []  # another one asks for something
    assert oddities(SHAPE + idle) == [("warning", f"urn:I: 'urn:I' {IDLE}")]
    component = ":Mine a sh:ConstraintComponent .\n"  # its parameters may have any name
    assert (faults(component + idle), oddities(component + idle)) == ([], [])


def test_a_shape_without_a_name_that_asks_for_nothing_is_told() -> None:
    assert faults("[] sh:targetNode :n .") == [f"blank: {IDLE}"]
    assert faults(":I sh:nodeKind sh:IRI .") == []  # without a target it is the business of others


@pytest.mark.parametrize("name", ["rule", "target", "js", "expression"])
def test_what_is_not_evaluated_is_told(name: str) -> None:
    text = f"{SHAPE} :S sh:{name} [] ."
    said = "is not evaluated; expected SHACL Core or SHACL-SPARQL. Fix: say it in one of these"
    assert (faults(text), oddities(text)) == ([], [("warning", f"urn:S: {name}: {said}")])


def test_entailment_is_a_fault() -> None:
    regime = "http://www.w3.org/ns/entailment/RDFS"
    assert faults(f"{SHAPE} :g sh:entailment <{regime}> .") == [
        f"urn:g: entailment: '{regime}' is no entailment that is done; expected data with all that"
        " they entail. Fix: leave it out"
    ]


@pytest.mark.parametrize(
    ("text", "term", "fix"),
    [
        (":S sh:minCuont 1 .", "minCuont", "write sh:minCount"),
        (":S sh:severity sh:Warnin .", "Warnin", "write sh:Warning"),
        (":S sh:zzzzzzzzzz 1 .", "zzzzzzzzzz", "take a term of SHACL"),
        (":S a sh:class .", "", ""),
        (":S sh:and ( :S ) ; sh:in ( 1 ) ; sh:not :S ; sh:or ( :S ) ; sh:class :C .", "", ""),
    ],
)
def test_a_term_that_shacl_does_not_have_is_a_fault(text: str, term: str, fix: str) -> None:
    said = "is no term of SHACL, and would be passed over; expected SHACL's terms. Fix:"
    assert faults(SHAPE + text) == ([f"urn:S: 'sh:{term}' {said} {fix}"] if term else [])


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ('"("', "is no regular expression: missing ), unterminated subpattern at position 0"),
        ('"a"@en', "is no string"),
        ("5", "is no string"),
        (":p", "is no string"),
        (f'"{"a{99999999999}"}"', "is no regular expression: the repetition number is too large"),
        ('"^a$"', ""),
    ],
)
def test_a_pattern_is_a_regular_expression(pattern: str, problem: str) -> None:
    found = list(shapefaults.faults(index(f"{SHAPE} :S sh:pattern {pattern} ."), where))
    assert [finding.problem for finding in found] == ([problem] if problem else [])


def test_a_fault_that_a_shape_has_twice_is_one_line(tmp_path: Path) -> None:
    text = ":S sh:minCuont 1 , 2 ; sh:property [ sh:path :p ; sh:maxCuont 1 ] .\n"
    (tmp_path / "a.ttl").write_text(HEAD + SHAPE + text, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        read_shapes(tmp_path)
    said = "is no term of SHACL, and would be passed over; expected SHACL's terms. Fix: write"
    assert str(raised.value).splitlines() == [
        f"{tmp_path.name}/a.ttl:{HEAD_LINES + 1}: 'sh:minCuont' {said} sh:minCount",
        f"{tmp_path.name}/a.ttl:{HEAD_LINES + 2}: 'sh:maxCuont' {said} sh:maxCount",
    ]
