"""EDTF dates: the case files of dates/, and properties of the calendar that they rest on."""

from __future__ import annotations

import csv
import datetime as dt
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliancekg import edtf
from alliancekg.dates import Bounds, DateError, conflict, day_number, gap, iso, order, parse

CASES = Path(__file__).parent / "dates"
repeatable = settings(derandomize=True, deadline=None, database=None, max_examples=500)


def cases(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def refusal(read: Callable[[str], object], text: str) -> str:
    """Return the message with which a text is refused, nothing if it is read."""
    try:
        read(text)
    except DateError as error:
        return str(error)
    return ""


def written(day: int | None) -> str:
    return "" if day is None else iso(day)


# Cases


@pytest.mark.parametrize("case", cases("bounds.csv"), ids=lambda c: c["text"])
def test_a_date_has_these_bounds(case: dict[str, str]) -> None:
    bounds = parse(case["text"])
    flags = (
        ("open_ended", bounds.open_ended),
        ("open_start", bounds.open_start),
        ("qualified", bounds.qualified),
        ("interval", bounds.is_interval),
    )
    assert {
        "level": case["level"],
        "text": bounds.edtf,
        "earliest_begin": written(bounds.earliest_begin),
        "latest_begin": written(bounds.latest_begin),
        "earliest_end": written(bounds.earliest_end),
        "latest_end": written(bounds.latest_end),
        "flags": " ".join(name for name, is_set in flags if is_set),
    } == case


@pytest.mark.parametrize("case", cases("refused.csv"), ids=lambda c: ascii(c["value"]))
def test_a_text_is_refused_with_this_message(case: dict[str, str]) -> None:
    with pytest.raises(DateError) as caught:
        parse(case["value"])
    error = caught.value
    assert case == {
        "value": error.value,
        "problem": error.problem,
        "expected": error.expected,
        "fix": error.fix,
    }


@pytest.mark.parametrize("case", cases("pairs.csv"), ids=lambda c: f"{c['a']} {c['b']}")
def test_two_dates_have_this_order_gap_and_conflict(case: dict[str, str]) -> None:
    a, b = parse(case["a"]), parse(case["b"])
    smallest, largest = ("" if days is None else str(days) for days in gap(a, b))
    assert case == {
        "a": a.edtf,
        "b": b.edtf,
        "order": order(a, b),
        "smallest": smallest,
        "largest": largest,
        "conflict": str(conflict(a, b)).lower(),
    }
    assert conflict(b, a) == conflict(a, b)


@pytest.mark.parametrize("name", ["bounds.csv", "refused.csv", "pairs.csv"])
def test_no_case_stands_twice(name: str) -> None:
    keys = [(c.get("text"), c.get("value"), c.get("a"), c.get("b")) for c in cases(name)]
    assert len(keys) == len(set(keys)) > 0


# Whole values


def test_bounds_are_day_numbers_and_keep_the_text() -> None:
    assert parse("1969-07-25T10:00:00+09:00") == Bounds(
        "1969-07-25T10:00:00+09:00", 719003, 719003, 719003, 719003
    )


def test_an_open_and_an_unknown_end_differ_only_in_the_mark() -> None:
    begin = (day_number(1985, 1, 1), day_number(1985, 12, 31), None, None)
    assert parse("1985/..") == Bounds("1985/..", *begin, open_ended=True, is_interval=True)
    assert parse("1985/") == Bounds("1985/", *begin, is_interval=True)


def test_a_date_error_says_all_in_one_line_and_survives_a_process_border() -> None:
    with pytest.raises(DateError) as caught:
        parse("1971-02-30")
    message = (
        "'1971-02-30' is not a day: February 1971 has 28 days; expected a day from 01 to 28. "
        "Fix: correct the day, or write 1971-02 if only the month is known"
    )
    assert str(caught.value) == message
    assert str(pickle.loads(pickle.dumps(caught.value))) == message


@pytest.mark.parametrize(("year", "month", "day"), [(1971, 2, 30), (1971, 13, 1), (1971, 0, 1)])
def test_a_day_that_does_not_exist_has_no_number(year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match=f"^no day {year}-{month}-{day}$"):
        day_number(year, month, day)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (day_number(10000, 1, 1), "10000-01-01"),
        (day_number(9999, 12, 31), "9999-12-31"),
        (day_number(170000002, 12, 31), "170000002-12-31"),
        (1, "0001-01-01"),
        (0, "0000-12-31"),
        (-305, "0000-03-01"),
        (-306, "0000-02-29"),
        (-365, "0000-01-01"),
        (-366, "-0001-12-31"),
        (day_number(-44, 3, 15), "-0044-03-15"),
        (day_number(-10000, 1, 1), "-10000-01-01"),
    ],
)
def test_a_day_is_written_as_an_xsd_date(day: int, text: str) -> None:
    assert iso(day) == text


