"""What the armed conflicts of UCDP have in common: dates by precision, episodes, years, actors.

Source: UCDP/PRIO Armed Conflict Dataset and UCDP Georeferenced Event Dataset, their codebooks.

A conflict is an event; its episodes are parts of it, and the years in which it was active parts of
an episode. What differs from year to year (who fought, how many died) stands on the year.

Precisions go from 1 to 7, and only 1 names a day: with 2 and 3 the day is one that the makers
chose, so that the month is kept; from 4 on the month is too, so that the year is kept, and from 6
on the year is approximate. No precision is told of an end; a quarter of the ends are 31 December,
as the makers write where they know no day, and these are approximate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, Item, flag, numbered, refuse
from alliancekg.dates import DateError, parse
from alliancekg.errors import SourceErrors
from alliancekg.findings import Place
from alliancekg.records import Actor, Event, Participation, Quantity, Record, Ref

KEPT: Final = {"1": 10, "2": 7, "3": 7, "4": 4, "5": 4, "6": 4, "7": 4}  # characters of a day
_NOWHERE: Final = Place("")
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]00:00:00(?:\.0+)?)?")
GOVERNMENT: Final = "Government of "
LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
LEVELS: Final = {"1": (("at-least", "25"), ("at-most", "999")), "2": (("at-least", "1000"),)}
ROLES: Final = (  # column, role, side
    ("gwno_a", "belligerent", "first"),
    ("gwno_a_2nd", "intervener", "first"),
    ("gwno_b", "belligerent", "second"),
    ("gwno_b_2nd", "intervener", "second"),
)
COLUMNS: Final = (
    Column(
        "conflict_id", "integer", required=True, doc="The number of the conflict.", example="235"
    ),
    Column("year", "integer", required=True, doc="The year.", example="1950"),
    Column(
        "intensity_level",
        "choice:1|2",
        required=True,
        doc="1 for 25 to 999 deaths in the year, 2 for more.",
        example="2",
    ),
    Column("start_date", "text", required=True, doc="The first death.", example="1949-05-31"),
    Column("start_prec", "choice:1|2|3|4|5|6|7", required=True, doc="How exact.", example="3"),
    Column(
        "start_date2", "text", required=True, doc="The begin of the episode.", example="1949-05-31"
    ),
    Column("start_prec2", "choice:1|2|3|4|5|6|7", required=True, doc="How exact.", example="3"),
    Column("ep_end", "choice:0|1", required=True, doc="1 if the episode ends.", example="0"),
    Column("ep_end_date", "text", doc="Its end, in its last year.", example="1953-07-27"),
    Column("gwno_a", "text", doc="The states of side A, split with ','.", example="731"),
    Column("gwno_a_2nd", "text", doc="Those that help it with troops.", example="710, 365"),
    Column("gwno_b", "text", doc="The states of side B.", example="732"),
    Column("gwno_b_2nd", "text", doc="Those that help it with troops.", example="2, 200"),
)


def day(row: Row, field: str) -> str:
    """Return the day of a cell, which may have a time of midnight; refuse what is no day."""
    found = _DAY.fullmatch(row.text(field))
    if not found:
        refuse(row, field, "is no day", "a day as 1950-06-25")
    return checked(row, field, found[1])


def checked(row: Row, field: str, edtf: str) -> str:
    """Return a date; refuse the row if there is no such day, or an end before its beginning."""
    try:
        parse(edtf)
    except DateError as error:
        refuse(row, field, error.problem, error.expected, value=edtf)
    return edtf


def begin_of(row: Row, field: str, precision: str) -> str:
    """Return a begin with the precision that the makers tell."""
    told = row.text(precision)
    return day(row, field)[: KEPT[told]] + ("~" if told in ("6", "7") else "")


def end_of(row: Row) -> str:
    """Return the end of the episode, empty if it goes on."""
    if row.text("ep_end") == "0":
        return ""
    if not row.text("ep_end_date"):
        refuse(row, "ep_end_date", "is missing", "the end of an episode that ends (ep_end is 1)")
    end = day(row, "ep_end_date")
    return end + "~" if end.endswith("-12-31") else end


@dataclass(frozen=True, slots=True)
class ConflictYear:
    """A conflict in one year, as a row has it. `last` is the last year that the data cover."""

    row: Row
    context: Context
    label: str
    last: int

    @property
    def number(self) -> str:
        """The number of the conflict."""
        return self.row.text("conflict_id")

    @property
    def event(self) -> str:
        """The id of the year as an event."""
        return self.context.id(self.number, self.row.text("year"))

    def records(self) -> Iterator[Record]:
        """Yield the conflict, the episode and the year, and how many died in the year.

        The time of an episode stands in the row of its last year, or of the last year of the data:
        in the rows before, nobody knows of an end.
        """
        row, year = self.row, self.row.text("year")
        numbered(row, "conflict_id")
        if not 1946 <= int(year) <= self.last:
            refuse(row, "year", "is no year of this release", f"a year from 1946 to {self.last}")
        begun, start = day(row, "start_date2"), begin_of(row, "start_date2", "start_prec2")
        whole, part = self.context.id(self.number), self.context.id(self.number, begun)
        first = begin_of(row, "start_date", "start_prec")
        note = f"First death: {day(row, 'start_date')}, precision {row.text('start_prec')} of 7."
        yield self._event(whole, self.label, f"{first}/", "", note, (self.number,))
        end, time, note = end_of(row), "", ""
        if end or int(year) >= self.last:
            time = start if start == end else checked(row, "ep_end_date", f"{start}/{end}")
            note = f"Begin: {begun}, precision {row.text('start_prec2')} of 7."
        yield self._event(part, f"{self.label}, episode of {begun[:4]}", time, whole, note)
        yield self._event(self.event, f"{self.label}, {year}", year.zfill(4), part)
        yield from self._deaths()

    def _event(
        self,
        key: str,
        label: str,
        edtf: str,
        whole: str,
        note: str = "",
        names: tuple[str, ...] = (),
    ) -> Event:
        return Event(
            id=key,
            source=self.row.source,
            place=self.row.place,
            event_type="military-conflict",
            status="done",
            label=label,
            edtf=edtf,
            part_of=(whole,) if whole else (),
            identifiers=names,
            note=note,
        )

    def _deaths(self) -> Iterator[Quantity]:
        year = self.row.text("year")
        for comparator, value in LEVELS[self.row.text("intensity_level")]:
            yield Quantity(
                id=f"{self.event}-deaths-{comparator}",
                source=self.row.source,
                place=self.row.place,
                label=f"Battle-related deaths in conflict {self.number} in {year}",
                record=Ref("event", self.event),
                measure="deaths",
                value=value,
                unit="persons",
                comparator=comparator,
                edtf=year.zfill(4),
                note=f"The source gives the level of intensity {self.row.text('intensity_level')}.",
            )

    def states(self) -> Iterator[Item]:
        """Yield the states that fought, and those that helped with troops, in the year.

        Codes are read as codes: the names in the cells beside them may be in another order. One
        that is no state in that year is flagged, and the year kept.
        """
        year = self.row.text("year").zfill(4)
        for field, role, side in ROLES:
            for code in split(self.row.text(field)):
                try:
                    actor = self.context.states.of_cell(self.row, field, "gw", year, code)
                except SourceErrors as error:
                    yield from flagged(self.row, error)
                else:
                    yield participation(self.row, self.event, actor, role, side)


def split(cell: str) -> list[str]:
    """Return the items of a list cell; a comma within brackets splits nothing.

    >>> split("900, 20"), split("CPP, Faction (forces of A, B)")
    (['900', '20'], ['CPP', 'Faction (forces of A, B)'])
    """
    parts = re.split(r",(?![^(]*\))", cell)
    return [part.strip() for part in parts if part.strip()]


def is_government(name: str) -> bool:
    """Tell whether a name is that of one government.

    >>> is_government("Government of Iraq"), is_government("Government of X, Government of Y")
    (True, False)
    """
    return name.startswith(GOVERNMENT) and f", {GOVERNMENT}" not in name


def flagged(row: Row, error: SourceErrors) -> Iterator[Item]:
    """Yield what would refuse a row as warnings: the part that it is about is left out."""
    for found in error.findings:
        warning = flag(row, found.field, found.problem, found.expected, found.fix)
        yield replace(warning, value=found.value)


def unrepeated(context: Context, items: Iterable[Item]) -> Iterator[Item]:
    """Yield what a row gives, without the records that the row before it gave too.

    Nothing is remembered of a row that is refused. A row that says nothing new says all again.
    """
    found = list(items)
    records = [item for item in found if isinstance(item, Record)]
    told = {(each.kind, each.id): replace(each, place=_NOWHERE) for each in records}
    before = context.memory.get("before", {})
    assert isinstance(before, dict)
    context.memory["before"] = told
    old = {key for key, record in told.items() if before.get(key) == record}
    if len(old) == len(told):
        old.clear()
    for item in found:
        if not isinstance(item, Record) or (item.kind, item.id) not in old:
            yield item


def participation(row: Row, event: str, actor: str, role: str, side: str) -> Participation:
    """Return the part of an actor on a side; some stand on both, so that the side is in the id."""
    return Participation(
        id=f"event/{event}:{actor}:{role}:{side}",
        source=row.source,
        place=row.place,
        record=Ref("event", event),
        actor=actor,
        role=role,
        part=side,
        side=side,
    )


def group(row: Row, context: Context, number: str, name: str, kind: str = "Group") -> Actor:
    """Return an actor that is no state, by its number and its name in this source."""
    label = " ".join(name.split())
    return Actor(id=context.id(number), source=row.source, place=row.place, type=kind, label=label)
