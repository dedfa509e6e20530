"""The embedded store: immutable generations of the graph, and a pointer to the current one.

    STORE/current                          the number of the current generation
    STORE/generations/000001/data/         its database; only ever opened read-only
    STORE/generations/000001/ledger.json   its counts, its digests, and where it is from
    STORE/history.jsonl                    each publication and rollback, a line each
    STORE/lock                             who is writing

A generation is written beside the others, as a draft, and becomes current by one atomic rename. A
crash, a full disk or a kill at any moment leaves the current generation as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alliancekg import history
from alliancekg.drafts import Draft
from alliancekg.errors import EngineError, UsageError
from alliancekg.generations import Generation, Ledger, remedy
from alliancekg.locking import disk_faults, held, now, sync, write_synced

KEEP: Final = 10
"""How many generations are kept, besides the current one and its parent; older ones are removed."""

_ROLLBACK: Final = "alliancekg rollback"
_OURS: Final = frozenset({"current", "current.new", "generations", "history.jsonl", "lock"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log: an event, and whether its generation is still there.

    `is_current` marks the last event of the current generation, and no other.
    """

    event: history.Event
    is_current: bool
    is_kept: bool


class Store:
    """A folder of generations; to make one of these neither reads nor writes anything."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folder = path / "generations"
        self._pointer = path / "current"
        self._history = path / "history.jsonl"

    def exists(self) -> bool:
        """Return whether a generation was ever published here; UsageError if this is a file."""
        self._refuse_file()
        return self._pointer.exists()

    def current(self) -> Generation:
        """Return the current generation.

        Raises UsageError if there is no graph yet, EngineError if there was one and it is damaged.
        """
        return self.at(self._current_number())

    def at(self, number: int) -> Generation:
        """Return the generation of that number; raises UsageError if it is not there."""
        if number not in self.numbers():
            there = ", ".join(str(n) for n in self.numbers()) or "none"
            if self.exists() and number == self._current_number():
                fix = remedy(self._folder / f"{number:06d}")
                raise EngineError(
                    f"{self._pointer}: points to generation {number}, which is not there; "
                    f"there are: {there}. Fix: {fix}"
                )
            raise UsageError(
                f"{self.path}: no generation {number}; there are: {there}. Fix: choose one of these"
            )
        return Generation.read(self._folder / f"{number:06d}")

    def numbers(self) -> list[int]:
        """Return the numbers of the generations that are kept, damaged ones too, sorted.

        Raises UsageError if the store is no folder, EngineError if it cannot be read.
        """
        self._refuse_file()
        with disk_faults(self._folder, "list the generations"):
            names = [p.name for p in self._folder.iterdir()] if self._folder.is_dir() else []
        return sorted(int(name) for name in names if name.isdecimal())

    def log(self) -> list[Entry]:
        """Return all publications and rollbacks, oldest first."""
        number = self._current_number() if self.exists() else None
        kept = set(self.numbers())
        events = self._events(number)
        last = max((i for i, event in enumerate(events) if event.number == number), default=-1)
        return [Entry(e, i == last, e.number in kept) for i, e in enumerate(events)]

    @contextmanager
    def writing(self, command: str, *, goes_on: bool = False) -> Iterator[Draft]:
        """Lock the store and give a draft; what is not published by the end of the block is gone.

        The draft is empty, or goes on from the current generation (`Draft.base`), which nobody can
        change meanwhile. `command` is what a second writer is told. Raises EngineError if another
        process writes or the folder cannot be written, UsageError if the folder holds other things
        than a store, or nothing to go on from.
        """
        self._refuse_file()
        self._make_folders()
        with held(self.path / "lock", command):
            self._sweep()
            base = self.current() if goes_on else None
            number = self._next_number()
            folder = self._folder / f".draft-{os.getpid()}-{number}"
            draft = Draft(folder, number, self._parent(), command, self._install, base)
            try:
                yield draft
            finally:
                draft.discard()

    def rollback(self, number: int | None = None) -> Generation:
        """Make a kept generation the current one, by default the one that it was made after.

        That is its parent; if the parent is gone, the last one published before it. Later
        generations stay. Raises UsageError if there is no such generation, EngineError if it is
        damaged.
        """
        if not self.numbers():
            raise self._nothing_yet()
        self._make_folders()
        with held(self.path / "lock", _ROLLBACK):
            target = self.at(self._previous() if number is None else number)
            target.check()
            self._log_current()
            self._point(target.number)
            ledger = target.ledger
            event = history.Event(
                "rolled back", target.number, now(), _ROLLBACK, ledger.note,
                ledger.quads, ledger.triples,
            )  # fmt: skip
            history.append(self._history, event)
        return target

    def _install(self, draft: Path, ledger: Ledger) -> Generation:
        """Give a finished draft its number, make it current, and remove what is too old."""
        target = self._folder / f"{ledger.number:06d}"
        self._log_current()
        with disk_faults(target, "publish the generation"):
            draft.rename(target)
            sync(self._folder)
        self._point(ledger.number)
        # The generation is published; what fails from here on is made good by the next writer.
        with suppress(EngineError):
            history.append(self._history, history.Event.published(ledger))
        self._prune(ledger)
        return Generation(target, ledger)

    def _point(self, number: int) -> None:
        fresh = self.path / "current.new"
        with disk_faults(self._pointer, "change the pointer"):
            write_synced(fresh, f"{number}\n")
            fresh.replace(self._pointer)
            sync(self.path)

    def _prune(self, ledger: Ledger) -> None:
        keep = {*self.numbers()[-KEEP:], ledger.number, ledger.parent}
        for number in self.numbers():
            if number not in keep:
                doomed = self._folder / f".old-{number}"
                with suppress(OSError):
                    (self._folder / f"{number:06d}").rename(doomed)
                shutil.rmtree(doomed, ignore_errors=True)

    def _sweep(self) -> None:
        """Remove what dead writers left; we hold the lock, so that no living one has a draft."""
        for pattern in (".draft-*", ".old-*"):
            for path in self._folder.glob(pattern):
                with disk_faults(path, "remove what an earlier run left"):
                    shutil.rmtree(path)

    def _log_current(self) -> None:
        """Log the current generation if its writer was killed before it could."""
        logged = history.read(self._history)
        for event in self._events(self._parent()):
            if event not in logged:
                history.append(self._history, event)

    def _events(self, current: int | None) -> list[history.Event]:
        events = history.read(self._history)
        if current is not None and all(event.number != current for event in events):
            events.append(history.Event.published(self.at(current).ledger))
        return events

    def _current_number(self) -> int:
        try:
            text = self._pointer.read_text(encoding="ascii")
            return int(text)
        except (FileNotFoundError, NotADirectoryError):
            raise self._nothing_yet() from None
        except (OSError, ValueError) as error:
            raise EngineError(
                f"{self._pointer}: the pointer cannot be read: {error}. Fix: {self._choose()}"
            ) from error

    def _nothing_yet(self) -> EngineError | UsageError:
        if self.numbers():
            return EngineError(
                f"{self._pointer}: no generation is marked as current. Fix: {self._choose()}"
            )
        return UsageError(f"{self.path}: no graph yet. Fix: run alliancekg build")

    def _choose(self) -> str:
        numbers = ", ".join(str(number) for number in self.numbers())
        return f"run alliancekg rollback with one of {numbers or 'none'}, or alliancekg build"

    def _parent(self) -> int | None:
        """Return the current generation's number if it is there and readable, else None."""
        with suppress(EngineError, UsageError):
            return self.current().number
        return None

    def _previous(self) -> int:
        current = self._current_number()
        with suppress(EngineError, UsageError):  # without its ledger a generation has no parent
            parent = self.at(current).ledger.parent
            if parent in self.numbers():
                return parent
        published = {event.number for event in history.read(self._history)}
        earlier = [n for n in self.numbers() if n < current and n in published]
        if not earlier:
            raise UsageError(f"{self.path}: no generation before {current}. Fix: {self._choose()}")
        return earlier[-1]

    def _next_number(self) -> int:
        used = [event.number for event in history.read(self._history)]
        return max([0, *used, *self.numbers()]) + 1

    def _make_folders(self) -> None:
        with disk_faults(self.path, "write the store"):
            if not self._folder.is_dir():
                self._refuse_strangers()
                self._folder.mkdir(parents=True, exist_ok=True)
                sync(self.path)
                sync(self.path.parent)

    def _refuse_file(self) -> None:
        if self.path.is_file():
            raise UsageError(
                f"{self.path}: this is a file; expected a folder. "
                "Fix: name a folder with --store or ALLIANCEKG_STORE"
            )

    def _refuse_strangers(self) -> None:
        """Refuse to make a store of a folder that holds other things, hidden files apart."""
        names = sorted(p.name for p in self.path.iterdir()) if self.path.is_dir() else []
        if others := [name for name in names if name not in _OURS and not name.startswith(".")]:
            raise UsageError(
                f"{self.path}: this is no store, it holds '{others[0]}'. "
                "Fix: name an empty or a new folder with --store"
            )
