"""Bad input: all faults in one run, a line each; what spreadsheets write is read as it is meant."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from storing import tree

from alliancekg import cli, mapping, vocabulary
from alliancekg.seeds import read_seeds
from alliancekg.workspace import Workspace
from loaders import TABLES

CASES = Path(__file__).parent / "bad-input"
FORM = re.compile(
    r"seeds/\S+\.csv:\d+: (\w+: ('.+' )?)?[^;]+; expected [^;]+\. Fix: .+[^.]", re.DOTALL
)
FAULTS = {  # of the list, each by the file of the case and a word of its message
    "unknown id": ("participations.csv:2: actor: 'jpaan'", "is not an actor"),
    "duplicate id": ("actors.csv:4: id: 'author'", "is a duplicate"),
    "missing cell": ("events.csv:2: label:", "is missing"),
    "unknown column": ("policies.csv:1: mood:", "is an unknown column"),
    "no such day": ("events.csv:3: edtf: '1971-02-30'", "is not a day"),
    "end before start": ("events.csv:4: edtf: '1974/1971'", "ends before it begins"),
    "passage beyond length": ("passages.csv:5: end: '510'", "is beyond the 500 characters"),
    "one span with two digests": ("passages.csv:4: digest:", "has another digest"),
    "claim that disputes itself": ("claims.csv:3: disputes: 'c2'", "is the claim itself"),
    "loop in partOf": ("places.csv:2: part_of: 'marianas'", "makes a loop"),
    "causal predicate outside a claim": ("treaties.csv:1: causedBy:", "is only ever claimed"),
    "bad UTF-8": ("positions.csv:2:", "is not UTF-8"),
    "a quote that never closes": ("quantities.csv:2:", "never closes"),
    "semicolons": ("mentions.csv:1:", "is delimited by semicolons"),
}

Export = Callable[[Workspace], str]


@pytest.fixture
def export(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Export:
    """Return a function that builds a workspace and gives its graph as N-Quads."""

    def export(workspace: Workspace) -> str:
        options = ["--workspace", str(workspace.root), "--store", str(tmp_path / "store")]
        assert cli.main(["build", "--force", "--quiet", *options]) == 0
        capsys.readouterr()
        assert cli.main(["export", "--format", "nquads", *options]) == 0
        return capsys.readouterr().out

    return export


def test_all_faults_are_reported_in_one_run(
    small: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    build = ["build", "--quiet", "--workspace", str(small.root), "--store", str(store)]
    assert cli.main(build) == 0
    before = tree(store)
    shutil.rmtree(small.seeds)
    shutil.copytree(CASES / "all-faults" / "seeds", small.seeds)
    capsys.readouterr()
    assert cli.main(build) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (CASES / "all-faults" / "expect.txt").read_text("utf-8")
    assert tree(store) == before
    lines = err.splitlines()
    assert len(lines) == len(FAULTS)
    for line in lines:
        assert FORM.fullmatch(line), line
    for fault, (place, word) in FAULTS.items():
        assert [
            line for line in lines if line.startswith(f"seeds/essay/{place}") and word in line
        ], fault


@pytest.mark.parametrize("predicate", ["causedBy", "ledTo", "inResponseTo"])
@pytest.mark.parametrize("kind", ["ttl", "nt"])
def test_a_cause_that_nobody_claims_is_refused_in_rdf(
    predicate: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = "https://w3id.org/alliancekg"
    file = tmp_path / f"new.{kind}"
    cause = f"<{base}/ns#{predicate}>"
    file.write_text(f"<{base}/id/event/war> {cause} <{base}/id/event/leave> .\n", "utf-8")
    assert cli.main(["validate", "--standalone", str(file)]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert (
        f"new.{kind}:1: {predicate}: is asserted as a fact; expected ak:{predicate} only as the"
        " rdf:predicate of a claim. Fix: write a claim with a claimant and a passage"
        f" (Violation, RelationShape-{predicate}-maxCount, event/war)"
    ) in out.splitlines()


def rewritten(seeds: Path, change: Callable[[bytes], bytes]) -> None:
    for path in seeds.rglob("*.csv"):
        path.write_bytes(change(path.read_bytes()))


CHANGES: Mapping[str, Callable[[bytes], bytes]] = {
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "CR": lambda data: data.replace(b"\n", b"\r"),
    "a mark and CRLF": lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
    "no last line end": lambda data: data.removesuffix(b"\n"),
    "empty rows at the end": lambda data: data + b"\n,,,\n",
}


def test_what_spreadsheets_write_gives_the_same_graph(small: Workspace, export: Export) -> None:
    graph = export(small)
    assert r"by some,\nand as" in graph  # the cell with a line break
    rewritten(small.seeds, CHANGES["a mark and CRLF"])
    assert export(small) == graph


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_tables_of_the_checkout_may_be_written_by_a_spreadsheet(
    change: Callable[[bytes], bytes], root: Path, tmp_path: Path
) -> None:
    concepts = vocabulary.concepts(root / "ontology" / "schemes")
    seeds = tmp_path / "seeds"
    shutil.copytree(root / "seeds", seeds)
    first = read_seeds(seeds, TABLES, concepts)
    rewritten(seeds, change)
    again = read_seeds(seeds, TABLES, concepts)
    assert len(first.records) > 1000
    assert again.warnings == first.warnings
    assert [q for r in again.records for q in mapping.quads(r)] == [
        q for r in first.records for q in mapping.quads(r)
    ]
