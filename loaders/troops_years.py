"""U.S. strength by country and year, from the line of Kane and from the rebuilt one.

Source: troopdata's two tables of country-years, one row a country and year.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, Item, Layout, flag, refuse
from alliancekg.records import Quantity
from loaders.troops_places import place, refuse_no_place
from loaders.troops_sources import KANE, REBUILD

NA: Final = ("NA",)
IMPUTED: Final = (1951, 1952)
UNREPORTED: Final = (2003, 2004)
_NOTHING: Final = "none is needed: it is no count"

_PLACE: Final = (
    Column(
        "ccode",
        "text",
        required=True,
        missing=NA,
        doc="The COW number, or an invented one of four or five digits.",
        example="732",
    ),
    Column("countryname", "text", required=True, doc="The name in English.", example="South Korea"),
    Column("year", "integer", required=True, missing=NA, doc="The year.", example="1971"),
)


def branches(*names: str) -> tuple[Column, ...]:
    """Return the columns of branches, which are read to judge a total and not loaded."""
    doc = "Active duty in one branch; read to judge the total."
    return tuple(Column(name, "integer", missing=NA, doc=doc, example="30453") for name in names)


def strength(row: Row, context: Context, value: str, edtf: str, what: str = "") -> Iterator[Item]:
    """Yield the place of a row and the U.S. strength there."""
    name = row.text("countryname")
    where, items = place(row, context, edtf, name)
    yield from items
    yield Quantity(
        id=context.id(row.text("ccode"), row.text("year")),
        source=row.source,
        place=row.place,
        label=f"United States {what or 'active-duty forces'} in {name}, {edtf}",
        measure="troop-strength",
        value=value,
        unit="persons",
        comparator="equal",
        of_actor="usa",
        in_place=where,
        edtf=edtf,
    )


def counted(year: int) -> str:
    """Return the month for which the reports of a year count; the year where it is not sure.

    >>> counted(1953), counted(1971), counted(2003)
    ('1953-06', '1971-09', '2003')
    """
    if year in UNREPORTED:
        return f"{year}"
    return f"{year}-06" if year <= 1956 else f"{year}-09"


def refuse_no_count(row: Row, field: str) -> None:
    """Refuse a total that nobody counted: imputed, below zero, or a zero that fills a gap."""
    refuse_no_place(row)
    if row.integer("year") in IMPUTED:
        problem = "is imputed: no report counted the forces of 1951 and 1952"
        refuse(row, field, problem, "a year with a report", _NOTHING)
    if row.integer(field) < 0:
        refuse(row, field, "is less than zero", "a number of persons")
    if row.integer(field) == 0:
        problem = "may mean 'not reported': the table fills what no report lists with 0"
        refuse(row, field, problem, "a number that was counted", _NOTHING)


def _flag_unreported(row: Row, field: str) -> Iterator[Item]:
    if row.integer("year") in UNREPORTED:
        problem = "stands for a year in which no report was issued"
        expected = "a year with a report"
        yield flag(row, field, problem, expected, "compare it with other sources")


_KANE_BRANCHES: Final = ("army", "navy", "air_force", "marine_corps")


def is_estimate(total: int, branch_sum: int, year: int) -> bool:
    """Tell whether a total is a rounded one of the press or of the government, and of no report.

    So are those of Afghanistan, Iraq, Kuwait and Syria from 2001 on: whole hundreds, no branches.

    >>> is_estimate(141100, 0, 2006), is_estimate(41600, 0, 1972)
    (True, False)
    """
    return year >= 2001 and total >= 500 and total % 100 == 0 and branch_sum == 0


def kane(row: Row, context: Context) -> Iterator[Item]:
    """Yield the strength of a country and year in the line before release 1.0."""
    refuse_no_count(row, "troops")
    year, total = row.integer("year"), row.integer("troops")
    edtf = counted(year)
    if is_estimate(total, _sum(row, _KANE_BRANCHES), year):
        edtf = f"{year}"
        problem = "is a round number without branches, so of no report and of no known month"
        yield flag(row, "troops", problem, "a count of a report", "compare it with other sources")
    yield from _flag_unreported(row, "troops")
    yield from strength(row, context, str(total), edtf)


_ACTIVE: Final = ("army_ad", "navy_ad", "air_force_ad", "marine_corps_ad")
_NEWER: Final = ("coast_guard_ad", "space_force_ad")


def rebuild(row: Row, context: Context) -> Iterator[Item]:
    """Yield the strength of a country and year in the rebuilt table."""
    refuse_no_count(row, "troops_ad")
    year, total = row.integer("year"), row.integer("troops_ad")
    _refuse_added_up(row, year, total, _sum(row, _ACTIVE + _NEWER))
    yield from _flag_unreported(row, "troops_ad")
    if year < 2009:
        yield from strength(row, context, str(total), counted(year))
        return
    edtf = f"{year}-09" if year < 2013 else f"{year}"
    if year >= 2013:
        problem = "is the most of several quarters, and may add up sources"
        expected = "a count of one report"
        yield flag(row, "troops_ad", problem, expected, "prefer the rows of the reports")
    what = "active-duty and Selected Reserve forces"
    yield from strength(row, context, str(total), edtf, what)


def _refuse_added_up(row: Row, year: int, total: int, branch_sum: int) -> None:
    """Refuse a total that adds up sources, by rules that a row alone can show."""
    fix = "take the row of the report, or of the line before release 1.0"
    if year == 2008:
        problem = "adds up two reports, as nearly all totals of 2008 in this table do"
        refuse(row, "troops_ad", problem, "a count of one report", fix)
    if branch_sum and total == 2 * branch_sum and year < 2008:
        problem = f"is doubled: its branches add up to {branch_sum}"
        refuse(row, "troops_ad", problem, "the sum of its branches", fix)
    if not branch_sum and total >= 100 and year not in UNREPORTED:
        problem = "has no branches: it is of no report, and such totals are added up repeatedly"
        refuse(row, "troops_ad", problem, "a total with branches", fix)


def _sum(row: Row, names: tuple[str, ...]) -> int:
    return sum(row.integer_or_none(name) or 0 for name in names)


def _total(name: str) -> Column:
    doc = "Active-duty personnel in all branches."
    return Column(name, "integer", required=True, missing=NA, doc=doc, example="40740")


KANE_LAYOUT: Final = Layout(
    name="country-years before release 1.0",
    source=KANE,
    columns=(*_PLACE, _total("troops"), *branches(*_KANE_BRANCHES)),
    rows=kane,
)
REBUILD_LAYOUT: Final = Layout(
    name="rebuilt country-years",
    source=REBUILD,
    columns=(*_PLACE, _total("troops_ad"), *branches(*_ACTIVE, *_NEWER)),
    rows=rebuild,
    optional=frozenset(_NEWER),
)
