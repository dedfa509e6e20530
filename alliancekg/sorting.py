"""Lines in the order of their bytes, in bounded memory: sorted runs on the disk, then merged."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Final

from alliancekg.batching import batches

RUN: Final = 100_000  # lines in memory
_BLOCK: Final = 1_000  # lines that are written at once
_WAYS: Final = 64  # spans that are merged at a time


def ordered(lines: Iterable[bytes], run: int = RUN) -> Iterator[bytes]:
    r"""Yield lines, each with its line feed, sorted; equal lines stay as many as they are.

    >>> list(ordered([b"c\n", b"a\n", b"b\n"], run=2))
    [b'a\n', b'b\n', b'c\n']
    """
    waiting = iter(lines)
    first = sorted(islice(waiting, run))
    if len(first) < run:
        yield from first
        return
    with tempfile.TemporaryFile() as disk:
        spans = [_write(disk, first)]
        first.clear()
        while span := _run(disk, waiting, run):
            spans.append(span)
        while len(spans) > _WAYS:  # each span that is read takes memory
            merged = _write(disk, _merged(disk, spans[:_WAYS]))
            spans = [*spans[_WAYS:], merged]
        yield from _merged(disk, spans)


def _run(disk: IO[bytes], waiting: Iterator[bytes], run: int) -> tuple[int, int] | None:
    """Append the next lines, sorted; nothing of them stays in memory."""
    lines = sorted(islice(waiting, run))
    return _write(disk, lines) if lines else None


def _merged(disk: IO[bytes], spans: Iterable[tuple[int, int]]) -> Iterator[bytes]:
    return heapq.merge(*(_lines(disk, *span) for span in spans))


def _write(disk: IO[bytes], lines: Iterable[bytes]) -> tuple[int, int]:
    """Append lines, which may be read from the same file; return where they begin and end."""
    begin = end = disk.seek(0, 2)
    for block in batches(lines, _BLOCK):
        disk.seek(end)
        disk.writelines(block)
        end = disk.tell()
    return begin, end


def _lines(disk: IO[bytes], at: int, end: int, block: int = 1 << 15) -> Iterator[bytes]:
    """Yield the lines of a span; each span reads blocks of its own from the same file."""
    rest = b""
    while at < end:
        disk.seek(at)
        rest += disk.read(min(block, end - at))
        at += block
        whole = rest.split(b"\n")
        rest = whole.pop()
        yield from (line + b"\n" for line in whole)
