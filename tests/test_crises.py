"""International crises: their dates by the codes of days, what set them off, great powers."""

from __future__ import annotations

from pathlib import Path

import pytest
from datasetfiles import all_states, read, row, shown, sound, told

from alliancekg.dataloaders import Outcome
from alliancekg.records import Event, Participation, Ref
from loaders.crises import LOADER

CRISIS = {
    "icb1": "ICB1",
    "crisno": "9001",
    "crisname": "INVENTED RAID",
    "trigent": "731",
    "yrtrig": "1968",
    "motrig": "1",
    "datrig": "21",
    "yrterm": "1968",
    "moterm": "12",
    "daterm": "23",
    "viol": "2",
    "usactor": "2",
    "suactor": "1",
}


def event_of(outcome: Outcome) -> dict[str, object]:
    return shown(outcome.records[0])


def parts(outcome: Outcome) -> list[tuple[str, str]]:
    found = [record for record in outcome.records if isinstance(record, Participation)]
    return [(part.actor, part.role) for part in found]


def test_a_crisis_begins_with_its_trigger_and_ends_with_its_termination(tmp_path: Path) -> None:
    event, trigger, power = row(LOADER, tmp_path, CRISIS).records
    assert shown(event) == {
        "kind": "event",
        "id": "icb-9001",
        "event_type": "crisis",
        "status": "done",
        "label": "INVENTED RAID",
        "edtf": "1968-01-21/1968-12-23",
        "identifiers": ("9001",),
        "note": "Violence: minor clashes.",
    }
    assert shown(trigger) == {
        "kind": "participation",
        "id": "event/icb-9001:dprk:challenger",
        "record": Ref("event", "icb-9001"),
        "actor": "dprk",
        "role": "challenger",
        "note": "Its act set the crisis off.",
    }
    assert shown(power) == {
        "kind": "participation",
        "id": "event/icb-9001:usa:participant",
        "record": Ref("event", "icb-9001"),
        "actor": "usa",
        "role": "participant",
        "note": "An actor of the crisis.",
    }


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("66", "early in the month"),
        ("77", "in the middle of the month"),
        ("88", "late in the month"),
        ("99", "on a day of the month that is not known"),
    ],
)
def test_a_code_for_a_day_is_no_day(code: str, words: str, tmp_path: Path) -> None:
    event = event_of(row(LOADER, tmp_path, CRISIS | {"datrig": code, "daterm": code, "viol": ""}))
    assert event["edtf"] == "1968-01/1968-12"
    assert event["note"] == f"Begins {words} (day {code}). Ends {words} (day {code})."


@pytest.mark.parametrize(
    ("cells", "edtf"),
    [
        ({"datrig": ""}, "1968-01/1968-12-23"),
        ({"daterm": ""}, "1968-01-21/1968-12"),
        ({"moterm": "", "daterm": ""}, "1968-01-21/1968"),
        ({"yrterm": "", "moterm": "", "daterm": ""}, "1968-01-21/"),
        ({"yrtrig": "", "motrig": "", "datrig": ""}, "/1968-12-23"),
        ({"moterm": "1", "daterm": "21"}, "1968-01-21"),
    ],
)
def test_what_is_not_known_of_a_date_stays_empty(
    cells: dict[str, str], edtf: str, tmp_path: Path
) -> None:
    assert event_of(row(LOADER, tmp_path, CRISIS | cells))["edtf"] == edtf


def test_a_crisis_without_any_date_is_kept_and_flagged(tmp_path: Path) -> None:
    empty = dict.fromkeys(("yrtrig", "motrig", "datrig", "yrterm", "moterm", "daterm"), "")
    outcome = row(LOADER, tmp_path, CRISIS | empty)
    assert "edtf" not in event_of(outcome)
    assert told(outcome) == [
        "yrtrig: is missing, so that the crisis has no date; expected a year. Fix: correct the"
        " cell, or report it to the makers of the data"
    ]


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"datrig": "32"}, "yrtrig", "1968-01-32"),
        ({"moterm": "13"}, "yrterm", "1968-13-23"),
        ({"yrterm": "1967"}, "yrterm", "1968-01-21/1967-12-23"),
        ({"yrtrig": "66x"}, "yrtrig", "66x"),
        ({"crisname": ""}, "crisname", ""),
        ({"crisno": "-8"}, "crisno", "-8"),
        ({"crisno": "0"}, "crisno", "0"),
        ({"yrtrig": "19021"}, "yrtrig", "19021-01-21"),
        ({"yrtrig": "-5"}, "yrtrig", "-005-01-21"),
    ],
)
def test_a_crisis_is_refused_for_dates_that_cannot_be(
    cells: dict[str, str], field: str, value: str, tmp_path: Path
) -> None:
    outcome = row(LOADER, tmp_path, CRISIS | cells)
    assert outcome.records == ()
    assert [(found.field, found.value) for found in outcome.refusals] == [(field, value)]


