"""Results of the fast engine as statements of a `sh:ValidationReport` (SHACL, section 3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

import pyoxigraph as px

from alliancekg.coreconstraints import Fault
from alliancekg.coreshapes import Shape
from alliancekg.indexing import RDF_TYPE, Index, Subject, Term
from alliancekg.namespaces import PREFIXES
from alliancekg.nodetables import Tables
from alliancekg.statements import term

_RESULT: Final = term("sh:result")
_DETAIL: Final = term("sh:detail")
_FOCUS: Final = term("sh:focusNode")
_VALUE: Final = term("sh:value")
_RESULT_PATH: Final = term("sh:resultPath")
_SHAPE: Final = term("sh:sourceShape")
_CONSTRAINT: Final = term("sh:sourceConstraint")
_COMPONENT: Final = term("sh:sourceConstraintComponent")
_SEVERITY: Final = term("sh:resultSeverity")
_MESSAGE: Final = term("sh:resultMessage")
_CLASS: Final = term("sh:ValidationResult")


@dataclass(frozen=True, slots=True)
class Judged:
    """A result: the fault that a constraint of a shape finds, and the results that explain it."""

    shape: Shape
    component: str
    fault: Fault
    details: tuple[Judged, ...] = ()

    @property
    def is_worded(self) -> bool:
        """Whether the shapes say what is wrong, so that no engine needs words of its own."""
        has_words = self.fault.messages is not None or bool(self.shape.messages)
        return has_words and all(detail.is_worded for detail in self.details)


class Writer:
    """Writes results as statements; with blank nodes comes what is said of them."""

    def __init__(self, shapes: Index, tables: Tables, root: Subject) -> None:
        self._shapes, self._tables, self._root = shapes, tables, root

    def head(self, *, conforms: bool) -> Iterator[px.Triple]:
        """Return what is said of the report itself."""
        boolean = px.NamedNode(PREFIXES["xsd"] + "boolean")
        yield px.Triple(self._root, RDF_TYPE, term("sh:ValidationReport"))
        said = px.Literal("true" if conforms else "false", datatype=boolean)
        yield px.Triple(self._root, term("sh:conforms"), said)

    def result(self, judged: Judged) -> Iterator[px.Triple]:
        """Return the statements of a result, which is one of the report."""
        yield from self._result(judged, self._root, _RESULT)

    def _result(
        self, judged: Judged, owner: Subject, relation: px.NamedNode
    ) -> Iterator[px.Triple]:
        shape, fault, node = judged.shape, judged.fault, px.BlankNode()
        terms, data = self._tables.terms, self._tables.data
        yield px.Triple(owner, relation, node)
        yield px.Triple(node, RDF_TYPE, _CLASS)
        yield px.Triple(node, _COMPONENT, px.NamedNode(fault.component or judged.component))
        yield px.Triple(node, _SEVERITY, shape.severity)
        messages = shape.messages if fault.messages is None else fault.messages
        yield from (px.Triple(node, _MESSAGE, message) for message in messages)
        value = None if fault.value is None else terms[fault.value]
        for predicate, said, source in (
            (_SHAPE, shape.node, self._shapes),
            (_CONSTRAINT, fault.constraint, self._shapes),
            (_RESULT_PATH, fault.path or shape.path, self._shapes),
            (_FOCUS, terms[fault.focus], data),
            (_VALUE, value, data),
        ):
            if said is not None:
                yield px.Triple(node, predicate, said)
                yield from _described(said, source)
        for detail in judged.details:
            yield from self._result(detail, node, _DETAIL)


def _described(node: Term, source: Index) -> Iterator[px.Triple]:
    """Return what is stated of a blank node, and of those to which it leads."""
    ahead, seen = [node], set[Term]()
    while ahead:
        at = ahead.pop()
        if isinstance(at, px.BlankNode) and at not in seen:
            seen.add(at)
            for predicate, values in source.of(at).items():
                yield from (px.Triple(cast(Subject, at), predicate, value) for value in values)
                ahead += values
