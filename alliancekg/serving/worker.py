"""A worker process: takes jobs from the server one after the other, and has no way out to others.

    python -m alliancekg.serving.worker SOCKET MEMORY

SOCKET is the number of an open socket, MEMORY the bytes that a job may take.
"""

from __future__ import annotations

import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyoxigraph as px

from alliancekg.errors import EngineError
from alliancekg.generations import Generation
from alliancekg.guard import STACK
from alliancekg.serving import confining, frames, jobs
from alliancekg.serving.answering import answer
from alliancekg.serving.jobs import Job, Reply

_WORN: Final = 0.4  # of the memory of a job: what a worker may keep of the jobs that it has done
_LATE: Final = 10.0  # seconds after which the kernel ends what the server should have ended


class _Opened:
    """The generation that is open; another one is opened when a job wants it."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._path = ""
        self._store: px.Store | None = None
        self._used = 0

    def store(self, path: str) -> px.Store:
        """Return the database of the generation in a folder, read-only; raises EngineError.

        What may be used is counted from when the first one is open.
        """
        if self._store is None or path != self._path:
            is_first = self._store is None
            self._store = Generation.read(Path(path)).open()
            self._path = path
            if is_first:
                self._used = confining.used()
                # The thread of the engine has a large stack, which it hardly uses.
                confining.limit_memory(confining.reserved() + self._memory + STACK)
        return self._store

    @property
    def is_worn(self) -> bool:
        """Whether much of the memory is still used for jobs that are done."""
        return confining.used() - self._used > self._memory * _WORN


def work(server: socket.socket, memory: int) -> None:
    """Do jobs until the server is gone."""
    confining.refuse_cores()
    confining.forbid_connections()
    opened = _Opened(memory)
    frames.send(server, {"is_ready": True})
    while True:
        facts, _ = frames.receive(server)
        job = Job.of(facts)
        confining.end_after(job.seconds + _LATE)
        reply = _reply(opened, job)
        confining.end_after(0)
        if opened.is_worn:
            reply = replace(reply, is_worn=True)
        frames.send(server, reply.facts(), reply.body)


def _reply(opened: _Opened, job: Job) -> Reply:
    try:
        store = opened.store(job.generation)
    except EngineError as error:
        return Reply(jobs.ENGINE, str(error), lost=True)
    return answer(store, job)


def main(arguments: list[str]) -> None:
    """Work for the server at the other end of the socket."""
    with socket.socket(fileno=int(arguments[0])) as server:
        try:
            work(server, int(arguments[1]))
        except (EOFError, OSError):  # the server is gone
            return


if __name__ == "__main__":
    main(sys.argv[1:])
