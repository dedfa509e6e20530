"""What the pictures draw: where dates stand, which ends fade, where lines break."""

from __future__ import annotations

from itertools import pairwise

import pyoxigraph as px
import pytest
from lxml import etree

from alliancekg import dates
from alliancekg.embedded import Embedded
from alliancekg.namespaces import AK, ID, PREFIXES, SCHEME
from alliancekg.pages import charts, claimed, graphs, scales, spells, svg, timelines
from alliancekg.pages.charts import Mark, Point, Series
from alliancekg.pages.dated import words
from alliancekg.pages.graphs import Edge, Node
from alliancekg.pages.links import Served
from alliancekg.pages.scales import Scale
from alliancekg.pages.timelines import Entry, Said
from alliancekg.releasenotes import merged

FROM_1950 = Scale(dates.day_number(1950, 1, 1), dates.day_number(2050, 1, 1), 0.0, 1.0)
NS = "{http://www.w3.org/2000/svg}"


def drawn(edtf: str, status: str = "done") -> list[tuple[str, str, float, float]]:
    """Return the parts of a date as they are drawn: element, look, from and to which share."""
    found = []
    for part in spells.drawn(dates.parse(edtf), status, FROM_1950, 0, "k"):
        node = etree.fromstring(part)
        look = (node.get("class") or node.get("fill") or "").replace("url(#k-", "").rstrip(")")
        start = float((node.get("x") or node.get("x1") or node.get("cx") or "0").rstrip("%"))
        wide = float((node.get("width") or "0").rstrip("%")) if node.tag == "rect" else 0.0
        end = float(node.get("x2", "0%").rstrip("%")) if node.tag == "line" else start + wide
        found.append((str(node.tag), look, round(start, 1), round(end, 1)))
    return found


@pytest.mark.parametrize(
    ("edtf", "status", "parts"),
    [
        ("1960-01-01/1970-01-01", "done", [("rect", "spell", 10.0, 20.0)]),
        # Begun somewhere in the fifties, ended somewhere in the seventies.
        ("195X/197X", "done", [("rect", "in", 0.0, 10.0), ("rect", "spell", 10.0, 20.0),
                               ("rect", "out", 20.0, 30.0)]),
        ("196X", "done", [("rect", "both", 10.0, 20.0)]),
        ("1969-07-25", "done", [("circle", "dot", 19.6, 19.6)]),
        ("1969-07-25", "planned", [("circle", "dot hollow", 19.6, 19.6)]),
        ("1960-01-01/1970-01-01", "planned", [("rect", "hollow", 10.0, 20.0)]),
        ("195X/1970-01-01", "announced", [("rect", "hollow unsure", 0.0, 10.0),
                                          ("rect", "hollow", 10.0, 20.0)]),
        ("1960-01-01/1970-01-01", "cancelled", [("rect", "hollow", 10.0, 20.0),
                                                ("line", "strike", 10.0, 20.0)]),
        # It goes on: to the edge, and there is a point.
        ("1960-01-01/..", "ongoing", [("rect", "spell", 10.0, 100.0), ("svg", "", 100.0, 100.0)]),
        ("../1970-01-01", "done", [("rect", "spell", 0.0, 20.0), ("svg", "", 0.0, 0.0)]),
        # Nobody knows when it ended: it fades out, and no point says that it goes on.
        ("1960-01-01/", "done", [("rect", "out", 10.0, 20.0)]),
        ("/1970-01-01", "done", [("rect", "in", 10.0, 20.0), ("rect", "spell", 20.0, 20.0)]),
        # It may have begun after it may have ended: nothing is sure.
        ("196X/196X", "done", [("rect", "in", 10.0, 15.0), ("rect", "out", 15.0, 20.0)]),
    ],
)  # fmt: skip
def test_a_date_is_drawn_as_sure_as_it_is(
    edtf: str, status: str, parts: list[tuple[str, str, float, float]]
) -> None:
    assert drawn(edtf, status) == parts


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("1969-01-01", "1980-01-01", ["1970", "1975", "1980"]),
        ("-0500-01-01", "0200-12-31", ["400 BC", "200 BC", "1", "200"]),
        ("-0044-01-01", "-0041-12-31", ["45 BC", "44 BC", "43 BC", "42 BC"]),
        ("-0002-01-01", "0002-12-31", ["3 BC", "2 BC", "1 BC", "1", "2"]),
        ("1969-06-20", "1969-09-10", ["Jul 1969", "Aug 1969", "Sep 1969"]),
    ],
)
def test_the_axis_names_years_as_people_do(first: str, last: str, names: list[str]) -> None:
    bounds = [dates.parse(edtf) for edtf in (first, last)]
    days = [day for b in bounds for day in (b.earliest_begin,) if day is not None]
    scale = Scale(days[0], days[1])
    assert [name for _, name in scale.ticks()] == names
    places = [scale.at(day) for day, _ in scale.ticks()]
    assert all(a < b for a, b in pairwise(places))


