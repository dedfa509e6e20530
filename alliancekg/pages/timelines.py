"""A timeline as a picture: a row a dated node, and what claims say of their order beside the rows.

The order that is computed from dates is where things stand along the axis; what claims say is drawn
apart from it, as arrows at the left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from alliancekg.dates import Bounds
from alliancekg.pages import scales, spells
from alliancekg.pages.frame import shown
from alliancekg.pages.scales import Scale
from alliancekg.pages.svg import LINE, NARROW, arrow, labelled, percent, picture, tag

_TOP: Final = 26
_GUTTER: Final = 48  # pixels at the left, for the arrows
_SHARE: Final = 0.16  # of the width, which is about as much on a telephone


@dataclass(frozen=True, slots=True)
class Entry:
    """A dated node; without bounds nothing dates it. `status` is the key of a concept."""

    iri: str
    text: str
    href: str
    edtf: str = ""
    bounds: Bounds | None = None
    status: str = ""

    @property
    def order(self) -> tuple[bool, int, int, str]:
        """Where the entry stands among others: by its first day, those without one last."""
        days = scales.ends(self.bounds) if self.bounds else []
        return not days, min(days, default=0), max(days, default=0), self.text


@dataclass(frozen=True, slots=True)
class Said:
    """What a claim says of two nodes: `start` led to `end`, or came before it."""

    start: str
    end: str
    relation: str
    text: str
    href: str
    stance: str = ""
    is_against: bool = False  # somebody rejects or doubts it


def drawn(key: str, title: str, found: Sequence[Entry], said: Sequence[Said]) -> Markup:
    """Return the picture of the entries, sorted, and of what is said of them."""
    entries = sorted(found, key=lambda entry: entry.order)
    gutter, left = (_GUTTER, _SHARE) if said else (0, 0.02)
    scale = scales.scale((e.bounds for e in entries if e.bounds), left)
    letters = NARROW - gutter // 7
    rows, places, height = [], dict[str, float](), float(_TOP)
    for entry in entries:
        named = labelled(entry.text, _more(entry), letters)
        places.setdefault(entry.iri, height + LINE - 5)
        look = "label struck" if entry.status == "cancelled" else "label"
        rows.append(named.drawn(gutter, height, entry.href, look))
        height += named.height
        if entry.bounds and scale:
            rows += spells.drawn(entry.bounds, entry.status, scale, height + 3, key)
            height += spells.HEIGHT + 8
        height += 10
    parts = [
        tag("defs", *spells.gradients(key), arrow(f"{key}-arrow", "claimed-head")),
        *(_axis(scale, height) if scale else ()),
        *_arrows(said, places, key),
        *rows,
    ]
    told = f"{len(entries)} entries in the order of time; the table below tells the same."
    return picture(key, height + 4, title, told, parts)


def _more(entry: Entry) -> str:
    """Return what is said after a name: the date, and the status if it is not the usual one."""
    status = entry.status if entry.status != "done" else ""
    return " · ".join(filter(None, [entry.edtf or "no date", status]))


def _axis(scale: Scale, height: float) -> Iterator[Markup]:
    for day, name in scale.ticks():
        share = scale.at(day)
        anchor = "start" if share < 0.06 else "end" if share > 0.93 else "middle"
        x = percent(share)
        yield tag("line", x1=x, x2=x, y1=_TOP - 6, y2=height, class_="tick")
        yield tag("text", name, x=x, y=_TOP - 11, text_anchor=anchor, class_="tick-name")


def _arrows(said: Sequence[Said], places: dict[str, float], key: str) -> Iterator[Markup]:
    for at, one in enumerate(said):
        start, end = places[one.start], places[one.end]
        reach = 4 + (at * 9) % (_GUTTER - 16)
        x = _GUTTER - 6
        path = f"M{x},{start:g} C{reach - 8},{start:g} {reach - 8},{end:g} {x},{end:g}"
        look = "claimed against" if one.is_against else "claimed"
        line = tag("path", d=path, class_=look, marker_end=f"url(#{key}-arrow)")
        told = "; ".join(filter(None, [one.relation, one.stance]))
        whole = tag("title", f"A claim: {shown(one.text)} ({told})")
        yield tag("a", whole, line, href=one.href) if one.href else tag("g", whole, line)
