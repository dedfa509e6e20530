"""The tables of events and of their participants: one record a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.tablecolumns import COVERED, DATED, dated, passages
from alliancekg.tablefacts import Span, TableFacts, concept, inside, key, reference
from alliancekg.tableschemas import Field, Link, Row, Table, joined


def _events(found: TableFacts) -> Iterator[Row]:
    tellers = found.telling("ak:Event")
    conflicts = found.all("ak:TimeSpan", "ak:conflictsWith")
    for node in found.nodes("ak:Event"):

        def all_(name: str, node: str = node) -> tuple[str, ...]:
            return found.values("ak:Event", name, node)

        span = Span(found, next(iter(all_("ak:time")), ""))
        taking = [
            (concept(role), key(actor))
            for part in all_("ak:participation")
            for role in found.values("ak:Participation", "ak:role", part)
            for actor in found.values("ak:Participation", "ak:actor", part)
        ]
        states = (s for p in all_("ak:place") for s in found.values("ak:Place", "ak:inState", p))
        sources = tellers.get(node, ())
        dating = {*sources, span.source} if span.source else sources
        yield (
            *(key(node), next(iter(all_("rdfs:label")), None)),
            *(joined(map(concept, all_(f"ak:{n}"))) for n in ("eventType", "status", "hostility")),
            *dated(span),
            *(span.source or None, len(all_("ak:dating"))),
            any(other in conflicts for other in all_("ak:dating")) if span.edtf else None,
            *(joined(map(key, all_("ak:place"))), joined(map(key, states))),
            joined(f"{role}:{actor}" for role, actor in taking),
            *(joined(map(key, all_("ak:partOf"))), joined(all_("ak:cameoCode"))),
            *(joined(sources), passages(found, "ak:Event", node)),
            inside(found, dating, "events", all_("ak:participant"), span.outer),
        )


EVENTS: Final = Table(
    "events",
    "Events",
    "What happened, is planned, was cancelled or is only imagined (status), one event a row.",
    (
        Field("event", "string", "The key of the event.", required=True),
        Field("label", "string", "Its name in English."),
        Field("types", "string", "What kind of event it is.", scheme="event-type", many=True),
        Field("status", "string", "Whether it happened.", scheme="status"),
        Field("hostility", "string", "The highest level reached.", scheme="hostility"),
        *DATED,
        Field(
            "dated_by",
            "string",
            "The source of the date that was chosen: the one that is preferred, then the narrowest"
            " date.",
        ),
        Field("datings", "integer", "How many dates sources give for it.", required=True),
        Field(
            "dates_conflict",
            "boolean",
            "Whether dates of different sources exclude each other; empty without a date.",
        ),
        Field("places", "string", "The keys of its places.", many=True),
        Field("place_states", "string", "The keys of the states of its places.", many=True),
        Field(
            "participants",
            "string",
            "Who took part, as role:actor; the table participants has more.",
            many=True,
        ),
        Field("part_of", "string", "The events that it is a part of.", many=True),
        Field("cameo_code", "string", "Its code in CAMEO; a text: 010 is not 10.", many=True),
        Field("sources", "string", "The sources that tell of it.", required=True, many=True),
        Field("passages", "string", "The passages of documents that name it.", many=True),
        COVERED,
    ),
    ("event",),
    _events,
    (Link("dated_by", "sources", "source"),),
)


def _participants(found: TableFacts) -> Iterator[Row]:
    for event in found.nodes("ak:Event"):
        for part in found.values("ak:Event", "ak:participation", event):

            def one(name: str, part: str = part) -> str:
                return found.value("ak:Participation", name, part)

            yield (
                *(reference(part).removeprefix("event/"), key(event)),
                *(key(one("ak:actor")) or None, concept(one("ak:role")) or None),
                *(concept(one("ak:side")) or None, concept(one("ak:hostility")) or None),
                *dated(Span(found, one("ak:time"))),
                *(key(one("ak:source")) or None, passages(found, "ak:Participation", part)),
            )


PARTICIPANTS: Final = Table(
    "participants",
    "Participants of events",
    "An actor in a role of an event, for a time where the source tells one; one a row. An actor"
    " that took part twice, or by several sources, has several rows.",
    (
        Field("participation", "string", "The key of the participation.", required=True),
        Field("event", "string", "The key of the event.", required=True),
        Field("actor", "string", "The key of the actor."),
        Field("role", "string", "As what it took part.", scheme="role"),
        Field("side", "string", "Its side in a dispute or a war.", scheme="side"),
        Field(
            "hostility", "string", "The highest level that the actor reached.", scheme="hostility"
        ),
        *DATED,
        Field("source", "string", "The source that says so."),
        Field("passages", "string", "The passages of documents that say so.", many=True),
    ),
    ("participation",),
    _participants,
    (
        Link("event", "events", "event"),
        Link("actor", "actors", "actor"),
        Link("source", "sources", "source"),
    ),
)
