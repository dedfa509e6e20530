"""Whether the passages of a document still stand in a reader's copy of its text.

Only positions and digests are known here, not the text. Words, and not characters, are counted:
white space may differ between copies. A passage that is only pushed along by a change before it
is intact; one that stands in another order among its neighbours has moved.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import lcm
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, PREFIXES, record_iri

if TYPE_CHECKING:
    from pyoxigraph import Store

State = Literal["intact", "moved", "changed", "missing"]
# White space runs within a passage are single characters, but for a blank line or two: so many
# characters fewer may a passage have once its white space is collapsed.
_SLACK: Final = 6


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A passage as the graph has it: characters from 0, end exclusive; SHA-256 once collapsed."""

    start: int
    end: int
    key: str
    paragraph: str
    digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a passage. `position` is where it stands in the collapsed text, if it does."""

    span: Span
    state: State
    position: int | None = None


def spans(store: Store, source: str) -> list[Span]:
    """Return the passages of a source, in the order of the text; longer ones before their parts.

    Raises UsageError if the source is unknown or has no passages.
    """
    import pyoxigraph as px

    iri = px.NamedNode(record_iri("source", source))
    text = px.NamedNode(PREFIXES["oa"] + "hasSource")
    found = [
        _span(store, quad.subject, source)
        for quad in store.quads_for_pattern(None, text, iri, px.DefaultGraph())
        if isinstance(quad.subject, px.NamedNode)
    ]
    if not found:
        with_passages = sorted(
            {
                str(q.object).strip("<>").rpartition("/")[2]
                for q in store.quads_for_pattern(None, text, None, px.DefaultGraph())
            }
        )
        raise UsageError(
            f"no source '{source}' with passages; there are: {', '.join(with_passages) or 'none'}"
        )
    return sorted(found, key=lambda span: (span.start, -span.end, span.key))


def _span(store: Store, node: object, source: str) -> Span:
    import pyoxigraph as px

    def value(subject: object, iri: str) -> str:
        quads = store.quads_for_pattern(subject, px.NamedNode(iri), None, px.DefaultGraph())  # type: ignore[arg-type]
        return next((str(getattr(q.object, "value", "")) for q in quads), "")

    selector = px.NamedNode(value(node, PREFIXES["oa"] + "hasSelector"))
    key = str(node).strip("<>").removeprefix(record_iri("passage", source) + "/")
    return Span(
        int(value(selector, PREFIXES["oa"] + "start")),
        int(value(selector, PREFIXES["oa"] + "end")),
        key,
        value(node, AK + "paragraph"),
        value(node, AK + "textDigest"),
    )


def read_text(path: Path) -> str:
    """Return a copy of the text, UTF-8; raises UsageError if it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}:{line}: no UTF-8. Fix: save the text as UTF-8") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None


def verify(passages: Sequence[Span], text: str) -> list[Verdict]:
    """Return a verdict for each passage, in the order of the passages."""
    copy = _Copy(text)
    found: list[tuple[int, int] | None] = []
    shift = 0
    for span in passages:
        place = copy.find(span, shift)
        if place is not None:
            shift = place[0] - copy.collapsed(span.start)
        found.append(place)
    in_order = _in_order(passages, [place[0] if place else None for place in found])
    return [
        Verdict(span, _state(at, found, in_order, passages), place[0] if place else None)
        for at, (span, place) in enumerate(zip(passages, found, strict=True))
    ]


class _Copy:
    """A text with its white space collapsed, and where its words begin and end in it."""

    def __init__(self, text: str) -> None:
        words = [(m.start(), m.group()) for m in re.finditer(r"\S+", text)]
        self.text = " ".join(word for _, word in words)
        self.raw_starts = [start for start, _ in words]
        self.starts: list[int] = []
        at = 0
        for _, word in words:
            self.starts.append(at)
            at += len(word) + 1

    def collapsed(self, raw: int) -> int:
        """Return the collapsed position of a position in the text as it is."""
        word = bisect_right(self.raw_starts, raw) - 1
        return self.starts[word] + raw - self.raw_starts[word] if word >= 0 else 0

    def find(self, span: Span, shift: int) -> tuple[int, int] | None:
        """Return start and end in the collapsed text: near where it is expected, or anywhere."""
        expected = self.collapsed(span.start)
        for start in self._starts(expected, shift):
            for end in range(
                start + span.end - span.start, start + span.end - span.start - _SLACK, -1
            ):
                if end <= start or end > len(self.text):
                    continue
                if hashlib.sha256(self.text[start:end].encode()).hexdigest() == span.digest:
                    return start, end
        return None

    def _starts(self, expected: int, shift: int) -> Iterator[int]:
        yield from dict.fromkeys((expected, expected + shift))
        # A passage may begin inside what white space bounds, as at a dash or behind it.
        inner = [at for m in re.finditer(r"[—–(“]", self.text) for at in m.span()]
        yield from sorted({*self.starts, *inner}, key=lambda start: abs(start - expected - shift))


def _in_order(passages: Sequence[Span], positions: Sequence[int | None]) -> set[int]:
    """Return the indices of the passages that kept their order, the others having moved.

    Of all ways to say what moved, the one with the fewest paragraphs: each paragraph weighs the
    same, shared out among its passages.
    """
    count = Counter(span.paragraph for span in passages)
    shares = lcm(*count.values())
    best: list[
        tuple[int, int | None]
    ] = []  # the heaviest rising run that ends here; what is before
    for at, position in enumerate(positions):
        runs = [
            (best[i][0], i)
            for i in range(at)
            if position is not None and (other := positions[i]) is not None and other <= position
        ]
        weight, before = max(runs, default=(0, None), key=lambda run: run[0])
        own = shares // count[passages[at].paragraph] if position is not None else 0
        best.append((weight + own, before))
    chosen: set[int] = set()
    step: int | None = max(range(len(best)), key=lambda at: best[at][0], default=None)
    while step is not None and positions[step] is not None:
        chosen.add(step)
        step = best[step][1]
    return chosen


def _state(
    at: int,
    found: Sequence[tuple[int, int] | None],
    in_order: set[int],
    passages: Sequence[Span],
) -> State:
    if found[at] is not None:
        return "intact" if at in in_order else "moved"
    span = passages[at]
    earlier = [found[i] for i in in_order if passages[i].end <= span.start]
    later = [found[i] for i in in_order if passages[i].start >= span.end]
    low = max((place[1] for place in earlier if place), default=0)
    high = min((place[0] for place in later if place), default=None)
    # What lies between its neighbours is the passage in other words, if there is enough of it.
    room = (high if high is not None else low + span.end - span.start) - low
    return "changed" if room >= (span.end - span.start) / 2 else "missing"
