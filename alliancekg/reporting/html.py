"""A report as one HTML page, which fetches nothing; its look is left to `report.html.j2`."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Final

from alliancekg import __version__, htmltemplates
from alliancekg.findings import Finding
from alliancekg.reporting.selection import Selection, tally
from alliancekg.reporting.wording import file_of, visible
from alliancekg.reports import SEVERITIES, Report, Rule, ShapeFinding, count

_TEMPLATE: Final = "report.html.j2"
_LONGEST: Final = 200


def render(report: Report, chosen: Selection) -> str:
    """Return the page: the summary, the findings by severity and file, the shapes that looked."""
    environment = htmltemplates.environment(Path(__file__).parent, _shown)
    counts = tally(report.findings)
    return environment.get_template(_TEMPLATE).render(
        verdict=_verdict(report),
        conforms=report.conforms,
        counts=[(severity, counts[severity]) for severity in SEVERITIES],
        left_out=chosen.left_out,
        files=report.files,
        nodes=report.nodes,
        groups=_groups(report, chosen),
        shapes=[(name, number) for name, number in sorted(report.focus_nodes.items()) if number],
        aimless=[name for name, number in sorted(report.focus_nodes.items()) if not number],
        version=__version__,
    )


def _shown(value: object) -> object:
    """Return what a page shows of a text: on one line, and of a very long one the start."""
    if not isinstance(value, str):
        return value
    rest = len(value) - _LONGEST
    return visible(value if rest <= 0 else value[:_LONGEST]) + (
        f"… and {count(rest, 'more character')}" if rest > 0 else ""
    )


def _verdict(report: Report) -> str:
    if not report.conforms:
        return "Does not conform"
    return "Conforms, with remarks" if report.findings else "Conforms"


def _groups(report: Report, chosen: Selection) -> list[dict[str, object]]:
    """Return each severity that was found, with its files and their findings."""
    counts = tally(report.findings)
    groups: list[dict[str, object]] = []
    for severity in SEVERITIES:
        found = [finding for finding in chosen.shown if finding.severity == severity]
        if not counts[severity]:
            continue
        by_file = sorted(found, key=lambda finding: file_of(finding, report))
        files = [
            {"name": name, "findings": [_row(finding, report) for finding in group]}
            for name, group in groupby(by_file, key=lambda finding: file_of(finding, report))
        ]
        hidden = chosen.omitted[severity]
        groups.append(
            {
                "severity": severity,
                "heading": count(counts[severity], severity).capitalize(),
                "files": files,
                "more": f"and {count(hidden, f'more {severity}')} left out" if hidden else "",
            }
        )
    return groups


def _row(finding: Finding, report: Report) -> dict[str, object]:
    place = finding.place
    shape = finding if isinstance(finding, ShapeFinding) else None
    rule = report.rules.get(finding.rule, Rule(""))
    row = place.row if place.row != place.line else 0
    where = [f"{name} {number:,}" for name, number in (("line", place.line), ("row", row))
             if number]  # fmt: skip
    return {
        "where": ", ".join(where),
        "node": shape.node if shape else "",
        "iri": _address(shape.iri if shape else ""),
        "kind": shape.kind if shape else "",
        "field": finding.field,
        "value": finding.value,
        "problem": finding.problem,
        "expected": finding.expected,
        "fix": finding.fix,
        "rule": finding.rule,
        "rule_iri": _address(rule.iri),
        "name": rule.name,
        "description": rule.description,
    }


def _address(iri: str) -> str:
    """Return an IRI that a link may lead to: one of the web, never one of a script."""
    is_web = iri.startswith(("https://", "http://")) and len(iri) <= _LONGEST
    return iri if is_web else ""
