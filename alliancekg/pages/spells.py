"""How one date is drawn on a scale of time: sure parts filled, uncertain ends faded, open ones on.

What is planned is hollow, and what was cancelled is hollow and struck.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from markupsafe import Markup

from alliancekg.dates import Bounds
from alliancekg.pages.scales import Scale
from alliancekg.pages.svg import fade, percent, tag

HEIGHT: Final = 10
_LEAST: Final = 0.012  # a share of the width below which a spell is drawn as a dot
_UNKNOWN: Final = 0.1  # how far a spell fades out whose end nobody knows

FILLED: Final = ("done", "ongoing", "recurrent")
"""The statuses of what happened; of all others it is not sure that it did."""


class Piece(NamedTuple):
    """A part of a spell from one share of the width to another, and how it is drawn."""

    start: float
    end: float
    look: str  # sure, in, out, both


def pieces(bounds: Bounds, scale: Scale) -> Iterator[Piece]:
    """Yield the parts of a date, from left to right."""
    if not bounds.is_interval:
        left = scale.left if bounds.earliest_begin is None else scale.at(bounds.earliest_begin)
        right = scale.right if bounds.latest_end is None else scale.at(bounds.latest_end + 1)
        look = "out" if bounds.latest_end is None else "in" if bounds.earliest_begin is None else ""
        yield Piece(left, right, look or ("sure" if right - left < _LEAST else "both"))
        return
    begin, end = _begin(bounds, scale), _end(bounds, scale)
    if begin.end <= end.start:
        found = (begin, Piece(begin.end, end.start, "sure"), end)
    else:  # it may have begun after it may have ended: nothing of it is sure
        middle = (max(begin.start, end.start) + min(begin.end, end.end)) / 2
        found = (begin._replace(end=middle), Piece(middle, middle, "sure"),
                 end._replace(start=middle))  # fmt: skip
    yield from (piece for piece in found if piece.end > piece.start)


def _begin(bounds: Bounds, scale: Scale) -> Piece:
    if bounds.latest_begin is None:
        if bounds.open_start:
            return Piece(scale.left, scale.left, "in")
        known = [d for d in (bounds.earliest_end, bounds.latest_end) if d is not None]
        end = scale.at(known[0]) if known else scale.right
        return Piece(max(end - _UNKNOWN, scale.left), end, "in")
    last = scale.at(bounds.latest_begin)
    first = scale.left if bounds.earliest_begin is None else scale.at(bounds.earliest_begin)
    return Piece(first, last, "in")


def _end(bounds: Bounds, scale: Scale) -> Piece:
    if bounds.earliest_end is None:
        if bounds.open_ended:
            return Piece(scale.right, scale.right, "out")
        known = [d for d in (bounds.latest_begin, bounds.earliest_begin) if d is not None]
        start = scale.at(known[0]) if known else scale.left
        return Piece(start, min(start + _UNKNOWN, scale.right), "out")
    first = scale.at(bounds.earliest_end + 1)
    last = scale.right if bounds.latest_end is None else scale.at(bounds.latest_end + 1)
    return Piece(first, last, "out")


def gradients(key: str) -> list[Markup]:
    """Return the gradients of uncertain ends, to be defined once in a picture."""
    return [
        fade(f"{key}-in", ((0, 0.05), (100, 1)), "spell-stop"),
        fade(f"{key}-out", ((0, 1), (100, 0.05)), "spell-stop"),
        fade(f"{key}-both", ((0, 0.05), (50, 0.9), (100, 0.05)), "spell-stop"),
    ]


def drawn(bounds: Bounds, status: str, scale: Scale, y: float, key: str) -> Iterator[Markup]:
    """Yield what a date looks like; `status` is the key of a concept, such as `planned`."""
    found = list(pieces(bounds, scale))
    if not found:
        return
    is_hollow = bool(status) and status not in FILLED
    left, right = found[0].start, found[-1].end
    if right - left < _LEAST:
        x = percent((left + right) / 2)
        look = "dot hollow" if is_hollow else "dot"
        yield tag("circle", cx=x, cy=y + HEIGHT / 2, r=5.5, class_=look)
    else:
        for piece in found:
            yield _bar(piece, is_hollow, y, key)
    if bounds.open_ended and bounds.earliest_end is None:
        yield from _point(scale.right, y, 1)
    if bounds.open_start and bounds.latest_begin is None:
        yield from _point(scale.left, y, -1)
    if status == "cancelled":
        room = max(_LEAST * 1.6 - (right - left), 0) / 2
        yield tag("line", x1=percent(left - room), x2=percent(right + room),
                  y1=y + HEIGHT / 2, y2=y + HEIGHT / 2, class_="strike")  # fmt: skip


def _bar(piece: Piece, is_hollow: bool, y: float, key: str) -> Markup:
    box = {"x": percent(piece.start), "width": percent(piece.end - piece.start)}
    if is_hollow:
        look = "hollow" if piece.look == "sure" else "hollow unsure"
        return tag("rect", y=y, height=HEIGHT, class_=look, **box)
    if piece.look == "sure":
        return tag("rect", y=y, height=HEIGHT, class_="spell", **box)
    fill = f"url(#{key}-{piece.look})"
    return tag("rect", y=y, height=HEIGHT, fill=fill, **box)


def _point(share: float, y: float, way: int) -> Iterator[Markup]:
    """Yield the head of an arrow at the edge of the picture: it goes on."""
    corner = tag("path", d=f"M{-way * 4},0 L{way * 5},{HEIGHT / 2:g} L{-way * 4},{HEIGHT}",
                 class_="goes-on")  # fmt: skip
    yield tag("svg", corner, x=percent(share), y=y, overflow="visible", width=1, height=HEIGHT)
