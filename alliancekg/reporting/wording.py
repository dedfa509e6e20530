"""What the formats say alike: the words of a finding, the file it is of, signs made visible."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from alliancekg.findings import Finding
from alliancekg.reports import Report, ShapeFinding

FILE_RULE: Final = "FileConstraint"
"""The rule that findings break which name none: faults of a file, not of a node of the graph."""


def visible(text: str) -> str:
    r"""Return a text on one line in which what cannot be seen is written as an escape.

    Escaped are control characters, line breaks, and signs that turn the direction of writing.

    >>> visible("a\x07\u202eb")
    'a\\u0007\\u202eb'
    """
    return "".join(sign if sign.isprintable() else _escape(ord(sign)) for sign in text)


def _escape(number: int) -> str:
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def message(finding: Finding) -> str:
    """Return `problem; expected …. Fix: …`, the form that messages of shapes have."""
    return f"{finding.problem}; expected {finding.expected}. Fix: {finding.fix}"


def said(finding: Finding) -> str:
    """Return a finding as it is printed, without its place and its rule.

    >>> from alliancekg.findings import Place
    >>> said(Finding(Place("t.csv", 2), "signed", "x", "is not a day", "YYYY-MM-DD", "mend it"))
    "signed: 'x' is not a day; expected YYYY-MM-DD. Fix: mend it"
    """
    return visible(str(replace(finding, rule="")).removeprefix(f"{finding.place}: "))


def rule_of(finding: Finding) -> str:
    """Return the name of the rule that a finding breaks."""
    return finding.rule or FILE_RULE


def file_of(finding: Finding, report: Report) -> str:
    """Return the file that a finding is of.

    A node that stands in no known line has its own name as the place; it is of the first file.
    """
    place = finding.place
    is_node = isinstance(finding, ShapeFinding) and place.file == finding.node and not place.line
    return report.files[0] if is_node and report.files else place.file
