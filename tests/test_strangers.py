"""What stands in RDF files of users and is nobody's: terms, concepts, records, blank nodes."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as px
import pytest

from alliancekg.findings import Finding, Place
from alliancekg.indexing import Index, node_name
from alliancekg.namespaces import AK, ID, PREFIXES, SCHEME
from alliancekg.references import References
from alliancekg.reports import ShapeFinding
from alliancekg.strangers import blank_nodes, classless, strangers

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
HEAD += f"PREFIX id: <{ID}>\nPREFIX ex: <http://example.org/>\nBASE <{ID}>\n"
GRAPH = f"""
ak:Event a owl:Class . ak:place a owl:ObjectProperty . <place/guam> a ak:Place .
<{SCHEME}status#done> a skos:Concept . <place/guam#selector> a oa:TextPositionSelector .
"""


def quads(text: str) -> list[px.Quad]:
    return list(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


def places(stated: list[px.Quad]) -> dict[str, Place]:
    """Return a place for each subject, in the order in which they stand."""
    names = dict.fromkeys(node_name(quad.subject) for quad in stated)
    return {name: Place("a.ttl", line) for line, name in enumerate(names, 1)}


def strange(text: str) -> Iterator[ShapeFinding]:
    stated = quads(text)
    whole = Index([*quads(GRAPH), *stated])
    known = set(map(node_name, whole.nodes()))
    return strangers(stated, places(stated), known, References(whole))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<event/x> ak:place <place/guan> .",
         ["a.ttl:1: place: 'place/guan' is described nowhere; expected a record that is described."
          " Fix: write place/guam, or describe it"]),
        ("<event/x> ak:place <place/zzz> .",
         ["a.ttl:1: place: 'place/zzz' is described nowhere; expected a record that is described."
          " Fix: describe it"]),
        ("<event/x> ak:plaec <place/guam> .",
         ["a.ttl:1: 'ak:plaec' is not a term of the ontology; expected a term of the ontology that"
          " is described. Fix: write ak:place, or describe it"]),
        ("<event/x> a ak:Evnet .",
         ["a.ttl:1: type: 'ak:Evnet' is not a term of the ontology; expected a term of the ontology"
          " that is described. Fix: write ak:Event, or describe it"]),
        (f"<event/x> ex:status <{SCHEME}status#dnoe> .",
         ["a.ttl:1: status: 'status#dnoe' is not a concept of the schemes; expected a concept of"
          " the schemes that is described. Fix: write status#done, or describe it"]),
        ("ex:a ex:b ex:c , 'text' , _:d . <event/x> ak:place <place/guam> , <event/x> .", []),
    ],
)  # fmt: skip
def test_what_nothing_describes_is_told_with_the_nearest(text: str, told: list[str]) -> None:
    assert list(map(str, strange(text))) == told


def test_a_stranger_is_dangling_and_told_by_its_node() -> None:
    assert list(strange("ex:a ex:b 1 .\n<event/x> ak:place <place/guan> .")) == [
        ShapeFinding(
            Place("a.ttl", 2), "place", "place/guan", "is described nowhere",
            "a record that is described", "write place/guam, or describe it", "violation", "",
            "event/x", ID + "event/x", AK + "place", "", "dangling",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<event/x> ex:p 1 .", [(1, "")]),
        ("<event/x> a ex:C ; ex:p 1 , 2 .", [(1, "ex:C")]),
        ("<event/x> a ex:D , ex:C .", [(1, "ex:C, ex:D")]),
        ("<event/x> a ak:Event , ex:C .", []),
        ("<event/x> a ak:Place .", []),  # of a class that a node of the graph has
        ("<event/x#s> a oa:TextPositionSelector .", []),
        ("ex:a a ak:Evnet .", [(1, "ak:Evnet")]),
        ("_:a a <https://w3id.org/alliancekg/ns/Event> .",
         [(1, "https://w3id.org/alliancekg/ns/Event")]),
        ("ex:a a ex:C . ex:b ex:p 1 .", []),
        ("ex:a ex:p 1 . <event/x> ex:p 1 . <event/y> ex:p 1 .", [(2, ""), (3, "")]),
        ("<event/x> a ex:Mine . ex:Mine a owl:Class .", []),
    ],
)  # fmt: skip
def test_a_record_of_ours_needs_a_class_that_is_known(
    text: str, told: list[tuple[int, str]]
) -> None:
    stated = quads(text)
    found = list(classless(stated, places(stated), Index([*quads(GRAPH), *stated])))
    shown = [(f.place.line, f.value.replace("http://example.org/", "ex:")) for f in found]
    assert shown == told
    problem = "has no class of the ontology, so that no shape looks at it"
    assert [finding.problem for finding in found] == [problem] * len(told)


def test_a_class_that_shapes_aim_at_is_known() -> None:
    stated = quads("<event/x#s> a ex:C . <event/y#s> a ex:D .")
    aimed_at = {px.NamedNode("http://example.org/C"), px.BlankNode("b")}
    found = list(classless(stated, places(stated), Index([*quads(GRAPH), *stated]), aimed_at))
    assert [finding.place.line for finding in found] == [2]


def test_blank_nodes_are_counted_file_by_file() -> None:
    stated = quads("_:a ex:p _:b , 1 . ex:x ex:p _:c . _:d ex:p _:d .")
    known = {
        "_:a": Place("b.ttl", 9), "_:b": Place("b.ttl", 7), "_:c": Place("a.ttl", 3),
        "_:other": Place("c.ttl", 1),
    }  # fmt: skip
    assert list(blank_nodes(stated, known)) == [
        Finding(Place("a.ttl", 3), "", "", "holds 1 blank node(s)", "IRIs",
                "give each node an IRI", "warning"),
        Finding(Place("b.ttl", 7), "", "", "holds 2 blank node(s)", "IRIs",
                "give each node an IRI", "warning"),
    ]  # fmt: skip
    assert list(blank_nodes(quads("ex:a ex:b ex:c ."), known)) == []
