"""The report as a page: valid, of itself, safe, readable in light, dark, narrow and print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from reporting_sample import FINDINGS, REPORTS, rich

from alliancekg import reporting
from alliancekg.reporting.wording import visible
from alliancekg.reports import Report, Rule, ShapeFinding

WHITE, DARK = "rgb(255, 255, 255)", "rgb(20, 24, 29)"
RICH_HEADINGS = [
    "Validation report",
    "Summary",
    "5 violations",
    "data/new.ttl",
    "seeds/treaties.csv",
    "3 warnings",
    "data/new.ttl",
    "notes/été & co.csv",
    "2 infos",
    "data/new.ttl",
    "shapes/policy.ttl",
    "What was looked at",
]


@dataclass
class Shown:
    """A page in the browser and all that it did."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def texts(self, selector: str) -> list[str]:
        return [" ".join(text.split()) for text in self.page.locator(selector).all_inner_texts()]


def show(browser: Browser | BrowserContext, folder: Path, report: Report) -> Shown:
    """Open a report as a file, as a person would."""
    path = folder / "report.html"
    path.write_text(reporting.write(report, "html"), encoding="utf-8")
    shown = Shown(browser.new_page())
    shown.page.on("request", lambda request: shown.requests.append(request.url))
    shown.page.on("console", lambda message: shown.said.append(message.text))
    shown.page.on("pageerror", lambda error: shown.said.append(str(error)))
    shown.page.on("dialog", lambda dialog: shown.said.append(dialog.message))
    shown.page.goto(path.as_uri())
    return shown


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Iterator[Shown]:
    """Return the rich report in a page."""
    found = show(browser, tmp_path, rich())
    yield found
    found.page.close()


@pytest.mark.parametrize("name", REPORTS)
def test_a_page_is_valid_html5(name: str) -> None:
    make, limit = REPORTS[name]
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(reporting.write(make(), "html", limit))


def test_a_page_that_is_no_valid_html5_is_found() -> None:
    text = reporting.write(rich(), "html").replace("</caption>", "", 1)
    with pytest.raises(html5lib.html5parser.ParseError):
        html5lib.HTMLParser(strict=True).parse(text)


def test_a_page_names_nothing_outside_of_it_but_in_links() -> None:
    text = reporting.write(rich(), "html")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in text
    tags = set(re.findall(r"<([a-z0-9]+)", text))
    assert tags & {"script", "img", "link", "iframe", "object", "embed", "base", "form"} == set()
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    links = set(re.findall(r'[a-z]+="([a-z]+:[^"]*)"', text))
    assert {link.partition(":")[0] for link in links} == {"http", "https"}
    assert re.findall(r' (?:src|on[a-z]+|style)="', text) == []


def test_the_browser_shows_the_report_and_asks_for_nothing(shown: Shown, tmp_path: Path) -> None:
    assert shown.page.title() == "Does not conform: validation report"
    assert shown.page.locator("html").get_attribute("lang") == "en"
    assert shown.texts("h1, h2, h3") == RICH_HEADINGS
    assert shown.texts(".counts li") == [
        "5 violations",
        "3 warnings",
        "2 infos",
        "1,207 focus nodes",
    ]
    assert shown.texts(".files li") == list(rich().files)
    assert shown.texts(".shapes tbody tr") == [
        "EventShape 4",
        "TimeSpanShape 2",
        "TreatyShape 1",
        "http://example.org/shapes#NameShape 1,200",
    ]
    assert shown.requests == [(tmp_path / "report.html").as_uri()]
    assert shown.said == []


