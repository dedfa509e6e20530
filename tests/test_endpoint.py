"""Endpoints that answer well or badly: the same answer as the embedded engine, or a message.

Through the command line, as a user meets them; never with a table that is not the answer.
"""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import fake_endpoint as fake
import pyoxigraph as px
import pytest
from fake_endpoint import Mode, serving

import alliancekg
from alliancekg import cli
from alliancekg.addresses import shown
from alliancekg.endpoint import MERGED, Endpoint
from alliancekg.engines import Limits
from alliancekg.errors import EngineError, UsageError
from alliancekg.store import Store

USER = {"ALLIANCEKG_USER": "carter", "ALLIANCEKG_PASSWORD": "geheim-µ"}
ACTORS = "SELECT ?s { ?s a <https://w3id.org/alliancekg/ns#State> } ORDER BY ?s"
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def store(built: Store) -> px.Store:
    return built.current().open()


@pytest.fixture(scope="module")
def none() -> px.Store:
    return px.Store()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, root: Path) -> Run:
    """Return a function that runs the command line in this process, with this environment."""

    def run(*arguments: object, **environment: str) -> Ran:
        for name in ("STORE", "WORKSPACE", "USER", "PASSWORD", "TOKEN"):
            monkeypatch.delenv(f"ALLIANCEKG_{name}", raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = cli.main([*map(str, arguments), "--workspace", str(root)])
        return Ran(code, *capsys.readouterr())

    return run


# --- good answers


@pytest.mark.parametrize("mode", [fake.good, fake.good_in_pieces, fake.moved, fake.unframed])
def test_a_good_endpoint_answers_as_the_embedded_engine(
    mode: Mode, run: Run, store: px.Store, built: Store
) -> None:
    words = ("query", "treaty-dates", "--treaty", "U.S.–ROK Mutual Defense Treaty")
    with serving(store, mode) as server:
        assert run(*words, "--store", server.address) == run(*words, "--store", built.path)
    assert all(asked.method == "POST" for asked in server.seen)


@pytest.mark.parametrize(
    "words",
    [
        ("sparql", "ASK { ?s a <https://w3id.org/alliancekg/ns#Treaty> }"),
        ("sparql", "CONSTRUCT WHERE { ?s a <https://w3id.org/alliancekg/ns#Treaty> ; ?p ?o }"),
        ("sparql", "DESCRIBE <https://w3id.org/alliancekg/id/actor/usa>"),
        ("sparql", "SELECT * { ?s a <https://w3id.org/alliancekg/ns#Nothing> }"),
        ("sparql", "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"),
        (
            "sparql",
            "PREFIX g: <https://w3id.org/alliancekg/graph/> SELECT ?g (COUNT(*) AS ?n)"
            " FROM NAMED g:derived FROM NAMED g:ontology { GRAPH ?g { ?s ?p ?o } }"
            " GROUP BY ?g ORDER BY ?g",
        ),
        ("explain", "event/nixon-doctrine"),
        ("explain", "Declaration of the Nixon Doctrin"),
        ("query", "treaty-dates", "--treaty", "Mutual Defence Treaty"),
        ("sparql", "SELECT * { ?s ?p ?o FLTER(1) }"),
        ("sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"),
        ("sparql", "DROP ALL"),
    ],
)
def test_every_form_and_every_message_is_that_of_the_embedded_engine(
    words: tuple[str, ...], run: Run, store: px.Store, built: Store
) -> None:
    with serving(store, fake.good) as server:
        assert run(*words, "--store", server.address) == run(*words, "--store", built.path)


def test_no_request_is_made_for_what_is_no_query(run: Run, none: px.Store) -> None:
    with serving(none, fake.good) as server:
        for text in ("DROP ALL", "SELECT * { ?s ?p", "SELECT * { SERVICE <http://a/> {} }", ""):
            run("sparql", text or "#", "--store", server.address)
    assert server.seen == []


def test_the_merged_set_is_named_where_it_is_a_graph(run: Run, store: px.Store) -> None:
    """As at an engine whose own default graph is something else."""
    there = px.Store()
    named = [g for g in store.named_graphs() if isinstance(g, px.NamedNode)]
    there.extend(q for graph in named for q in store.quads_for_pattern(None, None, None, graph))
    merged = px.NamedNode(MERGED)
    default = store.quads_for_pattern(None, None, None, px.DefaultGraph())
    there.extend(px.Quad(q.subject, q.predicate, q.object, merged) for q in default)
    other = px.NamedNode("urn:other")
    there.add(px.Quad(other, other, other, other))
    there.add(px.Quad(other, other, other))
    graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
    with serving(there, fake.good) as server, serving(store, fake.good) as usual:
        for words in (("sparql", ACTORS), ("sparql", graphs), ("explain", "event/nixon-doctrine")):
            found = run(*words, "--store", server.address)
            assert found == run(*words, "--store", usual.address)
    of_graphs = [asked for asked in server.seen if asked.query == graphs]
    assert of_graphs[0].form["default-graph-uri"] == [MERGED]
    assert of_graphs[0].form["named-graph-uri"] == sorted(graph.value for graph in named)


def test_literals_are_spelt_as_the_embedded_engine_spells_them(none: px.Store) -> None:
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    row = {"s": {"type": "typed-literal", "value": "02", "datatype": integer}}
    with serving(none, fake.of_rows(row, {"s": {"type": "bnode", "value": "nodeID://b1"}})) as here:
        found = Endpoint.of(here.address, {}).ask("SELECT ?s {}", "SELECT", Limits())
    assert found.rows == ((px.Literal(2),), (px.BlankNode("b0"),))


# --- bad answers: each its own message and exit code 3, and no table

BAD: list[tuple[str, Mode, str]] = [
    (
        "page",
        fake.page,
        "a web page came back; expected SPARQL results as JSON. Fix: write the address of the"
        " endpoint itself, not of a page about it (the page says 'Sign in Sign in, please')",
    ),
    (
        "plain text",
        fake.plain_text,
        "the answer is text/plain; expected SPARQL results as JSON"
        " (it says 'Please set a user agent.\\u001b[2J')",
    ),
    ("untyped", fake.untyped, "the answer is of no type; expected SPARQL results as JSON (it "),
    ("latin", fake.latin, "the answer is in iso-8859-1; expected UTF-8"),
    ("packed", fake.packed, "the answer is packed, which was not asked for"),
    ("cut", fake.cut, "the answer was cut: "),
    ("cut chunks", fake.cut_chunks, "the connection broke before the answer was whole"),
    ("cut without a length", fake.cut_unframed, "the answer is broken JSON after "),
    (
        "cancelled",
        fake.cancelled,
        "the answer is broken JSON after 46 of 85 bytes: it was cut, or the endpoint failed while"
        ' it answered (it ends \'{"head":{"vars":["s"]},"results":{"bindings":[The SPARQL operation'
        " has been cancelled')",
    ),
    (
        "partial",
        fake.partial,
        "the endpoint says that the answer is not whole (RC...: Returning incomplete results)",
    ),
    (
        "many redirects",
        fake.moved_for_ever,
        "the endpoint redirects more than 3 times; expected an answer."
        " Fix: write the address that answers",
    ),
    (
        "another host",
        fake.moved_to("http://carter:geheim@example.org/sparql?key=1"),
        "the endpoint redirects to another place, http://example.org/sparql; expected an answer,"
        " and nothing was sent there. Fix: if you trust it, write that address",
    ),
    (
        "a file",
        fake.moved_to("file:///etc/hostname"),
        "the endpoint redirects to another place, file:///etc/hostname; expected",
    ),
    (
        "a place that is no address",
        fake.moved_to("/sparql/\u00e4 b"),
        "the endpoint redirects to another place, http://127.0.0.1:",
    ),
    (
        "busy for ever",
        fake.busy(429, 99, ("Retry-After", "0")),
        "the endpoint is busy, also when asked again (status 429): it says 'slow down'."
        " Fix: ask again later",
    ),
    (
        "busy for long",
        fake.busy(503, 99, ("Retry-After", "3600")),
        "the endpoint is busy (503), and not to be asked again for 3600 s."
        " Fix: ask again later, or allow more time",
    ),
    (
        "login",
        fake.login_needed,
        "a login is needed. Fix: set ALLIANCEKG_USER and ALLIANCEKG_PASSWORD, or ALLIANCEKG_TOKEN",
    ),
    (
        "forbidden",
        fake.failing(403, "no"),
        "access is forbidden; expected a login that may read (status 403): it says 'no'."
        " Fix: ask who runs it",
    ),
    (
        "not found",
        fake.failing(404, "<html><title>404</title></html>", "text/html"),
        "there is nothing at this address; expected a SPARQL endpoint (status 404): it says '404'."
        " Fix: correct the address",
    ),
    (
        "refused",
        fake.failing(400, "Virtuoso 37000 Error SP030\nSPARQL compiler"),
        "the endpoint refused the query as wrong (status 400):"
        " it says 'Virtuoso 37000 Error SP030 SPARQL compiler'",
    ),
    (
        "too long",
        fake.failing(414, ""),
        "the query is too long for the endpoint (status 414). Fix: ask for less at once",
    ),
    (
        "failed",
        fake.failing(500, "x" * 500),
        f"the endpoint failed (status 500): it says '{'x' * 200}…'",
    ),
    ("gone", fake.failing(204, ""), "the endpoint gave no answer (status 204)"),
    ("no table", fake.answering([1, 2]), "the answer has no columns or no rows"),
    ("no rows", fake.answering({"head": {"vars": ["s"]}}), "the answer has no columns or no rows"),
    (
        "other columns",
        fake.of_rows(columns=("x", "\x1b")),
        "the answer has the columns x, \\u001b; expected s",
    ),
    (
        "a row of other columns",
        fake.of_rows(fake.ROW, {"t": fake.ROW["s"]}),
        "row 2 of the answer is no row of its columns",
    ),
    (
        "a bad IRI",
        fake.of_rows({"s": {"type": "uri", "value": "a b"}}),
        "row 1 of the answer has a bad term (Invalid IRI code point ' ')",
    ),
    (
        "half a character",
        fake.of_rows({"s": {"type": "literal", "value": "\ud800"}}),
        "row 1 of the answer has a bad term (",
    ),
    (
        "no kind of term",
        fake.of_rows({"s": {"type": "url", "value": "urn:a"}}),
        "row 1 of the answer has a bad term (no kind of term 'url')",
    ),
    ("deep", fake.nested(60), "row 1 of the answer has a bad term (triples are nested too deep)"),
    ("very deep", fake.nested(100_000), "the answer is nested too deep"),
    (
        "twice",
        lambda here: here.reply(200, '{"head":{"vars":["s"],"vars":["t"]}}'),
        "the answer is broken JSON",
    ),
    ("huge", fake.huge, "the answer has over 64 MB. Fix: ask for less, with a LIMIT"),
]


@pytest.mark.parametrize(("mode", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_answer_is_refused_in_our_words(
    mode: Mode, words: str, run: Run, store: px.Store
) -> None:
    with serving(store, mode) as server:
        ran = run("sparql", ACTORS, "--store", server.address)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"{server.address}: {words}")
    assert ran.err.removesuffix("\n").isprintable()


def test_each_way_to_fail_has_a_message_of_its_own() -> None:
    heads = [words.partition("(")[0] for name, _, words in BAD if "row" not in words]
    assert len(heads) - len(set(heads)) <= len(["another host", "no rows", "cancelled", "twice"])


@pytest.mark.parametrize(
    "mode", [fake.stalled, fake.stalled_body, fake.dripping, fake.dripping_head]
)
def test_an_endpoint_that_stalls_or_drips_is_left_in_time(
    mode: Mode, run: Run, none: px.Store
) -> None:
    with serving(none, mode) as server:
        began = time.monotonic()
        ran = run("query", "treaty-dates", "--store", server.address, "--time-limit", "0.3")
        assert time.monotonic() - began < 3
    assert ran == (
        3,
        "",
        f"{server.address}: the query took more than 0.3 s and was given up."
        " Fix: ask for less, or allow more time\n",
    )


@pytest.mark.parametrize("options", [(), ("--engine", "rdflib")])
def test_a_store_in_a_folder_takes_a_time_limit_too(
    options: tuple[str, ...], built: Store, root: Path
) -> None:
    """In a process of its own, since what an engine has begun goes on until that ends."""
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    command = [sys.executable, "-m", "alliancekg", "sparql", text, "--time-limit", "0.2", *options]
    places = ["--store", str(built.path), "--workspace", str(root)]
    ran = subprocess.run([*command, *places], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr == (
        "the query took more than 0.2 s and was given up. Fix: ask for less, or allow more time\n"
    )


def test_ctrl_c_leaves_an_endpoint_at_once(none: px.Store) -> None:
    with serving(none, fake.stalled) as server:
        command = [sys.executable, "-m", "alliancekg", "sparql", ACTORS, "--store", server.address]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            assert server.was_asked.wait(30)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=10)
    assert (process.returncode, told) == (130, "interrupted\n")


def test_nothing_listens(run: Run) -> None:
    address = f"http://127.0.0.1:{fake.closed_port()}/sparql"
    assert run("query", "treaty-dates", "--store", address) == (
        3,
        "",
        f"{address}: nothing listens there (connection refused)."
        " Fix: start the endpoint, or correct it\n",
    )


def test_there_is_no_such_host(run: Run) -> None:
    assert run("sparql", ACTORS, "--store", "http://no..host/sparql") == (
        3,
        "",
        "http://no..host/sparql: there is no host of that name."
        " Fix: correct the address, or check the network\n",
    )


def test_a_graph_of_unknown_length_may_be_cut_and_is_refused(run: Run, store: px.Store) -> None:
    text = "CONSTRUCT WHERE { ?s a <https://w3id.org/alliancekg/ns#Treaty> ; ?p ?o }"
    for mode, words in (
        (fake.unframed, "the endpoint does not say how long the graph is, so it may be cut"),
        (fake.cut, "the answer was cut: "),
        (fake.cut_chunks, "the connection broke before the answer was whole"),
        (fake.partial, "the endpoint says that the answer is not whole"),
    ):
        with serving(store, _first_good(mode)) as server:
            ran = run("sparql", text, "--store", server.address)
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith(f"{server.address}: {words}")


def _first_good(mode: Mode) -> Mode:
    """Return a mode that answers well as to whether there is a merged set."""
    return lambda here: fake.good(here) if MERGED in here.asked.query else mode(here)


# --- capped answers


def test_a_capped_answer_is_refused(run: Run, store: px.Store) -> None:
    total = len(list(store.quads_for_pattern(None, None, None, px.DefaultGraph())))
    for mode, text, rows in (
        (fake.capped, ALL, fake.CAP),
        (fake.capped_and_told, ALL, 7),
        (fake.capped, f"PREFIX x: <urn:x>\n{ALL} ORDER BY ?s ?p ?o # all", fake.CAP),
    ):
        with serving(store, mode) as server:
            ran = run("sparql", text, "--store", server.address)
        assert ran == (
            3,
            "",
            f"{server.address}: the endpoint cut the answer: it gave {rows} rows, and counts"
            f" {total}. Fix: ask for less, or by parts with LIMIT and OFFSET\n",
        )


def test_an_answer_that_may_be_capped_and_cannot_be_counted_is_refused(
    run: Run, store: px.Store
) -> None:
    with serving(store, fake.capped_and_uncountable) as server:
        ran = run("sparql", ALL, "--store", server.address)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        f"{server.address}: the answer has {fake.CAP} rows, which may be all that the endpoint"
        " gives of more, and they cannot be counted: the endpoint failed (status 500):"
        " it says 'too hard'\n"
    )


def test_a_round_number_of_rows_that_is_all_is_answered(run: Run, store: px.Store) -> None:
    text = f"{ALL} ORDER BY ?s ?p ?o LIMIT {fake.CAP}"
    with serving(store, fake.capped) as server:
        ran = run("sparql", text, "--store", server.address, "--format", "csv")
    assert (ran.code, ran.err.splitlines()[0]) == (0, f"{fake.CAP} rows")
    assert len(ran.out.splitlines()) == 1 + fake.CAP


def test_a_graph_that_may_be_capped_and_has_no_rows_to_count_is_refused(none: px.Store) -> None:
    lines = "".join(f"<urn:s> <urn:p> {number} .\n" for number in range(1000))
    mode = _first_good(lambda here: here.reply(200, lines, fake.TURTLE))
    with serving(none, mode) as server:
        engine = Endpoint.of(server.address, {})
        with pytest.raises(EngineError, match=r"the graph has 1000 triples, which may be all that"):
            engine.ask("DESCRIBE <urn:s>", "DESCRIBE", Limits())


# --- busy endpoints


@pytest.mark.parametrize(
    "headers",
    [
        (("Retry-After", "0"),),
        (("Retry-After", fake.DATE),),
        (("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"),),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_endpoint_is_asked_again_when_it_wishes(
    status: int, headers: tuple[tuple[str, str], ...], run: Run, store: px.Store, built: Store
) -> None:
    with serving(store, fake.busy(status, 2, *headers)) as server:
        ran = run("sparql", ACTORS, "--store", server.address)
    assert ran == run("sparql", ACTORS, "--store", built.path)


def test_a_busy_endpoint_is_asked_a_few_times_only(run: Run, none: px.Store) -> None:
    with serving(none, fake.busy(429, 99, ("Retry-After", "0"))) as server:
        run("sparql", ACTORS, "--store", server.address)
    assert len(server.seen) == 3


def test_no_wait_is_longer_than_the_time_limit(run: Run, none: px.Store) -> None:
    with serving(none, fake.busy(429, 99, ("Retry-After", "20"))) as server:
        began = time.monotonic()
        ran = run("sparql", ACTORS, "--store", server.address, "--time-limit", "5")
        assert time.monotonic() - began < 3
    assert "the endpoint is busy (429), and not to be asked again for 20 s" in ran.err


# --- addresses, logins, names


def test_the_login_is_sent_and_never_shown(run: Run, store: px.Store, built: Store) -> None:
    expected = run("sparql", ACTORS, "--store", built.path)
    basic = base64.b64encode("carter:geheim-µ".encode()).decode()
    for environment, header in (
        (USER, f"Basic {basic}"),
        ({"ALLIANCEKG_TOKEN": "geheim.1"}, "Bearer geheim.1"),
    ):
        with serving(store, fake.login_needed) as server:
            assert run("sparql", ACTORS, "--store", server.address, **environment) == expected
        assert {asked.headers["authorization"] for asked in server.seen} == {header}
        with serving(store, fake.refused) as server:
            ran = run("sparql", ACTORS, "--store", server.address, **environment)
        assert ran == (
            3,
            "",
            f"{server.address}: the login is not accepted."
            " Fix: correct ALLIANCEKG_USER and _PASSWORD, or _TOKEN\n",
        )


def test_a_secret_that_an_endpoint_repeats_is_not_shown(run: Run, none: px.Store) -> None:
    with serving(none, fake.failing(500, "no user carter:geheim-µ here")) as server:
        ran = run("sparql", ACTORS, "--store", server.address, **USER)
    assert ran.err == (
        f"{server.address}: the endpoint failed (status 500): it says 'no user carter:… here'\n"
    )


def test_a_login_of_another_kind_is_told(run: Run, none: px.Store) -> None:
    def mode(here: fake.Exchange) -> None:
        here.reply(401, "", "text/plain", ("WWW-Authenticate", 'Digest realm="SPARQL", nonce="1"'))

    with serving(none, mode) as server:
        ran = run("sparql", ACTORS, "--store", server.address, **USER)
    assert ran.err == (
        f"{server.address}: the endpoint wants a login by Digest; expected Basic or a token."
        " Fix: let it take one of these, or ask where no login is needed\n"
    )


def test_the_login_is_not_sent_where_a_reply_leads(run: Run, store: px.Store) -> None:
    with serving(store, fake.good) as other, serving(store, fake.moved_to(other.address)) as server:
        ran = run("sparql", ACTORS, "--store", server.address, **USER)
    assert ran.code == 3
    assert other.seen == []


def test_within_the_same_origin_the_login_goes_along(run: Run, store: px.Store) -> None:
    with serving(store, fake.moved) as server:
        assert run("sparql", ACTORS, "--store", server.address, **USER).code == 0
    assert all("authorization" in asked.headers for asked in server.seen)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (
            {"ALLIANCEKG_USER": "carter"},
            "ALLIANCEKG_USER is set without ALLIANCEKG_PASSWORD; expected both."
            " Fix: set ALLIANCEKG_PASSWORD, too\n",
        ),
        (
            {"ALLIANCEKG_PASSWORD": "geheim"},
            "ALLIANCEKG_PASSWORD is set without ALLIANCEKG_USER; expected both."
            " Fix: set ALLIANCEKG_USER, too\n",
        ),
        (
            {**USER, "ALLIANCEKG_TOKEN": "geheim"},
            "ALLIANCEKG_TOKEN is set beside ALLIANCEKG_USER or ALLIANCEKG_PASSWORD; expected one"
            " login. Fix: unset one of them\n",
        ),
        *(
            (
                environment,
                f"{name} has a character that a login cannot have; expected text without control"
                " characters, a token without blanks, a user without ':'."
                f" Fix: correct {name}\n",
            )
            for name, environment in (
                ("ALLIANCEKG_TOKEN", {"ALLIANCEKG_TOKEN": "geheim\r\nX: y"}),
                ("ALLIANCEKG_TOKEN", {"ALLIANCEKG_TOKEN": "geheim µ"}),
                ("ALLIANCEKG_USER", {**USER, "ALLIANCEKG_USER": "a:b"}),
                ("ALLIANCEKG_PASSWORD", {**USER, "ALLIANCEKG_PASSWORD": "geheim\n"}),
            )
        ),
    ],
)
def test_half_a_login_is_refused(environment: dict[str, str], message: str, run: Run) -> None:
    ran = run("sparql", "ASK {}", "--store", "https://example.org/sparql", **environment)
    assert ran == (2, "", message)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (
            "https://carter:geheim@example.org/sparql?key=geheim",
            "https://example.org/sparql was given with a user or a password in it, which others"
            " can read; expected the address alone."
            " Fix: set ALLIANCEKG_USER and ALLIANCEKG_PASSWORD, or ALLIANCEKG_TOKEN\n",
        ),
        (
            "https://carter:ge/heim@example.org/sparql",
            "'https://example.org/sparql' is no address; expected one such as"
            " https://example.org/sparql. Fix: correct --store\n",
        ),
        (
            "file:///etc/hostname",
            "'file:///etc/hostname' is no address; expected one such as https://example.org/sparql."
            " Fix: correct --store\n",
        ),
        (
            "ftp://example.org/sparql",
            "'ftp://example.org/sparql' is of the scheme 'ftp'; expected http or https."
            " Fix: correct --store\n",
        ),
        (
            "http://example.org/sparql#x",
            "http://example.org/sparql was given with a fragment (#…); expected the address alone."
            " Fix: leave out # and what follows\n",
        ),
        *(
            (
                address,
                f"'{shown(address)}' is no address; expected one such as"
                " https://example.org/sparql. Fix: correct --store\n",
            )
            for address in ("http://", "http://a b/", "http://h:99999/", "http://ä/", "http://a\n/")
        ),
    ],
)
def test_a_wrong_address_is_refused(address: str, message: str, run: Run) -> None:
    assert run("sparql", "ASK {}", "--store", address) == (2, "", message)
    assert run("sparql", "ASK {}", ALLIANCEKG_STORE=address) == (2, "", message)


