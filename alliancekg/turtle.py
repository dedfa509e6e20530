"""Canonical Turtle and TriG: one text for one set of triples; parsing is left to pyoxigraph.

Subjects and predicates are sorted as they are written, `a` stands first, and a name is shortened
only where its local part needs no escape. Blank nodes are refused, for they have no stable order,
unless they come with canonical labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final

import pyoxigraph as px

from alliancekg.namespaces import PREFIXES
from alliancekg.rowsorting import rows, taken

# Subject, whether the predicate is not `a`, predicate, object, as they are written: a row in the
# order of which `a` stands first.
_Row = tuple[str, str, str, str]
_Term = px.NamedNode | px.BlankNode | px.Literal | px.Triple | px.DefaultGraph

_INDENT: Final = "    "
_KEPT: Final = 10_000  # names that are known in their short form
_PREFIX_NAME: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?|")
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_RDF: Final = PREFIXES["rdf"]
_XSD: Final = PREFIXES["xsd"]
_TYPE: Final = px.NamedNode(_RDF + "type")
_PLAIN_TYPES: Final = frozenset({_XSD + "string", _RDF + "langString", _RDF + "dirLangString"})
# What stands without quotes (Turtle 1.1, section 2.5): only what all readers spell as it is. Some
# make numbers of it, and `007` would be 7, `.5` be 0.5, and 0.0000001 be 1E-7.
_BARE: Final = {
    _XSD + "boolean": re.compile(r"true|false"),
    _XSD + "integer": re.compile(r"0|-?[1-9][0-9]{0,17}"),
    _XSD + "decimal": re.compile(r"-?(?:0|[1-9][0-9]{0,8})\.[0-9]{1,6}"),
}


class _Writer:
    """Terms as text under one set of prefixes; `used` grows by each prefix that was needed."""

    def __init__(self, prefixes: Mapping[str, str], takes_blank: bool) -> None:
        self._takes_blank = takes_blank
        for name, namespace in prefixes.items():
            if not is_prefix(name, namespace):
                raise ValueError(
                    f"'{name}: <{namespace}>' is no prefix; expected letters, digits, - and _, and"
                    " an IRI"
                )
        # The longest namespace wins; of two prefixes for one namespace, the first by name.
        self._namespaces = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._shortened = lru_cache(_KEPT)(self._shorten)
        self.used: set[str] = set()

    def name(self, iri: px.NamedNode) -> str:
        """Return an IRI as `prefix:local`, or in angle brackets where that needs an escape."""
        text, prefix = self._shortened(iri)
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
        return self.literal(term) if isinstance(term, px.Literal) else self.node(term, triple)

    def node(self, term: _Term, triple: px.Triple) -> str:
        """Return an IRI, or a blank node where these are taken."""
        if isinstance(term, px.BlankNode) and self._takes_blank:
            return str(term)
        return self.name(_iri(term, triple))

    def row(self, triple: px.Triple) -> _Row:
        """Return the terms of a triple as text, in a row that sorts as it shall stand."""
        is_type = triple.predicate == _TYPE
        predicate = "a" if is_type else self.name(triple.predicate)
        subject = self.node(triple.subject, triple)
        return subject, "0" if is_type else "1", predicate, self.object(triple)

    def head(self, prefixes: Mapping[str, str]) -> str:
        """Return the PREFIX lines of the prefixes used so far, and the empty line after them."""
        lines = [f"PREFIX {name}: <{prefixes[name]}>\n" for name in sorted(self.used)]
        return "".join(lines) + "\n" if lines else ""


def is_prefix(name: str, namespace: str) -> bool:
    """Tell whether a prefix may be declared: letters, digits, - and _, for an IRI."""
    try:
        px.NamedNode(namespace)
    except ValueError:
        return False
    return bool(_PREFIX_NAME.fullmatch(name))


def _iri(term: object, triple: px.Triple) -> px.NamedNode:
    if isinstance(term, px.NamedNode):
        return term
    kind = "a blank node" if isinstance(term, px.BlankNode) else "a triple"
    raise ValueError(
        f"'{triple}' has {kind} as a term; expected IRIs and literals only. Fix: give it an IRI"
    )


def _blocks(rows: Iterable[Sequence[str]], indent: str = "") -> Iterator[str]:
    """Yield one block a subject of sorted rows, without the empty line between two."""
    for subject, of_subject in groupby(rows, key=itemgetter(0)):
        lines = [indent + subject]
        for predicate, of_predicate in groupby(of_subject, key=itemgetter(2)):
            objects = [row[3] for row in of_predicate]
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


def write_turtle(
    triples: Iterable[px.Triple], prefixes: Mapping[str, str], *, takes_blank: bool = False
) -> Iterator[str]:
    """Yield canonical Turtle: the head, then one piece a subject; the same triples, the same text.

    A triple that comes twice is written once. Blank nodes are taken only if they are told to have
    canonical labels. Raises ValueError for others, a triple term, or a prefix that Turtle does not
    allow, before the first piece.

    >>> a = px.NamedNode("http://example.org/a")
    >>> print("".join(write_turtle([px.Triple(a, a, px.Literal(1))], {"ex": "http://example.org/"})))
    PREFIX ex: <http://example.org/>
    <BLANKLINE>
    ex:a
        ex:a 1 ;
    .
    <BLANKLINE>
    """
    writer = _Writer(prefixes, takes_blank)
    sorted_rows = taken(rows(map(writer.row, triples), 4))
    head = writer.head(prefixes)
    if head:
        yield head
    yield from _spaced(_blocks(sorted_rows))


def write_trig(
    quads: Iterable[px.Quad], prefixes: Mapping[str, str], *, takes_blank: bool = False
) -> Iterator[str]:
    """Yield canonical TriG: the head, the default graph, then the named graphs in order.

    Raises ValueError as `write_turtle` does, and for a graph named by a blank node.
    """
    writer = _Writer(prefixes, takes_blank)

    def row(quad: px.Quad) -> tuple[str, ...]:
        graph = quad.graph_name
        is_default = isinstance(graph, px.DefaultGraph)
        name = "" if is_default else writer.node(graph, quad.triple)
        return name, *writer.row(quad.triple)

    sorted_rows = taken(rows(map(row, quads), 5))
    head = writer.head(prefixes)
    if head:
        yield head
    for number, (name, of_graph) in enumerate(groupby(sorted_rows, key=itemgetter(0))):
        if number:
            yield "\n"
        blocks = _spaced(_blocks((found[1:] for found in of_graph), _INDENT if name else ""))
        if name:
            yield f"{name} {{\n"  # without the word GRAPH, which Virtuoso 7 does not know
        yield from blocks
        if name:
            yield "}\n"


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
