"""A graph whose every text is hostile, in each download of the server and each written file.

Each is well-formed and read back equal, none is a formula in a spreadsheet, and what a format has
no words for is refused whole. No text reaches a header.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import httpx
import pyoxigraph as px
import pytest
from hostilegraph import HOSTILE, MEGABYTE, MIDDLE
from servers import Served, alliancekg_server

from alliancekg.cli import main
from alliancekg.namespaces import PREFIXES
from alliancekg.store import Store

ALT: Final = px.NamedNode(PREFIXES["skos"] + "altLabel")
NAMES: Final = f"SELECT ?n {{ {MIDDLE} {ALT} ?n }} ORDER BY ?n"
CONTROLS: Final = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)))
BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
SUFFIXES: Final = {
    "ttl": px.RdfFormat.TURTLE,
    "nt": px.RdfFormat.N_TRIPLES,
    "jsonld": px.RdfFormat.JSON_LD,
    "trig": px.RdfFormat.TRIG,
    "nq": px.RdfFormat.N_QUADS,
}


@pytest.fixture(scope="module", autouse=True)
def cells_of_any_length() -> Iterator[None]:
    """Let this file read CSV with cells of a megabyte."""
    before = csv.field_size_limit(16 * 1024 * 1024)
    yield
    csv.field_size_limit(before)


@pytest.fixture(scope="module")
def served(hostile_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    log = tmp_path_factory.mktemp("downloads") / "log"
    with alliancekg_server(hostile_store.path, log) as found:
        yield found
        assert not [line for line in found.lines() if "traceback" in line]


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.address, timeout=30) as found:
        yield found


@pytest.fixture(scope="module")
def names(hostile_store: Store) -> set[str]:
    """Return the other names of the event that has all texts."""
    found = {
        quad.object.value
        for quad in hostile_store.current().open().quads_for_pattern(MIDDLE, ALT, None)
        if isinstance(quad.object, px.Literal)
    }
    assert found >= {*HOSTILE, MEGABYTE}
    return found


def said(text: bytes, form: px.RdfFormat) -> set[str]:
    """Return the other names of the event that a file of RDF has."""
    return {
        quad.object.value
        for quad in px.parse(text, format=form)
        if (quad.subject, quad.predicate) == (MIDDLE, ALT) and isinstance(quad.object, px.Literal)
    }


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_statements_are_read_back_equal(
    client: httpx.Client, hostile_store: Store, names: set[str], suffix: str
) -> None:
    answer = client.get(f"/id/event/nixon-doctrine.{suffix}")
    assert said(answer.content, SUFFIXES[suffix]) == names
    graph = client.get("/graphs", params={"default": ""}, headers={"accept": answer.headers[
        "content-type"]})  # fmt: skip
    assert graph.status_code == 200
    whole = {q.triple for q in px.parse(graph.content, format=SUFFIXES[suffix])}
    there = hostile_store.current().open().quads_for_pattern(None, None, None, px.DefaultGraph())
    assert whole == {q.triple for q in there}


def test_what_xml_has_no_words_for_is_refused_whole(client: httpx.Client) -> None:
    for path in ("/id/event/nixon-doctrine.rdf", "/sparql.xml"):
        answer = client.get(path, params={"query": NAMES})
        assert answer.status_code == 406
        assert answer.headers["content-type"] == "application/problem+json"
        assert len(answer.content) < 2000
        assert "Fix: " in answer.json()["detail"]


@pytest.mark.parametrize("subject", [str(MIDDLE), "[]"])
def test_no_statements_are_given_as_what_is_no_xml(client: httpx.Client, subject: str) -> None:
    """Statements with blank nodes are written another way."""
    query = f"CONSTRUCT {{ {subject} {ALT} ?n }} {{ {MIDDLE} {ALT} ?n FILTER(STRLEN(?n) < 99) }}"
    answer = client.get("/sparql.rdf", params={"query": query})
    assert answer.status_code == 406
    assert "Fix: " in answer.json()["detail"]


def test_what_xml_can_say_is_well_formed_and_equal(client: httpx.Client, names: set[str]) -> None:
    query = NAMES.replace(
        "}", r'FILTER(!REGEX(?n, "[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE]")) }'
    )
    tree = ElementTree.fromstring(client.get("/sparql.xml", params={"query": query}).content)
    space = "{http://www.w3.org/2005/sparql-results#}literal"
    assert {one.text for one in tree.iter(space)} == {n for n in names if not CONTROLS & set(n)}
    graph = query.replace("SELECT ?n", f"CONSTRUCT {{ {MIDDLE} {ALT} ?n }}").partition("ORDER")[0]
    text = client.get("/sparql.rdf", params={"query": graph}).content
    assert said(text, px.RdfFormat.RDF_XML) == {n for n in names if not CONTROLS & set(n)}


def test_rows_are_read_back_equal(client: httpx.Client, names: set[str]) -> None:
    found = client.get("/sparql.json", params={"query": NAMES}).json()["results"]["bindings"]
    assert {row["n"]["value"] for row in found} == names
    rows = list(csv.reader(io.StringIO(client.get("/sparql.csv", params={"query": NAMES}).text,
                                       newline=""), strict=True))  # fmt: skip
    assert {row[0] for row in rows[1:]} == names
    lines = client.get("/sparql.tsv", params={"query": NAMES}).text.split("\n")
    terms = {px.Literal(name, language="en") for name in names}
    read = px.parse(
        "".join(f"<urn:s> <urn:p> {line} .\n" for line in lines[1:] if line).encode(),
        format=px.RdfFormat.N_TRIPLES,
    )
    assert {quad.object for quad in read} == terms


def test_no_cell_that_a_browser_gets_is_a_formula(client: httpx.Client) -> None:
    asked = 0
    for name in ("timeline", "who-disputes-whom", "numbers", "claims-in-tension", "treaty-dates"):
        answer = client.get(f"/api/queries/{name}.csv", headers={"accept": BROWSER})
        if answer.status_code != 200:
            continue
        faithful = client.get(f"/api/queries/{name}.csv")
        read = [list(csv.reader(io.StringIO(one.text, newline=""))) for one in (answer, faithful)]
        for row, given in zip(*read, strict=True):
            for cell, text in zip(row, given, strict=True):
                asked += text.startswith(FORMULAS)
                is_number = text.lstrip("+-").replace(".", "", 1).isdecimal()
                assert is_number or not cell.startswith(FORMULAS)
                assert cell.removeprefix("'") == text.removeprefix("'")
    assert asked > 5


PATHS: Final = (
    *("/", "/sparql", "/api/queries", "/api/openapi.json", "/.well-known/void"),
    *("/.well-known/sparql-examples", "/terms", "/entity/event/nixon-doctrine", "/ns"),
    *("/api/queries/timeline.json?limit=2", "/search?text=script&format=json", "/scheme/status"),
    *("/cite/timeline", "/graph/hwang-2006", "/metrics"),
    "/api/queries/events-of-actor.csv?actor=x%0d%0aSet-Cookie:%20a=b&limit=1",
    *("/entity/x%0d%0aSet-Cookie:%20a=b", "/id/x%0d%0aSet-Cookie:%20a=b.ttl", "/%0d%0aX:%20y"),
    "/id/event/nixon-doctrine%0d%0aSet-Cookie:%20a=b",
)


@pytest.mark.parametrize("path", PATHS)
def test_no_text_reaches_a_header_and_json_is_json(client: httpx.Client, path: str) -> None:
    for accept in ("*/*", BROWSER):
        answer = client.get(path, headers={"accept": accept})
        assert answer.status_code < 500
        assert not {"set-cookie", "x"} & set(answer.headers)
        for name, value in answer.headers.items():
            assert value.isprintable(), name
            assert value.isascii(), name
            assert not [text for text in HOSTILE[:9] if text in value], name
        assert answer.headers["x-content-type-options"] == "nosniff"
        kind = answer.headers.get("content-type", "")
        if "json" in kind:
            assert json.loads(answer.text) is not None
        if kind.startswith("text/turtle"):
            assert list(px.parse(answer.content, format=px.RdfFormat.TURTLE))


def test_a_link_to_further_rows_holds_what_was_asked_percent_encoded(client: httpx.Client) -> None:
    word = 'x"><script>, <urn:a>; rel="next"\r\nSet-Cookie: a=b'
    answer = client.get("/api/queries/timeline.json", params={"limit": "1", "word": word})
    assert answer.status_code in (200, 400)
    assert "set-cookie" not in answer.headers
    answer = client.get("/api/queries/timeline.json", params={"limit": "1"})
    assert answer.headers["link"].count("<") == 1


@pytest.fixture(scope="module")
def written(hostile_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write all that the command line writes of a graph into a folder."""
    folder = tmp_path_factory.mktemp("written")
    store = ["--store", str(hostile_store.path), "--quiet"]
    for form in ("turtle", "trig", "nquads", "ntriples", "jsonld"):
        flat = ["--flatten"] if form in ("turtle", "ntriples") else []
        assert main(["export", "--format", form, "-o", str(folder / form), *flat, *store]) == 0
    for form in ("csv", "parquet"):
        assert main(["tables", str(folder / f"tables-{form}"), "--format", form, *store]) == 0
    return folder


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads", "ntriples", "jsonld"])
def test_exports_are_read_back_equal(written: Path, names: set[str], form: str) -> None:
    kinds = {"turtle": "ttl", "trig": "trig", "nquads": "nq", "ntriples": "nt", "jsonld": "jsonld"}
    assert said((written / form).read_bytes(), SUFFIXES[kinds[form]]) == names


