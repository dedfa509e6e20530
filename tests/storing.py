"""What the tests of the store share: small quads, and ways to run and to look."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg.errors import EngineError
from alliancekg.generations import Generation
from alliancekg.store import Store

GRAPH = "https://w3id.org/alliancekg/graph/"


def quad(subject: str, value: str, graph: str = "a") -> px.Quad:
    """Return a quad of one of the test graphs."""
    name = px.NamedNode(GRAPH + graph)
    return px.Quad(px.NamedNode(f"urn:s:{subject}"), px.NamedNode("urn:p"), px.Literal(value), name)


def publish(store: Store, *quads: px.Quad, note: str = "") -> Generation:
    """Publish a generation of these quads."""
    with store.writing("alliancekg build") as draft:
        draft.add(quads)
        return draft.publish(note, "inputs-1", {"violations": 0})


def values(store: px.Store) -> list[str]:
    """Return the values of the default graph, sorted."""
    quads = store.quads_for_pattern(None, None, None, px.DefaultGraph())
    return sorted(q.object.value for q in quads if isinstance(q.object, px.Literal))


def tree(path: Path) -> dict[str, bytes]:
    """Return all files of a folder with their bytes, the lock file apart."""
    files = (p for p in path.rglob("*") if p.is_file() and p.name != "lock")
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in files}


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a Python script in a process of its own."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def refusal(store: Store) -> str:
    """Return how the store refuses to open its current generation."""
    with pytest.raises(EngineError) as caught:
        store.current().open()
    return str(caught.value)


ALONE = ". Fix: alliancekg build makes a new one"
REMEDY = (
    ". Fix: alliancekg rollback goes to an earlier generation, alliancekg build makes a new one"
)
