"""What the server tells of itself: a line of JSON for each request, and metrics for Prometheus."""

from __future__ import annotations

import json
import logging
import time
import traceback
from typing import Any, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alliancekg.serving.jobs import Reply

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
_LOG: Final = logging.getLogger("alliancekg.serving")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
_LONGEST: Final = 500  # characters of a path in the log


class Lines(logging.Formatter):
    """Writes each record as one line of JSON: time (UTC), level, event and facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        facts: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "event": record.getMessage().strip(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            facts["traceback"] = "".join(traceback.format_exception(record.exc_info[1]))
        return json.dumps(facts, default=str)  # all in ASCII: no text ends a line or turns it


def log_to_standard_error(*, is_quiet: bool) -> None:
    """Send all that is logged to standard error, a line each; a quiet server logs what fails."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    _LOG.setLevel(logging.WARNING if is_quiet else logging.INFO)


class Telemetry:
    """The metrics of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)

        def named(name: str) -> str:
            return f"alliancekg_{name}"

        self.requests = Counter(
            named("requests"), "Requests.", ("method", "route", "status"), registry=self._registry
        )
        self.seconds = Histogram(
            named("request_seconds"), "Time to the whole response.", ("route",),
            buckets=(0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30), registry=self._registry,
        )  # fmt: skip
        self.answers = Counter(
            named("answers"), "Questions to the engine by outcome.", ("outcome",),
            registry=self._registry,
        )  # fmt: skip
        self.loads = Counter(
            named("loads"), "Loads by outcome.", ("outcome",), registry=self._registry
        )
        self.generation = Gauge(
            named("generation"), "The generation that is served.", registry=self._registry
        )
        self.restarts = Gauge(
            named("worker_restarts"), "Workers that were replaced.", registry=self._registry
        )
        self.waiting = Gauge(
            named("waiting"), "Questions that wait for a worker.", registry=self._registry
        )

    def answered(self, reply: Reply) -> None:
        """Count an answer or a fault."""
        self.answers.labels(reply.fault or "whole").inc()

    def text(self) -> bytes:
        """Return all metrics as Prometheus reads them."""
        return generate_latest(self._registry)


class Observed:
    """Counts and logs each request; what is asked stands in no line, for it may be private."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self._app, self._telemetry = app, telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell of it when it is done."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        seen = {"status": 0, "bytes": 0}

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            elif message["type"] == "http.response.body":
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._tell(scope, seen, time.perf_counter() - began)

    def _tell(self, scope: Scope, seen: dict[str, int], seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._telemetry.requests.labels(method, route, seen["status"]).inc()
        self._telemetry.seconds.labels(route).observe(seconds)
        facts = {
            "method": scope["method"][:20],
            "path": scope["path"][:_LONGEST],
            **seen,
            "ms": round(seconds * 1000, 1),
        }
        _LOG.info("request", extra={"facts": facts})
