"""The quarterly table, which is recognised and never loaded.

Source: troopdata, one row a country and quarter, most of them running sums of several sources.
"""

from __future__ import annotations

from typing import Final, NoReturn

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, Layout, refuse
from loaders.troops_sources import QUARTERLY
from loaders.troops_years import branches

_REASONS: Final = {
    "": "names no source",
    "NA": "names no source",
    "Stepwise Imputation": "is imputed, no count of a report",
    "Kane 2006": "is a copy of another table, dated to June whatever the month of the count",
}
_FIX: Final = "load the rows of the reports, or the country-years, in its place"


def read(row: Row, _: Context) -> NoReturn:
    """Refuse a row, with the reason that its source gives."""
    problem = _REASONS.get(row.text("source"), "is a running sum of several sources")
    refuse(row, "source", problem, "a count of one report", _FIX)


QUARTERLY_LAYOUT: Final = Layout(
    name="quarters",
    source=QUARTERLY,
    columns=(
        Column("ccode", "text", required=True, doc="The COW number.", example="732"),
        Column("countryname", "text", required=True, doc="The name.", example="South Korea"),
        Column("year", "integer", required=True, doc="The year.", example="1953"),
        Column("month", "text", doc="The month, in English.", example="June"),
        Column("quarter", "integer", doc="The quarter, 1 to 4.", example="2"),
        Column("year_quarter", "text", doc="Year and quarter.", example="1953.2"),
        Column("source", "text", doc="The report or table.", example="June 1953"),
        Column("troops_ad", "text", doc="A sum, no count.", example="980589"),
        Column("troops_all", "text", doc="A sum, no count.", example="980589"),
        *branches("army_ad", "navy_ad", "air_force_ad", "marine_corps_ad"),
    ),
    rows=read,
)
