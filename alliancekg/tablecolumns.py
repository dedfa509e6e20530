"""Columns that several tables share: the date of a row, its coverage, its passages."""

from __future__ import annotations

from typing import Final

from alliancekg.tablefacts import COVERS, Span, TableFacts, key
from alliancekg.tableschemas import Field, Row, joined

_DATE: Final = "ISO 8601, proleptic Gregorian; a year before Christ is astronomical: 0000 is 1 BCE."

COVERED: Final = Field(
    "source_covers",
    "string",
    "How the row lies to what its sources declare to cover. A row that is missing means that there"
    " was nothing only inside of that.",
    values=COVERS,
    required=True,
)
DATED: Final = (
    Field("edtf", "string", "The date as the source gives it, in EDTF (ISO 8601-2)."),
    Field("begin_earliest", "date", f"The first day on which it may have begun. {_DATE}"),
    Field("begin_latest", "date", "The last day on which it may have begun."),
    Field("end_earliest", "date", "The first day on which it may have ended."),
    Field(
        "end_latest",
        "date",
        "The last day on which it may have ended; empty if that is not known, or if it has not"
        " ended (open_ended).",
    ),
    Field(
        "begin_window",
        "integer",
        "The precision of its begin: the days among which it lies; 1 is known to the day.",
        unit="days",
    ),
    Field(
        "end_window",
        "integer",
        "The precision of its end: the days among which it lies.",
        unit="days",
    ),
    Field(
        "open_ended",
        "boolean",
        "Whether the source says that it has not ended. False does not say that it has.",
    ),
    Field(
        "qualified",
        "boolean",
        "Whether the source calls the date uncertain or approximate; then the days are no strict"
        " bounds.",
    ),
)


def dated(span: Span) -> Row:
    """Return the cells of DATED."""
    if not span.edtf:
        return (None,) * len(DATED)
    first, begun, end, last = span.days
    begin_window = None if first is None or begun is None else begun - first + 1
    end_window = None if end is None or last is None else last - end + 1
    return (
        *(span.edtf, *span.dates, begin_window, end_window),
        *(span.is_open, span.is_qualified),
    )


def passages(found: TableFacts, class_: str, node: str) -> str | None:
    """Return the passages of documents that a node rests on, without the rows of tables."""
    texts = found.all("ak:Passage", "ak:paragraph")
    return joined(key(iri) for iri in found.values(class_, "ak:evidence", node) if iri in texts)
