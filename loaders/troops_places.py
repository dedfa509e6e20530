"""The places of the troop tables: which state a code means at a date, and codes that mean none.

Source: the column `ccode` of troopdata (Allen, Flynn, Machain): COW numbers, some of them used
beyond the years for which COW has them, and invented numbers of four or five digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Row
from alliancekg.dataloaders import Context, Item, flag, refuse
from alliancekg.errors import SourceErrors
from alliancekg.records import Location

# In these numbers COW and Gleditsch–Ward do not mean the same state.
_NOT_SHARED: Final = frozenset(
    {"255", "260", "340", "345", "678", "679", "680", "730", "815", "816", "817"}
)
_NO_PLACE: Final = frozenset({"afloat", "undefined", "unknown", "zz-unknown"})


def is_invented(code: str) -> bool:
    """Tell whether a code is one of troopdata's own, for a place without a COW number.

    >>> is_invented("1029"), is_invented("732")
    (True, False)
    """
    return len(code) > 3


def meant(code: str, year: int) -> tuple[tuple[str, str], ...]:
    """Return the systems and the codes by which a code of these tables is to be looked up.

    West Germany stands under 255 in one release and 260 in another, and a report of 2025 under 260;
    South Vietnam stands under 816 in one release, and Vietnam of today under 817 in another.
    Gleditsch–Ward stands in where COW knows a state later, or has a gap, as Japan before 1952.

    >>> meant("816", 1968), meant("740", 1950)
    ((('cow', '817'),), (('cow', '740'), ('gw', '740')))
    """
    if code in ("255", "260"):  # united on 3 October 1990, after the count of that year
        return (("gw", "260"),) if year <= 1990 else (("cow", "255"),)
    if code == "816" and year < 1975:  # before 1954 it is Indo-China, as the reports print it
        return (("cow", "817"),) if year >= 1954 else ()
    if code == "817" and year >= 1975:
        return (("cow", "816"),)
    return (("cow", code),) if code in _NOT_SHARED else (("cow", code), ("gw", code))


def state(row: Row, context: Context, when: str) -> str:
    """Return the state that the row's code means at a time (EDTF); empty if there was none."""
    code = row.text("ccode")
    if is_invented(code):
        return ""
    for system, number in meant(code, int(when[:4])):
        try:
            return context.states.of_cell(row, "ccode", system, when, number)
        except SourceErrors:
            continue
    return ""


def refuse_no_place(row: Row) -> None:
    """Refuse a row of forces at sea, or at a place that the table does not know."""
    if row.text("countryname").lower() in _NO_PLACE:
        refuse(
            row,
            "countryname",
            "names no place on land",
            "a country or a territory",
            "leave it out, or count it by hand",
        )


def place(row: Row, context: Context, when: str, label: str) -> tuple[str, list[Item]]:
    """Return the id of the place of a row, and the items that make it known.

    These are the place itself, once a file, and what a reader should know of its code.

    An invented code may mean two places, as 1007 means Bermuda and American Samoa: there the name
    is a part of the id.
    """
    code, items = row.text("ccode"), list[Item]()
    if is_invented(code):
        key, found = context.id(code, row.text("countryname")), ""
    else:
        found = state(row, context, when)
        key = context.id(code, found)
        items += _flags(row, code, found, int(when[:4]))
    return key, [*items, *once(row, context, key, label, found)]


def _flags(row: Row, code: str, found: str, year: int) -> Iterator[Item]:
    if not found:
        yield flag(
            row,
            "ccode",
            f"is the code of no state in {year}",
            "a state of that year, or a place without one",
            "none is needed: the place stands without a state",
            "info",
        )
    elif code == "816" and year < 1975:
        yield flag(
            row,
            "ccode",
            "is the code of North Vietnam, and the forces stood in South Vietnam",
            "817 before 1975",
            "none is needed: the row is read as 817",
        )


def once(row: Row, context: Context, key: str, label: str, in_state: str = "") -> Iterator[Item]:
    """Yield a place if no row before has given it; there are some hundred in a file."""
    seen = context.memory.setdefault("places", set())
    assert isinstance(seen, set)
    if key not in seen:
        seen.add(key)
        yield Location(id=key, source=row.source, place=row.place, label=label, in_state=in_state)
