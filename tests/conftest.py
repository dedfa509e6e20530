"""Fixtures that all tests share."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import pytest
from browsers import browser
from hostilegraph import hostile_store
from linkedsources import linked
from oncemade import once
from servers import oxigraph, virtuoso
from visiting import graph_server

from alliancekg.cli import COLLECTED
from alliancekg.pipeline import build
from alliancekg.store import Store
from alliancekg.workspace import FOLDERS, Workspace
from loaders import TABLES

__all__ = ["browser", "graph_server", "hostile_store", "linked", "oxigraph", "virtuoso"]

ROOT = Path(__file__).parent.parent

gc.set_threshold(*COLLECTED)  # as a command does; what was imported and collected stays
gc.freeze()


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """Return the folder of the test material beside the checkout; skip where there is none."""
    folder = root.parent / "shared"
    if not (folder / "source").is_dir():
        pytest.skip("needs the test material in ../shared")
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a store with the graph of the checkout, built once; it is only to be read."""

    def make(folder: Path) -> None:
        build(Workspace.find(ROOT), Store(folder / "store"), TABLES, lambda _: None)

    return Store(once(tmp_path_factory, "built", make) / "store")


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    """Return a workspace of one's own, with few rows, that can be changed and is built quickly."""
    return Workspace.find(copied(tmp_path / "small"))


def copied(root: Path) -> Path:
    """Make a small workspace in a folder, and return the folder."""
    for name in FOLDERS:
        content = ROOT / "tests" / "bad-input" / "good" if name == "seeds" else ROOT
        shutil.copytree(content / name, root / name)
    return root


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let no test be skipped where CI is set: there everything must be there that tests need."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("CI") or session.exitstatus != pytest.ExitCode.OK:
        return
    if skipped := reporter.stats.get("skipped", []):
        reporter.write_line(f"{len(skipped)} skipped, and CI lets none skip")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
