"""Who led a state, from which day to which. Source: Archigos 4.1, one spell in office a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, Loader
from alliancekg.records import Actor, Position
from loaders.spells import Held, Spell, checked, held
from loaders.successions import Code

LAST_DAY: Final = "2015-12-31"
DATA: Final = Spell("1875-01-01", LAST_DAY)
IN_OFFICE: Final = "Still in Office"
SOURCE: Final = DataSource(
    key="archigos",
    title="Archigos: A Data Set on Leaders, version 4.1",
    creators=("Hein Goemans", "Kristian Skrede Gleditsch", "Giacomo Chiozza"),
    citation=(
        "Goemans, Hein E., Kristian Skrede Gleditsch, and Giacomo Chiozza. “Introducing Archigos:"
        " A Dataset of Political Leaders.” Journal of Peace Research 46 (2009): 269–283. Version"
        " 4.1."
    ),
    obtain="archigos of the R package peacesciencer, as CSV",
    url="https://svmiller.com/peacesciencer/reference/archigos.html",
    terms="the makers ask to be cited; the package is under GPL-2",
    measures=("leaders",),
    time=f"1875/{LAST_DAY}",
    note=f"The data end on {LAST_DAY}; whoever was in office then did not leave it on that day.",
)


def rows(row: Row, context: Context) -> Iterator[Item]:
    """Yield a spell in office and its leader; two spells where a state succeeds another in it."""
    spell = _spell(row)
    code = Code(row, "gwcode", "gw", context)
    spells = list(held(code, spell, DATA))  # refused before anything is yielded
    person = context.id(row.text("leadid"))
    yield _person(row, context, person)
    for index, found in enumerate(spells):
        if isinstance(found, Held):
            yield Position(
                id=context.id(row.text("obsid"), found.actor if index else ""),
                person=person,
                title="leader",
                organization=found.actor,
                edtf=found.spell.edtf,
                source=context.source,
                place=row.place,
                note=_note(row),
            )
        else:
            yield found


def _person(row: Row, context: Context, key: str) -> Actor:
    """Return a leader with the name that the first row gives; another spelling is another name."""
    labels = context.memory.setdefault("leaders", {})
    assert isinstance(labels, dict)
    name, born = row.text("leader"), row.text("yrborn")
    label = labels.setdefault(key, name)
    return Actor(
        id=key,
        type="Person",
        label=label,
        alt_labels=(name,) if name != label else (),
        source=context.source,
        place=row.place,
        note=f"Born in {born}." if born else "",
    )


def _spell(row: Row) -> Spell:
    """Return the days of a spell in office; the end of the data is no end of it."""
    end = row.text("enddate")
    if row.text("exit") == IN_OFFICE or (end == LAST_DAY and not row.text("exit")):
        end = ""
    return checked(row, "enddate", Spell(row.text("startdate"), end))


def _note(row: Row) -> str:
    """Return how the leader came into office and went out of it, as the data code it."""
    entry, way, more = (row.text(name) for name in ("entry", "exit", "exitcode"))
    told = [f"Entry: {entry}."] if entry else []
    if way == IN_OFFICE:
        told.append(f"In office on {LAST_DAY}, where the data end.")
    elif way:
        told.append(f"Exit: {way}{'' if more in ('', 'Regular', way) else f', {more}'}.")
    return " ".join(told)


LEADERS: Final = Layout(
    name="Archigos leaders",
    source=SOURCE,
    columns=(
        Column("obsid", "text", required=True, doc="The spell.", example="USA-1969"),
        Column("gwcode", "cow", required=True, doc="The Gleditsch–Ward number.", example="2"),
        Column(
            "leadid",
            "text",
            required=True,
            doc="The leader.",
            example="81dd84c7-1e42-11e4-b4cd-db5882bf8def",
        ),
        Column("leader", "text", required=True, doc="The leader's name.", example="Nixon"),
        Column("yrborn", "integer", missing=("-999", "-888", "-777"), doc="Born.", example="1913"),
        Column("startdate", "edtf", required=True, doc="The first day.", example="1969-01-20"),
        Column("enddate", "edtf", required=True, doc="The last day.", example="1974-08-09"),
        Column("entry", "text", doc="How the leader came in.", example="Regular"),
        Column("exit", "text", doc="How the leader went out.", example="Irregular"),
        Column("exitcode", "text", doc="More of it.", example="Regular"),
    ),
    rows=rows,
)
LOADER: Final = Loader(
    name="leaders",
    summary="Leaders of states, from day to day",
    kinds=(LEADERS,),
)
