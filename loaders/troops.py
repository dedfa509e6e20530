"""U.S. forces abroad, from four tables that differ, each a source of its own.

Source: troopdata. What its makers imputed, filled or added up is refused with the reason.
"""

from __future__ import annotations

from alliancekg.dataloaders import Loader
from loaders.troops_quarterly import QUARTERLY_LAYOUT
from loaders.troops_reports import REPORTS_LAYOUT
from loaders.troops_years import KANE_LAYOUT, REBUILD_LAYOUT

LOADER = Loader(
    name="troops",
    summary="U.S. forces by country and year (troopdata: before 1.0, rebuilt, report rows).",
    kinds=(KANE_LAYOUT, REBUILD_LAYOUT, REPORTS_LAYOUT, QUARTERLY_LAYOUT),
)
