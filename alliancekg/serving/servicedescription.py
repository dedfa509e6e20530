"""What the endpoint says of itself: SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from pyoxigraph import Quad

from alliancekg.descriptions import PREFIXES as OURS
from alliancekg.descriptions import WHOLE, Description
from alliancekg.generations import Ledger

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
PREFIXES: Final = {**OURS, "sd": SD, "formats": _FORMATS}
_RESULTS: Final = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads"),
)


def describe(endpoint: str, ledger: Ledger) -> list[Quad]:
    """Return the description of the service at an address; its parts are fragments of it.

    Graphs are told with the number of their statements, as the ledger of the generation has it.
    """
    out = Description(PREFIXES)
    service, dataset, default = (f"{endpoint}#{name}" for name in ("service", "data", "default"))
    out.is_a(service, "sd:Service")
    out.link(service, "sd:endpoint", endpoint)
    out.link(service, "sd:supportedLanguage", f"{SD}SPARQL11Query")
    out.link(service, "sd:resultFormat", *(_FORMATS + name for name in _RESULTS))
    out.link(service, "sd:defaultDataset", dataset)
    out.link(service, "sd:availableGraphs", f"{endpoint}#graphs")
    out.is_a(dataset, "sd:Dataset")
    out.link(dataset, "rdfs:seeAlso", WHOLE)
    out.link(dataset, "sd:defaultGraph", default)
    out.is_a(default, "sd:Graph")
    out.count(default, "void:triples", ledger.triples)
    out.is_a(f"{endpoint}#graphs", "sd:GraphCollection")
    _say_graphs(out, endpoint, dataset, ledger.graphs)
    return list(out)


def _say_graphs(out: Description, endpoint: str, dataset: str, graphs: Mapping[str, int]) -> None:
    for iri, number in sorted(graphs.items()):
        named = f"{endpoint}#named/{quote(iri, safe='')}"
        graph = f"{endpoint}#graph/{quote(iri, safe='')}"
        out.link(dataset, "sd:namedGraph", named)
        out.link(f"{endpoint}#graphs", "sd:namedGraph", named)
        out.is_a(named, "sd:NamedGraph")
        out.link(named, "sd:name", iri)
        out.link(named, "sd:graph", graph)
        out.is_a(graph, "sd:Graph")
        out.count(graph, "void:triples", number)
