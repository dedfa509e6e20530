"""Passages in which a source names a record that another table defines.

Source: seeds/SOURCE/mentions.csv, one record a row.
"""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Mention

COLUMNS = (
    Column(
        "record",
        "ref:*",
        required=True,
        doc="What is named, as kind/id.",
        example="actor/south-korea",
    ),
    Column(
        "passages",
        "passage",
        required=True,
        many=True,
        doc="Passages of this source that say so, split with '|'.",
        example="p012-1|p012-2",
    ),
    Column("note", "text", doc="A remark of the curator.", example="Named by its capital only."),
)


def read(row: Row) -> Mention:
    """Return a mention, named by its record."""
    record = row.ref("record")
    return Mention(
        id=str(record),
        record=record,
        **row.origin(),
    )


TABLE = Table("mentions", COLUMNS, read, kind="mention")
