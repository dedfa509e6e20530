"""Militarized interstate disputes of the Correlates of War: disputes (MIDA), participants (MIDB).

Source: Correlates of War, Militarized Interstate Disputes 4 (MIDA 4.x.csv, MIDB 4.x.csv); version 5
writes `dispnum` for `dispnum4`, and is read too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, refuse
from loaders.disputes_fields import (
    ACTION,
    CCODE,
    FATALITY,
    LEVEL,
    LEVELS,
    MISSING,
    OUTCOME,
    PRECISE,
    SETTLEMENT,
    SIDE,
    date,
    date_columns,
    deaths,
    dispute,
    ends_in_words,
    participation,
    spell,
)

SOURCE: Final = DataSource(
    key="cow-mid",
    title="Correlates of War: Militarized Interstate Disputes 4",
    creators=("Glenn Palmer", "Vito D’Orazio", "Michael Kenwick", "Matthew Lane"),
    citation="Palmer, Glenn, Vito D’Orazio, Michael Kenwick, and Matthew Lane. 2015. “The MID4"
    " Dataset, 2002–2010: Procedures, Coding Rules and Description.” Conflict Management and Peace"
    " Science 32 (2): 222–242.",
    obtain="correlatesofwar.org, Data Sets, Militarized Interstate Disputes: MIDA and MIDB, as CSV",
    url="https://correlatesofwar.org/data-sets/mids/",
    terms="no passing on to third parties without written permission, no commercial use",
    measures=("events", "deaths"),
    time="1816/2010",
    note="A dispute that goes on at the end of the data has no end here.",
)


def _numbered(row: Row) -> tuple[Row, str]:
    """Return the row with the number of its dispute as `dispnum`, and its number in version 3."""
    number = row.text("dispnum") or row.text("dispnum4")
    if not number:
        refuse(row, "dispnum4", "is missing", "the number of the dispute")
    return dataclasses.replace(row, cells={**row.cells, "dispnum": number}), row.text("dispnum3")


def _disputes(row: Row, context: Context) -> Iterator[Item]:
    """Yield a dispute with its days, and how many died in it."""
    row, old = _numbered(row)
    begin, is_cut = date(row, "st"), "1" in (row.text("ongo2010"), row.text("ongo2014"))
    time = spell(row, begin, "" if is_cut else date(row, "end"))
    level = LEVELS.get(row.text("hostlev"), "")
    cut = "The dispute goes on at the end of the data." if is_cut else ""
    note = " ".join(filter(None, (ends_in_words(row), cut)))
    yield dispute(row, context, old, edtf=time, hostility=level, note=note)
    yield from deaths(row, context, row.text("fatality"), row.text("fatalpre"))


def _participants(row: Row, context: Context) -> Iterator[Item]:
    """Yield the spell of a state in a dispute, and how many of its people died."""
    row, old = _numbered(row)
    time = spell(row, date(row, "st"), date(row, "end"))
    yield dispute(row, context, old)
    part = participation(row, context, time)
    yield part
    key = (row.text("ccode"), part.part)
    band, number = row.text("fatality"), row.text("fatalpre")
    yield from deaths(row, context, band, number, part.actor, *key)


_NUMBERS: Final = tuple(
    Column(name, "integer", missing=("-9", "-8"), doc=doc, example="347")
    for name, doc in (
        ("dispnum", "The number of the dispute in version 5."),
        ("dispnum3", "Its number in version 3."),
        ("dispnum4", "Its number in version 4."),
    )
)
_START: Final = date_columns("st", "it begins", ("1968", "1", "23"))
_YEAR: Final = Column(
    "styear", "integer", required=True, doc="The year in which it begins.", example="1968"
)
_END: Final = date_columns("end", "it ends", ("1968", "12", "22"))
_OPTIONAL: Final = frozenset({"dispnum", "dispnum3", "dispnum4", "ongo2010", "ongo2014"})

LAYOUTS: Final = (
    Layout(
        name="disputes of the Correlates of War (MIDA)",
        source=SOURCE,
        columns=(
            *_NUMBERS,
            _YEAR,
            *_START[1:],
            *_END,
            FATALITY,
            PRECISE,
            LEVEL,
            OUTCOME,
            SETTLEMENT,
            Column(
                "numa", "integer", missing=MISSING, doc="States on the first side.", example="1"
            ),
            Column("ongo2010", "text", doc="1 if it went on when 2010 was over.", example="0"),
            Column("ongo2014", "text", doc="1 if it went on when 2014 was over.", example="0"),
        ),
        rows=_disputes,
        optional=_OPTIONAL,
    ),
    Layout(
        name="participants of the Correlates of War (MIDB)",
        source=SOURCE,
        columns=(
            *_NUMBERS,
            Column("stabb", "text", doc="The state in letters; not used.", example="PRK"),
            CCODE,
            _YEAR,
            *_START[1:],
            *_END,
            SIDE,
            FATALITY,
            PRECISE,
            ACTION,
            Column("orig", "choice:0|1", doc="1 if it was in from the start.", example="1"),
        ),
        rows=_participants,
        optional=_OPTIONAL,
    ),
)
