"""The Python API: what a notebook gets, value by value; its page; what importing it costs."""

from __future__ import annotations

import copy
import datetime as dt
import doctest
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas
import pytest
from servers import oxigraph_server

import alliancekg
from alliancekg import api, errors, graphstore, results, values
from alliancekg.addresses import Login
from alliancekg.answers import Answer, Question, Questions
from alliancekg.cli import main
from alliancekg.embedded import Embedded
from alliancekg.explaining import explain
from alliancekg.htmltables import MOST
from alliancekg.parameters import Parameter
from alliancekg.pushing import Push
from alliancekg.store import Store
from alliancekg.values import Iri, Text

AK = "https://w3id.org/alliancekg/ns#"
ID = "https://w3id.org/alliancekg/id/"
XSD = "http://www.w3.org/2001/XMLSchema#"
ROK, NIXON = ID + "actor/rok", ID + "event/nixon-doctrine"


@pytest.fixture(scope="module")
def graph(built: Store) -> api.Graph:
    return alliancekg.open(built.path)


def values_of(graph: api.Graph, *terms: str) -> list[object]:
    """Return each term, as SPARQL writes it, as a value of an answer."""
    binds = " ".join(f"BIND({term} AS ?v{at})" for at, term in enumerate(terms))
    (row,) = graph.sparql(f"PREFIX xsd: <{XSD}> SELECT * {{ {binds} }}").records()
    return [row[f"v{at}"] for at in range(len(terms))]


@pytest.mark.parametrize(("page", "least"), [("docs/api.md", 20), ("README.md", 0)])
def test_the_examples_of_a_page_are_true(
    page: str, least: int, root: Path, built: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCEKG_STORE", str(built.path))
    ran = doctest.testfile(str(root / page), module_relative=False, encoding="utf-8")
    assert ran.attempted >= least
    assert ran.failed == 0


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("12", 12),
        ('"007"^^xsd:integer', 7),
        ('"-5"^^xsd:long', -5),
        ("1.50", Decimal("1.50")),
        ("1.5e3", 1500.0),
        ('"INF"^^xsd:float', float("inf")),
        ("true", True),
        ('"0"^^xsd:boolean', False),
        ('"1971-03-27"^^xsd:date', dt.date(1971, 3, 27)),
        ('"1971-03-27T10:30:00"^^xsd:dateTime', dt.datetime(1971, 3, 27, 10, 30)),
        (
            '"1971-03-27T10:30:00.25Z"^^xsd:dateTime',
            dt.datetime(1971, 3, 27, 10, 30, 0, 250000, tzinfo=dt.UTC),
        ),
        ('"Guam"', "Guam"),
    ],
)
def test_a_term_is_a_value_of_python_where_there_is_one(
    term: str, value: object, graph: api.Graph
) -> None:
    (found,) = values_of(graph, term)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("-0043-03-15", "date"),
        ("0000-01-01", "date"),
        ("12026-01-01", "date"),
        ("1971-03-27Z", "date"),
        ("1971-02-30", "date"),
        ("1971-03-27T24:00:00", "dateTime"),
        ("1971-03-27T10:30:00.1234567", "dateTime"),
        ("9" * 5000, "integer"),
        ("twelve", "integer"),
        ("300", "byte"),
        ("1971", "gYear"),
        ("P1D", "duration"),
    ],
)
def test_what_has_no_value_in_python_is_its_text_with_the_datatype(text: str, name: str) -> None:
    import pyoxigraph as px

    found = values.value(px.Literal(text, datatype=px.NamedNode(XSD + name)))
    assert isinstance(found, Text)
    assert (found, found.datatype, found.language) == (text, XSD + name, "")


def test_texts_have_languages_and_unbound_is_none(graph: api.Graph) -> None:
    (found,) = values_of(graph, '"서울"@ko')
    assert isinstance(found, Text)
    assert (found, found.language) == ("서울", "ko")
    assert graph.sparql("SELECT ?x { OPTIONAL { <urn:no> ?y ?x } }").rows == ((None,),)


