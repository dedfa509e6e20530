"""Whether the passages of a document still stand in a reader's copy of its text.

Only positions and digests are known here, not the text. White space may differ between copies, so
that words are compared and lengths only estimated. A passage that is only pushed along by a change
before it is intact; one that stands in another order among its neighbours has moved.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import lcm
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from alliancekg import engines
from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, PREFIXES, record_iri

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.results import Term

State = Literal["intact", "moved", "changed", "missing"]
_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+|\S")
_NEAR: Final = 24  # characters by which a passage may be away from where its neighbours put it


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A passage as the graph has it: characters from 0, end exclusive; SHA-256 once collapsed."""

    start: int
    end: int
    key: str
    paragraph: str
    digest: str

    def __len__(self) -> int:
        return self.end - self.start

    def is_beside(self, other: Span) -> bool:
        """Return whether the two share no character."""
        return other.end <= self.start or other.start >= self.end


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a passage. `place` is where the copy has it: start and end, if it does."""

    span: Span
    state: State
    place: tuple[int, int] | None = None


def spans(engine: Engine, source: str) -> list[Span]:
    """Return the passages of a source, in the order of the text; longer ones before their parts.

    Raises UsageError if the source is unknown or has no passages.
    """
    oa = PREFIXES["oa"]
    found = engines.rows(
        engine,
        f"SELECT ?node ?from ?to ?paragraph ?digest {{ ?node <{oa}hasSource>"
        f" <{record_iri('source', source)}> ; <{oa}hasSelector> ?at ; <{AK}textDigest> ?digest"
        f" . ?at <{oa}start> ?from ; <{oa}end> ?to"
        f" OPTIONAL {{ ?node <{AK}paragraph> ?paragraph }} }}",
    )
    if not found:
        rows = engines.rows(engine, f"SELECT DISTINCT ?of {{ ?node <{oa}hasSource> ?of }}")
        there = ", ".join(sorted(_value(of).rpartition("/source/")[2] for (of,) in rows)) or "none"
        raise UsageError(f"no source '{source}' with passages; there are: {there}")
    start = f"{record_iri('passage', source)}/"
    passages = []
    for row in found:
        node, first, end, paragraph, digest = map(_value, row)
        passages.append(Span(int(first), int(end), node.removeprefix(start), paragraph, digest))
    return sorted(passages, key=lambda span: (span.start, -span.end, span.key))


def _value(term: Term | None) -> str:
    return "" if term is None else str(getattr(term, "value", term))


def read_text(path: Path) -> str:
    """Return a copy of the text, UTF-8; raises UsageError if it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}:{line}: is not UTF-8. Fix: save the text as UTF-8") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None


def verify(passages: Sequence[Span], text: str) -> list[Verdict]:
    """Return a verdict for each passage; they are expected, and returned, in the order of `spans`.

    A passage has changed if between those around it that kept their order there is room for it,
    else it is missing.
    """
    found = _find(passages, _Copy(text))
    kept = _in_order(passages, found)
    end = len(text.rstrip())
    verdicts = []
    for at, span in enumerate(passages):
        if at in found:
            verdicts.append(Verdict(span, "intact" if at in kept else "moved", found[at]))
        else:
            is_there = _has_room(at, passages, found, kept, end)
            verdicts.append(Verdict(span, "changed" if is_there else "missing"))
    return verdicts


_Found = Mapping[int, tuple[int, int]]  # number of a passage to its start and end in the copy


class _Copy:
    """A text as tokens, words and single marks, at whose edges passages begin and end.

    Offsets of three kinds: in the text as it is, and in characters and bytes once collapsed.
    """

    def __init__(self, text: str) -> None:
        self.raw = [match.span() for match in _TOKEN.finditer(text)]
        self._bytes = " ".join(text.split()).encode()
        self._starts, self._ends, self._cuts = list[int](), list[int](), list[tuple[int, int]]()
        chars = octets = before = 0
        for start, end in self.raw:
            blank = int(start > before and chars > 0)
            self._starts.append(chars + blank)
            cut = octets + blank
            chars += blank + end - start
            octets = cut + len(text[start:end].encode())
            self._ends.append(chars)
            self._cuts.append((cut, octets))
            before = end

    def near(self, start: int) -> list[int]:
        """Return the tokens that begin about a position of the text, the nearest first."""
        tokens = range(*(bisect_left(self.raw, (start + way, 0)) for way in (-_NEAR, _NEAR)))
        return sorted(tokens, key=lambda token: abs(self.raw[token][0] - start))

    def pieces(
        self, begins: Iterable[int], lengths: Sequence[bool]
    ) -> Iterator[tuple[str, int, int]]:
        """Return digest, start and end of all that begins there and has such a length."""
        for first in begins:
            start, cut = self._starts[first], self._cuts[first][0]
            for last in range(first, len(self.raw)):
                length = self._ends[last] - start
                if length >= len(lengths):
                    break
                if lengths[length]:
                    piece = self._bytes[cut : self._cuts[last][1]]
                    yield hashlib.sha256(piece).hexdigest(), self.raw[first][0], self.raw[last][1]


def _lengths(spans_: Iterable[Span]) -> list[bool]:
    """Return by length whether a span may have it once its white space is collapsed."""
    possible: list[bool] = []
    for span in spans_:
        shortest = len(span) - len(span) // 32 - 4
        possible += [False] * (len(span) + 1 - len(possible))
        for length in range(max(shortest, 1), len(span) + 1):
            possible[length] = True
    return possible


