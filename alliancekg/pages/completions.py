"""What an editor of queries offers: the terms of the graph, prefixes, and the saved questions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as px

from alliancekg import labelling
from alliancekg.engines import Engine, Limits
from alliancekg.errors import EngineError
from alliancekg.namespaces import AK, PREFIXES, SCHEME
from alliancekg.pages.frame import shown
from alliancekg.pages.links import Links
from alliancekg.queries import SavedQuery

_KINDS: Final = {
    PREFIXES["owl"] + "Class": "class",
    PREFIXES["owl"] + "ObjectProperty": "property",
    PREFIXES["owl"] + "DatatypeProperty": "property",
    PREFIXES["skos"] + "Concept": "constant",
}
_DEFINED: Final = "SELECT ?term ?kind {{ VALUES ?kind {{ {} }} ?term a ?kind }}".format(
    " ".join(f"<{kind}>" for kind in _KINDS)
)
_USED: Final = (
    ("SELECT DISTINCT ?term { ?node a ?term }", "class"),
    ("SELECT DISTINCT ?term { ?node ?term ?value }", "property"),
)
_LONGEST: Final = 120  # characters of a label
_LONG: Final = 5.0  # seconds, in a graph of very many statements


def completions(engine: Engine, saved: Mapping[str, SavedQuery], links: Links) -> str:
    """Return the words for an editor as JSON: `prefixes`, `terms`, `saved`, each sorted.

    The terms are the classes and properties that are defined or used, and the concepts of the
    schemes. Those that are used are left out where an engine takes long to tell them. Raises
    EngineError if it fails.
    """
    kinds: dict[str, str] = {}
    for iri, kind in (*_defined(engine), *_used(engine)):
        kinds.setdefault(iri, kind)
    names = labelling.labels_of([px.NamedNode(iri) for iri in kinds], engine)
    asked = [
        {
            "name": name,
            "label": shown(one.header.summary, _LONGEST),
            "href": links.question(name, {}),
        }
        for name, one in sorted(saved.items())
        if not name.startswith("checks/") and links.question(name, {})
    ]
    terms = [
        {"name": iri, "label": shown(names.get(iri, ""), _LONGEST), "kind": kinds[iri]}
        for iri in sorted(kinds)
    ]
    given = {"prefixes": dict(sorted(PREFIXES.items())), "terms": terms, "saved": asked}
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))


def _defined(engine: Engine) -> Iterator[tuple[str, str]]:
    for term, kind in engine.ask(_DEFINED, "SELECT", Limits()).rows:
        if not isinstance(term, px.NamedNode) or not isinstance(kind, px.NamedNode):
            continue
        if term.value.startswith((AK, SCHEME)):
            yield term.value, _KINDS[kind.value]


def _used(engine: Engine) -> Iterator[tuple[str, str]]:
    """Yield the terms of the prefixes that we know, by which something is said."""
    for text, kind in _USED:
        try:
            rows = engine.ask(text, "SELECT", Limits(seconds=_LONG)).rows
        except EngineError:
            continue
        for (term,) in rows:
            if isinstance(term, px.NamedNode) and term.value.startswith(tuple(PREFIXES.values())):
                yield term.value, kind
