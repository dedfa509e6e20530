"""Records of different sources that are one thing, in the columns of SSSOM.

Source: seeds/links.csv, one link a row.
"""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Link

_RECORD = "outside:actor|event|place|policy|source|treaty"
_PREDICATES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")

COLUMNS = (
    Column(
        "subject_id",
        _RECORD,
        required=True,
        doc="A record, as kind/id; its source may be one that is not loaded.",
        example="event/korean-war",
    ),
    Column(
        "subject_label", "text", doc="What its source calls it, for readers.", example="Korean War"
    ),
    Column(
        "predicate_id",
        "choice:" + "|".join(f"skos:{name}" for name in _PREDICATES),
        required=True,
        doc="How the two are related: one thing (skos:exactMatch), nearly one, a wider or a"
        " narrower one, or a related one.",
        example="skos:narrowMatch",
    ),
    Column(
        "object_id",
        _RECORD,
        required=True,
        doc="The record of another source, as kind/id.",
        example="event/icb-132",
    ),
    Column("object_label", "text", doc="What its source calls it.", example="KOREAN WAR I"),
    Column(
        "mapping_justification",
        "choice:semapv:ManualMappingCuration|semapv:MappingReview",
        required=True,
        doc="How the link was found: by hand, or proposed and then reviewed (SEMAPV).",
        example="semapv:ManualMappingCuration",
    ),
    Column("confidence", "concept:confidence", doc="How sure the curator is.", example="high"),
    Column(
        "comment",
        "text",
        doc="Why it is so, and where the two differ.",
        example="The crisis is the first of three within the war.",
    ),
)


def read(row: Row) -> Link:
    """Return a link, named by its ends."""
    subject, other = row.ref("subject_id"), row.ref("object_id")
    predicate = row.text("predicate_id").removeprefix("skos:")
    return Link(
        id=f"{subject}:{predicate}:{other}",
        subject=subject,
        predicate=predicate,
        object=other,
        justification=row.text("mapping_justification").removeprefix("semapv:"),
        confidence=row.text("confidence"),
        comment=row.text("comment"),
        subject_label=row.text("subject_label"),
        object_label=row.text("object_label"),
        **row.origin(),
    )


TABLE = Table("links", COLUMNS, read, kind="link")
