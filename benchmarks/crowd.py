"""Many clients that ask one server, each on a connection of its own, and note what they get.

One thread looks after all their sockets and reads no more of HTTP than it must, so that what is
measured is the server; how much CPU time it took is told.
"""

from __future__ import annotations

import itertools
import multiprocessing
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

_PATIENCE: Final = 60.0  # seconds without any answer to anybody
_HEAD: Final = (
    "POST {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/csv\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {size}\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Who got it, when it was asked for and when it was there, and which of the bodies it is."""

    client: int
    asked: float
    got: float
    body: int


@dataclass
class Seen:
    """What all clients have seen: answers with the status 200, and whatever else came of asking.

    The clock is that of `time.monotonic`. Nobody asks after `ended`; who asked before waits for the
    answer. `cpu` is the seconds of CPU that the clients took.
    """

    answers: list[Answer] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ended: float = 0.0
    cpu: float = 0.0


class _Client:
    """A connection on which one request at a time is answered."""

    def __init__(self, number: int, address: tuple[str, int]) -> None:
        self.number, self._address = number, address
        self.socket = socket.create_connection(address, timeout=_PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked = 0.0
        self._found = bytearray()

    def ask(self, request: bytes) -> None:
        self._found.clear()
        self.asked = time.monotonic()
        self.socket.sendall(request)

    def take(self) -> tuple[int, bytes] | None:
        """Return status and body once they are whole; OSError if the connection has ended."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("closed before the answer was whole")
        self._found += piece
        head, mark, rest = bytes(self._found).partition(b"\r\n\r\n")
        if not mark:
            return None
        status, headers = int(head[9:12]), head.lower()
        _, is_sized, after = headers.partition(b"\r\ncontent-length:")
        if is_sized:
            size = int(after.partition(b"\r\n")[0])
            return (status, rest) if len(rest) >= size else None
        if not rest.endswith(b"0\r\n\r\n"):  # in chunks
            return None
        return status, b"".join(_chunks(rest))


def _chunks(rest: bytes) -> Iterator[bytes]:
    at = 0
    while True:
        end = rest.index(b"\r\n", at)
        size = int(rest[at:end].partition(b";")[0], 16)
        if not size:
            return
        yield rest[end + 2 : end + 2 + size]
        at = end + 2 + size + 2


class _Crowd:
    def __init__(self, address: tuple[str, int], path: str, text: str, is_fresh: bool) -> None:
        self._address, self._path = address, path
        self._body, self._numbers = urlencode({"query": text}), itertools.count()
        self._is_fresh, self._is_over = is_fresh, False
        self._selector = selectors.DefaultSelector()
        self._known: dict[bytes, int] = {}
        self.seen = Seen()

    def _request(self) -> bytes:
        body = f"{self._body}%0A%23{next(self._numbers)}" if self._is_fresh else self._body
        host = f"{self._address[0]}:{self._address[1]}"
        return (_HEAD.format(path=self._path, host=host, size=len(body)) + body).encode()

    def run(self, clients: int, until: multiprocessing.synchronize.Event) -> None:
        for number in range(clients):
            self._begin(number)
        last = time.monotonic()
        while self._selector.get_map():
            if not self._is_over and until.is_set():
                self._is_over, self.seen.ended = True, time.monotonic()
            for key, _ in self._selector.select(0.1):
                self._look(key.data)
                last = time.monotonic()
            if time.monotonic() - last > _PATIENCE:
                waiting = len(self._selector.get_map())
                self.seen.faults.append(f"{waiting} were not answered within a minute")
                return

    def _begin(self, number: int) -> None:
        try:
            client = _Client(number, self._address)
            client.ask(self._request())
        except OSError as error:
            self.seen.faults.append(f"no connection: {error!r}")
            return
        self._selector.register(client.socket, selectors.EVENT_READ, client)

    def _look(self, client: _Client) -> None:
        try:
            found = client.take()
            if found is None:
                return
            self._note(client, *found)
            if self._is_over:
                self._leave(client)
            else:
                client.ask(self._request())
        except (OSError, ValueError) as error:
            self.seen.faults.append(repr(error))
            self._leave(client)
            if not self._is_over:
                self._begin(client.number)

    def _leave(self, client: _Client) -> None:
        self._selector.unregister(client.socket)
        client.socket.close()

    def _note(self, client: _Client, status: int, body: bytes) -> None:
        if status != 200:
            self.seen.faults.append(f"status {status}: {body[:200].decode(errors='replace')}")
            return
        index = self._known.setdefault(body, len(self._known))
        self.seen.answers.append(Answer(client.number, client.asked, time.monotonic(), index))

    def close(self) -> Seen:
        for key in list(self._selector.get_map().values()):
            self._leave(key.data)
        self.seen.bodies = list(self._known)
        self.seen.cpu = time.process_time()
        return self.seen


def _ask(
    pipe: multiprocessing.connection.Connection,
    until: multiprocessing.synchronize.Event,
    asked: tuple[tuple[str, int], str, str, bool],
    clients: int,
) -> None:
    crowd = _Crowd(*asked)
    begun = time.process_time()
    crowd.run(clients, until)
    seen = crowd.close()
    seen.cpu -= begun
    pipe.send(seen)


@contextmanager
def asking(
    address: tuple[str, int], path: str, text: str, clients: int, is_fresh: bool
) -> Iterator[Seen]:
    """Let so many clients ask, in a process of their own, until the block ends.

    Then the last questions are answered, and what was seen is in the object that was given. With
    `is_fresh` each query ends with a comment that no other has.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    until, seen = context.Event(), Seen()
    asked = (address, path, text, is_fresh)
    process = context.Process(target=_ask, args=(theirs, until, asked, clients))
    process.start()
    try:
        yield seen
        until.set()
        found = ours.recv()
        seen.__dict__.update(found.__dict__)
    finally:
        until.set()
        process.join(10)
        if process.is_alive():
            process.kill()
