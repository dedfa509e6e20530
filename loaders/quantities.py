"""Numbers and what they count. Source: seeds/SOURCE/quantities.csv, one number a row."""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Quantity

COLUMNS = (
    Column(
        "id",
        "id",
        required=True,
        doc="The id of the quantity, unique among all sources.",
        example="usfk-1969-strength",
    ),
    Column(
        "label",
        "text",
        required=True,
        doc="What is counted, in our own words.",
        example="U.S. troops in South Korea",
    ),
    Column(
        "record",
        "ref:*",
        doc="What the number belongs to, as kind/id.",
        example="event/seventh-division-withdrawal",
    ),
    Column(
        "measure",
        "concept:measure",
        required=True,
        doc="What it measures.",
        example="troop-strength",
    ),
    Column("value", "decimal", required=True, doc="The number, digits only.", example="62000"),
    Column("unit", "concept:unit", required=True, doc="What it counts in.", example="persons"),
    Column(
        "comparator",
        "concept:comparator",
        required=True,
        doc="Whether it is exact, about, at least and so on.",
        example="about",
    ),
    Column("of_actor", "ref:actor", doc="Whose number it is.", example="us-forces-korea"),
    Column("in_place", "ref:place", doc="Where it was counted.", example="guam"),
    Column("edtf", "edtf", doc="When it was so (EDTF).", example="1969"),
    Column(
        "passages",
        "passage",
        many=True,
        doc="Passages of this source that say so, split with '|'.",
        example="p012-1|p012-2",
    ),
    Column(
        "note",
        "text",
        doc="A remark of the curator.",
        example="Counted before the withdrawal began.",
    ),
)


def read(row: Row) -> Quantity:
    """Return a quantity."""
    return Quantity(
        id=row.text("id"),
        label=row.text("label"),
        record=row.ref_or_none("record"),
        measure=row.text("measure"),
        value=row.text("value"),
        unit=row.text("unit"),
        comparator=row.text("comparator"),
        of_actor=row.text("of_actor"),
        in_place=row.text("in_place"),
        edtf=row.text("edtf"),
        **row.origin(),
    )


TABLE = Table("quantities", COLUMNS, read, kind="quantity")
