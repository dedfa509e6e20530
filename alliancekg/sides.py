"""The two sides of a comparison, as they are named: a generation, a store, or a file of RDF."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as px

from alliancekg import rdfreading
from alliancekg.differing import Side
from alliancekg.errors import UsageError
from alliancekg.generations import Generation
from alliancekg.quadsources import named
from alliancekg.store import Store

CURRENT: Final = "current"


def side(name: str, store: Store) -> Side:
    """Return what a name stands for: `current`, a number of a generation, a folder or a file.

    A folder is another store, of which the current generation is meant. Raises UsageError for what
    is none of these and for a file that is no RDF or has blank nodes, which have no stable names.
    """
    if name == CURRENT:
        return of_generation(store.current())
    if name.isascii() and name.isdecimal() and not Path(name).exists():
        return of_generation(store.at(int(name)))
    path = Path(name)
    if path.is_dir():
        return of_generation(Store(path).current(), name)
    if path.is_file():
        return _of_file(path, name)
    raise UsageError(
        f"'{name}' is neither a generation nor a file; expected the number of a generation,"
        f" '{CURRENT}', the folder of a store, or a file of RDF. Fix: alliancekg log lists the"
        " generations"
    )


def of_generation(generation: Generation, name: str = "") -> Side:
    """Return a published state of a graph."""
    opened = generation.open()
    return Side(name or f"generation {generation.number}", lambda: named(opened))


def _of_file(path: Path, name: str) -> Side:
    quads = rdfreading.read(path, path.name).quads
    _refuse_blank(quads, path.name)
    graphs = {isinstance(quad.graph_name, px.NamedNode) for quad in quads}
    return Side(name, lambda: quads, has_graphs=True in graphs)


def _refuse_blank(quads: Iterable[px.Quad], name: str) -> None:
    for quad in quads:
        terms = (quad.subject, quad.object, quad.graph_name)
        if blank := [term for term in terms if isinstance(term, px.BlankNode)]:
            raise UsageError(
                f"{name}: has the blank node {blank[0]}; expected IRIs, for blank nodes have no"
                " names by which two files can be compared. Fix: give each an IRI"
            )
