"""What triples rest on: the graphs that state them, claims, passages, rows of tables, sources.

A triple rests on the evidence that the graph stating it gives for its subject. If the triples at
hand name passages of a subject, those are meant, and not its other ones. What is computed
(`graph/derived`) rests on what it is computed from: an `ak:time` on that date, an `ak:participant`
on the participation, a conflict on both dates, all else on the subject. The ontology is no source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as px

from alliancekg.facts import Facts, Term
from alliancekg.namespaces import AK, GRAPH, ID, OWN_GRAPHS, PREFIXES, graph_iri, is_row
from alliancekg.provenance import Triple

_TYPE: Final = px.NamedNode(PREFIXES["rdf"] + "type")
_EVIDENCE: Final = px.NamedNode(AK + "evidence")
_PARTICIPATION: Final = px.NamedNode(AK + "participation")
_ACTOR: Final = px.NamedNode(AK + "actor")
_CLAIM: Final = px.NamedNode(AK + "Claim")
_DERIVED: Final = px.NamedNode(graph_iri("derived"))
_OWN: Final = frozenset(px.NamedNode(graph_iri(name)) for name in OWN_GRAPHS)

_Quads = dict[px.NamedNode, list[tuple[px.NamedNode, px.NamedNode, Term]]]


@dataclass(frozen=True, slots=True)
class Grounds:
    """The triples with the names of the graphs that state them, and what they rest on, sorted."""

    statements: tuple[tuple[Triple, tuple[str, ...]], ...]
    claims: tuple[px.NamedNode, ...]
    passages: tuple[px.NamedNode, ...]
    rows: tuple[px.NamedNode, ...]
    sources: tuple[px.NamedNode, ...]


def grounds(facts: Facts, triples: Iterable[Triple]) -> Grounds:
    """Return what the triples rest on, as the named graphs tell."""
    return _Finder(facts, set(triples)).found()


class _Finder:
    def __init__(self, facts: Facts, triples: set[Triple]) -> None:
        self._facts, self._triples = facts, triples
        self._quads: _Quads = {}
        self._know(node for s, p, o in triples for node in (s, o))
        nodes = [v for quads in self._quads.values() for _, p, v in quads if p == _PARTICIPATION]
        self._know(nodes)
        self._named: dict[Term, set[Term]] = {}
        for s, p, o in triples:
            if p == _EVIDENCE:
                self._named.setdefault(s, set()).add(o)

    def _know(self, nodes: Iterable[Term]) -> None:
        new = {node for node in nodes if isinstance(node, px.NamedNode)}
        owners = {px.NamedNode(node.value.partition("#")[0]) for node in new if ID in node.value}
        self._quads.update(self._facts.by_graph((new | owners) - self._quads.keys()))

    def found(self) -> Grounds:
        stated = {triple: self._stating(triple) for triple in self._triples}
        evidence: set[tuple[px.NamedNode, px.NamedNode]] = set()
        for triple, graphs in stated.items():
            for node, graph in self._bases(triple, graphs):
                evidence |= self._evidence(node, graph)
        graphs = {g for some in stated.values() for g in some} | {g for g, _ in evidence}
        items = {item for _, item in evidence}
        nodes = {node for s, _, o in self._triples for node in (s, o)}
        claims = {n for n in nodes if isinstance(n, px.NamedNode) and self._is_claim(n)}
        rows = {item for item in items if is_row(item.value)}
        keys = {graph.value.removeprefix(GRAPH) for graph in graphs - _OWN}
        return Grounds(
            tuple(
                (triple, tuple(sorted(g.value.removeprefix(GRAPH) for g in stated[triple])))
                for triple in sorted(stated, key=lambda triple: [str(term) for term in triple])
            ),
            tuple(sorted(claims, key=str)),
            tuple(sorted(items - rows, key=str)),
            tuple(sorted(rows, key=str)),
            tuple(px.NamedNode(f"{ID}source/{key}") for key in sorted(keys)),
        )

    def _of(self, node: Term) -> list[tuple[px.NamedNode, px.NamedNode, Term]]:
        return self._quads.get(node, []) if isinstance(node, px.NamedNode) else []

    def _stating(self, triple: Triple) -> set[px.NamedNode]:
        subject, predicate, value = triple
        return {g for g, p, o in self._of(subject) if p == predicate and o == value}

    def _bases(
        self, triple: Triple, graphs: set[px.NamedNode]
    ) -> Iterable[tuple[Term, px.NamedNode]]:
        """Return the nodes, each in a graph, whose evidence a triple rests on."""
        subject, predicate, value = triple
        yield from ((subject, graph) for graph in graphs - _OWN)
        if _DERIVED not in graphs or not isinstance(predicate, px.NamedNode):
            return
        nodes: list[Term] = [subject]
        name = predicate.value.removeprefix(AK)
        if name in ("participant", "party"):
            parts = [o for _, p, o in self._of(subject) if p == _PARTICIPATION]
            held = [part for part in parts if (_ACTOR, value) in self._said(part)]
            nodes = list(dict.fromkeys(held))
        elif name in ("time", "conflictsWith"):
            nodes = [value] if name == "time" else [subject, value]
        kind = _TYPE if predicate == _TYPE else _EVIDENCE
        for node in nodes:
            said = {g for g, p, _ in self._of(self._owner(node, kind)) if p == kind}
            yield from ((node, graph) for graph in said - _OWN)

    def _said(self, node: Term) -> set[tuple[px.NamedNode, Term]]:
        return {(p, o) for _, p, o in self._of(node)}

    def _owner(self, node: Term, kind: px.NamedNode) -> Term:
        """Return the node, or the record that it is a part of if nothing of the kind is said."""
        if isinstance(node, px.NamedNode) and not any(p == kind for _, p, _ in self._of(node)):
            return px.NamedNode(node.value.partition("#")[0])
        return node

    def _evidence(self, node: Term, graph: px.NamedNode) -> set[tuple[px.NamedNode, px.NamedNode]]:
        """Return the evidence that a graph gives for a node: of passages only those named."""
        owner = self._owner(node, _EVIDENCE)
        found = {
            o
            for g, p, o in self._of(owner)
            if g == graph and p == _EVIDENCE and isinstance(o, px.NamedNode)
        }
        named = self._named.get(owner)
        kept = {o for o in found if named is None or o in named or is_row(o.value)}
        return {(graph, item) for item in kept}

    def _is_claim(self, node: px.NamedNode) -> bool:
        return (_TYPE, _CLAIM) in self._said(node)
