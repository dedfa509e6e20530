"""The pages in a browser, opened from disk: nothing is said on its console, nothing overflows.

What axe-core finds serious fails, in both schemes of colour.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from essays import COPY, essay
from pageparts import hostile
from playwright.sync_api import Browser, Page

from alliancekg.embedded import Embedded
from alliancekg.pages import (
    apipage,
    behindpages,
    entitypages,
    homepage,
    labelindex,
    questionpages,
    searchpages,
    sparqlpages,
    termpages,
)
from alliancekg.pages.filed import Filed
from alliancekg.pages.frame import STATIC
from alliancekg.pages.links import Served
from alliancekg.pages.site import Site
from alliancekg.readercopies import ReaderCopies, ReaderCopy
from alliancekg.serving.openapi import document
from alliancekg.store import Store
from alliancekg.workspace import Workspace

WIDTHS = (360, 1280)
HEADLINE = "events-after-withdrawal-announcements"


@pytest.fixture(scope="module")
def folder(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with some of the pages of the graph, as a site and as a server has them."""
    found = tmp_path_factory.mktemp("pages")
    shutil.copytree(STATIC, found / "static")
    engine = Embedded(built.current().open())
    index = labelindex.index(engine)
    assert index is not None
    workspace = Workspace.find()
    live = Site.of(workspace, engine, Served())
    nodes = {entry.iri for entry in index.entries}
    filed = Site(live.saved, engine, Filed(nodes, {"Event", "Actor"}, set(live.saved)))
    bad = Site({}, Embedded(hostile()), Served())
    small = essay(tmp_path_factory.mktemp("essay"))
    some = [live.saved[name] for name in (HEADLINE, "numbers", "timeline-of-actor-graph")]
    copies = ReaderCopies([ReaderCopy("essay", "essay.txt", COPY)])
    own = Site({}, Embedded(small.store.current().open()), Served(), copies=copies)
    pages = {
        "home": homepage.home(filed),
        "questions": questionpages.questions(filed),
        "headline": questionpages.question(filed, HEADLINE),
        "terms": termpages.terms(filed),
        "event": entitypages.entity(filed, "event/nixon-doctrine"),
        "treaty": entitypages.entity(filed, "treaty/us-rok-mutual-defense-treaty"),
        "unknown": entitypages.entity(filed, "event/nosuch"),
        "actor": entitypages.entity(filed, "actor/usa"),
        "served-home": homepage.home(live),
        "served-disputes": questionpages.question(live, "who-disputes-whom"),
        "served-strengths": questionpages.question(live, "troop-levels-of-actor"),
        "served-fault": questionpages.question(live, HEADLINE, {"days": ["x"]}),
        "served-search": searchpages.search(live, "korea"),
        "served-sparql": sparqlpages.sparql(live, sparqlpages.EXAMPLE),
        "served-broken": sparqlpages.sparql(live, "SELECT ?s\nWHERE { ?s ?p }"),
        "served-row": behindpages.explain(live, HEADLINE, 1),
        "served-cite": behindpages.cite(live, HEADLINE),
        "served-hostile": entitypages.entity(bad, "event/script"),
        "served-hebrew": entitypages.entity(bad, "event/hebrew"),
        "served-words": entitypages.entity(own, "event/war"),
        "served-missing": entitypages.entity(own, "passage/essay/p3"),
        "served-api": apipage.api(live, document(live.saved.values(), 1000), "http://localhost/"),
        "served-api-some": apipage.api(live, document(some, 1000), "http://localhost/"),
        "served-list": searchpages.search(bad, "", "Event"),
    }
    statuses = {name: page.status for name, page in pages.items() if page.status != 200}
    assert statuses == {"unknown": 404, "served-fault": 400, "served-broken": 400}
    for name, text in pages.items():
        # What a server has at its root stands beside the file here.
        (found / f"{name}.html").write_text(text.replace('"/static/', '"static/'), "utf-8")
    return found


NAMES = (
    *("home", "questions", "headline", "terms", "event", "treaty", "unknown"),
    *("actor", "served-home"),
    *("served-disputes", "served-strengths", "served-fault", "served-search", "served-sparql"),
    *("served-broken", "served-row", "served-cite", "served-hostile", "served-hebrew"),
    *("served-list", "served-words", "served-missing", "served-api", "served-api-some"),
)
# One of each kind of page: axe-core takes a second for each.
LOOKED_AT = (
    *("home", "treaty", "served-strengths", "served-fault", "served-broken", "served-search"),
    *("served-words", "served-api-some"),
)
OUTSIDE = """[...document.querySelectorAll('.picture text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < 0 || box.right > innerWidth + 1);
}).map(text => text.textContent)"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    found = browser.new_page()
    yield found
    found.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_nothing_on_the_console_and_fits_its_window(
    page: Page, folder: Path, name: str
) -> None:
    said: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.add(request.url.partition(":")[0]))
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto((folder / f"{name}.html").as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(OUTSIDE) == []
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (light, dark) == ("rgb(253, 252, 249)", "rgb(23, 24, 26)")
    assert said == []
    assert asked == {"file"}


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe-core calls serious or critical, with the first places of each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found = axe.Axe().run(page).response["violations"]
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("name", LOOKED_AT)
def test_axe_finds_nothing_serious(page: Page, folder: Path, name: str) -> None:
    at = LOOKED_AT.index(name) % 2
    page.set_viewport_size({"width": WIDTHS[at], "height": 800})
    page.emulate_media(color_scheme="dark" if at else "light")
    page.goto((folder / f"{name}.html").as_uri())
    assert serious(page) == []


def test_axe_finds_what_is_serious(page: Page) -> None:
    page.set_content("<p style='color: #aaa; background: #fff'>Pale</p><input><img src='x'>")
    assert {name for name, _ in serious(page)} >= {"color-contrast", "image-alt", "label"}


def test_a_keyboard_reaches_the_content_first_and_what_is_in_focus_is_seen(
    browser: Browser, folder: Path
) -> None:
    page = browser.new_page()
    page.goto((folder / "headline.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().height") > 20
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.close()


def test_paper_gets_black_on_white_without_forms(browser: Browser, folder: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto((folder / "served-fault.html").as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("form").first.is_visible()
    page.close()
