"""What answers questions: the interface of the engines, the limits of an answer, and look-ups.

The look-ups ask any engine, in few requests, what is said of some nodes. Their rows are sorted here
and not by the engine, so that they are the same on all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from alliancekg import guard
from alliancekg.results import Result

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad

    from alliancekg.results import Term

WHOLE: Final = 50_000_000
"""The rows that an answer may have which is of use only as a whole: all, or a failure."""

_BATCH: Final = 40  # alternatives in one query: more are planned for longer than they save


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may cost: time in seconds, number of rows."""

    seconds: float = guard.SECONDS
    rows: int = 1_000_000


class Engine(Protocol):
    """Where questions are asked: the embedded store, rdflib in memory, or a SPARQL 1.1 endpoint."""

    @property
    def name(self) -> str:
        """`embedded`, `rdflib`, or the address, without what is secret in it."""

    def ask(self, text: str, kind: str, limits: Limits) -> Result:
        """Return the answer to a query of this form (SELECT, ASK, CONSTRUCT or DESCRIBE).

        The text has passed the guard. The default graph is the merged set, each triple once; named
        graphs are there by GRAPH. Raises UsageError for what is no SPARQL 1.1, with line and
        column; EngineError when the engine fails, a limit is passed, or the answer is not whole.
        """


@runtime_checkable
class Holding(Protocol):
    """An engine that has its graphs at hand, so that they can be read without questions."""

    def graphs(self) -> Sequence[str]:
        """Return the IRIs of the named graphs, sorted."""

    def quads(self, graphs: Iterable[str]) -> Iterator[Quad]:
        """Yield the quads of these graphs; literals are spelt as the embedded engine does."""


class Within:
    """An engine of which no question takes longer than some seconds, look-ups included."""

    def __init__(self, engine: Engine, seconds: float) -> None:
        self.within, self.seconds = engine, seconds

    @property
    def name(self) -> str:
        """The name of the engine itself."""
        return self.within.name

    def ask(self, text: str, kind: str, limits: Limits) -> Result:
        """Return the engine's answer."""
        seconds = min(limits.seconds, self.seconds)
        return self.within.ask(text, kind, Limits(seconds, limits.rows))


def rows(engine: Engine, text: str) -> list[tuple[Term | None, ...]]:
    """Return the rows of a query of our own, sorted by their text."""
    found = engine.ask(text, "SELECT", Limits())
    return sorted(found.rows, key=lambda row: [str(term) for term in row])


def holds(engine: Engine, pattern: str) -> bool:
    """Tell whether a pattern, such as `<a> ?p ?o`, matches."""
    return engine.ask(f"ASK {{ {pattern} }}", "ASK", Limits()).answer


def about(
    engine: Engine, nodes: Iterable[NamedNode], predicates: Sequence[str] = ()
) -> Iterator[tuple[NamedNode, NamedNode, Term]]:
    """Yield node, predicate and object of what the default graph says of the nodes.

    `predicates` are the IRIs of those that are wanted; without them all are.
    """
    only = ", ".join(f"<{predicate}>" for predicate in predicates)
    limit = f" FILTER(?p IN ({only}))" if only else ""
    yield from _of_each(engine, nodes, f"%s ?p ?o{limit}", "?p ?o")  # type: ignore[misc]


def graphs_about(
    engine: Engine, nodes: Iterable[NamedNode]
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode, Term]]:
    """Yield node, graph, predicate and object of what the named graphs say of the nodes."""
    yield from _of_each(engine, nodes, "GRAPH ?g { %s ?p ?o }", "?g ?p ?o")  # type: ignore[misc]


def _of_each(
    engine: Engine, nodes: Iterable[NamedNode], pattern: str, names: str
) -> Iterator[tuple[Term | None, ...]]:
    # A constant in each alternative is found by its index on every engine; a filter is not, and
    # joins with VALUES fail on some.
    wanted = sorted({str(node) for node in nodes})
    for at in range(0, len(wanted), _BATCH):
        parts = (
            f"{{ {pattern.replace('%s', node)} BIND({node} AS ?node) }}"
            for node in wanted[at : at + _BATCH]
        )
        yield from rows(engine, f"SELECT ?node {names} {{ {' UNION '.join(parts)} }}")