def test_an_iri_is_a_text_with_a_key_and_a_label(graph: api.Graph) -> None:
    (found, other) = values_of(graph, f"<{ROK}>", "<urn:nosuch>")
    assert isinstance(found, Iri)
    assert isinstance(other, Iri)
    assert (found, found.iri, found.key, found.label) == (ROK, ROK, "actor/rok", "South Korea")
    assert type(found.iri) is str
    assert (other, other.label) == ("urn:nosuch", "urn:nosuch")
    assert {found: 1}[ROK] == 1  # type: ignore[index]
    for again in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        assert (again, type(again), again.key) == (ROK, Iri, "actor/rok")
    text = pickle.loads(pickle.dumps(Text("Guam", "en", "urn:x")))
    assert (text, text.language, text.datatype) == ("Guam", "en", "urn:x")


def test_rows_are_named_tuples(graph: api.Graph) -> None:
    answer = graph.sparql('SELECT ?count ?class { VALUES (?count ?class) {(1 "a") (2 "b")} }')
    assert answer.columns == ("count", "class")
    assert list(answer) == [(1, "a"), (2, "b")]
    assert answer[1].count == 2
    assert answer[-1]._1 == "b"
    assert answer[1:] == ((2, "b"),)
    assert answer.records() == [{"count": 1, "class": "a"}, {"count": 2, "class": "b"}]
    assert (len(answer), bool(answer), (1, "a") in answer) == (2, True, True)
    assert repr(answer) == "<Answer: 2 rows; columns count, class>"


def test_an_answer_is_what_the_command_line_prints(
    graph: api.Graph, built: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = graph.query("treaties-of-actor", actor="rok")
    for form, text in (
        ("table", str(answer)),
        ("csv", answer.csv()),
        ("json", answer.json()),
        ("markdown", answer.text("markdown")),
    ):
        command = ["query", "treaties-of-actor", "--actor", "rok", "--format", form]
        assert main([*command, "--store", str(built.path)]) == 0
        printed = capsys.readouterr()
        assert text.replace("\r\n", "\n") == printed.out.replace("\r\n", "\n")
        assert answer.notice in printed.err.splitlines()


def test_the_query_as_it_was_asked_gives_the_same_rows(graph: api.Graph) -> None:
    answer = graph.query("treaties-of-actor", actor="rok")
    assert "actor/rok" in answer.sparql
    assert graph.sparql(answer.sparql).rows == answer.rows
    assert answer.reading.startswith("The obligation is the actor's, in the words of the curators.")


def test_every_kind_of_value_can_be_given(graph: api.Graph) -> None:
    rok = graph.query("treaties-of-actor", actor="rok").rows
    (node,) = values_of(graph, f"<{ID}actor/rok>")
    for given in ("South Korea", "actor/rok", ["rok"], ("ROK",), node, Text("rok", "en")):
        assert graph.query("treaties-of-actor", actor=given).rows == rok
    usa = graph.query("treaties-of-actor", actor=None).rows
    assert usa == graph.query("treaties-of-actor").rows != rok
    days = graph.query("treaties-in-force", date=dt.date(1955, 1, 1)).rows
    assert days == graph.query("treaties-in-force", date="1955-01-01").rows
    name = "events-after-withdrawal-announcements"
    assert graph.query(name, days=700).rows == graph.query(name, days="700").rows


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (True, "actor: True is bool; expected a text, a number or a date, or a list of them."
         " Fix: give the id or the label as a text"),
        ({"rok": {}}, None),
        ([b"rok"], "actor: b'rok' is bytes; expected a text, a number or a date, or a list of them."
         " Fix: give the id or the label as a text"),
        (b"rok", "actor: b'rok' is bytes; expected a text, a number or a date, or a list of them."
         " Fix: give the id or the label as a text"),
        (["rok", "usa"], "parameter 'actor' takes one value, not 2. Fix: give --actor once"),
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_refused(
    given: object, message: str | None, graph: api.Graph
) -> None:
    if message is None:  # the keys of a dict are a list of texts
        assert graph.query("treaties-of-actor", actor=given).rows
        return
    with pytest.raises(alliancekg.UsageError) as caught:
        graph.query("treaties-of-actor", actor=given)
    assert str(caught.value) == message


class _Number(int):
    """Counts as a whole number, as those of numpy do."""

    def __str__(self) -> str:
        return "np.int64(700)"


def test_whole_numbers_of_other_libraries_are_taken(graph: api.Graph) -> None:
    name = "events-after-withdrawal-announcements"
    assert graph.query(name, days=_Number(700)).rows == graph.query(name, days=700).rows


@pytest.mark.parametrize("given", [None, 5, b""])
def test_what_is_no_question_is_refused_as_such(given: object, graph: api.Graph) -> None:
    kind = type(given).__name__
    for ask, name, expected in (
        (graph.query, "name", "the name of a saved query"),
        (graph.sparql, "query", "SPARQL"),
    ):
        with pytest.raises(alliancekg.UsageError) as caught:
            ask(given)  # type: ignore[arg-type]
        assert str(caught.value) == (
            f"{name}: {given!r} is {kind}; expected {expected} as a text. Fix: write it in quotes"
        )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"store": 5}, "store: 5 is int; expected a folder"),
        ({"workspace": b"x"}, "workspace: b'x' is bytes; expected a folder"),
        ({"at": 1.0}, "at: 1.0 is no number of a generation; expected a whole number"),
        ({"at": True}, "at: True is no number of a generation; expected a whole number"),
    ],
)
def test_what_is_no_place_is_refused_as_such(options: dict[str, Any], words: str) -> None:
    with pytest.raises(alliancekg.UsageError) as caught:
        alliancekg.open(**options)
    assert str(caught.value).startswith(words)


