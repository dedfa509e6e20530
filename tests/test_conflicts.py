"""Armed conflicts of UCDP: years and episodes, pairs of states, single events, lists of actors."""

from __future__ import annotations

from pathlib import Path

import pytest
from datasetfiles import all_states, disagreements, read, row, rows, shown, sound, told

from alliancekg.dataloaders import Outcome
from alliancekg.records import Actor, Event, Location, Participation, Quantity, Record, Ref
from loaders.conflicts import LOADER

BOTH = {
    "conflict_id": "9001",
    "year": "1950",
    "intensity_level": "2",
    "start_date": "1949-05-31",
    "start_prec": "3",
    "start_date2": "1950-03-07",
    "start_prec2": "1",
    "ep_end": "0",
    "ep_end_date": "",
    "gwno_a": "731",
    "gwno_a_2nd": "",
    "gwno_b": "732",
    "gwno_b_2nd": "",
}
YEAR = BOTH | {
    "location": "North Korea, South Korea",
    "side_a": "Government of North Korea",
    "side_a_id": "138",
    "side_b": "Government of South Korea",
    "side_b_id": "139",
    "incompatibility": "1",
    "territory_name": "Hill",
    "version": "19.1",
}
PAIR = BOTH | {"incompatibility": "territory"}
EVENT = {
    "id": "501",
    "type_of_violence": "1",
    "conflict_new_id": "9001",
    "conflict_name": "Syria: Hill",
    "dyad_name": "Government of Syria - Rebels",
    "side_a_new_id": "118",
    "side_a": "Government of Syria",
    "side_b_new_id": "77",
    "gwnob": "",
    "side_b": "Rebels",
    "where_prec": "2",
    "where_coordinates": "A town",
    "adm_1": "A province",
    "country": "Syria",
    "country_id": "652",
    "date_start": "2017-02-26",
    "date_end": "2017-02-26",
    "low": "1",
    "best": "2",
    "high": "5",
}


def events(outcome: Outcome) -> list[dict[str, object]]:
    return [shown(record) for record in outcome.records if isinstance(record, Event)]


def parts(outcome: Outcome) -> list[tuple[str, str, str]]:
    found = [record for record in outcome.records if isinstance(record, Participation)]
    return [(part.actor, part.role, part.side) for part in found]


def actors(outcome: Outcome) -> list[tuple[str, str, str]]:
    found = [record for record in outcome.records if isinstance(record, Actor)]
    return [(actor.id, actor.type, actor.label) for actor in found]


def deaths(outcome: Outcome) -> list[tuple[str, str, str]]:
    found = [record for record in outcome.records if isinstance(record, Quantity)]
    return [(each.id, each.comparator, each.value) for each in found]


def test_a_year_is_part_of_an_episode_and_an_episode_of_a_conflict(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, YEAR)
    common = {"kind": "event", "event_type": "military-conflict", "status": "done"}
    name = "North Korea, South Korea: Hill"
    assert events(outcome) == [
        {
            **common,
            "id": "ucdp-19-9001",
            "label": name,
            "edtf": "1949-05/",
            "identifiers": ("9001",),
            "note": "First death: 1949-05-31, precision 3 of 7.",
        },
        {
            **common,
            "id": "ucdp-19-9001-1950-03-07",
            "label": f"{name}, episode of 1950",
            "part_of": ("ucdp-19-9001",),
        },
        {
            **common,
            "id": "ucdp-19-9001-1950",
            "label": f"{name}, 1950",
            "edtf": "1950",
            "part_of": ("ucdp-19-9001-1950-03-07",),
        },
    ]
    assert parts(outcome) == [
        ("dprk", "belligerent", "first"),
        ("rok", "belligerent", "second"),
    ]
    assert actors(outcome) == []
    part = next(record for record in outcome.records if isinstance(record, Participation))
    assert shown(part) == {
        "kind": "participation",
        "id": "event/ucdp-19-9001-1950:dprk:belligerent:first",
        "record": Ref("event", "ucdp-19-9001-1950"),
        "actor": "dprk",
        "role": "belligerent",
        "part": "first",
        "side": "first",
    }


