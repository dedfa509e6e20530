"""Safe writing: one writer at a time, bytes that outlive a power cut, disk faults in plain words.

What is written, and in which order, is left to `store`.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from alliancekg.errors import EngineError, LockedError

try:
    import fcntl
except ImportError:  # Windows has none; a store can still be read there
    fcntl = None  # type: ignore[assignment]

_REFUSED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: process, machine, since when (UTC, ISO 8601), and what it runs."""

    pid: int
    host: str
    since: str
    command: str

    def __str__(self) -> str:
        return f"'{self.command}', process {self.pid} on {self.host}, since {self.since}"


def now() -> str:
    """Return the time in UTC as ISO 8601 to the second: for ledgers and locks, never for data."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def holder(path: Path) -> Holder | None:
    """Return who is written in a lock file, or None if nobody is."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return Holder(
            int(facts["pid"]), str(facts["host"]), str(facts["since"]), str(facts["command"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def held(path: Path, command: str) -> Iterator[None]:
    """Hold the lock file for the length of a with block.

    The system frees the lock when its process ends, however it ends; the file stays, since to
    delete it could give two processes a lock each. Raises EngineError if another holds the lock.
    """
    if fcntl is None:
        raise EngineError(
            f"{path}: this system has no file locks (fcntl), so a store can be read here but not "
            "written. Fix: build on Linux, macOS or WSL, and copy the store"
        )
    with disk_faults(path, "open the lock"):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        who = Holder(os.getpid(), socket.gethostname(), now(), command)
        _take(descriptor, path, who)
        try:
            yield
        finally:
            if os.getpid() == who.pid:
                os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)  # frees the lock, unless a forked child holds a copy


def _take(descriptor: int, path: Path, who: Holder) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = holder(path)
        told = f"'{other.command}', since {other.since}" if other else ""
        raise LockedError(_busy(path, other), told) from None
    except OSError as error:
        raise EngineError(
            f"{path}: cannot lock: {error.strerror}. Fix: keep the store on a local disk"
        ) from error
    with disk_faults(path, "write the lock"):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, (json.dumps(asdict(who)) + "\n").encode())


def _busy(path: Path, who: Holder | None) -> str:
    if who is None:
        return f"{path}: another process is writing to the store. Fix: wait until it has ended"
    if who.host == socket.gethostname() and not _runs(who.pid):
        gone = "that process has ended, but one that it started still holds the lock"
        return f"{path}: the store is being written by {who} ({gone}). Fix: end that process"
    return f"{path}: the store is being written by {who}. Fix: wait until it has ended"


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def disk_faults(path: Path, doing: str) -> Iterator[None]:
    """Turn an OSError of the block into an EngineError that names the path and the remedy."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno == errno.ENOSPC or "No space left" in reason:
            fix = f"free some space ({_free(path)} MB are left), and run the command again"
        elif error.errno in _REFUSED or "Permission denied" in reason or "Read-only" in reason:
            fix = "let this user write there, or name another folder with --store"
        else:
            fix = "mend the cause, and run the command again"
        raise EngineError(f"{path}: cannot {doing}: {reason}. Fix: {fix}") from error


def _free(path: Path) -> int:
    while not path.exists() and path != path.parent:
        path = path.parent
    return shutil.disk_usage(path).free // 1_000_000


def sync(path: Path) -> None:
    """Bring a file's bytes, or a folder's names, to the disk (fsync)."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_synced(path: Path, text: str) -> None:
    """Write a new file, or write over an old one, and bring it to the disk."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def append_synced(path: Path, line: str) -> None:
    """Append a line to a file and bring it to the disk; an earlier line that was cut is closed."""
    with path.open("ab+") as stream:
        if stream.seek(0, os.SEEK_END):
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
        stream.write(line.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
