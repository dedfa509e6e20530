"""What a validation found, and its report as text; what is wrong is found by `checking`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from alliancekg.findings import Finding, Severity

SEVERITIES: Final[tuple[Severity, ...]] = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class ShapeFinding(Finding):
    """A finding of a shape, with the node that breaks it as `kind/key` or a prefixed name."""

    node: str = ""

    def __str__(self) -> str:
        # Not super(): a dataclass with slots is a new class, which the method's cell does not know.
        said = Finding.__str__(self)
        return f"{said.removesuffix(')')}, {self.node})" if self.rule and self.node else said


@dataclass(frozen=True, slots=True)
class Report:
    """The findings, worst first, and what was looked at.

    `focus_nodes` counts the nodes of each shape that has a target; `nodes` counts each node once.
    """

    findings: tuple[Finding, ...]
    focus_nodes: Mapping[str, int]
    nodes: int

    @property
    def counts(self) -> Mapping[Severity, int]:
        """Return the number of findings of each severity."""
        found = [finding.severity for finding in self.findings]
        return {severity: found.count(severity) for severity in SEVERITIES}

    @property
    def conforms(self) -> bool:
        """Return whether nothing stops the build: there is no violation."""
        return all(finding.severity != "violation" for finding in self.findings)


def text(report: Report, limit: int | None = None) -> str:
    """Return the findings by severity, file and line, one a line, and a last line that counts them.

    `limit` is the number of findings shown of each severity; what is left out is counted.
    """
    lines: list[str] = []
    for severity, group in groupby(in_order(report.findings), key=lambda f: f.severity):
        findings = list(group)
        shown = findings if limit is None else findings[:limit]
        lines += map(str, shown)
        if len(findings) > len(shown):
            lines.append(f"and {_count(len(findings) - len(shown), f'more {severity}')}")
    return "\n".join([*lines, summary(report)]) + "\n"


def summary(report: Report) -> str:
    """Return how many findings there are of each severity, and how many nodes were looked at."""
    said = [_count(report.counts[severity], severity) for severity in SEVERITIES]
    return f"{', '.join(said)} in {_count(report.nodes, 'focus node')}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings worst first, then by file, line, field, value and rule, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=_key))


def _key(finding: Finding) -> tuple[object, ...]:
    severity = SEVERITIES.index(finding.severity)
    return (severity, finding.place, finding.field, finding.value, finding.rule, str(finding))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