def test_a_level_of_intensity_bounds_the_deaths_of_the_year(tmp_path: Path) -> None:
    war, lesser = rows(LOADER, tmp_path, YEAR, YEAR | {"intensity_level": "1"})
    key = "ucdp-19-9001-1950-deaths"
    assert deaths(war) == [(f"{key}-at-least", "at-least", "1000")]
    assert deaths(lesser) == [
        (f"{key}-at-least", "at-least", "25"),
        (f"{key}-at-most", "at-most", "999"),
    ]
    quantity = next(record for record in war.records if isinstance(record, Quantity))
    assert shown(quantity) == {
        "kind": "quantity",
        "id": f"{key}-at-least",
        "label": "Battle-related deaths in conflict 9001 in 1950",
        "record": Ref("event", "ucdp-19-9001-1950"),
        "measure": "deaths",
        "value": "1000",
        "unit": "persons",
        "comparator": "at-least",
        "edtf": "1950",
        "note": "The source gives the level of intensity 2.",
    }


@pytest.mark.parametrize(
    ("precision", "begin"),
    [
        ("1", "1949-05-31"),
        ("2", "1949-05"),
        ("3", "1949-05"),
        ("4", "1949"),
        ("5", "1949"),
        ("6", "1949~"),
        ("7", "1949~"),
    ],
)
def test_a_begin_is_as_exact_as_its_precision(precision: str, begin: str, tmp_path: Path) -> None:
    cells = {"start_prec": precision, "start_prec2": precision, "start_date2": "1949-05-31"}
    ends = {"ep_end": "1", "ep_end_date": "1950-07-27"}
    whole, episode, _ = events(row(LOADER, tmp_path, YEAR | cells | ends))
    assert (whole["edtf"], episode["edtf"]) == (f"{begin}/", f"{begin}/1950-07-27")
    assert episode["note"] == f"Begin: 1949-05-31, precision {precision} of 7."


@pytest.mark.parametrize(
    ("cells", "edtf"),
    [
        ({"ep_end": "1", "ep_end_date": "1950-07-27"}, "1950-03-07/1950-07-27"),
        ({"ep_end": "1", "ep_end_date": "1950-03-07"}, "1950-03-07"),
        ({"ep_end": "1", "ep_end_date": "1950-12-31"}, "1950-03-07/1950-12-31~"),
        ({"year": "2018"}, "1950-03-07/"),
        ({"year": "2017"}, None),
    ],
)
def test_the_time_of_an_episode_stands_where_its_end_is_known_or_the_data_end(
    cells: dict[str, str], edtf: str | None, tmp_path: Path
) -> None:
    assert events(row(LOADER, tmp_path, YEAR | cells))[1].get("edtf") == edtf


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"ep_end": "1"}, "ep_end_date", ""),
        ({"ep_end": "1", "ep_end_date": "1949-07-27"}, "ep_end_date", "1950-03-07/1949-07-27"),
        ({"start_date": "1949-02-30"}, "start_date", "1949-02-30"),
        ({"start_date2": "1950"}, "start_date2", "1950"),
        ({"start_prec": "8"}, "start_prec", "8"),
        ({"version": "new"}, "version", "new"),
        ({"version": "25.1"}, "version", "25.1"),
        ({"year": "2019"}, "year", "2019"),
        ({"year": "1945"}, "year", "1945"),
        ({"conflict_id": "-8"}, "conflict_id", "-8"),
        ({"conflict_id": "0"}, "conflict_id", "0"),
        ({"year": ""}, "year", ""),
    ],
)
def test_a_year_is_refused_for_what_cannot_be(
    cells: dict[str, str], field: str, value: str, tmp_path: Path
) -> None:
    outcome = row(LOADER, tmp_path, YEAR | cells)
    assert outcome.records == ()
    assert [(found.field, found.value) for found in outcome.refusals] == [(field, value)]


