"""What a server does under load: 32 clients ask the headline query while loads are published.

    python benchmarks/serving_load.py [--store DIR] [--clients N] [--seconds N]

Three runs, one after the other, of a server with the limits that it has by itself: `alliancekg
serve` asked the same text by all, so that the answers it keeps serve; the same asked another
comment in each query, so that none does; and Oxigraph's own server, `oxigraph serve-read-only`, on
the same graph. In all runs `alliancekg load` loads a table again and again, each time with other
days, so that each generation of the store has another answer, in two rows. Each answer must be,
byte by byte, that of one generation which was current between question and answer, as the engine in
this process gives it, and no client may be led back to an earlier one. A ratio is against Oxigraph,
which answers from the first generation throughout. Clients and loads share the machine with the
servers, with Oxigraph too.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as px
from crowd import asking
from verdicts import Published, Run

from alliancekg import queries, tables
from alliancekg.embedded import Embedded
from alliancekg.generations import Generation
from alliancekg.store import Store
from alliancekg.workspace import Workspace

HEADLINE: Final = "events-after-withdrawal-announcements"
SOURCES: Final = """\
id,type,title,citation,rank
load-test,Dataset,Days of a load test,Days of a load test.,9
"""
DATINGS: Final = """\
record,aspect,edtf
event/carter-withdrawal-announcement,time,1977-03-09
event/cfc-establishment,time,{day}
event/defense-responsibility-transfer,time,{day}
"""


class Loads:
    """Loads a table into a store, by the command line, each time with another day."""

    def __init__(self, store: Store, folder: Path, text: str) -> None:
        self._store, self._folder, self.text = store, folder, text
        self._days = itertools.count(1)
        folder.mkdir()
        (folder / "sources.csv").write_text(SOURCES, encoding="utf-8")

    def now(self) -> Published:
        """Return the current generation, as if it had always been."""
        generation = self._store.current()
        return Published(generation.number, answer(generation, self.text))

    def one(self, end: float) -> Published | None:
        """Load the table with the next day; give it up at a time, and return None."""
        number = next(self._days)
        day = f"{1979 + number // 28}-01-{number % 28 + 1:02}"
        table = self._folder / "datings.csv"
        table.write_text(DATINGS.format(day=day), encoding="utf-8")
        command = [sys.executable, "-m", "alliancekg", "--quiet", "--store", str(self._store.path)]
        command += ["load", "tables", str(table), str(self._folder / "sources.csv")]
        begun = time.monotonic()
        command += ["--source", "load-test"]
        quiet, pipe = subprocess.DEVNULL, subprocess.PIPE
        with subprocess.Popen(command, stdout=quiet, stderr=pipe) as load:
            try:
                _, told = load.communicate(timeout=max(0.0, end - begun))
            except subprocess.TimeoutExpired:
                load.kill()
                return None
        if load.returncode:
            raise SystemExit(f"the load ended with {load.returncode}: {told.decode()}")
        ended = time.monotonic()
        generation = self._store.current()
        return Published(generation.number, answer(generation, self.text), begun, ended)


def answer(generation: Generation, text: str) -> bytes:
    """Return the answer of the engine in this process, as CSV."""
    found = generation.open().query(text)
    assert isinstance(found, px.QuerySolutions)
    written = found.serialize(format=px.QueryResultsFormat.CSV)
    assert written is not None
    return written


@dataclass(frozen=True, slots=True)
class Server:
    """How a server is started, where it answers, and whether it follows what is loaded."""

    command: Sequence[str]
    port: int
    path: str
    follows: bool


def ours(store: Store) -> Server:
    """Return `alliancekg serve` on a store, with the limits that it has by itself."""
    port = free_port()
    program = (sys.executable, "-m", "alliancekg", "--quiet", "--store", str(store.path))
    return Server((*program, "serve", "--port", str(port)), port, "/sparql", True)


def peer(data: Path) -> Server:
    """Return Oxigraph's own server on the database of a generation."""
    port = free_port()
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    command = (program, "serve-read-only", "--location", str(data), "--bind", f"127.0.0.1:{port}")
    return Server(command, port, "/query", False)


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends, from when it takes connections."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        try:
            for _ in range(600):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield process
        finally:
            process.terminate()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def resident(pid: int) -> dict[str, float]:
    """Return the megabytes that a process and those that it has started hold; Linux only."""
    found = {"server": 0.0, "workers": 0.0}
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        facts = dict(line.partition(":")[::2] for line in lines)
        mine = {path.parent.name: "server", facts["PPid"].strip(): "workers"}
        if name := mine.get(str(pid)):
            found[name] += int(facts.get("VmRSS", "0 kB").split()[0]) / 1024
    return found


