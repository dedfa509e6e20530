"""The worker processes as the server sees them: who is free, who is ended, who replaces them.

A worker that passes a limit, dies, or works for a client that has left is killed, and another one
takes its place; one more than can be busy is always kept, so that nobody waits for a new one.
"""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Final

from alliancekg.serving import frames, jobs
from alliancekg.serving.jobs import Job, Reply
from alliancekg.serving.turns import Place, Turns

_PATIENCE: Final = 3  # how much longer than its work a job may wait for its turn
START: Final = 60.0
"""The seconds that a new process may take on a busy machine."""
_SECRET: Final = (
    *("ALLIANCEKG_TOKEN", "ALLIANCEKG_USER", "ALLIANCEKG_PASSWORD"),
    "ALLIANCEKG_LOAD_TOKEN",
)


def environment() -> dict[str, str]:
    """Return the environment of a process that is given work: without any secret."""
    return {name: text for name, text in os.environ.items() if name not in _SECRET}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What all jobs together, and each of them, may take.

    `workers` jobs are done at once, and `waiting` wait for that. Each has so many bytes of memory
    and so many seconds; its answer has at most so many rows, and `size` bytes.
    """

    workers: int = 2
    waiting: int = 64
    memory: int = 384 * 1024 * 1024
    seconds: float = 10.0
    rows: int = 100_000
    size: int = 50 * 1024 * 1024


class Call:
    """One job as its client sees it, who may leave at any time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._place: Place | None = None
        self.has_left = False

    def leave(self) -> None:
        """End the wait or the work, now or as soon as it begins."""
        with self._lock:
            self.has_left = True
            if self._place is not None:
                self._place.move()
            if self._worker is not None:
                self._worker.kill()

    def wait(self, place: Place, seconds: float) -> None:
        """Wait in the line, unless the client has left."""
        with self._lock:
            self._place = place
            if self.has_left:
                return
        place.wait(seconds)

    def begin(self, worker: _Worker) -> bool:
        """Tell whether the work is still wanted."""
        with self._lock:
            self._worker = worker
            return not self.has_left

    def end(self) -> None:
        """Let go of the worker, which is somebody else's now."""
        with self._lock:
            self._worker = None


class _Worker:
    """A process, and our end of the socket to it."""

    def __init__(self, memory: int) -> None:
        self._socket, theirs = socket.socketpair()
        number = str(theirs.fileno())
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "alliancekg.serving.worker", number, str(memory)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the server, which lets them finish
                env=environment(),
            )
        self._is_ready = False

    @property
    def pid(self) -> int:
        return self._process.pid

    def do(self, job: Job) -> Reply:
        """Return the reply. Raises TimeoutError, EOFError, OSError or ValueError."""
        if not self._is_ready:
            frames.receive(self._socket, time.monotonic() + START)
            self._is_ready = True
        until = time.monotonic() + job.seconds
        self._socket.settimeout(job.seconds)
        frames.send(self._socket, job.facts())
        facts, body = frames.receive(self._socket, until)
        return Reply(**facts, body=body)

    def kill(self) -> None:
        """End the process, whatever it does; the wait for its reply ends too."""
        self._process.kill()

    def close(self) -> None:
        """End the process and leave nothing of it."""
        self._process.kill()
        self._process.wait()
        self._socket.close()


class Workers:
    """Some processes that do jobs; `do` may be called by many threads."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.restarts = 0
        self._turns = Turns(allowance.workers)
        self._lock = threading.Lock()
        self._is_closed = False
        self._free: queue.Queue[_Worker | None] = queue.Queue()  # None is one that has to be made
        for _ in range(allowance.workers + 1):
            self._free.put(_Worker(allowance.memory))

    @property
    def waiting(self) -> int:
        """How many wait for a worker."""
        return self._turns.waiting

    @property
    def pids(self) -> list[int]:
        """The processes that are free."""
        return [worker.pid for worker in list(self._free.queue) if worker is not None]

    def do(self, job: Job, call: Call | None = None) -> Reply:
        """Return the reply to a job; what went wrong is in it, and nothing is raised.

        Waits for a free worker for three times as long as the job may take, and then for the job.
        """
        call = call or Call()
        place = None if self._is_closed else self._turns.enter(self.allowance.waiting)
        if place is None:
            return Reply(jobs.BUSY, "too many questions are waiting. Fix: ask again later")
        call.wait(place, job.seconds * _PATIENCE)
        if not self._turns.leave(place):
            if call.has_left:
                return Reply(jobs.GONE)
            return Reply(jobs.BUSY, "all workers are busy. Fix: ask again later")
        try:
            return self._do(job, call)
        finally:
            self._turns.give_back()

    def _do(self, job: Job, call: Call) -> Reply:
        try:
            worker = self._free.get() or _Worker(self.allowance.memory)
        except OSError as error:  # no process can be made
            self._free.put(None)
            return Reply(jobs.ENGINE, f"no worker can be started: {error}")
        if not call.begin(worker):
            self._free.put(worker)
            return Reply(jobs.GONE)
        try:
            reply = worker.do(job)
        except TimeoutError:
            self._replace(worker)
            return Reply(
                jobs.TIME,
                f"the question took more than {job.seconds:g} s and was given up."
                " Fix: ask for less",
            )
        except (EOFError, OSError, ValueError):
            self._replace(worker)
            return Reply(jobs.GONE) if call.has_left else self._died()
        finally:
            call.end()
        if call.has_left or reply.is_worn or reply.fault == jobs.MEMORY:
            self._replace(worker)  # it was killed perhaps
        else:
            self._free.put(worker)
        if call.has_left:
            return Reply(jobs.GONE)
        return self._died() if reply.fault == jobs.MEMORY else reply

    def _died(self) -> Reply:
        most = self.allowance.memory // (1024 * 1024)
        return Reply(
            jobs.MEMORY,
            f"the question needed more than {most} MB of memory, or broke the engine."
            " Fix: ask for less",
        )

    def _replace(self, worker: _Worker) -> None:
        worker.close()
        with self._lock:
            self.restarts += 1
        try:
            self._free.put(None if self._is_closed else _Worker(self.allowance.memory))
        except OSError:
            self._free.put(None)

    def close(self) -> None:
        """End all processes; those that are at work are ended when their jobs are."""
        self._is_closed = True
        for _ in range(self.allowance.workers):  # waits for those at work
            if place := self._turns.enter(self.allowance.workers):
                place.wait(self.allowance.seconds + START)
        while not self._free.empty():
            if (worker := self._free.get()) is not None:
                worker.close()
