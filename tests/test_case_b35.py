"""Case B35: texts of data, of endpoints and of readers taken for markup or links on a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as px
import pytest
from fake_endpoint import serving
from playwright.sync_api import Browser
from servers import Served, alliancekg_server
from storing import publish
from visiting import Visit, visiting

from alliancekg.cli import main
from alliancekg.store import Store

pytestmark = pytest.mark.shared
GRAPH = px.NamedNode("https://w3id.org/alliancekg/graph/xss")
ALL = "SELECT ?thing ?property ?value WHERE { ?thing ?property ?value } ORDER BY ?thing ?property"
LINKS = "[...document.querySelectorAll('a')].map(e => e.protocol)"


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "cases" / "inputs" / "B35-markup-in-values"


@pytest.fixture(scope="module")
def served(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the data as they are, and as events of ours that a timeline and a graph show."""
    made = tmp_path_factory.mktemp("xss")
    found = list(px.parse(path=folder / "xss.ttl", format=px.RdfFormat.TURTLE))
    quads = [px.Quad(q.subject, q.predicate, q.object, GRAPH) for q in found]
    publish(Store(made / "store"), *quads)
    with alliancekg_server(made / "store", made / "log") as server:
        yield server


@pytest.fixture(scope="module")
def visit(browser: Browser, served: Served) -> Iterator[Visit]:
    with visiting(browser, served.address) as found:
        yield found


@pytest.mark.parametrize("path", [f"/sparql?query={quote(ALL)}", "/entity?iri=THING"])
def test_every_text_is_shown_as_it_is_written(visit: Visit, folder: Path, path: str) -> None:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    seen = ""
    for thing in ("x1", "x2", "x3", "x4"):
        visit.go(path.replace("THING", quote(f"https://example.org/ma/id/{thing}", safe="")))
        assert visit.page.locator("img, main script, [onmouseover]").count() == 0
        assert set(visit.page.evaluate(LINKS)) <= {"http:", "https:"}
        seen += visit.page.locator("main").inner_text()
    for text in expected["visible"]:
        assert text in seen
    for text in ("</script><script>alert(2)</script>", '" onmouseover="alert(4)',
                 "{{7*7}} ${7*7}", "javascript:alert(3)"):  # fmt: skip
        assert text in seen
    assert visit.faults() == []


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</textarea><p>"]
)
def test_what_an_address_holds_is_only_text(visit: Visit, text: str) -> None:
    for path, status in (
        (f"/search?text={quote(text)}", 200),
        (f"/sparql?query={quote(text)}", 400),
        (f"/questions/events-of-actor?actor={quote(text)}", 400),
        (f"/questions/{quote(text, safe='')}", 404),
        (f"/entity?iri={quote(text, safe='')}", 404),
        (f"/{quote(text, safe='')}", 404),
    ):
        response = visit.go(path, status)
        policy = response.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert visit.page.locator("main img, main script, textarea + p").count() == 0
        assert visit.faults() == []


def test_the_texts_in_the_scripts_of_a_page_survive(visit: Visit) -> None:
    """What stands in a page for the scripts is an attribute, and read back whole."""
    visit.go("/sparql?query=" + quote("# </script></template>\nASK {}"))
    words = visit.page.locator("template").get_attribute("data-vocabulary")
    assert words is not None
    assert json.loads(words)["prefixes"]["ak"].endswith("#")
    assert visit.page.locator("textarea").input_value().startswith("# </script></template>")


def test_names_of_columns_that_are_markup_are_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No name of a variable has such signs, so that an endpoint that sends one is at fault."""
    reply = (folder / "hostile_reply.json").read_text(encoding="utf-8")
    with serving(px.Store(), lambda here: here.reply(200, reply)) as endpoint:
        for query in ("SELECT ?s { ?s ?p ?o }", "SELECT * { ?s ?p ?o }"):
            for form in ("table", "csv", "json", "xml", "markdown"):
                arguments = ["sparql", query, "--format", form, "--store", endpoint.address]
                assert main(arguments) == 3
                said = capsys.readouterr()
                assert said.out == ""
                assert "the answer has" in said.err


def test_a_download_has_the_texts_as_they_are(served: Served) -> None:
    """`12 < 18 & 20` is escaped once in XML, and not at all elsewhere."""
    query = {"query": "SELECT ?name { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?name }"}
    texts = {
        form: httpx.get(f"{served.address}/sparql.{form}", params=query).text
        for form in ("csv", "tsv", "json", "xml")
    }
    assert {form: "12 < 18 & 20" in text for form, text in texts.items()} == {
        "csv": True, "tsv": True, "json": True, "xml": False
    }  # fmt: skip
    assert "12 &lt; 18 &amp; 20<" in texts["xml"]
