"""Events of organized violence, one a row: who, in which country, when, and how many died.

Source: UCDP Georeferenced Event Dataset (GED); the columns are known by their names, which newer
releases change. What the sources of an event are called and say is left out, and so are the
coordinates: the place is the country, and the note names it more closely.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, numbered, refuse
from alliancekg.errors import SourceErrors
from alliancekg.records import Event, Location, Quantity, Record, Ref
from loaders.conflicts_records import (
    GOVERNMENT,
    LICENSE,
    checked,
    day,
    flagged,
    group,
    is_government,
    participation,
)

SOURCE: Final = DataSource(
    key="ucdp-ged",
    title="UCDP Georeferenced Event Dataset",
    creators=("Ralph Sundberg", "Erik Melander"),
    citation="Sundberg, Ralph, and Erik Melander. 2013. “Introducing the UCDP Georeferenced Event"
    " Dataset.” Journal of Peace Research 50 (4): 523–532.",
    obtain="ucdp.uu.se, Dataset Download Center: UCDP Georeferenced Event Dataset, as CSV",
    url="https://ucdp.uu.se/downloads/",
    terms="CC BY 4.0; asks to be cited",
    license=LICENSE,
    publisher="Uppsala Conflict Data Program",
    measures=("events", "deaths"),
    time="1989/",
    note="An event has one death or more. How far a file covers the years and the world depends on"
    " its release, and an extract of one covers less than is declared here: that it has no event of"
    " a place or a year then says nothing.",
)
# Of each kind of violence: the type of event, and the roles of the two sides.
KINDS: Final = {
    "1": ("military-conflict", "belligerent", "belligerent"),
    "2": ("military-conflict", "belligerent", "belligerent"),
    "3": ("assault", "agent", "victim"),
}
_ESTIMATES: Final = (("low", "at-least"), ("best", "about"), ("high", "at-most"))


def _number(row: Row, name: str) -> str:
    """Return a number that releases write into columns of different names."""
    field = next((f for f in (f"{name}_new_id", f"{name}_dset_id") if row.text(f)), "")
    if not field:
        refuse(row, f"{name}_new_id", "is missing", "the number that UCDP gives")
    return numbered(row, field)


def _time(row: Row) -> str:
    """Return the day, or the days on one of which it was: the earliest and the latest possible."""
    first, last = day(row, "date_start"), day(row, "date_end")
    if last < first:
        refuse(row, "date_end", "is before the start", "a day on or after date_start")
    return first if first == last else checked(row, "date_end", f"[{first}..{last}]")


def _state(row: Row, context: Context, side: str, when: str) -> str:
    """Return the state of a side that is a government; refuse one that is none we know."""
    if row.text(f"gwno{side}"):
        return context.states.of_cell(row, f"gwno{side}", "gw", when)
    name = row.text(f"side_{side}").removeprefix(GOVERNMENT)
    return context.states.of_cell(row, f"side_{side}", "name", when, name)


def _sides(row: Row, context: Context, event: str, when: str) -> Iterator[Item]:
    """Yield who was on the two sides: states, and actors of this source by number and name."""
    _, *roles = KINDS[row.text("type_of_violence")]
    for letter, role, side in zip("ab", roles, ("first", "second"), strict=True):
        name, actor = row.text(f"side_{letter}"), ""
        if is_government(name):
            try:
                actor = _state(row, context, letter, when)
            except SourceErrors as error:
                yield from flagged(row, error)
        if not actor:
            kind = "Government" if is_government(name) else "Group"
            yield (made := group(row, context, _number(row, f"side_{letter}"), name, kind))
            actor = made.id
        yield participation(row, event, actor, role, side)


def _deaths(row: Row, event: str, when: str) -> Iterator[Quantity]:
    """Yield the estimates of the deaths; where all are one number, it is given as it stands."""
    values = {row.text(field) for field, _ in _ESTIMATES}
    found = [(row.text(field), comparator) for field, comparator in _ESTIMATES]
    for value, comparator in [(values.pop(), "equal")] if len(values) == 1 else found:
        yield Quantity(
            id=f"{event}-deaths-{comparator}",
            source=row.source,
            place=row.place,
            label=f"Deaths in event {row.text('id')}",
            record=Ref("event", event),
            measure="deaths",
            value=value,
            unit="persons",
            comparator=comparator,
            edtf=when,
        )


def _place(row: Row, context: Context, when: str) -> Iterator[Item]:
    """Yield the country in which it was, which is no state to us if its number is none."""
    state = ""
    try:
        state = context.states.of_cell(row, "country_id", "gw", when)
    except SourceErrors as error:
        yield from flagged(row, error)
    yield Location(
        id=context.id(row.text("country_id")),
        source=row.source,
        place=row.place,
        label=row.text("country"),
        in_state=state,
    )


def _event(row: Row, context: Context, when: str, conflict: str) -> Event:
    where = ", ".join(filter(None, (row.text("where_coordinates"), row.text("adm_1"))))
    return Event(
        id=context.id(numbered(row, "id")),
        source=row.source,
        place=row.place,
        event_type=KINDS[row.text("type_of_violence")][0],
        status="done",
        label=f"{row.text('dyad_name')}, event {row.text('id')}",
        edtf=when,
        part_of=(conflict,),
        places=(context.id(row.text("country_id")),),
        identifiers=(row.text("id"),),
        note=f"Where: {where} (precision {row.text('where_prec')} of 7)." if where else "",
    )


def _conflict(row: Row, context: Context) -> Event:
    number = _number(row, "conflict")
    return Event(
        id=context.id("conflict", number),
        source=row.source,
        place=row.place,
        event_type=KINDS[row.text("type_of_violence")][0],
        status="done",
        label=row.text("conflict_name"),
        identifiers=(number,),
    )


def _events(row: Row, context: Context) -> Iterator[Item]:
    """Yield an event, the conflict that it is a part of, its sides and its dead.

    Conflicts, countries and groups are the same in many rows; the first row is their evidence.
    """
    when, conflict = _time(row), _conflict(row, context)
    event = _event(row, context, when, conflict.id)
    items = [
        *(conflict, *_place(row, context, when), event),
        *_sides(row, context, event.id, when),
        *_deaths(row, event.id, when),
    ]
    told = context.memory.setdefault("told", set())
    assert isinstance(told, set)
    for item in items:
        if isinstance(item, Record) and (item is conflict or item.kind in ("actor", "place")):
            if (item.kind, item.id) in told:
                continue
            told.add((item.kind, item.id))
        yield item


def _needed(name: str, kind: str, doc: str, example: str) -> Column:
    return Column(name, kind, required=True, doc=doc, example=example)


_NUMBERS: Final = tuple(
    Column(f"{name}_{ending}_id", "integer", doc=f"The number of {what}.", example=example)
    for name, what, example in (
        ("conflict", "the conflict", "299"),
        ("side_a", "side A", "118"),
        ("side_b", "side B", "234"),
    )
    for ending in ("new", "dset")
)
EVENTS: Final = Layout(
    name="georeferenced events (GED)",
    source=SOURCE,
    columns=(
        _needed("id", "integer", "The number of the event.", "243401"),
        _needed("type_of_violence", "choice:1|2|3", "State-based, non-state, one-sided.", "1"),
        *_NUMBERS,
        _needed("conflict_name", "text", "The name of the conflict.", "Syria: Government"),
        _needed("dyad_name", "text", "The names of the two sides.", "Government of Syria - IS"),
        _needed("side_a", "text", "Side A.", "Government of Syria"),
        Column("gwnoa", "integer", doc="The state of side A.", example="652"),
        _needed("side_b", "text", "Side B.", "IS"),
        Column("gwnob", "integer", doc="The state of side B.", example="666"),
        Column("where_prec", "text", doc="How exact the place is.", example="2"),
        Column("where_coordinates", "text", doc="The place.", example="Idlib town"),
        Column("adm_1", "text", doc="The province.", example="Idlib Governorate"),
        _needed("country", "text", "The country.", "Syria"),
        _needed("country_id", "integer", "The country, by its Gleditsch–Ward number.", "652"),
        _needed("date_start", "text", "The earliest possible day.", "2017-02-26"),
        _needed("date_end", "text", "The latest possible day.", "2017-02-26"),
        _needed("low", "integer", "The lowest estimate of the deaths.", "1"),
        _needed("best", "integer", "The best estimate of the deaths.", "2"),
        _needed("high", "integer", "The highest estimate of the deaths.", "3"),
    ),
    rows=_events,
    optional=frozenset({column.name for column in _NUMBERS} | {"gwnoa", "gwnob", "adm_1"}),
)
