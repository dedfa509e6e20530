"""A report as JSON; `docs/schemas/validation-report.schema.json` describes it."""

from __future__ import annotations

import json
from typing import Final

from alliancekg import __version__
from alliancekg.findings import Finding
from alliancekg.namespaces import BASE
from alliancekg.reporting.selection import Selection, tally
from alliancekg.reports import Report, ShapeFinding

SCHEMA: Final = BASE + "schemas/validation-report.schema.json"


def render(report: Report, chosen: Selection) -> str:
    """Return all of a report but the engine's own one; keys come in one order, none is missing."""
    document = {
        "$schema": SCHEMA,
        "tool": {"name": "alliancekg", "version": __version__},
        "conforms": report.conforms,
        "counts": tally(report.findings),
        "omitted": chosen.omitted,
        "files": report.files,
        "unread": report.unread,
        "nodes": report.nodes,
        "focusNodes": dict(sorted(report.focus_nodes.items())),
        "rules": {
            name: {
                "iri": rule.iri or None,
                "name": rule.name or None,
                "description": rule.description or None,
                "severity": rule.severity,
            }
            for name, rule in sorted(report.rules.items())
        },
        "findings": [facts(finding) for finding in chosen.shown],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def facts(finding: Finding) -> dict[str, object]:
    """Return a finding as plain values; those that it has not are None."""
    place = finding.place
    shape = finding if isinstance(finding, ShapeFinding) else None
    return {
        "severity": finding.severity,
        "file": place.file,
        "line": place.line or None,
        "row": place.row or None,
        "field": finding.field or None,
        "value": finding.value or None,
        "problem": finding.problem,
        "expected": finding.expected,
        "fix": finding.fix,
        "rule": finding.rule or None,
        "node": (shape and shape.node) or None,
        "iri": (shape and shape.iri) or None,
        "path": (shape and shape.path) or None,
        "component": (shape and shape.component) or None,
        "kind": (shape and shape.kind) or None,
    }
