"""Canonical RDF/XML: one text for one set of triples, in bounded memory.

One element a subject, one a statement. A predicate becomes an element's name, so that its IRI must
end in what XML takes for a name; XML 1.0 holds no control characters but tab and line ends. What
cannot be said is refused, and nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as px

from alliancekg.errors import UsageError
from alliancekg.namespaces import PREFIXES
from alliancekg.rowsorting import flat, statements, taken

_RDF: Final = PREFIXES["rdf"]
_STRINGS: Final = (PREFIXES["xsd"] + "string", _RDF + "langString")
# The longest end of an IRI that is a name without a colon (Namespaces in XML 1.0, NCName).
_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME: Final = re.compile(f"[{_START}][{_START}0-9.\u00b7\u0300-\u036f\u203f\u2040-]*$")
# What RDF/XML keeps for itself (RDF 1.1 XML Syntax, 5.1).
_RESERVED: Final = frozenset(
    f"{_RDF}{name}"
    for name in (
        *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description"),
        *("li", "aboutEach", "aboutEachPrefix", "bagID"),
    )
)
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
_INDENT: Final = "    "


def write_rdfxml(quads: Iterable[px.Quad], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield RDF/XML: the head, then one piece a subject; the same triples, the same text.

    Graph names are left out. Raises UsageError for what RDF/XML cannot say, before the first piece.
    """
    names = _Names(prefixes)
    found = taken(statements(flat(_checked(quads, names))))  # the names are known
    yield names.head()
    yield from _elements(found, names)
    yield "</rdf:RDF>\n"


class _Names:
    """Predicates as names of elements; `used` are the prefixes that were needed."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = {**prefixes, "rdf": _RDF}
        self._namespaces = {iri: name for name, iri in sorted(self._prefixes.items()) if name}
        self._known: dict[str, tuple[str, str]] = {}
        self._used = {"rdf"}

    def name(self, predicate: px.NamedNode) -> tuple[str, str]:
        """Return the name of an element, and what declares its namespace if no prefix does."""
        iri = predicate.value
        if iri not in self._known:
            self._known[iri] = self._named(iri)
        return self._known[iri]

    def _named(self, iri: str) -> tuple[str, str]:
        found = _NAME.search(iri)
        if found is None or not found.start() or iri in _RESERVED:
            raise _refusal(
                f"the predicate <{iri}> is no name of an element",
                "an IRI that ends in a letter and what follows it",
            )
        local, namespace = found[0], iri[: found.start()]
        if namespace in self._namespaces:
            self._used.add(self._namespaces[namespace])
            return f"{self._namespaces[namespace]}:{local}", ""
        return local, f" xmlns={quoteattr(namespace)}"

    def head(self) -> str:
        """Return the declaration, and the first tag with the prefixes that are used."""
        declared = "".join(
            f"\n{_INDENT}xmlns:{name}={quoteattr(self._prefixes[name])}"
            for name in sorted(self._used)
        )
        return f"{_HEAD}{declared}>\n"


def _checked(quads: Iterable[px.Quad], names: _Names) -> Iterator[px.Quad]:
    for quad in quads:
        names.name(quad.predicate)
        if isinstance(quad.object, px.Literal) and _ILLEGAL.search(quad.object.value):
            raise _refusal(f"'{quad.triple}' has a control character", "text that XML 1.0 can hold")
        if isinstance(quad.object, px.Triple):
            raise _refusal(f"'{quad.triple}' has a triple as a term", "IRIs and literals")
        yield quad


def _refusal(problem: str, expected: str) -> UsageError:
    return UsageError(
        f"rdfxml: {problem}; expected {expected}. Fix: write another format, such as turtle"
    )


def _elements(quads: Iterable[px.Quad], names: _Names) -> Iterator[str]:
    for subject, of_subject in groupby(quads, key=lambda quad: quad.subject):
        parts = [f"{_INDENT}<rdf:Description {_node(subject, 'about')}>\n"]
        parts += (_property(quad, names) for quad in of_subject)
        parts.append(f"{_INDENT}</rdf:Description>\n")
        yield "".join(parts)


def _node(term: object, attribute: str) -> str:
    if isinstance(term, px.BlankNode):
        return f"rdf:nodeID={quoteattr(term.value)}"
    assert isinstance(term, px.NamedNode)
    return f"rdf:{attribute}={quoteattr(term.value)}"


def _property(quad: px.Quad, names: _Names) -> str:
    name, declared = names.name(quad.predicate)
    value = quad.object
    if not isinstance(value, px.Literal):
        return f"{_INDENT * 2}<{name}{declared} {_node(value, 'resource')}/>\n"
    kind = ""
    if value.language:
        kind = f" xml:lang={quoteattr(value.language)}"
    elif value.datatype.value not in _STRINGS:
        kind = f" rdf:datatype={quoteattr(value.datatype.value)}"
    text = escape(value.value, {"\r": "&#13;"})
    return f"{_INDENT * 2}<{name}{declared}{kind}>{text}</{name}>\n"