def test_rows_can_be_pickled_and_columns_of_one_name_to_python_are_told_apart(
    graph: api.Graph,
) -> None:
    answer = graph.sparql("SELECT ?\ufb01 ?fi ?event { VALUES (?\ufb01 ?fi ?event) { (1 2 3) } }")
    (row,) = answer
    again = pickle.loads(pickle.dumps(row))
    assert (answer.columns, row.fi, row[1]) == (("\ufb01", "fi", "event"), 1, 2)
    assert (again, again.event, type(again)) == (row, 3, type(row))


def test_text_of_a_value_is_never_another_query(graph: api.Graph) -> None:
    assert graph.query("claims-with-word", word='"} ?s ?p ?o # \n').rows == ()


def test_ask_and_construct_have_answers(graph: api.Graph) -> None:
    yes, no = (graph.sparql(f"ASK {{ <{node}> ?p ?o }}") for node in (NIXON, "urn:nosuch"))
    assert (bool(yes), yes.rows, bool(no), no.rows) == (True, ((True,),), False, ((False,),))
    triple = (NIXON, AK + "announces", ID + "policy/nixon-doctrine")
    made = graph.sparql(f"CONSTRUCT WHERE {{ <{NIXON}> <{triple[1]}> ?o }}")
    assert (made.columns, made.rows) == (results.TRIPLE, (triple,))
    assert made.text("ntriples") == f"<{triple[0]}> <{triple[1]}> <{triple[2]}> .\n"


def test_an_empty_answer_says_why(graph: api.Graph) -> None:
    nothing = "SELECT ?x { <urn:nosuch> ?y ?x }"
    answer = graph.sparql(nothing)
    assert (answer.rows, bool(answer)) == ((), False)
    assert answer.notice == "0 rows: no such thing: the graph says nothing of urn:nosuch"
    assert answer._repr_html_().endswith(f"</table>\n<p>{answer.notice}</p>")
    early = graph.query("treaties-in-force", date="1800")
    assert early.notice.startswith("0 rows: not covered: no source covers alliances.")


