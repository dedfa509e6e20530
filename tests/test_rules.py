"""The names of shapes in a report, and what each says of itself."""

from __future__ import annotations

from itertools import pairwise

import pyoxigraph as px
import pytest

from alliancekg.indexing import Index
from alliancekg.namespaces import PREFIXES
from alliancekg.reports import Rule
from alliancekg.rules import rule_names, rules

EX = "http://example.org/"
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in {**PREFIXES, "ex": EX}.items())


def short(iri: str) -> str:
    return iri.replace(EX, "ex:")


def index(text: str) -> Index:
    return Index(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


def names(text: str) -> dict[str, str]:
    return {
        short(str(node).strip("<>")): name for node, name in rule_names(index(text), short).items()
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ex:A sh:property _:p . _:p sh:path ex:x .", "ex:A-x"),
        ("ex:B sh:property _:p . ex:A sh:property _:p . _:p sh:path ex:x .", "ex:A-x"),
        ("ex:A sh:property _:p . ex:B sh:property _:p . _:p sh:path ex:x .", "ex:A-x"),
        ("ex:A sh:node _:p .", "ex:A"),
        ("ex:A sh:not _:p . _:p sh:path ex:x .", "ex:A-x"),
        ("ex:A sh:qualifiedValueShape _:p . _:p sh:path ex:x .", "ex:A-x"),
        ("ex:A sh:property _:q . _:q sh:path ex:x ; sh:node _:p . _:p sh:property [] .", "ex:A-x"),
        (
            "ex:A sh:property _:q . _:q sh:path ex:x ; sh:property _:p . _:p sh:path ex:y .",
            "ex:A-x-y",
        ),
        ("ex:A sh:property _:p . _:p sh:path [ sh:inversePath ex:x ] .", "ex:A-^ex:x"),
        ("ex:A sh:property _:p . _:p sh:path ( ex:x ex:y ) .", "ex:A-ex:x/ex:y"),
        ("_:p sh:targetNode ex:n .", "a shape"),
        ("_:p a sh:NodeShape .", "a shape"),
        ("_:p sh:targetNode ex:n ; sh:path ex:x .", "a shape-x"),
    ],
)
def test_a_blank_shape_is_named_by_its_parent_and_its_path(text: str, name: str) -> None:
    assert names(text)["_:p"] == name


def test_shapes_within_each_other_have_a_name() -> None:
    assert names("_:a sh:property _:b . _:b sh:property _:a .") == {
        "_:a": "a shape",
        "_:b": "a shape",
    }
    assert names("_:a sh:property _:a ; sh:path ex:x .") == {"_:a": "a shape-x"}


def levels(number: int) -> dict[str, str]:
    """Return the names of shapes on levels of two, each a part of both of the level above."""
    pairs = [(f"_:a{n}", f"_:b{n}") for n in range(number)]
    parts = [
        f"{parent} sh:property {part} ."
        for above, below in pairwise(pairs)
        for parent in above
        for part in below
    ]
    return names(f"ex:A sh:property _:a0 , _:b0 . {' '.join(parts)}")


def test_shapes_with_many_parents_in_common_are_named() -> None:
    """Over its parents a shape on the last level has a million ways up."""
    nodes = {f"_:{name}{n}" for name in "ab" for n in range(20)}
    assert levels(20) == dict.fromkeys(["ex:A", *nodes], "ex:A")


def test_shapes_deeper_than_any_of_use_have_a_name() -> None:
    found = levels(22)
    assert len(found) == 45
    assert set(found.values()) <= {"ex:A", "a shape"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('sh:name "Ein Name"@de , "A name"@en , "a plain one" ; sh:description "Why."@en',
         Rule(EX + "S", "A name", "Why.")),
        ('sh:name "A name"@en , "Ein Name"@de', Rule(EX + "S", "A name")),
        ('sh:name "Ein Name"@de ; sh:description "plain" , "Warum."@de',
         Rule(EX + "S", "Ein Name", "plain")),
        ("sh:severity sh:Warning", Rule(EX + "S", severity="warning")),
        ("sh:severity sh:Info", Rule(EX + "S", severity="info")),
        ("sh:severity sh:Violation", Rule(EX + "S")),
        ("sh:severity ex:Custom", Rule(EX + "S")),
        ("sh:name ex:iri ; sh:severity 5", Rule(EX + "S")),
    ],
)  # fmt: skip
def test_a_shape_says_in_english_what_it_is_called(text: str, rule: Rule) -> None:
    assert rules(index(f"ex:S a sh:NodeShape ; {text} ."), short) == {"ex:S": rule}


def test_of_shapes_of_one_name_the_first_counts_and_names_are_in_order() -> None:
    text = (
        "ex:S a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:name 'x' ] . ex:A a sh:NodeShape ."
        " <http://example.org/S-p> a sh:NodeShape ; sh:name 'y' ."
    )
    found = rules(index(text), short)
    assert list(found) == ["ex:A", "ex:S", "ex:S-p"]
    assert found["ex:S-p"] == Rule(f"{EX}S-p", "y")
