"""Constraints in words: what a shape asks for, as Turtle states it, always in the same order."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg import constraints
from alliancekg.indexing import Index
from alliancekg.namespaces import PREFIXES
from alliancekg.placing import short

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"
SHAPE = px.NamedNode("urn:S")


def said(component: str, text: str, name: str = "") -> str:
    stated = px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE)
    iri = name or f"{PREFIXES['sh']}{component}ConstraintComponent"
    return constraints.said(iri, SHAPE, Index(stated), short)


@pytest.mark.parametrize("classes", ["ak:Actor , ak:Place", "ak:Place , ak:Actor"])
def test_two_values_are_told_in_one_order(classes: str) -> None:
    assert said("Class", f":S sh:class {classes} .") == "sh:class ak:Actor and ak:Place"


def items(number: int) -> str:
    return " ".join(map(str, range(1, number + 1)))


@pytest.mark.parametrize(
    ("component", "text", "shown"),
    [
        ("MinCount", ":S sh:minCount 1 .", "sh:minCount 1"),
        ("MaxLength", ":S sh:minCount 1 .", ""),
        ("In", ':S sh:in ( "a" "b"@en ak:C 1.5 [] ) .', 'sh:in ("a" "b" ak:C 1.5 a shape)'),
        ("In", f":S sh:in ( {items(20)} ) .", f"sh:in ({items(20)})"),
        ("In", f":S sh:in ( {items(21)} ) .", f"sh:in ({items(20)} …)"),
        ("In", ":S sh:in _:l . _:l rdf:first 1 ; rdf:rest _:l .", "sh:in (1)"),
        ("In", ":S sh:in _:l . _:l rdf:first 1 ; rdf:rest [ rdf:first 2 ; rdf:rest _:l ] .",
         "sh:in (1 2)"),
        ("In", ":S sh:in _:l . _:l rdf:first _:l ; rdf:rest rdf:nil .", "sh:in (a shape)"),
        ("Or", ":S sh:or ( [ sh:class :A ] :B ) .", "sh:or (a shape urn:B)"),
        ("Not", ":S sh:not [ sh:class :A ] .", "sh:not a shape"),
        ("Pattern", ':S sh:pattern "^a$" .', 'sh:pattern "^a$"'),
        ("UniqueLang", ":S sh:uniqueLang true .", "sh:uniqueLang true"),
        ("SPARQL", ":S sh:sparql [] .", ""),
    ],
)  # fmt: skip
def test_a_constraint_is_told_as_turtle_states_it(component: str, text: str, shown: str) -> None:
    assert said(component, text) == shown


def test_a_component_that_is_not_of_shacl_is_not_told() -> None:
    assert said("", ":S sh:minCount 1 .", "urn:minCountConstraintComponent") == ""
    assert said("", ":S sh:minCount 1 .", f"{PREFIXES['sh']}minCount") == ""
    component = f"{PREFIXES['sh']}MinCountConstraintComponent"
    assert constraints.said(component, None, Index([]), short) == ""
