"""Canonical Turtle and TriG: one text for one set of triples; parsing is left to pyoxigraph.

Subjects and predicates are sorted as they are written, `a` stands first, and a name is shortened
only where its local part needs no escape. Blank nodes are refused: they have no stable order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

import pyoxigraph as px

from alliancekg.namespaces import PREFIXES

_Row = tuple[str, str, str]  # subject, predicate, object, as they are written

_INDENT: Final = "    "
_PREFIX_NAME: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?|")
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_RDF: Final = PREFIXES["rdf"]
_XSD: Final = PREFIXES["xsd"]
_TYPE: Final = px.NamedNode(_RDF + "type")
_PLAIN_TYPES: Final = frozenset({_XSD + "string", _RDF + "langString", _RDF + "dirLangString"})
# What Turtle reads as a number or a truth value without quotes (Turtle 1.1, section 2.5).
_BARE: Final = {
    _XSD + "boolean": re.compile(r"true|false"),
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
}


class _Writer:
    """Terms as text under one set of prefixes; `used` grows by each prefix that was needed."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        for name, namespace in prefixes.items():
            if not _PREFIX_NAME.fullmatch(name):
                raise ValueError(f"'{name}' is no prefix; expected letters, digits, - and _")
            px.NamedNode(namespace)  # raises ValueError for what is no IRI
        # The longest namespace wins; of two prefixes for one namespace, the first by name.
        self._namespaces = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._known: dict[str, tuple[str, str]] = {}
        self.used: set[str] = set()

    def name(self, iri: px.NamedNode) -> str:
        """Return an IRI as `prefix:local`, or in angle brackets where that needs an escape."""
        if iri.value not in self._known:
            self._known[iri.value] = self._shorten(iri)
        text, prefix = self._known[iri.value]
        if not text.startswith("<"):
            self.used.add(prefix)
        return text

    def _shorten(self, iri: px.NamedNode) -> tuple[str, str]:
        for prefix, namespace in self._namespaces:
            if iri.value.startswith(namespace):
                local = iri.value[len(namespace) :]
                if _LOCAL_NAME.fullmatch(local):
                    return f"{prefix}:{local}", prefix
        return str(iri), ""

    def literal(self, literal: px.Literal) -> str:
        """Return a literal on one line; its lexical form is never changed."""
        datatype = literal.datatype
        if datatype.value in _PLAIN_TYPES:
            return str(literal)
        bare = _BARE.get(datatype.value)
        if bare and bare.fullmatch(literal.value):
            return literal.value
        return f"{px.Literal(literal.value)}^^{self.name(datatype)}"

    def object(self, triple: px.Triple) -> str:
        """Return the object of a triple; raises ValueError for a blank node or a triple."""
        term = triple.object
        return self.literal(term) if isinstance(term, px.Literal) else self.name(_iri(term, triple))

    def row(self, triple: px.Triple) -> _Row:
        """Return the three terms of a triple as text."""
        predicate = "a" if triple.predicate == _TYPE else self.name(triple.predicate)
        return self.name(_iri(triple.subject, triple)), predicate, self.object(triple)

    def head(self, prefixes: Mapping[str, str]) -> str:
        """Return the PREFIX lines of the prefixes used so far, and the empty line after them."""
        lines = [f"PREFIX {name}: <{prefixes[name]}>\n" for name in sorted(self.used)]
        return "".join(lines) + "\n" if lines else ""


def _iri(term: object, triple: px.Triple) -> px.NamedNode:
    if isinstance(term, px.NamedNode):
        return term
    kind = "a blank node" if isinstance(term, px.BlankNode) else "a triple"
    raise ValueError(
        f"'{triple}' has {kind} as a term; expected IRIs and literals only. Fix: give it an IRI"
    )


def _by_predicate(row: _Row) -> tuple[str, bool, str, str]:
    return row[0], row[1] != "a", row[1], row[2]