@pytest.mark.parametrize(
    ("cells", "label"),
    [
        ({"incompatibility": "2", "territory_name": ""}, "government"),
        ({"incompatibility": "3"}, "Hill and government"),
        ({"territory_name": "East\nHill\n"}, "East Hill"),
        ({"territory_name": ""}, "territory"),
    ],
)
def test_a_conflict_is_called_by_place_and_issue(
    cells: dict[str, str], label: str, tmp_path: Path
) -> None:
    found = events(row(LOADER, tmp_path, YEAR | cells))[0]["label"]
    assert found == f"North Korea, South Korea: {label}"


def test_each_code_of_a_list_is_a_state_of_its_own_side(tmp_path: Path) -> None:
    cells = {"gwno_a_2nd": "365,2", "gwno_b": "732, 645", "gwno_b_2nd": "2"}
    outcome = row(LOADER, tmp_path, YEAR | cells)
    assert parts(outcome) == [
        ("dprk", "belligerent", "first"),
        ("soviet-union", "intervener", "first"),
        ("usa", "intervener", "first"),
        ("rok", "belligerent", "second"),
        ("iraq", "belligerent", "second"),
        ("usa", "intervener", "second"),
    ]
    keys = [record.id for record in outcome.records if isinstance(record, Participation)]
    assert len(set(keys)) == 6  # one state helped both sides


def test_a_code_that_is_no_state_is_flagged_and_the_year_kept(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, YEAR | {"gwno_b_2nd": "2, 998"})
    assert ("usa", "intervener", "second") in parts(outcome)
    (flag,) = outcome.flags
    assert (flag.field, flag.value, flag.severity) == ("gwno_b_2nd", "998", "warning")
    assert flag.problem == "is not a Gleditsch–Ward number of a state"


