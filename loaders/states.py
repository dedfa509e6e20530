"""States of the state system, with their codes. Source: seeds/states.csv, one state a row."""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Actor

COLUMNS = (
    Column(
        "id",
        "id",
        required=True,
        doc="The id of the state, unique among all sources.",
        example="rok",
    ),
    Column("label", "text", required=True, doc="The usual name in English.", example="South Korea"),
    Column(
        "alt_labels",
        "text",
        many=True,
        doc="Other names, split with '|'.",
        example="Republic of Korea|ROK",
    ),
    Column(
        "cow_code", "cow", doc="The state's number in the Correlates of War list.", example="732"
    ),
    Column(
        "gw_code", "cow", doc="The state's number in the Gleditsch and Ward list.", example="732"
    ),
    Column(
        "cow_time",
        "edtf",
        many=True,
        doc="The periods in which the Correlates of War list has the state under its number "
        "(EDTF), split with '|'.",
        example="1949-06-29/..",
    ),
    Column(
        "gw_time",
        "edtf",
        many=True,
        doc="The periods in which the Gleditsch and Ward list has the state under its number "
        "(EDTF), split with '|'.",
        example="1948-08-15/..",
    ),
    Column(
        "iso_alpha3", "alpha3", doc="ISO 3166-1 alpha-3, where the state has one.", example="KOR"
    ),
    Column("wikidata", "wikidata", doc="The Wikidata item.", example="Q884"),
    Column("note", "text", doc="A remark of the curator.", example="Founded in 1948."),
)


def read(row: Row) -> Actor:
    """Return a state as an actor."""
    return Actor(
        id=row.text("id"),
        type="State",
        label=row.text("label"),
        alt_labels=row.many("alt_labels"),
        cow_code=row.text("cow_code"),
        gw_code=row.text("gw_code"),
        cow_time=row.many("cow_time"),
        gw_time=row.many("gw_time"),
        iso_alpha3=row.text("iso_alpha3"),
        wikidata=row.text("wikidata"),
        **row.origin(),
    )


TABLE = Table("states", COLUMNS, read, kind="actor")
