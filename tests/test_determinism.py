"""Same input, same bytes: whatever the hash seed, the process, the folder, the order of files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from alliancekg.store import Store
from alliancekg.workspace import Workspace

FORMATS = ("nquads", "trig", "turtle")


def run(seed: str, *arguments: object) -> subprocess.Popen[bytes]:
    """Start the command line in a process with this hash seed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ALLIANCEKG", "PYTHON"))}
    command = [sys.executable, "-m", "alliancekg", *map(str, arguments)]
    return subprocess.Popen(
        command, env=kept | {"PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def ended(process: subprocess.Popen[bytes]) -> bytes:
    """Return the output of a process that must succeed."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()
    return out


@pytest.fixture(scope="module")
def stores(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return two stores of the checkout's workspace, built at once under different hash seeds."""
    folder = tmp_path_factory.mktemp("seeded")
    stores = {seed: folder / seed for seed in ("1", "2")}
    started = [
        run(seed, "build", "--store", store, "--workspace", root) for seed, store in stores.items()
    ]
    for process in started:
        ended(process)
    return stores


@pytest.mark.parametrize("form", FORMATS)
def test_two_builds_under_different_hash_seeds_export_the_same_bytes(
    form: str, stores: dict[str, Path]
) -> None:
    started = [
        run(seed, "export", "--format", form, "--flatten", "--store", store)
        for seed, store in stores.items()
    ]
    one, two = map(ended, started)
    assert one == two
    assert len(one) > 100_000
    assert b"_:" not in one


def test_the_ledgers_of_equal_graphs_are_equal_but_for_the_clock(stores: dict[str, Path]) -> None:
    ledgers = [Store(store).current().ledger for store in stores.values()]
    assert ledgers[0].digest == ledgers[1].digest
    assert ledgers[0].fingerprint == ledgers[1].fingerprint
    assert ledgers[0].graphs == ledgers[1].graphs


def test_answers_and_reports_are_the_same_under_any_hash_seed(stores: dict[str, Path]) -> None:
    for words in (
        ("query", "events-after-withdrawal-announcements", "--format", "json"),
        ("explain", "event/carter-withdrawal-announcement"),
        ("queries",),
    ):
        one, two = (ended(run(seed, *words, "--store", s)) for seed, s in stores.items())
        assert one == two


def test_findings_are_the_same_under_any_hash_seed(root: Path, small: Workspace) -> None:
    seeds = root / "tests" / "bad-input" / "all-faults" / "seeds"
    for path in seeds.rglob("*.csv"):
        (small.seeds / path.relative_to(seeds)).write_bytes(path.read_bytes())
    words = ("build", "--workspace", small.root, "--store", small.root / "store")
    told = []
    for seed in ("1", "2"):
        process = run(seed, *words)
        told.append(process.communicate(timeout=60)[1])
        assert process.returncode == 1
    assert told[0] == told[1]
