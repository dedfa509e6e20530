"""What is read from a graph to compare its records: names, numbers, times, actors, sources, links.

Events, treaties and actors are read, but no states: these are one record for all sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyoxigraph as px

from alliancekg.likeness import Facts, words
from alliancekg.namespaces import AK, GRAPH, ID, OWN_GRAPHS, PREFIXES, record_iri
from alliancekg.records import Ref
from alliancekg.statements import term

_CLASSES: Final = ("Event", "Treaty", "Person", "Organization", "MilitaryUnit", "Group")
_TYPE: Final = PREFIXES["rdf"] + "type"
_LABEL: Final = PREFIXES["rdfs"] + "label"
_ALSO: Final = PREFIXES["skos"] + "altLabel"
_TIMES: Final = (AK + "time", AK + "signedTime", AK + "inForceTime")  # the first that there is
_TYPES: Final = (AK + "eventType", AK + "treatyType")
_ACTORS: Final = (AK + "participant", AK + "party")
_DAYS: Final = (AK + "earliestBeginDay", AK + "latestBeginDay", AK + "latestEndDay")
_MATCHES: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
_WORST: Final = 9

_Values = Mapping[str, list[str]]


def read(store: px.Store) -> list[Facts]:
    """Return the facts of all records that can be compared, by their ids."""
    ranks = _ranks(store)
    found: dict[str, set[str]] = defaultdict(set)
    classes: dict[str, set[str]] = defaultdict(set)
    for name in _CLASSES:
        for quad in store.quads_for_pattern(None, term("rdf:type"), term(f"ak:{name}"), None):
            key = getattr(quad.graph_name, "value", "").removeprefix(GRAPH)
            if key and key not in OWN_GRAPHS and isinstance(quad.subject, px.NamedNode):
                found[quad.subject.value].add(key)
                classes[quad.subject.value].add(name)
    return [
        _facts(store, iri, frozenset(found[iri]), classes[iri], ranks)
        for iri in sorted(found)
        if iri.startswith(ID) and "#" not in iri
    ]


def linked(store: px.Store) -> frozenset[frozenset[str]]:
    """Return the pairs of records, as kind/id, that a mapping property or a part joins."""
    pairs = set()
    for name in (*(f"skos:{match}" for match in _MATCHES), "ak:partOf", "ak:memberOf"):
        for quad in store.quads_for_pattern(None, term(name), None, px.DefaultGraph()):
            ends = (getattr(node, "value", "") for node in (quad.subject, quad.object))
            pairs.add(frozenset(end.removeprefix(ID) for end in ends))
    return frozenset(pairs)


def _ranks(store: px.Store) -> Mapping[str, int]:
    start = record_iri("source", "")
    return {
        getattr(quad.subject, "value", "").removeprefix(start): int(quad.object.value)
        for quad in store.quads_for_pattern(None, term("ak:rank"), None, px.DefaultGraph())
        if isinstance(quad.object, px.Literal)
    }


def _facts(
    store: px.Store,
    iri: str,
    sources: frozenset[str],
    classes: Iterable[str],
    ranks: Mapping[str, int],
) -> Facts:
    said = _values(store, iri)
    kind, _, key = iri.removeprefix(ID).partition("/")
    labels = sorted(said[_LABEL]) or [key]
    begin, until = _time(store, said)
    types = [_local(value) for name in _TYPES for value in said[name]]
    return Facts(
        ref=Ref(kind, key),
        label=labels[0],
        sources=sources,
        rank=min((ranks.get(source, _WORST) for source in sources), default=_WORST),
        types=frozenset(types or classes),
        words=words(*labels, *said[_ALSO]),
        wikidata=frozenset(_local(value) for value in said[AK + "wikidata"]),
        identifiers=frozenset(said[PREFIXES["dcterms"] + "identifier"]),
        actors=frozenset(_local(value) for name in _ACTORS for value in said[name]),
        begin=begin,
        until=until,
    )


def _values(store: px.Store, iri: str) -> _Values:
    """Return what is said of a node, by property."""
    said: dict[str, list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(px.NamedNode(iri), None, None, px.DefaultGraph()):
        said[quad.predicate.value].append(getattr(quad.object, "value", ""))
    return said


def _time(store: px.Store, said: _Values) -> tuple[tuple[int, int] | None, int | None]:
    """Return between which days it begins, and the last day; None where that is not known.

    Of several times each may be the right one, so that the widest bounds count.
    """
    spans = next((said[name] for name in _TIMES if said[name]), [])
    days = [_values(store, span) for span in spans]
    first, last, over = (_all(days, name) for name in _DAYS)
    return (min(first), max(last)) if first and last else None, max(over) if over else None


def _all(spans: Sequence[_Values], name: str) -> list[int]:
    """Return a bound of each span, none at all if one of them does not have it."""
    found = [int(said[name][0]) for said in spans if said[name]]
    return found if len(found) == len(spans) else []


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
