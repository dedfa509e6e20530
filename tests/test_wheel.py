"""The wheel: what it holds, and that outside the checkout it builds the very same graph."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from alliancekg import export
from alliancekg.store import Store
from alliancekg.workspace import FOLDERS

_NO_NETWORK = ("NewConnectionError", "No matching distribution found for hatchling", "Temporary")


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel of the checkout; skip only if its builder cannot be had, and never in CI."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=300)
    if done.returncode and not os.environ.get("CI"):
        said = done.stdout + done.stderr
        if any(word in said for word in _NO_NETWORK):
            pytest.skip("the builder of the wheel, hatchling, cannot be had: no network")
    assert done.returncode == 0, done.stdout + done.stderr
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the command of an environment with the wheel; its libraries are those of this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--quiet"]
    done = subprocess.run([*pip, "--no-index", str(wheel)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    site = next(folder.glob("lib/python*/site-packages"))
    # A line of a .pth file joins a folder to the path, but not the .pth files of that folder: the
    # editable install of the checkout stays out.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder / "bin" / "alliancekg"


def environment() -> dict[str, str]:
    """Return the environment without what names another workspace, store or place of code."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("ALLIANCEKG", "PYTHON"))}


def names(folder: Path) -> set[str]:
    """Return the files of a content folder, hidden ones and caches apart."""
    paths = (p.relative_to(folder.parent) for p in folder.rglob("*") if p.is_file())
    return {p.as_posix() for p in paths if not any(part.startswith(".") for part in p.parts)}


def test_the_wheel_holds_the_content_and_both_packages_and_nothing_else(
    wheel: Path, root: Path
) -> None:
    held = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    content = {f"alliancekg/_content/{n}" for name in FOLDERS for n in names(root / name)}
    code = {
        path.relative_to(root).as_posix()
        for package in ("alliancekg", "loaders")
        for pattern in ("*.py", "*.pyi", "*.j2", "py.typed")
        for path in (root / package).rglob(pattern)
        if "web" not in path.relative_to(root).parts
    }
    pages = root / "alliancekg" / "pages"
    shown = {
        path.relative_to(root).as_posix()
        for folder in ("static", "templates")
        for path in (pages / folder).iterdir()
    }
    assert held == content | code | shown
    assert {"alliancekg/pages/static/style.css", "alliancekg/pages/templates/frame.html"} <= held
    assert {"alliancekg/py.typed", "loaders/py.typed"} <= held
    for name in ("alliancekg/cli.py", "loaders/events.py", "alliancekg/_content/seeds/sources.csv"):
        assert name in held
    assert not [name for name in held if "test" in name.partition("/")[0]]


def test_the_wheel_says_its_licences_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        facts = {n.partition(".dist-info/")[2]: n for n in archive.namelist()}
        meta = archive.read(facts["METADATA"]).decode()
        assert "License-Expression: Apache-2.0 AND CC-BY-4.0\n" in meta
        assert (
            "alliancekg = alliancekg.cli:main" in archive.read(facts["entry_points.txt"]).decode()
        )
    assert {"licenses/LICENSE", "licenses/LICENSE-CC-BY-4.0"} <= set(facts)


def test_the_wheel_builds_the_same_bytes_outside_the_checkout(
    installed: Path, built: Store, root: Path, tmp_path: Path
) -> None:
    def run(*arguments: str) -> bytes:
        command = [str(installed), *arguments, "--store", str(tmp_path / "store")]
        done = subprocess.run(
            command, capture_output=True, cwd=tmp_path, env=environment(), timeout=120
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    assert b"(generation 1, new)\n" in run("build", "--quiet")
    told = run("doctor").decode()
    assert f"workspace {installed.parent.parent / 'lib'}" in told
    assert str(root) not in told
    own = io.BytesIO()
    export.write(built.current().quads(), "nquads", own)
    exported = run("export", "--format", "nquads")
    assert hashlib.sha256(exported).hexdigest() == hashlib.sha256(own.getvalue()).hexdigest()
    # A graph of the wheel is no other than one of the checkout, and need not be built anew.
    ledger = Store(tmp_path / "store").current().ledger
    assert ledger.fingerprint == built.current().ledger.fingerprint


def test_the_wheel_keeps_its_store_in_the_current_folder(installed: Path, tmp_path: Path) -> None:
    command = [str(installed), "log"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment())
    assert done.returncode == 2
    assert done.stderr == f"{tmp_path}/.alliancekg/store: no graph yet. Fix: run alliancekg build\n"
