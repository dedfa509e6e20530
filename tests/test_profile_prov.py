"""The profile prov: facts checked by hand, and what PROV asks of derivations."""

from __future__ import annotations

from graphlib import TopologicalSorter

import profile_outputs
import pytest
from profile_outputs import Objects

from alliancekg import queries
from alliancekg.embedded import Embedded
from alliancekg.namespaces import PREFIXES
from alliancekg.store import Store

CLAIM = "claim/fears-from-withdrawal"
ROW = "file/seeds/hwang-2006/claims.csv#row=97"
PASSAGE = "passage/hwang-2006/p020.3"


@pytest.fixture(scope="module")
def said(built: Store) -> dict[str, Objects]:
    return profile_outputs.subjects(built, "prov")


def test_a_claim_is_derived_from_its_passage_and_ascribed_to_its_claimant(
    said: dict[str, Objects],
) -> None:
    assert said[CLAIM] == {
        "rdf:type": {"prov:Entity"},
        "rdfs:label": {
            '"The withdrawal of the Seventh Infantry Division shook South Korea with the fear of '
            'being abandoned and unsafe."@en'
        },
        "prov:wasDerivedFrom": {ROW, PASSAGE},
        "prov:wasAttributedTo": {"actor/balbina-hwang"},
        "prov:qualifiedAttribution": {f"{CLAIM}#prov-claimant-balbina-hwang"},
    }
    assert said[f"{CLAIM}#prov-claimant-balbina-hwang"] == {
        "rdf:type": {"prov:Attribution"},
        "rdfs:label": {'"Balbina Y. Hwang as claimant"@en'},
        "prov:agent": {"actor/balbina-hwang"},
        "dcat:hadRole": {"ak:claimant"},
    }
    assert said["ak:claimant"] == {"rdf:type": {"dcat:Role"}, "rdfs:label": {'"claimant"@en'}}


def test_who_only_reports_a_claim_is_no_claimant(said: dict[str, Objects]) -> None:
    claim = "claim/walk-away"
    assert said[claim]["prov:wasAttributedTo"] == {"actor/us-opponents-of-alliance"}
    assert said[claim]["prov:qualifiedAttribution"] == {
        f"{claim}#prov-claimant-us-opponents-of-alliance"
    }
    assert said[claim]["prov:wasInfluencedBy"] == {"actor/balbina-hwang"}
    assert said[claim]["prov:qualifiedInfluence"] == {f"{claim}#prov-reporter-balbina-hwang"}
    assert said[f"{claim}#prov-reporter-balbina-hwang"] == {
        "rdf:type": {"prov:Influence"},
        "rdfs:label": {'"Balbina Y. Hwang as reporter"@en'},
        "prov:agent": {"actor/balbina-hwang"},
    }


def test_what_prov_o_derives_ascribes_a_claim_to_its_claimants_alone(
    said: dict[str, Objects], built: Store
) -> None:
    """PROV-O: a qualified attribution, and what it is a chain of, entails an attribution."""
    head = f"PREFIX ak: <{PREFIXES['ak']}> "
    text = "SELECT ?claim ?who { ?claim a ak:Claim ; ak:claimant ?who }"
    rows = queries.run_text(head + text, Embedded(built.current().open())).rows
    claimants = {(profile_outputs.short(claim), profile_outputs.short(who)) for claim, who in rows}
    entailed = {
        (name, who)
        for name, about in said.items()
        for node in about.get("prov:qualifiedAttribution", ())
        for who in said[node]["prov:agent"]
    }
    stated = {
        (name, who) for name, about in said.items() for who in about.get("prov:wasAttributedTo", ())
    }
    assert entailed == claimants
    assert {pair for pair in stated if pair[0].startswith("claim/")} == claimants


def test_places_lead_to_their_source_and_a_source_to_its_makers(said: dict[str, Objects]) -> None:
    assert said[PASSAGE]["prov:wasDerivedFrom"] == {
        "source/hwang-2006",
        "file/seeds/hwang-2006/passages.csv#row=109",
    }
    assert said[ROW]["prov:wasDerivedFrom"] == {"source/hwang-2006"}
    creator = "source/hwang-2006#prov-creator-Balbina%20Y.%20Hwang"
    assert said["source/hwang-2006"] == {
        "rdf:type": {"dcterms:BibliographicResource", "prov:Entity"},
        "rdfs:label": {'"The U.S.–Korea Alliance on the Rocks: Shaken, Not Stirred"@en'},
        "prov:wasAttributedTo": {creator},
    }
    assert said[creator] == {"rdf:type": {"prov:Agent"}, "rdfs:label": {'"Balbina Y. Hwang"'}}


def test_agents_are_persons_organizations_or_neither(said: dict[str, Objects]) -> None:
    assert said["actor/balbina-hwang"]["rdf:type"] == {"prov:Agent", "prov:Entity", "prov:Person"}
    assert said["actor/us-opponents-of-alliance"]["rdf:type"] == {"prov:Agent", "prov:Entity"}
    assert said["actor/heritage-foundation"]["rdf:type"] == {"prov:Entity"}  # makes no claim here


def test_nothing_is_derived_from_itself(said: dict[str, Objects]) -> None:
    """PROV-Constraints, 5.3: what something is derived from was there before it."""
    origins = {name: about.get("prov:wasDerivedFrom", set()) for name, about in said.items()}
    assert sum(map(len, origins.values())) > 8000
    assert len(list(TopologicalSorter(origins).static_order())) == len(said)
