"""Dates of exercises with unknown parts, as EDTF; what they are dates of is left to `exercises`.

Source: the joint exercise lists of D'Orazio and of D'Orazio and Galambos.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_SLASHES: Final = re.compile(r"([0-9]{1,2}|xx)/([0-9]{1,2}|xx)/([0-9]{4})")
_DASHES: Final = re.compile(r"([0-9]{4})-([0-9]{1,2}|xx)-([0-9]{1,2}|xx)(?: [0-9:]+)?")


class Parts(NamedTuple):
    """A date as three cells give it; a part that is not known is empty."""

    year: str
    month: str
    day: str


def parts(text: str) -> Parts | None:
    """Return the parts of a date written as text; None if it is written in another form.

    >>> parts("08/xx/2010"), parts("1980-01-xx"), parts("3/1/80")
    (Parts(year='2010', month='08', day=''), Parts(year='1980', month='01', day=''), None)
    """
    if found := _SLASHES.fullmatch(text):
        month, day, year = found.groups()
    elif found := _DASHES.fullmatch(text):
        year, month, day = found.groups()
    else:
        return None
    return Parts(year, month.replace("xx", ""), day.replace("xx", ""))


def edtf(date: Parts) -> str:
    """Return a date as precise as its parts; empty without a year. A day needs its month.

    >>> edtf(Parts("1980", "8", "")), edtf(Parts("1980", "", "5")), edtf(Parts("", "", ""))
    ('1980-08', '1980', '')
    """
    if not date.year:
        return ""
    known = [f"{int(date.year):04}"]
    for part in (date.month, date.day):
        if not part:
            break
        known.append(f"{int(part):02}")
    return "-".join(known)


def span(begin: str, end: str) -> str:
    """Return two dates as one; an end that is not known stays so.

    >>> span("1980-08-05", "1980-08"), span("1980-08", "1980-08"), span("1984-02-06", "")
    ('1980-08-05/1980-08', '1980-08', '1984-02-06/')
    """
    return begin if begin == end else f"{begin}/{end}"
