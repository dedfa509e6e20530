"""The CSIS list: keys within a day, kinds of event, and early entries that sum up."""

from __future__ import annotations

from pathlib import Path

import pytest
from loader_runs import counts, reasons, records, run, run_text

from alliancekg.dataloaders import Outcome
from alliancekg.findings import Place
from alliancekg.records import Event, Participation, Ref
from loaders.provocations import LOADER, event_type

HEADER = "date,type,event,resources\n"
EARLY = "is an early entry without particulars, which may sum up a month or a season"


def read(folder: Path, *rows: str) -> list[Outcome]:
    """Return what rows give."""
    return run_text(LOADER, folder, HEADER + "\n".join(rows), "csis")


def test_a_row_gives_an_event_with_north_korea_as_its_agent(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "1999-05-04,Missile Provocation,Short-range Missile Launch,")
    place = Place("table.csv", 2, 2)
    assert found == Outcome(
        place,
        (
            Event(
                id="csis-1999-05-04-missile-1",
                source="csis",
                place=place,
                event_type="missile-test",
                status="done",
                label="Short-range Missile Launch",
                edtf="1999-05-04",
            ),
            Participation(
                id="event/csis-1999-05-04-missile-1:dprk:agent",
                source="csis",
                place=place,
                record=Ref("event", "csis-1999-05-04-missile-1"),
                actor="dprk",
                role="agent",
            ),
        ),
    )


def test_rows_of_one_day_are_counted_within_their_type(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "1999-05-04,Other Provocation,Explosion,",
        "1999-05-04,Missile Provocation,Satellite Launch,",
        "1999-05-04,Other Provocation,Explosion,",
        "1999-05-03,Other Provocation,Explosion,",
        "1999-05-02,Nuclear Provocation,Nuclear Test,",
    )
    assert [event.id for event in records(found, Event)] == [
        "csis-1999-05-04-other-1",
        "csis-1999-05-04-missile-1",
        "csis-1999-05-04-other-2",
        "csis-1999-05-03-other-1",
        "csis-1999-05-02-nuclear-1",
    ]


def test_a_row_out_of_order_has_no_stable_key_and_is_refused(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "1999-05-04,Other Provocation,Explosion,",
        "1999-05-05,Other Provocation,Explosion,",
        "1999-05-04,Other Provocation,Explosion,",
    )
    assert [o.is_refused for o in found] == [False, True, False]
    assert str(found[1].refusals[0]) == (
        "table.csv:3: date: '1999-05-05' is later than 1999-05-04 in the row before, so that the"
        " row has no stable key; expected the newest first. Fix: sort the rows as CSIS publishes"
        " them"
    )
    assert records(found, Event)[1].id == "csis-1999-05-04-other-2"


def test_a_date_or_a_type_that_is_none_is_refused(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "1999-02-30,Other Provocation,Explosion,",
        "1999-02-20,Some Provocation,Explosion,",
        ",Other Provocation,Explosion,",
        "1999-02-20,Other Provocation,,",
    )
    assert counts(found) == (4, 0, 4)
    assert [o.refusals[0].field for o in found] == ["date", "type", "date", "event"]


@pytest.mark.parametrize(
    ("kind", "event", "expected"),
    [
        ("Missile", "Short-range Ballistic Missile Launch", "missile-test"),
        ("Missile", "Strategic cruise missile", "missile-test"),
        ("Missile", "Multiple Launch Rocket System (MLRS) Test", "missile-test"),
        ("Missile", "Satellite Launch", "missile-test"),
        ("Missile", "Multiple Re-entry Vehicle (MIRV) Test", "missile-test"),
        ("Missile", "Rocket Engine Test", "provocation"),
        ("Missile", "Artillery Fire", "provocation"),
        ("Nuclear", "Nuclear Test", "nuclear-test"),
        ("Nuclear", "Nuclear Fuel Reactor Operation", "provocation"),
        ("Other", "Nuclear Test", "provocation"),
        ("Other", "Satellite Launch", "provocation"),
        ("Other", "Attack on a Plane", "attack"),
        ("Other", "Heart Attack on a Plane", "provocation"),
        ("Other", "Sinking of South Korean Boat", "attack"),
        ("Other", "Sinking of NK Boat", "provocation"),
        ("Other", "DMZ Exchange of Fire", "military-conflict"),
        ("Other", "Exchange at the Office", "provocation"),
    ],
)
def test_the_kind_of_event_follows_from_type_and_words(
    kind: str, event: str, expected: str
) -> None:
    assert event_type(f"{kind} Provocation", event) == expected


def test_early_entries_without_particulars_are_flagged(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "1976-01-01,Other Provocation,Infiltration and Incursion,",
        "1975-12-31,Other Provocation,Infiltration and Incursion,",
        "1975-12-31,Other Provocation,Exchange of Fire at DMZ,",
        "1975-12-30,Other Provocation,Infiltration and Incursion - Arrest,",
    )
    assert [[f.problem for f in o.flags] for o in found] == [[], [EARLY], [EARLY], []]
    assert counts(found) == (4, 4, 0)


@pytest.mark.shared
def test_the_whole_list_is_taken_with_one_event_a_row(shared: Path) -> None:
    path = shared / "data" / "csis-provocations" / "dprk_provocations_1958_2026.csv"
    found = run(LOADER, path, "csis")
    assert counts(found) == (493, 493, 0)
    assert reasons(found, flags=True) == {EARLY: 18}
    events = {event.id: event for event in records(found, Event)}
    assert len(events) == 493
    assert events["csis-1969-04-15-other-1"].event_type == "attack"  # the EC-121
    assert sum(event.event_type == "nuclear-test" for event in events.values()) == 6
