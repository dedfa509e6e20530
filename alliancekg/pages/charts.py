"""Numbers over time as a picture: a line a source, in steps, and nothing where none is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from alliancekg.dates import Bounds
from alliancekg.pages import scales
from alliancekg.pages.scales import Scale
from alliancekg.pages.svg import percent, picture, tag

MOST: Final = 6
"""How many lines a chart has; each has a colour, a dash and a mark of its own."""

_PLOT: Final = 240  # pixels from the highest number to zero
_LEVEL: Final = 20  # pixels of a row of marks above the plot
_DOT: Final = 0.012
_UNKNOWN: Final = 0.12  # of the width: how far a line goes on whose end nobody knows
_FEW: Final = 20  # numbers of a line
_NICE: Final = (1, 2, 5, 10)
_Height = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Point:
    """A number, and the time that a source gives it for."""

    value: float
    edtf: str
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one source for one force and place, each time once."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Mark:
    """An event that is marked: its number in the list below the chart, name and time."""

    number: int
    text: str
    href: str
    edtf: str
    bounds: Bounds


def drawn(key: str, title: str, series: Sequence[Series], marks: Sequence[Mark]) -> Markup:
    """Return the picture of at most MOST series and of the events that are marked."""
    every = [*(p.bounds for s in series for p in s.points), *(m.bounds for m in marks)]
    scale = scales.scale(every, 0.03)
    if scale is None:
        return Markup()
    levels = dict(_levels(marks, scale))
    top = 8 + _LEVEL * (max(levels.values(), default=-1) + 1) + 10
    largest = max((point.value for s in series for point in s.points), default=1) or 1
    step = _step(largest)
    highest = step * -(-largest // step)
    parts = [
        *_grid(scale, step, highest, top),
        *_marks(marks, levels, scale, top),
    ]
    for at, one in enumerate(series):
        lines = _steps(one, scale, lambda value: top + _PLOT * (1 - value / highest), at)
        parts.append(tag("g", tag("title", one.name), *lines, class_=f"series s{at}"))
    told = f"{sum(len(s.points) for s in series)} numbers of {len(series)} lines;"
    told += f" {len(marks)} events are marked. The table below tells the same."
    return picture(key, top + _PLOT + 26, title, told, parts)


def _step(largest: float) -> float:
    size = 10.0 ** (len(str(int(largest))) - 1)
    for nice in _NICE:
        if largest / (size * nice / 2) <= 5:
            return size * nice / 2
    return size * 5


def _grid(scale: Scale, step: float, highest: float, top: float) -> Iterator[Markup]:
    value = 0.0
    while value <= highest:
        y = top + _PLOT * (1 - value / highest)
        yield tag("line", x1="0%", x2="100%", y1=y, y2=y, class_="tick")
        yield tag("text", f"{value:,.0f}", x=0, y=y - 4, class_="tick-name")
        value += step
    for day, name in scale.ticks():
        share = scale.at(day)
        anchor = "start" if share < 0.06 else "end" if share > 0.93 else "middle"
        yield tag("line", x1=percent(share), x2=percent(share), y1=top + _PLOT,
                  y2=top + _PLOT + 6, class_="tick")  # fmt: skip
        yield tag("text", name, x=percent(share), y=top + _PLOT + 20, text_anchor=anchor,
                  class_="tick-name")  # fmt: skip


def _levels(marks: Sequence[Mark], scale: Scale) -> Iterator[tuple[int, int]]:
    """Yield the number of each mark with the row it stands in: near ones stand below each other."""
    ends: list[float] = []
    for mark in sorted(marks, key=lambda m: scale.at(_middle(m.bounds))):
        share = scale.at(_middle(mark.bounds))
        level = next((i for i, end in enumerate(ends) if share - end > 0.075), len(ends))
        ends[level : level + 1] = [share]
        yield mark.number, level


def _middle(bounds: Bounds) -> float:
    days = scales.ends(bounds)
    return (min(days) + max(days)) / 2


def _marks(
    marks: Sequence[Mark], levels: dict[int, int], scale: Scale, top: float
) -> Iterator[Markup]:
    for mark in marks:
        x = percent(scale.at(_middle(mark.bounds)))
        y = 16 + _LEVEL * levels[mark.number]
        line = tag("line", x1=x, x2=x, y1=y + 6, y2=top + _PLOT, class_="mark")
        circle = tag("circle", cx=x, cy=y, r=9, class_="mark-head")
        text = tag("text", str(mark.number), x=x, y=y + 4.5, text_anchor="middle",
                   class_="mark-number")  # fmt: skip
        whole = tag("title", f"{mark.number}: {mark.text} ({mark.edtf})")
        parts = (whole, line, circle, text)
        yield tag("a", *parts, href=mark.href) if mark.href else tag("g", *parts)


def _steps(series: Series, scale: Scale, height: _Height, at: int) -> Iterator[Markup]:
    """Yield the lines of a series: level as long as a number holds, and up or down to the next.

    A number is joined to the next only where that begins on the day after its end.
    """
    before: tuple[int, float] | None = None
    size = 1 if len(series.points) <= _FEW else 0.5  # so that many marks leave the line to be seen
    for point in sorted(series.points, key=lambda p: (min(scales.ends(p.bounds)), p.value)):
        first, last = point.bounds.earliest_begin, point.bounds.latest_end
        y = height(point.value)
        known = scales.ends(point.bounds)
        start, end = scale.at(min(known)), scale.at(max(known) + 1)
        whole = tag("title", f"{series.name}: {point.value:,.10g} ({point.edtf})")
        found = []
        if before and first is not None and before[0] + 1 == first:
            found.append(_line(start, start, before[1], y, "step"))
        if first is None:
            found.append(_line(max(start - _UNKNOWN, scale.left), start, y, y, "unsure"))
        if last is None:
            found.append(_line(end, min(end + _UNKNOWN, scale.right), y, y, "unsure"))
        if end - start >= _DOT:
            found.append(_line(start, end, y, y, "level"))
        yield tag("g", whole, *found, *_point((start + end) / 2, y, at, size))
        before = None if last is None else (last, y)


def _line(start: float, end: float, above: float, below: float, look: str) -> Markup:
    return tag("line", x1=percent(start), x2=percent(end), y1=above, y2=below, class_=look)


def _point(share: float, y: float, at: int, size: float = 1) -> Iterator[Markup]:
    """Yield the mark of a series: no two of them have the same shape."""
    shapes = (
        "M-4,0 a4,4 0 1,0 8,0 a4,4 0 1,0 -8,0",
        "M-4,-4 h8 v8 h-8 z",
        "M0,-5 L5,4 L-5,4 z",
        "M0,-5 L5,0 L0,5 L-5,0 z",
        "M0,5 L5,-4 L-5,-4 z",
        "M-5,-1.5 h3.5 v-3.5 h3 v3.5 h3.5 v3 h-3.5 v3.5 h-3 v-3.5 h-3.5 z",
    )
    shape = tag("path", d=shapes[at % len(shapes)], transform=f"scale({size:g})", class_="point")
    yield tag("svg", shape, x=percent(share), y=y, overflow="visible", width=1, height=1)


def legend(at: int) -> Markup:
    """Return the sample of a series for a legend."""
    line = tag("line", x1=0, x2=36, y1=8, y2=8, class_="level")
    parts = tag("g", line, *_point(0.5, 8, at), class_=f"series s{at}")
    return tag("svg", parts, width=36, height=16, class_="sample", aria_hidden="true")
