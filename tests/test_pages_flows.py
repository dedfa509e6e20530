"""What readers do on the pages of the running server, by clicks and by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from servers import Served
from visiting import Visit, visiting

AFTER = "/questions/events-after-event?event=nixon-doctrine&days=1500"
HEADLINE = "/questions/events-after-withdrawal-announcements"
# Where the focus is, and whether one sees it: an outline, or what stands for one.
FOCUS = """() => {
    const node = document.activeElement, style = getComputedStyle(node);
    const around = node.closest('.editor, li, label') ?? node;
    const box = node.getBoundingClientRect();
    return {
        name: node.localName,
        label: node.getAttribute('aria-label') ?? node.textContent.trim().slice(0, 40),
        isSeen: [style, getComputedStyle(around)].some(one => one.outlineStyle !== 'none'
            && parseFloat(one.outlineWidth) >= 2) || node.closest('svg') !== null,
        isThere: box.width > 0 && box.height > 0,
    };
}"""
REACHABLE = """() => [...document.querySelectorAll('a[href], button, input, select, textarea,'
    + ' summary, [tabindex="0"], [contenteditable=true]')].filter(node => node.tabIndex >= 0
    && !node.disabled && node.type !== 'hidden' && node.checkVisibility()).length"""


@pytest.fixture(scope="module")
def visit(browser: Browser, graph_server: Served) -> Iterator[Visit]:
    with visiting(browser, graph_server.address) as found:
        found.page.set_viewport_size({"width": 1280, "height": 900})
        yield found


@pytest.fixture(scope="module")
def plain(browser: Browser, graph_server: Served) -> Iterator[Visit]:
    with visiting(browser, graph_server.address, has_scripts=False) as found:
        yield found


@pytest.fixture(params=["visit", "plain"])
def reader(request: pytest.FixtureRequest) -> Page:
    """Return the page of a reader with scripts, and of one without."""
    found: Visit = request.getfixturevalue(request.param)
    return found.page


def test_from_what_followed_the_doctrine_to_the_claim_and_its_passage(reader: Page) -> None:
    reader.goto("/")
    reader.get_by_role("link", name="Which events followed U.S. withdrawal").first.click()
    picture = reader.locator("figure", has=reader.get_by_role("heading", name="Timeline"))
    expect(picture.locator("svg.picture")).to_be_visible()
    expect(picture.locator("svg text", has_text="Declaration of the Nixon")).to_be_visible()
    claim = picture.locator("a:has(.claimed)").first
    title = claim.get_attribute("aria-label") or claim.locator("title").text_content() or ""
    assert title.startswith("A claim: ")
    claim.focus()
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/entity/claim/**")
    text = title.removeprefix("A claim: ").partition(" (")[0]
    assert text[:40] in reader.get_by_role("heading", level=1).inner_text()
    reader.locator("#evidence ~ ul a").first.click()
    reader.wait_for_url("**/entity/passage/**")
    expect(reader.get_by_role("heading", name="What refers to it")).to_be_visible()


def test_from_a_row_to_what_made_it_and_to_its_citation(reader: Page) -> None:
    reader.goto(HEADLINE)
    reader.get_by_role("link", name="Explain row 2", exact=True).click()
    expect(reader.get_by_role("heading", name="What made row 2")).to_be_visible()
    expect(reader.get_by_role("heading", name="Statements")).to_be_visible()
    reader.go_back()
    reader.get_by_role("link", name="How to cite it").click()
    reader.locator("summary", has_text="BibTeX").click()
    expect(reader.get_by_label("BibTeX")).to_contain_text("@")
    reader.locator("main .lead a").click()
    reader.wait_for_url(f"**{HEADLINE}")


def test_a_form_asks_with_what_was_filled_in(reader: Page) -> None:
    reader.goto(HEADLINE)
    rows = reader.locator("section[aria-labelledby=answer] tbody tr")
    whole = rows.count()
    reader.locator("input[name=days]").fill("700")
    reader.locator("select[name=breadth]").select_option("strict")
    reader.get_by_role("button", name="Ask", exact=True).click()
    reader.wait_for_url("**days=700**")
    assert parse_qs(urlsplit(reader.url).query)["breadth"] == ["strict"]
    assert 0 < rows.count() < whole
    assert reader.locator("input[name=days]").input_value() == "700"
    reader.get_by_role("link", name="Begin again").click()
    assert rows.count() == whole


def test_facets_narrow_a_search_and_widen_it(reader: Page) -> None:
    reader.goto("/search?text=korea")
    whole = reader.locator("#found").inner_text()
    reader.get_by_role("navigation", name="Classes").get_by_role("link", name="Treaty").click()
    assert reader.locator("#found").inner_text() == "3 records · Treaty"
    chosen = reader.get_by_role("navigation", name="Classes").locator("[aria-current=true]")
    assert chosen.inner_text() == "Treaty"
    reader.get_by_role("navigation", name="Sources").get_by_role("link").first.click()
    assert "· Treaty ·" in reader.locator("#found").inner_text()
    reader.get_by_role("navigation", name="Sources").get_by_role("link", name="any").click()
    reader.get_by_role("navigation", name="Classes").get_by_role("link", name="any").click()
    assert reader.locator("#found").inner_text() == whole


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (AFTER, ("CSV", "TSV", "JSON", "XML")),
        ("/entity/event/nixon-doctrine", ("Turtle", "JSON-LD", "RDF/XML", "N-Triples")),
        ("/entity/passage/hwang-2006/p020.1", ("Turtle",)),
        ("/terms", ("Turtle", "JSON-LD")),
        (f"/sparql?query={quote('SELECT ?s { ?s a ?c } ORDER BY ?s LIMIT 5')}", ("CSV", "XML")),
        (f"/sparql?query={quote('CONSTRUCT { ?s a ?c } { ?s a ?c } LIMIT 5')}", ("N-Triples",)),
    ],
)
def test_what_is_downloaded_is_what_a_program_gets(
    visit: Visit, path: str, names: tuple[str, ...]
) -> None:
    for name in names:
        visit.go(path)
        link = visit.page.get_by_role("link", name=name, exact=True)
        href = link.get_attribute("href")
        with visit.page.expect_download() as found:
            link.click()
        answer = httpx.get(f"{visit.address}{href}")
        assert answer.status_code == 200
        content = found.value.path().read_bytes()
        assert content
        assert sorted(content.splitlines()) == sorted(answer.content.splitlines())
        suffix = urlsplit(href or "").path.rpartition(".")[2]
        assert found.value.suggested_filename.endswith(f".{suffix}")
    assert visit.faults() == []


def test_sparql_is_asked_by_keys_and_a_fault_is_told_at_its_line(visit: Visit) -> None:
    page = visit.page
    visit.go("/sparql")
    editor = page.get_by_role("textbox", name="Query")
    editor.press("Control+a")
    page.keyboard.type("SELECT ?t\nWHERE { ?t nosuch:p ?o }")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/sparql?query=*")
    assert page.locator(".cm-lintRange-error").inner_text().startswith("nosuch")
    assert page.locator(".wrong code").inner_text() == "WHERE { ?t nosuch:p ?o }"
    page.get_by_role("textbox", name="Query").press("Control+a")
    page.keyboard.type("SELECT ?t WHERE { ?t a ak:Treat")
    page.get_by_role("option", name="ak:Treaty", exact=False).first.wait_for()
    page.wait_for_timeout(150)  # so soon after an offer, the editor takes no key for a yes
    page.keyboard.press("Enter")
    page.keyboard.type(" } ORDER BY ?t")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**ORDER*")
    assert page.locator("section[aria-labelledby=answer] tbody tr").count() == 5
    visit.said.clear()  # of the status 400


@pytest.mark.parametrize(
    "path",
    ["/", AFTER, "/entity/event/nixon-doctrine", "/search?text=korea&kind=Treaty", "/sparql"],
)
def test_all_is_reached_by_the_keyboard_and_seen_where_it_is(visit: Visit, path: str) -> None:
    page = visit.page
    visit.go(path)
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUS)
    assert (first["label"], first["isThere"]) == ("To the content", True)
    expected, reached = page.evaluate(REACHABLE), 1
    for _ in range(expected + 20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.cm-editor') !== null"):
            page.keyboard.press("Escape")  # the editor tells of this key
        at = page.evaluate(FOCUS)
        if at["name"] == "body" or at["label"] == "To the content":
            break
        assert at["isSeen"], at
        assert at["isThere"], at
        reached += 1
    assert reached >= expected
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUS)["name"] != "textarea"


def test_the_first_key_leads_to_the_content(visit: Visit) -> None:
    visit.go(HEADLINE)
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.id") == "main"
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate(
        "document.activeElement.closest('main') !== null"
    )  # past the navigation
