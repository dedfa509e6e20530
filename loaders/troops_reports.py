"""U.S. strength as the Defense Department printed it.

Source: the report rows of troopdata, one row a place and report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, Item, Layout, flag, refuse
from alliancekg.records import Quantity
from loaders.troops_places import once, place, state
from loaders.troops_sources import REPORTS

_NA: Final = ("NA",)
_MONTHS: Final = {
    "January": "01",
    "February": "02",
    "March": "03",
    "April": "04",
    "May": "05",
    "June": "06",
    "July": "07",
    "August": "08",
    "September": "09",
    "October": "10",
    "November": "11",
    "December": "12",
}
_FOOTNOTES: Final = re.compile(r"\s*((?:(?:\*|\b[a-z]/)\s*)+)$")
_TOTALS: Final = (
    ("Total Active Duty", "active-duty forces"),
    ("Total", "forces"),
    ("Total Ashore", "forces ashore"),
)
# The report counts these as one; the table files each under one state.
_REGIONS: Final = frozenset(
    {
        "Indo-China",
        "Indo-China (Vietnam, Laos, Cambodia)",
        "Total - Former Soviet Union",
        "USSR & East Europe",
        "USSR and East Europe",
    }
)
_RYUKYUS: Final = frozenset({"Ryukyu Islands", "Ryukyus (Okinawa)"})  # Japan's from 15 May 1972


def printed_name(cell: str) -> tuple[str, str]:
    """Return the name in a cell of the column Location, and its footnote marks.

    >>> printed_name("South Viet-Nam e/  f/"), printed_name("Germany*"), printed_name("Japan")
    (('South Viet-Nam', 'e/ f/'), ('Germany', '*'), ('Japan', ''))
    """
    found = _FOOTNOTES.search(cell)
    if not found:
        return cell, ""
    return cell[: found.start()], " ".join(found[1].split())


def read(row: Row, context: Context) -> Iterator[Item]:
    """Yield the place, the active-duty strength and the civilians of a row."""
    field, what = _printed(row)
    name, marks = printed_name(row.text("Location"))
    edtf = _counted(row)
    key = context.id(row.text("ccode"), edtf, name)
    where, items = _place(row, context, edtf, name)
    yield from items
    note = f"The report sets the footnote {marks} to the name." if marks else ""
    label = f"United States {what} in {name}, {edtf}"
    yield _quantity(row, key, label, "troop-strength", row.text(field), where, edtf, note)
    if civilians := row.text("Total Civilian"):
        label = f"United States defense civilians in {name}, {edtf}"
        measure = "personnel-civilian"
        yield _quantity(row, f"{key}-civilian", label, measure, civilians, where, edtf, note)


def _printed(row: Row) -> tuple[str, str]:
    """Return the column of the widest total that the report printed, and what it counts."""
    printed = [(field, what) for field, what in _TOTALS if row.text(field)]
    if not printed:
        refuse(
            row,
            "Total",
            "is missing, as are the other printed totals: the number is of no report",
            "a total that a report printed",
            "none is needed: it is no count of a report",
        )
    return printed[0]


def _counted(row: Row) -> str:
    month = _MONTHS.get(row.text("month"))
    if month is None:
        refuse(row, "month", "is not a month", "the name of a month in English")
    return f"{row.integer('year'):04}-{month}"


def _place(row: Row, context: Context, edtf: str, name: str) -> tuple[str, list[Item]]:
    """Return the id of the place, and the items that make it known."""
    if name not in _REGIONS | _RYUKYUS:
        return place(row, context, edtf, row.text("countryname"))
    is_japan = name in _RYUKYUS and edtf >= "1972-05"
    in_state = state(row, context, edtf) if is_japan else ""
    key = context.id(name, in_state)
    items = list(once(row, context, key, name, in_state))
    problem = "is a part of the state of the code" if name in _RYUKYUS else "is more than one state"
    fix = "none is needed: it is a place of its own"
    return key, [*items, flag(row, "Location", problem, "the state of the code", fix)]


def _quantity(
    row: Row, key: str, label: str, measure: str, value: str, where: str, edtf: str, note: str
) -> Quantity:
    return Quantity(
        id=key,
        source=row.source,
        place=row.place,
        note=note,
        label=label,
        measure=measure,
        value=value,
        unit="persons",
        comparator="equal",
        of_actor="usa",
        in_place=where,
        edtf=edtf,
    )


def _total(name: str, doc: str, example: str) -> Column:
    return Column(name, "integer", missing=_NA, doc=doc, example=example)


REPORTS_LAYOUT: Final = Layout(
    name="report rows",
    source=REPORTS,
    columns=(
        Column("ccode", "text", required=True, doc="The COW number.", example="732"),
        Column("countryname", "text", required=True, doc="The name.", example="South Korea"),
        Column("year", "integer", required=True, doc="The year of the report.", example="1968"),
        Column("month", "text", required=True, doc="The month, in English.", example="September"),
        Column(
            "Location",
            "text",
            required=True,
            doc="The name as printed, with footnote marks.",
            example="South Korea e/",
        ),
        _total("Total", "Active duty, ashore and afloat, up to 2007.", "62416"),
        _total("Total Ashore", "Active duty ashore, up to 1976.", "62263"),
        _total("Total Active Duty", "Active duty, from 2008 on.", "25772"),
        _total("Total Civilian", "Civilians of the Defense Department, from 2008 on.", "2726"),
    ),
    rows=read,
)
