"""Spells of time whose begin and end are given by year, month and day in columns of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from alliancekg.columns import Row
from alliancekg.dataloaders import flag, refuse
from alliancekg.dates import DateError, iso, parse
from alliancekg.findings import Finding
from loaders.successions import Code, bearings

Columns = tuple[str, str, str]  # of the year, the month and the day
NOTHING: Final = ("", "0")


class Spell(NamedTuple):
    """A begin and an end (EDTF) as precise as they are given; empty where they are not known."""

    begin: str
    end: str

    @property
    def edtf(self) -> str:
        """The interval; a date that is not known leaves its side empty, and two leave nothing.

        >>> Spell("1953-10-01", "").edtf, Spell("", "").edtf
        ('1953-10-01/', '')
        """
        return f"{self.begin}/{self.end}" if self.begin or self.end else ""


class Held(NamedTuple):
    """The spell of one state, of those that bore a number one after the other."""

    actor: str
    spell: Spell


def date(row: Row, columns: Columns) -> str:
    """Return the date (EDTF) of three cells, empty if there is no year.

    A month or a day that is empty or 0 is not known. Raises SourceErrors, which refuses the row,
    for what is no day.
    """
    year, month, day = (row.text(name) for name in columns)
    if year in NOTHING:
        return ""
    known = [f"{int(year):04d}"]
    for cell in (month, day):
        if cell in NOTHING:
            break
        known.append(f"{int(cell):02d}")
    text = "-".join(known)
    _check(row, columns[len(known) - 1], text)
    return text


def spell(row: Row, begin: Columns, end: Columns, *, is_censored: bool = False) -> Spell:
    """Return a spell; a begin that is censored is where the data begin, and so is not known.

    Raises SourceErrors, which refuses the row, if there is no begin, or if it is after the end.
    """
    first, last = date(row, begin), date(row, end)
    if not first:
        refuse(row, begin[0], "is no year", "the year in which it began")
    return checked(row, end[0], Spell("" if is_censored else first, last))


def checked(row: Row, field: str, found: Spell) -> Spell:
    """Return a spell. Raises SourceErrors, which refuses the row, if it ends before it begins."""
    if found.edtf:
        _check(row, field, found.edtf)
    return found


def held(code: Code, whole: Spell, data: Spell) -> Iterator[Held | Finding]:
    """Yield the state that a number means all through a spell, or each of several with its part.

    A side of the spell that is not known is where `data` begin or end. A remark
    tells of a number that passes to another state. Raises SourceErrors, which refuses the row, if
    the number means no state.
    """
    first = parse(whole.begin or data.begin).earliest_begin
    last = parse(whole.end or data.end).latest_end
    assert first is not None
    assert last is not None
    parts = bearings(code, first, max(first, last))
    for index, part in enumerate(parts):
        begin = iso(part.first) if index else whole.begin
        end = iso(part.last) if index < len(parts) - 1 else whole.end
        yield Held(part.actor, Spell(begin, end))
        if index:
            yield flag(
                code.row,
                code.field,
                f"passes from {parts[index - 1].actor} to {part.actor} on {begin}",
                "one state; each has its part of the time",
                "nothing, unless the succession of the states is wrong in seeds/states.csv",
                "info",
            )


def _check(row: Row, field: str, text: str) -> None:
    try:
        parse(text)
    except DateError as error:
        refuse(row, field, f"gives {text}, which {error.problem}", error.expected, error.fix, text)
