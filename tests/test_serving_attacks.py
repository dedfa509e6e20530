"""Attacks on the running server: each is refused or ended, and the next question is answered."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest
from servers import Served, alliancekg_server

from alliancekg.store import Store

DEEP = 3000
WITHIN = 1.0  # seconds
GROWTH = 512 * 1024 * 1024
PREFIX = "PREFIX : <urn:> "


def nested(before: str, after: str = "", inner: str = "", depth: int = DEEP) -> str:
    return f"{before * depth}{inner}{after * depth}"


FORMS = {
    "braces": f"SELECT * {nested('{', '}')}",
    "braces left open": f"SELECT * {'{' * DEEP}",
    "parentheses": f"SELECT * {{ FILTER{nested('(', ')', '1')} }}",
    "calls": f"SELECT * {{ FILTER({nested('STR(', ')', '1')} = 1) }}",
    "coalesce": f"SELECT * {{ BIND({nested('COALESCE(', ')', '1')} AS ?a) }}",
    "not": f"SELECT * {{ FILTER({'!' * DEEP}true) }}",
    "brackets": f"SELECT * {{ {nested('[ :p ', ']', '1')} :p 1 }}",
    "collections": f"SELECT * {{ {nested('( ', ')', '1')} :p 1 }}",
    "optional": f"SELECT * {{ {nested('OPTIONAL { ', '}')} }}",
    "minus": f"SELECT * {{ {nested('MINUS { ', '}')} }}",
    "minus in a row": f"SELECT * {{ {'MINUS { ?a ?b ?c } ' * DEEP} }}",
    "sub-selects": nested("SELECT * { ", "}"),
    "exists": f"SELECT * {{ {nested('FILTER NOT EXISTS { ', '}')} }}",
    "union": f"SELECT * {{ {'{} UNION ' * DEEP}{{}} }}",
    "bind": "SELECT * { " + " ".join(f"BIND(1 AS ?a{n})" for n in range(DEEP)) + " }",
    "sums": f"SELECT ({'1+' * DEEP}1 AS ?a) {{}}",
    "alternatives": f"SELECT * {{ ?a {':p|' * DEEP}:p ?b }}",
    "paths": f"SELECT * {{ ?a {nested('(', ')', ':p')} ?b }}",
    "graphs": f"SELECT * {{ {nested('GRAPH ?g { ', '}')} }}",
    "triple terms": f"SELECT * {{ {nested('<<( :a :b ', ')>>', ':c')} :p 1 }}",
    "comments between": "SELECT * " + "{ # {\n" * DEEP,
    "or": "SELECT * { FILTER(" + " || ".join(f"?a = {n}" for n in range(DEEP)) + ") }",
}
PATTERNS = "SELECT * { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(300)) + " }"
DOUBLINGS = "".join(f" BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(34))
NUMBERS = " ".join(map(str, range(300)))
BOMBS = {
    "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "paths": "SELECT (COUNT(*) AS ?n) { ?a ((!:x)*/(!:y)*)* ?b . ?c (!:x)* ?d . ?b (!:z)* ?c }",
    "order by": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a",
    "concat": f"SELECT (STRLEN(?a34) AS ?n) {{ BIND('aaaaaaaa' AS ?a0){DOUBLINGS} }}",
    "values": "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?{name} {{ {NUMBERS} }}" for name in "abcd")
    + " }",
    "distinct": "SELECT DISTINCT (RAND() AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "rows without end": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
}
CALLS = (
    "SELECT * { SERVICE <U> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <U> { ?s ?p ?o } }",
    "SELECT * { BIND('1' AS ?a) FILTER(?a<STR('>')) SERVICE <U> {?s ?p ?o} } #'",
    "PREFIX ex: <U> SELECT * { SERVICEex:a { ?s ?p ?o } }",
    "BASE <U> SELECT * { SERVICE <x> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <U> { ?s ?p ?o } }",
    "SELECT * { VALUES ?u { <U> } SERVICE ?u { ?s ?p ?o } }",
    "SELECT * FROM <U> { ?s ?p ?o }",
    "LOAD <U>",
)


@pytest.fixture(scope="module")
def attacked(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Run a server that does one thing at a time, so that whoever blocks it blocks all."""
    log = tmp_path_factory.mktemp("attacked") / "log"
    limits = ("--workers", "1", "--time-limit", "1.5", "--memory", "200", "--waiting", "1")
    with alliancekg_server(built.path, log, *limits) as found:
        assert ask(found, "ASK {}").status_code == 200
        yield found