def test_the_table_of_a_notebook_is_escaped_and_labelled(graph: api.Graph) -> None:
    answer = graph.sparql(
        f"""SELECT ?who ?text ?n {{ VALUES (?who ?text ?n) {{
        (<{ROK}> "<script>alert('x')</script> & \\u202e"@en 12) (UNDEF "" 1.5) }} }}"""
    )
    assert (
        answer._repr_html_()
        == f"""\
<table>
<thead><tr><th style="text-align: left">who</th><th style="text-align: left">text</th>\
<th style="text-align: left">n</th></tr></thead>
<tbody>
<tr><td title="{ROK}" style="text-align: left">South Korea</td>\
<td lang="en" style="text-align: left">&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; \
\\u202e</td><td style="text-align: right">12</td></tr>
<tr><td style="text-align: left"></td><td style="text-align: left"></td>\
<td style="text-align: right">1.5</td></tr>
</tbody>
</table>"""
    )


@pytest.mark.parametrize("name", ["treaties-of-actor", "timeline", "support-of-claim"])
def test_the_table_of_a_notebook_is_cut_and_says_so(name: str, graph: api.Graph) -> None:
    answer = graph.query(name)
    page = ElementTree.fromstring(f"<div>{answer._repr_html_()}</div>")
    shown = [["".join(cell.itertext()) for cell in row] for row in page.iter("tr")]
    labels = answer.labels
    cells = [[results.shown_term(term, labels) for term in row] for row in answer.result.rows]
    assert shown == [list(answer.columns), *cells[:MOST]]
    left = len(answer) - MOST
    told = [f"{MOST} of {len(answer)} rows shown; {left} more are left out here."] * (left > 0)
    assert ["".join(note.itertext()) for note in page.iter("p")] == [*told, answer.reading]


def test_some_answer_is_too_long_for_a_notebook(graph: api.Graph) -> None:
    for count, told in ((50, ""), (51, "1 more is"), (1234, "1,184 more are")):
        rows = " ".join(f"({at})" for at in range(count))
        page = graph.sparql(f"SELECT ?n {{ VALUES (?n) {{ {rows} }} }}")._repr_html_()
        assert page.count("<tr><td") == 50
        end = f"<p>50 of {count:,} rows shown; {told} left out here.</p>" if told else "</table>"
        assert page.endswith(end)


def test_pandas_gets_a_table(graph: api.Graph) -> None:
    frame = graph.sparql(
        f"""SELECT ?who ?text ?n ?d ?m {{ VALUES (?who ?text ?n ?d ?m) {{
        (<{ROK}> "Guam"@en 12 "1971-03-27"^^<{XSD}date> 1.5) (UNDEF UNDEF UNDEF UNDEF UNDEF)
        }} }}"""
    ).to_pandas()
    assert list(frame.columns) == ["who", "text", "n", "d", "m"]
    assert str(frame["n"].dtype) == "Int64"
    first = [frame[name][0] for name in frame.columns]
    assert first == [ROK, "Guam", 12, dt.date(1971, 3, 27), Decimal("1.5")]
    assert [type(value) for value in first[:2]] == [str, str]
    assert frame.isna().to_numpy().tolist() == [[False] * 5, [True] * 5]
    huge = graph.sparql("SELECT ?n { VALUES ?n { 9223372036854775807 1 } }").to_pandas()
    assert huge["n"].tolist() == [2**63 - 1, 1]
    empty = graph.sparql("SELECT ?x { <urn:nosuch> ?y ?x }").to_pandas()
    assert (list(empty.columns), len(empty)) == (["x"], 0)
    assert isinstance(empty, pandas.DataFrame)


