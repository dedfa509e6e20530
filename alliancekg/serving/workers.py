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

_START: Final = 60.0  # seconds that a new process may take on a busy machine
_SECRET: Final = ("ALLIANCEKG_TOKEN", "ALLIANCEKG_USER", "ALLIANCEKG_PASSWORD")


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
        self.has_left = False

    def leave(self) -> None:
        """End the work, now or as soon as it begins."""
        with self._lock:
            self.has_left = True
            if self._worker is not None:
                self._worker.kill()

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
        environment = {name: text for name, text in os.environ.items() if name not in _SECRET}
        number = str(theirs.fileno())
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "alliancekg.serving.worker", number, str(memory)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the server, which lets them finish
                env=environment,
            )
        self._is_ready = False

    @property
    def pid(self) -> int:
        return self._process.pid

    def do(self, job: Job) -> Reply:
        """Return the reply. Raises TimeoutError, EOFError, OSError or ValueError."""
        if not self._is_ready:
            frames.receive(self._socket, time.monotonic() + _START)
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
        self._turns = threading.Semaphore(allowance.workers)
        self._lock = threading.Lock()
        self._waiting = 0
        self._is_closed = False
        self._free: queue.Queue[_Worker] = queue.Queue()
        for _ in range(allowance.workers + 1):
            self._free.put(_Worker(allowance.memory))

    @property
    def waiting(self) -> int:
        """How many wait for a worker."""
        return self._waiting

    @property
    def pids(self) -> list[int]:
        """The processes that are free."""
        return [worker.pid for worker in list(self._free.queue)]

    def do(self, job: Job, call: Call | None = None) -> Reply:
        """Return the reply to a job; what went wrong is in it, and nothing is raised.

        Waits for a free worker for as long as the job may take, and then for the job.
        """
        with self._lock:
            if self._is_closed or self._waiting >= self.allowance.waiting:
                return Reply(jobs.BUSY, "too many questions are waiting. Fix: ask again later")
            self._waiting += 1
        try:
            has_turn = self._turns.acquire(timeout=job.seconds)
        finally:
            with self._lock:
                self._waiting -= 1
        if not has_turn:
            return Reply(jobs.BUSY, "all workers are busy. Fix: ask again later")
        try:
            return self._do(job, call or Call())
        finally:
            self._turns.release()

    def _do(self, job: Job, call: Call) -> Reply:
        worker = self._free.get()
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
        if call.has_left or reply.fault == jobs.MEMORY:  # it was killed perhaps
            self._replace(worker)
            return Reply(jobs.GONE) if call.has_left else self._died()
        self._free.put(worker)
        return reply

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
            if not self._is_closed:
                self._free.put(_Worker(self.allowance.memory))

    def close(self) -> None:
        """End all processes; those that are at work are ended when their jobs are."""
        with self._lock:
            self._is_closed = True
        for _ in range(self.allowance.workers):  # waits for those at work
            self._turns.acquire()
        while not self._free.empty():
            self._free.get().close()
