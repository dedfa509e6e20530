"""Queries of shapes that can be asked for all nodes at once, and those that cannot.

A constraint's SELECT is asked with `$this` bound to one node (SHACL, 5.3.1). Asked once, with
`$this` free, it gives the same rows if `$this` is bound by a triple wherever a filter reads it:
then a solution is the same, bound before or found. All else, and all that this module does not
know, is asked node by node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pyoxigraph as px

from alliancekg.errors import UsageError
from alliancekg.namespaces import PREFIXES
from alliancekg.paths import RDF_TYPE
from alliancekg.patternreading import take_apart
from alliancekg.patterns import Group, Pattern
from alliancekg.sparqltext import Token, code, tokenize

_THIS: Final = "this"
# Variables to which SHACL gives a meaning, and what differs by the call.
_RESERVED: Final = frozenset({"PATH", "shapesGraph", "currentShape"})
_TOLD: Final = frozenset({"path", "failure"})  # if they are columns
# The words of SPARQL 1.1 that are known here: of NOW or RAND each call gives another value.
_WORDS: Final = frozenset(
    {
        *("SELECT", "DISTINCT", "REDUCED", "WHERE", "FILTER", "OPTIONAL", "UNION", "BIND", "AS"),
        *("NOT", "EXISTS", "IN", "PREFIX", "A", "TRUE", "FALSE", "STR", "LANG", "LANGMATCHES"),
        *("DATATYPE", "BOUND", "IRI", "URI", "ABS", "CEIL", "FLOOR", "ROUND", "CONCAT", "STRLEN"),
        *("UCASE", "LCASE", "ENCODE_FOR_URI", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE"),
        *("STRAFTER", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "COALESCE", "IF"),
        *("STRLANG", "STRDT", "SAMETERM", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC"),
        *("REGEX", "SUBSTR", "REPLACE"),
    }
)
_COMPARING: Final = ("<", ">", "<=", ">=", "=", "!=")
_PARTS: Final = ("FILTER", "OPTIONAL", "BIND", "UNION")
_HEAD: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("rdf", "rdfs", "owl"))


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be asked for all nodes at once.

    Without a triple of each predicate that is `needed` it has no answer. `used` are the predicates
    that it looks at, `joined` those of which the values matter; None for all predicates. Each of
    `ordered` are predicates of which values are compared, which must be of one kind: rdflib orders
    a number and a text by their datatypes.
    """

    text: str
    columns: tuple[str, ...]
    needed: frozenset[px.NamedNode]
    used: frozenset[str] | None
    joined: frozenset[str] | None
    ordered: tuple[frozenset[str] | None, ...]


class _OtherError(Exception):
    """The query is of another form."""


@lru_cache(maxsize=1024)
def plain(text: str) -> Query | None:
    """Return a constraint's SELECT if it can be asked for all nodes at once, or None."""
    try:
        tokens = code(tokenize(_HEAD + text))
        columns = _Scopes(tokens).columns()
        where = take_apart(_HEAD + text).select.where
        answer = px.Store().query(_HEAD + text)
    except (_OtherError, UsageError, SyntaxError, RuntimeError, IndexError):
        return None
    if not isinstance(answer, px.QuerySolutions):
        return None
    times = Counter(token.text[1:] for token in tokens if token.kind == "var")
    patterns = [pattern for group in _groups(where) for pattern in group.patterns]
    joined = [p for p in patterns if p.object[0] not in "?$" or times[p.object[1:]] != 1]
    needed = {p.path.text for p in where.patterns if p.path.kind == "iri"}
    return Query(
        _HEAD + text,
        columns,
        frozenset(px.NamedNode(iri[1:-1]) for iri in needed if iri.startswith("<")),
        _predicates(patterns),
        _predicates(joined),
        tuple(
            _predicates(p for p in patterns if p.object[0] in "?$" and p.object[1:] in names)
            for names in _compared(tokens)
        ),
    )


def _compared(tokens: Sequence[Token]) -> Iterator[set[str]]:
    """Return the variables on both sides of each comparison."""
    for before, sign, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if sign.text in _COMPARING:
            yield {token.text[1:] for token in (before, after) if token.kind == "var"}


def _predicates(patterns: Iterable[Pattern]) -> frozenset[str] | None:
    """Return the predicates of patterns; None for all that there are."""
    found: set[str] = set()
    ahead = [pattern.path for pattern in patterns]
    while ahead:
        path = ahead.pop()
        text = RDF_TYPE if path.text == "a" else path.text
        if path.kind in ("var", "not") or (path.kind == "iri" and not text.startswith("<")):
            return None
        found |= {text[1:-1]} if path.kind == "iri" else set()
        ahead += path.parts
    return frozenset(found)


