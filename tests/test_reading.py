"""The table reader: bytes, quotes, headers, cells; and every csv case of the shared material."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as px
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliancekg import integrity, mapping
from alliancekg.cells import Fault, checker
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import row_iri
from alliancekg.reading import (
    Column,
    Definition,
    Reading,
    Row,
    Table,
    read_bytes,
    read_file,
)
from alliancekg.records import Claim, Location, Record, Ref
from alliancekg.resolving import resolve

COLUMNS = (
    Column("id", "id", required=True, example="guam"),
    Column("label", "text", required=True, doc="The name."),
    Column("alt_labels", "text", many=True),
    Column("in_state", "ref:actor"),
)


def place(row: Row) -> Location:
    return Location(
        id=row.text("id"),
        label=row.text("label"),
        alt_labels=row.many("alt_labels"),
        in_state=row.text("in_state"),
        **row.origin(),
    )


TABLE = Table("places", COLUMNS, place, kind="place")
HEADER = "id,label,alt_labels,in_state\n"
PLACES = "seeds/s/places.csv"


def read(text: str | bytes, table: Table = TABLE) -> Reading:
    data = text.encode() if isinstance(text, str) else text
    return read_bytes(table, data, "seeds/s/places.csv", "s", {"status": {"done", "planned"}})


def said(text: str | bytes, table: Table = TABLE) -> list[str]:
    return [str(finding).partition("; expected")[0] for finding in read(text, table).findings]


def labels(text: str | bytes) -> list[str]:
    reading = read(text)
    assert reading.findings == []
    return [r.label for r in reading.records if isinstance(r, Location)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEADER + "a,A,,\n", ["A"]),
        ("\ufeff" + HEADER + "a,A,,\n", ["A"]),
        ((HEADER + "a,A,,\nb,B,,\n").replace("\n", "\r\n"), ["A", "B"]),
        ((HEADER + "a,A,,\nb,B,,\n").replace("\n", "\r"), ["A", "B"]),
        (HEADER + "a,A,,", ["A"]),
        (HEADER + 'a,"one\r\ntwo",,\n', ["one\ntwo"]),
        (HEADER + 'a,"say ""yes"", twice",,\n', ['say "yes", twice']),
        (HEADER + 'a,"tab\tin it",,\n', ["tab\tin it"]),
        (HEADER + "a,  A \t,,\n", ["A"]),
        (HEADER + "a,A,,\n,,,\n\n , ,,\n", ["A"]),
        ("label,in_state,id,alt_labels\nA,,a,\n", ["A"]),
        (
            HEADER + "a,Cafe\u0301 \u2028 \U00010348\u00a0,,\n",
            ["Cafe\u0301 \u2028 \U00010348\u00a0"],
        ),
    ],
)
def test_what_spreadsheets_write_is_read_and_kept(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


def test_the_place_is_the_line_where_the_row_starts_and_its_number() -> None:
    records = read(HEADER + 'a,"one\ntwo\nthree",,\nb,B,,\n').records
    assert [r.place for r in records] == [
        Place("seeds/s/places.csv", 2, 2),
        Place("seeds/s/places.csv", 5, 3),
    ]


def test_a_bad_byte_is_named_by_line_and_byte_and_hides_nothing_else() -> None:
    data = (HEADER + "a,\u00e9t\u00e9,,\nb,,,\n").encode("latin-1")
    assert read(data).findings == [
        Finding(
            Place("seeds/s/places.csv", 2),
            "",
            "",
            "byte E9 at byte 3 of the line is not UTF-8 (in Windows-1252 it is 'é')",
            "UTF-8",
            "save the table as CSV UTF-8",
        ),
        Finding(
            Place("seeds/s/places.csv", 3, 3),
            "label",
            "",
            "is missing",
            "the name",
            "fill the cell",
        ),
    ]
    assert read(data).records == []


def test_a_bad_byte_after_other_letters_is_counted_in_bytes() -> None:
    data = b"\xef\xbb\xbf" + HEADER.encode() + b"a,\xc3\xa9\xff,,\r\nb,B\x81,,"
    assert said(data) == [
        "seeds/s/places.csv:2: byte FF at byte 5 of the line is not UTF-8"
        " (in Windows-1252 it is 'ÿ')",
        "seeds/s/places.csv:3: byte 81 at byte 4 of the line is not UTF-8",
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_in_one_line(encoding: str) -> None:
    data = (HEADER + "a,A,,\n").encode(encoding)
    data = data if encoding == "utf-16" else "\ufeff".encode(encoding) + data
    assert said(data) == ["seeds/s/places.csv:1: is encoded in UTF-16"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a,"never\nb,B,,\nc,C,,\n', ["2: a quote opens here and never closes"]),
        ('a,"one\ntwo",,\nb,"never\nc,C,,\n', ["4: a quote opens here and never closes"]),
        ('a,"one\ntwo","never,\nc,C,,\n', ["3: a quote opens here and never closes"]),
        (
            'a,"never,,\nb,"B",,\n',
            ["2: a quote opens here and closes in line 3 before other text"],
        ),
        ('a,"one ""1""\nand ""2"" never\nc,C,,\n', ["2: a quote opens here and never closes"]),
        (
            'a,"A"x,"one\ntwo\nthree",\nc,C,,\n',
            ["2: a quote opens here and closes in line 2 before other text"],
        ),
        ('a,"A"x,,\n', ["2: a quote opens here and closes in line 2 before other text"]),
        ('a, "A",,\n', ["2: label: '\"A\"' has a blank before its quote"]),
    ],
)
def test_a_faulty_quote_is_reported_where_it_opens(text: str, expected: list[str]) -> None:
    assert said(HEADER + text) == ["seeds/s/places.csv:" + line for line in expected]


def test_rows_after_a_faulty_quote_are_read_and_the_lost_id_is_known() -> None:
    reading = read(HEADER + 'a,"never\nb,B,,\nc,,,\n')
    assert [f.place.line for f in reading.findings] == [2, 4]
    assert [d.key for d in reading.definitions] == ["a", "b", "c"]
    assert [r.id for r in reading.records] == ["b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1: is empty"]),
        ("\n\n", ["1: is empty"]),
        ("id;label;alt_labels;in_state\na;A;;\n", ["1: is delimited by semicolons"]),
        ("id\tlabel\talt_labels\tin_state\na\tA\t\t\n", ["1: is delimited by tabs"]),
        ("sep=;\nid;label\n", ["1: is delimited by semicolons"]),
        ("sep=,\n" + HEADER, ["1: sep=: is an unknown column"]),
        ("id,label,alt_labels,in_state,id\n", ["1: id: column stands twice, as number 1 and 5"]),
        ("id,Label,alt labels,in_state\n", ["1: Label: is", "1: alt labels: is"]),
        ("id,label,in_state\n", ["1: alt_labels: column is missing"]),
        ("label,alt_labels,in_state\n", ["1: id: column is missing"]),
        ("id,label,alt_labels,in_state,\n", ["1: column 5 has no name"]),
        ("id,label,alt_labels,in_state,led_to\n", ["1: led_to: names a relation that is only"]),
        ("id,label,alt_labels,in_state,ak:causedBy\n", ["1: ak:causedBy: names a relation"]),
        ("id,label,alt_labels,in_state,In Response To\n", ["1: In Response To: names a relation"]),
    ],
)
def test_a_header_or_a_file_that_is_no_table_is_refused(text: str, expected: list[str]) -> None:
    lines = said(text + "a,A,,\n" if text.strip() else text)
    begins = [line.removeprefix("seeds/s/places.csv:") for line in lines]
    assert all(map(str.startswith, begins, expected))
    assert len(begins) >= len(expected)


@pytest.mark.parametrize("text", [HEADER, HEADER + ",,,\n", HEADER + "\n\n"])
def test_a_table_without_rows_is_a_warning(text: str) -> None:
    assert [(str(f.place), f.problem, f.severity) for f in read(text).findings] == [
        ("seeds/s/places.csv", "has no rows", "warning")
    ]


COMMENTED = [
    ("# a comment\n", HEADER, "a,A,,\n"),
    (HEADER, "# a comment\n", "a,A,,\n"),
    (HEADER, "#\n", "a,A,,\n"),
    (HEADER, "# b,B,,\n", "a,A,,\n"),
    (HEADER, "# one, two, three, four, five, six\n", "a,A,,\n"),
    (HEADER, '"# a comment, quoted as spreadsheets do",,,\n', "a,A,,\n"),
    (HEADER, '"# say ""yes""\nin two lines, quoted",,,\n', "a,A,,\n"),
    (HEADER, '# here,"a quoted\nbreak",,\n', "a,A,,\n"),
    (HEADER, " \t# after blanks,,,\n", "a,A,,\n"),
    (HEADER, "####,,,\n", "a,A,,\n"),
    ("\ufeff# a comment\r\n", HEADER, "a,A,,\r\n"),
    ('"# a comment, quoted",,,\n', "label,id,alt_labels,in_state\n", "A,a,,\n"),
]


@pytest.mark.parametrize("parts", COMMENTED)
def test_a_comment_is_passed_over_and_counts_as_a_row(parts: tuple[str, ...]) -> None:
    reading = read("".join(parts))
    line = "".join(parts[:2]).replace("\r\n", "\n").count("\n") + 1
    assert list(map(str, reading.findings)) == []
    assert [(r.id, r.place) for r in reading.records] == [("a", Place(PLACES, line, 3))]
    assert [d.key for d in reading.definitions] == ["a"]


def test_rows_among_comments_keep_the_numbers_that_their_iris_have() -> None:
    text = '# 1\n"# 2\n2",,,\n' + HEADER + "a,A,,\n# 5\nb,B,,\n# 7\nc,,,\n# 9\n"
    reading = read(text)
    assert [str(f).partition(";")[0] for f in reading.findings] == [
        f"{PLACES}:9: label: is missing"
    ]
    assert [(r.id, r.place.line, r.place.row) for r in reading.records] == [
        ("a", 5, 4),
        ("b", 7, 6),
    ]
    stated = {q.object for record in reading.records for q in mapping.quads(record)}
    rows = [term.value for term in stated if isinstance(term, px.NamedNode) if "#" in term.value]
    assert sorted(iri for iri in rows if "#row=" in iri) == [row_iri(PLACES, 4), row_iri(PLACES, 6)]


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "####", " ##"])
def test_what_a_spreadsheet_writes_where_it_fails_is_no_comment(cell: str) -> None:
    assert said(HEADER + f"{cell},A,,\nb,B,,\n") in (
        [f"{PLACES}:2: id: '{cell}' is not an id"],
        [f"{PLACES}:2: id: '{cell.strip()}' has blanks around it"],
    )


def test_a_free_text_in_the_first_column_may_begin_with_the_mark_of_a_comment() -> None:
    header = "label,id,alt_labels,in_state\n"
    reading = read(header + "# 1 of two,a,,\n#2,b,,\n")
    assert reading.findings == []
    assert [r.label for r in reading.records if isinstance(r, Location)] == ["# 1 of two", "#2"]
    assert said(header + "# a comment,,,\n# a comment\nA,a,,\n") == [
        f"{PLACES}:2: id: is missing",
        f"{PLACES}:3: has 1 fields where the header has 4 columns",
    ]


def test_a_foreign_table_has_no_comments() -> None:
    table = replace(TABLE, foreign=True)
    assert said(HEADER + "#a,A,,\n", table) == [f"{PLACES}:2: id: '#a' is not an id"]
    assert (
        said("# a comment\n" + HEADER, table)[0] == f"{PLACES}:1: # a comment: is an unknown column"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEADER + "#a,A,,\n", ["has no rows, only comments (1)"]),
        (HEADER + "# a\n# b\n,,,\n\n", ["has no rows, only comments (2)"]),
        (HEADER + "# a\n\n# b\na,A,,\n", ["3: is an empty row"]),
        ("# a\n# b\n", ["1: holds nothing but comments"]),
        (HEADER + '# a,"b"x,,\na,A,,\n', ["2: a quote opens here and closes in line 2 before"]),
        (HEADER + '"# a\na,A,,\n', ["2: a quote opens here and never closes"]),
        (
            '# a,"b"x\n' + HEADER + "a,,,\n",
            ["1: a quote opens here and closes in line 1 before", "3: label: is missing"],
        ),
        ("id,label,alt_labels\n# a\na,A,\n", ["1: in_state: column is missing"]),
        ("# a;b\nid;label;alt_labels;in_state\n", ["2: is delimited by semicolons"]),
        ("name,label,alt_labels,in_state\n# a\n", ["1: name: is an unknown", "1: id: column is"]),
    ],
)
def test_comments_hide_no_fault_and_make_none(text: str, expected: list[str]) -> None:
    begins = [line.removeprefix(PLACES).lstrip(":").lstrip() for line in said(text)]
    if expected[0].startswith("1: name"):
        begins = begins[:2]
    assert len(begins) == len(expected)
    assert all(map(str.startswith, begins, expected)), begins


def test_a_bad_byte_in_a_comment_is_still_named() -> None:
    data = (HEADER + "# \u00e9t\u00e9\na,A,,\n").encode("latin-1")
    assert said(data) == [
        f"{PLACES}:2: byte E9 at byte 3 of the line is not UTF-8 (in Windows-1252 it is 'é')"
    ]
    assert [r.id for r in read(data).records] == ["a"]


def test_an_id_in_a_faulty_comment_is_not_defined() -> None:
    assert read(HEADER + '# b,"B"x,,\na,A,,\n').definitions == [
        Definition("place", "a", "s", Place(PLACES, 3, 3))
    ]


def test_the_year_zero_is_read_with_a_warning() -> None:
    table = Table("places", (*COLUMNS, Column("edtf", "edtf")), place, kind="place")
    reading = read(HEADER.replace("\n", ",edtf\n") + "a,A,,,0000-01-01\nb,B,,,2000\n", table)
    assert [(f.place.line, f.field, f.severity) for f in reading.findings] == [
        (2, "edtf", "warning")
    ]
    assert [r.id for r in reading.records] == ["a", "b"]


def test_a_misspelt_column_is_said_once_with_the_column_that_is_meant() -> None:
    findings = read("id,label,alt-labls,in_state\na,A,B,\n").findings
    assert [(f.field, f.fix, f.severity) for f in findings] == [
        ("alt-labls", "write 'alt_labels'", "violation")
    ]


def test_a_foreign_table_may_have_more_columns_and_fewer() -> None:
    table = Table("places", COLUMNS, place, kind="place", foreign=True)
    reading = read("id,label,area\na,A,54\n", table)
    assert [(f.field, f.severity) for f in reading.findings] == [("area", "warning")]
    assert [r.id for r in reading.records] == ["a"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a,A,,,x", "has 5 fields where the header has 4 columns"),
        ("a,A", "has 2 fields where the header has 4 columns"),
        ("a;A;;", "has 1 fields where the header has 4 columns"),
        ("", "is an empty row"),
        (",,,", "is an empty row"),
        ("a,A\x00,,", "label: 'A\\u0000' has the control character U+0000"),
        ("a,A\x1b[31m,,", "label: 'A\\u001b[31m' has the control character U+001B"),
        ("a,A\u0085,,", "label: 'A\\u0085' has the control character U+0085"),
        ("a,,,", "label: is missing"),
        (",A,,", "id: is missing"),
        (" a,A,,", "id: 'a' has blanks around it"),
        ("a\u00a0,A,,", "id: 'a\\u00a0' is not an id"),
        ("../../etc/passwd,A,,", "id: '../../etc/passwd' is not an id"),
        ("a#b?c%zz,A,,", "id: 'a#b?c%zz' is not an id"),
        ("=1+1,A,,", "id: '=1+1' is a spreadsheet formula and no id"),
        ("Guam,A,,", "id: 'Guam' is not an id"),
        ("a,A,B||C,", "alt_labels: 'B||C' has an empty item"),
        ("a,A,B|B,", "alt_labels: 'B|B' names 'B' twice"),
        ("a,A,,actor/usa", "in_state: 'actor/usa' repeats the kind"),
    ],
)
def test_a_row_that_is_wrong_is_refused_and_the_others_are_read(row: str, expected: str) -> None:
    reading = read(HEADER + row + "\nlast,L,,\n")
    lines = [str(f).partition("; expected")[0] for f in reading.findings]
    assert lines == ["seeds/s/places.csv:2: " + expected]
    assert [r.id for r in reading.records] == ["last"]


def test_all_faults_of_all_rows_are_found_in_one_run() -> None:
    text = HEADER + "A,,|,x y\n" + "b,B,,\n" + "a,A\n"
    assert [(f.place.line, f.field) for f in read(text).findings] == [
        (2, "id"),
        (2, "label"),
        (2, "alt_labels"),
        (2, "in_state"),
        (4, ""),
    ]


CELLS = [
    ("integer", ["0", "7", "-12", "62000"], {}),
    (
        "integer",
        [],
        {
            "62,000": ("has a thousands separator", "write 62000"),
            "62.000": ("has a thousands separator", "write 62000"),
            "62 000": ("has a thousands separator", "write 62000"),
            "1,234,567": ("has a thousands separator", "write 1234567"),
            "007": ("is not in plain form", "write 7"),
            "+5": ("is not in plain form", "write 5"),
            "62000.0": ("is not in plain form", "write 62000"),
            "-0": ("is not in plain form", "write 0"),
            "١٩٧١": ("has digits other than 0 to 9", "write 1971"),
            "many": ("is not a number", "write a number such as 62000"),
            "1e3": ("is not a number", "write a number such as 62000"),
            "9" * 19: ("has more than 18 digits", "round the number"),
        },
    ),
    (
        "decimal",
        ["0", "0.5", "-1.25", "62000"],
        {
            "0,5": ("has a decimal comma", "write 0.5"),
            "62,000": ("has a thousands separator", "write 62000"),
            "62,5": ("has a decimal comma", "write 62.5"),
            "1.50": ("is not in plain form", "write 1.5"),
            "2.0": ("is not in plain form", "write 2"),
            ".5": ("is not a number", "write a number such as 62.5"),
            "NaN": ("is not a number", "write a number such as 62.5"),
        },
    ),
    (
        "iri",
        [
            *("https://example.org/a?b=c#d", "http://example.org", "urn:isbn:0-395-36341-1"),
            *("https://example.org:8080/é/%C3%A9;a,b?/?#/?", "http://user@example.org?q"),
            *("https://example.org/\U0001f600", "http://한국.kr", "urn:nbn:de:101:1-2"),
        ],
        {
            "http://example.org/a b": (
                "is not an absolute IRI (URL)",
                "percent-encode what may not stand in an IRI, a blank as %20",
            ),
            "www.example.org": (
                "is not an absolute IRI (URL)",
                "write the whole address, starting with https://",
            ),
            "javascript:alert(1)": (
                "is not an absolute IRI (URL)",
                "write the whole address, starting with https://",
            ),
            **dict.fromkeys(
                ("https://example.org:port/x", "http://a@b@c/", "https:///x", "https://a b/"),
                (
                    "is not an absolute IRI (URL)",
                    "correct the host and the port, as in https://example.org:8080/",
                ),
            ),
            **dict.fromkeys(
                (
                    "https://example.org/a#b#c",
                    "https://example.org/\ue000",
                    "https://example.org/\u00a0",
                    "https://example.org/%zz",
                    "urn:isbn:1#a#b",
                ),
                (
                    "is not an absolute IRI (URL)",
                    "percent-encode what may not stand in an IRI, a blank as %20",
                ),
            ),
        },
    ),
    (
        "digest",
        ["0a" * 32],
        {
            "0A" * 32: ("is not a digest", "write " + "0a" * 32),
            "0a" * 31: ("is not a digest", "copy the digest that `alliancekg verify` prints"),
        },
    ),
    (
        "concept:status",
        ["done"],
        {
            "Done": ("is not a status", "write 'done'"),
            "planed": ("is not a status", "write 'planned'"),
            "xyz": ("is not a status", "choose a concept of ontology/schemes/status.ttl"),
        },
    ),
    (
        "ref:event|treaty",
        ["event/war", "treaty/pact"],
        {
            "war": ("names no kind of record", "write event/war, or the kind that is meant"),
            "actor/usa": (
                "names a kind of record that cannot stand here",
                "write one of these kinds",
            ),
            "evnt/war": (
                "names a kind of record that cannot stand here",
                "write event/war",
            ),
            "event/War": ("is not an id", "write 'event/war'"),
            "event/": ("names no record", "write event/ID"),
            "evnt/": ("names a kind of record that cannot stand here", "write event/ID"),
            "evnt/A War": ("names a kind of record that cannot stand here", "write event/a-war"),
        },
    ),
    (
        "ref:actor",
        ["usa"],
        {
            "actor/usa": ("repeats the kind", "write 'usa'"),
            "actor/": ("repeats the kind", "write the id of an actor"),
            "actor/The U.S.": ("repeats the kind", "write 'the-u.s'"),
        },
    ),
    ("ref:*", ["claim/c1", "quantity/q1", "source/s"], {}),
    ("predicate", ["ledTo"], {"ledto": ("is not a relation that can be claimed", "write 'ledTo'")}),
    ("wikidata", ["Q884"], {"884": ("is not a Wikidata item", "write 'Q884'")}),
    ("alpha3", ["KOR"], {"kor": ("is not an ISO 3166 alpha-3 code", "write the code as KOR")}),
    ("cow", ["2", "732"], {"002": ("is not a state code", "write the code as 732")}),
    (
        "id",
        ["a", "1950-war", "a.b_c"],
        {
            "x" * 101: ("is an id of more than 100 characters", f"write '{'x' * 100}'"),
            "鬼": ("is not an id", "write an id such as nixon-doctrine"),
        },
    ),
]


@pytest.mark.parametrize(("kind", "right", "wrong"), CELLS)
def test_each_kind_of_cell_takes_one_form_and_says_how_to_mend_others(
    kind: str, right: list[str], wrong: dict[str, tuple[str, str]]
) -> None:
    check = checker(kind, {"status": {"done", "planned"}})
    assert [item for item in right if check(item)] == []
    faults = {item: check(item) or Fault("", "", "") for item in wrong}
    assert {item: (f.problem, f.fix) for item, f in faults.items()} == wrong


_LETTERS = st.sampled_from(
    "aZ0é鬼\ue000\u00a0\u200e\U0001fffe\U000e0001-._~!$&'()*+,;=:@/?#[]%<>\" {"
)
_IRIS = st.builds(
    str.__add__,
    st.sampled_from(("http://", "https://", "https://e.org", "https://e.org/a", "urn:isbn:")),
    st.lists(_LETTERS | st.sampled_from(("%41", "%zz", ":80")) | st.characters(), max_size=12).map(
        "".join
    ),
)


@settings(max_examples=2000, derandomize=True, deadline=None)
@given(_IRIS)
def test_an_iri_that_a_cell_may_hold_is_one_to_the_engine(text: str) -> None:
    if checker("iri", {})(text) is None:
        quad = next(
            iter(px.parse(f"<{text}> <urn:p:p> <urn:o:o> .", format=px.RdfFormat.N_TRIPLES))
        )
        assert quad.subject == px.NamedNode(text)


def test_a_rule_of_the_loader_is_a_finding_of_its_row() -> None:
    def strict(row: Row) -> Record:
        if row.text("label") == "B":
            raise SourceErrors([Finding(row.place, "label", "B", "is not ours", "A", "write A")])
        return place(row)

    reading = read(HEADER + "b,B,,\na,A,,\n", Table("places", COLUMNS, strict, kind="place"))
    assert [f.value for f in reading.findings] == ["B"]
    assert [r.id for r in reading.records] == ["a"]


def test_a_large_cell_is_read_and_a_larger_one_refused() -> None:
    assert len(labels(HEADER + f"a,{'x' * 1_000_000},,\n")[0]) == 1_000_000
    text = HEADER + f"a,{'x' * (16 * 1024 * 1024 + 1)},,\nb,B,,\n"
    assert said(text) == ["seeds/s/places.csv:2: a cell is larger than 16 MiB"]


def test_a_file_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^cannot read seeds/s/places\.csv: "):
        read_file(TABLE, tmp_path / "none.csv", "seeds/s/places.csv", "s", {})


@settings(derandomize=True, deadline=None, database=None)
@given(st.text('ab,"\n\r\t ;|=#\x00é', max_size=60) | st.binary(max_size=60))
def test_whatever_stands_in_a_file_is_read_or_refused_with_a_place(rest: str | bytes) -> None:
    data = rest if isinstance(rest, bytes) else rest.encode()
    reading = read(HEADER.encode() + data)
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 2
    assert all(0 <= finding.place.line <= lines for finding in reading.findings)
    assert reading.records or reading.findings


# What the shared csv cases need: their generic columns as tables of ours.
VOCABULARY = {
    "type": {"alliance", "state"},
    "country": {"us", "US"},
    "relation": {"ally_of", "supports"},
}
THINGS = (
    Column("id", "id", required=True),
    Column("label", "text"),
    Column("type", "concept:type"),
    Column("country", "concept:country"),
    Column("start", "edtf"),
    Column("end", "edtf"),
    Column("source", "iri"),
)


def thing(row: Row) -> Location:
    names = (row.text("start"),) if row.text("start") else ()
    return Location(id=row.text("id"), label=row.text("label"), alt_labels=names, **row.origin())


def claim(row: Row) -> Claim:
    return Claim(
        id=row.text("id"),
        paraphrase="x",
        claimants=("a",),
        stance_holder="a",
        stance="asserts",
        claim_kind="descriptive",
        subject=Ref("claim", row.text("subject")),
        predicate=row.text("predicate"),
        object=Ref("claim", row.text("object")),
        **row.origin(),
    )


CLAIMS = (
    Column("id", "id", required=True),
    Column("subject", "id", required=True),
    Column("predicate", "concept:relation", required=True),
    Column("object", "id", required=True),
    Column("source", "id", required=True),
    Column("confidence", "decimal"),
)


def generic(path: Path) -> Table:
    """Return a table for a shared case; its `source` is an IRI where the case is about one."""
    text = path.read_text("utf-8", errors="replace")
    if "predicate" in text:
        return Table("claims", CLAIMS, claim, kind="claim", foreign=True)
    kind = "iri" if "http" in text else "id"
    columns = (*THINGS[:-1], Column("source", kind))
    return Table("things", columns, thing, kind="place", foreign=True)


def shared_case(folder: Path, case: dict[str, Any]) -> tuple[list[Finding], str]:
    readings = [
        read_file(generic(folder / name), folder / name, name, "s", VOCABULARY)
        for name in case["files"]
    ]
    known = {"source": frozenset({"s"})}
    records = [record for reading in readings for record in reading.records]
    findings = [f for reading in readings for f in reading.findings]
    findings += resolve(readings, known) + integrity.check(records)
    return findings, "".join(map(repr, records))


CASES = Path(__file__).parent.parent.parent / "shared" / "bad-inputs" / "index.json"
CSV_CASES = (
    [c for c in json.loads(CASES.read_text("utf-8")) if c["format"] == "csv"]
    if CASES.is_file()
    else [None]
)


@pytest.mark.shared
@pytest.mark.parametrize("case", CSV_CASES, ids=lambda c: c and Path(c["files"][0]).stem)
def test_every_shared_csv_case_has_the_safe_behaviour(shared: Path, case: dict[str, Any]) -> None:
    findings, kept = shared_case(shared / "bad-inputs", case)
    severities = {f.severity for f in findings}
    allowed: dict[str, list[set[str]]] = {
        "accept": [set()],
        "warn": [{"warning"}],
        "reject": [{"violation"}],
        "either": [{"warning"}, {"violation"}, {"warning", "violation"}],
        "clear": [set(), {"violation"}],
    }
    assert severities in allowed[case["expect"]]
    if case["keep"]:
        assert case["keep"] in kept
    if findings and case["line"]:
        assert case["line"] in {f.place.line for f in findings}
    if findings and case["row"]:
        assert case["row"] + 1 in {f.place.row for f in findings}
    if findings and case["say"]:
        text = "\n".join(map(str, findings)).lower()
        assert any(word in text for word in case["say"])
