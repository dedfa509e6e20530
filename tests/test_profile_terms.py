"""Profiles and the ontology: each term of ours is mapped, or told to be unsaid."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as px
import pytest
from profile_outputs import QUERIES

from alliancekg import profiles
from alliancekg.namespaces import PREFIXES

ONTOLOGY = Path(__file__).parent.parent / "ontology" / "alliancekg.ttl"
NAMES = ("cidoc-crm", "org", "owl-time", "prov", "schema", "sem", "triple-terms")
# What follows from another term: whoever tells that one, or leaves it out, does so with this one.
DERIVED = {
    **dict.fromkeys(("earliestBeginDay", "latestBeginDay"), "edtf"),
    **dict.fromkeys(("earliestEndDay", "latestEndDay"), "edtf"),
    **dict.fromkeys(("statesEarlier", "statesLater"), "claimedRelation"),
    **{"conflictsWith": "dating", "participant": "participation", "party": "participation"},
}
TERM = re.compile(r"\bak:(\w+)")
ABOVE = "(rdfs:subClassOf|rdfs:subPropertyOf)"
OF = "(rdfs:domain|schema:domainIncludes)"


@cache
def relations(path: str) -> dict[str, set[str]]:
    """Return the terms of the ontology, each with those that a path leads to."""
    store = px.Store()
    store.load(path=ONTOLOGY, format=px.RdfFormat.TURTLE)
    text = f"SELECT ?term ?other {{ ?term rdfs:isDefinedBy ?o OPTIONAL {{ ?term {path} ?other }} }}"
    found = store.query(text, prefixes={**PREFIXES})
    assert isinstance(found, px.QuerySolutions)
    terms: dict[str, set[str]] = {}
    for term, other in found:
        others = terms.setdefault(str(term)[1:-1].removeprefix(PREFIXES["ak"]), set())
        if other is not None:
            others.add(str(other)[1:-1].removeprefix(PREFIXES["ak"]))
    return terms


def named(texts: object) -> set[str]:
    return set(TERM.findall(str(texts)))


def led_to(terms: set[str]) -> set[str]:
    """Return the terms with the narrower ones, and with the classes that the properties lead to."""
    wider, ranges = relations(f"{ABOVE}+"), relations("rdfs:range")
    every = terms | {term for term, above in wider.items() if above & terms}
    return every | {kind for term in every for kind in ranges.get(term, ()) if kind in wider}


def told(name: str) -> set[str]:
    """Return the terms that a header names, with those that these stand for.

    A class or a property stands for the narrower ones, a property for the class that it leads to,
    and a class that is not said at all for the properties that are of it, or lead to it, alone.
    """
    header = profiles.get(QUERIES, name).header
    mapped = led_to(named(header.mapping))
    unsaid = named(header.unsaid) | (led_to(named(header.unsaid)) - mapped)
    of, ranges = relations(OF), relations("rdfs:range")
    for _ in range(2):  # classes by properties, and then properties by classes
        unsaid |= {term for term, classes in of.items() if classes and classes <= unsaid}
        unsaid |= {term for term, kinds in ranges.items() if kinds and kinds <= unsaid}
        unsaid |= led_to(unsaid) - mapped
    every = mapped | unsaid
    return every | {term for term, origin in DERIVED.items() if origin in every}


@pytest.mark.parametrize("name", NAMES)
def test_each_term_is_mapped_or_told_to_be_unsaid(name: str) -> None:
    assert sorted(relations(OF).keys() - told(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_header_names_no_term_that_there_is_not(name: str) -> None:
    header = profiles.get(QUERIES, name).header
    assert sorted(named([header.mapping, header.unsaid]) - relations(OF).keys()) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_mapped_is_read_by_the_query(name: str) -> None:
    profile = profiles.get(QUERIES, name)
    body = "\n".join(line for line in profile.text.splitlines() if not line.startswith("#+"))
    ours = named([rule.ours for rule in profile.header.mapping])
    above = relations(f"{ABOVE}+")
    read = named(body)
    assert sorted(term for term in ours - read if not above[term] & read) == []
