"""Profiles in files: equal bytes from each engine, and shapes that hold for loaded data as well."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import copied
from loaded_store import loaded

from alliancekg import cli

__all__ = ["loaded"]

NAMES = ("cidoc-crm", "org", "owl-time", "prov", "schema", "sem", "triple-terms")
# A date as a telegram has it, of an event of the small workspace.
DATED = "event/leave,time,1971-03-27T10:00:00+09,high,\n"


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the options that name a small workspace and its store."""
    root = copied(tmp_path_factory.mktemp("few") / "small")
    with (root / "seeds" / "record" / "datings.csv").open("a", encoding="utf-8") as file:
        file.write(DATED)
    options = ["--workspace", str(root), "--store", str(root / "store"), "--quiet"]
    assert cli.main(["build", *options]) == 0
    return options


@pytest.mark.parametrize("name", NAMES)
def test_the_embedded_engine_and_rdflib_write_the_same_bytes(
    name: str, few: list[str], tmp_path: Path
) -> None:
    written = []
    for engine in ("embedded", "rdflib"):
        file = tmp_path / engine
        options = ["--profile", name, "--engine", engine, "-o", str(file)]
        assert cli.main(["export", *options, *few]) == 0
        written.append(file.read_bytes())
    assert written[0] == written[1]
    assert written[0].count(b"\n") > 20


def test_a_time_of_day_reaches_the_files(few: list[str], tmp_path: Path) -> None:
    for name in ("owl-time", "schema"):
        file = tmp_path / name
        assert cli.main(["export", "--profile", name, "-o", str(file), *few]) == 0
        assert '"1971-03-27T10:00:00+09:00"^^xsd:dateTime' in file.read_text(encoding="utf-8")
