"""International crises: when each began and ended, who set it off, whether great powers were in it.

Source: International Crisis Behavior Project, system level (ICB1), version 13 (icb1v13.csv).
The states are numbered as Gleditsch and Ward number them. A crisis begins with its trigger and ends
with its termination. Where it was and what it was about are categories of the codebook, and are
left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import (
    Context,
    DataSource,
    Item,
    Layout,
    Loader,
    flag,
    numbered,
    refuse,
)
from alliancekg.dates import DateError, parse
from alliancekg.errors import SourceErrors
from alliancekg.records import Event, Participation, Ref

SOURCE: Final = DataSource(
    key="icb",
    title="International Crisis Behavior 13: Crises",
    creators=(
        *("Michael Brecher", "Jonathan Wilkenfeld", "Kyle Beardsley", "Patrick James"),
        "David Quinn",
    ),
    citation="Brecher, Michael, Jonathan Wilkenfeld, Kyle Beardsley, Patrick James, and David"
    " Quinn. International Crisis Behavior Data, version 13; Brecher, Michael, and Jonathan"
    " Wilkenfeld. 2000. A Study of Crisis. Ann Arbor: University of Michigan Press.",
    obtain="sites.duke.edu/icbdata, Data Collections: the system level (ICB1), as CSV",
    url="https://sites.duke.edu/icbdata/",
    terms="free to download; asks to be cited",
    measures=("events",),
    time="1918/2016",
)

DAYS: Final = {
    "66": "early in the month",
    "77": "in the middle of the month",
    "88": "late in the month",
    "99": "on a day of the month that is not known",
}
NO_STATES: Final = frozenset({"995", "996", "997"})  # others than one state set the crisis off
VIOLENCE: Final = {
    "1": "none",
    "2": "minor clashes",
    "3": "serious clashes",
    "4": "full-scale war",
}
_POWERS: Final = (("usactor", "2"), ("suactor", "365"))  # with their numbers as states


def _date(row: Row, suffix: str) -> str:
    """Return the date of the trigger or the termination, as precise as it is; empty if unknown."""
    year, month = row.integer_or_none(f"yr{suffix}"), row.integer_or_none(f"mo{suffix}")
    day = row.integer_or_none(f"da{suffix}")
    if year is None:
        return ""
    text = f"{year:04d}"
    if month is not None:
        text += f"-{month:02d}"
        text += "" if day is None or str(day) in DAYS else f"-{day:02d}"
    return _checked(row, f"yr{suffix}", text)


def _checked(row: Row, field: str, edtf: str) -> str:
    try:
        parse(edtf)
    except DateError as error:
        refuse(row, field, error.problem, error.expected, value=edtf)
    return edtf


def _time(row: Row, begin: str, end: str) -> str:
    if not begin:
        return f"/{end}" if end else ""
    return begin if begin == end else _checked(row, "yrterm", f"{begin}/{end}")


def _note(row: Row) -> str:
    """Return what the codes say that no field holds."""
    days = ((row.text("datrig"), "Begins"), (row.text("daterm"), "Ends"))
    told = [f"{word} {DAYS[day]} (day {day})." for day, word in days if day in DAYS]
    if row.text("trigent") in NO_STATES:
        told.append(f"Set off by others than one state (code {row.text('trigent')}).")
    if violence := VIOLENCE.get(row.text("viol")):
        told.append(f"Violence: {violence}.")
    return " ".join(told)


def _participation(row: Row, event: str, actor: str, role: str, note: str) -> Participation:
    return Participation(
        id=f"event/{event}:{actor}:{role}",
        source=row.source,
        place=row.place,
        record=Ref("event", event),
        actor=actor,
        role=role,
        note=note,
    )


def _actors(row: Row, context: Context, event: str, when: str) -> Iterator[Item]:
    """Yield which state set the crisis off, and which of the two great powers was an actor in it.

    A number that is no state then is flagged, and the crisis kept.
    """
    trigger = row.text("trigent")
    wanted = [("trigent", trigger, "challenger", "Its act set the crisis off.")]
    if not trigger or trigger in NO_STATES:
        wanted.clear()
    for field, number in _POWERS:
        if row.text(field) == "2":
            wanted.append((field, number, "participant", "An actor of the crisis."))
    for field, number, role, note in wanted:
        try:
            actor = context.states.of_cell(row, field, "gw", when, number)
        except SourceErrors as error:
            for found in error.findings:
                yield flag(row, field, found.problem, found.expected, found.fix)
        else:
            yield _participation(row, event, actor, role, note)


def _crises(row: Row, context: Context) -> Iterator[Item]:
    """Yield a crisis and its actors, those that this file names."""
    begin, end = _date(row, "trig"), _date(row, "term")
    number = numbered(row, "crisno")
    event = Event(
        id=context.id(number),
        source=row.source,
        place=row.place,
        event_type="crisis",
        status="done",
        label=row.text("crisname"),
        edtf=_time(row, begin, end),
        identifiers=(number,),
        note=_note(row),
    )
    yield event
    if not event.edtf:
        yield flag(row, "yrtrig", "is missing, so that the crisis has no date", "a year")
    yield from _actors(row, context, event.id, begin or end)


def _dates(suffix: str, what: str, year: str, month: str, day: str) -> tuple[Column, ...]:
    return (
        Column(f"yr{suffix}", "integer", doc=f"The year of the {what}.", example=year),
        Column(f"mo{suffix}", "integer", doc=f"The month of the {what}.", example=month),
        Column(
            f"da{suffix}",
            "integer",
            doc=f"The day of the {what}; 66, 77, 88 and 99 are early, middle, late and unknown.",
            example=day,
        ),
    )


CRISES: Final = Layout(
    name="crises (ICB1)",
    source=SOURCE,
    columns=(
        Column("crisno", "integer", required=True, doc="The number of the crisis.", example="224"),
        Column("crisname", "text", required=True, doc="Its name.", example="PUEBLO"),
        Column(
            "trigent",
            "integer",
            doc="The state that set it off; 995 to 997 are no states.",
            example="731",
        ),
        *_dates("trig", "trigger", "1968", "1", "21"),
        *_dates("term", "termination", "1968", "12", "23"),
        Column("viol", "text", doc="The violence, 1 (none) to 4 (war).", example="2"),
        Column("usactor", "text", doc="2 if the United States was an actor.", example="2"),
        Column("suactor", "text", doc="2 if the Soviet Union or Russia was.", example="1"),
    ),
    rows=_crises,
)

LOADER: Final = Loader(
    name="crises",
    summary="International crises since 1918 (International Crisis Behavior)",
    kinds=(CRISES,),
)
