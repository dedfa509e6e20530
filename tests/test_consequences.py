"""What only follows from another fault of a node is not told; what is another fault is."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pyoxigraph as px
import pytest

from alliancekg import checking, consequences
from alliancekg.consequences import Told
from alliancekg.findings import Place
from alliancekg.indexing import Index
from alliancekg.namespaces import PREFIXES
from alliancekg.reports import ShapeFinding
from alliancekg.shaclresults import Result
from alliancekg.shapes import Shapes

EX, SH = "http://example.org/", PREFIXES["sh"]
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in {**PREFIXES, "ex": EX}.items())


def index(text: str) -> Index:
    return Index(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


def found(shapes: str, data: str) -> list[tuple[str, str, str, str]]:
    """Return what foreign shapes say: of which node, by which field, value and component."""
    used = Shapes(index(shapes), {}, (), True, {"ex": EX})
    stated = px.parse((HEAD + data).encode(), format=px.RdfFormat.TURTLE)
    report = checking.check(stated, used, {})
    return [
        (f.node, f.field, f.value, f.component.removeprefix(SH).removesuffix("ConstraintComponent"))
        for f in report.findings
        if isinstance(f, ShapeFinding)
    ]


def on(*constraints: str) -> str:
    """Return a shape for `ex:n` with a property shape for each text, which begins with its path."""
    parts = "".join(f" ; sh:property [ sh:path {constraint} ]" for constraint in constraints)
    return f"ex:S a sh:NodeShape ; sh:targetNode ex:n{parts} ."


WRONG = ("ex:n", "p", "x", "Datatype")


@pytest.mark.parametrize(
    "follows",
    [
        "sh:in ( 1 2 )",
        "sh:minInclusive 1",
        "sh:maxInclusive 1",
        "sh:minExclusive 1",
        "sh:maxExclusive 1",
        'sh:pattern "^[0-9]+$"',
    ],
)
def test_of_a_value_of_the_wrong_type_its_size_and_its_form_are_not_told(follows: str) -> None:
    apart = on("ex:p ; sh:datatype xsd:integer", f"ex:p ; {follows}")
    assert found(apart, 'ex:n ex:p "x" .') == [WRONG]
    assert found(on(f"ex:p ; sh:datatype xsd:integer ; {follows}"), 'ex:n ex:p "x" .') == [WRONG]
    component = follows[3].upper() + follows[4:].partition(" ")[0]
    alone = found(on(f"ex:p ; {follows}"), 'ex:n ex:p "x" .')
    assert alone == [("ex:n", "p", "x", component)]


def test_what_is_wrong_with_another_value_or_another_node_is_told() -> None:
    shapes = on("ex:p ; sh:datatype xsd:integer", "ex:p ; sh:maxInclusive 1")
    assert found(shapes, 'ex:n ex:p "x" , 2 .') == [
        ("ex:n", "p", "2", "MaxInclusive"),
        WRONG,
    ]
    shapes = on("ex:p ; sh:datatype xsd:integer", "ex:q ; sh:in ( 1 )")
    assert found(shapes, 'ex:n ex:p "x" ; ex:q "x" .') == [WRONG, ("ex:n", "q", "x", "In")]
    two = "ex:S sh:targetNode ex:n ; sh:property [ sh:path ex:p ; sh:datatype xsd:integer ] ."
    two += " ex:T sh:targetNode ex:m ; sh:property [ sh:path ex:p ; sh:in ( 1 ) ] ."
    assert found(two, 'ex:n ex:p "x" . ex:m ex:p "x" .') == [("ex:m", "p", "x", "In"), WRONG]


@pytest.mark.parametrize("pair", ["lessThan", "lessThanOrEquals"])
@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ('ex:p "x" ; ex:q 1', [("ex:n", "p", "x", "Datatype")]),
        ('ex:p 1 ; ex:q "x"', [("ex:n", "q", "x", "Datatype")]),
        ('ex:p "x" ; ex:q "y"', [("ex:n", "p", "x", "Datatype"), ("ex:n", "q", "y", "Datatype")]),
        ("ex:p 2 ; ex:q 1", None),
    ],
)
def test_that_a_value_of_the_wrong_type_is_not_less_is_not_told(
    pair: str, data: str, wrong: list[tuple[str, str, str, str]] | None
) -> None:
    typed = [f"ex:{name} ; sh:datatype xsd:integer" for name in "pq"]
    shapes = on(*typed, f"ex:p ; sh:{pair} ex:q")
    component = pair[0].upper() + pair[1:]
    assert found(shapes, f"ex:n {data} .") == (wrong or [("ex:n", "p", "2", component)])


def test_the_number_and_the_languages_of_values_are_two_faults_of_one_shape() -> None:
    shapes = on("ex:p ; sh:maxCount 1 ; sh:uniqueLang true")
    assert found(shapes, 'ex:n ex:p "a"@en , "b"@en .') == [
        ("ex:n", "p", "", "MaxCount"),
        ("ex:n", "p", "", "UniqueLang"),
    ]


def test_shapes_of_one_name_and_of_two_severities_are_both_told() -> None:
    shapes = on("ex:p ; sh:minCount 1", "ex:p ; sh:minCount 1 ; sh:severity sh:Warning")
    used = Shapes(index(shapes), {}, (), True, {"ex": EX})
    report = checking.check([], used, {})
    assert [(f.rule, f.severity) for f in report.findings] == [
        ("ex:S-p", "violation"),
        ("ex:S-p", "warning"),
    ]


def told(component: str, **facts: Any) -> Told:
    """Return a result of a property shape for `ex:n`, and its finding."""
    fact = {"shape": "ex:S-p", "severity": "violation", "value": px.Literal("x"), **facts}
    result = Result(
        px.NamedNode(EX + "n"),
        px.NamedNode(EX + fact["shape"]),
        f"{SH}{component}ConstraintComponent",
        fact["severity"],
        px.NamedNode(EX + "p"),
        fact["value"],
        "is wrong",
        px.BlankNode(),
    )
    said = ("p", "x", "is wrong", "y", "z", fact["severity"], fact["shape"])
    return result, ShapeFinding(Place("a.ttl", 1), *said, component=component)


def components(of: list[Told]) -> list[str]:
    return sorted(finding.component for _, finding in consequences.without(of, index("")))


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ([told("Pattern"), told("MinLength"), told("NodeKind")], ["MinLength"]),
        ([told("Pattern"), told("MinLength", shape="ex:S-q")], ["MinLength", "Pattern"]),
        ([told("Pattern"), told("MinLength", value=px.Literal("y"))], ["MinLength", "Pattern"]),
        ([told("Pattern"), told("MinLength", severity="info")], ["MinLength", "Pattern"]),
        ([told("MinCount", value=None), told("UniqueLang", value=None)],
         ["MinCount", "UniqueLang"]),
        ([told("In"), told("Datatype"), told("Pattern")], ["Datatype"]),
        ([told("Class", shape="DomainShape-a"), told("Node", shape="DomainShape-b")], ["Class"]),
        ([told("Class", shape="DomainShape-a"), told("Node", shape="ex:S-q")], ["Class", "Node"]),
        ([told("Node", shape="DomainShape-a"), told("SPARQL", shape="TermShape-type-declared")],
         ["SPARQL"]),
        ([told("Node", shape="ex:S-q"), told("SPARQL", shape="TermShape-type-declared")],
         ["Node", "SPARQL"]),
    ],
)  # fmt: skip
def test_what_is_left_does_not_depend_on_the_order_of_results(
    given: list[Told], left: list[str]
) -> None:
    assert {tuple(components(list(order))) for order in permutations(given)} == {tuple(left)}


DOMAINS = "".join(
    f"aksh:DomainShape-{name} a sh:NodeShape ; sh:targetSubjectsOf ex:{name} ; sh:class ex:C ;"
    ' sh:message "has no class that may have it; expected a C. Fix: add the class" .\n'
    for name in "pq"
)
DECLARED = """aksh:TermShape-type-declared a sh:PropertyShape ; sh:targetSubjectsOf rdf:type ;
  sh:path rdf:type ; sh:in ( ex:C ex:D ) ; sh:message "is no class; expected one. Fix: x" .
"""


@pytest.mark.parametrize(
    ("data", "rules"),
    [
        ("ex:n ex:p 1 ; ex:q 1 .", [("ex:n", "DomainShape-p")]),
        ("ex:n a ex:D ; ex:p 1 ; ex:q 1 .", [("ex:n", "DomainShape-p")]),
        ("ex:n a ex:E ; ex:p 1 ; ex:q 1 .", [("ex:n", "TermShape-type-declared")]),
        ("ex:n a ex:E . ex:m ex:p 1 ; ex:q 1 .",
         [("ex:m", "DomainShape-p"), ("ex:n", "TermShape-type-declared")]),
        ("ex:n a ex:C ; ex:p 1 ; ex:q 1 .", []),
    ],
)  # fmt: skip
def test_a_class_that_is_missing_or_misspelt_is_told_once(
    data: str, rules: list[tuple[str, str]]
) -> None:
    stated = px.parse((HEAD + data).encode(), format=px.RdfFormat.TURTLE)
    used = Shapes(index(DOMAINS + DECLARED), {}, (), True, {"ex": EX})
    report = checking.check(stated, used, {})
    said = [f for f in report.findings if isinstance(f, ShapeFinding) and f.node]
    assert [(finding.node, finding.rule) for finding in said] == rules
