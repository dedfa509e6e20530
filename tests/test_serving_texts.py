"""Words of documents on the served pages: from the reader's own copy, and for that reader only."""

from __future__ import annotations

import asyncio
import html
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from conftest import ROOT
from essays import COPY, PARTS, STATES, VIENNA, WESTPHALIA, WORDS, Essay, essay
from pageparts import texts, tree
from playwright.sync_api import Browser
from servers import Served, alliancekg_server
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from test_readme import pattern

from alliancekg.serving import responding
from alliancekg.serving.shielding import Shield, Visitors
from alliancekg.store import Store

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ROW = "/explain/numbers?value=62000&_row=1"
PAGES = (
    *("/", "/questions", "/terms", "/search?text=war", "/sparql", "/cite/numbers?value=62000"),
    *("/entity/event/war", "/entity/claim/c1", "/entity/passage/essay/p1", ROW),
    *("/questions/numbers?value=62000", "/sparql?query=SELECT+*+%7B+%3Fs+a+%3Fc+%7D+LIMIT+3"),
)
FAULTS = ("/entity/event/none", "/questions/events-after-event?days=x")


class Serving(NamedTuple):
    """A server with a copy, one without, and the essay of which they serve the store."""

    essay: Essay
    own: Served
    plain: Served


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("texts")
    made, copy = essay(folder), folder / "my <essay>.txt"
    copy.write_text(COPY, encoding="utf-8")
    options = ("--workspace", str(made.workspace.root), "--workers", "1")
    store = made.store.path
    with (
        alliancekg_server(store, folder / "log", *options, "--text", f"essay={copy}") as own,
        alliancekg_server(store, folder / "plain.log", *options) as plain,
    ):
        yield Serving(made, own, plain)


@pytest.fixture(scope="module")
def client(serving: Serving) -> Iterator[httpx.Client]:
    headers = {"accept": BROWSER}
    with httpx.Client(base_url=serving.own.address, timeout=20, headers=headers) as found:
        yield found


def quoted(page: str) -> list[str]:
    """Return the words that a page quotes."""
    return texts(page, "//blockquote")


@pytest.mark.parametrize("record", ["passage/essay/p1", "event/war", "claim/c1", "place/guam"])
def test_a_page_gives_the_words_of_its_passages(record: str, client: httpx.Client) -> None:
    page = client.get(f"/entity/{record}").text
    assert WESTPHALIA in quoted(page)
    assert "From your copy, my <essay>.txt." in texts(page, "//*[contains(@class, 'whence')]")
    assert {node.get("lang") for node in tree(page).xpath("//blockquote")} == {"en"}
    assert {node.get("dir") for node in tree(page).xpath("//blockquote")} == {"auto"}


def test_a_claim_about_a_record_is_given_with_its_words(client: httpx.Client) -> None:
    page = client.get("/entity/event/leave").text
    (claim,) = tree(page).xpath("//div[@class='claim']")
    assert [node.text_content() for node in claim.xpath(".//blockquote")] == [WESTPHALIA]


@pytest.mark.parametrize("path", [ROW, "/questions/numbers?value=62000"])
def test_what_made_a_row_and_what_a_row_names_are_given(path: str, client: httpx.Client) -> None:
    (words,) = quoted(client.get(path).text)
    assert "Waterloo" in words


def test_what_is_no_longer_so_in_the_copy_is_said(client: httpx.Client) -> None:
    said = {
        "intact": "From your copy, my <essay>.txt.",
        "moved": "From your copy, my <essay>.txt, where it stands in another place than in the"
        " document (moved).",
        "changed": "Your copy, my <essay>.txt, has other words here (changed).",
        "missing": "Your copy, my <essay>.txt, has nothing of it (missing).",
    }
    for number, state in enumerate(STATES, 1):
        page = client.get(f"/entity/passage/essay/p{number}").text
        assert texts(page, "//*[contains(@class, 'whence')]") == [said[state]]
        assert bool(quoted(page)) == (state in ("intact", "moved"))


