"""The actors of UCDP by number and name, and the numbers that they had before release 17.1.

Source: UCDP Actor List (actorlist.csv), and its table of old and new numbers (translate_actor.csv).
Each is a source of its own: some names differ from those in the conflict-years of the same release.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, numbered
from alliancekg.errors import SourceErrors
from alliancekg.records import Actor
from loaders.conflicts_records import GOVERNMENT, LICENSE, flagged, group, is_government


def _source(key: str, title: str, file: str, note: str) -> DataSource:
    return DataSource(
        key=key,
        title=title,
        creators=("Uppsala Conflict Data Program",),
        citation=f"Uppsala Conflict Data Program. {title}. Uppsala University, with version 19.1.",
        obtain=f"ucdp.uu.se, Dataset Download Center: {file}",
        url="https://ucdp.uu.se/downloads/",
        terms="CC BY 4.0; asks to be cited",
        license=LICENSE,
        publisher="Uppsala Conflict Data Program",
        measures=(),  # a list of names covers nothing that happened
        time="",
        note=note,
    )


LIST_SOURCE: Final = _source(
    "ucdp-actors", "UCDP Actor List", "UCDP Actor Dataset, as CSV", "Names short and full."
)
OLD_TO_NEW_SOURCE: Final = _source(
    "ucdp-actor-ids",
    "UCDP actors, old numbers to new",
    "the table that translates actor ids, as CSV",
    "Numbers changed with release 17.1. Letters with accents are missing from some names.",
)


def _actor(row: Row, context: Context, number: str, field: str) -> Iterator[Item]:
    """Yield an actor; a government is part of its state, which its name tells."""
    name = row.text(field)
    if not is_government(name):
        yield group(row, context, number, name)
        return
    made = group(row, context, number, name, "Government")
    try:
        state = context.states.of_cell(row, field, "name", "", name.removeprefix(GOVERNMENT))
    except SourceErrors as error:
        yield from flagged(row, error)
        yield made
    else:
        yield replace(made, part_of=(state,))


def _listed(row: Row, context: Context) -> Iterator[Item]:
    """Yield an actor of the list, with its full name."""
    full = " ".join(row.text("NameFull").split())
    for item in _actor(row, context, numbered(row, "ActorID"), "Name"):
        if isinstance(item, Actor) and full not in ("", item.label):
            yield replace(item, alt_labels=(full,))
        else:
            yield item


def _translated(row: Row, context: Context) -> Iterator[Item]:
    """Yield an actor of the table, with its old number."""
    note = f"Number {row.text('old_id')} before release 17.1."
    for item in _actor(row, context, numbered(row, "new_id"), "name"):
        yield replace(item, note=note) if isinstance(item, Actor) else item


LIST: Final = Layout(
    name="actors (actorlist.csv)",
    source=LIST_SOURCE,
    columns=(
        Column("ActorID", "integer", required=True, doc="The number of the actor.", example="234"),
        Column("Name", "text", required=True, doc="Its name.", example="IS"),
        Column("NameFull", "text", doc="Its full name.", example="Islamic State", missing=("n/a",)),
    ),
    rows=_listed,
)
OLD_TO_NEW: Final = Layout(
    name="old and new numbers of actors (translate_actor.csv)",
    source=OLD_TO_NEW_SOURCE,
    columns=(
        Column("new_id", "integer", required=True, doc="The number since 17.1.", example="234"),
        Column("old_id", "text", required=True, doc="The number before.", example="1076"),
        Column("name", "text", required=True, doc="The name of the actor.", example="IS"),
    ),
    rows=_translated,
)
