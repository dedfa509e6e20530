"""The cells of an answer with the nodes that they name, so that each leads to its page.

An answer names records by their labels. A label leads to a node if the graph calls just that node
so, in the same language; where several are called so, it leads to the search for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import engines, labelling
from alliancekg.namespaces import AK, BASE, ID, PREFIXES, SCHEME, is_row
from alliancekg.pages.frame import is_web, shown
from alliancekg.results import Result, shown_term
from alliancekg.termtext import written
from alliancekg.values import value

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.pages.links import Links
    from alliancekg.results import Term

_NAMES: Final = (
    *(PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel"),
    *(AK + "paraphrase", PREFIXES["dcterms"] + "title"),
)
_BATCH: Final = 40
_LONGEST: Final = 500  # characters of a label
_KEYS: Final = re.compile(
    r"STRAFTER\(\s*STR\(\?\w+\),\s*\"(/id/(?:[a-z]+/)?)\"\s*\)\s+AS\s+\?(\w+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, and where it leads; `iri` is the node that it names, if it names one."""

    text: str
    href: str = ""
    iri: str = ""
    language: str = ""
    is_number: bool = False
    is_far: bool = False  # leads to another site

    @property
    def kind(self) -> str:
        """The kind of the record that the cell names: `event`, `actor` …, or nothing.

        >>> Cell("", iri="https://w3id.org/alliancekg/id/event/x").kind
        'event'
        """
        rest = self.iri.removeprefix(ID)
        return "" if rest == self.iri or "#" in rest else rest.partition("/")[0]


def rows(
    result: Result, found: Sequence[Sequence[Term | None]], engine: Engine, links: Links, text: str
) -> list[list[Cell]]:
    """Return the cells of some rows of an answer; `text` is the query that was asked."""
    keys = {name: BASE + path.removeprefix("/") for path, name in _KEYS.findall(text)}
    terms = [term for row in found for term in row]
    labels = labelling.labels_of(terms, engine)
    nodes = named(engine, (term for term in terms if isinstance(term, px.Literal)))
    return [
        [
            _cell(term, labels, nodes, keys.get(name, ""), links)
            for name, term in zip(result.variables, row, strict=True)
        ]
        for row in found
    ]


def _cell(
    term: Term | None,
    labels: Mapping[str, str],
    nodes: Mapping[str, Sequence[str]],
    key: str,
    links: Links,
) -> Cell:
    if isinstance(term, px.NamedNode):
        return node_cell(term.value, labels, links)
    text = shown(shown_term(term, labels))
    if not isinstance(term, px.Literal):
        return Cell(text)
    language = term.language or ""
    if key and re.fullmatch(r"[\w.%~/-]+", term.value):
        return Cell(text, links.entity(key + term.value), key + term.value, language)
    near = nodes.get(str(term), ())
    if len(near) == 1:
        return Cell(text, links.entity(near[0]), near[0], language)
    if near:
        return Cell(text, links.search(term.value), "", language)
    bare = value(term)
    is_number = isinstance(bare, int | float | Decimal) and not isinstance(bare, bool)
    return Cell(text, "", "", language, is_number)


def node_cell(iri: str, labels: Mapping[str, str], links: Links) -> Cell:
    """Return the cell of a node: ours leads to its page, another's to the web, or nowhere."""
    text = shown(shown_term(px.NamedNode(iri), labels))
    if is_ours(iri):
        return Cell(text, links.entity(iri), iri)
    return Cell(text, iri, iri, is_far=True) if is_web(iri) else Cell(text, "", iri)


def is_ours(iri: str) -> bool:
    """Tell whether an IRI is one of this graph: of a record, a concept, a term, a graph."""
    return iri.startswith(BASE)


def named(engine: Engine, texts: Iterable[px.Literal]) -> dict[str, list[str]]:
    """Return the nodes that are called as some literals are, by the literal as SPARQL writes it.

    They are records, rows and passages, concepts and terms: no parts of records, no codes.
    """
    wanted = {
        str(text): written(text)
        for text in texts
        if text.language and 0 < len(text.value) <= _LONGEST
    }
    names = "|".join(f"<{name}>" for name in _NAMES)
    found: dict[str, set[str]] = {}
    ordered = sorted(wanted)
    for at in range(0, len(ordered), _BATCH):
        parts = (
            f"{{ ?node {names} {wanted[text]} BIND({wanted[text]} AS ?text) }}"
            for text in ordered[at : at + _BATCH]
        )
        for node, text in engines.rows(
            engine, f"SELECT DISTINCT ?node ?text {{ {' UNION '.join(parts)} }}"
        ):
            if isinstance(node, px.NamedNode) and _is_record(node.value):
                found.setdefault(str(text), set()).add(node.value)
    return {text: list(_best(nodes)) for text, nodes in found.items()}


def _is_record(iri: str) -> bool:
    rest = iri.removeprefix(ID)
    if rest == iri:
        return iri.startswith((SCHEME, AK))
    return (is_row(iri) or "#" not in rest) and not rest.startswith("code/")


def _best(nodes: Iterable[str]) -> Iterator[str]:
    """Yield the records, or where there are none the concepts and terms, in order."""
    ordered = sorted(nodes)
    records = [iri for iri in ordered if iri.startswith(ID)]
    yield from records or ordered
