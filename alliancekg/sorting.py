"""Lines in the order of their bytes, in bounded memory: sorted runs on the disk, then merged."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Final

RUN: Final = 100_000  # lines in memory


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
        while more := sorted(islice(waiting, run)):
            spans.append(_write(disk, more))
        yield from heapq.merge(*(_lines(disk, *span) for span in spans))


def _write(disk: IO[bytes], lines: Iterable[bytes]) -> tuple[int, int]:
    """Append lines, and return where they begin and end."""
    begin = disk.seek(0, 2)
    disk.writelines(lines)
    return begin, disk.tell()


def _lines(disk: IO[bytes], at: int, end: int, block: int = 1 << 16) -> Iterator[bytes]:
    """Yield the lines of a span; each span reads blocks of its own from the same file."""
    rest = b""
    while at < end:
        disk.seek(at)
        rest += disk.read(min(block, end - at))
        at += block
        whole = rest.split(b"\n")
        rest = whole.pop()
        yield from (line + b"\n" for line in whole)
