"""IRIs: the project's namespaces, and how records, their parts, concepts and graphs are named."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

BASE: Final = "https://w3id.org/alliancekg/"
AK: Final = BASE + "ns#"
ID: Final = BASE + "id/"
FILE: Final = ID + "file/"
SCHEME: Final = BASE + "scheme/"
GRAPH: Final = BASE + "graph/"
SHAPES: Final = BASE + "shapes#"

OWN_GRAPHS: Final = ("derived", "ontology")
"""The names of the graphs that the engine fills; no source may be called so."""

PREFIXES: Final[dict[str, str]] = {
    "ak": AK,
    "aksh": SHAPES,
    "cito": "http://purl.org/spar/cito/",
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "crminf": "http://www.cidoc-crm.org/extensions/crminf/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "time": "http://www.w3.org/2006/time#",
    "vann": "http://purl.org/vocab/vann/",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def record_iri(kind: str, key: str) -> str:
    """Return the IRI of a record.

    >>> record_iri("event", "nixon-doctrine")
    'https://w3id.org/alliancekg/id/event/nixon-doctrine'
    """
    return f"{ID}{kind}/{quote(key, safe='-._~/')}"


def part_iri(kind: str, key: str, part: str) -> str:
    """Return the IRI of a node that belongs to one record: a fragment of the record's IRI.

    >>> part_iri("event", "nixon-doctrine", "time-hwang-2006")
    'https://w3id.org/alliancekg/id/event/nixon-doctrine#time-hwang-2006'
    """
    return f"{record_iri(kind, key)}#{quote(part, safe='-._~')}"


def row_iri(file: str, row: int, item: str = "") -> str:
    """Return the IRI of a row of a table (RFC 7111: the header is row 1), or of an item of a file.

    >>> row_iri("seeds/hwang-2006/events.csv", 14)
    'https://w3id.org/alliancekg/id/file/seeds/hwang-2006/events.csv#row=14'
    >>> row_iri("frus/v19.xml", 0, item="d56")
    'https://w3id.org/alliancekg/id/file/frus/v19.xml#d56'
    """
    fragment = quote(item, safe="-._~/") or f"row={row}"
    return f"{FILE}{quote(file, safe='-._~/')}#{fragment}"


def is_row(iri: str) -> bool:
    """Tell whether an IRI names a row or another part of a file of data: no passage of a text.

    >>> is_row("https://w3id.org/alliancekg/id/file/frus/v19.xml#d56"), is_row("urn:x")
    (True, False)
    """
    return iri.startswith(FILE) or "#row=" in iri


def concept_iri(scheme: str, concept: str) -> str:
    """Return the IRI of a concept of one of the SKOS schemes.

    >>> concept_iri("status", "cancelled")
    'https://w3id.org/alliancekg/scheme/status#cancelled'
    """
    return f"{SCHEME}{scheme}#{quote(concept, safe='-._~')}"


def graph_iri(source: str) -> str:
    """Return the name of a source's graph.

    >>> graph_iri("hwang-2006")
    'https://w3id.org/alliancekg/graph/hwang-2006'
    """
    return GRAPH + quote(source, safe="-._~")