def test_rdfxml_and_graphml_are_refused_or_well_formed(
    hostile_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", str(hostile_store.path), "--quiet"]
    target = tmp_path / "x.rdf"
    assert main(["export", "--format", "rdfxml", "--flatten", "-o", str(target), *store]) == 2
    assert "has no words for" in capsys.readouterr().err
    assert not target.exists()
    for name in ("actors", "claimants", "claims"):
        target = tmp_path / f"{name}.graphml"
        status = main(["network", name, "-o", str(target), *store])
        if status == 0:
            assert len(ElementTree.parse(target).getroot()) > 1
        else:
            assert (status, target.exists()) == (2, False)
            assert "Fix: " in capsys.readouterr().err


def test_tables_hold_every_text_in_one_cell(written: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow.parquet")
    files = sorted((written / "tables-csv").glob("*.csv"))
    assert len(files) > 4
    seen = set()
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}
        table = pyarrow.read_table(written / "tables-parquet" / f"{path.stem}.parquet")
        assert table.column_names == rows[0]
        assert table.num_rows == len(rows) - 1
        seen |= {cell for row in rows for cell in row}
    assert any(cell.startswith("<script>") for cell in seen)
    package = json.loads((written / "tables-csv" / "datapackage.json").read_text("utf-8"))
    assert len(package["resources"]) == len(files)


@pytest.mark.parametrize("form", ["text", "bibtex", "csl"])
def test_bibliographies_are_read_back(
    hostile_store: Store, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    store = ["--store", str(hostile_store.path), "--quiet"]
    assert main(["cite", "timeline", "--format", form, *store]) == 0
    text = capsys.readouterr().out
    assert "\u202e" not in text
    if form == "csl":
        assert {"id", "type", "title"} <= set(json.loads(text)[0])
    if form == "bibtex":
        depth = 0
        for at, sign in enumerate(text):
            if sign in "{}" and text[at - 1] != "\\":
                depth += 1 if sign == "{" else -1
                assert depth >= 0
        assert depth == 0
        assert text.count("\n@") + 1 == text.count("@misc") + text.count("@report") + text.count(
            "@techreport"
        ) + text.count("@dataset") + text.count("@online")
