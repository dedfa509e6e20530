"""What the lists of militarized interstate disputes have in common: dates, actions, levels, deaths.

Source: the codes of the Correlates of War dispute data, which the list of Gibler, Miller and Little
keeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, numbered, refuse
from alliancekg.dates import DateError, parse
from alliancekg.errors import SourceErrors
from alliancekg.records import Event, Participation, Quantity, Ref

MISSING: Final = ("-9",)
YEARS: Final = range(1816, 2015)  # those that the lists cover, of any release
SIDES: Final = {"1": "first", "0": "second"}
LEVELS: Final = {"1": "none", "2": "threat", "3": "display", "4": "force", "5": "war"}
_UNUSUAL: Final = "chemical, biological or nuclear weapons"
ACTIONS: Final = (
    *("no militarized action", "threat to use force", "threat to blockade"),
    *("threat to occupy territory", "threat to declare war", f"threat to use {_UNUSUAL}"),
    *("threat to join a war", "show of force", "alert", "nuclear alert", "mobilization"),
    *("fortification of a border", "border violation", "blockade", "occupation of territory"),
    *("seizure", "attack", "clash", "declaration of war", f"use of {_UNUSUAL}"),
    *("beginning of a war", "joining of a war"),
)
# The least and the most deaths of each band; the last has no upper end.
BANDS: Final = {
    "0": ("0", "0"),
    "1": ("1", "25"),
    "2": ("26", "100"),
    "3": ("101", "250"),
    "4": ("251", "500"),
    "5": ("501", "999"),
    "6": ("1000", ""),
}

OUTCOMES: Final = {
    "1": "victory of the first side",
    "2": "victory of the second side",
    "3": "the first side yields",
    "4": "the second side yields",
    "5": "stalemate",
    "6": "compromise",
    "7": "release of what was seized",
    "8": "unclear",
    "9": "joined to a war that goes on",
}
SETTLEMENTS: Final = {"1": "negotiated", "2": "imposed", "3": "none", "4": "unclear"}

NUMBER: Final = Column(
    "dispnum", "integer", required=True, doc="The number of the dispute.", example="347"
)
CCODE: Final = Column(
    "ccode", "integer", required=True, doc="The state, by its COW number.", example="731"
)
SIDE: Final = Column(
    "sidea", "choice:0|1", required=True, doc="1 for the first side, 0 for the second.", example="0"
)
ACTION: Final = Column(
    "hiact", "integer", missing=MISSING, doc="The highest action, 0 to 21.", example="15"
)
LEVEL: Final = Column(
    "hostlev", "choice:1|2|3|4|5", missing=MISSING, doc="The level of hostility.", example="4"
)
FATALITY: Final = Column(
    "fatality",
    "choice:0|1|2|3|4|5|6",
    missing=MISSING,
    doc="The band of deaths, 0 (none) to 6 (1,000 or more).",
    example="1",
)
PRECISE: Final = Column(
    "fatalpre", "integer", missing=MISSING, doc="The number of deaths.", example="1"
)
OUTCOME: Final = Column(
    "outcome", "text", missing=MISSING, doc="How it came out, 1 to 9.", example="7"
)
SETTLEMENT: Final = Column(
    "settle", "text", missing=MISSING, doc="How it was settled, 1 to 4.", example="1"
)


def date_columns(prefix: str, what: str, years: tuple[str, str, str]) -> tuple[Column, ...]:
    """Return the columns for the year, the month and the day on which something begins or ends."""
    names = ("year", "mon", "day")
    return tuple(
        Column(
            f"{prefix}{name}",
            "integer",
            missing=MISSING,
            doc=f"The {'month' if name == 'mon' else name} in which {what}.",
            example=example,
        )
        for name, example in zip(names, years, strict=True)
    )


def year_of(row: Row, field: str) -> str:
    """Return a year, empty if it is not known; refuse one that no list covers."""
    year = row.integer_or_none(field)
    if year is not None and year not in YEARS:
        expected = f"a year from {YEARS.start} to {YEARS.stop - 1}"
        refuse(row, field, "is no year of these data", expected)
    return "" if year is None else str(year)


def date(row: Row, prefix: str) -> str:
    """Return a date with the precision that it has; empty if not even the year is known."""
    text = year_of(row, f"{prefix}year")
    month, day = (row.integer_or_none(f"{prefix}{part}") for part in ("mon", "day"))
    if not text:
        return ""
    if month is not None:
        text += f"-{month:02d}" + (f"-{day:02d}" if day is not None else "")
    return checked(row, f"{prefix}year", text)


def checked(row: Row, field: str, edtf: str) -> str:
    """Return a date; refuse the row if there is no such day, or an end before its beginning."""
    try:
        parse(edtf)
    except DateError as error:
        refuse(row, field, error.problem, error.expected, value=edtf)
    return edtf


def spell(row: Row, begin: str, end: str) -> str:
    """Return the time from a date to another; an end that is not known stays empty."""
    if begin == end or not begin:
        return begin or (f"/{end}" if end else "")
    return checked(row, "endyear", f"{begin}/{end}")


def dispute(
    row: Row, context: Context, *others: str, edtf: str = "", hostility: str = "", note: str = ""
) -> Event:
    """Return the dispute of a row; rows that say less of it than others give the same record."""
    number = numbered(row, "dispnum")
    return Event(
        id=context.id(number),
        source=row.source,
        place=row.place,
        event_type="dispute",
        status="done",
        label=f"Militarized interstate dispute {number}",
        edtf=edtf,
        identifiers=tuple(dict.fromkeys((number, *filter(None, others)))),
        hostility=hostility,
        note=note,
    )


def ends_in_words(row: Row) -> str:
    """Return how a dispute came out and was settled, in words."""
    outcome = OUTCOMES.get(row.text("outcome"), "")
    settlement = SETTLEMENTS.get(row.text("settle"), "")
    parts = (outcome and f"Outcome: {outcome}.", settlement and f"Settlement: {settlement}.")
    return " ".join(filter(None, parts))


def level_of(action: int) -> str:
    """Return the level of hostility on which an action stands.

    >>> level_of(0), level_of(6), level_of(7), level_of(13), level_of(20)
    ('none', 'threat', 'display', 'force', 'war')
    """
    return LEVELS[str(1 + sum(action >= first for first in (1, 7, 13, 20)))]


def action(row: Row) -> tuple[str, str]:
    """Return the level of hostility of the highest action, and the action in words."""
    number = row.integer_or_none("hiact")
    if number is None:
        return "", ""
    if not 0 <= number < len(ACTIONS):
        refuse(row, "hiact", "is no action of the list", f"0 to {len(ACTIONS) - 1}")
    return level_of(number), f"Highest action: {ACTIONS[number]} ({number})."


def _state(row: Row, context: Context, begin: str, edtf: str) -> str:
    """Return the state of a row: the one of the first day, or one that begins in the spell."""
    try:
        return context.states.of_cell(row, "ccode", "cow", begin)
    except SourceErrors as error:
        try:
            return context.states.of_cell(row, "ccode", "cow", edtf)
        except SourceErrors:
            raise error from None


def participation(row: Row, context: Context, edtf: str) -> Participation:
    """Return the part that the state of a row took in its dispute, from a day to a day."""
    begin = edtf.partition("/")[0]
    actor = _state(row, context, begin, edtf)
    event = Ref("event", context.id(row.text("dispnum")))
    hostility, words = action(row)
    joined = {"1": "In the dispute from its start.", "0": "Joined the dispute later."}
    return Participation(
        id=f"{event}:{actor}:participant:{begin}",
        source=row.source,
        place=row.place,
        record=event,
        actor=actor,
        role="participant",
        part=begin,
        side=SIDES[row.text("sidea")],
        hostility=hostility,
        edtf=edtf,
        note=" ".join(filter(None, (words, joined.get(row.text("orig"), "")))),
    )


def deaths(
    row: Row, context: Context, band: str, number: str = "", actor: str = "", *key: str
) -> Iterator[Quantity]:
    """Yield how many died: the number if it is known, else the ends of the band.

    Nothing is known of a row whose cells hold neither. `key` tells the counts of several states,
    or of several spells of one, apart.
    """
    dispute_number = row.text("dispnum")
    least, most = (number, number) if number else BANDS.get(band, ("", ""))
    found = {"equal": least} if least == most else {"at-least": least, "at-most": most}
    for comparator, value in found.items():
        if value:
            suffix = () if comparator == "equal" else (comparator,)
            yield Quantity(
                id=context.id(dispute_number, "deaths", *key, *suffix),
                source=row.source,
                place=row.place,
                label=f"Deaths{actor and f' of {actor}'} in dispute {dispute_number}",
                record=Ref("event", context.id(dispute_number)),
                measure="deaths",
                value=value,
                unit="persons",
                comparator=comparator,
                of_actor=actor,
                note=f"The source gives the band {band} of 0 to 6." if suffix else "",
            )
