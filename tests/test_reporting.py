"""The formats of a report: whole outputs, what they have in common, and the text for terminals."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace

import pytest
from reporting_sample import FINDINGS, FOLDER, REPORTS, SUFFIXES, rich, small, written

from alliancekg import reporting, reports
from alliancekg.findings import Finding, Place
from alliancekg.reporting import FORMATS
from alliancekg.reports import Report, ShapeFinding

LEFT_OUT = {
    "text": (
        "and 4 more violations left out",
        "and 2 more warnings left out",
        "and 1 more info left out",
    ),
    "json": ('"omitted": {\n    "violation": 4,\n    "warning": 2,\n    "info": 1\n  }',),
    "turtle": ('rdfs:comment "4 violations, 2 warnings and 1 info are left out"@en',),
    "html": ("4 violations, 2 warnings and 1 info are left out.", "and 4 more violations left out"),
    "sarif": ("4 violations, 2 warnings and 1 info are left out; only the first of each",),
    "junit": ("1 violation left out", "2 violations left out", "1 warning left out"),
}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_written_as_its_file_says(name: str, kind: str) -> None:
    expected = (FOLDER / f"{name}.{SUFFIXES[kind]}").read_bytes()
    assert written(name, kind).encode() == expected


def test_each_file_is_compared() -> None:
    names = {f"{name}.{suffix}" for name in REPORTS for suffix in SUFFIXES.values()}
    assert {path.name for path in FOLDER.iterdir()} == names | {"results.nt"}


@pytest.mark.parametrize("kind", FORMATS)
def test_the_order_of_findings_and_statements_changes_nothing(kind: str) -> None:
    report = rich()
    mixed = random.Random(1)
    for _ in range(5):
        findings = [*report.findings, *report.findings[:3]]
        lines = report.results.replace("_:c14n", f"_:x{mixed.randrange(9)}").splitlines(True)
        mixed.shuffle(findings)
        mixed.shuffle(lines)
        other = replace(report, findings=tuple(findings), results="".join(lines))
        assert reporting.write(other, kind) == reporting.write(report, kind)
        assert reporting.write(other, kind, 1) == reporting.write(report, kind, 1)


@pytest.mark.parametrize("kind", FORMATS)
def test_what_a_limit_leaves_out_is_counted(kind: str) -> None:
    text = reporting.write(rich(), kind, 1)
    assert [part for part in LEFT_OUT[kind] if part not in text] == []
    whole = reporting.write(rich(), kind)
    assert "left out" not in whole
    assert whole == reporting.write(rich(), kind, 5)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_limit_of_nothing_still_tells_that_there_is_something(kind: str) -> None:
    text = reporting.write(small(), kind, 0)
    assert "Fix:" not in text
    assert '"fix"' not in text
    said = {"json": '"omitted": {\n    "violation": 2,', "junit": "1 violation left out"}
    default = "2 violations are left out" if kind != "text" else "and 2 more violations left out"
    assert said.get(kind, default) in text


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_whose_name_is_no_utf8_can_be_written(kind: str) -> None:
    finding = Finding(Place("a\udcff.csv", 3, 3), "", "", "ends in a quote", "rows", "close it")
    text = reporting.write(Report((finding,), {}, 0, files=("a\udcff.csv",)), kind)
    shown = "a%FF.csv" if kind in {"turtle", "sarif"} else "a\\udcff.csv"
    assert shown in text.encode().decode()


def test_an_unknown_format_and_a_limit_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^no report format 'pdf'; there are: text, json, "):
        reporting.write(rich(), "pdf")
    with pytest.raises(ValueError, match=r"^the limit is -1; expected 0 or more$"):
        reporting.write(rich(), "text", -1)


def test_a_format_loads_no_library_of_another() -> None:
    code = (
        "import sys; from alliancekg import reporting, reports;"
        "reporting.write(reports.Report((), {}, 0), 'text');"
        "print(sorted({'jinja2', 'pyoxigraph', 'json', 'xml.etree'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_finding_is_one_line_that_an_editor_can_jump_to() -> None:
    finding = Finding(
        Place("a.csv", 14, 12), "signed", "x\n\x1b[2J", "is\nodd", "a day", "mend it", rule="R"
    )
    assert reporting.write(Report((finding,), {}, 0, files=("a.csv",)), "text") == (
        "1 violation:\n"
        "a.csv:14: row 12: signed: 'x\\u000a\\u001b[2J' is\\u000aodd; expected a day. "
        "Fix: mend it (Violation, R)\n"
        "\n"
        "1 violation, 0 warnings, 0 infos in 0 focus nodes of 1 file\n"
    )


@pytest.mark.parametrize(
    ("line", "row", "start"),
    [(2, 2, "a.csv:2: is"), (0, 2, "a.csv: row 2: is"), (0, 0, "a.csv: is"), (3, 0, "a.csv:3: is")],
)
def test_a_row_is_shown_where_it_is_another_number_than_the_line(
    line: int, row: int, start: str
) -> None:
    finding = Finding(Place("a.csv", line, row), "", "", "is odd", "no oddity", "mend it")
    shown = reporting.write(Report((finding,), {}, 0), "text").splitlines()[1]
    assert shown == f"{start} odd; expected no oddity. Fix: mend it"


def test_the_shapes_that_looked_are_told_in_a_line_of_readable_width() -> None:
    nodes = {f"Shape{number:02}": number for number in range(40)}
    line, summary = reporting.write(Report((), nodes, 39), "text").splitlines()
    shown = ", ".join(f"Shape{number:02} {number}" for number in range(39, 34, -1))
    assert line == f"focus nodes by shape: {shown}, and 34 more shapes"
    assert len(line) <= 100
    assert summary == "0 violations, 0 warnings, 0 infos in 39 focus nodes"


def test_a_shape_of_a_long_name_is_told_all_the_same() -> None:
    lines = reporting.write(Report((), {"x" * 200: 2, "y": 1}, 3), "text").splitlines()
    assert lines[0] == f"focus nodes by shape: {'x' * 200} 2, and 1 more shape"


def test_findings_come_in_one_order_whatever_they_share() -> None:
    alike = [
        replace(finding, path=path, kind="", iri=iri)
        for finding in FINDINGS
        if isinstance(finding, ShapeFinding) and finding.kind == "dangling"
        for path in ("urn:a", "urn:b")
        for iri in ("urn:x", "urn:y")
    ]
    assert reports.in_order(alike) == reports.in_order(alike[::-1])
    assert [f.iri for f in reports.in_order(alike) if isinstance(f, ShapeFinding)] == [
        *("urn:x", "urn:x", "urn:y", "urn:y"),
    ]
