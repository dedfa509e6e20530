"""Alliances of ATOP and COW, and leaders of Archigos: what their loaders make of each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from alliancekg import datarows, statenames, vocabulary
from alliancekg.cells import Vocabulary
from alliancekg.dataloaders import Context, Layout, Loader, Outcome
from alliancekg.identity import States
from alliancekg.recognising import recognise
from alliancekg.records import Actor, Participation, Position, Record, Treaty
from alliancekg.workspace import Workspace
from loaders import TABLES, alliances, leaders
from loaders.alliances_pledges import NO_OBLIGATION

ATOP_DATES = "yrent,moent,dayent,yrexit,moexit,dayexit"
ATOP_MEMBERS = (
    f"atopid,cow4id,version,member,{ATOP_DATES},phase,defense,offense,neutral,nonagg,consul"
)
ATOP_TREATIES = "atopid,cow4id,version,begyr,begmo,begday,endyr,endmo,endday"
DYADS = "ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul"
COW = (
    "version4id,ccode,state_name,all_st_day,all_st_month,all_st_year,all_end_day,all_end_month,"
    "all_end_year,ss_type,mem_st_day,mem_st_month,mem_st_year,mem_end_day,mem_end_month,"
    "mem_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,version"
)
ARCHIGOS = "obsid,gwcode,leadid,leader,yrborn,gender,startdate,enddate,entry,exit,exitcode"
Told = tuple[str, str, tuple[str, ...], str]  # who, part, what is owed, when


@pytest.fixture(scope="module")
def states(root: Path) -> States:
    return statenames.read(Workspace.find(root), TABLES)


@pytest.fixture(scope="module")
def concepts(root: Path) -> Vocabulary:
    return vocabulary.concepts(root / "ontology" / "schemes")


class Reader:
    """Reads files as `alliancekg load` does, and keeps what each row gave."""

    def __init__(self, states: States, concepts: Vocabulary, folder: Path) -> None:
        self.states, self.concepts, self.folder = states, concepts, folder

    def file(self, loader: Loader, path: Path) -> list[Outcome]:
        kind = recognise(loader, path, path.name)
        assert isinstance(kind, Layout)
        assert not callable(kind.source)
        context = Context(kind.source.key, self.states)
        return list(datarows.read(kind, path, path.name, context, self.concepts))

    def rows(self, loader: Loader, header: str, *rows: str, end: str = "\n") -> list[Outcome]:
        path = self.folder / "t.csv"
        path.write_bytes(end.join([header, *rows, ""]).encode("latin-1"))
        return self.file(loader, path)


@pytest.fixture
def reader(states: States, concepts: Vocabulary, tmp_path: Path) -> Reader:
    return Reader(states, concepts, tmp_path)


def records(outcomes: list[Outcome]) -> Iterator[Record]:
    for outcome in outcomes:
        yield from outcome.records


def treaties(outcomes: list[Outcome]) -> dict[str, Treaty]:
    return {r.id: r for r in records(outcomes) if isinstance(r, Treaty)}


def parties(outcomes: list[Outcome], treaty: str) -> list[Told]:
    return [
        (r.actor, r.part, r.obligation_types, r.edtf)
        for r in records(outcomes)
        if isinstance(r, Participation) and r.record == ("treaty", treaty)
    ]


def refusals(outcomes: list[Outcome]) -> list[str]:
    return [str(finding) for outcome in outcomes for finding in outcome.refusals]


def flags(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(f.field, f.problem) for outcome in outcomes for f in outcome.flags]


BOTH = ("defense", "nonaggression", "consultation")


@pytest.mark.parametrize(
    ("loader", "file", "read", "kinds"),
    [
        (
            alliances.LOADER,
            "atop/atop_v4_01_alliance_level_subset.csv",
            225,
            {"treaty": 225},
        ),
        (
            alliances.LOADER,
            "atop/atop_v4_01_member_level_subset.csv",
            846,
            {"treaty": 225, "participation": 875},
        ),
        (
            alliances.LOADER,
            "atop/atop_v5_1_directed_dyad_years_subset.csv",
            1162,
            {"treaty": 15, "participation": 1178},
        ),
        (
            leaders.LOADER,
            "leaders/archigos_4_1_subset.csv",
            90,
            {"actor": 90, "position": 91},
        ),
    ],
)
@pytest.mark.shared
def test_each_row_of_a_published_file_gives_records(
    reader: Reader, shared: Path, loader: Loader, file: str, read: int, kinds: Mapping[str, int]
) -> None:
    outcomes = reader.file(loader, shared / "data" / file)
    assert (len(outcomes), refusals(outcomes)) == (read, [])
    assert all(outcome.records for outcome in outcomes)
    assert Counter(record.kind for record in records(outcomes)) == kinds
    told = Counter(r.id for r in records(outcomes) if not isinstance(r, Actor))
    assert [key for key, count in told.items() if count > 1] == []


@pytest.mark.shared
def test_every_treaty_has_two_parties_or_more(reader: Reader, shared: Path) -> None:
    for name in ("atop_v4_01_member_level_subset.csv", "atop_v5_1_directed_dyad_years_subset.csv"):
        outcomes = reader.file(alliances.LOADER, shared / "data" / "atop" / name)
        few = {
            key
            for key in treaties(outcomes)
            if len({actor for actor, *_ in parties(outcomes, key)}) < 2
        }
        assert few == set()


@pytest.mark.shared
def test_the_treaty_of_1953_as_atop_has_it(reader: Reader, shared: Path) -> None:
    folder = shared / "data" / "atop"
    found = treaties(reader.file(alliances.LOADER, folder / "atop_v4_01_alliance_level_subset.csv"))
    treaty = found["atop-4-3240"]
    assert (treaty.signed, treaty.in_force, treaty.note) == ("1953-10-01", "", "")
    assert treaty.identifiers == ("3240", "236")
    members = reader.file(alliances.LOADER, folder / "atop_v4_01_member_level_subset.csv")
    assert parties(members, "atop-4-3240") == [
        ("usa", "1953-10-01", BOTH, "1953-10-01/"),
        ("rok", "1953-10-01", BOTH, "1953-10-01/"),
    ]
    years = reader.file(alliances.LOADER, folder / "atop_v5_1_directed_dyad_years_subset.csv")
    assert [told for told in parties(years, "atop-5-2-732") if told[3] == "1954"] == [
        ("usa", "towards-732-1954", BOTH, "1954"),
        ("rok", "towards-2-1954", BOTH, "1954"),
    ]


@pytest.mark.shared
def test_the_soviet_treaty_with_north_korea_ends_in_1996(reader: Reader, shared: Path) -> None:
    folder = shared / "data" / "atop"
    found = treaties(reader.file(alliances.LOADER, folder / "atop_v4_01_alliance_level_subset.csv"))
    treaty = found["atop-4-3440"]
    assert (treaty.signed, treaty.in_force) == ("1961-07-06", "")
    assert treaty.note == "ATOP counts it until 1996-09-10."
    members = reader.file(alliances.LOADER, folder / "atop_v4_01_member_level_subset.csv")
    assert [(actor, edtf) for actor, _, _, edtf in parties(members, "atop-4-3440")] == [
        ("soviet-union", "1961-07-06/1991-12-26"),
        ("russia", "1991-12-27/1996-09-10"),
        ("dprk", "1961-07-06/1996-09-10"),
    ]


def test_a_treaty_has_dates_as_precise_as_they_are_given(reader: Reader) -> None:
    rows = ("1,,4.01,1844,6,,1846,6,29", "2,7,4.01,1815,11,20,1822,12,", "3,8,4.01,1950,0,0,0,0,0")
    found = treaties(reader.rows(alliances.LOADER, ATOP_TREATIES, *rows))
    assert [(t.signed, t.in_force, t.note, t.identifiers) for t in found.values()] == [
        ("1844-06", "", "ATOP counts it until 1846-06-29.", ("1",)),
        ("1815-11-20", "", "ATOP counts it until 1822-12.", ("2", "7")),
        ("1950", "", "", ("3", "8")),
    ]


@pytest.mark.parametrize("number", ["-9", "0"])
def test_a_code_for_no_number_of_cow_is_none(reader: Reader, number: str) -> None:
    found = treaties(reader.rows(alliances.LOADER, ATOP_TREATIES, f"1,{number},4.01,1844,6,,0,0,0"))
    assert [t.identifiers for t in found.values()] == [("1",)]


@pytest.mark.parametrize("number", ["-8", "0"])
def test_a_number_below_1_names_no_treaty(reader: Reader, number: str) -> None:
    outcomes = [
        *reader.rows(alliances.LOADER, ATOP_TREATIES, f"{number},,4.01,1844,6,,0,0,0"),
        *reader.rows(
            alliances.LOADER, ATOP_MEMBERS, f"{number},,4.01,2,1950,1,1,0,0,0,0,1,0,0,0,0"
        ),
        *reader.rows(alliances.LOADER, COW, COW_ROWS[0].replace("9001", number)),
    ]
    assert [(f.field, f.value) for outcome in outcomes for f in outcome.refusals] == [
        *[("atopid", number)] * 2,
        ("version4id", number),
    ]
    assert list(records(outcomes)) == []


def test_another_release_of_cow_is_refused(reader: Reader) -> None:
    (found,) = refusals(reader.rows(alliances.LOADER, COW, f"{COW_ROWS[0][:-3]}3.03"))
    assert found == (
        "t.csv:2: version: '3.03' is another release; expected 4.1, of which the source tells."
        " Fix: load the file of release 4.1; others are not known to this loader"
    )


def test_a_phase_is_a_part_and_what_is_not_owed_is_told(reader: Reader) -> None:
    outcomes = reader.rows(
        alliances.LOADER,
        ATOP_MEMBERS,
        "9,,4.01,2,1950,1,1,1960,1,1,1,1,0,0,0,0",
        "9,,4.01,2,1960,1,2,0,0,0,2,1,1,1,1,1",
        "9,,4.01,20,1950,1,1,0,0,0,0,0,0,0,0,0",
    )
    every = ("defense", "offense", "neutrality", "nonaggression", "consultation")
    assert parties(outcomes, "atop-4-9") == [
        ("usa", "1950-01-01-phase-1", ("defense",), "1950-01-01/1960-01-01"),
        ("usa", "1960-01-02-phase-2", every, "1960-01-02/"),
        ("canada", "1950-01-01", (), "1950-01-01/"),
    ]
    found = [r for r in records(outcomes) if isinstance(r, Participation)]
    assert [r.note for r in found] == ["", "", NO_OBLIGATION]
    assert found[0].id == "treaty/atop-4-9:usa:party:1950-01-01-phase-1"
    assert list(treaties(outcomes)) == ["atop-4-9"]


def test_a_number_that_passes_to_another_state_is_split(reader: Reader) -> None:
    row = "9,,4.01,365,1980,1,1,0,0,0,0,1,0,0,0,0"
    outcomes = reader.rows(alliances.LOADER, ATOP_MEMBERS, row)
    assert parties(outcomes, "atop-4-9") == [
        ("soviet-union", "1980-01-01", ("defense",), "1980-01-01/1991-12-26"),
        ("russia", "1980-01-01", ("defense",), "1991-12-27/"),
    ]
    assert flags(outcomes) == [
        ("member", "passes from soviet-union to russia on 1991-12-27"),
    ]


def test_a_state_that_is_not_yet_in_the_list_is_known_by_its_number(reader: Reader) -> None:
    rows = (
        "9,,4.01,710,1846,4,4,1856,10,8,0,0,0,0,0,1",
        "9,,4.01,740,1951,9,8,1960,1,19,0,0,0,0,0,1",
        "9,,4.01,200,1815,11,20,1822,12,,0,0,0,0,0,1",
        "9,,4.01,365,1815,11,20,1822,12,,0,0,0,0,0,1",
    )
    outcomes = reader.rows(alliances.LOADER, ATOP_MEMBERS, *rows)
    found = [(actor, edtf) for actor, _, _, edtf in parties(outcomes, "atop-4-9")]
    assert found == [
        ("china", "1846-04-04/1856-10-08"),
        ("japan", "1951-09-08/1960-01-19"),
        ("uk", "1815-11-20/1822-12"),
        ("russian-empire", "1815-11-20/1822-12"),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "9,,4.01,2,1950,2,30,0,0,0,0,1,0,0,0,0",
            "dayent: '1950-02-30' gives 1950-02-30, which is",
        ),
        ("9,,4.01,2,1950,2,3,1949,1,1,0,1,0,0,0,0", "yrexit: '1950-02-03/1949-01-01' gives"),
        ("9,,4.01,2,0,2,3,1949,1,1,0,1,0,0,0,0", "yrent: '0' is no year"),
        ("9,,4.01,2,,2,3,1949,1,1,0,1,0,0,0,0", "yrent: is no year"),
        ("9,,4.01,999,1950,2,3,0,0,0,0,1,0,0,0,0", "member: '999' is not a Correlates of War"),
        ("9,,4.01,260,2010,2,3,0,0,0,0,1,0,0,0,0", "member: '260' is no state in 2010-02-03"),
        ("9,,4.01,2,1950,2,3,0,0,0,0,2,0,0,0,0", "defense: '2' is not a value of this column"),
        ("9,,4.01,2,1950,2,3,0,0,0,0,,0,0,0,0", "defense: is missing"),
    ],
)
def test_a_member_that_cannot_be_right_is_refused(reader: Reader, row: str, message: str) -> None:
    outcomes = reader.rows(alliances.LOADER, ATOP_MEMBERS, row)
    found = refusals(outcomes)
    assert [message in text for text in found] == [True], found
    assert list(records(outcomes)) == []


def test_another_release_is_told_of_once(reader: Reader) -> None:
    rows = ("1,,5.1,1844,6,,1846,6,29", "2,,5.1,1844,6,,1846,6,29")
    outcomes = reader.rows(alliances.LOADER, ATOP_TREATIES, *rows)
    assert flags(outcomes) == [("version", "is another release")]
    assert len(treaties(outcomes)) == 2


@pytest.mark.parametrize(
    "header", [DYADS, "stateA,stateB,year,defense,offense,neutral,nonagg,consul"]
)
def test_a_pledge_is_of_one_side_and_both_are_parties(reader: Reader, header: str) -> None:
    rows = ("732,2,1958,0,0,0,0,1", "2,732,1958,1,0,0,0,0", "2,732,1959,1,0,0,0,0")
    outcomes = reader.rows(alliances.LOADER, header, *rows)
    assert parties(outcomes, "atop-5-2-732") == [
        ("rok", "towards-2-1958", ("consultation",), "1958"),
        ("usa", "owed-by-732-1958", (), "1958"),
        ("usa", "towards-732-1958", ("defense",), "1958"),
        ("usa", "towards-732-1959", ("defense",), "1959"),
    ]
    assert [t.identifiers for t in treaties(outcomes).values()] == [("2-732",)]


def test_a_year_in_which_a_number_passes_on_is_of_who_had_it_longer(reader: Reader) -> None:
    rows = ("2,365,1991,0,0,0,1,0", "365,2,1992,0,0,0,1,0", "365,2,1922,0,0,0,1,0")
    outcomes = reader.rows(alliances.LOADER, DYADS, *rows)
    assert [(actor, edtf) for actor, _, _, edtf in parties(outcomes, "atop-5-2-365")] == [
        ("usa", "1991"),
        ("soviet-union", "1991"),
        ("russia", "1992"),
        ("soviet-russia", "1922"),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2,2,1958,1,0,0,0,0", "ccode2: '2' is the first state again"),
        ("2,999,1958,1,0,0,0,0", "ccode2: '999' is not a Correlates of War number"),
        ("999,2,1958,1,0,0,0,0", "ccode1: '999' is not a Correlates of War number"),
    ],
)
def test_a_pair_that_is_none_is_refused(reader: Reader, row: str, message: str) -> None:
    outcomes = reader.rows(alliances.LOADER, DYADS, row)
    assert [message in text for text in refusals(outcomes)] == [True]
    assert list(records(outcomes)) == []


COW_ROWS = (
    # An invented alliance: the flags are of the member, and an empty end was in force in 2012.
    "9001,2,United States,1,10,1953,,,,Type I: Defense Pact,1,10,1953,,,,0,1,1,0,1,0,4.1",
    "9001,732,Cor\xe9e,1,10,1953,,,,Type I: Defense Pact,1,10,1953,3,4,1999,0,0,0,0,0,1,4.1",
    "9002,200,UK,1,1,1816,5,6,1830,Type III: Entente,1,1,1816,5,6,1830,1,0,0,0,0,1,4.1",
    "9002,365,Russia,1,1,1816,5,6,1830,Type III: Entente,1,1,1816,,,,1,1,0,0,0,1,4.1",
)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_cow_alliances_have_flags_by_member_and_open_ends(reader: Reader, end: str) -> None:
    outcomes = reader.rows(alliances.LOADER, COW, *COW_ROWS, end=end)
    assert refusals(outcomes) == []
    assert [(t.id, t.signed, t.in_force, t.note) for t in treaties(outcomes).values()] == [
        ("cow-alliances-9001", "1953-10-01", "", "Type I: Defense Pact"),
        ("cow-alliances-9002", "", "", "Type III: Entente; counted until 1830-06-05"),
    ]
    assert parties(outcomes, "cow-alliances-9001") == [
        ("usa", "1953-10-01", ("defense", "nonaggression"), "1953-10-01/"),
        ("rok", "1953-10-01", ("entente",), "1953-10-01/1999-04-03"),
    ]


def test_what_was_in_force_before_the_data_begin_has_no_known_begin(reader: Reader) -> None:
    outcomes = reader.rows(alliances.LOADER, COW, *COW_ROWS)
    assert parties(outcomes, "cow-alliances-9002") == [
        ("uk", "before-1816-01-01", ("entente",), "/1830-06-05"),
        ("russian-empire", "before-1816-01-01", ("entente",), "/1917-11-06"),
        ("soviet-russia", "before-1816-01-01", ("entente",), "1917-11-07/1922-12-29"),
        ("soviet-union", "before-1816-01-01", ("entente",), "1922-12-30/1991-12-26"),
        ("russia", "before-1816-01-01", ("entente",), "1991-12-27/"),
    ]
    notes = {r.note for r in records(outcomes) if r.id.startswith("treaty/cow-alliances-9002")}
    assert notes == {"In force before 1816-01-01, where the data begin."}


def test_an_alliance_outlives_the_refusal_of_its_first_row(reader: Reader) -> None:
    wrong = COW_ROWS[0].replace("9001,2,", "9001,999,")
    outcomes = reader.rows(alliances.LOADER, COW, wrong, COW_ROWS[1])
    assert len(refusals(outcomes)) == 1
    assert list(treaties(outcomes)) == ["cow-alliances-9001"]


def offices(outcomes: list[Outcome]) -> list[tuple[str, str, str, str]]:
    return [
        (r.id, r.organization, r.edtf, r.note) for r in records(outcomes) if isinstance(r, Position)
    ]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("state", "day", "leader"),
    [
        ("usa", "1969-07-25", "Nixon"),
        ("rok", "1969-07-25", "Hee Park"),
        ("usa", "2015-12-31", "Obama"),
        ("russia", "1995-01-01", "Yeltsin"),
        ("soviet-union", "1991-12-01", "Yeltsin"),
    ],
)
def test_who_led_a_state(reader: Reader, shared: Path, state: str, day: str, leader: str) -> None:
    outcomes = reader.file(leaders.LOADER, shared / "data/leaders/archigos_4_1_subset.csv")
    names = {r.id: r.label for r in records(outcomes) if isinstance(r, Actor)}
    found = [
        (names[r.person], r.title)
        for r in records(outcomes)
        if isinstance(r, Position)
        and r.organization == state
        and r.edtf.split("/")[0] <= day <= (r.edtf.split("/")[1] or "9999")
    ]
    assert found == [(leader, "leader")]


@pytest.mark.shared
def test_the_end_of_the_data_is_no_exit(reader: Reader, shared: Path) -> None:
    outcomes = reader.file(leaders.LOADER, shared / "data/leaders/archigos_4_1_subset.csv")
    found = [office for office in offices(outcomes) if office[2].endswith("/")]
    assert len(found) == 7
    assert ("archigos-usa-2009", "usa", "2009-01-20/",
            "Entry: Regular. In office on 2015-12-31, where the data end.") in found  # fmt: skip
    assert [office for office in offices(outcomes) if "2015-12-31" in office[2]] == []


def test_a_spell_in_office_has_its_days_and_how_it_ended(reader: Reader) -> None:
    outcomes = reader.rows(
        leaders.LOADER,
        ARCHIGOS,
        "AAA-1,2,x-1,Ann,1900,W,1950-01-02,1951-03-04,Irregular,Irregular,Popular Protest",
        "AAA-2,2,x-1,Anne,-999,W,1952-01-02,2015-12-31,Regular,Regular,Regular",
        "AAA-3,2,x-2,Bea,1950,W,2010-01-02,2015-12-31,Regular,Still in Office,Still in Office",
        "AAA-4,2,x-3,Cid,1950,M,2010-01-02,2015-12-31,,,",
        "AAA-5,365,x-4,Dan,1950,M,1990-01-02,1995-01-01,Regular,Natural Death,Regular",
    )
    assert offices(outcomes) == [
        (
            *("archigos-aaa-1", "usa", "1950-01-02/1951-03-04"),
            "Entry: Irregular. Exit: Irregular, Popular Protest.",
        ),
        ("archigos-aaa-2", "usa", "1952-01-02/2015-12-31", "Entry: Regular. Exit: Regular."),
        (
            *("archigos-aaa-3", "usa", "2010-01-02/"),
            "Entry: Regular. In office on 2015-12-31, where the data end.",
        ),
        ("archigos-aaa-4", "usa", "2010-01-02/", ""),
        (
            *("archigos-aaa-5", "soviet-union", "1990-01-02/1991-12-26"),
            "Entry: Regular. Exit: Natural Death.",
        ),
        (
            *("archigos-aaa-5-russia", "russia", "1991-12-27/1995-01-01"),
            "Entry: Regular. Exit: Natural Death.",
        ),
    ]
    people = [r for r in records(outcomes) if isinstance(r, Actor)]
    assert [(r.type, r.label, r.alt_labels, r.note) for r in people[:3]] == [
        ("Person", "Ann", (), "Born in 1900."),
        ("Person", "Ann", ("Anne",), ""),
        ("Person", "Bea", (), "Born in 1950."),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "A-1,2,x-1,Ann,1900,W,1951-03-04,1950-01-02,,Regular,",
            "enddate: '1951-03-04/1950-01-02'",
        ),
        (
            "A-1,999,x-1,Ann,1900,W,1950-01-02,1951-03-04,,Regular,",
            "gwcode: '999' is not a Gleditsch",
        ),
        ("A-1,2,x-1,Ann,1900,W,1950-02-30,1951-03-04,,Regular,", "startdate: '1950-02-30' is not"),
    ],
)
def test_a_spell_in_office_that_cannot_be_is_refused(
    reader: Reader, row: str, message: str
) -> None:
    outcomes = reader.rows(leaders.LOADER, ARCHIGOS, row)
    assert [message in text for text in refusals(outcomes)] == [True]
    assert list(records(outcomes)) == []
