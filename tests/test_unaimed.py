"""Shapes that look at nothing are noted, or refused if it must be a mistake."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg import focusing
from alliancekg.errors import UsageError
from alliancekg.findings import Place
from alliancekg.indexing import Index
from alliancekg.namespaces import PREFIXES
from alliancekg.shapes import Shapes
from alliancekg.unaimed import misspelt, unaimed

EX = "http://example.org/"
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in {**PREFIXES, "ex": EX}.items())
ONTOLOGY = """
ak:Event a owl:Class . ak:place a owl:ObjectProperty . ak:note a owl:DatatypeProperty .
ex:a a ex:Ship ; ex:flag ex:b .
"""


def index(text: str) -> Index:
    return Index(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


def shapes(text: str, *, is_foreign: bool) -> Shapes:
    """Return shapes, each with a place that has its name."""
    stated = index(text)
    names = [node.value for node in stated.nodes() if isinstance(node, px.NamedNode)]
    places = {iri: Place(iri.replace(EX, "").replace(PREFIXES["aksh"], "")) for iri in names}
    return Shapes(stated, places, (), is_foreign, {"ex": EX})


def notes(
    text: str, *, is_foreign: bool = False, is_part: bool = False, data: str = ONTOLOGY
) -> list[str]:
    used, stated = shapes(text, is_foreign=is_foreign), index(data)
    aims = focusing.focus_nodes(used.index, stated)
    return [str(note) for note in unaimed(used, stated, aims, is_part=is_part)]


def refusal(text: str, *, is_foreign: bool, is_part: bool = False) -> list[str]:
    with pytest.raises(UsageError) as raised:
        notes(text, is_foreign=is_foreign, is_part=is_part)
    return str(raised.value).splitlines()


LOOKS_AT_NONE = (
    "looks at no node of the data; expected data of its target. Fix: add such data, or leave it so"
)


def test_a_shape_of_ours_for_a_class_is_noted_and_one_for_a_property_is_not() -> None:
    of_class = "aksh:A a sh:NodeShape ; sh:targetClass ak:Event . "
    of_property = "aksh:B a sh:NodeShape ; sh:targetSubjectsOf ak:place . "
    of_objects = "aksh:C a sh:NodeShape ; sh:targetObjectsOf ak:note ."
    assert notes(of_class + of_property + of_objects) == [f"A: {LOOKS_AT_NONE} (Info, A)"]
    assert notes(of_class + of_property + of_objects, is_part=True) == []
    assert notes(of_property + of_objects) == []


def test_several_shapes_of_ours_for_one_class_have_one_note() -> None:
    text = "".join(
        f"aksh:{name} a sh:NodeShape ; sh:targetClass {classes} .\n"
        for name, classes in (
            ("A", "ak:Event"), ("B", "ak:Event"), ("C", "ak:Event"),
            ("D", "ak:Event , oa:Annotation"), ("E", "oa:Annotation , ak:Event"),
        )
    )  # fmt: skip
    no_class = (
        "is no class of the data or the ontology, so that the shape looks at no node; expected a"
        " class that is declared, or that nodes have. Fix: correct the name, or add the class"
    )
    assert sorted(notes(text)) == [
        f"A: {LOOKS_AT_NONE} (Info, A)",
        f"D: targetClass: 'oa:Annotation' {no_class} (Warning, D)",
    ]


def test_each_shape_of_others_is_noted() -> None:
    text = (
        "ex:S a sh:NodeShape ; sh:targetClass ex:Ship . ex:T a sh:NodeShape ; sh:targetClass ex:P ."
        " ex:U a sh:NodeShape ; sh:targetSubjectsOf ex:p . ex:V a sh:NodeShape ;"
        " sh:targetClass ak:Event . ex:W a sh:NodeShape . ex:X a sh:NodeShape ; sh:property ex:Y ."
        " ex:Y a sh:PropertyShape ; sh:path ex:p ."
    )
    unknown = "of the data or the ontology, so that the shape looks at no node; expected a"
    unused = (
        "has no target, and no shape refers to it, so that it looks at nothing; expected"
        " sh:targetClass, sh:targetNode, sh:targetSubjectsOf or sh:targetObjectsOf. Fix: say which"
        " nodes it is for"
    )
    assert sorted(notes(text, is_foreign=True, is_part=True)) == [
        f"T: targetClass: 'ex:P' is no class {unknown} class that is declared, or that nodes have."
        " Fix: correct the name, or add the class (Warning, ex:T)",
        f"U: targetSubjectsOf: 'ex:p' is no property {unknown} property that is declared, or that"
        " nodes have. Fix: correct the name, or add the property (Warning, ex:U)",
        f"V: {LOOKS_AT_NONE} (Info, ex:V)",
        f"W: {unused} (Warning, ex:W)",
        f"X: {unused} (Warning, ex:X)",
    ]


def test_shapes_that_are_all_deactivated_are_refused() -> None:
    text = "ex:S a sh:NodeShape ; sh:targetClass ex:Ship ; sh:deactivated true ."
    assert refusal(text, is_foreign=True) == [
        "all shapes with a target are deactivated; expected one that is not. Fix: remove"
        " sh:deactivated"
    ]
    assert notes(text) == []  # of ours it is nobody's business
    other = "ex:T a sh:NodeShape ; sh:targetClass ex:Ship ."
    assert notes(text + other, is_foreign=True) == []


def test_shapes_of_others_of_which_none_looks_at_a_node_are_refused() -> None:
    text = "ex:S a sh:NodeShape ; sh:targetClass ak:Event . ex:T sh:targetSubjectsOf ak:note ."
    assert refusal(text, is_foreign=True) == [f"S: {LOOKS_AT_NONE}", f"T: {LOOKS_AT_NONE}"]


@pytest.mark.parametrize("is_foreign", [True, False])
@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("sh:targetSubjectsOf ak:plaec",
         "targetSubjectsOf: 'ak:plaec' is no property of the data or the ontology, so that the"
         " shape looks at no node; expected a property that is declared, or that nodes have. Fix:"
         " write ak:place"),
        ("sh:targetObjectsOf ak:noet",
         "targetObjectsOf: 'ak:noet' is no property of the data or the ontology, so that the shape"
         " looks at no node; expected a property that is declared, or that nodes have. Fix: write"
         " ak:note"),
        ("sh:targetClass ak:Evnet",
         "targetClass: 'ak:Evnet' is no class of the data or the ontology, so that the shape looks"
         " at no node; expected a class that is declared, or that nodes have. Fix: write ak:Event"),
        ("sh:targetClass ak:Zzzzzzzz",
         "targetClass: 'ak:Zzzzzzzz' is no class of the data or the ontology, so that the shape"
         " looks at no node; expected a class that is declared, or that nodes have. Fix: correct"
         " the name, or add the class"),
    ],
)  # fmt: skip
def test_a_target_that_is_misspelt_is_refused_with_the_nearest(
    target: str, told: str, is_foreign: bool
) -> None:
    text = f"ex:S a sh:NodeShape ; {target} . ex:T a sh:NodeShape ; sh:targetClass ex:Ship ."
    for is_part in (True, False):
        assert refusal(text, is_foreign=is_foreign, is_part=is_part) == [f"S: {told}"]
    used = shapes(text, is_foreign=is_foreign)
    assert [str(note) for note in misspelt(used, index(ONTOLOGY))] == [f"S: {told}"]


def test_a_target_that_is_known_is_not_misspelt() -> None:
    text = (
        "ex:S sh:targetClass ak:Event , ak:Battle , ex:Nothing ; sh:targetSubjectsOf ak:old ;"
        " sh:targetObjectsOf ak:place . ak:Battle rdfs:subClassOf ak:Event ."
    )
    used = shapes(text, is_foreign=True)
    assert list(misspelt(used, index(f"{ONTOLOGY} ex:a ak:old 1 ."))) == []
    old = shapes("ex:S sh:targetSubjectsOf ak:old .", is_foreign=True)
    assert [note.value for note in misspelt(old, index(ONTOLOGY))] == ["ak:old"]