@pytest.mark.parametrize(
    ("names", "numbers", "found"),
    [
        ("Rebels ", "5", [("ucdp-19-5", "Group", "Rebels")]),
        ("Junta for Order, Peace", "5", [("ucdp-19-5", "Group", "Junta for Order, Peace")]),
        (
            "Rebels , Faction (of A, B)",
            "5, 6",
            [("ucdp-19-5", "Group", "Rebels"), ("ucdp-19-6", "Group", "Faction (of A, B)")],
        ),
        ("Government of South Korea, Rebels", "139, 5", [("ucdp-19-5", "Group", "Rebels")]),
    ],
)
def test_those_who_are_no_government_are_actors_of_the_source(
    names: str, numbers: str, found: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    cells = {"side_b": names, "side_b_id": numbers, "gwno_b": ""}
    outcome = row(LOADER, tmp_path, YEAR | cells)
    assert actors(outcome) == found
    groups = [(key, "belligerent", "second") for key, _, _ in found]
    assert parts(outcome) == [("dprk", "belligerent", "first"), *groups]


def test_a_group_may_stand_on_side_a(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, YEAR | {"side_a": "Rebels", "side_a_id": "5", "gwno_a": ""})
    assert parts(outcome) == [
        ("rok", "belligerent", "second"),
        ("ucdp-19-5", "belligerent", "first"),
    ]


def test_names_that_are_more_than_their_numbers_are_left_out(tmp_path: Path) -> None:
    cells = {"side_b": "One, Two, Three", "side_b_id": "5, 6", "gwno_b": ""}
    outcome = row(LOADER, tmp_path, YEAR | cells)
    assert actors(outcome) == []
    assert parts(outcome) == [("dprk", "belligerent", "first")]
    assert told(outcome) == [
        "side_b: 'One, Two, Three' cannot be told into its groups, which are left out; expected 2"
        " names for the 2 numbers. Fix: correct the cell, or report it to the makers of the data"
    ]


def test_rows_of_one_year_over_pairs_repeat_it_and_add_their_states(tmp_path: Path) -> None:
    helpers = [{"gwno_b_2nd": "2"}, {"gwno_b_2nd": "645"}, {"gwno_b_2nd": "645"}]
    first, second, same = rows(LOADER, tmp_path, *(PAIR | cells for cells in helpers))
    assert [event["id"] for event in events(first)] == [
        "ucdp-25-9001",
        "ucdp-25-9001-1950-03-07",
        "ucdp-25-9001-1950",
    ]
    assert events(first)[0]["label"] == "Armed conflict 9001 over territory"
    assert parts(first) == [
        ("dprk", "belligerent", "first"),
        ("rok", "belligerent", "second"),
        ("usa", "intervener", "second"),
    ]
    assert [record.id for record in second.records] == [
        "event/ucdp-25-9001-1950:iraq:intervener:second"
    ]
    assert len(same.records) == 7  # nothing is new in it, and no row gives nothing


def test_a_row_tells_what_the_row_before_did_not(tmp_path: Path) -> None:
    refused = YEAR | {"ep_end": "1"}
    later = YEAR | {"year": "1951"}
    last = later | {"year": "1952", "ep_end": "1", "ep_end_date": "1952-03-01"}
    found = rows(LOADER, tmp_path, refused, YEAR, later, last)
    assert [[event["id"] for event in events(outcome)] for outcome in found] == [
        [],
        ["ucdp-19-9001", "ucdp-19-9001-1950-03-07", "ucdp-19-9001-1950"],
        ["ucdp-19-9001-1951"],
        ["ucdp-19-9001-1950-03-07", "ucdp-19-9001-1952"],
    ]


def test_a_conflict_over_pairs_may_be_about_both_and_be_open_when_the_data_end(
    tmp_path: Path,
) -> None:
    last, before = rows(
        LOADER,
        tmp_path,
        PAIR | {"incompatibility": "both", "year": "2024"},
        PAIR | {"year": "2023"},
    )
    assert events(last)[0]["label"] == "Armed conflict 9001 over territory and government"
    assert events(last)[1]["edtf"] == "1950-03-07/"
    assert "edtf" not in events(before)[1]


def test_a_year_after_the_release_over_pairs_is_refused(tmp_path: Path) -> None:
    assert told(row(LOADER, tmp_path, PAIR | {"year": "2025"})) == [
        "year: '2025' is no year of this release; expected a year from 1946 to 2024. Fix: correct"
        " the cell, or report it to the makers of the data"
    ]


@pytest.mark.parametrize("field", ["id", "conflict_new_id", "side_b_new_id"])
@pytest.mark.parametrize("number", ["0", "-9"])
def test_a_number_that_is_none_names_no_event_conflict_or_group(
    field: str, number: str, tmp_path: Path
) -> None:
    outcome = row(LOADER, tmp_path, EVENT | {field: number})
    assert outcome.records == ()
    assert [(f.field, f.value, f.problem) for f in outcome.refusals] == [
        (field, number, "is a number below 1, which names nothing")
    ]


def test_a_single_event_has_its_day_country_sides_and_estimates(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, EVENT)
    conflict, event = events(outcome)
    assert conflict == {
        "kind": "event",
        "id": "ucdp-ged-conflict-9001",
        "event_type": "military-conflict",
        "status": "done",
        "label": "Syria: Hill",
        "identifiers": ("9001",),
    }
    assert event == {
        "kind": "event",
        "id": "ucdp-ged-501",
        "event_type": "military-conflict",
        "status": "done",
        "label": "Government of Syria - Rebels, event 501",
        "edtf": "2017-02-26",
        "part_of": ("ucdp-ged-conflict-9001",),
        "places": ("ucdp-ged-652",),
        "identifiers": ("501",),
        "note": "Where: A town, A province (precision 2 of 7).",
    }
    (place,) = [record for record in outcome.records if isinstance(record, Location)]
    assert shown(place) == {
        "kind": "place",
        "id": "ucdp-ged-652",
        "label": "Syria",
        "in_state": "syria",
    }
    assert actors(outcome) == [("ucdp-ged-77", "Group", "Rebels")]
    assert parts(outcome) == [
        ("syria", "belligerent", "first"),
        ("ucdp-ged-77", "belligerent", "second"),
    ]
    assert deaths(outcome) == [
        ("ucdp-ged-501-deaths-at-least", "at-least", "1"),
        ("ucdp-ged-501-deaths-about", "about", "2"),
        ("ucdp-ged-501-deaths-at-most", "at-most", "5"),
    ]
    quantity = next(record for record in outcome.records if isinstance(record, Quantity))
    assert shown(quantity) | {"id": "", "value": "", "comparator": ""} == {
        "kind": "quantity",
        "id": "",
        "label": "Deaths in event 501",
        "record": Ref("event", "ucdp-ged-501"),
        "measure": "deaths",
        "value": "",
        "unit": "persons",
        "comparator": "",
        "edtf": "2017-02-26",
    }


def test_estimates_that_agree_are_one_number(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, EVENT | {"low": "0", "best": "0", "high": "0"})
    assert deaths(outcome) == [("ucdp-ged-501-deaths-equal", "equal", "0")]


@pytest.mark.parametrize(
    ("start", "end", "edtf"),
    [
        ("2017-02-26", "2017-03-01", "[2017-02-26..2017-03-01]"),
        ("2017-02-26 00:00:00.000", "2017-02-26 00:00:00.000", "2017-02-26"),
    ],
)
def test_a_day_that_is_not_known_is_one_of_those_from_the_first_to_the_last(
    start: str, end: str, edtf: str, tmp_path: Path
) -> None:
    outcome = row(LOADER, tmp_path, EVENT | {"date_start": start, "date_end": end})
    assert events(outcome)[1]["edtf"] == edtf


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"date_end": "2017-02-25"}, "date_end"),
        ({"date_start": "2017-02-26 13:00:00"}, "date_start"),
        ({"conflict_new_id": ""}, "conflict_new_id"),
        ({"side_b_new_id": ""}, "side_b_new_id"),
        ({"low": ""}, "low"),
        ({"type_of_violence": "4"}, "type_of_violence"),
    ],
)
def test_a_single_event_is_refused_for_what_cannot_be(
    cells: dict[str, str], field: str, tmp_path: Path
) -> None:
    outcome = row(LOADER, tmp_path, EVENT | cells)
    assert outcome.records == ()
    assert [found.field for found in outcome.refusals] == [field]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"side_b": "Government of X", "gwnob": "645"}, ("iraq", "belligerent", "second")),
        ({"side_b": "Government of Syria"}, ("syria", "belligerent", "second")),
        ({"side_b": "Government of Nowhere"}, ("ucdp-ged-77", "belligerent", "second")),
        ({"side_b": "Civilians", "type_of_violence": "3"}, ("ucdp-ged-77", "victim", "second")),
    ],
)
def test_a_government_is_its_state_if_that_is_known(
    cells: dict[str, str], found: tuple[str, str, str], tmp_path: Path
) -> None:
    assert parts(row(LOADER, tmp_path, EVENT | cells))[1] == found


