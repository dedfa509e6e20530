"""The benchmarks run and tell of what they have run; how long it takes, no test says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alliancekg.store import Store

ROOT = Path(__file__).parent.parent


def test_the_latency_of_queries_is_told_beside_that_of_peers(built: Store) -> None:
    script = ROOT / "benchmarks" / "query_latency.py"
    command = [sys.executable, str(script), "--store", str(built.path), "--runs", "1", "numbers"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    head, _, *lines, _, last = done.stdout.splitlines()
    assert head.split() == ["command", "median", "least", "most", "ratio"]
    assert [line.rsplit(maxsplit=4)[0].strip() for line in lines] == [
        "python, doing nothing",
        "python, importing the engine",
        "numbers",
    ]
    assert last.startswith("median of the medians of 1 queries: ")
