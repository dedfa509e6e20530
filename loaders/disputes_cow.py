"""Militarized interstate disputes of the Correlates of War: disputes (MIDA), participants (MIDB).

Source: Correlates of War, Militarized Interstate Disputes 4 (MIDA 4.x.csv, MIDB 4.x.csv), and 5,
which writes `dispnum` for `dispnum4` and is a source of its own.
"""

from __future__ import annotations

import dataclasses
import re
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
SOURCE_5: Final = dataclasses.replace(
    SOURCE,
    key="cow-mid-5",
    title="Correlates of War: Militarized Interstate Disputes 5",
    creators=(
        *("Glenn Palmer", "Roseanne W. McManus", "Vito D’Orazio", "Michael R. Kenwick"),
        *("Mikaela Karstens", "Chase Bloch", "Nick Dietrich", "Kayla Kahn", "Kellan Ritter"),
        "Michael J. Soules",
    ),
    citation="Palmer, Glenn, Roseanne W. McManus, Vito D’Orazio, Michael R. Kenwick, Mikaela"
    " Karstens, Chase Bloch, Nick Dietrich, Kayla Kahn, Kellan Ritter, and Michael J. Soules. 2022."
    " “The MID5 Dataset, 2011–2014: Procedures, Coding Rules, and Description.” Conflict Management"
    " and Peace Science 39 (4): 470–482.",
    time="1816/2014",
)


def _numbered(row: Row) -> tuple[Row, str]:
    """Return the row with the number of its dispute as `dispnum`, and its number in version 3.

    A file of another list, or of the other version, may be laid out alike; it tells its version.
    """
    field, wanted = ("dispnum4", "4") if "dispnum4" in row.cells else ("dispnum", "5")
    if not re.fullmatch(rf"(?:{wanted}(?:[.][0-9.]+)?)?", row.text("version")):
        fix = "load a file of the Correlates of War as it is published, not one of another list"
        refuse(row, "version", "is no release of this list", f"a release {wanted}.x", fix)
    number = row.text(field)
    if not number:
        refuse(row, field, "is missing", "the number of the dispute")
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


_VERSION: Final = Column("version", "text", doc="The release.", example="4.3")
_OLD: Final = ("dispnum3", "Its number in version 3.")


def _numbers(name: str, version: str) -> tuple[Column, ...]:
    named = ((name, f"The number of the dispute in version {version}."), _OLD)
    columns = (
        Column(column, "integer", missing=("-9", "-8"), doc=doc, example="347")
        for column, doc in named
    )
    return (*columns, dataclasses.replace(_VERSION, example=f"{version}.0"))


_START: Final = date_columns("st", "it begins", ("1968", "1", "23"))
_YEAR: Final = Column(
    "styear", "integer", required=True, doc="The year in which it begins.", example="1968"
)
_END: Final = date_columns("end", "it ends", ("1968", "12", "22"))
_OPTIONAL: Final = frozenset({"dispnum3", "version", "ongo2010", "ongo2014"})


def _mida(source: DataSource, number: str, version: str) -> Layout:
    return Layout(
        name=f"disputes of the Correlates of War (MIDA {version})",
        source=source,
        columns=(
            *_numbers(number, version),
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
    )


def _midb(source: DataSource, number: str, version: str) -> Layout:
    return Layout(
        name=f"participants of the Correlates of War (MIDB {version})",
        source=source,
        columns=(
            *_numbers(number, version),
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
    )


LAYOUTS: Final = (
    _mida(SOURCE, "dispnum4", "4"),
    _midb(SOURCE, "dispnum4", "4"),
    _mida(SOURCE_5, "dispnum", "5"),
    _midb(SOURCE_5, "dispnum", "5"),
)
