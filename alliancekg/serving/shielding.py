"""What stands before all routes: which hosts and sites may ask, and headers of each response."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alliancekg.serving.problems import Refused, response

LOCAL: Final = ("localhost", "127.0.0.1", "::1")
CSP: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'"
)
_SECURITY: Final = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
KEEPING_IN: Final = "Cross-Origin-Resource-Policy"
"""The header by which a response keeps itself from pages of other sites, whatever is allowed."""
OURS: Final = "same-origin"

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_EXPOSED: Final = "ETag, Link, Retry-After, X-Total-Count"
_MAY_SEND: Final = "Accept, Content-Type, If-None-Match"
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Visitors:
    """Who may ask: names by which this server may be called, and origins of other sites.

    `origins` may read what is here; `*` is all of them. To post, an origin must be named.
    `secure` are the names under which a proxy speaks TLS: addresses there begin with https.
    """

    hosts: Collection[str] = LOCAL
    origins: Collection[str] = ("*",)
    secure: Collection[str] = ()

    def named(self, headers: Headers) -> str:
        """Return the name by which a request calls the server; raise Refused if it has no such.

        A page of another site can give its own name the address of this machine (DNS rebinding).
        """
        given = headers.getlist("host")
        match = _HOST.fullmatch(given[0]) if len(given) == 1 else None
        if match is None:
            raise Refused(HTTPStatus.BAD_REQUEST, "the header Host is missing or malformed")
        name = match[1].strip("[]").lower().rstrip(".")
        if name not in self.hosts:
            raise Refused(HTTPStatus.MISDIRECTED_REQUEST, "this server is not called by that name")
        return name

    def refuse_site(self, method: str, headers: Headers) -> None:
        """Raise Refused for a request that may change something, from a page of another site."""
        if method in _SAFE:
            return
        origin = headers.get("origin", "")
        if origin in self.origins and origin != "*":
            return
        site = headers.get("sec-fetch-site", "")
        is_ours = not origin or urlsplit(origin).netloc.lower() == headers["host"].lower()
        if site not in ("", "same-origin", "none") or not is_ours:
            detail = "a page of another site asked; expected this one, or an origin that is allowed"
            raise Refused(HTTPStatus.FORBIDDEN, detail)

    def allowed_origin(self, origin: str) -> str:
        """Return what Access-Control-Allow-Origin says to an origin, "" for nothing."""
        if "*" in self.origins:
            return "*"
        return origin if origin in self.origins else ""


class Shield:
    """Refuses strangers, answers preflights, and adds the headers that each response has."""

    def __init__(self, app: ASGIApp, visitors: Visitors) -> None:
        self._app, self._visitors = app, visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, method = Headers(scope=scope), scope["method"]
        shared = self._visitors.allowed_origin(headers.get("origin", ""))

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), shared)
            await send(message)

        answer: ASGIApp = self._app
        try:
            if self._visitors.named(headers) in self._visitors.secure:
                scope["scheme"] = "https"
            self._visitors.refuse_site(method, headers)
            if method == "OPTIONS":
                answer = self._preflight(headers, shared)
        except Refused as error:
            answer = response(error.status, error.detail)
        await answer(scope, receive, shielded)

    def _add(self, headers: MutableHeaders, shared: str) -> None:
        for name, value in _SECURITY:
            headers.setdefault(name, value)
        if shared and headers.get(KEEPING_IN) != OURS:
            headers["Access-Control-Allow-Origin"] = shared
            headers["Access-Control-Expose-Headers"] = _EXPOSED
        if "*" not in self._visitors.origins:
            headers.add_vary_header("Origin")

    def _preflight(self, headers: Headers, shared: str) -> Response:
        """Answer what may be done here, and what a page of another site may do."""
        found = {"Allow": "GET, HEAD, OPTIONS, POST"}
        if shared and "access-control-request-method" in headers:
            is_named = headers.get("origin", "") in self._visitors.origins
            found |= {
                "Access-Control-Allow-Methods": "GET, HEAD, POST" if is_named else "GET, HEAD",
                "Access-Control-Allow-Headers": f"{_MAY_SEND}, Authorization"
                if is_named
                else _MAY_SEND,
                "Access-Control-Max-Age": "86400",
            }
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=found)