@pytest.mark.parametrize("code", ["995", "996", "997"])
def test_others_than_one_state_are_told_of_in_the_note(code: str, tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, CRISIS | {"trigent": code, "viol": "4"})
    assert (parts(outcome), outcome.flags) == ([("usa", "participant")], ())
    assert event_of(outcome)["note"] == (
        f"Set off by others than one state (code {code}). Violence: full-scale war."
    )


def test_a_number_that_is_no_state_is_flagged_and_the_crisis_kept(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, CRISIS | {"trigent": "671"})
    assert parts(outcome) == [("usa", "participant")]
    (flag,) = outcome.flags
    assert (flag.field, flag.value, flag.severity) == ("trigent", "671", "warning")
    assert flag.problem == "is not a Gleditsch–Ward number of a state"


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"trigent": "", "usactor": "1"}, []),
        ({"trigent": "", "usactor": ""}, []),
        ({"trigent": "2"}, [("usa", "challenger"), ("usa", "participant")]),
        (
            {"trigent": "", "suactor": "2"},
            [("usa", "participant"), ("soviet-union", "participant")],
        ),
        (
            {"yrtrig": "2002", "yrterm": "2003", "trigent": "365", "usactor": "", "suactor": "2"},
            [("russia", "challenger"), ("russia", "participant")],
        ),
    ],
)
def test_a_great_power_is_in_a_crisis_where_the_file_says_so(
    cells: dict[str, str], found: list[tuple[str, str]], tmp_path: Path
) -> None:
    outcome = row(LOADER, tmp_path, CRISIS | cells)
    assert (parts(outcome), outcome.flags) == (found, ())


@pytest.mark.parametrize(
    ("cells", "actor"),
    [
        ({"yrtrig": "1991", "motrig": "12", "yrterm": "1992"}, "soviet-union"),
        ({"yrtrig": "", "motrig": "", "datrig": "", "yrterm": "1992"}, "russia"),
    ],
)
def test_the_trigger_decides_which_state_a_number_is_or_else_the_end(
    cells: dict[str, str], actor: str, tmp_path: Path
) -> None:
    outcome = row(LOADER, tmp_path, CRISIS | cells | {"trigent": "365", "usactor": ""})
    assert parts(outcome) == [(actor, "challenger")]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    row(LOADER, tmp_path, CRISIS)
    path = tmp_path / "file.csv"
    text = path.read_text(encoding="utf-8").replace('"icb1",', "").replace('"ICB1",', "")
    path.write_text("\ufeff" + text, encoding="utf-8")
    (outcome,) = read(LOADER, path)
    assert event_of(outcome)["id"] == "icb-9001"


@pytest.fixture(scope="module")
def icb(shared: Path, root: Path) -> list[Outcome]:
    return read(LOADER, shared / "data" / "icb" / "icb1_v13_crises.csv", all_states(root))


@pytest.mark.shared
def test_each_row_of_the_file_gives_a_crisis(icb: list[Outcome]) -> None:
    assert sound(icb) == (482, 0)
    assert len({outcome.records[0].id for outcome in icb}) == 482
    undated = [event_of(outcome)["label"] for outcome in icb if "edtf" not in event_of(outcome)]
    assert undated == ["HUTHI REBELLION"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("key", "edtf", "found"),
    [
        ("icb-132", "1950-06-25/1950-09-30", [("dprk", "challenger"), ("usa", "participant")]),
        ("icb-224", "1968-01-21/1968-12-23", [("dprk", "challenger"), ("usa", "participant")]),
        ("icb-233", "1969-04-15/1969-04-26", [("dprk", "challenger"), ("usa", "participant")]),
        ("icb-408", "1993-03/1994-10-21", [("usa", "participant")]),
    ],
)
def test_the_crises_of_korea_have_their_dates_and_actors(
    icb: list[Outcome], key: str, edtf: str, found: list[tuple[str, str]]
) -> None:
    (outcome,) = [outcome for outcome in icb if outcome.records[0].id == key]
    event = outcome.records[0]
    assert isinstance(event, Event)
    assert (event.edtf, parts(outcome)) == (edtf, found)


@pytest.mark.shared
def test_the_names_of_crises_are_those_of_the_file(icb: list[Outcome]) -> None:
    names = {event_of(outcome)["id"]: event_of(outcome)["label"] for outcome in icb}
    assert (names["icb-224"], names["icb-233"]) == ("PUEBLO", "EC-121 SPY PLANE")
