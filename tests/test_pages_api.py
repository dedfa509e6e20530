"""The page on what programs can ask: made from the OpenAPI document, and its lines work."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as px
import pytest
from pageparts import ALERT, texts, tree
from servers import Served, alliancekg_server
from storing import publish, quad

from alliancekg.embedded import Embedded
from alliancekg.pages import apipage, curllines, operations
from alliancekg.pages.links import Served as ServedLinks
from alliancekg.pages.site import Site
from alliancekg.store import Store
from alliancekg.workspace import Workspace

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BASE = "http://127.0.0.1:7070/"
TEXT = {"type": "string"}
FILE = {"type": "array", "items": {"type": "string", "format": "binary"}}
WRITING: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Made up", "version": "9"},
    "paths": {
        "/of/{kind}": {
            "parameters": [{"$ref": "#/components/parameters/kind"}],
            "get": {
                "summary": ALERT,
                "parameters": [
                    {"name": "from", "in": "query", "schema": {**TEXT, "examples": ["1977"]}},
                    {"name": "n", "in": "query", "schema": {"type": "integer", "minimum": 1,
                                                            "maximum": 9000, "default": 20}},
                    {"name": "to", "in": "query", "required": True, "example": "a b&c",
                     "schema": {"type": ["string", "null"], "pattern": "^a"}},
                    {"name": "X-Way", "in": "header", "required": True,
                     "schema": {"enum": ["up", "down"]}},
                    {"name": "is", "in": "query", "schema": {"type": "boolean", "default": True}},
                ],
                "responses": {"200": {"description": "fine", "content": {"text/csv": {}}},
                              "default": {"$ref": "#/components/responses/Bad"}},
            },
            "post": {
                "operationId": "write/it",
                "summary": "Write",
                "description": "First.\n\nSecond\nline.",
                "security": [{"token": []}],
                "requestBody": {"$ref": "#/components/requestBodies/Tables"},
                "responses": {"201": {"description": "written"}},
            },
            "delete": {
                "operationId": "remove",
                "security": [{}, {"key": []}],
                "responses": {"204": {"description": "gone"}},
            },
        }
    },
    "components": {
        "parameters": {"kind": {"name": "kind", "in": "path", "required": True,
                                "schema": {"enum": ["a/b", "c"]}, "description": "which"}},
        "responses": {"Bad": {"description": "bad", "content": {"application/problem+json": {}}}},
        "requestBodies": {"Tables": {"description": "the tables", "content": {
            "multipart/form-data": {"schema": {"$ref": "#/components/schemas/Tables"}},
            "text/csv": {"schema": TEXT},
        }}},
        "schemas": {"Tables": {"type": "object", "required": ["file"], "properties": {
            "file": FILE, "note": {**TEXT, "description": "for the log"},
        }}},
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "of the server"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def made() -> dict[str, operations.Operation]:
    return {one.method: one for one in operations.operations(WRITING, BASE)}


def test_parameters_are_told_with_type_default_and_values(
    made: dict[str, operations.Operation],
) -> None:
    fields = {one.name: one for one in made["GET"].fields}
    assert list(fields) == ["kind", "from", "n", "to", "X-Way", "is"]
    told = {name: (f.place, f.type, f.default, f.allowed) for name, f in fields.items()}
    assert told == {
        "kind": ("path", "anything", "", "one of a/b, c"),
        "from": ("query", "string", "", "such as 1977"),
        "n": ("query", "integer", "20", "1 to 9,000"),
        "to": ("query", "string or null", "", "as ^a"),
        "X-Way": ("header", "anything", "", "one of up, down"),
        "is": ("query", "boolean", "true", ""),
    }
    assert [f.name for f in fields.values() if f.is_required] == ["kind", "to", "X-Way"]
    assert fields["kind"].told == "which"


def test_bodies_logins_and_statuses_are_told(made: dict[str, operations.Operation]) -> None:
    get, post, delete = made["GET"], made["POST"], made["DELETE"]
    assert (get.key, post.key) == ("get-of-{kind}", "write/it")
    assert (get.formats, post.paragraphs) == (["text/csv"], ["First.", "Second line."])
    assert [(r.status, r.told, r.shared) for r in get.replies] == [
        ("200", "fine", ""),
        ("default", "bad", "Bad"),
    ]
    assert (post.login, delete.login) == (["http bearer: of the server"], ["", "apiKey"])
    assert post.body_told == "the tables"
    parts, plain = post.bodies
    assert (parts.media, plain.media, plain.type) == ("multipart/form-data", "text/csv", "string")
    file, note = parts.fields
    assert (file.type, file.is_required) == ("string (binary), may be repeated", True)
    assert (note.told, note.is_required) == ("for the log", False)


def test_a_line_does_what_an_operation_tells(made: dict[str, operations.Operation]) -> None:
    address = f"{BASE}of/a/b"
    assert made["GET"].examples == [
        f"curl -s '{address}?n=20&to=a+b%26c&is=true' -H 'X-Way: up'",
    ]
    login = '-H "Authorization: Bearer $TOKEN"'
    assert made["POST"].examples == [
        f"curl -s {address} {login} -F file=@FILE",
        f"curl -s {address} {login} -H 'Content-Type: text/csv' --data-binary @FILE",
    ]
    assert made["DELETE"].examples == [f"curl -s -X DELETE {address}"]


def test_what_an_example_holds_is_no_word_of_the_shell() -> None:
    given = {"name": "a", "in": "query", "example": "$(rm -r x) `y` 'z'"}
    raw = {"text/plain": {"example": "$TOKEN `rm` \"$(x)\" 'y'"}}
    address = f"{BASE}{curllines.filled('', [given])}"
    (line,) = curllines.lines("post", address, [given], raw, ())
    assert shlex.split(line)[2] == address
    assert shlex.split(line)[-1] == "$TOKEN `rm` \"$(x)\" 'y'"
    assert curllines.login({"type": "apiKey", "in": "header", "name": '"; rm x'}) == []


def test_a_document_of_any_kind_is_a_page_without_harm() -> None:
    site = Site({}, Embedded(px.Store()), ServedLinks())
    page = apipage.api(site, WRITING, BASE)
    assert "<script>alert" not in page
    ids = tree(page).xpath("//*[@class='operation']/@id")
    assert ids == ["op-get-of-{kind}", "op-write/it", "op-remove"]
    assert any("of the server" in text for text in texts(page, "//p"))
    assert "Fields of the body of POST /of/{kind}, multipart/form-data" in texts(page, "//caption")
    assert tree(page).xpath("//*[@id='op-write/it']//a[contains(., 'Try')]") == []


@pytest.fixture(scope="module")
def served(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    log = tmp_path_factory.mktemp("api") / "log"
    with alliancekg_server(built.path, log, "--time-limit", "40") as found:
        yield found


@pytest.fixture(scope="module")
def page(served: Served) -> str:
    response = httpx.get(f"{served.address}/api", headers={"accept": BROWSER}, timeout=20)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


def test_each_operation_of_the_document_is_there_once(
    served: Served, page: str, parsed: Any
) -> None:
    document = httpx.get(f"{served.address}/api/openapi.json", timeout=20).json()
    names = [
        f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item
    ]
    assert sorted(texts(page, "//h3")) == sorted(names)
    keys = {one["operationId"] for item in document["paths"].values() for one in item.values()}
    ids = parsed.xpath("//*[@id]/@id")
    assert len(ids) == len(set(ids))
    assert {f"op-{key}" for key in keys} <= set(ids)
    anchors = parsed.xpath("//a[starts-with(@href, '#')]/@href")
    assert {anchor[1:] for anchor in anchors} <= set(ids)
    for item in document["paths"].values():
        for one in item.values():
            at = operation(parsed, one["operationId"])
            told = [cell.text_content() for cell in at.xpath(".//td[@data-label='name']/code")]
            fields = [parameter["name"] for parameter in one.get("parameters", ())]
            assert told[: len(fields)] == fields
            statuses = " ".join(at.text_content().split()).partition("Statuses: ")[2]
            assert [s for s in one["responses"] if s not in statuses] == []


@pytest.fixture(scope="module")
def parsed(page: str) -> Any:
    return tree(page)


def operation(parsed: Any, key: str) -> Any:
    (found,) = parsed.xpath("//*[@id=$key]", key=f"op-{key}")
    return found


def test_its_links_lead_somewhere(served: Served, parsed: Any) -> None:
    links = operation(parsed, "events-after-event").xpath(".//p/a/@href")
    assert "/questions/events-after-event" in links
    tries = [link for link in links if link.startswith("/api/queries/events-after-event.json?")]
    assert len(tries) == 1
    (document,) = parsed.xpath("//main//a[contains(@href, 'openapi.json')]/@href")
    for link in (*tries, "/questions/events-after-event"):
        assert httpx.get(f"{served.address}{link}", timeout=20).status_code == 200
    assert document == f"{served.address}/api/openapi.json"
    assert httpx.get(document, timeout=20).status_code == 200
    question = httpx.get(f"{served.address}/questions/numbers?value=3600", timeout=20).text
    assert "/api#op-numbers" in tree(question).xpath("//main//a/@href")
    assert "/api" in tree(question).xpath("//nav//a/@href")
    listed = httpx.get(f"{served.address}/api/queries", headers={"accept": BROWSER}, timeout=20)
    assert listed.headers["content-type"] == "application/json"


def test_its_lines_are_answered(page: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    lines = [node.text_content() for node in tree(page).xpath("//code[@data-example]")]
    assert len(lines) > 100
    # What needs a secret or a file of the reader's is for the tests of what it does.
    lines = [line for line in lines if "$TOKEN" not in line and "@FILE" not in line]
    assert len(lines) > 100

    def run(line: str) -> tuple[str, str]:
        words = [*shlex.split(line), "-o", "/dev/null", "-w", "%{http_code}"]
        assert words[:2] == ["curl", "-s"]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
        return line, done.stdout

    with ThreadPoolExecutor(2) as pool:
        wrong = [found for found in pool.map(run, lines) if found[1] != "200"]
    assert wrong == []


def test_it_follows_the_questions(small: Workspace, tmp_path: Path) -> None:
    path = small.queries / "tested.rq"
    text = "#+ summary: {}\n\nSELECT ?n\nWHERE {{\n  VALUES ?n {{ 1 }}\n}}\nORDER BY ?n\n"
    path.write_text(text.format("As it was"), encoding="utf-8")
    store = Store(tmp_path / "store")
    publish(store, quad("a", "b"))
    options = ("--workspace", str(small.root), "--workers", "1")
    with alliancekg_server(store.path, tmp_path / "log", *options) as served:
        address = f"{served.address}/api"
        first = httpx.get(address, timeout=20)
        assert "As it was" in first.text
        known = {"if-none-match": first.headers["etag"]}
        assert httpx.get(address, headers=known, timeout=20).status_code == 304
        path.write_text(text.format("As it is now"), encoding="utf-8")
        again = httpx.get(address, headers=known, timeout=20)
        assert again.status_code == 200
        assert "As it is now" in again.text
