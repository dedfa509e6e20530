"""What the profiles make of the graph of the seeds, made once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as px

from alliancekg import profiles
from alliancekg.embedded import Embedded
from alliancekg.namespaces import BASE, PREFIXES
from alliancekg.store import Store

QUERIES = Path(__file__).parent.parent / "queries"
RDFS_LABEL = px.NamedNode(PREFIXES["rdfs"] + "label")
RDF_TYPE = px.NamedNode(PREFIXES["rdf"] + "type")

Objects = dict[str, set[str]]


@cache
def triples(store: Store, name: str) -> tuple[px.Triple, ...]:
    """Return the triples of a profile, in order."""
    engine = Embedded(store.current().open())
    return tuple(profiles.constructed(profiles.get(QUERIES, name), engine))


@cache
def subjects(store: Store, name: str) -> dict[str, Objects]:
    """Return what a profile says: subject -> predicate -> objects, all as `short` writes them."""
    found: dict[str, Objects] = {}
    for triple in triples(store, name):
        about = found.setdefault(short(triple.subject), {})
        about.setdefault(short(triple.predicate), set()).add(short(triple.object))
    return found


def short(term: object) -> str:
    """Return an IRI below ours without its base, another by prefix, a literal as it is written."""
    if not isinstance(term, px.NamedNode):
        return str(term).replace(PREFIXES["xsd"], "xsd:")
    if term.value.startswith(BASE + "id/"):
        return term.value.removeprefix(BASE + "id/")
    if term.value.startswith(BASE + "scheme/"):
        return term.value.removeprefix(BASE + "scheme/")
    for prefix, namespace in PREFIXES.items():
        if term.value.startswith(namespace) and term.value != namespace:
            return f"{prefix}:{term.value.removeprefix(namespace)}"
    return term.value
