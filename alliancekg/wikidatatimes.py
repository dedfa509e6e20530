"""Dates in EDTF as times of Wikidata, with the precision that they have and no other.

Source: <https://www.wikidata.org/wiki/Help:Dates> and the data model of Wikibase. Years there have
no zero, -0044 is 44 BCE; a century is its years from 1 to 100, 1901 to 2000. A day before 15
October 1582 is given in the Julian calendar, as is the custom there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from alliancekg import dates

_DATE: Final = re.compile(r"(-?[0-9]{4}|Y-?[0-9]{5,9})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DECADE: Final = re.compile(r"([0-9]{3})X")
_YEARS: Final = re.compile(r"\[(-?[0-9]{4})\.\.(-?[0-9]{4})\]")
_LONG: Final = {100: 7, 1000: 6}  # years: precision
_DECADES, _YEAR, _MONTH, _DAY = 8, 9, 10, 11
_SEASONS: Final = range(21, 42)  # in the place of a month
_GREGORIAN: Final = dates.day_number(1582, 10, 15)
_FOUR_YEARS: Final = 1461  # days of the Julian calendar


class UnsayableError(Exception):
    """A date for which Wikidata has no precision; the message is why."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time as Wikidata keeps it: `text` such as +1953-10-00T00:00:00Z."""

    text: str
    precision: int
    is_julian: bool = False


def of(edtf: str) -> Time:
    """Return a date in EDTF as a time of Wikidata.

    Raises UnsayableError if Wikidata cannot say it, and DateError for what is no date.

    >>> of("1953-10-01"), of("198X").text
    (Time(text='+1953-10-01T00:00:00Z', precision=11, is_julian=False), '+1980-00-00T00:00:00Z')
    """
    bounds = dates.parse(edtf)
    if found := _DATE.fullmatch(edtf):
        year = int(found[1].removeprefix("Y"))
        month, day = int(found[2] or 0), int(found[3] or 0)
        if day:
            return _day(edtf, year, month, day)
        if month in _SEASONS:
            raise UnsayableError("is a season")
        return Time(_text(year, month), _MONTH if month else _YEAR)
    if (found := _DECADE.fullmatch(edtf)) and int(found[1]):
        return Time(_text(int(found[1]) * 10), _DECADES)
    if found := _YEARS.fullmatch(edtf):
        first, last = int(found[1]), int(found[2])
        precision = _LONG.get(last - first + 1)
        if precision and last % 100 == 0 and (precision == _LONG[100] or last % 1000 == 0):
            return Time(_text(last if last > 0 else first), precision)
    raise UnsayableError(_why(edtf, bounds))


def _why(edtf: str, bounds: dates.Bounds) -> str:
    if bounds.is_interval:
        return "is an interval"
    if bounds.qualified:
        return "is uncertain or approximate"
    if edtf.startswith(("[", "{")):
        return "is one of several dates"
    if "T" in edtf:
        return "has a time of day"
    return "has a precision that Wikidata does not have"


def _day(edtf: str, year: int, month: int, day: int) -> Time:
    number = dates.parse(edtf).earliest_begin
    if number is not None and number < _GREGORIAN:
        return Time(_text(*_julian(number)), _DAY, is_julian=True)
    return Time(_text(year, month, day), _DAY)


def _julian(number: int) -> tuple[int, int, int]:
    """Return a day as year (astronomical), month and day of the Julian calendar.

    Its 1 January of the year 1 is the day -1 of ours, 30 December before.
    """
    cycle, rest = divmod(number + 1, _FOUR_YEARS)
    past = min(rest // 365, 3)  # the fourth year has a day more
    year, day = 4 * cycle + past + 1, rest - 365 * past + 1
    lengths = (31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    month = 1
    while day > lengths[month - 1]:
        day -= lengths[month - 1]
        month += 1
    return year, month, day


def _text(year: int, month: int = 0, day: int = 0) -> str:
    historical = year if year > 0 else year - 1
    sign = "+" if historical > 0 else "-"
    return f"{sign}{abs(historical):04d}-{month:02d}-{day:02d}T00:00:00Z"
