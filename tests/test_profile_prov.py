"""The profile prov: facts checked by hand, and what PROV asks of derivations."""

from __future__ import annotations

from graphlib import TopologicalSorter

import profile_outputs
import pytest
from profile_outputs import Objects

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
        f"{claim}#prov-claimant-us-opponents-of-alliance",
        f"{claim}#prov-reporter-balbina-hwang",
    }
    reporter = said[f"{claim}#prov-reporter-balbina-hwang"]
    assert reporter["prov:agent"] == {"actor/balbina-hwang"}
    assert reporter["dcat:hadRole"] == {"ak:reportedBy"}


def test_places_lead_to_their_source_and_a_source_to_its_makers(said: dict[str, Objects]) -> None:
    assert said[PASSAGE]["prov:wasDerivedFrom"] == {
        "source/hwang-2006",
        "file/seeds/hwang-2006/passages.csv#row=109",
    }
    assert said[ROW]["prov:wasDerivedFrom"] == {"source/hwang-2006"}
    creator = "source/hwang-2006#prov-creator-Balbina%20Y.%20Hwang"
    assert said["source/hwang-2006"] == {
        "rdf:type": {"prov:Entity"},
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
