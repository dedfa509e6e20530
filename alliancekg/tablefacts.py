"""What an engine says, a property at a time, for tables: plain texts by node, sorted.

A record is named by its key, a concept by its name. Questions are of one pattern each, so that they
are quick and the same on every engine; they are put together here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as px

from alliancekg import coverages, dates
from alliancekg.coverages import Actor, Coverage
from alliancekg.engines import WHOLE, Engine, Limits
from alliancekg.facts import Facts
from alliancekg.namespaces import AK, GRAPH, ID, PREFIXES, SCHEME
from alliancekg.results import plain

LIMITS: Final = Limits(seconds=3600, rows=WHOLE)
_SHARED: Final = frozenset(
    ("rdfs:label", "dcterms:title", "skos:note", "ak:source", "ak:evidence", "ak:partOf")
)
Values = Mapping[str, tuple[str, ...]]
_NOTHING: Final[tuple[str, ...]] = ()


def full(name: str) -> str:
    """Return the IRI of a prefixed name."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def key(iri: str) -> str:
    """Return the key of a record, and of a part of one its key with the fragment.

    >>> key("https://w3id.org/alliancekg/id/event/korean-war"), key("urn:x")
    ('korean-war', 'urn:x')
    """
    return iri.removeprefix(ID).partition("/")[2] if iri.startswith(ID) else iri


def reference(iri: str) -> str:
    """Return a record as `kind/key`, a term of the ontology as it is called.

    >>> reference("https://w3id.org/alliancekg/id/event/korean-war")
    'event/korean-war'
    >>> reference("https://w3id.org/alliancekg/ns#ledTo")
    'ledTo'
    """
    return iri.removeprefix(ID).removeprefix(AK)


def concept(iri: str) -> str:
    """Return the name of a concept of a scheme.

    >>> concept("https://w3id.org/alliancekg/scheme/status#done")
    'done'
    """
    return iri.rpartition("#")[2] if iri.startswith(SCHEME) else iri


