"""Files at which no shape looks: a warning beside other files, a refusal where there are none."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg.errors import UsageError
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import PREFIXES
from alliancekg.unseen import unseen

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"
EXPECTED = "data of classes that the shapes have as their targets"
DATA, SEEN = ":a :p :b .", frozenset({"urn:a"})
SHAPES = ":S a owl:Class , sh:NodeShape ; sh:targetClass :C . _:p a owl:Class ; sh:path :p ."
TERMS = ":C a owl:Class ; rdfs:label 'C' . :p a rdf:Property . :q a skos:Concept ."


def quads(text: str) -> list[px.Quad]:
    return list(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


def warning(file: str, *, is_shapes: bool) -> Finding:
    said = (
        ("holds SHACL shapes, given as data", EXPECTED, "name it with --shapes")
        if is_shapes
        else (
            "holds no node at which a shape looks",
            EXPECTED,
            "give its nodes classes of the ontology, such as ak:Event, or name your own shapes with"
            " --shapes",
        )
    )
    return Finding(Place(file), "", "", *said, "warning")


def of(stated: dict[str, str], looked_at: frozenset[str] = SEEN, *found: Finding) -> list[Finding]:
    return list(unseen({file: quads(text) for file, text in stated.items()}, looked_at, found))


def fault(file: str) -> Finding:
    return Finding(Place(file, 1), "", "", "is wrong", "x", "y")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SHAPES, [warning("b.ttl", is_shapes=True)]),
        (f"{TERMS} {SHAPES}", [warning("b.ttl", is_shapes=True)]),
        (TERMS, []),  # a vocabulary is there for the sake of others
        (f"{TERMS} :x :p 1 .", [warning("b.ttl", is_shapes=False)]),
        (":x a :C .", [warning("b.ttl", is_shapes=False)]),
        ("_:x a :C .", [warning("b.ttl", is_shapes=False)]),
        (":a a :C . :x a :D .", []),
        (f":a a :C . {SHAPES}", []),  # a shape looks at it
    ],
)
def test_beside_data_that_are_looked_at_it_is_a_warning(text: str, told: list[Finding]) -> None:
    assert of({"a.ttl": DATA, "b.ttl": text}) == told


def test_a_blank_node_can_be_looked_at() -> None:
    assert of({"b.ttl": "_:x a :C ."}, frozenset({"_:x"})) == []


def test_a_file_that_is_wrong_anyway_is_not_told() -> None:
    stated = {"a.ttl": DATA, "b.ttl": ":x a :C .", "c.ttl": ":y a :C ."}
    assert of(stated, SEEN, fault("b.ttl")) == [warning("c.ttl", is_shapes=False)]
    only_odd = Finding(Place("b.ttl"), "", "", "is odd", "x", "y", "warning")
    assert of(stated, SEEN, only_odd) == [
        warning("b.ttl", is_shapes=False),
        warning("c.ttl", is_shapes=False),
    ]


@pytest.mark.parametrize(
    ("stated", "found", "told"),
    [
        ({"b.ttl": ":x a :C .", "a.ttl": TERMS}, [],
         [warning("a.ttl", is_shapes=False), warning("b.ttl", is_shapes=False)]),
        ({"b.ttl": ":x a :C .", "a.ttl": SHAPES}, [], [warning("a.ttl", is_shapes=True)]),
        ({"a.ttl": SHAPES}, [fault("a.ttl")], [warning("a.ttl", is_shapes=True)]),
    ],
)  # fmt: skip
def test_where_shapes_look_at_nothing_at_all_it_is_refused(
    stated: dict[str, str], found: list[Finding], told: list[Finding]
) -> None:
    with pytest.raises(UsageError) as raised:
        of(stated, frozenset(), *found)
    assert str(raised.value) == "\n".join(map(str, told))


def test_where_something_else_is_wrong_it_is_not_refused() -> None:
    stated = {"a.ttl": TERMS, "b.ttl": ":x a :C ."}
    assert of(stated, frozenset(), fault("b.ttl")) == [warning("a.ttl", is_shapes=False)]
    assert of({}, frozenset()) == []