@pytest.fixture(autouse=True)
def unharmed(attacked: Served) -> Iterator[None]:
    """After each attack the next question is answered at once, and memory has not grown."""
    before = memory(attacked)
    yield
    began = time.monotonic()
    response = ask(attacked, "SELECT (COUNT(*) AS ?n) { ?s a ?c }")
    assert response.status_code == 200
    assert time.monotonic() - began < WITHIN
    assert memory(attacked) - before < GROWTH
    assert not [line for line in attacked.lines() if "traceback" in line]


def ask(served: Served, query: str) -> httpx.Response:
    return httpx.post(f"{served.address}/sparql", data={"query": query}, timeout=20)


def memory(served: Served) -> int:
    """Return the bytes that the server and its workers hold."""
    found = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            text = (folder / "status").read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        facts = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        if served.process.pid in (int(folder.name), int(facts["PPid"])):
            found += int(facts.get("VmRSS", "0").split()[0]) * 1024
    return found


@pytest.mark.parametrize("form", FORMS)
def test_what_is_nested_too_deep_is_refused_before_the_engine(form: str, attacked: Served) -> None:
    response = ask(attacked, PREFIX + FORMS[form])
    assert response.status_code == 400
    assert response.json()["detail"].startswith("line ")


def test_too_many_patterns_are_refused(attacked: Served) -> None:
    response = ask(attacked, PATTERNS)
    assert response.status_code == 400
    assert "too many triple patterns in one group" in response.json()["detail"]


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_takes_too_much_is_ended(bomb: str, attacked: Served) -> None:
    most = 0
    is_over = threading.Event()

    def watch() -> None:
        nonlocal most
        while not is_over.wait(0.05):
            most = max(most, memory(attacked))

    before = memory(attacked)
    watcher = threading.Thread(target=watch)
    watcher.start()
    response = ask(attacked, PREFIX + BOMBS[bomb])
    is_over.set()
    watcher.join()
    assert response.status_code in {413, 503}, response.text
    assert response.json()["detail"].endswith(("Fix: ask for less", "Fix: add a LIMIT"))
    assert most - before < GROWTH


