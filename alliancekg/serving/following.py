"""Which generation of the store is served: the current one, read anew when the pointer changes."""

from __future__ import annotations

import threading

from alliancekg.generations import Generation
from alliancekg.store import Store


class Following:
    """The generation that a question which comes now is answered from."""

    def __init__(self, store: Store, number: int | None = None) -> None:
        """Follow the current generation of a store, or keep to the one of that number."""
        self._store, self._number = store, number
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._found: Generation | None = None

    def now(self) -> Generation:
        """Return the generation; raises UsageError if there is none, EngineError if it is broken.

        A pointer that is replaced is another file, so that to look at it costs nearly nothing.
        """
        with self._lock:
            seen = self._pointer()
            if self._found is None or seen != self._seen:
                store = self._store
                at = self._number
                self._found = store.current() if at is None else store.at(at)
                self._seen = seen
            return self._found

    def forget(self) -> None:
        """Read the ledger anew at the next question: the generation that was read is gone."""
        with self._lock:
            self._found = None

    def _pointer(self) -> tuple[int, int] | None:
        try:
            found = (self._store.path / "current").stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns
