"""Turtle with blank nodes, which `alliancekg.turtle` refuses: nested where only one place names it.

The text does not depend on the labels of the blank nodes, nor on the order of the triples. What
cannot be seen is written as an escape of Turtle.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import Final

import pyoxigraph as px

from alliancekg.namespaces import PREFIXES
from alliancekg.reporting.blanknodes import order
from alliancekg.reporting.wording import visible

_RDF: Final = PREFIXES["rdf"]
_TYPE: Final = px.NamedNode(_RDF + "type")
_FIRST: Final = px.NamedNode(_RDF + "first")
_REST: Final = px.NamedNode(_RDF + "rest")
_NIL: Final = px.NamedNode(_RDF + "nil")
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_BARE: Final = {
    PREFIXES["xsd"] + "boolean": re.compile(r"true|false"),
    PREFIXES["xsd"] + "integer": re.compile(r"[+-]?[0-9]+"),
}
_PLAIN: Final = frozenset({PREFIXES["xsd"] + "string", _RDF + "langString"})
_DEEPEST: Final = 8
_Subject = px.NamedNode | px.BlankNode


def write(triples: Iterable[px.Triple], prefixes: Mapping[str, str]) -> str:
    """Return Turtle in which nodes that nothing names stand first, then the others.

    >>> a, b = px.NamedNode("http://example.org/a"), px.BlankNode()
    >>> print(write([px.Triple(px.BlankNode(), a, b), px.Triple(b, a, px.Literal(1))],
    ...             {"ex": "http://example.org/"}))
    PREFIX ex: <http://example.org/>
    <BLANKLINE>
    []
        ex:a [
            ex:a 1 ;
        ] ;
    .
    <BLANKLINE>
    """
    writer = _Writer(set(triples), prefixes)
    blocks = writer.blocks()
    head = [f"PREFIX {name}: <{prefixes[name]}>\n" for name in sorted(writer.used)]
    return "\n".join(["".join(head), *blocks] if head else blocks)


class _Writer:
    """A graph as blocks of text; `used` has the prefixes that were needed."""

    def __init__(self, triples: Collection[px.Triple], prefixes: Mapping[str, str]) -> None:
        self._of: dict[_Subject, list[px.Triple]] = defaultdict(list)
        self._named: Counter[object] = Counter()
        for triple in triples:
            if isinstance(triple.subject, px.Triple):
                raise ValueError(f"'{triple}' has a triple as its subject")
            self._of[triple.subject].append(triple)
            self._named[triple.object] += 1
        self._rank = order(triples)
        self._labelled = {n for n in self._rank if self._named[n] > 1}
        self._prefixes = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._left = set(self._of)
        self.used: set[str] = set()

    def blocks(self) -> list[str]:
        """Return one block a subject that is not nested in another."""
        tops = [
            node
            for node in self._of
            if isinstance(node, px.NamedNode) or not self._named[node] or node in self._labelled
        ]
        found = [self._block(node) for node in tops]
        # What is left stands too deep to be nested, or in a circle.
        while self._left:
            blank = [node for node in self._left if isinstance(node, px.BlankNode)]
            deep = [node for node in blank if node in self._labelled] or blank
            node = min(deep, key=self._rank.__getitem__)
            self._labelled.add(node)
            found.append(self._block(node))
        return [text for _, text in sorted(found)]

    def _block(self, node: _Subject) -> tuple[bool, str]:
        is_named = bool(self._named[node]) or isinstance(node, px.NamedNode)
        name = self._name(node) if is_named else "[]"
        return is_named, f"{name}\n{self._pairs(node, 1)}.\n"

    def _pairs(self, node: _Subject, depth: int) -> str:
        """Return predicates and objects, one predicate a line, `a` first."""
        self._left.discard(node)
        pairs = [
            ("a" if t.predicate == _TYPE else self._iri(t.predicate), self._object(t.object, depth))
            for t in self._of[node]
        ]
        indent, lines = "    " * depth, ""
        ordered = sorted(pairs, key=lambda pair: (pair[0] != "a", pair))
        for predicate, group in groupby(ordered, key=lambda pair: pair[0]):
            lines += f"{indent}{predicate} {' , '.join(value for _, value in group)} ;\n"
        return lines

    def _object(self, term: object, depth: int) -> str:
        if isinstance(term, px.Literal):
            return self._literal(term)
        if not isinstance(term, px.NamedNode | px.BlankNode):
            raise ValueError(f"'{term}' is a triple; expected an IRI, a literal or a blank node")
        if isinstance(term, px.NamedNode) or term in self._labelled:
            return self._name(term)
        if depth > _DEEPEST:
            self._labelled.add(term)
            return self._name(term)
        if term not in self._of:
            return "[]"
        listed = self._list(term, depth)
        return listed or f"[\n{self._pairs(term, depth + 1)}{'    ' * depth}]"

    def _list(self, node: px.BlankNode, depth: int) -> str:
        """Return a list in brackets; empty if the node is not the head of a whole one."""
        cells: list[px.BlankNode] = []
        values: list[object] = []
        term: object = node
        while isinstance(term, px.BlankNode):
            facts = {t.predicate: t.object for t in self._of[term]}
            known = term in self._labelled or term in cells[-1:]
            if known or set(facts) != {_FIRST, _REST} or len(self._of[term]) > len(facts):
                return ""
            cells.append(term)
            values.append(facts[_FIRST])
            term = facts[_REST]
        if term != _NIL:
            return ""
        self._left -= set(cells)
        return f"( {' '.join(self._object(value, depth) for value in values)} )"

    def _name(self, node: _Subject) -> str:
        return self._iri(node) if isinstance(node, px.NamedNode) else f"_:b{self._rank[node]}"

    def _iri(self, iri: px.NamedNode) -> str:
        for prefix, namespace in self._prefixes:
            local = iri.value[len(namespace) :]
            if iri.value.startswith(namespace) and _LOCAL_NAME.fullmatch(local):
                self.used.add(prefix)
                return f"{prefix}:{local}"
        return visible(str(iri))

    def _literal(self, literal: px.Literal) -> str:
        datatype = literal.datatype
        bare = _BARE.get(datatype.value)
        if datatype.value in _PLAIN or literal.direction:
            return visible(str(literal))
        if bare and bare.fullmatch(literal.value):
            return literal.value
        return f"{visible(str(px.Literal(literal.value)))}^^{self._iri(datatype)}"
