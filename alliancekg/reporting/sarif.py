"""A report as SARIF 2.1.0, in the form that code scanning services take."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from alliancekg import __version__
from alliancekg.findings import Finding, Severity
from alliancekg.namespaces import BASE
from alliancekg.reporting.selection import Selection, tally
from alliancekg.reporting.wording import FILE_RULE, file_of, rule_of, said, visible
from alliancekg.reports import Report, Rule, ShapeFinding

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final[Mapping[Severity, str]] = {
    "violation": "error",
    "warning": "warning",
    "info": "note",
}
_FILE_RULE: Final = Rule(
    "",
    "A file can be read",
    "A file is well formed, and each of its cells is as its loader says.",
)


def render(report: Report, chosen: Selection) -> str:
    """Return one run with its rules, its results, and a notification of what is left out."""
    used = {rule_of(found): Rule("", severity=found.severity) for found in chosen.shown[::-1]}
    rules = dict(sorted({**used, FILE_RULE: _FILE_RULE, **report.rules}.items()))
    run = {
        "tool": {"driver": _driver(rules)},
        "invocations": [
            {
                "executionSuccessful": not report.unread,
                "toolExecutionNotifications": _notifications(chosen),
            }
        ],
        "artifacts": [{"location": {"uri": _uri(file)}} for file in dict.fromkeys(report.files)],
        "columnKind": "unicodeCodePoints",
        "results": _results(report, chosen, list(rules)),
        "properties": {
            "conforms": report.conforms,
            "counts": tally(report.findings),
            "omitted": chosen.omitted,
            "nodes": report.nodes,
            "focusNodes": dict(sorted(report.focus_nodes.items())),
        },
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _driver(rules: Mapping[str, Rule]) -> dict[str, object]:
    return {
        "name": "alliancekg",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": BASE,
        "rules": [_rule(name, rule) for name, rule in rules.items()],
    }


def _rule(name: str, rule: Rule) -> dict[str, object]:
    short = rule.name or name
    full = rule.description or short
    described: dict[str, object] = {
        "id": name,
        "shortDescription": {"text": _text(short)},
        "fullDescription": {"text": _text(full)},
        "help": {"text": _text(full)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z", rule.iri):
        described["helpUri"] = rule.iri
    return described


def _notifications(chosen: Selection) -> list[object]:
    said = chosen.left_out
    text = f"{said}; only the first of each severity are shown." if said else ""
    return [{"level": "warning", "message": {"text": text}}] if text else []


def _results(report: Report, chosen: Selection, rules: list[str]) -> list[object]:
    index = {name: number for number, name in enumerate(rules)}
    seen: Counter[str] = Counter()
    results: list[object] = []
    for finding in chosen.shown:
        file = file_of(finding, report)
        mark = _fingerprint(finding, file)
        seen[mark] += 1
        results.append(
            {
                "ruleId": rule_of(finding),
                "ruleIndex": index[rule_of(finding)],
                "level": _LEVELS[finding.severity],
                "message": {"text": f"{_text(said(finding))}."},
                "locations": [_location(finding, file)],
                # The first is ours; the second is the only one that GitHub takes.
                "partialFingerprints": {
                    "alliancekgFinding/v1": f"{mark}:{seen[mark]}",
                    "primaryLocationLineHash": f"{mark[:16]}:{seen[mark]}",
                },
                "properties": _properties(finding),
            }
        )
    return results


def _location(finding: Finding, file: str) -> dict[str, object]:
    """Return the line; the first one where none is known, as code scanning asks for one."""
    location: dict[str, object] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(file)},
            "region": {"startLine": finding.place.line or 1},
        }
    }
    if isinstance(finding, ShapeFinding) and finding.node:
        full = {"fullyQualifiedName": finding.iri} if finding.iri else {}
        location["logicalLocations"] = [{"name": finding.node, **full, "kind": "resource"}]
    elif finding.place.row:
        location["logicalLocations"] = [{"name": f"row {finding.place.row}", "kind": "row"}]
    return location


def _properties(finding: Finding) -> dict[str, object]:
    """Return the parts of a finding as they are, for programs; what is empty is left out."""
    names = ("field", "value", "problem", "expected", "fix", "path", "component", "kind")
    parts = {name: getattr(finding, name, "") for name in names}
    return {name: part for name, part in parts.items() if part}


def _fingerprint(finding: Finding, file: str) -> str:
    """Return what tells a finding from others of its file and stays when lines move."""
    parts = [file, rule_of(finding), finding.field, finding.value]
    if isinstance(finding, ShapeFinding):
        parts += [finding.iri or finding.node, finding.path, finding.component, finding.kind]
    else:
        parts.append(re.sub(r"\d+", "#", finding.problem))
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _text(text: str) -> str:
    """Return a text as a SARIF message: no placeholder, no link (sections 3.11.5 and 3.11.6)."""
    doubled = visible(text).replace("{", "{{").replace("}", "}}")
    return re.sub(r"\[(?=[^\]]*\]\()", r"\\[", doubled)


def _uri(file: str) -> str:
    """Return a file's name as a relative reference, or as a `file:` URI if it is absolute."""
    path = quote(file.encode("utf-8", "surrogateescape"), safe="-._~/")
    return f"file://{path}" if path.startswith("/") else path.removeprefix("./")