def test_without_pandas_it_is_told_how_to_get_it(
    graph: api.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(alliancekg.UsageError) as caught:
        graph.query("treaties-of-actor").to_pandas()
    assert str(caught.value) == (
        "pandas is not installed, and to_pandas() needs it; expected pandas 2 or later."
        " Fix: python -m pip install pandas"
    )


def test_an_explanation_is_that_of_the_command_line(graph: api.Graph, built: Store) -> None:
    text = explain(Embedded(built.current().open()), NIXON).text()
    told = graph.explain(values_of(graph, f"<{NIXON}>")[0])  # type: ignore[arg-type]
    assert (str(told), told.iri) == (text, NIXON)
    assert str(graph.explain("event/nixon-doctrine")) == text
    page = ElementTree.fromstring(f"<div>{told._repr_html_()}</div>")
    shown = ["".join(node.itertext()) for tag in ("h3", "h4", "li") for node in page.iter(tag)]
    lines = [line.strip() for found in told.sections.values() for line in found]
    assert shown == [told.label, *told.sections, *lines]
    with pytest.raises(alliancekg.UsageError, match=r"^no node 'nixon-doctrin'; expected an IRI"):
        graph.explain("nixon-doctrin")


def test_questions_are_listed_with_their_parameters(graph: api.Graph, root: Path) -> None:
    found = graph.queries()
    assert isinstance(found, Questions)
    names = (
        p.relative_to(root / "queries")
        for p in (root / "queries").rglob("*.rq")
        if p.parent.name != "profiles"
    )
    assert list(found) == sorted(path.with_suffix("").as_posix() for path in names)
    assert found["treaties-of-actor"] == Question(
        name="treaties-of-actor",
        summary="Treaties of an actor, with its obligations and its partners",
        question="To which treaties is the United States a party, with whom, and what does it owe?",
        parameters=(Parameter("actor", "actor", False, False, ("usa",), line=7),),
        columns=("treaty", "type", "obligation", "partner", "foundedBy", "founded", "passage"),
        reading=graph.query("treaties-of-actor").reading,
    )
    page = ElementTree.fromstring(found._repr_html_())
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in page.iter("tr")}
    assert list(rows) == ["query", *found]
    question = found["treaties-of-actor"].question
    assert rows["treaties-of-actor"] == [question, "actor: actor = usa"]
    assert repr(found).startswith(f"<Questions: {next(iter(found))}, ")


def test_a_graph_that_is_closed_answers_nothing_and_its_answers_stay(built: Store) -> None:
    with alliancekg.open(built.path) as graph:
        assert repr(graph) == "<Graph: embedded>"
        answer = graph.sparql(f"SELECT ?x {{ VALUES ?x {{ <{ROK}> }} }}")
    assert repr(graph) == "<Graph: closed>"
    assert answer[0].x.label == "South Korea"
    assert ">South Korea</td>" in answer._repr_html_()
    for ask in (graph.__enter__, lambda: graph.explain(ROK), lambda: graph.sparql("ASK {}")):
        with pytest.raises(alliancekg.UsageError, match=r"^the graph is closed; expected an open"):
            ask()


def test_what_cannot_be_opened_is_told(
    built: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ALLIANCEKG_STORE", raising=False)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"store": ""}, "store is empty; expected a folder or an address. Fix: leave it out"),
        (
            {"store": "http://127.0.0.1:1/sparql", "at": 1},
            "at is for a store in a folder; expected none with an address."
            " Fix: leave it out, or name a folder",
        ),
        (
            {"store": built.path, "time_limit": 0},
            "time_limit: 0 is no time; expected seconds, more than 0 and at most 86400."
            " Fix: leave it out",
        ),
        *(
            (
                {"store": built.path, "time_limit": value},
                f"time_limit: {value!r} is no time; expected seconds, more than 0 and at most"
                " 86400. Fix: leave it out",
            )
            for value in (1e12, float("inf"), float("nan"), "5", True, None)
        ),
    ]
    for options, message in cases:
        with pytest.raises(alliancekg.UsageError) as caught:
            alliancekg.open(**options)
        assert str(caught.value) == message
    with pytest.raises(alliancekg.AllianceKGError):
        alliancekg.open(tmp_path / "nothing")
    with pytest.raises(alliancekg.AllianceKGError):
        alliancekg.open(built.path, at=99)
    with pytest.raises(alliancekg.UsageError, match="is no workspace"):
        alliancekg.open(built.path, workspace=tmp_path)


