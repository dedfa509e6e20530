"""How alike two records of different sources are, and why: points for each reason, never a verdict.

Which records are compared is left to `matching`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, NamedTuple

from alliancekg.records import Ref

EXACT: Final = 31  # days: a first day that is known no better than this is of no use
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
# Words that many labels have and that tell no record from another.
_EMPTY: Final = frozenset(
    (
        *("alliance", "alliances", "and", "as", "at", "atop", "between", "by", "conflict", "cow"),
        *("crisis", "dispute", "episode", "event", "for", "from", "general", "government", "in"),
        *("interstate", "militarized", "minister", "mr", "mrs", "of", "on", "or", "president"),
        *("prime", "secretary", "state", "states", "sums", "the", "to", "treaty", "up", "war"),
        *("wikidata", "with", "jr", "its"),
    )
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a record, as far as records are compared by it.

    `begin` is the first and the last day on which it can begin, `until` the last on which it can
    end, None where that is not known. `rank` is that of its best source.
    """

    ref: Ref
    label: str
    sources: frozenset[str]
    rank: int = 9
    types: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    wikidata: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    begin: tuple[int, int] | None = None
    until: int | None = None

    @property
    def is_dated(self) -> bool:
        """Tell whether the first day is known to a month or better."""
        return self.begin is not None and self.begin[1] - self.begin[0] < EXACT


class Reason(NamedTuple):
    """Why two records may be one thing, in words, and how many points that gives."""

    points: int
    text: str


def words(*labels: str) -> frozenset[str]:
    """Return the words of labels that tell one record from another: no marks, no capitals.

    >>> sorted(words("Seizure of USS Pueblo")), sorted(words("Militarized interstate dispute 347"))
    (['pueblo', 'seizure', 'uss'], [])
    """
    plain = unicodedata.normalize("NFKD", " ".join(labels)).encode("ascii", "ignore").decode()
    return frozenset(_WORD.findall(plain.lower())) - _EMPTY


def reasons(a: Facts, b: Facts, days: int) -> tuple[Reason, ...]:
    """Return why two records may be one thing, the strongest first; nothing if they cannot be.

    They cannot if the one is over before the other begins, unless both have one item of Wikidata.
    """
    items = a.wikidata & b.wikidata
    when = _when(a, b, days)
    if not items and (when is None or (a.wikidata and b.wikidata)):
        return ()
    found = [
        Reason(6, f"same item of Wikidata: {_some(items)}") if items else None,
        when,
        _identifiers(a, b),
        _actors(a, b),
        _words(a, b),
        Reason(1, f"same type: {_some(a.types & b.types)}") if a.types & b.types else None,
    ]
    return tuple(sorted((r for r in found if r and r.points), key=lambda r: -r.points))


def _when(a: Facts, b: Facts, days: int) -> Reason | None:
    """Return what the times say, no points if one of them is not known, None if they exclude."""
    if a.begin is None or b.begin is None:
        return Reason(0, "")
    gap = max(a.begin[0] - b.begin[1], b.begin[0] - a.begin[1], 0)
    if a.is_dated and b.is_dated and gap <= days:
        if a.begin == b.begin and a.begin[0] == a.begin[1]:
            return Reason(3, "same first day")
        near = f"first days at most {days} days apart" if gap else "first days can be the same"
        return Reason(2, near)
    if _is_over(a, b.begin[0]) or _is_over(b, a.begin[0]):
        return None
    return Reason(1, "times can overlap")


def _is_over(facts: Facts, day: int) -> bool:
    return facts.until is not None and facts.until < day


def _identifiers(a: Facts, b: Facts) -> Reason | None:
    """Return a reason if both have one number, of which lists have many by chance."""
    shared = a.identifiers & b.identifiers
    return Reason(1, f"same identifier: {_some(shared)}") if shared else None


def _actors(a: Facts, b: Facts) -> Reason | None:
    shared = a.actors & b.actors
    return Reason(min(len(shared), 2), f"both with {_some(shared)}") if shared else None


def _words(a: Facts, b: Facts) -> Reason | None:
    shared = a.words & b.words
    if not shared:
        return None
    part = len(shared) / min(len(a.words), len(b.words))
    points = 3 if part == 1 else 2 if part >= 0.5 else 1
    return Reason(points, f"words in common: {_some(shared)}")


def _some(names: frozenset[str]) -> str:
    """Return names in their order, the first five of many."""
    shown = sorted(names)
    return ", ".join(shown[:5]) + (", …" if len(shown) > 5 else "")