def test_what_only_a_folder_has_is_refused_with_an_address(run: Run) -> None:
    for option, value in (("--at", 1), ("--engine", "rdflib")):
        ran = run("sparql", "ASK {}", "--store", "https://example.org/sparql", option, value)
        assert ran == (
            2,
            "",
            f"{option} is for a store in a folder; expected none with an address."
            " Fix: leave it out, or name a folder with --store\n",
        )


def test_the_agent_is_named_and_the_query_part_is_sent_but_not_shown(
    run: Run, store: px.Store
) -> None:
    with serving(store, fake.good) as server:
        assert run("sparql", ACTORS, "--store", f"{server.address}?key=geheim").code == 0
    agent = f"alliancekg/{alliancekg.__version__} (+https://w3id.org/alliancekg)"
    assert {asked.headers["user-agent"] for asked in server.seen} == {agent}
    assert {asked.path for asked in server.seen} == {"/sparql?key=geheim"}
    assert Endpoint.of(f"{server.address}?key=geheim", {}).name == server.address


# --- case B33 of ../shared


@pytest.mark.shared
def test_case_b33_long_slow_busy_and_login(
    shared: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = shared / "cases/inputs/B33-long-and-slow"
    monkeypatch.syspath_prepend(case)
    monkeypatch.delitem(sys.modules, "fake_endpoint")
    import fake_endpoint as theirs  # that of the case, not ours

    parties = (case / "parties.txt").read_text("utf-8").split()
    listed = " ".join(f"<{party}>" for party in parties)
    text = f"SELECT ?s {{ VALUES ?p {{ {listed} }} ?s ?q ?p }}"
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    server = theirs.start("ok")  # type: ignore[attr-defined]
    address = f"http://127.0.0.1:{server.server_address[1]}/sparql"
    try:
        ran = run("sparql", text, "--store", address, "--format", "csv")
        assert (ran.code, ran.err) == (0, f"{expected['ok']['rows']} rows\n")
        assert {asked[0] for asked in theirs.LOG} == {expected["ok"]["method"]}  # type: ignore[attr-defined]
        assert all(asked[2].startswith("alliancekg/") for asked in theirs.LOG)  # type: ignore[attr-defined]
        for mode, words in (
            ("slow", "the query took more than 0.5 s and was given up"),
            ("auth", "a login is needed. Fix: set ALLIANCEKG_USER"),
            ("busy", "the endpoint is busy (429), and not to be asked again for 1 s"),
            ("policy", "the answer is text/plain; expected"),
            ("html", "a web page came back; expected"),
            ("xml", "the answer is application/sparql-results+xml; expected"),
            ("cut", "the answer is broken JSON"),
            (
                "capped",
                "the answer has 10000 rows, which may be all that the endpoint gives of more",
            ),
        ):
            monkeypatch.setattr(theirs, "MODE", mode)
            limit = "0.5" if mode in ("slow", "busy") else "60"
            ran = run("sparql", text, "--store", address, "--time-limit", limit)
            assert (ran.code, ran.out) == (3, "")
            assert words in ran.err
    finally:
        server.shutdown()
        server.server_close()


def test_an_endpoint_takes_a_limit_on_rows(store: px.Store) -> None:
    with serving(store, fake.good) as server:
        engine = Endpoint.of(server.address, {})
        with pytest.raises(EngineError, match=r": the answer has over 5 rows\. Fix: add a LIMIT"):
            engine.ask(ALL, "SELECT", Limits(rows=5))
        with pytest.raises(UsageError, match=r"^line 1, column 11: no SPARQL 1\.1; "):
            engine.ask("SELECT * { ", "SELECT", Limits())
