"""Actors in the roles of events and treaties.

Source: seeds/SOURCE/participations.csv, one role a row.
"""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Participation

COLUMNS = (
    Column(
        "record",
        "ref:event|treaty",
        required=True,
        doc="The event or treaty, as kind/id.",
        example="treaty/us-rok-mutual-defense-treaty",
    ),
    Column("actor", "ref:actor", required=True, doc="Who takes part.", example="south-korea"),
    Column("role", "concept:role", required=True, doc="In which role.", example="party"),
    Column(
        "obligation",
        "text",
        doc="What the role obliges to, in our own words.",
        example="To act against the common danger.",
    ),
    Column("edtf", "edtf", doc="When, if not all of the time (EDTF).", example="1954/.."),
    Column(
        "passages",
        "passage",
        many=True,
        doc="Passages of this source that say so, split with '|'.",
        example="p012-1|p012-2",
    ),
    Column("note", "text", doc="A remark of the curator.", example="Through its president."),
)


def read(row: Row) -> Participation:
    """Return a participation, named by record, actor and role."""
    record = row.ref("record")
    return Participation(
        id=f"{record}:{row.text('actor')}:{row.text('role')}",
        record=record,
        actor=row.text("actor"),
        role=row.text("role"),
        obligation=row.text("obligation"),
        edtf=row.text("edtf"),
        **row.origin(),
    )


TABLE = Table("participations", COLUMNS, read, kind="participation")
