"""A row of machine-coded events to an event, its two actors and its intensity.

Source: the columns that ICEWS and GDELT have in common under different names. An actor without a
country, or of one that is no state of our lists, has no participation; the event's name tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from alliancekg.columns import Row
from alliancekg.dataloaders import Context, Item, flag, refuse
from alliancekg.dates import DateError, parse
from alliancekg.errors import SourceErrors
from alliancekg.findings import Finding
from alliancekg.records import Event, Participation, Quantity, Ref
from loaders.coded_events_cameo import Cameo, cameo

_DAY: Final = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")


class Side(NamedTuple):
    """One of the two actors: the column of its country, the system of codes, its name."""

    country: str
    system: str
    name: str


class Coded(NamedTuple):
    """Which columns of a row say what; `words` is the event's own description, if there is one."""

    key: str
    date: str
    code: str
    intensity: str
    words: str
    source: Side
    target: Side


def items(row: Row, context: Context, coded: Coded) -> Iterator[Item]:
    """Yield the event of a row, its participations, its intensity, and warnings."""
    key, when = row.text(coded.key), day(row, coded.date)
    code = _code(row, coded.code)
    words = coded.words or code.event_type.replace("-", " ").capitalize()
    yield Event(
        id=context.id(key),
        event_type=code.event_type,
        status="alleged",  # the data pass on what reports say, and vouch for none of them
        label=f"{words} (CAMEO {code.code}): {_name(coded.source)} to {_name(coded.target)}",
        edtf=when,
        identifiers=(key,),
        cameo_code=code.code,
        source=row.source,
        place=row.place,
    )
    yield from _participation(row, context, coded.source, "agent", key, when)
    role = "target" if code.is_against else "recipient"
    yield from _participation(row, context, coded.target, role, key, when)
    if not (row.text(coded.source.country) or row.text(coded.target.country)):
        problem = "is missing, as is that of the other actor: the event stands without actors"
        yield flag(row, coded.source.country, problem, "a country", "leave it", "info")
    yield from _intensity(row, context, coded, key, when)


def _name(side: Side) -> str:
    return side.name or "nobody named"


def day(row: Row, field: str) -> str:
    """Return a day that is written YYYY-MM-DD or YYYYMMDD."""
    found = _DAY.fullmatch(row.text(field))
    text = "-".join(found.groups()) if found else ""
    try:
        parse(text)
    except DateError:
        refuse(row, field, "is no day", "a day as 2018-06-01 or 20180601")
    return text


def _code(row: Row, field: str) -> Cameo:
    found = cameo(row.text(field))
    if not found:
        fix = "read the column as text, so that 040 does not become 40"
        refuse(row, field, "is no CAMEO code", "a code of CAMEO with all its zeros", fix)
    if found.is_root:
        problem = "has two digits and may be a longer code that has lost its zero"
        fix = "read the column as text, so that 020 does not become 20"
        refuse(row, field, problem, "a code of three or four digits, such as 020", fix)
    return found


def _participation(
    row: Row, context: Context, side: Side, role: str, key: str, when: str
) -> Iterator[Item]:
    """Yield an actor's part in the event, if its country is a state; else why it is not."""
    if not row.text(side.country):
        return
    try:
        actor = context.states.of_cell(row, side.country, side.system, when)
    except SourceErrors as error:
        yield from map(_left_out, error.findings)
        return
    event = Ref("event", context.id(key))
    yield Participation(
        id=f"{event}:{actor}:{role}",
        record=event,
        actor=actor,
        role=role,
        source=row.source,
        place=row.place,
    )


def _left_out(finding: Finding) -> Finding:
    problem = f"{finding.problem}, so the event stands without this actor"
    return replace(finding, problem=problem, severity="warning")


def _intensity(row: Row, context: Context, coded: Coded, key: str, when: str) -> Iterator[Quantity]:
    """Yield how hostile or friendly the code is, on a scale from -10 to 10."""
    if value := row.text(coded.intensity):
        yield Quantity(
            id=context.id(key, "intensity"),
            label=f"intensity {value}",
            record=Ref("event", context.id(key)),
            measure="intensity",
            value=value,
            unit="points",
            comparator="equal",
            edtf=when,
            source=row.source,
            place=row.place,
        )
