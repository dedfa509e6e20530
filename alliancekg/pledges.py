"""Who is bound to whom by treaties, by source and year: certainly, possibly, or not.

A party is bound for its own time in the treaty where a source tells one, else for the time in which
the treaty is in force. Two are bound to each other while both are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from alliancekg.dates import day_number
from alliancekg.tablefacts import Span, TableFacts, concept, key

_FOREVER: Final = 10**8  # days
_DEFENSE: Final = "mutual-defense-treaty"  # a party of it owes defense if no source codes more


@dataclass(frozen=True, slots=True)
class Pledge:
    """What one state owes another in a year by a treaty; `kinds` may be empty: not told."""

    source: str
    obliged: str
    towards: str
    year: int
    treaty: str
    kinds: frozenset[str]
    is_certain: bool


@dataclass(frozen=True, slots=True)
class _Time:
    """When a party is bound: possibly from and over, certainly from `begun` until `until`."""

    first: int
    begun: int
    until: int
    over: int
    is_interval: bool
    is_one: bool = True  # and not what two times have in common, if anything


@dataclass(frozen=True, slots=True)
class _Party:
    state: str
    kinds: frozenset[str]
    owes: bool  # False: it is only one to whom something is owed
    time: _Time


def pledges(
    found: TableFacts,
    state_of: Callable[[str], str],
    horizon: Callable[[str], int],
    living: Callable[[frozenset[str], int], frozenset[str]],
) -> Iterator[Pledge]:
    """Yield the pledges of all sources, in no order, some more than once.

    `horizon` tells the last day of which a source speaks: of an open end nothing is known later.
    `living` tells which of some states there were in a year: whom a pledge for a year can be made
    to, where a source sums up the treaties of a number that passed from one state to another.
    """
    for treaty in found.nodes("ak:Treaty"):
        is_defense = _DEFENSE in map(concept, found.values("ak:Treaty", "ak:treatyType", treaty))
        by_source: dict[str, list[_Party]] = defaultdict(list)
        for part in found.values("ak:Treaty", "ak:participation", treaty):
            source = key(found.value("ak:Participation", "ak:source", part))
            by_source[source] += _parties(found, treaty, part, state_of, horizon, is_defense)
        for source, parties in by_source.items():
            for mine, theirs, time in _pairs(parties):
                for year, is_certain in _years(time, horizon(source)):
                    whom = theirs if len(theirs) == 1 else living(theirs, year)
                    for other in whom:
                        yield Pledge(
                            *(source, mine.state, other, year, key(treaty), mine.kinds, is_certain)
                        )


def _parties(
    found: TableFacts,
    treaty: str,
    part: str,
    state_of: Callable[[str], str],
    horizon: Callable[[str], int],
    is_defense: bool,
) -> Iterator[_Party]:
    def all_(name: str) -> tuple[str, ...]:
        return found.values("ak:Participation", name, part)

    if "party" not in map(concept, all_("ak:role")):
        return
    given = frozenset(map(concept, all_("ak:obligationType")))
    kinds = given or (frozenset(["defense"]) if is_defense else frozenset())
    spans = all_("ak:time") or found.values("ak:Treaty", "ak:inForceTime", treaty)
    for actor in all_("ak:actor"):
        state = state_of(actor)
        for node in spans if state else ():
            span = Span(found, node)
            is_interval = "/" in span.edtf
            owes = is_interval or bool(given or all_("ak:obligation"))
            yield _Party(state, kinds, owes, _time(span, horizon(span.source), is_interval))


def _time(span: Span, told: int, is_interval: bool) -> _Time:
    first, begun, end, last = span.days
    # A data set that ends with a pledge in force speaks up to where it ends.
    until = _FOREVER if span.is_open else (told if end is None else end)
    return _Time(
        -_FOREVER if first is None else first,
        _FOREVER if begun is None or span.is_qualified else begun,
        until,
        _FOREVER if last is None else last,
        is_interval,
    )


def _pairs(parties: Iterable[_Party]) -> Iterator[tuple[_Party, frozenset[str], _Time]]:
    """Yield a party, those to one of whom or to whom it is bound, and when."""
    known = list(dict.fromkeys(parties))
    states = frozenset(party.state for party in known)
    for mine in known:
        if not mine.owes:
            continue
        if not mine.time.is_interval:  # told for a year, whatever the time of the other one
            yield mine, states - {mine.state}, mine.time
            continue
        for theirs in known:
            if theirs.state != mine.state:
                yield mine, frozenset([theirs.state]), _common(mine.time, theirs.time)


def _common(one: _Time, other: _Time) -> _Time:
    if one == other:
        return one
    return _Time(
        *(max(one.first, other.first), max(one.begun, other.begun)),
        *(min(one.until, other.until), min(one.over, other.over)),
        is_interval=True,
        is_one=False,
    )


def _years(time: _Time, last: int) -> Iterator[tuple[int, bool]]:
    """Yield each year in which it may hold on a day, and whether it certainly does."""
    if time.first == -_FOREVER or time.first > min(time.over, last):
        return
    for year in range(year_of(time.first), year_of(min(time.over, last)) + 1):
        first, until = day_number(year, 1, 1), day_number(year, 12, 31)
        is_certain = time.begun <= until and time.until >= first
        yield year, is_certain and (time.is_one or time.begun <= time.until)


def year_of(day: int) -> int:
    """Return the year of a day number.

    >>> year_of(719003), year_of(1), year_of(0)
    (1969, 1, 0)
    """
    year = day * 400 // 146_097 + 1  # at most one off
    while day_number(year, 1, 1) > day:
        year -= 1
    while day_number(year, 12, 31) < day:
        year += 1
    return year
