"""Texts that are no supported date: what is wrong, what was expected, and how to mend it.

`edtf` decides what is refused; the words, meant for a curator, are here. A problem is a verb phrase
("is not a day"), so that it reads on after the value or after the part of it that is wrong.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

YEAR_DIGITS: Final = 9  # as many as the specification's own example, Y170000002, has

_EDTF: Final = "an EDTF date such as 1971, 1971-03, 1971-03-27, 1969/1974, 198X, 1971~ or 1971-21"
_DAY: Final = "YYYY-MM-DD"
_LEVEL: Final = "EDTF level 0 or 1, a set, or unspecified digits"


class DateError(ValueError):
    """A text that is no supported EDTF date; `value` is the text as it stands in the cell.

    >>> print(DateError("1971-13", "names month 13", "a month from 01 to 12", "write 1971"))
    '1971-13' names month 13; expected a month from 01 to 12. Fix: write 1971
    """

    def __init__(self, value: str, problem: str, expected: str, fix: str) -> None:
        super().__init__(value, problem, expected, fix)
        self.value = value
        self.problem = problem
        self.expected = expected
        self.fix = fix

    def __str__(self) -> str:
        return f"'{self.value}' {self.problem}; expected {self.expected}. Fix: {self.fix}"


class Refusal(Exception):  # noqa: N818 - it is not the error a caller sees, but what one is made of
    """What is wrong with a part of a text, on its way up to where the whole text is known."""

    def __init__(self, part: str, problem: str, expected: str, fix: str) -> None:
        super().__init__(part, problem, expected, fix)
        self.part, self.problem, self.expected, self.fix = part, problem, expected, fix

    def of(self, value: str) -> DateError:
        """Return the error about the whole text."""
        about = "" if self.part == value else f"holds '{self.part}', which "
        return DateError(value, about + self.problem, self.expected, self.fix)


class _Words(NamedTuple):
    problem: str
    expected: str
    fix: str


SET_IN_INTERVAL: Final = _Words(
    "has a set at one end of an interval, which is not EDTF",
    "a date, '..' (open) or nothing (unknown) at each end",
    "write a less precise date at that end, such as 1971 or 197X",
)
INTERVAL_IN_SET: Final = _Words(
    "has an interval in a set, which is not EDTF",
    "dates and ranges such as 1970..1972 in a set",
    "write '..' in place of '/'",
)
TIME_IN_RANGE: Final = _Words(
    "has a time of day, which is not EDTF in an interval or a set",
    "dates without time in an interval or a set",
    "leave out the time of day",
)
NO_DATE: Final = _Words(
    "has no date at either end", "a date at one end or both", "leave the cell empty"
)
SET_BRACKETS: Final = _Words(
    "is not a whole set",
    "[a,b,c..d] for one of these, {a,b,c..d} for all of these",
    "close the bracket that opens it, and put dates inside",
)
END_BEFORE_START: Final = _Words(
    "ends before it begins", "the start first, then the end", "exchange or correct the two dates"
)
YEAR_UNSPECIFIED: Final = _Words(
    "has no known digit in its year",
    "one known digit or more in the year",
    "write the century or the decade, such as 19XX or 198X, or leave the date out",
)
YEAR_TOO_LONG: Final = _Words(
    f"has a year of more than {YEAR_DIGITS} digits",
    f"a year of at most {YEAR_DIGITS} digits",
    "correct the year, or leave the date out",
)


def no_day(part: str, month: str, length: int, varies: bool) -> Refusal:
    """Return the refusal of a day that the month, or any month if none is named, does not have."""
    less = part.rstrip("?~%").rpartition("-")[0]
    year = less.rpartition("-")[0]
    name = f"{month} {year}" if month and "X" not in year else month or "a month"
    return Refusal(
        part,
        f"is not a day: {name} has {'at most ' if varies else ''}{length} days",
        f"a day from 01 to {length}",
        f"correct the day, or write {less} if only the month is known",
    )


def no_month(part: str, year: str, month: str) -> Refusal:
    """Return the refusal of a month that is neither one of twelve nor one of four seasons."""
    expected = "a month from 01 to 12, or a season from 21 to 24 without a day"
    if month.isdigit() and 25 <= int(month) <= 41:
        problem = f"has the sub-year grouping {month}, of EDTF level 2, which is not supported"
        return Refusal(part, problem, expected, f"write its months as {year}-MM/{year}-MM")
    if month in ("21", "22", "23", "24"):
        return Refusal(part, "has a day within a season", expected, f"write {year}-{month}")
    fix = f"correct the month, or write {year} if only the year is known"
    return Refusal(part, f"names month {month}", expected, fix)


def hour_24(part: str, day: str) -> Refusal:
    """Return the refusal of the hour 24, which belongs to two days."""
    fix = f"write 00:00:00 of the next day, or the day alone: {day}"
    return Refusal(part, "has the hour 24", "an hour from 00 to 23", fix)


def no_time(part: str, day: str) -> Refusal:
    """Return the refusal of what stands behind the T of a day with time."""
    expected = f"{_DAY}Thh:mm:ss, and Z or a shift such as +05:00 or nothing"
    return Refusal(part, "has no such time of day", expected, f"write the day alone: {day}")


def short_long_year(part: str, year: str) -> Refusal:
    """Return the refusal of a letter-prefixed year that needs no letter."""
    sign, digits = ("-" if year[0] == "-" else ""), year.lstrip("-0")
    plain = f"{sign if digits else ''}{digits:0>4}"
    fix = f"write {'Y' if len(digits) > 4 else ''}{plain}"
    return Refusal(
        part,
        "has the prefix Y on a year that does not exceed four digits, or zeros before it",
        "Y only for years after 9999 or before -9999, without zeros before them",
        fix,
    )


def minus_zero(part: str) -> Refusal:
    """Return the refusal of the year -0000."""
    return Refusal(
        part,
        "names the year -0000",
        "0000 for 1 BCE, -0001 for 2 BCE",
        f"write {part.removeprefix('-')}, or correct the year",
    )


def notation(part: str, *, whole: str) -> Refusal:
    """Return the refusal of what does not have the form of a date, with the likeliest advice."""
    for text in (whole, part):
        for pattern, words in _HINTS:
            if match := re.search(pattern, text):
                fix = words.fix.format(*match.groups(), day=_ascii(text), bare=_bare(text))
                return Refusal(text, words.problem, words.expected, fix)
    return Refusal(part, "is not an EDTF date", _EDTF, "write year, month, day in this order")


def _ascii(text: str) -> str:
    """Return the text with the digits of any script written 0 to 9, and any dash as a hyphen."""
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    return _DASH.sub("-", digits)


def _bare(text: str) -> str:
    return _BLANK.sub("", text)


_BLANK: Final = re.compile("[\\s\u200b\u200e\u200f\ufeff]")  # white or invisible
_DASH: Final = re.compile("[\u2010-\u2015\u2212]")
_IN_WORDS: Final = "is written in words"
_SPELLING: Final = "is in the spelling of the EDTF draft of 2012"
_BEYOND: Final = "of EDTF level 2, which is not supported"
_BCE: Final = r"(?i)^([0-9]+) *(?:bc|bce|b\.c\.|b\.c\.e\.)$"

# In the order in which they are tried; {0}, {1} … are the groups of the pattern. They are compiled
# when a text is refused, for a command that meets no wrong date need not wait for them.
_HINTS: Final = tuple(
    (pattern, _Words(problem, expected, fix))
    for pattern, problem, expected, fix in (
        (rf"^{_BLANK.pattern}*$", "is empty", _EDTF, "write a date"),
        (r"^\.\.$", "names no date", "a date", "leave the cell empty"),
        (r"(?![0-9])\d", "has digits other than 0 to 9", _EDTF, "write {day}"),
        (_DASH.pattern, "has a dash that is not a hyphen", _EDTF,
         "write '-' within a date and '/' between start and end"),
        (r"^[0-9]{1,2}[/.-][0-9]{1,2}[/.-]([0-9]{4})$",
         "is not written year first, so that day and month may be confused", _DAY,
         "write {0}-MM-DD with the month before the day"),
        (r"^([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})$", "is not written with hyphens", _DAY,
         "write {0}-{1:0>2}-{2:0>2}"),
        (r"^\+(.*)", "begins with a plus sign", "a year without a plus sign", "write {0}"),
        (r"(?i)^spring +([0-9]{4})$", _IN_WORDS, "YYYY-21 for spring", "write {0}-21"),
        (r"(?i)^summer +([0-9]{4})$", _IN_WORDS, "YYYY-22 for summer", "write {0}-22"),
        (r"(?i)^(?:autumn|fall) +([0-9]{4})$", _IN_WORDS, "YYYY-23 for autumn", "write {0}-23"),
        (r"(?i)^winter +([0-9]{4})$", _IN_WORDS, "YYYY-24 for the winter that begins in YYYY",
         "write {0}-24"),
        (r"(?i)^(?:early|mid|late)[ -]+([0-9]{4})$", _IN_WORDS, _EDTF,
         "write the months you mean as one of a set, such as [{0}-01..{0}-04]"),
        (r"(?i)^(?:c\.?|ca\.?|circa|about) *([0-9]{4})$", _IN_WORDS, _EDTF, "write {0}~"),
        (r"(?i)^([0-9]{3})0'?s$", _IN_WORDS, _EDTF, "write {0}X for the decade"),
        (_BCE, _IN_WORDS, "an astronomical year: 0000 is 1 BCE, -0001 is 2 BCE",
         "write the year less one, with a minus sign and four digits"),
        (r"(?i)\bopen$", _SPELLING, "'..' for an open end", "write '..' in its place"),
        (r"(?i)\bunknown\b", _SPELLING, "nothing for an unknown end", "leave it out"),
        (r"^-?[0-9][0-9-]*[ux]", _SPELLING, "X for an unspecified digit", "write X, a capital"),
        (r"^y-?[0-9]", _SPELLING, "Y before a year of more than four digits", "write Y, a capital"),
        (r"[?~%]{2}", "has more than one of ? ~ %", "one of ? ~ % at the end",
         "write '%' for what is uncertain and approximate"),
        (r"^Y?-?[0-9]+E[0-9]+(?:S[0-9]+)?[?~%]?$", f"is an exponential year, {_BEYOND}", _LEVEL,
         "write the year in full behind a Y"),
        (r"^Y?-?[0-9]+S[0-9]+[?~%]?$", f"has significant digits, {_BEYOND}", _LEVEL,
         "write X for the digits that are not known"),
        (r"^[0-9X-]*[?~%][0-9X?~%-]+$", f"qualifies a part of a date, {_BEYOND}", _LEVEL,
         "write one of ? ~ % at the end, for the whole date"),
        (r"^Y", "is not a Y and a year", "Y and a year of more than four digits",
         "write nothing but the digits of the year behind the Y"),
        (r"^-?[0-9]{4}-[0-9]{2}-[0-9]{2} +[0-9]{2}:", "has a blank before the time of day",
         f"{_DAY}Thh:mm:ss", "write T for the blank, or the day alone"),
        (r"[^\W\d_TXY]{2}", _IN_WORDS, _EDTF,
         "write year, month and day in digits, such as 1971-03-27"),
        (_BLANK.pattern, "has blanks", "a date without blanks", "write {bare}"),
        (r"^(-?[0-9]{4})-([0-9]{4})$", "has a hyphen between two years",
         "'/' between start and end", "write {0}/{1}"),
        (r"^(-?[0-9]{4})-([0-9])$", "has a month of one digit", "YYYY-MM", "write {0}-{1:0>2}"),
        (r"^(-?[0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$", "has a month or a day of one digit", _DAY,
         "write {0}-{1:0>2}-{2:0>2}"),
        (r"^([0-9]{4})([0-9]{2})([0-9]{2})$", "has no hyphens", _DAY, "write {0}-{1}-{2}"),
        (r"^(-?)([0-9]{1,3})$", "has a year of fewer than four digits", "a year of four digits",
         "write {0}{1:0>4} if that is the whole year"),
        (r"^(-?[0-9]{5,})$", "has a year of more than four digits without a Y",
         "Y before a year of more than four digits", "write Y{0}"),
        (r"^([0-9]{4})/(0?[1-9]|1[0-2])$", "has a slash before a month or a shortened year",
         "YYYY-MM for a month, YYYY/YYYY for an interval",
         "write {0}-{1:0>2}, or both years in full"),
        (r"^([0-9]{2})([0-9]{2})/([0-9]{2})$", "has a shortened year", "YYYY/YYYY",
         "write {0}{1}/{0}{2}"),
        (r"^-?[0-9]{4}-?(?:W[0-9]|[0-9]{3}$)", "counts weeks or days of a year, which is not EDTF",
         _DAY, "write month and day"),
        (r"^P[0-9T]", "is a duration, which is not EDTF", "a date at each end of an interval",
         "write the date at the other end"),
        (r"^[^/]*/[^/]*/", "has more than one slash", "start/end", "write one start and one end"),
    )
)  # fmt: skip
