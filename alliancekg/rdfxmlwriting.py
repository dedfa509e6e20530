"""Canonical RDF/XML: one text for one set of triples, in bounded memory.

One element a subject, called by the first of its classes that can be a name, and one a statement. A
predicate becomes the name of an element, so that its IRI must end in what XML takes for a name; XML
1.0 holds no control characters but tab and line ends. What cannot be said is refused, and nothing
is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as px

from alliancekg.namespaces import PREFIXES
from alliancekg.rowsorting import flat, statements, taken
from alliancekg.unsayable import sayable, shown

_RDF: Final = PREFIXES["rdf"]
_TYPE: Final = px.NamedNode(_RDF + "type")
_STRING: Final = PREFIXES["xsd"] + "string"
# The longest end of an IRI that is a name without a colon (Namespaces in XML 1.0, NCName).
_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_REST: Final = f"[{_START}0-9.\u00b7\u0300-\u036f\u203f\u2040-]*"
_NAME: Final = re.compile(f"[{_START}]{_REST}")
_END: Final = re.compile(f"[{_START}]{_REST}$")
# What RDF/XML keeps for itself (RDF 1.1 XML Syntax, 5.1), and a namespace that cannot be declared.
_RESERVED: Final = frozenset(
    f"{_RDF}{name}"
    for name in (
        *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description"),
        *("li", "aboutEach", "aboutEachPrefix", "bagID"),
    )
)
_OF_XML: Final = ("http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace")
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
_INDENT: Final = "    "


def write_rdfxml(quads: Iterable[px.Quad], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield RDF/XML: the head, then one piece a subject; the same triples, the same text.

    Graph names are left out. Raises UsageError for what RDF/XML cannot say, before the first piece.
    """
    names = _Names(prefixes)
    said = sayable(quads, "rdfxml", names.problem, "turtle or ntriples")
    found = taken(statements(flat(said)))  # the names are known
    yield names.head()
    yield from _elements(found, names)
    yield "</rdf:RDF>\n"


class _Names:
    """Predicates and classes as names of elements; `used` are the prefixes that were needed."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        # Names that begin with xml are kept for XML; the longest namespace wins, then the name.
        some = {n: i for n, i in prefixes.items() if n and not n.lower().startswith("xml")}
        self._prefixes = {**some, "rdf": _RDF}
        self._namespaces = sorted(self._prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._known: dict[str, tuple[str, str]] = {}
        self._used = {"rdf"}

    def problem(self, quad: px.Quad) -> str:
        """Say what of a statement cannot be said; else take note of its names."""
        if not self.name(quad.predicate.value)[0]:
            return f"the predicate {quad.predicate} does not end in a name for an element of XML"
        if isinstance(quad.object, px.Triple):
            return f"{shown(quad)} has a triple as a term"
        if isinstance(quad.object, px.Literal):
            if found := _ILLEGAL.search(quad.object.value):
                return f"{shown(quad)} has the control character U+{ord(found[0]):04X}"
            if quad.object.direction:
                return f"{shown(quad)} has a text with a direction"
        elif quad.predicate == _TYPE:
            self.name(quad.object.value)
        return ""

    def name(self, iri: str) -> tuple[str, str]:
        """Return the name of an element, and what declares its namespace if no prefix does.

        The name is empty if there is none.
        """
        if iri not in self._known:
            self._known[iri] = self._named(iri)
        return self._known[iri]

    def _named(self, iri: str) -> tuple[str, str]:
        if iri in _RESERVED or iri.startswith(_OF_XML):
            return "", ""
        for prefix, namespace in self._namespaces:
            if iri.startswith(namespace) and _NAME.fullmatch(iri, len(namespace)):
                self._used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}", ""
        found = _END.search(iri)
        if found is None or not found.start():
            return "", ""
        return found[0], f" xmlns={quoteattr(iri[: found.start()])}"

    def head(self) -> str:
        """Return the declaration, and the first tag with the prefixes that are used."""
        declared = "".join(
            f"\n{_INDENT}xmlns:{name}={quoteattr(self._prefixes[name])}"
            for name in sorted(self._used)
        )
        return f"{_HEAD}{declared}>\n"


def _elements(quads: Iterable[px.Quad], names: _Names) -> Iterator[str]:
    for subject, of_subject in groupby(quads, key=lambda quad: quad.subject):
        stated = sorted(of_subject, key=lambda quad: quad.predicate != _TYPE)  # classes first
        name, declared = "rdf:Description", ""
        for number, quad in enumerate(stated):
            if quad.predicate != _TYPE:
                break
            if isinstance(quad.object, px.NamedNode) and names.name(quad.object.value)[0]:
                name, declared = names.name(quad.object.value)
                del stated[number]
                break
        parts = [f"{_INDENT}<{name}{declared} {_node(subject, 'about')}>\n"]
        parts += (_property(quad, names) for quad in stated)
        parts.append(f"{_INDENT}</{name}>\n")
        yield "".join(parts)


def _node(term: object, attribute: str) -> str:
    if isinstance(term, px.BlankNode):
        return f"rdf:nodeID={quoteattr(term.value)}"
    assert isinstance(term, px.NamedNode)
    return f"rdf:{attribute}={quoteattr(term.value)}"


def _property(quad: px.Quad, names: _Names) -> str:
    name, declared = names.name(quad.predicate.value)
    value = quad.object
    if not isinstance(value, px.Literal):
        return f"{_INDENT * 2}<{name}{declared} {_node(value, 'resource')}/>\n"
    kind = ""
    if value.language:
        kind = f" xml:lang={quoteattr(value.language)}"
    elif value.datatype.value != _STRING:
        kind = f" rdf:datatype={quoteattr(value.datatype.value)}"
    text = escape(value.value, {"\r": "&#13;"})
    return f"{_INDENT * 2}<{name}{declared}{kind}>{text}</{name}>\n"
