"""What happened, is planned, was cancelled or is only imagined.

Source: seeds/SOURCE/events.csv, one event a row.
"""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Event

COLUMNS = (
    Column(
        "id",
        "id",
        required=True,
        doc="The id of the event, unique among all sources.",
        example="seventh-division-withdrawal",
    ),
    Column(
        "event_type",
        "concept:event-type",
        required=True,
        doc="What kind of event it is.",
        example="troop-withdrawal",
    ),
    Column(
        "status",
        "concept:status",
        required=True,
        doc="Whether it was done, planned, cancelled and so on.",
        example="done",
    ),
    Column(
        "label",
        "text",
        required=True,
        doc="A short name in our own words.",
        example="Withdrawal of the Seventh Division",
    ),
    Column(
        "alt_labels",
        "text",
        many=True,
        doc="Other names, split with '|'.",
        example="Seventh Division leaves",
    ),
    Column(
        "edtf", "edtf", doc="When, as this source gives it (EDTF).", example="[1971-01..1971-04]"
    ),
    Column(
        "part_of",
        "ref:event",
        many=True,
        doc="The events it is a part of, split with '|'.",
        example="us-troop-cuts-of-1971",
    ),
    Column(
        "places",
        "ref:place",
        many=True,
        doc="Where, split with '|'.",
        example="south-korea-mainland",
    ),
    Column(
        "announces",
        "ref:event|policy|treaty",
        many=True,
        doc="What it announces, as kind/id, split with '|'.",
        example="event/second-division-move|policy/force-modernization-plan",
    ),
    Column(
        "cancels",
        "ref:event|policy|treaty",
        many=True,
        doc="What it cancels, as kind/id, split with '|'.",
        example="event/planned-withdrawal",
    ),
    Column(
        "realizes",
        "ref:event|policy|treaty",
        many=True,
        doc="The plan or policy it carries out, as kind/id, split with '|'.",
        example="policy/nixon-doctrine",
    ),
    Column("wikidata", "wikidata", doc="The Wikidata item."),
    Column(
        "passages",
        "passage",
        many=True,
        doc="Passages of this source that say so, split with '|'.",
        example="p012-1|p012-2",
    ),
    Column("note", "text", doc="A remark of the curator.", example="The source gives no day."),
)


def read(row: Row) -> Event:
    """Return an event."""
    return Event(
        id=row.text("id"),
        event_type=row.text("event_type"),
        status=row.text("status"),
        label=row.text("label"),
        alt_labels=row.many("alt_labels"),
        edtf=row.text("edtf"),
        part_of=row.many("part_of"),
        places=row.many("places"),
        announces=row.refs("announces"),
        cancels=row.refs("cancels"),
        realizes=row.refs("realizes"),
        wikidata=row.text("wikidata"),
        **row.origin(),
    )


TABLE = Table("events", COLUMNS, read, kind="event")
