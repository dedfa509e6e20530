"""What scripts add to the pages, in a browser under the policy of the server, and pages without."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pageparts import ALERT, HEBREW, hostile, texts, tree
from pageserver import Served, serving
from playwright.sync_api import Browser, BrowserContext, Page, expect

from alliancekg.embedded import Embedded
from alliancekg.engines import Limits
from alliancekg.errors import EngineError
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.pages import frame, homepage, sparqlpages, suggestions
from alliancekg.pages.completions import completions
from alliancekg.pages.links import Served as Links
from alliancekg.pages.site import Site
from alliancekg.results import Result
from alliancekg.store import Store
from alliancekg.workspace import Workspace

WEB = frame.FOLDER / "web"
QUESTION = "/questions/events-after-withdrawal-announcements"


@pytest.fixture(scope="module")
def site(built: Store) -> Site:
    return Site.of(Workspace.find(), Embedded(built.current().open()), Links())


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[Served]:
    with serving(site) as found:
        yield found


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """Return a page with scripts; nothing may be said on its console, nor asked of another host."""
    if not frame.has_scripts():
        pytest.skip("needs the scripts: make web")
    context = browser.new_context(base_url=served.address, reduced_motion="reduce")
    yield from watched(context, served)


@pytest.fixture
def plain(browser: Browser, served: Served) -> Iterator[Page]:
    """Return a page without scripts, under the same rules."""
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    yield from watched(context, served)


def watched(context: BrowserContext, served: Served) -> Iterator[Page]:
    page = context.new_page()
    page.set_default_timeout(5000)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.extend(
        [] if request.url.startswith(served.address) else [request.url]))  # fmt: skip
    yield page
    context.close()
    # A browser says of itself that a page came with the status 400, which is as it should be.
    assert [text for text in said if "status of 400" not in text] == []


def test_the_logic_of_the_scripts_holds_in_node() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node: apt-get install nodejs")
    files = sorted(str(path.relative_to(WEB)) for path in (WEB / "tests").glob("*.test.js"))
    done = subprocess.run(
        [node, "--test", *files], cwd=WEB, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout
    assert len(files) == 3
    assert "# fail 0" in done.stdout or "fail 0" in done.stdout


def test_the_editor_completes_terms_and_declares_their_prefix(page: Page) -> None:
    page.goto("/sparql")
    editor = page.get_by_role("textbox", name="Query")
    assert not page.locator("textarea").is_visible()
    editor.press("Control+a")
    page.keyboard.type("ASK { ?treaty skos:prefL")
    page.get_by_role("option", name="skos:prefLabel").click()
    page.keyboard.type(" ?name }")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/sparql?query=*")
    (query,) = parse_qs(urlsplit(page.url).query)["query"]
    skos = f"PREFIX skos: <{PREFIXES['skos']}>"
    assert query.replace("\r", "") == skos + "\nASK { ?treaty skos:prefLabel ?name }"
    assert page.locator("tbody td").all_inner_texts() == ["true"]


def test_a_saved_question_is_taken_into_the_editor(page: Page, site: Site) -> None:
    page.goto("/sparql")
    editor = page.get_by_role("textbox", name="Query")
    editor.press("Control+a")
    page.keyboard.type("treaty-dat")
    page.get_by_role("option", name="treaty-dates").click()
    expect(page.locator("textarea")).to_have_value(site.saved["treaty-dates"].text)


def test_a_fault_is_marked_in_the_editor_and_the_keyboard_leaves_it(page: Page) -> None:
    page.goto("/sparql?query=ASK%20%7B%0A%20%20%3Fs%20nosuch%3Ap%20%3Fo%20%7D")
    editor = page.get_by_role("textbox", name="Query")
    assert editor.get_attribute("aria-invalid") == "true"
    assert page.locator(".cm-lintRange-error").inner_text().startswith("nosuch")
    assert page.locator(".cm-lint-marker-error").count() == 1
    editor.press("Tab")
    assert page.evaluate("document.activeElement.className") == "editor"
    assert "nosuch" in page.locator("textarea").input_value()
    editor.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Ask"


def test_names_are_suggested_in_any_script_and_lead_to_their_page(page: Page) -> None:
    page.goto("/search")
    field = page.get_by_role("combobox")
    assert field.get_attribute("aria-expanded") == "false"
    field.fill("nixon DOCTRINÉ")
    page.get_by_role("option", name="Nixon Doctrine").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    chosen = page.locator("[aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert chosen.locator("bdi").first.inner_text() == "Nixon Doctrine"
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "nixon DOCTRINÉ"
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/entity/policy/nixon-doctrine")


def test_a_timeline_is_enlarged_and_told_by_the_keyboard(page: Page) -> None:
    page.goto(QUESTION)
    view = page.get_by_role("region", name="Timeline, to be moved and enlarged")
    width = view.locator("svg.picture").evaluate("e => e.getBoundingClientRect().width")
    for _ in range(5):
        view.press("+")
    grown = view.locator("svg.picture").evaluate("e => e.getBoundingClientRect().width")
    assert grown == pytest.approx(width * 1.5**5, rel=0.01)
    links = view.locator("a:has(.label)")
    links.first.focus()
    for _ in range(links.count() - 1):
        page.keyboard.press("ArrowDown")
    last = page.evaluate("document.activeElement.textContent")
    assert last == links.last.evaluate("e => e.textContent")
    assert view.evaluate("e => e.scrollLeft") > 0
    expect(links.last).to_be_in_viewport()
    before = view.evaluate("e => e.scrollLeft")
    drawn = links.last.locator("text").first.bounding_box()
    assert drawn is not None
    page.mouse.move(drawn["x"] + 9, drawn["y"] + 9)
    page.mouse.down()
    page.mouse.move(drawn["x"] + 109, drawn["y"] + 9, steps=3)
    page.mouse.up()
    assert view.evaluate("e => e.scrollLeft") == pytest.approx(before - 100, abs=2)
    assert page.url.endswith(QUESTION)  # the link that was held has not been followed
    page.keyboard.press("0")
    assert view.locator("svg.picture").evaluate("e => e.getBoundingClientRect().width") == width
    tip = page.get_by_role("tooltip")
    view.get_by_role("link", name="Launch of the first Force Improvement Plan · 1974").focus()
    expect(tip).to_be_hidden()  # all of it is to be read
    claim = view.locator("a:has(.claimed)").first
    claim.focus()
    expect(tip).to_contain_text("A claim: ")
    assert tip.inner_text() == claim.get_attribute("aria-label")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_rows_are_sorted_by_a_column_up_and_down_and_back(page: Page) -> None:
    page.goto("/questions/troop-levels-of-actor")
    table = page.locator("section[aria-labelledby=answer] table")
    names = [name.strip() for name in table.locator("thead th").all_inner_texts()]
    column = names.index("value")
    cells = table.locator(f"tbody tr > :nth-child({column + 1})")
    given = cells.all_inner_texts()
    button = table.get_by_role("button", name="Sort by value")
    found = []
    for wanted in ("ascending", "descending", None):
        button.click()
        assert table.locator("thead th").nth(column).get_attribute("aria-sort") == wanted
        found.append(cells.all_inner_texts())
    numbers = [int(text.replace(",", "")) for text in found[0] if text]
    assert len(set(numbers)) > 1
    assert numbers == sorted(numbers)
    assert found[1] != found[0]
    assert found[2] == given
    page.set_viewport_size({"width": 375, "height": 700})
    assert not button.is_visible()
    page.locator("section[aria-labelledby=answer] select").select_option("value ↓")
    assert cells.all_inner_texts() == found[1]


def test_pages_work_without_scripts(plain: Page) -> None:
    plain.goto("/sparql")
    field = plain.get_by_label("Query")
    assert field.evaluate("e => e.tagName") == "TEXTAREA"
    field.fill("ASK { ?s ?p ?o }")
    plain.get_by_role("button", name="Ask").click()
    assert plain.locator("tbody td").all_inner_texts() == ["true"]
    plain.goto("/search")
    plain.get_by_label("A name").fill("nixon doctrine")
    plain.get_by_role("button", name="Search").click()
    assert plain.locator("main ol a").first.inner_text() == "Nixon Doctrine"


def test_pages_load_scripts_only_where_they_were_built(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(frame, "STATIC", tmp_path)
    page = sparqlpages.sparql(site)
    assert not tree(page).xpath("//script | //template | //link[contains(@href, 'app.css')]")
    assert any(text.startswith("Without scripts") for text in texts(page, "//footer/p"))
    for name in frame.SCRIPTS:
        assert not frame.has_scripts()
        (tmp_path / name).touch()
    page = sparqlpages.sparql(site)
    assert tree(page).xpath("//script/@src") == ["/static/app.js", "/static/editor.js"]
    assert any(text.startswith("Scripts only add") for text in texts(page, "//footer/p"))
    assert tree(homepage.home(site)).xpath("//script/@src") == ["/static/app.js"]
    (words,) = tree(page).xpath("//template/@data-vocabulary")
    assert json.loads(words) == json.loads(site.words)


def test_a_page_says_where_a_fault_is(site: Site) -> None:
    page = sparqlpages.sparql(site, "ASK {\n  ?s nosuch:p ?o }")
    (alert,) = tree(page).xpath("//*[@role='alert']")
    assert (alert.get("data-line"), alert.get("data-column")) == ("2", "6")
    assert "nosuch" in alert.get("data-said")


def test_the_editor_is_offered_terms_that_are_defined_and_used(site: Site) -> None:
    words = json.loads(completions(site.engine, site.saved, site.links))
    assert words["prefixes"] == dict(sorted(PREFIXES.items()))
    terms = {one["name"]: (one["label"], one["kind"]) for one in words["terms"]}
    assert terms[f"{AK}Treaty"] == ("Treaty", "class")
    assert terms[f"{AK}claimant"] == ("claimant", "property")
    assert terms["https://w3id.org/alliancekg/scheme/status#planned"] == ("planned", "constant")
    assert terms[PREFIXES["skos"] + "prefLabel"][1] == "property"
    assert list(terms) == sorted(terms)
    saved = {one["name"]: one["href"] for one in words["saved"]}
    assert saved["treaty-dates"] == "/questions/treaty-dates"
    assert not [name for name in saved if name.startswith("checks/")]


class Failing(Embedded):
    """An engine that answers nothing."""

    def ask(self, *_: object) -> Result:
        raise EngineError("no answer")


class Slow(Embedded):
    """An engine that has no time for what is not about one term."""

    def ask(self, text: str, kind: str, limits: Limits) -> Result:
        if "SELECT DISTINCT ?term" in text:
            assert limits.seconds < Limits().seconds
            raise EngineError("too long")
        return super().ask(text, kind, limits)


def test_terms_that_take_long_to_find_are_left_out(built: Store) -> None:
    words = json.loads(completions(Slow(built.current().open()), {}, Links()))
    names = {one["name"] for one in words["terms"]}
    assert f"{AK}Treaty" in names
    assert PREFIXES["skos"] + "prefLabel" not in names


def test_an_engine_that_fails_offers_and_suggests_nothing(site: Site, built: Store) -> None:
    failing = Site(site.saved, Failing(built.current().open()), Links())
    page = sparqlpages.sparql(failing)
    assert page.status == 200
    assert not tree(page).xpath("//template")
    assert json.loads(suggestions.suggestions(failing, "x")) == {"text": "x", "found": []}


def test_suggestions_are_the_first_of_the_search(site: Site) -> None:
    found = json.loads(suggestions.suggestions(site, " NIXON doctriné "))["found"]
    assert found[0] == {
        "name": "Nixon Doctrine",
        "by": "",
        "href": "/entity/policy/nixon-doctrine",
        "more": "Policy · hwang-2006",
    }
    assert len(json.loads(suggestions.suggestions(site, "a"))["found"]) == suggestions.MOST
    assert json.loads(suggestions.suggestions(site, "  "))["found"] == []
    events = json.loads(suggestions.suggestions(site, "nixon doctrine", "Event"))["found"]
    assert events[0]["name"] == "Declaration of the Nixon Doctrine"


def test_hostile_names_are_suggested_as_text(browser: Browser) -> None:
    if not frame.has_scripts():
        pytest.skip("needs the scripts: make web")
    bad = Site({}, Embedded(hostile()), Links())
    with serving(bad) as served:
        context = browser.new_context(base_url=served.address, reduced_motion="reduce")
        for page in watched(context, served):
            page.goto("/search")
            page.get_by_role("combobox").fill("script")
            option = page.get_by_role("option").first
            option.wait_for()
            assert option.locator("bdi").first.inner_text() == ALERT
            page.get_by_role("combobox").fill(HEBREW[:6])
            page.get_by_role("option", name=HEBREW).wait_for()
