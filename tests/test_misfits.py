"""Values that make no sense, alone or together: refused, or read as they were meant."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import queries
from alliancekg.embedded import Embedded
from alliancekg.errors import UsageError
from alliancekg.store import Store

QUERIES = Path(__file__).parent.parent / "queries"
Values = dict[str, str | list[str]]


@pytest.fixture(scope="module")
def graph(built: Store) -> px.Store:
    return built.current().open()


def ask(graph: px.Store, name: str, values: Values) -> tuple[tuple[object, ...], ...]:
    return queries.run(queries.get(QUERIES, name), Embedded(graph), values).rows


ORDER = "; expected a period that begins before it ends. Fix: give --from and --to in their order"
PERIODS: list[tuple[Values, str, str]] = [
    ({"from": "1980", "to": "1969"}, "1980", "1969"),
    ({"from": "1990"}, "1990", "1980"),
    ({"from": "1980-01-02", "to": "1980-01-01"}, "1980-01-02", "1980-01-01"),
]
REFUSED: list[tuple[str, Values, str]] = [
    *(
        ("timeline", values, f"from: '{first}' is later than to, which is '{last}'{ORDER}")
        for values, first, last in PERIODS
    ),
    (
        "events-after-event",
        {"days": "-5"},
        "days: '-5' is below 0; expected 0 or more. Fix: write how many days lie between, without a"
        " sign",
    ),
    (
        "claims-with-word",
        {"word": ["bedrock", " "]},
        "word: ' ' is empty; expected a text. Fix: write one, or leave --word out",
    ),
    (
        "events-of-two-actors",
        {"first": "usa", "second": "United States"},
        "second: 'actor/usa' is the first, too; expected another actor. Fix: give --first and"
        " --second different values",
    ),
    (
        "events-between-events",
        {"first": "nixon-doctrine", "second": "nixon-doctrine"},
        "second: 'event/nixon-doctrine' is the first, too; expected another event. Fix: give"
        " --first and --second different values",
    ),
]


@pytest.mark.parametrize(("name", "values", "message"), REFUSED)
def test_what_makes_no_sense_is_refused(
    name: str, values: Values, message: str, graph: px.Store
) -> None:
    with pytest.raises(UsageError) as caught:
        ask(graph, name, values)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("timeline", {"from": "1969", "to": "1969"}),
        ("timeline", {"from": "1969-12-31/..", "to": "1970"}),
        ("timeline", {"from": "1970", "to": "../1970"}),
        ("events-after-event", {"days": "0"}),
    ],
)
def test_what_just_makes_sense_is_asked(name: str, values: Values, graph: px.Store) -> None:
    assert isinstance(ask(graph, name, values), tuple)


@pytest.mark.parametrize(
    ("name", "parameter", "texts"),
    [
        ("actors-by-code", "code", ["USA", "usa"]),
        ("actors-by-code", "code", ["2", "002"]),
        ("actors-by-code", "code", ["Q884", "q884"]),
        ("claims-with-hedge", "hedge", ["perhaps", "Perhaps"]),
        ("records-of-passage", "paragraph", ["p020", "P020"]),
    ],
)
def test_a_text_is_found_however_it_is_written(
    name: str, parameter: str, texts: list[str], graph: px.Store
) -> None:
    first, second = (ask(graph, name, {parameter: text}) for text in texts)
    assert (first == second, bool(first)) == (True, True)


def test_a_code_of_zeros_stays_one(graph: px.Store) -> None:
    assert ask(graph, "actors-by-code", {"code": "0"}) == ()
