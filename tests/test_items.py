"""Evidence in files that have no rows, and in files of a user's own folder: named, placed, told."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg import reporting
from alliancekg.embedded import Embedded
from alliancekg.explaining import explain
from alliancekg.facts import Facts
from alliancekg.findings import Finding, Place
from alliancekg.grounds import grounds
from alliancekg.mapping import node_places, quads
from alliancekg.namespaces import GRAPH, ID, PREFIXES, is_row
from alliancekg.placing import Places
from alliancekg.records import Event, Passage, Source
from alliancekg.reports import Report

LETTER = Event(
    id="letter-56",
    source="letters",
    place=Place("letters 1.xml", item="d56"),
    passages=("p1",),
    event_type="letter",
    status="done",
    label="Letter 56",
)
NOTE = Event(
    id="note-2",
    source="letters",
    place=Place("folder/notes.json", item="/notes/2"),
    event_type="letter",
    status="done",
    label="Note 2",
)
WAR = Event(
    id="war-7",
    source="letters",
    place=Place("wars.csv", line=9, row=8),
    event_type="war",
    status="done",
    label="War 7",
)
SOURCE = Source(
    id="letters",
    source="letters",
    place=Place("seeds/sources.csv", line=2, row=2),
    type="Document",
    title="Letters",
    citation="Letters. 1900.",
    rank=5,
)
PASSAGE = Passage(
    id="p1",
    source="letters",
    place=Place("letters 1.xml", item="d56"),
    paragraph="d56",
    start=0,
    end=9,
    digest="0f" * 32,
)
RECORDS = (LETTER, NOTE, WAR, SOURCE, PASSAGE)
ITEM = f"{ID}file/letters/letters%201.xml#d56"
POINTER = f"{ID}file/letters/folder/notes.json#/notes/2"
ROW = f"{ID}file/letters/wars.csv#row=8"


@pytest.fixture(scope="module")
def engine() -> Embedded:
    store = px.Store()
    for record in RECORDS:
        for quad in quads(record):
            store.add(quad)
            store.add(px.Quad(quad.subject, quad.predicate, quad.object))
    return Embedded(store)


def test_what_an_item_is_evidence_of_is_told_with_its_name_and_key(engine: Embedded) -> None:
    found = explain(engine, "event/letter-56").sections
    key = "file/letters/letters%201.xml#d56"
    assert found["Rows"] == (f"letters/letters 1.xml, d56 [{key}]",)
    assert found["Passages"] == ("letters, d56, 0–9 [passage/letters/p1]",)
    other = explain(engine, "event/note-2").sections
    assert other["Rows"] == (
        "letters/folder/notes.json, /notes/2 [file/letters/folder/notes.json#/notes/2]",
    )
    assert "Passages" not in other


@pytest.mark.parametrize("name", [ITEM, ITEM.removeprefix(ID), "letters/letters 1.xml, d56"])
def test_an_item_is_found_by_its_iri_its_key_or_its_label(engine: Embedded, name: str) -> None:
    found = explain(engine, name)
    assert found.iri == ITEM
    assert found.sections["Points to it"] == (
        "rests on it (2):",
        "  Letter 56 [event/letter-56]",
        "  letters, d56, 0–9 [passage/letters/p1]",
    )


def test_a_statement_rests_on_the_item_as_on_a_row(engine: Embedded) -> None:
    label = px.NamedNode(PREFIXES["rdfs"] + "label")
    letter = px.NamedNode(f"{ID}event/letter-56")
    found = grounds(Facts(engine), [(letter, label, px.Literal("Letter 56", language="en"))])
    assert [node.value for node in found.rows] == [ITEM]
    assert [node.value for node in found.passages] == [f"{ID}passage/letters/p1"]


def test_the_item_stays_where_the_answer_names_one_passage(engine: Embedded) -> None:
    letter = px.NamedNode(f"{ID}event/letter-56")
    evidence = px.NamedNode("https://w3id.org/alliancekg/ns#evidence")
    found = grounds(Facts(engine), [(letter, evidence, px.NamedNode(f"{ID}passage/letters/p1"))])
    assert [node.value for node in found.rows] == [ITEM]


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (ITEM, True),
        (ROW, True),
        ("https://example.org/x.csv#row=2", True),
        (f"{ID}passage/letters/p1", False),
        (f"{GRAPH}letters", False),
    ],
)
def test_a_row_or_an_item_is_known_by_its_iri(iri: str, *, expected: bool) -> None:
    assert is_row(iri) is expected


def test_a_node_has_the_place_that_its_record_was_read_at() -> None:
    places = Places(node_places(RECORDS))
    assert places.of(f"{ID}event/letter-56", ()) == LETTER.place
    assert places.of(ITEM, ()) == LETTER.place
    assert places.of("urn:x", (ROW,)) == WAR.place
    assert places.of("urn:x", (POINTER,)) == NOTE.place


@pytest.mark.parametrize(
    ("iri", "place"),
    [
        (f"{ID}file/a/b.csv#row=4", Place("a/b.csv", 4, 4)),
        (f"{ID}file/a/b.xml#d%207", Place("a/b.xml", item="d 7")),
        (f"{ID}file/a/b.json#/x/0", Place("a/b.json", item="/x/0")),
        (f"{ID}file/a/b.csv#row=0", None),
        (f"{ID}file/a/b.csv#row=x", None),
        (f"{ID}file/a/b.csv", None),
        (f"{ID}event/a#row=4", None),
    ],
)
def test_a_row_or_an_item_of_no_record_is_placed_by_its_iri(iri: str, place: Place | None) -> None:
    assert Places({}).of("urn:x", (iri,)) == place


def test_a_line_is_known_by_the_row_of_a_file_that_another_node_was_read_from() -> None:
    known = {"urn:x": Place("a/b.csv", 9, 4)}
    assert Places(known).of("urn:y", (f"{ID}file/a/b.csv#row=4",)) == Place("a/b.csv", 9, 4)


def test_a_row_that_a_users_turtle_describes_is_placed_in_its_table() -> None:
    iri = f"{ID}file/a/b.csv#row=4"
    known = {iri: Place("graph.ttl", line=12)}
    assert Places(known).of("urn:x", (iri,)) == Place("a/b.csv", 4, 4)
    assert Places(known).of(iri, ()) == Place("graph.ttl", 12)


def test_a_finding_about_an_item_has_it_as_its_focus_node() -> None:
    place = Place("letters.xml", item="d 7")
    finding = Finding(place, "date", "", "is missing", "a date", "add it")
    written = reporting.write(Report((finding,), {}, 0, files=("letters.xml",)), "turtle")
    store = px.Store()
    store.load(written.encode(), format=px.RdfFormat.TURTLE)
    focus = px.NamedNode(PREFIXES["sh"] + "focusNode")
    found = [quad.object for quad in store.quads_for_pattern(None, focus, None, None)]
    assert found == [px.NamedNode(f"{ID}file/letters.xml#d%207")]
