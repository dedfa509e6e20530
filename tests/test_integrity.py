"""Rules between records that need no files; those with files are the folders of bad-seeds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from alliancekg.findings import Place
from alliancekg.integrity import check
from alliancekg.reading import Definition, Reading, Reference, Row, Table
from alliancekg.records import Claim, Dating, Event, Passage, Record, Ref, Source, Treaty
from alliancekg.resolving import resolve


def at(line: int) -> Place:
    return Place("seeds/s/t.csv", line, line)


def event(key: str, line: int, part_of: tuple[str, ...] = (), edtf: str = "") -> Event:
    return Event(
        id=key,
        source="s",
        place=at(line),
        event_type="war",
        status="done",
        label=key,
        part_of=part_of,
        edtf=edtf,
    )


CLAIM = Claim(
    id="c1",
    source="s",
    place=at(2),
    paraphrase="x",
    claimants=("a",),
    stance_holder="a",
    stance="asserts",
    claim_kind="causal",
)


def said(*records: Record) -> list[tuple[int, str, str, str]]:
    return [(f.place.line, f.field, f.value, f.problem) for f in check(records)]


def test_a_loop_is_reported_once_with_all_its_records_at_the_first_row() -> None:
    records = [
        event("outside", 2, ("c",)),
        event("c", 5, ("a",)),
        event("a", 3, ("b",)),
        event("b", 4, ("c",)),
    ]
    assert said(*records) == [(3, "part_of", "b", "makes a loop, a > b > c > a")]


def test_two_ways_up_to_one_record_are_no_loop() -> None:
    records = [
        event("a", 2, ("b", "c")),
        event("b", 3, ("d",)),
        event("c", 4, ("d",)),
        event("d", 5),
    ]
    assert said(*records) == []


def test_a_very_long_chain_is_followed_to_its_loop() -> None:
    records = [event(f"e{n}", n, (f"e{n + 1}",)) for n in range(50_000)]
    assert said(*records) == []
    findings = check([*records, event("e50000", 50_000, ("e0",))])
    assert [f.problem for f in findings] == [
        "makes a loop, e0 > e1 > e2 > e3 > e4 > e5 > … > e49997 > e49998 > e49999 > e50000 > e0"
    ]


@pytest.mark.parametrize(
    ("signed", "in_force", "problems"),
    [
        ("1953-10-01", "1954-11-17", []),
        ("1953", "1953-01-01", []),
        ("1954", "1953-12-31", ["is before the signature, 1954 in seeds/s/t.csv:2"]),
        ("1954?", "1953", []),
        ("1954", "", []),
        ("1954", "../1950", ["is before the signature, 1954 in seeds/s/t.csv:2"]),
    ],
)
def test_only_what_is_certainly_before_the_signature_is_refused(
    signed: str, in_force: str, problems: list[str]
) -> None:
    treaty = Treaty(
        id="t", source="s", place=at(2), treaty_type="alliance", label="T",
        signed=signed, in_force=in_force,
    )  # fmt: skip
    assert [f.problem for f in check([treaty])] == problems


def test_two_sources_may_date_one_event_and_one_source_only_once() -> None:
    def dating(source: str) -> Dating:
        return Dating(
            id="event/a:time", source=source, place=at(9), record=Ref("event", "a"),
            aspect="time", edtf="1951",
        )  # fmt: skip

    assert said(event("a", 2, edtf="1950"), dating("other")) == []
    assert said(event("a", 2), dating("s")) == []
    assert said(event("a", 2, edtf="1950"), dating("s")) == [
        (9, "record", "event/a", "is dated by the same source in seeds/s/t.csv:2")
    ]


def test_a_claim_that_supports_and_disputes_the_same_is_refused() -> None:
    both = replace(CLAIM, supports=("c2", "c3"), disputes=("c2",))
    assert said(both) == [(2, "disputes", "c2", "is supported as well")]


def test_one_may_concede_a_claim_of_ones_own_without_a_reporter() -> None:
    assert said(replace(CLAIM, stance="concedes")) == []
    missing = "is missing although the stance is 'doubts'"
    assert said(replace(CLAIM, stance="doubts")) == [(2, "reported_by", "", missing)]
    other = "is missing although the stance holder 'b' is no claimant"
    assert said(replace(CLAIM, stance="concedes", stance_holder="b")) == [
        (2, "reported_by", "", other)
    ]
    assert said(replace(CLAIM, stance="doubts", stance_holder="b", reported_by="b")) == []


@pytest.mark.parametrize("empty", [("object",), ("subject", "predicate"), ("predicate",)])
def test_the_content_of_a_claim_is_whole_or_not_there(empty: tuple[str, ...]) -> None:
    whole = replace(CLAIM, subject=Ref("event", "a"), predicate="ledTo", object=Ref("event", "b"))
    blank: dict[str, Any] = {"subject": None, "predicate": "", "object": None}
    half = replace(whole, **{name: blank[name] for name in empty})
    assert said(whole) == []
    assert {field for _, field, _, _ in said(half)} == set(empty)


def test_an_event_that_cancels_itself_is_refused() -> None:
    own = Event(
        id="a", source="s", place=at(2), event_type="war", status="done", label="A",
        cancels=(Ref("event", "a"), Ref("policy", "a")),
    )  # fmt: skip
    assert said(own) == [(2, "cancels", "event/a", "is the event itself")]


def test_ranks_and_lengths_start_at_one() -> None:
    source = Source(
        id="s", source="s", place=at(2), type="Dataset", title="S", citation="S.",
        rank=0, text_length=-1,
    )  # fmt: skip
    assert said(source) == [
        (2, "rank", "0", "is less than 1"),
        (2, "text_length", "-1", "is less than 1"),
    ]


@pytest.mark.parametrize("key", ["derived", "ontology"])
def test_a_source_with_the_name_of_a_graph_of_the_engine_is_refused(key: str) -> None:
    source = Source(
        id=key, source=key, place=at(2), type="Dataset", title="S", citation="S.", rank=1
    )
    assert [str(f) for f in check([source])] == [
        f"seeds/s/t.csv:2: id: '{key}' is the name of a graph that the engine fills; expected"
        f" another id. Fix: choose another id, as {key}-source, and rename its folder"
    ]


def test_a_span_is_checked_without_its_source_too() -> None:
    def passage(start: int, end: int) -> Passage:
        return Passage(
            id=f"p{start}", source="s", place=at(2), paragraph="1", start=start, end=end, digest="d"
        )

    assert said(passage(-1, 5), passage(7, 7), passage(9, 8), passage(0, 10**9)) == [
        (2, "end", "-1-5", "is no span"),
        (2, "end", "7-7", "is no span"),
        (2, "end", "9-8", "is no span"),
    ]


def reading(kind: str, keys: list[str], named: list[tuple[str, str]], source: str = "s") -> Reading:
    def unread(row: Row) -> Record:
        raise AssertionError(row)

    table = Table(kind, (), unread, kind=kind)
    return Reading(
        table,
        f"seeds/{source}/t.csv",
        source,
        definitions=[Definition(kind, k, source, at(n)) for n, k in enumerate(keys, 2)],
        references=[Reference(k, key, source, "cell", at(9)) for k, key in named],
    )


KNOWN = {"source": frozenset({"s", "t"})}


def test_passages_are_those_of_the_same_source() -> None:
    one, two = reading("passage", ["p1"], []), reading("event", [], [("passage", "p1")], "t")
    assert [f.expected for f in resolve([one, two], KNOWN)] == ["the id of a passage of t"]
    assert resolve([one, reading("event", [], [("passage", "p1")])], KNOWN) == []


def test_one_key_may_name_records_of_two_kinds_and_what_two_sources_say_each() -> None:
    readings = [reading("event", ["a"], []), reading("actor", ["a"], [])]
    for kind in ("passage", "dating", "mention", "participation"):
        readings += [reading(kind, ["p"], [], source) for source in ("s", "t")]
    assert resolve(readings, KNOWN) == []


def test_one_source_states_a_participation_once() -> None:
    key = "event/a:usa:combatant"
    twice = [reading("participation", [key, key], []), reading("participation", [key], [], "t")]
    assert [str(f) for f in resolve(twice, KNOWN)] == [
        f"seeds/s/t.csv:3: record: '{key}' is a duplicate: the participation stands in"
        " seeds/s/t.csv:2 already; expected each participation once. Fix: delete one of the two"
        " rows"
    ]


def test_ids_equal_but_for_case_are_one_too_many() -> None:
    findings = resolve([reading("event", ["NATO", "nato"], [])], KNOWN)
    assert [f.problem for f in findings] == ["equals 'NATO' of seeds/s/t.csv:2 but for case"]


def test_what_is_no_id_itself_is_never_suggested() -> None:
    findings = resolve([reading("event", ["the war"], [("event", "the-war")])], KNOWN)
    assert [f.fix for f in findings] == ["add the event, or correct the id"]
    stranger = reading("event", [], [], "the-source")
    findings = resolve([reading("source", ["the source"], []), stranger], KNOWN)
    assert [f.fix for f in findings] == ["add 'the-source' to sources.csv"]


def test_a_suggestion_is_found_among_many_ids_and_costs_little_for_each() -> None:
    keys = [f"event-{n:05d}" for n in range(20_000)]
    named = [("event", "evnet-00123")] * 5_000
    findings = resolve([reading("event", keys, named)], KNOWN)
    assert len(findings) == 5_000
    assert {f.fix for f in findings} == {"write 'event-00123', or add the event"}
