"""How long exports take in each format, and whether their memory grows with the graph.

    python benchmarks/exports.py [--quads N,N,…] [--formats NAME,NAME,…]

Statements that are made up are written to a store on the disk, and from there exported, each format
in a process of its own. The peer, in the same run and the same way, is pyoxigraph's own serializer,
which neither sorts nor leaves out what comes twice: a ratio of 5 means that to write canonically
takes five times as long.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import pyoxigraph as px

from alliancekg import tables
from alliancekg.export import FORMATS, QUAD_FORMATS, write
from alliancekg.namespaces import AK, PREFIXES, graph_iri, record_iri
from alliancekg.quadsources import named

HEAD: Final = (
    *("format", "quads", "file MB", "seconds", "quads a second", "peak MB"),
    *("peer seconds", "peer MB", "ratio"),
)
_ENGINE: Final = {
    "jsonld": px.RdfFormat.JSON_LD,
    "nquads": px.RdfFormat.N_QUADS,
    "ntriples": px.RdfFormat.N_TRIPLES,
    "rdfxml": px.RdfFormat.RDF_XML,
    "trig": px.RdfFormat.TRIG,
    "turtle": px.RdfFormat.TURTLE,
}
_GRAPHS: Final = 20
_RDF, _RDFS, _XSD = (PREFIXES[name] for name in ("rdf", "rdfs", "xsd"))


class Run(NamedTuple):
    """A process: seconds of its work, without its start, and its peak of memory in MB."""

    seconds: float
    peak: float


def made_up() -> Iterator[px.Quad]:
    """Yield statements of events without end: ten of each, in one of twenty graphs."""
    number = 0
    while True:
        event = px.NamedNode(record_iri("event", f"made-up/{number * 7919 % 10_000_019:08}"))
        graph = px.NamedNode(graph_iri(f"made-up-{number % _GRAPHS}"))
        day = f"{1900 + number % 120}-{1 + number % 12:02}-{1 + number % 28:02}"
        values: tuple[tuple[str, px.NamedNode | px.Literal], ...] = (
            (_RDF + "type", px.NamedNode(AK + "Event")),
            (_RDFS + "label", px.Literal(f"Made-up event {number}", language="en")),
            (AK + "begin", _typed(day, "date")),
            (AK + "rank", _typed(str(number % 5000), "integer")),
            (AK + "score", _typed(f"{number % 97}.{number % 10}", "decimal")),
            (AK + "actor", px.NamedNode(record_iri("actor", f"state-{number % 200}"))),
            (AK + "target", px.NamedNode(record_iri("actor", f"state-{number % 199}"))),
            (AK + "note", px.Literal(f"Said of event {number}, “at length”, twice. " * 2)),
            (AK + "evidence", px.NamedNode(record_iri("passage", f"made-up/{number // 3}"))),
            (AK + "follows", px.NamedNode(record_iri("event", f"made-up/{number:08}"))),
        )
        for predicate, value in values:
            yield px.Quad(event, px.NamedNode(predicate), value, graph)
        number += 1


def _typed(value: str, kind: str) -> px.Literal:
    return px.Literal(value, datatype=px.NamedNode(_XSD + kind))


def fill(folder: str, quads: int) -> None:
    """Make a store of so many statements."""
    store = px.Store(folder)
    store.bulk_extend(islice(made_up(), quads))
    store.flush()


def ours(store: px.Store, form: str, out: BinaryIO) -> None:
    """Write canonically."""
    write(named(store), form, out, flatten=True)


def peer(store: px.Store, form: str, out: BinaryIO) -> None:
    """Write as the engine itself does."""
    kept = named(store) if form in QUAD_FORMATS else (quad.triple for quad in named(store))
    px.serialize(kept, out, _ENGINE[form], prefixes=PREFIXES)


def work(what: str, folder: str, form: str, file: str) -> None:
    """Write a store to a file, and print how long it took."""
    store = px.Store.read_only(folder)
    start = time.perf_counter()
    with Path(file).open("wb") as out:
        (ours if what == "ours" else peer)(store, form, out)
    sys.stdout.write(f"{time.perf_counter() - start}\n")


def run(*words: object) -> Run:
    """Run this file for one piece of the work. Raises CalledProcessError."""
    command = [sys.executable, __file__, "--work", *map(str, words)]
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command)
        out.seek(0)
        return Run(float(out.read() or 0), usage.ru_maxrss / 1024)


def measured(
    formats: Sequence[str], sizes: Sequence[int]
) -> Iterator[tuple[str, int, Run, Run, int]]:
    """Yield format, statements, our run, the peer's, and the size of our file in bytes."""
    for quads in sizes:
        with tempfile.TemporaryDirectory() as folder:
            store, file = f"{folder}/store", f"{folder}/file"
            run("fill", store, quads)
            for form in formats:
                yours = run("peer", store, form, file)
                mine = run("ours", store, form, file)
                yield form, quads, mine, yours, Path(file).stat().st_size


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and how memory has grown."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quads", default="250000,1000000", metavar="N,N,…", help="statements")
    parser.add_argument("--formats", default=",".join(FORMATS), metavar="NAME,NAME,…")
    parser.add_argument("--work", nargs="+", default=[], help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.work and args.work[0] == "fill":
        fill(args.work[1], int(args.work[2]))
        return
    if args.work:
        work(*args.work)
        return
    lines, peaks = [], {}  # type: ignore[var-annotated]
    sizes = [int(text) for text in args.quads.split(",")]
    for form, quads, mine, yours, size in measured(args.formats.split(","), sizes):
        peaks.setdefault(form, []).append(mine.peak)
        lines.append(
            [
                *(form, f"{quads:,}", f"{size / 1e6:.1f}", f"{mine.seconds:.1f}"),
                *(f"{quads / mine.seconds:,.0f}", f"{mine.peak:,.0f}"),
                *(f"{yours.seconds:.1f}", f"{yours.peak:,.0f}"),
                f"{mine.seconds / yours.seconds:.1f}",
            ]
        )
    sys.stdout.write(tables.table(HEAD, lines))
    grown = (f"{form} {found[-1] / found[0]:.2f}" for form, found in peaks.items())
    sys.stdout.write(f"\npeak of memory, the last against the first: {', '.join(grown)}\n")


if __name__ == "__main__":
    main()
