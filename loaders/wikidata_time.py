"""Times of Wikidata as EDTF, with the precision that they have and no other.

Source: <https://www.mediawiki.org/wiki/Wikibase/DataModel#Dates_and_times>. Years there have no
zero, -0044 is 44 BCE; years of EDTF are astronomical. A century is its hundred years from the year
1 to the year 100 of it, 1901 to 2000. Timestamps of the query service say no precision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from alliancekg.dates import DateError, day_number, iso, parse

JULIAN: Final = "Q1985786"
GREGORIAN: Final = "Q1985727"
_TIME: Final = re.compile(r"([+-])([0-9]{1,16})-([0-9]{2})-([0-9]{2})T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_STAMP: Final = re.compile(r"(-?[0-9]{4,9})-([0-9]{2})-([0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})Z")
_YEARS: Final = {6: 1000, 7: 100}  # precision: years, counted from the first of them
_DECADE, _YEAR, _MONTH, _DAY = 8, 9, 10, 11
_LAST: Final = 999_999_999  # the last year that `dates` reads
_FINEST: Final = 14  # a second; hours and less are kept as days


class TimeError(Exception):
    """A value that is no time of Wikidata, in the parts of a finding."""

    def __init__(self, value: str, problem: str, expected: str, fix: str) -> None:
        super().__init__(value, problem, expected, fix)
        self.value, self.problem, self.expected, self.fix = value, problem, expected, fix


@dataclass(frozen=True, slots=True)
class Time:
    """A date as EDTF (empty: it cannot be given), a remark, and why its reader should doubt it."""

    edtf: str
    note: str = ""
    doubt: str = ""


def of_timestamp(text: str) -> Time:
    """Return a timestamp of the query service, whose precision is not known.

    What is known to the year stands there as 1 January, and what is known to the month as its first
    day, at midnight; so a first day is no more than a month, 1 January no more than a year.

    >>> of_timestamp("1952-01-01T00:00:00Z").edtf, of_timestamp("1951-10-15T00:00:00Z").edtf
    ('1952', '1951-10-15')
    """
    found = _STAMP.fullmatch(text)
    if not found:
        fix = "write it as 1951-10-15T00:00:00Z"
        raise TimeError(text, "is no timestamp", "a timestamp of the query service", fix)
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    _checked(text, year, month, day)
    if day > 1 or found[4] != "00:00:00":
        return Time(_written(year, month, day))
    if month > 1:
        doubt = "has no precision and may be a day or a month, so that it is read as the month"
        return Time(_written(year, month), doubt=doubt)
    longer = ", a decade or a century" if year % 10 == 0 else ""
    doubt = f"has no precision and may be a day, a month, a year{longer}; it is read as the year"
    return Time(_written(year), doubt=doubt)


def edtf(value: Mapping[str, Any]) -> Time:
    """Return a time value, given by its `time`, `precision` and, if there, its calendar model.

    >>> edtf({"time": "+2000-00-00T00:00:00Z", "precision": 7}).edtf
    '[1901..2000]'
    """
    text, precision = str(value.get("time", "")), value.get("precision")
    found = _TIME.fullmatch(text)
    if not found:
        fix = "write it as +1953-07-27T00:00:00Z"
        raise TimeError(text, "is no time of Wikidata", "a sign, year, month, day and time", fix)
    if not isinstance(precision, int) or not 0 <= precision <= _FINEST:
        problem = f"has the precision {precision}"
        raise TimeError(text, problem, "a precision from 0 to 14", "take the value anew")
    if value.get("before") or value.get("after"):
        return Time("", doubt="is unsure by some units before or after, which is not dated")
    year = int(found[2]) * (-1 if found[1] == "-" else 1)
    if year == 0:
        raise TimeError(text, "names the year 0", "a year, -0001 for 1 BCE", "correct the year")
    if abs(year) > _LAST:
        return Time("", doubt="has a year of more than nine digits, which is not dated")
    if precision < min(_YEARS):
        return Time("", doubt="is known to no more than ten thousand years, which is not dated")
    return _precise(text, year, int(found[3]), int(found[4]), precision, _is_julian(value, text))


def of_claims(claims: Mapping[str, Any]) -> Time:
    """Return when an entity was: its point in time (P585), or its start and end (P580, P582)."""
    points, told = _values(claims, "P585")
    if points:
        return Time(_one_of(points), *told)
    (begins, first), (ends, last) = _values(claims, "P580"), _values(claims, "P582")
    note = " ".join(filter(None, (first[0], last[0])))
    doubt = first[1] or last[1]
    if not begins and not ends:
        return Time("", doubt=told[1] or doubt)
    begin, end = _end(begins), _end(ends)
    if not (begin or end):
        return Time("", doubt="begins and ends at times that no interval of EDTF can have")
    left_out = bool(begin) < bool(begins) or bool(end) < bool(ends)
    if not ends and _has_none(claims, "P582"):
        end = ".."
    try:
        parse(f"{begin}/{end}")
    except DateError as error:
        return Time("", doubt=f"has a start and an end of which EDTF makes no interval: {error}")
    return Time(f"{begin}/{end}", note, doubt or ("one end is left out" if left_out else ""))


def _values(claims: Mapping[str, Any], name: str) -> tuple[list[str], tuple[str, str]]:
    """Return the dates of a property's best statements, and their remarks and doubts."""
    statements = [s for s in claims.get(name, ()) if s.get("rank") != "deprecated"]
    best = [s for s in statements if s.get("rank") == "preferred"] or statements
    snaks = [s.get("mainsnak", {}) for s in best]
    times = [edtf(s["datavalue"]["value"]) for s in snaks if s.get("snaktype") == "value"]
    dates = list(dict.fromkeys(time.edtf for time in times if time.edtf))
    if len(dates) > 1 and any(date[0] == "[" for date in dates):
        return [], ("", "has several times, one of which spans more than a decade")
    notes = " ".join(dict.fromkeys(time.note for time in times if time.note))
    return dates, (notes, next((time.doubt for time in times if time.doubt), ""))


