"""Where quads come from: the named graphs of a store, of rdflib, or of an endpoint, one at a time.

The default graph is the merge of the named ones, and is never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as px


def named(store: px.Store, graphs: Iterable[str] = ()) -> Iterator[px.Quad]:
    """Yield the quads of the named graphs of a store, or of some; nothing is held in memory."""
    wanted = [px.NamedNode(graph) for graph in graphs] or list(store.named_graphs())
    for graph in wanted:
        yield from store.quads_for_pattern(None, None, None, graph)
