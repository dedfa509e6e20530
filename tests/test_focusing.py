"""Which nodes shapes look at, and shapes that are aimed anew (SHACL, section 2.1.3)."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg import focusing
from alliancekg.indexing import Index
from alliancekg.namespaces import PREFIXES

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"
DATA = """
:a a :Sub ; :p :b , "text" . :b a :Class . _:c a :Class . :Sub rdfs:subClassOf :Class .
:Class rdfs:subClassOf :Sub .
"""


def index(text: str) -> Index:
    return Index(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


def aims(shapes: str, data: str = DATA) -> dict[str, set[str]]:
    found = focusing.focus_nodes(index(shapes), index(data))
    return {str(shape): set(map(str, nodes)) for shape, nodes in found.items()}


@pytest.mark.parametrize(
    ("target", "nodes"),
    [
        ("sh:targetClass :Class", {"<urn:a>", "<urn:b>", "_:c"}),
        ("sh:targetClass :Sub", {"<urn:a>", "<urn:b>", "_:c"}),  # the two are classes of each other
        ("sh:targetClass :Nothing", set()),
        ("sh:targetSubjectsOf :p", {"<urn:a>"}),
        ("sh:targetObjectsOf :p", {"<urn:b>", '"text"'}),
        ("sh:targetNode :elsewhere , 5", {"<urn:elsewhere>", f'"5"^^<{PREFIXES["xsd"]}integer>'}),
        ("sh:targetSubjectsOf :p ; sh:targetNode :b", {"<urn:a>", "<urn:b>"}),
        ("sh:targetSubjectsOf 5", set()),
    ],
)
def test_a_target_gives_its_nodes(target: str, nodes: set[str]) -> None:
    assert aims(f":S {target} .") == {"<urn:S>": nodes}


def test_a_shape_that_is_a_class_looks_at_its_instances() -> None:
    assert aims(":Class a owl:Class , sh:NodeShape .") == {
        "<urn:Class>": {"<urn:a>", "<urn:b>", "_:c"}
    }
    assert aims(":Class a owl:Class . :S a sh:NodeShape .") == {}


def test_a_shape_that_is_switched_off_looks_at_nothing() -> None:
    off = ":S sh:targetNode :a ; sh:deactivated true . :T sh:targetNode :a ; sh:deactivated false ."
    assert aims(off) == {"<urn:T>": {"<urn:a>"}}


def test_shapes_are_aimed_at_some_nodes_only() -> None:
    shapes = index(
        ":S a sh:NodeShape , owl:Class ; sh:property :P . :P sh:path :p ; sh:targetClass :C ."
    )
    at: focusing.Aims = {px.NamedNode("urn:S"): {px.NamedNode("urn:a")}}
    found = Index(px.Quad(*triple) for triple in focusing.aimed(shapes, at))
    assert set(map(str, found.triples())) == set(
        map(
            str,
            index(
                ":S a sh:NodeShape ; sh:property :P ; sh:targetNode :a . :P sh:path :p ."
            ).triples(),
        )
    )


def flat(text: str) -> set[str]:
    return set(map(str, focusing.flat(index(text).triples())))


def triples(text: str) -> set[str]:
    return set(map(str, index(text).triples()))


def test_targets_are_given_to_the_parts() -> None:
    found = flat(":S sh:targetClass :C ; sh:property :P . :P sh:path :p .")
    assert found == triples(":S sh:targetClass :C . :P sh:path :p ; sh:targetClass :C .")


@pytest.mark.parametrize(
    "more",
    [
        ":T sh:node :S .",  # somebody else asks for all of it
        ":S sh:deactivated true .",
        ":T sh:targetNode :n ; sh:property :P .",  # the part is of two
        ":P sh:targetNode :n .",
        ":P sh:qualifiedValueShapesDisjoint true .",
        ":S a owl:Class , sh:NodeShape .",
        ":S sh:closed true .",  # it looks at its parts (4.8.1)
    ],
)
def test_a_part_that_is_not_only_its_shapes_stays(more: str) -> None:
    text = f":S sh:targetClass :C ; sh:property :P . :P sh:path :p . {more}"
    assert flat(text) == triples(text)


def test_a_shape_for_all_nodes_does_not_count_as_a_look() -> None:
    shapes = index(":S sh:targetSubjectsOf rdf:type . :T sh:targetSubjectsOf :p .")
    found = focusing.looked_at(shapes, focusing.focus_nodes(shapes, index(DATA)))
    assert found == {"urn:a"}
    both = index(":S sh:targetSubjectsOf rdf:type ; sh:targetClass :Class .")
    found = focusing.looked_at(both, focusing.focus_nodes(both, index(DATA)))
    assert {"urn:a", "urn:b", "_:c"} <= found
