"""Which node a user means by an IRI, `kind/key`, a prefixed name, or a label."""

from __future__ import annotations

import difflib

import pyoxigraph as px

from alliancekg.errors import UsageError
from alliancekg.facts import Facts
from alliancekg.namespaces import ID, PREFIXES, SCHEME, is_row
from alliancekg.placing import short


def resolve(facts: Facts, name: str) -> px.NamedNode:
    """Return the one node that is named so; UsageError with the nearest if there is none."""
    bare = name.strip().removeprefix("<").removesuffix(">")
    prefix, _, rest = bare.partition(":")
    for candidate in (bare, ID + bare, SCHEME + bare, PREFIXES.get(prefix, prefix + ":") + rest):
        try:
            node = px.NamedNode(candidate)
        except ValueError:
            continue
        if facts.is_known(node):
            return node
    named = _named(facts)
    found = sorted(named.get(bare.casefold(), ()))
    records = [iri for iri in found if iri.startswith(ID)] or found
    if len(records) == 1:
        return px.NamedNode(records[0])
    if names := ", ".join(map(short, records)):
        raise UsageError(f"'{name}' names several nodes: {names}. Fix: write one of these")
    known = {short(iri) for iris in named.values() for iri in iris}
    if "/" not in bare:
        known |= named.keys()
    near = difflib.get_close_matches(bare, sorted(known), 3)
    fix = f". Fix: write {' or '.join(near)}" if near else ""
    raise UsageError(f"no node '{name}'; expected an IRI, kind/key or a label{fix}")


def _named(facts: Facts) -> dict[str, set[str]]:
    """Return records, terms and concepts (not parts of records) by their labels, in lower case."""
    found: dict[str, set[str]] = {}
    for name in ("rdfs:label", "skos:altLabel", "skos:prefLabel"):
        prefix, _, local_name = name.partition(":")
        for node, label in facts.named(PREFIXES[prefix] + local_name):
            if isinstance(node, px.NamedNode) and isinstance(label, px.Literal):
                base, _, part = node.value.partition("#")
                if not (base.startswith(ID) and part) or is_row(node.value):
                    found.setdefault(label.value.casefold(), set()).add(node.value)
    return found
