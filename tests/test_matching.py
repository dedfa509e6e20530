"""Proposed links: why two records may be one thing, which are compared, and what is printed."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyoxigraph as px
import pytest

import loaders
from alliancekg import cli, matchfacts, vocabulary
from alliancekg.likeness import Facts, reasons, words
from alliancekg.matching import Candidate, Matcher
from alliancekg.reading import read_bytes
from alliancekg.records import Ref
from alliancekg.store import Store

ROOT = Path(__file__).parent.parent
DAYS = 3


def facts(key: str, source: str = "a", **known: Any) -> Facts:
    """Return what is known of an event; a day stands for a first day."""
    if "day" in known:
        day = known.pop("day")
        known["begin"] = (day, day)
    for name in ("words", "actors", "types", "wikidata", "identifiers"):
        known[name] = frozenset(str(known.get(name, "")).split())
    ref = Ref(str(known.pop("kind", "event")), key)
    return Facts(ref, f"Label of {key}", frozenset([source]), **known)


def why(a: Facts, b: Facts) -> list[tuple[int, str]]:
    """Return the reasons, which are the same from both sides."""
    found = reasons(a, b, DAYS)
    assert sorted(found) == sorted(reasons(b, a, DAYS))
    return [(reason.points, reason.text) for reason in found]


def matched(*given: Facts, days: int = DAYS, **more: object) -> list[tuple[str, str, int]]:
    """Return the candidates among records: subject, object, points."""
    linked = more.pop("linked", frozenset())
    matcher = Matcher(given, linked, days, **more)  # type: ignore[arg-type]
    return [(c.subject.ref.key, c.object.ref.key, c.points) for c in matcher.candidates()]


def test_words_tell_records_apart_and_have_no_marks() -> None:
    assert words("Élysée Treaty of 1963", "KOREAN WAR I") == {"elysee", "korean"}
    assert words("Militarized interstate dispute 347", "ATOP alliance 3240") == set()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"day": 10}, {"day": 10}, [(3, "same first day")]),
        ({"day": 10}, {"day": 13}, [(2, "first days at most 3 days apart")]),
        ({"day": 10}, {"day": 14}, [(1, "times can overlap")]),
        ({"day": 10, "until": 13}, {"day": 14}, []),
        ({"day": 10, "until": 14}, {"day": 14, "until": 20}, [(1, "times can overlap")]),
        ({"day": 10}, {"begin": (1, 31)}, [(2, "first days can be the same")]),
        ({"day": 10}, {"begin": (1, 32)}, [(1, "times can overlap")]),
        ({"begin": (1, 30)}, {"begin": (1, 30)}, [(2, "first days can be the same")]),
        ({"day": 10}, {}, []),
    ],
)
def test_first_days_give_points_by_how_near_they_are(
    first: dict[str, Any], second: dict[str, Any], expected: list[tuple[int, str]]
) -> None:
    assert why(facts("one", **first), facts("two", **second)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"actors": "rok usa"}, {"actors": "usa"}, [(1, "both with usa")]),
        ({"actors": "rok usa x"}, {"actors": "usa rok x"}, [(2, "both with rok, usa, x")]),
        ({"words": "uss pueblo"}, {"words": "pueblo"}, [(3, "words in common: pueblo")]),
        ({"words": "a b c"}, {"words": "b d"}, [(2, "words in common: b")]),
        ({"words": "a b c"}, {"words": "b d e"}, [(1, "words in common: b")]),
        ({"types": "war"}, {"types": "war crisis"}, [(1, "same type: war")]),
        ({"identifiers": "236"}, {"identifiers": "3240 236"}, [(1, "same identifier: 236")]),
        ({"wikidata": "Q1"}, {"wikidata": "Q1"}, [(6, "same item of Wikidata: Q1")]),
        ({"wikidata": "Q1", "words": "a"}, {"wikidata": "Q2", "words": "a"}, []),
        ({"actors": "rok"}, {"actors": "usa"}, []),
    ],
)
def test_what_two_records_share_gives_points(
    first: dict[str, Any], second: dict[str, Any], expected: list[tuple[int, str]]
) -> None:
    assert why(facts("one", **first), facts("two", **second)) == expected


def test_one_item_of_wikidata_outweighs_dates_that_exclude_each_other() -> None:
    one = facts("one", day=10, until=10, wikidata="Q1", words="a")
    two = facts("two", day=90, wikidata="Q1", words="a")
    assert why(one, two) == [(6, "same item of Wikidata: Q1"), (3, "words in common: a")]


def test_of_many_shared_names_five_are_told() -> None:
    six = facts("one", actors="a b c d e f")
    assert why(six, facts("two", actors="f e d c b a")) == [(2, "both with a, b, c, d, e, …")]


PUEBLO = {"day": 100, "actors": "usa dprk", "words": "pueblo"}


def test_alike_records_of_two_sources_are_candidates_the_best_ranked_first() -> None:
    one = facts("one", "a", rank=4, **PUEBLO)
    two = facts("two", "b", rank=2, **PUEBLO)
    assert matched(one, two) == [("two", "one", 8)]


@pytest.mark.parametrize(
    "other",
    [
        {"source": "a"},  # of the same source
        {"kind": "treaty"},
        {"day": 104, "actors": "rok", "words": "x"},  # near in nothing
        {"actors": "usa", "words": "x", "day": 104},  # not enough points
    ],
)
def test_other_records_are_no_candidates(other: dict[str, object]) -> None:
    made = {"source": "b", **PUEBLO, **other}
    source = str(made.pop("source"))
    assert matched(facts("one", "a", **PUEBLO), facts("two", source, **made)) == []


def test_pairs_that_are_linked_already_are_left_out() -> None:
    pair = facts("one", "a", **PUEBLO), facts("two", "b", **PUEBLO)
    assert matched(*pair, linked=frozenset([frozenset(["event/two", "event/one"])])) == []


def test_one_of_the_two_is_of_the_source_asked_for() -> None:
    three = [facts(source, source, **PUEBLO) for source in "abc"]
    assert [pair[:2] for pair in matched(*three)] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [pair[:2] for pair in matched(*three, source="b")] == [("a", "b"), ("b", "c")]


def test_candidates_come_by_points_then_by_ids() -> None:
    strong = facts("z", "a", day=100, actors="usa dprk", words="pueblo uss")
    weak = facts("y", "c", day=102, actors="usa dprk", words="other")
    middle = facts("x", "b", day=100, actors="usa dprk", words="pueblo")
    assert matched(strong, weak, middle) == [("x", "z", 8), ("x", "y", 4), ("y", "z", 4)]


def test_days_widen_what_is_near() -> None:
    pair = facts("one", "a", day=100, actors="x y"), facts("two", "b", day=110, actors="x y")
    assert matched(*pair) == []
    assert matched(*pair, days=10) == [("one", "two", 4)]


def test_a_month_is_met_by_a_day_within_it() -> None:
    month = facts("one", "a", begin=(100, 130), actors="x y")
    assert matched(month, facts("two", "b", day=128, actors="x y")) == [("one", "two", 4)]


def test_many_records_of_one_day_are_compared_in_part_and_this_is_told() -> None:
    """Ten thousand events: not every pair, which would be 25 million, but a bounded number."""
    many = [facts(f"a{n}", "a", day=100 + n % 7, actors="usa dprk") for n in range(5000)]
    more = [facts(f"b{n}", "b", day=100 + n % 7, actors="usa dprk") for n in range(5000)]
    matcher = Matcher([*many, *more], frozenset())
    pairs = list(matcher._near())
    # Two actors, 5,000 records, 100 neighbours each, half of which lie before the first day of all.
    assert len(pairs) == 2 * (5000 * 100 - 715 * 50)
    assert matcher.left.days == 10000


def test_a_word_of_too_many_records_brings_none_together() -> None:
    many = [facts(f"r{n}", "ab"[n % 2], words="korea") for n in range(61)]
    matcher = Matcher(many, frozenset())
    assert matcher.candidates() == []
    assert matcher.left.words == 1
    assert len(list(Matcher(many[:60], frozenset())._alike())) == 60 * 59 // 2


def test_a_candidate_tells_its_points_and_its_reasons() -> None:
    pair = facts("one", "a", **PUEBLO), facts("two", "b", **PUEBLO)
    (found,) = Matcher(pair, frozenset()).candidates()
    assert isinstance(found, Candidate)
    assert found.points == 8
    assert found.why == "same first day; words in common: pueblo; both with dprk, usa"


def test_facts_are_read_from_the_graph(built: Store) -> None:
    found = {str(each.ref): each for each in matchfacts.read(built.current().open())}
    nixon = found["actor/richard-nixon"]
    assert (set(nixon.words), set(nixon.wikidata)) == ({"richard", "nixon"}, {"Q9588"})
    assert (set(nixon.types), set(nixon.sources)) == ({"Person"}, {"hwang-2006"})
    assert nixon.rank == 2
    speech = found["event/acheson-speech"]
    assert (speech.begin, speech.until) == ((711869, 711869), 711869)  # 12 January 1950
    assert set(speech.types) == {"speech"}
    treaty = found["treaty/us-rok-mutual-defense-treaty"]
    assert treaty.begin == (713227, 713227)  # 1 October 1953
    assert set(treaty.actors) == {"usa", "rok"}
    drawdown = found["event/usfk-drawdown"]
    assert (drawdown.begin, drawdown.until) == ((731581, 731946), 733407)  # 2004 to 2008
    undated = found["event/us-economic-assistance"]
    assert (undated.begin, undated.until, undated.is_dated) == (None, None, False)
    assert not [ref for ref in found if ref == "actor/usa" or "#" in ref]


def test_what_is_linked_or_a_part_is_read_from_the_graph(built: Store) -> None:
    found = matchfacts.linked(built.current().open())
    assert frozenset(["actor/dprk-forces", "actor/korean-peoples-army"]) in found
    assert frozenset(["treaty/us-rok-alliance", "treaty/us-rok-mutual-defense-treaty"]) in found


def run(capsys: pytest.CaptureFixture[str], store: Store, *more: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = cli.main(["match", "--store", str(store.path), *more])
    return code, *capsys.readouterr()


@pytest.mark.shared
def test_the_command_proposes_what_is_not_linked_yet(
    linked: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, told = run(capsys, linked, "--source", "icb", "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    pairs = {(row["subject_id"], row["object_id"]) for row in rows}
    assert ("event/gml-51", "event/icb-132") in pairs
    assert not {pair for pair in pairs if set(pair) == {"event/icb-224", "event/gml-347"}}
    assert {row["mapping_justification"] for row in rows} == {""}
    assert told.splitlines()[0] == f"{len(rows)} candidates"


@pytest.mark.shared
def test_a_row_is_taken_only_when_it_was_reviewed(
    linked: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, linked, "--source", "icb", "--format", "csv", "--limit", "1")
    table = loaders.TABLES["links"]
    concepts = vocabulary.concepts(ROOT / "ontology" / "schemes")
    reading = read_bytes(table, out.encode(), "links.csv", "links", concepts)
    (finding,) = reading.findings
    assert (finding.field, finding.problem) == ("mapping_justification", "is missing")
    head, row = out.splitlines()
    ready = f"{head}\n{row.replace(',,,', ',semapv:MappingReview,medium,')}\n"
    assert read_bytes(table, ready.encode(), "links.csv", "links", concepts).findings == []


@pytest.mark.shared
def test_the_table_has_points_and_reasons_and_as_many_rows_as_asked_for(
    linked: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, told = run(capsys, linked, "--limit", "2")
    assert code == 0
    head, _, *rows = out.splitlines()
    assert head.split()[:2] == ["points", "subject"]
    assert len(rows) == 2
    assert told.splitlines()[0].endswith(", of which 2 are shown")


def test_a_graph_without_candidates_gives_none(
    built: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, told = run(capsys, built, "--source", "states", "--format", "csv")
    assert (code, out.count("\n"), told.splitlines()[0]) == (0, 1, "0 candidates")


def test_a_source_that_is_not_there_is_told(
    built: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, told = run(capsys, built, "--source", "hwang2006")
    assert (code, out) == (2, "")
    assert told == (
        "--source: 'hwang2006' is no source of the graph; expected one. Fix: write hwang-2006\n"
    )


def test_nothing_is_written(built: Store, capsys: pytest.CaptureFixture[str]) -> None:
    before = built.current().number
    run(capsys, built)
    assert built.current().number == before
    assert isinstance(built.current().open(), px.Store)
