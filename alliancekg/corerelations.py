"""The constraint components of SHACL Core that compare properties, or refer to other shapes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Set
from typing import Final, cast

import pyoxigraph as px

from alliancekg import corevalues
from alliancekg.coreconstraints import (
    SHACL,
    Constraint,
    Fault,
    Given,
    Judge,
    Pairs,
    component,
    each,
)
from alliancekg.indexing import RDF_TYPE, Subject, Term
from alliancekg.namespaces import PREFIXES
from alliancekg.nodetables import UnjudgedError
from alliancekg.statements import term

_PATH: Final = term("sh:path")
_PROPERTY: Final = term("sh:property")
_QUALIFIED: Final = term("sh:qualifiedValueShape")
_RESOURCE: Final = px.NamedNode(PREFIXES["rdfs"] + "Resource")
_Reader = Callable[[Given], Iterator[Constraint]]


def _predicates(given: Given, name: str) -> list[px.NamedNode]:
    found = [value for value in given.all(name) if isinstance(value, px.NamedNode)]
    if len(found) != len(given.all(name)):
        raise UnjudgedError
    return found


def _sets(name: str, wrong: Callable[[Set[int], Set[int]], Set[int]]) -> _Reader:
    """Return the reader of a component that compares two sets of values."""

    def read(given: Given) -> Iterator[Constraint]:
        for predicate in _predicates(given, name):

            def faults(
                judge: Judge, pairs: Pairs, predicate: px.NamedNode = predicate
            ) -> Iterator[Fault]:
                others = judge.tables.forward(predicate)
                for focus, values in pairs:
                    for value in wrong(set(values), set(others.get(focus, ()))):
                        yield Fault(focus, value)

            yield Constraint(component(name), faults)

    return read


def _order(name: str, is_right: Callable[[int], bool]) -> _Reader:
    def read(given: Given) -> Iterator[Constraint]:
        given.must_be_property()
        for predicate in _predicates(given, name):

            def faults(
                judge: Judge, pairs: Pairs, predicate: px.NamedNode = predicate
            ) -> Iterator[Fault]:
                others, terms = judge.tables.forward(predicate), judge.tables.terms
                for focus, values in pairs:
                    for other in others.get(focus, ()):
                        for value in values:
                            order = _compared(terms[value], terms[other])
                            if order is None or not is_right(order):
                                yield Fault(focus, value)

            yield Constraint(component(name), faults)

    return read


def _compared(one: Term, other: Term) -> int | None:
    """Compare two values as pySHACL does, for which an IRI is a text.

    A blank node is less than nothing (SHACL, section 4.5.3); pySHACL refuses the shapes for it.
    """
    return corevalues.compared(_text(one), _text(other))


def _text(term: Term) -> Term:
    return px.Literal(term.value) if isinstance(term, px.NamedNode) else term


def _closed(given: Given) -> Iterator[Constraint]:
    if not corevalues.is_true(given.one("closed")):
        return
    ignored = {item for head in given.all("ignoredProperties") for item in given.shapes.items(head)}
    known = ignored | {
        path for part in given.all("property") for path in given.shapes.objects(part, _PATH)
    }

    def faults(judge: Judge, pairs: Pairs) -> Iterator[Fault]:
        tables = judge.tables
        for focus, values in pairs:
            for node in values:
                for predicate, stated in tables.data.of(tables.terms[node]).items():
                    if predicate in known:
                        continue
                    for value in stated:
                        if (predicate, value) != (RDF_TYPE, _RESOURCE):
                            yield Fault(focus, tables.number(value), predicate)

    yield Constraint(component("closed"), faults)


def _ignored(given: Given) -> Iterator[Constraint]:
    given.one("closed")
    return iter(())


def _shapes(terms: list[Term]) -> tuple[Subject, ...]:
    if any(isinstance(term, px.Literal) for term in terms):
        raise UnjudgedError
    return cast("tuple[Subject, ...]", tuple(terms))


def _node(given: Given) -> Iterator[Constraint]:
    for shape in _shapes(given.all("node")):

        def wrong(judge: Judge, values: Set[int], shape: Subject = shape) -> Set[int]:
            return judge.failing(shape, values)

        yield each("node", wrong, (shape,), details=shape)


def _not(given: Given) -> Iterator[Constraint]:
    for shape in _shapes(given.all("not")):

        def wrong(judge: Judge, values: Set[int], shape: Subject = shape) -> Set[int]:
            return values - judge.failing(shape, values)

        yield each("not", wrong, (shape,))


def _listed(name: str, is_right: Callable[[int, int], bool]) -> _Reader:
    """Return the reader of a logical component, which asks how many shapes of all fail."""

    def read(given: Given) -> Iterator[Constraint]:
        for head in given.all(name):
            shapes = _shapes(given.shapes.items(head))
            if not shapes:
                raise UnjudgedError

            def wrong(
                judge: Judge, values: Set[int], shapes: tuple[Subject, ...] = shapes
            ) -> Set[int]:
                failed = Counter(v for shape in shapes for v in judge.failing(shape, values))
                return {value for value in values if not is_right(failed[value], len(shapes))}

            yield each(name, wrong, shapes)

    return read


def _qualified(given: Given) -> Iterator[Constraint]:
    given.must_be_property()
    counts = {
        name: corevalues.count(given.one(name))
        for name in ("qualifiedMinCount", "qualifiedMaxCount")
        if given.all(name)
    }
    if not counts:
        raise UnjudgedError
    is_disjoint = any(map(corevalues.is_true, given.all("qualifiedValueShapesDisjoint")))
    for shape in _shapes(given.all("qualifiedValueShape")):
        siblings = _siblings(given, shape) if is_disjoint else ()

        def faults(
            judge: Judge,
            pairs: Pairs,
            shape: Subject = shape,
            siblings: tuple[Subject, ...] = siblings,
        ) -> Iterator[Fault]:
            values = {value for _, of_node in pairs for value in of_node}
            right = values - judge.failing(shape, values)
            for sibling in siblings:
                right &= judge.failing(sibling, values)
            for focus, of_node in pairs:
                number = sum(value in right for value in of_node)
                if number > counts.get("qualifiedMaxCount", number):
                    yield Fault(focus, component=component("qualifiedMaxCount"))
                if number < counts.get("qualifiedMinCount", 0):
                    yield Fault(focus, component=component("qualifiedMinCount"))

        yield Constraint("", faults, (shape, *siblings))


def _siblings(given: Given, shape: Subject) -> tuple[Subject, ...]:
    """Return the other qualified shapes of the shapes of which this is a property (4.7.3)."""
    found = {
        sibling
        for parent in given.shapes.subjects(_PROPERTY, given.node)
        for part in given.shapes.objects(parent, _PROPERTY)
        for sibling in given.shapes.objects(part, _QUALIFIED)
    }
    return _shapes(sorted(found - {shape}, key=str))


def _counted(given: Given) -> Iterator[Constraint]:
    if not given.all("qualifiedValueShape"):
        raise UnjudgedError
    return iter(())


READERS: Final[dict[px.NamedNode, _Reader]] = {
    px.NamedNode(SHACL + name): read
    for name, read in {
        "equals": _sets("equals", lambda values, others: values ^ others),
        "disjoint": _sets("disjoint", lambda values, others: values & others),
        "lessThan": _order("lessThan", lambda order: order < 0),
        "lessThanOrEquals": _order("lessThanOrEquals", lambda order: order <= 0),
        "closed": _closed,
        "ignoredProperties": _ignored,
        "node": _node,
        "not": _not,
        "and": _listed("and", lambda failed, _: failed == 0),
        "or": _listed("or", lambda failed, number: failed < number),
        "xone": _listed("xone", lambda failed, number: failed == number - 1),
        "qualifiedValueShape": _qualified,
        "qualifiedMinCount": _counted,
        "qualifiedMaxCount": _counted,
    }.items()
}
