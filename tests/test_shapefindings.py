"""Results as findings: the field, the value, the words and the place that a report shows."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as px
import pytest

from alliancekg import checking, spans
from alliancekg.findings import Place
from alliancekg.indexing import Index
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.reports import ShapeFinding
from alliancekg.shapes import Shapes

EX = "http://example.org/"
SH = PREFIXES["sh"]
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in {**PREFIXES, "ex": EX}.items())
BOUNDED = """aksh:S a sh:NodeShape ; sh:targetClass ak:TimeSpan ;
  sh:property aksh:TimeSpanShape-edtf-bounds .
aksh:TimeSpanShape-edtf-bounds a sh:PropertyShape ; sh:path ak:edtf .
"""


def index(text: str) -> Index:
    return Index(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


def told(shapes: str, data: str, places: Mapping[str, Place] | None = None) -> ShapeFinding:
    """Return the only finding of foreign shapes."""
    used = Shapes(index(shapes), {}, (), True, {"ex": EX})
    stated = px.parse((HEAD + data).encode(), format=px.RdfFormat.TURTLE)
    (finding,) = checking.check(stated, used, places or {}).findings
    assert isinstance(finding, ShapeFinding)
    return finding


def test_a_node_that_is_its_own_value_is_shown_as_one() -> None:
    shapes = (
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property ex:P . ex:P a sh:PropertyShape ;"
        " sh:path ex:knows ; sh:class ex:C ; sh:message 'is no C; expected a C. Fix: add it' ."
    )
    assert told(shapes, "ex:a ex:knows ex:a .") == ShapeFinding(
        Place("ex:a"), "knows", "ex:a", "is no C: it is a node without a class", "a C",
        "name another, or correct its class", "violation", "ex:P", "ex:a", EX + "a",
        EX + "knows", f"{SH}ClassConstraintComponent", "wrong class",
    )  # fmt: skip
    shapes = "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind sh:Literal ."
    assert told(shapes, "ex:a ex:knows ex:a .").value == ""  # of a node shape it is the node again


@pytest.mark.parametrize(
    ("shape", "field"),
    [
        ("ex:a-b", ""),
        ("ex:my-person-shape", ""),
        ("aksh:PersonShape", ""),
        ("aksh:PersonShape-name", ""),
        ("aksh:PersonShape-name-nodeKind", "name"),
    ],
)
def test_the_name_of_a_node_shape_tells_a_field_only_if_the_shape_is_ours(
    shape: str, field: str
) -> None:
    finding = told(f"{shape} a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind sh:Literal .", "")
    assert (finding.field, finding.path) == (field, "")


@pytest.mark.parametrize(
    ("path", "field"),
    [("ex:p", "p"), ("[ sh:inversePath ex:p ]", "^ex:p"), ("( ex:p ex:q )", "ex:p/ex:q")],
)
def test_the_field_is_the_path(path: str, field: str) -> None:
    shape = f"ex:S-x-y a sh:PropertyShape ; sh:targetNode ex:a ; sh:path {path} ; sh:minCount 1 ."
    assert told(shape, "").field == field


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ('"1971-01-01"@en', '"1971-01-01"'),
        ('"1971-01-01"', '"1971-01-01"'),
        ('"1971-01-02"^^xsd:date', '"1971-01-02"^^xsd:date'),
        ("ex:day", f'"{EX}day"'),
    ],
)
def test_a_bound_that_does_not_follow_is_shown_with_its_type(stated: str, shown: str) -> None:
    data = f'ex:t a ak:TimeSpan ; ak:edtf "1971" ; sem:hasEarliestBeginTimeStamp {stated} .'
    finding = told(BOUNDED, data)
    assert (finding.rule, finding.problem, finding.expected) == (
        spans.AGREES,
        f"does not agree with hasEarliestBeginTimeStamp, which is {shown}",
        '"1971-01-01"^^xsd:date',
    )
    assert (finding.field, finding.value, finding.path) == ("edtf", "1971", AK + "edtf")


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ('"is wrong."', ("is wrong", "sh:nodeKind sh:Literal", "see the shape ex:S")),
        ('"is wrong. "', ("is wrong", "sh:nodeKind sh:Literal", "see the shape ex:S")),
        ('"is wrong; expected x. Fix: write y."', ("is wrong", "x", "write y")),
        ('"is wrong; expected x"', ("is wrong", "x", "see the shape ex:S")),
        ('"ist falsch"@de , "is wrong"@en , "a faux"@fr',
         ("is wrong", "sh:nodeKind sh:Literal", "see the shape ex:S")),
        ('"a faux"@fr , "ist falsch"@de',
         ("a faux", "sh:nodeKind sh:Literal", "see the shape ex:S")),
    ],
)  # fmt: skip
def test_a_message_is_told_in_english_and_without_its_period(
    messages: str, said: tuple[str, str, str]
) -> None:
    shape = "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind sh:Literal"
    finding = told(f"{shape} ; sh:message {messages} .", "")
    assert (finding.problem, finding.expected, finding.fix) == said
    problem, expected, fix = said
    assert str(finding) == (
        f"ex:a: {problem}; expected {expected}. Fix: {fix} (Violation, ex:S, ex:a)"
    )


def test_a_literal_is_placed_where_its_first_node_is() -> None:
    shape = "ex:S a sh:NodeShape ; sh:targetObjectsOf ex:age ; sh:datatype xsd:integer ."
    data = 'ex:a ex:age "x" . ex:b ex:age "x" . _:c ex:age "x" .'
    places = {EX + "a": Place("a.ttl", 9), EX + "b": Place("a.ttl", 7), "_:c": Place("a.ttl", 8)}
    for known, place in (
        (places, Place("a.ttl", 7)),
        ({"_:c": Place("a.ttl", 8)}, Place("a.ttl", 8)),
        ({}, Place("x")),
    ):
        finding = told(shape, data, known)
        assert (finding.place, finding.node, finding.iri) == (place, "x", "")
