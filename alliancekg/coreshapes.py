"""Shapes read for the fast engine: their constraints, and which of them it leaves to pySHACL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final, cast

import pyoxigraph as px

from alliancekg import corecomponents, corepaths, corerelations, coresparql, corevalues, focusing
from alliancekg.coreconstraints import SHACL, Constraint, Given
from alliancekg.corepaths import Way
from alliancekg.corequeries import Query
from alliancekg.indexing import RDF_TYPE, SUBCLASS, Index, Subject, Term
from alliancekg.nodetables import UnjudgedError
from alliancekg.statements import term

_PATH: Final = term("sh:path")
_PROPERTY: Final = term("sh:property")
_SEVERITY: Final = term("sh:severity")
_DEACTIVATED: Final = term("sh:deactivated")
_NODE_SHAPE: Final = term("sh:NodeShape")
_PROPERTY_SHAPE: Final = term("sh:PropertyShape")
_COMPONENT: Final = term("sh:ConstraintComponent")
_SPARQL: Final = term("sh:sparql")
_LISTS: Final = (term("sh:and"), term("sh:or"), term("sh:xone"))
_DEPTH: Final = 12  # of shapes within shapes; pySHACL refuses 15
_READERS: Final = {
    **corecomponents.READERS,
    **corerelations.READERS,
    _SPARQL: coresparql.read,
}


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A shape. `way` is None for a node shape; `parts` are its properties (`sh:property`)."""

    node: Subject
    path: Term | None
    way: Way | None
    severity: Term
    messages: tuple[Term, ...]
    is_off: bool
    constraints: tuple[Constraint, ...]
    parts: tuple[Subject, ...]

    def shapes(self) -> Iterator[Subject]:
        """Return the shapes to which this one refers."""
        yield from self.parts
        for constraint in self.constraints:
            yield from constraint.shapes


class Reading:
    """All shapes, each read when it is asked for."""

    def __init__(self, shapes: Index) -> None:
        self.index = shapes
        self._shapes: dict[Subject, Shape | None] = {}
        self._depths: dict[Subject, int] = {}
        self.is_known = _is_regular(shapes)
        self.movable: dict[Subject, list[Subject]] = {}
        for shape, part in focusing.movable(shapes):
            self.movable.setdefault(shape, []).append(part)

    def shape(self, node: Subject) -> Shape:
        """Return a shape. Raises UnjudgedError if it, or a shape that it needs, is left over."""
        if not self.is_known or self._depth(node, ()) > _DEPTH:
            raise UnjudgedError
        return cast(Shape, self._shapes[node])

    def queries(self) -> Iterable[Query]:
        """Return the queries of all shapes that are asked for all nodes at once."""
        constraints = (constraint for _, constraint in self.index.pairs(_SPARQL))
        asked = (coresparql.query_of(self.index, constraint) for constraint in constraints)
        return [query for query in asked if query is not None]

    def _depth(self, node: Subject, above: tuple[Subject, ...]) -> int:
        """Return how deep shapes stand within a shape; too deep if one is left over."""
        if node in above or len(above) > _DEPTH:  # within itself
            return _DEPTH + 1
        if node not in self._depths:
            shape = self._read(node)
            inner = (
                (self._depth(other, (*above, node)) for other in shape.shapes()) if shape else ()
            )
            self._depths[node] = max(inner, default=0) + 1 if shape else _DEPTH + 1
        return self._depths[node]

    def _read(self, node: Subject) -> Shape | None:
        if node not in self._shapes:
            try:
                self._shapes[node] = _shape(self.index, node)
            except UnjudgedError:
                self._shapes[node] = None
        return self._shapes[node]


@lru_cache(maxsize=4)
def reading(shapes: Index) -> Reading:
    """Return the shapes of an index, which are read once."""
    return Reading(shapes)


def _shape(index: Index, node: Subject) -> Shape:
    path = index.value(node, _PATH)
    given = Given(index, node, path is not None)
    severities = index.objects(node, _SEVERITY) or [px.NamedNode(SHACL + "Violation")]
    if len(severities) > 1:
        raise UnjudgedError
    readers = (_READERS[predicate] for predicate in index.of(node) if predicate in _READERS)
    return Shape(
        node,
        path,
        None if path is None else corepaths.way(path, index),
        severities[0],
        tuple(given.all("message")),
        any(map(corevalues.is_true, index.objects(node, _DEACTIVATED))),
        tuple(chain.from_iterable(read(given) for read in readers)),
        _parts(given),
    )


def _parts(given: Given) -> tuple[Subject, ...]:
    parts = given.all("property")
    if any(isinstance(part, px.Literal) or not given.shapes.objects(part, _PATH) for part in parts):
        raise UnjudgedError  # no property shape
    for shape in given.all("node"):
        if given.shapes.objects(shape, _PATH):
            raise UnjudgedError  # no node shape
    return cast("tuple[Subject, ...]", tuple(parts))


def _is_regular(shapes: Index) -> bool:
    """Tell whether pySHACL would take these shapes as they are, and has no more components."""
    properties = set(shapes.subjects(RDF_TYPE, _PROPERTY_SHAPE))
    nodes = set(shapes.subjects(RDF_TYPE, _NODE_SHAPE))
    paths = {node: len(shapes.objects(node, _PATH)) for node, _ in shapes.pairs(_PATH)}
    kinds = {_COMPONENT, *shapes.subjects(SUBCLASS, _COMPONENT)}
    components = {node for kind in kinds for node in shapes.subjects(RDF_TYPE, kind)}
    lists = (head for name in _LISTS for _, head in shapes.pairs(name))
    return (
        not nodes & (paths.keys() | properties)
        and properties <= paths.keys()
        and set(paths.values()) <= {1}
        and all(getattr(node, "value", "").startswith(SHACL) for node in components)
        and all(map(shapes.items, lists))
        and all(_is_switch(values) for values in _by_shape(shapes).values())
    )


def _by_shape(shapes: Index) -> Mapping[Subject, list[Term]]:
    return {node: shapes.objects(node, _DEACTIVATED) for node, _ in shapes.pairs(_DEACTIVATED)}


def _is_switch(values: list[Term]) -> bool:
    try:
        return len(values) == 1 and corevalues.is_true(values[0]) in (True, False)
    except UnjudgedError:
        return False