def test_what_is_open_gets_room_to_go_on() -> None:
    closed = scales.scale([dates.parse("1950/1960")])
    opened = scales.scale([dates.parse("1950/.."), dates.parse("1950/1960")])
    assert closed is not None
    assert opened is not None
    assert opened.last > closed.last
    assert scales.scale([]) is None


ENTRIES = [
    Entry("b", "Second, which has a name of more than one line on a telephone", "#b", "1971",
          dates.parse("1971")),
    Entry("a", "First", "#a", "1969-07-25", dates.parse("1969-07-25"), "done"),
    Entry("d", "Undated", "", "", None),
    Entry("c", "Called off", "", "1977/1979", dates.parse("1977/1979"), "cancelled"),
]  # fmt: skip
SAID = [Said("a", "d", "led to", "First led to undated", "#claim")]


def test_a_timeline_is_in_order_and_claims_stand_apart_from_the_axis() -> None:
    picture = etree.fromstring(timelines.drawn("t", "Time", ENTRIES, SAID))
    labels = picture.findall(f".//{NS}text[@class='label']/{NS}tspan[1]")
    struck = picture.findall(f".//{NS}text[@class='label struck']/{NS}tspan[1]")
    assert [node.text for node in labels] == [
        "First",
        "Second, which has a name of more",
        "Undated",
    ]
    assert [node.text for node in struck] == ["Called off"]
    tops = [float(str(node.get("y"))) for node in (labels[0], labels[1], struck[0], labels[2])]
    assert all(b - a >= svg.LINE for a, b in pairwise(tops))
    (arrow,) = picture.findall(f".//{NS}path[@class='claimed']")
    assert str(arrow.get("d")).startswith("M42,")  # in the gutter, which holds no date
    links = [node.get("href") for node in picture.iter(f"{NS}a")]
    assert links == ["#claim", "#a", "#b"]
    assert picture.get("aria-labelledby") == "t-title t-desc"
    texts = [node.text for node in picture.iter(f"{NS}tspan")]
    assert " · no date" in texts
    assert " · 1977/1979 · cancelled" in texts


def test_the_same_entries_give_the_same_picture_in_whatever_order() -> None:
    assert timelines.drawn("t", "T", ENTRIES, SAID) == timelines.drawn(
        "t", "T", ENTRIES[::-1], SAID
    )


def test_a_claim_that_is_rejected_is_an_arrow_of_its_own_look() -> None:
    turtle = f"""
        @prefix ak: <{AK}> . @prefix rdf: <{PREFIXES["rdf"]}> . @prefix rdfs: <{PREFIXES["rdfs"]}> .
        @prefix skos: <{PREFIXES["skos"]}> .
        <{ID}claim/a> ak:paraphrase "B came of A."@en ; rdf:subject <{ID}event/b> ;
            rdf:predicate ak:causedBy ; rdf:object <{ID}event/a> ; ak:stance <{ID}claim/a#s> .
        <{ID}claim/a#s> ak:holder <{ID}actor/x> ; ak:stanceValue <{SCHEME}stance#rejects> .
        <{ID}claim/b> ak:paraphrase "At once."@en ; rdf:subject <{ID}event/b> ;
            rdf:predicate ak:concurrentWith ; rdf:object <{ID}event/a> .
        <{ID}actor/x> rdfs:label "X"@en . <{SCHEME}stance#rejects> skos:prefLabel "rejects"@en .
        ak:causedBy rdfs:label "caused by"@en .
        """
    engine = Embedded(merged(px.parse(turtle, format=px.RdfFormat.TURTLE)))
    entries = [Entry(f"{ID}event/{key}", key, "") for key in "ab"]
    start, end = (entry.iri for entry in entries)
    found = claimed.said(engine, Served(), entries)
    # From the cause to what came of it; what is at the same time comes of nothing.
    told = Said(start, end, "caused by", "B came of A.", "/entity/claim/a", "X rejects", True)
    assert found == [told]
    picture = etree.fromstring(timelines.drawn("t", "Time", entries, found))
    (title,) = picture.findall(f".//{NS}a/{NS}title")
    assert title.text == "A claim: B came of A. (caused by; X rejects)"
    assert len(picture.findall(f".//{NS}path[@class='claimed against']")) == 1