# Properties

years = st.integers(-99999, 99999)
months = st.integers(1, 12)
days = st.integers(day_number(-99999, 1, 1), day_number(99999, 12, 31))


def parts(text: str) -> tuple[int, int, int]:
    year, month, day = text.rsplit("-", 2)
    return int(year), int(month), int(day)


@repeatable
@given(days)
def test_a_day_and_its_date_give_each_other(day: int) -> None:
    assert day_number(*parts(iso(day))) == day
    # After four centuries, which are 146097 days, the calendar is the same.
    year, *rest = parts(iso(day))
    assert parts(iso(day + 146_097)) == (year + 400, *rest)


@repeatable
@given(st.dates())
def test_the_calendar_agrees_with_the_standard_library(day: dt.date) -> None:
    assert day_number(day.year, day.month, day.day) == day.toordinal()
    assert iso(day.toordinal()) == day.isoformat()


@repeatable
@given(years, months)
def test_each_month_ends_on_the_day_before_the_next(year: int, month: int) -> None:
    last = day_number(year, month, edtf.days_in_month(year, month))
    following = day_number(year + month // 12, month % 12 + 1, 1)
    assert following == last + 1
    assert parts(iso(following)) == (year + month // 12, month % 12 + 1, 1)


@st.composite
def plain(draw: st.DrawFn) -> str:
    day = draw(st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))).isoformat()
    return day[: draw(st.sampled_from((4, 7, 10)))]


@repeatable
@given(plain())
def test_the_direct_path_gives_what_the_grammar_gives(text: str) -> None:
    span, bounds = edtf.read(text), parse(text)
    assert span.begin == span.end
    assert span.begin.first is not None
    assert span.begin.last is not None
    first, last = day_number(*span.begin.first), day_number(*span.begin.last)
    assert bounds == Bounds(text, first, last, first, last)


@repeatable
@given(st.text("0123456789-", max_size=10))
def test_the_direct_path_refuses_what_the_grammar_refuses(text: str) -> None:
    assert refusal(parse, text) == refusal(edtf.read, text)


qualified = st.builds(str.__add__, plain(), st.sampled_from(("", "", "?", "~", "%")))
masked = st.from_regex(r"-?[12][0-9X]{3}(-(XX|1X|0X|2[1-4]|0[1-9]))?", fullmatch=True)
dates = qualified | masked
ends = dates | st.sampled_from(("", ".."))
members = dates | st.builds("{}..{}".format, dates, dates)
texts = (
    dates
    | st.builds("{}/{}".format, ends, ends)
    | st.lists(members, min_size=1, max_size=3).map(lambda m: f"[{','.join(m)}]")
    | st.lists(members, min_size=1, max_size=3).map(lambda m: f"{{{','.join(m)}}}")
)


@repeatable
@given(texts)
def test_bounds_are_in_order_and_marks_agree_with_them(text: str) -> None:
    if problem := refusal(parse, text):
        assert "ends before it begins" in problem or "has no date at either end" in problem
        return
    bounds = parse(text)
    begin = (bounds.earliest_begin, bounds.latest_begin)
    end = (bounds.earliest_end, bounds.latest_end)
    known = [day for day in (*begin, *end) if day is not None]
    if len(known) == 4:
        assert known[0] <= known[1] <= known[3]
        assert known[0] <= known[2] <= known[3]
    assert not bounds.open_ended or end == (None, None)
    assert not bounds.open_start or begin == (None, None)
    assert bounds.qualified == any(mark in text for mark in "?~%")


@repeatable
@given(texts, texts)
def test_order_gap_and_conflict_agree(text_a: str, text_b: str) -> None:
    if refusal(parse, text_a) or refusal(parse, text_b):
        return
    a, b = parse(text_a), parse(text_b)
    smallest, largest = gap(a, b)
    if order(a, b) == "certain":
        assert smallest is not None
        assert smallest > 0
        assert order(b, a) in ("certainly-not", "unknown")
    if order(a, b) == "certainly-not":
        assert largest is not None
        assert largest <= 0
    if smallest is not None and largest is not None:
        assert smallest <= largest
    assert not conflict(a, a)
    assert conflict(a, b) == conflict(b, a)


@repeatable
@given(st.text(max_size=30) | st.text("0123456789-X./[]{},?~%YTE S:Z+", max_size=30))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    if problem := refusal(parse, text):
        assert re.fullmatch("'.*' .+; expected .+[.] Fix: .+", problem, re.DOTALL)
        assert problem.startswith(f"'{text}' ")
    else:
        assert parse(text).edtf == text
