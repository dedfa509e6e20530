"""How long the fast SHACL engine and pySHACL take for the same data and shapes, in one run.

    python benchmarks/shacl_engines.py [--runs N] [--nodes N] [--only-batch]

Three pieces of work: `checking.check` on all seeds, as a build does it; on some of their nodes and
what these refer to, as a load does it; and the shapes alone, read for the first time and again. The
two engines run in turn, so that what the machine does meanwhile strikes both; the
ratio says more than a time. Both must find the same.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain, islice
from typing import Final

import pyoxigraph as px

from alliancekg import checking, derived, mapping, pyshaclengine, seeds, tables, vocabulary
from alliancekg.focusing import Part
from alliancekg.indexing import node_name
from alliancekg.namespaces import ID
from alliancekg.reports import Report
from alliancekg.shapes import Shapes, read_shapes
from alliancekg.workspace import Workspace
from loaders import TABLES

BATCH: Final = 3_000  # nodes, as a load checks them at a time
WANTED: Final = 8.0  # times as fast as pySHACL


def seed_quads(workspace: Workspace) -> list[px.Quad]:
    """Return the ontology and all seeds, with what is derived of them."""
    concepts = vocabulary.concepts(workspace.ontology / "schemes")
    records = seeds.read_seeds(workspace.seeds, TABLES, concepts).records
    mapped = chain.from_iterable(mapping.quads(record) for record in records)
    stated = [*vocabulary.quads(workspace.ontology), *mapped]
    return list(dict.fromkeys([*stated, *derived.derive(stated)]))


def batch(quads: Sequence[px.Quad], size: int) -> tuple[list[px.Quad], Part]:
    """Return statements of the ontology, of some nodes, and of those next to them; and the part."""
    subjects = dict.fromkeys(q.subject for q in quads if node_name(q.subject).startswith(ID))
    chosen = set(islice(subjects, size))
    near = {q.object for q in quads if q.subject in chosen} | {
        q.subject for q in quads if q.object in chosen
    }
    others = subjects.keys() - chosen - near
    stated = [quad for quad in quads if quad.subject not in others]
    return stated, Part(frozenset(map(node_name, chosen)))


def seconds(work: Callable[[], Report]) -> tuple[float, Report]:
    """Return how long a piece of work takes, in seconds of the processor, and what it finds."""
    gc.collect()  # what the other engine left behind is not counted
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def compared(
    quads: Sequence[px.Quad], shapes: Shapes, only: Part | None, runs: int
) -> tuple[float, float]:
    """Return the median times of the fast engine and of pySHACL for the same data.

    Raises ValueError if they do not find the same.
    """
    fast = partial(checking.check, quads, shapes, {}, only)
    other = partial(checking.check, quads, shapes, {}, only, engine=pyshaclengine.report)
    ours, theirs = [], []
    for _ in range(runs):
        (took, report), (took_other, report_other) = seconds(fast), seconds(other)
        if report.findings != report_other.findings:
            raise ValueError("the engines do not find the same")
        ours.append(took)
        theirs.append(took_other)
    return statistics.median(ours), statistics.median(theirs)


def _row(
    name: str, quads: Sequence[px.Quad], shapes: Shapes, only: Part | None, runs: int
) -> tuple[str, ...]:
    ours, theirs = compared(quads, shapes, only, runs)
    figures = f"{ours:.2f}", f"{theirs:.2f}", f"{theirs / ours:.1f}", f"{len(quads) / ours:,.0f}"
    return name, str(len(quads)), *figures


def main(arguments: Sequence[str] | None = None) -> None:
    """Time both engines and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="default: 3")
    parser.add_argument("--nodes", type=int, default=BATCH, metavar="N", help=f"default: {BATCH}")
    parser.add_argument(
        "--only-batch", action="store_true", help="leave out the whole of the seeds"
    )
    given = parser.parse_args(arguments)
    workspace, runs = Workspace.find(), max(1, given.runs)
    first = time.process_time()
    shapes = read_shapes(workspace.shapes)
    again = time.process_time()
    read_shapes(workspace.shapes)
    reading = again - first, time.process_time() - again
    whole = seed_quads(workspace)
    part, only = batch(whole, given.nodes)
    rows = [] if given.only_batch else [_row("seeds", whole, shapes, None, runs)]
    rows.append(_row(f"{len(only.names)} nodes", part, shapes, only, runs))
    head = ("data", "quads", "fast engine", "pySHACL", "ratio", "quads a second")
    sys.stdout.write(
        tables.table(head, rows)
        + f"\nreading the shapes: {reading[0]:.2f} s, and {reading[1]:.3f} s again; wanted: a ratio"
        f" of {WANTED:g} or more\n"
    )


if __name__ == "__main__":
    main()
