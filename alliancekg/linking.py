"""Links between records of different sources: stated as soon as both of them are in the graph.

A link to a source that nobody has loaded waits. Source: `seeds/links.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as px

from alliancekg import mapping, toptables
from alliancekg.columns import Table
from alliancekg.namespaces import graph_iri, record_iri
from alliancekg.records import Link, Record, Ref
from alliancekg.statements import term
from alliancekg.workspace import Workspace

if TYPE_CHECKING:
    from alliancekg.drafts import Draft

SOURCE: Final = "links"
_EVIDENCE: Final = term("ak:evidence")
_TYPE: Final = term("rdf:type")


def read(workspace: Workspace, tables: Mapping[str, Table]) -> list[Link]:
    """Return the links of a workspace; none if it has no `seeds/links.csv`. Raises SourceErrors."""
    return split(toptables.read(workspace, [SOURCE], tables))[1]


def split(records: Iterable[Record]) -> tuple[list[Record], list[Link]]:
    """Return all other records, and the links."""
    others: list[Record] = []
    links: list[Link] = []
    for record in records:
        if isinstance(record, Link):
            links.append(record)
        else:
            others.append(record)
    return others, links


class Stated(NamedTuple):
    """The nodes of the links that are stated, and how many links wait."""

    nodes: list[px.NamedNode]
    waiting: int


def relink(draft: Draft, links: Iterable[Link]) -> Stated:
    """State the links whose two records are in a draft, and no others."""
    store, graph = draft.view(), px.NamedNode(graph_iri(SOURCE))
    source = px.NamedNode(record_iri("source", SOURCE))
    told = store.quads_for_pattern(source, _EVIDENCE, None, graph)
    kept = {source, *(quad.object for quad in told)}  # the source itself, and its row
    # Nothing is derived from links, so that nothing else has to go with them.
    draft.remove(
        [
            quad
            for quad in store.quads_for_pattern(None, None, None, graph)
            if quad.subject not in kept
        ]
    )
    found = Stated([], 0)
    for link in links:
        if _is_there(store, link.subject) and _is_there(store, link.object):
            quads = list(mapping.quads(link))
            draft.add(quads)
            typed = dict.fromkeys(q.subject for q in quads if q.predicate == _TYPE)
            found.nodes.extend(node for node in typed if isinstance(node, px.NamedNode))
        else:
            found = found._replace(waiting=found.waiting + 1)
    return found


def ready(records: Iterable[Record], links: Iterable[Link]) -> list[Link]:
    """Return the links between these records."""
    known = {Ref(record.kind, record.id) for record in records}
    return [link for link in links if {link.subject, link.object} <= known]


def _is_there(store: px.Store, ref: Ref) -> bool:
    node = px.NamedNode(record_iri(*ref))
    return next(store.quads_for_pattern(node, _TYPE, None, px.DefaultGraph()), None) is not None
