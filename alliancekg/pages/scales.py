"""The scale of time: which day stands where along the width, and where the axis is marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from alliancekg import dates
from alliancekg.dates import Bounds

_YEAR: Final = 365.2425
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """A period in days (`alliancekg.dates`) laid out from one share of the width to another."""

    first: int
    last: int
    left: float = 0.02
    right: float = 0.97

    def at(self, day: float) -> float:
        """Return where a day stands, as a share of the width; days outside stand at the ends."""
        share = (day - self.first) / (self.last - self.first)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self, most: int = 5) -> Iterator[tuple[int, str]]:
        """Yield the days that the axis marks, with their names: years, or else months."""
        first, last = _year(self.first), _year(self.last)
        years = (self.last - self.first) / _YEAR
        if years < 2:
            yield from self._months(first, last, 1 if years < 0.4 else 3 if years < 1.2 else 6)
            return
        step = next((s for s in _STEPS if years / s <= most), _STEPS[-1])
        for year in range(-(-first // step) * step, last + 1, step):
            # There is no year 0 in the common count: 500 BC is the year -499 of ours.
            named = year if step == 1 or year > 0 else year + 1
            day = dates.day_number(named, 1, 1)
            if self.first <= day <= self.last:
                yield day, year_name(named)

    def _months(self, first: int, last: int, step: int) -> Iterator[tuple[int, str]]:
        for year in range(first, last + 1):
            for month in range(1, 13, step):
                day = dates.day_number(year, month, 1)
                if self.first <= day <= self.last:
                    yield day, f"{_MONTHS[month - 1]} {year_name(year)}"


def year_name(year: int) -> str:
    """Return a year of the astronomical count as people call it.

    >>> year_name(1969), year_name(0), year_name(-43)
    ('1969', '1 BC', '44 BC')
    """
    return str(year) if year > 0 else f"{1 - year} BC"


def _year(day: int) -> int:
    text = dates.iso(day)
    return int(text[: text.index("-", 1)])


def scale(found: Iterable[Bounds], left: float = 0.02) -> Scale | None:
    """Return the scale on which all bounds have room; None if nothing is bounded."""
    spans = list(found)
    days = [day for bounds in spans for day in ends(bounds)]
    if not days:
        return None
    first, last = min(days), max(days)
    room = max(round((last - first) * 0.03), 20)
    # What goes on, or ends nobody knows when, needs room to be seen to.
    more = max(round((last - first) * 0.12), 200)
    is_open = any(bounds.latest_end is None for bounds in spans)
    begins = any(bounds.earliest_begin is None for bounds in spans)
    return Scale(first - (more if begins else room), last + (more if is_open else room), left)


def ends(bounds: Bounds) -> list[int]:
    """Return the days that bound a date, those that there are."""
    found = (
        bounds.earliest_begin,
        bounds.latest_begin,
        bounds.earliest_end,
        bounds.latest_end,
    )
    return [day for day in found if day is not None]
