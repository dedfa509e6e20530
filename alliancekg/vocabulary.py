"""The ontology and its SKOS schemes: Turtle files, read as `rdfreading` reads those of users.

What the terms mean is not known here. A warning of `rdfreading` does not matter to what is stated:
an ill-typed literal is the shapes' to report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from pyoxigraph import BlankNode, NamedNode, Quad

from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding
from alliancekg.indexing import node_name
from alliancekg.namespaces import PREFIXES, SCHEME, graph_iri
from alliancekg.rdfreading import Document, RdfError, read

GRAPH: Final = NamedNode(graph_iri("ontology"))
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_CONCEPT: Final = NamedNode(PREFIXES["skos"] + "Concept")
_CONCEPT_IRI: Final = re.compile(rf"<{re.escape(SCHEME)}(?P<scheme>[^#]+)#(?P<key>.+)>")


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
        try:
            document = read(path, (folder.name / path.relative_to(folder)).as_posix())
        except RdfError as error:
            unreadable += error.findings
            continue
        for quad in document.quads:
            stated[Quad(quad.subject, quad.predicate, quad.object, GRAPH)] = None
        unnamed += [_blank(document, quad) for quad in document.quads if _has_blank(quad)]
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


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _blank(document: Document, quad: Quad) -> Finding:
    """Return the finding for a statement about a blank node, shown by its predicate."""
    return Finding(
        document.places[node_name(quad.subject)],
        "",
        quad.predicate.value,
        "has a blank node as its subject or object",
        "nodes with IRIs",
        "give the node an IRI",
    )
