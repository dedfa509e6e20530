"""What a table or a reader has told already is not told again by the shapes."""

from __future__ import annotations

import pytest

from alliancekg.findings import Finding, Place
from alliancekg.givenfiles import Given
from alliancekg.namespaces import ID, PREFIXES
from alliancekg.reports import Kind, ShapeFinding
from alliancekg.told import new, unrepeated

ROW, OTHER = Place("events.csv", 5, 4), Place("events.csv", 6, 5)


def by_shape(
    field: str = "place",
    value: str = "",
    rule: str = "EventShape-place-class",
    place: Place = ROW,
    iri: str = f"{ID}event/x",
    component: str = "Class",
    kind: Kind = "",
) -> ShapeFinding:
    name = f"{PREFIXES['sh']}{component}ConstraintComponent"
    said, about = ("is wrong", "x", "y"), (iri.removeprefix(ID), iri, "", name)
    return ShapeFinding(place, field, value, *said, "violation", rule, *about, kind)


def by_table(field: str, value: str = "", place: Place = ROW) -> Finding:
    return Finding(place, field, value, "is wrong", "x", "y")


def told_of(finding: ShapeFinding, *by: Finding, given: Given | None = None) -> bool:
    """Tell whether a finding of a shape is left out."""
    table = given or Given(findings=list(by))
    return list(new([finding], table)) == []


@pytest.mark.parametrize(
    ("finding", "by", "is_told"),
    [
        (by_shape("place"), by_table("place"), True),
        (by_shape("inForceTime"), by_table("in_force"), True),  # the column's name is shorter
        (by_shape("time"), by_table("time_from"), True),
        (by_shape("evidence"), by_table("passages"), True),
        (by_shape("hasSelector"), by_table("start"), True),
        (by_shape("hasSelector"), by_table("end"), True),
        (by_shape("label", rule="EventShape-label-minCount"), by_table("place"), False),
        (by_shape("label", rule="X"), by_table("id"), True),  # of the whole row
        (by_shape("label", rule="X"), by_table("record"), True),
        (by_shape("label", rule="X"), by_table(""), True),
        (by_shape("participant", "actor/usa"), by_table("actor", "usa"), True),
        (by_shape("participant", "usa"), by_table("actor", "actor/usa"), True),
        (by_shape("participant", "actor/usa"), by_table("role", "uk"), False),
        (by_shape("", rule="EventShape-place-class"), by_table("place"), True),
        (by_shape("", rule="EventShape-x-class"), by_table("place"), False),
        (by_shape("label", "", rule="X"), by_table("place", ""), False),  # no value is not a value
        (by_shape("place"), by_table("place", place=OTHER), False),
        (by_shape("place"), Finding(ROW, "place", "", "a", "b", "c", "warning"), False),
    ],
)
def test_what_a_table_says_of_a_row_is_told_once(
    finding: ShapeFinding, by: Finding, is_told: bool
) -> None:
    assert told_of(finding, by) is is_told


REFUSED = {f"{ID}place/x"}


@pytest.mark.parametrize(
    ("finding", "is_told"),
    [
        (by_shape(value="place/x"), True),
        (by_shape(value="place/y"), False),
        (by_shape(iri=f"{ID}place/x"), True),
        (by_shape(iri=f"{ID}place/x#part"), True),
        (by_shape(iri=f"{ID}place/y"), False),
    ],
)
def test_what_a_refused_row_would_have_stated_is_not_missed(
    finding: ShapeFinding, is_told: bool
) -> None:
    assert told_of(finding, given=Given(refused=REFUSED)) is is_told


@pytest.mark.parametrize(
    ("component", "is_told"),
    [
        ("MinCount", True),
        ("MaxCount", True),
        ("QualifiedMinCount", True),
        ("SPARQL", True),
        ("Class", False),
        ("Datatype", False),
    ],
)
def test_of_what_a_refused_row_names_there_may_be_too_little_or_too_much(
    component: str, is_told: bool
) -> None:
    given = Given(touched={f"{ID}event/x"})
    part = by_shape(component=component, iri=f"{ID}event/x#part")
    assert told_of(by_shape(component=component), given=given) is is_told
    assert told_of(part, given=given) is is_told
    assert told_of(by_shape(component=component, iri=f"{ID}event/y"), given=given) is False


@pytest.mark.parametrize(
    ("value", "kind", "is_told"),
    [
        ("passage/essay/p1", "dangling", True),
        ("passage/essay/p2", "dangling", False),
        ("passage/essay/p1", "", False),
    ],
)
def test_a_reference_that_another_row_has_as_unknown_is_told_once(
    value: str, kind: Kind, is_told: bool
) -> None:
    by = by_table("passages", "p1", OTHER)
    assert told_of(by_shape("evidence", value, kind=kind), by) is is_told


def test_findings_that_are_new_stay_in_their_order() -> None:
    found = [by_shape("label", rule="X"), by_shape("place"), by_table("", place=OTHER)]
    assert list(new(found, Given(findings=[by_table("place")]))) == [found[0], found[2]]
    assert list(new(found, Given())) == found


def test_a_warning_of_a_reader_is_not_told_beside_a_shape() -> None:
    warning = Finding(Place("a.ttl", 3), "age", "01x", "is no integer", "x", "y", "warning")
    shape = by_shape("age", "01x", place=Place("a.ttl", 9))  # the file is the same
    assert list(unrepeated([warning], [shape])) == []
    for other in (
        by_shape("age", "01y", place=Place("a.ttl", 3)),
        by_shape("name", "01x", place=Place("a.ttl", 3)),
        by_shape("age", "01x", place=Place("b.ttl", 3)),
        Finding(Place("a.ttl", 3), "age", "01x", "is wrong", "x", "y"),
    ):
        assert list(unrepeated([warning], [other])) == [warning]
    empty = Finding(Place("a.ttl"), "", "", "holds no triples", "x", "y", "warning")
    assert list(unrepeated([empty], [by_shape("", "", place=Place("a.ttl"))])) == [empty]
