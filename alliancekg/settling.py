"""Part of a large graph brought into order: what follows from it derived anew, then checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as px

from alliancekg import derived
from alliancekg.batching import batches
from alliancekg.errors import SourceErrors
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import GRAPH, ID, OWN_GRAPHS, graph_iri, is_row
from alliancekg.statements import term
from alliancekg.surroundings import around, record_of

if TYPE_CHECKING:
    from alliancekg.drafts import Draft
    from alliancekg.shapes import Shapes

BATCH: Final = 1_000  # nodes at a time
MOST: Final = 1_000  # findings; a loader whose rows all break a rule is at fault
_DEFAULT: Final = px.DefaultGraph()
_OWN: Final = frozenset(px.NamedNode(graph_iri(name)) for name in OWN_GRAPHS)


def subjects(store: px.Store, graph: px.NamedNode) -> Iterator[px.NamedNode]:
    """Yield the nodes of which a graph states anything, each once: a store keeps them together."""
    last: object = None
    for quad in store.quads_for_pattern(None, None, None, graph):
        if quad.subject != last and isinstance(quad.subject, px.NamedNode):
            last = quad.subject
            yield quad.subject


def take_out(draft: Draft, source: str) -> set[px.NamedNode]:
    """Remove what a source says, and what was derived from it.

    Returns the records of other sources of which something was derived anew: `settle` them.
    """
    store, graph = draft.view(), px.NamedNode(graph_iri(source))
    touched: set[px.NamedNode] = set()
    for batch in batches(subjects(store, graph), BATCH):  # a snapshot
        for node in batch:
            stale = [
                *store.quads_for_pattern(node, None, None, derived.GRAPH),
                *store.quads_for_pattern(None, None, node, derived.GRAPH),
            ]
            owners = {cast("px.NamedNode", quad.subject) for quad in stale} | {node}
            touched.update(
                record_of(owner) for owner in owners if _is_of_another(store, owner, graph)
            )
            draft.remove(stale)
    for quads in _parts(store, graph):
        draft.remove(quads)
    return touched


def _is_of_another(store: px.Store, node: px.NamedNode, graph: px.NamedNode) -> bool:
    named = (quad.graph_name for quad in store.quads_for_pattern(node, None, None, None))
    return any(name not in (graph, _DEFAULT, *_OWN) for name in named)


def _parts(store: px.Store, graph: px.NamedNode, size: int = 50_000) -> Iterator[list[px.Quad]]:
    """Yield the quads of a graph some at a time, each part read when the last one is gone."""
    while part := list(islice(store.quads_for_pattern(None, None, None, graph), size)):
        yield part


@dataclass(slots=True)
class Settled:
    """What was found while parts of a graph were settled."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        """Keep a finding; of those that stop nothing no more than people can read."""
        if finding.severity == "violation" or len(self.findings) < MOST:
            self.findings.append(finding)

    @property
    def violations(self) -> list[Finding]:
        """Return what stops a load."""
        return [finding for finding in self.findings if finding.severity == "violation"]

    @property
    def is_hopeless(self) -> bool:
        """Tell whether there are so many violations that no more need be found."""
        return len(self.findings) >= MOST and len(self.violations) >= MOST

    def refuse(self) -> None:
        """Raise SourceErrors if there are violations."""
        if wrong := self.violations:
            raise SourceErrors(wrong)


class Settler:
    """Derives and checks parts of a draft, in the context of all of it."""

    def __init__(self, draft: Draft, shapes: Shapes | None) -> None:
        """`shapes` is None if the parts were checked before."""
        self._draft, self._shapes = draft, shapes
        store = draft.view()
        ontology = px.NamedNode(graph_iri("ontology"))
        self._terms = [
            px.Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, ontology)
        ]
        self._ranks = [
            px.Quad(*quad.triple)
            for quad in store.quads_for_pattern(None, term("ak:rank"), None, _DEFAULT)
        ]
        self._told: set[tuple[str, str, str]] = set()
        self.found = Settled()

    def settle(
        self, nodes: Sequence[px.NamedNode], places: Mapping[str, Place] | None = None
    ) -> None:
        """Derive what follows of nodes anew, and check them.

        The engine frees its memory before: it keeps what is read, the more, the larger the graph.
        """
        self._draft.renew()
        store = self._draft.view()
        stale = [
            quad
            for node in nodes
            for quad in store.quads_for_pattern(node, None, None, derived.GRAPH)
        ]
        self._draft.remove(stale)
        context = around(self._draft.view(), nodes)
        stated = list(dict.fromkeys([*self._terms, *self._ranks, *context]))
        new = derived.derive(stated)
        self._draft.add(new)
        if self._shapes:
            self._check(nodes, [*stated, *new], places or {})

    def _check(
        self, nodes: Iterable[px.NamedNode], data: list[px.Quad], places: Mapping[str, Place]
    ) -> None:
        from alliancekg import checking
        from alliancekg.focusing import Part

        part = Part(frozenset(node.value for node in nodes))
        assert self._shapes is not None
        report = checking.check(data, self._shapes, places, part)
        doubled = _doubled(self._draft.view(), nodes, places)
        for finding in (*report.findings, *_unknown(nodes, data, places), *doubled):
            about = finding.rule, getattr(finding, "iri", "") or finding.value, finding.problem
            if about not in self._told:  # a node may stand in several batches
                self._told.add(about)
                self.found.add(finding)
        self.found.counts.update(report.counts)


def _unknown(
    nodes: Iterable[px.NamedNode], data: Iterable[px.Quad], places: Mapping[str, Place]
) -> Iterator[Finding]:
    """Yield a warning for each record of which something is said, but not what it is."""
    typed = {quad.subject for quad in data if quad.predicate == term("rdf:type")}
    for node in nodes:
        if node not in typed and node.value.startswith(ID) and record_of(node) == node:
            value = node.value.removeprefix(ID)
            yield Finding(
                places.get(node.value, Place("")),
                "",
                value,
                "is named, and nothing tells what it is",
                "a record that this source or another defines",
                "load the file that defines it, too, or correct the key",
                "warning",
            )


def _doubled(
    store: px.Store, nodes: Iterable[px.NamedNode], places: Mapping[str, Place]
) -> Iterator[Finding]:
    """Yield a violation for each record that several sources define."""
    for node in nodes:
        if not node.value.startswith(ID) or record_of(node) != node or is_row(node.value):
            continue
        typed = store.quads_for_pattern(node, term("rdf:type"), None, None)
        graphs = {quad.graph_name for quad in typed} - _OWN - {_DEFAULT}
        if len(graphs) > 1:
            said = " and ".join(sorted(getattr(g, "value", "").rpartition("/")[2] for g in graphs))
            yield Finding(
                places.get(node.value, Place("")),
                "",
                node.value.removeprefix(ID),
                f"is defined by {said}",
                "records that one source defines",
                "give the record another id, or the source another key with --source",
            )


def missed(old: px.Store, new: px.Store, source: str) -> Iterator[tuple[px.NamedNode, str]]:
    """Yield the nodes of a source that are gone from the new store, and who refers to them.

    That is the first source by name of those that do.
    """
    for node in subjects(old, px.NamedNode(graph_iri(source))):
        if next(new.quads_for_pattern(node, None, None, None), None) is not None:
            continue
        named = new.quads_for_pattern(None, None, node, None)
        graphs = [q.graph_name.value for q in named if isinstance(q.graph_name, px.NamedNode)]
        if graphs:
            yield node, min(graphs).removeprefix(GRAPH)


def sources(graphs: Iterable[str]) -> list[str]:
    """Return the keys of the sources that graphs are of, sorted; not those of the engine's own."""
    keys = (graph.removeprefix(GRAPH) for graph in graphs)
    return sorted(key for key in keys if key not in OWN_GRAPHS)
