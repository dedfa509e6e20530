"""EDTF text to calendar days: the grammar. Day numbers are left to `dates`, messages to `misdates`.

Supported: levels 0 and 1 of the Library of Congress specification of 2019 (ISO 8601-2:2019),
<https://www.loc.gov/standards/datetime/>, and of level 2 the sets and unspecified digits anywhere.

Seasons 21 to 24 are the northern meteorological ones, whole months: spring is March to May, summer
June to August, autumn September to November, winter December to the end of the next February
(<https://www.ncei.noaa.gov/news/meteorological-versus-astronomical-seasons>). EDTF itself does not
say which months they are, so this is a convention of ours; an author who means others writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from alliancekg import misdates
from alliancekg.misdates import DateError, Refusal

Day = tuple[int, int, int]  # year (astronomical: 0 is 1 BCE), month, day

_SEASONS: Final = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}  # first and last month
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE: Final = re.compile(r"(-?)([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?([?~%]?)")
_LONG_YEAR: Final = re.compile(r"Y(-?[0-9]+)([?~%]?)")
_DATE_TIME: Final = re.compile(r"(-?[0-9]{4}-[0-9]{2}-[0-9]{2})T(.*)", re.DOTALL)
_TIME: Final = re.compile(
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:Z|(?!-00(?::00)?$)[+-](?:(?:0[0-9]|1[0-3])(?::[0-5][0-9])?|14(?::00)?))?"
)


class Window(NamedTuple):
    """The days within which something is: first and last, None where the text names none."""

    first: Day | None
    last: Day | None
    qualified: bool = False


class Span(NamedTuple):
    """When something begins and ends, in days of the calendar; `dates.Bounds` says what is what."""

    begin: Window
    end: Window
    open_ended: bool = False
    open_start: bool = False
    is_interval: bool = False

    @property
    def qualified(self) -> bool:
        """Whether the text carries a `?`, `~` or `%`."""
        return self.begin.qualified or self.end.qualified


_NONE: Final = Window(None, None)


def days_in_month(year: int, month: int) -> int:
    """Return how many days a month has in the proleptic Gregorian calendar.

    >>> days_in_month(-4, 2), days_in_month(1900, 2)
    (29, 28)
    """
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def read(text: str) -> Span:
    """Return the days that an EDTF text names.

    Raises DateError, with the whole text as its value, for what is no EDTF, is beyond the supported
    level, or names a day that does not exist.

    >>> read("1971-03").begin
    Window(first=(1971, 3, 1), last=(1971, 3, 31), qualified=False)
    """
    try:
        return _span(text)
    except Refusal as refusal:
        raise refusal.of(text) from None


def _span(text: str) -> Span:
    if "/" in text:
        return _interval(text)
    if text[:1] in ("[", "{") or text[-1:] in ("]", "}"):
        return _set(text)
    window = _date_time(match) if (match := _DATE_TIME.fullmatch(text)) else _date(text)
    return Span(window, window)


# Intervals and sets


def _interval(text: str) -> Span:
    ends = text.split("/")
    if any(part[-1:] in ("]", "}") for part in ends[:-1]) or ends[-1][:1] in ("[", "{"):
        raise Refusal(text, *misdates.SET_IN_INTERVAL)
    if text[:1] in ("[", "{"):
        raise Refusal(text, *misdates.INTERVAL_IN_SET)
    if len(ends) != 2:
        raise misdates.notation(text, whole=text)
    if all(part in ("", "..") for part in ends):
        raise Refusal(text, *misdates.NO_DATE)
    begin, end = (_NONE if p in ("", "..") else _date(p, whole=text) for p in ends)
    begin, end = _in_order(text, begin, end)
    return Span(begin, end, ends[1] == "..", ends[0] == "..", True)


def _set(text: str) -> Span:
    """Read `[…]`, one of a set, as one window, and `{…}`, all of it, from its first to its last."""
    if text[0] + text[-1] not in ("[]", "{}") or len(text) < 3:
        raise Refusal(text, *misdates.SET_BRACKETS)
    members = [_member(member, text) for member in text[1:-1].split(",")]
    begins, ends = [m[0] for m in members], [m[1] for m in members]
    qualified = any(w.qualified for w in (*begins, *ends))
    first = _least([w.first for w in begins])
    last = _greatest([w.last for w in ends])
    if text[0] == "[":
        window = Window(first, last, qualified)
        return Span(window, window)
    begin = Window(first, _least([w.last for w in begins]), qualified)
    end = Window(_greatest([w.first for w in ends]), last, qualified)
    return Span(begin, end, open_ended=end.last is None, open_start=begin.first is None)


def _member(member: str, whole: str) -> tuple[Window, Window]:
    """Return where a member of a set begins and ends; it may be a range such as `1670..1672`."""
    ends = member.split("..")
    if len(ends) == 1:
        window = _date(member, whole=whole)
        return window, window
    if len(ends) != 2 or not any(ends):
        raise misdates.notation(member, whole=whole)
    begin, end = (_date(e, whole=whole) if e else _NONE for e in ends)
    return _in_order(member, begin, end)


def _in_order(text: str, begin: Window, end: Window) -> tuple[Window, Window]:
    """Return the two windows, each narrowed to what the other allows, if they allow any order.

    What begins ends no earlier: 2005/2005-02 begins by the end of February.
    """
    if not (begin.first and begin.last and end.first and end.last):
        return begin, end
    if end.last < begin.first:
        raise Refusal(text, *misdates.END_BEFORE_START)
    last, first = min(begin.last, end.last), max(begin.first, end.first)
    return begin._replace(last=last), end._replace(first=first)


def _least(days: Sequence[Day | None]) -> Day | None:
    known = [day for day in days if day is not None]
    return min(known) if len(known) == len(days) else None


def _greatest(days: Sequence[Day | None]) -> Day | None:
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


# One date


def _date_time(match: re.Match[str]) -> Window:
    """Return the day as it is written: the zone does not move it, for no clock is compared here."""
    day, time = match.groups()
    window = _date(day)
    if time.startswith("24"):
        raise misdates.hour_24(match.group(), day)
    if not _TIME.fullmatch(time):
        raise misdates.no_time(match.group(), day)
    return window


def _date(text: str, whole: str = "") -> Window:
    if match := _LONG_YEAR.fullmatch(text):
        return _long_year(text, *match.groups())
    match = _DATE.fullmatch(text)
    if not match:
        if _DATE_TIME.fullmatch(text):  # whole texts with a time do not come here
            raise Refusal(text, *misdates.TIME_IN_RANGE)
        raise misdates.notation(text, whole=whole or text)
    sign, year, month, day, qualifier = match.groups()
    years = _years(text, sign, year)
    if month and "X" not in month and int(month) in _SEASONS and not day:
        first, last = _season(years, int(month))
    else:
        months = _matching(month, 12)
        if not months:
            raise misdates.no_month(text, sign + year, month)
        days = _matching(day, 31)
        first, last = _first_and_last(text, years, months, days)
    return Window(first, last, bool(qualifier))


def _long_year(text: str, year: str, qualifier: str) -> Window:
    digits = year.removeprefix("-")
    if len(digits) <= 4 or digits[0] == "0":
        raise misdates.short_long_year(text, year)
    if len(digits) > misdates.YEAR_DIGITS:
        raise Refusal(text, *misdates.YEAR_TOO_LONG)
    return Window((int(year), 1, 1), (int(year), 12, 31), bool(qualifier))


def _years(text: str, sign: str, mask: str) -> list[int]:
    """Return the years that fit the digits, in order."""
    if mask == "XXXX":
        raise Refusal(text, *misdates.YEAR_UNSPECIFIED)
    years = [int(sign + y) for y in _fillings(mask)]
    if sign:
        years = sorted(y for y in years if y != 0)
        if not years:
            raise misdates.minus_zero(text)
    return years


def _matching(mask: str | None, highest: int) -> list[int]:
    """Return the months or days that fit the digits, in order; all if none are written."""
    if mask is None:
        return list(range(1, highest + 1))
    return [n for n in map(int, _fillings(mask)) if 1 <= n <= highest]


def _fillings(mask: str) -> Iterator[str]:
    choices = ("0123456789" if c == "X" else c for c in mask)
    return ("".join(digits) for digits in product(*choices))


def _season(years: Sequence[int], season: int) -> tuple[Day, Day]:
    begin, end = _SEASONS[season]
    last_year = years[-1] + (end < begin)
    return (years[0], begin, 1), (last_year, end, days_in_month(last_year, end))


def _first_and_last(
    text: str, years: Sequence[int], months: Sequence[int], days: Sequence[int]
) -> tuple[Day, Day]:
    """Return the first and the last day of the calendar that the years, months and days allow."""

    def possible(*parts: Sequence[int]) -> Iterator[Day]:
        return ((y, m, d) for y, m, d in product(*parts) if d <= days_in_month(y, m))

    first = next(possible(years, months, days), None)
    last = next(possible(years[::-1], months[::-1], days[::-1]), None)
    if first is None or last is None:
        name = _MONTHS[months[0] - 1] if len(months) == 1 else ""
        lengths = {days_in_month(y, m) for y, m in product(years, months)}
        raise misdates.no_day(text, name, max(lengths), len(lengths) > 1)
    return first, last


__all__ = ["DateError", "Day", "Span", "Window", "days_in_month", "read"]
