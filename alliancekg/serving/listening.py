"""The listening server: uvicorn, with an end to clients that are slow, and a graceful stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import suppress
from typing import Any, Final, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from alliancekg.errors import EngineError

HEAD: Final = 10.0
"""The seconds that a client has to send the head of a request, from the first moment on."""

DRAIN: Final = 30.0
"""The seconds in which a client must take something of a response."""

CONNECTIONS: Final = 800
"""So many may be open; for a new one beyond them the oldest is closed that asks nothing."""

_STOP: Final = 15  # seconds for what is being answered when the server is stopped
_HEADERS: Final = 128 * 1024  # bytes of the first line and the headers together


class PatientOnce(H11Protocol):
    """A connection that waits for its client, but not for ever."""

    _head: asyncio.TimerHandle | None = None
    _drain: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the head of a request."""
        super().connection_made(transport)
        self._head = self.loop.call_later(HEAD, self._give_up)
        if len(self.connections) > CONNECTIONS:
            self._make_room()

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _give_up(self) -> None:
        if self.is_idle:
            self.transport.abort()

    def _make_room(self) -> None:
        """Close the connection that has asked nothing for the longest time."""
        others = [c for c in self.connections if isinstance(c, PatientOnce) and c.is_idle]
        waiting = [c for c in others if c is not self and c._head is not None]
        oldest = min(waiting, key=lambda c: c._head.when() if c._head else 0.0, default=None)
        if oldest is not None:
            oldest.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take a piece of a request; when its head is whole, there is no more hurry."""
        if self.is_idle and self._head is None:  # the next request of this connection begins
            self._head = self.loop.call_later(HEAD, self._give_up)
        super().data_received(data)
        if not self.is_idle:
            self._stop_clock()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if not self.transport.is_closing() and self.is_idle and self._head is None:
            self._head = self.loop.call_later(HEAD, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the clocks."""
        self._stop_clock()
        self._stop_drain()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to wait for a client that does not take what it has asked for."""
        super().pause_writing()
        self._stop_drain()
        self._drain = self.loop.call_later(DRAIN, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has taken something."""
        super().resume_writing()
        self._stop_drain()

    def _stop_clock(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _stop_drain(self) -> None:
        if self._drain is not None:
            self._drain.cancel()
            self._drain = None


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 is any free one. Raises EngineError if it is taken."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        said = getattr(error, "strerror", None) or error
        raise EngineError(
            f"{host}:{port}: cannot be listened on: {said}; expected an address of this machine and"
            " a free port. Fix: name another --port or --host"
        ) from None


def run(app: ASGIApp, listener: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT; then what is being answered is answered, and nothing more."""
    config = uvicorn.Config(
        cast("Any", app),
        http=PatientOnce,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=_STOP,
        h11_max_incomplete_event_size=_HEADERS,
    )
    # uvicorn raises the signal once more when all is done; nobody is to die of it then.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