def test_hostile_words_are_only_text(client: httpx.Client) -> None:
    page = client.get("/entity/passage/essay/p2").text
    (words,) = quoted(page)
    assert words.startswith('"><script>alert(1)</script> Napoleon')
    assert r"\u202etsol\u202c \u0000 at Waterloo & <b>fell." in words
    assert not {"<script>", "\u202e", "\u202c", "\x00"} & set(page)
    assert "<script>alert" not in page
    assert "xxx" not in page


@pytest.mark.parametrize("path", [*PAGES, *FAULTS])
def test_no_page_of_another_site_and_no_shared_cache_has_a_page(
    path: str, client: httpx.Client
) -> None:
    for origin in ({}, {"origin": "https://example.org"}):
        response = client.get(path, headers=origin)
        assert response.headers["content-type"].startswith("text/html")
        assert not [name for name in response.headers if name.startswith("access-control")]
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert response.headers["cache-control"].startswith("private, ")
    if "etag" in response.headers:
        known = {"if-none-match": response.headers["etag"], "origin": "https://example.org"}
        again = client.get(path, headers=known)
        assert again.status_code == 304
        assert not [name for name in again.headers if name.startswith("access-control")]
        assert again.headers["cross-origin-resource-policy"] == "same-origin"
        assert again.headers["cache-control"] == "private, no-cache"


