"""The header of a profile: its leading lines `#+`, one YAML mapping, strict as that of a query.

The keys are `summary`, `description`, `tags`, as in a saved query; `vocabulary` (the IRI of the
target vocabulary) and its `version`; `mapping`, a list of texts "ours -> theirs: note"; `unsaid`, a
list of what the profile cannot say, and why; and `finish`, the step that follows the CONSTRUCT.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from alliancekg.plainyaml import Node, Text
from alliancekg.queryheader import Report, entries, text_of, texts_of

KEYS: Final = (
    *("summary", "description", "tags", "vocabulary", "version"),
    *("mapping", "unsaid", "finish"),
)
_NEEDED: Final = {
    "summary": "a line '#+ summary: …'",
    "description": "what the profile is for",
    "vocabulary": "the IRI of the target vocabulary",
    "version": "the version of the target vocabulary that was checked",
    "mapping": "a list of texts 'ours -> theirs: note'",
    "unsaid": "a list of what the profile cannot say, and why",
}
_RULE: Final = re.compile(r"(\S.*?) -> (\S.*?): (\S.*)", re.DOTALL)
_IRI: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the mapping: a term or pattern of ours, theirs, and a note."""

    ours: str
    theirs: str
    note: str


@dataclass(frozen=True, slots=True)
class ProfileHeader:
    """A header as it is written."""

    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    vocabulary: str = ""
    version: str = ""
    mapping: tuple[Rule, ...] = ()
    unsaid: tuple[str, ...] = ()
    finish: str = ""


def parse(text: str, finishes: Sequence[str], report: Report) -> ProfileHeader:
    """Return the header of a profile's text; what is wrong with it goes to the report.

    `finishes` are the names of the steps that there are.
    """
    found = entries(text, KEYS, report)
    if not found:
        return ProfileHeader()
    texts = {
        key: text_of(found.get(key), key, report)
        for key in ("summary", "description", "vocabulary", "version", "finish")
    }
    lists = {key: texts_of(found.get(key), key, report) for key in ("tags", "mapping", "unsaid")}
    _refuse_gaps(found, {**texts, **lists}, report)
    _refuse_values(found, texts, finishes, report)
    return ProfileHeader(
        summary=texts["summary"],
        description=texts["description"],
        tags=lists["tags"],
        vocabulary=texts["vocabulary"],
        version=texts["version"],
        mapping=tuple(_rules(lists["mapping"], found.get("mapping"), report)),
        unsaid=lists["unsaid"],
        finish=texts["finish"],
    )


def _refuse_gaps(
    found: dict[str, Node], values: dict[str, str | tuple[str, ...]], report: Report
) -> None:
    told = {finding.field for finding in report.findings}
    for key, expected in _NEEDED.items():
        value = values[key]
        is_there = bool(value) and all(value)  # no item of a list is empty
        if not is_there and key not in told:
            line = found[key].line if key in found else 1
            what = "is empty" if key in found else "is missing"
            report.add(line, key, "", what, expected, "add it")


def _refuse_values(
    found: dict[str, Node], texts: dict[str, str], finishes: Sequence[str], report: Report
) -> None:
    iri, finish = texts["vocabulary"], texts["finish"]
    if iri and not _IRI.fullmatch(iri):
        line = found["vocabulary"].line
        report.add(line, "vocabulary", iri, "is no IRI", "http://… or https://…")
    if finish and finish not in finishes:
        line = found["finish"].line
        report.add(line, "finish", finish, "is no step", "one of " + ", ".join(finishes))


def _rules(texts: Sequence[str], node: Node | None, report: Report) -> list[Rule]:
    nodes = () if node is None or isinstance(node, Text) else node.items
    rules = []
    for at, text in enumerate(texts):
        rule = _RULE.fullmatch(" ".join(text.split()))
        if rule:
            rules.append(Rule(rule[1], rule[2], rule[3]))
        elif text:
            line = getattr(nodes[at], "line", 1) if nodes else getattr(node, "line", 1)
            report.add(line, "mapping", text, "is no rule", "'ours -> theirs: note'")
    return rules
