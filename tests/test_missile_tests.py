"""Missile tests: the unknown stays empty, guesses are approximate, keys lead to names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from loader_runs import counts, reasons, records, run, run_text

from alliancekg.dataloaders import Outcome
from alliancekg.errors import UsageError
from alliancekg.findings import Place
from alliancekg.records import Event, Location, Participation, Quantity, Ref
from loaders.missile_tests import LOADER

HEADER = "date,time,series,missile,facility,landing,apogee,distance,bearing,outcome,glide\n"


def read(folder: Path, *rows: str) -> list[Outcome]:
    """Return what rows give."""
    return run_text(LOADER, folder, HEADER + "\n".join(rows), "cns")


def read_json(folder: Path, value: object) -> list[Outcome]:
    """Return what the keys of a JSON file give."""
    path = folder / "list.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return run(LOADER, path, "cns")


def test_a_test_has_its_site_its_program_its_agent_and_its_lengths(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "2001-02-03,unknown,2,nodong,sohae,yellow-sea,150,500.5,83,success,")
    place = Place("table.csv", 2, 2)
    key = "cns-2001-02-03-nodong-2"
    assert found == Outcome(
        place,
        (
            Event(
                id=key,
                source="cns",
                place=place,
                note="Outcome: success. Came down in: yellow-sea.",
                event_type="missile-test",
                status="done",
                label="Test of the missile nodong, 2001-02-03 (2)",
                edtf="2001-02-03",
                part_of=("cns-missile-nodong",),
                places=("cns-sohae",),
            ),
            Participation(
                id=f"event/{key}:dprk:agent",
                source="cns",
                place=place,
                record=Ref("event", key),
                actor="dprk",
                role="agent",
            ),
            Quantity(
                id=f"{key}-distance",
                source="cns",
                place=place,
                label="Distance flown: 500.5 km",
                record=Ref("event", key),
                measure="missile-range",
                value="500.5",
                unit="kilometres",
                comparator="equal",
                of_actor="dprk",
                edtf="2001-02-03",
            ),
            Quantity(
                id=f"{key}-apogee",
                source="cns",
                place=place,
                label="Apogee: 150 km",
                record=Ref("event", key),
                measure="missile-apogee",
                value="150",
                unit="kilometres",
                comparator="equal",
                of_actor="dprk",
                edtf="2001-02-03",
            ),
        ),
    )


@pytest.mark.parametrize("word", ["unknown", "na", ""])
def test_what_is_unknown_or_does_not_apply_is_left_out(tmp_path: Path, word: str) -> None:
    row = ",".join(["2001-02", word, word, word, word, word, word, word, word, word, ""])
    (found,) = read(tmp_path, row)
    (event,) = records([found], Event)
    assert event == Event(
        id="cns-2001-02-unknown",
        source="cns",
        place=Place("table.csv", 2, 2),
        event_type="missile-test",
        status="done",
        label="Test of an unknown missile, 2001-02",
        edtf="2001-02",
    )
    assert records([found], Quantity) == []


def test_a_length_of_zero_is_zero(tmp_path: Path) -> None:
    found = read(tmp_path, "2001-02-03,unknown,,nodong,sohae,na,0,unknown,na,failure,")
    assert [(q.measure, q.value) for q in records(found, Quantity)] == [("missile-apogee", "0")]


def test_the_dates_of_1984_are_approximate(tmp_path: Path) -> None:
    rows = [f"{date},,,nodong,sohae,,,,,," for date in ("1984-04-09", "1984-09", "1985-01-01")]
    assert [event.edtf for event in records(read(tmp_path, *rows), Event)] == [
        "1984-04-09~",
        "1984-09~",
        "1985-01-01",
    ]


@pytest.mark.parametrize(
    ("date", "edtf"),
    [
        ("1984-04-09?", "1984-04-09?"),
        ("1984-04-09~", "1984-04-09~"),
        ("1984", "1984~"),
        ("1984-04/1984-09", "1984-04/1984-09"),
        ("[1984-04-09,1984-09]", "[1984-04-09,1984-09]"),
    ],
)
def test_a_guess_that_is_marked_is_marked_once(tmp_path: Path, date: str, edtf: str) -> None:
    found = read(tmp_path, f'"{date}",,,nodong,sohae,,,,,,')
    assert [event.edtf for event in records(found, Event)] == [edtf]


@pytest.mark.parametrize(
    ("date", "time", "day", "moment"),
    [
        ("2019-08-05", "20:36 (UTC)", "2019-08-06", "2019-08-05 20:36"),
        ("2019-08-05", "15:00 (UTC)", "2019-08-06", "2019-08-05 15:00"),
        ("2019-08-05", "14:59 (UTC)", "2019-08-05", "2019-08-05 14:59"),
        ("2019-12-31", "23:59", "2020-01-01", "2019-12-31 23:59"),
        ("2019-02-28", "00:00 (UTC)", "2019-02-28", "2019-02-28 00:00"),
    ],
)
def test_a_test_at_a_known_time_has_its_day_in_korea_and_its_own_key(
    tmp_path: Path, date: str, time: str, day: str, moment: str
) -> None:
    found = read(tmp_path, f"{date},{time},2,nodong,sohae,,150,,,success,")
    (event,) = records(found, Event)
    assert (event.id, event.edtf, event.label, event.note) == (
        f"cns-{date}-nodong-2",
        day,
        f"Test of the missile nodong, {day} (2)",
        f"Outcome: success. In UTC: {moment}.",
    )
    assert [quantity.edtf for quantity in records(found, Quantity)] == [day]


@pytest.mark.parametrize(
    ("date", "time", "problem"),
    [
        ("2019-08-05", "8:36 pm", "is no time in UTC"),
        ("2019-08-05", "24:10 (UTC)", "is no time in UTC"),
        ("2019-08-05", "05:36 (KST)", "is no time in UTC"),
        ("2019-08", "20:36 (UTC)", "is the time of no day"),
        ("2019-08-05?", "20:36 (UTC)", "is the time of no day"),
    ],
)
def test_a_time_that_is_none_is_refused(tmp_path: Path, date: str, time: str, problem: str) -> None:
    found = read(tmp_path, f"{date},{time},,nodong,sohae,,,,,,")
    assert reasons(found) == {problem: 1}


def test_a_number_or_an_outcome_that_is_none_is_refused(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "2001-02-03,,,nodong,sohae,,high,,,,",
        "2001-02-03,,,nodong,sohae,,,,,maybe,",
        "2001-02-31,,,nodong,sohae,,,,,,",
    )
    assert [o.refusals[0].field for o in found] == ["apogee", "outcome", "date"]


def test_a_site_is_a_place_in_north_korea(tmp_path: Path) -> None:
    found = read_json(tmp_path, {"facilities": {"a/b": {"name": "Some Site", "lat": 1, "lon": 2}}})
    place = Place("list.json", item="/facilities/a~1b")
    assert found == [
        Outcome(
            place,
            (
                Location(
                    id="cns-a-b", source="cns", place=place, label="Some Site", in_state="dprk"
                ),
            ),
        )
    ]


def test_a_key_and_a_name_that_cannot_be_printed_are_refused(tmp_path: Path) -> None:
    found = read_json(tmp_path, {"\ud800": {"name": "Site"}, "b": {"name": "a\u202eb"}})
    assert [str(each) for outcome in found for each in outcome.refusals] == [
        "list.json#/\\ud800: '\\ud800' has a character that cannot be printed; expected a key of"
        " plain letters. Fix: write the key anew",
        "list.json#/b: 'b' has no printable name; expected an object with the text \"name\"."
        " Fix: add its name",
    ]


def test_keys_in_other_letters_are_two_sites(tmp_path: Path) -> None:
    found = read_json(tmp_path, {"facilities": {"김": {"name": "A"}, "박": {"name": "B"}}})
    assert len({place.id for place in records(found, Location)}) == 2


def test_a_type_of_missile_is_a_program(tmp_path: Path) -> None:
    found = read_json(tmp_path, {"x-1": {"name": "X-1 (A)", "type": "SLV"}, "x-2": {"name": "X"}})
    assert records(found, Event) == [
        Event(
            id="cns-missile-x-1",
            source="cns",
            place=Place("list.json", item="/x-1"),
            note="Type of missile: SLV.",
            event_type="weapons-program",
            status="done",
            label="Program of the missile X-1 (A)",
        ),
        Event(
            id="cns-missile-x-2",
            source="cns",
            place=Place("list.json", item="/x-2"),
            event_type="weapons-program",
            status="done",
            label="Program of the missile X",
        ),
    ]


def test_the_key_unknown_and_an_entry_without_a_name_are_refused(tmp_path: Path) -> None:
    entries = {
        "unknown": {"name": "Unknown"},
        "a": {"type": "SLV"},
        "b": "text",
        "c": {"name": " "},
        "d": {"name": "\ud800"},
        "e": {"name": 5},
    }
    found = read_json(tmp_path, entries)
    assert counts(found) == (6, 0, 6)
    assert reasons(found) == {"stands for what is not known": 1, "has no printable name": 5}
    assert str(found[0].refusals[0]) == (
        "list.json#/unknown: 'unknown' stands for what is not known; expected a site or a type of"
        " missile. Fix: none is needed: it is no record"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1', "list.json: is not JSON: Expecting ',' delimiter: line 1 column 8 (char 7)"),
        ('{"a": {}, "a": {}}', "list.json: is not JSON: the key 'a' stands twice"),
        ('{"a":' * 100_000, "list.json: is not JSON: "),
        ('{"facilities": []}', "list.json: holds no object facilities; expected an object"),
    ],
)
def test_a_file_that_is_no_such_object_cannot_be_read(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "list.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        run(LOADER, path, "cns")
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith("Fix: take the file as its makers publish it")


@pytest.mark.shared
def test_every_test_site_and_type_is_taken_but_the_unknown_ones(shared: Path) -> None:
    folder = shared / "data" / "cns-missile-tests"
    tests = run(LOADER, folder / "dprk_missile_tests.csv", "cns")
    sites = run(LOADER, folder / "facilities.json", "cns")
    types = run(LOADER, folder / "missiles.json", "cns")
    assert [counts(part) for part in (tests, sites, types)] == [
        (339, 339, 0),
        (56, 55, 1),
        (37, 36, 1),
    ]
    events = records(tests, Event)
    assert len({event.id for event in events}) == 339
    assert sum(event.edtf.endswith("~") for event in events) == 6
    assert sum(event.edtf.rstrip("~") not in event.id for event in events) == 153  # a day later
    known = {place.id for place in records(sites, Location)}
    known |= {event.id for event in records(types, Event)}
    assert {id_ for event in events for id_ in (*event.places, *event.part_of)} <= known


@pytest.mark.shared
def test_the_launch_of_31_august_1998_flew_1380_kilometres(shared: Path) -> None:
    path = shared / "data" / "cns-missile-tests" / "dprk_missile_tests.csv"
    found = [q for q in records(run(LOADER, path, "cns"), Quantity) if q.edtf == "1998-08-31"]
    assert [(q.measure, q.value, q.unit) for q in found] == [
        ("missile-range", "1380", "kilometres")
    ]
