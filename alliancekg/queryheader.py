"""The header of a saved query: its leading lines `#+`, one YAML mapping.

The keys are grlc's `summary`, `description`, `tags`, `defaults`, `enumerate`, and ours: `question`,
`params`, `returns`, `view`, `reading`, `not-on`, `covers`: what a source must cover if an empty
answer is to be a finding, as concepts of the schemes measure and event-type. What a parameter is,
`parameters` knows.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from alliancekg.findings import Finding, Place
from alliancekg.plainyaml import Items, Mapping, Node, Text, YamlError, read

KEYS: Final = (
    *("summary", "description", "tags", "defaults", "enumerate"),
    *("question", "params", "returns", "view", "reading", "not-on", "covers"),
)


@dataclass(frozen=True, slots=True)
class Header:
    """A header as it is written; `params` is left as it was read."""

    summary: str = ""
    description: str = ""
    question: str = ""
    tags: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()  # names of variables, without `?`
    view: str = ""
    reading: str = ""
    not_on: str = ""  # the engine on which it cannot run, and why
    covers: tuple[str, ...] = ()  # such as `measure:leaders`
    params: Node | None = None
    defaults: dict[str, tuple[str, ...]] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)  # key -> line of the file
    is_readable: bool = True  # False: what it declares is not known


class Report:
    """The findings of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def add(
        self, line: int, name: str, value: str, problem: str, expected: str, fix: str = ""
    ) -> None:
        """Note one thing that is wrong."""
        fix = fix or f"correct {name or 'the line'}"
        place = Place(self.file, line)
        self.findings.append(Finding(place, name, value, problem, expected, fix))


def header_text(text: str) -> str:
    r"""Return the YAML of the leading lines `#+`; other lines are empty, so that lines agree.

    >>> header_text("# by hand\n#+ summary: Treaties\nASK {}\n#+ too: late")
    '\nsummary: Treaties'
    """
    lines = []
    for line in text.removeprefix("\ufeff").splitlines():
        bare = line.strip()
        if bare and not bare.startswith("#"):
            break
        lines.append(re.sub(r"^#\+ ?", "", bare) if bare.startswith("#+") else "")
    return "\n".join(lines)


def parse(text: str, report: Report) -> Header:
    """Return the header of a query's text; what is wrong with it goes to the report."""
    found = entries(text, KEYS, report)
    if found is None:
        return Header(is_readable=False)
    return _header(found, report) if found else Header()


def entries(text: str, keys: Sequence[str], report: Report) -> dict[str, Node] | None:
    """Return the values of a text's header by key; another key than these is reported.

    It is None where the header is, reported, not to be read; without a header it is empty.
    """
    try:
        node = read(header_text(text))
    except YamlError as error:
        fix = "quote a text that holds ': ' or begins with a sign, and indent with spaces"
        report.add(error.line, "header", error.value, error.problem, "one YAML mapping", fix)
        return None
    if node is None:
        report.add(
            1, "header", "", "is missing", "lines '#+ summary: …' at the top", "add a header"
        )
        return {}
    if not isinstance(node, Mapping):
        kind = "is a list" if isinstance(node, Items) else "is a text"
        report.add(node.line, "header", "", kind, "a mapping: '#+ summary: …'")
        return None
    return dict(_known(node, keys, report))


def _known(node: Mapping, keys: Sequence[str], report: Report) -> Iterator[tuple[str, Node]]:
    for key, value in node.items:
        if key.value in keys:
            yield key.value, value
        else:
            near = difflib.get_close_matches(key.value, keys, 1)
            fix = f"write {near[0]}" if near else "take it out"
            report.add(
                key.line, "header", key.value, "is an unknown key", "one of " + ", ".join(keys), fix
            )


def _header(found: dict[str, Node], report: Report) -> Header:
    texts = {
        key: text_of(found.get(key), key, report)
        for key in ("summary", "description", "question", "view", "reading", "not-on")
    }
    if not texts["summary"] and "summary" not in report_fields(report):
        line = found["summary"].line if "summary" in found else 1
        report.add(line, "summary", "", "is missing", "a line '#+ summary: …'", "add it")
    return Header(
        summary=texts["summary"],
        description=texts["description"],
        question=texts["question"],
        view=texts["view"],
        reading=texts["reading"],
        not_on=texts["not-on"],
        tags=texts_of(found.get("tags"), "tags", report),
        returns=_returns(found.get("returns"), report),
        covers=_covers(found.get("covers"), report),
        params=found.get("params"),
        defaults=_by_name(found.get("defaults"), "defaults", report),
        choices=_by_name(found.get("enumerate"), "enumerate", report),
        lines={key: node.line for key, node in found.items()},
    )


def report_fields(report: Report) -> set[str]:
    """Return the fields of which something has been found."""
    return {finding.field for finding in report.findings}


def text_of(node: Node | None, name: str, report: Report) -> str:
    """Return a text, or "" where it is missing or, reported, no text."""
    if node is None:
        return ""
    if isinstance(node, Text):
        return node.value.strip()
    report.add(node.line, name, "", "is a list or a mapping", "a text", "quote the text")
    return ""


def texts_of(node: Node | None, name: str, report: Report) -> tuple[str, ...]:
    """Return the texts of a list; a single text is a list of one."""
    if node is None:
        return ()
    if isinstance(node, Text):
        return (node.value,) if node.value else ()
    if isinstance(node, Mapping):
        report.add(node.line, name, "", "is a mapping", "a list of texts")
        return ()
    return tuple(text_of(item, name, report) for item in node.items)


def _returns(node: Node | None, report: Report) -> tuple[str, ...]:
    """Return the columns; written `?a, ?b`, as a list, or as a mapping to what they mean."""
    if isinstance(node, Mapping):
        parts: Sequence[str] = [key.value for key, _ in node.items]
    elif isinstance(node, Text):
        parts = node.value.split(",")
    else:
        parts = texts_of(node, "returns", report)
    return tuple(part.strip().removeprefix("?") for part in parts if part.strip())


def _covers(node: Node | None, report: Report) -> tuple[str, ...]:
    found = texts_of(node, "covers", report)
    for text in found:
        if node is not None and not re.fullmatch(r"(measure|event-type):[a-z][a-z-]*", text):
            expected = "a concept such as measure:leaders or event-type:dispute"
            report.add(node.line, "covers", text, "is no concept of these schemes", expected)
    return found


def _by_name(node: Node | None, name: str, report: Report) -> dict[str, tuple[str, ...]]:
    """Return values by name from grlc's list of one-key mappings, or from one mapping."""
    if node is None:
        return {}
    if isinstance(node, Items):
        maps = [item for item in node.items if isinstance(item, Mapping)]
        wrong = [item.line for item in node.items if not isinstance(item, Mapping)]
    else:
        maps, wrong = ([node], []) if isinstance(node, Mapping) else ([], [node.line])
    for line in wrong:
        report.add(line, name, "", "is no mapping", "lines '#+   - NAME: VALUE'")
    return {
        key.value.removeprefix("?"): texts_of(value, name, report)
        for item in maps
        for key, value in item.items
    }
