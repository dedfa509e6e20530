"""An engine whose questions go to the workers, all of them on one generation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

import pyoxigraph as px

from alliancekg.engines import Limits
from alliancekg.errors import EngineError, UsageError
from alliancekg.generations import Generation
from alliancekg.results import TRIPLE, Result
from alliancekg.serving import jobs
from alliancekg.serving.jobs import Job, Reply
from alliancekg.serving.problems import of_reply
from alliancekg.serving.workers import Call, Workers


class FaultyError(EngineError):
    """A worker's fault: a limit is passed, the workers are busy, the client has left, or worse."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(of_reply(reply).detail)
        self.reply = reply


_CALL: Final[ContextVar[Call | None]] = ContextVar("call", default=None)


@contextmanager
def asking_for(call: Call) -> Iterator[None]:
    """Let all questions of this thread be those of a call, whose client may leave."""
    mark = _CALL.set(call)
    try:
        yield
    finally:
        _CALL.reset(mark)


class Pooled:
    """Asks a generation of the store through the workers; it may be used by a thread."""

    name = "embedded"

    def __init__(self, workers: Workers, generation: Generation, call: Call | None = None) -> None:
        """Make an engine for one request, whose client may leave by the call."""
        self._workers, self.generation, self._call = workers, generation, call

    def ask(self, text: str, kind: str, limits: Limits) -> Result:
        """Return the answer to a query that has passed the guard.

        Raises UsageError for what is no SPARQL 1.1, FaultyError for any fault of a worker.
        """
        costs = self._workers.allowance
        job = Job(
            jobs.RESULT,
            str(self.generation.path),
            text,
            form=kind,
            seconds=min(limits.seconds, costs.seconds),
            rows=min(limits.rows, costs.rows),
            size=costs.size,
        )
        reply = self._workers.do(job, self._call or _CALL.get())
        if reply.fault == jobs.USAGE:
            raise UsageError(reply.message)
        if reply.fault:
            raise FaultyError(reply)
        return _result(kind, reply.body)


def _result(kind: str, body: bytes) -> Result:
    """Return what a worker has written: SPARQL JSON, or N-Triples of a graph."""
    if kind in ("CONSTRUCT", "DESCRIBE"):
        quads = px.parse(body, px.RdfFormat.N_TRIPLES)
        return Result(kind, TRIPLE, tuple((q.subject, q.predicate, q.object) for q in quads))
    found = px.parse_query_results(body, px.QueryResultsFormat.JSON)
    if isinstance(found, px.QueryBoolean):
        return Result(kind, ("answer",), ((px.Literal(bool(found)),),))
    names = tuple(variable.value for variable in found.variables)
    return Result(kind, names, tuple(tuple(row) for row in found))
