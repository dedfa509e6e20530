"""The table of claims: what somebody says, one claim a row, without the words of a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.namespaces import ID
from alliancekg.tablecolumns import COVERED, passages
from alliancekg.tablefacts import Span, TableFacts, concept, inside, key, reference
from alliancekg.tableschemas import Field, Link, Row, Table, joined

_CAUSE_FIRST: Final = {"ledTo": True, "causedBy": False}  # else the object is the cause
_RECORDS: Final = ("ak:supports", "ak:disputes", "ak:inTensionWith", "ak:cites")


def _rows(found: TableFacts) -> Iterator[Row]:
    for node in found.nodes("ak:Claim"):

        def all_(name: str, node: str = node) -> tuple[str, ...]:
            return found.values("ak:Claim", name, node)

        def one(name: str, node: str = node) -> str:
            return found.value("ak:Claim", name, node)

        stances = all_("ak:stance")
        holders = (h for s in stances for h in found.values("ak:Stance", "ak:holder", s))
        values = (v for s in stances for v in found.values("ak:Stance", "ak:stanceValue", s))
        subject, relation, object_ = (one(f"rdf:{n}") for n in ("subject", "predicate", "object"))
        cause, effect = _caused(reference(relation), subject, object_)
        span = Span(found, one("ak:timeScope"))
        is_about_actors = (iri for iri in all_("ak:about") if iri.startswith(f"{ID}actor/"))
        yield (
            *(key(node), key(one("ak:source")) or None, passages(found, "ak:Claim", node)),
            *(one("ak:paraphrase") or None, concept(one("ak:claimKind")) or None),
            joined(map(concept, values)),
            *(joined(map(key, holders)), joined(map(key, all_("ak:claimant")))),
            *(key(one("ak:reportedBy")) or None, key(one("ak:reportsClaim")) or None),
            *(bool(one("ak:hedge")), joined(map(reference, all_("ak:about")))),
            joined(map(key, is_about_actors)),
            *(reference(text) or None for text in (subject, relation, object_)),
            *(reference(cause) or None, reference(effect) or None),
            *(reference(one(f"ak:{n}")) or None for n in ("statesEarlier", "statesLater")),
            *(joined(map(key, all_(name))) for name in _RECORDS),
            *(span.edtf or None, span.outer_dates[0], span.outer_dates[1]),
            inside(found, [key(one("ak:source"))], "claims", (), span.outer),
        )


def _caused(relation: str, subject: str, object_: str) -> tuple[str, str]:
    """Return what a claim names as cause and as effect, if that is what it claims."""
    is_first = _CAUSE_FIRST.get(relation)
    if is_first is None:
        return "", ""
    return (subject, object_) if is_first else (object_, subject)


CLAIMS: Final = Table(
    "claims",
    "Claims",
    "What somebody says, one claim a row. None is a fact of the graph: see stance and kind.",
    (
        Field("claim", "string", "The key of the claim.", required=True),
        Field("source", "string", "The source in which it stands."),
        Field("passages", "string", "The passages in which it stands.", many=True),
        Field("paraphrase", "string", "What is claimed, in the words of the curators."),
        Field("kind", "string", "What kind of claim it is.", scheme="claim-kind"),
        Field(
            "stance",
            "string",
            "How the stance holder stands to it.",
            scheme="stance",
            many=True,
        ),
        Field("stance_holder", "string", "Whose stance that is, by key of the actor.", many=True),
        Field("claimants", "string", "Who claims it, by key of the actor.", many=True),
        Field("reported_by", "string", "Who reports that it is claimed."),
        Field("reports_claim", "string", "The claim that it tells of, if it tells of one."),
        Field(
            "hedged", "boolean", "Whether a word of the source weakens the claim.", required=True
        ),
        Field("about", "string", "The records that it is about, as kind/key.", many=True),
        Field("about_actors", "string", "The actors among these, by key.", many=True),
        Field("subject", "string", "What is put in relation, as kind/key."),
        Field(
            "relation",
            "string",
            "The claimed relation of subject to object, by the name of its term in the ontology.",
        ),
        Field("object", "string", "What it is put in relation to, as kind/key."),
        Field(
            "cause",
            "string",
            "What is claimed to be the cause (of ledTo the subject, of causedBy the object).",
        ),
        Field("effect", "string", "What is claimed to be the effect."),
        Field(
            "states_earlier",
            "string",
            "What came first by the claim; empty if it says no order, is rejected, or is"
            " counterfactual, prescriptive or predictive.",
        ),
        Field("states_later", "string", "What came later by the claim."),
        Field("supports", "string", "The claims that it supports.", many=True),
        Field("disputes", "string", "The claims that it disputes.", many=True),
        Field("in_tension_with", "string", "The claims with which it is in tension.", many=True),
        Field("cites", "string", "The sources that it cites.", many=True),
        Field("time_scope", "string", "The time that it is about, in EDTF."),
        Field("scope_earliest", "date", "The first day of that time."),
        Field("scope_latest", "date", "The last day of that time."),
        COVERED,
    ),
    ("claim",),
    _rows,
    (
        Link("source", "sources", "source"),
        Link("reported_by", "actors", "actor"),
        Link("reports_claim", "claims", "claim"),
    ),
)
