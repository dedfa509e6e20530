"""Codes and names by which lists call a state. Source: seeds/codes.csv, one code a row."""

from __future__ import annotations

import re

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Code

COLUMNS = (
    Column("actor", "ref:actor", required=True, doc="Whose code it is.", example="rok"),
    Column(
        "system",
        "concept:code-system",
        required=True,
        doc="The list that the code is from; `name` for a name in English.",
        example="cow-letters",
    ),
    Column(
        "code",
        "text",
        required=True,
        doc="The code as the list writes it, or the name.",
        example="ROK",
    ),
    Column(
        "edtf",
        "edtf",
        doc="The period in which the code means the actor (EDTF); if empty, as long as the state "
        "exists.",
        example="1949-06-29/..",
    ),
    Column("note", "text", doc="A remark of the curator.", example="KOR is the old kingdom there."),
)


def read(row: Row) -> Code:
    """Return a code, named by actor, system, code, and begin of its period."""
    begin = row.text("edtf").partition("/")[0]
    named = [row.text("actor"), row.text("system"), re.sub(r"\W+", "-", row.text("code")), begin]
    return Code(
        id="-".join(part for part in named if part),
        actor=row.text("actor"),
        system=row.text("system"),
        code=row.text("code"),
        edtf=row.text("edtf"),
        **row.origin(),
    )


TABLE = Table("codes", COLUMNS, read, kind="code")
