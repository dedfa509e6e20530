"""Case B31: files that differ although the data do not; prefixes lost, order by chance."""

from __future__ import annotations

import difflib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from alliancekg.export import FORMATS

pytestmark = pytest.mark.shared
WRITE = """
import sys
from pathlib import Path
from alliancekg import rewriting
from alliancekg.export import FORMATS, export_to
folder, *paths = map(Path, sys.argv[1:])
files = rewriting.read(paths)
for form in FORMATS:
    quads = files.labelled(form)
    export_to(folder / form, quads, form, prefixes=files.prefixes, has_labels=True)
"""


def written(folder: Path, seed: str, *paths: Path) -> dict[str, str]:
    """Return the text of each format as a process with this hash seed writes it."""
    folder.mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-c", WRITE, str(folder), *map(str, paths)],
        env=kept | {"PYTHONHASHSEED": seed},
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return {form: (folder / form).read_bytes().decode() for form in FORMATS}


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "cases" / "inputs" / "B31-prefixes-and-order"


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "expected.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def parts(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the data as two files with half of the events each, in another order."""
    made = tmp_path_factory.mktemp("parts")
    lines = (folder / "data.ttl").read_text("utf-8").splitlines()
    head = [line for line in lines if line.startswith("@prefix")]
    events = [line for line in lines if line.startswith("id:")]
    assert (len(head), len(events)) == (4, 6)
    files = (made / "one.ttl", made / "two.ttl")
    for file, some in zip(files, (events[4::-1], events[5:]), strict=True):
        file.write_text("\n".join([*head[::-1], *some]), "utf-8")
    return files


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return written(tmp_path_factory.mktemp("whole") / "w", "1", folder / "data.ttl")


def test_other_hash_seeds_and_orders_of_files_give_the_same_bytes(
    whole: dict[str, str],
    parts: tuple[Path, Path],
    expected: dict[str, object],
    tmp_path: Path,
) -> None:
    one, two = parts
    found = [written(tmp_path / "1", "2", one, two), written(tmp_path / "2", "3", two, one)]
    assert {form: [f[form] == whole[form] for f in found] for form in FORMATS} == dict.fromkeys(
        FORMATS, [expected["identical_bytes"]] * 2
    )
    assert all("Event 0" in text for text in whole.values())


def test_only_the_prefixes_of_the_file_are_declared_and_none_is_invented(
    whole: dict[str, str], expected: dict[str, object]
) -> None:
    for form in ("turtle", "trig"):
        assert re.findall(r"^PREFIX (\S*):", whole[form], re.M) == expected["prefixes"]
    context = json.loads(whole["jsonld"])["@context"]
    assert sorted(context) == expected["prefixes"]
    # RDF/XML has names for elements only, and needs its own namespace.
    assert re.findall(r"xmlns:(\S+?)=", whole["rdfxml"]) == ["ma", "rdf", "rdfs"]


def test_one_label_changed_is_one_line_changed_in_each_format(
    whole: dict[str, str], folder: Path, expected: dict[str, object], tmp_path: Path
) -> None:
    text = (folder / "data.ttl").read_text("utf-8")
    changed = tmp_path / "data.ttl"
    changed.write_text(text.replace('"Event 0"@en', '"Event 0, renamed"@en'), "utf-8")
    other = written(tmp_path / "w", "4", changed)
    for form in FORMATS:
        diff = difflib.unified_diff(whole[form].splitlines(), other[form].splitlines(), n=0)
        lines = [line for line in diff if not line.startswith(("---", "+++", "@@"))]
        assert len(lines) == 2 * int(str(expected["diff_lines_for_one_label"])), form
        assert [line[0] for line in lines] == ["-", "+"], form
