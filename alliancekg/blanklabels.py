"""Blank nodes under their canonical labels, worked out in a process that has a time limit.

Equal data get equal labels, whatever they were called and in which order they came (RDFC-1.0).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as px

from alliancekg.errors import EngineError

SECONDS: Final = 60.0
_CHILD: Final = "alliancekg.canonicalising"


def has_blank(quad: px.Quad) -> bool:
    """Tell whether a term of a quad is a blank node."""
    return any(isinstance(t, px.BlankNode) for t in (quad.subject, quad.object, quad.graph_name))


def labelled(quads: Iterable[px.Quad], seconds: float = SECONDS) -> Iterator[px.Quad]:
    """Yield the quads with blank nodes called c14n0, c14n1 and so on, as RDFC-1.0 has it.

    Those without come first, as they are; the labels do not depend on them. Raises EngineError when
    the time is over: nodes that are alike can take longer than anybody waits.
    """
    blank: list[px.Quad] = []
    for quad in quads:
        if has_blank(quad):
            blank.append(quad)
        else:
            yield quad
    if not blank:
        return
    # -P: modules of the folder in which the user stands are not imported.
    command = [sys.executable, "-P", "-X", "utf8", "-m", _CHILD]
    sent = px.serialize(blank, format=px.RdfFormat.N_QUADS)
    try:
        child = subprocess.run(
            command, input=sent, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise EngineError(
            f"the blank nodes of {len(blank)} statements were not told apart within {seconds:g} s;"
            " expected canonical labels (RDFC-1.0). Fix: give nodes that are alike IRIs, or allow"
            " longer with --time-limit"
        ) from None
    if child.returncode:
        said = child.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if said else f"exit code {child.returncode}"
        raise EngineError(
            f"the blank nodes of {len(blank)} statements were not told apart: {why}; expected"
            " canonical labels (RDFC-1.0). Fix: give nodes that are alike IRIs"
        )
    yield from px.parse(child.stdout, px.RdfFormat.N_QUADS)
