"""Armed conflicts over pairs of states: a conflict and year once for each pair of supporters.

Source: UCDP/PRIO Armed Conflict Dataset 25.1 as the R package peacesciencer spreads it (ucdp_acd).
Rows of one conflict and year repeat it, and add the states of their pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout
from loaders.conflicts_records import COLUMNS, LICENSE, ConflictYear, unrepeated

SOURCE: Final = DataSource(
    key="ucdp-25",
    title="UCDP/PRIO Armed Conflict Dataset 25.1, over pairs of states",
    creators=("Uppsala Conflict Data Program", "Peace Research Institute Oslo"),
    citation="Gleditsch, Nils Petter, Peter Wallensteen, Mikael Eriksson, Margareta Sollenberg, and"
    " Håvard Strand. 2002. “Armed Conflict 1946–2001: A New Dataset.” Journal of Peace Research 39"
    " (5): 615–637. Version 25.1, as in the R package peacesciencer.",
    obtain="the R package peacesciencer: ucdp_acd, as CSV",
    url="https://svmiller.com/peacesciencer/reference/ucdp_acd.html",
    terms="CC BY 4.0 as UCDP publishes it; asks to be cited; the package is under GPL-2",
    license=LICENSE,
    issued="2025",
    measures=("events", "deaths"),
    time="1946/2024",
    note="Names of conflicts and of rebels are not in this file: conflicts are called by number.",
)
_LAST: Final = 2024


def _pairs(row: Row, context: Context) -> Iterator[Item]:
    """Yield a conflict in a year, its episode and the whole of it, and the states of the pair."""
    number, issue = row.text("conflict_id"), row.text("incompatibility")
    about = "territory and government" if issue == "both" else issue
    conflict = ConflictYear(row, context, f"Armed conflict {number} over {about}", _LAST)
    yield from unrepeated(context, [*conflict.records(), *conflict.states()])


PAIRS: Final = Layout(
    name="conflict-years over pairs of states (ucdp_acd)",
    source=SOURCE,
    columns=(
        *COLUMNS,
        Column(
            "incompatibility",
            "choice:territory|government|both",
            required=True,
            doc="What it is about.",
            example="territory",
        ),
    ),
    rows=_pairs,
)
