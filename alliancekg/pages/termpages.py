"""The page of the terms: classes, properties and lists of values, each with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as px

from alliancekg import engines, labelling
from alliancekg.namespaces import AK, PREFIXES, SCHEME
from alliancekg.pages.frame import GRAPH_FORMS, Page, render, shown
from alliancekg.pages.linkedcells import Cell, node_cell
from alliancekg.pages.site import Site

_OWL: Final = PREFIXES["owl"]
_SKOS: Final = PREFIXES["skos"]
_KINDS: Final = (
    ("Classes", (f"{_OWL}Class",)),
    ("Properties", (f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty")),
    ("Lists of values", (f"{_SKOS}ConceptScheme",)),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term, what it means, and of a list its values."""

    cell: Cell
    definition: str
    values: Sequence[Cell]


def terms(site: Site) -> Page:
    """Return the page of all terms of the ontology, by what they are, sorted by name."""
    found = {title: _of(site, kinds) for title, kinds in _KINDS}
    said = engines.about(site.engine, [n for nodes in found.values() for n in nodes],
                         [f"{_SKOS}definition"])  # fmt: skip
    definitions = {n.value: v.value for n, _, v in said if isinstance(v, px.Literal)}
    values = dict(_values(site))
    labels = labelling.labels_of(
        [
            *(n for nodes in found.values() for n in nodes),
            *(v for vs in values.values() for v in vs),
        ],
        site.engine,
    )
    groups = {
        title: sorted(
            (
                Term(
                    node_cell(node.value, labels, site.links),
                    shown(definitions.get(node.value, "")),
                    _cells(site, values.get(node.value, ()), labels),
                )
                for node in nodes
            ),
            key=lambda term: (term.cell.text.casefold(), term.cell.iri),
        )
        for title, nodes in found.items()
    }
    downloads = [
        (form, href) for form, suffix in GRAPH_FORMS if (href := site.links.statements(AK, suffix))
    ]
    return render("terms.html", site=site, groups=groups, downloads=downloads)


def _of(site: Site, kinds: Sequence[str]) -> list[px.NamedNode]:
    nodes = {
        node
        for kind in kinds
        for (node,) in engines.rows(site.engine, f"SELECT ?s {{ ?s a <{kind}> }}")
        if isinstance(node, px.NamedNode) and node.value.startswith((AK, SCHEME))
    }
    return sorted(nodes, key=str)


def _values(site: Site) -> Iterator[tuple[str, list[px.NamedNode]]]:
    """Yield each list of values with its concepts."""
    found: dict[str, list[px.NamedNode]] = {}
    text = f"SELECT ?c ?s {{ ?c <{_SKOS}inScheme> ?s }}"
    for concept, scheme in engines.rows(site.engine, text):
        if isinstance(concept, px.NamedNode) and isinstance(scheme, px.NamedNode):
            found.setdefault(scheme.value, []).append(concept)
    yield from found.items()


def _cells(site: Site, nodes: Sequence[px.NamedNode], labels: dict[str, str]) -> list[Cell]:
    cells = (node_cell(node.value, labels, site.links) for node in nodes)
    return sorted(cells, key=lambda cell: (cell.text.casefold(), cell.iri))
