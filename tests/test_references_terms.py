"""Terms that are misspelt: a class is meant by a class, a property by a property."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg.indexing import Index
from alliancekg.namespaces import AK, ID, PREFIXES
from alliancekg.references import References, Said

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
TERMS = """
ak:Event a owl:Class . ak:event a owl:ObjectProperty . ak:Place a owl:Class .
ak:placed a owl:ObjectProperty . ak:status a owl:ObjectProperty . ak:Lable a owl:Class .
"""
USES = f'<{ID}event/x> rdfs:label "x"@en ; skos:note "y"@en ; ak:placed ak:Place .'


def references(*texts: str) -> References:
    stated = "".join([HEAD, *texts]).encode()
    return References(Index(px.parse(stated, format=px.RdfFormat.TURTLE)))


def near(name: str, *texts: str) -> str:
    iri = references(TERMS, *texts).nearest(px.NamedNode(AK + name))
    return iri.replace(AK, "ak:").replace(PREFIXES["rdfs"], "rdfs:").replace(
        PREFIXES["skos"], "skos:"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Evnet", "ak:Event"),
        ("evnet", "ak:event"),
        ("Plaecd", "ak:Place"),  # though the property is nearer
        ("plaec", "ak:placed"),
        ("Statsu", ""),  # no class is like it
        ("lable", ""),
        ("", ""),
    ],
)
def test_a_class_stands_for_a_class_and_a_property_for_a_property(name: str, meant: str) -> None:
    assert near(name) == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("label", "rdfs:label"),
        ("note", "skos:note"),
        ("type", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        ("Label", "ak:Lable"),
    ],
)
def test_a_property_of_another_vocabulary_that_the_data_use_is_meant(name: str, meant: str) -> None:
    assert near(name, USES) == meant
    assert near("label") != "rdfs:label"  # where nobody uses it


def test_a_term_that_nothing_declares_is_told_with_the_nearest_whatever_the_shape() -> None:
    judge = references(TERMS, USES)
    for component in ("Class", "In", "SPARQL", "Pattern"):
        iri = f"{PREFIXES['sh']}{component}ConstraintComponent"
        for name, fix in (("Evnet", "write ak:Event"), ("label", "write rdfs:label"),
                          ("Zzzzzz", "do that")):  # fmt: skip
            said = judge.said(iri, px.NamedNode(AK + name), "is unknown", "do that")
            assert said == Said("", "is unknown", fix)
