"""What changed of a source between two states of a graph, record by record.

Where a record stands in its file is no part of it: a row that moved has not changed.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as px

from alliancekg.namespaces import ID, graph_iri
from alliancekg.settling import subjects
from alliancekg.statements import term
from alliancekg.surroundings import record_of

SHOWN: Final = 20
_EVIDENCE: Final = term("ak:evidence")


@dataclass(slots=True)
class Changed:
    """How many records of one kind of change, and the first of them by name, as `kind/key`."""

    count: int = 0
    shown: list[str] = field(default_factory=list)

    def add(self, node: px.NamedNode) -> None:
        """Count a record."""
        self.count += 1
        insort(self.shown, node.value.removeprefix(ID))
        del self.shown[SHOWN:]


@dataclass(slots=True)
class Changes:
    """The records of a source that were added, changed and removed."""

    added: Changed = field(default_factory=Changed)
    changed: Changed = field(default_factory=Changed)
    removed: Changed = field(default_factory=Changed)


def changes(old: px.Store, new: px.Store, source: str) -> Changes:
    """Return what changed of a source from one store to the other."""
    graph, found = px.NamedNode(graph_iri(source)), Changes()
    for node in _records(new, graph):
        before = _content(old, graph, node)
        if not before:
            found.added.add(node)
        elif before != _content(new, graph, node):
            found.changed.add(node)
    for node in _records(old, graph):
        if next(new.quads_for_pattern(node, None, None, graph), None) is None:
            found.removed.add(node)
    return found


def _records(store: px.Store, graph: px.NamedNode) -> Iterator[px.NamedNode]:
    """Yield the records that a graph states, or of which it states something."""
    files = f"{ID}file/"
    for node in subjects(store, graph):
        is_record = node.value.startswith(ID) and record_of(node) == node
        if is_record and not node.value.startswith(files):
            yield node


def _content(store: px.Store, graph: px.NamedNode, record: px.NamedNode) -> frozenset[px.Quad]:
    """Return what a graph states of a record and of its parts, evidence apart."""
    found: set[px.Quad] = set()
    waiting, prefix = [record], f"{record.value}#"
    seen: set[px.NamedNode] = set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for quad in store.quads_for_pattern(node, None, None, graph):
            if quad.predicate == _EVIDENCE:
                continue
            found.add(quad)
            value = quad.object
            if isinstance(value, px.NamedNode) and value.value.startswith(prefix):
                waiting.append(value)
    return frozenset(found)
