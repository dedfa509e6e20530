"""Pages on paper, with letters twice as large, with more room between them, and without motion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from servers import Served
from visiting import Visit, visiting

PATHS = (
    *("/", "/questions/events-after-withdrawal-announcements", "/entity/event/nixon-doctrine"),
    *("/questions/troop-levels-of-actor", "/questions/who-disputes-whom", "/terms", "/sparql"),
    *("/search?text=korea&kind=Event", "/questions/events-after-event?days=x", "/none"),
    "/cite/events-after-withdrawal-announcements",
)
# WCAG 2.2, 1.4.12: no content may be lost with these, whoever sets them.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
# Texts that are cut: their letters need more room than their box has, and it hides the rest.
CUT = """[...document.querySelectorAll('main *, header *')].filter(node => {
    const style = getComputedStyle(node);
    return node.childElementCount === 0 && node.textContent.trim() && node.clientWidth
        && (style.overflowX !== 'visible' || style.textOverflow === 'ellipsis')
        && !node.matches('.unseen, .unseen *, input, select, textarea, option')
        && !node.closest('.cm-editor, pre, svg')
        && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1);
}).map(node => node.outerHTML.slice(0, 80))"""
# Labels of one picture that lie over each other, other than those of ticks.
OVER = """[...document.querySelectorAll('svg.picture')].flatMap(picture => {
    const labels = [...picture.querySelectorAll('text')]
        .map(one => [one.textContent, one.getBoundingClientRect()]).filter(([, a]) => a.width);
    return labels.flatMap(([text, a], at) => labels.slice(at + 1).filter(([, b]) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5)
        .map(([other]) => `${text} | ${other}`));
})"""


@pytest.fixture(scope="module")
def visit(browser: Browser, graph_server: Served) -> Iterator[Visit]:
    with visiting(browser, graph_server.address, bypass_csp=True) as found:
        yield found


def opened(visit: Visit, path: str, width: int = 1280) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    response = visit.page.goto(path)
    assert response is not None
    visit.said.clear()  # of a page that is refused the browser says so


@pytest.mark.parametrize("path", PATHS)
def test_a_page_on_paper_has_all_that_is_to_be_read_and_no_more(visit: Visit, path: str) -> None:
    page = visit.page
    page.emulate_media(media="print", color_scheme="dark")
    opened(visit, path, 720)  # about the width of a page of paper
    for hidden in ("nav", "form", "button", ".skip", ".zoom", ".tip"):
        assert not [one for one in page.locator(hidden).all() if one.is_visible()], hidden
    colours = """[getComputedStyle(document.body).backgroundColor, ...new Set(
        [document.body, ...document.querySelectorAll('main a:not(svg a)')]
            .map(node => getComputedStyle(node).color))]"""
    assert page.evaluate(colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    # Whoever reads paper cannot scroll: a table has all its columns within the page.
    wide = """[...document.querySelectorAll('main :not(svg *)')].filter(e => e.checkVisibility()
        && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(wide) == []
    page.emulate_media(media="screen", color_scheme="light")


@pytest.mark.parametrize("path", PATHS)
def test_a_narrow_window_and_large_letters_cut_nothing(visit: Visit, path: str) -> None:
    """WCAG 2.2, 1.4.10 and 1.4.4: 320 pixels wide, and letters of twice the size."""
    opened(visit, path, 320)
    assert visit.overflow(320) == []
    assert visit.page.evaluate(CUT) == []
    visit.page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (640, 1280):
        assert visit.overflow(width) == []
        assert visit.page.evaluate(CUT) == []


@pytest.mark.parametrize("path", PATHS)
def test_more_room_between_letters_and_lines_cuts_nothing(visit: Visit, path: str) -> None:
    opened(visit, path, 360)
    visit.page.add_style_tag(content=SPACING)
    for width in (360, 1280):
        assert visit.overflow(width) == []
        assert visit.page.evaluate(CUT) == []


@pytest.mark.parametrize("path", [*PATHS[1:5], "/entity/actor/usa"])
def test_no_labels_of_a_picture_lie_over_each_other(visit: Visit, path: str) -> None:
    for width in (360, 1280):
        opened(visit, path, width)
        assert visit.page.evaluate(OVER) == []


@pytest.mark.parametrize(("motion", "behaviour"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_nothing_moves_for_who_wants_no_motion(visit: Visit, motion: str, behaviour: str) -> None:
    visit.page.emulate_media(reduced_motion="reduce" if motion == "reduce" else "no-preference")
    opened(visit, "/")
    found = visit.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    assert found == behaviour
    assert visit.page.evaluate("document.getAnimations().length") == 0
