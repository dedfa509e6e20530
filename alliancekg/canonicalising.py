"""Canonical labels of blank nodes by RDFC-1.0, and the process in which they are worked out.

`python -m alliancekg.canonicalising` reads N-Quads and writes them with their labels. It may never
end: a clique of ten blank nodes keeps it busy for hours (see `blanklabels`, which ends it).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

import pyoxigraph as px

_RDFC: Final = px.CanonicalizationAlgorithm.RDFC_1_0


def canonical(
    quads: Iterable[px.Quad], algorithm: px.CanonicalizationAlgorithm = _RDFC
) -> px.Dataset:
    """Return the quads with blank nodes called c14n0, c14n1 and so on; literals stay as they are.

    https://www.w3.org/TR/rdf-canon/ (21 May 2024), by default with SHA-256.
    """
    found = px.Dataset(quads)
    found.canonicalize(algorithm)
    return found


def main() -> None:
    """Read N-Quads from standard input and write them, labelled, to standard output."""
    quads = px.parse(sys.stdin.buffer, px.RdfFormat.N_QUADS)
    px.serialize(canonical(quads), sys.stdout.buffer, px.RdfFormat.N_QUADS)


if __name__ == "__main__":
    main()
