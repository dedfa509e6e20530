"""Names for the nodes of an answer, and what to say of its number of rows: asked of an engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from alliancekg import engines
from alliancekg.engines import Engine
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.placing import short
from alliancekg.results import Result

if TYPE_CHECKING:
    from pyoxigraph import Literal

    from alliancekg.results import Term

_NAMES: Final = (
    *(PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label"),
    *(PREFIXES["dcterms"] + "title", AK + "paraphrase"),
)


def labels(result: Result, engine: Engine) -> dict[str, str]:
    """Return the name of each IRI of the result that has one in the default graph."""
    return labels_of((term for row in result.rows for term in row), engine)


def labels_of(terms: Iterable[Term | None], engine: Engine) -> dict[str, str]:
    """Return the name of each IRI among the terms that has one in the default graph.

    skos:prefLabel comes before rdfs:label, dcterms:title and ak:paraphrase; English before a text
    without a language, and that before others.
    """
    import pyoxigraph as px

    nodes = {term for term in terms if isinstance(term, px.NamedNode)}
    names: dict[str, list[tuple[int, int, str]]] = {}
    for node, predicate, name in engines.about(engine, nodes, _NAMES):
        if isinstance(name, px.Literal):
            found = _NAMES.index(predicate.value), language_rank(name), name.value
            names.setdefault(node.value, []).append(found)
    return {iri: min(found)[2] for iri, found in names.items()}


def language_rank(name: Literal) -> int:
    """Return the rank of a name's language: English first, then none, then others."""
    return {"en": 0, None: 1}.get(name.language, 2)


def notice(result: Result, engine: Engine) -> str:
    """Return what to say about the number of rows, on standard error.

    Of an empty answer it says which graphs there were to look at.
    """
    count = len(result.rows)
    if result.form == "ASK":
        return f"the answer is {'true' if result.answer else 'false'}"
    if count:
        return "1 row" if count == 1 else f"{count} rows"
    if engines.holds(engine, "?s ?p ?o"):
        return "0 rows"
    found = engines.rows(engine, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    graphs = sorted(short(str(graph).strip("<>")) for (graph,) in found)
    return f"0 rows: the default graph is empty; named graphs: {', '.join(graphs) or 'none'}"
