"""The page on exporting is true: its commands are run, and print what it shows."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
import rdflib
from test_readme import pattern

from alliancekg import exportarguments
from alliancekg.cli import main
from alliancekg.export import FORMATS, QUAD_FORMATS
from alliancekg.store import Store

PAGE = Path(__file__).parent.parent / "docs" / "exporting.md"
TEXT = PAGE.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


SESSIONS = [
    (command, shown)
    for block in blocks("console")
    for command, _, shown in (part.partition("\n") for part in block.split("$ ")[1:])
]


@pytest.mark.parametrize(("command", "shown"), SESSIONS)
def test_a_command_prints_what_the_page_shows(
    command: str,
    shown: str,
    built: Store,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("ALLIANCEKG_STORE", str(built.path))
    monkeypatch.chdir(tmp_path)
    [notes] = blocks("turtle")
    Path("notes.ttl").write_text(notes, encoding="utf-8")
    program, *arguments = shlex.split(command)
    assert program == "alliancekg"
    assert main(arguments) == 0
    assert re.fullmatch(pattern(shown), capfdbinary.readouterr().out.decode("utf-8"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib uses what it has deprecated
def test_rdflib_finds_in_a_file_what_the_page_says(
    built: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ALLIANCEKG_STORE", str(built.path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", rdflib.NORMALIZE_LITERALS)  # and set back
    files = [command for command, _ in SESSIONS if " -o " in command]
    assert len(files) == 2
    for command in files:
        assert main(shlex.split(command)[1:]) == 0
    [session] = blocks("python")
    test = doctest.DocTestParser().get_doctest(session, {}, "page", str(PAGE), 0)
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_page_tells_of_each_format_and_slice_and_its_links_lead_somewhere() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (yes|no) \|", TEXT, re.MULTILINE)
    assert dict(rows) == {name: "yes" if name in QUAD_FORMATS else "no" for name in FORMATS}
    told = re.findall(r"^\| `--(\w+) ", TEXT, re.MULTILINE)
    assert tuple(told) == exportarguments.SLICES
    links = re.findall(r"\]\((?!https?:)([^)#]+)", TEXT)
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


def test_what_is_not_tested_says_so() -> None:
    [others] = blocks("sh")
    assert others.count("# not tested: ") == len(others.splitlines()) / 2
