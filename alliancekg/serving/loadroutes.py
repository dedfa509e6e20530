"""The one way in, `POST /api/load/LOADER`, for who bears the token; a plan if nothing is said."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from alliancekg import loadreports
from alliancekg.errors import UsageError
from alliancekg.loadruns import Readers, refuse_unknown
from alliancekg.serving import jobs, loadjobs, problems, uploads
from alliancekg.serving.leaving import done_or_left
from alliancekg.serving.loadjobs import LoadJob, LoadReply
from alliancekg.serving.loadprocess import Loads, Turn
from alliancekg.serving.negotiating import Media, best
from alliancekg.serving.problems import Refused
from alliancekg.serving.telemetry import Telemetry
from alliancekg.serving.tokens import OPTION, VARIABLE, Token
from alliancekg.serving.uploads import Upload
from alliancekg.store import Store
from alliancekg.workspace import Workspace

_LOG: Final = logging.getLogger("alliancekg.serving")
_MB: Final = 1024 * 1024
_OFF: Final = (
    f"loads are not taken here. Fix: start the server with {OPTION} FILE, or with {VARIABLE} set"
)
_BUSY: Final = "another load is going on; expected one at a time. Fix: ask again later"
_NO_ROOM: Final = "the files of a load cannot be kept"
_JSON: Final = Media("application/json", "json")
_TEXT: Final = Media("text/plain", "text")
_STATUS: Final = {
    jobs.USAGE: HTTPStatus.BAD_REQUEST,
    loadjobs.STALE: HTTPStatus.CONFLICT,
    loadjobs.LOCKED: HTTPStatus.CONFLICT,
    jobs.ENGINE: HTTPStatus.SERVICE_UNAVAILABLE,
    jobs.MEMORY: HTTPStatus.SERVICE_UNAVAILABLE,
    jobs.TIME: HTTPStatus.SERVICE_UNAVAILABLE,
    jobs.GONE: HTTPStatus.SERVICE_UNAVAILABLE,
    loadjobs.FAULT: HTTPStatus.INTERNAL_SERVER_ERROR,
}
_LOGGED: Final = (jobs.ENGINE, loadjobs.FAULT)
_DASHES: Final = re.compile(r"(?<![\w-])--(?=[a-z])")


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """Whether loads are taken (from who bears the token), of what, and what one may cost.

    `size` (bytes) is that of a body, `seconds` and `memory` (bytes) those of a load.
    """

    token: Token | None = None
    readers: Readers = field(default_factory=lambda: Readers({}, {}))
    size: int = 64 * _MB
    seconds: float = 600.0
    memory: int = 2048 * _MB

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the loaders by which loads are taken, none if they are not."""
        return self.readers.names if self.token else ()


