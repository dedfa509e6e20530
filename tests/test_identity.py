"""Which state a code means: the rules on a few states, our tables, and what the lists say."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from datasetfiles import NOWHERE, all_states

from alliancekg.columns import Row
from alliancekg.errors import SourceErrors
from alliancekg.findings import Place
from alliancekg.identity import SYSTEMS, CodeError, States
from alliancekg.records import Actor, Code


def state(key: str, label: str, code: str, cow: str, gw: str, iso: str = "") -> Actor:
    times = [tuple(time.split("|")) if time else () for time in (cow, gw)]
    return Actor(
        id=key, source="states", place=NOWHERE, type="State", label=label, cow_code=code,
        gw_code=code, cow_time=times[0], gw_time=times[1], iso_alpha3=iso,
    )  # fmt: skip


def code(actor: str, system: str, text: str, edtf: str = "") -> Code:
    return Code(
        id=f"{actor}-{system}-{text}-{edtf}", source="codes", place=NOWHERE,
        actor=actor, system=system, code=text, edtf=edtf,
    )  # fmt: skip


FEW = States(
    [
        state("korea", "Old Korea", "730", "1887-01-01/1905-11-17", "1816-01-01/1910-08-22"),
        state("dprk", "North Korea", "731", "1948-09-08/..", "1948-09-09/..", "PRK"),
        state("rok", "South Korea", "732", "1949-06-29/..", "1948-08-15/..", "KOR"),
        state("japan", "Japan", "740", "1860-04-01/1945-08-14|1952-04-28/..", "1816-01-01/.."),
        state("soviet-union", "Soviet Union", "365", "1922-12-30/1991-12-26", ""),
        state("russia", "Russia", "365", "1991-12-27/..", ""),
        state("jamaica", "Jamaica", "51", "", "1962-08-06/.."),
        code("jamaica", "cow", "51", "1945/1962-08-05"),
        code("jamaica", "name", "Côte d’Été & the Keys"),
        code("jamaica", "un-m49", "008"),
        code("jamaica", "fips", "KO"),
        code("hyderabad", "gw", "751", "1947-08-15/1948-09-17"),
        code("utopia", "iso-alpha2", "KO"),
        *(code(actor, "name", "Korea") for actor in ("korea", "dprk", "rok")),
        code("korea", "cow-letters", "KOR"),
    ]
)


@pytest.fixture(scope="module")
def ours(root: Path) -> States:
    return all_states(root)


def meaning(states: States, system: str, text: str, when: str = "") -> str:
    """Return the state that a code means, or what kind of error it is."""
    try:
        return states.actor(system, text, when)
    except CodeError as error:
        for sign in ("may be several states", "is no state in", "is missing"):
            if error.problem.startswith(sign):
                return sign
        return "unknown"


@pytest.mark.parametrize(
    ("system", "text", "when", "expected"),
    [
        ("cow", "732", "1954", "rok"),
        ("cow", "730", "1900", "korea"),
        ("cow", "730", "1954", "is no state in"),
        ("cow", "730", "1908", "korea"),  # of Gleditsch and Ward: it existed then
        ("cow", "732", "1948-12", "rok"),
        ("cow", "732", "1948-08-14", "is no state in"),
        ("cow", "740", "1950", "japan"),
        ("cow", "51", "1962-08-05", "jamaica"),
        ("cow", "51", "1962-08-06", "jamaica"),
        ("cow", "51", "1944-12-31", "is no state in"),
        ("gw", "51", "1962-08-05", "is no state in"),
        ("cow", "365", "1991-12-26", "soviet-union"),
        ("cow", "365", "1991-12-27", "russia"),
        ("cow", "365", "1991", "may be several states"),
        ("cow", "365", "1991-12", "may be several states"),
        ("cow", "365", "1991-01/1991-06", "soviet-union"),
        ("cow", "365", "1990/..", "may be several states"),
        ("cow", "365", "1990/", "soviet-union"),  # it has ended, who knows when
        ("cow", "365", "1992/..", "russia"),
        ("cow", "365", "/1992", "russia"),
        ("cow", "365", "", "may be several states"),
        ("cow", "732", "", "rok"),
        ("cow", "730", "", "korea"),
        ("cow", "1012", "2021", "unknown"),
        ("cow", "", "2021", "is missing"),
        ("gw", "740", "1815-11-20", "japan"),  # the lists begin in 1816, Japan did not
        ("gw", "740", "1814", "is no state in"),
        ("gw", "731", "1947", "is no state in"),
        ("gw", "751", "1948", "hyderabad"),
        ("gw", "751", "1950", "is no state in"),  # no list of states has it: it has no other life
        ("name", "Korea", "1953", "may be several states"),
        ("name", "Korea", "1900", "korea"),
        ("name", "Korea", "", "may be several states"),
        ("name", "  south KOREA. ", "1954", "rok"),
        ("name", "South-Korea", "1954", "rok"),
        ("name", "South Korea", "1930", "is no state in"),
        ("name", "COTE D'ETE AND THE KEYS", "2000", "jamaica"),
        ("name", "The Japan", "2000", "japan"),
        ("iso-alpha3", "KOR", "1953", "rok"),
        ("iso-alpha3", "kor", "1953", "unknown"),
        ("cow-letters", "KOR", "1900", "korea"),
        ("cow-letters", "KOR", "1953", "is no state in"),
        ("un-m49", "8", "2000", "jamaica"),
        ("un-m49", "008", "2000", "jamaica"),
        ("cow", "051", "2000", "unknown"),
        ("iso-alpha2", "KO", "1500", "utopia"),  # of no known period: always
    ],
)
def test_a_code_means_a_state_by_its_system_and_date(
    system: str, text: str, when: str, expected: str
) -> None:
    assert meaning(FEW, system, text, when) == expected


@pytest.mark.parametrize(
    ("system", "text", "when", "said"),
    [
        (
            "cow", "730", "1954",
            "'730' is no state in 1954: it was Old Korea (korea, 1887-01-01/1905-11-17); expected"
            " a Correlates of War number of a state of that time. Fix: write 731 (North Korea) or"
            " 732 (South Korea) if that is meant, or correct the date",
        ),
        (
            "cow-letters", "KOR", "1953",
            "'KOR' is no state in 1953: it was Old Korea (korea, 1887-01-01/1905-11-17,"
            " 1816-01-01/1910-08-22); expected letters of the Correlates of War list of a state of"
            " that time. Fix: read it as an ISO 3166-1 alpha-3 code (iso-alpha3), which is"
            " South Korea, or correct the date",
        ),
        (
            "name", "Korea", "1953",
            "'Korea' may be several states in 1953: North Korea (dprk, 1948-09-08/..,"
            " 1948-09-09/..), South Korea (rok, 1949-06-29/.., 1948-08-15/..); expected a name of"
            " one state at that time. Fix: write which of them is meant, or a more exact date",
        ),
        (
            "cow", "365", "",
            "'365' may be several states: Soviet Union (soviet-union, 1922-12-30/1991-12-26),"
            " Russia (russia, 1991-12-27/..); expected a Correlates of War number of one state at"
            " that time. Fix: write which of them is meant",
        ),
        (
            "name", "Korea", "1953-07-27",
            "'Korea' may be several states in 1953-07-27: North Korea (dprk, 1948-09-08/..,"
            " 1948-09-09/..), South Korea (rok, 1949-06-29/.., 1948-08-15/..); expected a name of"
            " one state at that time. Fix: write which of them is meant",
        ),
        (
            "cow", "1012", "2021",
            "'1012' is not a Correlates of War number of a state; expected a Correlates of War"
            " number that seeds/states.csv or seeds/codes.csv has. Fix: correct it, or add it to"
            " seeds/codes.csv if it is a state's",
        ),
        (
            "cow", "KOR", "1953",
            "'KOR' is not a Correlates of War number of a state; expected a Correlates of War"
            " number that seeds/states.csv or seeds/codes.csv has. Fix: read it as an ISO 3166-1"
            " alpha-3 code (iso-alpha3), which is South Korea",
        ),
        (
            "name", "Soth Korea", "1953",
            "'Soth Korea' is not the name of a state; expected a name that seeds/states.csv or"
            " seeds/codes.csv has. Fix: write South Korea, which is South Korea",
        ),
        (
            "name", "NATO", "1953",
            "'NATO' is not the name of a state; expected a name that seeds/states.csv or"
            " seeds/codes.csv has. Fix: correct it, or add it to seeds/codes.csv if it is a"
            " state's",
        ),
        (
            "gw", "", "1953",
            "is missing; expected a Gleditsch–Ward number of a state. Fix: fill the cell",
        ),
    ],
)  # fmt: skip
def test_a_code_that_means_no_state_is_told_of(
    system: str, text: str, when: str, said: str
) -> None:
    with pytest.raises(CodeError) as caught:
        FEW.actor(system, text, when)
    assert str(caught.value) == said


def test_a_system_that_there_is_not_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="no system of codes 'iso'; there are: cow, gw, cow-lett"):
        FEW.actor("iso", "KOR", "1953")


def test_a_cell_that_means_no_state_refuses_its_row() -> None:
    row = Row({"ccode": "732", "many": "731, 730"}, Place("t.csv", 7, 7))
    assert FEW.of_cell(row, "ccode", "cow", "1954") == "rok"
    assert FEW.of_cell(row, "many", "cow", "1954", "731") == "dprk"
    with pytest.raises(SourceErrors) as caught:
        FEW.of_cell(row, "many", "cow", "1954", "730")
    assert str(caught.value) == (
        "t.csv:7: many: '730' is no state in 1954: it was Old Korea (korea, 1887-01-01/1905-11-17);"
        " expected a Correlates of War number of a state of that time. Fix: write 731 (North Korea)"
        " or 732 (South Korea) if that is meant, or correct the date"
    )


def test_only_states_have_codes_and_names() -> None:
    people = Actor(id="koreans", source="s", place=NOWHERE, type="Group", label="Koreans")
    assert meaning(States([people]), "name", "Koreans") == "unknown"


# What our tables say


def spans(ours: States, system: str, text: str) -> dict[str, list[str]]:
    senses = ours._senses[system, text]
    return {s.actor: [w.edtf for w in s.windows] for s in senses}


def test_no_number_and_no_code_means_two_states_on_one_day(ours: States) -> None:
    shared = {
        (system, text): {a.actor, b.actor}
        for (system, text), senses in ours._senses.items()
        for a in senses
        for b in senses
        if a.actor != b.actor and any(v.meets(w) for v in a.windows for w in b.windows)
    }
    assert shared == {
        ("name", "congo"): {"congo-brazzaville", "congo-kinshasa"},
        ("name", "korea"): {"dprk", "rok"},
        ("name", "viet nam"): {"north-vietnam", "south-vietnam"},
        ("name", "vietnam"): {"north-vietnam", "south-vietnam"},
    }


def test_each_system_has_its_codes(ours: States) -> None:
    assert {system for system, _ in ours._senses} == set(SYSTEMS)


@pytest.mark.parametrize(
    ("system", "text", "when", "expected"),
    [
        ("cow", "255", "1820", "prussia"),
        ("cow", "255", "1914", "germany"),
        ("cow", "255", "1960", "is no state in"),
        ("cow", "255", "1992", "germany"),
        ("gw", "255", "1992", "germany"),  # never so in that list, and nobody else either
        ("cow", "260", "1956", "west-germany"),
        ("cow", "260", "1950", "west-germany"),
        ("cow", "260", "1992", "is no state in"),
        ("gw", "260", "1956", "west-germany"),
        ("gw", "260", "1992", "germany"),
        ("cow", "265", "1989", "east-germany"),
        ("cow", "325", "1850", "sardinia"),
        ("cow", "325", "1866", "italy"),
        ("cow", "345", "1914-07-28", "serbia"),
        ("cow", "345", "1943", "yugoslavia"),
        ("cow", "345", "1999", "yugoslavia"),
        ("cow", "345", "2010", "serbia"),
        ("gw", "340", "2010", "serbia"),
        ("gw", "345", "2010", "serbia"),  # of UCDP
        ("cow", "365", "1905", "russian-empire"),
        ("cow", "365", "1920", "soviet-russia"),
        ("cow", "365", "1962", "soviet-union"),
        ("cow", "365", "2014", "russia"),
        ("cow", "640", "1914", "ottoman-empire"),
        ("cow", "640", "1950", "turkey"),
        ("cow", "678", "1962", "yemen-arab-republic"),
        ("gw", "678", "1994", "yemen"),
        ("cow", "678", "1994", "is no state in"),
        ("cow", "679", "1994", "yemen"),
        ("cow", "679", "1964", "is no state in"),
        ("cow", "680", "1970", "south-yemen"),
        ("cow", "713", "1958", "taiwan"),
        ("cow", "710", "1900", "china"),
        ("cow", "816", "1965", "north-vietnam"),
        ("cow", "816", "1979", "vietnam"),
        ("cow", "817", "1965", "south-vietnam"),
        ("gw", "815", "1850", "annam"),
        ("cow", "300", "1914", "austria-hungary"),
        ("cow", "305", "1920", "austria"),
        ("cow", "970", "2005", "nauru"),
        ("gw", "970", "2005", "kiribati"),
        ("cow-letters", "KOR", "1900", "korea"),
        ("iso-alpha3", "KOR", "1954", "rok"),
        ("cow-letters", "AUS", "2000", "austria"),
        ("iso-alpha3", "AUS", "2000", "australia"),
        ("gw-letters", "GFR", "2000", "germany"),
        ("iso-alpha2", "NA", "2000", "namibia"),
        ("iso-alpha2", "CS", "1980", "czechoslovakia"),
        ("iso-alpha2", "CS", "2005", "yugoslavia"),
        ("iso-alpha2", "KO", "1953", "unknown"),
        ("iso-alpha3", "DEU", "1980", "west-germany"),
        ("iso-alpha3", "DEU", "2000", "germany"),
        ("iso-alpha3", "SUN", "1980", "soviet-union"),
        ("cameo", "PRK", "2017", "dprk"),
        ("fips", "KS", "2017", "rok"),
        ("fips", "CH", "2017", "china"),
        ("iso-alpha2", "CH", "2017", "switzerland"),
        ("un-m49", "410", "2017", "rok"),
        ("name", "Korea, Rep.", "1954", "rok"),
        ("name", "Korea, Dem. Rep.", "1961", "dprk"),
        ("name", "Korea South", "2000", "rok"),
        ("name", "Russia (Soviet Union)", "1980", "soviet-union"),
        ("name", "Russia", "1900", "russian-empire"),
        ("name", "USSR", "1980", "soviet-union"),
        ("name", "Germany", "1960", "west-germany"),
        ("name", "Vietnam", "1980", "vietnam"),
        ("name", "Cote d'Ivoire", "1980", "ivory-coast"),
        ("name", "Republic of China", "1937", "china"),
        ("name", "Republic of China", "1960", "taiwan"),
        ("name", "Korea (until 1910)", "1900", "korea"),
    ],
)
def test_the_hard_cases_are_right(
    ours: States, system: str, text: str, when: str, expected: str
) -> None:
    assert meaning(ours, system, text, when) == expected


def test_no_name_of_a_state_is_a_name_of_another(root: Path) -> None:
    named: dict[str, str] = {}
    for row in seed(root, "states"):
        for name in (row["label"], *filter(None, row["alt_labels"].split("|"))):
            assert named.setdefault(name.casefold(), row["id"]) == row["id"]
    assert [named[name] for name in ("south korea", "china", "russia")] == [
        "rok",
        "china",
        "russia",
    ]
    assert "korea" not in named  # who writes it is asked which one


def test_no_row_of_codes_says_what_the_states_say(root: Path) -> None:
    told = {("iso-alpha3", r["id"], r["iso_alpha3"]) for r in seed(root, "states")}
    for row in seed(root, "states"):
        told |= {
            ("name", row["id"], name) for name in (row["label"], *row["alt_labels"].split("|"))
        }
    assert [r for r in seed(root, "codes") if (r["system"], r["actor"], r["code"]) in told] == []


def seed(root: Path, name: str) -> list[dict[str, str]]:
    return rows(root / "seeds" / f"{name}.csv")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


# What the lists and the data sets say

CASE = "cases/inputs/B07-state-code-in-time"
SYSTEM = {"iso3166-1-alpha-2": "iso-alpha2"}
LABELS = {
    "Korea (undivided)": "korea",
    "Republic of Korea": "rok",
    "Democratic People's Republic of Korea": "dprk",
    "Germany": "germany",
    "German Federal Republic": "west-germany",
    "refused: code not valid in 1954": "is no state in",
    "refused: unknown code": "unknown",
    "refused: ambiguous 731|732": "may be several states",
    "refused: not an ISO code": "unknown",
}


@pytest.mark.shared
def test_the_codes_of_the_case_mean_what_is_expected(ours: States, shared: Path) -> None:
    expected = json.loads((shared / CASE / "expected.json").read_text("utf-8"))
    given = rows(shared / CASE / "alliances.csv")
    found = {
        row["row"]: meaning(
            ours, SYSTEM.get(row["system"], row["system"]), row["state"], row["year"]
        )
        for row in given
    }
    assert len(found) == 12
    assert found == {row: LABELS[label] for row, label in expected.items()}


@pytest.mark.shared
def test_the_ambiguous_name_of_the_case_names_both_koreas(ours: States) -> None:
    with pytest.raises(CodeError) as caught:
        ours.actor("name", "Korea", "1953")
    assert [key in caught.value.problem for key in ("(dprk,", "(rok,", "(korea,")] == [
        True, True, False,
    ]  # fmt: skip


@pytest.mark.shared
def test_each_spell_of_gleditsch_and_ward_is_one_of_ours(
    ours: States, root: Path, shared: Path
) -> None:
    listed = rows(shared / "data/states/gw_states.csv")
    assert len(listed) == 239
    held = {
        (row["gw_code"], period): row["id"]
        for row in seed(root, "states")
        for period in filter(None, row["gw_time"].split("|"))
    }
    apart = []
    for row in listed:
        end = ".." if row["end"] == "9999-12-31" else row["end"]
        last = "2017-12-31" if end == ".." else end
        period = f"{row['start']}/{end}"
        ends = {ours.actor("gw", row["gwcode"], day) for day in (row["start"], last)}
        assert {ours.actor("gw-letters", row["gwc"], day) for day in (row["start"], last)} == ends
        if (row["gwcode"], period) in held:
            assert ends == {held[row["gwcode"], period]}
        else:
            apart.append((row["gwcode"], ours.actor("gw", row["gwcode"], row["start"]),
                          ours.actor("gw", row["gwcode"], last)))  # fmt: skip
    assert apart == [
        ("255", "prussia", "germany"),
        ("260", "west-germany", "germany"),
        ("325", "sardinia", "italy"),
        ("365", "russian-empire", "russia"),
        ("640", "ottoman-empire", "turkey"),
        ("678", "yemen-arab-republic", "yemen"),
        ("816", "north-vietnam", "vietnam"),
    ]


@pytest.mark.parametrize("number", ["255", "325", "365", "640", "678", "816"])
def test_a_number_that_is_divided_has_no_gap_within_its_spell(ours: States, number: str) -> None:
    senses = [w for s in ours._senses["gw", number] for w in s.windows]
    own = sorted(w for w in senses if not w.edtf.startswith("1945"))
    assert len(own) >= 2
    assert [(b.first - a.last) for a, b in pairwise(own)] == [1] * (len(own) - 1)


def years(text: str) -> Iterator[str]:
    first, _, last = text.partition("-")
    return map(str, range(int(first), int(last or first) + 1))


# (Name in the panel, year): the state of the year that bears the code, where it is another one.
TURNS = {"Germany": "1871 1945 1990", "Russia": "1917 1922 1991", "Vietnam": "1976",
         "Yugoslavia": "1918 2006", "Yemen Arab Republic": "1990", "South Korea": ""}  # fmt: skip


@pytest.mark.shared
def test_each_year_of_the_panel_has_a_state(ours: States, shared: Path) -> None:
    failed = set()
    for row in rows(shared / "data/states/countrycode_panel_subset.csv"):
        name, year = row["country.name.en"], row["year"]
        numbers = {"cow": row["cown"], "gw": row["gwn"]}
        letters = {"cow-letters": row["cowc"], "gw-letters": row["gwc"]}
        for system, text in (numbers | letters).items():
            if text and meaning(ours, system, text, year) in ("unknown", "is no state in"):
                failed.add((name, year, system))
            elif text and "several" in meaning(ours, system, text, year):
                assert year in TURNS[name].split()
    assert failed == set()


@pytest.mark.shared
def test_no_state_has_its_cow_number_in_a_year_in_which_the_panel_has_not(
    root: Path, shared: Path
) -> None:
    panel = {
        (row["cown"], row["year"])
        for row in rows(shared / "data/states/countrycode_panel_subset.csv")
        if row["cown"]
    }
    numbers = {number for number, _ in panel}
    held = set()
    for row in seed(root, "states"):
        for period in row["cow_time"].split("|") if row["cow_code"] in numbers else ():
            begin, _, end = period.partition("/")
            if begin:
                last = "2020" if end == ".." else end[:4]
                held |= {(row["cow_code"], year) for year in years(f"{begin[:4]}-{last}")}
    # The panel has a state in a year that it was there on 31 December or, in 1990, on 1 January.
    assert sorted(held - panel) == [("260", "1990")]
    assert sorted(panel - held) == [("341", str(year)) for year in range(2006, 2021)]


COLUMNS = {"cow": "cown", "gw": "gwn", "cow-letters": "cowc", "gw-letters": "gwc",
           "iso-alpha2": "iso2c", "iso-alpha3": "iso3c", "cameo": "iso3c", "fips": "fips",
           "un-m49": "un"}  # fmt: skip


@pytest.mark.shared
def test_the_codes_of_the_crosswalk_are_of_one_state(ours: States, shared: Path) -> None:
    strange = {}
    for row in rows(shared / "data/states/countrycode_crosswalk.csv"):
        found = {system: today(ours, system, row[name]) for system, name in COLUMNS.items()
                 if row[name]}  # fmt: skip
        if not (row["cown"] or row["gwn"]):
            assert set(found.values()) <= {"unknown"}, row
        elif len(set(found.values())) != 1:
            strange[row["country.name.en"]] = found
    assert strange == {
        # The list of today's codes has that of the old state.
        "Vietnam": dict.fromkeys(COLUMNS, "vietnam") | {"gw": "annam", "gw-letters": "annam"},
        # Of the Papal States it has the codes of Vatican City, which neither list of states has.
        "Vatican City": {system: "papal-states" if "-" not in system or "letters" in system
                         else "unknown" for system in COLUMNS if system != "cameo"}
                        | {"cameo": "unknown", "fips": "unknown"},
        # It is about the state of before 1990, which only COW has numbered for itself.
        "Yemen Arab Republic": {"cow": "yemen-arab-republic", "gw": "yemen",
                                "cow-letters": "yemen-arab-republic", "gw-letters": "yemen"},
        # Serbia goes on with the number of Yugoslavia, in COW and in UCDP.
        "Yugoslavia": {"cow": "serbia", "gw": "serbia", "cow-letters": "serbia",
                       "gw-letters": "yugoslavia"},
    }  # fmt: skip


def today(ours: States, system: str, text: str) -> str:
    found = meaning(ours, system, text, "2012-07")
    return meaning(ours, system, text) if found == "is no state in" else found


def failures(ours: States, found: Iterator[tuple[str, str, str]]) -> Mapping[str, str]:
    """Return the codes that mean no state, each with its first and last year."""
    failed: dict[str, list[str]] = {}
    for system, text, when in found:
        if meaning(ours, system, text, when) in ("unknown", "is no state in"):
            failed.setdefault(text, []).append(when[:4])
    return {text: f"{min(when)}-{max(when)}" for text, when in sorted(failed.items())}


def day(row: Mapping[str, str], year: str, month: str, date: str) -> str:
    parts = [row[year], row[month], row[date]]
    known = [p for i, p in enumerate(parts) if all(int(q or 0) > 0 for q in parts[: i + 1])]
    return "-".join(part.zfill(2) for part in known)


@pytest.mark.shared
def test_each_participant_of_a_dispute_is_a_state(ours: States, shared: Path) -> None:
    given = rows(shared / "data/gml-mid/gml_participants.csv")
    found = (("cow", row["ccode"], day(row, "styear", "stmon", "stday")) for row in given)
    assert len(given) == 5217
    assert failures(ours, found) == {}


@pytest.mark.shared
def test_each_member_of_an_alliance_is_a_state(ours: States, shared: Path) -> None:
    given = rows(shared / "data/atop/atop_v4_01_member_level_subset.csv")
    found = (("cow", row["member"], day(row, "yrent", "moent", "dayent")) for row in given)
    assert failures(ours, found) == {}


@pytest.mark.shared
@pytest.mark.parametrize("file", ["ucdp_prio_acd_19_1.csv", "ucdp_acd_25_dyadified.csv"])
def test_each_number_of_a_conflict_is_a_state(ours: States, shared: Path, file: str) -> None:
    given = {
        (number.strip(), row["year"])
        for row in rows(shared / "data/ucdp" / file)
        for name, cell in row.items()
        if name.startswith("gwno")
        for number in cell.split(",")
        if number
    }
    assert len(given) > 1000
    assert failures(ours, (("gw", *pair) for pair in sorted(given))) == {}
    several = [pair for pair in given if "several" in meaning(ours, "gw", *pair)]
    assert sorted(several) == [("365", "1991"), ("816", "1976")]


@pytest.mark.shared
def test_the_numbers_of_troops_that_are_no_states_are_known(ours: States, shared: Path) -> None:
    given = {
        (row["ccode"], row["year"] + ("-06" if row["year"] < "1957" else "-09"))
        for name in ("pre1", "rebuild")
        for row in rows(shared / f"data/troopdata/us_troops_country_year_{name}.csv")
        if row["ccode"] != "NA" and len(row["ccode"]) < 4
    }
    assert len(given) > 10000
    soviet = dict.fromkeys(("359", "366", "367", "370", "702", "703", "704"), "1950-1990")
    soviet |= dict.fromkeys(("371", "372", "373", "701", "705"), "1950-1991")
    assert failures(ours, (("cow", *pair) for pair in sorted(given))) == {
        "255": "1950-1990",  # West Germany, whose number is 260
        "265": "1991-2005", "317": "1950-1992", "327": "1950-2020", "343": "1950-1991",
        "344": "1950-1991", "346": "1950-1991", "349": "1950-1991", "368": "1950-1989",
        "369": "1950-1989", **soviet,
        "511": "1964-1964", "529": "2022-2023", "6": "1950-2024", "678": "1990-1990",
        "679": "1964-1978", "680": "1990-1990", "771": "1950-1971", "817": "1975-1975",
    }  # fmt: skip
