"""SPARQL-based constraints (SHACL, section 5), each asked once for all nodes, of pyoxigraph.

Only those of `corequeries.plain`; others are left to pySHACL.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import pyoxigraph as px

from alliancekg import corequeries, corevalues, literals
from alliancekg.coreconstraints import Constraint, Fault, Given, Judge, Pairs, Row, component
from alliancekg.corequeries import Query
from alliancekg.indexing import Index, Term
from alliancekg.nodetables import UnjudgedError
from alliancekg.statements import term

_SELECT: Final = term("sh:select")
_MESSAGE: Final = term("sh:message")
_DEACTIVATED: Final = term("sh:deactivated")
_PREFIXES: Final = term("sh:prefixes")
_TEXTS: Final = ("string", "langString")
_ILL_TYPED: Final = "ill-typed"
_PROBE: Final = px.NamedNode("urn:x-alliancekg:probe")


class Answers:
    """Answers of some queries about the data. pyoxigraph is given what these queries look at."""

    def __init__(self, data: Index, queries: Iterable[Query]) -> None:
        known = set(data.predicates())
        self._asked = {query for query in queries if query.needed <= known}
        self._data = data
        self._rows: dict[Query, Mapping[Term, Sequence[Row]]] = {}
        self._kinds_of: dict[str, frozenset[str]] = {}
        self._store: px.Store | None = None
        self._odd: frozenset[str] = frozenset()

    def of(self, query: Query) -> Mapping[Term, Sequence[Row]]:
        """Return the rows of a query by `$this`, each row once.

        Raises UnjudgedError if values that it looks at would be read as others.
        """
        if query not in self._asked:
            return {}
        if query not in self._rows:
            self._rows[query] = self._answer(query)
        return self._rows[query]

    def _answer(self, query: Query) -> Mapping[Term, Sequence[Row]]:
        if self._store is None:
            self._store = self._filled()
        if self._odd and (query.joined is None or not self._odd.isdisjoint(query.joined)):
            raise UnjudgedError
        if not all(map(self._is_of_one_kind, query.ordered)):
            raise UnjudgedError
        answer = self._store.query(query.text)
        assert isinstance(answer, px.QuerySolutions)
        found: dict[Term, dict[tuple[Term | None, ...], Row]] = defaultdict(dict)
        for solution in answer:
            values = tuple(solution[name] for name in query.columns)
            row = {n: v for n, v in zip(query.columns, values, strict=True) if v is not None}
            found[row["this"]][values] = row
        return {this: list(rows.values()) for this, rows in found.items()}

    def _is_of_one_kind(self, predicates: frozenset[str] | None) -> bool:
        kinds = frozenset[str]().union(*(map(self._kinds, predicates or ())))
        return predicates is not None and len(kinds) <= 1 and _ILL_TYPED not in kinds

    def _kinds(self, predicate: str) -> frozenset[str]:
        if predicate not in self._kinds_of:
            values = dict.fromkeys(v for _, v in self._data.pairs(px.NamedNode(predicate)))
            self._kinds_of[predicate] = frozenset(map(_kind, values))
        return self._kinds_of[predicate]

    def _filled(self) -> px.Store:
        uses = [query.used for query in self._asked]
        is_whole = any(used is None for used in uses)
        named = frozenset[str]().union(*(used for used in uses if used is not None))
        chosen = [p for p in self._data.predicates() if is_whole or p.value in named]
        self._odd = _odd(self._data, chosen)
        store = px.Store()
        store.extend(px.Quad(s, p, o) for p in chosen for s, o in self._data.pairs(p))
        return store


def _kind(value: Term) -> str:
    """Return with which values a value can be compared."""
    if not isinstance(value, px.Literal):
        return "node"
    datatype = value.datatype.value
    if literals.fault(value.value, datatype):
        return _ILL_TYPED
    return "number" if datatype in corevalues.NUMBERS else datatype


def _odd(data: Index, predicates: Iterable[px.NamedNode]) -> frozenset[str]:
    """Return the predicates with values that pyoxigraph writes in another way, as `01` by `1`."""
    typed: dict[px.Literal, list[px.NamedNode]] = defaultdict(list)
    for predicate in predicates:
        for value in dict.fromkeys(value for _, value in data.pairs(predicate)):
            if isinstance(value, px.Literal) and not value.datatype.value.endswith(_TEXTS):
                typed[value].append(predicate)
    store = px.Store()
    store.extend(px.Quad(_PROBE, _PROBE, value) for value in typed)
    same = {quad.object for quad in store}
    odd = (predicates for value, predicates in typed.items() if value not in same)
    return frozenset(predicate.value for predicates in odd for predicate in predicates)


def query_of(shapes: Index, constraint: Term) -> Query | None:
    """Return the query of a constraint, or None if it is left to pySHACL."""
    texts = shapes.objects(constraint, _SELECT)
    if len(texts) != 1 or shapes.objects(constraint, _PREFIXES):
        return None
    if shapes.objects(constraint, _DEACTIVATED):
        return None
    text = texts[0]
    return corequeries.plain(text.value) if isinstance(text, px.Literal) else None


def read(given: Given) -> Iterator[Constraint]:
    """Return the constraints of a shape's `sh:sparql`."""
    own = tuple(map(corevalues.words, given.shapes.objects(given.node, _MESSAGE)))
    for constraint in given.all("sparql"):
        query = query_of(given.shapes, constraint)
        if query is None:
            raise UnjudgedError
        messages = [corevalues.words(m) for m in given.shapes.objects(constraint, _MESSAGE)]
        said = tuple(dict.fromkeys([*messages, *own]))
        faults = partial(_faults, query, constraint, said, given.is_property)
        yield Constraint(component("SPARQL"), faults)


def _faults(
    query: Query,
    constraint: Term,
    messages: Sequence[str],
    is_property: bool,
    judge: Judge,
    pairs: Pairs,
) -> Iterator[Fault]:
    tables, rows = judge.tables, judge.rows(query)
    if not rows:
        return
    for focus, _ in pairs:
        for row in rows.get(tables.terms[focus], ()):
            found = row.get("value")
            value = tables.number(found) if found is not None else None
            if value is None and not is_property:
                value = focus
            named = row if value is None else {**row, "value": tables.terms[value]}
            said = tuple(px.Literal(_filled_in(text, named)) for text in messages)
            yield Fault(focus, value, constraint=constraint, messages=tuple(dict.fromkeys(said)))


def _filled_in(message: str, row: Row) -> str:
    """Return a message with the values of a row in place of `{?name}` (SHACL, section 5.3.2)."""
    if "{" not in message:
        return message
    last = [name for name in ("this", "value") if name in row]
    for name in [*(name for name in row if name not in last), *last]:
        text = getattr(row[name], "value", "")
        if "\\" in text:  # which pySHACL reads as a reference to a group
            raise UnjudgedError
        message = re.sub(rf"{{[?$]{name}}}", text, message)
    return message
