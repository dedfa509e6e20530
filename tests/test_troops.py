"""U.S. strength abroad: what is a count, what is not, and which state a number stands in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from loader_runs import counts, numbers, reasons, records, run, run_text

from alliancekg.dataloaders import Outcome
from alliancekg.findings import Place
from alliancekg.records import Location, Quantity
from loaders.troops import LOADER

KANE = "countryname,ccode,iso3c,year,troops,army,navy,air_force,marine_corps\n"
REBUILD = (
    "countryname,year,ccode,troops_ad,army_ad,navy_ad,air_force_ad,marine_corps_ad,"
    "total_selected_reserve\n"
)
REPORTS = (
    "ccode,countryname,year,month,source,Location,Total,Total Ashore,Total Active Duty,"
    "Total Civilian\n"
)
IMPUTED = "is imputed: no report counted the forces of 1951 and 1952"
ZERO = "may mean 'not reported': the table fills what no report lists with 0"
SUMMED = "adds up two reports, as nearly all totals of 2008 in this table do"
BRANCHLESS = "has no branches: it is of no report, and such totals are added up repeatedly"
UNREPORTED = "stands for a year in which no report was issued"
ROUND = "is a round number without branches, so of no report and of no known month"
QUARTERS = "is the most of several quarters, and may add up sources"


def kane(folder: Path, *rows: str) -> list[Outcome]:
    """Return what rows of the table before release 1.0 give."""
    return run_text(LOADER, folder, KANE + "\n".join(rows), "troops-kane")


def rebuild(folder: Path, *rows: str) -> list[Outcome]:
    """Return what rows of the rebuilt table give."""
    return run_text(LOADER, folder, REBUILD + "\n".join(rows), "troops-rebuild")


def reports(folder: Path, *rows: str) -> list[Outcome]:
    """Return what rows of the reports give."""
    return run_text(LOADER, folder, REPORTS + "\n".join(rows), "troops-reports")


def dated(outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    """Return date and value of each strength."""
    found = records(list(outcomes), Quantity)
    return [(q.edtf, q.value) for q in found if q.measure == "troop-strength"]


def test_a_country_year_gives_the_place_with_its_state_and_a_number(tmp_path: Path) -> None:
    (found,) = kane(tmp_path, "South Korea,732,KOR,1971,12345,NA,NA,NA,NA")
    place = Place("table.csv", 2, 2)
    assert found == Outcome(
        place,
        (
            Location(
                id="troops-kane-732-rok",
                source="troops-kane",
                place=place,
                label="South Korea",
                in_state="rok",
            ),
            Quantity(
                id="troops-kane-732-1971",
                source="troops-kane",
                place=place,
                label="United States active-duty forces in South Korea, 1971-09",
                measure="troop-strength",
                value="12345",
                unit="persons",
                comparator="equal",
                of_actor="usa",
                in_place="troops-kane-732-rok",
                edtf="1971-09",
            ),
        ),
    )


def test_reports_count_in_june_up_to_1956_and_in_september_afterwards(tmp_path: Path) -> None:
    rows = [f"Japan,740,JPN,{year},7,NA,NA,NA,NA" for year in (1950, 1956, 1957, 2002, 2023)]
    assert [date for date, _ in dated(kane(tmp_path, *rows))] == [
        "1950-06",
        "1956-06",
        "1957-09",
        "2002-09",
        "2023-09",
    ]


def test_a_place_is_given_once_and_again_where_its_state_changes(tmp_path: Path) -> None:
    rows = [f"Russia,365,RUS,{year},7,NA,NA,NA,NA" for year in (1989, 1990, 1992, 1993)]
    found = kane(tmp_path, *rows)
    assert [(p.id, p.in_state) for p in records(found, Location)] == [
        ("troops-kane-365-soviet-union", "soviet-union"),
        ("troops-kane-365-russia", "russia"),
    ]
    assert [q.in_place for q in records(found, Quantity)] == [
        "troops-kane-365-soviet-union",
        "troops-kane-365-soviet-union",
        "troops-kane-365-russia",
        "troops-kane-365-russia",
    ]


def test_what_is_imputed_is_no_count(tmp_path: Path) -> None:
    rows = [f"Japan,740,JPN,{year},7,NA,NA,NA,NA" for year in (1951, 1952)]
    assert reasons(kane(tmp_path, *rows)) == {IMPUTED: 2}
    rows = [f"Japan,{year},740,7,7,0,0,0,0" for year in (1951, 1952)]
    assert reasons(rebuild(tmp_path, *rows)) == {IMPUTED: 2}


def test_a_zero_that_fills_a_gap_and_a_missing_total_are_no_zero(tmp_path: Path) -> None:
    found = kane(
        tmp_path,
        "Japan,740,JPN,1970,0,NA,NA,NA,NA",
        "Japan,740,JPN,2003,0,NA,NA,NA,NA",
        "Japan,740,JPN,1971,NA,NA,NA,NA,NA",
        "Japan,740,JPN,1972,-9,NA,NA,NA,NA",
    )
    assert counts(found) == (4, 0, 4)
    assert reasons(found) == {
        ZERO: 2,
        "is the code NA for a missing value": 1,
        "is less than zero": 1,
    }
    assert reasons(rebuild(tmp_path, "Japan,1950,740,0,3,0,0,0,0")) == {ZERO: 1}


def test_a_year_without_a_report_is_flagged_and_keeps_the_year_alone(tmp_path: Path) -> None:
    for found in (
        kane(tmp_path, "Japan,740,JPN,2003,7,NA,NA,NA,NA", "Japan,740,JPN,2004,8,NA,NA,NA,NA"),
        rebuild(tmp_path, "Japan,2003,740,7,0,0,0,0,0", "Japan,2004,740,8,0,0,0,0,0"),
    ):
        assert dated(found) == [("2003", "7"), ("2004", "8")]
        assert reasons(found, flags=True) == {UNREPORTED: 2}


def test_a_round_total_without_branches_is_of_no_known_month(tmp_path: Path) -> None:
    found = kane(
        tmp_path,
        "Italy,325,ITA,2006,141100,NA,NA,NA,NA",
        "Italy,325,ITA,2007,500,0,0,0,0",
        "Italy,325,ITA,2008,400,NA,NA,NA,NA",
        "Italy,325,ITA,2009,2100,430,NA,NA,NA",
        "Italy,325,ITA,2010,2110,NA,NA,NA,NA",
        "Italy,325,ITA,2000,2100,NA,NA,NA,NA",
    )
    assert [date for date, _ in dated(found)] == [
        "2006",
        "2007",
        "2008-09",
        "2009-09",
        "2010-09",
        "2000-09",
    ]
    assert reasons(found, flags=True) == {ROUND: 2}


def test_totals_that_add_up_sources_are_refused(tmp_path: Path) -> None:
    found = rebuild(
        tmp_path,
        "Italy,2008,325,50,20,20,5,5,0",
        "Italy,1954,325,22,4,0,2,5,0",
        "Italy,2006,325,423300,0,0,0,0,0",
        "Italy,1955,325,100,0,0,0,0,0",
    )
    assert counts(found) == (4, 0, 4)
    assert reasons(found) == {
        SUMMED: 1,
        "is doubled: its branches add up to 11": 1,
        BRANCHLESS: 2,
    }


def test_totals_near_those_that_add_up_sources_are_taken(tmp_path: Path) -> None:
    found = rebuild(
        tmp_path,
        "Italy,2007,325,50,20,20,5,5,0",
        "Italy,1954,325,23,4,0,2,5,0",
        "Italy,2006,325,99,0,0,0,0,0",
        "Italy,2010,325,22,4,0,2,5,0",
    )
    assert dated(found) == [
        ("2007-09", "50"),
        ("1954-06", "23"),
        ("2006-09", "99"),
        ("2010-09", "22"),
    ]
    assert reasons(found, flags=True) == {}


def test_later_totals_of_the_rebuilt_table_say_what_they_count(tmp_path: Path) -> None:
    found = rebuild(
        tmp_path,
        "Italy,2012,325,60,20,20,5,5,10",
        "Italy,2013,325,60,20,20,5,5,10",
    )
    assert [q.label for q in records(found, Quantity)] == [
        "United States active-duty and Selected Reserve forces in Italy, 2012-09",
        "United States active-duty and Selected Reserve forces in Italy, 2013",
    ]
    assert reasons(found, flags=True) == {QUARTERS: 1}


def test_an_invented_code_is_a_place_without_a_state_named_by_its_name(tmp_path: Path) -> None:
    found = rebuild(tmp_path, "Aden,1965,1029,2,2,0,0,0,0", "Guam,1965,10101,3,3,0,0,0,0")
    assert [(p.id, p.label, p.in_state) for p in records(found, Location)] == [
        ("troops-rebuild-1029-aden", "Aden", ""),
        ("troops-rebuild-10101-guam", "Guam", ""),
    ]
    assert reasons(found, flags=True) == {}
    assert list(numbers(found)) == ["troops-rebuild-1029-1965", "troops-rebuild-10101-1965"]


def test_forces_at_no_place_are_refused(tmp_path: Path) -> None:
    names = ("Afloat", "Undefined", "UNKNOWN", "Zz-Unknown")
    found = kane(tmp_path, *(f"{name},1003,NA,1990,7,NA,NA,NA,NA" for name in names))
    assert reasons(found) == {"names no place on land": 4}


def test_a_colony_is_a_place_without_a_state_until_it_is_one(tmp_path: Path) -> None:
    found = kane(
        tmp_path, "Algeria,615,DZA,1955,7,NA,NA,NA,NA", "Algeria,615,DZA,1962,8,NA,NA,NA,NA"
    )
    assert [(p.id, p.in_state) for p in records(found, Location)] == [
        ("troops-kane-615", ""),
        ("troops-kane-615-algeria", "algeria"),
    ]
    (flagged,) = [finding for o in found for finding in o.flags]
    assert flagged.severity == "info"
    assert str(flagged) == (
        "table.csv:2: ccode: '615' is the code of no state in 1955; expected a state of that year,"
        " or a place without one. Fix: none is needed: the place stands without a state"
    )


@pytest.mark.parametrize(
    ("code", "year", "state"),
    [
        ("740", 1950, "japan"),  # a gap of COW
        ("255", 1990, "west-germany"),  # counted on 30 September
        ("260", 1954, "west-germany"),
        ("255", 1991, "germany"),
        ("260", 1991, "germany"),
        ("816", 1954, "south-vietnam"),
        ("816", 1974, "south-vietnam"),
        ("817", 1974, "south-vietnam"),
        ("816", 1993, "vietnam"),
        ("817", 1993, "vietnam"),
        ("816", 1953, ""),
    ],
)
def test_a_code_is_read_as_the_state_that_the_table_means(
    tmp_path: Path, code: str, year: int, state: str
) -> None:
    found = rebuild(tmp_path, f"Somewhere,{year},{code},7,7,0,0,0,0")
    assert [p.in_state for p in records(found, Location)] == [state]


def test_south_vietnam_under_the_code_of_the_north_is_flagged(tmp_path: Path) -> None:
    found = rebuild(tmp_path, "Vietnam,1968,816,7,7,0,0,0,0", "Vietnam,1993,816,7,7,0,0,0,0")
    problem = "is the code of North Vietnam, and the forces stood in South Vietnam"
    assert [[f.problem for f in o.flags] for o in found] == [[problem], []]


def test_a_report_gives_the_widest_total_that_it_printed(tmp_path: Path) -> None:
    found = reports(
        tmp_path,
        "732,South Korea,1950,June,June 1950,Korea,NA,5,NA,NA",
        "732,South Korea,1968,September,September 1968,South Korea e/,7,5,NA,NA",
        '732,South Korea,2008,September,September 2008,"KOREA, SOUTH",NA,NA,9,4',
    )
    assert [(q.id, q.label, q.value, q.note) for q in records(found, Quantity)] == [
        (
            "troops-reports-732-1950-06-korea",
            "United States forces ashore in Korea, 1950-06",
            "5",
            "",
        ),
        (
            "troops-reports-732-1968-09-south-korea",
            "United States forces in South Korea, 1968-09",
            "7",
            "The report sets the footnote e/ to the name.",
        ),
        (
            "troops-reports-732-2008-09-korea-south",
            "United States active-duty forces in KOREA, SOUTH, 2008-09",
            "9",
            "",
        ),
        (
            "troops-reports-732-2008-09-korea-south-civilian",
            "United States defense civilians in KOREA, SOUTH, 2008-09",
            "4",
            "",
        ),
    ]
    assert numbers(found, "personnel-civilian") == {
        "troops-reports-732-2008-09-korea-south-civilian": "4"
    }
    assert [(p.id, p.label, p.in_state) for p in records(found, Location)] == [
        ("troops-reports-732-rok", "South Korea", "rok")
    ]


def test_a_zero_that_a_report_printed_is_a_zero_and_nothing_printed_is_none(
    tmp_path: Path,
) -> None:
    found = reports(
        tmp_path,
        '731,North Korea,2009,September,September 2009,"KOREA, NORTH",NA,NA,0,0',
        "732,South Korea,2003,September,September 2003,Korea,NA,NA,NA,NA",
        "732,South Korea,2005,Spring,Spring 2005,Korea,3,NA,NA,NA",
    )
    assert [q.value for q in records(found, Quantity)] == ["0", "0"]
    assert reasons(found) == {
        "is missing, as are the other printed totals: the number is of no report": 1,
        "is not a month": 1,
    }


def test_a_name_for_more_or_less_than_a_state_is_a_place_of_its_own(tmp_path: Path) -> None:
    found = reports(
        tmp_path,
        "365,Russia,1992,September,September 1992,Total - Former Soviet Union,5,NA,NA,NA",
        "365,Russia,1993,September,September 1993,Russia,5,NA,NA,NA",
        "740,Japan,1971,September,September 1971,Ryukyu Islands,5,5,NA,NA",
        "740,Japan,1972,September,September 1972,Ryukyu Islands,5,5,NA,NA",
    )
    assert [(p.id, p.in_state) for p in records(found, Location)] == [
        ("troops-reports-total---former-soviet-union", ""),
        ("troops-reports-365-russia", "russia"),
        ("troops-reports-ryukyu-islands", ""),
        ("troops-reports-ryukyu-islands-japan", "japan"),
    ]
    assert reasons(found, flags=True) == {
        "is more than one state": 1,
        "is a part of the state of the code": 2,
    }


@pytest.fixture(scope="module")
def before(shared: Path) -> list[Outcome]:
    """Return what the table before release 1.0 gives."""
    path = shared / "data" / "troopdata" / "us_troops_country_year_pre1.csv"
    return run(LOADER, path, "troops-kane")


@pytest.fixture(scope="module")
def rebuilt(shared: Path) -> list[Outcome]:
    """Return what the rebuilt table gives."""
    path = shared / "data" / "troopdata" / "us_troops_country_year_rebuild.csv"
    return run(LOADER, path, "troops-rebuild")


@pytest.fixture(scope="module")
def printed(shared: Path) -> list[Outcome]:
    """Return what the report rows give."""
    path = shared / "data" / "troopdata" / "dod_reports_subset.csv"
    return run(LOADER, path, "troops-reports")


@pytest.mark.shared
def test_every_row_of_the_table_before_release_1_is_taken_or_refused(
    before: list[Outcome],
) -> None:
    assert counts(before) == (14_792, 9_219, 5_573)
    assert reasons(before) == {ZERO: 5_183, IMPUTED: 372, "names no place on land": 18}
    found = reasons(before, flags=True)
    assert (found[UNREPORTED], found[ROUND]) == (284, 26)


@pytest.mark.shared
def test_strength_in_south_korea_before_release_1(before: list[Outcome]) -> None:
    found = numbers(before)
    years = (1968, 1969, 1970, 1971, 1974, 2005, 2008)
    assert [found[f"troops-kane-732-{year}"] for year in years] == [
        "62263",
        "66531",
        "52197",
        "40740",
        "40387",
        "30983",
        "25771",
    ]
    assert "troops-kane-732-1953" in found
    assert not {"troops-kane-732-1951", "troops-kane-732-1952"} & set(found)


@pytest.mark.shared
def test_every_row_of_the_rebuilt_table_is_taken_or_refused(rebuilt: list[Outcome]) -> None:
    assert counts(rebuilt) == (13_135, 9_674, 3_461)
    doubled = {p: n for p, n in reasons(rebuilt).items() if p.startswith("is doubled")}
    others = {p: n for p, n in reasons(rebuilt).items() if p not in doubled}
    assert sum(doubled.values()) == 10
    assert others == {ZERO: 2_898, IMPUTED: 370, SUMMED: 167, BRANCHLESS: 16}


@pytest.mark.shared
def test_strength_in_south_korea_in_the_rebuilt_table(rebuilt: list[Outcome]) -> None:
    found = numbers(rebuilt)
    assert [found[f"troops-rebuild-732-{year}"] for year in (1969, 1974)] == ["66531", "40878"]
    refused = {"troops-rebuild-732-1951", "troops-rebuild-732-1952", "troops-rebuild-732-2008"}
    assert not refused & set(found)
    assert "50975" not in found.values()


@pytest.mark.shared
def test_every_report_row_is_taken_or_refused(printed: list[Outcome]) -> None:
    assert counts(printed) == (787, 779, 8)
    found = numbers(printed)
    assert found["troops-reports-732-2008-09-korea-south"] == "25772"
    assert found["troops-reports-732-1968-09-south-korea"] == "62416"
    assert found["troops-reports-731-2009-09-korea-north"] == "0"
    assert len(numbers(printed, "personnel-civilian")) == len(found) - 357
    assert not {q.id for q in records(printed, Quantity) if q.edtf in ("2003-09", "2004-09")}


@pytest.mark.shared
def test_no_quarterly_row_is_data_and_each_says_why(shared: Path) -> None:
    path = shared / "data" / "troopdata" / "us_troops_quarterly_subset.csv"
    found = run(LOADER, path, "troops-quarterly")
    assert counts(found) == (1_457, 0, 1_457)
    assert reasons(found) == {
        "is a running sum of several sources": 717,
        "is a copy of another table, dated to June whatever the month of the count": 418,
        "names no source": 304,
        "is imputed, no count of a report": 18,
    }
