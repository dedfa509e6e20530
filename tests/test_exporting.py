"""The command export with slices: what combines, which format, the same bytes from any engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import fake_endpoint as fake
import pyoxigraph as px
import pytest
from conftest import copied
from fake_endpoint import serving
from test_slicing import told, unclosed

from alliancekg import cli
from alliancekg.namespaces import ID
from alliancekg.pipeline import build
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import TABLES

Run = Callable[..., tuple[int, str, str]]
QUERY = ("--query", "timeline-of-actor-graph", "--actor", "japan", "--time=1950")
SLICES = [
    ("--source", "essay"),
    ("--about", "event/war"),
    ("--during", "1952"),
    QUERY,
]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small workspace with its store, which are only to be read."""
    folder = copied(tmp_path_factory.mktemp("few") / "small")
    build(Workspace.find(folder), Store(folder / "store"), TABLES, lambda _: None)
    return folder


@pytest.fixture
def run(few: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that exports from the small store."""

    def run(*words: object, store: object = few / "store") -> tuple[int, str, str]:
        command = ["--store", str(store), "--workspace", str(few), "export", *map(str, words)]
        try:
            code = cli.main(command)
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        return (code, *capsys.readouterr())

    return run


def read(text: str, form: px.RdfFormat = px.RdfFormat.TRIG) -> set[px.Quad]:
    return set(px.parse(text, format=form))


@pytest.mark.parametrize("words", SLICES)
def test_a_slice_is_closed_and_the_same_on_every_engine(
    words: tuple[str, ...], few: Path, run: Run
) -> None:
    code, ours, said = run("--format", "trig", *words)
    assert (code, said) == (0, "")
    assert told(read(ours))
    assert unclosed(read(ours)) == set()
    assert run("--engine", "rdflib", "--format", "trig", *words) == (0, ours, "")
    with serving(Store(few / "store").current().open(), fake.good) as server:
        assert run("--format", "trig", *words, store=server.address) == (0, ours, "")


@pytest.mark.parametrize("words", SLICES)
def test_a_slice_of_one_graph_is_turtle_with_what_closes_it_merged(
    words: tuple[str, ...], run: Run
) -> None:
    trig = read(run("--format", "trig", *words)[1])
    triples = {quad.triple for quad in trig}
    assert len({quad.graph_name for quad in trig}) > 2
    if words[0] in ("--source", "--query"):
        turtle = run(*words)
    else:
        assert read(run(*words)[1]) == trig
        code, out, said = run("--format", "turtle", *words)
        assert (code, out) == (2, "")
        assert said.startswith("turtle: holds one graph, and the statements are of several")
        turtle = run("--flatten", "--format", "turtle", *words)
    assert (turtle[0], turtle[2]) == (0, "")
    assert {quad.triple for quad in read(turtle[1], px.RdfFormat.TURTLE)} == triples


def test_what_a_query_makes_is_of_no_graph_and_what_closes_it_of_the_graphs_that_say_it(
    run: Run,
) -> None:
    quads = read(run(*QUERY, "--format", "trig")[1])
    made = {quad for quad in quads if quad.graph_name == px.DefaultGraph()}
    assert told(made).keys() == {f"{ID}event/war", f"{ID}event/war#time-record"}
    assert told(quads - made) == {}
    assert f"{ID}actor/japan" in unclosed(made)


def test_the_parameters_of_a_query_stand_behind_its_name_with_options_among_them(
    run: Run, tmp_path: Path
) -> None:
    expected = run(*QUERY)
    assert run("--format=turtle", "--quiet", *QUERY, "--no-color") == expected
    name, query, *values = QUERY
    file = tmp_path / "made.ttl"
    said = run(name, query, "-o", file, *values, "--format", "turtle")
    assert said == (0, "", f"wrote {file}\n")
    assert file.read_text("utf-8") == expected[1]
    none = run(name, query, "--actor", "japan", "--time", "1990")
    assert none == (0, "", "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--about", "event/war", "--source", "essay"),
            "--source and --about are slices of their own; expected one of them. Fix: leave out"
            " --source or --about",
        ),
        (
            ("--during", "1950", "--profile", "sem"),
            "--during is for the graph as it is, and a profile says the whole graph; expected one"
            " of the two. Fix: leave out --during or --profile",
        ),
        (
            ("x.ttl", "--about", "event/war"),
            "--about is for the graph; expected none with files. Fix: leave it out",
        ),
        (
            ("x.ttl", *QUERY),
            "--query is for the graph; expected none with files. Fix: leave it out",
        ),
        (
            ("--about", "event/wra"),
            "no node 'event/wra'; expected an IRI, kind/key or a label. Fix: write event/war or"
            " event/leave or event-type#war",
        ),
        (
            ("--during", "1950-13"),
            "--during: '1950-13' names month 13; expected a month from 01 to 12, or a season from"
            " 21 to 24 without a day. Fix: correct the month, or write 1950 if only the year is"
            " known",
        ),
        (
            ("--query", "timeline"),
            "query timeline is a SELECT, and gives no statements; expected a CONSTRUCT. Fix: run"
            " alliancekg query timeline, or name another query",
        ),
        (
            (*QUERY, "--actors", "japan"),
            "no parameter 'actors'; there are: actor, time. Fix: write --actor",
        ),
        (
            (*QUERY, "japan"),
            "'japan' stands alone; expected --PARAMETER VALUE. Fix: name the parameter before it",
        ),
    ],
)
def test_what_makes_no_slice_is_refused(words: tuple[str, ...], message: str, run: Run) -> None:
    assert run(*words) == (2, "", f"{message}\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--query",), "argument --query: expected the name of a saved query"),
        (("--query", "--format", "trig"), "argument --query: expected the name of a saved query"),
        (("--actor", "japan"), "unrecognized arguments: --actor"),
        ((*QUERY, "--format", "xls"), "argument --format: invalid choice: 'xls'"),
    ],
)
def test_options_that_do_not_fit_are_named(words: tuple[str, ...], message: str, run: Run) -> None:
    code, out, said = run(*words)
    assert (code, out) == (2, "")
    assert message in said


def test_a_query_that_makes_blank_nodes_is_refused(few: Path, run: Run) -> None:
    query = few / "queries" / "blank.rq"
    query.write_text(
        "#+ summary: Blank\n\nCONSTRUCT { ?s ?p [] }\nWHERE { ?s ?p ?o }\n", encoding="utf-8"
    )
    code, out, said = run("--query", "blank")
    assert (code, out) == (2, "")
    assert said.startswith("query blank: '")
    assert said.endswith(
        "' has a blank node; expected IRIs and literals only. Fix: name it by"
        " IRI(CONCAT(STR(?x), '#…'))\n"
    )
    query.unlink()


@pytest.mark.parametrize("words", SLICES)
def test_a_slice_breaks_no_rule_in_the_context_of_the_graph(
    words: tuple[str, ...], few: Path, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "slice.trig"
    assert run(*words, "--format", "trig", "-o", file)[0] == 0
    where = ("--store", str(few / "store"), "--workspace", str(few))
    assert cli.main([*where, "validate", str(file)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(
        r"0 violations, 0 warnings, 0 infos in [1-9][0-9,]* focus nodes of 1 file", last
    )


def test_records_of_an_endpoint_are_asked_for_in_parts(
    few: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--during", "1950/1960")
    ours = run(*words)
    monkeypatch.setattr("alliancekg.slicingrecords.PART", 1)
    asked: list[int] = []

    def parted(text: str, number: int) -> list[str]:
        asked.append(number)
        return [f'SUBSTR(MD5({text}), 1, 1) < "8"', f'SUBSTR(MD5({text}), 1, 1) >= "8"']

    monkeypatch.setattr("alliancekg.slicingrecords.parted", parted)
    with serving(Store(few / "store").current().open(), fake.good) as server:
        assert run(*words, store=server.address) == ours
    assert asked
    assert asked[0] > 1
