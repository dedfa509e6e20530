"""Events of Wikidata: dates with the precision that is known, and three forms of files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from alliancekg.dataloaders import Context, Form, Outcome
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Place
from alliancekg.identity import States
from alliancekg.recognising import recognise
from alliancekg.records import Actor, Event, Participation, Ref
from loaders import wikidata, wikidata_json
from loaders.wikidata_time import Time, TimeError, edtf, of_claims, of_timestamp

JULIAN = "http://www.wikidata.org/entity/Q1985786"
NOWHERE = Place("seeds/states.csv", 2, 2)


def states(**names: str) -> States:
    """Return states of these ids, each with its names, split with `|`."""
    records = []
    for key, cell in names.items():
        label, *others = cell.split("|")
        records.append(
            Actor(
                id=key, type="State", label=label, alt_labels=tuple(others),
                source="states", place=NOWHERE,
            )
        )  # fmt: skip
    return States(records)


KNOWN = states(usa="United States|United States of America", rok="South Korea", dprk="North Korea")
CONTEXT = Context("wikidata", KNOWN)


def read(tmp_path: Path, content: object, context: Context = CONTEXT) -> list[Outcome]:
    """Return what a file gives; content that is no text is written as JSON."""
    file = tmp_path / "w.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return list(wikidata.read(file, "w.json", context))


def told(outcomes: Sequence[Outcome]) -> list[str]:
    return [str(finding) for o in outcomes for finding in (*o.refusals, *o.flags)]


def event(key: str, item: str, **values: Any) -> Event:
    """Return an event as the loader makes it of an item."""
    return Event(
        **{
            "id": f"wikidata-{key.lower()}", "event_type": "unspecified", "status": "done",
            "identifiers": (key,), "wikidata": key, "source": "wikidata",
            "place": Place("w.json", item=item), **values,
        }
    )  # fmt: skip


# Times


@pytest.mark.parametrize(
    ("time", "precision", "expected"),
    [
        ("+1953-07-27T00:00:00Z", 14, "1953-07-27"),
        ("+1953-07-27T00:00:00Z", 11, "1953-07-27"),
        ("+1954-01-01T00:00:00Z", 11, "1954-01-01"),
        ("+1953-10-00T00:00:00Z", 10, "1953-10"),
        ("+1953-10-01T00:00:00Z", 10, "1953-10"),
        ("+1953-01-01T00:00:00Z", 9, "1953"),
        ("+00000001953-00-00T00:00:00Z", 9, "1953"),
        ("+0005-00-00T00:00:00Z", 9, "0005"),
        ("+12000-00-00T00:00:00Z", 9, "Y12000"),
        ("+12000-05-01T00:00:00Z", 11, "Y12000"),
        ("+1953-00-00T00:00:00Z", 8, "195X"),
        ("+1950-00-00T00:00:00Z", 8, "195X"),
        ("+0017-00-00T00:00:00Z", 8, "001X"),
        ("+0007-00-00T00:00:00Z", 8, "[0001..0009]"),
        ("+12345-00-00T00:00:00Z", 8, "[Y12340..Y12349]"),
        ("+2000-00-00T00:00:00Z", 7, "[1901..2000]"),
        ("+1901-01-01T00:00:00Z", 7, "[1901..2000]"),
        ("+1900-00-00T00:00:00Z", 7, "[1801..1900]"),
        ("+0001-00-00T00:00:00Z", 7, "[0001..0100]"),
        ("+2000-00-00T00:00:00Z", 6, "[1001..2000]"),
        ("+2001-00-00T00:00:00Z", 6, "[2001..3000]"),
        ("-0044-03-15T00:00:00Z", 11, "-0043-03-15"),
        ("-0001-00-00T00:00:00Z", 9, "0000"),
        ("-0044-03-00T00:00:00Z", 10, "-0043-03"),
        ("-0044-00-00T00:00:00Z", 8, "[-0048..-0039]"),
        ("-0005-00-00T00:00:00Z", 8, "[-0008..0000]"),
        ("-0100-00-00T00:00:00Z", 7, "[-0099..0000]"),
        ("-0101-00-00T00:00:00Z", 7, "[-0199..-0100]"),
        ("-0001-00-00T00:00:00Z", 6, "[-0999..0000]"),
    ],
)
def test_a_time_has_the_precision_that_it_says(time: str, precision: int, expected: str) -> None:
    assert edtf({"time": time, "precision": precision}) == Time(expected)


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("+1917-10-25", "1917-11-07"),
        ("+1582-10-05", "1582-10-15"),
        ("+1900-02-29", "1900-03-13"),
        ("+0001-01-01", "0000-12-30"),
        ("-0044-03-15", "-0043-03-13"),
    ],
)
def test_a_day_of_the_julian_calendar_is_converted_and_told(time: str, expected: str) -> None:
    value = {"time": f"{time}T00:00:00Z", "precision": 11, "calendarmodel": JULIAN}
    written = time[1:] if time[0] == "+" else "-0043-03-15"
    note = f"The Julian calendar has {written} for this day."
    assert edtf(value) == Time(expected, note)


@pytest.mark.parametrize(
    ("time", "precision", "expected", "doubt"),
    [
        ("+1500-05-00", 10, "1500-05", "is a month of the Julian calendar, whose days are others"),
        ("+1500-00-00", 9, "1500", "is a year of the Julian calendar, whose days are others"),
        ("+1500-00-00", 7, "[1401..1500]", ""),
    ],
)
def test_what_is_less_than_a_day_stays_in_its_calendar(
    time: str, precision: int, expected: str, doubt: str
) -> None:
    value = {"time": f"{time}T00:00:00Z", "precision": precision, "calendarmodel": JULIAN}
    assert edtf(value) == Time(expected, doubt=doubt)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"time": "+1953-00-00T00:00:00Z", "precision": 11}, "1953"),
        ({"time": "+1953-07-00T00:00:00Z", "precision": 11}, "1953-07"),
        ({"time": "+1953-00-00T00:00:00Z", "precision": 10}, "1953"),
    ],
)
def test_a_part_that_is_zero_is_not_known(value: dict[str, Any], expected: str) -> None:
    assert edtf(value) == Time(expected, doubt="says a finer precision than it has numbers")


@pytest.mark.parametrize(
    ("value", "doubt"),
    [
        (
            {"time": "-10000-00-00T00:00:00Z", "precision": 5},
            "is known to no more than ten thousand years, which is not dated",
        ),
        (
            {"time": "-13798000000-00-00T00:00:00Z", "precision": 9},
            "has a year of more than nine digits, which is not dated",
        ),
        (
            {"time": "+1953-00-00T00:00:00Z", "precision": 9, "after": 1},
            "is unsure by some units before or after, which is not dated",
        ),
        (
            {"time": "+1953-00-00T00:00:00Z", "precision": 9, "before": 2},
            "is unsure by some units before or after, which is not dated",
        ),
    ],
)
def test_what_cannot_be_dated_without_invention_stays_undated(
    value: dict[str, Any], doubt: str
) -> None:
    assert edtf(value) == Time("", doubt=doubt)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"time": "1953-07-27T00:00:00Z", "precision": 11}, "is no time of Wikidata"),
        ({"precision": 11}, "is no time of Wikidata"),
        ({"time": "+1953-07-27T00:00:00Z", "precision": 15}, "has the precision 15"),
        ({"time": "+1953-07-27T00:00:00Z", "precision": "11"}, "has the precision 11"),
        ({"time": "+1953-07-27T00:00:00Z"}, "has the precision None"),
        ({"time": "+0000-00-00T00:00:00Z", "precision": 9}, "names the year 0"),
        ({"time": "+1953-02-30T00:00:00Z", "precision": 11}, "names a day that does not exist"),
        ({"time": "+1953-13-00T00:00:00Z", "precision": 10}, "names a day that does not exist"),
        (
            {"time": "+1901-02-29T00:00:00Z", "precision": 11, "calendarmodel": JULIAN},
            "names a day that does not exist",
        ),
        (
            {"time": "+1953-07-27T00:00:00Z", "precision": 11, "calendarmodel": "Q12138"},
            "is of the calendar Q12138",
        ),
    ],
)
def test_what_is_no_time_is_refused(value: dict[str, Any], problem: str) -> None:
    with pytest.raises(TimeError) as refused:
        edtf(value)
    assert refused.value.problem == problem


UNSURE = "has no precision and may be a day, a month, a year"


@pytest.mark.parametrize(
    ("stamp", "expected", "doubt"),
    [
        ("1951-10-15T00:00:00Z", "1951-10-15", ""),
        ("1952-01-02T00:00:00Z", "1952-01-02", ""),
        ("1952-01-01T00:00:00Z", "1952", f"{UNSURE}; it is read as the year"),
        (
            "1950-01-01T00:00:00Z",
            "1950",
            f"{UNSURE}, a decade or a century; it is read as the year",
        ),
        (
            "1950-07-01T00:00:00Z",
            "1950-07",
            "has no precision and may be a day or a month, so that it is read as the month",
        ),
        ("1952-01-01T09:30:00Z", "1952-01-01", ""),
        ("-0043-03-15T00:00:00Z", "-0043-03-15", ""),
    ],
)
def test_a_timestamp_is_no_more_precise_than_it_may_be(
    stamp: str, expected: str, doubt: str
) -> None:
    assert of_timestamp(stamp) == Time(expected, doubt=doubt)


@pytest.mark.parametrize(
    ("stamp", "problem"),
    [
        ("1952-01-01", "is no timestamp"),
        ("+1952-01-01T00:00:00Z", "is no timestamp"),
        ("1952-02-30T00:00:00Z", "names a day that does not exist"),
        ("1952-00-00T00:00:00Z", "names a day that does not exist"),
        (f"{'9' * 5000}-01-01T00:00:00Z", "is no timestamp"),
    ],
)
def test_what_is_no_timestamp_is_refused(stamp: str, problem: str) -> None:
    with pytest.raises(TimeError) as refused:
        of_timestamp(stamp)
    assert (refused.value.value, refused.value.problem) == (stamp, problem)


def statement(time: str, precision: int, rank: str = "normal", **more: Any) -> dict[str, Any]:
    value = {"time": f"{time}T00:00:00Z", "precision": precision, **more}
    snak = {"snaktype": "value", "datavalue": {"type": "time", "value": value}}
    return {"rank": rank, "mainsnak": snak}


def without(snaktype: str) -> dict[str, Any]:
    return {"rank": "normal", "mainsnak": {"snaktype": snaktype}}


START, END = statement("+1950-06-25", 11), statement("+1953-07-00", 10)
CENTURY = statement("+2000-00-00", 7)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({}, Time("")),
        ({"P585": [START]}, Time("1950-06-25")),
        ({"P585": [START], "P580": [END]}, Time("1950-06-25")),
        ({"P585": [END, START]}, Time("[1950-06-25,1953-07]")),
        ({"P585": [START, START]}, Time("1950-06-25")),
        ({"P585": [END, statement("+1950-06-25", 11, "preferred")]}, Time("1950-06-25")),
        ({"P585": [END, statement("+1950-06-25", 11, "deprecated")]}, Time("1953-07")),
        ({"P585": [without("somevalue")]}, Time("")),
        ({"P580": [START], "P582": [END]}, Time("1950-06-25/1953-07")),
        ({"P580": [START]}, Time("1950-06-25/")),
        ({"P580": [START], "P582": [without("somevalue")]}, Time("1950-06-25/")),
        ({"P580": [START], "P582": [without("novalue")]}, Time("1950-06-25/..")),
        ({"P582": [END]}, Time("/1953-07")),
        (
            {"P580": [statement("+1917-10-25", 11, calendarmodel=JULIAN)], "P582": [START]},
            Time("1917-11-07/1950-06-25", "The Julian calendar has 1917-10-25 for this day."),
        ),
        ({"P580": [START], "P582": [CENTURY]}, Time("1950-06-25/", doubt="one end is left out")),
        ({"P580": [START, END]}, Time("", doubt=(
            "begins and ends at times that no interval of EDTF can have"))),
        ({"P580": [END], "P582": [START]}, Time("", doubt=(
            "has a start and an end of which EDTF makes no interval: '1953-07/1950-06-25' ends"
            " before it begins; expected the start first, then the end. Fix: exchange or correct"
            " the two dates"))),
        ({"P585": [CENTURY]}, Time("[1901..2000]")),
        ({"P585": [CENTURY, START]}, Time("", doubt=(
            "has several times, one of which spans more than a decade"))),
        (
            {"P585": [statement("+1917-10-25", 11, calendarmodel=JULIAN)]},
            Time("1917-11-07", "The Julian calendar has 1917-10-25 for this day."),
        ),
        ({"P585": [statement("-10000-00-00", 5)]}, Time("", doubt=(
            "is known to no more than ten thousand years, which is not dated"))),
        ({"P580": [statement("-10000-00-00", 5)]}, Time("", doubt=(
            "is known to no more than ten thousand years, which is not dated"))),
    ],
)  # fmt: skip
def test_the_time_of_an_entity_is_its_point_or_its_start_and_end(
    claims: dict[str, Any], expected: Time
) -> None:
    assert of_claims(claims) == expected


# A list of the query service


def listed(**values: Any) -> dict[str, Any]:
    return {"event": "http://www.wikidata.org/entity/Q99", "date": None, "label": None, **values}


def test_an_event_of_a_list_has_its_item_its_name_and_its_date(tmp_path: Path) -> None:
    found = read(tmp_path, [listed(date="1951-10-15T00:00:00Z", label="Battle of Nowhere Hill")])
    expected = event(
        "Q99", "/0", event_type="military-conflict", label="Battle of Nowhere Hill",
        edtf="1951-10-15",
    )  # fmt: skip
    assert found == [Outcome(Place("w.json", item="/0"), (expected,))]


@pytest.mark.parametrize("name", ["event", "label", "date", "participants"])
@pytest.mark.parametrize("value", [{"a": 1}, ["a"], 5, True])
def test_what_is_no_text_is_not_taken_for_text(tmp_path: Path, name: str, value: object) -> None:
    (found,) = read(tmp_path, [listed(**{"label": "Battle", name: value})])
    assert found.records == ()
    assert [(f.field, f.problem) for f in found.refusals] == [(name, "is no text")]


@pytest.mark.parametrize("name", ["id", "label", "time"])
def test_a_value_whose_texts_are_none_is_refused(tmp_path: Path, name: str) -> None:
    value = {"id": "Q1", "label": "a", "time": "+1953-07-27T00:00:00Z", "precision": 11}
    (found,) = read(tmp_path, [value | {name: {"a": 1}}])
    assert [(f.field, f.problem) for f in found.refusals] == [(name, "is no text")]


@pytest.mark.parametrize(
    "names",
    [
        {"labels": {"en": {"value": {"a": 1}}}},
        {"labels": {"en": {"value": "a"}}, "aliases": {"en": [{"value": 5}]}},
    ],
)
def test_an_entity_whose_names_are_no_text_is_refused(
    tmp_path: Path, names: dict[str, Any]
) -> None:
    (found,) = read(tmp_path, {"id": "Q1", "claims": {}, **names})
    assert [f.problem for f in found.refusals] == ["is not written as an entity"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (r'[{"event": "Q1", "label": "a\ud800"}]', "label"),
        (r'[{"event": "Q1", "other": {"b": "\udfff"}}]', "other"),
        (r'[{"event": "Q1", "\ud800": 1}]', "\\ud800"),
        (r'{"entities": {"\ud800": {"id": "Q1", "claims": {"P1": "\ud800"}}}}', "claims"),
        (r'["\ud800"]', ""),
    ],
)
def test_half_a_character_is_refused_in_words_that_can_be_printed(
    tmp_path: Path, text: str, field: str
) -> None:
    (found,) = read(tmp_path, text)
    assert [f.field for f in found.refusals] == [field]
    assert str(found.refusals[0]).encode("utf-8") != b""


def test_half_a_character_in_a_key_that_stands_twice_can_be_printed(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors) as refused:
        read(tmp_path, r'[{"\ud800": 1, "\ud800": 2}]')
    assert r"has the key '\ud800' twice" in str(refused.value)


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_of_very_many_digits_is_told_of(tmp_path: Path, sign: str) -> None:
    with pytest.raises(SourceErrors) as refused:
        read(tmp_path, f'[{{"event": "Q1",\n"n": {sign}{"9" * 100_000}}}]')
    assert [f.problem for f in refused.value.findings] == ["has a number of more than 100 digits"]


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\x00", "\x9f"])
def test_a_name_that_hides_what_it_says_is_refused(tmp_path: Path, character: str) -> None:
    (found,) = read(tmp_path, [listed(label=f"Battle of {character}X")])
    assert [(f.field, f.problem) for f in found.refusals] == [
        ("label", f"has the character U+{ord(character):04X}")
    ]


def test_a_date_of_unknown_precision_is_told_of(tmp_path: Path) -> None:
    found = read(tmp_path, [listed(date="1952-01-01T00:00:00Z", label="Attack on a dam")])
    (record,) = found[0].records
    assert isinstance(record, Event)
    assert (record.edtf, record.event_type) == ("1952", "attack")
    assert told(found) == [
        "w.json#/0: date: '1952-01-01T00:00:00Z' has no precision and may be a day, a month, a"
        " year; it is read as the year; expected a date with its precision. Fix: look the item up"
    ]
    assert found[0].flags[0].severity == "warning"


def test_participants_are_states_once_each_and_others_are_told_of(tmp_path: Path) -> None:
    names = "North Korea; Many Flags; United States of America; North Korea; ; Many Flags"
    found = read(tmp_path, [listed(participants=names)])
    place = Place("w.json", item="/0")

    def part(actor: str) -> Participation:
        return Participation(
            id=f"event/wikidata-q99:{actor}:participant", record=Ref("event", "wikidata-q99"),
            actor=actor, role="participant", source="wikidata", place=place,
        )  # fmt: skip

    whole = event("Q99", "/0", label="Wikidata Q99")
    assert found[0].records == (whole, part("dprk"), part("usa"))
    assert told(found) == [
        "w.json#/0: participants: 'Many Flags' is not the name of a state, so this participant is"
        " left out; expected a name that seeds/states.csv or seeds/codes.csv has. Fix: correct it,"
        " or add it to seeds/codes.csv if it is a state's"
    ]
    assert [f.severity for f in found[0].flags] == ["warning"]


@pytest.mark.parametrize(
    ("element", "message"),
    [
        (
            listed(participants="Many Flags"),
            "event: 'http://www.wikidata.org/entity/Q99' has no name, no date and no participant"
            " that is a known state; expected one of the three. Fix: add it, or leave the event",
        ),
        (
            listed(event="http://example.org/Q99", label="x"),
            "event: 'http://example.org/Q99' is no item of Wikidata; expected an item such as"
            " Q8663. Fix: write the item, as http://www.wikidata.org/entity/Q8663",
        ),
        (
            {"label": "x"},
            "event: is no item of Wikidata; expected an item such as Q8663."
            " Fix: write the item, as http://www.wikidata.org/entity/Q8663",
        ),
        (
            listed(date="1952-02-30T00:00:00Z"),
            "date: '1952-02-30T00:00:00Z' names a day that does not exist; expected a day of the"
            " calendar. Fix: correct it",
        ),
        ("Q99", "'Q99' is no object; expected an event as an object. Fix: write it in braces"),
        (
            {"id": "", "time": "+1953-00-00T00:00:00Z", "precision": 9},
            "id: is no key; expected a key of letters or digits. Fix: add the key",
        ),
        (
            {"id": "Q99", "claims": [1]},
            "claims: '[1]' are no object; expected statements by property."
            " Fix: take the entity anew",
        ),
        (
            {"id": "Q99", "claims": {"P585": [{"mainsnak": {"snaktype": "value"}}]}},
            "id: 'Q99' is not written as an entity; expected the data model of Wikibase."
            " Fix: take the entity anew, as Special:EntityData gives it",
        ),
        (
            {"id": "Q99", "labels": {}, "claims": {}},
            "id: 'Q99' has no English name and no time; expected an event with one of the two."
            " Fix: leave the item out",
        ),
    ],
)
def test_an_element_that_is_no_event_is_refused_and_no_other(
    tmp_path: Path, element: object, message: str
) -> None:
    found = read(tmp_path, [element, listed(label="A good one")])
    assert (found[0].records, told(found)) == ((), [f"w.json#/0: {message}"])
    assert found[1].records == (event("Q99", "/1", label="A good one"),)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Battle of Korea Strait", "military-conflict"),
        ("Battle for Outpost Vegas", "military-conflict"),
        ("First and Second Battles of Wonju", "military-conflict"),
        ("Air Battle of South Korea", "military-conflict"),
        ("Siege of Jinju", "military-conflict"),
        ("Attack on the Sui-ho Dam", "attack"),
        ("Raid on a harbour", "attack"),
        ("Invasion of an island", "invasion"),
        ("Seishin Operation", "military-operation"),
        ("Operation Chromite", "military-operation"),
        ("Korean War", "war"),
        ("War memorial opening", "unspecified"),
        ("Ganghwa Island incident", "unspecified"),
        ("Battleship visit", "unspecified"),
        ("", "unspecified"),
    ],
)
def test_a_name_tells_the_kind_only_if_it_names_it(label: str, expected: str) -> None:
    assert wikidata.of_label(label) == expected


def test_each_type_of_event_is_one_of_the_scheme(root: Path) -> None:
    scheme = (root / "ontology" / "schemes" / "event-type.ttl").read_text("utf-8")
    used = {wikidata.UNSPECIFIED, *wikidata.TYPES.values(), *(kind for _, kind in wikidata._LABELS)}
    assert [kind for kind in sorted(used) if f"\nevent-type:{kind}\n" not in scheme] == []


def test_a_value_with_its_precision_is_an_event_of_its_key(tmp_path: Path) -> None:
    value = {"time": "+1953-00-00T00:00:00Z", "precision": 9}
    found = read(tmp_path, [{"id": "Q99", "label": "A thing", **value}, {"id": "x 1", **value}])
    assert [outcome.records for outcome in found] == [
        (event("Q99", "/0", label="A thing", edtf="1953"),),
        (event("x 1", "/1", id="wikidata-x-1", label="Wikidata x 1", edtf="1953", wikidata=""),),
    ]


# Whole entities


def entity(key: str, **claims: Any) -> dict[str, Any]:
    labels = {"de": {"language": "de", "value": "Ein Ereignis"}}
    return {"type": "item", "id": key, "labels": labels, "aliases": [], "claims": claims}


def test_an_entity_gives_its_names_its_kind_and_its_time(tmp_path: Path) -> None:
    whole = entity("Q99", P580=[START], P582=[END])
    whole["labels"]["en"] = {"language": "en", "value": "The invented event"}
    names = ["A war", "The invented event", "A war", "Another name"]
    whole["aliases"] = {"en": [{"language": "en", "value": name} for name in names]}
    kinds = [("Q1", "normal"), ("Q178561", "deprecated"), ("Q198", "normal")]
    whole["claims"]["P31"] = [
        {"rank": rank, "mainsnak": {"snaktype": "value", "datavalue": {"value": {"id": key}}}}
        for key, rank in kinds
    ]
    expected = event(
        "Q99", "/entities/Q99", event_type="war", label="The invented event",
        alt_labels=("A war", "Another name"), edtf="1950-06-25/1953-07",
    )  # fmt: skip
    found = read(tmp_path, {"entities": {"Q99": whole}})
    assert found == [Outcome(Place("w.json", item="/entities/Q99"), (expected,))]


def test_an_entity_without_an_english_name_is_called_by_its_item(tmp_path: Path) -> None:
    found = read(tmp_path, entity("Q99", P585=[CENTURY]))
    expected = event("Q99", "/id", label="Wikidata Q99", edtf="[1901..2000]")
    assert found == [Outcome(Place("w.json", item="/id"), (expected,))]


def test_an_entity_whose_time_is_too_coarse_is_undated_and_told_of(tmp_path: Path) -> None:
    whole = entity("Q99", P585=[statement("-10000-00-00", 5)])
    whole["labels"]["mul"] = {"language": "mul", "value": "The great flood"}
    found = read(tmp_path, [whole])
    assert found[0].records == (event("Q99", "/0", label="The great flood"),)
    assert [f.problem for f in found[0].flags] == [
        "is known to no more than ten thousand years, which is not dated"
    ]


def test_a_dump_is_read_an_entity_a_line_and_is_not_held_in_memory(tmp_path: Path) -> None:
    file = tmp_path / "dump.json"
    one = json.dumps(entity("Q99", P585=[START], P1=[{"x": "y" * 300_000}]))
    file.write_text("[\n" + ",\n".join([one] * 30) + "\n]\n", "utf-8")
    seen = wikidata.read(file, "dump.json", CONTEXT)
    with file.open("r+", encoding="utf-8") as later:
        assert next(seen).place == Place("dump.json", item="/0")
        later.truncate(2_000_000)  # what is not read yet is not there
    with pytest.raises(SourceErrors) as cut:
        list(seen)
    assert "dump.json:8: is not valid JSON" in str(cut.value)


# JSON


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[\n", "2: ends before its list does; expected {}. Fix: take the whole file"),
        ('[{"a": 1}\n', "2: ends before its list does; expected {}. Fix: take the whole file"),
        (
            '[\n{"a": 1}\n{"a": 1}]',
            "3: has no comma between two elements; expected {}. Fix: write one between the two",
        ),
        (
            '[\n{"a" 1}]',
            "2: is not valid JSON: Expecting ':' delimiter; expected {}."
            " Fix: mend the file at this line",
        ),
        (
            '[\n{"a": 1,\n "a": 2}]',
            "2: has the key 'a' twice in one object; expected {}. Fix: keep one of the two",
        ),
        (
            '[{"a": NaN}]',
            "1: has the value NaN, which is not JSON; expected {}. Fix: write null",
        ),
        ("[]\n[]", "2: goes on after its end; expected {}. Fix: keep one list or object"),
        (
            '"text"',
            "1: is neither a list nor an object; expected {}. Fix: write the events in brackets",
        ),
        ("[" * 100_000, "1: nests too deep; expected {}. Fix: take the file as it is published"),
    ],
)
def test_a_file_that_is_no_json_is_refused_with_its_line(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(SourceErrors) as refused:
        read(tmp_path, text)
    expected = "a JSON list of events, or entities by id"
    assert str(refused.value) == f"w.json:{message.format(expected)}"


def test_a_file_without_events_or_not_in_utf_8_or_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors) as empty:
        read(tmp_path, "[ ]")
    assert str(empty.value) == (
        "w.json: holds no events; expected one event or more."
        " Fix: check that this is the file you mean"
    )
    file = tmp_path / "latin.json"
    file.write_bytes(b'[{"label": "\xe9"}]')
    with pytest.raises(SourceErrors) as latin:
        list(wikidata.read(file, "latin.json", CONTEXT))
    assert str(latin.value) == (
        "latin.json: is not UTF-8; expected JSON in UTF-8. Fix: save the file in UTF-8"
    )
    with pytest.raises(UsageError, match=r"cannot read gone[.]json: No such file"):
        list(wikidata.read(tmp_path / "gone.json", "gone.json", CONTEXT))


def test_what_came_before_a_fault_was_read(tmp_path: Path) -> None:
    file = tmp_path / "w.json"
    file.write_text('\ufeff[{"a": 1}, {"a": }]', "utf-8")
    seen = wikidata_json.elements(file)
    assert next(seen) == ("/0", {"a": 1})
    with pytest.raises(wikidata_json.JsonError) as fault:
        next(seen)
    assert fault.value.line == 1


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("events.json", b'\xef\xbb\xbf [{"event"', True),
        ("Q8663.JSON", b'{"entities"', True),
        ("events.json", b"<xml", False),
        ("events.csv", b"[", False),
    ],
)
def test_a_file_is_known_by_its_name_and_its_start(
    tmp_path: Path, name: str, head: bytes, expected: bool
) -> None:
    (tmp_path / name).write_bytes(head)
    if expected:
        kind = recognise(wikidata.LOADER, tmp_path / name, name)
        assert isinstance(kind, Form)
        assert kind.name == "events"
    else:
        with pytest.raises(UsageError, match="is no file of the loader wikidata"):
            recognise(wikidata.LOADER, tmp_path / name, name)


# The real file


@pytest.mark.shared
def test_the_events_that_name_korea_are_all_taken(shared: Path) -> None:
    file = shared / "data" / "wikidata" / "korea_events.json"
    found = list(wikidata.read(file, "korea_events.json", CONTEXT))
    events = [record for o in found for record in o.records if isinstance(record, Event)]
    # Of the first of the five rows with nothing but participants none is a state known here.
    assert [o.place.item for o in found if o.is_refused] == ["/16"]
    assert (len(found), len(events)) == (21, 20)
    dated = {record.wikidata: record.edtf for record in events}
    assert (dated["Q15193698"], dated["Q489561"], dated["Q8663"]) == ("1952", "1951-10-15", "")
    assert Counter(len(date) for date in dated.values()) == {10: 15, 4: 1, 0: 4}
    parts = [r for o in found for r in o.records if isinstance(r, Participation)]
    assert sorted(p.actor for p in parts if p.record.key == "wikidata-q8663") == [
        *("dprk", "rok", "usa")
    ]
