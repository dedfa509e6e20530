"""The benchmarks run and tell of what they have run; how long it takes, no test says."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_a_server_under_load_makes_no_error_and_is_told_beside_oxigraphs_own(built: Store) -> None:
    script = ROOT / "benchmarks" / "serving_load.py"
    options = ["--store", str(built.path), "--clients", "4", "--seconds", "3"]
    command = [sys.executable, str(script), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    head, _, *right, _, _, _, first, second, third = done.stdout.splitlines()
    assert head.split("  ")[0] == "server"
    names = ["alliancekg serve", "alliancekg serve, nothing kept", "oxigraph serve-read-only"]
    assert [line.rsplit(maxsplit=8)[0].strip() for line in right] == names
    for line in right:
        answers, *faults, loads, met = line.rsplit(maxsplit=8)[1:]
        assert int(answers.replace(",", "")) > 0
        assert faults == ["0"] * 5
        if line.startswith("alliancekg"):
            assert int(loads) >= 1
            assert 2 <= int(met) <= int(loads) + 1
    assert [
        line[: len(name)] for line, name in zip((first, second, third), names, strict=True)
    ] == (names)


def test_an_answer_under_load_is_held_to_one_generation_of_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    crowd, verdicts = (importlib.import_module(name) for name in ("crowd", "verdicts"))
    published = [
        verdicts.Published(1, b"h\na 1\nb 1\n"),
        verdicts.Published(2, b"h\na 2\nb 2\n", 10.0, 12.0),
    ]
    old, new, mixed, other = (
        *(one.answer for one in published),
        *(b"h\na 1\nb 2\n", b"h\na 3\nb 3\n"),
    )

    def judged(*answers: tuple[int, float, float, bytes]) -> tuple[int, ...]:
        bodies = [old, new, mixed, other]
        seen = crowd.Seen([crowd.Answer(*one[:3], bodies.index(one[3])) for one in answers], bodies)
        run = verdicts.Run(seen, published=published)
        run.judge()
        return run.wrong, run.mixed, run.untimely, run.back

    assert judged((0, 1, 2, old), (1, 11, 13, old), (0, 11, 13, new), (0, 14, 15, new)) == (0,) * 4
    assert judged((0, 1, 2, other)) == (1, 0, 0, 0)
    assert judged((0, 11, 12, mixed)) == (0, 1, 0, 0)
    assert judged((0, 13, 14, old)) == (0, 0, 1, 0)  # it was over when it was asked for
    assert judged((0, 8, 9, new)) == (0, 0, 1, 0)  # it was not there yet
    assert judged((0, 10, 11, new), (1, 11, 12, old)) == (0, 0, 0, 0)
    assert judged((0, 10, 11, new), (0, 11, 12, old)) == (0, 0, 0, 1)
    with pytest.raises(SystemExit, match="two generations have one answer"):
        verdicts.Run(crowd.Seen(), published=[published[0], published[0]]).judge()
