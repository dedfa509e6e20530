"""What a format has no words for: found while statements pass by, and refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import pyoxigraph as px

from alliancekg.errors import UsageError

_NAMED: Final = 3  # of many problems, so many are told
_SHOWN: Final = 200  # characters of a statement


def sayable(
    quads: Iterable[px.Quad], format_: str, problem: Callable[[px.Quad], str], instead: str
) -> Iterator[px.Quad]:
    """Yield all quads, and then raise UsageError if a format cannot say some of them.

    `problem` says what of a statement cannot be said, or is empty. The message has the number of
    such statements and the first few problems in their order, whatever the order of the quads.
    Whoever writes must take all quads first.
    """
    count, first = 0, list[str]()
    for quad in quads:
        if found := problem(quad):
            count += 1
            if found not in first:
                first = sorted([*first, found])[:_NAMED]
        yield quad
    if count:
        raise UsageError(
            f"{format_}: has no words for {count} statement{'s' * (count > 1)}: {'; '.join(first)}"
            f"{', …' * (count > len(first))}; expected what the format can hold. Fix: write another"
            f" format, such as {instead}"
        )


def shown(quad: px.Quad) -> str:
    """Return a statement for a message, its end left out if it is long."""
    text = str(quad.triple)
    return f"'{text}'" if len(text) <= _SHOWN else f"'{text[:_SHOWN]}…'"
