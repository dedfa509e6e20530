"""What somebody says, in our own words. Source: seeds/SOURCE/claims.csv, one claim a row."""

from __future__ import annotations

from alliancekg.reading import Column, Row, Table
from alliancekg.records import Claim

COLUMNS = (
    Column(
        "id",
        "id",
        required=True,
        doc="The id of the claim, unique among all sources.",
        example="c012-1",
    ),
    Column(
        "paraphrase",
        "text",
        required=True,
        doc="What is claimed, in our own words.",
        example="Seoul doubted the promise.",
    ),
    Column(
        "claimants",
        "ref:actor",
        required=True,
        many=True,
        doc="Who claims it, split with '|'.",
        example="unnamed-critics",
    ),
    Column(
        "reported_by",
        "ref:actor",
        doc="Who reports it, if not the claimant alone.",
        example="henry-kissinger",
    ),
    Column("reports_claim", "ref:claim", doc="The claim that this one reports.", example="c011-3"),
    Column(
        "stance_holder",
        "ref:actor",
        required=True,
        doc="Whose stance is given.",
        example="henry-kissinger",
    ),
    Column(
        "stance",
        "concept:stance",
        required=True,
        doc="How the holder stands to it.",
        example="reports",
    ),
    Column(
        "claim_kind",
        "concept:claim-kind",
        required=True,
        doc="What kind of claim it is.",
        example="causal",
    ),
    Column("hedge", "text", doc="The word that hedges it.", example="perhaps"),
    Column(
        "about",
        "ref:*",
        many=True,
        doc="What it is about, as kind/id, split with '|'.",
        example="policy/nixon-doctrine|actor/south-korea",
    ),
    Column(
        "subject",
        "ref:*",
        doc="Content: what stands before the relation, as kind/id.",
        example="event/troop-cut",
    ),
    Column(
        "predicate",
        "predicate",
        doc="Content: the relation that is claimed, never asserted.",
        example="inResponseTo",
    ),
    Column(
        "object",
        "ref:*",
        doc="Content: what stands after the relation, as kind/id.",
        example="policy/nixon-doctrine",
    ),
    Column(
        "supports",
        "ref:claim",
        many=True,
        doc="The claims it supports, split with '|'.",
        example="c010-1",
    ),
    Column(
        "disputes",
        "ref:claim",
        many=True,
        doc="The claims it disputes, split with '|'.",
        example="c010-2",
    ),
    Column(
        "in_tension_with",
        "ref:claim",
        many=True,
        doc="The claims it does not sit well with, split with '|'.",
        example="c010-3",
    ),
    Column(
        "cites",
        "ref:source",
        many=True,
        doc="The sources it cites, split with '|'.",
        example="public-record",
    ),
    Column(
        "time_scope", "edtf", doc="The time for which it is claimed (EDTF).", example="1969/1971"
    ),
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
        example="The hedge stands in the next sentence.",
    ),
)


def read(row: Row) -> Claim:
    """Return a claim."""
    return Claim(
        id=row.text("id"),
        paraphrase=row.text("paraphrase"),
        claimants=row.many("claimants"),
        reported_by=row.text("reported_by"),
        reports_claim=row.text("reports_claim"),
        stance_holder=row.text("stance_holder"),
        stance=row.text("stance"),
        claim_kind=row.text("claim_kind"),
        hedge=row.text("hedge"),
        about=row.refs("about"),
        subject=row.ref_or_none("subject"),
        predicate=row.text("predicate"),
        object=row.ref_or_none("object"),
        supports=row.many("supports"),
        disputes=row.many("disputes"),
        in_tension_with=row.many("in_tension_with"),
        cites=row.many("cites"),
        time_scope=row.text("time_scope"),
        **row.origin(),
    )


TABLE = Table("claims", COLUMNS, read, kind="claim")