def test_a_government_of_no_state_we_know_is_an_actor_of_the_source(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, EVENT | {"side_b": "Government of Nowhere"})
    assert actors(outcome) == [("ucdp-ged-77", "Government", "Government of Nowhere")]
    assert [(f.field, f.value, f.severity) for f in outcome.flags] == [
        ("side_b", "Nowhere", "warning")
    ]


def test_groups_that_fight_each_other_are_belligerents(tmp_path: Path) -> None:
    cells = {"type_of_violence": "2", "side_a": "Band", "side_a_new_id": "78"}
    outcome = row(LOADER, tmp_path, EVENT | cells)
    assert [event["event_type"] for event in events(outcome)] == ["military-conflict"] * 2
    assert parts(outcome) == [
        ("ucdp-ged-78", "belligerent", "first"),
        ("ucdp-ged-77", "belligerent", "second"),
    ]


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"adm_1": ""}, "Where: A town (precision 2 of 7)."),
        ({"adm_1": "", "where_coordinates": ""}, None),
    ],
)
def test_where_an_event_was_is_told_as_far_as_it_is_known(
    cells: dict[str, str], note: str | None, tmp_path: Path
) -> None:
    assert events(row(LOADER, tmp_path, EVENT | cells))[1].get("note") == note


def test_violence_of_one_side_is_an_assault_with_an_agent(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, EVENT | {"type_of_violence": "3"})
    assert [event["event_type"] for event in events(outcome)] == ["assault", "assault"]
    assert parts(outcome)[0] == ("syria", "agent", "first")


