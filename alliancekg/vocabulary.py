"""The ontology and its SKOS schemes, read from Turtle files; what they mean is not known here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import PREFIXES, SCHEME, graph_iri

_GRAPH: Final = NamedNode(graph_iri("ontology"))
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_CONCEPT: Final = NamedNode(PREFIXES["skos"] + "Concept")
_CONCEPT_IRI: Final = re.compile(rf"<{re.escape(SCHEME)}(?P<scheme>[^#]+)#(?P<key>.+)>")
_BOM: Final = b"\xef\xbb\xbf"


def quads(folder: Path) -> Iterator[Quad]:
    """Return what the Turtle files of a folder and its sub-folders state, in graph/ontology.

    Files in the order of their paths, statements in the order of the files, each once. Raises
    UsageError with a line for each file that cannot be read or parsed, SourceErrors with a finding
    for each statement about a blank node.
    """
    stated: dict[Quad, None] = {}
    unreadable: list[Finding] = []
    unnamed: list[Finding] = []
    for path in sorted(folder.rglob("*.ttl"), key=lambda path: path.as_posix()):
        if path.is_dir():
            continue
        place = Place((folder.name / path.relative_to(folder)).as_posix())
        try:
            read = dict.fromkeys(_parse(path))
        except SyntaxError as error:
            unreadable.append(_unparsable(place, error))
        except OSError as error:
            unreadable.append(_unreadable(place, error))
        else:
            stated |= read
            unnamed += [_blank(place, quad) for quad in read if _has_blank(quad)]
    if unreadable:
        raise UsageError("\n".join(map(str, unreadable)))
    if unnamed:
        raise SourceErrors(unnamed)
    return iter(stated)


def concepts(schemes_dir: Path) -> Mapping[str, frozenset[str]]:
    """Return the concepts of each SKOS scheme of a folder: scheme name to the keys of its concepts.

    A concept counts by its IRI, `…/scheme/NAME#KEY`, not by the name of the file. Raises as `quads`
    does.
    """
    found: dict[str, set[str]] = {}
    for quad in quads(schemes_dir):
        if quad.predicate == _TYPE and quad.object == _CONCEPT:
            concept = _CONCEPT_IRI.fullmatch(str(quad.subject))
            if concept:
                found.setdefault(concept["scheme"], set()).add(unquote(concept["key"]))
    return {scheme: frozenset(keys) for scheme, keys in sorted(found.items())}


def _parse(path: Path) -> Iterator[Quad]:
    """Return the statements of one file, in graph/ontology. Raises SyntaxError, OSError."""
    content = path.read_bytes().removeprefix(_BOM)
    for quad in parse(content, format=RdfFormat.TURTLE):
        yield Quad(quad.subject, quad.predicate, quad.object, _GRAPH)


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _blank(place: Place, quad: Quad) -> Finding:
    """Return the finding for a statement about a blank node, shown by its predicate."""
    return Finding(
        place,
        "",
        quad.predicate.value,
        "has a blank node as its subject or object",
        "nodes with IRIs",
        "give the node an IRI",
    )


def _unparsable(place: Place, error: SyntaxError) -> Finding:
    return Finding(
        Place(place.file, error.lineno or 0),
        "",
        "",
        f"is not Turtle: {error.msg}",
        "RDF 1.1 Turtle in UTF-8",
        "mend the file at this line",
    )


def _unreadable(place: Place, error: OSError) -> Finding:
    return Finding(
        place,
        "",
        "",
        f"cannot be read: {error.strerror}",
        "a file that can be read",
        "check the file and its permissions",
    )
