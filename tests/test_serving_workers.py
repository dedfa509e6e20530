"""Worker processes: whole answers or none, and an end to whatever takes too much."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as px
import pytest
from storing import publish, quad

from alliancekg.namespaces import BASE, ID
from alliancekg.serving import confining, frames, jobs
from alliancekg.serving.jobs import Job, Reply
from alliancekg.serving.turns import Turns
from alliancekg.serving.workers import Allowance, Call, Workers
from alliancekg.store import Store

MEMORY = 200 * 1024 * 1024
DOUBLINGS = "".join(f" BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(34))
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
NODE = f"{ID}event/nixon-doctrine"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """Yield one worker and a spare one."""
    found = Workers(Allowance(workers=1, waiting=3, memory=MEMORY))
    yield found
    found.close()


@pytest.fixture(scope="module")
def asked(built: Store) -> Job:
    """Return a job of the built store, to be changed."""
    folder = str(built.current().path)
    return Job(jobs.SPARQL, folder, table="json", boolean="json", graph="turtle")


def ask(workers: Workers, asked: Job, text: str, **changes: object) -> Reply:
    return workers.do(replace(asked, text=text, **changes))  # type: ignore[arg-type]


def test_an_answer_is_whole_and_in_the_format_that_is_asked_for(
    workers: Workers, asked: Job
) -> None:
    found = ask(workers, asked, "SELECT (1 AS ?one) {}", table="csv")
    assert found == Reply(form="SELECT", format="csv", rows=1, body=b"one\r\n1\r\n")
    found = ask(workers, asked, "ASK { ?s ?p ?o }", boolean="xml")
    assert b"<boolean>true</boolean>" in found.body
    triples = f"CONSTRUCT {{ <{NODE}> a ?c }} {{ <{NODE}> a ?c }}"
    for name in ("turtle", "ntriples", "jsonld", "rdfxml", "trig", "nquads"):
        found = ask(workers, asked, triples, graph=name)
        assert (found.format, found.fault) == (name, "")
        media = {"ntriples": "nt", "jsonld": "jsonld", "rdfxml": "rdf", "nquads": "nq"}
        form = px.RdfFormat.from_extension(media.get(name, {"turtle": "ttl"}.get(name, name)))
        assert [q.subject.value for q in px.parse(found.body, form)] == [NODE]


def test_blank_nodes_of_an_answer_are_written_in_each_format(workers: Workers, asked: Job) -> None:
    for name in ("turtle", "ntriples", "jsonld", "rdfxml", "trig", "nquads"):
        found = ask(workers, asked, "CONSTRUCT { _:a <urn:p> 1 } {}", graph=name)
        assert (found.fault, found.format) == ("", name)
        assert b"urn:p" in found.body or b"xmlns" in found.body


def test_what_may_change_from_one_time_to_the_next_is_told(workers: Workers, asked: Job) -> None:
    assert ask(workers, asked, "SELECT (NOW() AS ?now) {}").varies
    assert not ask(workers, asked, "SELECT ('NOW()' AS ?now) {}").varies


@pytest.mark.parametrize(
    ("text", "changes", "fault", "message"),
    [
        ("SELECT * {" * 600, {}, jobs.USAGE, "line 1: brackets are nested too deep"),
        ("ASK { SERVICE <urn:x> {} }", {}, jobs.USAGE, "would call another server"),
        ("ASK {", {}, jobs.USAGE, "no SPARQL 1.1"),
        ("CLEAR ALL", {}, jobs.USAGE, "CLEAR is an update"),
        ("# nothing", {}, jobs.USAGE, "there is no query in the text"),
        ("ASK {}", {"boolean": ""}, jobs.FORMAT, "ASK gives a boolean"),
        ("SELECT * {}", {"table": ""}, jobs.FORMAT, "SELECT gives a table"),
        ("DESCRIBE <urn:x>", {"graph": ""}, jobs.FORMAT, "DESCRIBE gives a graph"),
        ('SELECT ("\\u0001" AS ?a) {}', {"table": "xml"}, jobs.FORMAT, "XML cannot carry"),
        ("SELECT * { ?s ?p ?o }", {"rows": 10}, jobs.LIMIT, "over 10 rows"),
        ("SELECT * { ?s ?p ?o } LIMIT 10", {"size": 100}, jobs.LIMIT, "over 100 bytes"),
    ],
)
def test_what_is_refused_is_told_and_ends_no_process(
    text: str,
    changes: dict[str, object],
    fault: str,
    message: str,
    workers: Workers,
    asked: Job,
) -> None:
    before = workers.restarts
    found = ask(workers, asked, text, **changes)
    assert (found.fault, found.body) == (fault, b"")
    assert message in found.message
    assert workers.restarts == before


@pytest.mark.parametrize(
    ("text", "fault", "message"),
    [
        (f"SELECT (STRLEN(?a34) AS ?n) {{ BIND('aaaaaaaa' AS ?a0){DOUBLINGS} }}", jobs.MEMORY,
         "more than 200 MB of memory"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a", jobs.MEMORY, "200 MB of memory"),
        (ENDLESS, jobs.TIME, "more than 1.5 s"),
    ],
    ids=["concat", "order by", "cross product"],
)  # fmt: skip
def test_what_takes_too_much_is_ended_and_the_next_question_is_answered_at_once(
    text: str, fault: str, message: str, workers: Workers, asked: Job
) -> None:
    before = workers.restarts
    seconds = 20.0 if fault == jobs.MEMORY else 1.5
    found = ask(workers, asked, text, seconds=seconds)
    assert (found.fault, found.body) == (fault, b"")
    assert message in found.message
    assert workers.restarts == before + 1
    began = time.monotonic()
    assert ask(workers, asked, "ASK {}").fault == ""
    assert time.monotonic() - began < 1


def test_the_work_for_a_client_that_leaves_is_ended(workers: Workers, asked: Job) -> None:
    call = Call()
    timer = threading.Timer(0.3, call.leave)
    timer.start()
    began = time.monotonic()
    found = workers.do(replace(asked, text=ENDLESS, seconds=30.0), call)
    assert (found.fault, time.monotonic() - began < 5) == (jobs.GONE, True)
    assert workers.do(replace(asked, text="ASK {}"), call).fault == jobs.GONE
    assert ask(workers, asked, "ASK {}").fault == ""


def test_who_cannot_be_served_in_time_is_told_so(workers: Workers, asked: Job) -> None:
    call = Call()
    endless = replace(asked, text=ENDLESS, seconds=30.0)
    busy = threading.Thread(target=workers.do, args=(endless, call))
    busy.start()
    found: list[Reply] = []
    others = [
        threading.Thread(target=lambda: found.append(ask(workers, asked, "ASK {}", seconds=0.5)))
        for _ in range(5)
    ]
    time.sleep(0.2)
    for other in others:
        other.start()
    for other in others:
        other.join()
    call.leave()
    busy.join()
    assert {reply.fault for reply in found} == {jobs.BUSY}
    assert sorted(reply.message.partition(".")[0] for reply in found) == (
        ["all workers are busy"] * 3 + ["too many questions are waiting"] * 2
    )


def test_who_leaves_while_waiting_is_in_nobodys_way(workers: Workers, asked: Job) -> None:
    busy, left = Call(), Call()
    endless = replace(asked, text=ENDLESS, seconds=30.0)
    found: list[Reply] = []
    threads = [
        threading.Thread(target=lambda c=call: found.append(workers.do(endless, c)))
        for call in (busy, left)
    ]
    for thread in threads:
        thread.start()
        time.sleep(0.2)
    assert workers.waiting == 1
    left.leave()
    threads[1].join()
    assert (workers.waiting, [reply.fault for reply in found]) == (0, [jobs.GONE])
    busy.leave()
    threads[0].join()


def test_turns_are_given_in_the_order_in_which_they_were_asked_for() -> None:
    turns = Turns(1)
    first, second, third = (turns.enter(2) for _ in range(3))
    assert first is not None
    assert second is not None
    assert third is not None
    assert turns.enter(2) is None
    assert [place.is_granted for place in (first, second, third)] == [True, False, False]
    assert not turns.leave(second)
    turns.give_back()
    assert third.is_granted
    assert turns.leave(third)
    turns.give_back()
    last = turns.enter(2)
    assert last is not None
    assert last.is_granted


KEEPER = """
import sys
from alliancekg.serving.worker import _Opened
opened = _Opened(100_000_000)
opened.store(sys.argv[1])
kept = bytearray(b"x") * 20_000_000
few = opened.is_worn
more = bytearray(b"x") * 60_000_000
print(few, opened.is_worn)
"""


def test_a_worker_that_keeps_much_memory_is_worn(asked: Job) -> None:
    run = subprocess.run(
        [sys.executable, "-c", KEEPER, asked.generation], capture_output=True, text=True, check=True
    )
    assert run.stdout == "False True\n"


def test_memory_does_not_grow_from_one_question_to_the_next(asked: Job) -> None:
    found = Workers(Allowance(workers=1, memory=150 * 1024 * 1024))
    try:
        for _ in range(4):  # on each of the two
            reply = ask(found, asked, "ASK {}")
            assert (reply.fault, reply.is_worn) == ("", False)
        for _ in range(3):
            text = "SELECT ?s { ?s ?p ?o } LIMIT 30000"
            reply = ask(found, asked, text, table="csv")
            assert (reply.fault, reply.rows) == ("", 30000)
            assert resident(found) < 2 * 150 * 1024 * 1024
        assert found.restarts == 0
    finally:
        found.close()


def resident(workers: Workers) -> int:
    """Return the bytes that the workers which are free hold together."""
    texts = [Path(f"/proc/{pid}/status").read_text(encoding="ascii") for pid in workers.pids]
    lines = [line for text in texts for line in text.splitlines() if line.startswith("VmRSS:")]
    return sum(int(line.split()[1]) * 1024 for line in lines)


def test_a_dataset_of_the_protocol_stands_in_place_of_that_of_the_query(
    workers: Workers, asked: Job, tmp_path: Path
) -> None:
    one, two = f"{BASE}graph/one", f"{BASE}graph/two"
    store = Store(tmp_path / "store")
    publish(store, quad("a", "1", "one"), quad("b", "2", "two"))
    folder = str(store.current().path)
    text = f"SELECT (COUNT(*) AS ?n) FROM <{two}> {{ ?s ?p ?o }}"

    def count(query: str, **changes: object) -> str:
        reply = ask(workers, asked, query, generation=folder, table="csv", **changes)
        return reply.body.decode().split()[-1]

    assert count(text) == "1"
    assert count(text, default_graphs=[one, two]) == "2"
    assert count(text, named_graphs=[one]) == "0"
    assert count("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", named_graphs=[one]) == "1"
    assert count("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", default_graphs=[one]) == "0"
    gone = ask(workers, asked, "ASK {}", generation=str(tmp_path / "000009"))
    assert (gone.fault, gone.lost) == (jobs.ENGINE, True)


def test_a_node_is_given_with_its_parts_and_a_graph_by_its_name(
    workers: Workers, asked: Job
) -> None:
    reply = ask(workers, asked, NODE, kind=jobs.NODE)
    subjects = {q.subject.value for q in px.parse(reply.body, px.RdfFormat.TURTLE)}
    assert NODE in subjects
    assert len(subjects) > 1
    assert all(subject == NODE or subject.startswith(f"{NODE}#") for subject in subjects)
    reply = ask(workers, asked, NODE, kind=jobs.NODE, graph="nquads")
    quads = list(px.parse(reply.body, px.RdfFormat.N_QUADS))
    merged = {quad.triple for quad in quads if quad.graph_name == px.DefaultGraph()}
    named = {quad.triple for quad in quads if quad.graph_name != px.DefaultGraph()}
    assert merged == named
    assert f"<{BASE}graph/hwang-2006>" in {str(quad.graph_name) for quad in quads}
    trig = ask(workers, asked, NODE, kind=jobs.NODE, graph="trig")
    assert {*px.parse(trig.body, px.RdfFormat.TRIG)} == {*quads}
    assert ask(workers, asked, f"{NODE}x", kind=jobs.NODE).fault == jobs.ABSENT
    reply = ask(workers, asked, f"{BASE}graph/hwang-2006", kind=jobs.GRAPH, graph="nquads")
    quads = list(px.parse(reply.body, px.RdfFormat.N_QUADS))
    assert {q.graph_name for q in quads} == {px.DefaultGraph()}
    assert len(quads) > 100
    assert ask(workers, asked, f"{BASE}graph/none", kind=jobs.GRAPH).fault == jobs.ABSENT
    assert ask(workers, asked, "", kind=jobs.GRAPH, size=1000).fault == jobs.LIMIT


def test_a_message_arrives_whole_or_not_at_all() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        frames.send(ours, {"a": 1}, b"body")
        assert frames.receive(theirs) == ({"a": 1}, b"body")
        with pytest.raises(TimeoutError):
            frames.receive(theirs, time.monotonic() + 0.05)
        ours.sendall(b"\0\0\0\5\0\0\0\0[1]  ")
        with pytest.raises(ValueError, match="no facts"):
            frames.receive(theirs)
        ours.sendall(b"\xff" * 8)
        with pytest.raises(ValueError, match="too large"):
            frames.receive(theirs)
        ours.sendall(b"\0\0")
        ours.close()
        with pytest.raises(EOFError):
            frames.receive(theirs)


CALLER = """
import json, socket, sys
from alliancekg.serving import confining
server = socket.create_server(("127.0.0.1", 0))
is_forbidden = confining.forbid_connections()
try:
    socket.create_connection(server.getsockname(), timeout=5).close()
    outcome = "connected"
