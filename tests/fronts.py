"""A server before a real one, which lets through, refuses or changes what a test says."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_KEPT = ("Content-Type", "Accept", "Authorization")


@dataclass
class Call:
    """A request as it came in; a rule may change its body before it goes on."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Answer:
    """What a front answers by itself."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Rule = Callable[[Call], Answer | None]
"""An answer, or None for what goes to the server behind."""


@contextmanager
def front(rule: Rule, behind: str = "") -> Iterator[str]:
    """Serve on a free port of this machine, and give the address without a path."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(rule, behind))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(rule: Rule, behind: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            call = Call(self.command, self.path, dict(self.headers), self.rfile.read(length))
            answer = rule(call) or _forwarded(call, behind)
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_DELETE = _any  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Stay silent."""

    return Handler


def _forwarded(call: Call, behind: str) -> Answer:
    """Return what the server behind answers, without the header that tells what it is."""
    connection = http.client.HTTPConnection(urlsplit(behind).netloc, timeout=60)
    try:
        headers = {name: value for name, value in call.headers.items() if name in _KEPT}
        connection.request(call.method, call.path, call.body, headers)
        reply = connection.getresponse()
        body = reply.read()
        kept = {"Content-Type": reply.headers.get("Content-Type", "text/plain")}
        return Answer(reply.status, body, kept)
    finally:
        connection.close()
