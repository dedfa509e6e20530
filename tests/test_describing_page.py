"""The page on describing is true: its commands are run, and print what it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from test_readme import pattern

from alliancekg import describearguments
from alliancekg.cli import main
from alliancekg.store import Store

PAGE = Path(__file__).parent.parent / "docs" / "describing.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n\$ (.*?)\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), BLOCKS)
def test_a_command_prints_what_the_page_shows(
    command: str,
    shown: str,
    built: Store,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program, *arguments = shlex.split(command)
    monkeypatch.setenv("ALLIANCEKG_STORE", str(built.path))
    monkeypatch.chdir(PAGE.parent.parent)
    assert program == "alliancekg"
    assert main(arguments) == 0
    assert re.fullmatch(pattern(shown), capfdbinary.readouterr().out.decode("utf-8"))


def test_the_page_tells_of_all_that_can_be_described_and_its_links_lead_somewhere() -> None:
    assert len(BLOCKS) == 2
    told = re.findall(r"^\| `(\w+)`", TEXT, re.MULTILINE)
    assert told == list(describearguments.WHATS)
    links = re.findall(r"\]\((?!https?:)([^)#]+)", TEXT)
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