def _blocks(rows: Iterable[_Row], indent: str = "") -> Iterator[str]:
    """Yield one block a subject, without the empty line between two."""
    for subject, of_subject in groupby(sorted(rows, key=_by_predicate), key=lambda row: row[0]):
        lines = [indent + subject]
        for predicate, of_predicate in groupby(of_subject, key=lambda row: row[1]):
            objects = [row[2] for row in of_predicate]
            if len(objects) == 1:
                lines.append(f"{indent}{_INDENT}{predicate} {objects[0]} ;")
                continue
            lines.append(f"{indent}{_INDENT}{predicate}")
            lines += [f"{indent}{_INDENT * 2}{text} ," for text in objects[:-1]]
            lines.append(f"{indent}{_INDENT * 2}{objects[-1]} ;")
        lines.append(f"{indent}.")
        yield "\n".join(lines) + "\n"


def _spaced(blocks: Iterable[str]) -> Iterator[str]:
    """Yield the blocks with an empty line between two."""
    for number, block in enumerate(blocks):
        yield "\n" + block if number else block


def write_turtle(triples: Iterable[px.Triple], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield canonical Turtle: the head, then one piece a subject; the same triples, the same text.

    A triple that comes twice is written once. Raises ValueError for a blank node, a triple term, or
    a prefix that Turtle does not allow, before the first piece.

    >>> a = px.NamedNode("http://example.org/a")
    >>> print("".join(write_turtle([px.Triple(a, a, px.Literal(1))], {"ex": "http://example.org/"})))
    PREFIX ex: <http://example.org/>
    <BLANKLINE>
    ex:a
        ex:a 1 ;
    .
    <BLANKLINE>
    """
    writer = _Writer(prefixes)
    rows = {writer.row(triple) for triple in triples}
    head = writer.head(prefixes)
    if head:
        yield head
    yield from _spaced(_blocks(rows))


def write_trig(quads: Iterable[px.Quad], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield canonical TriG: the head, the default graph, then the named graphs in order.

    Raises ValueError as `write_turtle` does, and for a graph named by a blank node.
    """
    writer = _Writer(prefixes)
    graphs: dict[str, set[_Row]] = {}
    for quad in quads:
        graph = quad.graph_name
        default = isinstance(graph, px.DefaultGraph)
        name = "" if default else writer.name(_iri(graph, quad.triple))
        graphs.setdefault(name, set()).add(writer.row(quad.triple))
    head = writer.head(prefixes)
    if head:
        yield head
    yield from _spaced(_graphs(graphs))


def _graphs(graphs: Mapping[str, set[_Row]]) -> Iterator[str]:
    """Yield the blocks of the default graph, then each named graph with its braces as one block."""
    yield from _blocks(graphs.get("", ()))
    for name in sorted(graphs):
        if name:
            yield f"GRAPH {name} {{\n{''.join(_spaced(_blocks(graphs[name], _INDENT)))}}}\n"


def _comments(text: str) -> str:
    """Return the comment lines at the top, and the empty line after them."""
    kept: list[str] = []
    for line in re.split(r"\r\n?|\n", text.removeprefix("\ufeff")):
        if line.strip() and not line.lstrip().startswith("#"):
            break
        kept.append(line.strip())
    comments = "\n".join(kept).strip("\n")
    return f"{comments}\n\n" if comments else ""


def tidy(text: str) -> str:
    """Return a Turtle file in the project's layout; a tidy file comes back as it is.

    Only the comment lines at the top survive, and only the prefixes that are used. Raises
    SyntaxError for what is not Turtle, ValueError for a blank node, which has no stable order.

    >>> print(tidy("@prefix ex: <http://example.org/> . ex:b a ex:C . ex:a ex:p 'x'@en, ex:b ."))
    PREFIX ex: <http://example.org/>
    <BLANKLINE>
    ex:a
        ex:p
            "x"@en ,
            ex:b ;
    .
    <BLANKLINE>
    ex:b
        a ex:C ;
    .
    <BLANKLINE>
    """
    parser = px.parse(text.removeprefix("\ufeff"), px.RdfFormat.TURTLE)
    triples = [quad.triple for quad in parser]
    body = "".join(write_turtle(triples, parser.prefixes))
    comments = _comments(text)
    return comments + body if body else comments.rstrip("\n") + "\n" * bool(comments)
