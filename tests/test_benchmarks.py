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


def test_what_loads_cost_is_told_beside_the_engine_alone() -> None:
    script = ROOT / "benchmarks" / "loads.py"
    command = [sys.executable, str(script), "--rows", "20,40"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    head, _, first, second, last = done.stdout.splitlines()
    assert head.split("  ")[0] == "loaded"
    assert [line.split()[:4] for line in (first, second)] == [
        ["made-up", "events,", "20", "20"],
        ["made-up", "events,", "40", "40"],
    ]
    assert last.startswith("peak of memory, the last against the first: ")


def test_the_engines_of_shacl_are_timed_side_by_side() -> None:
    script = ROOT / "benchmarks" / "shacl_engines.py"
    command = [sys.executable, str(script), "--runs", "1", "--nodes", "20", "--only-batch"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert (done.returncode, done.stderr) == (0, "")
    head, _, line, _, last = done.stdout.splitlines()
    assert head.split() == [
        *("data", "quads", "fast", "engine", "pySHACL", "ratio", "quads", "a", "second")
    ]
    assert line.startswith("20 nodes ")
    assert float(line.split()[5]) > 1
    assert last.startswith("reading the shapes: ")


def test_what_exports_cost_is_told_beside_the_engines_own_serializer() -> None:
    script = ROOT / "benchmarks" / "exports.py"
    command = [sys.executable, str(script), "--quads", "200,400", "--formats", "nquads,rdfxml"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    head, _, *lines, _, last = done.stdout.splitlines()
    assert head.split("  ")[0] == "format"
    told = [line.split() for line in lines]
    assert [line[:2] for line in told] == [
        *(["nquads", "200"], ["rdfxml", "200"], ["nquads", "400"], ["rdfxml", "400"])
    ]
    assert all(float(line[5]) > 10 for line in told)  # MB
    assert last.startswith("peak of memory, the last against the first: nquads ")


def test_what_a_server_does_under_load_is_told_beside_oxigraphs_own(built: Store) -> None:
    script = ROOT / "benchmarks" / "serving_load.py"
    options = ["--store", str(built.path), "--clients", "4", "--seconds", "1.5", "numbers"]
    command = [sys.executable, str(script), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    head, _, *lines = done.stdout.splitlines()
    assert head.split("  ")[0] == "server"
    names = ["alliancekg serve", "alliancekg serve, nothing kept", "oxigraph serve-read-only"]
    assert [line.rsplit(maxsplit=9)[0].strip() for line in lines] == names
    for line in lines:
        answers, errors, other = line.rsplit(maxsplit=9)[1:4]
        assert int(answers.replace(",", "")) > 0
        assert (errors, other) == ("0", "0")
