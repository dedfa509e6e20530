"""The two sides of a comparison, as they are named: a generation, a store, a file, an endpoint."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pyoxigraph as px

from alliancekg import rdfreading
from alliancekg.blanklabels import SECONDS, has_blank, labelled
from alliancekg.differing import Side
from alliancekg.endpoint import Endpoint
from alliancekg.engines import Limits
from alliancekg.errors import UsageError
from alliancekg.generations import Generation
from alliancekg.quadsources import named, quads
from alliancekg.store import Store

CURRENT: Final = "current"


def side(name: str, store: Store, seconds: float = SECONDS) -> Side:
    """Return what a name stands for: `current`, a number of a generation, a folder, file, address.

    A folder is another store, of which the current generation is meant. An endpoint is read
    each time. Blank nodes of a file get the labels of RDFC-1.0. `seconds` are for these labels
    and for each question to an endpoint. Raises UsageError for what is none of these and for a file
    that is no RDF, EngineError where an endpoint fails or the time is over.
    """
    if name == CURRENT:
        return of_generation(store.current())
    if name.isascii() and name.isdecimal() and not Path(name).exists():
        return of_generation(store.at(int(name)))
    if "://" in name:
        return _of_endpoint(Endpoint.of(name, os.environ), seconds)
    path = Path(name)
    if path.is_dir():
        return of_generation(Store(path).current(), name)
    if path.is_file():
        return _of_file(path, name, seconds)
    raise UsageError(
        f"'{name}' is neither a generation nor a file; expected the number of a generation,"
        f" '{CURRENT}', the folder of a store, a file of RDF, or the address of an endpoint."
        " Fix: alliancekg log lists the generations"
    )


def of_generation(generation: Generation, name: str = "") -> Side:
    """Return a published state of a graph."""
    opened = generation.open()
    return Side(name or f"generation {generation.number}", lambda: named(opened))


def _of_file(path: Path, name: str, seconds: float) -> Side:
    quads = list(labelled(rdfreading.read(path, path.name).quads, seconds))
    graphs = {isinstance(quad.graph_name, px.DefaultGraph) for quad in quads}
    return Side(
        name, lambda: quads, has_graphs=False in graphs, has_blank=any(map(has_blank, quads))
    )


def _of_endpoint(endpoint: Endpoint, seconds: float) -> Side:
    """Return the graphs of the project at an endpoint, read and counted each time."""
    return Side(endpoint.name, lambda: quads(endpoint, limits=Limits(seconds)))
