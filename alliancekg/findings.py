"""Where a record stands and what is wrong with it; every message is put together here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["violation", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: the line where a row starts, the row's RFC 7111 number.

    `line` counts physical lines from 1. `row` counts records from 1, the header being row 1: a
    quoted line break moves the lines and not the rows. 0 means that there is no such number.
    `item` is the fragment of a part of a file that has no rows: the id of an element of XML, a
    JSON pointer (RFC 6901).

    >>> str(Place("seeds/treaties.csv", line=4, row=3)), str(Place("volume.xml", item="d56"))
    ('seeds/treaties.csv:4', 'volume.xml#d56')
    """

    file: str
    line: int = 0
    row: int = 0
    item: str = ""

    def __str__(self) -> str:
        mark = f"#{self.item}" if self.item else ""
        return f"{self.file}:{self.line}" if self.line else self.file + mark


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, where, what was expected and how to mend it.

    >>> print(Finding(Place("t.csv", 2, 2), "signed", "1963/01/22", "is not a day",
    ...               "YYYY-MM-DD", "write it as 1648-10-24"))
    t.csv:2: signed: '1963/01/22' is not a day; expected YYYY-MM-DD. Fix: write it as 1648-10-24
    """

    place: Place
    field: str
    value: str
    problem: str
    expected: str
    fix: str
    severity: Severity = "violation"
    rule: str = ""

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= 80 else self.value[:77] + "..."
        shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown)
        field = f" {self.field}:" if self.field else ""
        value = f" '{shown}'" if self.value else ""
        rule = f" ({self.severity.capitalize()}, {self.rule})" if self.rule else ""
        return (
            f"{self.place}:{field}{value} {self.problem}; "
            f"expected {self.expected}. Fix: {self.fix}{rule}"
        )
