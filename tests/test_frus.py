"""Documents of an invented volume of Foreign Relations become sources, events and their actors."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import derived, mapping, queries, results
from alliancekg.arrivals import Arrival, Options
from alliancekg.dataloaders import Context, DataSource, Form, Outcome
from alliancekg.embedded import Embedded
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.identity import States
from alliancekg.records import Actor, Event, Location, Participation, Record, Ref, Source
from loaders.frus import LOADER

ROOT = Path(__file__).parent.parent
VOLUME = ROOT / "tests" / "frus" / "volume.xml"
KEY = "frus1901-04v02"
BOOK = (
    "Foreign Relations of the United States, 1901–1904, Volume II, Ruritania, 1901–1902, eds."
    " Ann Able and Ben Baker (Washington: Government Printing Office, 1931)"
)
FIX = "correct it, or report it to the makers of the volume"


def form() -> Form:
    (kind,) = LOADER.kinds
    assert isinstance(kind, Form)
    return kind


def source(path: Path) -> DataSource:
    of = form().source
    assert callable(of)
    return of(path)


def read(path: Path, name: str = "volume.xml") -> list[Outcome]:
    return list(form().read(path, name, Context(source(path).key, States(()))))


@pytest.fixture(scope="module")
def volume() -> dict[str, Outcome]:
    return {outcome.place.item: outcome for outcome in read(VOLUME)}


def named(outcome: Outcome) -> list[tuple[str, str]]:
    """Return who took part in an event, and as what."""
    found = [record for record in outcome.records if isinstance(record, Participation)]
    return [(record.actor.removeprefix(f"{KEY}-"), record.role) for record in found]


def event(outcome: Outcome) -> Event:
    (found,) = (record for record in outcome.records if isinstance(record, Event))
    return found


def of(outcome: Outcome, kind: type[Record]) -> list[str]:
    return [r.id.removeprefix(f"{KEY}-") for r in outcome.records if isinstance(r, kind)]


def test_a_volume_is_cited_as_its_publishers_recommend() -> None:
    about = source(VOLUME)
    assert (about.key, about.citation, about.creators) == (
        KEY,
        f"{BOOK}.",
        ("Ann Able", "Ben Baker"),
    )
    assert (about.issued, about.time, about.publisher) == (
        "1931",
        "1901/1902",
        "Office of Invention",
    )
    assert about.url == f"https://history.state.gov/historicaldocuments/{KEY}"


def test_a_file_that_is_not_there_has_what_all_volumes_share() -> None:
    about = source(Path(form().name))
    assert (about.key, about.creators, about.time) == (
        "frusVOLUME",
        ("Office of the Historian",),
        "1861/..",
    )


def test_a_file_without_a_volume_id_is_named_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "frus1861.xml"
    path.write_text(tei("<p/>"), encoding="utf-8")
    assert source(path).key == "frus1861"


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">', True),
        (b'<t:TEI xmlns:t="http://www.tei-c.org/ns/1.0">', False),
        (b"<!DOCTYPE TEI [", True),  # so that it is refused with the right word
        (b"<TEICORPUS>", False),
        (b"volume,doc_id", False),
    ],
)
def test_a_volume_is_known_by_how_it_begins(head: bytes, is_one: bool) -> None:
    assert form().accepts("any.xml", head) is is_one


def test_each_document_is_taken_or_refused(volume: dict[str, Outcome]) -> None:
    assert list(volume) == [f"d{number}" for number in range(1, 13)]
    assert [item for item, outcome in volume.items() if outcome.is_refused] == ["d8"]
    assert all(bool(o.records) != o.is_refused for o in volume.values())


def test_an_editorial_note_is_a_source_and_no_event(volume: dict[str, Outcome]) -> None:
    assert volume["d1"] == Outcome(
        Place("volume.xml", item="d1"),
        (
            Source(
                id=f"{KEY}-d1",
                source=KEY,
                place=Place("volume.xml", item="d1"),
                type="Document",
                title="1. Editorial Note",
                citation=f"{BOOK}, Document 1.",
                url=f"https://history.state.gov/historicaldocuments/{KEY}/d1",
                rank=2,
                part_of=(KEY,),
                identifiers=("1",),
            ),
        ),
    )


def test_a_telegram_goes_from_an_office_to_another(volume: dict[str, Outcome]) -> None:
    place = Place("volume.xml", item="d2")
    title, edtf = (
        "Telegram 12 From the Embassy in Ruritania to the Department of Peace",
        "1901-01-08T14:00:00",
    )
    record = Ref("event", f"{KEY}-d2")
    sent, received = f"{KEY}-embassy-in-ruritania", f"{KEY}-department-of-peace"
    assert volume["d2"].records == (
        Actor(id=sent, label="Embassy in Ruritania", source=KEY, place=place, type="Organization"),
        Actor(
            id=received, label="Department of Peace", source=KEY, place=place, type="Organization"
        ),
        Location(id=f"{KEY}-strelsau", label="Strelsau", source=KEY, place=place),
        Source(
            id=f"{KEY}-d2",
            source=KEY,
            place=place,
            type="Document",
            title=f"2. {title}",
            creators=("Embassy in Ruritania",),
            issued=edtf,
            citation=f"{BOOK}, Document 2.",
            url=f"https://history.state.gov/historicaldocuments/{KEY}/d2",
            rank=2,
            part_of=(KEY,),
            identifiers=("2", "telegram 12"),
            note="National Archives, RG 9, Box 1, Vol. I.",
        ),
        Event(
            id=f"{KEY}-d2",
            source=KEY,
            place=place,
            event_type="telegram",
            status="done",
            label=title,
            edtf=edtf,
            places=(f"{KEY}-strelsau",),
            identifiers=("telegram 12",),
        ),
        *(
            Participation(
                id=f"{record}:{actor}:{role}",
                source=KEY,
                place=place,
                record=record,
                actor=actor,
                role=role,
            )
            for actor, role in ((sent, "author"), (received, "recipient"))
        ),
    )


def test_a_person_rests_on_the_list_and_comes_once(volume: dict[str, Outcome]) -> None:
    roe = Actor(
        id=f"{KEY}-p_rj1",
        source=KEY,
        place=Place("volume.xml", item="p_RJ1"),
        type="Person",
        label="Jane A. Roe",
        alt_labels=("Roe, Jane A.",),
        note="Secretary of Peace until 1902",
    )
    assert [o.place.item for o in volume.values() if roe in o.records] == ["d3"]
    assert named(volume["d3"]) == [("p_rj1", "author"), ("president-rex", "recipient")]
    assert (of(volume["d3"], Actor), of(volume["d3"], Location)) == (
        ["p_rj1", "president-rex"],
        ["washington"],
    )
    assert of(volume["d4"], Location) == []


def test_a_reference_to_another_person_is_flagged_and_not_followed(
    volume: dict[str, Outcome],
) -> None:
    doubt = {
        "expected": "an entry that tells of the name and the office",
        "fix": "report it to the makers of the volume; the name is taken as it is printed",
    }
    entry = "'Rex, Xaver: Special Assistant to the President'"
    assert volume["d3"].flags == (
        Finding(
            Place("volume.xml", item="d3"),
            "persName",
            "President Rex",
            f"is marked with '#p_RX1', whose entry is {entry}",
            **doubt,
            severity="warning",
        ),
    )


def test_the_subject_is_another_name_of_the_event(volume: dict[str, Outcome]) -> None:
    assert event(volume["d3"]).alt_labels == ("Withdrawal of the Band",)


def test_a_directive_has_its_number_its_signer_and_its_addressees(
    volume: dict[str, Outcome],
) -> None:
    found = event(volume["d4"])
    assert (found.event_type, found.edtf, found.identifiers) == (
        "directive",
        "1901-03-20",
        ("NSDM 7",),
    )
    assert named(volume["d4"]) == [
        ("p_rj1", "author"),
        ("secretary-of-peace", "recipient"),
        ("chairman-joint-bands", "recipient"),
    ]


def test_those_who_talked_are_participants_and_who_signed_is_not(
    volume: dict[str, Outcome],
) -> None:
    assert named(volume["d5"]) == [("p_km1", "participant"), ("p_pq1", "participant")]
    assert (event(volume["d5"]).event_type, event(volume["d5"]).edtf) == ("meeting", "1901-04-02")
    assert [flag.value for flag in volume["d5"].flags] == ["Count Zeta"]


def test_a_month_stays_a_month(volume: dict[str, Outcome]) -> None:
    (paper,) = (record for record in volume["d6"].records if isinstance(record, Source))
    assert (event(volume["d6"]).edtf, paper.issued, paper.creators) == (
        "1901-06",
        "1901-06",
        ("Department of Peace",),
    )


def test_a_document_without_a_machine_date_stays_undated(volume: dict[str, Outcome]) -> None:
    assert event(volume["d7"]).edtf == ""
    assert named(volume["d7"]) == [("olga-orr", "author"), ("p_pq1", "recipient")]


def test_a_document_of_a_day_that_is_none_is_refused(volume: dict[str, Outcome]) -> None:
    expected = "a date or time of ISO 8601, as TEI has them"
    (finding,) = volume["d8"].refusals
    assert finding == Finding(
        Place("volume.xml", 60), "when", "1901-02-30", "is no date of the calendar", expected, FIX
    )


def test_print_is_believed_where_the_markup_differs(volume: dict[str, Outcome]) -> None:
    (flag,) = volume["d9"].flags
    assert (event(volume["d9"]).edtf, event(volume["d9"]).event_type) == ("1901-08-15", "speech")
    assert (flag.severity, flag.value, flag.problem) == (
        "warning",
        "Washington, August 15, 1901, 3:50–5:30 p.m.",
        "is marked to end on 1903-08-15, of which no word",
    )
    assert named(volume["d9"]) == [("p_rj1", "speaker")]


def test_a_talk_has_those_of_its_heading_and_of_the_lists_in_its_list(
    volume: dict[str, Outcome],
) -> None:
    talk = event(volume["d10"])
    assert talk.label == "Record of a Conversation Among Ambassador Poe, President Rex, and Others"
    assert named(volume["d10"]) == [
        (actor, "participant") for actor in ("p_pq1", "president-rex", "p_rj1", "p_ll1")
    ]
    assert volume["d10"].flags == ()  # that President Rex is marked as another was told of before


def test_long_remarks_are_cut_at_a_word(volume: dict[str, Outcome]) -> None:
    notes = {(r.kind, r.id): r.note for r in volume["d10"].records}
    archive, about = notes["source", f"{KEY}-d10"], notes["actor", f"{KEY}-p_ll1"]
    assert (len(archive), archive[-12:]) == (300, "and of the …")
    assert (len(about), about[-12:]) == (295, " Peace for …")


def test_a_committee_that_is_called_by_a_name_is_no_person(volume: dict[str, Outcome]) -> None:
    (committee,) = (record for record in volume["d11"].records if isinstance(record, Actor))
    assert (committee.type, committee.label) == ("Organization", "Roe Committee")
    assert named(volume["d11"]) == [("roe-committee", "author")]


def test_two_long_names_that_begin_alike_are_two(volume: dict[str, Outcome]) -> None:
    ids = [record.id for record in volume["d12"].records if isinstance(record, Actor)]
    assert [len(key) <= 100 for key in ids] == [True, True]
    assert len(set(ids)) == 2
    assert all(re.search("-[0-9a-f]{8}$", key) for key in ids)


def tei(body: str) -> str:
    return (
        '<?xml version="1.0"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">'
        f"<teiHeader/>\n<text><body>\n{body}\n</body></text></TEI>"
    )


def findings(path: Path, body: str) -> list[Finding]:
    path.write_text(tei(body), encoding="utf-8")
    return [finding for outcome in read(path) for finding in outcome.refusals]


def test_what_a_document_lacks_is_told_at_once(tmp_path: Path) -> None:
    body = '<div type="document"><p><date when="1901-13"/></p></div>'
    assert [(f.place.line, f.field, f.problem) for f in findings(tmp_path / "v.xml", body)] == [
        (4, "head", "a document has no heading"),
        (4, "when", "is no date of the calendar"),
        (4, "xml:id", "a document has no xml:id, by which it is cited"),
    ]


def test_who_and_where_of_a_refused_document_are_told_with_the_next(tmp_path: Path) -> None:
    path, heading = tmp_path / "frus1901-04v02.xml", "Letter From the Department of Peace to"
    line = "<dateline><placeName>Zenda</placeName></dateline>"
    body = "".join(
        f'<div type="document" xml:id="d{n}" n="{n}"><head>{n}. {heading} {whom}</head>{line}</div>'
        for n, whom in ((1, "the Band\u202e"), (2, "the Band of Zenda"))
    )
    path.write_text(tei(body), encoding="utf-8")
    first, second = read(path)
    assert (first.records, {f.problem for f in first.refusals}) == (
        (),
        {"has the character U+202E"},
    )
    told = {record.id for record in second.records}
    assert second.refusals == ()
    assert {f"{KEY}-department-of-peace", f"{KEY}-zenda"} <= told


def test_ids_that_stand_twice_and_dates_outside_of_documents_refuse_the_file(
    tmp_path: Path,
) -> None:
    body = '<p xml:id="a"><date from="1901-02-29"/></p>\n<p xml:id="a"/><p xml:id="b"/>'
    with pytest.raises(SourceErrors) as error:
        findings(tmp_path / "v.xml", body)
    assert str(error.value) == (
        "volume.xml:4: from: '1901-02-29' is no date of the calendar; expected a date or time of"
        f" ISO 8601, as TEI has them. Fix: {FIX}\n"
        "volume.xml:5: xml:id: 'a' is an id that line 4 has already; expected each id once."
        f" Fix: {FIX}"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '<?xml version="1.0"?>\n<!DOCTYPE TEI [<!ENTITY a "b">]>\n<TEI>&a;</TEI>',
            "volume.xml:2: has a DOCTYPE, which may define entities; expected TEI of the Office of"
            " the Historian, well formed and without a DOCTYPE. Fix: take the file anew from its"
            " makers",
        ),
        (
            "<TEI>\n<p></TEI>",
            "volume.xml:2:6: is not well-formed XML (mismatched tag); expected TEI of the Office of"
            " the Historian, well formed and without a DOCTYPE. Fix: take the file anew from its"
            " makers",
        ),
        ("<TEI>", "volume.xml:1:6: is not well-formed XML (no element found); expected TEI of the"
         " Office of the Historian, well formed and without a DOCTYPE. Fix: take the file anew from"
         " its makers"),
    ],
)  # fmt: skip
def test_what_is_no_xml_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "v.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read(path)
    assert str(error.value) == message


def test_a_deep_document_is_read(tmp_path: Path) -> None:
    deep = 20_000
    body = '<div type="document" xml:id="d1"><head>1. Letter' + "<hi>" * deep + "</hi>" * deep
    path = tmp_path / "v.xml"
    path.write_text(tei(body + "</head></div>"), encoding="utf-8")
    assert [outcome.is_refused for outcome in read(path)] == [False]


@pytest.mark.parametrize(
    ("values", "titles"),
    [
        ({}, ["1901-02-01"]),
        ({"word": "BAND", "author": f"{KEY}-p_rj1"}, ["1901-02-01", "1901-08-15"]),
        ({"word": "telegram", "from": "1901-01-08", "to": "1901-01-08"}, ["1901-01-08T14:00:00"]),
        ({"word": "telegram", "from": "1901-01-09"}, []),
        ({"word": "telegram", "author": f"{KEY}-p_rj1"}, []),
    ],
)
def test_the_query_finds_documents_by_word_date_and_author(
    values: dict[str, str], titles: list[str]
) -> None:
    arrival = Arrival(LOADER, [(VOLUME, "volume.xml")], States(()), {}, Options())
    records = list(arrival.records())
    stated = [px.Quad(*quad.triple) for record in records for quad in mapping.quads(record)]
    graph = px.Store()
    graph.extend(stated)
    graph.extend(px.Quad(*quad.triple) for quad in derived.derive(stated))
    saved = queries.get(ROOT / "queries", "documents-on-withdrawal-by-author")
    answer = queries.run(saved, Embedded(graph), {"from": "1901", "to": "1902", **values})
    assert [row[0] for row in results.cells(answer)] == titles
