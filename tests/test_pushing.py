"""The command push, against real servers, and against ones that refuse or change what they get."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as px
import pytest
from fronts import Answer, Call, front
from servers import PASSWORD, USER, oxigraph_server
from storing import GRAPH, publish, quad

from alliancekg import cli, graphstore, readingback
from alliancekg.addresses import Login
from alliancekg.embedded import Embedded
from alliancekg.endpoint import MERGED, Endpoint
from alliancekg.engines import Engine, Limits
from alliancekg.errors import EngineError, UsageError
from alliancekg.graphwriting import Writer
from alliancekg.pushing import Push
from alliancekg.results import plain
from alliancekg.store import Store

Run = Callable[..., tuple[int, str, str]]

SMALL = (
    quad("guam", "Guam Doctrine"),
    quad("guam", "Nixon Doctrine"),
    quad("koje", "Kŏje – “quoted” \\ \n"),
    quad("guam", "Nixon Doctrine", "b"),  # stated by both, and one fact
    quad("cairo", "Cairo Declaration", "b"),
)
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with two small graphs, which share a statement."""
    store = Store(tmp_path / "store")
    publish(store, *SMALL)
    return store


@pytest.fixture
def run(store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return push, run on that store: its exit code, what it prints, what it tells."""
    for name in ("STORE", "USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"ALLIANCEKG_{name}", raising=False)

    def push(*words: str, login: tuple[str, str] | None = None) -> tuple[int, str, str]:
        with monkeypatch.context() as environment:
            for name, value in zip(("USER", "PASSWORD"), login or (), strict=False):
                environment.setenv(f"ALLIANCEKG_{name}", value)
            code = cli.main(["push", *words, "--store", str(store.path)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return push


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> tuple[str, tuple[str, str] | None, str]:
    """Return each real server: its address, who may write there, and where the merged set goes."""
    address: str = request.getfixturevalue(request.param)
    if request.param == "virtuoso":
        return address, (USER, PASSWORD), f"{GRAPH}merged"
    return address, None, "default graph"


def lines(*outcomes: tuple[str, int, str]) -> str:
    return "".join(f"{state:9}  {count:>9,}  {graph}\n" for state, count, graph in outcomes)


def rows(engine: Engine, text: str) -> list[tuple[str, ...]]:
    return [tuple(map(plain, row)) for row in engine.ask(text, "SELECT", Limits()).rows]


def update(address: str, text: str) -> None:
    """Change what a server holds, past the command."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", parts.path, f"update={quote(text)}", headers)
    assert connection.getresponse().status == 204
    connection.close()


def test_a_first_push_writes_all_and_a_second_nothing(
    server: tuple[str, tuple[str, str] | None, str], run: Run
) -> None:
    address, login, merged = server
    run(address, "--prune", login=login)
    names = (merged, 4), (f"{GRAPH}a", 3), (f"{GRAPH}b", 2)
    assert run(address, login=login)[:2] == (0, lines(*(("unchanged", n, g) for g, n in names)))


def test_an_empty_server_gets_every_graph_and_is_told_apart_from_a_full_one(
    oxigraph: str, run: Run, store: Store
) -> None:
    places = ("default graph", 4), (f"{GRAPH}a", 3), (f"{GRAPH}b", 2)
    bare = oxigraph.removesuffix("/query")
    assert run(oxigraph) == (
        0,
        lines(*(("written", n, g) for g, n in places)),
        f"generation 1 to {oxigraph} (Oxigraph), by {bare}/store\n"
        "writing 4 statements into the default graph\n"
        f"writing 3 statements into {GRAPH}a\n"
        f"writing 2 statements into {GRAPH}b\n"
        "3 written, 0 unchanged, 0 removed; counts and digests agree\n",
    )
    everything = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
    by_graph = "SELECT ?g ?s ?o WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?o"
    embedded, remote = Embedded(store.current().open()), Endpoint(oxigraph, Login())
    assert rows(remote, everything) == rows(embedded, everything)
    assert rows(remote, by_graph) == rows(embedded, by_graph)


