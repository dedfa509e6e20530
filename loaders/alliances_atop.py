"""The treaties of ATOP and the spells of their members.

Source: the alliance-level file of ATOP 4.01, one treaty a row, and the member-level file, one
membership a row, or one phase of it where the obligations changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, flag, numbered
from alliancekg.records import Treaty
from loaders.alliances_pledges import flags, number, owed, parties
from loaders.spells import Spell, spell
from loaders.successions import Code

OBLIGATIONS: Final = {
    "defense": "defense",
    "offense": "offense",
    "neutral": "neutrality",
    "nonagg": "nonaggression",
    "consul": "consultation",
}
CREATORS: Final = (
    "Brett Ashley Leeds",
    "Jeffrey M. Ritter",
    "Sara McLaughlin Mitchell",
    "Andrew G. Long",
)
CITATION: Final = (
    "Leeds, Brett Ashley, Jeffrey M. Ritter, Sara McLaughlin Mitchell, and Andrew G. Long."
    " “Alliance Treaty Obligations and Provisions, 1815–1944.” International Interactions 28"
    " (2002): 237–260."
)
DATA: Final = Spell("1815", "2016-12-31")
SOURCE: Final = DataSource(
    key="atop-4",
    title="Alliance Treaty Obligations and Provisions, version 4.01",
    creators=CREATORS,
    citation=f"{CITATION} Version 4.01.",
    obtain="atopdata.org: the alliance-level and the member-level file, as CSV",
    url="http://www.atopdata.org/",
    terms="free for research; the makers ask to be cited",
    measures=("alliances",),
    time="1815/2016",
    note="A treaty is dated, and binds its first members, by its signature; when it entered into"
    " force is not told. A member whose end columns are 0 was one when the data end; later is not"
    " known.",
)
_BEGIN: Final = ("begyr", "begmo", "begday")
_END: Final = ("endyr", "endmo", "endday")
_ENTRY: Final = ("yrent", "moent", "dayent")
_EXIT: Final = ("yrexit", "moexit", "dayexit")
_ID: Final = (
    Column("atopid", "integer", required=True, doc="The treaty's number in ATOP.", example="3240"),
    Column(
        "cow4id",
        "integer",
        missing=("-9", "0", "."),
        doc="The alliance's number in COW 4.1, if any.",
        example="236",
    ),
    Column("version", "text", doc="The release of ATOP; another is told of.", example="4.01"),
)


def treaty(row: Row, context: Context) -> Iterator[Item]:
    """Yield a treaty, with the date of its signature; it binds its parties for their own spells.

    ATOP counts a treaty from its signature, and does not tell when it entered into force.
    """
    yield from _release(row, context)
    yield _treaty(row, context, spell(row, _BEGIN, _END))


def member(row: Row, context: Context) -> Iterator[Item]:
    """Yield a membership or a phase of it; two where its number passes to another state.

    The treaty is named with the first of its members, so that this file can stand alone.
    """
    yield from _release(row, context)
    dated = spell(row, _ENTRY, _EXIT)
    of, phase = _treaty(row, context), row.text("phase")
    bound = list(
        parties(
            Code(row, "member", "cow", context),
            of.id,
            dated,
            DATA,
            part=dated.begin + (f"-phase-{phase}" if phase not in ("", "0") else ""),
            kinds=owed(row, OBLIGATIONS),
        )
    )
    if context.memory.get("treaty") != of.id:  # the rows of a treaty stand together
        context.memory["treaty"] = of.id
        yield of
    yield from bound


def _treaty(row: Row, context: Context, dated: Spell | None = None) -> Treaty:
    """Return a treaty as each of the two files names it; only one of them dates it."""
    key = numbered(row, "atopid")
    return Treaty(
        id=context.id(key),
        treaty_type="alliance",
        label=f"ATOP alliance {key}",
        signed=dated.begin if dated else "",
        identifiers=tuple(filter(None, (key, row.text("cow4id")))),
        source=context.source,
        place=row.place,
        note=f"ATOP counts it until {dated.end}." if dated and dated.end else "",
    )


def _release(row: Row, context: Context) -> Iterator[Item]:
    """Yield one warning for a file of another release, which codes some treaties differently."""
    release = row.text("version")
    if release in ("", "4.01") or "release" in context.memory:
        return
    context.memory["release"] = release
    expected = "4.01, of which the source tells"
    yield flag(row, "version", "is another release", expected, "name the source with --source")


ALLIANCES: Final = Layout(
    name="ATOP treaties",
    source=SOURCE,
    columns=(
        *_ID,
        number("begyr", "The year of the treaty.", "1953"),
        number("begmo", "Its month.", "10"),
        number("begday", "Its day.", "1"),
        number("endyr", "The year in which it ended, 0 if it had not.", "1996"),
        number("endmo", "The month in which it ended.", "9"),
        number("endday", "The day on which it ended.", "10"),
    ),
    rows=treaty,
    optional=frozenset({"cow4id", "version"}),
)
MEMBERS: Final = Layout(
    name="ATOP members",
    source=SOURCE,
    columns=(
        *_ID,
        Column("member", "cow", required=True, doc="The member's COW number.", example="732"),
        number("yrent", "The year in which the spell began.", "1953"),
        number("moent", "Its month.", "10"),
        number("dayent", "Its day.", "1"),
        number("yrexit", "The year in which it ended, 0 if it had not.", "0"),
        number("moexit", "The month in which it ended.", "0"),
        number("dayexit", "The day on which it ended.", "0"),
        Column("phase", "integer", doc="The phase, 0 if there is but one.", example="0"),
        *flags(OBLIGATIONS),
    ),
    rows=member,
    optional=frozenset({"cow4id", "version"}),
)
