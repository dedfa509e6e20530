"""One load at a time, in a process of its own that can be ended; its folder is always removed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from alliancekg.serving import frames, jobs, loadjobs
from alliancekg.serving.loadjobs import LoadJob, LoadReply
from alliancekg.serving.workers import START, environment

_MODULE: Final = "alliancekg.commands.receiving"  # it knows the loaders, which this one must not
_END: Final = 3.0  # seconds that a process has to clean up

Told = Callable[[LoadReply], None]


class Turn:
    """The only turn to load, with a folder for its files; it is given back once."""

    def __init__(self, free: Callable[[], None]) -> None:
        """Make the folder; raises OSError."""
        self.folder = Path(tempfile.mkdtemp(prefix="alliancekg-load-"))
        (self.folder / loadjobs.FILES).mkdir()
        self._free = free

    @property
    def files(self) -> Path:
        """Return the folder for the files."""
        return self.folder / loadjobs.FILES

    def give_back(self) -> None:
        """Remove the folder, and let another load begin."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._free()


class Loading:
    """A load that has begun, and can be ended."""

    def __init__(self, turn: Turn, job: LoadJob, told: Told) -> None:
        """Begin; `told` is called once, on a thread, when the turn is given back already."""
        self._turn, self._told = turn, told
        self._job = replace(job, folder=str(turn.folder))
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._has_left = False
        # No daemon: the interpreter waits until the folder is removed.
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def leave(self) -> None:
        """End the load: it was published by now, or nothing has changed."""
        with self._lock:
            self._has_left = True
            if self._process is not None:
                self._process.terminate()

    def join(self) -> None:
        """Wait until nothing is left of it."""
        self._thread.join()

    def _run(self) -> None:
        try:
            reply = self._reply()
        finally:
            self._turn.give_back()
        self._told(reply)

    def _reply(self) -> LoadReply:
        ours, theirs = socket.socketpair()
        with ours:
            try:
                with theirs:
                    self._start(theirs)
            except OSError as error:  # no process can be made
                return LoadReply(jobs.ENGINE, f"no process can be started: {error}")
            try:
                return self._answered(ours)
            except TimeoutError:
                return LoadReply(jobs.TIME)
            except (EOFError, OSError, ValueError):
                return LoadReply(jobs.GONE if self._has_left else jobs.MEMORY)
            finally:
                self._end()

    def _start(self, theirs: socket.socket) -> None:
        with self._lock:
            self._process = subprocess.Popen(
                [sys.executable, "-m", _MODULE, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the server
                env={**environment(), "TMPDIR": self._job.folder},
            )
            if self._has_left:
                self._process.terminate()

    def _answered(self, ours: socket.socket) -> LoadReply:
        ours.settimeout(START)
        frames.send(ours, self._job.facts())
        facts, body = frames.receive(ours, time.monotonic() + self._job.seconds)
        return LoadReply(**facts, body=body)

    def _end(self) -> None:
        """End the process if it has not ended by itself, and leave nothing of it."""
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.2)
        self._process.terminate()
        try:
            self._process.wait(_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with self._lock:
            self._process = None


class Loads:
    """Gives the turn to load to one at a time."""

    def __init__(self) -> None:
        self._turn = threading.Semaphore()
        self._now: Loading | None = None

    def enter(self) -> Turn | None:
        """Return the turn, or None if another has it; raises OSError for a full disk."""
        if not self._turn.acquire(blocking=False):
            return None
        try:
            return Turn(self._turn.release)
        except OSError:
            self._turn.release()
            raise

    def begin(self, turn: Turn, job: LoadJob, told: Told) -> Loading:
        """Begin a load, which gives the turn back when it has ended."""
        self._now = Loading(turn, job, told)
        return self._now

    def close(self) -> None:
        """End the load that is going on, and wait until nothing is left of it."""
        if self._now is not None:
            self._now.leave()
            self._now.join()
