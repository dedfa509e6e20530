"""Militarized interstate disputes: Gibler–Miller–Little, the layouts of the Correlates of War."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from datasetfiles import all_states, disagreements, layout_of, read, row, rows, shown, sound, told

from alliancekg.dataloaders import Outcome
from alliancekg.records import Event, Participation, Quantity, Record, Ref
from loaders.disputes import LOADER
from loaders.disputes_cow import LAYOUTS
from loaders.disputes_fields import ACTIONS, LEVELS, level_of

DISPUTE = {
    "dispnum": "9001",
    "styear": "1975",
    "stmon": "4",
    "outcome": "7",
    "settle": "1",
    "fatality": "1",
    "mindur": "3",
    "maxdur": "3",
    "hostlev": "4",
}
PARTICIPANT = {
    "dispnum": "9001",
    "ccode": "731",
    "styear": "1975",
    "stmon": "4",
    "stday": "3",
    "endyear": "1975",
    "endmon": "4",
    "endday": "5",
    "sidea": "0",
    "hiact": "15",
    "orig": "1",
}
DYAD_YEAR = {
    "dispnum": "9001",
    "ccode1": "2",
    "ccode2": "731",
    "year": "1975",
    "gmlmidonset": "1",
    "sidea1": "1",
    "sidea2": "0",
    "fatality1": "1",
    "fatality2": "-9",
    "fatalpre1": "4",
    "fatalpre2": "-9",
    "hostlev": "4",
}
MIDA = {
    "dispnum3": "8001",
    "dispnum4": "9001",
    **{name: PARTICIPANT[name] for name in ("stday", "stmon", "styear")},
    **{name: PARTICIPANT[name] for name in ("endday", "endmon", "endyear")},
    "outcome": "-9",
    "settle": "4",
    "fatality": "6",
    "fatalpre": "-9",
    "maxdur": "3",
    "mindur": "3",
    "hiact": "15",
    "hostlev": "4",
    "numa": "1",
    "ongo2010": "0",
}
MIDB = {
    "dispnum3": "8001",
    "dispnum4": "9001",
    "stabb": "PRK",
    **{name: PARTICIPANT[name] for name in ("ccode", "stday", "stmon", "styear")},
    **{name: PARTICIPANT[name] for name in ("endday", "endmon", "endyear", "sidea")},
    "fatality": "1",
    "fatalpre": "-9",
    "hiact": "15",
    "hostlev": "4",
    "orig": "1",
}
EVENT = {
    "kind": "event",
    "id": "gml-9001",
    "event_type": "dispute",
    "status": "done",
    "label": "Militarized interstate dispute 9001",
    "identifiers": ("9001",),
}


def deaths(outcome: Outcome) -> list[tuple[str, str, str]]:
    found = [record for record in outcome.records if isinstance(record, Quantity)]
    return [(record.id, record.comparator, record.value) for record in found]


def test_a_dispute_begins_in_its_month_and_has_no_end_in_its_file(tmp_path: Path) -> None:
    event, least, most = row(LOADER, tmp_path, DISPUTE).records
    assert shown(event) == {
        **EVENT,
        "edtf": "1975-04/",
        "hostility": "force",
        "note": "Outcome: release of what was seized. Settlement: negotiated. Days: 3.",
    }
    common = {
        "kind": "quantity",
        "label": "Deaths in dispute 9001",
        "record": Ref("event", "gml-9001"),
        "measure": "deaths",
        "unit": "persons",
        "note": "The source gives the band 1 of 0 to 6.",
    }
    assert shown(least) == {
        **common,
        "id": "gml-9001-deaths-at-least",
        "value": "1",
        "comparator": "at-least",
    }
    assert shown(most) == {
        **common,
        "id": "gml-9001-deaths-at-most",
        "value": "25",
        "comparator": "at-most",
    }
    assert event.source == "gml"
    assert (event.place.file, event.place.line, event.place.row) == ("file.csv", 2, 2)


def test_a_month_that_is_none_is_flagged_and_the_year_kept(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, DISPUTE | {"stmon": "13"})
    assert told(outcome) == [
        "stmon: '13' is no month, so that the year alone is kept; expected 1 to 12. Fix: correct"
        " the cell, or report it to the makers of the data"
    ]
    assert shown(outcome.records[0])["edtf"] == "1975/"
    assert not outcome.is_refused


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"outcome": "5", "settle": "-9", "maxdur": "9"}, "Outcome: stalemate. Days: 3 to 9."),
        ({"outcome": "-9", "settle": "-9"}, "Days: 3."),
        ({"outcome": "5", "mindur": "-9"}, "Outcome: stalemate. Settlement: negotiated."),
    ],
)
def test_a_note_tells_the_codes_of_a_dispute_that_are_known(
    cells: dict[str, str], note: str, tmp_path: Path
) -> None:
    assert shown(row(LOADER, tmp_path, DISPUTE | cells).records[0])["note"] == note


@pytest.mark.parametrize(
    ("band", "found"),
    [
        ("0", [("gml-9001-deaths", "equal", "0")]),
        (
            "5",
            [
                ("gml-9001-deaths-at-least", "at-least", "501"),
                ("gml-9001-deaths-at-most", "at-most", "999"),
            ],
        ),
        ("6", [("gml-9001-deaths-at-least", "at-least", "1000")]),
        ("-9", []),
        ("", []),
    ],
)
def test_a_band_of_deaths_gives_its_ends_and_an_unknown_one_nothing(
    band: str, found: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    assert deaths(row(LOADER, tmp_path, DISPUTE | {"fatality": band})) == found


def test_a_level_that_is_missing_is_no_level(tmp_path: Path) -> None:
    assert "hostility" not in shown(row(LOADER, tmp_path, DISPUTE | {"hostlev": "-9"}).records[0])


def test_a_participant_has_its_days_side_and_level(tmp_path: Path) -> None:
    event, part = row(LOADER, tmp_path, PARTICIPANT).records
    assert shown(event) == EVENT
    assert shown(part) == {
        "kind": "participation",
        "id": "event/gml-9001:dprk:participant:1975-04-03",
        "record": Ref("event", "gml-9001"),
        "actor": "dprk",
        "role": "participant",
        "part": "1975-04-03",
        "side": "second",
        "hostility": "force",
        "edtf": "1975-04-03/1975-04-05",
        "note": "Highest action: seizure (15). In the dispute from its start.",
    }


@pytest.mark.parametrize(
    ("cells", "edtf"),
    [
        ({"stday": "-9"}, "1975-04/1975-04-05"),
        ({"stday": "-9", "endday": "-9"}, "1975-04"),
        ({"endday": "3"}, "1975-04-03"),
        ({"endmon": "-9", "endday": "-9"}, "1975-04-03/1975"),
        ({"endyear": "-9", "endmon": "-9", "endday": "-9"}, "1975-04-03/"),
        ({"stmon": "-9", "stday": "-9", "endyear": "1976"}, "1975/1976-04-05"),
    ],
)
def test_dates_keep_the_precision_that_they_have(
    cells: dict[str, str], edtf: str, tmp_path: Path
) -> None:
    assert shown(row(LOADER, tmp_path, PARTICIPANT | cells).records[1])["edtf"] == edtf


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"stday": "31"}, "styear", "1975-04-31"),
        ({"endmon": "13"}, "endyear", "1975-13-05"),
        ({"endday": "2"}, "endyear", "1975-04-03/1975-04-02"),
        ({"ccode": "999"}, "ccode", "999"),
        ({"hiact": "22"}, "hiact", "22"),
        ({"hiact": "-1"}, "hiact", "-1"),
        ({"dispnum": ""}, "dispnum", ""),
        ({"sidea": "2"}, "sidea", "2"),
        ({"dispnum": "-8"}, "dispnum", "-8"),
        ({"dispnum": "0"}, "dispnum", "0"),
        ({"styear": "19021"}, "styear", "19021"),
        ({"styear": "0"}, "styear", "0"),
        ({"styear": "-5"}, "styear", "-5"),
        ({"styear": "1815"}, "styear", "1815"),
        ({"endyear": "2015"}, "endyear", "2015"),
    ],
)
def test_a_participant_is_refused_for_what_cannot_be(
    cells: dict[str, str], field: str, value: str, tmp_path: Path
) -> None:
    outcome = row(LOADER, tmp_path, PARTICIPANT | cells)
    assert outcome.records == ()
    assert [(found.field, found.value) for found in outcome.refusals] == [(field, value)]


@pytest.mark.parametrize(
    ("file", "field"), [(DISPUTE, "styear"), (DYAD_YEAR, "year"), (MIDA, "styear")]
)
@pytest.mark.parametrize("year", ["19021", "0", "-5", "75"])
def test_a_year_that_no_list_covers_is_refused(
    file: dict[str, str], field: str, year: str, tmp_path: Path
) -> None:
    assert told(row(LOADER, tmp_path, file | {field: year})) == [
        f"{field}: '{year}' is no year of these data; expected a year from 1816 to 2014. Fix:"
        " correct the cell, or report it to the makers of the data"
    ]


@pytest.mark.parametrize("number", ["-8", "0"])
def test_a_number_below_1_names_no_dispute(number: str, tmp_path: Path) -> None:
    for file in (DISPUTE, DYAD_YEAR):
        outcome = row(LOADER, tmp_path, file | {"dispnum": number})
        assert outcome.records == ()
        assert [(f.field, f.value) for f in outcome.refusals] == [("dispnum", number)]


def test_a_participant_without_an_action_has_no_level(tmp_path: Path) -> None:
    part = shown(row(LOADER, tmp_path, PARTICIPANT | {"hiact": "-9", "orig": "0"}).records[1])
    assert "hostility" not in part
    assert part["note"] == "Joined the dispute later."


def test_spells_of_one_state_are_told_apart_by_their_begin(tmp_path: Path) -> None:
    later = {"stday": "20", "endday": "21", "sidea": "1"}
    found = rows(LOADER, tmp_path, PARTICIPANT, PARTICIPANT | later)
    assert [outcome.records[-1].id for outcome in found] == [
        "event/gml-9001:dprk:participant:1975-04-03",
        "event/gml-9001:dprk:participant:1975-04-20",
    ]


def test_the_first_of_the_rows_of_a_dispute_tells_of_it(tmp_path: Path) -> None:
    unknown, other = {"ccode": "999"}, {"dispnum": "9002"}
    given = [PARTICIPANT | cells for cells in (unknown, {}, {"ccode": "2"}, other)]
    found = rows(LOADER, tmp_path, *given)
    assert [[record.kind for record in outcome.records] for outcome in found] == [
        [],
        ["event", "participation"],
        ["participation"],
        ["event", "participation"],
    ]


def test_a_state_that_came_to_be_in_the_spell_takes_part(tmp_path: Path) -> None:
    cells = {"ccode": "732", "styear": "1949", "endyear": "1949", "endmon": "8"}
    (part,) = [
        record
        for record in row(LOADER, tmp_path, PARTICIPANT | cells).records
        if isinstance(record, Participation)
    ]
    assert (part.actor, part.edtf) == ("rok", "1949-04-03/1949-08-05")
    before = row(LOADER, tmp_path, PARTICIPANT | cells | {"endmon": "5"})
    assert "is no state in 1949-04-03" in before.refusals[0].problem


def test_of_states_with_one_number_the_begin_of_the_spell_decides(tmp_path: Path) -> None:
    cells = {"ccode": "365", "styear": "1991", "endyear": "1992"}
    assert shown(row(LOADER, tmp_path, PARTICIPANT | cells).records[1])["actor"] == "soviet-union"


def test_the_level_of_an_action_rises_from_none_to_war() -> None:
    levels = [level_of(number) for number in range(len(ACTIONS))]
    changes = [at for at, (one, next_) in enumerate(pairwise(levels), 1) if one != next_]
    assert (len(ACTIONS), changes) == (22, [1, 7, 13, 20])
    assert list(dict.fromkeys(levels)) == ["none", "threat", "display", "force", "war"]


def test_a_dyad_year_tells_both_states_of_the_year_and_the_dead_of_the_dispute(
    tmp_path: Path,
) -> None:
    event, usa, dead, dprk = row(LOADER, tmp_path, DYAD_YEAR).records
    assert shown(event) == {**EVENT, "hostility": "force"}
    assert shown(usa) == {
        "kind": "participation",
        "id": "event/gml-9001:usa:participant:1975",
        "record": Ref("event", "gml-9001"),
        "actor": "usa",
        "role": "participant",
        "part": "1975",
        "side": "first",
        "edtf": "1975",
    }
    assert shown(dead) == {
        "kind": "quantity",
        "id": "gml-9001-deaths-usa",
        "label": "Deaths of usa in dispute 9001",
        "record": Ref("event", "gml-9001"),
        "measure": "deaths",
        "value": "4",
        "unit": "persons",
        "comparator": "equal",
        "of_actor": "usa",
    }
    assert (shown(dprk)["actor"], shown(dprk)["side"]) == ("dprk", "second")


def test_both_directions_of_a_dyad_year_say_the_same(tmp_path: Path) -> None:
    turned = {name.translate(str.maketrans("12", "21")): c for name, c in DYAD_YEAR.items()}
    there, back = rows(LOADER, tmp_path, DYAD_YEAR, {name: turned[name] for name in DYAD_YEAR})
    as_told = [sorted(map(str, map(shown, outcome.records))) for outcome in (there, back)]
    assert as_told[0] == as_told[1]


def test_the_dead_are_told_in_the_year_in_which_the_dispute_of_the_two_begins(
    tmp_path: Path,
) -> None:
    assert deaths(row(LOADER, tmp_path, DYAD_YEAR | {"gmlmidonset": "0"})) == []


def test_a_state_has_no_dispute_with_itself(tmp_path: Path) -> None:
    assert told(row(LOADER, tmp_path, DYAD_YEAR | {"ccode2": "2"})) == [
        "ccode2: '2' is the state of the other side too; expected another state. Fix: correct the"
        " cell, or report it to the makers of the data"
    ]


def test_a_dispute_of_the_correlates_of_war_has_its_days_and_both_its_numbers(
    tmp_path: Path,
) -> None:
    outcome = row(LOADER, tmp_path, MIDA)
    assert shown(outcome.records[0]) == {
        **EVENT,
        "id": "cow-mid-9001",
        "identifiers": ("9001", "8001"),
        "edtf": "1975-04-03/1975-04-05",
        "hostility": "force",
        "note": "Settlement: unclear.",
    }
    assert deaths(outcome) == [("cow-mid-9001-deaths-at-least", "at-least", "1000")]


def test_a_dispute_that_goes_on_when_the_data_end_has_no_known_end(tmp_path: Path) -> None:
    event = shown(row(LOADER, tmp_path, MIDA | {"ongo2010": "1"}).records[0])
    assert event["edtf"] == "1975-04-03/"
    assert event["note"] == "Settlement: unclear. The dispute goes on at the end of the data."


def test_a_known_number_of_deaths_stands_for_its_band(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, MIDA | {"fatalpre": "1234"})
    assert deaths(outcome) == [("cow-mid-9001-deaths", "equal", "1234")]


def test_a_participant_of_the_correlates_of_war_has_its_dead(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, MIDB)
    event, part = outcome.records[:2]
    assert shown(event)["identifiers"] == ("9001", "8001")
    assert (part.id, shown(part)["edtf"]) == (
        "event/cow-mid-9001:dprk:participant:1975-04-03",
        "1975-04-03/1975-04-05",
    )
    assert deaths(outcome) == [
        ("cow-mid-9001-deaths-731-1975-04-03-at-least", "at-least", "1"),
        ("cow-mid-9001-deaths-731-1975-04-03-at-most", "at-most", "25"),
    ]
    assert shown(outcome.records[2])["of_actor"] == "dprk"


@pytest.mark.parametrize("file", [MIDA, MIDB])
def test_a_dispute_that_is_new_has_no_older_number(file: dict[str, str], tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, file | {"dispnum3": "-9"})
    assert shown(outcome.records[0])["identifiers"] == ("9001",)
    refused = row(LOADER, tmp_path, file | {"dispnum4": "-9"})
    assert told(refused)[0].startswith("dispnum4: is missing; expected the number of the dispute")


@pytest.mark.parametrize("version", ["gml-2.2.1", "3.1", "5.0", "41"])
@pytest.mark.parametrize("file", [MIDA, MIDB])
def test_another_list_or_release_is_not_taken_for_version_4(
    file: dict[str, str], version: str, tmp_path: Path
) -> None:
    assert told(row(LOADER, tmp_path, file | {"version": version})) == [
        f"version: '{version}' is no release of this list; expected a release 4.x. Fix: load a file"
        " of the Correlates of War as it is published, not one of another list"
    ]
    assert row(LOADER, tmp_path, file | {"version": "4.3"}).records != ()


@pytest.mark.parametrize("file", [MIDA, MIDB])
def test_version_5_is_known_by_its_columns_and_not_taken_for_the_correction(
    file: dict[str, str], tmp_path: Path
) -> None:
    newer = {"dispnum": "9001"} | {n: c for n, c in file.items() if n[:7] != "dispnum"}
    newer |= {"mindur": "3", "maxdur": "3", "settle": "1", "outcome": "1", "version": "5.0"}
    outcome = row(LOADER, tmp_path, newer)
    assert (outcome.records[0].source, outcome.records[0].id) == ("cow-mid-5", "cow-mid-5-9001")
    assert shown(outcome.records[0])["identifiers"] == ("9001",)
    wrong = row(LOADER, tmp_path, newer | {"version": "gml-2.2.1"})
    assert [(f.field, f.expected) for f in wrong.refusals] == [("version", "a release 5.x")]


def test_each_version_of_the_correlates_of_war_covers_its_own_years() -> None:
    sources = {layout.source.key: layout.source for layout in LAYOUTS}
    assert {key: (source.title, source.time) for key, source in sources.items()} == {
        "cow-mid": ("Correlates of War: Militarized Interstate Disputes 4", "1816/2010"),
        "cow-mid-5": ("Correlates of War: Militarized Interstate Disputes 5", "1816/2014"),
    }


@pytest.fixture(scope="module")
def gml(shared: Path, root: Path) -> dict[str, list[Outcome]]:
    states = all_states(root)
    names = ("gml_disputes", "gml_participants", "gml_directed_dyad_years_subset")
    folder = shared / "data" / "gml-mid"
    return {name: read(LOADER, folder / f"{name}.csv", states) for name in names}


def records(outcomes: list[Outcome]) -> list[Record]:
    return [record for outcome in outcomes for record in outcome.records]


def spells(gml: dict[str, list[Outcome]], actor: str) -> dict[str, str]:
    found = [r for r in records(gml["gml_participants"]) if isinstance(r, Participation)]
    return {part.record.key: part.edtf for part in found if part.actor == actor}


@pytest.mark.shared
def test_each_row_of_the_files_gives_records_or_is_refused(
    gml: dict[str, list[Outcome]],
) -> None:
    counts = {name: sound(outcomes) for name, outcomes in gml.items()}
    assert {name: sum(count) for name, count in counts.items()} == {
        "gml_disputes": 2174,
        "gml_participants": 5217,
        "gml_directed_dyad_years_subset": 774,
    }
    assert counts["gml_disputes"] == (2174, 0)
    assert counts["gml_participants"][1] <= 15  # states before they were states
    refused = [f for o in gml["gml_directed_dyad_years_subset"] for f in o.refusals]
    assert {f.value for f in refused} <= {"365"}  # years in which its number changed hands
    assert len(refused) <= 6


@pytest.mark.shared
def test_the_three_files_of_one_list_never_contradict_each_other(
    gml: dict[str, list[Outcome]],
) -> None:
    found = [record for outcomes in gml.values() for record in records(outcomes)]
    assert disagreements(found) == []
    assert len({record.id for record in found if isinstance(record, Event)}) == 2174


@pytest.mark.shared
def test_the_level_of_an_action_is_the_one_that_the_makers_give_it(shared: Path) -> None:
    path = shared / "data" / "gml-mid" / "gml_directed_dyad_years_subset.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = {(r["hiact1"], r["hostlev1"]) for r in csv.DictReader(file)}
    assert len(found) > 10
    assert [(a, h) for a, h in sorted(found) if level_of(int(a)) != LEVELS[h]] == []


@pytest.mark.shared
def test_the_pueblo_dispute_lasts_from_23_to_25_january(gml: dict[str, list[Outcome]]) -> None:
    assert spells(gml, "usa")["gml-347"] == "1968-01-23/1968-01-25"
    assert spells(gml, "dprk")["gml-347"] == "1968-01-23/1968-01-25"
    (event,) = [r for r in records(gml["gml_disputes"]) if r.id == "gml-347"]
    assert isinstance(event, Event)
    assert (event.edtf, event.hostility) == ("1968-01/", "force")


@pytest.mark.shared
def test_north_korea_has_no_dispute_that_starts_from_1969_to_1973(
    gml: dict[str, list[Outcome]],
) -> None:
    ours = spells(gml, "dprk")
    assert [key for key, edtf in ours.items() if "1969" <= edtf[:4] <= "1973"] == []
    others = spells(gml, "usa").keys() | spells(gml, "rok").keys()
    assert min(ours[key] for key in ours.keys() & others if ours[key] >= "1970")[:4] == "1974"


@pytest.mark.shared
def test_both_allies_are_in_dispute_2192_from_7_april_1977(gml: dict[str, list[Outcome]]) -> None:
    begins = [spells(gml, actor)["gml-2192"][:10] for actor in ("usa", "rok", "dprk")]
    assert begins == ["1977-04-07"] * 3


@pytest.mark.shared
def test_the_files_are_known_by_their_headers(shared: Path) -> None:
    folder = shared / "data" / "gml-mid"
    found = [layout_of(LOADER, path).name for path in sorted(folder.glob("*.csv"))]
    assert found == [
        "directed dyad-years (gml_mid_ddydisps)",
        "disputes (gml_disputes.csv)",
        "participants (gml_participants.csv)",
    ]
