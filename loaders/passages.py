"""Passages of a document, by position and digest, never by words.

Source: seeds/SOURCE/passages.csv, one passage a row.
"""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Passage

COLUMNS = (
    Column(
        "id",
        "id",
        required=True,
        doc="The id of the passage, unique in its source.",
        example="p012-1",
    ),
    Column(
        "paragraph",
        "text",
        required=True,
        doc="The paragraph as the document numbers it.",
        example="p012",
    ),
    Column(
        "start",
        "integer",
        required=True,
        doc="The first character, counted from 0.",
        example="1200",
    ),
    Column("end", "integer", required=True, doc="The character after the last.", example="1310"),
    Column(
        "digest",
        "digest",
        required=True,
        doc="SHA-256 of the passage, white space collapsed.",
        example="0000000000000000000000000000000000000000000000000000000000000000",
    ),
)


def read(row: Row) -> Passage:
    """Return a passage."""
    return Passage(
        id=row.text("id"),
        paragraph=row.text("paragraph"),
        start=row.integer("start"),
        end=row.integer("end"),
        digest=row.text("digest"),
        **row.origin(),
    )


TABLE = Table("passages", COLUMNS, read, kind="passage")
