"""U.S. bases abroad, one row a base.

Source: troopdata (Allen, Flynn, Machain), basedata.csv, which is Latin-1. The file gives no dates:
the states are those of 2015, when the list was made. A base that stands twice is one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, Loader
from alliancekg.records import Location

SOURCE: Final = DataSource(
    key="troops-bases",
    title="U.S. bases abroad",
    creators=("David Vine", "Michael A. Allen", "Michael E. Flynn", "Carla Martinez Machain"),
    citation="Vine, David (2015). Base Nation. Metropolitan Books; as coded in troopdata by Michael"
    " A. Allen, Michael E. Flynn, and Carla Martinez Machain.",
    obtain="data-raw/basedata.csv of the repository meflynn/troopdata",
    url="https://github.com/meflynn/troopdata",
    terms="GPL-3; cite the makers",
    license="https://www.gnu.org/licenses/gpl-3.0.html",
    measures=("number-of-items",),
    actors=("usa",),
    time="2015",
    note="Places without dates.",
)
_WHEN: Final = "2015"
_KINDS: Final = (("base", "base"), ("lilypad", "lily pad"), ("fundedsite", "site with U.S. funds"))


def read(row: Row, context: Context) -> Iterator[Item]:
    """Yield the place of a base, in the state that its code means."""
    name = " ".join(row.text("basename").split())  # some have a tab before the country
    state = context.states.of_cell(row, "ccode", "cow", _WHEN)
    kinds = [label for field, label in _KINDS if row.text(field) == "1"]
    yield Location(
        id=context.id(row.text("ccode"), name),
        source=row.source,
        place=row.place,
        note=f"Kind of base: {', '.join(kinds)}." if kinds else "",
        label=name,
        in_state=state,
    )


def _flag(name: str, doc: str) -> Column:
    return Column(name, "choice:0|1", required=True, doc=doc, example="1")


LOADER: Final = Loader(
    name="bases",
    summary="U.S. bases abroad (troopdata), as places with their states.",
    kinds=(
        Layout(
            name="bases",
            source=SOURCE,
            encoding="latin-1",
            columns=(
                Column("ccode", "text", required=True, doc="The COW number.", example="732"),
                Column(
                    "basename",
                    "text",
                    required=True,
                    missing=("NA",),
                    doc="The name of the base.",
                    example="Osan AB",
                ),
                _flag("base", "1 for a base."),
                _flag("lilypad", "1 for a small site, often unmanned."),
                _flag("fundedsite", "1 for a site of the host that U.S. money pays."),
            ),
            rows=read,
        ),
    ),
)
