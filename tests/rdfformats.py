"""What other libraries call the formats that are written."""

from __future__ import annotations

from typing import Final

from pyoxigraph import RdfFormat

ENGINE: Final = {
    "jsonld": RdfFormat.JSON_LD,
    "nquads": RdfFormat.N_QUADS,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "turtle": RdfFormat.TURTLE,
}
RDFLIB: Final = {
    "jsonld": "json-ld",
    "nquads": "nquads",
    "ntriples": "nt",
    "rdfxml": "xml",
    "trig": "trig",
    "turtle": "turtle",
}
SUFFIX: Final = {name: format_.file_extension for name, format_ in ENGINE.items()}
