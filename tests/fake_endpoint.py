"""A SPARQL endpoint on loopback that answers well, or misbehaves in one of many ways.

Each way is a function from a request to what is sent; what has been asked is kept in `seen`.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as px

JSON = "application/sparql-results+json"
TURTLE = "text/turtle"
CAP = 10_000
DATE = "Fri, 27 Nov 2026 12:00:00 GMT"
ROW = {"s": {"type": "uri", "value": "https://w3id.org/alliancekg/id/actor/usa"}}


@dataclass(frozen=True)
class Asked:
    """A request: method, path, headers in lower case, and the fields of the form."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, list[str]]

    @property
    def query(self) -> str:
        return self.form.get("query", [""])[0]


class Exchange(BaseHTTPRequestHandler):
    """One request and its reply."""

    server: FakeEndpoint
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.asked = Asked(self.command, self.path, headers, parse_qs(body.decode()))
        self.server.seen.append(self.asked)
        self.server.was_asked.set()
        self.close_connection = True
        try:
            self.server.mode(self)
        except OSError:  # the other side has gone
            return

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the date of every reply: no test depends on the day."""
        del timestamp
        return DATE

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def begin(self, status: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for header in headers:
            self.send_header(*header)
        self.end_headers()

    def reply(
        self, status: int, body: bytes | str, kind: str = JSON, *headers: tuple[str, str]
    ) -> None:
        data = body.encode() if isinstance(body, str) else body
        length = ("Content-Length", str(len(data)))
        self.begin(status, ("Content-Type", kind), length, *headers)
        self.wfile.write(data)

    def chunked(self, *pieces: bytes, kind: str = JSON, is_whole: bool = True) -> None:
        self.begin(200, ("Content-Type", kind), ("Transfer-Encoding", "chunked"))
        for piece in (*pieces, *([b""] if is_whole else [])):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))

    def answer(self, most: int = 10**9) -> tuple[bytes, str]:
        """Return the right answer, of a table only the first rows."""
        form = self.asked.form
        default = [px.NamedNode(iri) for iri in form.get("default-graph-uri", [])]
        named = [px.NamedNode(iri) for iri in form.get("named-graph-uri", [])]
        chosen = {"default_graph": default, "named_graphs": named} if default or named else {}
        found = self.server.store.query(self.asked.query, **chosen)  # type: ignore[arg-type]
        if isinstance(found, px.QueryTriples):
            return found.serialize(format=px.RdfFormat.TURTLE) or b"", TURTLE
        whole = found.serialize(format=px.QueryResultsFormat.JSON) or b""
        if isinstance(found, px.QuerySolutions):
            table = json.loads(whole)
            if len(table["results"]["bindings"]) > most:
                del table["results"]["bindings"][most:]
                whole = json.dumps(table).encode()
        return whole, JSON


Mode = Callable[[Exchange], None]


class FakeEndpoint(ThreadingHTTPServer):
    """The server: its mode can be changed; `seen` is what was asked of it, in order."""

    daemon_threads = True

    def __init__(self, store: px.Store, mode: Mode) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.store, self.mode = store, mode
        self.seen: list[Asked] = []
        self.was_asked = threading.Event()
        self.closing = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/sparql"


@contextmanager
def serving(store: px.Store, mode: Mode) -> Iterator[FakeEndpoint]:
    """Run an endpoint as long as the block runs."""
    with FakeEndpoint(store, mode) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """Return a port of loopback where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


# --- the ways to answer


def good(here: Exchange) -> None:
    here.reply(200, *here.answer())


def good_in_pieces(here: Exchange) -> None:
    body, kind = here.answer()
    here.chunked(body[:7], body[7:], kind=kind)


def page(here: Exchange) -> None:
    html = "<!doctype html><title>Sign in</title><script>var x = 1 < 2;</script><p>Sign in, please"
    here.reply(200, html, "text/html; charset=utf-8")


def plain_text(here: Exchange) -> None:
    here.reply(200, "Please set a user agent.\x1b[2J", "text/plain")


def untyped(here: Exchange) -> None:
    body, _ = here.answer()
    here.begin(200, ("Content-Length", str(len(body))))
    here.wfile.write(body)


def latin(here: Exchange) -> None:
    here.reply(200, here.answer()[0], f"{JSON}; charset=iso-8859-1")


def packed(here: Exchange) -> None:
    here.reply(200, b"\x1f\x8b", JSON, ("Content-Encoding", "gzip"))


