"""Dates that this source gives for records of another.

Source: seeds/SOURCE/datings.csv, one date a row.
"""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Dating

COLUMNS = (
    Column(
        "record",
        "ref:event|policy|treaty",
        required=True,
        doc="What is dated, as kind/id.",
        example="event/vietnam-war",
    ),
    Column(
        "aspect",
        "choice:time|signed|in-force",
        required=True,
        doc="time for events and policies; signed or in-force for treaties.",
        example="time",
    ),
    Column("edtf", "edtf", required=True, doc="When (EDTF).", example="1955-11-01/1975-04-30"),
    Column("confidence", "concept:confidence", doc="How sure the curator is.", example="high"),
    Column(
        "note",
        "text",
        doc="A remark of the curator.",
        example="From the arrival of the first advisers.",
    ),
)


def read(row: Row) -> Dating:
    """Return a dating, named by record and aspect."""
    record = row.ref("record")
    return Dating(
        id=f"{record}:{row.text('aspect')}",
        record=record,
        aspect=row.text("aspect"),
        edtf=row.text("edtf"),
        confidence=row.text("confidence"),
        **row.origin(),
    )


TABLE = Table("datings", COLUMNS, read, kind="dating")
