"""Finding the workspace: named, of the environment, of the checkout, of the wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from alliancekg.errors import UsageError
from alliancekg.workspace import FOLDERS, Workspace


def workspace(folder: Path) -> Path:
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    return folder


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALLIANCEKG_WORKSPACE", raising=False)
    monkeypatch.delenv("ALLIANCEKG_STORE", raising=False)


def test_the_named_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, other = workspace(tmp_path / "named"), workspace(tmp_path / "other")
    monkeypatch.setenv("ALLIANCEKG_WORKSPACE", str(other))
    found = Workspace.find(named)
    assert (found.root, found.seeds, found.is_packaged) == (named, named / "seeds", False)
    assert (found.ontology, found.shapes) == (named / "ontology", named / "shapes")
    assert found.queries == named / "queries"
    assert Workspace.find().root == other


def test_the_checkout_is_found_from_anywhere(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALLIANCEKG_WORKSPACE", "")
    found = Workspace.find()
    assert found.root == root
    assert found.default_store == root / ".alliancekg" / "store"


def test_a_relative_folder_is_that_of_the_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace(tmp_path / "w")
    monkeypatch.chdir(tmp_path)
    assert Workspace.find(Path("w")).root == tmp_path / "w"


def test_missing_folders_are_named(tmp_path: Path) -> None:
    shutil.rmtree(workspace(tmp_path) / "seeds")
    shutil.rmtree(tmp_path / "queries")
    with pytest.raises(UsageError) as caught:
        Workspace.find(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} is no workspace: it has no folder seeds, queries; "
        "expected the folders ontology, shapes, seeds, queries. "
        "Fix: name a workspace with --workspace or ALLIANCEKG_WORKSPACE"
    )


def test_the_store_of_the_environment_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCEKG_STORE", str(tmp_path / "store"))
    assert Workspace.find().default_store == tmp_path / "store"


def test_no_path_of_a_machine_is_displayed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Workspace.find(workspace(tmp_path / "w"))
    monkeypatch.chdir(tmp_path / "w")
    (tmp_path / "link").symlink_to(tmp_path / "w")
    assert found.display(found.seeds / "s" / "events.csv") == "seeds/s/events.csv"
    assert found.display(Path("seeds/s/events.csv")) == "seeds/s/events.csv"
    assert found.display(tmp_path / "link" / "seeds" / "states.csv") == "seeds/states.csv"
    assert found.display(tmp_path / "elsewhere" / "events.csv") == "events.csv"


def test_an_installed_package_has_its_content_beside_it_and_its_store_in_the_folder_of_the_moment(
    root: Path, tmp_path: Path
) -> None:
    package = tmp_path / "site" / "alliancekg"
    shutil.copytree(
        root / "alliancekg", package, ignore=shutil.ignore_patterns("__pycache__", "_content")
    )
    workspace(package / "_content")
    work = tmp_path / "work"
    work.mkdir()
    code = (
        "from alliancekg.workspace import Workspace; w = Workspace.find();"
        "print(w.root, w.is_packaged, w.default_store, w.display(w.seeds / 's.csv'), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=work,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        str(package / "_content"),
        "True",
        str(work / ".alliancekg" / "store"),
        "seeds/s.csv",
    ]
