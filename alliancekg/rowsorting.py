"""Statements in the order of graph, subject, predicate and object, each once, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final, TypeVar

import pyoxigraph as px

from alliancekg.batching import batches
from alliancekg.sorting import ordered

T = TypeVar("T")
_BATCH: Final = 5_000
_MARK: Final = b"\x01"  # below all that IRIs hold; in literals it is escaped


def lines(quads: Iterable[px.Quad]) -> Iterator[bytes]:
    """Yield lines of N-Quads, sorted by their bytes, each once.

    Nothing comes before all quads were taken, so that what they raise comes before any output.
    """
    return _once(
        ordered(line + b"\n" for batch in batches(quads, _BATCH) for line in _written(batch))
    )


def flat(quads: Iterable[px.Quad]) -> Iterator[px.Quad]:
    """Yield the quads without their graphs."""
    return (px.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def taken(found: Iterator[T]) -> Iterator[T]:
    """Have all taken of which the first depends, and return what was found, from the first on."""
    return chain(list(islice(found, 1)), found)


def rows(texts: Iterable[tuple[str, ...]], width: int) -> Iterator[list[str]]:
    """Yield rows of so many texts without line breaks, sorted, each once.

    Only the last text of a row may hold control characters.

    >>> list(rows([("b", "x"), ("a", "y"), ("a-b", "x"), ("a", "y")], 2))
    [['a', 'y'], ['a-b', 'x'], ['b', 'x']]
    """
    mark = _MARK.decode()
    for line in _once(ordered(f"{mark.join(row)}\n".encode() for row in texts)):
        yield line.decode()[:-1].split(mark, width - 1)


def statements(quads: Iterable[px.Quad]) -> Iterator[px.Quad]:
    """Yield the quads by graph (the default one first), subject, predicate and object, each once.

    The order is that of the terms in N-Quads.
    """
    keyed = ordered(
        _graph(quad) + _MARK + line + b"\n"
        for batch in batches(quads, _BATCH)
        for quad, line in zip(batch, _written(batch), strict=True)
    )
    waiting = (line.partition(_MARK)[2] for line in _once(keyed))
    for batch in batches(waiting, _BATCH):
        yield from px.parse(b"".join(batch), px.RdfFormat.N_QUADS)


def _graph(quad: px.Quad) -> bytes:
    graph = quad.graph_name
    return b"" if isinstance(graph, px.DefaultGraph) else str(graph).encode()


def _written(quads: list[px.Quad]) -> list[bytes]:
    # Safe to split: line breaks inside literals are escaped.
    return (px.serialize(quads, format=px.RdfFormat.N_QUADS) or b"").split(b"\n")[:-1]


def _once(found: Iterator[bytes]) -> Iterator[bytes]:
    last = None
    for line in found:
        if line != last:
            yield line
        last = line
