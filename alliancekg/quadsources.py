"""Where quads come from: the named graphs of a store, of rdflib, or of an endpoint, one at a time.

The default graph is the merge of the named ones, and is never read. Literals are spelt as the
embedded engine spells them, wherever they come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import readingback
from alliancekg.endpoint import MERGED
from alliancekg.engines import Holding, Limits, Within
from alliancekg.errors import EngineError, UsageError
from alliancekg.namespaces import GRAPH

if TYPE_CHECKING:
    from alliancekg.engines import Engine

PART: Final = 4000
"""Statements that are asked for at once, about; endpoints cap answers (Virtuoso at 10,000 rows)."""

_PREDICATES: Final = 100  # in one question
_DIGITS: Final = 4  # of a hash, in hexadecimal


def named(store: px.Store, graphs: Iterable[str] = ()) -> Iterator[px.Quad]:
    """Yield the quads of the named graphs of a store, or of some; nothing is held in memory."""
    chosen = [px.NamedNode(graph) for graph in graphs]
    wanted: Iterable[px.NamedNode | px.BlankNode] = chosen or store.named_graphs()
    for graph in wanted:
        yield from store.quads_for_pattern(None, None, None, graph)


def quads(
    engine: Engine, graphs: Sequence[str] = (), limits: Limits | None = None
) -> Iterator[px.Quad]:
    """Yield the quads of the named graphs of an engine, or of some, in no order.

    Of an endpoint, the graphs are those of the project, each read in parts and counted. The limits
    are for each question to it. Raises UsageError for a graph that is not there; EngineError where
    an endpoint gives more or less than it counts.
    """
    if isinstance(engine, Within):
        limits = limits or Limits(engine.seconds)
        engine = engine.within
    limits = limits or Limits()
    if isinstance(engine, Holding):
        _refuse_unknown(graphs, engine.graphs())
        yield from engine.quads(graphs or engine.graphs())
        return
    there = [graph for graph in readingback.graphs(engine, limits) if graph != MERGED]
    _refuse_unknown(graphs, there)
    for graph in graphs or there:
        yield from _read(engine, graph, limits)


def _refuse_unknown(graphs: Iterable[str], there: Sequence[str]) -> None:
    for graph in graphs:
        if graph not in there:
            known = ", ".join(name.removeprefix(GRAPH) for name in there)
            raise UsageError(f"no source '{graph.removeprefix(GRAPH)}'; there are: {known}")


def _read(engine: Engine, graph: str, limits: Limits) -> Iterator[px.Quad]:
    """Yield a graph of an endpoint, and compare what comes with what it counts."""
    name = f"<{graph}>"
    for conditions, counted in _parts(readingback.counts(engine, graph, limits)):
        came = 0
        for condition in conditions:
            # As a default graph it is a set on every endpoint: no triple comes twice.
            text = f"SELECT ?s ?p ?o FROM {name} WHERE {{ ?s ?p ?o . {condition} }}"
            rows = engine.ask(text, "SELECT", limits).rows
            came += len(rows)
            lines = "".join(f"{readingback.line(row)[:-1]}{name} .\n" for row in rows)
            yield from px.parse(lines, px.RdfFormat.N_QUADS)
        if came != counted:
            raise EngineError(
                f"{engine.name}: {name}: {came} statements came where it counts {counted};"
                " expected all. Fix: export again when nobody writes to it"
            )


def _parts(counts: Mapping[str, int]) -> Iterator[tuple[list[str], int]]:
    """Yield conditions that part a graph, and how many statements fulfil one of them."""
    some: list[str] = []
    size = 0
    for predicate, number in counts.items():
        if number > PART:
            yield list(_ranges(predicate, number)), number
            continue
        if some and (size + number > PART or len(some) == _PREDICATES):
            yield [f"FILTER(?p IN ({', '.join(some)}))"], size
            some, size = [], 0
        some.append(f"<{predicate}>")
        size += number
    if some:
        yield [f"FILTER(?p IN ({', '.join(some)}))"], size


def _ranges(predicate: str, number: int) -> Iterator[str]:
    """Yield conditions that part the statements of a predicate about evenly, by a hash of each."""
    for part in parted("CONCAT(STR(?s), STR(?o))", number):
        yield f"FILTER(?p = <{predicate}> && {part})"


def parted(text: str, number: int) -> Iterator[str]:
    """Yield conditions that part a number of rows about evenly, by the hash of an expression."""
    pieces = -(-number // PART)
    marks = [f"{16**_DIGITS * at // pieces:0{_DIGITS}x}" for at in range(1, pieces)]
    hashed = f"SUBSTR(MD5({text}), 1, {_DIGITS})"
    for low, high in zip(["", *marks], [*marks, ""], strict=True):
        within = [f'{hashed} >= "{low}"'] * bool(low) + [f'{hashed} < "{high}"'] * bool(high)
        yield " && ".join(within)