def test_the_store_and_the_generation_are_those_that_are_named(
    built: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCEKG_STORE", str(built.path))
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    rows = alliancekg.open(at=1).sparql(count).rows
    assert rows == ((built.current().ledger.triples,),)
    monkeypatch.setenv("ALLIANCEKG_STORE", "http://127.0.0.1:1/sparql")
    with alliancekg.open() as graph:
        assert repr(graph) == "<Graph: http://127.0.0.1:1/sparql>"
        with pytest.raises(alliancekg.EngineError, match=r"^http://127\.0\.0\.1:1/sparql: "):
            graph.sparql(count)


def test_an_endpoint_gives_the_same_answers(graph: api.Graph, built: Store) -> None:
    with oxigraph_server() as address:
        target = graphstore.find(address, Login(), "", 60)
        list(Push(built.current(), target, Login(), 120, lambda _: None).run(prune=True))
        with alliancekg.open(address) as other:
            for name in ("treaties-of-actor", "timeline", "claims-by-stance"):
                mine, its = graph.query(name), other.query(name)
                assert (its.rows, its._repr_html_()) == (mine.rows, mine._repr_html_())
            assert str(other.explain(NIXON)) == str(graph.explain(NIXON))


def test_a_question_has_a_time_limit(built: Store) -> None:
    graph = alliancekg.open(built.path, time_limit=0.05)
    with pytest.raises(alliancekg.EngineError):
        graph.sparql("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


def test_to_import_the_package_reads_nothing_more() -> None:
    code = (
        "import sys, json, alliancekg; before = sorted(m for m in sys.modules if 'alliancekg.' in"
        " m); alliancekg.open; print(json.dumps([before, 'alliancekg.api' in sys.modules,"
        " 'prompt_toolkit' in sys.modules, 'pandas' in sys.modules]))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert json.loads(ran.stdout) == [[], True, False, False]


def test_the_command_line_does_not_read_the_prompt() -> None:
    code = (
        "import sys, alliancekg.cli\n"
        "try: alliancekg.cli.main(['ask', '--help'])\n"
        "except SystemExit: pass\n"
        "names = ('prompt_toolkit', 'pyoxigraph', 'rdflib', 'pandas', 'alliancekg.prompting')\n"
        "sys.exit(str([name for name in names if name in sys.modules] or ''))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr.strip()) == (1, "")
    assert ran.stdout.startswith("usage: alliancekg ask ")


def stubbed(root: Path) -> Iterator[str]:
    """Return the names that the stub of the package gives to type checkers."""
    for line in (root / "alliancekg" / "__init__.pyi").read_text("utf-8").splitlines():
        if " as " in line:
            yield line.partition(" as ")[2].partition(" ")[0]


def test_the_stub_names_what_the_package_has(root: Path) -> None:
    names = sorted([*stubbed(root), "__version__"])
    lazy = (*vars(alliancekg)["_FROM_API"], *vars(alliancekg)["_FROM_ERRORS"])
    assert names == sorted({"__version__", *lazy})
    assert set(names) <= set(dir(alliancekg))
    assert alliancekg.open is api.open
    assert alliancekg.Answer is Answer
    assert alliancekg.EngineError is errors.EngineError
    with pytest.raises(AttributeError, match=r"^module 'alliancekg' has no attribute 'nosuch'$"):
        alliancekg.nosuch  # type: ignore[attr-defined]  # noqa: B018