def _find(passages: Sequence[Span], copy: _Copy) -> dict[int, tuple[int, int]]:
    """Return where the passages stand: near where those before them put them, or anywhere."""
    found: dict[int, tuple[int, int]] = {}

    def expected(at: int) -> int:
        last = [found[i][0] - passages[i].start for i in range(at) if i in found][-1:]
        return passages[at].start + sum(last)

    def is_free(at: int, start: int, end: int) -> bool:
        """Tell whether a place is not in the words of another passage, one that shares none."""
        inside = (passages[i] for i, place in found.items() if place[0] < end and place[1] > start)
        return not any(passages[at].is_beside(other) for other in inside)

    for at, span in enumerate(passages):
        for digest, start, end in copy.pieces(copy.near(expected(at)), _lengths([span])):
            if digest == span.digest and is_free(at, start, end):
                found[at] = start, end
                break
    lost = [at for at in range(len(passages)) if at not in found]
    elsewhere: dict[str, list[tuple[int, int]]] = {passages[at].digest: [] for at in lost}
    lengths = _lengths(passages[at] for at in lost)
    for digest, start, end in copy.pieces(range(len(copy.raw) if lost else 0), lengths):
        if digest in elsewhere:
            elsewhere[digest].append((start, end))
    equal = Counter(passages[at].digest for at in lost)
    for is_alone in (True, False):  # those of the same words are told apart by all others
        group = [at for at in lost if (equal[passages[at].digest] == 1) == is_alone]
        pairs = [
            (-len(passages[at]), abs(place[0] - expected(at)), at, place)
            for at in group
            for place in elsewhere[passages[at].digest]
        ]
        for _, _, at, place in sorted(pairs):
            if at not in found and is_free(at, *place):
                found[at] = place
    return found


def _in_order(passages: Sequence[Span], found: _Found) -> set[int]:
    """Return the passages that kept their order, by number, the others having moved.

    Of all ways to say what moved, the one with the fewest paragraphs: each paragraph weighs the
    same, shared out among those of its passages that were found.
    """
    order = sorted(found)
    if all(found[a][0] <= found[b][0] for a, b in pairwise(order)):
        return set(order)
    count = Counter(passages[at].paragraph for at in order)
    whole = lcm(*count.values())
    best: dict[int, tuple[int, int | None]] = {}  # weight of the best rising run to here; its last
    for at in order:
        before = [(best[i][0], i) for i in best if found[i][0] <= found[at][0]]
        weight, last = max(before, default=(0, None), key=lambda run: run[0])
        best[at] = weight + whole // count[passages[at].paragraph], last
    kept: set[int] = set()
    step: int | None = max(order, key=lambda at: best[at][0])
    while step is not None:
        kept.add(step)
        step = best[step][1]
    return kept


def _has_room(
    at: int, passages: Sequence[Span], found: _Found, kept: set[int], text_end: int
) -> bool:
    """Tell whether there is room for a lost passage where it should be.

    Between the nearest passages around it that kept their order, others may be lost too, those of a
    paragraph together. Whichever of these are still there, in other words: is the room filled as
    well with the passage as without it? Nothing is known of text behind the last passage.
    """
    span = passages[at]
    before = [i for i in kept if passages[i].end <= span.start]
    after = [i for i in kept if passages[i].start >= span.end]
    if not before and not after:
        return False
    low, low_now = max(((passages[i].end, found[i][1]) for i in before), default=(0, 0))
    last = max(other.end for other in passages)
    high, high_now = min(
        ((passages[i].start, found[i][0]) for i in after), default=(last, max(text_end, low_now))
    )
    beside = [
        (i, other)
        for i, other in enumerate(passages)
        if i not in kept and low <= other.start and other.end <= high and span.is_beside(other)
    ]
    lost = _together([other for i, other in beside if i not in found], span.paragraph)
    arrived = [
        p for i, p in found.items() if i not in kept and low_now <= p[0] and p[1] <= high_now
    ]
    unclaimed = high - low - len(span) - _union((other.start, other.end) for _, other in beside)
    room = high_now - low_now - _union(arrived) - unclaimed
    sums = 1  # bit n is set if some of the lost ones have n characters
    for ranges in lost:
        sums |= sums << _union(ranges)
    return _misfit(room - len(span), sums) <= _misfit(room, sums)


def _together(lost: Iterable[Span], paragraph: str) -> list[list[tuple[int, int]]]:
    """Return the ranges of what is lost or there together: of a paragraph, of overlapping ones."""
    groups: dict[tuple[str, int], list[tuple[int, int]]] = {}
    begin = reach = 0
    for span in lost:
        begin, reach = span.start if span.start >= reach else begin, max(reach, span.end)
        at = begin if span.paragraph == paragraph else 0
        groups.setdefault((span.paragraph, at), []).append((span.start, span.end))
    return list(groups.values())


def _union(ranges: Iterable[tuple[int, int]]) -> int:
    """Return how many characters the ranges cover."""
    covered = reach = 0
    for start, end in sorted(ranges):
        covered, reach = covered + max(0, end - max(start, reach)), max(reach, end)
    return covered


def _misfit(room: int, sums: int) -> int:
    """Return by how much a room differs from the sum that comes next to it."""
    if room < 0:
        return -room
    above = sums >> room
    below = room + 1 - (sums & ((1 << room + 1) - 1)).bit_length()
    return min(below, (above & -above).bit_length() - 1) if above else below