def test_each_fact_counts_once_and_stays_in_the_graphs_of_those_who_state_it(
    server: tuple[str, tuple[str, str] | None, str], run: Run
) -> None:
    address, login, _ = server
    assert run(address, "--prune", login=login)[0] == 0
    engine = Endpoint(address, Login())
    assert rows(engine, COUNT) == [("4",)]
    assert rows(engine, "SELECT ?g WHERE { GRAPH ?g { ?s ?p 'Nixon Doctrine' } } ORDER BY ?g") == [
        (f"{GRAPH}a",),
        (f"{GRAPH}b",),
    ]


def test_what_differs_is_written_anew_and_the_rest_left_alone(oxigraph: str, run: Run) -> None:
    run(oxigraph)
    place = oxigraph.replace("/query", "/update")

    def states() -> list[str]:
        return [line.split()[0] for line in run(oxigraph)[1].splitlines()]

    assert states() == ["unchanged", "unchanged", "unchanged"]
    update(place, f"DELETE WHERE {{ GRAPH <{GRAPH}b> {{ <urn:s:cairo> ?p ?o }} }}")
    assert states() == ["unchanged", "unchanged", "written"]
    update(place, f"INSERT DATA {{ GRAPH <{GRAPH}a> {{ <urn:s:x> <urn:q> 'x' }} }}")
    assert states() == ["unchanged", "written", "unchanged"]
    update(place, "DELETE WHERE { <urn:s:guam> ?p ?o }")
    assert states() == ["written", "unchanged", "unchanged"]
    other = (
        "DELETE { GRAPH ?g { ?s ?p 'Guam Doctrine' } }"
        " INSERT { GRAPH ?g { ?s ?p 'guam doctrine' } }"
        " WHERE { GRAPH ?g { ?s ?p 'Guam Doctrine' } }"
    )
    update(place, other)
    assert states() == ["unchanged", "written", "unchanged"]


def test_an_earlier_generation_can_be_pushed_and_what_it_lacks_goes_only_when_asked(
    server: tuple[str, tuple[str, str] | None, str], run: Run, store: Store
) -> None:
    address, login, merged = server
    publish(store, *SMALL, quad("panmunjom", "Armistice", "c"))
    run(address, "--prune", login=login)
    same = ("unchanged", 3, f"{GRAPH}a"), ("unchanged", 2, f"{GRAPH}b")
    gone = 1, f"{GRAPH}c"
    code, out, err = run(address, "--at", "1", login=login)
    assert (code, out) == (0, lines(("written", 4, merged), *same, ("left", *gone)))
    assert err.splitlines()[-2] == (
        "1 of our graphs is there and no longer published. Fix: --prune removes what is left"
    )
    kept = lines(("unchanged", 4, merged), *same)
    pruned = kept + lines(("removed", *gone))
    assert run(address, "--at", "1", "--prune", login=login)[:2] == (0, pruned)
    assert run(address, "--at", "1", "--prune", login=login)[:2] == (0, kept)


def test_graphs_of_others_stay(oxigraph: str, run: Run) -> None:
    update(
        oxigraph.replace("/query", "/update"),
        "INSERT DATA { GRAPH <urn:other> { <urn:a> <urn:b> 1 } }",
    )
    assert run(oxigraph, "--prune")[0] == 0
    found = rows(Endpoint(oxigraph, Login()), "SELECT ?s FROM <urn:other> WHERE { ?s ?p ?o }")
    assert found == [("urn:a",)]


