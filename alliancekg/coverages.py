"""What the sources cover, as they declare it, and whether what is asked lies within."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as px

from alliancekg import dates, engines
from alliancekg.engines import Engine
from alliancekg.facts import Facts
from alliancekg.namespaces import AK, GRAPH, ID, SCHEME

_UP: Final = ("ak:memberOf", "ak:partOf")
_STEPS: Final = 6  # from a unit to its state


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one source covers. Measures and actors that it does not name do not limit it."""

    source: str
    measures: frozenset[px.NamedNode] = frozenset()
    actors: frozenset[px.NamedNode] = frozenset()
    edtf: str = ""
    first: int | None = None  # the first day, None if there is none
    last: int | None = None

    def has_measure(self, measures: frozenset[px.NamedNode]) -> bool:
        """Tell whether one of these measures is covered, or none is asked for."""
        return not measures or not self.measures or bool(self.measures & measures)

    def has_actor(self, actor: Actor) -> bool:
        """Tell whether an actor is covered: itself, or what it is a part or a member of."""
        return not self.actors or bool(self.actors & actor.within)

    def has_period(self, period: Period) -> bool:
        """Tell whether a day of the period is covered."""
        begins_later = None not in (self.first, period.last) and self.first > period.last  # type: ignore[operator]
        ends_before = None not in (self.last, period.first) and self.last < period.first  # type: ignore[operator]
        return not begins_later and not ends_before


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor that is asked for, with whatever it is a part or a member of."""

    node: px.NamedNode
    within: frozenset[px.NamedNode]


@dataclass(frozen=True, slots=True)
class Period:
    """A date that is asked for: as text, with its first and its last day."""

    edtf: str
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is about, as far as sources can cover it."""

    measures: frozenset[px.NamedNode] = frozenset()
    actors: tuple[Actor, ...] = ()
    periods: tuple[Period, ...] = ()
    sources: tuple[str, ...] = field(default=())  # only these, by key
    kinds: frozenset[px.NamedNode] = frozenset()  # of events, of the scheme event-type


def declared(facts: Facts) -> list[Coverage]:
    """Return the coverages that sources declare, by source."""
    found = facts.named(f"{AK}coverage")
    nodes = [node for _, node in found if isinstance(node, px.NamedNode)]
    facts.know(nodes, ["ak:time"], 2)
    return [
        _coverage(facts, source, node)
        for source, node in found
        if isinstance(source, px.NamedNode) and isinstance(node, px.NamedNode)
    ]


def _coverage(facts: Facts, source: px.NamedNode, node: px.NamedNode) -> Coverage:
    spans = _nodes(facts, node, "ak:time")
    texts = [t for span in spans for t in facts.values(span, "ak:edtf")]
    edtf = next((text.value for text in texts if isinstance(text, px.Literal)), "")
    first, last = _days(edtf) if edtf else (None, None)
    return Coverage(
        source.value.removeprefix(f"{ID}source/"),
        frozenset(_nodes(facts, node, "ak:measure")),
        frozenset(_nodes(facts, node, "ak:actor")),
        *(edtf, first, last),
    )


def _days(edtf: str) -> tuple[int | None, int | None]:
    """Return the first and the last day; an open side has none, an unknown one is the other."""
    found = dates.parse(edtf)
    first, last = found.earliest_begin, found.latest_end
    if first is None and not found.open_start:
        first = found.earliest_end
    if last is None and not found.open_ended:
        last = found.latest_begin
    return first, last


def _nodes(facts: Facts, node: px.NamedNode, name: str) -> Iterator[px.NamedNode]:
    return (value for value in facts.values(node, name) if isinstance(value, px.NamedNode))


def actor(facts: Facts, node: px.NamedNode) -> Actor:
    """Return an actor with whatever it is a part or a member of, at any remove."""
    facts.know([node], _UP, _STEPS)
    found, waiting = {node}, [node]
    while waiting:
        here = waiting.pop()
        new = {up for name in _UP for up in _nodes(facts, here, name)} - found
        found |= new
        waiting += sorted(new, key=str)
    return Actor(node, frozenset(found))


def covering(coverages: Iterable[Coverage], asked: Asked) -> list[Coverage]:
    """Return the coverages within which all that is asked lies."""
    return [
        coverage
        for coverage in coverages
        if (not asked.sources or coverage.source in asked.sources)
        and coverage.has_measure(asked.measures)
        and all(coverage.has_actor(one) for one in asked.actors)
        and all(coverage.has_period(one) for one in asked.periods)
    ]


def telling(engine: Engine, kinds: Iterable[px.NamedNode]) -> frozenset[str]:
    """Return the keys of the sources that tell of an event of one of these kinds.

    Coverage is declared for events as such; a list of missile tests covers no disputes.
    """
    listed = " ".join(sorted(map(str, kinds)))
    pattern = f"VALUES ?kind {{ {listed} }} GRAPH ?graph {{ ?event <{AK}eventType> ?kind }}"
    found = engines.rows(engine, f"SELECT DISTINCT ?graph {{ {pattern} }}")
    graphs = (graph.value for (graph,) in found if isinstance(graph, px.NamedNode))
    return frozenset(graph.removeprefix(GRAPH) for graph in graphs)


def measure(name: str) -> px.NamedNode:
    """Return a concept of the scheme of measures."""
    return px.NamedNode(f"{SCHEME}measure#{name}")


def merged(coverages: Sequence[Coverage]) -> list[tuple[str, str]]:
    """Return each period that is covered, with the keys of its sources."""
    found: dict[str, list[str]] = {}
    for coverage in coverages:
        found.setdefault(coverage.edtf or "any time", []).append(coverage.source)
    return [(edtf, ", ".join(sorted(set(keys)))) for edtf, keys in sorted(found.items())]
