"""A report as JUnit XML: a test suite a file, a test case a rule (format: xunit's junit-10.xsd)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from typing import Final
from xml.etree import ElementTree as ET

from alliancekg.findings import Finding
from alliancekg.reporting.selection import Selection, tally
from alliancekg.reporting.text import line
from alliancekg.reporting.wording import FILE_RULE, file_of, rule_of, visible
from alliancekg.reports import SEVERITIES, Report, count

_NOT_FAILING: Final = SEVERITIES[1:]


def render(report: Report, chosen: Selection) -> str:
    """Return a suite for each file that was checked or has a finding, in order.

    A case is a rule: each that looked at a node, and each that a finding names. It fails by a
    violation, also by one that is left out; what is left out is counted in the case's text.
    """
    root = ET.Element("testsuites", name="alliancekg validate")
    found: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in report.findings:
        found[file_of(finding, report)][rule_of(finding)].append(finding)
    hidden = frozenset(chosen.hidden)
    used = {FILE_RULE, *_used(report)}
    others = sorted(set(found) - set(report.files))
    for file in dict.fromkeys([*report.files, *others]):
        rules = found[file].keys() | (used if file in report.files else set())
        suite = ET.SubElement(root, "testsuite", name=visible(file))
        for rule in sorted(rules):
            suite.append(_case(file, rule, found[file][rule], hidden))
        _count(suite)
    _count(root)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}\n'


def _used(report: Report) -> Iterator[str]:
    """Yield the rules that looked at a node: those whose own shape, or that of their name, did."""
    for rule in report.rules:
        names = [n for n in report.focus_nodes if rule == n or rule.startswith(f"{n}-")]
        if not names or report.focus_nodes[max(names, key=len)]:
            yield rule


def _count(element: ET.Element) -> None:
    """Set the numbers of cases of a suite, or of all suites."""
    element.set("tests", str(len(list(element.iter("testcase")))))
    element.set("failures", str(len(list(element.iter("failure")))))
    element.set("errors", "0")


def _case(file: str, rule: str, found: Sequence[Finding], hidden: Set[Finding]) -> ET.Element:
    case = ET.Element("testcase", classname=visible(file), name=visible(rule))
    violations = [finding for finding in found if finding.severity == "violation"]
    if violations:
        said = {"type": "violation", "message": count(len(violations), "violation")}
        ET.SubElement(case, "failure", said).text = _lines(violations, hidden)
    others = [finding for finding in found if finding.severity in _NOT_FAILING]
    if others:
        ET.SubElement(case, "system-out").text = _lines(others, hidden)
    return case


def _lines(found: Sequence[Finding], hidden: Set[Finding]) -> str:
    lines = [line(finding) for finding in found if finding not in hidden]
    left_out = tally(finding for finding in found if finding in hidden)
    lines += [f"{count(number, name)} left out" for name, number in left_out.items() if number]
    return "\n".join(lines)
