"""The ontology and the schemes as quads of graph/ontology, and the concepts of each scheme."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from alliancekg.errors import SourceErrors, UsageError
from alliancekg.vocabulary import concepts, quads

GRAPH = NamedNode("https://w3id.org/alliancekg/graph/ontology")
SCHEMES = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX status: <https://w3id.org/alliancekg/scheme/status#>
PREFIX cameo: <https://w3id.org/alliancekg/scheme/cameo#>
<https://w3id.org/alliancekg/scheme/status> a skos:ConceptScheme .
status:done a skos:Concept .
status:to-come a skos:Concept ; skos:broadMatch cameo:0874 .
cameo:0874 a skos:Concept .
<https://w3id.org/alliancekg/scheme/status#d%C3%A9j%C3%A0> a skos:Concept .
<https://w3id.org/alliancekg/scheme/no-key> a skos:Concept .
<https://example.org/scheme/status#other> a skos:Concept .
"""


def test_all_files_of_the_folder_are_read_into_the_ontology_graph(tmp_path: Path) -> None:
    (tmp_path / "schemes").mkdir()
    (tmp_path / "b.ttl").write_bytes(b"\xef\xbb\xbf<x:b> <x:p> 'b' .\r\n<x:both> <x:p> <x:o> .")
    (tmp_path / "schemes" / "a.ttl").write_text("<x:a> <x:p> 'a'@en . <x:both> <x:p> <x:o> .")
    (tmp_path / "notes.txt").write_text("not Turtle")
    (tmp_path / "folder.ttl").mkdir()
    p = NamedNode("x:p")
    assert list(quads(tmp_path)) == [
        Quad(NamedNode("x:b"), p, Literal("b"), GRAPH),
        Quad(NamedNode("x:both"), p, NamedNode("x:o"), GRAPH),
        Quad(NamedNode("x:a"), p, Literal("a", language="en"), GRAPH),
    ]


def test_every_file_that_is_not_turtle_is_reported_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    folder.mkdir()
    (folder / "a.ttl").write_text("<x:a> <x:p> 'a' .\n<x:a> nonsense\n")
    (folder / "b.ttl").write_bytes(b"<x:a> <x:p> '\xff' .\n")
    (folder / "c.ttl").write_text("<x:a> <x:p> 'good' .\n")
    with pytest.raises(UsageError) as caught:
        quads(folder)
    first, second = str(caught.value).splitlines()
    assert first.startswith("ontology/a.ttl:2: is not valid Turtle: ")
    assert first.endswith("; expected Turtle. Fix: mend the file at this line")
    assert second == (
        "ontology/b.ttl:1: holds the byte 0xff, which is not UTF-8; expected UTF-8. "
        "Fix: save it as UTF-8"
    )


def test_a_blank_node_in_the_ontology_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    folder.mkdir()
    (folder / "a.ttl").write_text("\n<x:a> <x:p> _:b . <x:a> <x:q> <x:c> .")
    with pytest.raises(SourceErrors) as caught:
        quads(folder)
    assert str(caught.value) == (
        "ontology/a.ttl:2: 'x:p' has a blank node as its subject or object; "
        "expected nodes with IRIs. Fix: give the node an IRI"
    )


def test_a_scheme_has_the_concepts_whose_iri_names_it(tmp_path: Path) -> None:
    (tmp_path / "any-name.ttl").write_text(SCHEMES)
    assert concepts(tmp_path) == {
        "cameo": frozenset({"0874"}),
        "status": frozenset({"done", "to-come", "déjà"}),
    }


def test_an_empty_folder_has_no_scheme(tmp_path: Path) -> None:
    assert concepts(tmp_path) == {}


def test_the_schemes_of_the_project_hold_what_the_records_need(root: Path) -> None:
    found = concepts(root / "ontology" / "schemes")
    assert {
        *("event-type", "status", "role", "treaty-type", "policy-type", "claim-kind", "stance"),
        *("measure", "unit", "comparator", "confidence"),
    } <= set(found)
    assert found["stance"] == frozenset({"asserts", "reports", "concedes", "doubts", "rejects"})
    assert found["confidence"] == frozenset({"high", "medium", "low"})
