"""A description of the graph for machines: VoID for what it holds, DCAT for what it is and allows.

The whole, each named graph and each set of links is a data set. The same graph and files give the
same description: there is no clock in it, and no date but those of the data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from pyoxigraph import NamedNode

from alliancekg import catalogs, linksets, partitions
from alliancekg.catalogs import About, Catalog, Header
from alliancekg.descriptions import CATALOG, VOID, WHOLE, Description, part_of, short
from alliancekg.errors import UsageError
from alliancekg.facts import Facts
from alliancekg.linksets import WIKIDATA, Linkset
from alliancekg.namespaces import BASE, GRAPH, PREFIXES, SCHEME, graph_iri
from alliancekg.partitions import ALL, Counts, Totals

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from alliancekg.dumpfiles import DumpFile
    from alliancekg.engines import Engine

_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_TITLE: Final = "alliancekg: a knowledge graph of alliance politics"
_TOLD: Final = (
    "Actors, events, treaties, policies and claims of alliance politics. Every statement leads to a"
    " passage of a document or a row of a table, and causes are only ever claimed. Each source has"
    " a named graph; the whole is their merged set, in which each statement stands once."
)
_MIXED: Final = "The sources have terms of their own: those of each graph hold for its statements."


def describe(
    engine: Engine,
    base: str = "",
    files: Sequence[DumpFile] = (),
    terms: Callable[[str], str] = lambda _: "",
) -> list[Quad]:
    """Return the description of what an engine holds, in the default graph.

    `base` is the address at which the files are to be had, `terms` tells by key what the makers of
    loaded sources allow. Raises UsageError for a base that is no address, EngineError when the
    engine fails.
    """
    place = address(base) if base else ""
    held = partitions.counts(engine)
    catalog = Catalog(Facts(engine), terms)
    header, graphs = catalog.header(), [graph for graph in held if graph != ALL]
    said = catalog.about(graphs)
    out = Description()
    _say_document(out, graphs)
    _say_whole(out, header, said, held[ALL])
    for about in said:
        catalogs.say(out, about)
        _say_counts(out, about.graph, held[about.graph])
    for found in linksets.linksets(engine, WHOLE):
        _say_links(out, found)
    for file in files:
        _say_file(out, file, place, graphs)
    return list(out)


def address(base: str) -> str:
    """Return the address of a folder on the web, with its last slash; raises UsageError."""
    parts = urlsplit(base)
    try:
        NamedNode(base)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(
            f"--base: '{base}' is no address of a folder; expected one that begins with https:// or"
            " http://. Fix: write it whole, as https://HOST/PATH/"
        )
    return base if base.endswith("/") else f"{base}/"


def _say_document(out: Description, graphs: Iterable[str]) -> None:
    out.is_a(VOID, "void:DatasetDescription")
    out.english(VOID, "dcterms:title", f"Description of {_TITLE}")
    out.link(VOID, "foaf:primaryTopic", WHOLE)
    out.is_a(CATALOG, "dcat:Catalog")
    out.english(CATALOG, "dcterms:title", "The graphs of alliancekg")
    out.english(CATALOG, "dcterms:description", "The whole, and what each source says.")
    out.link(CATALOG, "dcat:dataset", WHOLE, *graphs)
    out.link(CATALOG, "dcat:themeTaxonomy", f"{SCHEME}measure")


def _say_whole(out: Description, header: Header, parts: Sequence[About], held: Counts) -> None:
    licences = {part.licence for part in parts}
    licence = next(iter(licences)) if len(licences) == 1 else ""
    out.is_a(WHOLE, "dcat:Dataset")
    out.english(WHOLE, "dcterms:title", _TITLE)
    out.english(WHOLE, "dcterms:description", _TOLD)
    for node in (CATALOG, WHOLE):
        out.agent(node, "dcterms:creator", *header.creators)
        out.agent(node, "dcterms:publisher", *header.creators)
        out.licence(node, licence)
        out.rights(node, "" if licence else _MIXED)
    out.plain(WHOLE, "dcat:version", header.version)
    out.link(WHOLE, "dcterms:conformsTo", catalogs.ONTOLOGY.value, f"{BASE}shapes")
    for part in parts:
        out.link(WHOLE, "void:subset", part.graph)
        out.link(WHOLE, "dcterms:hasPart", part.graph)
    _say_counts(out, WHOLE, held)


def _say_counts(out: Description, node: str, held: Counts) -> None:
    """State what a data set holds, and how much: as a whole, by class, by property."""
    out.is_a(node, "void:Dataset")
    _say_totals(out, node, held.totals)
    out.count(node, "void:entities", held.entities)
    out.count(node, "void:classes", len(held.classes))
    out.count(node, "void:properties", len(held.properties))
    out.plain(node, "void:uriSpace", held.space)
    out.link(node, "void:exampleResource", held.example)
    out.link(node, "void:vocabulary", *_vocabularies(held))
    for class_, number in held.classes.items():
        part = part_of(node, "class", short(class_))
        out.link(node, "void:classPartition", part)
        out.is_a(part, "void:Dataset")
        out.link(part, "void:class", class_)
        out.count(part, "void:entities", number)
        out.link(part, "void:exampleResource", held.examples.get(class_, ""))
    for property_, totals in held.properties.items():
        part = part_of(node, "property", short(property_))
        out.link(node, "void:propertyPartition", part)
        out.is_a(part, "void:Dataset")
        out.link(part, "void:property", property_)
        _say_totals(out, part, totals)


def _say_totals(out: Description, node: str, totals: Totals) -> None:
    out.count(node, "void:triples", totals.triples)
    out.count(node, "void:distinctSubjects", totals.subjects)
    out.count(node, "void:distinctObjects", totals.objects)


def _vocabularies(held: Counts) -> list[str]:
    """Return the namespaces of the classes and properties that a data set uses."""
    used = chain(held.classes, held.properties)
    return sorted({iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in used})


def _say_links(out: Description, found: Linkset) -> None:
    """State a set of links, and what is known of Wikidata if they lead there."""
    ends = (found.subjects, found.objects)
    names = ("all" if end == WHOLE else end.removeprefix(GRAPH) for end in ends)
    node = f"{VOID}#links/{'/'.join(names)}/{short(found.predicate)}"
    target = found.objects
    if target == WIKIDATA:
        target = f"{VOID}#{WIKIDATA}"
        out.is_a(target, "void:Dataset")
        out.english(target, "dcterms:title", "Wikidata")
        out.link(target, "foaf:homepage", "https://www.wikidata.org/")
        out.plain(target, "void:uriSpace", PREFIXES["wd"])
        out.licence(target, "https://creativecommons.org/publicdomain/zero/1.0/")
    out.is_a(node, "void:Linkset")
    out.link(node, "void:subjectsTarget", found.subjects)
    out.link(node, "void:objectsTarget", target)
    out.link(node, "void:linkPredicate", found.predicate)
    out.count(node, "void:triples", found.triples)
    out.link(WHOLE, "void:subset", node)


def _say_file(out: Description, file: DumpFile, place: str, graphs: Iterable[str]) -> None:
    """State a file of data: a distribution of the source that it is named after, or the whole."""
    whose = next((graph for graph in graphs if graph == graph_iri(file.stem)), WHOLE)
    node = f"{VOID}#file/{quote(file.name, safe='-._~/')}"
    out.link(whose, "dcat:distribution", node)
    out.link(whose, "void:feature", file.rdf)
    out.is_a(node, "dcat:Distribution")
    out.plain(node, "dcterms:title", file.name)
    out.link(node, "dcat:mediaType", _MEDIA + file.media_type)
    out.link(node, "dcat:compressFormat", file.packed and _MEDIA + file.packed)
    out.typed(node, "dcat:byteSize", str(file.size), "xsd:nonNegativeInteger")
    checksum = f"{node}/sha256"
    out.link(node, "spdx:checksum", checksum)
    out.is_a(checksum, "spdx:Checksum")
    out.link(checksum, "spdx:algorithm", "http://spdx.org/rdf/terms#checksumAlgorithm_sha256")
    out.typed(checksum, "spdx:checksumValue", file.sha256, "xsd:hexBinary")
    if place:
        where = place + quote(file.name, safe="-._~/")
        out.link(node, "dcat:downloadURL", where)
        out.link(whose, "void:dataDump", where if file.rdf else "")
