"""The page on serving is true: its commands are run on a server."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from servers import alliancekg_server
from test_readme import pattern

from alliancekg.guard import BYTES
from alliancekg.loadreports import MOST
from alliancekg.serving import listening, negotiating, protocol, responding, uploads
from alliancekg.serving.loadroutes import LoadSettings
from alliancekg.serving.tokens import SHORTEST
from alliancekg.serving.workers import Allowance
from alliancekg.store import Store

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "serving.md"
TEXT = PAGE.read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:7070"


def test_what_the_page_shows_is_what_is_answered(
    built: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = re.findall(r"^```console\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    sessions = [part.partition("\n") for block in blocks for part in block.split("$ ")[1:]]
    assert len(sessions) == 10
    store, token = tmp_path / "store", "nixon-1969-guam-remarks"
    shutil.copytree(built.path, store)
    monkeypatch.setenv("ALLIANCEKG_LOAD_TOKEN", token)
    monkeypatch.chdir(ROOT)
    with alliancekg_server(store, tmp_path / "log", "--workers", "1") as served:
        for command, _, shown in sessions:
            typed = command.replace(ADDRESS, served.address).replace("$TOKEN", token)
            words = shlex.split(typed)
            assert words[0] == "curl"
            try:
                run = subprocess.run(words, capture_output=True, text=True, timeout=30)
            except FileNotFoundError:
                pytest.skip("needs curl")
            assert run.returncode == 0
            found = run.stdout.replace("\r\n", "\n")
            assert re.fullmatch(pattern(shown), found), f"{command} prints:\n{found}"


def test_the_page_names_all_suffixes_and_the_limits_that_hold() -> None:
    suffixes = " ".join(f".{suffix}" for suffix in negotiating.SUFFIXES)
    listed = re.search(r"`/sparql(\.json .*?)`", TEXT)
    assert listed is not None
    assert sorted(listed[1].split()) == sorted(suffixes.split())
    costs, loads = Allowance(), LoadSettings()
    for row in (
        f"| {BYTES:,}; {protocol.BODY:,} | 413 |",
        f"`--time-limit` | {costs.seconds:g} | 503 |",
        f"| {costs.memory // 1024 // 1024} MB | 503 |",
        f"| {costs.rows:,}; {costs.size // 1024 // 1024} MB | 413 |",
        f"| {costs.workers}; {costs.waiting} | 429 ",
        f"| {listening.HEAD:g}; {responding.BODY_SECONDS:g} | the connection is closed; 408 |",
        f"takes nothing of an answer | {listening.DRAIN:g} |",
        f"| connections | {listening.CONNECTIONS} |",
        f"`--load-size` | {loads.size // 1024 // 1024} | 413 |",
        f"`--load-time` | {loads.seconds:g} | 503 |",
        f"`--load-memory` (Linux only) | {loads.memory // 1024 // 1024:,} | 503 |",
        f"408 the body stopped for {uploads.PAUSE:g} seconds or took over {uploads.WHOLE:g};",
        f"the first {MOST:,} refused rows",
        f"of {SHORTEST} characters or more",
    ):
        assert row in TEXT
