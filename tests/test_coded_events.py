"""Events that machines coded: ICEWS, GDELT 1 and 2, and the codes of CAMEO."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from alliancekg import datarows
from alliancekg.dataloaders import Context, Layout, Outcome
from alliancekg.findings import Place
from alliancekg.identity import States
from alliancekg.recognising import recognise
from alliancekg.records import (
    Actor,
    Code,
    Event,
    Mention,
    Participation,
    Quantity,
    Record,
    Ref,
)
from loaders import coded_events
from loaders.coded_events_cameo import cameo
from loaders.coded_events_gdelt import HEADER_1, HEADER_2, HEADER_MENTIONS, REGIONS

ICEWS: Final = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text",
    "CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID",
)  # fmt: skip
MEETING: Final = {
    "Event ID": "7", "Event Date": "2018-06-01", "Source Name": 'The "Hermit" (North Korea)',
    "Source Sectors": "NA", "Source Country": "North Korea", "Event Text": "Make a visit",
    "CAMEO Code": "042", "Intensity": "1.9", "Target Name": "Citizen (South Korea)",
    "Target Sectors": "Social,General", "Target Country": "South Korea", "Story ID": "1",
}  # fmt: skip
GDELT: Final = {
    "GLOBALEVENTID": "7", "SQLDATE": "20160312", "Actor1Name": "SEOUL",
    "Actor1CountryCode": "KOR", "Actor2Name": "PYONGYANG", "Actor2CountryCode": "PRK",
    "EventCode": "1712", "EventRootCode": "17", "GoldsteinScale": "-9.0",
}  # fmt: skip


def _states() -> States:
    place = Place("seeds/states.csv", 2, 2)
    names = {"usa": "United States", "rok": "South Korea", "dprk": "North Korea"}
    records: list[Record] = [
        Actor(id=key, type="State", label=name, source="states", place=place)
        for key, name in names.items()
    ]
    for code, key in (("USA", "usa"), ("KOR", "rok"), ("PRK", "dprk")):
        records.append(
            Code(id=code, actor=key, system="cameo", code=code, source="states", place=place)
        )
    return States(records)


STATES: Final = _states()


def write(
    file: Path, header: Sequence[str], *rows: Mapping[str, str], delimiter: str = "\t"
) -> Path:
    """Write rows without quotes under a header; a raw file has an empty one."""
    lines = [[row.get(name, "") for name in header] for row in rows]
    text = "".join(delimiter.join(line) + "\n" for line in [list(header), *lines])
    file.write_text(text, "utf-8")
    return file


def write_raw(file: Path, header: Sequence[str], *rows: Mapping[str, str]) -> Path:
    write(file, header, *rows)
    file.write_text(file.read_text("utf-8").partition("\n")[2], "utf-8")
    return file


def read(file: Path, states: States = STATES) -> tuple[Layout, list[Outcome]]:
    layout = recognise(coded_events.LOADER, file, file.name)
    assert isinstance(layout, Layout)
    context = Context(layout.source.key, states)
    return layout, list(datarows.read(layout, file, file.name, context, {}))


def icews(tmp_path: Path, **values: str) -> Outcome:
    """Return what a row of ICEWS gives that has other values in some columns (`_` for a blank)."""
    row = {**MEETING, **{name.replace("_", " "): value for name, value in values.items()}}
    return read(write(tmp_path / "e.tab", ICEWS, row))[1][0]


def gdelt(tmp_path: Path, **values: str) -> Outcome:
    row = {**GDELT, **values}
    return read(write_raw(tmp_path / "e.CSV", HEADER_1, row))[1][0]


def event(outcome: Outcome) -> Event:
    record = outcome.records[0]
    assert isinstance(record, Event)
    return record


def told(outcome: Outcome) -> list[str]:
    return [str(finding) for finding in (*outcome.refusals, *outcome.flags)]


# CAMEO


@pytest.mark.shared
def test_every_code_of_icews_has_a_type_of_event_of_the_scheme(shared: Path, root: Path) -> None:
    scheme = (root / "ontology" / "schemes" / "event-type.ttl").read_text("utf-8")
    file = shared / "data" / "cameo-plover" / "cameo_codes_icews.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        codes = [row["code"] for row in csv.DictReader(lines)]
    found = {code: cameo(code) for code in codes}
    assert (len(found), [code for code, meant in found.items() if meant is None]) == (312, [])
    types = {meant.event_type for meant in found.values() if meant}
    assert [kind for kind in sorted(types) if f"\nevent-type:{kind}\n" not in scheme] == []


@pytest.mark.shared
def test_the_plover_type_of_each_code_is_that_of_the_published_conversion(shared: Path) -> None:
    file = shared / "data" / "cameo-plover" / "cameo_to_plover_2021.txt"
    lines = file.read_text("utf-8").splitlines()
    pairs = [
        (match[1], match[2])
        for line in lines
        if (match := re.match("([0-9]{3,4}): *([A-Z]+)", line))
    ]
    found = {code: meant.plover if (meant := cameo(code)) else None for code, _ in pairs}
    assert found == dict(pairs)
    assert len(found) == 256


@pytest.mark.shared
def test_codes_of_three_digits_are_those_of_the_list_and_two_more(shared: Path) -> None:
    file = shared / "data" / "cameo-plover" / "cameo_codes_icews.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        listed = {row["code"] for row in csv.DictReader(lines) if len(row["code"]) == 3}
    known = {code for number in range(1000) if cameo(code := f"{number:03d}")}
    assert known - listed == {"155", "176"}  # cyber forces and attacks, which GDELT knows
    assert listed - known == set()


@pytest.mark.shared
def test_every_code_of_gdelt_is_known(shared: Path) -> None:
    file = shared / "data" / "gdelt" / "cameo_code_table.tsv"
    codes = [line.rpartition("\t")[2] for line in file.read_text("utf-8").splitlines()[1:]]
    assert [code for code in codes if cameo(code) is None] == []


@pytest.mark.parametrize(
    ("code", "plover", "kind"),
    [
        ("01", "", "statement"),
        ("010", "", "statement"),
        ("10", "REQUEST", "demand"),
        ("100", "REQUEST", "demand"),
        ("0214", "", "request"),
        ("036", "AGREE", "pledge"),
        ("042", "CONSULT", "consultation"),
        ("046", "CONSULT", "negotiation"),
        ("051", "SUPPORT", "support"),
        ("057", "SUPPORT", "agreement-conclusion"),
        ("062", "COOPERATE", "cooperation"),
        ("071", "AID", "economic-assistance"),
        ("072", "AID", "aid"),
        ("0811", "CONCEDE", "concession"),
        ("0814", "RETREAT", "retreat"),
        ("0874", "RETREAT", "retreat"),
        ("093", "ACCUSE", "investigation"),
        ("111", "ACCUSE", "disapproval"),
        ("1123", "ACCUSE", "accusation"),
        ("115", "ACCUSE", "accusation"),
        ("129", "REJECT", "rejection"),
        ("138", "THREATEN", "threat"),
        ("145", "PROTEST", "protest"),
        ("154", "MOBILIZE", "mobilization"),
        ("163", "COERCE", "sanction"),
        ("166", "SANCTION", "sanction"),
        ("1711", "COERCE", "coercion"),
        ("1712", "ASSAULT", "assault"),
        ("175", "ASSAULT", "assault"),
        ("186", "ASSAULT", "assault"),
        ("190", "ASSAULT", "military-conflict"),
        ("192", "COERCE", "coercion"),
        ("2042", "ASSAULT", "mass-violence"),
    ],
)
def test_a_code_is_known_by_its_longest_beginning(code: str, plover: str, kind: str) -> None:
    meant = cameo(code)
    assert meant is not None
    assert (meant.plover, meant.event_type, meant.is_root) == (plover, kind, len(code) == 2)


@pytest.mark.parametrize(
    "code",
    ["", "1", "00", "21", "40", "210", "047", "029", "0100", "01011", "1x", "X", "---", "٠١٠"],
)
def test_what_is_no_code_is_none_of_cameo(code: str) -> None:
    assert cameo(code) is None


# ICEWS


def test_a_row_of_icews_is_an_event_with_two_actors_and_an_intensity(tmp_path: Path) -> None:
    place, key = Place("e.tab", 2, 2), Ref("event", "icews-7")
    expected = (
        Event(
            id="icews-7", event_type="consultation", status="alleged", edtf="2018-06-01",
            label='Make a visit (CAMEO 042): The "Hermit" (North Korea) to Citizen (South Korea)',
            identifiers=("7",), cameo_code="042", source="icews", place=place,
        ),
        Participation(
            id="event/icews-7:dprk:agent", record=key, actor="dprk", role="agent",
            source="icews", place=place,
        ),
        Participation(
            id="event/icews-7:rok:recipient", record=key, actor="rok", role="recipient",
            source="icews", place=place,
        ),
        Quantity(
            id="icews-7-intensity", label="intensity 1.9", record=key, measure="intensity",
            value="1.9", unit="points", comparator="equal", edtf="2018-06-01",
            source="icews", place=place,
        ),
    )  # fmt: skip
    assert icews(tmp_path) == Outcome(place, expected)


def test_a_code_is_text_and_keeps_its_zero(tmp_path: Path) -> None:
    statement, demand = (event(icews(tmp_path, CAMEO_Code=code)) for code in ("010", "100"))
    assert (statement.cameo_code, statement.event_type) == ("010", "statement")
    assert (demand.cameo_code, demand.event_type) == ("100", "demand")


@pytest.mark.parametrize("code", ["10", "19", "20", "01"])
def test_a_code_of_two_digits_is_refused_because_it_may_have_lost_its_zero(
    tmp_path: Path, code: str
) -> None:
    found = icews(tmp_path, CAMEO_Code=code)
    assert (found.records, told(found)) == (
        (),
        [
            f"e.tab:2: CAMEO Code: '{code}' has two digits and may be a longer code that has lost"
            " its zero; expected a code of three or four digits, such as 020. Fix: read the column"
            " as text, so that 020 does not become 20"
        ],
    )


def test_a_code_that_is_none_of_cameo_is_refused(tmp_path: Path) -> None:
    found = icews(tmp_path, CAMEO_Code="40")
    assert found.records == ()
    assert told(found) == [
        "e.tab:2: CAMEO Code: '40' is no CAMEO code; expected a code of CAMEO with all its zeros."
        " Fix: read the column as text, so that 040 does not become 40"
    ]


@pytest.mark.parametrize("date", ["2018-02-30", "01/06/2018", "2018", "20180631"])
def test_a_date_that_is_no_day_is_refused(tmp_path: Path, date: str) -> None:
    found = icews(tmp_path, Event_Date=date)
    assert (found.records, told(found)) == (
        (),
        [
            f"e.tab:2: Event Date: '{date}' is no day; expected a day as 2018-06-01 or 20180601."
            " Fix: correct the cell, or report it to the makers of the data"
        ],
    )


def test_an_actor_without_a_country_is_named_and_takes_no_part(tmp_path: Path) -> None:
    found = icews(tmp_path, Source_Name="European Union", Source_Country="NA")
    roles = [(r.actor, r.role) for r in found.records if isinstance(r, Participation)]
    assert roles == [("rok", "recipient")]
    assert event(found).label == "Make a visit (CAMEO 042): European Union to Citizen (South Korea)"
    assert told(found) == []


def test_an_event_whose_actors_have_no_country_stands_without_them(tmp_path: Path) -> None:
    found = icews(
        tmp_path, Source_Country="NA", Target_Country="NA", Target_Name="NA", Intensity="NA"
    )
    assert [record.kind for record in found.records] == ["event"]
    assert (
        event(found).label == 'Make a visit (CAMEO 042): The "Hermit" (North Korea) to nobody named'
    )
    assert told(found) == [
        "e.tab:2: Source Country: is missing, as is that of the other actor: the event stands"
        " without actors; expected a country. Fix: leave it"
    ]
    assert [finding.severity for finding in found.flags] == ["info"]


def test_a_country_that_is_no_known_state_is_told_of_and_the_event_stays(tmp_path: Path) -> None:
    found = icews(tmp_path, Target_Country="Atlantis")
    roles = [(r.actor, r.role) for r in found.records if isinstance(r, Participation)]
    assert roles == [("dprk", "agent")]
    assert told(found) == [
        "e.tab:2: Target Country: 'Atlantis' is not the name of a state, so the event stands"
        " without this actor; expected a name that seeds/states.csv or seeds/codes.csv has."
        " Fix: correct it, or add it to seeds/codes.csv if it is a state's"
    ]
    assert [finding.severity for finding in found.flags] == ["warning"]


def test_a_state_that_acts_on_itself_has_both_roles(tmp_path: Path) -> None:
    found = icews(tmp_path, Target_Country="North Korea")
    parts = [r.id for r in found.records if isinstance(r, Participation)]
    assert parts == ["event/icews-7:dprk:agent", "event/icews-7:dprk:recipient"]


@pytest.mark.parametrize(
    ("code", "role"),
    [("087", "recipient"), ("090", "target"), ("100", "target"), ("190", "target")],
)
def test_only_what_is_directed_against_an_actor_has_it_as_its_target(
    tmp_path: Path, code: str, role: str
) -> None:
    found = icews(tmp_path, CAMEO_Code=code)
    roles = [r.role for r in found.records if isinstance(r, Participation)]
    assert roles == ["agent", role]


def test_an_event_without_words_is_called_by_its_type(tmp_path: Path) -> None:
    found = event(icews(tmp_path, Event_Text="NA", CAMEO_Code="057"))
    assert found.label.startswith("Agreement conclusion (CAMEO 057): ")


@pytest.mark.parametrize("name", ["Event ID", "Event Date", "CAMEO Code"])
def test_what_an_event_needs_must_be_there(tmp_path: Path, name: str) -> None:
    found = icews(tmp_path, **{name.replace(" ", "_"): ""})
    assert (found.records, [f.field for f in found.refusals]) == ((), [name])


# GDELT


def test_a_raw_row_of_gdelt_is_an_event_with_two_actors_and_an_intensity(tmp_path: Path) -> None:
    place, key = Place("e.CSV", 1, 1), Ref("event", "gdelt-1-7")
    expected = (
        Event(
            id="gdelt-1-7", event_type="assault", status="alleged", edtf="2016-03-12",
            label="Assault (CAMEO 1712): SEOUL to PYONGYANG", identifiers=("7",),
            cameo_code="1712", source="gdelt-1", place=place,
        ),
        Participation(
            id="event/gdelt-1-7:rok:agent", record=key, actor="rok", role="agent",
            source="gdelt-1", place=place,
        ),
        Participation(
            id="event/gdelt-1-7:dprk:target", record=key, actor="dprk", role="target",
            source="gdelt-1", place=place,
        ),
        Quantity(
            id="gdelt-1-7-intensity", label="intensity -9", record=key, measure="intensity",
            value="-9", unit="points", comparator="equal", edtf="2016-03-12",
            source="gdelt-1", place=place,
        ),
    )  # fmt: skip
    assert gdelt(tmp_path) == Outcome(place, expected)


@pytest.mark.parametrize(
    ("header", "source"),
    [(HEADER_1, "gdelt-1"), (HEADER_1[:-1], "gdelt-1"), (HEADER_2, "gdelt-2")],
)
def test_each_version_is_read_without_and_with_a_header(
    tmp_path: Path, header: tuple[str, ...], source: str
) -> None:
    row = {**GDELT, "SQLDATE": "2016-03-12", "CAMEOCodeDescription": " Destroy property"}
    raw = read(write_raw(tmp_path / "raw.CSV", header, row))
    wide = (*header[:27], "CAMEOCodeDescription", *header[27:])
    headed = read(write(tmp_path / "headed.csv", wide, row, delimiter=","))
    found = [
        (layout.source.key, event(rows[0]).id, event(rows[0]).edtf, len(rows[0].records))
        for layout, rows in (raw, headed)
    ]
    assert found == [(source, f"{source}-7", "2016-03-12", 4)] * 2


@pytest.mark.shared
@pytest.mark.parametrize(
    ("header", "file", "column"),
    [
        (HEADER_1, "gdelt1_event_columns.tsv", 0),
        (HEADER_2, "gdelt2_event_columns.csv", 0),
        (HEADER_MENTIONS, "gdelt2_mention_columns.tsv", 1),
    ],
)
def test_the_columns_of_the_raw_files_are_the_published_ones(
    shared: Path, header: tuple[str, ...], file: str, column: int
) -> None:
    with (shared / "data" / "gdelt" / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="," if file.endswith(".csv") else "\t"))
    assert list(header) == [row[column] for row in rows[1:]]


def test_a_region_is_no_state_and_a_name_that_looks_like_one_stays(tmp_path: Path) -> None:
    found = gdelt(tmp_path, Actor1CountryCode="EUR", Actor2Name="SAM")
    assert "EUR" in REGIONS
    assert "SAM" in REGIONS
    assert event(found).label == "Assault (CAMEO 1712): SEOUL to SAM"
    assert [r.id for r in found.records if isinstance(r, Participation)] == [
        "event/gdelt-1-7:dprk:target"
    ]
    assert told(found) == []


@pytest.mark.parametrize(
    ("code", "root"), [("40", "04"), ("19", "1"), ("190", "1"), ("190", "20"), ("0190", "019")]
)
def test_a_code_whose_first_two_digits_are_not_its_root_is_refused(
    tmp_path: Path, code: str, root: str
) -> None:
    found = gdelt(tmp_path, EventCode=code, EventRootCode=root)
    assert (found.records, told(found)) == (
        (),
        [
            f"e.CSV:1: EventCode: '{code}' does not begin with its root code; expected a code that"
            " begins with the two digits of its root. Fix: read both columns as text, so that 040"
            " does not become 40"
        ],
    )


def test_a_root_code_of_gdelt_is_refused(tmp_path: Path) -> None:
    found = gdelt(tmp_path, EventCode="19", EventRootCode="19")
    assert found.records == ()
    assert [finding.problem for finding in found.refusals] == [
        "has two digits and may be a longer code that has lost its zero"
    ]


def test_reports_whose_addresses_end_alike_are_two_mentions(tmp_path: Path) -> None:
    same = "/news/" + "a-very-long-headline-" * 5
    rows = [
        {"GLOBALEVENTID": "7", "SentenceID": "2", "MentionIdentifier": f"https://{site}{same}"}
        for site in ("one.example", "two.example")
    ]
    _, found = read(write_raw(tmp_path / "m.CSV", HEADER_MENTIONS, *rows))
    one, two = (record.id for outcome in found for record in outcome.records)
    assert one != two


def test_a_mention_is_a_row_of_evidence_for_its_event(tmp_path: Path) -> None:
    row = {
        "GLOBALEVENTID": "7", "MentionSourceName": "example.org", "SentenceID": "2",
        "MentionIdentifier": "https://example.org/news/1",
    }  # fmt: skip
    layout, found = read(write_raw(tmp_path / "m.CSV", HEADER_MENTIONS, row))
    place = Place("m.CSV", 1, 1)
    assert layout.source.key == "gdelt-2"
    assert found == [
        Outcome(
            place,
            (
                Mention(
                    id="event/gdelt-2-7:gdelt-2-https-example.org-news-1-2",
                    record=Ref("event", "gdelt-2-7"), source="gdelt-2", place=place,
                ),
            ),
        )
    ]  # fmt: skip


def test_a_file_of_another_width_is_none_of_these(tmp_path: Path) -> None:
    file = write_raw(tmp_path / "w.CSV", HEADER_1[:-2], GDELT)
    with pytest.raises(Exception, match="is no file of the loader coded_events"):
        read(file)


# The real files


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "source", "count", "kinds"),
    [
        ("icews/icews_events_2018_sample_korea.tab", "icews", 629, {"event", "quantity"}),
        ("gdelt/gdelt_events1_sample.csv", "gdelt-1", 50, {"event", "quantity"}),
        ("gdelt/gdelt_events2_sample.csv", "gdelt-2", 50, {"event", "quantity"}),
        ("gdelt/gdelt_mentions_sample.csv", "gdelt-2", 50, {"mention"}),
    ],
)
def test_each_row_of_the_samples_is_taken(
    shared: Path, name: str, source: str, count: int, kinds: set[str]
) -> None:
    layout, found = read(shared / "data" / name)
    assert (layout.source.key, len(found)) == (source, count)
    assert [outcome for outcome in found if outcome.is_refused] == []
    records = Counter(record.kind for outcome in found for record in outcome.records)
    assert {kind: records[kind] for kind in kinds} == dict.fromkeys(kinds, count)
    ids = [record.id for outcome in found for record in outcome.records]
    assert len(set(ids)) == len(ids)


@pytest.mark.shared
def test_the_actors_of_the_sample_are_those_of_its_countries(shared: Path) -> None:
    _, found = read(shared / "data" / "icews" / "icews_events_2018_sample_korea.tab")
    parts = [r for o in found for r in o.records if isinstance(r, Participation)]
    assert Counter((part.actor, part.role) for part in parts) == {
        ("dprk", "agent"): 214,
        ("usa", "agent"): 203,
        ("rok", "agent"): 77,
        ("dprk", "recipient"): 262,
        ("usa", "recipient"): 154,
        ("rok", "recipient"): 68,
        ("dprk", "target"): 7,
        ("usa", "target"): 1,
        ("rok", "target"): 6,
    }
    assert Counter(event(o).cameo_code for o in found).most_common(1) == [("040", 186)]
    assert Counter(event(o).edtf for o in found) == {"2018-06-01": 471, "2018-06-02": 158}
