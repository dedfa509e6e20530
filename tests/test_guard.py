"""The guard before the engine: what it refuses, with which words, and what it lets through."""

from __future__ import annotations

import math
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import guard, queries
from alliancekg.embedded import Embedded
from alliancekg.errors import EngineError, UsageError
from alliancekg.sparqltext import code, columns, form, groups, tokenize


def refusal(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        guard.check(text)
    return str(caught.value)


@pytest.fixture
def listener() -> Iterator[tuple[str, socket.socket]]:
    """Yield the address of a server that nobody may call, and its socket."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", server


def is_called(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <U> { ?s ?p ?o } }",
        "SELECT * { service<U>{ ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <U> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<U> { ?s ?p ?o } }",
        "SELECT * { SERVICE # a comment\n # and one more\n <U> { ?s ?p ?o } }",
        "PREFIX ex: <U> SELECT * { SERVICE ex:a { ?s ?p ?o } }",
        "PREFIX ex: <U> SELECT * { SERVICE ex: { ?s ?p ?o } }",
        "PREFIX ex: <U> SELECT * { SERVICEex:a { ?s ?p ?o } }",
        "PREFIX : <U> SELECT * { SERVICE:a { ?s ?p ?o } }",
        "PREFIX : <U> PREFIX service: <U> SELECT * { SERVICE:a { ?s ?p ?o } }",
        "BASE <U> SELECT * { SERVICE <x> { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE<U> { ?s ?p ?o } }",
        "SELECT * { FILTER EXISTS { SERVICE <U> { ?s ?p ?o } } }",
        "SELECT * { BIND('1' AS ?a) FILTER(?a<STR('>')) SERVICE <U> {?s ?p ?o} } #'",
        "SELECT * { \\u0053ERVICE <U> { ?s ?p ?o } }",
        "SELECT * { VALUES ?u { <U> } SERVICE ?u { ?s ?p ?o } }",
        "LOAD <U>",
        "LOAD SILENT <U> INTO GRAPH <U>",
    ],
)
def test_no_call_to_another_server_gets_through(
    query: str, listener: tuple[str, socket.socket]
) -> None:
    address, server = listener
    with pytest.raises(UsageError, match=r"line \d: (SERVICE|LOAD) would call another server"):
        queries.run_text(query.replace("U", address), Embedded(px.Store()))
    assert not is_called(server)


@pytest.mark.parametrize("clause", ["FROM <U>", "FROM NAMED <U>"])
def test_from_is_never_fetched(clause: str, listener: tuple[str, socket.socket]) -> None:
    address, server = listener
    query = f"SELECT ?s {clause.replace('U', address)} {{ ?s ?p ?o }}"
    assert queries.run_text(query, Embedded(px.Store())).rows == ()
    assert not is_called(server)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'military service' }",
        "SELECT * { ?s ?p 'compulsory service in Korea, a load of 3 < 4' }",
        "# who calls a service <like this>\nSELECT * { ?s ?p ?o }",
        "#+ summary: service <x>\nSELECT * { ?s ?p ?o } # services",
        "PREFIX ex: <http://example.org/service#> SELECT * { ?service ex:load ?load }",
    ],
)
def test_the_words_service_and_load_are_no_alarm(query: str) -> None:
    assert guard.check(query) == tokenize(query)


def test_a_call_is_named_with_its_line() -> None:
    assert refusal("#+ a: b\nSELECT *\n{ SERVICE <http://example.org/> {} }") == (
        "line 3: SERVICE would call another server; expected a query on this graph (no federation,"
        " no loading). Fix: take the call out, or rename the prefix or the text that reads like"
        " SERVICE"
    )


@pytest.mark.parametrize(
    "text", ["\udcff", 'ASK {\n?s ?p "\udcff" }', "ASK {}\n# \ud800", "ASK { ?s <urn:\udfff> ?o }"]
)
def test_half_a_character_is_refused_with_its_line(text: str) -> None:
    half = next(c for c in text if "\ud800" <= c <= "\udfff")
    with pytest.raises(UsageError) as caught:
        guard.check(text)
    assert str(caught.value) == (
        f"line {text.count(chr(10)) + 1}: \\u{ord(half):04x} is half a character (a surrogate);"
        " expected UTF-8. Fix: write the query in UTF-8"
    )


def test_a_text_over_64_kilobytes_is_refused() -> None:
    text = "ASK {} #" + "é" * 32764
    assert refusal(text + "é") == "the query has 65538 bytes; expected at most 65536"
    assert form(code(guard.check(text))) == "ASK"


@pytest.mark.parametrize(("opens", "closes"), [("{", "}"), ("STR(", ")"), ("(", ")"), ("[", "]")])
def test_brackets_over_100_deep_are_refused(opens: str, closes: str) -> None:
    def nested(levels: int) -> str:
        return "ASK {\n" + opens * levels + closes * levels + "}"

    assert "line 2: brackets are nested too deep; expected at most 100 levels" in refusal(
        nested(100)
    )
    if opens != "[":  # 99 nested blank nodes are too many patterns
        guard.check(nested(99))


def test_brackets_in_strings_and_comments_do_not_count() -> None:
    guard.check("ASK { ?s ?p '" + "{" * 200 + "' } #" + "(" * 200)
    assert "nested too deep" in refusal("ASK " + "{ #}\n" * 101 + "}" * 101)


@pytest.mark.parametrize("sign", ["||", "+", "|", "!", "-"])
def test_over_1000_operators_are_refused(sign: str) -> None:
    guard.check(f"ASK {{ FILTER(1 {f'{sign} 1 ' * 1000}) }}")
    assert "too many operators; expected at most 1000" in refusal(
        f"ASK {{ FILTER(1 {f'{sign} 1 ' * 1001}) }}"
    )


@pytest.mark.parametrize(
    "clause",
    ["UNION {}", "OPTIONAL {}", "MINUS {}", "BIND(1 AS ?x)", "GRAPH ?g {}", "VALUES ?x { 1 }"],
)
def test_over_200_clauses_are_refused(clause: str) -> None:
    guard.check(f"ASK {{ {{}} {clause * 200} }}")
    assert "too many clauses; expected at most 200" in refusal(f"ASK {{ {{}} {clause * 201} }}")


@pytest.mark.parametrize(
    ("first", "more"),
    [
        ("?s ?p ?o", " . ?s ?p ?o"),
        ("?s ?p ?o", " ; ?p ?o"),
        ("?s ?p ?o", " , ?o"),
        ("?s ?p ?o", " OPTIONAL {} ?s ?p ?o"),
        ("?s ?p ?o", " FILTER(1) ?s ?p ?o"),
        ("?s ?p ?o", " { ?s ?p ?o }"),
        ("?s ?p ?o", " GRAPH ?g { ?s ?p ?o }"),
        ("?s ?p ?o", " . [] ?p ?o"),
        ("?s ?p ?o", " . ?s ?p [ ?p ?o ]"),
        ("?s <p>", "/<p>"),
    ],
)
def test_over_60_patterns_in_a_group_are_refused(first: str, more: str) -> None:
    guard.check(f"ASK {{ {first}{more * 29} }}")
    assert "too many triple patterns in one group; expected at most 60" in refusal(
        f"ASK {{ {first}{more * 60} }}"
    )


def test_items_of_a_collection_are_patterns_and_arguments_are_none() -> None:
    many = ", ".join(f"'{number}'" for number in range(500))
    guard.check(f"ASK {{ ?s ?p ?o FILTER(?o IN ({many}) && CONCAT({many}) != '') }}")
    guard.check(f"ASK {{ VALUES ?o {{ {many.replace(',', '')} }} ?s ?p ?o }}")
    guard.check(f"ASK {{ VALUES (?s ?o) {{ {'(1 2) ' * 500} }} ?s ?p ?o }}")
    assert "too many triple patterns" in refusal("ASK { ?s ?p ( " + "1 " * 31 + ") }")


def test_prefixes_columns_and_templates_are_no_patterns() -> None:
    prefixes = "".join(f"PREFIX p{number}: <http://example.org/>\n" for number in range(99))
    names = "".join(f" (1 AS ?x{number})" for number in range(99))
    guard.check(f"{prefixes} SELECT{names} {{ ?s ?p ?o }} ORDER BY{' ?s' * 99}")
    guard.check(f"CONSTRUCT {{ {'?s ?p ?o . ' * 99} }} WHERE {{ ?s ?p ?o }}")


def test_groups_apart_are_counted_apart() -> None:
    thirty = "?s ?p ?o . " * 30
    guard.check(
        f"ASK {{ {thirty} OPTIONAL {{ {thirty} }} FILTER EXISTS {{ {thirty} }}"
        f" MINUS {{ {thirty} }} {{ {thirty} }} UNION {{ {thirty} }} }}"
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK {\n ?s ?p 'open }", "line 2, column 8: a quote is opened and never closed"),
        ("ASK { ?s ?p \\x }", "line 1, column 13: '\\' stands in no SPARQL query"),
        ("ASK { ?s ?p \x00 }", "line 1, column 13: 'U+0000' stands in no SPARQL query"),
        ("ASK { } }", "line 1: '}' closes nothing"),
        ("ASK { << ?s ?p ?o >> ?q ?r }", "line 1: '<<' is not SPARQL 1.1"),
        ("ASK {\n {} lateral {} }", "line 2: 'lateral' is not SPARQL 1.1"),
    ],
)
def test_what_is_no_query_is_refused_with_its_place(query: str, words: str) -> None:
    assert refusal(query) == words


def test_a_sign_that_engines_read_in_two_ways_is_refused() -> None:
    assert "can be read as 'less than' and as an IRI" in refusal("ASK { FILTER(?a<STR('>')) }")
    guard.check("ASK { FILTER(?a < STR('>')) }")
    guard.check("ASK { VALUES (?a ?b) { ('x' <http://example.org/#a>) } }")
    guard.check("ASK { FILTER(?a = <http://example.org/#a>) }")


def test_less_than_without_spaces_is_no_iri() -> None:
    tokens = code(tokenize("ASK { FILTER(?a<?b&&?c>?d) ?a <urn:a&b> ?b }"))
    assert [t.text for t in tokens if t.kind == "iri"] == ["<urn:a&b>"]
    assert set(groups(tokens)[1].variables) == {"a", "b", "c", "d"}


def test_tokens_have_lines_and_offsets() -> None:
    text = "PREFIX a: <x#y> # c?\r\nSELECT $v { ?s a:b.c '''x\n'y''' . }"
    tokens = tokenize(text)
    assert all(text[t.start : t.end] == t.text for t in tokens)
    assert [(t.kind, t.text, t.line) for t in tokens] == [
        ("word", "PREFIX", 1),
        ("pname", "a:", 1),
        ("iri", "<x#y>", 1),
        ("comment", "# c?", 1),
        ("word", "SELECT", 2),
        ("var", "$v", 2),
        ("sign", "{", 2),
        ("var", "?s", 2),
        ("pname", "a:b.c", 2),
        ("string", "'''x\n'y'''", 2),
        ("sign", ".", 3),
        ("sign", "}", 3),
    ]


def test_names_end_where_the_grammar_ends_them() -> None:
    text = r"a:b.c. :x\.. _:b1. ?x·y true.:s é:ö. ex:- a.b:c 1.e3 1. .5 @en-GB"
    assert [f"{t.kind} {t.text}" for t in tokenize(text)] == [
        *("pname a:b.c", "sign .", r"pname :x\.", "sign .", "blank _:b1", "sign ."),
        *("var ?x·y", "word true", "sign .", "pname :s", "pname é:ö", "sign ."),
        *("pname ex:", "sign -", "pname a.b:c", "number 1.e3", "number 1", "sign ."),
        *("number .5", "language @en-GB"),
    ]


@pytest.mark.parametrize(
    "piece", ["a.", ":a.", "_:a..", "'", "?", "<a ", "\u0020", "service ", "{ #service", "1.", "( "]
)
def test_the_guard_is_quick_for_hostile_texts(piece: str) -> None:
    process = run_python(f"""
        from alliancekg.guard import UsageError, check
        try:
            check({piece!r} * ({guard.BYTES} // {len(piece)}))
        except UsageError:
            pass
    """)
    process.communicate(timeout=20)
    assert process.returncode == 0


@pytest.mark.shared
def test_the_w3c_queries_have_the_form_and_columns_that_the_engine_finds(shared: Path) -> None:
    store, seen = px.Store(), 0
    classes = {"SELECT": px.QuerySolutions, "ASK": px.QueryBoolean}
    for path in sorted((shared / "w3c").glob("sparql1[01]/*/*.rq")):
        text = path.read_bytes().decode().removeprefix("\ufeff")
        if "service" in text.lower() or "<<" in text or "\\u" in text:
            continue
        try:
            found = store.query(text, base_iri="http://example.org/")
        except (SyntaxError, ValueError, RuntimeError):
            continue
        live = code(guard.check(text))
        assert isinstance(found, classes.get(form(live), px.QueryTriples)), path
        if isinstance(found, px.QuerySolutions) and "*" not in columns(live):
            assert columns(live) == tuple(v.value for v in found.variables), path
        seen += 1
    assert seen > 250


@pytest.mark.shared
@pytest.mark.parametrize("name", ["service_hidden", "deep_functions"])
def test_bad_queries_are_refused_before_the_engine(shared: Path, name: str) -> None:
    words = {"service_hidden": "line 1: SERVICE", "deep_functions": "nested too deep"}
    assert words[name] in refusal((shared / "bad-inputs/rq" / f"{name}.rq").read_text("utf-8"))


def test_what_the_work_returns_or_raises_comes_back() -> None:
    assert guard.limited(lambda _: threading.current_thread().name) == "query"
    with pytest.raises(UsageError, match="wrong"):
        guard.limited(_raise)
    assert threading.stack_size() == 0


def _raise(_: threading.Event) -> None:
    raise UsageError("wrong")


def test_after_the_time_limit_the_caller_goes_on_and_the_work_is_told() -> None:
    told = threading.Event()

    def work(stop: threading.Event) -> None:
        stop.wait()
        told.set()

    with pytest.raises(EngineError, match=r"the query took more than 0\.01 s and was given up"):
        guard.limited(work, 0.01)
    assert told.wait(30)


@pytest.mark.parametrize("seconds", [1e12, math.inf])
def test_a_time_beyond_what_a_system_can_wait_is_no_fault(seconds: float) -> None:
    assert guard.limited(lambda _: 1, seconds) == 1


def run_python(lines: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(lines)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_thread_survives_what_kills_the_main_thread() -> None:
    process = run_python("""
        import pyoxigraph as px
        from alliancekg.guard import limited
        query = "SELECT * { BIND(" + "STR(" * 2000 + "1" + ")" * 2000 + " AS ?x) }"
        print(len(limited(lambda _: list(px.Store().query(query)))))
    """)
    assert process.communicate(timeout=60) == ("1\n", "")


_ENDLESS = """
    import pyoxigraph as px
    from alliancekg.errors import EngineError
    from alliancekg.guard import limited
    store, node = px.Store(), px.NamedNode("urn:p")
    store.extend(px.Quad(node, node, px.Literal(n)) for n in range(3000))
    def work(stop):
        print("begun", flush=True)
        return list(store.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"))
    try:
        limited(work, SECONDS)
    except EngineError:
        raise SystemExit(3)
    except KeyboardInterrupt:
        raise SystemExit(130)
"""


def test_a_process_ends_though_the_engine_has_not() -> None:
    process = run_python(_ENDLESS.replace("SECONDS", "0.2"))
    process.communicate(timeout=60)
    assert process.returncode == 3


def test_the_keyboard_interrupts_a_query() -> None:
    process = run_python(_ENDLESS.replace("SECONDS", "600"))
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
