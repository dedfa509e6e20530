"""Reports against the schemas of their formats: our JSON, SARIF 2.1.0, JUnit XML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree
from reporting_sample import FINDINGS, REPORTS, rich

from alliancekg import reporting
from alliancekg.findings import Finding, Place
from alliancekg.reporting.jsonreport import SCHEMA
from alliancekg.reports import Report, ShapeFinding

XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@pytest.fixture(scope="module")
def ours(root: Path) -> dict[str, Any]:
    """Return the schema that we publish."""
    text = (root / "docs/schemas/validation-report.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@pytest.fixture(scope="module")
def sarif_schema(root: Path) -> dict[str, Any]:
    text = (root / "tests/schemas/sarif-2.1.0.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@pytest.fixture(scope="module")
def junit_schema(root: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(root / "tests/schemas/junit-10.xsd"))


def written(name: str, kind: str) -> str:
    make, limit = REPORTS[name]
    return reporting.write(make(), kind, limit)


def faults(schema: dict[str, Any], document: Any) -> list[str]:
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    errors = kind(schema, format_checker=kind.FORMAT_CHECKER).iter_errors(document)
    return sorted(f"{error.json_path}: {error.message[:120]}" for error in errors)


def parts(schema: object, where: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each schema that stands in a schema for a property, an item or a definition."""
    if not isinstance(schema, dict):
        return
    yield where, schema
    for key in ("properties", "$defs"):
        for name, part in schema.get(key, {}).items():
            yield from parts(part, f"{where}/{key}/{name}")
    for key in ("items", "additionalProperties"):
        part = schema.get(key)
        if isinstance(part, dict) and list(part) != ["$ref"]:
            yield from parts(part, f"{where}/{key}")


@pytest.mark.parametrize("name", REPORTS)
def test_json_is_as_our_schema_says(name: str, ours: dict[str, Any]) -> None:
    assert faults(ours, json.loads(written(name, "json"))) == []