def measured(
    server: Server, loads: Loads, clients: int, seconds: float, is_fresh: bool = False
) -> Run:
    """Let the clients ask a server until the time is over and, if it follows, a load has ended."""
    first = loads.now()
    with running(server.command, server.port) as process:
        asked = ("127.0.0.1", server.port), server.path, loads.text
        with asking(*asked, clients, is_fresh) as seen:
            time.sleep(min(2.0, seconds / 3))  # all workers have answered
            before, begun = resident(process.pid), time.monotonic()
            run, end = Run(seen, published=[first]), begun + seconds
            while time.monotonic() < end or (server.follows and not run.loads):
                if new := loads.one(begun + 120 if server.follows else end):
                    run.published.append(new)
                run.loads = len(run.published) - 1
            time.sleep(0.5)
        after = resident(process.pid)
    if not server.follows:
        del run.published[1:]
    run.grown = ", ".join(f"{name} {after[name] - before[name]:+.0f}" for name in after)
    begun = min((answer.asked for answer in seen.answers), default=seen.ended)
    run.seconds = seen.ended - begun
    run.judge()
    return run


def report(runs: dict[str, Run]) -> str:
    """Return what was answered, how fast, and what went wrong."""
    *_, peer = runs.values()
    right = [
        (
            name,
            f"{len(run.seen.answers):,}",
            *map(str, (len(run.seen.faults), run.wrong, run.mixed, run.untimely, run.back)),
            str(run.loads),
            str(run.met),
        )
        for name, run in runs.items()
    ]
    heads = ("server", "answers", "errors", "wrong", "mixed", "not current", "led back",
             "loads", "generations met")  # fmt: skip
    speed = [
        (
            name,
            f"{run.rate:.1f}",
            f"{run.rate / peer.rate if peer.rate else 0:.2f}",
            f"{statistics.median(run.times):.4f}",
            f"{run.p99:.4f}",
            f"{run.p99 / peer.p99 if peer.p99 else 0:.2f}",
            f"{run.times[-1]:.3f}",
            f"{run.seen.cpu:.1f} of {run.seconds:.1f}",
            run.grown,
        )
        for name, run in runs.items()
    ]
    faster = ("server", "a second", "ratio", "median", "p99", "ratio of p99", "longest",
              "s of CPU of clients", "MB grown")  # fmt: skip
    faults = [fault for run in runs.values() for fault in run.seen.faults[:3]]
    told = tables.table(heads, right) + "\n" + tables.table(faster, speed)
    return told + "".join(f"{fault}\n" for fault in faults)


def main(arguments: Sequence[str] | None = None) -> None:
    """Let the clients ask each server, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--store", metavar="DIR", help="default: as alliancekg finds it")
    parser.add_argument("--clients", type=int, default=32, metavar="N", help="default: 32")
    parser.add_argument("--seconds", type=float, default=30, metavar="N", help="default: 30")
    given = parser.parse_args(arguments)
    workspace = Workspace.find()
    source = Store(Path(given.store) if given.store else workspace.default_store)
    saved = queries.get(workspace.queries, HEADLINE)
    text = queries.bound(saved, Embedded(source.current().open()))
    runs = {}
    for name in ("alliancekg serve", "alliancekg serve, nothing kept", "oxigraph serve-read-only"):
        with tempfile.TemporaryDirectory() as folder:
            store = Store(Path(folder) / "store")
            shutil.copytree(source.path, store.path)
            is_peer = name.startswith("oxigraph")
            server = peer(source.current().data) if is_peer else ours(store)
            loads = Loads(store, Path(folder) / "table", text)
            runs[name] = measured(server, loads, given.clients, given.seconds, "kept" in name)
    sys.stdout.write(report(runs))


if __name__ == "__main__":
    main()
