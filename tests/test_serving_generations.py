"""A server and its store: new generations, broken ones, its start and its end."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as px
import pytest
from servers import Served, alliancekg_server
from starlette.requests import Request
from starlette.types import Message
from storing import publish, quad

from alliancekg import queries
from alliancekg.cli import main
from alliancekg.embedded import Embedded
from alliancekg.serving import jobs
from alliancekg.serving.evaluating import Evaluator
from alliancekg.serving.following import Following
from alliancekg.serving.jobs import Job
from alliancekg.serving.problems import Refused
from alliancekg.serving.telemetry import Telemetry
from alliancekg.serving.workers import Allowance, Workers
from alliancekg.store import KEEP, Store
from alliancekg.workspace import Workspace

HEADLINE = "events-after-withdrawal-announcements"
VALUES = "SELECT ?v (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?v } } GROUP BY ?v"
PARTS = 20


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def served(store: Store, tmp_path: Path) -> Iterator[Served]:
    publish_number(store, 1)
    with alliancekg_server(store.path, tmp_path / "log") as found:
        yield found


def publish_number(store: Store, number: int) -> None:
    """Publish a generation all of whose statements, in two graphs, have one value."""
    quads = [quad(str(part), str(number), "ab"[part % 2]) for part in range(PARTS)]
    publish(store, *quads)


def values(served: Served) -> str:
    response = httpx.get(f"{served.address}/sparql.csv", params={"query": VALUES})
    assert response.status_code == 200, response.text
    return response.text


def test_new_generations_are_served_and_no_question_is_dropped_or_sees_two(
    store: Store, served: Served
) -> None:
    seen: list[list[int]] = []
    wrong: list[str] = []
    is_over = threading.Event()

    def look() -> None:
        mine: list[int] = []
        seen.append(mine)
        with httpx.Client(base_url=served.address) as client:
            while not is_over.is_set():
                response = client.get("/sparql.csv", params={"query": VALUES})
                rows = response.text.split()
                if response.status_code != 200 or len(rows) != 2 or rows[1][-3:] != f",{PARTS}":
                    wrong.append(response.text)
                    return
                mine.append(int(rows[1].partition(",")[0]))

    lookers = [threading.Thread(target=look) for _ in range(2)]
    for looker in lookers:
        looker.start()
    last = KEEP + 3  # so many that those at the beginning are removed
    for number in range(2, last + 1):
        publish_number(store, number)
    assert values(served) == f"v,n\r\n{last},{PARTS}\r\n"
    is_over.set()
    for looker in lookers:
        looker.join()
    assert wrong == []
    for mine in seen:
        assert mine == sorted(mine)
    assert len({number for mine in seen for number in mine}) > 2


SOURCES = """\
id,type,title,citation,rank
almanac,Dataset,An almanac,An almanac.,9
"""
DATINGS = """\
record,aspect,edtf
event/carter-withdrawal-announcement,time,1977-03-09
event/cfc-establishment,time,1978-11-07
event/defense-responsibility-transfer,time,1978-11-08
"""


def test_clients_see_a_load_from_one_moment_on_and_whole(
    built: Store, root: Path, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    shutil.copytree(built.path, store.path)
    saved = queries.get(Workspace.find(root).queries, HEADLINE)
    text = queries.bound(saved, Embedded(store.current().open()))
    (tmp_path / "sources.csv").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "datings.csv").write_text(DATINGS, encoding="utf-8")
    seen: list[list[str]] = [[] for _ in range(8)]
    faults: list[str] = []
    is_over = threading.Event()

    def look(mine: list[str]) -> None:
        with httpx.Client(base_url=server.address, timeout=60) as client:
            while not is_over.wait(0.01):  # for the load needs the processor too
                response = client.post("/sparql.csv", data={"query": text})
                if response.status_code != 200:
                    faults.append(response.text)
                mine.append(response.text)

    before = answer(store, text)
    with alliancekg_server(store.path, tmp_path / "log") as server:
        lookers = [threading.Thread(target=look, args=(mine,)) for mine in seen]
        for looker in lookers:
            looker.start()
        try:
            command = [sys.executable, "-m", "alliancekg", "--store", str(store.path), "load"]
            files = [str(tmp_path / name) for name in ("datings.csv", "sources.csv")]
            subprocess.run(
                [*command, "tables", *files, "--source", "almanac"], check=True, capture_output=True
            )
            asked = httpx.post(f"{server.address}/sparql.csv", data={"query": text}, timeout=60)
        finally:
            is_over.set()
            for looker in lookers:
                looker.join()
    after = answer(store, text)
    assert len(after.splitlines()) == len(before.splitlines()) + 2
    assert asked.text == after
    assert faults == []
    for mine in seen:
        assert mine[0] == before
        old = mine.count(before)
        assert mine == [before] * old + [after] * (len(mine) - old)


def answer(store: Store, text: str) -> str:
    found = store.current().open().query(text)
    assert isinstance(found, px.QuerySolutions)
    written = found.serialize(format=px.QueryResultsFormat.CSV)
    assert written is not None
    return written.decode()


def test_a_tag_holds_until_other_statements_are_published(store: Store, served: Served) -> None:
    def get(tag: str = "") -> httpx.Response:
        query = {"query": VALUES}
        headers = {"if-none-match": tag} if tag else {}
        return httpx.get(f"{served.address}/sparql", params=query, headers=headers)

    tag = get().headers["etag"]
    publish_number(store, 1)
    assert (store.current().number, get(tag).status_code) == (2, 304)
    publish_number(store, 2)
    assert get(tag).status_code == 200
    store.rollback()
    assert get(tag).status_code == 304


def test_a_server_can_keep_to_an_earlier_generation(store: Store, tmp_path: Path) -> None:
    publish_number(store, 1)
    publish_number(store, 2)
    with alliancekg_server(store.path, tmp_path / "log", "--at", "1") as served:
        assert values(served) == f"v,n\r\n1,{PARTS}\r\n"
        publish_number(store, 3)
        assert values(served) == f"v,n\r\n1,{PARTS}\r\n"


def test_a_broken_store_is_told_without_its_place_and_served_again_when_it_is_mended(
    store: Store, served: Served
) -> None:
    (store.path / "current").write_text("9\n", encoding="ascii")
    for path in ("/sparql?query=ASK{}", "/readyz", "/.well-known/void"):
        response = httpx.get(served.address + path)
        assert response.status_code == 503
        expected = "the graph cannot be read now; the log of the server says why"
        assert response.json()["detail"] == expected
    assert httpx.get(f"{served.address}/healthz").status_code == 200
    faults = [str(line["fault"]) for line in served.lines() if "fault" in line]
    assert faults
    assert all("points to generation 9" in fault for fault in faults)
    (store.path / "current").write_text("1\n", encoding="ascii")
    assert values(served) == f"v,n\r\n1,{PARTS}\r\n"
    sizes = sorted(store.current().data.glob("*.sst"))
    sizes[0].write_bytes(b"")
    publish_number(store, 2)
    assert values(served) == f"v,n\r\n2,{PARTS}\r\n"


def test_a_question_whose_generation_is_removed_meanwhile_is_answered_from_the_next(
    store: Store,
) -> None:
    workers = Workers(Allowance(workers=1))
    try:
        publish_number(store, 1)
        following = Following(store)
        old = following.now()
        publish_number(store, 2)
        shutil.rmtree(old.path)
        evaluator = Evaluator(workers, following, Telemetry())
        job = Job(jobs.SPARQL, "", VALUES, table="csv")

        async def never() -> Message:
            await asyncio.Event().wait()
            raise AssertionError

        request = Request({"type": "http", "method": "GET", "headers": []}, never)
        reply = asyncio.run(evaluator.answer(request, old, job))
        assert reply.body.decode() == f"v,n\r\n2,{PARTS}\r\n"
        shutil.rmtree(store.current().path)
        with pytest.raises(Refused, match="the graph cannot be read now"):
            asyncio.run(evaluator.answer(request, following.now(), job))
    finally:
        workers.close()


@pytest.mark.parametrize(
    ("path", "query"),
    [("/sparql.csv", {"query": VALUES}), ("/api/queries/numbers.csv", {}), ("/id/some/one", {})],
)
def test_an_answer_is_tagged_by_its_own_generation_though_the_one_before_is_removed(
    path: str, query: dict[str, str], store: Store, served: Served
) -> None:
    def get() -> httpx.Response:
        return httpx.get(served.address + path, params=query)

    def mention(number: int) -> px.Quad:
        node = px.NamedNode("https://w3id.org/alliancekg/id/some/one")
        return px.Quad(node, px.NamedNode("urn:p"), px.Literal(number), px.NamedNode("urn:g"))

    publish(store, mention(1))
    pointer, old = store.path / "current", store.current().path
    kept = store.path.with_name("kept")
    os.link(pointer, kept)
    before = kept.stat()
    assert httpx.get(f"{served.address}/sparql").status_code == 200  # it has read the pointer
    publish(store, mention(2))
    kept.write_bytes(pointer.read_bytes())
    os.utime(kept, ns=(before.st_atime_ns, before.st_mtime_ns))
    kept.replace(pointer)  # it looks as before: the server has missed that it changed
    shutil.rmtree(old)
    first, second = get(), get()
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.text == second.text
    tags = first.headers.get("etag"), second.headers["etag"]
    assert tags[0] in (None, tags[1])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_lets_what_has_begun_be_answered(number: signal.Signals, served: Served) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\n"
        b"Content-Type: application/sparql-query\r\nContent-Length: 25\r\n\r\nSELECT "
    )
    with socket.create_connection(served.place, timeout=10) as connection:
        connection.sendall(head)
        assert httpx.get(f"{served.address}/healthz").status_code == 200  # it has begun
        served.process.send_signal(number)
        with pytest.raises(subprocess.TimeoutExpired):
            served.process.wait(0.5)
        connection.sendall(b"(1 AS ?a) WHERE {}")
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"\r\n\r\na\r\n1\r\n")
    assert served.process.wait(10) == 0
    assert not [line for line in served.lines() if "traceback" in line]


def test_the_workers_of_a_server_that_is_killed_end_too(served: Served) -> None:
    def workers() -> list[str]:
        found = []
        for folder in Path("/proc").iterdir():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                status = (folder / "status").read_text(encoding="ascii", errors="replace")
            except OSError:
                continue
            if b"alliancekg.serving.worker" in words and "State:\tZ" not in status:
                parent = status.partition("PPid:")[2].split()[0]
                found += [folder.name] if parent in mine else []
        return found

    mine = {str(served.process.pid)}
    pids = workers()
    assert len(pids) == 3
    served.process.kill()
    served.process.wait()
    for pid in pids:
        for _ in range(200):
            try:
                text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
            except OSError:
                break
            if "State:\tZ" in text:
                break
            threading.Event().wait(0.02)
        else:
            pytest.fail(f"{pid} lives")


def test_what_stands_in_the_way_of_a_start_is_told(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*options: str) -> tuple[int, str]:
        code = main(["--store", str(store.path), "serve", *options])
        return code, capsys.readouterr().err

    assert run() == (2, f"{store.path}: no graph yet. Fix: run alliancekg build\n")
    publish_number(store, 1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, told = run("--port", port)
        assert (code, told.startswith(f"127.0.0.1:{port}: cannot be listened on: ")) == (3, True)
    for origin in ("example.org", "https://", "https://example.org/"):
        code, told = run("--port", "0", "--allow-origin", origin)
        assert (code, f"'{origin}' is no origin" in told) == (2, True)
    for name in ("kg.example:80", "https://kg.example/a", "http://kg.example", "https://", ""):
        code, told = run("--port", "0", "--allow-host", name)
        assert (code, f"'{name}' is no name of a host" in told) == (2, True)
    code, told = run("--port", "0", "--allow-origin", "none", "--allow-origin", "*")
    assert (code, "none is given with others" in told) == (2, True)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--port", "70000"), ("--port", "x"), ("--workers", "0"), ("--time-limit", "0"),
     ("--rows", "-1"), ("--memory", "")],
)  # fmt: skip
def test_a_wrong_limit_is_refused(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["serve", f"{option}={value}"])
    assert caught.value.code == 2
    assert f"argument {option}: '{value}' is" in capsys.readouterr().err
