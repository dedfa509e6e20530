"""Messages between the server and its worker processes: some facts, and bytes that go with them."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any, Final

_HEAD: Final = struct.Struct(">II")
_MOST: Final = 256 * 1024 * 1024
_PIECE: Final = 1024 * 1024


def send(to: socket.socket, facts: Mapping[str, object], body: bytes = b"") -> None:
    """Send one message; the socket's time limit holds for each piece of it."""
    head = json.dumps(facts).encode()
    to.sendall(_HEAD.pack(len(head), len(body)) + head)
    to.sendall(body)


def receive(of: socket.socket, until: float | None = None) -> tuple[dict[str, Any], bytes]:
    """Return the next message.

    `until` is a time of `time.monotonic`. Raises TimeoutError when it is past, EOFError when the
    other side is gone, OSError when the connection broke, ValueError for what is no message.
    """
    facts_size, body_size = _HEAD.unpack(_exactly(of, _HEAD.size, until))
    if facts_size + body_size > _MOST:
        raise ValueError("the message is too large")
    facts = json.loads(_exactly(of, facts_size, until))
    if not isinstance(facts, dict):
        raise ValueError("the message has no facts")
    return facts, _exactly(of, body_size, until)


def _exactly(of: socket.socket, size: int, until: float | None) -> bytes:
    found = bytearray()
    while len(found) < size:
        if until is not None:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            of.settimeout(left)
        piece = of.recv(min(size - len(found), _PIECE))
        if not piece:
            raise EOFError
        found += piece
    return bytes(found)
