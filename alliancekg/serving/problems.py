"""What is answered to a request that cannot be fulfilled: RFC 9457, a status and a plain word.

Who would rather have a page gets one that says the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alliancekg.pages.refusals import refusal
from alliancekg.serving import jobs
from alliancekg.serving.jobs import Reply
from alliancekg.serving.negotiating import HTML, Media, best, content_type

MEDIA: Final = "application/problem+json"
_FORMS: Final = (Media(MEDIA, "json"), Media("application/json", "json"), HTML)
_STATUS: Final = {
    jobs.USAGE: HTTPStatus.BAD_REQUEST,
    jobs.FORMAT: HTTPStatus.NOT_ACCEPTABLE,
    jobs.LIMIT: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    jobs.ABSENT: HTTPStatus.NOT_FOUND,
    jobs.ENGINE: HTTPStatus.SERVICE_UNAVAILABLE,
    jobs.TIME: HTTPStatus.SERVICE_UNAVAILABLE,
    jobs.MEMORY: HTTPStatus.SERVICE_UNAVAILABLE,
    jobs.BUSY: HTTPStatus.TOO_MANY_REQUESTS,
    jobs.GONE: HTTPStatus.SERVICE_UNAVAILABLE,
}
_UNSAID: Final = "the graph cannot be read now; the log of the server says why"


class Refused(Exception):  # noqa: N818 - it is an answer
    """A request that is answered with a status and what is wrong, without any path in it."""

    def __init__(
        self, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, dict(headers or {})


def of_reply(reply: Reply) -> Refused:
    """Return the refusal that tells of a fault of a worker's reply."""
    detail = _UNSAID if reply.fault in (jobs.ENGINE, jobs.GONE) else reply.message
    headers = {"Retry-After": "1"} if reply.fault == jobs.BUSY else {}
    return Refused(_STATUS[reply.fault], detail, headers)


def response(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
) -> Response:
    """Return a problem as a response; it may have further members (RFC 9457, 3.2)."""
    facts = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        **(more or {}),
    }
    return Response(
        json.dumps(facts, ensure_ascii=False) + "\n",
        status,
        {"Cache-Control": "no-store", **(headers or {})},
        MEDIA,
    )


def _told(
    request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a problem in the form that the client likes better."""
    headers = {"Vary": "Accept", **(headers or {})}
    if best(request.headers.get("accept", ""), _FORMS) != HTML:
        return response(status, detail, headers)
    page = refusal(status, HTTPStatus(status).phrase, detail)
    headers |= {"Cache-Control": "no-store", "Content-Type": content_type(HTML)}
    return Response(page.encode(), status, headers)


async def refused(request: Request, error: Exception) -> Response:
    """Answer what was refused."""
    assert isinstance(error, Refused)
    return _told(request, error.status, error.detail, error.headers)


async def unrouted(request: Request, error: Exception) -> Response:
    """Answer for a place that is not there, or a method that it does not have."""
    assert isinstance(error, HTTPException)
    detail = (
        "there is nothing at this address"
        if error.status_code == HTTPStatus.NOT_FOUND
        else f"{request.method} is not for this address; what may be done is {_done(error)}"
    )
    return _told(request, error.status_code, detail, error.headers)


def _done(error: HTTPException) -> str:
    return "load, by POST" if (error.headers or {}).get("Allow") == "POST" else "read"


async def failed(_: Request, __: Exception) -> Response:
    """Answer for a fault of our own; it is logged, and not told to the client."""
    return response(HTTPStatus.INTERNAL_SERVER_ERROR, "a fault of the server; its log says more")
