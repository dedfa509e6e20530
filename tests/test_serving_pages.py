"""The pages at their addresses on the running server: who gets them, and where their links lead."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import html5lib
import httpx
import pytest
from servers import Served, alliancekg_server
from storing import publish, quad

from alliancekg.namespaces import PREFIXES
from alliancekg.pages.frame import SCRIPTS, STATIC, has_scripts
from alliancekg.store import Store
from alliancekg.workspace import Workspace

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGES = (
    *("/", "/questions", "/terms", "/search?text=doctrine", "/sparql"),
    *("/questions/events-after-event?days=400", "/explain/numbers?value=3600&_row=1"),
    *("/cite/numbers?value=3600", "/entity/event/nixon-doctrine", "/cite?iri=IRI"),
    *(f"/entity?iri={PREFIXES['ak'].replace('#', '%23')}Event", "/questions/timeline-of-actor"),
    "/sparql?query=SELECT+*+%7B+%3Fs+a+%3Fc+%7D+LIMIT+3",
)
MARK = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def served(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    log = tmp_path_factory.mktemp("pages") / "log"
    with alliancekg_server(built.path, log) as found:
        yield found
        assert not [line for line in found.lines() if "traceback" in line]


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    headers = {"accept": BROWSER}
    with httpx.Client(base_url=served.address, timeout=30, headers=headers) as found:
        yield found


def test_each_page_is_whole_html_and_its_links_lead_somewhere(client: httpx.Client) -> None:
    found: set[str] = set()
    for path in PAGES:
        iri = "https://w3id.org/alliancekg/id/event/nixon-doctrine"
        response = client.get(path.replace("IRI", iri))
        assert response.status_code == 200, path
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert "Accept" in response.headers["vary"]
        html5lib.HTMLParser(strict=True).parse(response.text)
        assert not re.search(
            r"<script(?! defer src=\"/static/)|\son\w+=|\sstyle=|javascript:", response.text
        )
        found |= {
            unescape(href) for href in re.findall(r'(?:href|src|action)="(/[^"]*)"', response.text)
        }
    kinds: dict[tuple[str, ...], str] = {}
    for link in sorted(found):
        parts = urlsplit(link)
        names = [name for name, _ in parse_qsl(parts.query)]
        form = parts.path.rpartition(".")[2] if parts.path.startswith("/api/") else ""
        kinds.setdefault((parts.path.split("/")[1], form, *names), link)
    assert len(kinds) > 12
    for link in kinds.values():
        assert client.get(link).status_code == 200, link


def test_a_program_gets_no_page(client: httpx.Client) -> None:
    for accept, path, media in (
        ("*/*", "/sparql?query=ASK%7B%7D", "application/sparql-results+json"),
        ("application/json", "/sparql?query=ASK%7B%7D", "application/json"),
        ("*/*", "/sparql", "text/turtle; charset=utf-8"),
        ("text/turtle, text/html;q=0.5", "/id/event/nixon-doctrine", "text/turtle; charset=utf-8"),
        (BROWSER, "/id/event/nixon-doctrine.ttl", "text/turtle; charset=utf-8"),
        (BROWSER, "/sparql.csv?query=ASK%7B%7D", "text/csv; charset=utf-8"),
    ):
        response = client.get(path, headers={"accept": accept})
        assert (response.status_code, response.headers["content-type"]) == (200, media)
    response = client.post("/sparql", data={"query": "ASK {}"})
    assert response.headers["content-type"] == "application/xml"


def test_a_browser_is_led_from_a_record_to_its_page(client: httpx.Client) -> None:
    response = client.get("/id/event/nixon-doctrine")
    assert response.status_code == 303
    assert response.headers["location"] == "/entity/event/nixon-doctrine"
    assert response.headers["vary"] == "Accept"
    assert "Declaration of the Nixon Doctrine" in client.get(response.headers["location"]).text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/questions/none", 404),
        ("/explain/none?_row=1", 404),
        ("/cite/none", 404),
        ("/entity/event/none", 404),
        ("/entity", 404),
        ("/entity?iri=x%20y", 404),
        ("/cite?iri=none", 404),
        ("/static/none.css", 404),
        ("/static/..%2fframe.py", 404),
        ("/static/", 404),
        ("/questions/events-after-event?days=x", 400),
        ("/explain/numbers?_row=0&value=3600", 200),
        ("/explain/numbers?_row=99999&value=3600", 400),
        ("/sparql?query=ASK%7B", 400),
        ("/sparql?query=CLEAR+ALL", 400),
        ("/questions/numbers?value=%ff", 400),
        ("/questions/events-after-event?_first=99999999999999999999", 200),
        ("/search?text=%00%01&_first=-1", 200),
        ("/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D", 503),
    ],
)
def test_what_cannot_be_shown_is_told_with_its_status(
    path: str, status: int, client: httpx.Client
) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert not re.search(r"Traceback|/serving/|/site-packages|File &quot;", response.text)
    if status != 200:
        assert "etag" not in response.headers


@pytest.mark.parametrize(
    "path", ["/search?text=X", "/sparql?query=X", "/questions/claims-with-word?word=X",
             "/entity/X", "/entity?iri=X", "/questions/X", "/questions/numbers?X=1"],
)  # fmt: skip
def test_what_a_reader_types_is_only_text(path: str, client: httpx.Client) -> None:
    response = client.get(path.replace("X", MARK.replace("/", "%2F")))
    assert MARK not in response.text or response.headers["content-type"].endswith("json")
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_page_is_kept_like_an_answer(client: httpx.Client) -> None:
    first = client.get("/questions/numbers?value=3600")
    tag = first.headers["etag"]
    again = client.get("/questions/numbers?value=3600", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/questions/numbers?value=3600").text == first.text
    other = client.get("/questions/numbers?value=1", headers={"if-none-match": tag})
    assert other.status_code in (200, 400)
    assert client.head("/terms").headers["content-type"] == "text/html; charset=utf-8"


def test_names_are_suggested_as_json_beside_the_page_of_the_search(client: httpx.Client) -> None:
    asked = {"text": "nixon doctrine", "kind": "Event"}
    response = client.get("/search", params={**asked, "format": "json"})
    assert response.headers["content-type"] == "application/json"
    (first, *_) = response.json()["found"]
    assert first["href"] == "/entity/event/nixon-doctrine"
    tag = response.headers["etag"]
    page = client.get("/search", params=asked, headers={"if-none-match": tag})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")


def test_the_files_of_the_scripts_are_served_where_they_were_built(client: httpx.Client) -> None:
    page = client.get("/sparql").text
    assert ("<script" in page) == has_scripts()
    for name in SCRIPTS:
        response = client.get(f"/static/{name}")
        assert response.status_code == (200 if (STATIC / name).is_file() else 404)


def test_a_reader_gets_no_formulas_and_a_program_what_the_graph_says(
    small: Workspace, tmp_path: Path
) -> None:
    formula = '=HYPERLINK("https://evil.example")'
    (small.queries / "formulas.rq").write_text(
        "#+ summary: Formulas\n\nSELECT ?n ?text\nWHERE {\n"
        f"  VALUES (?n ?text) {{ (-1 '{formula}') }}\n}}\nORDER BY ?n\n",
        encoding="utf-8",
    )
    store = Store(tmp_path / "store")
    publish(store, quad("a", "b"))
    options = ("--workspace", str(small.root))
    with alliancekg_server(store.path, tmp_path / "log", *options) as served:
        address = f"{served.address}/api/queries/formulas.csv"
        for accept, mark in ((BROWSER, "'"), ("text/csv", ""), ("*/*", ""), ("", "")):
            response = httpx.get(address, headers={"accept": accept})
            rows = list(csv.reader(io.StringIO(response.text)))
            assert rows == [["n", "text"], ["-1", f"{mark}{formula}"]]
            assert response.headers["content-type"] == "text/csv; charset=utf-8"
            assert response.headers["vary"] == "Accept"


def test_the_style_is_served_with_its_type(client: httpx.Client) -> None:
    response = client.get("/static/style.css")
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert client.get("/static/icon.svg").headers["content-type"].startswith("image/svg+xml")
