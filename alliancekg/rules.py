"""Shapes as rules: by which name a report calls each, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pyoxigraph as px

from alliancekg import shaclresults
from alliancekg.focusing import aimed_shapes
from alliancekg.indexing import RDF_TYPE, Index, Subject, Term
from alliancekg.placing import local
from alliancekg.reports import Rule
from alliancekg.statements import term

_PATH: Final = term("sh:path")
_KINDS: Final = (term("sh:NodeShape"), term("sh:PropertyShape"))
_NAMELESS: Final = "a shape"
# By these a shape refers to one that is part of it.
_PARTS: Final = tuple(
    term(f"sh:{name}") for name in ("property", "node", "not", "qualifiedValueShape")
)
_SEVERITY: Final = term("sh:severity")


def rule_names(shapes: Index, name: Callable[[str], str]) -> Mapping[Subject, str]:
    """Return the name of each shape: its IRI in short; of a blank node, its parent's and its path.

    `name` shows an IRI.

    >>> sh = "<http://www.w3.org/ns/shacl#"
    >>> text = f"<urn:s> {sh}property> [ {sh}path> <urn:x/signed> ] ."
    >>> sorted(rule_names(Index(px.parse(text, format=px.RdfFormat.TURTLE)), str).values())
    ['urn:s', 'urn:s-signed']
    """
    nodes = {node for kind in _KINDS for node in shapes.subjects(RDF_TYPE, kind)}
    nodes |= {node for part in _PARTS for pair in shapes.pairs(part) for node in _subjects(pair)}
    nodes |= {node for node, _ in shapes.pairs(_PATH)} | aimed_shapes(shapes)
    names = _Names(shapes, name)
    return {node: names.of(node) for node in nodes}


def _subjects(pair: tuple[Subject, Term]) -> list[Subject]:
    return [node for node in pair if not isinstance(node, px.Literal)]


class _Names:
    """The names of shapes, each found once: blank ones can have many parents in common."""

    def __init__(self, shapes: Index, name: Callable[[str], str]) -> None:
        self._shapes, self._name = shapes, name
        self._found: dict[Subject, str] = {}

    def of(self, node: Subject) -> str:
        """Return the name of a shape, found from the top: a chain of blank ones can be long."""
        chain: list[Subject] = [node]
        while chain:
            here = chain[-1]
            above = [p for p in self._parents(here) if p not in self._found and p not in chain]
            if above:
                chain.append(above[0])
                continue
            named = [self._found[p] for p in self._parents(here) if p in self._found]
            self._found[here] = (
                self._name(here.value)
                if isinstance(here, px.NamedNode)
                else min(named, default=_NAMELESS) + self._step(here)
            )
            chain.pop()
        return self._found[node]

    def _parents(self, node: Subject) -> list[Subject]:
        if isinstance(node, px.NamedNode):
            return []
        return sorted({s for part in _PARTS for s in self._shapes.subjects(part, node)}, key=str)

    def _step(self, node: Subject) -> str:
        path = self._shapes.value(node, _PATH)
        if path is None:
            return ""
        last = local(path.value) if isinstance(path, px.NamedNode) else ""
        return f"-{last or shaclresults.path_text(path, self._shapes, self._name)}"


def rules(shapes: Index, name: Callable[[str], str]) -> Mapping[str, Rule]:
    """Return what each shape says of itself, by its name; of shapes with the same name, the first.

    In the order of the names.
    """
    found: dict[str, Rule] = {}
    named = rule_names(shapes, name)
    for node, called in sorted(named.items(), key=lambda item: (item[1], str(item[0]))):
        severity = shaclresults.severity(getattr(shapes.value(node, _SEVERITY), "value", ""))
        iri = node.value if isinstance(node, px.NamedNode) else ""
        said, why = (
            shaclresults.english(shapes.objects(node, term(f"sh:{field}")))
            for field in ("name", "description")
        )
        found.setdefault(called, Rule(iri, said, why, severity))
    return found
