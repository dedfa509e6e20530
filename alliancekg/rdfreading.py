"""RDF files of users, read strictly: bytes to quads. What the rules say is left to `checking`.

Turtle, TriG, N-Triples, N-Quads, JSON-LD and RDF/XML; the parsers, and what they do to values, are
in `rdfparsing`. Blank nodes get new names, so that those of several files stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, Quad, RdfFormat, Triple

from alliancekg import jsonld, literals, locating, rdfxml
from alliancekg.findings import Finding, Place
from alliancekg.indexing import node_name
from alliancekg.locating import Seen
from alliancekg.placing import local
from alliancekg.rdfparsing import Parsed, RdfError, decoded, line_of, parsed, refusal

FORMATS: Final[dict[str, RdfFormat]] = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
}
"""The formats that are read, by the extension of the file in small letters."""

_KINDS: Final = (
    "Turtle (.ttl), TriG (.trig), N-Triples (.nt), N-Quads (.nq), JSON-LD (.jsonld, .json)"
    " or RDF/XML (.rdf, .owl, .xml)"
)
_CONFLICT: Final = re.compile(r"^<<<<<<< ", re.M)
_TRIPLE_TERMS: Final = 1000  # pyoxigraph overflows the stack at some ten thousand nested ones
_SMALL: Final = 256 * 1024  # bytes of a file of which what was read is kept
_TRIPLE_TERM: Final = re.compile(r"<<[^<]")


@dataclass(frozen=True, slots=True)
class Document:
    """What one file states, in its order, where its nodes stand, and what is odd about it.

    `places` has every subject, IRI value and blank node, the last as `_:label`: the line on which
    its statements begin, or else where it is first named; line 0 if it is not found in the text.
    """

    quads: tuple[Quad, ...]
    places: Mapping[str, Place]
    findings: tuple[Finding, ...] = ()  # warnings
    prefixes: Mapping[str, str] = field(default_factory=dict)


def read(path: Path, display: str) -> Document:
    """Return what a file states; `display` is its name in messages.

    Raises RdfError for what is no RDF in strict UTF-8 of the kind that the extension says, with the
    line where it can be told.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
        raise refusal(display, 0, why, "a readable file", "check its name") from None
    read = _small if len(content) <= _SMALL else _stated
    return _apart(read(content, FORMATS.get(path.suffix.lower()), display))


def _stated(content: bytes, kind: RdfFormat | None, display: str) -> Document:
    if kind is None:
        why, fix = "has no extension of an RDF file", "convert the file, or name it by what it is"
        raise refusal(display, 0, why, _KINDS, fix)
    text = decoded(content, display)
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        why, fix = "holds a conflict mark (<<<<<<<)", "merge, and save"
        raise refusal(display, line, why, "a merged file", fix)
    found, seen, warnings = _parse(text, kind, display)
    if any(isinstance(quad.object, Triple) for quad in found.quads):
        line = line_of(text, ["<<(", "<<", '"Triple"'])
        why, fix = "holds a triple term of RDF 1.2", "name the triple's parts"
        raise refusal(display, line, why, "RDF 1.1", fix)
    places = locating.places(found.quads, seen, display)
    warnings += _oddities(found.quads, places, text, display)
    return Document(found.quads, places, tuple(warnings), found.prefixes)


def _apart(document: Document) -> Document:
    """Return a document with new names for its blank nodes."""
    names = {node: BlankNode() for node in _blanks(document.quads)}
    if not names:
        return document
    renamed = {str(old): str(new) for old, new in names.items()}
    return replace(
        document,
        quads=tuple(_renamed(quad, names) for quad in document.quads),
        places={renamed.get(node, node): place for node, place in document.places.items()},
    )


@lru_cache(maxsize=128)
def _small(content: bytes, kind: RdfFormat | None, display: str) -> Document:
    """Return what a file like those of the ontology states: a command needs it several times."""
    return _stated(content, kind, display)


def _parse(text: str, kind: RdfFormat, display: str) -> tuple[Parsed, Seen, list[Finding]]:
    """Return what a text states, where its nodes stand, and warnings. Raises RdfError."""
    if kind == RdfFormat.JSON_LD:
        return jsonld.parse(text, display)
    if kind == RdfFormat.RDF_XML:
        return rdfxml.parse(text, display)
    _guard(text, kind, display)
    found = parsed(text, kind, display)
    return found, locating.in_turtle(text), []


def _guard(text: str, kind: RdfFormat, display: str) -> None:
    """Refuse what no parser of Turtle and its kin should see: XML, JSON, endless triple terms."""
    start = text.lstrip()
    other = "XML" if start.startswith(("<?xml", "<!DOCTYPE", "<rdf:RDF")) else ""
    if kind != RdfFormat.TRIG and start.startswith("{"):
        other = "JSON or TriG"
    if other:
        fix = "name the file by what it is"
        raise refusal(display, 1, f"is {other}", f"valid {kind.name}", fix)
    if sum(1 for _ in _TRIPLE_TERM.finditer(text)) > _TRIPLE_TERMS:
        raise refusal(
            display, 0, "nests triple terms too deep", "RDF 1.1", "name the triples' parts"
        )


def _blanks(quads: Iterable[Quad]) -> dict[BlankNode, None]:
    """Return the blank nodes of quads in their order."""
    return {
        node: None
        for quad in quads
        for node in (quad.subject, quad.object, quad.graph_name)
        if isinstance(node, BlankNode)
    }


def _renamed(quad: Quad, names: Mapping[BlankNode, BlankNode]) -> Quad:
    """Return a quad whose blank nodes have their new names."""
    subject, value, graph = quad.subject, quad.object, quad.graph_name
    return Quad(
        names[subject] if isinstance(subject, BlankNode) else subject,
        quad.predicate,
        names[value] if isinstance(value, BlankNode) else value,
        names[graph] if isinstance(graph, BlankNode) else graph,
    )


def _oddities(
    quads: tuple[Quad, ...], places: Mapping[str, Place], text: str, display: str
) -> Iterator[Finding]:
    """Return a warning for a file without statements and for each literal that is not its type."""
    if not quads:
        fix = "check that this is the file you mean"
        said = "holds no triples", "one statement or more", fix
        yield Finding(Place(display), "", "", *said, "warning")
    lines = locating.LiteralLines(text)
    for quad in quads:
        value = quad.object
        if not isinstance(value, Literal):
            continue
        problem = literals.fault(value.value, value.datatype.value)
        if problem:
            kind = "xsd:" + local(value.datatype.value)
            place = places[node_name(quad.subject)]
            line = lines.line(value.value, place.line)
            yield Finding(
                Place(display, line),
                local(quad.predicate.value),
                value.value,
                problem,
                f"a value of {kind}",
                "correct the value, or its type",
                "warning",
            )


__all__ = ["FORMATS", "Document", "RdfError", "read"]
