"""What files are called in reports: shortly, each by its own name, the same file once."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliancekg.filenames import shown
from alliancekg.workspace import FOLDERS, Workspace


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, which is not in the workspace."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for name in FOLDERS:
        (tmp_path / "work" / name).mkdir(parents=True)
    return Workspace.find(tmp_path / "work")


def file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    return path


def names(workspace: Workspace, *paths: Path) -> list[str]:
    return list(shown(paths, workspace).values())


def test_a_file_of_the_workspace_is_named_from_there_on(here: Path, workspace: Workspace) -> None:
    root = workspace.root
    assert names(workspace, root / "seeds" / "x" / "a.csv", root / "b.ttl") == [
        "seeds/x/a.csv",
        "b.ttl",
    ]
    assert names(workspace, Path("..") / "work" / "seeds" / "a.csv") == ["seeds/a.csv"]
    link = here / "link.csv"
    link.symlink_to(file(root / "seeds" / "b.csv"))
    assert names(workspace, link) == ["seeds/b.csv"]


def test_a_file_below_the_current_folder_is_named_from_there_on(
    here: Path, workspace: Workspace
) -> None:
    assert names(workspace, here / "x" / "a.ttl", Path("b.ttl"), Path("y") / "b.ttl") == [
        "x/a.ttl",
        "b.ttl",
        "y/b.ttl",
    ]


def test_a_file_elsewhere_has_its_own_name(
    here: Path, workspace: Workspace, tmp_path: Path
) -> None:
    assert names(workspace, tmp_path / "far" / "a.ttl", tmp_path / "b.ttl") == ["a.ttl", "b.ttl"]
    assert here.parent == tmp_path


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (["far/a.ttl", "away/a.ttl"], ["far/a.ttl", "away/a.ttl"]),
        (["far/x/a.ttl", "away/x/a.ttl", "away/b.ttl"], ["far/x/a.ttl", "away/x/a.ttl", "b.ttl"]),
        (["far/a.ttl", "away/a.ttl", "away/x/a.ttl"], ["far/a.ttl", "away/a.ttl", "x/a.ttl"]),
        (["here/a.ttl", "far/a.ttl"], ["a.ttl", "far/a.ttl"]),  # the near one keeps its name
        (["work/a.ttl", "far/a.ttl"], ["a.ttl", "far/a.ttl"]),
        (
            ["far/a.ttl", "away/a.ttl", "here/far/a.ttl"],
            ["NAME/far/a.ttl", "away/a.ttl", "far/a.ttl"],
        ),
    ],
)
def test_files_of_one_name_are_told_apart_by_their_folders(
    here: Path, workspace: Workspace, tmp_path: Path, paths: list[str], told: list[str]
) -> None:
    assert here.is_dir()
    found = names(workspace, *(tmp_path / path for path in paths))
    assert found == [name.replace("NAME", tmp_path.name) for name in told]


def test_a_file_by_two_names_is_there_once_by_the_first(here: Path, workspace: Workspace) -> None:
    one = file(here / "a.ttl")
    link = here / "b.ttl"
    link.symlink_to(one)
    other = file(here / "x" / "c.ttl")
    again = here / "x" / ".." / "a.ttl"
    assert shown([link, one, other, again, Path("a.ttl")], workspace) == {
        link: "b.ttl",
        other: "x/c.ttl",
    }
    assert shown([one, link], workspace) == {one: "a.ttl"}
    assert list(shown([other, one], workspace)) == [other, one]
    assert shown([], workspace) == {}
