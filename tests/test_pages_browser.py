"""The pages in a browser, opened from disk: nothing is said on its console, nothing overflows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from essays import COPY, essay
from pageparts import hostile
from playwright.sync_api import Browser, Page
from visiting import OUTSIDE, WIDTHS, Visit

from alliancekg.embedded import Embedded
from alliancekg.pages import (
    apipage,
    entitypages,
    homepage,
    labelindex,
    questionpages,
    searchpages,
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
        "served-hostile": entitypages.entity(bad, "event/script"),
        "served-hebrew": entitypages.entity(bad, "event/hebrew"),
        "served-words": entitypages.entity(own, "event/war"),
        "served-missing": entitypages.entity(own, "passage/essay/p3"),
        "served-api": apipage.api(live, document(live.saved.values(), 1000), "http://localhost/"),
        "served-api-some": apipage.api(live, document(some, 1000), "http://localhost/"),
        "served-list": searchpages.search(bad, "", "Event"),
    }
    statuses = {name: page.status for name, page in pages.items() if page.status != 200}
    assert statuses == {"unknown": 404}
    for name, text in pages.items():
        # What a server has at its root stands beside the file here.
        (found / f"{name}.html").write_text(text.replace('"/static/', '"static/'), "utf-8")
    return found


NAMES = (
    *("home", "questions", "headline", "terms", "event", "treaty", "unknown", "actor"),
    *("served-hostile", "served-hebrew", "served-list"),
    *("served-words", "served-missing", "served-api", "served-api-some"),
)


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


@pytest.mark.parametrize(
    "name", ["home", "headline", "served-hostile", "served-words", "served-api-some"]
)
def test_axe_finds_nothing_on_a_page_from_disk(page: Page, folder: Path, name: str) -> None:
    page.goto((folder / f"{name}.html").as_uri())
    assert Visit(page, "", has_scripts=True).axe() == []
