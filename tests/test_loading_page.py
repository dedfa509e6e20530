"""The page on loading is true: its commands are run, each on a graph of its own."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from test_readme import pattern

from alliancekg.cli import main
from alliancekg.store import Store
from loaders import DATA

PAGE = Path(__file__).parent.parent / "docs" / "loading.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n\$ (.*?)\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), BLOCKS)
def test_a_command_prints_what_the_page_shows(
    command: str,
    shown: str,
    built: Store,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    program, *arguments = shlex.split(command)
    store = tmp_path / "store"
    shutil.copytree(built.path, store)
    monkeypatch.setenv("ALLIANCEKG_STORE", str(store))
    monkeypatch.chdir(PAGE.parent.parent)
    assert program == "alliancekg"
    assert main(arguments) == 0
    printed = capsys.readouterr()
    assert re.fullmatch(pattern(shown), printed.out), f"{command} prints:\n{printed.out}"
    if arguments[0] == "load" and "--plan" not in arguments:
        (told,) = re.findall(r"```text\n(.*?)```", TEXT, re.DOTALL)
        for line in told.splitlines():
            assert line.removesuffix("…") in printed.err


def test_the_page_has_commands_and_its_links_lead_somewhere() -> None:
    assert len(BLOCKS) == 3
    links = re.findall(r"\]\((?!https?:)([^)#]+)", TEXT)
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


def test_the_page_of_the_data_sets_tells_of_every_loader() -> None:
    text = (PAGE.parent / "sources.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == list(DATA)
