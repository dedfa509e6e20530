"""Questions across data sets, over extracts of real files that are loaded on top of the seeds.

Each file in `tests/loaded/` holds the columns of an answer that can be looked up, and no text of a
data set. Its rows were checked by hand against the files in `../shared/data` before they were
committed: numbers of troops against the rows of South Korea in the three tables; disputes by
their numbers, months, highest actions and sides in gml_disputes.csv and gml_participants.csv;
crises by their trigger and termination in icb1_v13_crises.csv; provocations and tests by their
dates and types in the lists of CSIS and CNS; exercises by StartDate; leaders by startdate and
enddate; documents by frus_document_index.csv. Counts by decade, leader, month and day were counted
once more from those files by a script that shares no code with the project, and intervals were
computed there from the dates.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph as px
import pytest
from loaded_store import loaded

from alliancekg import queries, results
from alliancekg.embedded import Embedded
from alliancekg.emptiness import why
from alliancekg.store import Store

__all__ = ["loaded"]

pytestmark = pytest.mark.shared
ROOT = Path(__file__).parent.parent
QUERIES = ROOT / "queries"
ANSWERS = ROOT / "tests" / "loaded"
Values = dict[str, str | list[str]]
CASES: dict[str, Values] = {
    "coded-events-by-month": {},
    "conflicts-by-year": {},
    "confrontations-of-two-states": {"second": "usa", "from": "1965", "to": "1980"},
    "days-of-two-lists": {},
    "documents-around-event": {"event": "icb-233", "days": "2"},
    "documents-by-month": {},
    "events-after-announcements": {},
    "events-around-date": {"date": "1969-04-15", "days": "0"},
    "events-before-event": {"type": ["crisis", "dispute", "provocation"]},
    "events-by-decade": {"type": ["crisis", "dispute", "missile-test", "nuclear-test"]},
    "events-by-leader": {"type": ["crisis", "dispute"], "actor": "dprk"},
    "events-counted-around-announcements": {},
    "events-while-treaty-in-force": {
        "treaty": "atop-4-3440",
        "actor": "dprk",
        "type": ["crisis", "dispute"],
    },
    "exercises-before-events": {},
    "hostility-by-decade": {},
    "leaders-on-date": {"event": "seventh-division-withdrawal"},
    "sources-covering": {"date": "2015", "actor": "dprk"},
    "strength-around-events": {},
    "strength-with-leaders": {"source": "troops-kane"},
}


@pytest.fixture(scope="module")
def graph(loaded: Store) -> px.Store:
    """Return the graph in memory, where it is read faster."""
    store = px.Store()
    store.bulk_extend(loaded.current().open().quads_for_pattern(None, None, None, None))
    return store


def answer(graph: px.Store, name: str, values: Values, *columns: str) -> list[list[str]]:
    """Return some columns of an answer."""
    found = queries.run(queries.get(QUERIES, name), Embedded(graph), values)
    at = [found.variables.index(column) for column in columns]
    return [[row[index] for index in at] for row in results.cells(found)]


def reason(graph: px.Store, name: str, values: Values) -> str:
    """Return why an answer is empty."""
    saved, engine = queries.get(QUERIES, name), Embedded(graph)
    text = queries.bound(saved, engine, values)
    assert not queries.run_text(text, engine).rows
    return why(engine, text, saved, values)


@pytest.mark.parametrize("name", CASES)
def test_a_question_across_data_sets_has_the_answer_that_was_looked_up(
    name: str, graph: px.Store
) -> None:
    with (ANSWERS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    assert answer(graph, name, CASES[name], *columns) == rows


def test_each_answer_that_was_looked_up_has_its_question() -> None:
    assert sorted(path.stem for path in ANSWERS.iterdir()) == sorted(CASES)


def test_each_query_across_data_sets_is_asked_of_loaded_data() -> None:
    crossing = {
        name for name, saved in queries.find(QUERIES).items() if "cross" in saved.header.tags
    }
    assert sorted(crossing - CASES.keys()) == []


def test_exercises_after_an_announcement_are_another_kind(graph: px.Store) -> None:
    values: Values = {"type": "military-exercise", "days": "100", "actor": "rok"}
    columns = ("announced", "event", "dated", "leastDays", "mostDays", "order")
    assert answer(graph, "events-after-announcements", values, *columns) == [
        ["2004-05-17", event, dated, days, days, "certain"]
        for event, dated, days in (
            ("Joint military exercise, 2004-06-16/2004-06", "2004-06-16/2004-06", "30"),
            ("RIMPAC 2004", "2004-06-29/2004-07", "43"),
            ("Ulchi Focus Lens 2004", "2004-08-23/2004-09-04", "98"),
        )
    ]


def test_a_source_can_be_asked_alone(graph: px.Store) -> None:
    columns = ("announced", "event", "dated", "leastDays", "mostDays")
    assert answer(graph, "events-after-announcements", {"source": "gml"}, *columns) == [
        [announced, f"Militarized interstate dispute {number}", dated, *days]
        for announced, number, dated, *days in (
            ("1977-03-09", "2192", "1977-04/", "23", "52"),
            ("1977-03-09", "2963", "1977-11/", "237", "266"),
            ("2004-05-17", "4466", "2004-09/", "107", "136"),
            ("2004-05-17", "4465", "2004-11/", "168", "197"),
            ("2004-05-17", "4468", "2005-03/", "288", "318"),
        )
    ]


def test_gml_has_no_dispute_of_the_koreas_between_1968_and_1974(graph: px.Store) -> None:
    values: Values = {"type": "dispute", "from": "1969", "to": "1975"}
    columns = ("dated", "event", "order")
    assert answer(graph, "confrontations-of-two-states", values, *columns) == [
        ["1974-02/", "Militarized interstate dispute 2191", "certain"],
        ["1975-02/", "Militarized interstate dispute 1472", "certain"],
    ]


NO_FINDING = "So this is no finding"
NOTHING_FITS = "and nothing there fits"
WHEN = "the time from 1969 to 1973"
KANE_NOTE = (
    "troops-kane notes: Totals only. 1951 and 1952 are imputed and refused. 0 is refused: the"
    " table fills what no report lists with 0. In some years from 1968 on, forces ashore only"
)
EMPTY: dict[str, tuple[str, Values, str]] = {
    "none within coverage": (
        "confrontations-of-two-states",
        {"second": "usa", "type": "dispute", "from": "1969", "to": "1973"},
        f"no match: gml covers North Korea, United States and {WHEN}, {NOTHING_FITS}",
    ),
    "none in the source named": (
        "confrontations-of-two-states",
        {"second": "usa", "source": "gml", "from": "1969", "to": "1973"},
        f"no match: gml covers North Korea, United States and {WHEN}, {NOTHING_FITS}",
    ),
    "after the end of the data": (
        "confrontations-of-two-states",
        {"second": "usa", "type": "dispute", "from": "2015", "to": "2015"},
        "not covered: no source covers the time from 2015 to 2015 for dispute; covered are all"
        f" actors, 1816/2010 (gml). {NO_FINDING}",
    ),
    "a kind that no source lists": (
        "confrontations-of-two-states",
        {"type": "terrorism", "second": "japan", "source": "gml"},
        f"not covered: gml tells of no terrorism. {NO_FINDING}",
    ),
    "an actor that the source does not cover": (
        "events-after-announcements",
        {"actor": "japan", "type": "missile-test", "source": "cns"},
        "not covered: cns does not cover Japan for missile test; covered are North Korea,"
        f" 1984/2026-04-18 (cns). {NO_FINDING}",
    ),
    "a year whose numbers are imputed": (
        "strength-with-leaders",
        {"from": "1951", "to": "1951", "source": "troops-kane"},
        "no match: troops-kane covers United States and the time from 1951 to 1951,"
        f" {NOTHING_FITS}. {KANE_NOTE}",
    ),
    "a year before the first count": (
        "strength-with-leaders",
        {"from": "1930", "to": "1940", "source": "troops-kane"},
        "not covered: troops-kane does not cover the time from 1930 to 1940 for troop strength;"
        f" covered are United States, 1950/2023 (troops-kane). {NO_FINDING}",
    ),
}


@pytest.mark.parametrize("case", EMPTY)
def test_an_empty_answer_tells_none_from_not_covered(case: str, graph: px.Store) -> None:
    name, values, expected = EMPTY[case]
    assert reason(graph, name, values) == f"0 rows: {expected}"
