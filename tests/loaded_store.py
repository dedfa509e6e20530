"""A store with extracts of real data sets on top of the seeds, loaded once for all tests.

The extracts are made in a folder of the test run, from the files of the test material: their rows
about the two Koreas, and what little else the questions across data sets need.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

import pytest
from oncemade import once

from alliancekg import cli
from alliancekg.store import Store

Row = Mapping[str, str]
KOREAS: Final = {"731", "732"}
FOUR: Final = {"2", "731", "732", "740"}
COUNTRIES: Final = {"United States", "South Korea", "North Korea"}
# The U.S. with South Korea; the Soviet Union and China with North Korea.
TREATIES: Final = {"3240", "3440", "3445"}
ROOT: Final = Path(__file__).parent.parent


def extract(path: Path, folder: Path, keep: Callable[[Row], bool], encoding: str = "utf-8") -> Path:
    """Write the rows of a table that are to be kept, their cells as they are."""
    made = folder / path.name
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames is not None
        with made.open("w", encoding=encoding, newline="") as out:
            writer = csv.DictWriter(out, reader.fieldnames)
            writer.writeheader()
            writer.writerows(row for row in reader if keep(row))
    return made


def _coded(path: Path, folder: Path) -> Path:
    """Write the lines of a tab-separated list in which two of three countries meet."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    at = [head.split("\t").index(name) for name in ("Source Country", "Target Country")]
    pairs = ((line, {line.split("\t")[index] for index in at}) for line in lines)
    kept = [line for line, countries in pairs if len(countries) == 2 and countries <= COUNTRIES]
    made = folder / path.name
    made.write_text("\n".join([head, *kept, ""]), encoding="utf-8")
    return made


def _korean_disputes(data: Path) -> set[str]:
    """Return the numbers of the disputes in which one of the Koreas took part."""
    with (data / "gml-mid" / "gml_participants.csv").open(encoding="utf-8", newline="") as file:
        return {row["dispnum"] for row in csv.DictReader(file) if row["ccode"] in KOREAS}


def _has_cell(row: Row, names: Iterable[str]) -> bool:
    return not {cell for cell in row.values() if isinstance(cell, str)}.isdisjoint(names)


def _in_korea(row: Row) -> bool:
    return row["ccode"] == "732"


def _plan(data: Path, folder: Path) -> list[tuple[str, list[Path]]]:
    """Return which files go to which loader, source by source."""

    def kept(file: str, keep: Callable[[Row], bool], encoding: str = "utf-8") -> Path:
        return extract(data / file, folder, keep, encoding)

    disputes = _korean_disputes(data)
    lists = [data / "cns-missile-tests" / f"{name}.json" for name in ("facilities", "missiles")]
    return [
        ("troops", [kept("troopdata/us_troops_country_year_pre1.csv", _in_korea)]),
        ("troops", [kept("troopdata/us_troops_country_year_rebuild.csv", _in_korea)]),
        ("troops", [kept("troopdata/dod_reports_subset.csv", _in_korea)]),
        (
            "disputes",
            [
                kept("gml-mid/gml_disputes.csv", lambda row: row["dispnum"] in disputes),
                kept("gml-mid/gml_participants.csv", lambda row: row["dispnum"] in disputes),
            ],
        ),
        (
            "crises",
            [
                kept(
                    "icb/icb1_v13_crises.csv",
                    lambda row: row["trigent"] in KOREAS or "KOREA" in row["crisname"].upper(),
                    "utf-8-sig",
                )
            ],
        ),
        ("conflicts", [kept("ucdp/ucdp_prio_acd_19_1.csv", lambda r: r["conflict_id"] == "235")]),
        ("provocations", [data / "csis-provocations" / "dprk_provocations_1958_2026.csv"]),
        ("missile_tests", [*lists, data / "cns-missile-tests" / "dprk_missile_tests.csv"]),
        ("leaders", [kept("leaders/archigos_4_1_subset.csv", lambda row: row["gwcode"] in FOUR)]),
        (
            "alliances",
            [
                kept(
                    f"atop/atop_v4_01_{level}_level_subset.csv",
                    lambda row: row["atopid"] in TREATIES,
                )
                for level in ("alliance", "member")
            ],
        ),
        (
            "exercises",
            [
                kept(
                    "troopdata/joint_exercises_subset.csv",
                    lambda row: _has_cell(row, ("South Korea", "North Korea")),
                )
            ],
        ),
        ("coded_events", [_coded(data / "icews" / "icews_events_2018_sample_korea.tab", folder)]),
        ("frus", [data / "frus" / "frus1969-76v19p1.xml"]),
    ]


@pytest.fixture(scope="session")
def loaded(shared: Path, built: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a store with the graph of the checkout and the extracts; it is only to be read."""

    def make(folder: Path) -> None:
        shutil.copytree(built.path, folder / "store")
        options = ["--workspace", str(ROOT), "--store", str(folder / "store"), "--quiet"]
        for loader, files in _plan(shared / "data", folder):
            assert cli.main(["load", loader, *map(str, files), *options]) == 0, loader

    return Store(once(tmp_path_factory, "loaded", make) / "store")
