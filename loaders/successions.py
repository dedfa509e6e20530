"""Who bore the number of a state through a span of time, where one state follows another.

Lists such as that of the Correlates of War give the Soviet Union and Russia one number; a row that
runs on past such a change speaks of both states, each for its own time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from alliancekg.columns import Row
from alliancekg.dataloaders import Context
from alliancekg.dates import day_number, iso
from alliancekg.errors import SourceErrors

AHEAD: Final = 200  # years in which a state that is not yet in the list is looked for


class Code(NamedTuple):
    """A cell with the number of a state, in one of the systems of `identity`."""

    row: Row
    field: str
    system: str
    context: Context

    def bearer(self, day: int) -> str:
        """Return the id of the state that bears the number on a day, empty if there is none."""
        try:
            return self.resolve(iso(day))
        except SourceErrors:
            return ""

    def resolve(self, when: str) -> str:
        """Return the id of the state that the number means at a time (EDTF), or refuse the row."""
        return self.context.states.of_cell(self.row, self.field, self.system, when)


class Bearing(NamedTuple):
    """A state that bears a number, from a day to a day; the days are numbers of `dates`."""

    actor: str
    first: int
    last: int


def bearings(code: Code, first: int, last: int) -> list[Bearing]:
    """Return who bore a number from one day to another, in order; it is one state nearly always.

    A time without a bearer goes to the first one if it opens the span, and to the last one if it
    closes it: a data set may know a state before the list does. A single day between two, on which
    both exist, goes to the earlier. If there is no bearer at all it is the first one afterwards.
    Raises SourceErrors, which refuses the row, if there is none either.
    """
    found: list[Bearing] = []
    changes = [*_changes(code, first, last), (last + 1, "")]
    for (start, actor), (following, _) in pairwise(changes):
        if not actor:
            continue
        if found and start - found[-1].last == 2:  # a day on which both exist
            found[-1] = found[-1]._replace(last=start - 1)
        if found and found[-1].actor == actor:
            found[-1] = found[-1]._replace(last=following - 1)
        else:
            found.append(Bearing(actor, start, following - 1))
    if not found:
        return [Bearing(_later(code, first, last), first, last)]
    found[0] = found[0]._replace(first=first)
    found[-1] = found[-1]._replace(last=last)
    return found


def main_bearer(code: Code, year: int) -> str:
    """Return who bore a number for the longest part of a year; of equals, the first.

    Remembered for each number and year. Raises SourceErrors, which refuses the row, if nobody did.
    """
    known = code.context.memory.setdefault("bearers", {})
    assert isinstance(known, dict)
    key = (code.system, code.row.text(code.field), year)
    if key not in known:
        spells = bearings(code, day_number(year, 1, 1), day_number(year, 12, 31))
        known[key] = max(spells, key=lambda spell: spell.last - spell.first).actor
    return str(known[key])


def _changes(code: Code, first: int, last: int) -> Iterator[tuple[int, str]]:
    """Yield the days on which the bearer changes, the first day included, with the new bearer.

    A span with one bearer at both ends is taken to have it throughout.
    """
    left = (first, code.bearer(first))
    yield left
    yield from _inner(code, left, (last, code.bearer(last)))


def _inner(code: Code, left: tuple[int, str], right: tuple[int, str]) -> Iterator[tuple[int, str]]:
    if left[1] == right[1]:
        return
    if right[0] - left[0] == 1:
        yield right
        return
    day = (left[0] + right[0]) // 2
    middle = (day, code.bearer(day))
    yield from _inner(code, left, middle)
    yield from _inner(code, middle, right)


def _later(code: Code, first: int, last: int) -> str:
    """Return who bears a number first after a day, looked for in the middle of each year."""
    year = int(iso(last)[:4])
    for ahead in range(year, year + AHEAD):
        if actor := code.bearer(day_number(ahead, 7, 1)):
            return actor
    return code.resolve(iso(first))  # which refuses the row
