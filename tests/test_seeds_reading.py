"""Whole seeds folders: each folder of bad-seeds has one fault and the messages expected for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from alliancekg.errors import SourceErrors, UsageError
from alliancekg.records import Dating, Event, Ref
from alliancekg.seeds import SeedFile, read_files, read_seeds
from loaders import TABLES

FOLDER = Path(__file__).parent / "bad-seeds"
CASES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
VOCABULARY: Mapping[str, list[str]] = json.loads((FOLDER / "vocabulary.json").read_text("utf-8"))


def said(case: str) -> list[str]:
    try:
        seeds = read_seeds(FOLDER / case / "seeds", TABLES, VOCABULARY)
    except SourceErrors as error:
        return [str(finding) for finding in error.findings]
    return [str(finding) for finding in seeds.warnings]


@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_reported_with_its_place_and_its_remedy(case: str) -> None:
    expected = (FOLDER / case / "expect.txt").read_text("utf-8").splitlines()
    assert said(case) == expected


def test_records_come_in_the_order_of_files_and_rows() -> None:
    records = read_seeds(FOLDER / "nothing-wrong" / "seeds", TABLES, VOCABULARY).records
    kinds = [record.kind for record in records]
    assert kinds[:5] == ["source", "source", "source", "actor", "actor"]
    assert [r.id for r in records if isinstance(r, Event)] == ["war", "leave"]
    dating = next(r for r in records if isinstance(r, Dating))
    assert (dating.id, dating.record, dating.source) == (
        "event/war:time",
        Ref("event", "war"),
        "record",
    )
    assert str(dating.place) == "seeds/record/datings.csv:2"


def test_a_source_states_its_own_row_and_states_those_of_theirs() -> None:
    records = read_seeds(FOLDER / "nothing-wrong" / "seeds", TABLES, VOCABULARY).records
    assert [(r.id, r.source) for r in records[:4]] == [
        ("essay", "essay"),
        ("states", "states"),
        ("record", "record"),
        ("japan", "states"),
    ]


def test_ids_from_outside_the_run_are_known() -> None:
    seeds = FOLDER / "nothing-wrong" / "seeds" / "essay"
    path = seeds / "events.csv"
    file = SeedFile(TABLES["events"], path, "seeds/essay/events.csv", "essay")
    known = {
        "source": frozenset({"essay"}),
        "passage": frozenset({"essay/p1", "essay/p2"}),
    }
    assert [r.id for r in read_files([file], VOCABULARY, known).records] == ["war", "leave"]
    other = known | {"passage": frozenset({"record/p1", "essay/p2"})}
    with pytest.raises(SourceErrors) as caught:
        read_files([file], VOCABULARY, other)
    assert [(f.field, f.value) for f in caught.value.findings] == [("passages", "p1")]


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        read_seeds(tmp_path / "seeds", TABLES, VOCABULARY)


def test_a_scheme_that_the_ontology_lacks_is_wrong_usage() -> None:
    less = {name: words for name, words in VOCABULARY.items() if name != "status"}
    with pytest.raises(UsageError, match="no scheme 'status' in ontology/schemes/; there are: "):
        read_seeds(FOLDER / "nothing-wrong" / "seeds", TABLES, less)
