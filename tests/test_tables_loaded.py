"""Tables over real data: what the files of their makers say, a cell at a time."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import frictionless
import pytest
from known_states import actors
from loaded_store import Row, extract
from loader_runs import run
from test_dyadtables import graph

from alliancekg import datapackages
from alliancekg.arrivals import source_of
from alliancekg.dataloaders import DataSource
from alliancekg.embedded import Embedded
from alliancekg.findings import Place
from alliancekg.recognising import recognise
from alliancekg.records import Record, Source
from loaders import DATA

FOUR = {"2", "731", "732", "710"}
pytestmark = pytest.mark.shared


def _files(shared: Path, folder: Path) -> dict[str, list[Path]]:
    data = shared / "data"

    def is_pair(row: Row) -> bool:
        return {row["ccode1"], row["ccode2"]} <= FOUR

    disputes = data / "gml-mid" / "gml_participants.csv"
    numbers = {number for number, takings in _spells(disputes).items() if _is_known(takings)}
    return {
        "troops": [
            extract(
                data / "troopdata" / "us_troops_country_year_pre1.csv",
                folder,
                lambda row: row["ccode"] == "732",
            )
        ],
        "alliances": [
            extract(data / "atop" / "atop_v5_1_directed_dyad_years_subset.csv", folder, is_pair)
        ],
        "disputes": [extract(disputes, folder, lambda row: row["dispnum"] in numbers)],
    }


Spell = tuple[str, str, tuple[int, ...], tuple[int, ...]]


def _spells(path: Path) -> dict[str, list[Spell]]:
    """Return who was in each dispute: state, whether on side A, first and last day."""
    found: dict[str, list[Spell]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            begin = tuple(int(row[name]) for name in ("styear", "stmon", "stday"))
            end = tuple(int(row[name]) for name in ("endyear", "endmon", "endday"))
            found.setdefault(row["dispnum"], []).append((row["ccode"], row["sidea"], begin, end))
    return found


def _is_known(takings: list[Spell]) -> bool:
    codes = {code for code, *_ in takings}
    return codes <= FOUR and bool(codes & {"731", "732"})


@pytest.fixture(scope="module")
def rows(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    folder = tmp_path_factory.mktemp("loaded")
    records: dict[Record, None] = dict.fromkeys(actors())
    for name, (path,) in _files(shared, folder).items():
        source = source_of(recognise(DATA[name], path, path.name), path)
        records |= dict.fromkeys([_source(source)])
        for outcome in run(DATA[name], path, source.key):
            records |= dict.fromkeys(outcome.records)
    made = folder / "tables"
    datapackages.write(Embedded(graph(*records)), made)
    assert frictionless.Package(str(made / "datapackage.json")).validate().valid
    found = {}
    for table in datapackages.TABLES:
        with (made / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            found[table.name] = list(csv.DictReader(file))
    return found


def _source(told: DataSource) -> Source:
    return Source(
        id=told.key,
        source=told.key,
        place=Place("t.csv", 1),
        type=told.type,
        title=told.title,
        citation=told.citation,
        rank=told.rank,
        coverage_measures=told.measures,
        coverage_actors=told.actors,
        coverage_time=told.time,
    )


def test_strengths_are_those_of_the_reports(rows: dict[str, list[dict[str, str]]]) -> None:
    strengths = {row["year"]: row for row in rows["strengths"] if row["source"] == "troops-kane"}
    assert [strengths[year]["value"] for year in ("1969", "1970")] == ["66531", "52197"]
    row = strengths["1969"]
    assert (row["state_cow"], row["actor_cow"], row["edtf"]) == ("732", "2", "1969-09")
    assert (row["begin_earliest"], row["end_latest"]) == ("1969-09-01", "1969-09-30")
    assert (row["unit"], row["source_covers"]) == ("persons", "inside")
    assert "1951" not in strengths  # nobody counted: no row, and no zero


def test_pledges_of_a_year_are_those_of_the_file(
    rows: dict[str, list[dict[str, str]]], shared: Path
) -> None:
    path = shared / "data" / "atop" / "atop_v5_1_directed_dyad_years_subset.csv"
    kinds = {"defense": "defense", "nonaggression": "nonagg", "consultation": "consul"}
    expected = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one, other = int(row["ccode1"]), int(row["ccode2"])
            if {row["ccode1"], row["ccode2"]} <= FOUR:
                who, low, high = ("a", one, other) if one < other else ("b", other, one)
                for kind, short in kinds.items():
                    if row[f"atop_{short}"] == "1":
                        expected.add((low, high, int(row["year"]), f"{who}_owes_{kind}"))
    mine = [row for row in rows["dyad_years"] if row["source"] == "atop-5"]
    found = {
        (int(row["cow_a"]), int(row["cow_b"]), int(row["year"]), f"{who}_owes_{kind}")
        for row in mine
        for who in "ab"
        for kind in kinds
        if row[f"{who}_owes_{kind}"] == "true"
    }
    assert found == expected
    assert (2, 732, 1954, "a_owes_defense") in found
    before = next(r for r in mine if (r["state_b"], r["year"]) == ("rok", "1952"))
    assert (before["allied"], before["a_owes_defense"]) == ("false", "false")
    assert {row["disputes"] for row in mine} == {""}  # it covers no events


def test_disputes_begin_in_the_years_of_the_file(
    rows: dict[str, list[dict[str, str]]], shared: Path
) -> None:
    spells = _spells(shared / "data" / "gml-mid" / "gml_participants.csv")
    expected: Counter[str] = Counter()
    for takings in filter(_is_known, spells.values()):
        north, south = ([t for t in takings if t[0] == code] for code in ("731", "732"))
        begun = {
            str(max(one[2], other[2])[0])
            for one in north
            for other in south
            if one[1] != other[1] and one[2] <= other[3] and other[2] <= one[3]
        }
        if begun:
            expected[min(begun)] += 1
    mine = [
        row
        for row in rows["dyad_years"]
        if (row["source"], row["state_a"], row["state_b"]) == ("gml", "dprk", "rok")
    ]
    assert {row["disputes_complete"] for row in mine} == {"true"}
    found = Counter({row["year"]: int(row["disputes_opposed"]) for row in mine})
    assert +found == expected
    assert len(expected) > 20
    assert [row["year"] for row in mine] == [str(year) for year in range(1949, 2011)]