def test_whatever_origin_is_allowed_has_no_private_page() -> None:
    async def private(scope: Scope, receive: Receive, send: Send) -> None:
        headers = responding.headers("", is_private=scope["path"] == "/private")
        await PlainTextResponse("", headers=headers)(scope, receive, send)

    async def shared(path: str, origins: tuple[str, ...]) -> str | None:
        shielded = httpx.ASGITransport(Shield(private, Visitors({"here"}, origins)))
        async with httpx.AsyncClient(transport=shielded, base_url="http://here") as client:
            response = await client.get(path, headers={"origin": "https://example.org"})
            found: str | None = response.headers.get("access-control-allow-origin")
            return found

    for origins in (("*",), ("https://example.org",)):
        assert asyncio.run(shared("/private", origins)) is None
        assert asyncio.run(shared("/open", origins)) == origins[0]


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Return the address of an empty page of another site on this machine."""

    class Empty(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Empty)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_of_another_site_cannot_read_the_words(
    browser: Browser, serving: Serving, elsewhere: str
) -> None:
    fetched = """async ([address, mode]) => {
        try { return (await (await fetch(address, {mode})).text()).length > 0 }
        catch { return null }
    }"""
    page = browser.new_page()
    page.goto(elsewhere)
    own, plain = serving.own.address, serving.plain.address
    words = "/entity/passage/essay/p1"
    assert page.evaluate(fetched, [f"{own}/api/queries", "cors"]) is True
    assert page.evaluate(fetched, [f"{plain}{words}", "cors"]) is True
    assert page.evaluate(fetched, [f"{own}{words}", "cors"]) is None
    assert page.evaluate(fetched, [f"{plain}{words}", "no-cors"]) is False  # nothing can be seen
    assert page.evaluate(fetched, [f"{own}{words}", "no-cors"]) is None  # it does not even come
    page.close()


def test_programs_get_no_words_and_may_still_read_all_else(client: httpx.Client) -> None:
    everything = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    programs: list[tuple[str, dict[str, str]]] = [
        ("/sparql", {"query": everything}),
        ("/sparql.nt", {"query": everything}),
        ("/graphs", {"default": ""}),
        ("/id/passage/essay/p1.ttl", {}),
        ("/id/event/war.trig", {}),
        ("/api/queries", {}),
        ("/api/openapi.json", {}),
        ("/api/queries/numbers.csv", {"value": "62000"}),
        ("/api/queries/claims-with-word.json", {"word": "Westphalia"}),
        ("/search", {"text": "Westphalia", "format": "json"}),
        ("/.well-known/void", {}),
        ("/.well-known/sparql-examples", {}),
        ("/metrics", {}),
    ]
    for path, given in programs:
        response = client.get(path, params=given, headers={"accept": "*/*"})
        assert response.status_code == 200, path
        assert not [word for word in WORDS if word in html.unescape(response.text)], path
        assert response.headers["access-control-allow-origin"] == "*"
    page = client.get("/sparql", params={"query": "SELECT ?s { ?s a <urn:x> }"}).text
    found = client.get("/search", params={"text": "Westphalia"}).text
    assert quoted(page) == quoted(found) == []


def test_a_server_without_the_copy_has_no_words_and_other_tags(
    serving: Serving, client: httpx.Client
) -> None:
    for path in PAGES:
        tag = client.get(path).headers["etag"]
        headers = {"accept": BROWSER, "if-none-match": tag}
        response = httpx.get(f"{serving.plain.address}{path}", headers=headers)
        assert response.status_code == 200, path
        assert quoted(response.text) == []
        assert not [word for word in WORDS if word in response.text]
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["cache-control"] == "no-cache"


def test_passages_of_a_new_generation_are_located_anew(
    serving: Serving, client: httpx.Client
) -> None:
    assert quoted(client.get("/entity/passage/essay/p1").text) == [WESTPHALIA]
    shorter = WESTPHALIA.partition(" by ")[0]
    serving.essay.publish((shorter, VIENNA.rstrip("."), *PARTS[2:]))
    assert quoted(client.get("/entity/passage/essay/p1").text) == [shorter]
    assert quoted(client.get("/entity/passage/essay/p2").text) == []


def test_what_the_page_on_serving_shows_is_so(serving: Serving) -> None:
    page = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
    part = page.partition("## Your own copy of a document")[2].partition("\n## ")[0]
    started, asked, refused = (
        session.partition("\n") for block in part.split("```")[1::2]
        for session in block.split("$ ")[1:]
    )  # fmt: skip
    shown = serving.own.log.read_text(encoding="utf-8").splitlines()[0]
    assert started[2].splitlines()[0] == shown
    command = asked[0].replace("http://127.0.0.1:7070", serving.own.address)
    words = shlex.split(command)
    assert words[0] == "curl"
    try:
        run = subprocess.run(words, capture_output=True, text=True, timeout=30)
    except FileNotFoundError:
        pytest.skip("needs curl")
    assert re.fullmatch(pattern(asked[2]), run.stdout.replace("\r\n", "\n")), run.stdout
    options = [*serving.essay.options, *shlex.split(refused[0])[1:]]
    command_line = [sys.executable, "-m", "alliancekg", *options]
    run = subprocess.run(command_line, capture_output=True, text=True, timeout=30)
    assert run.returncode == 2
    assert run.stderr.splitlines()[0] == refused[2].strip()


def test_no_word_is_logged(serving: Serving) -> None:
    first, *lines = serving.own.log.read_text(encoding="utf-8").splitlines()
    assert first == "essay: 3 of 5 passages found"
    assert lines
    assert not [line for line in lines for word in WORDS if word in line]
    assert not [line for line in lines if "traceback" in line]


@pytest.mark.shared
def test_all_passages_of_the_document_have_their_words(
    built: Store, shared: Path, tmp_path: Path
) -> None:
    text = shared / "source" / "hwang-alliance-on-the-rocks.txt"
    options = ("--workers", "1", "--text", f"hwang-2006={text}")
    with alliancekg_server(built.path, tmp_path / "log", *options) as served:
        page = httpx.get(f"{served.address}/entity/claim/strategy-shift-answers-withdrawal").text
        row = httpx.get(f"{served.address}/questions/numbers?value=3600").text
    plain = " ".join(text.read_text(encoding="utf-8").split())
    for words in (*quoted(page), *quoted(row)):
        assert words in plain
    assert quoted(page)
    assert quoted(row)
