"""Questions of requests put to the workers: while one is worked on, the client may leave."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final, TypeVar
from weakref import WeakValueDictionary

import anyio
import anyio.to_thread
from starlette.requests import Request

import alliancekg
from alliancekg.errors import AllianceKGError
from alliancekg.generations import Generation
from alliancekg.serving import jobs
from alliancekg.serving.following import Following
from alliancekg.serving.jobs import Job, Reply
from alliancekg.serving.keeping import Kept
from alliancekg.serving.leaving import done_or_left
from alliancekg.serving.problems import Refused, of_reply
from alliancekg.serving.telemetry import Telemetry
from alliancekg.serving.workers import Call, Workers

T = TypeVar("T")
_LOG: Final = logging.getLogger("alliancekg.serving")


class Evaluator:
    """Puts jobs to the workers, on the generation that is current when they come."""

    def __init__(self, workers: Workers, following: Following, telemetry: Telemetry) -> None:
        self.workers, self._following, self._telemetry = workers, following, telemetry
        self.kept = Kept()
        self._being_made: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        most = workers.allowance.workers + workers.allowance.waiting + 2
        self._threads = anyio.CapacityLimiter(most)

    def generation(self) -> Generation:
        """Return the generation that is current now; raises Refused if there is none."""
        try:
            found = self._following.now()
        except AllianceKGError as error:
            _LOG.error("the store cannot be read", extra={"facts": {"fault": str(error)}})
            raise of_reply(Reply(jobs.ENGINE)) from None
        self._telemetry.generation.set(found.number)
        return found

    def forget(self) -> None:
        """Look anew which generation is current: the one that was is gone."""
        self._following.forget()

    async def answer(self, request: Request, generation: Generation, job: Job) -> Reply:
        """Return the whole answer to a request; raises Refused for any fault.

        If the client leaves, the work is ended. An answer from another generation than the one that
        was given counts as one that varies: it must not be kept by a tag of that one.
        """
        reply = await self._tried(request, generation, job)
        if reply.lost:  # removed since, as only old generations are
            self.forget()
            again = await self._tried(request, self.generation(), job)
            reply = replace(again, varies=True)
        self._telemetry.answered(reply)
        if reply.fault:
            raise self.refusal(reply)
        return reply

    @staticmethod
    def refusal(reply: Reply) -> Refused:
        """Return what is told of a fault; what the engine says of it goes to the log."""
        if reply.fault == jobs.ENGINE:
            _LOG.error("the engine failed", extra={"facts": {"fault": reply.message}})
        return of_reply(reply)

    @asynccontextmanager
    async def alone(self, tag: str) -> AsyncIterator[None]:
        """Let one request make the answer of a tag, while others wait that could use it.

        They wait for as long as a question may take, and then make their own.
        """
        lock = self._being_made.setdefault(tag, asyncio.Lock())
        is_mine = False
        with anyio.move_on_after(self.workers.allowance.seconds):
            is_mine = await lock.acquire()
        try:
            yield
        finally:
            if is_mine:
                lock.release()

    async def _tried(self, request: Request, generation: Generation, job: Job) -> Reply:
        costs = self.workers.allowance
        whole = replace(
            job,
            generation=str(generation.path),
            seconds=costs.seconds,
            rows=costs.rows,
            size=costs.size,
        )
        return await self.run(request, lambda call: self.workers.do(whole, call))

    async def run(self, request: Request, work: Callable[[Call], T]) -> T:
        """Return what a function returns that puts jobs to the workers; it runs on a thread.

        If the client leaves, the job that is being done for it is ended.
        """
        call = Call()
        running = asyncio.ensure_future(anyio.to_thread.run_sync(work, call, limiter=self._threads))
        return await done_or_left(request, running, call.leave)


def tag(generation: Generation, *parts: object) -> str:
    """Return the entity tag of what follows from a generation and some parts: weak (RFC 9110).

    It is of the content and not of the number: to publish the same statements changes no tag.
    """
    facts = repr((alliancekg.__version__, generation.ledger.digest, parts))
    return f'W/"{hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def is_known(request: Request, found: str) -> bool:
    """Tell whether the client has what a tag names (If-None-Match, by the weak comparison)."""
    given = request.headers.get("if-none-match", "")
    bare = found.removeprefix("W/")
    return any(one.strip().removeprefix("W/") == bare for one in given.split(","))
