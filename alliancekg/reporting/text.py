"""A report as lines for a terminal: grouped, worst first, one finding a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.findings import Finding, Severity
from alliancekg.reporting.selection import Selection
from alliancekg.reporting.wording import visible
from alliancekg.reports import SEVERITIES, Report, count, summary

_WIDTH: Final = 100


def render(report: Report, chosen: Selection) -> str:
    """Return a heading a severity and its findings, then the focus nodes, then the summary."""
    lines: list[str] = []
    for severity in SEVERITIES:
        lines += _group(severity, chosen)
    return "\n".join([*lines, *_looked_at(report), summary(report)]) + "\n"


def _group(severity: Severity, chosen: Selection) -> Iterator[str]:
    shown = [finding for finding in chosen.shown if finding.severity == severity]
    hidden = chosen.omitted[severity]
    if shown or hidden:
        yield f"{count(len(shown) + hidden, severity)}:"
        yield from map(line, shown)
        if hidden:
            yield f"and {count(hidden, f'more {severity}')} left out"
        yield ""


def line(finding: Finding) -> str:
    """Return a finding after its `file:line:`, with its row where that is another number."""
    place = finding.place
    start = f"{place}:"
    row = f" row {place.row}:" if place.row and place.row != place.line else ""
    return visible(f"{start}{row}{str(finding).removeprefix(start)}")


def _looked_at(report: Report) -> Iterator[str]:
    """Yield a line with the focus nodes of each shape; what does not fit is counted.

    Those of classes first, whose names have no hyphen, then those with most nodes.
    """
    nodes = sorted(report.focus_nodes.items(), key=lambda item: ("-" in item[0], -item[1], item[0]))
    parts = [f"{visible(name)} {number:,}" for name, number in nodes if number]
    line, rest = "focus nodes by shape: ", len(parts)
    for part in parts:
        more = f", and {count(rest - 1, 'more shape')}" if rest > 1 else ""
        sep = ", " if rest < len(parts) else ""
        if rest < len(parts) and len(line) + len(sep) + len(part) + len(more) > _WIDTH:
            break
        line += sep + part
        rest -= 1
    if parts:
        yield line + (f", and {count(rest, 'more shape')}" if rest else "")
