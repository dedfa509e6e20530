"""Deterministic RDF files of a graph: the same quads, in any order, give the same bytes.

What a format holds:

- `nquads`, `trig`: the named graphs. The default graph is their merge, so it is not repeated.
- `ntriples`, `turtle`: the merged set of all graphs, each triple once.

With a source, each format holds the graph of this source alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, serialize

from alliancekg.errors import EngineError, UsageError
from alliancekg.namespaces import PREFIXES, graph_iri
from alliancekg.turtle import write_trig, write_turtle


def write(quads: Iterable[Quad], format: str, out: BinaryIO, source: str = "") -> None:  # noqa: A002
    """Write the quads in one of FORMATS, as UTF-8 with line feeds.

    `ntriples` and `nquads` are canonical lines, sorted by their bytes; `turtle` and `trig` are laid
    out by `turtle`. Raises UsageError for an unknown format before anything is written, ValueError
    for a blank node, which has no stable name.
    """
    writer = _writer(format)
    out.writelines(writer(_chosen(quads, source)))


def export_to(path: Path, quads: Iterable[Quad], format: str, source: str = "") -> None:  # noqa: A002
    """Write as `write` does, into a file that appears whole or not at all.

    The text is written to a file beside it, synced, and renamed. What is no regular file (a
    terminal, a pipe, `/dev/null`) is written directly. Raises UsageError for an unknown format or a
    folder, EngineError if the disk refuses.
    """
    _writer(format)
    target = path.resolve()  # a link stays a link, and its target is replaced
    if target.is_dir():
        raise UsageError(f"{path}: is a folder; expected a file. Fix: name a file in it")
    if not target.parent.is_dir():
        raise UsageError(f"{path}: has no folder; expected one that exists. Fix: make it first")
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as out:
                write(quads, format, out, source)
        else:
            _replace(target, quads, format, source)
    except OSError as error:
        raise EngineError(
            f"{path}: cannot be written: {error.strerror or error}; expected a place with space "
            "that may be written to. Fix: free space, or name another file"
        ) from error


def _replace(target: Path, quads: Iterable[Quad], format_: str, source: str) -> None:
    """Write a new file beside the target and rename it; on any failure nothing of it stays."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            write(quads, format_, out, source)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except BaseException:  # an interrupt too must leave no half file
        with suppress(OSError):
            part.unlink()
        raise


def _chosen(quads: Iterable[Quad], source: str) -> Iterator[Quad]:
    """Return the quads of one source's graph, or of all graphs; refuse blank nodes."""
    graph = NamedNode(graph_iri(source)) if source else None
    for quad in quads:
        if graph is None or quad.graph_name == graph:
            if any(isinstance(t, BlankNode) for t in (quad.subject, quad.object, quad.graph_name)):
                raise ValueError(f"'{quad}' has a blank node; expected IRIs and literals only")
            yield quad


def _named(quads: Iterable[Quad]) -> Iterator[Quad]:
    return (quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph))


def _triples(quads: Iterable[Quad]) -> Iterator[Triple]:
    return (quad.triple for quad in quads)


def _lines(statements: Iterable[Quad] | Iterable[Triple], format_: RdfFormat) -> Iterator[bytes]:
    """Return the lines of N-Triples or N-Quads, each once, sorted by their bytes."""
    # Safe to split: both formats escape line breaks inside literals.
    lines = set((serialize(statements, format=format_) or b"").split(b"\n"))
    return (line + b"\n" for line in sorted(lines) if line)


def _nquads(quads: Iterable[Quad]) -> Iterator[bytes]:
    return _lines(_named(quads), RdfFormat.N_QUADS)


def _ntriples(quads: Iterable[Quad]) -> Iterator[bytes]:
    return _lines(_triples(quads), RdfFormat.N_TRIPLES)


def _trig(quads: Iterable[Quad]) -> Iterator[bytes]:
    return (text.encode() for text in write_trig(_named(quads), PREFIXES))


def _turtle(quads: Iterable[Quad]) -> Iterator[bytes]:
    return (text.encode() for text in write_turtle(_triples(quads), PREFIXES))


_WRITERS: Final[dict[str, Callable[[Iterable[Quad]], Iterator[bytes]]]] = {
    "nquads": _nquads,
    "ntriples": _ntriples,
    "trig": _trig,
    "turtle": _turtle,
}
FORMATS: Final = tuple(_WRITERS)


def _writer(format_: str) -> Callable[[Iterable[Quad]], Iterator[bytes]]:
    if format_ not in _WRITERS:
        raise UsageError(f"no format '{format_}'; there are: {', '.join(FORMATS)}")
    return _WRITERS[format_]
