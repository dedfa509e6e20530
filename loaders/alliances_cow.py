"""The formal alliances of the Correlates of War project and the spells of their members.

Source: the file by member of Formal Alliances 4.1, one spell of one member a row. The files of the
project may not be passed on; whoever loads one got it from its makers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, numbered, refuse
from alliancekg.records import Treaty
from loaders.alliances_pledges import flags, number, owed, parties
from loaders.spells import Columns, Spell, spell
from loaders.successions import Code

OBLIGATIONS: Final = {
    "defense": "defense",
    "neutrality": "neutrality",
    "nonaggression": "nonaggression",
    "entente": "entente",
}
DATA: Final = Spell("1816-01-01", "2012-12-31")
SOURCE: Final = DataSource(
    key="cow-alliances",
    title="Correlates of War Formal Alliances, version 4.1",
    creators=("Douglas M. Gibler",),
    citation=(
        "Gibler, Douglas M. International Military Alliances, 1648–2008. Washington, D.C.: CQ"
        " Press, 2009. Data version 4.1, by member."
    ),
    obtain="correlatesofwar.org, Data Sets, Formal Alliances: alliance_v4.1_by_member.csv",
    url="https://correlatesofwar.org/data-sets/formal-alliances/",
    terms="no passing on to others without written permission, no commercial use",
    measures=("alliances",),
    time="1816/2012-12-31",
    note=(
        "The obligations are those of the member; they can differ within an alliance, and from its"
        " type. The day on which an alliance begins is given as that of its signature, as for the"
        " treaty of 1953 (236); the file does not tell when one entered into force. An empty end"
        " was still in force on 31 December 2012; later is not known."
    ),
)


def _columns(prefix: str) -> Columns:
    return (f"{prefix}_year", f"{prefix}_month", f"{prefix}_day")


def member(row: Row, context: Context) -> Iterator[Item]:
    """Yield a membership, two where its number passes to another state, and a new alliance."""
    if row.text("version") not in ("", "4.1"):
        fix = "load the file of release 4.1; others are not known to this loader"
        refuse(row, "version", "is another release", "4.1, of which the source tells", fix)
    key = context.id(numbered(row, "version4id"))
    is_censored = row.text("left_censor") == "1"
    whole = spell(row, _columns("all_st"), _columns("all_end"), is_censored=is_censored)
    dated = spell(row, _columns("mem_st"), _columns("mem_end"), is_censored=is_censored)
    bound = list(
        parties(
            Code(row, "ccode", "cow", context),
            key,
            dated,
            DATA,
            part=dated.begin or f"before-{DATA.begin}",
            kinds=owed(row, OBLIGATIONS),
            note=f"In force before {DATA.begin}, where the data begin." if is_censored else "",
        )
    )
    if context.memory.get("alliance") != key:  # the rows of an alliance stand together
        context.memory["alliance"] = key
        yield _treaty(row, context, whole)
    yield from bound


def _treaty(row: Row, context: Context, whole: Spell) -> Treaty:
    """Return the alliance itself, which each of its rows describes."""
    number_ = row.text("version4id")
    ended = f"counted until {whole.end}" if whole.end else ""
    return Treaty(
        id=context.id(number_),
        treaty_type="alliance",
        label=f"COW alliance {number_}",
        signed=whole.begin,
        identifiers=(number_,),
        source=context.source,
        place=row.place,
        note="; ".join(filter(None, (row.text("ss_type"), ended))),
    )


def _dates(prefix: str, what: str, end: str) -> tuple[Column, ...]:
    year, month, day = _columns(prefix)
    return (
        number(year, f"The year in which {what} {end}.", "1953"),
        number(month, f"The month in which {what} {end}.", "10"),
        number(day, f"The day on which {what} {end}.", "1"),
    )


MEMBERS: Final = Layout(
    name="COW alliances by member",
    source=SOURCE,
    columns=(
        Column("version4id", "integer", required=True, doc="The alliance.", example="236"),
        Column("ccode", "cow", required=True, doc="The member's COW number.", example="732"),
        *_dates("all_st", "the alliance", "began"),
        *_dates("all_end", "the alliance", "ended, if it had"),
        Column("ss_type", "text", doc="The type of the alliance.", example="Type I: Defense Pact"),
        *_dates("mem_st", "the membership", "began"),
        *_dates("mem_end", "the membership", "ended, if it had"),
        Column("left_censor", "choice:0|1", doc="1 if it began before 1816.", example="0"),
        *flags(OBLIGATIONS),
        Column("version", "text", doc="The release.", example="4.1"),
    ),
    rows=member,
    optional=frozenset({"version"}),
    encoding="latin-1",
)
