"""Answers that were given lately: a question that many ask is worked on once for a generation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MOST: Final = 32 * 1024 * 1024
"""The bytes of all that is kept."""

LARGEST: Final = 2 * 1024 * 1024
"""The bytes of an answer that is kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given: its bytes, and the headers that belong to it."""

    body: bytes
    headers: Mapping[str, str]


class Kept:
    """Answers by their tag, which holds for one state of the graph."""

    def __init__(self, most: int = MOST, largest: int = LARGEST) -> None:
        self._most, self._largest = most, largest
        self._found: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()
        self._size = 0

    def get(self, tag: str) -> Answer | None:
        """Return the answer of that tag, if it is kept."""
        with self._lock:
            if tag in self._found:
                self._found.move_to_end(tag)
            return self._found.get(tag)

    def put(self, tag: str, answer: Answer) -> None:
        """Keep an answer, and let others go that have not been asked for lately."""
        size = self._counted(answer)
        if size > self._largest:
            return
        with self._lock:
            if tag not in self._found:
                self._found[tag] = answer
                self._size += size
            while self._size > self._most:
                _, gone = self._found.popitem(last=False)
                self._size -= self._counted(gone)

    @staticmethod
    def _counted(answer: Answer) -> int:
        """Return the bytes that an answer takes, about a thousand of them for what is around it."""
        return len(answer.body) + 1024
