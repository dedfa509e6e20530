"""The texts of a release: what is in it, and what has changed since another state of the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as px

from alliancekg import planning
from alliancekg.differing import ADDED, CHANGED, REMOVED, Difference, Side, Totals, differences
from alliancekg.errors import AllianceKGError
from alliancekg.namespaces import GRAPH, ID, PREFIXES
from alliancekg.quadsources import named
from alliancekg.statements import term

_SHOWN: Final = 200  # records of each kind of change that are named
_TITLE, _LICENSE = term("dcterms:title"), term("dcterms:license")
_CITATION: Final = px.NamedNode(PREFIXES["dcterms"] + "bibliographicCitation")
_ABOUT: Final = {
    "answers": "what each saved query answers, with its defaults, as CSV",
    "data": "the graph in each format, merged where a format has no named graphs, and each source"
    " alone in `sources/`",
    "docs": "how to ask, to load, to export, and what each term means",
    "ontology": "the classes and properties, the lists of values, the alignments to others",
    "queries": "the saved questions, plain SPARQL 1.1",
    "shapes": "the rules that data must keep, as SHACL",
    "CITATION.cff": "how to cite this",
    "NOTES.md": "what has changed",
    "void.ttl": "what is in here, for machines (VoID and DCAT)",
}


@dataclass(frozen=True, slots=True)
class Before:
    """The state with which a release is compared: its name and its quads of named graphs."""

    name: str
    side: Side

    def store(self) -> px.Store:
        """Return it as a store, its default graph the merged set."""
        return merged(self.side.quads())


def merged(quads: Iterable[px.Quad]) -> px.Store:
    """Return a store in memory with these quads, and each of their triples once as default."""
    store = px.Store()
    for quad in quads:
        store.add(quad)
        store.add(px.Quad(quad.subject, quad.predicate, quad.object))
    return store


def only(store: px.Store, graphs: Sequence[str]) -> px.Store:
    """Return a store with some graphs of another; the other itself if these are all it has."""
    there = {graph.value for graph in store.named_graphs() if isinstance(graph, px.NamedNode)}
    return store if there == set(graphs) else merged(named(store, graphs))


def readme(
    store: px.Store, graphs: Sequence[str], files: Sequence[str], unanswered: Sequence[str]
) -> Iterator[str]:
    """Yield the page on what a release holds, and on what terms each source may be used.

    `unanswered` are the saved queries that have no answer in it, and why.
    """
    yield "# alliancekg: a release\n\n| here | what it is |\n|---|---|\n"
    for name in files:
        if name in _ABOUT:
            yield f"| `{name}` | {_ABOUT[name]} |\n"
    yield "| `SHA256SUMS` | a checksum of each file: `sha256sum -c SHA256SUMS` |\n"
    yield "\n## Sources\n\n| source | statements | title | licence | to be cited as |\n"
    yield "|---|---|---|---|---|\n"
    for graph in graphs:
        key = graph.removeprefix(GRAPH)
        count = sum(1 for _ in named(store, [graph]))
        source = px.NamedNode(f"{ID}source/{key}")
        cells = (_said(store, source, what) for what in (_TITLE, _LICENSE, _CITATION))
        yield f"| `{key}` | {count:,} | {' | '.join(cells)} |\n"
    if unanswered:
        yield "\n## Saved queries without an answer\n\n"
        yield from (f"- {line}\n" for line in unanswered)


def _said(store: px.Store, node: px.NamedNode, predicate: px.NamedNode) -> str:
    values = {
        quad.object.value
        for quad in store.quads_for_pattern(node, predicate, None, px.DefaultGraph())
        if isinstance(quad.object, px.NamedNode | px.Literal)
    }
    return "; ".join(sorted(values)).replace("|", "\\|").replace("\n", " ")


def notes(folder: Path, store: px.Store, before: Before | None) -> Iterator[str]:
    """Yield the page on what has changed: records, then answers of the saved queries in `folder`.

    Without another state there is nothing to compare with, and the page says so.
    """
    yield "# What has changed\n\n"
    if before is None:
        yield "This is a first release: it was compared with no other.\n"
        return
    found = list(differences(before.side, Side("the release", lambda: named(store))))
    totals = Totals()
    for difference in found:
        totals.add(difference)
    told = ", ".join(f"{totals.records[state]:,} {state}" for state in (ADDED, CHANGED, REMOVED))
    yield f"Compared with {before.name}.\n\n## Records\n\n{told}; {totals.added:,} statements"
    yield f" added, {totals.removed:,} removed.\n"
    for state in (ADDED, CHANGED, REMOVED):
        yield from _listed(state, found)
    yield "\n## Answers of the saved queries\n\n"
    yield from _answers(folder, before.store(), store)


def _listed(state: str, found: Iterable[Difference]) -> Iterator[str]:
    names = [d.record.removeprefix(ID) for d in found if d.state == state]
    if names:
        yield f"\n### {state.capitalize()}\n\n"
        yield from (f"- `{name}`\n" for name in names[:_SHOWN])
        if len(names) > _SHOWN:
            yield f"- and {len(names) - _SHOWN:,} more\n"


def _answers(folder: Path, old: px.Store, new: px.Store) -> Iterator[str]:
    count = 0
    for found in planning.differences(folder, old, new):
        count += 1
        said = f"not compared: {found}" if isinstance(found, AllianceKGError) else str(found)
        yield f"- {said}\n"
    if not count:
        yield "None has changed.\n"