except PermissionError:
    outcome = "refused"
print(json.dumps([is_forbidden, outcome]))
"""


def test_a_confined_process_makes_no_connection_where_the_kernel_can_forbid_it() -> None:
    run = subprocess.run([sys.executable, "-c", CALLER], capture_output=True, text=True, check=True)
    has_barrier = confining.landlock() >= 4
    assert json.loads(run.stdout) == [has_barrier, "refused" if has_barrier else "connected"]


def test_a_call_that_has_passed_the_guard_is_still_refused_by_the_kernel(
    workers: Workers, asked: Job
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        text = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
        reply = ask(workers, asked, text, kind=jobs.RESULT, form="SELECT", seconds=2.0)
        assert reply.fault in (jobs.USAGE, jobs.ENGINE, jobs.TIME)
        try:
            server.accept()[0].close()
            is_called = True
        except TimeoutError:
            is_called = False
    assert is_called is (confining.landlock() < 4)


LATE = """
import sys
from alliancekg.serving import worker
worker._LATE = 0.3
worker.main(sys.argv[1:])
"""


def test_a_worker_ends_itself_if_the_server_does_not_end_it(asked: Job) -> None:
    ours, theirs = socket.socketpair()
    with ours:
        number = str(theirs.fileno())
        process = subprocess.Popen(
            [sys.executable, "-c", LATE, number, str(MEMORY)], pass_fds=(theirs.fileno(),)
        )
        theirs.close()
        frames.receive(ours, time.monotonic() + 30)
        frames.send(ours, replace(asked, text=ENDLESS, seconds=0.2).facts())
        assert process.wait(10) == -signal.SIGALRM


def test_the_workers_end_with_the_server(asked: Job) -> None:
    found = Workers(Allowance(workers=1))
    assert ask(found, asked, "ASK {}").fault == ""
    pids = found.pids
    assert len(pids) == 2
    found.close()
    assert ask(found, asked, "ASK {}").fault == jobs.BUSY
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
