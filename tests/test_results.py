"""Answers in every format, on a terminal and elsewhere, and compared with the expected ones."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import tables
from alliancekg.errors import UsageError
from alliancekg.expected import compare
from alliancekg.results import FORMATS, Result, plain, write
from alliancekg.tables import Screen

A = px.NamedNode("http://example.org/a")
XSD = "http://www.w3.org/2001/XMLSchema#"
ROWS: tuple[tuple[px.NamedNode | px.Literal | px.BlankNode | None, ...], ...] = (
    (A, px.Literal('Guam, "1969"\n<&>\'\t\\|', language="en"), px.Literal(62000)),
    (px.BlankNode("b1"), None, px.Literal("1971-03", datatype=px.NamedNode(XSD + "gYearMonth"))),
    (px.Literal("서울\r"), px.Literal(""), None),
)
RESULT = Result("SELECT", ("who", "what", "n"), ROWS)
HOSTILE = "\x1b]0;title\x07\x9b31m\u202eabc\r\n[red]x[/red]"


def read_back(text: str, form: px.QueryResultsFormat) -> list[tuple[object, ...]]:
    found = px.parse_query_results(text, form)
    assert isinstance(found, px.QuerySolutions)
    assert [v.value for v in found.variables] == list(RESULT.variables)
    return [tuple(row) for row in found]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("json", px.QueryResultsFormat.JSON),
        ("xml", px.QueryResultsFormat.XML),
        ("tsv", px.QueryResultsFormat.TSV),
    ],
)
def test_json_xml_and_tsv_are_read_back_whole(name: str, form: px.QueryResultsFormat) -> None:
    """Blank nodes get new names where they are read, so they are compared by kind."""
    found = read_back(write(RESULT, name), form)
    assert isinstance(found[1][0], px.BlankNode)
    assert [row if at != 1 else row[1:] for at, row in enumerate(found)] == [
        row if at != 1 else row[1:] for at, row in enumerate(ROWS)
    ]


def test_csv_is_plain_text_with_crlf() -> None:
    assert write(RESULT, "csv") == (
        "who,what,n\r\n"
        'http://example.org/a,"Guam, ""1969""\n<&>\'\t\\|",62000\r\n'
        "_:b1,,1971-03\r\n"
        '"서울\r",,\r\n'
    )


def test_csv_is_what_the_engine_itself_writes() -> None:
    query = "SELECT (<http://example.org/a> AS ?a) (1.5 AS ?d) ('x, \"y\"'@en AS ?t) ?u {}"
    store = px.Store()
    found = store.query(query)
    assert isinstance(found, px.QuerySolutions)
    result = Result("SELECT", ("a", "d", "t", "u"), tuple(tuple(row) for row in found))
    again = store.query(query)
    assert isinstance(again, px.QuerySolutions)
    assert write(result, "csv").encode() == again.serialize(format=px.QueryResultsFormat.CSV)


@pytest.mark.parametrize("answer", [True, False])
def test_ask_in_every_format(answer: bool) -> None:
    result = Result("ASK", ("answer",), ((px.Literal(answer),),))
    word = "true" if answer else "false"
    assert json.loads(write(result, "json")) == {"head": {}, "boolean": answer}
    read = px.parse_query_results(write(result, "xml"), px.QueryResultsFormat.XML)
    assert isinstance(read, px.QueryBoolean)
    assert bool(read) is answer
    assert write(result, "csv") == f"answer\r\n{word}\r\n"
    assert write(result, "table") == f"answer\n------\n{word}\n"


def test_xml_refuses_what_it_cannot_carry() -> None:
    with pytest.raises(UsageError, match=r"XML cannot carry the character U\+0001"):
        write(Result("SELECT", ("a",), ((px.Literal("\x01"),),)), "xml")


def test_an_answer_without_rows_has_its_columns() -> None:
    empty = Result("SELECT", ("a", "b"), ())
    assert {form: write(empty, form) for form in FORMATS[:3]} == {
        "table": "a  b\n-  -\n",
        "csv": "a,b\r\n",
        "tsv": "?a\t?b\n",
    }
    assert write(empty, "markdown") == "| a | b |\n| --- | --- |\n"
    assert write(empty, "table", screen=Screen(80, False)).split()[:2] == ["a", "b"]


def test_a_plain_table_is_aligned_and_whole() -> None:
    long = "word " * 60 + "end"
    result = Result(
        "SELECT",
        ("name", "n"),
        ((A, px.Literal(7)), (px.Literal("서울"), px.Literal(62000)), (px.Literal(long), None)),
    )
    lines = write(result, "table", {"http://example.org/a": "Guam"}).split("\n")
    assert [line.rsplit("  ")[0].rstrip() for line in lines[2:5]] == ["Guam", "서울", long]
    assert [tables.width(line) for line in lines[:4]] == [len(long) + 2 + 5] * 4
    assert lines[2].endswith("      7")


def test_a_terminal_gets_wrapped_text_and_colours_when_wanted() -> None:
    words = "withdrawal of the Seventh Division from the peninsula " * 3
    result = Result("SELECT", ("event", "days"), ((px.Literal(words), px.Literal(12)),))
    plain_text = write(result, "table", screen=Screen(50, False))
    assert "\x1b" not in plain_text
    assert all(tables.width(line) <= 50 for line in plain_text.splitlines())
    assert " ".join(plain_text.replace("12", "").split("─ \n")[-1].split()).endswith(words.strip())
    assert "\x1b[1;36m" in write(result, "table", screen=Screen(50, True))


def test_a_narrow_terminal_gets_a_block_a_row() -> None:
    columns = tuple(f"column{number}" for number in range(6))
    row = tuple(px.Literal(f"the value of column {number}") for number in range(6))
    text = write(Result("SELECT", columns, (row, row)), "table", screen=Screen(40, False))
    block = [f"{name}  {plain(term)}" for name, term in zip(columns, row, strict=True)]
    assert text.splitlines() == [*block, "", *block]


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "tsv", "json", "xml"])
def test_nothing_in_a_value_commands_a_terminal(form: str) -> None:
    result = Result("SELECT", ("a",), ((px.Literal(HOSTILE),),))
    if form == "xml":
        with pytest.raises(UsageError):
            write(result, form, screen=Screen(80, False))
        return
    text = write(result, form, screen=Screen(80, False))
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)
    assert "x" in text
    if form in ("table", "markdown"):
        assert "\x1b" not in write(result, form)


def test_files_get_values_as_they_are() -> None:
    result = Result("SELECT", ("a",), ((px.Literal(HOSTILE),),))
    assert list(csv.reader(io.StringIO(write(result, "csv"), newline="")))[1] == [HOSTILE]


def test_markup_in_a_value_is_shown_as_written() -> None:
    result = Result("SELECT", ("a",), ((px.Literal("[red]x[/red] :smile: 12 < 18 & 20"),),))
    shown = "[red]x[/red] :smile: 12 < 18 & 20"
    assert shown in write(result, "table", screen=Screen(80, True))
    assert write(result, "markdown").splitlines()[2] == (
        r"| \[red\]x\[/red\] :smile: 12 &lt; 18 &amp; 20 |"
    )


def test_pipes_and_line_ends_stay_in_their_cell_of_markdown() -> None:
    result = Result("SELECT", ("a", "b"), ((px.Literal("x|y\nz"), px.Literal("\\")),))
    assert write(result, "markdown").splitlines()[2:] == [r"| x\|y<br>z | \\ |"]


def test_a_graph_is_written_as_turtle_and_ntriples() -> None:
    label = px.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    graph = Result(
        "CONSTRUCT", ("subject", "predicate", "object"), ((A, label, px.Literal("A\n")),)
    )
    assert write(graph, "ntriples") == f'<http://example.org/a> {label} "A\\n" .\n'
    assert "PREFIX rdfs:" in write(graph, "turtle")
    blank = Result("CONSTRUCT", graph.variables, ((px.BlankNode("b"), label, px.Literal("A")),))
    for form, name in (("turtle", px.RdfFormat.TURTLE), ("ntriples", px.RdfFormat.N_TRIPLES)):
        for result in (graph, blank):
            (quad,) = px.parse(write(result, form), format=name)
            assert (quad.predicate, quad.object) == result.rows[0][1:]
    with pytest.raises(UsageError, match="SELECT gives no graph"):
        write(RESULT, "turtle")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="no format 'yaml'; there are: table, csv, tsv, json"):
        write(RESULT, "yaml")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_without_no_color() -> None:
    assert tables.screen(io.StringIO()) is None
    found = {
        name: tables.screen(_Terminal(), no_color=flag, environment=environment)
        for name, flag, environment in (
            ("plain", False, {}),
            ("flag", True, {}),
            ("variable", False, {"NO_COLOR": "1"}),
            ("empty variable", False, {"NO_COLOR": ""}),
            ("dumb", False, {"TERM": "dumb"}),
        )
    }
    assert {name: screen and screen.is_coloured for name, screen in found.items()} == {
        "plain": True,
        "flag": False,
        "variable": False,
        "empty variable": True,
        "dumb": False,
    }


# --- expected answers


def answer(*rows: str) -> Result:
    terms = tuple(tuple(px.Literal(cell) for cell in row.split(",")) for row in rows)
    return Result("SELECT", ("a", "b"), terms)


def differences(text: str, result: Result, folder: Path) -> list[str]:
    path = folder / "queries" / "q.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    return [str(finding).partition(" Fix: ")[0] for finding in compare(result, path)]


def test_an_answer_equals_the_file_it_is_written_to(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_bytes(write(RESULT, "csv").encode())
    assert compare(RESULT, path) == []


@pytest.mark.parametrize(
    ("text", "rows", "found"),
    [
        ("a,b\r\n1,x\r\n", ["1,x"], []),
        ("a,b\n1,x\n", ["1,x"], []),
        ("\ufeffa,b\n1,x", ["1,x"], []),
        ("a,b\n1,x\n", ["1,y"], ["queries/q.csv:2: b: 'y' is the answer; expected 'x'."]),
        (
            "a,b\n1,x\n2,y\n",
            ["2,y"],
            ["queries/q.csv:2: row: '1,x' is not in the answer; expected this row."],
        ),
        (
            "a,b\n1,x\n",
            ["1,x", "2,y"],
            ["queries/q.csv:3: row: '2,y' is in excess; expected no such row."],
        ),
        (
            'a,b\n"1\n1",x\n2,y\n',
            ["1\n1,x", "2,z"],
            ["queries/q.csv:4: b: 'z' is the answer; expected 'y'."],
        ),
        ("a,c\n", [], ["queries/q.csv:1: columns: 'a,b' are other columns; expected 'a,c'."]),
        ("a,b\n1\n", ["1,x"], ["queries/q.csv:2: row: '1' has another length; expected 2 cells."]),
    ],
)
def test_what_differs_is_told_with_its_line(
    text: str, rows: list[str], found: list[str], tmp_path: Path
) -> None:
    assert differences(text, answer(*rows), tmp_path) == found


def test_the_order_of_rows_counts(tmp_path: Path) -> None:
    assert differences("a,b\n1,x\n2,y\n", answer("2,y", "1,x"), tmp_path)


def test_a_missing_or_broken_file_is_a_difference(tmp_path: Path) -> None:
    (found,) = compare(RESULT, tmp_path / "q.csv")
    assert found.problem == "cannot be read (No such file or directory)"
    assert differences('a,b\n"1', answer("1,x"), tmp_path) == [
        "queries/q.csv:2: is no CSV (unexpected end of data); expected a CSV file."
    ]
