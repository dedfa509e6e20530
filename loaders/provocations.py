"""What the CSIS list counts as North Korean provocations, one row an act or a day's acts.

Source: CSIS Beyond Parallel, as published with the columns date, type, event and resources. A date
is no key, since acts share dates. The list has no numbers of its own, so the key of a row is its
date, its type and a counter within these in the order of the file: the only one there is. It is
stable as long as the makers add rows for a day after those that stand there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, Loader, flag, refuse
from alliancekg.dates import Bounds, DateError, parse
from alliancekg.records import Event, Participation, Ref

SOURCE: Final = DataSource(
    key="csis",
    title="Database of North Korean Provocations",
    creators=("Center for Strategic and International Studies",),
    publisher="Center for Strategic and International Studies",
    citation="Center for Strategic and International Studies, Beyond Parallel. Database: North "
    "Korean Provocations.",
    obtain="data/processed/north_korea_provocations_1958_present.csv of the repository "
    "stiles/north-korea-provocations; the columns date, type, event and resources are enough",
    url="https://beyondparallel.csis.org/database-north-korean-provocations/",
    terms="facts only; the text belongs to CSIS",
    measures=("events",),
    actors=("dprk",),
    time="1958/2026-08-20",
    note="The key of a row is its date, its type and a counter within these in the order of the "
    "file. An early entry may sum up a month or a season under one day.",
)
_FIRED: Final = ("launch", "missile", "rocket system", "mirv")
_STRIKES: Final = (
    "ambush on",
    "assault ",
    "attack on",
    "bombing of",
    "nk attacks",
    "nk fighter jets attack",
    "nk fires at",
    "raid on",
    "shelling of",
    "sinking of sk ",
    "sinking of south korean",
    "sinking of the roks",
)
# These name no place, vessel or plane: many of the early ones sum up a month or a season.
_GENERIC: Final = frozenset({"infiltration and incursion", "exchange of fire at dmz"})
_EARLY: Final = "1976"


def event_type(kind: str, event: str) -> str:
    """Return the concept for a row, by its type and by the words of its event.

    >>> event_type("Missile Provocation", "Short-range Ballistic Missile Launch")
    'missile-test'
    >>> event_type("Missile Provocation", "Rocket Engine Test")
    'provocation'
    """
    words = event.lower()
    if kind == "Nuclear Provocation":
        return "nuclear-test" if "test" in words else "provocation"
    if kind == "Missile Provocation":
        return "missile-test" if any(word in words for word in _FIRED) else "provocation"
    if words.startswith(_STRIKES):
        return "attack"
    return "military-conflict" if "exchange of fire" in words else "provocation"


def read(row: Row, context: Context) -> Iterator[Item]:
    """Yield the event of a row, and North Korea as its agent."""
    date, kind, event = row.text("date"), row.text("type"), row.text("event")
    _refuse_unordered(row, context, parsed(row, "date"))
    yield from _flags(row)
    key = context.id(date, kind.split()[0], str(_count(context, kind)))
    yield Event(
        id=key,
        source=row.source,
        place=row.place,
        event_type=event_type(kind, event),
        status="done",
        label=event,
        edtf=date,
    )
    yield Participation(
        id=f"event/{key}:dprk:agent",
        source=row.source,
        place=row.place,
        record=Ref("event", key),
        actor="dprk",
        role="agent",
    )


def parsed(row: Row, field: str) -> Bounds:
    """Return the bounds of a date (EDTF); a cell that is none refuses the row."""
    try:
        return parse(row.text(field))
    except DateError as error:
        refuse(row, field, error.problem, error.expected, error.fix)


def _refuse_unordered(row: Row, context: Context, date: Bounds) -> None:
    """Refuse a row that is later than the one before: the counter needs the order of the list."""
    before = context.memory.get("date")
    if isinstance(before, Bounds) and (date.earliest_begin or 0) > (before.earliest_begin or 0):
        problem = (
            f"is later than {before.edtf} in the row before, so that the row has no stable key"
        )
        refuse(row, "date", problem, "the newest first", "sort the rows as CSIS publishes them")
    if not isinstance(before, Bounds) or before.edtf != date.edtf:
        context.memory.update(date=date, counts={})


def _count(context: Context, kind: str) -> int:
    """Return the number of a row among those of its day and type."""
    counts = context.memory["counts"]
    assert isinstance(counts, dict)
    counts[kind] = counts.get(kind, 0) + 1
    return int(counts[kind])


def _flags(row: Row) -> Iterator[Item]:
    if row.text("event").lower() in _GENERIC and row.text("date") < _EARLY:
        problem = "is an early entry without particulars, which may sum up a month or a season"
        fix = "compare the date with other sources"
        yield flag(row, "event", problem, "an act of one day", fix)


LOADER: Final = Loader(
    name="provocations",
    summary="North Korean provocations (CSIS Beyond Parallel).",
    kinds=(
        Layout(
            name="provocations",
            source=SOURCE,
            columns=(
                Column("date", "edtf", required=True, doc="The day.", example="1969-04-15"),
                Column(
                    "type",
                    "choice:Missile Provocation|Nuclear Provocation|Other Provocation",
                    required=True,
                    doc="One of three types.",
                    example="Missile Provocation",
                ),
                Column(
                    "event",
                    "text",
                    required=True,
                    doc="The kind of act, in the words of the list.",
                    example="Rocket Engine Test",
                ),
            ),
            rows=read,
        ),
    ),
)
