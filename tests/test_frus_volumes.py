"""The five volumes of ../shared are read whole, and as their index tells."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyoxigraph as px
import pytest

from alliancekg import derived, mapping, queries, results
from alliancekg.arrivals import Arrival, Options
from alliancekg.dataloaders import Context, Form, Outcome
from alliancekg.dates import parse
from alliancekg.embedded import Embedded
from alliancekg.errors import AllianceKGError
from alliancekg.identity import States
from alliancekg.records import Actor, Event, Participation, Record, Source
from loaders.frus import LOADER

pytestmark = pytest.mark.shared
ROOT = Path(__file__).parent.parent
FILES = {
    "frus1955-57v23p2": "frus1955-57v23p2.xml",
    "frus1958-60v18": "frus1958-60v18.xml",
    "frus1964-68v29p1": "frus1964-68v29p1.xml",
    "frus1969-76v19p1": "frus1969-76v19p1.xml",
    "frus1977-80v01": "frus1977-80v01_korea_withdrawal_subset.xml",
}
# Where a date differs from that of the index, which has the mark-up as it is, and why.
OTHERWISE = {
    "frus1958-60v18-d300": "1960-04-19",  # "midnight" is no time: of which day?
    "frus1964-68v29p1-d15": "1964-06-06",  # as well
    "frus1969-76v19p1-d26": "1969-05-02/1969-06-11",  # the index has the first of two dates
    "frus1977-80v01-d42": "1977-06",  # "June 1977", marked as its first day
}


@pytest.fixture(scope="module")
def volumes(shared: Path) -> dict[str, list[Outcome]]:
    return {key: read(shared / "data" / "frus" / name) for key, name in FILES.items()}


@pytest.fixture(scope="module")
def index(shared: Path) -> list[dict[str, str]]:
    path = shared / "data" / "frus" / "frus_document_index.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read(path: Path) -> list[Outcome]:
    (kind,) = LOADER.kinds
    assert isinstance(kind, Form)
    assert callable(kind.source)
    with path.open("rb") as file:
        assert kind.accepts(path.name, file.read(2048))
    return list(kind.read(path, path.name, Context(kind.source(path).key, States(()))))


def records(outcomes: list[Outcome]) -> list[Record]:
    return [record for outcome in outcomes for record in outcome.records]


def everything(volumes: dict[str, list[Outcome]]) -> list[Record]:
    return [record for outcomes in volumes.values() for record in records(outcomes)]


def test_all_documents_are_taken(volumes: dict[str, list[Outcome]]) -> None:
    assert {key: len(outcomes) for key, outcomes in volumes.items()} == {
        "frus1955-57v23p2": 265,
        "frus1958-60v18": 336,
        "frus1964-68v29p1": 369,
        "frus1969-76v19p1": 172,
        "frus1977-80v01": 9,
    }
    assert [o for outcomes in volumes.values() for o in outcomes if o.is_refused] == []


def test_headings_numbers_and_dates_are_those_of_the_index(
    volumes: dict[str, list[Outcome]], index: list[dict[str, str]]
) -> None:
    sources = {record.id: record for record in everything(volumes) if isinstance(record, Source)}
    rows = {f"{row['volume']}-{row['doc_id']}": row for row in index}
    assert len(sources) == 1151
    assert {key: (source.title, source.identifiers[0]) for key, source in sources.items()} == {
        key: (rows[key]["head"], rows[key]["number"]) for key in sources
    }
    assert {
        key: source.issued for key, source in sources.items() if source.issued != when(rows[key])
    } == OTHERWISE
    assert [key for key, row in rows.items() if key in sources and row["date_from"]] == []


def when(row: dict[str, str]) -> str:
    return row["date_when"]


def test_78_documents_of_the_whole_volumes_have_no_date(
    volumes: dict[str, list[Outcome]],
) -> None:
    whole = [record for key in FILES if key != "frus1977-80v01" for record in records(volumes[key])]
    undated = [r.id for r in whole if isinstance(r, Source) and not r.issued]
    events = [r.id for r in whole if isinstance(r, Event) and not r.edtf]
    assert (len(undated), len(events), set(events) <= set(undated)) == (78, 14, True)


def test_the_kinds_of_events_are_these(volumes: dict[str, list[Outcome]]) -> None:
    found = [record for record in everything(volumes) if isinstance(record, Event)]
    assert Counter(event.event_type for event in found) == {
        "telegram": 519,
        "memorandum": 254,
        "meeting": 189,
        "letter": 70,
        "report": 44,
        "directive": 8,
        "speech": 3,
    }
    assert len(found) == 1151 - 64  # editorial notes


def test_a_decision_memorandum_of_20_march_1970(volumes: dict[str, list[Outcome]]) -> None:
    (outcome,) = (o for o in volumes["frus1969-76v19p1"] if o.place.item == "d56")
    key = "frus1969-76v19p1"
    (event,) = (record for record in outcome.records if isinstance(record, Event))
    (source,) = (record for record in outcome.records if isinstance(record, Source))
    parts = [r for r in outcome.records if isinstance(r, Participation)]
    assert (event.id, event.event_type, event.edtf) == (f"{key}-d56", "directive", "1970-03-20")
    assert (source.identifiers, source.creators) == (("56", "NSDM 48"), ("Henry A. Kissinger",))
    assert source.citation == (
        "Foreign Relations of the United States, 1969–1976, Volume XIX, Part 1, Korea, 1969–1972,"
        " eds. Daniel J. Lawler and Erin R. Mahan (Washington: Government Printing Office, 2010),"
        " Document 56."
    )
    assert source.url == "https://history.state.gov/historicaldocuments/frus1969-76v19p1/d56"
    assert [(part.actor.removeprefix(f"{key}-"), part.role) for part in parts] == [
        ("p_kha1", "author"),
        ("secretary-of-state", "recipient"),
        ("secretary-of-defense", "recipient"),
        ("director-of-central-intelligence", "recipient"),
        ("director-bureau-of-the-budget", "recipient"),
        ("chairman-joint-chiefs-of-staff", "recipient"),
    ]


def test_persons_are_those_of_the_lists(volumes: dict[str, list[Outcome]]) -> None:
    actors = {record.id: record for record in everything(volumes) if isinstance(record, Actor)}
    listed = {key: actor for key, actor in actors.items() if "-p_" in key}
    assert {actor.type for actor in listed.values()} == {"Person"}
    assert (
        listed["frus1969-76v19p1-p_kha1"].label,
        listed["frus1964-68v29p1-p_rd1"].label,
        listed["frus1958-60v18-p_madii1"].label,
        listed["frus1977-80v01-p_cje2_1"].label,
        listed["frus1955-57v23p2-p_ycyd1"].label,  # to whom the entry "Yang, Dr." refers
    ) == (
        "Henry A. Kissinger",
        "Dean Rusk",
        "Douglas MacArthur II",
        "James Earl Carter, Jr.",
        "You, Chan Yang, Dr.",
    )


def test_wrong_references_of_the_markup_are_not_followed(
    volumes: dict[str, list[Outcome]],
) -> None:
    parts = [r for r in everything(volumes) if isinstance(r, Participation)]
    told = Counter(part.actor for part in parts)
    assert told["frus1964-68v29p1-president-johnson"] == 45
    assert told["frus1964-68v29p1-p_jua1"] == 0
    assert told["frus1977-80v01-p_old_1"] == 0
    assert told["frus1977-80v01-owen-special-representative-for-economic-summits"] == 1
    assert {key: sum(len(o.flags) for o in outcomes) for key, outcomes in volumes.items()} == {
        "frus1955-57v23p2": 2,
        "frus1958-60v18": 0,
        "frus1964-68v29p1": 7,
        "frus1969-76v19p1": 3,
        "frus1977-80v01": 1,
    }


def test_all_that_is_named_is_told_of_once_before(volumes: dict[str, list[Outcome]]) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for record in everything(volumes):
        seen[record.kind, record.id] += 1
        if isinstance(record, Participation):
            assert seen["actor", record.actor] == 1
            assert seen["event", record.record.key] == 1
        if isinstance(record, Event):
            assert all(seen["place", place] == 1 for place in record.places)
    assert [key for key, count in seen.items() if count > 1] == []
    assert max(len(key) for kind, key in seen if kind != "participation") <= 100


def test_all_dates_are_edtf(volumes: dict[str, list[Outcome]]) -> None:
    for record in everything(volumes):
        if isinstance(record, Event) and record.edtf:
            assert parse(record.edtf).edtf == record.edtf


def test_the_query_finds_who_wrote_of_withdrawals(shared: Path) -> None:
    path = shared / "data" / "frus" / FILES["frus1969-76v19p1"]
    arrival = Arrival(LOADER, [(path, path.name)], States(()), {}, Options())
    stated = [
        px.Quad(*quad.triple) for record in arrival.records() for quad in mapping.quads(record)
    ]
    graph = px.Store()
    graph.extend(stated)
    graph.extend(px.Quad(*quad.triple) for quad in derived.derive(stated))
    saved = queries.get(ROOT / "queries", "documents-on-withdrawal-by-author")
    rows = list(results.cells(queries.run(saved, Embedded(graph))))
    assert [(row[0], row[2], row[3], row[5]) for row in rows] == [
        (
            "1971-02-05",
            "Agreement with the ROKG on U.S. Troop Withdrawal and Korean Military Modernization",
            "John Herbert Holdridge",
            "frus1969-76v19p1/frus1969-76v19p1.xml, d88",
        ),
        (
            "1971-04-13",
            "ROK Troop Withdrawals from Vietnam",
            "John Herbert Holdridge",
            "frus1969-76v19p1/frus1969-76v19p1.xml, d89",
        ),
    ]


def test_the_bad_volumes_fare_as_their_index_says(shared: Path) -> None:
    folder = shared / "bad-inputs"
    cases: list[dict[str, Any]] = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    bad = [case for case in cases if case["format"] == "tei"]
    assert len(bad) == 4
    for case in bad:
        (name,) = case["files"]
        with pytest.raises(AllianceKGError) as error:
            read(folder / name)
        message = str(error.value)
        line = f":{case['line']}:" if case["line"] else ":"
        assert message.startswith(f"{Path(name).name}{line}")
        assert any(word in message.lower() for word in case["say"])
        assert case["expect"] == "reject"
