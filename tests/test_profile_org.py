"""The profile org: bodies, members and offices, in terms of the W3C Organization Ontology."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as px
import pytest
from engine_kinds import endpoint, rdflib
from profileshapes import Breaking, told

from alliancekg import profiles
from alliancekg.embedded import Embedded
from alliancekg.namespaces import ID, PREFIXES
from alliancekg.profiles import Profile
from alliancekg.store import Store

TYPE = px.NamedNode(PREFIXES["rdf"] + "type")
# What the Recommendation of 16 January 2014 defines, with OWL-Time, FOAF and DCMI Terms.
ORG_TERMS = {
    *("Organization", "FormalOrganization", "OrganizationalCollaboration", "OrganizationalUnit"),
    *("Role", "Membership", "Post", "Site", "ChangeEvent", "subOrganizationOf"),
    *("transitiveSubOrganizationOf", "hasSubOrganization", "purpose", "hasUnit", "unitOf"),
    *("classification", "identifier", "linkedTo", "memberOf", "hasMember", "reportsTo"),
    *("member", "organization", "role", "hasMembership", "memberDuring", "roleProperty"),
    *("headOf", "remuneration", "holds", "heldBy", "postIn", "hasPost", "siteAddress"),
    *("hasSite", "siteOf", "hasPrimarySite", "hasRegisteredSite", "basedAt", "location"),
    *("resultedFrom", "originalOrganization", "changedBy", "resultingOrganization"),
}
OTHER_TERMS = {
    *("time:Interval", "time:Instant", "time:hasBeginning", "time:hasEnd", "time:inXSDDate"),
    *("foaf:Person", "foaf:Group", "dcterms:BibliographicResource", "dcterms:source"),
    *("dcterms:title", "dcterms:bibliographicCitation", "rdf:type", "rdfs:label"),
    *("skos:Concept", "skos:prefLabel", "skos:altLabel"),
}
PATTERNS = {
    "OrgOrganizationShape-part": """
        <urn:x-broken:this> org:subOrganizationOf <urn:x> .
        <urn:x> org:subOrganizationOf <urn:x-broken:this> .""",
    "OrgOrganizationShape-member": "<urn:x-broken:this> org:hasMember <urn:who> .",
    "OrgMembershipShape-holder": "<urn:x-broken:this> org:member <urn:who> .",
    "OrgMembershipShape-post": """
        <urn:x-broken:this> org:member <urn:who> ; org:organization <urn:body> ; org:role <urn:r> .
        <urn:who> org:holds <urn:post> . <urn:post> org:postIn <urn:body> ; org:role <urn:other> .
        """,
    "OrgPostShape-body": "<urn:body> org:hasPost <urn:x-broken:this> .",
    "OrgPostShape-holder": "<urn:who> org:holds <urn:x-broken:this> .",
    "OrgIntervalShape-order": """
        <urn:x-broken:this> time:hasBeginning <urn:later> ; time:hasEnd <urn:sooner> .
        <urn:later> time:inXSDDate "1954-01-01"^^xsd:date .
        <urn:sooner> time:inXSDDate "1953-01-01"^^xsd:date .""",
}


@pytest.fixture(scope="module")
def profile(root: Path) -> Profile:
    return profiles.get(root / "queries", "org")


@pytest.fixture(scope="module")
def made(profile: Profile, built: Store) -> list[px.Triple]:
    return profiles.constructed(profile, Embedded(built.current().open()))


def short(term: object) -> str:
    text = str(getattr(term, "value", term)).removeprefix(ID + "actor/")
    for name, namespace in PREFIXES.items():
        if text.startswith(namespace):
            return f"{name}:{text.removeprefix(namespace)}"
    return text


def said(triples: Iterable[px.Triple], key: str) -> dict[str, set[str]]:
    """Return what is said of a node: the values of each property, both shortened."""
    found = defaultdict(set)
    for triple in triples:
        if short(triple.subject) == key:
            found[short(triple.predicate)].add(short(triple.object))
    return dict(found)


def test_what_is_made_conforms_to_its_shapes(profile: Profile, made: list[px.Triple]) -> None:
    assert told(profile.shapes, made) == set()


def test_each_constraint_is_told_when_it_is_broken(profile: Profile) -> None:
    breaking = Breaking(profile.shapes, PATTERNS)
    assert breaking.without == set()
    assert len(breaking.expected) == 62
    assert breaking.expected - told(profile.shapes, breaking.data) == set()


def test_no_node_is_without_a_class_and_a_name(made: list[px.Triple]) -> None:
    nodes = {triple.subject for triple in made}
    nodes |= {t.object for t in made if isinstance(t.object, px.NamedNode) and t.predicate != TYPE}
    named = {t.subject for t in made if short(t.predicate) == "rdfs:label"}
    assert nodes - {t.subject for t in made if t.predicate == TYPE} == set()
    assert nodes - named == set()


def test_terms_are_those_of_the_specifications(made: list[px.Triple]) -> None:
    used = {short(t.predicate) for t in made} | {
        short(t.object) for t in made if t.predicate == TYPE
    }
    known = {f"org:{name}" for name in ORG_TERMS} | OTHER_TERMS
    assert used - known == set()


def test_an_office_is_a_membership_and_a_post(made: list[px.Triple]) -> None:
    assert said(made, "dean-acheson#position-secretary-of-state") == {
        "rdf:type": {"org:Membership"},
        "rdfs:label": {"Dean Acheson, Secretary of State, Government of the United States"},
        "org:member": {"dean-acheson"},
        "org:organization": {"us-government"},
        "org:role": {"us-government#role-Secretary%20of%20State"},
        "org:memberDuring": {"dean-acheson#position-secretary-of-state-time-hwang-2006"},
        "dcterms:source": {ID + "source/hwang-2006"},
    }
    post = said(made, "us-government#post-President")
    assert post["org:heldBy"] == {"jimmy-carter", "richard-nixon"}
    assert said(made, "jimmy-carter")["org:holds"] == {"us-government#post-President"}


def test_a_month_is_no_day(made: list[px.Triple]) -> None:
    assert said(made, "dean-acheson#position-secretary-of-state-time-hwang-2006") == {
        "rdf:type": {"time:Interval"},
        "rdfs:label": {"1950-01"},
    }
    assert not [t for t in made if short(t.predicate) == "time:inXSDDate"]


def test_who_is_a_part_and_who_is_a_member(made: list[px.Triple]) -> None:
    assert said(made, "us-house")["org:subOrganizationOf"] == {"us-government"}
    assert said(made, "us-forces-korea")["org:classification"] == {"ak:MilitaryUnit"}
    assert "dean-acheson" in said(made, "us-government")["org:hasMember"]
    # A public is no organization, and a part of a government no member of it.
    bodies = {short(t.subject) for t in made if short(t.object) == "org:Organization"}
    assert not bodies & {"american-public", "alliance-critics", "us-leadership", "dean-acheson"}
    assert said(made, "us-opponents-of-alliance") == {}
    assert "org:memberOf" not in said(made, "richard-halloran")


def test_endpoints_make_the_same(profile: Profile, made: list[px.Triple], built: Store) -> None:
    with endpoint(built.current().open()) as engine:
        assert profiles.constructed(profile, engine) == made


def test_rdflib_makes_the_same_offices_and_the_same_triple_terms(
    root: Path, profile: Profile, made: list[px.Triple], built: Store
) -> None:
    store = built.current().open()
    terms = profiles.get(root / "queries", "triple-terms")
    with rdflib(store) as engine:  # it takes seconds to fill, so that it is asked for both
        assert profiles.constructed(profile, engine) == made
        assert list(profiles.made(terms, engine)) == list(profiles.made(terms, Embedded(store)))
