"""The queries over links: what sources say of one thing, side by side, on extracts of real files.

What is expected was read off the files by hand.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from linkedsources import load

from alliancekg import queries, results
from alliancekg.embedded import Embedded
from alliancekg.memory import InMemory
from alliancekg.store import Store

pytestmark = pytest.mark.shared
QUERIES = Path(__file__).parent.parent / "queries"
EVENT = "https://w3id.org/alliancekg/id/event/"
OURS = (
    "linked-records",
    "dates-of-linked-records",
    "dates-in-conflict-over-links",
    "obligations-compared",
    "strengths-compared",
)


def ask(store: Store, name: str, *columns: str, **values: str) -> list[tuple[str, ...]]:
    """Return some columns of the answer to a saved query, in their order."""
    saved = queries.get(QUERIES, name)
    answer = queries.run(saved, Embedded(store.current().open()), values)
    at = [answer.variables.index(column) for column in columns]
    return [tuple(row[n] for n in at) for row in results.cells(answer)]


def test_the_war_has_its_records_in_four_data_sets(linked: Store) -> None:
    found = ask(linked, "linked-records", "relation", "otherId", record=EVENT + "korean-war")
    assert found == [
        ("same", "event/gml-51"),
        ("narrower", "event/icb-132"),
        ("narrower", "event/icb-133"),
        ("narrower", "event/icb-140"),
        ("wider", "event/ucdp-19-235"),
        ("nearly the same", "event/ucdp-19-235-1949-05-31"),
    ]


@pytest.mark.parametrize(
    ("record", "relation", "other"),
    [
        ("icb-132", "wider", "event/korean-war"),
        ("ucdp-19-235", "narrower", "event/korean-war"),
        ("icb-224", "narrower", "event/csis-1968-01-23-other-1"),
        ("csis-1968-01-23-other-1", "wider", "event/icb-224"),
        ("csis-1968-01-23-other-1", "nearly the same", "event/gml-347"),
        ("icb-274", "", ""),
    ],
)
def test_a_link_is_told_from_both_of_its_ends(
    linked: Store, record: str, relation: str, other: str
) -> None:
    found = ask(linked, "linked-records", "relation", "otherId", record=EVENT + record)
    assert ((relation, other) in found) == bool(relation)


def test_without_a_record_each_link_is_told_once_with_who_says_so(linked: Store) -> None:
    names = ("record", "otherId", "how", "passage")
    found = [row for row in ask(linked, "linked-records", *names) if row[1] == "event/gml-2186"]
    assert found == [
        (
            "North Korea, South Korea: Korea",
            "event/gml-2186",
            "ManualMappingCuration",
            found[0][3],
        )
    ]
    assert found[0][3].startswith("seeds/links.csv, row ")


def test_each_source_has_its_own_dates_of_the_war(linked: Store) -> None:
    names = ("recordId", "relation", "dated", "firstDay", "lastDay")
    found = ask(linked, "dates-of-linked-records", "aspect", "source", *names)
    assert [row[2:] for row in found if row[0] == "date"] == [
        ("event/ucdp-19-235", "wider", "1949-05/", "1949-05-01", ""),
        (
            "event/ucdp-19-235-1949-05-31",
            "nearly the same",
            "1949-05/1953-07-27",
            "1949-05-01",
            "1953-07-27",
        ),
        ("event/gml-51", "same", "1950-06/", "1950-06-01", ""),
        ("event/icb-132", "narrower", "1950-06-25/1950-09-30", "1950-06-25", "1950-09-30"),
        ("event/korean-war", "itself", "1950-06-25/1953-07-27", "1950-06-25", "1953-07-27"),
        ("event/icb-133", "narrower", "1950-09-30/1951-07-10", "1950-09-30", "1951-07-10"),
        ("event/icb-140", "narrower", "1953-04-16/1953-07-27", "1953-04-16", "1953-07-27"),
    ]


def test_the_days_of_each_state_in_the_war_are_those_of_the_list_of_disputes(linked: Store) -> None:
    found = ask(linked, "dates-of-linked-records", "of", "dated", "recordId", "passage")
    states = [row for row in found if row[0]]
    assert len(states) == 18
    assert {row[2] for row in states} == {"event/gml-51"}
    assert [row[:2] for row in states if row[0] in ("China", "South Korea", "United Kingdom")] == [
        ("South Korea", "1950-06-25/1953-07-25"),
        ("United Kingdom", "1950-06-28/1953-07-27"),
        ("China", "1950-09-30/1953-07-27"),
    ]
    assert all("gml/gml_participants.csv, row " in row[3] for row in states)


def test_the_pueblo_has_three_lengths(linked: Store) -> None:
    names = ("recordId", "aspect", "of", "dated")
    found = ask(linked, "dates-of-linked-records", *names, record=EVENT + "gml-347")
    assert found == [
        ("event/gml-347", "date", "", "1968-01/"),
        ("event/icb-224", "date", "", "1968-01-21/1968-12-23"),
        ("event/csis-1968-01-23-other-1", "date", "", "1968-01-23"),
        ("event/gml-347", "taking part", "North Korea", "1968-01-23/1968-01-25"),
        ("event/gml-347", "taking part", "United States", "1968-01-23/1968-01-25"),
    ]


def test_the_treaty_binds_its_parties_from_two_dates(linked: Store) -> None:
    treaty = "https://w3id.org/alliancekg/id/treaty/us-rok-mutual-defense-treaty"
    names = ("recordId", "relation", "aspect", "of", "dated")
    assert ask(linked, "dates-of-linked-records", *names, record=treaty) == [
        ("treaty/us-rok-mutual-defense-treaty", "itself", "in force", "", "1954-11-17/.."),
        ("treaty/atop-4-3240", "same", "signed", "", "1953-10-01"),
        ("treaty/us-rok-mutual-defense-treaty", "itself", "signed", "", "1953-10-01"),
        ("treaty/atop-4-3240", "same", "taking part", "South Korea", "1953-10-01/"),
        ("treaty/atop-4-3240", "same", "taking part", "United States", "1953-10-01/"),
    ]


def test_dates_of_linked_records_that_exclude_each_other_are_found(linked: Store) -> None:
    names = ("record", "aspect", "dated", "otherId", "otherDated")
    found = ask(linked, "dates-in-conflict-over-links", *names)
    assert found == [
        (
            "Drawdown of 12,500 soldiers of U.S. Forces Korea",
            *("date", "../2006-12", "event/usfk-drawdown", "2004/2008"),
        ),
        (
            "Floods and famines in North Korea",
            *("date", "1994/1995", "event/north-korean-floods-famines", "1995-07/1998"),
        ),
        (
            "Korean War",
            *("date", "1950-06-25/1953-07-27", "event/ucdp-19-235-1949-05-31"),
            "1949-05/1953-07-27",
        ),
    ]


@pytest.mark.parametrize("record", ["korean-war", "ucdp-19-235-1949-05-31"])
def test_a_conflict_is_found_from_both_ends_of_its_link(linked: Store, record: str) -> None:
    found = ask(linked, "dates-in-conflict-over-links", "record", record=EVENT + record)
    assert found == [("Korean War",)]


def test_a_phase_is_in_no_conflict_with_the_whole(linked: Store) -> None:
    found = ask(linked, "dates-in-conflict-over-links", "record", record=EVENT + "icb-133")
    assert found == []


def test_the_list_of_treaties_has_both_allies_owe_defense(linked: Store) -> None:
    names = ("party", "owes", "treatyId", "relation", "first", "times")
    owed = "defense, nonaggression, consultation"
    said = ("treaty/atop-4-3240", "same", "1953-10-01/", "1")
    ours = ("", "treaty/us-rok-mutual-defense-treaty", "itself", "", "1")
    assert ask(linked, "obligations-compared", *names) == [
        ("South Korea", owed, *said),
        ("South Korea", *ours),
        ("United States", owed, *said),
        ("United States", *ours),
    ]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (
            "1970",
            [
                ("52283", "troops-reports", "3", "52197", "52283"),
                ("52197", "troops-kane", "3", "52197", "52283"),
                ("52283", "troops-rebuild", "3", "52197", "52283"),
            ],
        ),
        (
            "1974-09",
            [
                ("40878", "troops-reports", "3", "40387", "40878"),
                ("40387", "troops-kane", "3", "40387", "40878"),
                ("40878", "troops-rebuild", "3", "40387", "40878"),
            ],
        ),
        (
            "2008",
            [
                ("25772", "troops-reports", "2", "25771", "25772"),
                ("25771", "troops-kane", "2", "25771", "25772"),
            ],
        ),
        ("1973", []),
    ],
)
def test_strengths_of_one_year_stand_side_by_side_with_their_range(
    linked: Store, date: str, expected: list[tuple[str, ...]]
) -> None:
    names = ("value", "passage", "sources", "lowest", "highest", "of", "place")
    found = ask(linked, "strengths-compared", *names, date=date)
    assert [(row[0], row[1].partition("/")[0], *row[2:5]) for row in found] == expected
    assert {row[5:] for row in found} <= {("United States", "South Korea (territory)")}


def test_numbers_of_another_holder_stand_beside_and_are_not_added_to_the_range(
    linked: Store,
) -> None:
    found = ask(
        linked, "strengths-compared", "of", "value", "dated", "lowest", "highest", date="1971"
    )
    assert found[:2] == [
        ("U.S. Forces Korea", "62000", "/1971", "42000", "62000"),
        ("U.S. Forces Korea", "42000", "1971/", "42000", "62000"),
    ]
    assert found[2:] == [("United States", "40740", "1971-09", "40740", "40740")] * 3


def test_by_the_other_list_of_alliances_one_ally_alone_owes_defense(
    linked: Store, tmp_path: Path
) -> None:
    """The rows are ours, in the layout of COW, and say of the treaty what its file says."""
    copy = tmp_path / "store"
    shutil.copytree(linked.path, copy)
    alliance = {"version4id": "236", "ss_type": "Type III: Entente", "left_censor": "0"}
    begin = {"year": "1953", "month": "10", "day": "1"}
    for prefix in ("all", "mem"):
        alliance |= {f"{prefix}_st_{part}": value for part, value in begin.items()}
        alliance |= {f"{prefix}_end_{part}": "" for part in begin}
    flags = {"neutrality": "0", "nonaggression": "0", "entente": "1"}
    rows = [
        {**alliance, **flags, "ccode": "2", "defense": "1"},
        {**alliance, **flags, "ccode": "732", "defense": "0"},
    ]
    path = tmp_path / "alliance_by_member.csv"
    with path.open("w", encoding="latin-1", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    load(copy, "alliances", path)
    names = ("party", "owes", "treatyId", "relation")
    found = ask(Store(copy), "obligations-compared", *names, treaty="cow-alliances-236")
    both = "defense, nonaggression, consultation"
    assert [row for row in found if row[1]] == [
        ("South Korea", both, "treaty/atop-4-3240", "same"),
        ("South Korea", "entente", "treaty/cow-alliances-236", "itself"),
        ("United States", both, "treaty/atop-4-3240", "same"),
        ("United States", "defense, entente", "treaty/cow-alliances-236", "itself"),
    ]


@pytest.fixture(scope="module")
def memory(linked: Store) -> InMemory:
    """Return the graph in rdflib."""
    return InMemory.of(linked.current().open())


@pytest.mark.parametrize("name", OURS)
def test_rdflib_gives_the_same_rows_with_the_extracts_loaded(
    linked: Store, memory: InMemory, name: str
) -> None:
    saved = queries.get(QUERIES, name)
    here = queries.run(saved, Embedded(linked.current().open()))
    assert list(results.cells(queries.run(saved, memory))) == list(results.cells(here))