def test_a_finding_is_a_row_with_its_place_and_its_rule(shown: Shown) -> None:
    rows = shown.page.locator(".findings tbody tr")
    assert rows.count() == len(FINDINGS)
    cells = [" ".join(text.split()) for text in rows.nth(1).locator("th, td").all_inner_texts()]
    assert cells == [
        "line 9",
        "event/nixon-doctrine",
        "participant",
        "actor/frence",
        "dangling: is described nowhere",
        "an actor (the nearest id is actor/france)",
        "add the actor, or correct the id",
        "A participant is an actor Who takes part in an event is an actor that is described. "
        "EventShape-participant-class",
    ]
    places = [" ".join(text.split()) for text in rows.locator("th").all_inner_texts()]
    assert places == [
        *("file", "line 9", "line 9", "line 21", "line 14, row 12"),
        *("file", "line 30", "line 2", "file", "line 4"),
    ]


def test_what_is_hostile_is_shown_and_does_nothing(shown: Shown) -> None:
    page = shown.page
    assert page.locator("img, script, iframe").count() == 0
    row = page.locator(".findings tbody tr", has_text="line 30")
    value = row.locator("td").nth(2).inner_text()
    whole = next(finding.value for finding in FINDINGS if finding.place.line == 30)
    assert value == f"{visible(whole[:200])}… and {len(whole) - 200:,} more characters"
    assert value.startswith("<img src=x onerror=alert(1)>\\u0000\\u0007\\u001b[31m\\u202e {0}")
    assert row.locator("td").nth(3).inner_text() == "is no name:\\u000a<script>alert(2)</script>"
    assert shown.said == []


def test_a_link_leads_to_the_web_only(browser: Browser, tmp_path: Path) -> None:
    bad = "javascript:alert(1)"
    finding = next(f for f in FINDINGS if isinstance(f, ShapeFinding) and f.iri)
    hostile = replace(finding, iri=bad, node=bad, rule='"><b>')
    report = Report(
        (hostile,), {'"><b>': 1}, 1, {'"><b>': Rule(bad, '"><b>', "</td>")}, files=("'",)
    )
    shown = show(browser, tmp_path, report)
    assert shown.page.locator("a").count() == 0
    assert shown.page.locator("b").count() == 0
    assert shown.texts("tbody tr td")[0] == bad
    assert shown.said == []
    shown.page.close()


@pytest.mark.parametrize(("scheme", "colour"), [("light", WHITE), ("dark", DARK)])
@pytest.mark.parametrize("width", [320, 390, 800, 1400])
def test_a_page_fits_its_window_in_light_and_dark(
    shown: Shown, scheme: str, colour: str, width: int
) -> None:
    page = shown.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == colour
    assert page.get_by_role("columnheader", name="Expected").count() == 6
    assert page.get_by_role("rowheader").count() == len(FINDINGS) + 4


def test_a_page_is_printed_dark_on_white(shown: Shown) -> None:
    shown.page.emulate_media(media="print", color_scheme="dark")
    assert shown.page.evaluate("getComputedStyle(document.body).backgroundColor") == WHITE
    assert len(shown.page.pdf()) > 10_000


def test_a_report_without_findings_says_so(browser: Browser, tmp_path: Path) -> None:
    shown = show(browser, tmp_path, Report((), {}, 0, files=("a.ttl",)))
    assert shown.page.title() == "Conforms: validation report"
    assert shown.texts("h1, h2, h3") == ["Validation report", "Summary", "What was looked at"]
    assert shown.texts("section:last-of-type p") == ["No shape looked at a node."]
    shown.page.close()


def test_remarks_are_told_of_a_report_that_conforms() -> None:
    warned = Report((FINDINGS[2],), {}, 0)
    assert "<title>Conforms, with remarks: validation report</title>" in reporting.write(
        warned, "html"
    )


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_each_colour_of_text_stands_out_from_the_page() -> None:
    text = reporting.write(rich(), "html")
    schemes = [dict(re.findall(r"--(\w+): (#\w+)", part)) for part in text.split(":root {")[1:]]
    assert len(schemes) == 3
    for colours in schemes:
        for name in colours.keys() - {"page", "head", "line"}:
            for ground in ("page", "head"):
                pair = sorted((luminance(colours[name]), luminance(colours[ground])))
                assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (name, ground, colours)
