"""Militarized interstate disputes: who threatened, showed or used force against whom, and when.

Source: Gibler, Miller and Little, version 2.2.1 (gml_disputes.csv, gml_participants.csv, and the
directed dyad-years made of them); the Correlates of War disputes are in `disputes_cow`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, Loader, flag, refuse
from alliancekg.records import Participation, Ref
from loaders import disputes_cow
from loaders.disputes_fields import (
    ACTION,
    CCODE,
    FATALITY,
    LEVEL,
    LEVELS,
    MISSING,
    NUMBER,
    OUTCOME,
    SETTLEMENT,
    SIDE,
    SIDES,
    date,
    date_columns,
    deaths,
    dispute,
    ends_in_words,
    participation,
    spell,
    year_of,
)

SOURCE: Final = DataSource(
    key="gml",
    title="Gibler–Miller–Little Militarized Interstate Disputes 2.2.1",
    creators=("Douglas M. Gibler", "Steven V. Miller", "Erin K. Little"),
    citation="Gibler, Douglas M., Steven V. Miller, and Erin K. Little. 2016. “An Analysis of the"
    " Militarized Interstate Dispute (MID) Dataset, 1816–2001.” International Studies Quarterly"
    " 60 (4): 719–730.",
    obtain="the R package peacesciencer: gml_mid_disps, gml_part and gml_mid_ddydisps, as CSV",
    url="http://svmiller.com/gml-mid-data/",
    terms="asks to be cited; the package is under GPL-2",
    measures=("events", "deaths"),
    time="1816/2010",
    note="A correction of the Correlates of War disputes, with the same numbers; some disputes are"
    " dropped or merged. The file of disputes gives their first month, that of participants the"
    " days of each state.",
)


def _duration(row: Row) -> str:
    least, most = row.text("mindur"), row.text("maxdur")
    if not (least and most):
        return ""
    return f"Days: {least}." if least == most else f"Days: {least} to {most}."


def _disputes(row: Row, context: Context) -> Iterator[Item]:
    """Yield a dispute; this file knows the month in which it begins, and no end."""
    begin = year_of(row, "styear")
    month = row.integer_or_none("stmon")
    if month is not None and 1 <= month <= 12:
        begin += f"-{month:02d}"
    elif month is not None:
        yield flag(row, "stmon", "is no month, so that the year alone is kept", "1 to 12")
    note = " ".join(filter(None, (ends_in_words(row), _duration(row))))
    level = LEVELS.get(row.text("hostlev"), "")
    yield dispute(row, context, edtf=f"{begin}/", hostility=level, note=note)
    yield from deaths(row, context, row.text("fatality"))


def _participants(row: Row, context: Context) -> Iterator[Item]:
    """Yield the spell of a state in a dispute, and the dispute without what this row cannot say.

    Of the rows of one dispute, which stand together, the first tells of it.
    """
    whole = dispute(row, context)
    part = participation(row, context, spell(row, date(row, "st"), date(row, "end")))
    if context.memory.get("dispute") != part.record:
        context.memory["dispute"] = part.record
        yield whole
    yield part


def _dyad_years(row: Row, context: Context) -> Iterator[Item]:
    """Yield that two states took part in a dispute in a year, on which sides, and their dead.

    Both directions say the same, so they give the same records. The deaths are those of the whole
    dispute, and are told in the year in which the two began. The levels and actions of the states
    are of the whole of it too, and are left to the file of participants, since here they would
    seem to be those of the year.
    """
    if row.text("ccode1") == row.text("ccode2"):
        refuse(row, "ccode2", "is the state of the other side too", "another state")
    year = year_of(row, "year")
    event = dispute(row, context, hostility=LEVELS.get(row.text("hostlev"), ""))
    yield event
    for at in ("1", "2"):
        actor = context.states.of_cell(row, f"ccode{at}", "cow", year)
        yield Participation(
            id=f"event/{event.id}:{actor}:participant:{year}",
            source=row.source,
            place=row.place,
            record=Ref("event", event.id),
            actor=actor,
            role="participant",
            part=year,
            side=SIDES[row.text(f"sidea{at}")],
            edtf=year,
        )
        if row.text("gmlmidonset") == "1":
            band, number = row.text(f"fatality{at}"), row.text(f"fatalpre{at}")
            yield from deaths(row, context, band, number, actor, actor)


_START: Final = date_columns("st", "it begins", ("1968", "1", "23"))
_END: Final = date_columns("end", "it ends", ("1968", "1", "25"))
_YEAR: Final = Column(
    "styear", "integer", required=True, doc="The year in which it begins.", example="1968"
)
_ORIG: Final = Column(
    "orig", "choice:0|1", required=True, doc="1 if it was in from the start.", example="1"
)

DISPUTES: Final = Layout(
    name="disputes (gml_disputes.csv)",
    source=SOURCE,
    columns=(
        NUMBER,
        _YEAR,
        _START[1],
        OUTCOME,
        SETTLEMENT,
        FATALITY,
        Column("mindur", "integer", missing=MISSING, doc="The fewest days.", example="3"),
        Column("maxdur", "integer", missing=MISSING, doc="The most days.", example="3"),
        LEVEL,
    ),
    rows=_disputes,
)
PARTICIPANTS: Final = Layout(
    name="participants (gml_participants.csv)",
    source=SOURCE,
    columns=(NUMBER, CCODE, _YEAR, *_START[1:], *_END, SIDE, ACTION, _ORIG),
    rows=_participants,
)


def _both(name: str, kind: str, doc: str, example: str, required: bool = True) -> list[Column]:
    missing = () if required else MISSING
    return [
        Column(f"{name}{at}", kind, required=required, doc=doc, example=example, missing=missing)
        for at in "12"
    ]


DYAD_YEARS: Final = Layout(
    name="directed dyad-years (gml_mid_ddydisps)",
    source=SOURCE,
    columns=(
        NUMBER,
        *_both("ccode", "integer", "A state, by its COW number.", "2"),
        Column("year", "integer", required=True, doc="The year.", example="1968"),
        Column(
            "gmlmidonset",
            "choice:0|1",
            required=True,
            doc="1 in the year in which the dispute of the two begins.",
            example="1",
        ),
        *_both("sidea", "choice:0|1", "1 for the first side, 0 for the second.", "1"),
        *_both("fatality", FATALITY.kind, FATALITY.doc, "1", required=False),
        *_both("fatalpre", "integer", "The number of deaths.", "1", required=False),
        LEVEL,
    ),
    rows=_dyad_years,
)

LOADER: Final = Loader(
    name="disputes",
    summary="Militarized interstate disputes: Gibler–Miller–Little, Correlates of War",
    kinds=(DISPUTES, PARTICIPANTS, DYAD_YEARS, *disputes_cow.LAYOUTS),
)