def test_a_country_that_is_no_state_is_a_place_all_the_same(tmp_path: Path) -> None:
    outcome = row(LOADER, tmp_path, EVENT | {"country_id": "998", "country": "Nowhere"})
    (place,) = [record for record in outcome.records if isinstance(record, Location)]
    assert (place.id, place.label, place.in_state) == ("ucdp-ged-998", "Nowhere", "")
    assert [f.field for f in outcome.flags] == ["country_id"]


def test_numbers_of_newer_releases_are_read_from_their_columns(tmp_path: Path) -> None:
    newer = {name.replace("_new_id", "_dset_id"): cell for name, cell in EVENT.items()}
    assert row(LOADER, tmp_path, newer).records == row(LOADER, tmp_path, EVENT).records


def test_what_many_events_share_is_told_in_the_first_of_them(tmp_path: Path) -> None:
    refused = EVENT | {"id": "500", "side_b_new_id": ""}
    found = rows(LOADER, tmp_path, refused, EVENT, EVENT | {"id": "502"})
    kinds = [[record.kind for record in outcome.records] for outcome in found]
    assert kinds == [
        [],
        ["event", "place", "event", "participation", "actor", "participation", *["quantity"] * 3],
        ["event", "participation", "participation", *["quantity"] * 3],
    ]


def test_an_actor_of_the_list_has_its_full_name_and_a_government_its_state(
    tmp_path: Path,
) -> None:
    found = rows(
        LOADER,
        tmp_path,
        {"ActorID": "5", "Name": "RG", "NameFull": "Rebels of the \nGulf"},
        {"ActorID": "6", "Name": "Rebels", "NameFull": "Rebels"},
        {"ActorID": "7", "Name": "Band", "NameFull": "n/a"},
        {"ActorID": "8", "Name": "Government of Syria", "NameFull": "Government of Syria"},
        {"ActorID": "9", "Name": "Government of Syria, Government of Iraq", "NameFull": ""},
        {"ActorID": "10", "Name": "Government of Nowhere", "NameFull": ""},
    )
    group = {"kind": "actor", "type": "Group"}
    government = {"kind": "actor", "type": "Government"}
    assert [shown(record) for outcome in found for record in outcome.records] == [
        {**group, "id": "ucdp-actors-5", "label": "RG", "alt_labels": ("Rebels of the Gulf",)},
        {**group, "id": "ucdp-actors-6", "label": "Rebels"},
        {**group, "id": "ucdp-actors-7", "label": "Band"},
        {
            **government,
            "id": "ucdp-actors-8",
            "label": "Government of Syria",
            "part_of": ("syria",),
        },
        {**group, "id": "ucdp-actors-9", "label": "Government of Syria, Government of Iraq"},
        {**government, "id": "ucdp-actors-10", "label": "Government of Nowhere"},
    ]
    assert [(f.field, f.value) for outcome in found for f in outcome.flags] == [("Name", "Nowhere")]


