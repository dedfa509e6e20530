"""References that break a rule: dangling or of the wrong class, and what was meant."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg.indexing import Index
from alliancekg.namespaces import ID, PREFIXES
from alliancekg.placing import base
from alliancekg.references import References, Said

SH = PREFIXES["sh"]
CLASS, OR, IN = (f"{SH}{name}ConstraintComponent" for name in ("Class", "Or", "In"))
KOREA, GUAM = px.NamedNode(ID + "actor/south-korea"), px.NamedNode(ID + "place/guam")
DATA = "".join(
    f"<{ID}{name}> a <{PREFIXES['ak']}{kind}> .\n"
    for name, kind in (
        ("actor/south-korea", "State"),
        ("actor/south-korea", "Actor"),
        ("place/south-koera", "Place"),
        ("place/guam", "Place"),
        ("event/pact#time-a", "TimeSpan"),
        ("event/pact", "Event"),
    )
)


@pytest.fixture(scope="module")
def references() -> References:
    return References(Index(px.parse(DATA, format=px.RdfFormat.TURTLE)))


@pytest.mark.parametrize(
    ("component", "value", "said"),
    [
        (CLASS, px.NamedNode(ID + "actor/south-koera"),
         Said("dangling", "is described nowhere", "write actor/south-korea, or describe it")),
        (OR, px.NamedNode(ID + "actor/south-koera"),
         Said("dangling", "is described nowhere", "write actor/south-korea, or describe it")),
        (CLASS, px.NamedNode("urn:nothing"), Said("dangling", "is described nowhere", "do that")),
        (CLASS, KOREA,
         Said("wrong class", "is not a place: it is ak:Actor and ak:State",
              "name another, or correct its class")),
        (OR, KOREA, Said("", "is not a place", "do that")),
        (IN, px.NamedNode("urn:nothing"), Said("", "is not a place", "do that")),
        (CLASS, px.Literal("Guam"), Said("", "is not a place: it is a text",
         "write the IRI, in < > or with a prefix")),
        (IN, px.Literal("Guam"), Said("", "is not a place", "do that")),
        (CLASS, None, Said("", "is not a place", "do that")),
    ],
)  # fmt: skip
def test_a_reference_is_told_by_what_it_leads_to(
    references: References, component: str, value: px.NamedNode | px.Literal | None, said: Said
) -> None:
    assert references.said(component, value, "is not a place", "do that") == said


@pytest.mark.parametrize(
    ("iri", "near"),
    [
        (ID + "actor/south-koera", ID + "actor/south-korea"),  # not that of another kind
        (ID + "event/pakt", ID + "event/pact"),
        (ID + "event/pact#time-b", ID + "event/pact#time-a"),
        (ID + "treaty/pact", ""),
        (ID + "actor/zzz", ""),
        ("urn:x", ""),
    ],
)
def test_the_nearest_is_of_the_same_kind(references: References, iri: str, near: str) -> None:
    assert references.nearest(px.NamedNode(iri)) == near


@pytest.mark.parametrize(
    ("iri", "start"),
    [
        (ID + "event/pact#time-a", ID + "event/"),
        ("https://w3id.org/alliancekg/scheme/status#done", "https://w3id.org/alliancekg/scheme/status#"),
        ("http://example.org/a/b", "http://example.org/a/"),
        ("urn:x", ""),
    ],
)  # fmt: skip
def test_what_iris_of_a_kind_begin_with(iri: str, start: str) -> None:
    assert base(iri) == start
