"""Equal graphs, equal bytes: six hash seeds, two Pythons, three engines, every format."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import copied
from servers import oxigraph_server

from alliancekg import graphstore
from alliancekg.addresses import Login
from alliancekg.export import FORMATS
from alliancekg.pipeline import build
from alliancekg.pushing import Push
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import TABLES

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "tests" / "exported_digests.py"
SEEDS = ("0", "1", "2", "3", "4", "5")
ENGINES = ("embedded", "rdflib", "server")
OTHER = "ALLIANCEKG_OTHER_PYTHON"
Digests = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def pythons() -> tuple[str, str]:
    """Return this Python and one of another minor version with the packages of the project."""
    other = os.environ.get(OTHER, "")
    if not other:
        pytest.skip(f"needs {OTHER}: another Python that has the packages installed")
    asked = [other, "-c", "import sys; print(sys.version_info[:2])"]
    version = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=30).stdout
    assert version.strip() != str(sys.version_info[:2]), f"{OTHER} is of the version that runs this"
    return sys.executable, other


def pushed(store: Store, address: str) -> None:
    target = graphstore.find(address, Login(), "", 60)
    outcomes = list(Push(store.current(), target, Login(), 60, lambda _: None).run(prune=True))
    assert {o.state for o in outcomes} <= {"written", "unchanged"}


@pytest.fixture(scope="module")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    folder = tmp_path_factory.mktemp("equal")
    store = Store(folder / "store")
    build(Workspace.find(copied(folder / "small")), store, TABLES, lambda _: None)
    with oxigraph_server() as address:
        pushed(store, address)
        yield store, address


@pytest.fixture(scope="module")
def whole_store(built: Store) -> Iterator[tuple[Store, str]]:
    with oxigraph_server() as address:
        pushed(built, address)
        yield built, address


def digests(python: str, seed: str, source: tuple[Store, str], engines: Sequence[str]) -> Digests:
    """Return what another process tells of each engine and format."""
    store, address = source
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ALLIANCEKG", "PYTHON"))}
    done = subprocess.run(
        [python, "-P", str(SCRIPT), str(store.path), address, *engines],
        env=kept | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    found: Digests = json.loads(done.stdout)["digests"]
    assert sorted(found) == sorted(engines)
    return found


def all_of(
    runs: Sequence[tuple[str, str, Sequence[str]]], source: tuple[Store, str]
) -> list[dict[str, str]]:
    """Return what each run tells of each engine; two run at a time."""
    with ThreadPoolExecutor(2) as pool:
        told = pool.map(lambda run: digests(run[0], run[1], source, run[2]), runs)
        return [of_engine for found in told for of_engine in found.values()]


def test_thirty_six_combinations_write_the_same_bytes_in_every_format(
    pythons: tuple[str, str], small_store: tuple[Store, str]
) -> None:
    told = all_of([(p, seed, ENGINES) for p in pythons for seed in SEEDS], small_store)
    assert len(told) == 36
    assert told == [told[0]] * 36
    assert sorted(told[0]) == sorted(["quads", *FORMATS])
    assert told[0]["quads"] == str(small_store[0].current().ledger.quads)


def test_the_whole_graph_is_the_same_bytes_from_each_engine_and_python(
    pythons: tuple[str, str], whole_store: tuple[Store, str]
) -> None:
    # Each engine under each Python, the slowest first, and each hash seed once.
    order = ("rdflib", "server", "embedded")
    pairs = ((python, engine) for engine in order for python in pythons)
    runs = [(p, seed, (engine,)) for (p, engine), seed in zip(pairs, SEEDS, strict=True)]
    told = all_of(runs, whole_store)
    assert len(told) == 6
    assert told == [told[0]] * 6
    assert told[0]["quads"] == str(whole_store[0].current().ledger.quads)


def test_one_label_changed_is_other_bytes_in_every_format(
    small_store: tuple[Store, str], tmp_path: Path
) -> None:
    events = Workspace.find(copied(tmp_path / "small")).seeds / "essay" / "events.csv"
    text = events.read_text(encoding="utf-8")
    assert text.count("Troops leave") == 1
    events.write_text(text.replace("Troops leave", "Troops left"), encoding="utf-8")
    store = Store(tmp_path / "store")
    build(Workspace.find(tmp_path / "small"), store, TABLES, lambda _: None)
    one, other = (
        digests(sys.executable, "0", source, ("embedded",))["embedded"]
        for source in (small_store, (store, ""))
    )
    assert one.pop("quads") == other.pop("quads")
    assert {form for form in FORMATS if one[form] == other[form]} == set()
