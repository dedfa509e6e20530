"""Slices of the graph: what one source says, as quads that tell of every node they refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alliancekg import quadsources
from alliancekg.namespaces import graph_iri
from alliancekg.slicingclosure import closed

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from alliancekg.engines import Engine


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the graph: its quads, in no order, and what closes it behind them.

    `is_of_one_graph` tells that what was asked for is of one graph, or of none: then a format of
    one graph takes what closes the slice along, although other graphs say it.
    """

    quads: Callable[[], Iterator[Quad]]
    is_of_one_graph: bool


def of_source(engine: Engine, key: str) -> Slice:
    """Return what a source says; UsageError, when it is read, for one that is not there."""
    return Slice(
        lambda: closed(quadsources.quads(engine, [graph_iri(key)]), engine), is_of_one_graph=True
    )
