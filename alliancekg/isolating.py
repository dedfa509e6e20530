"""Foreign shapes, checked in a process of their own that has a time limit.

A pattern such as `(a+)+$` keeps an engine busy for ever, and nothing stops it from within.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from typing import Final

import pyoxigraph as px

from alliancekg.errors import EngineError, UsageError

_CHILD: Final = "alliancekg.pyshaclengine"
SHAPES: Final = px.NamedNode("urn:x-alliancekg:shapes")  # the graph of the shapes, as sent
UNUSABLE: Final = 2  # exit code of the child: the shapes cannot be used


def report(data: Iterable[px.Triple], shapes: Iterable[px.Triple], seconds: float) -> str:
    """Return what `pyshaclengine.report` does, or raise EngineError when its time is over.

    `seconds` is the limit for the whole of the check, the start of the process included. Raises
    UsageError for shapes that the engine cannot use.
    """
    quads = [px.Quad(t.subject, t.predicate, t.object) for t in data]
    quads += [px.Quad(t.subject, t.predicate, t.object, SHAPES) for t in shapes]
    sent = px.serialize(quads, format=px.RdfFormat.N_QUADS) or b""
    # -P: modules of the folder in which the user stands are not imported.
    command = [sys.executable, "-P", "-X", "utf8", "-m", _CHILD]
    try:
        child = subprocess.run(
            command, input=sent, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise EngineError(
            f"the shapes were not checked within {seconds:g} s; expected an end. Fix: look for a"
            " sh:pattern that repeats a repetition, such as (a+)+, or for a slow sh:select; or"
            " give them longer with --time-limit"
        ) from None
    said = child.stderr.decode("utf-8", "replace").strip()
    if child.returncode == UNUSABLE:
        raise UsageError(said)
    if child.returncode:
        last = said.splitlines()[-1:] or [f"exit code {child.returncode}"]
        raise EngineError(last[0])
    return child.stdout.decode("utf-8")
