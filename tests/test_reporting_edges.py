"""Formats of a report at the edges: long IRIs, idle shapes, marks, results that are alike."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pyoxigraph as px
import pytest
from reporting_sample import SH

from alliancekg import reporting
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import PREFIXES
from alliancekg.reports import Report, Rule, ShapeFinding

WEB = "https://example.org/"


def finding(value: str = "", iri: str = "urn:n", line: int = 3) -> ShapeFinding:
    said = ("p", value, "is wrong", "x", "y")
    about = ("node", iri, "urn:p", f"{SH}InConstraintComponent")
    return ShapeFinding(Place("a.ttl", line), *said, "violation", "S", *about)


@pytest.mark.parametrize(
    ("iri", "is_link"),
    [
        (WEB + "a" * (200 - len(WEB)), True),
        (WEB + "a" * (201 - len(WEB)), False),
        ("http://example.org/a", True),
        ("urn:a", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_page_links_to_an_iri_of_the_web_unless_it_is_very_long(iri: str, is_link: bool) -> None:
    report = Report((finding(iri=iri),), {"S": 1}, 1, {"S": Rule(iri)})
    page = reporting.write(report, "html")
    links = [part.partition('"')[0] for part in page.split('<a href="')[1:]]
    assert links == [iri] * (2 if is_link else 0)
    assert "javascript:" not in page


@pytest.mark.parametrize(
    ("focus_nodes", "cases"),
    [
        ({"A": 0, "A-b": 1}, ["A-b", "A-b-c", "FileConstraint"]),
        ({"A": 1, "A-b": 0}, ["A", "FileConstraint"]),
        ({"A": 1}, ["A", "A-b", "A-b-c", "FileConstraint"]),
        ({"A": 0}, ["FileConstraint"]),
        ({"B": 0, "A-": 0}, ["A", "A-b", "A-b-c", "FileConstraint"]),
        ({}, ["A", "A-b", "A-b-c", "FileConstraint"]),
    ],
)
def test_a_rule_is_a_case_if_the_nearest_shape_looked_at_a_node(
    focus_nodes: dict[str, int], cases: list[str]
) -> None:
    rules = {name: Rule(f"urn:{name}") for name in ("A", "A-b", "A-b-c")}
    report = Report((), focus_nodes, 1, rules, files=("a.ttl",))
    suites = ET.fromstring(reporting.write(report, "junit"))
    assert [case.get("name") for case in suites.iter("testcase")] == cases


def marks(*findings: Finding) -> list[str]:
    """Return what tells each finding from others in SARIF, without its number."""
    run = json.loads(reporting.write(Report(findings, {}, 0), "sarif"))["runs"][0]
    found = [result["partialFingerprints"] for result in run["results"]]
    for prints in found:
        mark, _, number = prints["alliancekgFinding/v1"].partition(":")
        assert prints["primaryLocationLineHash"] == f"{mark[:16]}:{number}"
    return [prints["alliancekgFinding/v1"] for prints in found]


def by_table(problem: str, line: int, field: str = "id") -> Finding:
    return Finding(Place("a.csv", line, line), field, "x", problem, "one", "correct it")


def test_the_mark_of_a_fault_of_a_table_stays_when_rows_move() -> None:
    (one,) = marks(by_table("is the id of row 5, too", 7))
    (moved,) = marks(by_table("is the id of row 6, too", 8))
    assert one == moved
    assert one.endswith(":1")
    both = marks(by_table("is the id of row 5, too", 7), by_table("is the id of row 6, too", 8))
    assert both == [one, f"{one.removesuffix('1')}2"]
    for other in (
        by_table("is no id of row 5", 7),
        by_table("is the id of row 5, too", 7, "label"),
        Finding(Place("b.csv", 7, 7), "id", "x", "is the id of row 5, too", "one", "correct it"),
    ):
        assert marks(other) != [one]


def test_the_mark_of_a_fault_of_a_node_is_by_its_value() -> None:
    (one,) = marks(finding("5"))
    assert marks(finding("5", line=9)) == [one]
    assert marks(finding("6")) != [one]
    assert marks(finding("5", iri="urn:m")) != [one]


RESULTS = "".join(
    f"_:r <{SH}result> _:{value} . _:{value} <{PREFIXES['rdf']}type> <{SH}ValidationResult> ;"
    f" <{SH}focusNode> <urn:n> ; <{SH}resultPath> <urn:p> ; <{SH}resultSeverity> <{SH}Violation> ;"
    f' <{SH}sourceConstraintComponent> <{SH}InConstraintComponent> ; <{SH}value> "{value}" .\n'
    for value in ("v", "w")
)


@pytest.mark.parametrize(("limit", "left"), [(None, ["v", "w"]), (2, ["v", "w"]), (1, ["v"]),
                                             (0, [])])  # fmt: skip
def test_of_results_alike_but_for_their_value_as_many_are_left_as_findings(
    limit: int | None, left: list[str]
) -> None:
    turtle = f"_:r <{SH}conforms> false ; a <{SH}ValidationReport> . {RESULTS}"
    triples = [q.triple for q in px.parse(turtle.encode(), format=px.RdfFormat.TURTLE)]
    results = "".join(f"{triple} .\n" for triple in triples)
    report = Report((finding("v"), finding("w")), {"S": 1}, 1, {}, results)
    text = reporting.write(report, "turtle", limit)
    written = [q.triple for q in px.parse(text.encode(), format=px.RdfFormat.TURTLE)]
    by = {
        name: [
            str(getattr(t.object, "value", "")) for t in written if t.predicate.value == SH + name
        ]
        for name in ("result", "value")
    }
    assert (len(by["result"]), sorted(by["value"])) == (len(left), left)
