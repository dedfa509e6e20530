"""Sets of links: from records to Wikidata, and between the records of two sources."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from alliancekg import engines
from alliancekg.engines import Engine
from alliancekg.namespaces import AK, PREFIXES, graph_iri

LINKS: Final = graph_iri("links")
WIKIDATA: Final = "wikidata"
_MATCHES: Final = ", ".join(
    f"<{PREFIXES['skos']}{name}Match>" for name in ("broad", "close", "exact", "narrow", "related")
)
_OF_SOURCES: Final = f"""
SELECT DISTINCT ?a ?p ?b ?s ?o {{
  GRAPH <{LINKS}> {{ ?s ?p ?o FILTER(?p IN ({_MATCHES})) }}
  GRAPH ?a {{ ?s a ?ca }}
  GRAPH ?b {{ ?o a ?cb }}
}}"""
_TO_WIKIDATA: Final = f"SELECT DISTINCT ?s ?o {{ ?s <{AK}wikidata> ?o }}"


class Linkset(NamedTuple):
    """Links by one property from what one graph describes to what another one does.

    The second is WIKIDATA for those that lead there.
    """

    subjects: str
    predicate: str
    objects: str
    triples: int


def linksets(engine: Engine, own: str) -> list[Linkset]:
    """Return the sets of links, sorted; `own` names the whole.

    A record that several graphs describe is linked in each of them, but for those that the engine
    fills.
    """
    found: Counter[tuple[str, str, str]] = Counter()
    for row in engines.rows(engine, _OF_SOURCES):
        a, predicate, b = (cell.value for cell in row[:3] if isinstance(cell, NamedNode))
        if graph_iri("derived") not in (a, b):
            found[a, predicate, b] += 1
    if known := len(engines.rows(engine, _TO_WIKIDATA)):
        found[own, AK + "wikidata", WIKIDATA] = known
    return [Linkset(*key, number) for key, number in sorted(found.items())]
