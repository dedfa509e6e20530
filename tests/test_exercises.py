"""Joint exercises: dates with unknown parts, participants by name and by letters, places."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from loader_runs import counts, reasons, records, run

from alliancekg.dataloaders import Outcome
from alliancekg.findings import Place
from alliancekg.records import Event, Location, Participation, Ref
from loaders.exercises import LOADER

V7 = (
    "MMEID,Ex_Name,Location,StartDate,s.year,s.month,s.day,EndDate,e.year,e.month,e.day,"
    "StateA,StateB,StateC,StateD"
)
V3 = (
    "Timestamp,Exercise Name,Location1,Start Date,s.year,s.month,s.day,enddate,e.year,e.month,"
    "e.day,State A,State B,State C"
)


def read(folder: Path, header: str, *rows: tuple[str, ...], source: str) -> list[Outcome]:
    """Return what rows give; cells that a row lacks are empty."""
    names = header.split(",")
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([*row, *[""] * (len(names) - len(row))] for row in rows)
    return run(LOADER, path, source)


def v7(folder: Path, *rows: tuple[str, ...]) -> list[Outcome]:
    """Return what rows of version 7 give."""
    return read(folder, V7, *rows, source="jme-7")


def v3(folder: Path, *rows: tuple[str, ...]) -> list[Outcome]:
    """Return what rows of version 3 give."""
    return read(folder, V3, *rows, source="jme-3")


def when(begin: tuple[str, str, str], end: tuple[str, str, str]) -> tuple[str, ...]:
    """Return the cells of a row of version 7 up to its participants, with these dates."""
    return ("mme1", "-9", "-9", "", *begin, "", *end)


def test_an_exercise_has_its_place_and_its_participants(tmp_path: Path) -> None:
    days = ("3/1/80", "1980", "3", "1", "3/8/80", "1980", "3", "8")
    states = ("South Korea", "United States", "-9", "South Korea")
    (found,) = v7(tmp_path, ("mme7", "Some Shield", "South Korea", *days, *states))
    place = Place("table.csv", 2, 2)
    assert found == Outcome(
        place,
        (
            Location(
                id="jme-7-place-south-korea-rok",
                source="jme-7",
                place=place,
                label="South Korea",
                in_state="rok",
            ),
            Event(
                id="jme-7-mme7",
                source="jme-7",
                place=place,
                event_type="military-exercise",
                status="done",
                label="Some Shield",
                edtf="1980-03-01/1980-03-08",
                places=("jme-7-place-south-korea-rok",),
                identifiers=("mme7",),
            ),
            Participation(
                id="event/jme-7-mme7:rok:participant",
                source="jme-7",
                place=place,
                record=Ref("event", "jme-7-mme7"),
                actor="rok",
                role="participant",
            ),
            Participation(
                id="event/jme-7-mme7:usa:participant",
                source="jme-7",
                place=place,
                record=Ref("event", "jme-7-mme7"),
                actor="usa",
                role="participant",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("begin", "end", "edtf"),
    [
        (("1980", "8", "xx"), ("1980", "8", "xx"), "1980-08"),
        (("1980", "8", "5"), ("1980", "8", "xx"), "1980-08-05/1980-08"),
        (("1980", "8", "xx"), ("1980", "9", "2"), "1980-08/1980-09-02"),
        (("1980", "8", "5"), ("1980", "8", "5"), "1980-08-05"),
        (("1980", "8", "5"), ("-9", "-9", "-9"), "1980-08-05/"),
        (("1980", "8", "5"), ("1980", "xx", "xx"), "1980-08-05/1980"),
        (("1980", "xx", "5"), ("1980", "xx", "xx"), "1980"),
    ],
)
def test_unknown_parts_of_a_date_are_left_out(
    tmp_path: Path, begin: tuple[str, str, str], end: tuple[str, str, str], edtf: str
) -> None:
    (event,) = records(v7(tmp_path, (*when(begin, end), "Japan")), Event)
    assert (event.edtf, event.label) == (edtf, f"Joint military exercise, {edtf}")


@pytest.mark.parametrize(
    ("begin", "end", "problem"),
    [
        (("1980", "8", "5"), ("1980", "8", "4"), "ends before it begins"),
        (
            ("1980", "2", "30"),
            ("1980", "3", "1"),
            "holds '1980-02-30', which is not a day: February 1980 has 29 days",
        ),
        (("", "", ""), ("1980", "3", "1"), "is no date of the known forms"),
    ],
)
def test_a_date_that_cannot_be_is_refused(
    tmp_path: Path, begin: tuple[str, str, str], end: tuple[str, str, str], problem: str
) -> None:
    (found,) = v7(tmp_path, (*when(begin, end), "Japan"))
    (refusal,) = found.refusals
    assert (refusal.field, refusal.problem) == ("StartDate", problem)


@pytest.mark.parametrize(
    ("begin", "end", "edtf"),
    [
        ("08/xx/2010", "09/03/2010", "2010-08/2010-09-03"),
        ("xx/xx/2010", "xx/xx/2010", "2010"),
        ("2010-09-28 00:00:00", "2010-09-28 00:00:00", "2010-09-28"),
        ("8/2/2010", "", "2010-08-02/"),
        ("8/2/2010", "soon", "2010-08-02/"),
    ],
)
def test_dates_are_read_from_text_where_the_columns_of_parts_are_empty(
    tmp_path: Path, begin: str, end: str, edtf: str
) -> None:
    cells = ("t", "", "", begin, "", "", "", end, "", "", "", "JPN")
    assert [e.edtf for e in records(v3(tmp_path, cells), Event)] == [edtf]


def test_letters_and_names_of_today_mean_the_state_of_the_time(tmp_path: Path) -> None:
    found = v7(
        tmp_path,
        (*when(("1985", "8", "xx"), ("1985", "8", "xx")), "Russia", "Germany", "Poland"),
        (*when(("1995", "8", "xx"), ("1995", "8", "xx")), "Russia", "Germany", "NATO"),
    )
    assert [p.actor for p in records(found, Participation)] == [
        "soviet-union",
        "west-germany",
        "poland",
        "russia",
        "germany",
    ]
    assert reasons(found, flags=True) == {"is not the name of a state": 1}
    cells = ("t", "", "", "8/2/1985", "", "", "", "8/2/1985", "", "", "", "RUS", "DDR", "CAN ")
    assert [p.actor for p in records(v3(tmp_path, cells), Participation)] == [
        "soviet-union",
        "east-germany",
        "canada",
    ]


def test_an_exercise_of_version_3_is_named_by_its_entry_and_its_begin(tmp_path: Path) -> None:
    cells = ("", "8/2/2010", "", "", "", "8/4/2010", "", "", "", "JPN")
    found = v3(
        tmp_path,
        ("7/17/2012 15:07:09", "A", *cells),
        ("7/17/2012 15:07:09", "A", *cells),
        ("", "B", *cells),
    )
    assert [e.id for e in records(found, Event)] == [
        "jme-3-7-17-2012-15-07-09-2010-08-02",
        "jme-3-2010-08-02",
    ]
    assert reasons(found) == {"and Start Date are those of the row before: it stands twice": 1}


def test_a_place_is_shared_but_for_a_long_description(tmp_path: Path) -> None:
    dates = ("", "1980", "8", "5", "", "1980", "8", "5", "Japan")
    found = v7(
        tmp_path,
        ("m1", "", "Sea of Somewhere", *dates),
        ("m2", "", "sea of somewhere", *dates),
        ("m3", "", "a" * 61, *dates),
        ("m4", "", "a" * 60, *dates),
    )
    assert [(p.id, p.label, p.in_state) for p in records(found, Location)] == [
        ("jme-7-place-sea-of-somewhere", "Sea of Somewhere", ""),
        ("jme-7-m3-place", "a" * 61, ""),
        (f"jme-7-place-{'a' * 60}", "a" * 60, ""),
    ]
    assert [e.places for e in records(found, Event)] == [
        ("jme-7-place-sea-of-somewhere",),
        ("jme-7-place-sea-of-somewhere",),
        ("jme-7-m3-place",),
        (f"jme-7-place-{'a' * 60}",),
    ]


@pytest.mark.shared
def test_every_exercise_of_both_lists_is_taken_or_refused(shared: Path) -> None:
    folder = shared / "data" / "troopdata"
    seven = run(LOADER, folder / "joint_exercises_subset.csv", "jme-7")
    three = run(LOADER, folder / "joint_exercises_jme_v3_subset.csv", "jme-3")
    assert [counts(found) for found in (seven, three)] == [(838, 838, 0), (398, 395, 3)]
    assert reasons(three) == {
        "ends before it begins": 2,
        "and Start Date are those of the row before: it stands twice": 1,
    }
    for found in (seven, three):
        events = records(found, Event)
        assert len({event.id for event in events}) == len(events)
        assert max(len(place.id) for place in records(found, Location)) <= 100
    rok = [p for p in records(seven, Participation) if p.actor == "rok"]
    assert len(rok) == 159
