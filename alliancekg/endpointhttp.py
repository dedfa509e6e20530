"""Requests to an endpoint: sent, led on, sent again when it is busy, and read whole or refused.

What the answers mean is left to `endpointanswers`.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin

from alliancekg import addresses
from alliancekg.addresses import Login
from alliancekg.errors import EngineError

BYTES: Final = 64 * 1024 * 1024
_TRIES: Final = 3
_HOPS: Final = 3
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_BUSY: Final = (429, 503)
_LONGEST_WAIT: Final = 30.0
_PIECE: Final = 256 * 1024
_GRACE: Final = 5.0  # the caller's limit comes first, and closes what is under way


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: whole as far as HTTP tells, which is told by `is_framed`.

    `hide` takes the login's secrets out of what is shown of it, and is given the text before any of
    it is cut.
    """

    status: int
    headers: Message
    body: bytes
    is_framed: bool = True
    hide: Callable[[str], str] = str

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""


class Client:
    """Sends requests to one endpoint within one time limit; `close` ends what is under way."""

    def __init__(self, name: str, login: Login, seconds: float, stop: threading.Event) -> None:
        self.name, self._login, self._stop = name, login, stop
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []

    def close(self) -> None:
        """End what is under way: a server that sends drop by drop holds no thread of ours."""
        for open_one in self._sockets:
            try:
                open_one.shutdown(socket.SHUT_RDWR)
            except OSError:  # it is closed already
                continue

    def send(self, address: str, request: Callable[[str], urllib.request.Request]) -> Reply:
        """Return the reply to a request that is made for an address, and again where that leads.

        Follows redirects within the same origin only; asks again when the endpoint is busy, as it
        wishes and as time allows. Raises EngineError if there is no whole reply.
        """
        for attempt in range(1, _TRIES + 1):
            reply = self._followed(address, request)
            if reply.status not in _BUSY or attempt == _TRIES:
                break
            wait = _wait(reply.headers, attempt)
            if wait > _LONGEST_WAIT or time.monotonic() + wait > self._end:
                raise EngineError(
                    f"{self.name}: the endpoint is busy ({reply.status}), and not to be asked again"
                    f" for {wait:g} s. Fix: ask again later, or allow more time"
                )
            if self._stop.wait(wait):
                break
        return reply

    def _followed(self, address: str, request: Callable[[str], urllib.request.Request]) -> Reply:
        here = address
        for _ in range(_HOPS + 1):
            reply = self._sent(here, request(here))
            there = reply.headers.get("Location", "")
            if reply.status not in _REDIRECTS or not there:
                return reply
            here = self._led_on(here, there)
        raise EngineError(
            f"{self.name}: the endpoint redirects more than {_HOPS} times; expected an answer."
            " Fix: write the address that answers"
        )

    def _led_on(self, here: str, there: str) -> str:
        whole = urljoin(here, there)
        try:
            is_plain = whole.isascii() and whole.isprintable() and " " not in whole
            is_same = is_plain and addresses.origin(whole) == addresses.origin(here)
        except (ValueError, KeyError):
            is_same = False
        if is_same and "@" not in whole:
            return whole
        place = addresses.shown(self._login.hidden(whole))
        raise EngineError(
            f"{self.name}: the endpoint redirects to another place, {place};"
            " expected an answer, and nothing was sent there. Fix: if you trust it, write that"
            " address"
        )

    def _sent(self, address: str, request: urllib.request.Request) -> Reply:
        if self._login.header:
            request.add_unredirected_header("Authorization", self._login.header)
        try:
            with self._opener(address).open(request, timeout=self._seconds + _GRACE) as response:
                return self._read(response)
        except urllib.error.URLError as error:
            raise EngineError(f"{self.name}: {_reason(error.reason)}") from None
        except TimeoutError:
            raise EngineError(f"{self.name}: {_SILENT}") from None
        except UnicodeError:  # a name that cannot be looked up, such as one with two dots
            raise EngineError(f"{self.name}: {_NO_HOST}") from None
        except (http.client.HTTPException, OSError) as error:
            said = type(error).__name__ if isinstance(error, http.client.HTTPException) else ""
            raise EngineError(
                f"{self.name}: the connection broke before the answer was whole"
                f" ({said or error}). Fix: ask again"
            ) from None

    def _read(self, response: http.client.HTTPResponse) -> Reply:
        pieces, size = [], 0
        while piece := response.read1(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > BYTES:
                raise EngineError(
                    f"{self.name}: the answer has over {BYTES // 1024 // 1024} MB."
                    " Fix: ask for less, with a LIMIT"
                )
            if self._stop.is_set():
                break
        length = response.headers.get("Content-Length", "")
        if length.isdecimal() and size < int(length):
            raise EngineError(
                f"{self.name}: the answer was cut: {size} of {length} bytes came. Fix: ask again"
            )
        is_framed = bool(length) or bool(response.chunked)
        body, hide = b"".join(pieces), self._login.hidden
        return Reply(response.status, response.headers, body, is_framed, hide)

    def _opener(self, address: str) -> urllib.request.OpenerDirector:
        """Return what opens http and https, and neither files nor where a reply leads."""
        opener = urllib.request.OpenerDirector()
        is_safe = addresses.origin(address)[0] == "https"
        opener.add_handler(_Https(self._sockets) if is_safe else _Http(self._sockets))
        if not addresses.is_loopback(address):
            opener.add_handler(urllib.request.ProxyHandler())
        return opener


def _connection(
    kind: type[http.client.HTTPConnection], sockets: list[socket.socket]
) -> Callable[..., http.client.HTTPConnection]:
    """Return a maker of connections that notes their sockets."""

    class Noting(kind):  # type: ignore[valid-type, misc]
        def connect(self) -> None:
            super().connect()
            sockets.append(self.sock)

    def make(host: str, **options: Any) -> http.client.HTTPConnection:
        return Noting(host, **options)

    return make


class _Http(urllib.request.HTTPHandler):
    def __init__(self, sockets: list[socket.socket]) -> None:
        super().__init__()
        self._make = _connection(http.client.HTTPConnection, sockets)

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._make, req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, sockets: list[socket.socket]) -> None:
        super().__init__()
        self._make = _connection(http.client.HTTPSConnection, sockets)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._make, req, context=ssl.create_default_context())


_NO_HOST: Final = "there is no host of that name. Fix: correct the address, or check the network"
_SILENT: Final = "the endpoint does not answer. Fix: ask again later, or allow more time"


def _reason(reason: str | BaseException) -> str:
    """Return in our words why there is no connection."""
    if isinstance(reason, TimeoutError):
        return _SILENT
    if isinstance(reason, ConnectionRefusedError):
        return "nothing listens there (connection refused). Fix: start the endpoint, or correct it"
    if isinstance(reason, socket.gaierror):
        return _NO_HOST
    if isinstance(reason, ssl.SSLError):
        return f"the connection is not safe: {reason.reason or reason}. Fix: check the certificate"
    said = reason.strerror if isinstance(reason, OSError) and reason.strerror else reason
    return f"it cannot be reached: {said}. Fix: check the address and the network"


def _wait(headers: Message, attempt: int) -> float:
    """Return how many seconds a busy endpoint asks to wait (RFC 9110, section 10.2.3)."""
    asked = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", asked):
        return float(asked)
    try:
        until = parsedate_to_datetime(asked).timestamp()
        now = headers.get("Date")  # of the endpoint, whose clock the other date is of, too
        return max(0.0, until - (parsedate_to_datetime(now).timestamp() if now else time.time()))
    except (ValueError, TypeError, OverflowError):
        return float(attempt)