def test_our_schema_is_named_by_the_report_and_describes_each_key(ours: dict[str, Any]) -> None:
    assert ours["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert ours["$id"] == SCHEMA
    found = dict(parts(ours))
    assert len(found) > 40
    assert [where for where, part in found.items() if not part.get("description")] == []
    for part in found.values():
        assert sorted(part.get("required", ())) == sorted(part.get("properties", ()))


def test_our_schema_refuses_what_is_no_report(ours: dict[str, Any]) -> None:
    document = json.loads(written("rich", "json"))
    del document["omitted"]
    document["findings"][0]["severity"] = "fatal"
    document["findings"][1]["line"] = 0
    document["findings"][2]["colour"] = "red"
    document["counts"]["info"] = -1
    assert faults(ours, document) == [
        "$.counts.info: -1 is less than the minimum of 0",
        "$.findings[0].severity: 'fatal' is not one of ['violation', 'warning', 'info']",
        "$.findings[1].line: 0 is less than the minimum of 1",
        "$.findings[2]: Additional properties are not allowed ('colour' was unexpected)",
        "$: 'omitted' is a required property",
    ]


def test_json_has_the_values_whole() -> None:
    found = {(f["file"], f["value"]) for f in json.loads(written("rich", "json"))["findings"]}
    assert found == {(f.place.file, f.value or None) for f in FINDINGS}


@pytest.mark.parametrize("name", REPORTS)
def test_sarif_is_as_its_schema_says(name: str, sarif_schema: dict[str, Any]) -> None:
    assert faults(sarif_schema, json.loads(written(name, "sarif"))) == []


def test_the_schema_of_sarif_refuses_what_is_none(sarif_schema: dict[str, Any]) -> None:
    document = json.loads(written("rich", "sarif"))
    document["runs"][0]["results"][0]["level"] = "fatal"
    del document["runs"][0]["tool"]["driver"]["name"]
    assert faults(sarif_schema, document) == [
        "$.runs[0].results[0].level: 'fatal' is not one of ['none', 'note', 'warning', 'error']",
        "$.runs[0].tool.driver: 'name' is a required property",
    ]


def run_of(report: Report) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(reporting.write(report, "sarif"))["runs"][0]
    return run


def test_each_result_of_sarif_has_its_rule_its_level_and_a_line() -> None:
    run = run_of(rich())
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    found = [
        (
            rules[result["ruleIndex"]] == result["ruleId"],
            result["level"],
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            result["locations"][0]["physicalLocation"]["region"],
        )
        for result in run["results"]
    ]
    assert found == [
        (True, "error", "data/new.ttl", {"startLine": 1}),
        (True, "error", "data/new.ttl", {"startLine": 9}),
        (True, "error", "data/new.ttl", {"startLine": 9}),
        (True, "error", "data/new.ttl", {"startLine": 21}),
        (True, "error", "seeds/treaties.csv", {"startLine": 14}),
        (True, "warning", "data/new.ttl", {"startLine": 1}),
        (True, "warning", "data/new.ttl", {"startLine": 30}),
        (True, "warning", "notes/%C3%A9t%C3%A9%20%26%20co.csv", {"startLine": 2}),
        (True, "note", "data/new.ttl", {"startLine": 1}),
        (True, "note", "shapes/policy.ttl", {"startLine": 4}),
    ]


def test_a_message_of_sarif_has_neither_placeholder_nor_link() -> None:
    [result] = [r for r in run_of(rich())["results"] if "NameShape" in r["ruleId"]]
    assert result["message"] == {
        "text": "name: '<img src=x onerror=alert(1)>\\u0000\\u0007\\u001b\\[31m\\u202e {{0}} "
        "\\[click](http://x.example/) very long...' is no name:\\u000a<script>alert(2)</script>; "
        "expected [A-Z]{{1,3}}. Fix: write a name & no more."
    }


def fingerprints(report: Report) -> list[str]:
    """Return our fingerprints; those for GitHub are their starts."""
    found = [result["partialFingerprints"] for result in run_of(report)["results"]]
    ours = [prints["alliancekgFinding/v1"] for prints in found]
    short = [f"{mark[:16]}{mark[64:]}" for mark in ours]
    assert [prints["primaryLocationLineHash"] for prints in found] == short
    return ours


def test_a_fingerprint_stays_when_lines_move_and_is_of_one_finding() -> None:
    def moved(finding: Finding) -> Finding:
        place = finding.place
        return replace(finding, place=replace(place, line=place.line + 7 if place.line else 0))

    report = rich()
    before = fingerprints(report)
    assert fingerprints(replace(report, findings=tuple(map(moved, FINDINGS)))) == before
    assert len(set(before)) == len(FINDINGS)


def test_findings_alike_of_blank_nodes_have_fingerprints_of_their_own() -> None:
    blank = next(f for f in FINDINGS if isinstance(f, ShapeFinding) and not f.iri)
    found = tuple(replace(blank, place=Place("a.ttl", line)) for line in (3, 9))
    one, two = fingerprints(Report(found, {}, 2))
    assert (one[-2:], two[-2:]) == (":1", ":2")
    assert one[:-2] == two[:-2]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("./a b.ttl", "a%20b.ttl"),
        ("../x/é.ttl", "../x/%C3%A9.ttl"),
        ("c:d#e?.ttl", "c%3Ad%23e%3F.ttl"),
        ("/data/a.ttl", "file:///data/a.ttl"),
    ],
)
def test_a_file_is_named_to_sarif_by_an_encoded_reference(file: str, uri: str) -> None:
    finding = Finding(Place(file), "", "", "is empty", "statements", "add some")
    run = run_of(Report((finding,), {}, 0, files=(file,)))
    assert run["artifacts"] == [{"location": {"uri": uri}}]
    [result] = run["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


@pytest.mark.parametrize("name", REPORTS)
def test_junit_is_as_its_schema_says(name: str, junit_schema: etree.XMLSchema) -> None:
    text = written(name, "junit")
    assert XML.search(text) is None
    junit_schema.assertValid(etree.fromstring(text.encode()))


def test_the_schema_of_junit_refuses_what_is_none(junit_schema: etree.XMLSchema) -> None:
    text = written("rich", "junit").replace("<testcase ", "<test ").replace("</testcase", "</test")
    assert not junit_schema.validate(etree.fromstring(text.encode()))


@pytest.mark.parametrize("name", REPORTS)
def test_the_numbers_of_junit_are_those_of_its_cases(name: str) -> None:
    root = etree.fromstring(written(name, "junit").encode())
    for element in (root, *root.iter("testsuite")):
        cases = list(element.iter("testcase"))
        failing = [case for case in cases if case.find("failure") is not None]
        assert element.get("tests") == str(len(cases))
        assert element.get("failures") == str(len(failing))
        assert element.get("errors") == "0"
        names = [(case.get("classname"), case.get("name")) for case in cases]
        assert len(set(names)) == len(names)


def test_a_violation_that_is_left_out_fails_its_case_all_the_same() -> None:
    def failing(limit: int | None) -> list[tuple[str | None, str | None]]:
        root = etree.fromstring(reporting.write(rich(), "junit", limit).encode())
        cases = [failure.getparent() for failure in root.iter("failure")]
        return [(c.get("classname"), c.get("name")) for c in cases if c is not None]

    assert failing(0) == failing(None)
    assert failing(0) == [
        ("data/new.ttl", "EventShape-participant-class"),
        ("data/new.ttl", "TimeSpanShape-edtf"),
        ("data/new.ttl", "TreatyShape-party-minCount"),
        ("seeds/treaties.csv", "FileConstraint"),
    ]


def test_a_rule_whose_shape_looked_at_nothing_is_no_case_that_passes() -> None:
    names = set(re.findall(r'<testcase [^>]*name="([^"]*)"', written("rich", "junit")))
    assert "PolicyShape-holder-minCount" not in names
    assert "EventShape-participant-class" in names
