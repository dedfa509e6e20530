"""Which answers of saved queries a change of the graph would change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as px

from alliancekg import queries
from alliancekg.embedded import Embedded
from alliancekg.errors import AllianceKGError
from alliancekg.queries import SavedQuery


class Difference(NamedTuple):
    """An answer that changes: how many rows it had and would have, how many come and go."""

    query: str
    before: int
    after: int
    added: int
    removed: int

    def __str__(self) -> str:
        """Return the difference as a line."""
        return (
            f"{self.query}: {self.before} rows to {self.after}, {self.added} added,"
            f" {self.removed} removed"
        )


def differences(
    folder: Path, before: px.Store, after: px.Store
) -> Iterator[Difference | AllianceKGError]:
    """Yield a difference for each saved query, with its defaults, whose answer changes.

    A query that fails on one of the two, or takes too long, gives its error in place of one.
    """
    for name in queries.names(folder):
        saved = queries.get(folder, name)
        try:
            old, new = _rows(saved, before), _rows(saved, after)
        except AllianceKGError as error:
            yield error
            continue
        if old != new:
            yield Difference(name, len(old), len(new), len(new - old), len(old - new))


def _rows(saved: SavedQuery, store: px.Store) -> frozenset[tuple[str, ...]]:
    answer = queries.run(saved, Embedded(store))
    return frozenset(tuple(map(str, row)) for row in answer.rows)
