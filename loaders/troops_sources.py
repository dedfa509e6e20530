"""How the troop tables are cited, and what each of them covers.

Source: troopdata, the package of Allen, Flynn and Machain for data on U.S. forces abroad.
"""

from __future__ import annotations

from typing import Final

from alliancekg.dataloaders import DataSource

_CREATORS: Final = ("Michael A. Allen", "Michael E. Flynn", "Carla Martinez Machain")
_CITATION: Final = (
    "Allen, Michael A., Michael E. Flynn, and Carla Martinez Machain (2022). Global U.S. military "
    "deployment data: 1950–2020. Conflict Management and Peace Science 39(3), 351–370."
)
_URL: Final = "https://github.com/meflynn/troopdata"
_TERMS: Final = "GPL-3; cite the makers"
_LICENSE: Final = "https://www.gnu.org/licenses/gpl-3.0.html"

KANE: Final = DataSource(
    key="troops-kane",
    title="U.S. troops abroad by country and year, before release 1.0",
    creators=("Tim Kane", *_CREATORS),
    citation="Kane, Tim (2005). Global U.S. Troop Deployment, 1950–2003. The Heritage Foundation. "
    "Continued by: " + _CITATION,
    obtain="data-raw/troopdata.csv of the repository meflynn/troopdata, before release 1.0",
    url=_URL,
    terms=_TERMS,
    license=_LICENSE,
    measures=("troop-strength",),
    actors=("usa",),
    time="1950/2023",
    note="Totals only. 1951 and 1952 are imputed and refused. 0 is refused: the table fills what "
    "no report lists with 0. In some years from 1968 on, forces ashore only.",
)
REBUILD: Final = DataSource(
    key="troops-rebuild",
    title="U.S. troops abroad by country and year, rebuilt (release 1.0)",
    creators=_CREATORS,
    citation=_CITATION,
    obtain="data-raw/troopdata-rebuild-country-year.csv of the repository meflynn/troopdata",
    url=_URL,
    terms=_TERMS,
    license=_LICENSE,
    measures=("troop-strength",),
    actors=("usa",),
    time="1950/2024",
    note="Totals only. 1951 and 1952 are imputed, 2008 adds up two reports, totals of twice their "
    "branches are doubled: refused. 0 is refused: it fills what no report lists. From 2009 on the "
    "total is active duty and Selected Reserve; from 2014 on, of the quarter with the most.",
)
REPORTS: Final = DataSource(
    key="troops-reports",
    title="Rows of the Defense Department's reports of personnel by country",
    creators=("U.S. Department of Defense", *_CREATORS),
    citation="U.S. Department of Defense, Active Duty Military Personnel by Regional Area and by "
    "Country (quarterly and annual reports), as transcribed in troopdata. " + _CITATION,
    obtain="data-raw/troopdata-rebuild-reports.csv of the repository meflynn/troopdata",
    url=_URL,
    terms=_TERMS,
    license=_LICENSE,
    rank=4,
    measures=("troop-strength", "personnel-civilian"),
    actors=("usa",),
    time="1950/2025",
    note="As printed: active duty, with civilians from 2008 on. 1951, 1952, 2003 and 2004 have no "
    "printed number. An unprinted number is missing, a printed 0 is 0.",
)
QUARTERLY: Final = DataSource(
    key="troops-quarterly",
    title="U.S. troops abroad by country and quarter (release 1.0.4.9000)",
    creators=_CREATORS,
    citation=_CITATION,
    obtain="data-raw/troopdata-rebuild-country-year-quarter-format.csv of the repository "
    "meflynn/troopdata",
    url=_URL,
    terms=_TERMS,
    license=_LICENSE,
    measures=("troop-strength",),
    actors=("usa",),
    time="1950/2025",
    note="Recognised and refused, row by row: most rows add up several sources.",
)
