"""A published generation at an endpoint: graph by graph, and read back until it is the same.

The named graphs go under their own names. The merged set goes into the default graph, or, where the
engine has none of its own or its default graph holds what is not ours, into `graph/merged`, which
`endpoint` then names as default graph. What is there is left alone if its counts by predicate and
its digest agree, so that a push that was interrupted goes on where it stopped. The digest is the
SHA-256 of the sorted N-Triples that the endpoint gives back, their literals spelt as the embedded
engine spells them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import graphstore, readingback
from alliancekg.endpoint import MERGED, Endpoint
from alliancekg.engines import Limits
from alliancekg.errors import EngineError
from alliancekg.graphwriting import PROBE, Writer
from alliancekg.readingback import Statements

if TYPE_CHECKING:
    from alliancekg.addresses import Login
    from alliancekg.generations import Generation

DEFAULT: Final = ""
_TRIPLE: Final = "<urn:alliancekg:probe> <urn:alliancekg:probe> <urn:alliancekg:probe> ."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a graph; `graph` is "" for the default graph.

    `state` is `written` or `unchanged`, both verified, `removed`, or `left` for a graph that is no
    longer published and was not to be removed.
    """

    graph: str
    statements: int
    state: str

    def line(self) -> str:
        """Return the outcome as a line.

        >>> Outcome("", 22832, "written").line()
        'written       22,832  default graph'
        """
        return f"{self.state:9}  {self.statements:>9,}  {self.graph or 'default graph'}"


class Push:
    """A generation on its way to an endpoint."""

    def __init__(
        self,
        generation: Generation,
        target: graphstore.Target,
        login: Login,
        seconds: float,
        tell: Callable[[str], None],
    ) -> None:
        self._generation, self._target, self._login = generation, target, login
        self._limits, self._tell = Limits(seconds=seconds), tell
        self._engine = Endpoint(target.query, login)
        self._writer = Writer(target, login, seconds)

    def run(self, *, prune: bool) -> Iterator[Outcome]:
        """Yield the outcome of each graph: the merged set, the named ones sorted, those to prune.

        Raises EngineError if the endpoint does not take a graph, or gives back another one.
        """
        store = self._generation.open()
        names = sorted(self._generation.ledger.graphs)
        merged = _statements(store, px.DefaultGraph())
        place = self._place_of_merged(merged)
        yield self._settled(place, merged)
        for name in names:
            yield self._settled(name, _statements(store, px.NamedNode(name)))
        kept = {*names, place}
        for name in readingback.graphs(self._fresh(), self._limits):
            if name not in kept:
                yield self._pruned(name, prune=prune)

    def _settled(self, graph: str, wanted: Statements) -> Outcome:
        if not self._difference(graph, wanted):
            return Outcome(graph, len(wanted.lines), "unchanged")
        self._tell(f"writing {len(wanted.lines):,} statements into {graph or 'the default graph'}")
        self._writer.put(graph, wanted.lines)
        if problem := self._difference(graph, wanted):
            raise EngineError(
                f"{self._engine.name}: {graph or 'the default graph'} is not as it was written:"
                f" {problem}. Fix: push again; if it stays so, the engine changes what it is given"
            )
        return Outcome(graph, len(wanted.lines), "written")

    def _difference(self, graph: str, wanted: Statements) -> str:
        """Return how a graph at the endpoint differs, or nothing if counts and digest agree."""
        counts = readingback.counts(self._engine, graph, self._limits)
        total = sum(counts.values())
        if total != len(wanted.lines):
            return f"{total:,} statements, expected {len(wanted.lines):,}"
        if counts != wanted.counts:
            return "other predicates than were written"
        found = readingback.lines(self._engine, graph, wanted, self._limits)
        if readingback.digest(found) == wanted.digest:
            return ""
        return f"it has '{next(iter(set(found) - set(wanted.lines)), 'a statement twice')}'"

    def _place_of_merged(self, merged: Statements) -> str:
        """Return where the merged set belongs: "" for the default graph, or `graph/merged`.

        It is put into a default graph that is empty or ours, for what is written replaces what is
        there. Where `graph/merged` is, there questions look, so there it stays.
        """
        if self._target.is_union or readingback.holds(self._engine, MERGED, self._limits):
            return MERGED
        if not self._difference(DEFAULT, merged):
            return DEFAULT
        if self._is_union():
            return MERGED
        other = readingback.foreign(self._engine, merged, self._limits)
        if other:
            self._tell(f"the default graph holds what is not ours, such as '{other}', and is left")
        return MERGED if other else DEFAULT

    def _is_union(self) -> bool:
        """Tell whether what is written into a named graph shows in the default graph."""
        self._writer.put(PROBE, [_TRIPLE])
        try:
            pattern = _TRIPLE.removesuffix(" .")
            return self._engine.ask(f"ASK {{ {pattern} }}", "ASK", self._limits).answer
        finally:
            self._writer.remove(PROBE)

    def _pruned(self, graph: str, *, prune: bool) -> Outcome:
        count = sum(readingback.counts(self._engine, graph, self._limits).values())
        if not prune:
            return Outcome(graph, count, "left")
        self._writer.remove(graph)
        if readingback.holds(self._engine, graph, self._limits):
            raise EngineError(
                f"{self._engine.name}: {graph} is still there after it was removed; expected"
                " nothing. Fix: remove it in the engine itself"
            )
        return Outcome(graph, count, "removed")

    def _fresh(self) -> Endpoint:
        """Return the endpoint anew: the one at hand remembers which graphs there were."""
        return Endpoint(self._target.query, self._login)


def _statements(store: px.Store, graph: px.NamedNode | px.DefaultGraph) -> Statements:
    return Statements.of(store.quads_for_pattern(None, None, None, graph))
