"""When a document of Foreign Relations of the United States is of: its mark-up held to its print.

The mark-up may be finer than what is printed ("June 1977" is marked 1977-06-01), and may be wrong
at its end (an interval of years for a talk of one afternoon): what is printed decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from alliancekg.dates import day_number

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_NAME: Final = "|".join(_MONTHS)
_ZONE: Final = r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_CLOCK: Final = r"([01][0-9]|2[0-4]):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]+)?)?"
_DATE: Final = re.compile(
    rf"(-?[0-9]{{4}})(?:-([0-9]{{2}})(?:-([0-9]{{2}})(?:T{_CLOCK})?)?)?{_ZONE}"
)
_TIME: Final = re.compile(_CLOCK + _ZONE)
_YEARLESS: Final = re.compile(r"--(?:[0-9]{2}(?:-[0-9]{2})?|-[0-9]{2})")
_DAY: Final = re.compile(rf"({_NAME}),? ([0-9]{{1,2}})(?![0-9:])(?:,? ([0-9]{{4}}))?")
_DAY_FIRST: Final = re.compile(rf"(?<![0-9:])([0-9]{{1,2}}) ({_NAME})(?:,? ([0-9]{{4}}))?")
_MONTH: Final = re.compile(rf"({_NAME}),? ([0-9]{{4}})")
_YEAR: Final = re.compile(r"(?<![0-9])(1[6-9][0-9]{2}|20[0-9]{2})(?![0-9])")
_RANGE: Final = re.compile(
    rf"({_NAME}) [0-9]{{1,2}}(?:, [0-9]{{4}})? ?[–-] ?(?:({_NAME}) )?[0-9]{{1,2}},"
)
_PRINTED_TIME: Final = re.compile(
    r"(?<![0-9])(?:([0-2][0-9])([0-5][0-9])Z|(1?[0-9])(?::([0-5][0-9]))? ?([ap])\.m|noon)"
)


def is_machine_date(value: str) -> bool:
    """Tell whether a value is a date or a time as TEI has them, of a day that exists.

    >>> is_machine_date("1970-03-20T14:00:00Z"), is_machine_date("09:45:00")
    (True, True)
    >>> is_machine_date("1971-02-30"), is_machine_date("20 March 1970")
    (False, False)
    """
    if _TIME.fullmatch(value) or _YEARLESS.fullmatch(value):
        return True
    found = _DATE.fullmatch(value)
    if not found:
        return False
    try:
        day_number(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


class Marked(NamedTuple):
    """A date of a dateline: its attributes, what is printed, and what is printed behind it."""

    when: str
    begin: str
    end: str
    printed: str
    behind: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """The date of a document in EDTF, empty if it has none; and in what mark-up and print differ.

    It is refused, with no date, where neither of the two can be right.
    """

    edtf: str = ""
    problem: str = ""
    is_refused: bool = False


def dated(marks: list[Marked]) -> When:
    """Return the date that a dateline gives, at the precision at which it is printed.

    >>> dated([Marked("1977-06-01", "", "", "June 1977")]).edtf
    '1977-06'
    >>> dated([Marked("1955-01-08T14:00:00", "", "", "January 8, 1955—2 p.m.")]).edtf
    '1955-01-08T14:00:00'
    """
    if not marks:
        return When()
    first, *others = marks
    if others and re.fullmatch(r"\s*(?:[–—-]|to)\s*", first.behind):
        begin, end = _one(first), _one(others[0])
        if begin.edtf and end.edtf and not (begin.problem or end.problem):
            return When(f"{_day(begin.edtf)}/{_day(end.edtf)}")
    return _one(first)


def _one(mark: Marked) -> When:
    begin, end = mark.when or mark.begin, mark.end
    if not all(_DATE.fullmatch(marked) for marked in (begin, end) if marked):
        return When()  # a time of day, or a day of no year
    if not begin or (mark.begin and not end):
        return When(f"{_day(begin)}/{_day(end)}" if begin or end else "")
    if not end:
        return _point(begin, mark.printed)
    if _day(begin) == _day(end):
        return _point(_day(begin), mark.printed)
    if _RANGE.search(mark.printed) or not _day_in(mark.printed):
        width = _width(mark.printed)
        return When(f"{_day(begin)[:width]}/{_day(end)[:width]}")
    point = _point(_day(begin), mark.printed)
    return When(point.edtf, point.problem or f"is marked to end on {_day(end)}, of which no word")


def _point(marked: str, printed: str) -> When:
    """Return a date that stands for one day, month or year."""
    if not printed:
        return When(_day(marked))
    said = _said(printed, marked[:4])
    if not said:
        return When(problem=f"is marked {marked}, of which no word is printed")
    if _day(marked).startswith(said):
        problem = "is marked as one day, and printed as several" if _RANGE.search(printed) else ""
        return When(marked if _is_timed(marked, printed) else said, problem)
    if said.startswith(_day(marked)):
        return When(_day(marked))
    if is_machine_date(said):
        return When(said, f"is marked {marked}, and printed as another day")
    return When(problem=f"is marked {marked}, and printed as no day that exists", is_refused=True)


def _said(printed: str, year: str) -> str:
    """Return what is printed as a date, as far as it goes; the year is the one given if none is."""
    if day := _day_in(printed):
        name, number, own = day
        return f"{own or year}-{_number(name)}-{int(number):02d}"
    if month := _MONTH.search(printed):
        return f"{month[2]}-{_number(month[1])}"
    found = _YEAR.search(printed)
    return found[0] if found else ""


def _day_in(printed: str) -> tuple[str, str, str] | None:
    """Return month, day and year (or nothing) of the first day that is printed."""
    if found := _DAY.search(printed):
        return found[1], found[2], found[3] or ""
    found = _DAY_FIRST.search(printed)
    return (found[2], found[1], found[3] or "") if found else None


def _width(printed: str) -> int:
    """Return how much of a day of ISO 8601 is printed."""
    if not printed or _day_in(printed):
        return len("1970-03-20")
    return len("1970-03") if re.search(_NAME, printed) else len("1970")


def _is_timed(marked: str, printed: str) -> bool:
    """Tell whether a time of day is marked that is printed, too, with its zone."""
    found = _PRINTED_TIME.search(printed)
    if not found or "T" not in marked:
        return False
    hour, minute, zone = "12", "00", ""
    if found[1]:
        hour, minute, zone = found[1], found[2], "Z"
    elif found[3]:
        hour = f"{int(found[3]) % 12 + 12 * (found[5] == 'p'):02d}"
        minute = found[4] or "00"
    return marked.partition("T")[2] == f"{hour}:{minute}:00{zone}"


def _day(marked: str) -> str:
    """Return a date without its time and zone; empty if there is none."""
    found = re.match(r"-?[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", marked)
    return found[0] if found else ""


def _number(month: str) -> str:
    return f"{_MONTHS.index(month) + 1:02d}"
