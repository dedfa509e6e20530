"""A graph whose every text is hostile, on each kind of page of the running server in a browser.

Nothing of it runs, leads anywhere but to the web or to the server, or breaks a page; and all of it
can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import pytest
from hostilegraph import ADDRESSES, ARABIC, HANGUL, HOSTILE, MEGABYTE
from playwright.sync_api import Browser, expect
from servers import Served, alliancekg_server
from test_pages_endtoend import PAGES
from visiting import WIDTHS, Visit, visiting

from alliancekg.pages.frame import shown
from alliancekg.store import Store

EVENT: Final = "/entity/event/nixon-doctrine"
ELEMENTS: Final = "[...new Set([...document.querySelectorAll('*')].map(e => e.localName))].sort()"
# Of our own pages; nothing of a text becomes an element.
KNOWN: Final = {
    *("a", "bdi", "body", "button", "caption", "circle", "code", "datalist", "dd"),
    *("defs", "desc", "details", "div", "dl", "dt", "figcaption", "figure", "footer"),
    *("form", "g", "h1", "h2", "h3", "head", "header", "html", "input"),
    *("label", "legend", "li", "line", "linearGradient", "link", "main", "marker", "meta"),
    *("nav", "ol", "option", "p", "path", "pre", "rect", "script", "section"),
    *("select", "span", "stop", "strong", "summary", "svg", "table", "tbody", "td"),
    *("template", "text", "textarea", "th", "thead", "title", "tr", "tspan", "ul"),
}
LINKS: Final = """[...document.querySelectorAll('a, area, form, img, iframe, link, script, use')]
    .flatMap(e => [e.href, e.src, e.action]).map(one => one?.baseVal ?? one).filter(Boolean)
    .map(one => new URL(one, location).href)"""
HANDLERS: Final = """[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())
    .filter(name => name.startsWith('on') || name === 'style' || name === 'srcdoc')"""
# Of the text of the page, without that in which an author types.
DIRECTIONS: Final = "/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.outerHTML)"


@pytest.fixture(scope="module")
def served(hostile_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    log = tmp_path_factory.mktemp("hostile") / "log"
    with alliancekg_server(hostile_store.path, log) as found:
        yield found
        assert not [line for line in found.lines() if "traceback" in line]


@pytest.fixture(scope="module")
def scripted(browser: Browser, served: Served) -> Iterator[Visit]:
    with visiting(browser, served.address) as visit:
        yield visit


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_hostile_texts_is_harmless(scripted: Visit, name: str) -> None:
    page = scripted.page
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    scripted.go(PAGES[name])
    assert not set(page.evaluate(ELEMENTS)) - KNOWN
    assert page.locator("script:not([src^='/static/'])").count() == 0
    assert not set(page.evaluate(HANDLERS)) - {"style"}  # which the scripts set
    for link in page.evaluate(LINKS):
        assert urlsplit(link).scheme in ("http", "https"), link
    assert not page.evaluate(DIRECTIONS)
    for width in WIDTHS:
        assert scripted.overflow(width) == []
    scripted.unfold()
    for width in WIDTHS:
        assert scripted.overflow(width) == []
    assert scripted.faults() == []


def test_all_hostile_texts_are_read_as_they_are_written(scripted: Visit) -> None:
    scripted.go(EVENT)
    seen = scripted.page.locator("main").inner_text()
    for text in HOSTILE:
        assert " ".join(shown(text).split()) in " ".join(seen.split()), text
    for address in ADDRESSES:
        assert address in seen
    assert shown(MEGABYTE) in seen
    assert len(scripted.page.content()) < 400_000
    assert "... and 998,000 more characters".replace("...", "…") in seen


def test_the_whole_of_what_is_shortened_is_one_click_away(scripted: Visit) -> None:
    scripted.go(EVENT)
    with scripted.page.expect_download() as found:
        scripted.page.get_by_role("link", name="Turtle").click()
    text = found.value.path().read_text(encoding="utf-8")
    assert MEGABYTE in text
    assert found.value.suggested_filename == "nixon-doctrine.ttl"


def test_what_points_from_right_to_left_stays_within_its_cell(scripted: Visit) -> None:
    scripted.go(EVENT)
    around = scripted.page.get_by_text(ARABIC, exact=True).first
    assert around.evaluate("e => e.localName") == "bdi"
    assert around.evaluate("e => getComputedStyle(e).unicodeBidi") == "isolate"
    assert scripted.page.evaluate("getComputedStyle(document.querySelector('main')).direction") == (
        "ltr"
    )
    labels = scripted.page.locator("svg text")
    assert labels.count()
    assert {e.evaluate("e => getComputedStyle(e).unicodeBidi") for e in labels.all()} == {"isolate"}


@pytest.mark.parametrize(
    ("typed", "name"), [("주한 미군", HANGUL), ("مبدأ", ARABIC)], ids=["Hangul", "Arabic"]
)
def test_names_in_any_script_are_suggested_while_one_types(
    scripted: Visit, typed: str, name: str
) -> None:
    scripted.go("/search")
    field = scripted.page.get_by_role("combobox")
    field.press_sequentially(typed)
    option = scripted.page.get_by_role("option").filter(has_text=name).first
    expect(option).to_be_visible()
    assert field.evaluate("e => getComputedStyle(e).direction") == (
        "rtl" if name == ARABIC else "ltr"
    )
    field.press("Enter")
    scripted.page.wait_for_url("**/search?text=*")
    found = scripted.page.locator("main ol li")
    assert found.count()
    assert all(name in text for text in found.all_inner_texts())
    assert scripted.faults() == []


@pytest.mark.parametrize("path", ["/questions/troop-levels-of-actor", EVENT,
                                  "/questions/who-disputes-whom"])  # fmt: skip
def test_what_is_hovered_and_focused_shows_text_only(scripted: Visit, path: str) -> None:
    scripted.page.set_viewport_size({"width": WIDTHS[1], "height": 900})
    scripted.go(path)
    links = scripted.page.locator("svg.picture a")
    assert links.count()
    for link in links.all()[:12]:
        link.focus()
        link.hover(force=True)
    assert not scripted.page.locator(".tip :not(bdi)").count()
    assert scripted.faults() == []


@pytest.mark.parametrize("text", [HOSTILE[at] for at in (0, 1, 4, 6, 7)], ids=str.__len__)
def test_what_a_reader_types_comes_back_as_text(scripted: Visit, text: str) -> None:
    scripted.go("/search")
    scripted.page.get_by_role("combobox").fill(text)
    scripted.page.get_by_role("button", name="Search").click()
    assert scripted.page.locator("input[name=text]").input_value() == text
    assert scripted.faults() == []
    scripted.go("/questions/troop-levels-of-actor")
    scripted.page.locator("input[name=force]").fill(text)
    scripted.page.get_by_role("button", name="Ask", exact=True).click()
    expect(scripted.page.get_by_role("alert")).to_contain_text(shown(text)[:4])
    assert "status of 400" in scripted.said.pop()
    assert scripted.faults() == []
