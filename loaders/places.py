"""Places on the map. Source: seeds/SOURCE/places.csv, one place a row."""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Location

COLUMNS = (
    Column(
        "id",
        "id",
        required=True,
        doc="The id of the place, unique among all sources.",
        example="guam",
    ),
    Column("label", "text", required=True, doc="The usual name in English.", example="Guam"),
    Column("alt_labels", "text", many=True, doc="Other names, split with '|'.", example="Guahan"),
    Column("in_state", "ref:actor", doc="The state it lies in.", example="united-states"),
    Column(
        "part_of",
        "ref:place",
        many=True,
        doc="The places it is a part of, split with '|'.",
        example="micronesia",
    ),
    Column("wikidata", "wikidata", doc="The Wikidata item.", example="Q16635"),
    Column(
        "passages",
        "passage",
        many=True,
        doc="Passages of this source that say so, split with '|'.",
        example="p012-1|p012-2",
    ),
    Column(
        "note", "text", doc="A remark of the curator.", example="Where the doctrine was announced."
    ),
)


def read(row: Row) -> Location:
    """Return a place."""
    return Location(
        id=row.text("id"),
        label=row.text("label"),
        alt_labels=row.many("alt_labels"),
        in_state=row.text("in_state"),
        part_of=row.many("part_of"),
        wikidata=row.text("wikidata"),
        **row.origin(),
    )


TABLE = Table("places", COLUMNS, read, kind="place")
