"""Shapes as rules: by which name a report calls each, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pyoxigraph as px

from alliancekg import shaclresults
from alliancekg.findings import Severity
from alliancekg.indexing import RDF_TYPE, Index, Subject, Term
from alliancekg.placing import local
from alliancekg.reports import Rule
from alliancekg.statements import term

_PATH: Final = term("sh:path")
_KINDS: Final = (term("sh:NodeShape"), term("sh:PropertyShape"))
# By these a shape refers to one that is part of it.
_PARTS: Final = tuple(
    term(f"sh:{name}") for name in ("property", "node", "not", "qualifiedValueShape")
)
_SEVERITIES: Final[Mapping[str, Severity]] = {"Warning": "warning", "Info": "info"}
_SEVERITY: Final = term("sh:severity")


def rule_names(shapes: Index, name: Callable[[str], str]) -> Mapping[Subject, str]:
    """Return the name of each shape: its IRI in short; of a blank node, its parent's and its path.

    `name` shows an IRI.

    >>> sh = "<http://www.w3.org/ns/shacl#"
    >>> text = f"<urn:s> {sh}property> [ {sh}path> <urn:x/signed> ] ."
    >>> sorted(rule_names(Index(px.parse(text, format=px.RdfFormat.TURTLE)), str).values())
    ['urn:s', 'urn:s-signed']
    """
    found: dict[Subject, str] = {}
    nodes = {node for kind in _KINDS for node in shapes.subjects(RDF_TYPE, kind)}
    nodes |= {node for part in _PARTS for pair in shapes.pairs(part) for node in _subjects(pair)}
    nodes |= {node for node, _ in shapes.pairs(_PATH)}
    for node in nodes:
        found[node] = _name(shapes, node, frozenset(), name)
    return found


def _subjects(pair: tuple[Subject, Term]) -> list[Subject]:
    return [node for node in pair if not isinstance(node, px.Literal)]


def _name(
    shapes: Index, node: Subject, above: frozenset[Subject], name: Callable[[str], str]
) -> str:
    if isinstance(node, px.NamedNode):
        return name(node.value)
    parents = {s for part in _PARTS for s in shapes.subjects(part, node)} - above
    named = (_name(shapes, parent, above | {node}, name) for parent in parents)
    first = min(named, default="a shape")
    path = shapes.value(node, _PATH)
    if path is None:
        return first
    step = local(path.value) if isinstance(path, px.NamedNode) else ""
    return f"{first}-{step or shaclresults.path_text(path, shapes, name)}"


def rules(shapes: Index, name: Callable[[str], str]) -> Mapping[str, Rule]:
    """Return what each shape says of itself, by its name; of shapes with the same name, the first.

    In the order of the names.
    """
    found: dict[str, Rule] = {}
    named = rule_names(shapes, name)
    for node, called in sorted(named.items(), key=lambda item: (item[1], str(item[0]))):
        severity = local(getattr(shapes.value(node, _SEVERITY), "value", ""))
        iri = node.value if isinstance(node, px.NamedNode) else ""
        said, why = _text(shapes, node, "name"), _text(shapes, node, "description")
        found.setdefault(called, Rule(iri, said, why, _SEVERITIES.get(severity, "violation")))
    return found


def _text(shapes: Index, node: Subject, field: str) -> str:
    """Return a text of a shape, the English one if there are several."""
    texts = [t for t in shapes.objects(node, term(f"sh:{field}")) if isinstance(t, px.Literal)]
    texts.sort(key=lambda text: (text.language not in ("en", None), str(text)))
    return texts[0].value if texts else ""
