"""Sorting in bounded memory: the same lines, in the order of their bytes."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from alliancekg.sorting import ordered


@pytest.mark.parametrize("run", [1, 2, 7, 100, 1000])
def test_lines_come_in_the_order_of_their_bytes_whatever_fits_in_memory(run: int) -> None:
    chance = random.Random(3)
    lines = [
        bytes(chance.choices(b"abc\xc3\xa9", k=chance.randrange(9))) + b"\n" for _ in range(99)
    ]
    assert list(ordered(lines, run)) == sorted(lines)


def test_a_run_longer_than_a_block_of_the_disk_is_read_whole() -> None:
    lines = [f"{number:>400000}\n".encode() for number in (3, 1, 2, 1, 5, 4, 0)]
    assert list(ordered(lines, 3)) == sorted(lines)


def test_nothing_gives_nothing() -> None:
    assert list(ordered([], 2)) == []


def test_memory_does_not_grow_with_the_lines() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in ordered((f"{at * 7919 % count:0199}\n".encode() for at in range(count)), 100):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(64_000) < 1.2 * peak(16_000)
