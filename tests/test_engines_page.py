"""The page on engines is true: its commands are run on real servers, as it says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from servers import PASSWORD, USER, VIRTUOSO_INI
from storing import publish, quad
from test_readme import pattern

from alliancekg import graphstore
from alliancekg.addresses import Login
from alliancekg.cli import main
from alliancekg.pushing import Push
from alliancekg.store import Store

PAGE = Path(__file__).parent.parent / "docs" / "engines.md"
TEXT = PAGE.read_text(encoding="utf-8")
OXIGRAPH, VIRTUOSO = "http://127.0.0.1:7878/query", "http://127.0.0.1:8890/sparql"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def sessions(address: str) -> list[tuple[str, str]]:
    """Return the commands for a server, in order, each with the output shown below it."""
    parts = (part for block in blocks("console") for part in block.split("$ ")[1:])
    found = [part.partition("\n") for part in parts]
    return [(command, output) for command, _, output in found if address in command]


def play(
    address: str,
    server: str,
    built: Store,
    monkeypatch: pytest.MonkeyPatch,
    printed: Callable[[], str],
) -> int:
    """Run the commands for a server, compare what they print, and return how many there were."""
    monkeypatch.chdir(PAGE.parent.parent)
    monkeypatch.setenv("ALLIANCEKG_STORE", str(built.path))
    commands = sessions(address)
    for command, shown in commands:
        words = shlex.split(command.replace(address, server))
        with monkeypatch.context() as environment:
            while "=" in words[0]:
                name, _, value = words.pop(0).partition("=")
                environment.setenv(name, value)
            assert words[0] == "alliancekg"
            assert main(words[1:]) == 0
        found = printed().replace("\r\n", "\n")
        assert re.fullmatch(pattern(shown), found), f"{command} prints:\n{found}"
    return len(commands)


def test_the_commands_for_oxigraph(
    oxigraph: str,
    built: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert play(OXIGRAPH, oxigraph, built, monkeypatch, lambda: capsys.readouterr().out) == 3


def test_the_commands_for_virtuoso(
    virtuoso: str,
    built: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = Store(tmp_path / "store")
    publish(other, quad("guam", "Guam Doctrine"))
    login = Login.of({"ALLIANCEKG_USER": USER, "ALLIANCEKG_PASSWORD": PASSWORD})
    target = graphstore.find(virtuoso, login, "", 60)
    assert list(Push(other.current(), target, login, 60, lambda _: None).run(prune=True))
    assert play(VIRTUOSO, virtuoso, built, monkeypatch, lambda: capsys.readouterr().out) == 2


def test_every_command_is_of_a_server_that_is_started() -> None:
    commands = [part for block in blocks("console") for part in block.split("$ ")[1:]]
    assert len(commands) == len(sessions(OXIGRAPH)) + len(sessions(VIRTUOSO))


def test_the_settings_are_those_that_the_tests_start_virtuoso_with() -> None:
    [shown] = blocks("ini")
    assert {*shown.splitlines()} <= {*VIRTUOSO_INI.replace("{rows}", "10000").splitlines()}
    assert "MaxQueryCostEstimationTime" not in VIRTUOSO_INI


def test_what_is_not_tested_says_so() -> None:
    run, not_run = blocks("sh")
    assert run == "oxigraph serve --bind 127.0.0.1:7878\n"  # as `servers` starts it
    assert not_run.startswith("# not tested: ")
