"""What a server does under load: 32 clients ask the headline query while generations are published.

    python benchmarks/serving_load.py [--store DIR] [--clients N] [--seconds N] [NAME]

Three runs, one after the other: `alliancekg serve` asked the same query by all, so that its kept
answers serve; asked with another comment in each query, so that none does; and Oxigraph's own
server, `oxigraph serve-read-only`, on the same database. Generations are published meanwhile into a
copy of the store. Each answer is compared byte by byte with those of the same server. A ratio is
against Oxigraph. The clients share the machine with the servers.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as px

from alliancekg import queries, tables
from alliancekg.embedded import Embedded
from alliancekg.namespaces import graph_iri
from alliancekg.store import Store
from alliancekg.workspace import Workspace

HEADLINE: Final = "events-after-withdrawal-announcements"
HEADERS: Final = {
    "Accept": "text/csv",
    "Content-Type": "application/x-www-form-urlencoded",
}


@dataclass
class Seen:
    """What the clients of one run have seen: seconds of each answer, errors, and other bytes."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    answers: set[bytes] = field(default_factory=set)
    generations: int = 0


def load(
    address: tuple[str, int], path: str, texts: Iterator[str], clients: int, end: float
) -> Seen:
    """Let so many clients ask, each on a connection of its own, until a time."""
    seen = Seen()

    def ask() -> None:
        connection = http.client.HTTPConnection(*address, timeout=60)
        while time.monotonic() < end:
            began = time.perf_counter()
            try:
                connection.request("POST", path, urlencode({"query": next(texts)}), HEADERS)
                response = connection.getresponse()
                body = response.read()
            except (OSError, http.client.HTTPException) as error:
                seen.errors.append(repr(error))
                connection.close()
                continue
            if response.status != http.client.OK:
                seen.errors.append(f"{response.status} {body[:100]!r}")
                continue
            seen.seconds.append(time.perf_counter() - began)
            seen.answers.add(body)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[tuple[str, int]]:
    """Run a server until the block ends, and give its address once it takes connections."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        try:
            for _ in range(600):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield "127.0.0.1", port
        finally:
            process.terminate()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def publish(store: Store, until: threading.Event) -> int:
    """Publish generations, each with one more statement, until the event; return how many."""
    for number in itertools.count(1):
        with store.writing("benchmarks/serving_load.py", goes_on=True) as draft:
            name = px.NamedNode(graph_iri("benchmark"))
            node, value = px.NamedNode("urn:benchmark"), px.Literal(number)
            draft.add([px.Quad(node, px.NamedNode("urn:number"), value, name)])
            draft.publish("benchmark", f"benchmark-{number}", {"violations": 0})
        if until.wait(0.5):
            return number
    return 0


def ours(store: Store, texts: Iterator[str], clients: int, seconds: float) -> Seen:
    """Ask `alliancekg serve` while generations are published into its store."""
    port = free_port()
    program = (sys.executable, "-m", "alliancekg", "--quiet", "--store", str(store.path))
    limits = ("--time-limit", "60", "--waiting", "1000")
    until, published = threading.Event(), [0]
    with running((*program, "serve", "--port", str(port), *limits), port) as address:
        writer = threading.Thread(target=lambda: published.append(publish(store, until)))
        writer.start()
        seen = load(address, "/sparql", texts, clients, time.monotonic() + seconds)
        until.set()
        writer.join()
    seen.generations = published[-1]
    return seen


def peer(data: Path, text: str, clients: int, seconds: float) -> Seen:
    """Ask Oxigraph's own server on the same database."""
    port = free_port()
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    command = (program, "serve-read-only", "--location", str(data), "--bind", f"127.0.0.1:{port}")
    with running(command, port) as address:
        texts = itertools.repeat(text)
        return load(address, "/query", texts, clients, time.monotonic() + seconds)


def report(runs: dict[str, Seen], seconds: float) -> str:
    """Return a table with a line for each run."""
    *_, last = runs.values()
    most = len(last.seconds) / seconds
    slowest = percentile(last.seconds)
    rows = [
        (
            name,
            f"{len(seen.seconds):,}",
            str(len(seen.errors)),
            str(max(0, len(seen.answers) - 1)),
            str(seen.generations),
            f"{len(seen.seconds) / seconds:.1f}",
            f"{len(seen.seconds) / seconds / most if most else 0:.2f}",
            f"{statistics.median(seen.seconds or [0]):.3f}",
            f"{percentile(seen.seconds):.3f}",
            f"{percentile(seen.seconds) / slowest if slowest else 0:.2f}",
        )
        for name, seen in runs.items()
    ]
    heads = ("server", "answers", "errors", "other bytes", "published", "a second", "ratio",
             "median", "p99", "ratio of p99")  # fmt: skip
    errors = [error for seen in runs.values() for error in seen.errors[:3]]
    return tables.table(heads, rows) + "".join(f"{error}\n" for error in errors)


def percentile(values: Sequence[float]) -> float:
    """Return the time that 99 of 100 answers took at most."""
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Let the clients ask each server, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("name", nargs="?", default=HEADLINE, metavar="NAME", help="a saved query")
    parser.add_argument("--store", metavar="DIR", help="default: as alliancekg finds it")
    parser.add_argument("--clients", type=int, default=32, metavar="N", help="default: 32")
    parser.add_argument("--seconds", type=float, default=30, metavar="N", help="default: 30")
    given = parser.parse_args(arguments)
    workspace = Workspace.find()
    source = Store(Path(given.store) if given.store else workspace.default_store)
    saved = queries.get(workspace.queries, given.name)
    text = queries.bound(saved, Embedded(source.current().open()))
    fresh = (f"{text}\n# {number}" for number in itertools.count())
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        shutil.copytree(source.path, store.path)
        data = source.current().data
        runs = {
            "alliancekg serve": ours(store, itertools.repeat(text), given.clients, given.seconds),
            "alliancekg serve, nothing kept": ours(
                store, Locked(fresh), given.clients, given.seconds
            ),
            "oxigraph serve-read-only": peer(data, text, given.clients, given.seconds),
        }
    sys.stdout.write(report(runs, given.seconds))


class Locked:
    """An iterator that many threads may draw from."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts, self._lock = texts, threading.Lock()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next text."""
        with self._lock:
            return next(self._texts)


if __name__ == "__main__":
    main()
