"""Property paths of SHACL (section 2.3.1): the values to which they lead from a node.

A path that pySHACL reads in its own way, such as the inverse of a sequence, is left to it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import chain
from typing import Final, TypeAlias

import pyoxigraph as px

from alliancekg.indexing import Index, Term
from alliancekg.namespaces import PREFIXES
from alliancekg.nodetables import Tables, UnjudgedError
from alliancekg.statements import term

Way: TypeAlias = Callable[[Tables, int], Collection[int]]
"""A path: the values of a node, each once."""

_FIRST: Final = px.NamedNode(PREFIXES["rdf"] + "first")
_INVERSE: Final = term("sh:inversePath")
_ALTERNATIVE: Final = term("sh:alternativePath")
_ANY: Final = term("sh:zeroOrMorePath")
_SOME: Final = term("sh:oneOrMorePath")
_MAYBE: Final = term("sh:zeroOrOnePath")
_KINDS: Final = (_FIRST, _INVERSE, _ALTERNATIVE, _ANY, _SOME, _MAYBE)
_PARTS: Final = 8  # pySHACL counts the parts of a path, and refuses long ones


def way(path: Term, shapes: Index) -> Way:
    """Return a path of shapes as a function. Raises UnjudgedError if it is ill-formed or odd."""
    return _Reader(shapes).way(path)


class _Reader:
    def __init__(self, shapes: Index) -> None:
        self._shapes = shapes
        self._left = _PARTS

    def way(self, path: Term) -> Way:
        self._left -= 1
        if isinstance(path, px.NamedNode):
            predicate = path
            return lambda tables, node: tables.forward(predicate).get(node, ())
        if self._left < 0:
            raise UnjudgedError
        kinds = [kind for kind in _KINDS if self._shapes.objects(path, kind)]
        if len(kinds) != 1 or len(self._shapes.objects(path, kinds[0])) != 1:
            raise UnjudgedError
        (inner,) = self._shapes.objects(path, kinds[0])
        if kinds[0] == _FIRST:
            return _sequence(self._several(path))
        if kinds[0] == _ALTERNATIVE:
            return _alternative(self._several(inner))
        if kinds[0] == _INVERSE:
            return _inverse(inner)
        step = self.way(inner)
        if kinds[0] == _MAYBE:
            return lambda tables, node: {node, *step(tables, node)}
        is_any = kinds[0] == _ANY
        return lambda tables, node: _closure(tables, node, step, is_any=is_any)

    def _several(self, head: Term) -> list[Way]:
        items = self._shapes.items(head)
        if len(items) < 2:
            raise UnjudgedError
        return [self.way(item) for item in items]


def _inverse(path: Term) -> Way:
    if not isinstance(path, px.NamedNode):  # pySHACL inverts the steps, and not their order
        raise UnjudgedError
    return lambda tables, node: tables.inverse(path).get(node, ())


def _sequence(steps: list[Way]) -> Way:
    def values(tables: Tables, node: int) -> Collection[int]:
        found = {node}
        for step in steps:
            found = set(chain.from_iterable(step(tables, at) for at in found))
        return found

    return values


def _alternative(steps: list[Way]) -> Way:
    return lambda tables, node: set(chain.from_iterable(step(tables, node) for step in steps))


def _closure(tables: Tables, node: int, step: Way, *, is_any: bool) -> set[int]:
    found = {node} if is_any else set()
    ahead = [node]
    while ahead:
        new = set(step(tables, ahead.pop())) - found
        found |= new
        ahead += new
    return found
