"""A fast SHACL engine: it judges many nodes at once, and gives the report that pySHACL gives.

What it does not judge as pySHACL does, it leaves to pySHACL, with the nodes in question only:
ill-formed shapes, shapes within themselves, values that are not compared, queries that must be
asked node by node, and results for which no shape has words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

import pyoxigraph as px

from alliancekg import coreshapes, focusing, shaclresults
from alliancekg.coreconstraints import Constraint, Pairs, Row
from alliancekg.corequeries import Query
from alliancekg.corereports import Judged, Writer
from alliancekg.coreshapes import Shape
from alliancekg.coresparql import Answers
from alliancekg.focusing import Aims
from alliancekg.indexing import Index, Subject, Term, uncollected
from alliancekg.nodetables import Tables, UnjudgedError
from alliancekg.statements import term

_RESULT: Final = term("sh:result")


def report(
    data: Iterable[px.Triple], shapes: Iterable[px.Triple], *, is_worded: bool = True
) -> str:
    """Return a `sh:ValidationReport` in N-Triples, as `pyshaclengine.report` does.

    With `is_worded` as False a result of a shape without messages has none. Raises UsageError for
    shapes that pySHACL cannot use, EngineError if it falls over.
    """
    graph, rules = _index(data), _index(shapes)
    aims = focusing.focus_nodes(rules, graph)
    found = statements(graph, rules, aims, is_worded=is_worded)
    return "".join(f"{triple} .\n" for triple in found)


def statements(
    data: Index, shapes: Index, aims: Aims, *, is_worded: bool = True
) -> Iterator[px.Triple]:
    """Return the statements of a report on the nodes at which the shapes are aimed."""
    root = px.BlankNode()
    with uncollected():
        judge = Judging(data, shapes, is_worded=is_worded)
        judge.judge(aims)
    rest = list(_of_pyshacl(data, shapes, judge.left, root)) if judge.left else []
    writer = Writer(shapes, judge.tables, root)
    yield from writer.head(conforms=not (judge.found or rest))
    for judged in judge.found:
        yield from writer.result(judged)
    yield from rest


def _index(triples: Iterable[px.Triple]) -> Index:
    return Index(px.Quad(t.subject, t.predicate, t.object) for t in triples)


def _of_pyshacl(data: Index, shapes: Index, aims: Aims, root: Subject) -> Iterator[px.Triple]:
    """Return the results of pySHACL as results of our report."""
    from alliancekg import pyshaclengine

    given = focusing.flat(focusing.aimed(shapes, aims))
    found = shaclresults.parse(pyshaclengine.report(data.triples(), given))
    own = shaclresults.root(found)
    for triple in found.triples():
        if triple.subject != own:
            yield triple
        elif triple.predicate == _RESULT:
            yield px.Triple(root, _RESULT, triple.object)


class Judging:
    """Judges nodes by shapes: `found` are the results, `left` the nodes left to pySHACL."""

    def __init__(self, data: Index, shapes: Index, *, is_worded: bool) -> None:
        self.tables = Tables(data)
        self.found: list[Judged] = []
        self.left: dict[Subject, set[Term]] = {}
        self._reading = coreshapes.reading(shapes)
        self._answers = Answers(data, self._reading.queries())
        self._is_worded = is_worded
        self._known: dict[Subject, tuple[set[int], set[int]]] = {}

    def judge(self, aims: Aims) -> None:
        """Judge nodes by the shapes that look at them."""
        for node, terms in aims.items():
            if terms:
                apart = self._reading.movable.get(node, [])
                judged = self._judged(node, list(map(self.tables.number, terms)), apart)
                for part in apart if judged else ():
                    self._judged(part, judged)

    def _judged(
        self, node: Subject, nodes: Sequence[int], apart: Collection[Subject] = ()
    ) -> Sequence[int]:
        """Judge nodes by a shape without the parts `apart`; return those that are not left."""
        try:
            shape = self._reading.shape(node)
        except UnjudgedError:
            return self._without(node, nodes, nodes)
        try:
            found = list(self._results(shape, nodes, apart))
            is_worded = not self._is_worded or all(judged.is_worded for judged in found)
            bad = set[int]() if is_worded else self.failing(node, nodes)
        except UnjudgedError:
            if len(nodes) == 1:
                return self._without(node, nodes, nodes)
            return [one for each in nodes for one in self._judged(node, [each], apart)]
        self.found += found if is_worded else ()
        return self._without(node, nodes, bad)

    def _without(self, node: Subject, nodes: Sequence[int], bad: Collection[int]) -> Sequence[int]:
        """Leave some nodes to pySHACL, and return the others."""
        if not bad:
            return nodes
        self.left.setdefault(node, set()).update(self.tables.terms[number] for number in bad)
        left = set(bad)
        return [number for number in nodes if number not in left]

    def rows(self, query: Query) -> Mapping[Term, Sequence[Row]]:
        """Return the rows of a query by `$this`, each row once."""
        return self._answers.of(query)

    def failing(self, shape: Subject, nodes: Collection[int]) -> set[int]:
        """Return the nodes that do not conform to a shape."""
        judged, bad = self._known.setdefault(shape, (set(), set()))
        if new := set(nodes) - judged:
            bad |= self._failing(self._reading.shape(shape), list(new))
            judged |= new
        return bad.intersection(nodes)

    def _failing(self, shape: Shape, nodes: Sequence[int]) -> set[int]:
        if shape.is_off:
            return set()
        pairs = self._pairs(shape, nodes)
        found = {fault.focus for c in shape.constraints for fault in c.faults(self, pairs)}
        values = set(chain.from_iterable(values for _, values in pairs))
        for part in shape.parts:
            if bad := self.failing(part, values):
                found |= {focus for focus, values in pairs if not bad.isdisjoint(values)}
        return found

    def _pairs(self, shape: Shape, nodes: Sequence[int]) -> Pairs:
        if shape.way is None:
            return [(node, (node,)) for node in nodes]
        if isinstance(shape.path, px.NamedNode):
            values = self.tables.forward(shape.path).get
            return [(node, values(node, ())) for node in nodes]
        return [(node, shape.way(self.tables, node)) for node in nodes]

    def _results(
        self, shape: Shape, nodes: Sequence[int], apart: Collection[Subject] = ()
    ) -> Iterator[Judged]:
        if shape.is_off:
            return
        pairs = self._pairs(shape, nodes)
        for constraint in shape.constraints:
            yield from self._faults(shape, constraint, pairs)
        for part in shape.parts:
            if part not in apart:
                inner = self._reading.shape(part)
                bad = self.failing(part, set(chain.from_iterable(v for _, v in pairs)))
                for value in chain.from_iterable(values for _, values in pairs) if bad else ():
                    if value in bad:
                        yield from self._results(inner, [value])

    def _faults(self, shape: Shape, constraint: Constraint, pairs: Pairs) -> Iterator[Judged]:
        for fault in constraint.faults(self, pairs):
            details: tuple[Judged, ...] = ()
            if fault.details is not None and fault.value is not None:
                inner = self._reading.shape(fault.details)
                details = tuple(self._results(inner, [fault.value]))
            yield Judged(shape, constraint.component, fault, details)
