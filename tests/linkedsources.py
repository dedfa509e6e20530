"""A store with the seeds and small extracts of public data sets that links of the seeds lead to.

The extracts are cut from the real files when a test needs them; none of their rows stands here.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from oncemade import once

from alliancekg import arguments
from alliancekg.commands import loading
from alliancekg.console import Console
from alliancekg.store import Store

Keeps = Callable[[Mapping[str, str]], bool]


def having(field: str, *values: str) -> Keeps:
    """Return what keeps the rows that have one of the values in a field."""
    return lambda row: row[field] in values


def in_korea(row: Mapping[str, str]) -> bool:
    """Tell whether a row is of South Korea and of a year that the tests look at."""
    return row["ccode"] == "732" and row["year"] in ("1970", "1971", "1974", "2008")


_DISPUTES = having("dispnum", "51", "347", "362", "2186")
EXTRACTS: tuple[tuple[str, tuple[tuple[str, Keeps], ...]], ...] = (
    (
        "disputes",
        (("gml-mid/gml_disputes.csv", _DISPUTES), ("gml-mid/gml_participants.csv", _DISPUTES)),
    ),
    ("crises", (("icb/icb1_v13_crises.csv", having("crisno", "132", "133", "140", "224", "233")),)),
    ("conflicts", (("ucdp/ucdp_prio_acd_19_1.csv", having("conflict_id", "235")),)),
    (
        "alliances",
        (
            ("atop/atop_v4_01_alliance_level_subset.csv", having("atopid", "3240")),
            ("atop/atop_v4_01_member_level_subset.csv", having("atopid", "3240")),
        ),
    ),
    (
        "provocations",
        (
            (
                "csis-provocations/dprk_provocations_1958_2026.csv",
                having("date", "1968-01-21", "1968-01-23", "1969-04-15", "1976-08-18"),
            ),
        ),
    ),
    ("troops", (("troopdata/us_troops_country_year_pre1.csv", in_korea),)),
    ("troops", (("troopdata/us_troops_country_year_rebuild.csv", in_korea),)),
    ("troops", (("troopdata/dod_reports_subset.csv", in_korea),)),
)


def cut(source: Path, target: Path, keeps: Keeps) -> Path:
    """Write the rows of a table that are kept, under the name of the table; return the new file."""
    target.mkdir(parents=True, exist_ok=True)
    path = target / source.name
    with (
        source.open(encoding="utf-8-sig", newline="") as file,
        path.open("w", encoding="utf-8", newline="") as out,
    ):
        rows = csv.DictReader(file)
        assert rows.fieldnames
        writer = csv.DictWriter(out, rows.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if keeps(row))
    return path


def load(store: Path, loader: str, *files: Path) -> None:
    """Load files into a store."""
    command = ["load", loader, *map(str, files), "--store", str(store)]
    args = arguments.parser().parse_args(command)
    assert loading.load(args, Console(is_quiet=True)) == 0


@pytest.fixture(scope="session")
def linked(built: Store, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a store with the seeds and the extracts; it is only to be read."""

    def make(folder: Path) -> None:
        shutil.copytree(built.path, folder / "store")
        for loader, files in EXTRACTS:
            cuts = [cut(shared / "data" / name, folder / "data", keeps) for name, keeps in files]
            load(folder / "store", loader, *cuts)

    return Store(once(tmp_path_factory, "linked", make) / "store")
