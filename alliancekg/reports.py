"""What a validation found: its findings in order, and counted. `reporting` writes them.

What is wrong is found by `checking`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from alliancekg.findings import Finding, Severity

Kind = Literal["", "dangling", "wrong class"]

SEVERITIES: Final[tuple[Severity, ...]] = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class ShapeFinding(Finding):
    """A finding about a node of the graph.

    `node` is the node in short (`kind/key` or a prefixed name), `iri` its IRI in full, empty for a
    blank node. `path` is the property as an IRI; empty if the shape has none, or a longer path.
    `component` is the IRI of the constraint component that the node breaks. `kind` tells two faults
    of a reference apart: `dangling` (to what nothing describes) and `wrong class`.
    """

    node: str = ""
    iri: str = ""
    path: str = ""
    component: str = ""
    kind: Kind = ""

    def __str__(self) -> str:
        # Not super(): a dataclass with slots is a new class, which the method's cell does not know.
        said = Finding.__str__(self)
        return f"{said.removesuffix(')')}, {self.node})" if self.rule and self.node else said


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape that a finding names by its `rule`: what it is called, asks for, and is worth."""

    iri: str
    name: str = ""
    description: str = ""
    severity: Severity = "violation"


@dataclass(frozen=True, slots=True)
class Report:
    """The findings, worst first, and what was looked at.

    `focus_nodes` counts the nodes of each shape that has a target, by the shape's name in short;
    `nodes` counts each node once. `rules` has the shapes by the names that findings have as
    `rule`. `results` is the report of the SHACL engine, a `sh:ValidationReport` in N-Triples, as
    the engine gave it. `files` are the files that were checked, in the order given, `unread` those
    of them that could not be read. `looked_at` has
    the IRIs of the nodes that a shape looks at because of what they are, `_:` and the name of blank
    nodes; a shape for all nodes with a type does not count.
    """

    findings: tuple[Finding, ...]
    focus_nodes: Mapping[str, int]
    nodes: int
    rules: Mapping[str, Rule] = field(default_factory=dict)
    results: str = ""
    files: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    looked_at: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def counts(self) -> Mapping[Severity, int]:
        """Return the number of findings of each severity."""
        found = [finding.severity for finding in self.findings]
        return {severity: found.count(severity) for severity in SEVERITIES}

    @property
    def conforms(self) -> bool:
        """Return whether nothing stops the build: there is no violation."""
        return all(finding.severity != "violation" for finding in self.findings)


def summary(report: Report) -> str:
    """Return how many findings of each severity, focus nodes, and files, if any, there are."""
    said = [count(report.counts[severity], severity) for severity in SEVERITIES]
    files = f" of {count(len(report.files), 'file')}" if report.files else ""
    return f"{', '.join(said)} in {count(report.nodes, 'focus node')}{files}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings worst first, then by file, line, field, value and rule, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=_key))


def _key(finding: Finding) -> tuple[object, ...]:
    severity = SEVERITIES.index(finding.severity)
    node: tuple[str, ...] = ()
    if isinstance(finding, ShapeFinding):
        node = (finding.iri, finding.path, finding.component, finding.kind)
    return (severity, finding.place, finding.field, finding.value, finding.rule, str(finding), node)


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "warning"), count(1200, "warning")
    ('1 warning', '1,200 warnings')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
