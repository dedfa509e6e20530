"""Statements with a number for each term, so that sets of many nodes are compared fast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pyoxigraph as px

from alliancekg.indexing import Index, Term


class UnjudgedError(Exception):
    """What the fast SHACL engine leaves to pySHACL; it never reaches a caller of the engine."""


class Tables:
    """The statements of an index: for each predicate the values of each subject, as numbers."""

    def __init__(self, data: Index) -> None:
        self.data = data
        self.terms: list[Term] = []
        self._numbers: dict[Term, int] = {}
        self._forward: dict[px.NamedNode, dict[int, list[int]]] = defaultdict(dict)
        self._inverse: dict[px.NamedNode, dict[int, list[int]]] = {}
        self._instances: dict[Term, frozenset[int]] = {}
        number, forward = self.number, self._forward
        for subject in data.nodes():
            at = number(subject)
            for predicate, values in data.of(subject).items():
                forward[predicate][at] = [number(value) for value in values]

    def number(self, term: Term) -> int:
        """Return the number of a term, a new one if nothing is stated of it."""
        found = self._numbers.get(term)
        if found is None:
            found = self._numbers[term] = len(self.terms)
            self.terms.append(term)
        return found

    def forward(self, predicate: px.NamedNode) -> Mapping[int, Sequence[int]]:
        """Return the values of a predicate, by subject."""
        return self._forward.get(predicate, {})

    def inverse(self, predicate: px.NamedNode) -> Mapping[int, Sequence[int]]:
        """Return the subjects of a predicate, by value."""
        if predicate not in self._inverse:
            found: dict[int, list[int]] = defaultdict(list)
            for subject, values in self.forward(predicate).items():
                for value in values:
                    found[value].append(subject)
            self._inverse[predicate] = found
        return self._inverse[predicate]

    def instances(self, class_: Term) -> frozenset[int]:
        """Return the nodes of a class and of its subclasses."""
        if class_ not in self._instances:
            self._instances[class_] = frozenset(map(self.number, self.data.instances(class_)))
        return self._instances[class_]
