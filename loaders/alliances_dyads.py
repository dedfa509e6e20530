"""What one state owes another in a year by all of their alliances.

Source: the directed dyad-years of ATOP 5.1, one ordered pair of states and one year a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, refuse
from alliancekg.records import Treaty
from loaders.alliances_atop import CITATION, CREATORS, OBLIGATIONS
from loaders.alliances_pledges import NO_OBLIGATION, flags, owed, party
from loaders.successions import Code, main_bearer

SOURCE: Final = DataSource(
    key="atop-5",
    title="Alliance Treaty Obligations and Provisions, version 5.1, directed dyad-years",
    creators=CREATORS,
    citation=f"{CITATION} Version 5.1.",
    obtain="atopdata.org, atop5_1ddyr.csv, or atop_alliance of the R package peacesciencer as CSV",
    url="http://www.atopdata.org/",
    terms="free for research; the makers ask to be cited",
    measures=("alliances",),
    time="1815/2018",
    note=(
        "A pair stands for all treaties between two states together. The year is one in which a"
        " pledge held, not the time from its first to its last day."
    ),
)
PARTNER: Final = "Party by a pledge that is made to it; what it owes stands in rows of its own."


def pledges(
    names: tuple[str, str], obligations: Mapping[str, str]
) -> Callable[[Row, Context], Iterator[Item]]:
    """Return the function of a row that has these columns of states and of obligations."""
    obliged, partner = names

    def rows(row: Row, context: Context) -> Iterator[Item]:
        """Yield what the first state owes the second, with a new pair the pair and the second."""
        ours, other, year = row.text(obliged), row.text(partner), row.text("year")
        if ours == other:
            refuse(row, partner, "is the first state again", "two states")
        actor = main_bearer(Code(row, obliged, "cow", context), int(year))
        whom = main_bearer(Code(row, partner, "cow", context), int(year))
        pair = sorted((ours, other), key=int)
        key = context.id(*pair)
        if _is_new(context, key):
            yield Treaty(
                id=key,
                treaty_type="alliance",
                label=f"Alliances of the states {pair[0]} and {pair[1]}, as ATOP 5.1 sums them up",
                identifiers=("-".join(pair),),
                source=context.source,
                place=row.place,
            )
        kinds, edtf = owed(row, obligations), f"{int(year):04d}"
        part = f"towards-{other}-{year}"
        none = "" if kinds else NO_OBLIGATION
        yield party(row, context, key, actor, part=part, kinds=kinds, edtf=edtf, note=none)
        _is_new(context, f"{key}:{actor}")
        if _is_new(context, f"{key}:{whom}"):
            part = f"owed-by-{ours}-{year}"
            yield party(row, context, key, whom, part=part, edtf=edtf, note=PARTNER)

    return rows


def _is_new(context: Context, key: str) -> bool:
    """Tell whether a pair, or a partner in it, is met for the first time.

    What is remembered grows with the pairs of states, of which there are only so many.
    """
    known = context.memory.setdefault("pairs", set())
    assert isinstance(known, set)
    if key in known:
        return False
    known.add(key)
    return True


def _layout(name: str, names: tuple[str, str], obligations: Mapping[str, str]) -> Layout:
    return Layout(
        name=name,
        source=SOURCE,
        columns=(
            Column(names[0], "cow", required=True, doc="Who owes, by COW number.", example="2"),
            Column(names[1], "cow", required=True, doc="To whom, by COW number.", example="732"),
            Column("year", "integer", required=True, doc="The year.", example="1954"),
            *flags(obligations),
        ),
        rows=pledges(names, obligations),
    )


DYADS: Final = _layout(
    "ATOP dyad-years of peacesciencer",
    ("ccode1", "ccode2"),
    {f"atop_{name}": kind for name, kind in OBLIGATIONS.items()},
)
PUBLISHED: Final = _layout("ATOP dyad-years", ("stateA", "stateB"), OBLIGATIONS)
