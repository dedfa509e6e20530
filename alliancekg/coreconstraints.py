"""What a constraint of SHACL is to the fast engine: what it is given, and what faults it finds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import Final, Protocol, TypeAlias

import pyoxigraph as px

from alliancekg.corequeries import Query
from alliancekg.indexing import Index, Subject, Term
from alliancekg.namespaces import PREFIXES
from alliancekg.nodetables import Tables, UnjudgedError

SHACL: Final = PREFIXES["sh"]
Row: TypeAlias = Mapping[str, Term]
Pairs: TypeAlias = Sequence[tuple[int, Collection[int]]]
"""Focus nodes, each with its value nodes, each once."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What becomes a result: the focus node, and what a constraint says beyond its shape."""

    focus: int
    value: int | None = None
    path: px.NamedNode | None = None  # in place of that of the shape
    component: str = ""  # in place of that of the constraint
    details: Subject | None = None  # the shape that says what is wrong with the value
    constraint: Term | None = None
    messages: tuple[Term, ...] | None = None  # in place of those of the shape


class Judge(Protocol):
    """What a constraint may ask for while it judges."""

    tables: Tables

    def failing(self, shape: Subject, nodes: Collection[int]) -> set[int]:
        """Return the nodes that do not conform to a shape."""

    def rows(self, query: Query) -> Mapping[Term, Sequence[Row]]:
        """Return the rows of a query by `$this`, each row once."""


Wrong: TypeAlias = Callable[[Judge, Set[int]], Set[int]]


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint of a shape. `shapes` are those to which it refers."""

    component: str
    faults: Callable[[Judge, Pairs], Iterable[Fault]]
    shapes: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """A shape as it is stated."""

    shapes: Index
    node: Subject
    is_property: bool

    def all(self, name: str) -> list[Term]:
        """Return the values of a parameter."""
        return self.shapes.objects(self.node, px.NamedNode(SHACL + name))

    def one(self, name: str) -> Term:
        """Return the only value of a parameter. Raises UnjudgedError if there are several."""
        if len(found := self.all(name)) != 1:
            raise UnjudgedError
        return found[0]

    def items(self, name: str) -> list[Term]:
        """Return the items of the list that is the only value of a parameter."""
        return self.shapes.items(self.one(name))

    def must_be_property(self) -> None:
        """Raise UnjudgedError if this is a node shape."""
        if not self.is_property:
            raise UnjudgedError


def component(name: str) -> str:
    """Return the IRI of a component of SHACL by its parameter.

    >>> component("minCount")
    'http://www.w3.org/ns/shacl#MinCountConstraintComponent'
    """
    return f"{SHACL}{name[:1].upper()}{name[1:]}ConstraintComponent"


def each(
    name: str, wrong: Wrong, shapes: tuple[Subject, ...] = (), details: Subject | None = None
) -> Constraint:
    """Return a constraint that finds fault with single values."""

    def faults(judge: Judge, pairs: Pairs) -> Iterator[Fault]:
        if bad := wrong(judge, set(chain.from_iterable(values for _, values in pairs))):
            for focus, values in pairs:
                for value in values:
                    if value in bad:
                        yield Fault(focus, value, details=details)

    return Constraint(component(name), faults, shapes)
