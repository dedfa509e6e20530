"""Joint military exercises, one row an exercise.

Source: the lists of D'Orazio (v3, states by letters) and of D'Orazio and Galambos (v7, states by
English names), as they stand in troopdata. What is no state, as NATO, is flagged and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from string import ascii_uppercase
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, Loader, flag, refuse
from alliancekg.dates import DateError, parse
from alliancekg.errors import SourceErrors
from alliancekg.records import Event, Location, Participation, Ref
from loaders.exercises_dates import Parts, edtf, parts, span

_SHORT: Final = 60  # characters of a place that several exercises may share
_MISSING: Final = ("-9", "xx", "NA")
_LETTERS: Final = (*ascii_uppercase, *("A" + letter for letter in ascii_uppercase))
_V7_STATES: Final = tuple(f"State{letters}" for letters in _LETTERS[:39])  # to AM
_V3_STATES: Final = tuple(f"State {letters}" for letters in _LETTERS[:30])  # to AD
# Names and letters of today that the lists also give to the state of the time.
_OF_THE_TIME: Final = {
    "Russia": ("cow", "365"),
    "RUS": ("cow", "365"),
    "Germany": ("gw", "260"),
    "DEU": ("gw", "260"),
    "Federal Republic of Germany": ("gw", "260"),
    "German Democratic Republic": ("cow", "265"),
    "DDR": ("cow", "265"),
    "Czechoslovakia": ("cow", "315"),
    "CSK": ("cow", "315"),
}


def _source(key: str, title: str, creators: tuple[str, ...], file: str, time: str) -> DataSource:
    return DataSource(
        key=key,
        title=title,
        creators=creators,
        citation=f"{' and '.join(creators)}. {title}. As it stands in troopdata.",
        obtain=f"data-raw/{file} of the repository meflynn/troopdata",
        url="https://github.com/meflynn/troopdata",
        terms="the package is GPL-3; the makers of the list state no licence",
        measures=("events",),
        time=time,
    )


V7: Final = _source(
    "jme-7", "Multinational Military Exercises, version 7",
    ("Vito D’Orazio", "Kevin Galambos"), "mme_v7.csv", "1980/2010",
)  # fmt: skip
V3: Final = _source(
    "jme-3", "Joint Military Exercises, version 3",
    ("Vito D’Orazio",), "jme_v3.xls, first sheet, saved as CSV", "1978/2010",
)  # fmt: skip


def v7(row: Row, context: Context) -> Iterator[Item]:
    """Yield an exercise of version 7, its place and its participants."""
    number = row.text("MMEID")
    key, when = context.id(number), _when(row, "StartDate", "EndDate")
    place, items = _place(row, context, "Location", when, key)
    yield from items
    yield _event(row, key, when, "Ex_Name", place, (number,))
    yield from _participants(row, context, key, when, _V7_STATES, "name")


def v3(row: Row, context: Context) -> Iterator[Item]:
    """Yield an exercise of version 3, named by the moment of its entry and by its begin."""
    when = _when(row, "Start Date", "enddate")
    key = context.id(row.text("Timestamp"), when.partition("/")[0])
    if key == context.memory.get("last"):
        problem = "and Start Date are those of the row before: it stands twice"
        refuse(row, "Timestamp", problem, "each exercise once", "none is needed: it is there once")
    context.memory["last"] = key
    place, items = _place(row, context, "Location1", when, key)
    yield from items
    yield _event(row, key, when, "Exercise Name", place, ())
    yield from _participants(row, context, key, when, _V3_STATES, "iso-alpha3")


def _when(row: Row, begin: str, end: str) -> str:
    """Return the time of an exercise, from the columns of parts, else from the text."""
    dates = [_date(row, "s", begin), _date(row, "e", end)]
    if not dates[0]:
        refuse(row, begin, "is no date of the known forms", "a date as 1980-08-xx or 3/17/1980")
    time = span(*dates)
    try:
        parse(time)
    except DateError as error:
        refuse(row, begin, error.problem, error.expected, error.fix, time)
    return time


def _date(row: Row, prefix: str, text: str) -> str:
    given = Parts(*(row.text(f"{prefix}.{part}") for part in ("year", "month", "day")))
    return edtf(given) or edtf(parts(row.text(text)) or given)


def _place(row: Row, context: Context, field: str, when: str, event: str) -> tuple[str, list[Item]]:
    """Return the id of the place as the list words it, and the place if no row has given it.

    It lies in a state only if its name is that of a state; a long description is a place of its
    own exercise.
    """
    name = row.text(field)
    if not name:
        return "", []
    state = _state(row, context, field, "name", when)
    in_state = "" if isinstance(state, SourceErrors) else state
    key = context.id("place", name, in_state) if len(name) <= _SHORT else f"{event}-place"
    seen = context.memory.setdefault("places", set())
    assert isinstance(seen, set)
    if key in seen:
        return key, []
    seen.add(key)
    return key, [
        Location(id=key, source=row.source, place=row.place, label=name, in_state=in_state)
    ]


def _event(
    row: Row,
    key: str,
    when: str,
    name: str,
    where: str,
    identifiers: tuple[str, ...],
) -> Event:
    return Event(
        id=key,
        source=row.source,
        place=row.place,
        event_type="military-exercise",
        status="done",
        label=row.text(name) or f"Joint military exercise, {when}",
        edtf=when,
        places=(where,) if where else (),
        identifiers=identifiers,
    )


def _state(row: Row, context: Context, field: str, system: str, when: str) -> str | SourceErrors:
    """Return the state that a cell means at the begin of an exercise, or why it means none."""
    own, code = _OF_THE_TIME.get(row.text(field), (system, ""))
    try:
        return context.states.of_cell(row, field, own, when.partition("/")[0], code)
    except SourceErrors as error:
        return error


def _participants(
    row: Row, context: Context, key: str, when: str, fields: tuple[str, ...], system: str
) -> Iterator[Item]:
    """Yield each state once; a cell that names none is flagged."""
    seen = set[str]()
    for field in filter(row.text, fields):
        state = _state(row, context, field, system, when)
        if isinstance(state, SourceErrors):
            found = state.findings[0]
            yield flag(row, field, found.problem, found.expected, "none is needed: it is left out")
        elif state not in seen:
            seen.add(state)
            yield _participation(row, key, state)


def _participation(row: Row, key: str, actor: str) -> Participation:
    return Participation(
        id=f"event/{key}:{actor}:participant",
        source=row.source,
        place=row.place,
        record=Ref("event", key),
        actor=actor,
        role="participant",
    )


def _column(name: str, doc: str, example: str, kind: str = "text") -> Column:
    return Column(name, kind, missing=_MISSING, doc=doc, example=example)


def _parts(prefix: str, what: str) -> tuple[Column, ...]:
    return (
        _column(f"{prefix}.year", f"The year of the {what}.", "1980", "integer"),
        _column(f"{prefix}.month", f"The month of the {what}, xx if unknown.", "8", "integer"),
        _column(f"{prefix}.day", f"The day of the {what}, xx if unknown.", "xx", "integer"),
    )


def _states(names: tuple[str, ...], example: str) -> tuple[Column, ...]:
    return tuple(_column(name, "A participant.", example) for name in names)


def _layout(
    name: str,
    source: DataSource,
    columns: tuple[Column, ...],
    states: tuple[Column, ...],
    rows: Callable[[Row, Context], Iterator[Item]],
) -> Layout:
    parts_ = (*_parts("s", "begin"), *_parts("e", "end"))
    later = frozenset(column.name for column in states[2:])
    return Layout(
        name=name, source=source, columns=(*columns, *parts_, *states), rows=rows, optional=later
    )


LOADER: Final = Loader(
    name="exercises",
    summary="Joint military exercises (D’Orazio v3; D’Orazio and Galambos v7).",
    kinds=(
        _layout(
            "exercises, version 7",
            V7,
            (
                Column("MMEID", "text", required=True, doc="The number.", example="mme86"),
                _column("Ex_Name", "The name of the exercise.", "Team Spirit"),
                _column("Location", "Where, in words.", "South Korea"),
                _column("StartDate", "The begin as text.", "1980-08-xx"),
                _column("EndDate", "The end as text.", "3/17/80"),
            ),
            _states(_V7_STATES, "South Korea"),
            v7,
        ),
        _layout(
            "exercises, version 3",
            V3,
            (
                _column("Timestamp", "When the row was entered.", "7/11/2012 23:52:42"),
                _column("Exercise Name", "The name of the exercise.", "Team Spirit 78"),
                _column("Location1", "Where, in words.", "South Korea"),
                _column("Start Date", "The begin as text.", "08/xx/2010"),
                _column("enddate", "The end as text.", "3/18/1978"),
            ),
            _states(_V3_STATES, "KOR"),
            v3,
        ),
    ),
)