class LoadRoutes:
    """Takes loads, one at a time."""

    def __init__(
        self, settings: LoadSettings, store: Store, workspace: Workspace, telemetry: Telemetry
    ) -> None:
        self._settings, self._store, self._workspace = settings, store, workspace
        self._telemetry = telemetry
        self._loads = Loads()

    def close(self) -> None:
        """End the load that is going on."""
        self._loads.close()

    async def answer(self, request: Request) -> Response:
        """Plan or publish what the files of a request say, and tell of it.

        Raises Refused, with the body unread if it is a matter of who asks, or of what.
        """
        self._refuse_stranger(request.headers.getlist("authorization"))
        loader = str(request.path_params["loader"])
        try:
            refuse_unknown(loader, self._settings.readers)
        except UsageError as error:
            raise Refused(HTTPStatus.NOT_FOUND, str(error)[:1000]) from None
        media = best(request.headers.get("accept", ""), (_JSON, _TEXT))
        if media is None:
            detail = f"a load is told of as one of: {_JSON.type}, {_TEXT.type}"
            raise Refused(HTTPStatus.NOT_ACCEPTABLE, detail)
        turn = self._enter()
        try:
            upload = await uploads.receive(request, turn.files, self._settings.size)
        except OSError as error:
            turn.give_back()
            raise _no_room(error) from None
        except BaseException:
            turn.give_back()
            raise
        began = time.perf_counter()
        reply = await self._reply(request, turn, self._job(loader, upload))
        return self._told(loader, upload, reply, media, time.perf_counter() - began)

    def _refuse_stranger(self, given: Sequence[str]) -> None:
        token = self._settings.token
        if token is None:
            raise Refused(HTTPStatus.FORBIDDEN, _OFF)
        if not token.is_borne(given):
            wrong = ', error="invalid_token"' if given else ""
            raise Refused(
                HTTPStatus.UNAUTHORIZED,
                "a load needs the token of this server; expected Authorization: Bearer TOKEN",
                {"WWW-Authenticate": f'Bearer realm="alliancekg"{wrong}'},
            )

    def _enter(self) -> Turn:
        try:
            turn = self._loads.enter()
        except OSError as error:
            raise _no_room(error) from None
        if turn is None:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, _BUSY, {"Retry-After": "5"})
        return turn

    def _job(self, loader: str, upload: Upload) -> LoadJob:
        return LoadJob(
            loader,
            tuple(upload.files),
            "",
            str(self._store.path.absolute()),
            str(self._workspace.root),
            self._workspace.is_packaged,
            upload.source,
            upload.encoding,
            upload.is_strict,
            not upload.is_publication,
            self._settings.seconds,
            self._settings.memory,
        )

    async def _reply(self, request: Request, turn: Turn, job: LoadJob) -> LoadReply:
        """Return the reply to a load; it is ended when its client leaves."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[LoadReply] = loop.create_future()

        def set_reply(reply: LoadReply) -> None:
            if not done.done():
                done.set_result(reply)

        def tell(reply: LoadReply) -> None:
            with suppress(RuntimeError):  # the loop is closed, and nobody asks any more
                loop.call_soon_threadsafe(set_reply, reply)

        loading = self._loads.begin(turn, job, tell)
        return await done_or_left(request, done, loading.leave)

    def _told(
        self, loader: str, upload: Upload, reply: LoadReply, media: Media, seconds: float
    ) -> Response:
        found: dict[str, Any] = json.loads(reply.body) if reply.body else {}
        report = found.get("report", {})
        outcome = report.get("outcome") or reply.fault
        self._telemetry.loads.labels(outcome).inc()
        facts = {
            "loader": loader,
            "files": len(upload.files),
            "size": upload.size,
            "is_plan": not upload.is_publication,
            "outcome": outcome,
            "generation": report.get("generation"),
            "ms": round(seconds * 1000, 1),
        }
        _LOG.info("load", extra={"facts": facts})
        if reply.fault:
            raise self._refusal(reply)
        is_refused = outcome == loadreports.REFUSED
        status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
        headers = {"Cache-Control": "no-store", "Vary": "Accept"}
        if media == _TEXT:
            return Response(found["text"], status, headers, _TEXT.type)
        if is_refused:
            number = report["counts"]["violation"] + report["counts"]["warning"]
            detail = f"{number} findings; nothing was changed"
            return problems.response(status, detail, headers, report)
        text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
        return Response(text, status, headers, _JSON.type)

    def _refusal(self, reply: LoadReply) -> Refused:
        if reply.fault in _LOGGED:
            facts = {"kind": reply.fault, "fault": reply.message}
            _LOG.error("a load failed", extra={"facts": facts})
        detail = {
            loadjobs.LOCKED: f"the store is being written{_by(reply)}."
            " Fix: ask again when that has ended",
            jobs.ENGINE: "the store cannot be written now; the log of the server says why",
            loadjobs.FAULT: "a fault of the server; its log says more",
            jobs.MEMORY: f"the load needed more than {self._settings.memory // _MB} MB of"
            " memory, or broke the engine. Fix: load less at once, or on the command line",
            jobs.TIME: f"the load took more than {self._settings.seconds:g} s and was given up."
            " Fix: load less at once, or on the command line",
            jobs.GONE: "the load was ended, for the client left or the server is stopping",
        }.get(reply.fault, _DASHES.sub("", reply.message))
        is_locked = reply.fault == loadjobs.LOCKED
        return Refused(_STATUS[reply.fault], detail, {"Retry-After": "5"} if is_locked else {})


def _no_room(error: OSError) -> Refused:
    _LOG.error(_NO_ROOM, extra={"facts": {"fault": str(error)}})
    detail = "the server has no room for files; its log says why"
    return Refused(HTTPStatus.SERVICE_UNAVAILABLE, detail)


def _by(reply: LoadReply) -> str:
    return f" by {reply.message}" if reply.message else ""
