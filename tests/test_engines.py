"""The engines side by side: each look-up, form and message, and the cases of others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fake_endpoint as fake
import pyoxigraph as px
import pytest
from engine_kinds import Kind, embedded, endpoint, rdflib
from fake_endpoint import serving

from alliancekg import engines, labelling, queries
from alliancekg.canonicalterms import canonical
from alliancekg.datasets import asked
from alliancekg.embedded import Embedded
from alliancekg.endpoint import MERGED, Endpoint
from alliancekg.engines import Engine, Limits, Within
from alliancekg.errors import EngineError, UsageError
from alliancekg.explaining import explain
from alliancekg.namespaces import AK, GRAPH, PREFIXES
from alliancekg.parameters import Parameter
from alliancekg.parametervalues import bindings
from alliancekg.store import Store

ONE, TWO = (px.NamedNode(f"{GRAPH}{name}") for name in ("one", "two"))
XSD = PREFIXES["xsd"]


@contextmanager
def endpoint_without_default(store: px.Store) -> Iterator[Engine]:
    """Yield an endpoint whose own default graph is empty: the merged set is a graph of it."""
    there = px.Store()
    merged = px.NamedNode(MERGED)
    for quad in store:
        is_merged = isinstance(quad.graph_name, px.DefaultGraph)
        graph = merged if is_merged else quad.graph_name
        there.add(px.Quad(quad.subject, quad.predicate, quad.object, graph))
    with serving(there, fake.good) as server:
        yield Endpoint.of(server.address, {})


ENGINES = (embedded, rdflib, endpoint, endpoint_without_default)
OTHERS = pytest.mark.parametrize("other", ENGINES[1:])
ALL = pytest.mark.parametrize("kind", ENGINES)


@pytest.fixture(scope="module")
def store(root: Path) -> px.Store:
    """Return the example graph, merged and by source."""
    store = px.Store()
    path = root / "tests/queries/graph.ttl"
    store.load(path=path, format=px.RdfFormat.TURTLE)
    store.load(path=path, format=px.RdfFormat.TURTLE, to_graph=ONE)
    two = px.NamedNode("http://example.org/two")
    for term in (
        px.Literal("zwei", language="de"),
        px.Literal("two", language="en"),
        px.Literal(2),
    ):
        store.add(px.Quad(two, px.NamedNode(PREFIXES["rdfs"] + "label"), term))
        store.add(px.Quad(two, px.NamedNode(PREFIXES["rdfs"] + "label"), term, TWO))
    return store


QUERIES = [
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p STR(?o)",
    "SELECT ?o ?s { ?s ?p ?o FILTER(isLITERAL(?o)) } ORDER BY ?s STR(?o)",
    "SELECT (COUNT(*) AS ?n) (1.50 AS ?d) (true AS ?t) { ?s ?p ?o }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    f"SELECT ?s ?o FROM <{GRAPH}two> {{ ?s ?p ?o }} ORDER BY ?s STR(?o)",
    f"SELECT (COUNT(*) AS ?n) FROM <{GRAPH}two> FROM <{GRAPH}one> {{ ?s ?p ?o }}",
    f"PREFIX g: <{GRAPH}> SELECT DISTINCT ?g FROM NAMED g:two {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    f"SELECT * FROM NAMED <{GRAPH}two> {{ ?s ?p ?o }}",
    "SELECT ?s ?none { ?s ?p 2 }",
    "SELECT * { ?s ?p 17 }",
    "ASK { ?s ?p 2 }",
    "ASK { GRAPH ?g { ?s ?p 17 } }",
    "CONSTRUCT { ?s a ?p } WHERE { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s ?p 17 }",
    "CONSTRUCT { ?o ?p ?s . ?s ?o ?p } WHERE { ?s ?p ?o }",
]


@OTHERS
@pytest.mark.parametrize("text", QUERIES)
def test_all_engines_answer_alike(text: str, other: Kind, store: px.Store) -> None:
    with other(store) as engine:
        assert queries.run_text(text, engine) == queries.run_text(text, Embedded(store))


@OTHERS
@pytest.mark.parametrize(
    "text", ["SELECT * {\n ?s ?p }", "SELECT * { ?s ak:x ?o }", "", "DROP ALL", "SELECT ?x ?x {}"]
)
def test_all_engines_refuse_alike(text: str, other: Kind, store: px.Store) -> None:
    with pytest.raises(UsageError) as expected:
        queries.run_text(text, Embedded(store))
    with other(store) as engine, pytest.raises(UsageError) as caught:
        queries.run_text(text, engine)
    assert str(caught.value) == str(expected.value)


@OTHERS
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("actor", "usa"),
        ("actor", "United States"),
        ("actor", "united  STATES"),
        ("actor", "U.S."),
        ("actor", "2"),
        ("actor", "Sweeden"),
        ("actor", "Unitd States"),
        ("actor", "Korea"),
        ("actor", "https://w3id.org/alliancekg/id/actor/nobody"),
        ("event", "first speech"),
        ("event", "speech"),
        ("concept:status", "DONE"),
        ("concept:status", "doen"),
    ],
)
def test_values_of_parameters_are_found_alike(
    kind: str, text: str, other: Kind, store: px.Store
) -> None:
    def found(engine: Engine) -> object:
        try:
            return bindings([Parameter("x", kind)], {"x": text}, engine)
        except UsageError as error:
            return str(error)

    with other(store) as engine:
        assert found(engine) == found(Embedded(store))


@ALL
def test_labels_prefer_english_and_what_is_nothing_has_none(kind: Kind, store: px.Store) -> None:
    nodes = [px.NamedNode(f"http://example.org/{name}") for name in ("two", "three")]
    with kind(store) as engine:
        assert labelling.labels_of([*nodes, None, px.Literal("x")], engine) == {
            "http://example.org/two": "two"
        }


@ALL
def test_a_notice_tells_of_an_empty_default_graph(kind: Kind) -> None:
    store = px.Store()
    store.add(px.Quad(ONE, ONE, ONE, ONE))
    with kind(store) as engine:
        found = queries.run_text("SELECT * { ?s ?p ?o }", engine)
        assert labelling.notice(found, engine) == (
            f"0 rows: the default graph is empty; named graphs: {GRAPH}one"
        )


@ALL
def test_look_ups_of_many_nodes_are_sorted_and_whole(kind: Kind) -> None:
    store = px.Store()
    nodes = [px.NamedNode(f"urn:n{number:03}") for number in range(101)]
    for node in nodes:
        store.add(px.Quad(node, ONE, px.Literal(node.value)))
        store.add(px.Quad(node, TWO, node, TWO))
        store.add(px.Quad(node, TWO, node))
    with kind(store) as engine:
        found = list(engines.about(engine, reversed(nodes), (ONE.value,)))
        assert found == [(node, ONE, px.Literal(node.value)) for node in nodes]
        assert list(engines.graphs_about(engine, nodes[:1])) == [(nodes[0], TWO, TWO, nodes[0])]
        assert list(engines.about(engine, [])) == []


@pytest.mark.parametrize("name", ["event/nixon-doctrine", "status#cancelled", "ak:actor"])
def test_an_explanation_is_the_same_on_all_engines(name: str, built: Store) -> None:
    graph = built.current().open()
    expected = explain(Embedded(graph), name)
    for other in (rdflib, endpoint):
        with other(graph) as engine:
            assert explain(engine, name) == expected


# --- rdflib


def test_rdflib_fetches_nothing(store: px.Store) -> None:
    with serving(store, fake.good) as server, rdflib(store) as engine:
        for clause in (f"FROM <{server.address}>", f"FROM NAMED <{server.address}>"):
            text = f"SELECT * {clause} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
            assert engine.ask(text, "SELECT", Limits()).rows == ()
        file = (Path(__file__).parent / "queries/graph.ttl").as_uri()
        assert engine.ask(f"SELECT * FROM <{file}> {{ ?s ?p ?o }}", "SELECT", Limits()).rows == ()
    assert server.seen == []


def test_a_fault_of_rdflib_is_named_and_limits_are_kept(store: px.Store) -> None:
    with rdflib(store) as engine:
        with pytest.raises(EngineError, match=r"^rdflib failed: error: missing \), untermin"):
            engine.ask("SELECT * { BIND(1 AS ?a) FILTER REGEX('a', '(') }", "SELECT", Limits())
        with pytest.raises(EngineError, match=r"^the answer has over 3 rows\. Fix: add a LIMIT$"):
            engine.ask("SELECT * { ?s ?p ?o }", "SELECT", Limits(rows=3))
        cross = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"  # stops between two rows
        with pytest.raises(EngineError, match=r"took more than 0\.05 s"):
            Within(engine, 0.05).ask(cross, "SELECT", Limits())


def test_an_endpoint_may_have_functions_that_we_do_not_have() -> None:
    text = "SELECT (<http://example.org/f>(1) AS ?x) {}"
    row = {"x": {"type": "literal", "value": "one"}}
    with serving(px.Store(), fake.of_rows(row, columns=("x",))) as server:
        engine = Endpoint.of(server.address, {})
        with pytest.raises(EngineError, match="the answer has the columns x; expected s"):
            queries.run_text(text, engine)
        server.mode = lambda here: fake.of_rows(*([row] if here.asked.query == text else []),
            columns=("x" if here.asked.query == text else "s",))(here)  # fmt: skip
        assert queries.run_text(text, engine).rows == ((px.Literal("one"),),)


# --- the parts


def test_a_query_is_told_apart_from_its_data_set() -> None:
    text = "# FROM <urn:no>\nPREFIX g: <urn:g:>\nSELECT ?b ?a FROM g:x # FROM\nFROM NAMED <urn:y>{}"
    found = asked(text, "SELECT")
    assert (found.default, found.named) == (("urn:g:x",), ("urn:y",))
    assert found.variables == ("b", "a")
    assert "FROM g" not in found.text
    assert len(found.text) == len(text)
    assert found.text.count("\n") == text.count("\n")
    assert asked("SELECT * { GRAPH ?g { ?s ?FROM 'FROM <urn:x>' } }", "SELECT").has_dataset is False


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p ?o } LIMIT 2",
        "PREFIX a: <urn:a>\nSELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?s # end",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 1)",
        "SELECT * { ?s ?p ?o } VALUES ?o { 2 17 }",
        f"SELECT * FROM <{GRAPH}two> {{ ?s ?p ?o }}",
    ],
)
def test_the_rows_of_any_query_can_be_counted(text: str, store: px.Store) -> None:
    found = asked(text, "SELECT")
    default = px.NamedNode(found.default[0]) if found.default else px.DefaultGraph()
    (row,) = store.query(found.counting(), default_graph=default)  # type: ignore[misc]
    assert row[0] == px.Literal(len(Embedded(store).ask(text, "SELECT", Limits()).rows))


def test_terms_get_the_spelling_of_the_embedded_engine() -> None:
    spelt = [("02", "integer", "2"), ("1.50", "decimal", "1.5"), ("1", "boolean", "true")]
    many = [(f"{n:05}", "integer", str(n)) for n in range(10_001)]
    rows = [(px.Literal(a, datatype=px.NamedNode(XSD + kind)),) for a, kind, _ in spelt + many]
    assert canonical(rows) == tuple(
        (px.Literal(b, datatype=px.NamedNode(XSD + kind)),) for _, kind, b in spelt + many
    )
    others = ((px.Literal("x"), None), (px.BlankNode("b"), px.NamedNode(AK)))
    assert canonical(others) == others


# --- cases of ../shared


@pytest.mark.shared
@ALL
def test_case_b19_plain_queries_and_graph_queries_see_the_data(kind: Kind, shared: Path) -> None:
    case = shared / "cases/inputs/B19-default-graph-empty"
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    graph = px.Store()
    for to in (None, ONE):
        graph.load(path=case / "data.ttl", format=px.RdfFormat.TURTLE, to_graph=to)
    with kind(graph) as engine:
        plain, by_graph = (
            queries.run_text((case / f"{name}.rq").read_text("utf-8"), engine)
            for name in ("parties", "parties-g")
        )
    parties = [row[0].value.rpartition("/")[2] for row in plain.rows]  # type: ignore[union-attr]
    assert [f"id:{party}" for party in parties] == expected["parties"]
    assert len(by_graph.rows) == expected["parties-g_rows"]
    assert {row[1] for row in by_graph.rows} == {ONE}


@pytest.mark.shared
@ALL
def test_case_b25_a_value_is_never_syntax(kind: Kind, shared: Path, tmp_path: Path) -> None:
    case = shared / "cases/inputs/B25-value-as-syntax"
    text = (case / "by-title.rq").read_text("utf-8").replace("?title", "?_title_string")
    header = "#+ summary: x\n#+ params:\n#+   - name: title\n#+     type: string\n"
    (tmp_path / "by-title.rq").write_text(header + text, "utf-8")
    query = queries.get(tmp_path, "by-title")
    graph = px.Store()
    graph.load(path=case / "data.ttl", format=px.RdfFormat.TURTLE)
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    quads = expected.pop("quads")
    values = json.loads((case / "values.json").read_text("utf-8"))
    with kind(graph) as engine:
        answers = {
            name: [str(row[0])[1:-1].rpartition("/")[2] for row in found.rows]
            for name, found in (
                (name, queries.run(query, engine, {"title": value}))
                for name, value in values.items()
            )
        }
        for bad in ("http://a b", "http://a>", "relative"):
            with pytest.raises(UsageError, match=r"^x: '.*' is no IRI \(.*\); expected one such"):
                bindings([Parameter("x", "iri")], {"x": bad}, engine)
    assert answers == expected
    assert len(graph) == quads
