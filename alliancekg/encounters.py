"""Which states took part together in events, by source: when, on which sides, what is left open.

An event counts in the year in which it began for the two. Where a source leaves open who took part
or when, the years that this concerns are not complete.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from alliancekg.pledges import year_of
from alliancekg.tablefacts import Span, TableFacts, concept, key

KINDS: Final = {"events": "", "disputes": "dispute", "crises": "crisis", "wars": "war"}
"""The counts of a dyad-year, and the type of the events that they count; "" is any."""
HAPPENED: Final = frozenset(("done", "ongoing"))
Pair = tuple[str, str]
Years = tuple[int, int] | None
"""The years in one of which something began; None is any."""


@dataclass(slots=True)
class Told:
    """What one source tells of one kind of events."""

    together: dict[tuple[Pair, int], int] = field(default_factory=lambda: defaultdict(int))
    opposed: dict[tuple[Pair, int], int] = field(default_factory=lambda: defaultdict(int))
    sideless: set[tuple[Pair, int]] = field(default_factory=set)
    open_years: set[int] = field(default_factory=set)  # an event lacks participants
    is_open: bool = False  # such an event has no year
    open_pairs: dict[Pair, list[Years]] = field(default_factory=lambda: defaultdict(list))
    is_told: bool = False

    def is_complete(self, pair: Pair, year: int) -> bool:
        """Tell whether all that the source tells of a pair and year is counted."""
        if not self.is_told or self.is_open or year in self.open_years:
            return False
        return all(
            y is not None and not y[0] <= year <= y[1] for y in self.open_pairs.get(pair, ())
        )


@dataclass(frozen=True, slots=True)
class _Taking:
    state: str
    side: str
    days: tuple[int | None, ...]


def encounters(
    found: TableFacts, state_of: Callable[[str], str], ordered: Callable[[str, str], Pair | None]
) -> dict[str, dict[str, Told]]:
    """Return what each source tells of each of KINDS, for pairs of states in their order.

    `ordered` gives None for a pair of which one has no code.
    """
    told: dict[str, dict[str, Told]] = defaultdict(lambda: {kind: Told() for kind in KINDS})
    for event in found.nodes("ak:Event"):
        if not HAPPENED & set(map(concept, found.values("ak:Event", "ak:status", event))):
            continue
        types = set(map(concept, found.values("ak:Event", "ak:eventType", event)))
        kinds = [kind for kind, type_ in KINDS.items() if not type_ or type_ in types]
        span = Span(found, found.value("ak:Event", "ak:time", event))
        by_source = _taking(found, event, state_of)
        for source in {*found.telling("ak:Event").get(event, ()), *by_source}:
            takings = by_source.get(source, [])
            here = [told[source][kind] for kind in kinds]
            for one in here:
                one.is_told = True
            if len({taking.state for taking in takings}) < 2:
                _leave_open(here, _began(span.days))
            _count(here, takings, span, ordered)
    return told


def _taking(
    found: TableFacts, event: str, state_of: Callable[[str], str]
) -> dict[str, list[_Taking]]:
    by_source: dict[str, list[_Taking]] = defaultdict(list)
    for part in found.values("ak:Event", "ak:participation", event):

        def one(name: str, part: str = part) -> str:
            return found.value("ak:Participation", name, part)

        state = state_of(one("ak:actor"))
        if state:
            days = Span(found, one("ak:time")).days
            by_source[key(one("ak:source"))].append(_Taking(state, one("ak:side"), days))
    return by_source


def _leave_open(told: Iterable[Told], years: Years) -> None:
    for one in told:
        if years is None:
            one.is_open = True
        else:
            one.open_years.update(range(years[0], years[1] + 1))


def _count(
    told: list[Told],
    takings: list[_Taking],
    span: Span,
    ordered: Callable[[str, str], Pair | None],
) -> None:
    """Count an event once for each pair of states in it."""
    by_state: dict[str, list[_Taking]] = defaultdict(list)
    for taking in takings:
        by_state[taking.state].append(taking)
    for one, other in product(sorted(by_state), repeat=2):
        pair = ordered(one, other) if one < other else None
        if pair is None:
            continue
        met = list(_meetings(by_state[one], by_state[other], span))
        if not met:
            continue
        starts = [years for years, _ in met]
        sides = {is_opposed for _, is_opposed in met}
        first = min((years for years in starts if years), default=None)
        for kind in told:
            if first is None or None in starts or first[0] != first[1]:
                kind.open_pairs[pair].append(None if None in starts else first)
                continue
            kind.together[pair, first[0]] += 1
            if True in sides:
                kind.opposed[pair, first[0]] += 1
            elif None in sides:
                kind.sideless.add((pair, first[0]))


def _meetings(
    ones: list[_Taking], others: list[_Taking], span: Span
) -> Iterator[tuple[Years, bool | None]]:
    """Yield when two states can have met in an event, and whether on different sides."""
    for one, other in product(ones, others):
        if _apart(one.days, other.days) or _apart(other.days, one.days):
            continue
        begins = [days for days in (one.days, other.days) if days[0] is not None]
        latest = [
            max(
                (d for days in (begins or [span.days]) if (d := days[at]) is not None), default=None
            )
            for at in (0, 1)
        ]
        is_opposed = one.side != other.side if one.side and other.side else None
        yield _began(latest), is_opposed


def _apart(one: tuple[int | None, ...], other: tuple[int | None, ...]) -> bool:
    """Tell whether one has certainly ended before the other begins."""
    return one[3] is not None and other[0] is not None and one[3] < other[0]


def _began(days: Iterable[int | None]) -> Years:
    first, last = list(days)[:2]
    return None if first is None or last is None else (year_of(first), year_of(last))
