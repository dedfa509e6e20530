"""Which findings of a report are shown under a limit, and which are only counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alliancekg.findings import Finding, Severity
from alliancekg.reports import SEVERITIES, Report, count


@dataclass(frozen=True, slots=True)
class Selection:
    """The findings that are shown, and those that are left out, each worst first."""

    shown: tuple[Finding, ...]
    hidden: tuple[Finding, ...]

    @property
    def omitted(self) -> Mapping[Severity, int]:
        """Return how many findings of each severity are left out."""
        return tally(self.hidden)

    @property
    def left_out(self) -> str:
        """Return what is left out as a sentence without a period; empty if nothing is.

        >>> from alliancekg.findings import Place
        >>> Selection((), (Finding(Place("t.csv"), "", "", "", "", ""),)).left_out
        '1 violation is left out'
        """
        said = [count(number, noun) for noun, number in self.omitted.items() if number]
        listed = " and ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)
        return f"{listed} {'is' if len(self.hidden) == 1 else 'are'} left out" if said else ""


def select(report: Report, limit: int | None) -> Selection:
    """Return the first findings of each severity, at most `limit`; without one all are shown."""
    shown: list[Finding] = []
    hidden: list[Finding] = []
    for severity in SEVERITIES:
        found = [finding for finding in report.findings if finding.severity == severity]
        shown += found[:limit]
        hidden += [] if limit is None else found[limit:]
    return Selection(tuple(shown), tuple(hidden))


def tally(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return the number of findings of each severity, also of those that are none."""
    found = [finding.severity for finding in findings]
    return {severity: found.count(severity) for severity in SEVERITIES}
