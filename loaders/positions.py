"""Offices of persons, titled as the source titles them.

Source: seeds/SOURCE/positions.csv, one office a row.
"""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Position

COLUMNS = (
    Column(
        "id",
        "id",
        required=True,
        doc="The id of the position, unique among all sources.",
        example="nixon-president",
    ),
    Column(
        "person", "ref:actor", required=True, doc="Who holds the office.", example="richard-nixon"
    ),
    Column(
        "title", "text", required=True, doc="The title as the source gives it.", example="President"
    ),
    Column("organization", "ref:actor", doc="Where the office is.", example="us-government"),
    Column("edtf", "edtf", doc="When the person held it (EDTF).", example="1969-01-20/1974-08-09"),
    Column(
        "passages",
        "passage",
        many=True,
        doc="Passages of this source that say so, split with '|'.",
        example="p012-1|p012-2",
    ),
    Column(
        "note", "text", doc="A remark of the curator.", example="The source gives no first name."
    ),
)


def read(row: Row) -> Position:
    """Return a position."""
    return Position(
        id=row.text("id"),
        person=row.text("person"),
        title=row.text("title"),
        organization=row.text("organization"),
        edtf=row.text("edtf"),
        **row.origin(),
    )


TABLE = Table("positions", COLUMNS, read, kind="position")
