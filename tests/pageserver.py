"""The pages on a free port of this machine, under the policy of the server, for a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from alliancekg.pages import (
    entitypages,
    homepage,
    questionpages,
    searchpages,
    sparqlpages,
    suggestions,
)
from alliancekg.pages.frame import STATIC, Page
from alliancekg.pages.site import Site

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'"
)


@dataclass
class Served:
    """Where the pages are, and which paths were asked for."""

    address: str
    asked: list[str] = field(default_factory=list)


def _made(site: Site, path: str, given: dict[str, str]) -> Page | str:
    """Return the page of a path; KeyError for one that there is not."""
    text = given.get("text", "")
    if path == "/search" and given.get("format") == "json":
        return suggestions.suggestions(site, text)
    if path.startswith("/questions/"):
        name = path.removeprefix("/questions/")
        return questionpages.question(site, name, {k: [v] for k, v in given.items()})
    if path.startswith("/entity/"):
        return entitypages.entity(site, path.removeprefix("/entity/"))
    return {
        "/": lambda: homepage.home(site),
        "/search": lambda: searchpages.search(site, text),
        "/sparql": lambda: sparqlpages.sparql(site, given.get("query")),
    }[path]()


@contextmanager
def serving(site: Site) -> Iterator[Served]:
    """Serve the pages of a site until the end of the block."""
    served = Served("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            path = unquote(asked.path)
            served.asked.append(self.path)
            given = {name: values[0] for name, values in parse_qs(asked.query).items()}
            file = STATIC / path.rpartition("/")[2]
            if path.startswith("/static/") and file.is_file():
                self._send(200, guess_type(file.name)[0] or "text/plain", file.read_bytes())
                return
            try:
                page = _made(site, path, given)
            except KeyError:
                self._send(404, "text/plain", b"none")
                return
            if isinstance(page, Page):
                self._send(page.status, "text/html; charset=utf-8", page.encode())
            else:
                self._send(200, "application/json", page.encode())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
