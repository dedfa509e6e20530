"""The table of dyad-years: two states in a year, as one source tells of them; a row each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Final

from alliancekg.coverages import Coverage, measure
from alliancekg.dates import day_number
from alliancekg.encounters import KINDS, Pair, Told, encounters
from alliancekg.pledges import Pledge, pledges, year_of
from alliancekg.recordtables import kind_of
from alliancekg.tablefacts import Span, TableFacts, key
from alliancekg.tableschemas import Cell, Field, Link, Row, Table, joined

OBLIGATIONS: Final = (
    *("defense", "offense", "neutrality", "nonaggression", "consultation", "entente"),
)
_PARTS: Final = ("Government", "Organization", "MilitaryUnit")  # which act for their state
_FOREVER: Final = 10**6


class States:
    """The states that have a number of the Correlates of War, and when they are states.

    The periods are those of that list where the graph has them, else those of Gleditsch and Ward.
    """

    def __init__(self, found: TableFacts) -> None:
        self._found = found
        codes = ((node, found.cow(node)) for node in found.nodes("ak:State"))
        self.codes = {node: code for node, code in codes if code is not None}
        self._times = {node: list(self._spells(node)) for node in self.codes}
        self.of = cache(self._of)

    def _spells(self, node: str) -> Iterator[tuple[int, int]]:
        names = (self._found.values("ak:Actor", f"ak:{name}Time", node) for name in ("cow", "gw"))
        for name in next(filter(None, names), ()):
            first, last = Span(self._found, name).outer
            if first is not None:
                yield first, _FOREVER if last is None else last

    def years(self, node: str, first: int, last: int) -> set[int]:
        """Return the years from first to last on a day of which the state is in the system."""
        return {
            year
            for begin, end in self._times[node]
            for year in range(max(year_of(begin), first), min(year_of(end), last) + 1)
        }

    def living(self, nodes: frozenset[str], year: int) -> frozenset[str]:
        """Return which of some nodes are states in a year: of one number the one that is longest.

        All, if none is.
        """
        days = {node: self._days(node, year) for node in sorted(nodes & self.codes.keys())}
        longest: dict[int, str] = {}
        for node, count in days.items():
            best = longest.setdefault(self.codes[node], node)
            if count > days[best]:
                longest[self.codes[node]] = node
        return frozenset(node for node in longest.values() if days[node]) or nodes

    def _days(self, node: str, year: int) -> int:
        first, last = day_number(year, 1, 1), day_number(year, 12, 31)
        spells = self._times[node]
        return sum(max(0, min(end, last) - max(begin, first) + 1) for begin, end in spells)

    def _of(self, actor: str) -> str:
        """Return the state that an actor is, or is a part of and acts for; or nothing."""
        kind = kind_of(self._found, actor)
        if kind == "State":
            return actor
        if kind in _PARTS:
            for above in self._found.values("ak:Actor", "ak:partOf", actor):
                if state := self.of(above):
                    return state
        return ""

    def ordered(self, one: str, other: str) -> Pair | None:
        """Return two states by their numbers; None if one has none, or both have the same."""
        if self.codes.get(one) in (None, self.codes.get(other)) or other not in self.codes:
            return None
        first, second = sorted((one, other), key=lambda node: (self.codes[node], node))
        return first, second


class _Source:
    """What one source covers, and how far it speaks."""

    def __init__(self, found: TableFacts, name: str, known: int) -> None:
        self._found = found
        self.coverages = [c for c in found.coverages() if c.source == name]
        lasts = [coverage.last for coverage in self.coverages]
        self.last = known if not lasts or None in lasts else max(d for d in lasts if d is not None)

    def covering(self, name: str, pair: Pair) -> list[tuple[int, int]]:
        """Return the whole years in which both states are covered for a measure: first and last."""
        return [
            years
            for coverage in self.coverages
            if measure(name) in coverage.measures
            and all(coverage.has_actor(self._found.within(node)) for node in pair)
            and (years := self._years(coverage))
        ]

    def _years(self, coverage: Coverage) -> tuple[int, int] | None:
        if coverage.first is None:
            return None
        last = self.last if coverage.last is None else coverage.last
        first_year, last_year = year_of(coverage.first), year_of(last)
        if day_number(first_year, 1, 1) < coverage.first:
            first_year += 1
        # Of an open end nothing is known after the last date of the source.
        if coverage.last is None or last < day_number(last_year, 12, 31):
            last_year -= 1
        return (first_year, last_year) if first_year <= last_year else None


def _last_days(found: TableFacts) -> dict[str, int]:
    """Return the last day that any date of a source names, by source."""
    last: dict[str, int] = {}
    sources = found.all("ak:TimeSpan", "ak:source")
    for name in ("ak:latestBeginDay", "ak:latestEndDay"):
        for node, days in found.all("ak:TimeSpan", name).items():
            for source in map(key, sources.get(node, ())):
                last[source] = max(int(days[0]), last.get(source, -_FOREVER))
    return last


def _rows(found: TableFacts) -> Iterator[Row]:
    states, known = States(found), _last_days(found)

    @cache
    def source(name: str) -> _Source:
        return _Source(found, name, known.get(name, -_FOREVER))

    bound: dict[str, dict[Pair, dict[int, list[Pledge]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for pledge in pledges(found, states.of, lambda name: source(name).last, states.living):
        if pair := states.ordered(pledge.obliged, pledge.towards):
            bound[pledge.source][pair][pledge.year].append(pledge)
    met = encounters(found, states.of, states.ordered)
    for name in sorted({*bound, *met}):
        told = met.get(name, {kind: Told() for kind in KINDS})
        pairs = {*bound[name], *told["events"].open_pairs, *(p for p, _ in told["events"].together)}
        for pair in pairs:
            yield from _pair_rows(states, name, source(name), pair, bound[name][pair], told)


def _pair_rows(
    states: States,
    name: str,
    source: _Source,
    pair: Pair,
    bound: dict[int, list[Pledge]],
    told: dict[str, Told],
) -> Iterator[Row]:
    alliances, events = (source.covering(what, pair) for what in ("alliances", "events"))
    recorded = {*bound, *(year for p, year in told["events"].together if p == pair)}
    covered = [*alliances, *events]
    first = min((*recorded, *(years[0] for years in covered)), default=0)
    last = max((*recorded, *(years[1] for years in covered)), default=-1)
    existing = states.years(pair[0], first, last) & states.years(pair[1], first, last)
    for year in sorted(recorded | {y for y in existing if _within(covered, y)}):
        is_alliances, is_events = _within(alliances, year), _within(events, year)
        yield (
            *(name, key(pair[0]), key(pair[1]), year, states.codes[pair[0]], states.codes[pair[1]]),
            *(year in existing, is_alliances, is_events),
            *_owed(pair, bound.get(year, []), is_alliances),
            *(cell for one in told.values() for cell in _counts(one, pair, year, is_events)),
        )


def _within(years: list[tuple[int, int]], year: int) -> bool:
    return any(first <= year <= last for first, last in years)


def _owed(pair: Pair, bound: list[Pledge], is_covered: bool) -> Iterator[Cell]:
    """Yield treaties, whether allied, and what each owes the other."""
    yield joined(pledge.treaty for pledge in bound)
    yield _truth(bound, is_covered)
    for obliged in pair:
        mine = [pledge for pledge in bound if pledge.obliged == obliged]
        for kind in OBLIGATIONS:
            yield _truth([pledge for pledge in mine if kind in pledge.kinds], is_covered)


def _truth(bound: list[Pledge], is_covered: bool) -> bool | None:
    """Return true if it is certain, None if it is only possible or not covered, else false."""
    if any(pledge.is_certain for pledge in bound):
        return True
    return None if bound or not is_covered else False


def _counts(told: Told, pair: Pair, year: int, is_covered: bool) -> Iterator[Cell]:
    """Yield how often the two met, how often on different sides, and whether that is all."""
    is_complete = is_covered and told.is_complete(pair, year)
    together, opposed = (found.get((pair, year), 0) for found in (told.together, told.opposed))
    is_sideless = (pair, year) in told.sideless
    yield together or (0 if is_complete else None)
    yield None if is_sideless else opposed or (0 if is_complete else None)
    yield is_complete


def _count_fields() -> Iterator[Field]:
    for name, type_ in KINDS.items():
        what = f"events of the type {type_}" if type_ else "events of any type"
        yield Field(
            name,
            "integer",
            f"How many {what} in which both took part began in the year for the two. Empty if not"
            " known to be none; 0 only where the source tells of all.",
        )
        yield Field(
            f"{name}_opposed",
            "integer",
            "How many of these found them on different sides; empty if the source codes no sides of"
            " one of them.",
        )
        yield Field(
            f"{name}_complete",
            "boolean",
            "Whether that is all: the year is covered, and each such event of the source that may"
            " lie in it has participants of two states and a year. Else it is the least.",
            required=True,
        )


DYAD_YEARS: Final = Table(
    "dyad_years",
    "Dyad-years",
    "Two states in a year, as one source tells of them; take one source, never the sum of several."
    " A dyad is undirected: state_a has the lower number of the Correlates of War, and what each"
    " owes the other has columns of its own. Of a dyad of which a source tells anything, all years"
    " stand here that the source covers and in which both were states, and other years with"
    " something told. A dyad of which a source tells nothing has no rows.",
    (
        Field("source", "string", "The source that tells.", required=True),
        Field("state_a", "string", "The state with the lower number, by key.", required=True),
        Field("state_b", "string", "The other state, by key.", required=True),
        Field("year", "integer", "The year; astronomical before Christ.", required=True),
        Field("cow_a", "integer", "The number of state_a (Correlates of War).", required=True),
        Field("cow_b", "integer", "The number of state_b.", required=True),
        Field(
            "both_states",
            "boolean",
            "Whether both were in the state system on a day of the year: by the periods of the"
            " Correlates of War that the graph has, else by those of Gleditsch and Ward, from 1816"
            " on.",
            required=True,
        ),
        Field(
            "covers_alliances",
            "boolean",
            "Whether the source declares to cover alliances of both for the whole year.",
            required=True,
        ),
        Field(
            "covers_events",
            "boolean",
            "Whether the source declares to cover events of both for the whole year.",
            required=True,
        ),
        Field("treaties", "string", "The treaties that bind them, or may.", many=True),
        Field(
            "allied",
            "boolean",
            "Whether a treaty bound one to the other on a day of the year. True is certain, false"
            " is certainly not by this source; empty is possible, or not covered.",
        ),
        *(
            Field(
                f"{who}_owes_{kind}",
                "boolean",
                f"Whether state_{who} owed the other {kind} on a day of the year. Empty is"
                " possible, or not covered.",
            )
            for who in "ab"
            for kind in OBLIGATIONS
        ),
        *_count_fields(),
    ),
    ("source", "state_a", "state_b", "year"),
    _rows,
    (
        Link("source", "sources", "source"),
        Link("state_a", "actors", "actor"),
        Link("state_b", "actors", "actor"),
    ),
)