class TableFacts:
    """What the merged set says, and which graph says it; asked once, and kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._values: dict[tuple[str, str], Values] = {}
        self._graphs: dict[tuple[str, str], Values] = {}
        self._coverages: list[Coverage] | None = None
        self._within: dict[str, Actor] = {}

    def rows(self, text: str) -> list[tuple[str, ...]]:
        """Return the rows of a SELECT as plain texts, sorted, each once."""
        found = self._engine.ask(text, "SELECT", LIMITS).rows
        return sorted({tuple(plain(term) for term in row) for row in found})

    def nodes(self, class_: str) -> list[str]:
        """Return the IRIs of the members of a class, sorted."""
        return [node for (node,) in self.rows(f"SELECT ?s {{ ?s a <{full(class_)}> }}")]

    def all(self, class_: str, name: str) -> Values:
        """Return what the members of a class, and maybe others, have as a property, by IRI."""
        # A join takes longer than it saves where few others have the property.
        only = f" a <{full(class_)}> ;" if name in _SHARED else ""
        kept = (class_ if only else "", name)
        if kept not in self._values:
            self._values[kept] = _grouped(
                self.rows(f"SELECT ?s ?o {{ ?s{only} <{full(name)}> ?o }}")
            )
        return self._values[kept]

    def values(self, class_: str, name: str, node: str) -> tuple[str, ...]:
        """Return what one member of a class has as a property, sorted."""
        return self.all(class_, name).get(node, _NOTHING)

    def value(self, class_: str, name: str, node: str) -> str:
        """Return the one value of a property, the first of several, or nothing."""
        return next(iter(self.values(class_, name, node)), "")

    def cow(self, actor: str) -> int | None:
        """Return the number of an actor by the Correlates of War, if it has one."""
        code = self.value("ak:Actor", "ak:cowCode", actor)
        return int(code) if code.isascii() and code.isdigit() else None

    def telling(self, class_: str) -> Values:
        """Return the keys of the sources that say of a node that it is of this class."""
        if (class_, "") not in self._graphs:
            text = f"SELECT ?s ?g {{ GRAPH ?g {{ ?s a <{full(class_)}> }} }}"
            found = [(node, graph.removeprefix(GRAPH)) for node, graph in self.rows(text)]
            stated = [(node, graph) for node, graph in found if graph != "derived"]
            self._graphs[class_, ""] = _grouped(stated)
        return self._graphs[class_, ""]

    def concepts(self, scheme: str) -> Mapping[str, str]:
        """Return the concepts of a scheme by name, with their definitions, in order."""
        text = (
            f"SELECT ?c ?d {{ ?c <{full('skos:inScheme')}> <{SCHEME}{scheme}> ;"
            f" <{full('skos:definition')}> ?d }}"
        )
        return {concept(node): said for node, said in self.rows(text)}

    def coverages(self) -> list[Coverage]:
        """Return what the sources declare to cover, by source."""
        if self._coverages is None:
            self._coverages = coverages.declared(Facts(self._engine))
        return self._coverages

    def within(self, node: str) -> Actor:
        """Return an actor with whatever it is a part or a member of, at any remove."""
        if node not in self._within:
            self._within[node] = self._above(node)
        return self._within[node]

    def _above(self, node: str) -> Actor:
        found, waiting = {node}, [node]
        while waiting:
            here = waiting.pop()
            for name in ("ak:partOf", "ak:memberOf"):
                for above in self.values("ak:Actor", name, here):
                    if above not in found:
                        found.add(above)
                        waiting.append(above)
        return Actor(px.NamedNode(node), frozenset(map(px.NamedNode, found)))


def _grouped(rows: Iterable[tuple[str, ...]]) -> Values:
    found: dict[str, list[str]] = defaultdict(list)
    for node, value in rows:
        found[node].append(value)
    return {node: tuple(values) for node, values in found.items()}


def inside(
    found: TableFacts,
    sources: Iterable[str],
    measure: str,
    actors: Iterable[str],
    days: tuple[int | None, int | None],
) -> str:
    """Return how what sources tell lies to what they declare to cover: the best of COVERS.

    Where actors are given, one of them at least must be covered.
    """
    wanted = frozenset([coverages.measure(measure)])
    keys = set(sources)
    asked = [found.within(actor) for actor in actors]
    told = [
        _level(coverage, days, asked)
        for coverage in found.coverages()
        if coverage.source in keys and coverage.has_measure(wanted)
    ]
    return min(told, key=tuple(COVERS).index, default="undeclared")


COVERS: Final = {
    "inside": "within what its source declares to cover, by measure, actors and the whole of its"
    " time",
    "partly": "its time may lie within the time covered, or in part",
    "outside": "its time or its actors are not covered: what the source tells here is no sample of"
    " anything",
    "undated": "it has no bounds in time to compare",
    "undeclared": "no source of it declares to cover such things",
}


def _level(coverage: Coverage, days: tuple[int | None, int | None], actors: list[Actor]) -> str:
    first, last = days
    if actors and not any(coverage.has_actor(actor) for actor in actors):
        return "outside"
    if first is None and last is None:
        return "undated"
    if not coverage.has_period(coverages.Period("", first, last)):
        return "outside"
    begins = coverage.first is None or (first is not None and first >= coverage.first)
    ends = coverage.last is None or (last is not None and last <= coverage.last)
    return "inside" if begins and ends else "partly"


class Span:
    """A time span of the graph: its text, and its bounds as days and as dates."""

    BOUNDS: Final = ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")

    def __init__(self, found: TableFacts, node: str) -> None:
        def of(name: str) -> str:
            return found.value("ak:TimeSpan", name, node) if node else ""

        self.edtf = of("ak:edtf")
        self.source = key(of("ak:source"))
        days = [of(f"ak:{name}Day") for name in self.BOUNDS]
        self.days = tuple(int(day) if day else None for day in days)
        stamps = (f"sem:has{name[0].upper()}{name[1:]}TimeStamp" for name in self.BOUNDS)
        self.dates = tuple(of(stamp) or None for stamp in stamps)
        self.is_open = of("ak:openEnded") == "true"
        self.is_qualified = of("ak:qualified") == "true"

    @property
    def outer(self) -> tuple[int | None, int | None]:
        """The first day on which it may have begun, and the last on which it may have ended.

        Where it has one side only, of that side.
        """
        first = self.days[0] if self.days[0] is not None else self.days[2]
        last = self.days[3]
        return first, last if last is not None or self.is_open else self.days[1]

    @property
    def outer_dates(self) -> tuple[str | None, str | None]:
        """The days of `outer` as dates."""
        first, last = self.outer
        return (
            None if first is None else dates.iso(first),
            None if last is None else dates.iso(last),
        )


__all__ = ["COVERS", "Span", "TableFacts", "concept", "full", "inside", "key", "reference"]
