"""The commands that look after a graph: verify, log, rollback, doctor."""

from __future__ import annotations

import platform
import shutil
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

import alliancekg
from alliancekg.commands import context
from alliancekg.console import Console
from alliancekg.errors import AllianceKGError

_LIBRARIES: Final = (
    "pyoxigraph",
    "rdflib",
    "pyshacl",
    "SPARQLWrapper",
    "Jinja2",
    "PyYAML",
    "prompt_toolkit",
    "rich",
    "starlette",
    "uvicorn",
    "prometheus-client",
    "python-multipart",
)


def verify(args: Namespace, console: Console) -> int:
    """Compare the passages of a source with a copy of its text."""
    from alliancekg import verifying
    from alliancekg.embedded import Embedded

    passages = verifying.spans(Embedded(context.graph(args)), args.source)
    verdicts = verifying.verify(passages, verifying.read_text(Path(args.text)))
    for verdict in verdicts:
        if verdict.state != "intact":
            span = verdict.span
            console.result(
                f"{verdict.state}: {args.source}, {span.paragraph}, {span.start}–{span.end}"
                f" [passage/{args.source}/{span.key}]"
            )
    count: Counter[str] = Counter(verdict.state for verdict in verdicts)
    states = ("intact", "moved", "changed", "missing")
    console.result(", ".join(f"{count[state]} {state}" for state in states))
    return int(count["intact"] < len(verdicts))


def log(args: Namespace, console: Console) -> int:
    """List publications and rollbacks, newest first."""
    from alliancekg import tables

    store = context.store(args)
    entries = store.log()
    if not entries:
        store.current()  # tells why there is none
    rows = [
        [
            f"{entry.event.number}{'*' if entry.is_current else ''}",
            entry.event.when,
            entry.event.action,
            f"{entry.event.quads:,}",
            entry.event.note + ("" if entry.is_kept else " (removed)"),
        ]
        for entry in reversed(entries)
    ]
    heads = ["generation", "when", "what", "statements", "note"]
    console.result(tables.table(heads, rows, console.screen()))
    return 0


def rollback(args: Namespace, console: Console) -> int:
    """Make an earlier generation the current one."""
    generation = context.store(args).rollback(args.number)
    console.result(f"current generation: {generation.number}")
    return 0


def doctor(args: Namespace, console: Console) -> int:
    """Check the installation, the workspace and the store; exit code 3 if something is wrong."""
    faults = 0
    for is_good, line in _checks(args):
        console.result(f"{'ok   ' if is_good else 'FAULT'}  {line}")
        faults += not is_good
    return 3 if faults else 0


def _checks(args: Namespace) -> Iterator[tuple[bool, str]]:
    yield True, f"alliancekg {alliancekg.__version__}, Python {platform.python_version()}"
    yield True, ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    yield _barrier()
    try:
        workspace = context.workspace(args)
        yield True, f"workspace {workspace.root}"
        yield from _content(workspace.root)
        store = context.store(args)
    except AllianceKGError as error:
        yield False, str(error)
        return
    yield from _store(args, store.path)


def _barrier() -> tuple[bool, str]:
    """Tell whether the kernel keeps questions to the server from calling out; it is no fault."""
    from alliancekg.serving import confining

    version = confining.landlock()
    if version >= confining.KNOWS_TCP:
        return True, f"Landlock {version}: the workers of serve can make no connection"
    return True, (
        "no Landlock that knows of TCP (Linux 6.7 and later): only the guard keeps questions to"
        " serve from calling out"
    )


def _content(root: Path) -> Iterator[tuple[bool, str]]:
    from alliancekg import queries, vocabulary

    try:
        terms = len(list(vocabulary.quads(root / "ontology")))
        saved = len(queries.find(root / "queries"))
        yield True, f"ontology of {terms:,} statements, {saved} saved queries"
    except AllianceKGError as error:
        yield False, str(error)


def _store(args: Namespace, path: Path) -> Iterator[tuple[bool, str]]:
    from alliancekg.generations import verify_deep
    from alliancekg.locking import holder

    there = path if path.exists() else next(p for p in path.absolute().parents if p.exists())
    free = shutil.disk_usage(there).free / 1e6
    yield free > 100, f"store {path}, {free:,.0f} MB free"
    try:
        generation = context.generation(args)
        problems = verify_deep(generation)
        for problem in problems:
            yield False, problem
        if not problems:
            said = f"generation {generation.number}: {generation.ledger.quads:,} statements"
            yield True, f"{said}, files and digest as published"
    except AllianceKGError as error:
        yield False, str(error)
    if (who := holder(path / "lock")) is not None:
        yield True, f"being written by {who}"
