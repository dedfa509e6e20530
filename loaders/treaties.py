"""Treaties and other binding agreements. Source: seeds/SOURCE/treaties.csv, one treaty a row."""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Treaty

COLUMNS = (
    Column(
        "id",
        "id",
        required=True,
        doc="The id of the treaty, unique among all sources.",
        example="us-rok-mutual-defense-treaty",
    ),
    Column(
        "treaty_type",
        "concept:treaty-type",
        required=True,
        doc="What kind of agreement it is.",
        example="mutual-defense-treaty",
    ),
    Column(
        "label",
        "text",
        required=True,
        doc="The usual name in English.",
        example="Mutual Defense Treaty between the United States and South Korea",
    ),
    Column("alt_labels", "text", many=True, doc="Other names, split with '|'.", example="MDT"),
    Column("signed", "edtf", doc="When it was signed (EDTF).", example="1953-10-01"),
    Column("in_force", "edtf", doc="The period of its force (EDTF).", example="1954-11-17/.."),
    Column(
        "established_by",
        "ref:event",
        doc="The event that brought it about.",
        example="korean-war-armistice",
    ),
    Column(
        "part_of",
        "ref:treaty",
        many=True,
        doc="The treaties it is a part of, split with '|'.",
        example="us-rok-alliance",
    ),
    Column("wikidata", "wikidata", doc="The Wikidata item."),
    Column(
        "passages",
        "passage",
        many=True,
        doc="Passages of this source that say so, split with '|'.",
        example="p012-1|p012-2",
    ),
    Column("note", "text", doc="A remark of the curator.", example="The text names no end."),
)


def read(row: Row) -> Treaty:
    """Return a treaty."""
    return Treaty(
        id=row.text("id"),
        treaty_type=row.text("treaty_type"),
        label=row.text("label"),
        alt_labels=row.many("alt_labels"),
        signed=row.text("signed"),
        in_force=row.text("in_force"),
        established_by=row.text("established_by"),
        part_of=row.many("part_of"),
        wikidata=row.text("wikidata"),
        **row.origin(),
    )


TABLE = Table("treaties", COLUMNS, read, kind="treaty")
