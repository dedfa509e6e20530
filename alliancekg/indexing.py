"""Statements in memory, found by subject, predicate or object; what they mean is not known here."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

import pyoxigraph as px

from alliancekg.namespaces import PREFIXES

Subject: TypeAlias = "px.NamedNode | px.BlankNode | px.Triple"
Term: TypeAlias = "Subject | px.Literal"

RDF_TYPE: Final = px.NamedNode(PREFIXES["rdf"] + "type")
SUBCLASS: Final = px.NamedNode(PREFIXES["rdfs"] + "subClassOf")
_FIRST: Final = px.NamedNode(PREFIXES["rdf"] + "first")
_REST: Final = px.NamedNode(PREFIXES["rdf"] + "rest")


def node_name(node: object) -> str:
    """Return the IRI of a node; of a blank node, `_:` and its name; of all else nothing."""
    if isinstance(node, px.NamedNode):
        return node.value
    return str(node) if isinstance(node, px.BlankNode) else ""


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from looking for garbage: among many new objects that all stay there is none.

    It would take a third of the time in which they are made.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Index:
    """The statements of all graphs, merged: each triple once."""

    def __init__(self, quads: Iterable[px.Quad]) -> None:
        self._by_subject: dict[Subject, dict[px.NamedNode, list[Term]]] = {}
        self._by_predicate: dict[px.NamedNode, dict[Term, list[Subject]]] = {}
        with uncollected():
            for s, p, o in dict.fromkeys((q.subject, q.predicate, q.object) for q in quads):
                self._by_subject.setdefault(s, defaultdict(list))[p].append(o)
                self._by_predicate.setdefault(p, defaultdict(list))[o].append(s)

    def __contains__(self, node: object) -> bool:
        """Tell whether anything is stated of a node."""
        return node in self._by_subject

    def triples(self) -> Iterator[px.Triple]:
        """Return all statements, by subject."""
        for subject, stated in self._by_subject.items():
            for predicate, values in stated.items():
                yield from (px.Triple(subject, predicate, value) for value in values)

    def nodes(self) -> Iterable[Subject]:
        """Return all nodes of which anything is stated."""
        return self._by_subject.keys()

    def predicates(self) -> Iterable[px.NamedNode]:
        """Return all predicates that are used."""
        return self._by_predicate.keys()

    def of(self, subject: Term) -> dict[px.NamedNode, list[Term]]:
        """Return what is stated of a node, by predicate."""
        return self._by_subject.get(subject, {}) if not isinstance(subject, px.Literal) else {}

    def objects(self, subject: Term, predicate: px.NamedNode) -> list[Term]:
        """Return the values of a node's property."""
        return self.of(subject).get(predicate, [])

    def value(self, subject: Term, predicate: px.NamedNode) -> Term | None:
        """Return a value of a node's property, the first that was stated; None if there is none."""
        return next(iter(self.objects(subject, predicate)), None)

    def subjects(self, predicate: px.NamedNode, value: Term) -> list[Subject]:
        """Return the nodes that have a value."""
        return self._by_predicate.get(predicate, {}).get(value, [])

    def pairs(self, predicate: px.NamedNode) -> Iterator[tuple[Subject, Term]]:
        """Return each use of a predicate, as subject and value."""
        for value, subjects in self._by_predicate.get(predicate, {}).items():
            yield from ((subject, value) for subject in subjects)

    def closure(self, predicate: px.NamedNode, value: Term) -> set[Term]:
        """Return a node, and all that lead to it over a predicate in any number of steps."""
        return _closure(value, lambda node: self.subjects(predicate, node))

    def reached(self, node: Term, predicate: px.NamedNode) -> set[Term]:
        """Return a node, and all to which it leads over a predicate in any number of steps."""
        return _closure(node, lambda node: self.objects(node, predicate))

    def instances(self, class_: Term) -> set[Subject]:
        """Return the nodes of a class and of its subclasses (SHACL, section 2.1.3.2)."""
        classes = self.closure(SUBCLASS, class_)
        return {node for c in classes for node in self.subjects(RDF_TYPE, c)}

    def items(self, head: Term) -> list[Term]:
        """Return the items of an RDF list; of one that is malformed, those before the fault."""
        found: list[Term] = []
        seen: set[Term] = set()
        at: Term | None = head
        while at is not None and at not in seen and (first := self.value(at, _FIRST)) is not None:
            seen.add(at)
            found.append(first)
            at = self.value(at, _REST)
        return found


def _closure(start: Term, step: Callable[[Term], Iterable[Term]]) -> set[Term]:
    found, ahead = {start}, [start]
    while ahead:
        new = set(step(ahead.pop())) - found
        found |= new
        ahead += new
    return found
