"""Case B13: missing, not covered and zero stay three things, and a code NA is a code.

The columns are those of the case's `columns.yaml`, written as the columns of a layout.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pytest

from alliancekg import datarows
from alliancekg.columns import Column, Row
from alliancekg.coverages import Coverage, Period
from alliancekg.dataloaders import Context, DataSource, Item, Layout, Outcome
from alliancekg.dates import parse
from alliancekg.identity import States
from alliancekg.records import Quantity

SOURCE = DataSource(
    key="b13",
    title="Invented strengths",
    creators=("Nobody",),
    citation="None.",
    obtain="the case B13",
    url="https://example.org/",
    terms="invented",
    measures=("troop-strength",),
    time="1950/2018",
)


def rows(row: Row, context: Context) -> Iterator[Item]:
    """Yield the strength of a row, labelled with its host, and how high the place lies."""
    for field in ("troops", "elevation_m"):
        if row.text(field):
            yield Quantity(
                id=context.id(row.text("id"), field),
                source=row.source,
                place=row.place,
                label=row.text("host"),
                measure=field,
                value=row.text(field),
                unit="persons",
                comparator="equal",
                edtf=row.text("year"),
            )


LAYOUT = Layout(
    name="strengths",
    source=SOURCE,
    columns=(
        Column("id", "id", required=True),
        Column("host", "text"),
        Column("year", "integer", required=True),
        Column("troops", "integer", required=True, missing=("-9", "-8", "."), doc="A number."),
        Column("elevation_m", "integer"),
    ),
    rows=rows,
)


@pytest.fixture
def case(shared: Path) -> Path:
    """Return the folder of the case."""
    return shared / "cases" / "inputs" / "B13-missing-is-not-zero"


@pytest.fixture
def outcomes(case: Path, tmp_path: Path) -> list[Outcome]:
    """Return what the rows of the case give; its first line is a remark."""
    text = (case / "troops.csv").read_text(encoding="utf-8")
    path = tmp_path / "troops.csv"
    path.write_text(text.split("\n", 1)[1], encoding="utf-8")
    return list(datarows.read(LAYOUT, path, path.name, Context("b13", States(())), {}))


def quantities(outcomes: list[Outcome], field: str) -> dict[str, Quantity]:
    """Return the quantities of a field by the id of their row."""
    found = [q for o in outcomes for q in o.records if isinstance(q, Quantity)]
    return {q.id.split("-")[1]: q for q in found if q.measure == field}


@pytest.mark.shared
def test_missing_codes_are_no_numbers_and_zero_is_one(case: Path, outcomes: list[Outcome]) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    troops = quantities(outcomes, "troops")
    assert {key: int(q.value) for key, q in troops.items()} == expected["values"]
    korea = [int(q.value) for q in troops.values() if q.label == "KOR"]
    assert mean(korea) == expected["average_troops_KOR"]
    assert not set(expected["no_value"]) & set(troops)


@pytest.mark.shared
def test_a_code_na_is_a_host_and_a_height_of_minus_nine_is_a_height(
    case: Path, outcomes: list[Outcome]
) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    assert quantities(outcomes, "troops")["n8"].label == expected["n8_host"]
    heights = quantities(outcomes, "elevation_m")
    assert int(heights["n1"].value) == expected["n1_elevation"]


@pytest.mark.shared
def test_each_row_without_a_number_says_which_code_stands_there(outcomes: list[Outcome]) -> None:
    refused = [o.refusals for o in outcomes if o.is_refused]
    assert [(f.field, f.value, f.problem) for (f,) in refused] == [
        ("troops", "-9", "is the code -9 for a missing value"),
        ("troops", "-8", "is the code -8 for a missing value"),
        ("troops", "", "is missing"),
        ("troops", ".", "is the code . for a missing value"),
    ]


def test_a_year_past_the_end_of_the_data_is_not_covered() -> None:
    bounds = parse(SOURCE.time)
    coverage = Coverage("b13", first=bounds.earliest_begin, last=bounds.latest_end)
    covered = []
    for year in ("1949", "1950", "2018", "2019"):
        asked = parse(year)
        period = Period(year, asked.earliest_begin, asked.latest_end)
        if coverage.has_period(period):
            covered.append(year)
    assert covered == ["1950", "2018"]
