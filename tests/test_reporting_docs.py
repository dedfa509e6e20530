"""The reference page of the formats shows what they write, and tells of each."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from reporting_sample import small

from alliancekg import __version__, reporting

HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def sections(root: Path) -> dict[str, str]:
    """Return the text under each heading of the page."""
    parts = HEADING.split((root / "docs/reports.md").read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_page_tells_of_each_format(sections: dict[str, str]) -> None:
    assert tuple(sections) == reporting.FORMATS


@pytest.mark.parametrize("kind", ["text", "json", "turtle", "junit"])
def test_an_example_is_what_is_written(kind: str, sections: dict[str, str]) -> None:
    [(_, example)] = BLOCK.findall(sections[kind])
    assert example == reporting.write(small(), kind), f"version {__version__}"


def test_the_example_of_sarif_is_a_result(sections: dict[str, str]) -> None:
    [(_, example)] = BLOCK.findall(sections["sarif"])
    [run] = json.loads(reporting.write(small(), "sarif"))["runs"]
    assert example == json.dumps(run["results"][0], ensure_ascii=False, indent=2) + "\n"
