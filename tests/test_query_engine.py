"""Saved queries: found, loaded with all their mistakes, run; free SPARQL; the cases of others."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import dates, queries
from alliancekg.embedded import Embedded
from alliancekg.engines import Limits
from alliancekg.errors import EngineError, UsageError
from alliancekg.expected import compare
from alliancekg.labelling import labels, notice
from alliancekg.parameters import Parameter
from alliancekg.results import Result, shown_term

EXAMPLE = "https://example.org/ma/"


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    """Return the folder of the example queries."""
    return root / "tests/queries"


@pytest.fixture(scope="module")
def graph(folder: Path) -> Embedded:
    """Return the example graph."""
    store = px.Store()
    store.load(path=folder / "graph.ttl", format=px.RdfFormat.TURTLE)
    return Embedded(store)


@pytest.fixture(scope="module")
def saved(folder: Path) -> dict[str, queries.SavedQuery]:
    """Return the example queries."""
    return queries.find(folder)


def names(result: Result) -> list[tuple[str, ...]]:
    return [tuple(shown_term(t, {}).removeprefix("event/") for t in row) for row in result.rows]


def put(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.rq").write_bytes(text.encode())
    return folder


# --- finding and loading


def test_all_queries_are_found_with_their_headers(saved: dict[str, queries.SavedQuery]) -> None:
    assert {name: (query.form, query.path.name) for name, query in saved.items()} == {
        "event-graph": ("CONSTRUCT", "event-graph.rq"),
        "events-after-events": ("SELECT", "events-after-events.rq"),
        "events-before": ("SELECT", "events-before.rq"),
        "records-by-title": ("ASK", "records-by-title.rq"),
    }
    query = saved["events-after-events"]
    assert query.expected.name == "events-after-events.csv"
    assert query.header.summary == "Events after the events of an actor"
    assert query.header.returns == ("first", "then", "days")
    assert query.parameters == (
        Parameter("actor", "actor", False, False, ("usa",), (), query.parameters[0].doc, 9),
        Parameter("days", "integer", False, False, (), (), query.parameters[1].doc, 13),
        Parameter("status", "concept:status", False, True, (), ("done", "announced"), "", 17),
    )


def test_a_query_in_a_sub_folder_is_named_with_it(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    put(tmp_path / "checks", dates="#+ summary: x\nASK {}")
    assert list(queries.find(tmp_path)) == ["checks/dates"]


def test_an_unknown_query_is_refused_with_the_nearest(folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        queries.get(folder, "events-befor")
    assert str(caught.value) == (
        "no query 'events-befor' in queries/; there are: event-graph, events-after-events,"
        " events-before, records-by-title. Fix: write events-before"
    )


def test_one_bad_query_is_not_in_the_way_of_another(folder: Path, tmp_path: Path) -> None:
    put(tmp_path, bad="SELECT")
    shutil.copy(folder / "events-before.rq", tmp_path)
    assert queries.get(tmp_path, "events-before").form == "SELECT"
    with pytest.raises(UsageError, match=r"bad\.rq:1: header: is missing"):
        queries.get(tmp_path, "bad")


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("#+ summary: a: b", "is no YAML: mapping values are not allowed here"),
        ("#+ - summary", "is a list"),
    ],
)
def test_a_header_that_cannot_be_read_has_no_other_mistakes(
    tmp_path: Path, header: str, problem: str
) -> None:
    put(tmp_path, bad=f"{header}\nASK {{ ?s ?p ?_actor_iri }}")
    with pytest.raises(UsageError) as caught:
        queries.get(tmp_path, "bad")
    assert str(caught.value).partition("; expected ")[0] == (
        f"{tmp_path.name}/bad.rq:1: header: {problem}"
    )


def test_a_folder_among_the_queries_is_no_query(tmp_path: Path) -> None:
    (tmp_path / "old.rq").mkdir()
    put(tmp_path, good="#+ summary: x\nASK {}")
    assert list(queries.find(tmp_path)) == ["good"]


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "queries"
    folder.mkdir()
    put(
        folder,
        columns="#+ summary: x\n#+ returns: ?a, ?b\nSELECT ?b { ?a ?p ?b }",
        late="#+ summary: x\nASK {}\n#+ view: table",
        prefix="#+ summary: x\nASK { ?s ak:x ?o }",
        syntax="#+ summary: x\n\nSELECT *\nWHERE {\n ?s ?p ?o . FLTER(1)\n}",
        remote="#+ summary: x\nSELECT * { SERVICE <http://example.org/> {} }",
        update="#+ summary: x\nDELETE WHERE { ?s ?p ?o }",
        describe="#+ summary: x\nDESCRIBE <http://example.org/>",
        empty="#+ summary: x\n# todo",
        undeclared="#+ summary: x\nASK { ?s ?p ?_a_iri }",
        good="#+ summary: x\nASK {}",
    )
    (folder / "latin.rq").write_bytes(b"#+ summary: x\nASK { ?s ?p 'caf\xe9' }")
    with pytest.raises(UsageError) as caught:
        queries.find(folder)
    assert [line.partition("; expected ")[0] for line in str(caught.value).splitlines()] == [
        "queries/columns.rq:2: returns: '?a, ?b' are not the columns of the query",
        "queries/describe.rq:1: 'DESCRIBE' is no question",
        "queries/empty.rq:1: is no question",
        "queries/late.rq:3: header: '#+ view: table' is a header line after the query began",
        "queries/latin.rq:2: '\\xe9' is not UTF-8",
        "queries/prefix.rq:2: query: is no SPARQL at column 10: the prefix ak: is not declared",
        "queries/remote.rq:2: query: SERVICE would call another server",
        "queries/syntax.rq:5: query: is no SPARQL at column 21: expected OPTIONAL",
        "queries/undeclared.rq:2: '?_a_iri' is not declared",
        "queries/update.rq:1: 'DELETE' is no question",
    ]


# --- running


def test_a_query_runs_with_its_defaults(
    saved: dict[str, queries.SavedQuery], graph: Embedded
) -> None:
    result = queries.run(saved["events-after-events"], graph)
    assert result.variables == ("first", "then", "days")
    assert names(result) == [("e1", "e2", "30"), ("e2", "e3", "240"), ("e1", "e3", "300")]


@pytest.mark.parametrize(
    ("values", "rows"),
    [
        ({"days": "30"}, [("e1", "e2", "30")]),
        ({"days": "29"}, []),
        ({"actor": "South Korea"}, [("e2", "e3", "240")]),
        ({"status": "announced"}, []),
        (
            {"status": ["announced", "done"], "days": "240"},
            [("e1", "e2", "30"), ("e2", "e3", "240")],
        ),
    ],
)
def test_values_reach_sub_queries_unions_and_filters(
    values: dict[str, str | list[str]],
    rows: list[tuple[str, ...]],
    saved: dict[str, queries.SavedQuery],
    graph: Embedded,
) -> None:
    assert names(queries.run(saved["events-after-events"], graph, values)) == rows


def test_the_file_as_it_stands_is_a_query_for_any_client(
    saved: dict[str, queries.SavedQuery], graph: Embedded
) -> None:
    for query in saved.values():
        assert queries.run_text(query.text, graph).form == query.form


def test_every_expected_answer_is_the_answer(
    saved: dict[str, queries.SavedQuery], graph: Embedded
) -> None:
    with_answers = [query for query in saved.values() if query.expected.exists()]
    assert with_answers
    for query in with_answers:
        assert compare(queries.run(query, graph), query.expected) == []


def test_ask_and_construct_give_an_answer_and_a_graph(
    saved: dict[str, queries.SavedQuery], graph: Embedded
) -> None:
    ask = saved["records-by-title"]
    assert queries.run(ask, graph, {"title": "First speech"}).answer is True
    assert queries.run(ask, graph, {"title": "Last speech"}).answer is False
    result = queries.run(saved["event-graph"], graph, {"actor": ["usa", "KOR", "usa"]})
    assert result.variables == ("subject", "predicate", "object")
    assert names(result) == [
        ("e1", "ak:participant", "actor/usa"),
        ("e2", "ak:participant", "actor/kor"),
        ("e2", "ak:participant", "actor/usa"),
        ("e3", "ak:participant", "actor/kor"),
        ("e4", "ak:participant", "actor/usa"),
    ]


def test_labels_stand_for_iris(saved: dict[str, queries.SavedQuery], graph: Embedded) -> None:
    result = queries.run(saved["events-after-events"], graph, {"days": "30"})
    assert labels(result, graph) == {
        "https://w3id.org/alliancekg/id/event/e1": "First speech",
        "https://w3id.org/alliancekg/id/event/e2": "Second speech",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no query in the text; expected one of SELECT, ASK, CONSTRUCT, DESCRIBE"),
        ("# todo", "there is no query in the text; expected one of SELECT"),
        ("FLTER(1)", "there is no query in the text"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT is an update, and only queries are answer"),
        ("PREFIX a: <a:>\nwith <a:g> DELETE { ?s ?p ?o } WHERE {}", "WITH is an update"),
        (
            "SELECT *\nWHERE {\n ?s ?p ?o . FLTER(1)\n}",
            "line 3, column 21: no SPARQL 1.1; expected",
        ),
        ("SELECT * { ?s ?p ?o } LIMIT 1 ;\nASK {}", "line 2, column 5: no SPARQL 1.1; expected"),
        (
            "SELECT (1 AS ?x) (2 AS ?x) {}",
            "line 1, column 30: no SPARQL 1.1; Duplicated variable name",
        ),
    ],
)
def test_what_is_no_query_is_refused_with_its_place(text: str, words: str) -> None:
    store = px.Store()
    with pytest.raises(UsageError) as caught:
        queries.run_text(text, Embedded(store))
    assert str(caught.value).startswith(words)
    assert len(store) == 0


def test_limits_are_kept(graph: Embedded) -> None:
    everything = "SELECT * { ?s ?p ?o }"
    count = len(queries.run_text(everything, graph).rows)
    queries.run_text(everything, graph, Limits(rows=count))
    with pytest.raises(EngineError, match=f"the answer has over {count - 1} rows"):
        queries.run_text(everything, graph, Limits(rows=count - 1))
    with pytest.raises(EngineError, match=r"took more than 0\.001 s"):
        queries.run_text(
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
            graph,
            Limits(seconds=0.001),
        )


def test_a_fault_of_the_engine_is_named() -> None:
    with pytest.raises(EngineError, match=r"the engine failed: The custom function"):
        queries.run_text("SELECT (<http://example.org/f>(1) AS ?x) {}", Embedded(px.Store()))


def test_named_graphs_are_there_by_graph_and_an_empty_default_graph_is_told() -> None:
    store = px.Store()
    source = px.NamedNode("https://w3id.org/alliancekg/graph/one")
    node = px.NamedNode("http://example.org/a")
    store.add(px.Quad(node, node, node, source))
    plain = queries.run_text("SELECT * { ?s ?p ?o }", Embedded(store))
    by_graph = queries.run_text("SELECT * { GRAPH ?g { ?s ?p ?o } }", Embedded(store))
    assert notice(plain, Embedded(store)) == (
        "0 rows: the default graph is empty; named graphs: https://w3id.org/alliancekg/graph/one"
    )
    assert notice(by_graph, Embedded(store)) == "1 row"
    store.add(px.Quad(node, node, node))
    assert (
        notice(queries.run_text("SELECT * { ?s ?p 1 }", Embedded(store)), Embedded(store))
        == "0 rows"
    )


# --- cases of ../shared, with our header and our names of parameters


def ours(text: str, name: str, kind: str, suffix: str) -> str:
    """Return a query of the cases with our header, its parameter renamed as grlc names it."""
    header = f"#+ summary: x\n#+ params:\n#+   - name: {name}\n#+     type: {kind}\n"
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return (
        mark
        + header
        + text.removeprefix(mark)
        .replace(f"?{name} ", f"?_{name}_{suffix} ")
        .replace(f"?{name})", f"?_{name}_{suffix})")
    )


def loaded(path: Path) -> px.Store:
    store = px.Store()
    store.load(path=path, format=px.RdfFormat.TURTLE)
    return store


@pytest.mark.shared
def test_case_b27_comments_mislead_nobody(shared: Path, tmp_path: Path) -> None:
    case = shared / "cases/inputs/B27-comments-in-header"
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    texts = {
        name: ours((case / f"{name}.rq").read_bytes().decode(), "party", "iri", "iri")
        for name in ("q1", "q2", "q3", "q4", "q5", "q6")
    }
    found = queries.find(put(tmp_path, **texts))
    store = loaded(case / "data.ttl")
    values = {"party": EXAMPLE + "id/kor"}
    for name, query in found.items():
        assert [p.name for p in query.parameters] == expected["parameters_each"]
        result = queries.run(query, Embedded(store), values)
        if query.form == "ASK":
            assert result.answer is expected[name]
        else:
            assert [row[0] for row in result.rows] == [px.NamedNode(EXAMPLE + "id/t1")]
        assert queries.run(query, Embedded(store), {"party": EXAMPLE + "id/prk"}).answer is False
    assert [query.form for query in found.values()] == ["SELECT"] * 5 + ["ASK"]


@pytest.mark.shared
@pytest.mark.parametrize("before", ["1960-01-01", "1950-06-15"])
def test_case_b01_dates_of_any_precision_are_compared(
    shared: Path, before: str, saved: dict[str, queries.SavedQuery]
) -> None:
    case = shared / "cases/inputs/B01-year-vs-date"
    expected = json.loads((case / "expected.json").read_text("utf-8"))[f"before={before}"]
    namespace = "https://w3id.org/alliancekg/ns#"
    store = px.Store()
    for row in csv.DictReader((case / "events.csv").read_text("utf-8").splitlines()):
        bounds = dates.parse(row["date"])
        node = px.NamedNode("https://w3id.org/alliancekg/id/event/" + row["id"])
        for name, day in (
            ("earliestBeginDay", bounds.earliest_begin),
            ("latestEndDay", bounds.latest_end),
        ):
            assert day is not None
            store.add(px.Quad(node, px.NamedNode(namespace + name), px.Literal(day)))
    found = names(queries.run(saved["events-before"], Embedded(store), {"before": before}))
    for order in ("certain", "possible"):
        assert sorted(event for event, named in found if named == order) == expected[order]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("syntax_error_line_3", "line 3"),
        ("only_comment", "expected one of"),
        ("two_queries", "expected"),
        ("service_hidden", "line 1: SERVICE"),
        ("deep_functions", "nested too deep"),
        ("duplicate_variable", "line 1"),
    ],
)
def test_bad_queries_are_refused_with_their_place(shared: Path, name: str, words: str) -> None:
    text = (shared / "bad-inputs/rq" / f"{name}.rq").read_text("utf-8")
    with pytest.raises(UsageError, match=words):
        queries.run_text(text, Embedded(px.Store()))
