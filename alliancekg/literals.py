"""Lexical forms of XSD 1.1 datatypes: is a literal of its type? No engine is asked, nothing read.

Judged by the grammar of W3C XML Schema Definition Language 1.1, part 2: years before year 1, the
year 0000 and years of five digits or more are right, days must exist in the proleptic Gregorian
calendar. Blanks around a form are allowed, as `whiteSpace` is `collapse` for each type judged here.
"""

from __future__ import annotations

import re
from typing import Final

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_BLANKS: Final = " \t\n\r"
_LONG: Final = 25  # digits; no bound of an integer type has as many

_YEAR: Final = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH: Final = r"(?P<month>0[1-9]|1[0-2])"
_DAY: Final = r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_ZONE: Final = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DECIMAL: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_FLOAT: Final = rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_HOURS: Final = r"T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?"
_INTEGER: Final = r"[+-]?[0-9]+"
_BASE64: Final = r"[A-Za-z0-9+/]"

_FORMS: Final = {
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}?",
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}?",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "time": f"{_TIME}{_ZONE}?",
    "gYear": f"{_YEAR}{_ZONE}?",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}?",
    "gMonth": f"--{_MONTH}{_ZONE}?",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}?",
    "gDay": f"---{_DAY}{_ZONE}?",
    "decimal": _DECIMAL,
    "float": _FLOAT,
    "double": _FLOAT,
    "boolean": "true|false|0|1",
    "duration": rf"-?P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:{_HOURS})?",
    "dayTimeDuration": rf"-?P(?=[0-9T])(?:[0-9]+D)?(?:{_HOURS})?",
    "yearMonthDuration": r"-?P(?=[0-9])(?:[0-9]+Y)?(?:[0-9]+M)?",
    "hexBinary": r"(?:[0-9a-fA-F]{2})*",
    # One blank may follow each character; they are taken away beforehand.
    "base64Binary": rf"(?:{_BASE64}{{4}})*"
    rf"(?:{_BASE64}{{2}}[AEIMQUYcgkosw048]=|{_BASE64}[AQgw]==)?",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
}
_RANGES: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
_JUDGED: Final = {
    _XSD + name: re.compile(form)
    for name, form in {**_FORMS, **dict.fromkeys(_RANGES, _INTEGER)}.items()
}

KNOWN: Final = frozenset(_JUDGED)
"""The IRIs of the datatypes that are judged; any form of another passes."""


def fault(value: str, datatype: str) -> str:
    """Return why a lexical form is none of the datatype; "" if it is, or if none can tell.

    `datatype` is an IRI. No form of a datatype that is not in `KNOWN` has a fault.

    >>> xsd = "http://www.w3.org/2001/XMLSchema#"
    >>> fault("1971-02-30", xsd + "date"), fault("71", xsd + "gYear"), fault("-0043", xsd + "gYear")
    ('is not a day that exists', 'is no xsd:gYear', '')
    """
    form = _JUDGED.get(datatype)
    if form is None:
        return ""
    name = datatype.removeprefix(_XSD)
    text = value.strip(_BLANKS)
    if name == "base64Binary":
        text = "".join(text.split(" ")) if "  " not in text else "?"
    match = form.fullmatch(text)
    if match is None:
        return f"is no xsd:{name}"
    parts = match.groupdict()
    if "day" in parts and "month" in parts:
        year = parts.get("year", "0")  # a day without a year may be the 29th of February
        if int(parts["day"]) > _length(year, int(parts["month"])):
            return "is not a day that exists"
    if name in _RANGES and not _is_within(text, *_RANGES[name]):
        return f"is beyond the range of xsd:{name}"
    return ""


def _length(year: str, month: int) -> int:
    """Return the days of a month; of a year of any length its last four digits tell."""
    if month != 2:
        return 30 if month in (4, 6, 9, 11) else 31
    number = int(year[-4:].lstrip("-"))
    is_leap = number % 4 == 0 and (number % 100 != 0 or number % 400 == 0)
    return 29 if is_leap else 28


def _is_within(text: str, least: int | None, most: int | None) -> bool:
    """Tell whether a number is within bounds; one of a million digits costs nothing."""
    digits = text.lstrip("+-").lstrip("0")
    size = int(digits[:_LONG] or "0")
    number = -size if text.startswith("-") else size
    return (least is None or least <= number) and (most is None or number <= most)
