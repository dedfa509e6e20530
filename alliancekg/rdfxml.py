"""RDF/XML read strictly: expat looks first, for lines and against entities, then pyoxigraph parses.

A DOCTYPE is refused before any of its entities is unfolded: 600 bytes of them can make gigabytes.
Nesting is limited, as the time of the parser grows with its square.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urldefrag
from xml.parsers import expat

from pyoxigraph import RdfFormat

from alliancekg.findings import Finding
from alliancekg.locating import Seen, is_absolute, resolved
from alliancekg.namespaces import PREFIXES
from alliancekg.rdfparsing import Parsed, RdfError, parsed, refusal, relative

DEEPEST: Final = 500
"""How many elements may be open at once."""

_RDF: Final = PREFIXES["rdf"]
_BETWEEN: Final = " "  # what expat writes between the IRI of a namespace and a local name
_XML_BASE: Final = "http://www.w3.org/XML/1998/namespace base"
_XHTML: Final = "http://www.w3.org/1999/xhtml "
_ENCODINGS: Final = ("", "utf-8", "utf8", "us-ascii")
_FIX: Final = "write the IRI in full, or give xml:base"


def parse(text: str, display: str) -> tuple[Parsed, Seen, list[Finding]]:
    """Return what a text states, where its nodes stand, and no warnings.

    Raises RdfError for what is no XML with namespaces, for a DOCTYPE, an encoding that is not
    UTF-8, too many levels, each relative IRI without a base, and what is no RDF/XML.
    """
    look = _Look(display)
    look.at(text)
    if look.faults:
        raise RdfError(*look.faults)
    found = parsed(text, RdfFormat.RDF_XML, display)
    return Parsed(found.quads, look.prefixes, found.base), look.seen, []


@dataclass(slots=True)
class _Open:
    """An element that is open: what its children are, and the base of its attributes."""

    children: str  # node, property, or literal
    base: str


@dataclass(slots=True)
class _Look:
    """One walk through the elements of a text."""

    display: str
    seen: Seen = field(default_factory=Seen)
    prefixes: dict[str, str] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    line: int = 0

    def at(self, text: str) -> None:
        """Walk through a text. Raises RdfError for what no parser should see."""
        parser = expat.ParserCreate("utf-8", _BETWEEN)

        def start(name: str, attributes: dict[str, str]) -> None:
            self.line = parser.CurrentLineNumber
            self._start(name, attributes)

        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _: self.stack.pop()
        parser.StartNamespaceDeclHandler = self._namespace
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = lambda *_: self._doctype(parser.CurrentLineNumber)
        try:
            parser.Parse(text.encode(), True)
        except expat.ExpatError as error:
            why = f"is not well-formed XML: {expat.ErrorString(error.code)}"
            fix = "mend the file at this line"
            raise refusal(self.display, error.lineno, why, "RDF/XML", fix) from None

    def _namespace(self, prefix: str | None, iri: str | None) -> None:
        if iri:
            self.prefixes.setdefault(prefix or "", iri)

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "").lower() not in _ENCODINGS:
            why, fix = f"declares the encoding {encoding}", "save it as UTF-8, and declare that"
            raise refusal(self.display, 1, why, "UTF-8", fix)

    def _doctype(self, line: int) -> None:
        raise refusal(
            self.display,
            line,
            "declares a DOCTYPE, whose entities are never unfolded",
            "RDF/XML without a DOCTYPE",
            "take it out, and write what its entities stand for",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        above = self.stack[-1] if self.stack else _Open("node", "")
        if len(self.stack) >= DEEPEST:
            why = f"is nested more than {DEEPEST} elements deep"
            fix = "give the inner nodes an rdf:about, and refer to them"
            raise refusal(self.display, self.line, why, "fewer levels", fix)
        if not self.stack and name.startswith(_XHTML):
            fix = "name the file by what it is"
            raise refusal(self.display, self.line, "is a page of HTML", "RDF/XML", fix)
        if above.children == "literal":
            self.stack.append(above)
            return
        base = above.base
        if (given := attributes.get(_XML_BASE)) is not None:
            base = urldefrag(self._whole(given, base)).url
        own = {key.removeprefix(_RDF + _BETWEEN): value for key, value in attributes.items()}
        self._nodes(name, own, base, above.children == "node")
        self.stack.append(_Open(self._children(name, own, above.children), base))

    def _children(self, name: str, own: dict[str, str], kind: str) -> str:
        """Return what the children of an element are: nodes and properties take turns."""
        if kind == "node":
            return "node" if name == f"{_RDF}{_BETWEEN}RDF" else "property"
        how = own.get("parseType")
        if how == "Resource":
            self.seen.openers.append(self.line)
        return {None: "node", "Collection": "node", "Resource": "property"}.get(how, "literal")

    def _nodes(self, name: str, own: dict[str, str], base: str, is_node: bool) -> None:
        """Note where the nodes of an element stand."""
        mentions = [self._whole(own[key], base) for key in ("resource", "datatype") if key in own]
        begins = [self._whole(own["about"], base)] if "about" in own else []
        if "ID" in own:
            begins.append(self._whole("#" + own["ID"], base))
        if "nodeID" in own:
            (begins if is_node else mentions).append("_:" + own["nodeID"])
        for iri in begins:
            self.seen.begins.setdefault(iri, self.line)
        if is_node and not begins:
            self.seen.openers.append(self.line)
        for iri in [*begins, *mentions, name.replace(_BETWEEN, "")]:
            self.seen.mentions.setdefault(iri, self.line)

    def _whole(self, iri: str, base: str) -> str:
        """Return an IRI in full; without a base a relative one is a fault."""
        if not base and not is_absolute(iri):
            self.faults.append(relative(self.display, self.line, iri or '""', _FIX))
        return resolved(iri, base)
