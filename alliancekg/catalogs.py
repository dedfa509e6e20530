"""The sources as a catalogue tells of them (DCAT): whose they are, what they allow and cover.

What a graph says of its source is read from any engine; counts are left to `partitions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from alliancekg.descriptions import Description, part_of
from alliancekg.facts import Facts
from alliancekg.namespaces import AK, BASE, FILE, GRAPH, graph_iri, record_iri

ONTOLOGY: Final = NamedNode(BASE + "ns")
_SEEDS: Final = FILE + "seeds/"
_ENGINES_OWN: Final = {
    graph_iri("derived"): (
        "What is computed",
        "What follows from the other graphs by the documented rules of the engine: classes above"
        " classes, participants, the one date that is chosen, order in time, conflicts.",
    ),
    graph_iri("ontology"): (
        "Terms and schemes",
        "The classes and properties, the concepts of the SKOS schemes, and how they relate to"
        " those of other vocabularies.",
    ),
}
# The plain dates of EDTF, which are those of XML Schema; all others say less or more than these.
_DATE_TYPES: Final = {
    "xsd:gYear": re.compile("-?[0-9]{4}"),
    "xsd:gYearMonth": re.compile("-?[0-9]{4}-(?:0[1-9]|1[0-2])"),  # and no season
    "xsd:date": re.compile("-?[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_OWN_WORDS: Final = (
    "The statements are the curators' own words. The document itself is not part of them, and what"
    " its author and publisher allow is for them to say."
)
_SILENT: Final = "The source names no licence: ask its makers before its statements are passed on."


@dataclass(frozen=True, slots=True)
class Header:
    """What the ontology says of itself, and thereby of all that is curated beside it."""

    creators: tuple[str, ...] = ()
    licence: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a graph, as it stands in a catalogue."""

    graph: str
    source: str  # the IRI of its record, or ""
    title: str
    description: str
    creators: tuple[str, ...]
    publishers: tuple[str, ...] = ()
    licence: str = ""
    rights: str = ""
    citation: str = ""
    page: str = ""
    themes: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    span: str = ""
    edtf: str = ""


@dataclass(slots=True)
class Catalog:
    """What is known of the graphs of an engine; `terms` tells those of a source, by its key."""

    facts: Facts
    terms: Callable[[str], str] = lambda _: ""

    def header(self) -> Header:
        """Return what the ontology says of itself."""
        return Header(
            tuple(self._texts(ONTOLOGY, "dcterms:creator")),
            next(iter(self._iris(ONTOLOGY, "dcterms:license")), ""),
            next(iter(self._texts(ONTOLOGY, "owl:versionInfo")), ""),
        )

    def about(self, graphs: Iterable[str]) -> list[About]:
        """Return what is said of each graph, in their order."""
        header, wanted = self.header(), list(graphs)
        nodes = [NamedNode(_source(graph)) for graph in wanted if graph not in _ENGINES_OWN]
        self.facts.know(nodes, ("ak:coverage", "ak:time"), steps=3)
        known = [self._source(graph, header) for graph in wanted if graph not in _ENGINES_OWN]
        licences = {about.licence for about in known}
        shared = next(iter(licences)) if len(licences) == 1 else ""
        found = {about.graph: about for about in known}
        return [found.get(graph) or self._own(graph, header, shared) for graph in wanted]

    def _own(self, graph: str, header: Header, shared: str) -> About:
        title, description = _ENGINES_OWN[graph]
        is_ontology = graph == graph_iri("ontology")
        licence = header.licence if is_ontology else shared
        rights = "" if licence else "The terms of the sources it is computed from hold."
        return About(graph, "", title, description, header.creators, (), licence, rights)

    def _source(self, graph: str, header: Header) -> About:
        node = NamedNode(_source(graph))
        title = self._text(node, "dcterms:title") or unquote(graph.removeprefix(GRAPH))
        licence = next(iter(self._iris(node, "dcterms:license")), "")
        is_seed = any(row.startswith(_SEEDS) for row in self._iris(node, "ak:evidence"))
        is_document = AK + "Document" in self._iris(node, "rdf:type")
        is_coded = is_seed and is_document
        rights = self.terms(unquote(graph.removeprefix(GRAPH)))
        if is_coded:
            licence, rights = licence or header.licence, _OWN_WORDS
        coverage = self._nodes(node, "ak:coverage")
        span = next((time for c in coverage for time in self._nodes(c, "ak:time")), None)
        said = f"What the graph holds of “{title}”, in a graph of its own."
        return About(
            graph=graph,
            source=node.value,
            title=f"“{title}” in the graph",
            description=" ".join([said, *self._texts(node, "skos:note")]),
            creators=header.creators if is_coded else tuple(self._texts(node, "dcterms:creator")),
            publishers=() if is_coded else tuple(self._texts(node, "dcterms:publisher")),
            licence=licence,
            rights=rights or ("" if licence else _SILENT),
            citation=self._text(node, "dcterms:bibliographicCitation"),
            page=next(iter(self._iris(node, "rdfs:seeAlso")), ""),
            themes=tuple(v for c in coverage for v in self._iris(c, "ak:measure")),
            subjects=tuple(v for c in coverage for v in self._iris(c, "ak:actor")),
            span=span.value if span else "",
            edtf=self._text(span, "ak:edtf") if span else "",
        )

    def _nodes(self, node: NamedNode, name: str) -> list[NamedNode]:
        return [value for value in self.facts.values(node, name) if isinstance(value, NamedNode)]

    def _iris(self, node: NamedNode, name: str) -> list[str]:
        return sorted(value.value for value in self._nodes(node, name))

    def _texts(self, node: NamedNode, name: str) -> list[str]:
        values = self.facts.values(node, name)
        return sorted(value.value for value in values if isinstance(value, Literal))

    def _text(self, node: NamedNode, name: str) -> str:
        return next(iter(self._texts(node, name)), "")


def _source(graph: str) -> str:
    """Return the IRI of the source whose graph it is."""
    return record_iri("source", unquote(graph.removeprefix(GRAPH)))


def say(out: Description, about: About) -> None:
    """State what a catalogue says of a graph: a dcat:Dataset."""
    node = about.graph
    out.is_a(node, "dcat:Dataset")
    out.english(node, "dcterms:title", about.title)
    out.english(node, "dcterms:description", about.description)
    out.agent(node, "dcterms:creator", *about.creators)
    out.agent(node, "dcterms:publisher", *about.publishers)
    out.licence(node, about.licence)
    out.rights(node, about.rights)
    out.plain(node, "dcterms:bibliographicCitation", about.citation)
    out.link(node, "dcterms:source", about.source)
    out.link(node, "rdfs:seeAlso", about.page)
    out.link(node, "dcat:theme", *about.themes)
    out.link(node, "dcterms:subject", *about.subjects)
    if about.edtf:
        _say_period(out, node, about)


def _say_period(out: Description, node: str, about: About) -> None:
    """State the time that is covered; an end is dated only if it is a plain year, month or day."""
    period = part_of(node, "period")
    out.link(node, "dcterms:temporal", period)
    out.is_a(period, "dcterms:PeriodOfTime")
    out.plain(period, "rdfs:label", about.edtf)
    out.link(period, "prov:wasDerivedFrom", about.span)
    begin, separator, end = about.edtf.partition("/")
    for name, text in (("dcat:startDate", begin), ("dcat:endDate", end if separator else begin)):
        for datatype, form in _DATE_TYPES.items():
            if form.fullmatch(text):
                out.typed(period, name, text, datatype)
