"""North Korea's missile tests, one row a missile, with the sites and the types of missile.

Source: the CNS North Korea Missile Test Database (for NTI), in the form of nk-missile-tests: a CSV,
and two JSON files whose keys its columns `facility` and `missile` hold. Load the three together.
A type of missile is a weapons program, of which its tests are parts. Days and times of the source
are in UTC. Other lists of these tests have the days of Korea, nine hours ahead: so has this one,
where the source knows the time; the note keeps the moment in UTC. Where it does not, the day stays.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, Item, Layout, Loader, refuse
from alliancekg.records import Event, Participation, Quantity, Ref
from loaders.missile_lists import FACILITIES, MISSILES, SOURCE, facility_id, missile_id

_UNKNOWN: Final = ("unknown", "na")
_GUESSED: Final = re.compile("1984(?:-[0-9]{2}){0,2}")  # the six of that year are dated by guess
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?: \(UTC\))?")
_KOREA: Final = dt.timedelta(hours=9)  # in 2015–18 North Korea had half an hour less; none differs
_LENGTHS: Final = (  # column, measure, what it is
    ("distance", "missile-range", "Distance flown"),
    ("apogee", "missile-apogee", "Apogee"),
)


def read(row: Row, context: Context) -> Iterator[Item]:
    """Yield a test, North Korea as its agent, and how far and how high the missile flew."""
    missile, site = row.text("missile"), row.text("facility")
    edtf = dated(_day(row))
    key = context.id(row.text("date"), missile or "unknown", row.text("series"))
    yield Event(
        id=key,
        source=row.source,
        place=row.place,
        note=_note(row),
        event_type="missile-test",
        status="done",
        label=_label(row, edtf),
        edtf=edtf,
        part_of=(missile_id(context, missile),) if missile else (),
        places=(facility_id(context, site),) if site else (),
    )
    yield Participation(
        id=f"event/{key}:dprk:agent",
        source=row.source,
        place=row.place,
        record=Ref("event", key),
        actor="dprk",
        role="agent",
    )
    yield from _quantities(row, key, edtf)


def dated(date: str) -> str:
    """Return a date as EDTF: approximate where it is a guess that is not marked as one.

    >>> dated("1984-04-09"), dated("1998-08-31")
    ('1984-04-09~', '1998-08-31')
    """
    return f"{date}~" if _GUESSED.fullmatch(date) else date


def _moment(row: Row) -> dt.datetime | None:
    """Return the day and the time in UTC, if both are known."""
    date, time = row.text("date"), row.text("time")
    if not time:
        return None
    found = _TIME.fullmatch(time)
    if not found:
        refuse(row, "time", "is no time in UTC", "a time as 21:03 (UTC)")
    if not re.fullmatch("[12][0-9]{3}-[0-9]{2}-[0-9]{2}", date):
        refuse(row, "time", "is the time of no day", "no time, or a day as 1998-08-31 in date")
    return dt.datetime.fromisoformat(f"{date}T{found[1]}:{found[2]}")


def _day(row: Row) -> str:
    """Return the date of a test: the day in Korea, if the time is known."""
    moment = _moment(row)
    return (moment + _KOREA).date().isoformat() if moment else row.text("date")


def _label(row: Row, edtf: str) -> str:
    missile, series = row.text("missile"), row.text("series")
    what = f"Test of the missile {missile}" if missile else "Test of an unknown missile"
    return f"{what}, {edtf}" + (f" ({series})" if series else "")


def _note(row: Row) -> str:
    """Return what the source says of the end of the flight, and when in UTC, in one line."""
    said = [
        f"{what}: {row.text(field)}."
        for field, what in (("outcome", "Outcome"), ("landing", "Came down in"))
        if row.text(field)
    ]
    if moment := _moment(row):
        said.append(f"In UTC: {moment:%Y-%m-%d %H:%M}.")
    return " ".join(said)


def _quantities(row: Row, key: str, edtf: str) -> Iterator[Item]:
    for field, measure, what in _LENGTHS:
        if value := row.text(field):
            yield Quantity(
                id=f"{key}-{field}",
                source=row.source,
                place=row.place,
                label=f"{what}: {value} km",
                record=Ref("event", key),
                measure=measure,
                value=value,
                unit="kilometres",
                comparator="equal",
                of_actor="dprk",
                edtf=edtf,
            )


def _column(name: str, kind: str, doc: str, example: str) -> Column:
    return Column(name, kind, missing=_UNKNOWN, doc=doc, example=example)


TESTS: Final = Layout(
    name="missile tests",
    source=SOURCE,
    columns=(
        Column(
            "date", "edtf", required=True, doc="The day or the month, UTC.", example="1998-08-31"
        ),
        _column("time", "text", "The time in UTC.", "03:07 (UTC)"),
        _column("series", "integer", "The number within a day and missile.", "2"),
        _column("missile", "text", "A key of missiles.json.", "hwasong-12"),
        _column("facility", "text", "A key of facilities.json.", "tonghae"),
        _column("landing", "text", "The sea or the land where it came down.", "sea-of-japan"),
        _column("apogee", "decimal", "The greatest height in kilometres.", "581"),
        _column("distance", "decimal", "The distance flown in kilometres.", "1380"),
        _column("outcome", "choice:success|failure", "How it ended.", "failure"),
    ),
    rows=read,
)
LOADER: Final = Loader(
    name="missile_tests",
    summary="North Korean missile tests (CNS for NTI), with their sites and types of missile.",
    kinds=(FACILITIES, MISSILES, TESTS),
)
