"""Answers as CSV for spreadsheets, which take a text that begins with `=` for a formula."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from alliancekg.results import Result, plain
from alliancekg.values import value

if TYPE_CHECKING:
    from alliancekg.results import Term

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")  # OWASP ASVS 5, 1.2.10


def write(result: Result) -> str:
    """Return an answer as CSV in which no cell is a formula.

    A text that would be read as one has an apostrophe before it; numbers are as they are. For
    programs there is `results.write`, which changes nothing.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(result.variables)
    writer.writerows([[_cell(term) for term in row] for row in result.rows])
    return out.getvalue()


def _cell(term: Term | None) -> str:
    text = plain(term)
    if not text.startswith(_STARTS) or isinstance(value(term), int | float | Decimal):
        return text
    return f"'{text}"
