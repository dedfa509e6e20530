"""Doctrines, policies, plans and official papers.

Source: seeds/SOURCE/policies.csv, one policy a row.
"""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Policy

COLUMNS = (
    Column(
        "id",
        "id",
        required=True,
        doc="The id of the policy, unique among all sources.",
        example="nixon-doctrine",
    ),
    Column(
        "policy_type",
        "concept:policy-type",
        required=True,
        doc="What kind of policy it is.",
        example="doctrine",
    ),
    Column(
        "label", "text", required=True, doc="The usual name in English.", example="Nixon Doctrine"
    ),
    Column(
        "alt_labels", "text", many=True, doc="Other names, split with '|'.", example="Guam Doctrine"
    ),
    Column(
        "holders",
        "ref:actor",
        many=True,
        doc="Whose policy it is, split with '|'.",
        example="us-government",
    ),
    Column(
        "edtf",
        "edtf",
        doc="When it was declared, adopted or issued (EDTF).",
        example="1969-07-25",
    ),
    Column(
        "part_of",
        "ref:policy",
        many=True,
        doc="The policies it is a part of, split with '|'.",
        example="detente",
    ),
    Column("wikidata", "wikidata", doc="The Wikidata item."),
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
        example="Announced to reporters, and written down later.",
    ),
)


def read(row: Row) -> Policy:
    """Return a policy."""
    return Policy(
        id=row.text("id"),
        policy_type=row.text("policy_type"),
        label=row.text("label"),
        alt_labels=row.many("alt_labels"),
        holders=row.many("holders"),
        edtf=row.text("edtf"),
        part_of=row.many("part_of"),
        wikidata=row.text("wikidata"),
        **row.origin(),
    )


TABLE = Table("policies", COLUMNS, read, kind="policy")
