"""What differs between two graphs, statement by statement, gathered by record.

Both are brought into the order of their lines of N-Quads and walked through side by side, so that
memory grows with what differs, and not with the graphs. A record is what `surroundings.record_of`
takes a node for; a node that is no record stands for itself.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import pyoxigraph as px

from alliancekg.rowsorting import flat, lines
from alliancekg.sorting import ordered
from alliancekg.surroundings import record_of

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"

_SEPARATOR: Final = b"\x01"  # in no IRI, and the engine escapes it in literals
Quads = Callable[[], Iterable[px.Quad]]


@dataclass(frozen=True, slots=True)
class Side:
    """A graph that is compared: how messages call it, and its quads, the same ones each time."""

    name: str
    quads: Quads
    has_graphs: bool = True
    has_blank: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A record of which something differs; the lines are statements of N-Quads, sorted."""

    record: str
    state: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(slots=True)
class Totals:
    """How many records are of which state, and how many statements were added and removed."""

    records: Counter[str] = field(default_factory=Counter)
    added: int = 0
    removed: int = 0

    def add(self, difference: Difference) -> None:
        """Count a record that differs."""
        self.records[difference.state] += 1
        self.added += len(difference.added)
        self.removed += len(difference.removed)


def differences(old: Side, new: Side) -> Iterator[Difference]:
    """Yield the records that differ, in the order of their IRIs.

    A record is added if the old graph says nothing of it and its parts, removed if the new one says
    nothing, else changed. If one of the two has no named graphs, those of the other do not count.
    """
    has_graphs = old.has_graphs and new.has_graphs
    before, after = (
        lines(side.quads() if has_graphs else flat(side.quads())) for side in (old, new)
    )
    keyed = ordered(_key(line) + sign + line for sign, line in _changed(before, after))
    grouped = groupby((entry.split(_SEPARATOR, 2) for entry in keyed), key=lambda entry: entry[0])
    touched = [(record, list(entries)) for record, entries in grouped]
    records = {record for record, _ in touched}
    there_before, there_after = _there(old, records), _there(new, records)
    for record, entries in touched:
        removed = tuple(_text(line) for _, sign, line in entries if sign == b"-")
        added = tuple(_text(line) for _, sign, line in entries if sign == b"+")
        state = CHANGED if record in there_before and record in there_after else ADDED
        if record not in there_after:
            state = REMOVED
        yield Difference(record.decode(), state, removed, added)


def _changed(old: Iterator[bytes], new: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield what only one of two sorted sequences has, with `-` or `+`."""
    marked = heapq.merge(((line, b"-") for line in old), ((line, b"+") for line in new))
    for line, same in groupby(marked, key=lambda pair: pair[0]):
        signs = [sign for _, sign in same]
        if len(signs) == 1:
            yield _SEPARATOR + signs[0] + _SEPARATOR, line


def _key(line: bytes) -> bytes:
    subject = line.partition(b" ")[0]
    if not subject.startswith(b"<"):
        return subject
    return record_of(px.NamedNode(subject[1:-1].decode())).value.encode()


def _there(side: Side, records: set[bytes]) -> set[bytes]:
    """Return those of the records of which a graph says anything."""
    subjects = (str(quad.subject).encode() for quad in side.quads()) if records else iter(())
    return records & {_key(subject + b" ") for subject, _ in groupby(subjects)}


def _text(line: bytes) -> str:
    return line.decode().rstrip("\n")
