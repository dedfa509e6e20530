"""EDTF dates as bounds in days, and what follows from bounds: order, gap and conflict.

A day number is the proleptic Gregorian ordinal, 1 = 0001-01-01, continued below zero for BCE, where
years are astronomical as in XSD 1.1 and ISO 8601: 0000 is 1 BCE, -0043 is 44 BCE. The grammar of
EDTF, the supported level and the months of a season are in `edtf`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from alliancekg import edtf
from alliancekg.edtf import DateError, days_in_month

Order = Literal["certain", "possible", "certainly-not", "unknown"]

_ISO: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_BEFORE_MONTH: Final = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAYS_400, _DAYS_100, _DAYS_4 = 146_097, 36_524, 1_461  # of that many years


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last day on which something may have begun, and may have ended.

    A date or one of a set is a point within a window: both pairs are that window. An interval
    begins within its first date and ends within its second. Where a text names no bound it is None:
    both bounds of an open (`..`) or unknown (empty) end, and the outer ones of `[1760-12..]`, one
    of a set without a last, whose point is not itself open-ended.
    """

    edtf: str
    earliest_begin: int | None
    latest_begin: int | None
    earliest_end: int | None
    latest_end: int | None
    open_ended: bool = False
    open_start: bool = False
    qualified: bool = False  # uncertain or approximate: the bounds are not strict
    is_interval: bool = False  # written with a slash


def parse(text: str) -> Bounds:
    """Return the bounds that an EDTF text gives; the text itself is kept as it is.

    Plain YYYY, YYYY-MM and YYYY-MM-DD are read directly, all else by the grammar, to the same
    result. Of a date with time the day counts as it is written, whatever its zone.
    Raises DateError for what is no EDTF or beyond the supported level (see `edtf`), a day that does
    not exist, or an end before its start.

    >>> parse("1971-03")
    Bounds(edtf='1971-03', earliest_begin=719587, latest_begin=719617, earliest_end=719587, \
latest_end=719617, open_ended=False, open_start=False, qualified=False, is_interval=False)
    """
    window = _direct(text)
    if window is not None:
        first, last = window
        return Bounds(text, first, last, first, last)
    span = edtf.read(text)
    return Bounds(
        text,
        _number(span.begin.first),
        _number(span.begin.last),
        _number(span.end.first),
        _number(span.end.last),
        span.open_ended,
        span.open_start,
        span.qualified,
        span.is_interval,
    )


def day_number(year: int, month: int, day: int) -> int:
    """Return the proleptic Gregorian ordinal of a day, 1 = 0001-01-01, 0 and less before it.

    Raises ValueError if there is no such day.

    >>> day_number(1, 1, 1), day_number(0, 12, 31), day_number(1969, 7, 25)
    (1, 0, 719003)
    """
    if not (1 <= month <= 12 and 1 <= day <= days_in_month(year, month)):
        raise ValueError(f"no day {year}-{month}-{day}")
    return _ordinal(year, month, day)


