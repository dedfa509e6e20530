"""Whether the server lives, whether it can answer, and its metrics."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from alliancekg.serving import jobs
from alliancekg.serving.evaluating import Evaluator
from alliancekg.serving.jobs import Job
from alliancekg.serving.telemetry import CONTENT_TYPE, Telemetry

_UNKEPT = {"Cache-Control": "no-store"}


class Status:
    """The answers to those who look after the server."""

    def __init__(self, evaluator: Evaluator, telemetry: Telemetry) -> None:
        self._evaluator, self._telemetry = evaluator, telemetry

    async def health(self, _: Request) -> Response:
        """Tell that the server lives."""
        return PlainTextResponse("ok\n", headers=_UNKEPT)

    async def ready(self, request: Request) -> Response:
        """Tell that a question would be answered, by asking one; else the status is not 200."""
        generation = self._evaluator.generation()
        job = Job(jobs.SPARQL, "", "ASK {}", boolean="json")
        await self._evaluator.answer(request, generation, job)
        return PlainTextResponse(f"generation {generation.number}\n", headers=_UNKEPT)

    async def metrics(self, _: Request) -> Response:
        """Give the metrics."""
        workers = self._evaluator.workers
        self._telemetry.restarts.set(workers.restarts)
        self._telemetry.waiting.set(workers.waiting)
        return Response(self._telemetry.text(), headers={**_UNKEPT, "Content-Type": CONTENT_TYPE})
