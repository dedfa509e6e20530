"""The README is true: its commands are run, and print what it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from alliancekg.cli import main
from alliancekg.store import Store

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")


def sessions() -> list[tuple[str, str]]:
    """Return each command of a `console` block with the output shown below it."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "shown"), sessions())
def test_a_command_prints_what_the_readme_shows(
    command: str,
    shown: str,
    built: Store,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    program, *arguments = shlex.split(command)
    store = tmp_path / "store" if arguments[0] == "build" else built.path
    monkeypatch.setenv("ALLIANCEKG_STORE", str(store))
    monkeypatch.chdir(README.parent)
    assert program == "alliancekg"
    assert main(arguments) == 0
    printed = capsys.readouterr().out.replace("\r\n", "\n")
    assert re.fullmatch(pattern(shown), printed), f"{command} prints:\n{printed}"


def pattern(shown: str) -> str:
    """Return the regular expression of an output; `…` stands for what is left out."""
    lines = [
        r"(?:[^\n]*\n)*?" if line == "…" else re.escape(line).replace("…", "[^\n]*") + "\n"
        for line in shown.splitlines()
    ]
    return "".join(lines)


def test_what_is_left_out_is_the_only_thing_that_may_differ() -> None:
    assert re.fullmatch(pattern("a\n…\nz\n"), "a\nb\nc\nz\n")
    assert not re.fullmatch(pattern("a\n…\nz\n"), "a\nb\nc\n")
    assert not re.fullmatch(pattern("a\nz\n"), "a\nb\nz\n")


def test_the_readme_names_files_that_are_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", TEXT)
    assert links
    assert [link for link in links if not (README.parent / link).exists()] == []


def test_the_readme_names_every_folder() -> None:
    folders = {
        "alliancekg",
        "loaders",
        "ontology",
        "shapes",
        "seeds",
        "queries",
        "tests",
        "docs",
        "benchmarks",
        "w3id",
    }
    assert set(re.findall(r"^\| `(\w+)/` \|", TEXT, re.MULTILINE)) == folders