def cut(here: Exchange) -> None:
    body, kind = here.answer()
    here.begin(200, ("Content-Type", kind), ("Content-Length", str(len(body))))
    here.wfile.write(body[: len(body) // 2])


def cut_chunks(here: Exchange) -> None:
    body, kind = here.answer()
    here.chunked(body[: len(body) // 2], kind=kind, is_whole=False)


def cut_unframed(here: Exchange) -> None:
    body, kind = here.answer()
    here.begin(200, ("Content-Type", kind))
    here.wfile.write(body[: len(body) // 2])


def unframed(here: Exchange) -> None:
    body, kind = here.answer()
    here.begin(200, ("Content-Type", kind))
    here.wfile.write(body)


def cancelled(here: Exchange) -> None:
    start = b'{"head":{"vars":["s"]},"results":{"bindings":['
    here.chunked(start, b"The SPARQL operation has been cancelled")


def partial(here: Exchange) -> None:
    told = ("X-SQL-State", "S1TAT"), ("X-SQL-Message", "RC...: Returning incomplete results")
    here.reply(200, *here.answer(), *told)


def capped(here: Exchange) -> None:
    here.reply(200, *here.answer(CAP))


def capped_and_told(here: Exchange) -> None:
    here.reply(200, *here.answer(7), ("X-SPARQL-MaxRows", "7"))


def capped_and_uncountable(here: Exchange) -> None:
    if "COUNT" in here.asked.query:
        here.reply(500, "too hard", "text/plain")
    else:
        here.reply(200, *here.answer(CAP))


def stalled(here: Exchange) -> None:
    here.server.closing.wait(30)


def stalled_body(here: Exchange) -> None:
    here.begin(200, ("Content-Type", JSON), ("Content-Length", "1000"))
    here.wfile.write(b'{"head":')
    here.server.closing.wait(30)


def dripping(here: Exchange) -> None:
    here.begin(200, ("Content-Type", JSON), ("Content-Length", "100000"))
    while not here.server.closing.wait(0.01):
        here.wfile.write(b" ")


def dripping_head(here: Exchange) -> None:
    here.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not here.server.closing.wait(0.01):
        here.wfile.write(b"a")


def huge(here: Exchange) -> None:
    here.begin(200, ("Content-Type", JSON))
    while not here.server.closing.is_set():
        here.wfile.write(b" " * 1_000_000)


def moved(here: Exchange) -> None:
    if here.asked.path == "/sparql":
        here.reply(307, "", TURTLE, ("Location", "/there"))
    else:
        good(here)


def moved_for_ever(here: Exchange) -> None:
    here.reply(302, "", TURTLE, ("Location", "/sparql"))


def moved_to(place: str) -> Mode:
    return lambda here: here.reply(307, "", TURTLE, ("Location", place))


def busy(status: int, times: int, *headers: tuple[str, str]) -> Mode:
    """Return a mode that is busy so many times, and good then."""

    def mode(here: Exchange) -> None:
        if len(here.server.seen) > times:
            good(here)
        else:
            here.reply(status, "slow down", "text/plain", *headers)

    return mode


def login_needed(here: Exchange) -> None:
    if here.asked.headers.get("authorization"):
        good(here)
    else:
        here.reply(401, "who are you", "text/plain", ("WWW-Authenticate", 'Basic realm="x"'))


def refused(here: Exchange) -> None:
    said = here.asked.headers.get("authorization", "")
    here.reply(401, f"not you: {said}", "text/plain", ("WWW-Authenticate", 'Basic realm="x"'))


def failing(status: int, text: str, kind: str = "text/plain") -> Mode:
    return lambda here: here.reply(status, text, kind)


def answering(table: object) -> Mode:
    """Return a mode that gives this JSON whatever is asked."""
    return lambda here: here.reply(200, json.dumps(table))


def of_rows(*rows: object, columns: tuple[str, ...] = ("s",)) -> Mode:
    return answering({"head": {"vars": [*columns]}, "results": {"bindings": [*rows]}})


def nested(depth: int) -> Mode:
    """Return a mode whose answer has a triple in a triple, so many times."""
    term = json.dumps(ROW["s"])
    open_, close = (
        f'{{"type":"triple","value":{{"subject":{term},"predicate":{term},"object":',
        "}}",
    )
    whole = open_ * depth + term + close * depth
    start = '{"head":{"vars":["s"]},"results":{"bindings":[{"s":'
    return lambda here: here.reply(200, f"{start}{whole}}}]}}}}")
