"""The pages of nodes, of a search, of SPARQL, and of what is behind an answer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from pageparts import ALERT, HEBREW, LONG, hostile, texts, tree

from alliancekg.embedded import Embedded
from alliancekg.explaining import explain
from alliancekg.namespaces import ID
from alliancekg.pages import behindpages, entitypages, labelindex, searchpages, sparqlpages
from alliancekg.pages.frame import Page
from alliancekg.pages.links import Served
from alliancekg.pages.site import Site
from alliancekg.store import Store
from alliancekg.workspace import Workspace

HEADLINE = "events-after-withdrawal-announcements"
BROKEN = "SELECT ?s\nWHERE {\n  ?s ?p }\n"


@pytest.fixture(scope="module")
def site(built: Store) -> Site:
    return Site.of(Workspace.find(), Embedded(built.current().open()), Served())


@pytest.fixture(scope="module")
def bad() -> Site:
    return Site({}, Embedded(hostile()), Served())


def test_a_node_has_all_that_the_command_explains(site: Site) -> None:
    page = entitypages.entity(site, "event/nixon-doctrine")
    told = explain(site.engine, "event/nixon-doctrine").sections
    whole = " ".join(tree(page).xpath("//main")[0].text_content().split())
    keys = re.findall(r"\[((?:claim|passage|policy)/[^\]]+)\]", str(told))
    assert len(keys) == 6
    links = tree(page).xpath("//a/@href")
    assert [key for key in keys if f"/entity/{key}" not in links] == []
    for said in ("United States as announcer", "On Guam.", "doctrine declaration", "1969-07-25"):
        assert said in whole
    assert "Claims about it" in texts(page, "//h2")
    assert page.status == 200


def test_a_node_shows_each_source_that_says_a_thing_and_the_preferred_date(site: Site) -> None:
    page = entitypages.entity(site, "event/nixon-doctrine")
    dates = texts(page, "//section[@aria-labelledby='when']//tbody/tr")
    assert [("(preferred)" in date) for date in dates].count(True) == 1
    assert "[hwang-2006]" in " ".join(texts(page, "//dl[@class='facts']/dd"))


def test_a_claim_says_whose_it_is_and_that_its_content_is_not_asserted(site: Site) -> None:
    page = entitypages.entity(site, "claim/strategy-shift-in-response")
    (lead,) = texts(page, "//main/p[@class='quiet'][1]")
    assert lead.startswith("said by Balbina Y. Hwang; Balbina Y. Hwang asserts; hwang-2006, p021")
    (content,) = texts(page, "//main/p[@class='quiet'][2]")
    assert "asserted by this claim only" in content
    assert "in response to — Declaration of the Nixon Doctrine" in content


def test_what_refers_to_a_node_is_counted_and_capped(site: Site) -> None:
    page = entitypages.entity(site, "actor/usa")
    (heading,) = [t for t in texts(page, "//h3") if t.startswith("actor (")]
    count = int(heading.removeprefix("actor (").removesuffix(")"))
    listed = tree(page).xpath("//h3[starts-with(., 'actor (')]/following-sibling::ul[1]/li")
    assert count > len(listed) == 50
    assert f"Of {count} statements the first 50 records are named." in texts(page, "//p")


@pytest.mark.parametrize("iri", ["nosuch/x", "urn:x", "event/x> ?p ?o . <x", "", "a:" + LONG])
def test_of_an_unknown_node_is_said_that_nothing_is_known(site: Site, iri: str) -> None:
    page = entitypages.entity(site, iri)
    assert page.status == 404
    assert texts(page, "//h1") == ["Nothing of that name"]


@pytest.mark.parametrize(
    "iri",
    [
        *("passage/hwang-2006/p022.1", "source/hwang-2006", "actor/rok"),
        "https://w3id.org/alliancekg/ns#Event",
        "https://w3id.org/alliancekg/ns#participation",
        "https://w3id.org/alliancekg/scheme/status#planned",
        "https://w3id.org/alliancekg/id/file/seeds/hwang-2006/events.csv#row=52",
    ],
)
def test_each_kind_of_node_has_a_valid_page(site: Site, iri: str) -> None:
    page = entitypages.entity(site, iri)
    found = tree(page)
    assert page.status == 200
    assert len(found.xpath("//h1")) == 1
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_class_leads_to_its_records(site: Site) -> None:
    page = entitypages.entity(site, "https://w3id.org/alliancekg/ns#Event")
    assert "/search?kind=Event" in tree(page).xpath("//main//a/@href")


def test_a_search_finds_names_whatever_case_accent_and_script(site: Site) -> None:
    for text in ("NIXON doctrine", "nixon doctriné", "doctrine nix"):
        first = texts(searchpages.search(site, text), "//ol/li/a")[0]
        assert first in ("Nixon Doctrine", "Declaration of the Nixon Doctrine"), text
    names = texts(searchpages.search(site, "korea"), "//ol/li/a")
    # Whole words come before the beginnings of others.
    assert "Korean War" not in names[: names.index("South Korea")]
    page = searchpages.search(site, "zzzz")
    assert texts(page, "//h2[@id='found']") == ["Nothing"]


def test_facets_count_what_would_be_found(site: Site) -> None:
    page = searchpages.search(site, "korea")
    found = tree(page).xpath("//nav[@aria-label='Classes']//li")
    counts = {li.xpath("a")[0].text_content(): li.xpath("a/@href")[0] for li in found}
    (number,) = [li.text_content().split()[-1] for li in found if "Event" in li.text_content()]
    assert counts["Event"] == "/search?text=korea&kind=Event"
    events = searchpages.search(site, "korea", "Event")
    assert texts(events, "//h2[@id='found']") == [f"{number} records · Event"]
    assert int(number) > 10


def test_a_long_list_comes_in_pages(site: Site) -> None:
    first = searchpages.search(site, "", "Actor")
    assert tree(first).xpath("//a[@rel='next']/@href") == ["/search?kind=Actor&_first=51"]
    second = searchpages.search(site, "", "Actor", first=51)
    assert tree(second).xpath("//ol[@start='51']")
    assert not set(texts(first, "//ol/li/a")) & set(texts(second, "//ol/li/a"))


def test_a_graph_of_too_many_names_is_searched_by_the_engine(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labelindex, "_MOST", 10)
    page = searchpages.search(Site(site.saved, site.engine, Served()), 'Nixon "DOCTRINE')
    assert texts(page, "//h2[@id='found']") == ["Nothing"]
    page = searchpages.search(Site(site.saved, site.engine, Served()), "nixon DOCTRINE")
    assert "Declaration of the Nixon Doctrine" in texts(page, "//ol/li/a")
    assert "more names than can be searched" in texts(page, "//p[@class='notice']")[0]


def test_a_fault_of_a_query_is_shown_at_its_line(site: Site) -> None:
    page = sparqlpages.sparql(site, BROKEN)
    assert page.status == 400
    (wrong,) = texts(page, "//li[@class='wrong']")
    assert wrong == "?s ?p } ← here"
    assert "line 3" in texts(page, "//*[@role='alert']")[0]
    assert tree(page).xpath("//textarea")[0].text.lstrip("\n") == BROKEN


@pytest.mark.parametrize(
    ("text", "status"), [("DROP ALL", 400), ("", 400), ("ASK {}", 200), ("SELECT " + LONG, 400)]
)
def test_a_query_is_answered_or_refused(site: Site, text: str, status: int) -> None:
    page = sparqlpages.sparql(site, text)
    assert page.status == status
    assert len(page) < 200_000
    tree(page)


def test_the_answer_to_a_query_leads_to_nodes(site: Site) -> None:
    text = f"SELECT ?p ?o {{ <{ID}event/nixon-doctrine> ?p ?o }} ORDER BY ?p ?o"  # IRIs and texts
    links = tree(sparqlpages.sparql(site, text)).xpath("//tbody//a/@href")
    assert "/entity/policy/nixon-doctrine" in links


def test_the_page_of_a_row_tells_statements_claims_and_passages(site: Site) -> None:
    page = behindpages.explain(site, HEADLINE, 1)
    assert {"Claims", "Passages", "Statements", "Sources"} <= set(texts(page, "//h2"))
    assert "/entity/claim/strategy-shift-answers-withdrawal" in tree(page).xpath("//a/@href")
    row = tree(page).xpath("//section[@aria-labelledby='row']//a/@href")
    assert "/entity/event/nixon-doctrine" in row
    beyond = behindpages.explain(site, HEADLINE, 999)
    assert beyond.status == 400
    assert "has no row 999" in texts(beyond, "//*[@role='alert']")[0]


def test_an_answer_and_a_node_are_cited_by_their_sources(site: Site) -> None:
    page = behindpages.cite(site, "treaty-dates")
    assert [text[:15] for text in texts(page, "//main/ul/li")] == [
        "Hwang, Balbina ",
        "alliancekg cont",
    ]
    assert "@dataset{public-record" in texts(page, "//pre")[0].replace(" ", "")
    assert behindpages.cite_entity(site, f"{ID}event/nixon-doctrine").status == 200
    assert behindpages.cite_entity(site, "urn:x").status == 404
    assert behindpages.cite(site, "timeline", {"from": ["x"]}).status == 400


PAGES: dict[str, Callable[[Site], Page]] = {
    "event": lambda site: entitypages.entity(site, "event/script"),
    "hebrew": lambda site: entitypages.entity(site, "event/hebrew"),
    "long": lambda site: entitypages.entity(site, "event/long"),
    "unknown": lambda site: entitypages.entity(site, f"event/{ALERT}"),
    "search": lambda site: searchpages.search(site, ALERT, ALERT, ALERT),
    "listing": lambda site: searchpages.search(site, "", "Event"),
    "sparql": lambda site: sparqlpages.sparql(site, "SELECT * { ?s ?p ?o } ORDER BY ?p ?s ?o"),
    "fault": lambda site: sparqlpages.sparql(site, f"SELECT {ALERT}</textarea>{ALERT}"),
    "cite": lambda site: behindpages.cite_entity(site, ALERT),
}


@pytest.mark.parametrize("name", PAGES)
def test_hostile_names_and_addresses_do_no_harm(bad: Site, name: str) -> None:
    page = PAGES[name](bad)
    found = tree(page)
    assert not found.xpath("//script[not(@src)] | //iframe | //*[@onerror] | //@style")
    starts = {address.partition(":")[0] for address in found.xpath("//@href | //@src | //@action")
              if not address.startswith(("/", "#", "?"))}  # fmt: skip
    assert starts <= {"http", "https"}
    assert len(page) < 100_000
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_a_name_from_right_to_left_is_isolated(bad: Site) -> None:
    page = entitypages.entity(bad, "event/hebrew")
    assert texts(page, "//h1/bdi") == [HEBREW]
    style = (tree(page).xpath("//link[@rel='stylesheet']/@href"))[0]
    assert style == "/static/style.css"
