"""Persons, governments, organisations, units, groups and states.

Source: seeds/SOURCE/actors.csv, one actor a row.
"""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Actor

COLUMNS = (
    Column(
        "id",
        "id",
        required=True,
        doc="The id of the actor, unique among all sources.",
        example="west-germany",
    ),
    Column(
        "type",
        "choice:State|Government|Person|Organization|MilitaryUnit|Group",
        required=True,
        doc="The subclass of Actor.",
        example="State",
    ),
    Column(
        "label", "text", required=True, doc="The usual name in English.", example="West Germany"
    ),
    Column(
        "alt_labels",
        "text",
        many=True,
        doc="Other names, split with '|'.",
        example="Federal Republic of Germany|FRG",
    ),
    Column(
        "part_of",
        "ref:actor",
        many=True,
        doc="The actors it is a part of, split with '|'.",
        example="western-bloc",
    ),
    Column(
        "member_of",
        "ref:actor",
        many=True,
        doc="The actors it is a member of, split with '|'.",
        example="nato",
    ),
    Column(
        "cow_code", "cow", doc="The state's number in the Correlates of War list.", example="260"
    ),
    Column(
        "gw_code", "cow", doc="The state's number in the Gleditsch and Ward list.", example="260"
    ),
    Column(
        "iso_alpha3", "alpha3", doc="ISO 3166-1 alpha-3, where the state has one.", example="DEU"
    ),
    Column("wikidata", "wikidata", doc="The Wikidata item.", example="Q713750"),
    Column(
        "passages",
        "passage",
        many=True,
        doc="Passages of this source that say so, split with '|'.",
        example="p012-1|p012-2",
    ),
    Column("note", "text", doc="A remark of the curator.", example="Until 1990."),
)


def read(row: Row) -> Actor:
    """Return an actor."""
    return Actor(
        id=row.text("id"),
        type=row.text("type"),
        label=row.text("label"),
        alt_labels=row.many("alt_labels"),
        part_of=row.many("part_of"),
        member_of=row.many("member_of"),
        cow_code=row.text("cow_code"),
        gw_code=row.text("gw_code"),
        iso_alpha3=row.text("iso_alpha3"),
        wikidata=row.text("wikidata"),
        **row.origin(),
    )


TABLE = Table("actors", COLUMNS, read, kind="actor")
