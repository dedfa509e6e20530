"""How long `alliancekg query NAME` takes, from the start of the process to the last byte.

    python benchmarks/query_latency.py [--store DIR] [--runs N] [NAME …]

Without names some queries of different kinds are timed; `all` times each that is saved. Two peers
run in turn with them: a Python that does nothing, and one that only imports the engine. A ratio is
against the second, and so says more than a time on a machine that has other work. Build a store
first; what is in it is asked as it is.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from alliancekg import queries, tables
from alliancekg.workspace import Workspace

NAMES: Final = (
    "events-after-withdrawal-announcements",
    "interval-between-events",
    "claims-with-word",
    "timeline",
    "treaties-in-force",
)
PEERS: Final[Mapping[str, Sequence[str]]] = {
    "python, doing nothing": (sys.executable, "-c", "pass"),
    "python, importing the engine": (sys.executable, "-c", "import pyoxigraph"),
}
LIMIT: Final = 0.25  # seconds, for the median of a query on an idle machine


def seconds(command: Sequence[str]) -> float:
    """Return how long a command runs until its output ends. Raises CalledProcessError."""
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, timeout=600)
    return time.perf_counter() - start


def measured(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, list[float]]:
    """Return the times of each command: all commands in turn, as often as there are runs.

    What the machine does meanwhile strikes all alike. A first turn, which fills the caches, is not
    counted.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            took = seconds(command)
            if turn:
                times[name].append(took)
    return times


def report(times: Mapping[str, Sequence[float]]) -> str:
    """Return a table with a line for each command, and the median over the queries."""
    medians = {name: statistics.median(values) for name, values in times.items()}
    *_, engine = PEERS
    rows = [
        (
            name,
            f"{medians[name]:.3f}",
            f"{min(values):.3f}",
            f"{max(values):.3f}",
            f"{medians[name] / medians[engine]:.2f}",
        )
        for name, values in times.items()
    ]
    asked = [median for name, median in medians.items() if name not in PEERS]
    return (
        tables.table(("command", "median", "least", "most", "ratio"), rows)
        + f"\nmedian of the medians of {len(asked)} queries: {statistics.median(asked):.3f} s, "
        f"the slowest {max(asked):.3f} s; wanted on an idle machine: under {LIMIT} s\n"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Time the queries that the arguments name, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="a saved query, or all")
    parser.add_argument("--store", metavar="DIR", help="default: as alliancekg finds it")
    parser.add_argument("--runs", type=int, default=11, metavar="N", help="default: 11")
    given = parser.parse_args(arguments)
    saved = queries.names(Workspace.find().root / "queries")
    names = tuple(saved) if given.names == ["all"] else tuple(given.names) or NAMES
    program = str(Path(sys.executable).with_name("alliancekg"))
    where = ("--store", given.store) if given.store else ()
    commands = {**PEERS, **{name: (program, "query", name, *where) for name in names}}
    sys.stdout.write(report(measured(commands, max(1, given.runs))))


if __name__ == "__main__":
    main()