def test_a_default_graph_of_others_stays_and_questions_look_at_the_merged_set(
    oxigraph: str, run: Run, store: Store
) -> None:
    update(oxigraph.replace("/query", "/update"), "INSERT DATA { <urn:a> <urn:b> 'of others' }")
    code, out, err = run(oxigraph)
    places = (f"{GRAPH}merged", 4), (f"{GRAPH}a", 3), (f"{GRAPH}b", 2)
    assert (code, out) == (0, lines(*(("written", n, g) for g, n in places)))
    assert err.splitlines()[1] == (
        "the default graph holds what is not ours, such as '<urn:a> <urn:b> \"of others\" .',"
        " and is left"
    )
    text = "SELECT ?s ?o WHERE { ?s ?p ?o } ORDER BY ?s ?o"
    engine = Endpoint(oxigraph, Login())
    assert rows(engine, text) == rows(Embedded(store.current().open()), text)
    assert run(oxigraph)[1] == lines(*(("unchanged", n, g) for g, n in places))
    update(oxigraph.replace("/query", "/update"), f"DROP GRAPH <{GRAPH}merged>")
    assert rows(Endpoint(oxigraph, Login()), text) == [("urn:a", "of others")]


def test_a_graph_larger_than_what_the_server_gives_at_once(
    server: tuple[str, tuple[str, str] | None, str], run: Run, store: Store
) -> None:
    address, login, merged = server
    publish(store, *(quad(f"{n:05}", str(n)) for n in range(10_500)))
    code, out, _ = run(address, "--prune", login=login)
    written = lines(("written", 10_500, merged), ("written", 10_500, f"{GRAPH}a"))
    assert (code, out[: len(written)]) == (0, written)
    same = lines(("unchanged", 10_500, merged), ("unchanged", 10_500, f"{GRAPH}a"))
    assert run(address, login=login)[:2] == (0, same)


@pytest.mark.parametrize("options", [(), ("--union-default-graph",)])
def test_the_default_graph_is_looked_at_where_nothing_tells_what_it_is(
    options: tuple[str, ...], run: Run
) -> None:
    """Behind the front nobody sees which engine it is; with that option it is as QLever's is."""

    def hiding(call: Call) -> Answer | None:
        return Answer(400) if call.method == "GET" and call.path == "/query" else None

    with oxigraph_server(*options) as behind, front(hiding, behind) as bare:
        code, out, err = run(f"{bare}/query", "--graph-store", f"{bare}/store")
        assert (code, out.splitlines()[0].split()[1:]) == (
            0,
            ["4", f"{GRAPH}merged"] if options else ["4", "default", "graph"],
        ), err
        engine = Endpoint(f"{bare}/query", Login())
        assert rows(engine, COUNT) == [("4",)]
        graphs = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
        assert rows(engine, graphs) == [(f"{GRAPH}a",), (f"{GRAPH}b",)]
        assert "written" not in run(f"{bare}/query", "--graph-store", f"{bare}/store")[1]


def test_a_union_that_the_service_description_tells_of_is_no_default_graph(run: Run) -> None:
    with oxigraph_server("--union-default-graph") as address:
        assert graphstore.find(address, Login(), "", 5).is_union
        assert run(address)[1].splitlines()[0].split() == ["written", "4", f"{GRAPH}merged"]


