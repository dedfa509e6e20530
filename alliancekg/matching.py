"""Pairs of records of different sources that may be one thing, for somebody to review.

Nothing is merged and nothing is written. Records are compared only where a block brings them
together (an item of Wikidata, a number, a rare word, an actor and near first days), and blocks are
limited, so that the work grows with the graph and not with its square.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from alliancekg.likeness import EXACT, Facts, Reason, reasons

LEAST: Final = 4  # points
_FULL: Final = 60  # records of a word or a number; one that has more tells nothing
_NEAR: Final = 100  # records of a source and an actor that are compared with one of another source

_Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that may be one thing. The subject is of the source that has the better rank."""

    subject: Facts
    object: Facts
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """The points of all reasons."""
        return sum(reason.points for reason in self.reasons)

    @property
    def why(self) -> str:
        """The reasons in words."""
        return "; ".join(reason.text for reason in self.reasons)


@dataclass(slots=True)
class Left:
    """What was not compared, since too many records stand together."""

    words: int = 0
    days: int = 0


@dataclass(slots=True)
class Matcher:
    """Compares records; `linked` are the pairs of ids that links or other statements hold."""

    facts: Sequence[Facts]
    linked: frozenset[frozenset[str]]
    days: int = 3
    source: str = ""  # one of the two must be of it
    left: Left = field(default_factory=Left)

    def candidates(self) -> list[Candidate]:
        """Return the pairs that have enough points, the most first, then by their ids."""
        found = (self._candidate(a, b) for a, b in sorted(set(self._pairs())))
        kept = [each for each in found if each]
        return sorted(kept, key=lambda c: (-c.points, c.subject.ref, c.object.ref))

    def _candidate(self, first: int, second: int) -> Candidate | None:
        a, b = self.facts[first], self.facts[second]
        if frozenset((str(a.ref), str(b.ref))) in self.linked:
            return None
        why = reasons(a, b, self.days)
        if sum(reason.points for reason in why) < LEAST:
            return None
        subject, other = sorted((a, b), key=lambda f: (f.rank, f.ref))
        return Candidate(subject, other, why)

    def _pairs(self) -> Iterator[_Pair]:
        for pair in (*self._alike(), *self._near()):
            a, b = (self.facts[at] for at in pair)
            is_apart = a.ref.kind == b.ref.kind and not a.sources & b.sources
            if is_apart and (not self.source or self.source in a.sources | b.sources):
                yield pair

    def _alike(self) -> Iterator[_Pair]:
        """Yield the pairs that have an item of Wikidata, a number or a word in common."""
        blocks: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for at, facts in enumerate(self.facts):
            kinds = (("item", facts.wikidata), ("number", facts.identifiers), ("word", facts.words))
            for name, values in kinds:
                for value in values:
                    blocks[facts.ref.kind, name, value].append(at)
        for members in blocks.values():
            if len(members) > _FULL:
                self.left.words += 1
            else:
                yield from combinations(members, 2)

    def _near(self) -> Iterator[_Pair]:
        """Yield the pairs of two sources that share an actor and may begin on near days."""
        for blocks in self._by_actor().values():
            for one, two in combinations(sorted(blocks), 2):
                fewer, more = sorted((blocks[one], blocks[two]), key=len)
                yield from self._around(fewer, more)

    def _by_actor(self) -> dict[tuple[str, str], dict[str, list[int]]]:
        """Return the records that are dated well, by kind and actor, by source, in their order."""
        found: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        dated = [at for at, facts in enumerate(self.facts) if facts.is_dated]
        for at in sorted(dated, key=self._first):
            facts = self.facts[at]
            for actor in facts.actors:
                found[facts.ref.kind, actor][min(facts.sources)].append(at)
        return found

    def _around(self, fewer: Iterable[int], more: Sequence[int]) -> Iterator[_Pair]:
        firsts = [self._first(at) for at in more]
        for at in fewer:
            begin = self.facts[at].begin
            assert begin is not None
            low = bisect_left(firsts, begin[0] - self.days - EXACT)
            high = bisect_right(firsts, begin[1] + self.days)
            if high - low > _NEAR:
                self.left.days += 1
                # The nearest of them: those that begin around the same first day.
                middle = bisect_left(firsts, begin[0])
                low, high = max(low, middle - _NEAR // 2), min(high, middle + _NEAR // 2)
            for other in more[low:high]:
                yield min(at, other), max(at, other)

    def _first(self, at: int) -> int:
        begin = self.facts[at].begin
        assert begin is not None
        return begin[0]