def _has_none(claims: Mapping[str, Any], name: str) -> bool:
    """Tell whether a property is said to have no value."""
    return any(s.get("mainsnak", {}).get("snaktype") == "novalue" for s in claims.get(name, ()))


def _one_of(dates: Iterable[str]) -> str:
    """Return several dates as one of a set."""
    found = sorted(dates, key=lambda date: (parse(date).earliest_begin or 0, date))
    return found[0] if len(found) == 1 else f"[{','.join(found)}]"


def _end(dates: list[str]) -> str:
    """Return one end of an interval; nothing if it is unknown or is a set."""
    return dates[0] if len(dates) == 1 and dates[0][0] != "[" else ""


def _precise(text: str, year: int, month: int, day: int, precision: int, is_julian: bool) -> Time:
    """Return a date with its precision; `year` is historical, without a year 0."""
    if precision in _YEARS:
        return Time(_span(year, _YEARS[precision]))
    if precision == _DECADE:
        return Time(_decade(year))
    known = year + (year < 0)
    if precision == _YEAR or month == 0:
        return Time(_written(known), doubt=_less(precision, _YEAR) or _old(is_julian, "year"))
    if precision == _MONTH or day == 0:
        _checked(text, known, month, 1)
        return Time(
            _written(known, month), doubt=_less(precision, _MONTH) or _old(is_julian, "month")
        )
    if not is_julian:
        _checked(text, known, month, day)
        return Time(_written(known, month, day))
    date = _gregorian(text, known, month, day)
    return Time(date, f"The Julian calendar has {_written(known, month, day)} for this day.")


def _less(precision: int, there: int) -> str:
    return "" if precision == there else "says a finer precision than it has numbers"


def _old(is_julian: bool, unit: str) -> str:
    return f"is a {unit} of the Julian calendar, whose days are others" if is_julian else ""


def _span(year: int, length: int) -> str:
    """Return one of a set: the century or the millennium to which a year belongs."""
    last = -(-abs(year) // length) * length
    if year > 0:
        return f"[{_written(last - length + 1)}..{_written(last)}]"
    return f"[{_written(1 - last)}..{_written(length - last)}]"


def _decade(year: int) -> str:
    first = abs(year) // 10 * 10
    if year > 0 and 10 <= first <= 9990:
        return f"{first // 10:03d}X"
    years = range(max(first, 1), first + 10)
    if year > 0:
        return f"[{_written(years[0])}..{_written(years[-1])}]"
    return f"[{_written(1 - years[-1])}..{_written(1 - years[0])}]"


def _is_julian(value: Mapping[str, Any], text: str) -> bool:
    model = str(value.get("calendarmodel") or GREGORIAN).rpartition("/")[2]
    if model not in (GREGORIAN, JULIAN):
        expected = f"{GREGORIAN} (Gregorian) or {JULIAN} (Julian)"
        raise TimeError(text, f"is of the calendar {model}", expected, "convert the date")
    return model == JULIAN


def _gregorian(text: str, year: int, month: int, day: int) -> str:
    """Return a day of the Julian calendar in the Gregorian one (astronomical years)."""
    lengths = (31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not (1 <= month <= 12 and 1 <= day <= lengths[month - 1]):
        raise _no_day(text)
    before = year - 1
    days = before * 365 + before // 4 + sum(lengths[: month - 1]) + day
    return _long(iso(days - 2))  # 1 January of the year 1 was 30 December before in our calendar


def _checked(text: str, year: int, month: int, day: int) -> None:
    try:
        day_number(year, month, day)
    except ValueError:
        raise _no_day(text) from None


def _no_day(text: str) -> TimeError:
    return TimeError(text, "names a day that does not exist", "a day of the calendar", "correct it")


def _written(year: int, month: int = 0, day: int = 0) -> str:
    """Return a date as EDTF; what is 0 is not known."""
    sign = "-" if year < 0 else ""
    parts = [f"{sign}{abs(year):04d}", *(f"{part:02d}" for part in (month, day) if part)]
    return _long("-".join(parts))


def _long(date: str) -> str:
    """Return a date whose year may be too long for EDTF: then the year alone, behind a Y."""
    found = re.match(r"-?[0-9]{5,}", date)
    return f"Y{found[0]}" if found else date