def test_where_put_is_refused_updates_fill_the_graphs(
    oxigraph: str, run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alliancekg.graphwriting.PART", 2)
    calls: list[str] = []

    def refusing(call: Call) -> Answer | None:
        calls.append(f"{call.method} {call.path.partition('?')[0]}")
        if call.path.startswith("/store"):
            return Answer(405)
        return (
            Answer(200, _SAYS_UPDATE, {"Content-Type": "text/turtle"})
            if (call.method == "GET")
            else None
        )

    def at_update(call: Call) -> Answer | None:
        if call.body.startswith(b"update="):
            call.path = "/update"
        return refusing(call)

    with front(at_update, oxigraph) as bare:
        code, out, err = run(f"{bare}/query", "--graph-store", f"{bare}/store")
    places = ("default graph", 4), (f"{GRAPH}a", 3), (f"{GRAPH}b", 2)
    assert (code, out) == (0, lines(*(("written", n, g) for g, n in places))), err
    assert calls.count("PUT /store") == 1  # and then no more
    text = "SELECT ?s ?o WHERE { ?s ?p ?o } ORDER BY ?s ?o"
    assert rows(Endpoint(oxigraph, Login()), text) == rows(Embedded(store.current().open()), text)


_SAYS_UPDATE = (
    b"@prefix sd: <http://www.w3.org/ns/sparql-service-description#> ."
    b" [] a sd:Service ; sd:supportedLanguage sd:SPARQL11Update ."
)


def test_a_push_that_broke_off_goes_on_where_it_stopped(oxigraph: str, run: Run) -> None:
    fails = True

    def failing(call: Call) -> Answer | None:
        if fails and call.method == "PUT" and quote(f"{GRAPH}b", safe="") in call.path:
            return Answer(507, b"<html><title>Full</title><p>No space is left</p></html>")
        return None

    with front(failing, oxigraph) as bare:
        words = f"{bare}/query", "--graph-store", f"{bare}/store", "--quiet"
        assert run(*words) == (
            3,
            lines(("written", 4, "default graph"), ("written", 3, f"{GRAPH}a")),
            f"{bare}/store: the endpoint failed (status 507): it says 'Full No space is left'\n",
        )
        fails = False
        assert run(*words)[:2] == (
            0,
            lines(
                ("unchanged", 4, "default graph"),
                ("unchanged", 3, f"{GRAPH}a"),
                ("written", 2, f"{GRAPH}b"),
            ),
        )


def test_a_server_that_changes_what_it_gets_is_found_out(oxigraph: str, run: Run) -> None:
    def changing(call: Call) -> Answer | None:
        if call.method == "PUT":
            call.body = call.body.replace(b"Guam Doctrine", b"GUAM DOCTRINE")
        return None

    with front(changing, oxigraph) as bare:
        found = run(f"{bare}/query", "--graph-store", f"{bare}/store", "--quiet")
    assert found == (
        3,
        "",
        f"{bare}/query: the default graph is not as it was written: it has"
        " '<urn:s:guam> <urn:p> \"GUAM DOCTRINE\" .'. Fix: push again; if it stays so, the engine"
        " changes what it is given\n",
    )


def test_a_server_that_takes_half_is_found_out(oxigraph: str, run: Run) -> None:
    def halving(call: Call) -> Answer | None:
        if call.method == "PUT":
            call.body = call.body.partition(b"\n")[0]
        return None

    with front(halving, oxigraph) as bare:
        found = run(f"{bare}/query", "--graph-store", f"{bare}/store", "--quiet")
    assert found == (
        3,
        "",
        f"{bare}/query: the default graph is not as it was written: 1 statements, expected 4. Fix:"
        " push again; if it stays so, the engine changes what it is given\n",
    )


@pytest.mark.parametrize(
    ("login", "place", "said"),
    [
        (None, "/sparql-graph-crud", "a login is needed to write (status 403). Fix: set"
         " ALLIANCEKG_USER and ALLIANCEKG_PASSWORD, or ALLIANCEKG_TOKEN"),
        ((USER, "sEcret"), "/sparql-graph-crud-auth", "the login is not accepted (status 401). Fix:"
         " correct ALLIANCEKG_USER and _PASSWORD, or _TOKEN"),
    ],
)  # fmt: skip
def test_virtuoso_wants_a_login_and_the_right_one(
    login: tuple[str, str] | None, place: str, said: str, virtuoso: str, run: Run, store: Store
) -> None:
    run(virtuoso, "--prune", login=(USER, PASSWORD))
    assert run(virtuoso, "--quiet")[0] == 0  # nothing is to be written, so nobody is asked
    publish(store, quad("guam", "Guam Doctrine"))
    name = virtuoso.replace("/sparql", place)
    assert run(virtuoso, "--quiet", login=login) == (3, "", f"{name}: {said}\n")


@pytest.mark.parametrize(
    ("status", "login", "said"),
    [
        (401, None, "a login is needed to write (status 401). Fix: set ALLIANCEKG_USER and"
         " ALLIANCEKG_PASSWORD, or ALLIANCEKG_TOKEN"),
        (401, ("dulles", "sEcret"), "the login is not accepted (status 401). Fix: correct"
         " ALLIANCEKG_USER and _PASSWORD, or _TOKEN"),
        (403, None, "a login is needed to write (status 403). Fix: set ALLIANCEKG_USER and"
         " ALLIANCEKG_PASSWORD, or ALLIANCEKG_TOKEN"),
        (403, ("dulles", "sEcret"), "this login may not write (status 403). Fix: ask who runs it"),
        (404, None, "takes no graphs (status 404); expected a Graph Store of SPARQL 1.1. Fix: name"
         " it with --graph-store"),
        (409, None, "the endpoint gave no answer (status 409): it says 'no'"),
    ],
)  # fmt: skip
def test_refusals_are_told_in_our_words_and_without_secrets(
    status: int, login: tuple[str, str] | None, said: str, oxigraph: str, run: Run
) -> None:
    def refusing(call: Call) -> Answer | None:
        return Answer(status, b"no") if call.path.startswith("/store") else None

    with front(refusing, oxigraph) as bare:
        words = f"{bare}/query", "--graph-store", f"{bare}/store", "--quiet"
        assert run(*words, login=login) == (3, "", f"{bare}/store: {said}\n")


def test_nothing_is_sent_to_where_a_redirect_leads(oxigraph: str, run: Run) -> None:
    there: list[Call] = []

    def led(call: Call) -> Answer | None:
        there.append(call)
        return None

    with front(led, oxigraph) as other:

        def leading(call: Call) -> Answer | None:
            moved = Answer(307, headers={"Location": f"{other}{call.path}"})
            return moved if call.path.startswith("/store") else None

        with front(leading, oxigraph) as bare:
            words = f"{bare}/query", "--graph-store", f"{bare}/store", "--quiet"
            code, out, err = run(*words, login=("dulles", "sEcret"))
        assert (code, out, there) == (3, "", [])
        assert err == (
            f"{bare}/store: the endpoint redirects to another place, {other}/store; expected an"
            " answer, and nothing was sent there. Fix: if you trust it, write that address\n"
        )


def test_a_server_that_does_not_end_is_given_up(oxigraph: str, run: Run) -> None:
    over = threading.Event()

    def stalling(call: Call) -> Answer | None:
        if call.path.startswith("/store"):
            over.wait(20)
        return None

    with front(stalling, oxigraph) as bare:
        words = f"{bare}/query", "--graph-store", f"{bare}/store", "--quiet"
        code, out, err = run(*words, "--time-limit", "0.5")
        over.set()
    assert (code, out) == (3, "")
    assert err in (
        f"{bare}/store: the endpoint does not answer. Fix: ask again later, or allow more time\n",
        f"{bare}/store: writing took more than 0.5 s and was given up. Fix: push again, for what is"
        " there is not written again, or allow more time\n",
    )


@pytest.mark.parametrize(
    ("path", "headers", "store", "update", "is_union"),
    [
        ("/query", {"Server": "Oxigraph/0.5.13"}, "/store", "/update", False),
        ("/sparql", {"Server": "Virtuoso/07.20"}, "/sparql-graph-crud", "/sparql", True),
        ("/ds/sparql", {"Fuseki-Request-Id": "7"}, "/ds/data", "/ds/update", False),
        ("/ds/query", {"Server": "Apache Jena Fuseki (4.5)"}, "/ds/data", "/ds/update", False),
        ("/ds", {"Server": "Apache Jena Fuseki (4.5)"}, "/ds/data", "/ds/update", False),
        (
            "/repositories/ties",
            {},
            "/repositories/ties/rdf-graphs/service",
            "/repositories/ties/statements",
            True,
        ),
    ],
)
def test_known_layouts_tell_where_to_write(
    path: str, headers: dict[str, str], store: str, update: str, is_union: bool
) -> None:
    with front(lambda _: Answer(400, headers=headers)) as bare:
        found = graphstore.find(f"{bare}{path}", Login(), "", 5)
    assert (found.store, found.update) == (f"{bare}{store}", f"{bare}{update}")
    assert (found.query, found.is_union) == (f"{bare}{path}", is_union)


def test_a_login_goes_where_virtuoso_asks_for_one() -> None:
    login = Login.of({"ALLIANCEKG_USER": "dulles", "ALLIANCEKG_PASSWORD": "sEcret"})
    with front(lambda _: Answer(200, headers={"Server": "Virtuoso/07.20"})) as bare:
        found = graphstore.find(f"{bare}/sparql", login, "", 5)
    assert (found.store, found.update) == (f"{bare}/sparql-graph-crud-auth", f"{bare}/sparql-auth")


def test_an_unknown_layout_needs_the_address_of_a_graph_store() -> None:
    with front(lambda _: Answer(200, b"<html>")) as bare:
        with pytest.raises(UsageError) as caught:
            graphstore.find(f"{bare}/sparql", Login(), "", 5)
        given = graphstore.find(f"{bare}/sparql", Login(), f"{bare}/graphs", 5)
    assert str(caught.value) == (
        f"{bare}/sparql does not say where it takes graphs, and is no engine whose places are"
        " known; expected Oxigraph, Virtuoso, Fuseki or GraphDB. Fix: name its Graph Store with"
        " --graph-store"
    )
    assert (given.store, given.update, given.is_union) == (f"{bare}/graphs", "", False)


def test_what_cannot_be_asked_for_its_place_says_why() -> None:
    closed = Answer(403, b"<h1>Closed</h1>")
    with front(lambda _: closed) as bare, pytest.raises(EngineError) as caught:
        graphstore.find(f"{bare}/sparql", Login(), "", 5)
    assert str(caught.value) == (
        f"{bare}/sparql: access is forbidden; expected a login that may read (status 403): it says"
        " 'Closed'. Fix: ask who runs it"
    )


@pytest.mark.parametrize(
    ("endpoint", "graph_store", "said"),
    [
        ("nowhere", "", "'nowhere' is no address; expected one such as"
         " https://example.org/sparql. Fix: correct ENDPOINT"),
        ("http://127.0.0.1:1/query", "ftp://example.org/store", "'ftp://example.org/store' is of"
         " the scheme 'ftp'; expected http or https. Fix: correct --graph-store"),
    ],
)  # fmt: skip
def test_wrong_addresses_are_wrong_usage(
    endpoint: str, graph_store: str, said: str, run: Run
) -> None:
    words = [endpoint, *(["--graph-store", graph_store] if graph_store else [])]
    assert run(*words) == (2, "", f"{said}\n")


def test_where_nothing_listens_the_exit_code_is_3() -> None:
    with pytest.raises(EngineError) as caught:
        graphstore.find("http://127.0.0.1:1/query", Login(), "", 5)
    assert str(caught.value) == (
        "http://127.0.0.1:1/query: nothing listens there (connection refused). Fix: start the"
        " endpoint, or correct it"
    )


def test_a_graph_is_read_in_parts_that_hold_each_statement_once(
    oxigraph: str, run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(oxigraph)
    graph = store.current().open()
    wanted = readingback.Statements.of(graph.quads_for_pattern(None, None, None, None))
    for most in (1, 2, 3, 100):
        monkeypatch.setattr(readingback, "MOST", most)
        found = readingback.lines(Endpoint(oxigraph, Login()), "", wanted, Limits())
        assert found == wanted.lines


XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS: tuple[px.Literal | px.NamedNode, ...] = (
    *(px.Literal(value) for value in (True, False, -12, 0)),
    *(px.Literal("1.5", datatype=px.NamedNode(XSD + "decimal")),),
    *(
        px.Literal(value, datatype=px.NamedNode(XSD + "date"))
        for value in ("1971-03-27", "-0430-03-27", "-0044-01-01", "0001-01-01", "1971-03-27Z")
    ),
    px.Literal("1971-03-27T10:00:00.5Z", datatype=px.NamedNode(XSD + "dateTime")),
    px.Literal("1971", datatype=px.NamedNode(XSD + "gYear")),
    px.Literal("1971~", datatype=px.NamedNode("https://w3id.org/alliancekg/ns#edtf")),
    *(
        px.Literal(value)
        for value in ("", " ", "a\tb\r\nc", "a\u0001b\u007f", "\"'\\", "#}", "\\u0022")
    ),
    *(px.Literal("Entente", language=tag) for tag in ("en", "fr", "fr-be")),
    *(px.Literal("", language="en"), px.Literal("-430-01-01", language="en")),
    *(px.Literal(value) for value in ("🕊 평화", "a\u00a0b\u2028c", "x" * 100_000)),
    *(px.NamedNode("https://example.org/한국?a=b&c=%20#x"), px.NamedNode("urn:a'b")),
)


@pytest.mark.parametrize("by", ["put", "update"])
def test_every_kind_of_value_comes_back_as_it_was(
    by: str, server: tuple[str, tuple[str, str] | None, str], store: Store
) -> None:
    name = px.NamedNode(f"{GRAPH}values")
    # Each has a predicate of its own: Virtuoso takes false and 0 of one for the same.
    publish(
        store,
        *(
            px.Quad(px.NamedNode("urn:s"), px.NamedNode(f"urn:p:{at}"), term, name)
            for at, term in enumerate(TERMS)
        ),
    )
    address, known, merged = server
    user, password = known or ("", "")
    login = Login.of({"ALLIANCEKG_USER": user, "ALLIANCEKG_PASSWORD": password})
    target = graphstore.find(address, login, "", 60)
    if by == "update":
        target = replace(target, store="")
    writer = Writer(target, login, 60)
    for graph in (name.value, MERGED):
        writer.remove(graph)
        assert not readingback.holds(Endpoint(address, Login()), graph, Limits())
    push = Push(store.current(), target, login, 60, lambda _: None)
    states = [outcome.line() for outcome in push.run(prune=True)][:2]
    places = ("written", len(TERMS), merged), ("written", len(TERMS), name.value)
    assert "\n".join(states) + "\n" == lines(*places)
    again = Push(store.current(), target, login, 60, lambda _: None).run(prune=False)
    assert [outcome.state for outcome in again] == ["unchanged", "unchanged"]


def test_a_token_goes_to_the_place_of_graphs_and_is_never_shown(
    oxigraph: str, store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[str] = []

    def echoing(call: Call) -> Answer | None:
        if not call.path.startswith("/store"):
            return None
        sent.append(call.headers["Authorization"])
        return Answer(500, f"no rights for {sent[-1]}".encode())

    monkeypatch.setenv("ALLIANCEKG_TOKEN", "sEcret")
    with front(echoing, oxigraph) as bare:
        words = f"{bare}/query", "--graph-store", f"{bare}/store", "--store", str(store.path)
        assert cli.main(["push", *words]) == 3
    said = capsys.readouterr()
    assert sent == ["Bearer sEcret"]
    assert said.err.splitlines()[-1] == (
        f"{bare}/store: the endpoint failed (status 500): it says 'no rights for Bearer …'"
    )
    assert "sEcret" not in said.out + said.err


@pytest.mark.shared
def test_b19_a_plain_query_and_one_of_graphs_find_the_same(
    server: tuple[str, tuple[str, str] | None, str], run: Run, store: Store, shared: Path
) -> None:
    folder = shared / "cases" / "inputs" / "B19-default-graph-empty"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    into = px.NamedNode(f"{GRAPH}treaties")
    data = (folder / "data.ttl").read_bytes()
    publish(
        store,
        *(
            px.Quad(q.subject, q.predicate, q.object, into)
            for q in px.parse(data, format=px.RdfFormat.TURTLE)
        ),
    )
    address, login, _ = server
    assert run(address, "--prune", login=login)[0] == 0
    for engine in (Embedded(store.current().open()), Endpoint(address, Login())):
        plain_rows, by_graph = (
            rows(engine, (folder / f"{name}.rq").read_text(encoding="utf-8"))
            for name in ("parties", "parties-g")
        )
        short = [f"id:{iri.rpartition('/')[2]}" for (iri,) in plain_rows]
        assert short == expected["parties"]
        assert by_graph == [(iri, into.value) for (iri,) in plain_rows]
