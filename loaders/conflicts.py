"""Armed conflicts: years, episodes, sides, supporters with troops, and how many died at least.

Source: UCDP/PRIO Armed Conflict Dataset 19.1, a conflict and year a row (ucdp-prio-acd-191.csv).
The file over pairs of states, the georeferenced events and the lists of actors are in
`conflicts_pairs`, `conflicts_events` and `conflicts_actors`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, Loader, flag, refuse
from loaders import conflicts_actors, conflicts_events, conflicts_pairs
from loaders.conflicts_records import (
    COLUMNS,
    GOVERNMENT,
    LICENSE,
    ConflictYear,
    group,
    participation,
    split,
    unrepeated,
)

SOURCE: Final = DataSource(
    key="ucdp-19",
    title="UCDP/PRIO Armed Conflict Dataset 19.1",
    creators=(
        *("Nils Petter Gleditsch", "Peter Wallensteen", "Mikael Eriksson"),
        *("Margareta Sollenberg", "Håvard Strand"),
    ),
    citation="Gleditsch, Nils Petter, Peter Wallensteen, Mikael Eriksson, Margareta Sollenberg, and"
    " Håvard Strand. 2002. “Armed Conflict 1946–2001: A New Dataset.” Journal of Peace Research 39"
    " (5): 615–637. Version 19.1.",
    obtain="ucdp.uu.se, Dataset Download Center: UCDP/PRIO Armed Conflict Dataset, as CSV",
    url="https://ucdp.uu.se/downloads/",
    terms="CC BY 4.0; asks to be cited",
    license=LICENSE,
    publisher="Uppsala Conflict Data Program",
    issued="2019",
    measures=("events", "deaths"),
    time="1946/2018",
    note="Conflicts over government or territory with 25 battle-related deaths or more in a year,"
    " one side of which is the government of a state.",
)
ISSUES: Final = {"1": "{territory}", "2": "government", "3": "{territory} and government"}


def label(row: Row) -> str:
    """Return a name for the conflict: whose government is in it, and what it is about."""
    issue = ISSUES[row.text("incompatibility")]
    territory = " ".join(row.text("territory_name").split()) or "territory"
    return f"{row.text('location')}: {issue.format(territory=territory)}"


RELEASE: Final = "19.1"
_LAST: Final = 2018


def _checked(row: Row) -> None:
    """Refuse a row of another release, which is another source and covers other years."""
    if row.text("version") != RELEASE:
        fix = f"load the file of release {RELEASE}; others are not known to this loader"
        refuse(row, "version", "is another release", f"{RELEASE}, of which the source tells", fix)


def _groups(row: Row, context: Context, event: str) -> Iterator[Item]:
    """Yield those who fought on side B (or A) and are no government, with their names.

    One number with one cell of a name is sure; of several the nth name goes with the nth number,
    which holds for all of the file, unless there are more of the ones than of the others.
    """
    for letter, side in (("a", "first"), ("b", "second")):
        field, numbers = f"side_{letter}", split(row.text(f"side_{letter}_id"))
        names = split(row.text(field)) if len(numbers) != 1 else [row.text(field)]
        if len(names) != len(numbers):
            expected = f"{len(numbers)} names for the {len(numbers)} numbers"
            yield flag(row, field, "cannot be told into its groups, which are left out", expected)
            continue
        for number, name in zip(numbers, names, strict=True):
            if not name.startswith(GOVERNMENT):
                yield (actor := group(row, context, number, name))
                yield participation(row, event, actor.id, "belligerent", side)


def _years(row: Row, context: Context) -> Iterator[Item]:
    """Yield a conflict in a year, its episode and the whole of it, and who fought."""
    _checked(row)
    conflict = ConflictYear(row, context, label(row), _LAST)
    groups = _groups(row, context, conflict.event)
    yield from unrepeated(context, [*conflict.records(), *conflict.states(), *groups])


YEARS: Final = Layout(
    name="conflict-years (ucdp-prio-acd)",
    source=SOURCE,
    columns=(
        *COLUMNS,
        Column("location", "text", required=True, doc="Whose government is in it.", example="Iraq"),
        Column("side_a", "text", required=True, doc="Side A.", example="Government of Iraq"),
        Column("side_a_id", "text", required=True, doc="The numbers of side A.", example="116"),
        Column("side_b", "text", required=True, doc="Side B, split with ','.", example="IS"),
        Column("side_b_id", "text", required=True, doc="The numbers of side B.", example="234"),
        Column(
            "incompatibility",
            "choice:1|2|3",
            required=True,
            doc="What it is about: 1 territory, 2 government, 3 both.",
            example="1",
        ),
        Column("territory_name", "text", doc="The territory.", example="Kurdistan"),
        Column("version", "text", required=True, doc="The release.", example="19.1"),
    ),
    rows=_years,
)

LOADER: Final = Loader(
    name="conflicts",
    summary="Armed conflicts since 1946, events in them, and their actors (UCDP)",
    kinds=(
        YEARS,
        conflicts_pairs.PAIRS,
        conflicts_events.EVENTS,
        conflicts_actors.LIST,
        conflicts_actors.OLD_TO_NEW,
    ),
)
