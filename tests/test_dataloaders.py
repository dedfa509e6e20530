"""What all loaders of data sets share: ids that tell records apart, and the net below them."""

from __future__ import annotations

import pytest

from alliancekg.columns import Row
from alliancekg.dataloaders import Context, Outcome, outcome, sound
from alliancekg.findings import Finding, Place
from alliancekg.identity import States
from alliancekg.records import Actor, Event, Source, Treaty

PLACE = Place("t.csv", 2, 2)
CONTEXT = Context("x", States(()))
FIX = "correct the cell, or report it to the makers of the data"


def event(**values: str) -> Event:
    told = {"event_type": "war", "status": "done", "label": "A war", **values}
    return Event(id="x-1", source="x", place=PLACE, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (("347",), "x-347"),
        (("2001-02-03", "nodong", ""), "x-2001-02-03-nodong"),
        (("Osan Air Base",), "x-osan-air-base"),
        (("a/b", "C (2)"), "x-a-b-c-2"),
        (("R" * 98,), f"x-{'r' * 98}"),
    ],
)
def test_the_id_of_plain_parts_is_made_of_them(parts: tuple[str, ...], found: str) -> None:
    assert CONTEXT.id(*parts) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("김철수", "박영희"),
        ("Fuerte Ñ", "Fuerte N"),
        ("Chŏn", "Chon"),
        ("8", "-8"),
        ("8", "+8"),
        ("???", "!!!"),
        ("a" * 99, "a" * 98 + "b"),
        ("a" * 150 + "1", "a" * 150 + "2"),
        ("a-" * 60 + "1", "a-" * 60 + "2"),
    ],
)
def test_parts_that_an_id_cannot_spell_are_told_apart(one: str, other: str) -> None:
    ids = [CONTEXT.id(one, "7"), CONTEXT.id(other, "7")]
    assert len(set(ids)) == 2
    assert ids == [CONTEXT.id(one, "7"), CONTEXT.id(other, "7")]
    assert all(len(key) <= 100 for key in ids)


def test_an_id_that_is_too_long_is_cut_and_its_parts_stay_apart() -> None:
    long = "a" * 60
    one, other = CONTEXT.id(long, long), CONTEXT.id(long, long[1:], "a")
    assert (len(one), len(other)) == (100, 100)
    assert one[:91] == other[:91]
    assert one[91:] != other[91:]


@pytest.mark.parametrize("text", ["19021", "1984-04-09?~", "-005-05", "1975-13", "1976/1975"])
@pytest.mark.parametrize("field", ["edtf"])
def test_a_record_with_a_date_that_is_none_refuses_its_row(text: str, field: str) -> None:
    row = Row({}, PLACE, "x")
    found = outcome(row, lambda _row, _context: [event(**{field: text})], CONTEXT)
    assert found.records == ()
    assert [(f.place, f.field, f.value, f.fix) for f in found.refusals] == [
        (PLACE, field, text, FIX)
    ]


def test_all_dates_of_records_are_looked_at() -> None:
    common = {"id": "x-1", "source": "x", "place": PLACE}
    given = Outcome(
        PLACE,
        (
            Treaty(treaty_type="alliance", label="a", signed="19", in_force="20", **common),  # type: ignore[arg-type]
            Source(
                type="Dataset", title="a", citation="a", rank=5, issued="21", coverage_time="22",
                **common,  # type: ignore[arg-type]
            ),
            Actor(type="State", label="a", cow_time=("1945", "23"), gw_time=("24",), **common),  # type: ignore[arg-type]
        ),
    )  # fmt: skip
    found = sound(given)
    assert found.records == ()
    assert [(f.field, f.value) for f in found.refusals] == [
        ("signed", "19"),
        ("in_force", "20"),
        ("issued", "21"),
        ("coverage_time", "22"),
        ("cow_time", "23"),
        ("gw_time", "24"),
    ]


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\x00", "0000"),
        ("\x1b", "001B"),
        ("\x7f", "007F"),
        ("\x9f", "009F"),
        ("\u202a", "202A"),
        ("\u202e", "202E"),
        ("\u2066", "2066"),
        ("\u2069", "2069"),
        ("\ud800", "D800"),
        ("\udfff", "DFFF"),
        ("\ufffd", "FFFD"),
    ],
)
def test_a_text_with_a_character_that_hides_or_breaks_is_refused(character: str, code: str) -> None:
    shown = f"A {character}war"
    found = sound(Outcome(PLACE, (event(label=shown),)))
    assert found == Outcome(
        PLACE,
        refusals=(
            Finding(
                PLACE,
                "label",
                f"A \\u{code.lower()}war",
                f"has the character U+{code}",
                "printable text",
                "take the character out, or name the right encoding with --encoding",
            ),
        ),
    )


def test_what_is_right_stays_as_it_is() -> None:
    given = Outcome(PLACE, (event(label="Guerre d’Élysée\n김\t\u200d🙂", edtf="1950-06-25/.."),))
    assert sound(given) is given


def test_flags_stay_with_a_row_that_is_sound() -> None:
    flag = Finding(PLACE, "a", "b", "is odd", "c", "d", "warning")

    assert outcome(Row({}, PLACE, "x"), lambda _row, _context: [event(), flag], CONTEXT) == Outcome(
        PLACE, (event(),), (flag,)
    )