def test_an_actor_of_the_table_has_its_old_number(tmp_path: Path) -> None:
    (actor,) = row(
        LOADER, tmp_path, {"new_id": "8", "old_id": "652", "name": "Government of Syria"}
    ).records
    assert shown(actor) == {
        "kind": "actor",
        "id": "ucdp-actor-ids-8",
        "type": "Government",
        "label": "Government of Syria",
        "part_of": ("syria",),
        "note": "Number 652 before release 17.1.",
    }


ROWS = {
    "ucdp_prio_acd_19_1": 2384,
    "ucdp_acd_25_dyadified": 5652,
    "ucdp_ged_layout_sample": 280,
    "ucdp_actor_list": 1687,
    "ucdp_actor_old_to_new": 3014,
}


@pytest.fixture(scope="module")
def ucdp(shared: Path, root: Path) -> dict[str, list[Outcome]]:
    states, folder = all_states(root), shared / "data" / "ucdp"
    return {name: read(LOADER, folder / f"{name}.csv", states) for name in ROWS}


def all_of(outcomes: list[Outcome]) -> list[Record]:
    return [record for outcome in outcomes for record in outcome.records]


@pytest.mark.shared
@pytest.mark.parametrize("name", ROWS)
def test_each_row_of_the_files_gives_records(name: str, ucdp: dict[str, list[Outcome]]) -> None:
    assert sound(ucdp[name]) == (ROWS[name], 0)


@pytest.mark.shared
@pytest.mark.parametrize("name", ROWS)
def test_no_record_of_a_file_contradicts_another(name: str, ucdp: dict[str, list[Outcome]]) -> None:
    # The times of episodes, and their notes, stand in one row of many: empty is no contradiction.
    assert disagreements(all_of(ucdp[name])) == []


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "key", "years", "conflicts"),
    [
        ("ucdp_prio_acd_19_1", "ucdp-19", 2384, 286),
        ("ucdp_acd_25_dyadified", "ucdp-25", 2752, 303),
    ],
)
def test_the_korean_war_starts_in_may_1949(
    name: str, key: str, years: int, conflicts: int, ucdp: dict[str, list[Outcome]]
) -> None:
    found = [record for record in all_of(ucdp[name]) if isinstance(record, Event)]
    starts = {e.edtf for e in found if e.id == f"{key}-235"}
    notes = {e.note for e in found if e.id == f"{key}-235"}
    assert (starts, notes) == ({"1949-05/"}, {"First death: 1949-05-31, precision 3 of 7."})
    episode = {e.edtf for e in found if e.id == f"{key}-235-1949-05-31" and e.edtf}
    assert episode == {"1949-05/1953-07-27"}
    assert len({e.id for e in found if e.identifiers}) == conflicts
    assert len({e.id for e in found if len(e.edtf) == 4 and e.part_of}) == years


@pytest.mark.shared
def test_of_each_episode_the_time_is_told_once_or_in_rows_that_agree(
    ucdp: dict[str, list[Outcome]],
) -> None:
    for name in ("ucdp_prio_acd_19_1", "ucdp_acd_25_dyadified"):
        found = [record for record in all_of(ucdp[name]) if isinstance(record, Event)]
        parts_of = {e.id: e.part_of for e in found if not e.identifiers and "episode" in e.label}
        timed = {e.id for e in found if e.id in parts_of and e.edtf}
        assert timed == parts_of.keys()


@pytest.mark.shared
def test_the_allies_of_both_koreas_fought_in_1950(ucdp: dict[str, list[Outcome]]) -> None:
    by_list, by_pair = (
        {
            (part.actor, part.role, part.side)
            for part in all_of(ucdp[name])
            if isinstance(part, Participation) and part.record.key == f"{key}-235-1950"
        }
        for name, key in (("ucdp_prio_acd_19_1", "ucdp-19"), ("ucdp_acd_25_dyadified", "ucdp-25"))
    )
    assert by_list == by_pair
    assert {("usa", "intervener", "second"), ("china", "intervener", "first")} < by_list
    assert len(by_list) == 15
