"""Each kind of page of the running server in a browser: at both widths, with scripts and without.

Its status is right, its console silent, no other host is asked, it fits its window, axe-core finds
nothing at all in either scheme of colour, and each picture has its table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser
from servers import Served
from visiting import OUTSIDE, PICTURES, WIDTHS, Visit, visiting

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
BASE = "https://w3id.org/alliancekg/"
HEADLINE = "events-after-withdrawal-announcements"


def iri(rest: str) -> str:
    return f"/entity?iri={quote(BASE + rest, safe='')}"


def sparql(text: str) -> str:
    return f"/sparql?query={quote(text)}"


PART = "redeployment-to-iraq#participation-us-2id-contingent-iraq-moved-unit"
PAGES = {
    "home": "/",
    "questions": "/questions",
    "timeline": f"/questions/{HEADLINE}",
    "chart": "/questions/troop-levels-of-actor",
    "graph": "/questions/who-disputes-whom",
    "rows": f"/questions/{HEADLINE}?days=400&breadth=strict",
    "needs a value": "/questions/timeline-of-actor",
    "event": "/entity/event/nixon-doctrine",
    "state": "/entity/actor/usa",
    "person": "/entity/actor/richard-nixon",
    "unit": "/entity/actor/us-2nd-infantry-division",
    "claim": "/entity/claim/redeployment-decided",
    "treaty": "/entity/treaty/us-rok-mutual-defense-treaty",
    "policy": "/entity/policy/nixon-doctrine",
    "quantity": "/entity/quantity/summit-leaders",
    "passage": "/entity/passage/hwang-2006/p020.1",
    "row": iri("id/file/seeds/states.csv#row=155"),
    "document": "/entity/source/hwang-2006",
    "dataset": "/entity/source/codes",
    "place": "/entity/place/korean-peninsula",
    "part": iri(f"id/event/{PART}"),
    "link": "/entity/link/actor-dprk-forces-closeMatch-actor-korean-peoples-army",
    "class": iri("ns#Event"),
    "property": iri("ns#stance"),
    "concept": iri("scheme/role#successor"),
    "scheme": iri("scheme/obligation"),
    "terms": "/terms",
    "search": "/search",
    "found": "/search?text=doctrine",
    "nothing found": "/search?text=zzzqqq",
    "facets": "/search?text=korea&kind=Event&source=hwang-2006&_first=26",
    "editor": "/sparql",
    "rows of SPARQL": sparql(
        f"SELECT ?s ?p ?o {{ ?s a <{BASE}ns#Treaty> ; ?p ?o }} ORDER BY ?s ?p ?o"
    ),
    "boolean": sparql("ASK {}"),
    "statements": sparql("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 9"),
    "explained": f"/explain/{HEADLINE}?_row=1",
    "cited answer": f"/cite/{HEADLINE}",
    "cited node": f"/cite?iri={quote(BASE + 'id/event/nixon-doctrine', safe='')}",
}
REFUSED = {
    "value": (f"/questions/{HEADLINE}?days=x", 400),
    "row": (f"/explain/{HEADLINE}?_row=9999", 400),
    "error": (sparql("SELECT ?s\nWHERE { ?s ?p }"), 400),
    "update": (sparql("CLEAR ALL"), 400),
    "limit": (sparql("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c"), 503),
    "node": ("/entity/event/none", 404),
    "citation": ("/cite?iri=none", 404),
    "question": ("/questions/none", 404),
    "address": ("/none", 404),
    "value of the interface": ("/api/queries/events-after-event?days=many", 400),
}
ALL = {**{name: (path, 200) for name, path in PAGES.items()}, **REFUSED}


@pytest.fixture(scope="module")
def scripted(browser: Browser, graph_server: Served) -> Iterator[Visit]:
    with visiting(browser, graph_server.address) as visit:
        yield visit


@pytest.fixture(scope="module")
def plain(browser: Browser, graph_server: Served) -> Iterator[Visit]:
    with visiting(browser, graph_server.address, has_scripts=False) as visit:
        yield visit


@pytest.mark.parametrize("name", ALL)
def test_a_page_with_scripts_is_without_fault(scripted: Visit, name: str) -> None:
    path, status = ALL[name]
    scripted.page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    scripted.page.emulate_media(color_scheme="light")
    response = scripted.go(path, status)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert scripted.page.locator("h1").count() == 1
    for width, scheme in zip(WIDTHS, SCHEMES, strict=True):
        scripted.page.emulate_media(color_scheme=scheme)
        assert scripted.overflow(width) == []
        assert scripted.page.evaluate(OUTSIDE) == []
        assert scripted.axe() == []
        assert scripted.overflow(width) == []  # with all unfolded
    for picture in scripted.page.evaluate(PICTURES):
        assert picture["named"], picture
        assert picture["said"], picture
        assert picture["rows"], picture
    assert scripted.faults() == []


def test_the_page_of_the_interface_is_without_fault(scripted: Visit) -> None:
    """What axe-core says of it is looked at for a part of it: of all it would take long."""
    scripted.page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    scripted.go("/api")
    for width in WIDTHS:
        assert scripted.overflow(width) == []
    assert scripted.faults() == []


@pytest.mark.parametrize("name", [*ALL, "interface"])
def test_a_page_without_scripts_is_without_fault(plain: Visit, name: str) -> None:
    path, status = ALL.get(name, ("/api", 200))
    plain.page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    plain.go(path, status)
    for width in WIDTHS:
        assert plain.overflow(width) == []
        assert plain.page.evaluate(OUTSIDE) == []
    assert plain.page.locator("h1").is_visible()
    assert plain.faults() == []


def test_the_schemes_of_colour_differ(scripted: Visit) -> None:
    scripted.go("/")
    found = []
    for scheme in SCHEMES:
        scripted.page.emulate_media(color_scheme=scheme)
        found.append(scripted.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert found == ["rgb(253, 252, 249)", "rgb(23, 24, 26)"]


def test_each_class_of_the_graph_has_a_page_here(scripted: Visit) -> None:
    """What is shown of the classes above is all that there is: a new one must be added to them."""
    scripted.go("/search?text=a")
    names = scripted.page.locator("nav[aria-label=Classes] a").all_inner_texts()
    looked_at = {
        *("Event", "Actor", "State", "Person", "Military Unit", "Claim", "Treaty", "Policy"),
        *("Quantity", "Place", "Source"),
        *("Government", "Organization", "Group"),  # told as any actor is
    }
    assert {name.strip() for name in names} <= looked_at


def test_a_visit_hears_what_goes_wrong(browser: Browser, graph_server: Served) -> None:
    """The tests above can fail: each fault that they look for is found where there is one."""
    with visiting(browser, graph_server.address) as visit:
        visit.go("/")
        visit.page.evaluate("""() => {
            document.querySelector('main').innerHTML =
                '<img src="http://192.0.2.1/x.png"><i style="color: red"></i><input>'
                + '<canvas width="900"></canvas>';
            alert(1); console.warn('heard');
        }""")
        visit.page.wait_for_function("window.forbidden.length > 2")
        assert visit.overflow(360)
        assert "label" in {name for _, name, _ in visit.axe()}
        found = visit.faults()
        for what in ("alert was called", "heard", "img-src http://192.0.2.1/x.png", "style-src"):
            assert any(what in text for text in found), what
        with pytest.raises(AssertionError):
            visit.go("/none")
        visit.faults()
