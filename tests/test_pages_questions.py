"""The pages of the questions and the first page: what they show, and what they say of faults."""

from __future__ import annotations

import re

import pytest
from pageparts import texts, tree

from alliancekg import queries
from alliancekg.embedded import Embedded
from alliancekg.engines import Limits
from alliancekg.errors import EngineError, UsageError
from alliancekg.namespaces import AK
from alliancekg.pages import forms, homepage, questionpages
from alliancekg.pages.links import Served, pairs
from alliancekg.pages.site import Site
from alliancekg.results import Result
from alliancekg.store import Store
from alliancekg.workspace import Workspace

HEADLINE = "events-after-withdrawal-announcements"
ENTITY = "/entity/event/nixon-doctrine"


@pytest.fixture(scope="module")
def site(built: Store) -> Site:
    return Site.of(Workspace.find(), Embedded(built.current().open()), Served())


def test_the_first_page_counts_what_is_in_the_graph_and_asks_ten_questions(site: Site) -> None:
    page = homepage.home(site)
    text = "SELECT DISTINCT ?t { ?t a <https://w3id.org/alliancekg/ns#Treaty> }"
    treaties = len(queries.run_text(text, site.engine).rows)
    assert f"{treaties} Treaty" in texts(page, "//ul[@class='counts']/li")
    (states,) = [
        row
        for row in tree(page).xpath("//section[@aria-labelledby='from']//tbody/tr")
        if row.xpath("th")[0].text_content().startswith("States and their codes")
    ]
    said = {cell.get("data-label"): cell.text_content().strip() for cell in states.xpath("td")}
    asked = "SELECT ?s ?p ?o { GRAPH <https://w3id.org/alliancekg/graph/states> { ?s ?p ?o } }"
    assert said["Statements"] == f"{len(queries.run_text(asked, site.engine).rows):,}"
    kinds = "SELECT ?s { GRAPH <https://w3id.org/alliancekg/graph/states> { ?s a ak:State } }"
    count = len(queries.run_text(f"PREFIX ak: <{AK}> {kinds}", site.engine).rows)
    assert said["Actor"] == str(count)
    assert len(texts(page, "//ol/li/a")) == 10
    assert texts(page, "//ol/li/a")[0].startswith("Which events followed U.S. withdrawal")


def test_each_question_has_a_valid_page_with_all_rows_of_its_answer(site: Site) -> None:
    names = [name for name in site.saved if not name.startswith("checks/")]
    for name in names[::7]:
        rows = len(queries.run(site.saved[name], site.engine).rows)
        page = questionpages.question(site, name)
        assert page.status == 200
        found = tree(page).xpath("//section[@aria-labelledby='answer']//tbody/tr")
        assert len(found) == min(rows, questionpages.MOST), name


def test_a_row_leads_to_the_records_it_names_and_to_what_made_it(site: Site) -> None:
    page = questionpages.question(site, HEADLINE, {"actor": ["usa"]})
    first = tree(page).xpath("//section[@aria-labelledby='answer']//tbody/tr")[0]
    assert ENTITY in first.xpath(".//a/@href")
    assert f"/explain/{HEADLINE}?actor=usa&_row=1" in first.xpath(".//a/@href")
    assert "/entity/claim/strategy-shift-answers-withdrawal" in first.xpath(".//a/@href")
    assert f"/cite/{HEADLINE}?actor=usa" in tree(page).xpath("//a/@href")
    assert f"/api/queries/{HEADLINE}.csv?actor=usa" in tree(page).xpath("//a/@href")


def test_the_form_has_what_was_given_and_what_can_be_chosen(site: Site) -> None:
    page = questionpages.question(site, HEADLINE, {"breadth": ["strict"], "actor": ["usa"]})
    form = tree(page).xpath("//form[@class='ask']")[0]
    assert form.xpath(".//input[@name='actor']/@value") == ["usa"]
    assert form.xpath(".//select[@name='breadth']/option[@selected]/@value") == ["strict"]
    assert "South Korea" in form.xpath(".//datalist[@id='n-actor']/option/@value")
    labelled = set(form.xpath(".//label/@for"))
    assert labelled >= {"p-actor-0", "p-breadth-0", "p-days-0"}


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"days": ["soon"]}, "days: 'soon' is no whole number"),
        ({"actor": ["Atlantis"]}, "actor: 'Atlantis' is no actor of the graph"),
        ({"colour": ["red"]}, "no parameter 'colour'; there are: actor, breadth, days"),
    ],
)
def test_a_wrong_value_is_refused_as_on_the_command_line(
    site: Site, values: dict[str, list[str]], problem: str
) -> None:
    with pytest.raises(UsageError) as error:
        queries.run(site.saved[HEADLINE], site.engine, values)
    page = questionpages.question(site, HEADLINE, values)
    assert page.status == 400
    said = texts(page, "//*[@role='alert']")[0]
    assert problem in said
    assert " ".join(str(error.value).split()) in said


