"""The context of JSON-LD: made from the ontology, shipped with it, the same for all workspaces."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as px
import pytest
from pyld import jsonld

from alliancekg import contexts, vocabulary
from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.workspace import Workspace

OWL, XSD = PREFIXES["owl"], PREFIXES["xsd"]
TYPE = PREFIXES["rdf"] + "type"


@pytest.fixture(scope="module")
def ontology(root: Path) -> list[px.Quad]:
    return list(vocabulary.quads(root / "ontology"))


def test_the_shipped_context_is_made_from_the_ontology(ontology: list[px.Quad], root: Path) -> None:
    text = (root / "ontology" / "context.jsonld").read_bytes().decode("utf-8")
    assert text == contexts.made(ontology), "make docs"


def test_it_is_the_same_for_any_order(ontology: list[px.Quad]) -> None:
    assert contexts.made(ontology[::-1]) == contexts.made(ontology)


def test_each_name_means_the_term_of_that_name(ontology: list[px.Quad]) -> None:
    context = json.loads(contexts.made(ontology))["@context"]
    declared = {
        quad.subject.value: quad.object.value.removeprefix(OWL)
        for quad in ontology
        if quad.predicate.value == TYPE
        and isinstance(quad.subject, px.NamedNode)
        and isinstance(quad.object, px.NamedNode)
        and quad.object.value in {OWL + x for x in ("Class", "ObjectProperty", "DatatypeProperty")}
    }
    assert len(declared) > 80
    names = [name for name in context if name not in PREFIXES]
    assert {expanded(context, name) for name in names} == set(declared)
    assert len(names) == len(declared)
    for name in names:
        local = expanded(context, name).removeprefix(AK)
        assert name == ("ak:time" if local == "time" else local)
        kind = declared[AK + local]
        assert (kind == "Class") == isinstance(context[name], str)
        assert (kind == "ObjectProperty") == ("@id" in str(dict_of(context[name]).get("@type")))
    assert {name: context[name] for name in PREFIXES} == PREFIXES


def dict_of(definition: Any) -> dict[str, Any]:
    return definition if isinstance(definition, dict) else {}


def expanded(context: dict[str, Any], name: str) -> str:
    [node] = jsonld.expand({"@context": context, name: "x:y"})
    [iri] = node
    return str(iri)


def test_values_are_read_as_the_range_says_where_it_is_one_type_alone(
    ontology: list[px.Quad],
) -> None:
    context = json.loads(contexts.made(ontology))["@context"]
    read = {name: dict_of(context[name]).get("@type") for name in context}
    assert read["row"] == "xsd:integer"
    assert read["openEnded"] == "xsd:boolean"
    assert read["participant"] == "@id"
    assert read["edtf"] is None
    assert read["value"] is None  # decimal: a whole number is one, and stays an integer
    assert read["paraphrase"] is None
    assert read["Event"] is None
    assert {dict_of(what).get("@container") for what in context.values()} == {None, "@set"}


def test_terms_of_others_and_blank_nodes_are_no_names_of_ours() -> None:
    kind = px.NamedNode(OWL + "Class")
    subjects = (px.NamedNode("urn:x"), px.BlankNode("b"), px.NamedNode(AK + "Pact"))
    made = contexts.made(px.Quad(subject, px.NamedNode(TYPE), kind) for subject in subjects)
    context = json.loads(made)["@context"]
    assert {name: context[name] for name in context if name not in PREFIXES} == {"Pact": "ak:Pact"}


def test_the_context_is_that_of_the_program_in_any_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    contexts.shipped.cache_clear()
    monkeypatch.setenv("ALLIANCEKG_WORKSPACE", str(tmp_path))
    assert contexts.shipped()["Event"] == "ak:Event"
    assert not set(contexts.shipped()) & set(PREFIXES)
    assert Workspace.shipped().root == root


def test_a_context_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contexts.shipped.cache_clear()
    monkeypatch.setattr(Workspace, "shipped", lambda: Workspace(tmp_path))
    with pytest.raises(UsageError) as caught:
        contexts.shipped()
    path = tmp_path / "ontology" / "context.jsonld"
    assert str(caught.value) == (
        f"{path}: cannot be read: No such file or directory; expected the context of JSON-LD."
        " Fix: install alliancekg again"
    )
    assert contexts.shipped.cache_info().currsize == 0
