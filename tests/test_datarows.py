"""Other people's tables, row by row: what is read, what is refused, what stops a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import (
    Context,
    DataSource,
    Form,
    Item,
    Layout,
    Loader,
    Outcome,
    flag,
    outcome,
    refuse,
)
from alliancekg.datarows import read
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Place
from alliancekg.identity import States
from alliancekg.recognising import recognise
from alliancekg.records import Event

SOURCE = DataSource(
    key="congresses",
    title="Congresses",
    creators=("A. Clerk",),
    citation="Clerk, A. Congresses.",
    obtain="congresses.csv",
    url="https://example.org/",
    terms="free",
    measures=("events",),
    time="1800/1900",
)


def rows(row: Row, context: Context) -> Iterator[Item]:
    """Return an event a row, with its troops; Vienna is doubted, Troppau is none of ours."""
    if row.text("place") == "Troppau":
        refuse(row, "place", "is out of bounds", "a place that we know")
    if row.text("place") == "Vienna":
        yield flag(row, "place", "is doubted", "a place that nobody doubts")
    yield Event(
        id=context.id(row.text("no")),
        event_type="summit",
        status="done",
        label=row.text("place"),
        edtf=row.text("year"),
        identifiers=(row.text("troops"),),
        **row.origin(),
    )


LAYOUT = Layout(
    name="congresses",
    source=SOURCE,
    columns=(
        Column("no", "text", required=True, doc="The number."),
        Column("place", "text", doc="Where."),
        Column("year", "edtf", missing=("-9",), doc="When."),
        Column("troops", "integer", missing=("-8", "NA", "."), doc="How many."),
    ),
    rows=rows,
)
LOADER = Loader(name="congresses", summary="Congresses.", kinds=(LAYOUT,))
HEADER = "no,place,year,troops,remark\n"


def outcomes(
    folder: Path, text: str | bytes, layout: Layout = LAYOUT, encoding: str = ""
) -> list[Outcome]:
    path = folder / "c.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    context = Context("congresses", States(()))
    return list(read(layout, path, "c.csv", context, {}, encoding))


def events(found: Sequence[Outcome]) -> list[tuple[str, ...]]:
    made = [record for each in found for record in each.records]
    return [(e.id, e.label, e.edtf, *e.identifiers) for e in made if isinstance(e, Event)]


def refused(found: Sequence[Outcome]) -> list[str]:
    return [str(finding) for each in found for finding in each.refusals]


def test_rows_become_records_and_know_their_place(tmp_path: Path) -> None:
    found = outcomes(tmp_path, HEADER + '1,Aachen,1818,10,"a\nb"\n2, Verona ,1822,,x\n')
    assert events(found) == [
        ("congresses-1", "Aachen", "1818", "10"),
        ("congresses-2", "Verona", "1822", ""),
    ]
    assert [each.place for each in found] == [Place("c.csv", 2, 2), Place("c.csv", 4, 3)]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("-8", ""), ("NA", ""), (".", ""), ("", ""), ("0", "0"), ("-9", "-9"), ("007.0", "7")],
)
def test_only_the_codes_of_its_own_column_mean_that_a_value_is_missing(
    tmp_path: Path, cell: str, value: str
) -> None:
    assert events(outcomes(tmp_path, HEADER + f"1,Aachen,-9,{cell},\n")) == [
        ("congresses-1", "Aachen", "", value)
    ]


def test_a_row_with_wrong_cells_is_refused_with_all_of_them_and_the_others_are_not(
    tmp_path: Path,
) -> None:
    found = outcomes(tmp_path, HEADER + ",Aachen,18 18,many,\n2,Verona,1822,1,\n")
    assert [message.partition(";")[0] for message in refused(found)] == [
        "c.csv:2: no: is missing",
        "c.csv:2: year: '18 18' has blanks",
        "c.csv:2: troops: 'many' is not a number",
    ]
    assert [each.is_refused for each in found] == [True, False]
    assert events(found) == [("congresses-2", "Verona", "1822", "1")]


def test_a_code_for_a_missing_value_does_not_fill_a_cell_that_is_needed(tmp_path: Path) -> None:
    needed = replace(LAYOUT, columns=(Column("no", "text", required=True, missing=("-9",)),))
    needed = replace(needed, rows=lambda *_: ())
    assert refused(outcomes(tmp_path, "no\n-9\n", needed)) == [
        "c.csv:2: no: '-9' is the code -9 for a missing value; expected a cell of kind"
        " text. Fix: fill the cell, or leave the row out"
    ]


def test_what_a_loader_refuses_and_what_it_flags_are_told_apart(tmp_path: Path) -> None:
    found = outcomes(tmp_path, HEADER + "1,Troppau,1820,,\n2,Vienna,1815,,\n")
    assert refused(found) == [
        "c.csv:2: place: 'Troppau' is out of bounds; expected a place that we know."
        " Fix: correct the cell, or report it to the makers of the data"
    ]
    assert [str(f) for f in found[1].flags] == [
        "c.csv:3: place: 'Vienna' is doubted; expected a place that nobody doubts."
        " Fix: correct the cell, or report it to the makers of the data"
    ]
    assert events(found) == [("congresses-2", "Vienna", "1815", "")]


def test_columns_may_stand_in_any_order_and_line_ends_be_of_any_kind(tmp_path: Path) -> None:
    text = "year,no,troops,place\n1818,1,,Aachen\n"
    expected = [("congresses-1", "Aachen", "1818", "")]
    for end in ("\n", "\r\n", "\r"):
        assert events(outcomes(tmp_path, text.replace("\n", end))) == expected
    assert events(outcomes(tmp_path, "\ufeff" + text)) == expected


def test_a_line_break_in_a_cell_stays_as_it_is_written(tmp_path: Path) -> None:
    found = outcomes(tmp_path, HEADER + '1,"Aix\r\n\r\nla",1818,,\r\n')
    assert [label for _, label, *_ in events(found)] == ["Aix\r\n\r\nla"]


def test_a_cell_of_any_length_is_read(tmp_path: Path) -> None:
    long = "x" * 140_000
    assert events(outcomes(tmp_path, HEADER + f"1,{long},,,\n"))[0][1] == long


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("1,Aachen\n2,Verona,1822,,,\n", ["c.csv:2: has 2 fields", "c.csv:3: has 6 fields"]),
        ("1,Aachen,,,\n\n2,Verona,,,\n", ["c.csv:3: is an empty row"]),
        ('1,"Aachen,,,\n2,Verona,,,\n', ["c.csv:2: a quote opens in this row"]),
        ('1,"Aachen"x,,,\n', ["c.csv:2: a quote opens in this row"]),
    ],
)
def test_a_file_whose_rows_cannot_be_told_into_cells_is_refused_whole(
    tmp_path: Path, rows: str, told: list[str]
) -> None:
    with pytest.raises(SourceErrors) as caught:
        outcomes(tmp_path, HEADER + rows)
    messages = [str(finding) for finding in caught.value.findings]
    assert [m[: len(t)] for m, t in zip(messages, told, strict=True)] == told


def test_empty_rows_at_the_end_are_no_rows(tmp_path: Path) -> None:
    assert len(outcomes(tmp_path, HEADER + "1,Aachen,,,\n\n , ,\n\n")) == 1


def test_text_without_quoting_keeps_its_quotes(tmp_path: Path) -> None:
    plain = replace(LAYOUT, delimiter="\t", is_quoted=False)
    text = HEADER.replace(",", "\t") + '1\t"Aix" or, Aachen\t1818\t\t\n'
    assert events(outcomes(tmp_path, text, plain))[0][1] == '"Aix" or, Aachen'


def test_a_file_without_a_header_is_read_by_the_names_of_its_layout(tmp_path: Path) -> None:
    bare = replace(LAYOUT, header=("no", "place", "year", "troops"))
    found = outcomes(tmp_path, "1,Aachen,1818,\n", bare)
    assert events(found) == [("congresses-1", "Aachen", "1818", "")]
    assert found[0].place == Place("c.csv", 1, 1)


def test_a_wrong_byte_is_told_with_its_place_and_another_encoding_is_read(tmp_path: Path) -> None:
    text = (HEADER + "1,오산,,,\n").encode("cp949")
    with pytest.raises(UsageError) as caught:
        outcomes(tmp_path, text)
    assert str(caught.value).startswith("c.csv:2: byte BF at byte 31 of the file is not utf-8;")
    assert "--encoding cp949" in str(caught.value)
    assert events(outcomes(tmp_path, text, encoding="cp949"))[0][1] == "오산"
    with pytest.raises(UsageError, match="'cp99' is no encoding"):
        outcomes(tmp_path, text, encoding="cp99")


def test_a_character_that_a_wrong_encoding_left_is_refused(tmp_path: Path) -> None:
    found = outcomes(tmp_path, HEADER + "1,Aa\ufffdchen,,,\n")
    assert [m.partition(";")[0] for m in refused(found)] == [
        "c.csv:2: place: 'Aa\ufffdchen' has the character U+FFFD"
    ]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    context = Context("congresses", States(()))
    with pytest.raises(UsageError, match=r"cannot read no\.csv: No such file"):
        list(read(LAYOUT, tmp_path / "no.csv", "no.csv", context, {}))


# Which kind of file it is.

YEARS = replace(
    LAYOUT, name="years", columns=(Column("no", "text"), Column("year", "edtf")), rows=rows
)
BARE = replace(LAYOUT, name="bare", header=("a", "b", "c"))
LISTS = Form(
    name="lists",
    source=SOURCE,
    accepts=lambda name, head: name.endswith(".json") and head.lstrip().startswith(b"["),
    read=lambda *_: iter(()),
    parts="items",
)


def kind(folder: Path, text: str, *kinds: Layout | Form, name: str = "c.csv") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return recognise(replace(LOADER, kinds=kinds), path, name).name


def test_a_file_is_known_by_its_header_and_the_fullest_layout_wins(tmp_path: Path) -> None:
    assert kind(tmp_path, HEADER, YEARS, LAYOUT) == "congresses"
    assert kind(tmp_path, "year,no\n", YEARS, LAYOUT) == "years"
    assert kind(tmp_path, "1,2,3\n", LAYOUT, BARE) == "bare"
    assert kind(tmp_path, "[1]", LAYOUT, LISTS, name="c.json") == "lists"


def test_a_column_that_some_releases_lack_may_be_missing(tmp_path: Path) -> None:
    assert kind(tmp_path, "no,place,year\n", replace(LAYOUT, optional=frozenset({"troops"})))
    assert events(outcomes(tmp_path, "no,place,year\n1,Aachen,1818\n")) == [
        ("congresses-1", "Aachen", "1818", "")
    ]


def test_a_missing_column_is_named_with_what_may_be_meant(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors) as caught:
        kind(tmp_path, "no,place,yaer,troops\n", LAYOUT)
    assert list(map(str, caught.value.findings)) == [
        "c.csv:1: year: column is missing; expected the columns of congresses, as Congresses is"
        " published. Fix: rename the column 'yaer'"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "c.csv: is empty; expected a file that the loader congresses reads (congresses)"),
        ("a,b\n1,2\n", "c.csv: is no file of the loader congresses; expected a file"),
    ],
)
def test_a_file_of_no_known_kind_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        kind(tmp_path, text, LAYOUT)
    assert str(caught.value).startswith(told)


def test_a_column_that_is_read_stands_once(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors, match=r"c\.csv:1: year: column stands twice"):
        kind(tmp_path, "no,place,year,year,troops\n", LAYOUT)
    assert kind(tmp_path, "no,place,year,troops,remark,remark\n", LAYOUT) == "congresses"


def test_an_outcome_counts_as_refused_only_with_a_reason() -> None:
    row = Row({"place": "Aachen", "no": "1", "year": "", "troops": ""}, Place("c.csv", 2, 2), "c")
    context = Context("c", States(()))
    assert not outcome(row, rows, context).is_refused
    troppau = replace(row, cells={**row.cells, "place": "Troppau"})
    assert outcome(troppau, rows, context).is_refused