def point(value: int, edtf: str) -> Point:
    return Point(value, edtf, dates.parse(edtf))


def lines(picture: etree._Element, look: str) -> list[tuple[float, float, float]]:
    """Return the lines of a look: from and to which share of the width, at which height."""
    return [
        (float(str(n.get("x1")).rstrip("%")), float(str(n.get("x2")).rstrip("%")),
         float(str(n.get("y1"))))
        for n in picture.findall(f".//{NS}line[@class='{look}']")
    ]  # fmt: skip


def test_a_line_steps_from_year_to_year_and_breaks_where_nothing_is_reported() -> None:
    known = [point(40000, "1970"), point(20000, "1971"), point(30000, "1975")]
    marks = [Mark(1, "Doctrine", "#d", "1969-07-25", dates.parse("1969-07-25"))]
    picture = etree.fromstring(charts.drawn("c", "Numbers", [Series("one", known)], marks))
    levels = lines(picture, "level")
    assert len(levels) == 3
    assert levels[0][1] == pytest.approx(levels[1][0], abs=0.02)
    assert levels[1][1] < levels[2][0] - 20  # nothing from 1972 to 1974
    (step,) = lines(picture, "step")
    assert step[0] == pytest.approx(levels[1][0], abs=0.02)
    assert levels[0][2] < levels[2][2] < levels[1][2]  # more stands higher
    zero = max(y for *_, y in lines(picture, "tick"))
    assert levels[1][2] - levels[0][2] == pytest.approx((zero - levels[0][2]) / 2)
    (mark,) = picture.findall(f".//{NS}a")
    assert mark.get("href") == "#d"
    assert lines(picture, "unsure") == []


def test_an_end_that_nobody_knows_is_dotted() -> None:
    known = [point(62000, "/1971"), point(42000, "1971/")]
    picture = etree.fromstring(charts.drawn("c", "Numbers", [Series("one", known)], ()))
    before, after = lines(picture, "unsure")
    assert before[0] < before[1]
    assert after[0] < after[1]
    assert lines(picture, "step") == []


def test_marks_that_are_near_stand_below_each_other() -> None:
    days = ("1970-01-01", "1970-02-01", "2000-01-01")
    marks = [Mark(n, str(n), "", day, dates.parse(day)) for n, day in enumerate(days, 1)]
    known = [point(1, "1970"), point(2, "2000")]
    picture = etree.fromstring(charts.drawn("c", "Numbers", [Series("one", known)], marks))
    heights = [float(str(n.get("cy"))) for n in picture.findall(f".//{NS}circle")]
    assert heights[1] - heights[0] >= 18
    assert heights[2] == heights[0]


def test_a_graph_puts_together_what_hangs_together_around_the_middle() -> None:
    nodes = [Node(key, key * 30) for key in "abcdef"] + [Node("m", "Middle", is_middle=True)]
    edges = [Edge("a", "b", "a to b"), Edge("c", "m", "c to m", 1), Edge("m", "d", "m to d")]
    order = "".join(graphs.ordered(nodes, edges))
    assert order == "mcdabef"
    assert order == "".join(graphs.ordered(nodes[::-1], edges[::-1]))
    picture = etree.fromstring(graphs.drawn("g", "Graph", nodes, edges))
    arcs = picture.findall(f".//{NS}path[@class='arc a0']")
    assert len(arcs) == 2
    tops = [float(str(node.get("cy"))) for node in picture.findall(f".//{NS}circle")]
    assert all(b - a > svg.LINE for a, b in pairwise(tops))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a" * 12, ["aaaaa", "aaaaa", "aa"]),
        ("서울 서울 서울", ["서울", "서울", "서울"]),
        ("", [""]),
    ],
)
def test_a_text_is_broken_into_lines(text: str, found: list[str]) -> None:
    assert svg.lines(text, 5) == found


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("1969-07-25", "on 1969-07-25"),
        ("1971", "between 1971-01-01 and 1971-12-31"),
        ("1974/..", "begins between 1974-01-01 and 1974-12-31, open end"),
        ("no date", ""),
    ],
)
def test_a_date_is_told_in_words_in_the_table(edtf: str, said: str) -> None:
    assert words(edtf) == said
