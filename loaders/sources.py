"""Documents and data sets, what they cover and their licences.

Source: seeds/sources.csv, one source a row.
"""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Source

COLUMNS = (
    Column(
        "id",
        "id",
        required=True,
        doc="The id of the source, and the name of its folder in seeds/.",
        example="hwang-2006",
    ),
    Column(
        "type",
        "choice:Document|Dataset",
        required=True,
        doc="What it is: Document or Dataset.",
        example="Document",
    ),
    Column(
        "title",
        "text",
        required=True,
        doc="The title as published.",
        example="Alliance on the Rocks",
    ),
    Column(
        "creators",
        "text",
        many=True,
        doc="Names of the authors, split with '|'.",
        example="Ada Lovelace|Alan Turing",
    ),
    Column("issued", "edtf", doc="When it was published (EDTF).", example="2006-10"),
    Column("publisher", "text", doc="Who published it.", example="Analytical Press"),
    Column(
        "license",
        "iri",
        doc="The address of the licence.",
        example="https://creativecommons.org/licenses/by/4.0/",
    ),
    Column(
        "citation",
        "text",
        required=True,
        doc="How to cite it, in one line.",
        example="Lovelace, A. (2006). Alliance on the Rocks.",
    ),
    Column("url", "iri", doc="Where it is to be had.", example="https://example.org/article"),
    Column(
        "rank",
        "integer",
        required=True,
        doc="1 for the source whose dates are preferred, then 2, 3 and so on.",
        example="2",
    ),
    Column(
        "text_length",
        "integer",
        doc="Characters of the document's text, which passages count in.",
        example="24000",
    ),
    Column(
        "text_digest",
        "digest",
        doc="SHA-256 of the document's text, white space collapsed.",
        example="0000000000000000000000000000000000000000000000000000000000000000",
    ),
    Column(
        "coverage_measures",
        "concept:measure",
        many=True,
        doc="What it counts, split with '|'.",
        example="events|troop-strength",
    ),
    Column(
        "coverage_actors",
        "ref:actor",
        many=True,
        doc="The actors it covers, split with '|'.",
        example="united-states|south-korea",
    ),
    Column("coverage_time", "edtf", doc="The time it covers (EDTF).", example="1950/2006"),
    Column(
        "note",
        "text",
        doc="A remark of the curator.",
        example="The printed edition has other page numbers.",
    ),
)


def read(row: Row) -> Source:
    """Return a source, which states itself."""
    return Source(
        id=row.text("id"),
        source=row.text("id"),
        place=row.place,
        note=row.text("note"),
        type=row.text("type"),
        title=row.text("title"),
        creators=row.many("creators"),
        issued=row.text("issued"),
        publisher=row.text("publisher"),
        license=row.text("license"),
        citation=row.text("citation"),
        url=row.text("url"),
        rank=row.integer("rank"),
        text_length=row.integer_or_none("text_length"),
        text_digest=row.text("text_digest"),
        coverage_measures=row.many("coverage_measures"),
        coverage_actors=row.many("coverage_actors"),
        coverage_time=row.text("coverage_time"),
    )


TABLE = Table("sources", COLUMNS, read, kind="source")