def iso(day: int) -> str:
    """Return a day number as a lexical form of xsd:date (XSD 1.1, in which the year 0000 exists).

    >>> iso(1), iso(0), iso(719003)
    ('0001-01-01', '0000-12-31', '1969-07-25')
    """
    cycles, rest = divmod(day - 1, _DAYS_400)  # floored, so that rest is never negative
    # The last day of 400 or 4 years would open a fifth century or year that is not there.
    century = min(rest // _DAYS_100, 3)
    fours, rest = divmod(rest - century * _DAYS_100, _DAYS_4)
    single = min(rest // 365, 3)
    year = cycles * 400 + century * 100 + fours * 4 + single + 1
    rest -= single * 365
    month = rest // 31 + 1  # never too late, and at most one too early
    if month < 12 and rest >= _before(year, month + 1):
        month += 1
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{rest - _before(year, month) + 1:02d}"


def order(a: Bounds, b: Bounds) -> Order:
    """Return whether b follows a, that is, begins after a has ended.

    Unknown if nothing bounds the end of a or the begin of b. A qualified date is never more than
    possible, for its bounds are not strict.

    >>> order(parse("1969-07-25"), parse("1971")), order(parse("1971"), parse("1971-03"))
    ('certain', 'possible')
    """
    if (a.earliest_end is None and a.latest_end is None) or (
        b.earliest_begin is None and b.latest_begin is None
    ):
        return "unknown"
    if a.qualified or b.qualified:
        return "possible"
    smallest, largest = gap(a, b)
    if smallest is not None and smallest > 0:
        return "certain"
    if largest is not None and largest <= 0:
        return "certainly-not"
    return "possible"


def gap(a: Bounds, b: Bounds) -> tuple[int | None, int | None]:
    """Return the smallest and the largest number of days from the end of a to the begin of b.

    None where a bound is missing; negative where b may begin, or begins, before a has ended.

    >>> gap(parse("1969-07-25"), parse("[1971-01..1971-04]"))
    (525, 644)
    """
    return (
        _difference(b.earliest_begin, a.latest_end),
        _difference(b.latest_begin, a.earliest_end),
    )


def conflict(a: Bounds, b: Bounds) -> bool:
    """Return whether two spans for one event exclude each other.

    They do if they have no day in common, or if both are intervals that cannot begin, or cannot
    end, on one day. A bound that is missing excludes nothing, nor does what is qualified.

    >>> conflict(parse("1977"), parse("1978-11-07")), conflict(parse("1977"), parse("1977-03-09"))
    (True, False)
    """
    if a.qualified or b.qualified:
        return False
    if _apart((a.earliest_begin, a.latest_end), (b.earliest_begin, b.latest_end)):
        return True
    both = a.is_interval and b.is_interval
    return both and (_apart(_begin(a), _begin(b)) or _apart(_end(a), _end(b)))


_Pair = tuple[int | None, int | None]


def _begin(span: Bounds) -> _Pair:
    return span.earliest_begin, span.latest_begin


def _end(span: Bounds) -> _Pair:
    return span.earliest_end, span.latest_end


def _apart(a: _Pair, b: _Pair) -> bool:
    """Return whether two windows surely have no day in common: one closes before the other opens.

    The other two bounds need not be known.
    """
    return any(
        closes is not None and opens is not None and closes < opens
        for closes, opens in ((a[1], b[0]), (b[1], a[0]))
    )


def _difference(later: int | None, earlier: int | None) -> int | None:
    return None if later is None or earlier is None else later - earlier


def _direct(text: str) -> tuple[int, int] | None:
    """Return the first and last day of a plain ISO date; None for all else, right or wrong."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year = int(match[1])
    if match[2] is None:
        return _ordinal(year, 1, 1), _ordinal(year, 12, 31)
    month = int(match[2])
    if not 1 <= month <= 12:
        return None  # a season, or a month that the grammar refuses with a message
    first, length = _ordinal(year, month, 1), days_in_month(year, month)
    if match[3] is None:
        return first, first + length - 1
    day = int(match[3])
    return (first + day - 1, first + day - 1) if 1 <= day <= length else None


def _number(day: edtf.Day | None) -> int | None:
    return None if day is None else _ordinal(*day)


def _ordinal(year: int, month: int, day: int) -> int:
    y = year - 1  # floored divisions count leap days rightly below year 1, too
    return y * 365 + y // 4 - y // 100 + y // 400 + _before(year, month) + day


def _before(year: int, month: int) -> int:
    """Return the days of the year before the month."""
    return _BEFORE_MONTH[month] + (month > 2 and days_in_month(year, 2) == 29)


__all__ = [
    "Bounds",
    "DateError",
    "Order",
    "conflict",
    "day_number",
    "gap",
    "iso",
    "order",
    "parse",
]
