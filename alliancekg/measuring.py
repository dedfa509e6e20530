"""What a database holds: how many statements in which graph, and a digest of all of them."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pyoxigraph as px

from alliancekg.sorting import ordered


@dataclass(frozen=True, slots=True)
class Measure:
    """The counts and the digest of what a database holds."""

    graphs: dict[str, int]
    quads: int
    triples: int
    digest: str


def measure(store: px.Store) -> Measure:
    """Count what a database holds, and compute the digest of its named graphs."""
    graphs: Counter[str] = Counter()
    digest = hashlib.sha256()
    for line in ordered(_named(store, graphs)):
        digest.update(line)
    quads = graphs.total()
    return Measure(dict(sorted(graphs.items())), quads, len(store) - quads, digest.hexdigest())


def _named(store: px.Store, graphs: Counter[str]) -> Iterator[bytes]:
    """Yield the quads of all named graphs as lines of N-Quads, and count them by graph."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nt"
        for graph in store.named_graphs():
            store.dump(str(path), px.RdfFormat.N_TRIPLES, from_graph=graph)
            end = f" {graph} .\n".encode()
            with path.open("rb") as lines:
                for line in lines:  # the engine writes no line break within one: `s p o .`
                    graphs[cast("px.NamedNode", graph).value] += 1
                    yield line[:-3] + end


def is_merged(store: px.Store) -> bool:
    """Tell whether the default graph holds what the named graphs do, and nothing else."""
    missing = (
        quad
        for graph in store.named_graphs()
        for quad in store.quads_for_pattern(None, None, None, graph)
        if px.Quad(quad.subject, quad.predicate, quad.object) not in store
    )
    if next(missing, None) is not None:
        return False
    merged = store.quads_for_pattern(None, None, None, px.DefaultGraph())
    return all(
        any(
            not isinstance(other.graph_name, px.DefaultGraph)
            for other in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        )
        for quad in merged
    )