@pytest.mark.parametrize("query", CALLS)
def test_no_connection_is_made(query: str, attacked: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        response = ask(attacked, query.replace("U", address, 1) if "<U>" in query else query)
        assert response.status_code == (200 if " FROM " in query else 400)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_client_that_leaves_ends_its_question(attacked: Served) -> None:
    body = f"query={BOMBS['cross product']}".replace(" ", "+")
    head = (
        "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
        f" application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    began = time.monotonic()
    for _ in range(4):  # one after the other they would take six seconds
        with socket.create_connection(attacked.place, timeout=10) as connection:
            connection.sendall((head + body).encode())
            time.sleep(0.1)
    assert ask(attacked, "ASK {}").status_code == 200
    assert time.monotonic() - began < 1.5


def test_many_questions_at_once_are_answered_or_told_to_wait(attacked: Served) -> None:
    found: list[httpx.Response] = []

    def throw(number: int) -> None:
        found.append(ask(attacked, f"{BOMBS['cross product']} # {number}"))

    bombs = [threading.Thread(target=throw, args=(number,)) for number in range(5)]
    for bomb in bombs:
        bomb.start()
    for bomb in bombs:
        bomb.join()
    assert sorted(response.status_code for response in found) == [429, 429, 429, 503, 503]
    assert [r.headers.get("retry-after") for r in found if r.status_code == 429] == ["1"] * 3


def test_a_body_without_end_is_refused(attacked: Served) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    with socket.create_connection(attacked.place, timeout=10) as connection:
        connection.sendall(head)
        sent = 0
        with suppress(OSError):
            while sent < 100_000_000:
                connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                sent += 65536
    assert 8_000_000 < sent < 50_000_000


def test_half_open_connections_are_in_nobodys_way(attacked: Served) -> None:
    with ExitStack() as stack:
        for number in range(300):
            connection = socket.create_connection(attacked.place, timeout=10)
            stack.enter_context(connection)
            if number % 2:
                connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nX-")
        began = time.monotonic()
        assert ask(attacked, "ASK {}").status_code == 200
        assert time.monotonic() - began < WITHIN


def dripping(place: tuple[str, int], start: bytes, rest: bytes) -> tuple[bytes, float]:
    """Send a request byte by byte until the server has enough; return its word, and the seconds."""
    began = time.monotonic()
    with socket.create_connection(place, timeout=10) as connection:
        connection.sendall(start)
        connection.settimeout(0.1)
        for at in range(80):
            try:
                connection.sendall(rest[at : at + 1])
                if (found := connection.recv(500)) or at:
                    return found, time.monotonic() - began
            except TimeoutError:
                continue
            except OSError:
                return b"", time.monotonic() - began
    return b"nothing", time.monotonic() - began


SHORT = """
import sys
from alliancekg.cli import main
from alliancekg.serving import listening, responding
listening.HEAD, listening.DRAIN, listening.CONNECTIONS = 0.5, 0.5, 20
responding.BODY_SECONDS = 0.5
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def hasty(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Run a server that waits for nobody longer than half a second, and for 20 at once."""
    log = tmp_path_factory.mktemp("hasty") / "log"
    with alliancekg_server(built.path, log, "--workers", "1", script=SHORT) as found:
        yield found


@pytest.mark.parametrize(
    ("start", "answer"),
    [
        (b"", b""),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", b""),
        (b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
         b"Content-Length: 1000\r\n\r\n", b"HTTP/1.1 408 "),
    ],
    ids=["nothing", "head", "body"],
)  # fmt: skip
def test_a_slow_client_is_dropped(start: bytes, answer: bytes, hasty: Served) -> None:
    found, seconds = dripping(hasty.place, start, b"X-A: " + b"x" * 100)
    assert found[: len(answer)] == answer
    assert bool(found) is bool(answer)
    assert 0.3 < seconds < 3
    assert httpx.get(f"{hasty.address}/healthz").status_code == 200


def test_a_client_that_takes_nothing_is_dropped(hasty: Served) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(10)
        connection.connect(hasty.place)
        query = b"SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+40000"  # ten megabytes
        head = b"GET /sparql?query=%b HTTP/1.1\r\nHost: localhost\r\n\r\n" % query
        connection.sendall(head)
        first = connection.recv(4096)
        time.sleep(1)
        taken = len(first)
        while piece := connection.recv(65536):
            taken += len(piece)
    length = re.search(rb"content-length: (\d+)", first)
    assert length is not None
    assert taken < int(length[1])


def test_more_connections_than_there_is_room_for_push_out_the_idle_ones(hasty: Served) -> None:
    with ExitStack() as stack:
        waiting = [socket.create_connection(hasty.place, timeout=10) for _ in range(25)]
        for connection in waiting:
            stack.enter_context(connection)
        assert httpx.get(f"{hasty.address}/healthz").status_code == 200


def test_a_kept_connection_serves_many_requests(hasty: Served) -> None:
    with httpx.Client(base_url=hasty.address) as client:
        for _ in range(4):
            assert client.get("/healthz").status_code == 200
            time.sleep(0.2)