def drawn(site: Site, name: str, values: dict[str, list[str]] | None = None) -> list[list[str]]:
    """Return the rows of the table of a question's timeline."""
    page = questionpages.question(site, name, values)
    rows = tree(page).xpath("//figure[@aria-labelledby='timeline-heading']//tbody/tr")
    return [[" ".join(td.text_content().split()) for td in row.xpath("td")] for row in rows]


def test_a_timeline_gives_nothing_a_date_that_the_graph_does_not_give_it(site: Site) -> None:
    # The row has the date of a treaty, too, which it does not name.
    rows = drawn(site, "events-while-treaty-in-force")
    assert ["Vietnam War", "1955-11-01/1975-04-30"] in [row[:2] for row in rows]
    assert "1954-11-17/.." not in {row[1] for row in rows}
    rows = drawn(site, "treaty-dates")
    assert [row[:2] for row in rows] == [
        ["U.S.–ROK Mutual Defense Treaty: signed", "1953-10-01"],
        ["U.S.–ROK Mutual Defense Treaty: in force", "1954-11-17/.."],
    ]


def test_what_claims_say_of_the_order_stands_below_with_the_stance(site: Site) -> None:
    said = [row for row in drawn(site, HEADLINE) if "→" in row[2]]
    (row,) = [row for row in said if row[0].startswith("Because of the Nixon Doctrine")]
    assert row[2] == (
        "Declaration of the Nixon Doctrine → "
        "Withdrawal of the U.S. Seventh Infantry Division from South Korea (led to)"
    )
    assert row[3] == "Balbina Y. Hwang asserts"


def test_a_graph_tells_who_stands_against_whom_and_what_is_only_claimed(site: Site) -> None:
    def table(name: str) -> list[list[str]]:
        page = questionpages.question(site, name)
        rows = tree(page).xpath("//figure[@aria-labelledby='graph-heading']//tbody/tr")
        return [[" ".join(td.text_content().split()) for td in row.xpath("td")] for row in rows]

    against = table("who-disputes-whom")
    saved = queries.run(site.saved["who-disputes-whom"], site.engine)
    assert sum(int(row[3]) for row in against) == len(saved.rows)
    assert "Vocal critics of the U.S.–ROK alliance" in {
        row[2] for row in against if row[:2] == ["Balbina Y. Hwang", "disputes"]
    }
    claimed = table("claimed-relations")
    (rejected,) = [r for r in claimed if r[0] == "Strategic dissonance within the alliance"
                   and r[2].startswith("Disappearance of the North Korean threat")]  # fmt: skip
    assert rejected[1] == "caused by (rejects)"


def test_other_values_have_another_heading(site: Site) -> None:
    (heading,) = texts(questionpages.question(site, "timeline"), "//h1")
    assert heading == "What happened from 1969 to 1980?"
    values = {"to": ["1960"], "from": ["1950"]}
    (heading,) = texts(questionpages.question(site, "timeline", values), "//h1")
    assert heading == "Dated events of a period, in order (from: 1950; to: 1960)"


def test_numbers_of_a_chart_are_not_in_the_timeline_again(site: Site) -> None:
    page = questionpages.question(site, "troop-levels-of-actor")
    assert texts(page, "//figure/h2") == ["Numbers over time, and announcements", "Timeline"]
    rows = drawn(site, "troop-levels-of-actor")
    assert "Withdrawal of the U.S. Seventh Infantry Division from South Korea" in {
        row[0] for row in rows
    }
    assert not [row for row in rows if row[0].startswith("U.S. troops in South Korea")]
    marks = texts(page, "//figure[@aria-labelledby='chart-heading']//ul/li/a")
    assert marks[0] == "Declaration of the Nixon Doctrine (1969-07-25)"


