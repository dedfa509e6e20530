"""What a graph knows already: the ids of its records by kind, the lengths of its documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import pyoxigraph as px

from alliancekg.namespaces import AK, ID, graph_iri, record_iri
from alliancekg.statements import term

_TYPE: Final = term("rdf:type")
_LENGTH: Final = term("ak:textLength")
_DOCUMENT: Final = px.NamedNode(AK + "Document")


def ids(store: px.Store, without: str = "") -> Mapping[str, frozenset[str]]:
    """Return the ids of records by kind; those of passages are `SOURCE/ID`.

    `without` is a graph of which nothing counts, and what is derived defines nothing.
    """
    others = {without, graph_iri("derived"), ""}
    found: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, _TYPE, None, None):
        graph = getattr(quad.graph_name, "value", "")
        iri = getattr(quad.subject, "value", "")
        if graph not in others and iri.startswith(ID) and "#" not in iri:
            kind, _, key = iri.removeprefix(ID).partition("/")
            found[kind].add(key)
    return {kind: frozenset(keys) for kind, keys in found.items()}


def documents(store: px.Store) -> Mapping[str, int | None]:
    """Return the length of the text of each document, None where nobody counted."""
    found: dict[str, int | None] = {}
    for quad in store.quads_for_pattern(None, _TYPE, _DOCUMENT, px.DefaultGraph()):
        iri = getattr(quad.subject, "value", "")
        lengths = store.quads_for_pattern(quad.subject, _LENGTH, None, px.DefaultGraph())
        length = next((getattr(q.object, "value", "") for q in lengths), "")
        found[iri.removeprefix(record_iri("source", ""))] = (
            int(length) if length.isdecimal() else None
        )
    return found
