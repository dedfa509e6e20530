"""The bad inputs of ../shared fare as their index says, through the command line, each by itself.

RDF files are read as they are, with shapes that look at whatever they hold. Tables are copies in
`bad-inputs-csv/` with the same faults in our columns, checked in the context of a small graph.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from storing import tree

from alliancekg import cli, mapping, rdfreading, vocabulary
from alliancekg.reading import read_file
from loaders import TABLES

pytestmark = pytest.mark.shared
CSV = Path(__file__).parent / "bad-inputs-csv"
RDF = {"turtle", "trig", "nquads", "jsonld", "rdfxml"}
SHAPES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
<urn:shape> a sh:NodeShape ; sh:property <urn:shape-p> ;
    sh:targetSubjectsOf <http://example.org/p> , <urn:b> , <urn:p> , <urn:e:p> .
<urn:shape-p> a sh:PropertyShape ; sh:path <http://example.org/p> ; sh:minCount 0 .
"""
# How tables are read that hold neither actors (the default) nor, by their names, events.
LOADERS = {
    "claim_without_source.csv": "claims",
    "confidence_comma.csv": "datings",
    "conflict_a.csv": "events",
    "newline_in_quotes.csv": "events",
    "self_reference.csv": "claims",
    "url_with_space.csv": "sources",
}

Case = Mapping[str, Any]
Run = Callable[[Case], tuple[int, str]]


def name(case: Case) -> str:
    return Path(case["files"][0]).name


def loader(case: Case) -> str:
    return LOADERS.get(name(case), "events" if name(case).startswith("date_") else "actors")


@pytest.fixture(scope="module")
def cases(shared: Path) -> Sequence[Case]:
    index = json.loads((shared / "bad-inputs" / "index.json").read_text(encoding="utf-8"))
    return [case for case in index if case["format"] in RDF | {"csv"}]


@pytest.fixture(scope="module")
def context(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Sequence[str]:
    """Return the options for a small graph that has been built."""
    folder = tmp_path_factory.mktemp("context")
    workspace = folder / "workspace"
    workspace.mkdir()
    for part in ("ontology", "shapes", "queries"):
        (workspace / part).symlink_to(root / part)
    (workspace / "seeds").symlink_to(root / "tests" / "bad-input" / "good" / "seeds")
    options = ["--workspace", str(workspace), "--store", str(folder / "store")]
    assert cli.main(["build", "--quiet", *options]) == 0
    return options


@pytest.fixture
def run(
    shared: Path, context: Sequence[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Return a function that validates the files of a case: exit code, and all that is said."""
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES, encoding="utf-8")

    def run(case: Case) -> tuple[int, str]:
        if case["format"] == "csv":
            options = [*context, "--loader", loader(case), "--source", "essay"]
            files = [CSV / Path(file).name for file in case["files"]]
        else:
            options = ["--standalone", "--shapes", str(shapes)]
            files = [shared / "bad-inputs" / file for file in case["files"]]
        code = cli.main(["validate", *options, *map(str, files)])
        out, err = capsys.readouterr()
        return code, out + err

    return run


def outcome(case: Case, code: int, text: str) -> str:
    """Return reject, warn or accept: what has become of a case; "silent" if it does not say it."""
    kind = "reject" if code else "accept" if " 0 warnings," in text else "warn"
    if kind == "accept" or not case["say"]:
        return kind
    place = f"{name(case)}:{case['line']}: " if case["line"] else ""
    said = [words.casefold() for words in text.splitlines() if place in words]
    return kind if any(word in words for word in case["say"] for words in said) else "silent"


ALLOWED = {
    "reject": {"reject"},
    "accept": {"accept"},
    "warn": {"warn"},
    "either": {"reject", "warn"},
    "clear": {"reject", "warn", "accept"},
}


# Of each format and expectation: what becomes of how many cases, and with which exit code.
TALLY = {
    ("csv", "accept", "accept", 0): 6,
    ("csv", "clear", "reject", 1): 1,
    ("csv", "either", "reject", 1): 4,
    ("csv", "either", "warn", 0): 1,
    ("csv", "reject", "reject", 1): 22,
    ("csv", "warn", "warn", 0): 2,
    ("jsonld", "either", "reject", 2): 1,
    ("jsonld", "reject", "reject", 2): 5,
    ("nquads", "clear", "accept", 0): 1,
    ("nquads", "reject", "reject", 2): 2,
    ("rdfxml", "clear", "reject", 2): 1,
    ("rdfxml", "reject", "reject", 2): 4,
    ("trig", "reject", "reject", 2): 2,
    ("turtle", "accept", "accept", 0): 3,
    ("turtle", "clear", "accept", 0): 1,
    ("turtle", "either", "reject", 2): 2,
    ("turtle", "either", "warn", 0): 1,
    ("turtle", "reject", "reject", 2): 9,
    ("turtle", "warn", "warn", 0): 1,
}


def test_each_file_fares_as_its_index_says(
    cases: Sequence[Case], run: Run, context: Sequence[str]
) -> None:
    store = Path(context[-1])
    before = tree(store)
    different, tally = {}, Counter[tuple[str, str, str, int]]()
    for case in cases:
        code, text = run(case)
        how = outcome(case, code, text)
        tally[case["format"], case["expect"], how, code] += 1
        if how not in ALLOWED[case["expect"]]:
            different[name(case)] = case["expect"], how
    assert different == {}
    assert tally == TALLY
    assert tree(store) == before


def test_every_table_of_the_index_has_its_copy_and_no_other_file_is_there(
    cases: Sequence[Case],
) -> None:
    files = [Path(file).name for case in cases if case["format"] == "csv" for file in case["files"]]
    assert sorted(files) == sorted(path.name for path in CSV.iterdir())


def test_what_is_accepted_keeps_what_it_says(
    cases: Sequence[Case], shared: Path, root: Path
) -> None:
    concepts = vocabulary.concepts(root / "ontology" / "schemes")
    kept = []
    for case in cases:
        if not case["keep"]:
            continue
        if case["format"] == "csv":
            reading = read_file(
                TABLES[loader(case)], CSV / name(case), name(case), "essay", concepts
            )
            quads = [quad for record in reading.records for quad in mapping.quads(record)]
        else:
            path = shared / "bad-inputs" / case["files"][0]
            quads = list(rdfreading.read(path, path.name).quads)
        values = {part for quad in quads for part in str(quad).split('"')[1:2]}
        values |= {str(quad.subject).rpartition("/")[2].rstrip(">") for quad in quads}
        assert [value for value in values if case["keep"] in value], name(case)
        kept.append(name(case))
    assert sorted(kept) == KEPT


KEPT = [
    "bom.ttl",
    "bom_utf8.csv",
    "cr_only_lines.csv",
    "date_year_month.csv",
    "emoji_and_astral_label.csv",
    "html_label.csv",
    "no_final_newline.csv",
]