def test_what_is_empty_in_a_form_is_not_given(site: Site) -> None:
    empty = {"from": ["1969"], "to": [""], "_first": ["1"]}
    assert drawn(site, "timeline", empty) == drawn(site, "timeline", {"from": ["1969"]})


def test_an_empty_answer_says_why(site: Site) -> None:
    page = questionpages.question(site, "timeline", {"from": ["1500"], "to": ["1510"]})
    assert page.status == 200
    (notice,) = texts(page, "//p[@class='notice']")
    assert notice.startswith("0 rows: not covered:")


def test_an_engine_that_fails_is_told_of_and_no_answer_shown(site: Site) -> None:
    class Failing:
        name = "failing"

        def ask(self, text: str, kind: str, limits: Limits) -> Result:
            if "ak:Event" in text:
                raise EngineError("the question took too long")
            return site.engine.ask(text, kind, limits)

    page = questionpages.question(Site(site.saved, Failing(), Served()), "timeline")
    assert page.status == 503
    assert "the question took too long" in texts(page, "//*[@role='alert']")[0]
    assert not tree(page).xpath("//table")


def test_an_unknown_question_is_refused(site: Site) -> None:
    with pytest.raises(UsageError, match="no question 'nosuch'"):
        questionpages.question(site, "nosuch")


def test_a_long_answer_comes_in_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questionpages, "MOST", 7)
    first = questionpages.question(site, "timeline")
    assert "rows 1 to 7 of 20" in texts(first, "//section[@aria-labelledby='answer']//caption")[0]
    (later,) = tree(first).xpath("//a[@rel='next']/@href")
    assert later == "/questions/timeline?_first=8"
    last = questionpages.question(site, "timeline", {}, 15)
    numbers = texts(last, "//section[@aria-labelledby='answer']//tbody/tr/th")
    assert numbers == [str(number) for number in range(15, 21)]
    assert tree(last).xpath("//a[@rel='prev']/@href") == ["/questions/timeline?_first=8"]
    assert not tree(last).xpath("//a[@rel='next']")


def test_pages_have_a_language_landmarks_and_one_heading_of_the_first_level(site: Site) -> None:
    for page in (
        homepage.home(site),
        questionpages.questions(site),
        questionpages.question(site, HEADLINE),
    ):
        found = tree(page)
        assert found.get("lang") == "en"
        assert [len(found.xpath(f"//{name}")) for name in ("main", "h1", "footer")] == [1, 1, 1]
        assert found.xpath("//a[@class='skip']/@href") == ["#main"]
        ids = found.xpath("//@id")
        assert len(ids) == len(set(ids))
        named = {name for value in found.xpath("//@aria-labelledby") for name in value.split()}
        named |= {name for value in found.xpath("//@aria-describedby") for name in value.split()}
        assert named <= set(ids)
        assert not found.xpath("//script[not(@src)] | //style | //@style")
        assert not re.search(r"\son\w+=", page)


def test_what_a_form_sends_is_read_without_what_is_empty() -> None:
    sent = [("actor", "usa"), ("actor", "rok"), ("days", " "), ("_first", "3")]
    assert forms.values_of(sent) == {"actor": ["usa", "rok"]}
    assert pairs({"b": ["2", ""], "a": ["1"]}) == [("a", "1"), ("b", "2")]


@pytest.mark.parametrize(
    ("iri", "address"),
    [
        ("https://w3id.org/alliancekg/id/actor/usa", "/kg/entity/actor/usa"),
        ("https://w3id.org/alliancekg/id/event/a#b",
         "/kg/entity?iri=https%3A%2F%2Fw3id.org%2Falliancekg%2Fid%2Fevent%2Fa%23b"),
        ("https://w3id.org/alliancekg/id/../x",
         "/kg/entity?iri=https%3A%2F%2Fw3id.org%2Falliancekg%2Fid%2F..%2Fx"),
        ("urn:" + "x" * 2000, ""),
    ],
)  # fmt: skip
def test_a_node_has_an_address_that_leads_nowhere_else(iri: str, address: str) -> None:
    assert Served("/kg").entity(iri) == address