def _groups(group: Group) -> Iterator[Group]:
    yield group
    inner = [*group.inside, *group.absent, *(select.where for select in group.exists)]
    for part in inner:
        yield from _groups(part)


class _Scopes:
    """Follows the groups of a query, and where in them `$this` is bound and read."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens

    def columns(self) -> tuple[str, ...]:
        """Return the columns, or raise _OtherError if the query is of another form."""
        words = {token.text.upper() for token in self._tokens if token.kind == "word"}
        selects = sum(token.is_word("SELECT") for token in self._tokens)
        odd = any(token.text in ("<<", "{|") for token in self._tokens)
        if words - _WORDS or odd or selects != 1:
            raise _OtherError
        names = {token.text[1:] for token in self._tokens if token.kind == "var"}
        at = next((n for n, t in enumerate(self._tokens) if t.is_word("SELECT")), 0) + 1
        at += self._tokens[at].is_word("DISTINCT", "REDUCED")
        found: list[str] = []
        while self._tokens[at].kind == "var":
            found.append(self._tokens[at].text[1:])
            at += 1
        at += self._tokens[at].is_word("WHERE")
        at, is_bound = self._group(at, is_bound=False, is_seen=False)
        is_told = _THIS in found and not _TOLD.intersection(found)
        if not is_bound or at != len(self._tokens) or names & _RESERVED or not is_told:
            raise _OtherError
        return tuple(found)

    def _group(self, at: int, *, is_bound: bool, is_seen: bool) -> tuple[int, bool]:
        """Read a group from its brace on; return where it ends, and whether it binds `$this`.

        `is_seen` tells that filters of the group see a value of `$this` from outside.
        """
        if self._tokens[at].text != "{":
            raise _OtherError
        at, is_read = at + 1, False
        while (token := self._tokens[at]).text != "}":
            if token.text == "{":
                at, is_here = self._branches(at)
                is_bound |= is_here
            elif token.is_word("OPTIONAL"):
                if self._names_this(at, self._closing(at + 1)) and not is_bound:
                    raise _OtherError
                at, _ = self._group(at + 1, is_bound=False, is_seen=is_bound)
            elif token.is_word("FILTER"):
                at, is_here = self._filter(at + 1)
                is_read |= is_here
            elif token.is_word("BIND"):
                at = self._bind(at + 1, is_bound=is_bound)
            elif token.text == ".":
                at += 1
            else:
                at, is_here = self._statement(at)
                is_bound |= is_here
        if is_read and not (is_bound or is_seen):
            raise _OtherError
        return at + 1, is_bound

    def _branches(self, at: int) -> tuple[int, bool]:
        at, is_bound = self._group(at, is_bound=False, is_seen=False)
        while at < len(self._tokens) and self._tokens[at].is_word("UNION"):
            at, is_here = self._group(at + 1, is_bound=False, is_seen=False)
            is_bound &= is_here
        return at, is_bound

    def _filter(self, at: int) -> tuple[int, bool]:
        while self._tokens[at].text not in ("(", "{"):
            if self._tokens[at].kind not in ("word", "iri", "pname"):
                raise _OtherError
            at += 1
        end = self._closing(at)
        is_read = self._names_this(at, end)
        while at < end:
            if self._tokens[at].text == "{":  # of EXISTS, which sees each solution
                at, _ = self._group(at, is_bound=True, is_seen=True)
            else:
                at += 1
        return end, is_read

    def _bind(self, at: int, *, is_bound: bool) -> int:
        end = self._closing(at)
        inside = self._tokens[at:end]
        if any(token.text == "{" for token in inside) or self._tokens[end - 2].text[1:] == _THIS:
            raise _OtherError
        if self._names_this(at, end) and not is_bound:
            raise _OtherError
        return end

    def _statement(self, at: int) -> tuple[int, bool]:
        """Read triples with the same subject."""
        start = at
        while self._tokens[at].text not in (".", "{", "}"):
            if self._tokens[at].is_word(*_PARTS):
                break
            at += 1
        has_this = self._names_this(start, at)
        # By a way of no steps a node leads to itself, also if nothing is stated of it.
        if has_this and any(token.text in ("*", "?") for token in self._tokens[start:at]):
            raise _OtherError
        if at == start:
            raise _OtherError
        return at, has_this

    def _names_this(self, start: int, end: int) -> bool:
        return any(t.kind == "var" and t.text[1:] == _THIS for t in self._tokens[start:end])

    def _closing(self, at: int) -> int:
        """Return where the tokens go on after the bracket that opens here is closed."""
        depth = 0
        while True:
            depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(self._tokens[at].text, 0)
            at += 1
            if not depth:
                return at
