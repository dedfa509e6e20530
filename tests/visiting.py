"""Visits to the pages of a real server, and what goes wrong meanwhile: nothing may.

A visit hears what the console says, which addresses are asked for, and what the policy of the
server forbade; a trap tells if a script of the data has run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response
from servers import Served, alliancekg_server

from alliancekg.pages import frame
from alliancekg.store import Store

WIDTHS = (360, 1280)
AXE = frame.FOLDER / "web" / "node_modules" / "axe-core" / "axe.min.js"
WATCH = """
window.forbidden = [];
document.addEventListener('securitypolicyviolation', event =>
    window.forbidden.push(`${event.violatedDirective} ${event.blockedURI}`));
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
    window[name] = () => { window.forbidden.push(`${name} was called`); };
"""
# Of what stands beside the window: nothing that can be scrolled to within its own part of the page.
WIDE = """[...document.querySelectorAll('body *')].filter(node => {
    const box = node.getBoundingClientRect();
    const inside = node.closest('.scroll, .viewport, pre, svg, .cm-scroller, select');
    return box.width && box.right > innerWidth + 1 && (!inside || inside === node);
}).slice(0, 3).map(node => node.outerHTML.slice(0, 100))"""
# Of what is written in a picture: letters that no window of this width shows.
OUTSIDE = """[...document.querySelectorAll('.picture text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < 0 || box.right > innerWidth + 1);
}).map(text => text.textContent)"""
PICTURES = """[...document.querySelectorAll('figure')].map(figure => ({
    named: Boolean(figure.querySelector('svg').closest('[role]')),
    said: ['aria-label', 'aria-labelledby'].some(name => figure.querySelector('svg[role]')
        ?.getAttribute(name)),
    rows: figure.querySelectorAll('details table tbody tr').length,
}))"""


@dataclass
class Visit:
    """A page of a browser on a server, and what it said and asked for since it was looked at."""

    page: Page
    address: str
    has_scripts: bool
    said: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)

    def go(self, path: str, status: int = 200) -> Response:
        """Open a page; what was said before is forgotten, its status must be the one given."""
        self.said.clear()
        response = self.page.goto(path)
        assert response is not None
        assert response.status == status, path
        if status >= 400:  # the browser itself says so, once
            told = [text for text in self.said if f"a status of {status}" in text]
            assert len(told) == 1
            self.said.remove(told[0])
        return response

    def faults(self) -> list[str]:
        """Return all that went wrong on the page, and forget it."""
        found = [*self.said, *self.away]
        if self.has_scripts:
            found += self.page.evaluate("window.forbidden.splice(0)")
        self.said.clear()
        self.away.clear()
        return found

    def overflow(self, width: int) -> list[str]:
        """Return what does not fit a window of that width; the page itself may not scroll."""
        self.page.set_viewport_size({"width": width, "height": 800})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        found: list[str] = self.page.evaluate(WIDE)
        return found if wide <= width else [f"{wide} wide", *found]

    def unfold(self) -> None:
        """Open all that is folded."""
        self.page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")

    def axe(self) -> list[tuple[str, str, str]]:
        """Return what axe-core finds, of any weight; what is folded is open meanwhile."""
        if not AXE.is_file():
            pytest.skip("needs axe-core: make web")
        self.unfold()
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(f"{AXE.read_text(encoding='utf-8')}; 0")
        options = "{resultTypes: ['violations'], elementRef: false}"
        found: list[dict[str, Any]] = self.page.evaluate(
            f"axe.run({options}).then(found => found.violations)"
        )
        return [(one["impact"], one["id"], one["nodes"][0]["html"][:160]) for one in found]


@contextmanager
def visiting(
    browser: Browser, address: str, *, has_scripts: bool = True, **options: Any
) -> Iterator[Visit]:
    """Give a visit to a server, in a context of its own; at its end nothing may have gone wrong."""
    if has_scripts and not frame.has_scripts():
        pytest.skip("needs the scripts: make web")
    context = browser.new_context(
        base_url=address, java_script_enabled=has_scripts, reduced_motion="reduce", **options
    )
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(10_000)
    visit = Visit(page, address, has_scripts)
    page.on("console", lambda message: visit.said.append(message.text))
    page.on("pageerror", lambda error: visit.said.append(f"error: {error}"))
    context.on(
        "request",
        lambda request: None if _is_ours(request.url, address) else visit.away.append(request.url),
    )
    try:
        yield visit
        assert visit.faults() == []
    finally:
        context.close()


def _is_ours(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "blob:")) or url == "about:blank"


@pytest.fixture(scope="session")
def graph_server(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a server of the graph of the checkout, for all tests of a process of the run."""
    log: Path = tmp_path_factory.mktemp("served") / "log"
    with alliancekg_server(built.path, log, "--time-limit", "4") as found:
        yield found
        assert not [line for line in found.lines() if "traceback" in line]
