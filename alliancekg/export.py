"""Deterministic RDF files of a graph: the same quads, in any order, give the same bytes.

What a format holds:

- `nquads`, `trig`, `jsonld`: named graphs. The default graph of a store is their merge and is not
  given to these functions.
- `ntriples`, `turtle`, `rdfxml`: one graph. Several are merged, each triple once, where that is
  asked for, and are refused else.

Sorting is done on the disk where there is much, so that memory does not grow with the graph.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from pyoxigraph import Quad, Triple

from alliancekg.blanklabels import has_blank
from alliancekg.errors import EngineError, UsageError
from alliancekg.jsonldwriting import write_jsonld
from alliancekg.namespaces import PREFIXES
from alliancekg.rdfxmlwriting import write_rdfxml
from alliancekg.rowsorting import flat, lines
from alliancekg.turtle import write_trig, write_turtle


def write(
    quads: Iterable[Quad],
    format: str,  # noqa: A002
    out: BinaryIO,
    *,
    flatten: bool = False,
    prefixes: Mapping[str, str] = PREFIXES,
    has_labels: bool = False,
) -> None:
    """Write the quads in one of FORMATS, as UTF-8 with line feeds.

    `ntriples` and `nquads` are canonical lines, sorted by their bytes; the others are laid out by
    `turtle`, `jsonldwriting` and `rdfxmlwriting`, with those of the prefixes that are used. Before
    anything is written, raises UsageError for an unknown format, for quads of several named graphs
    in a format of one unless they are to be flattened, and for what a format cannot say; raises
    ValueError for a blank node, which has no stable name, unless it has a canonical label (see
    `blanklabels`), as `has_labels` tells.
    """
    writer = _writer(format)
    named = quads if has_labels else _named(quads)
    chosen = named if flatten or format in QUAD_FORMATS else _of_one_graph(named, format)
    out.writelines(writer(chosen, prefixes))


def export_to(
    path: Path,
    quads: Iterable[Quad],
    format: str,  # noqa: A002
    *,
    flatten: bool = False,
    prefixes: Mapping[str, str] = PREFIXES,
    has_labels: bool = False,
) -> None:
    """Write as `write` does, into a file that appears whole or not at all.

    The text is written to a file beside it, synced, and renamed. What is no regular file (a
    terminal, a pipe, `/dev/null`) is written directly. Raises UsageError for an unknown format or a
    folder, EngineError if the disk refuses.
    """
    _writer(format)

    def write_to(out: BinaryIO) -> None:
        write(quads, format, out, flatten=flatten, prefixes=prefixes, has_labels=has_labels)

    write_file(path, write_to)


def write_file(path: Path, write_to: Callable[[BinaryIO], None]) -> None:
    """Let a function write a file that appears whole or not at all, as `export_to` does."""
    target = path.resolve()  # a link stays a link, and its target is replaced
    if target.is_dir():
        raise UsageError(f"{path}: is a folder; expected a file. Fix: name a file in it")
    if not target.parent.is_dir():
        raise UsageError(f"{path}: has no folder; expected one that exists. Fix: make it first")
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as out:
                write_to(out)
        else:
            _replace(target, write_to)
    except OSError as error:
        raise EngineError(
            f"{path}: cannot be written: {error.strerror or error}; expected a place with space "
            "that may be written to. Fix: free space, or name another file"
        ) from error


def _replace(target: Path, write_to: Callable[[BinaryIO], None]) -> None:
    """Write a new file beside the target and rename it; on any failure nothing of it stays."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            write_to(out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except BaseException:  # an interrupt too must leave no half file
        with suppress(OSError):
            part.unlink()
        raise


def _named(quads: Iterable[Quad]) -> Iterator[Quad]:
    for quad in quads:
        if has_blank(quad):
            raise ValueError(f"'{quad}' has a blank node; expected IRIs and literals only")
        yield quad


def _of_one_graph(quads: Iterable[Quad], format_: str) -> Iterator[Quad]:
    first: object = None
    for quad in quads:
        graph = quad.graph_name
        if first is None:
            first = graph
        elif graph != first:
            raise UsageError(
                f"{format_}: holds one graph, and the statements are of several, such as {first}"
                f" and {graph}; expected a format with named graphs ({', '.join(QUAD_FORMATS)}), or"
                " one source. Fix: choose such a format, name a --source, or merge the graphs with"
                " --flatten"
            )
        yield quad


def _triples(quads: Iterable[Quad]) -> Iterator[Triple]:
    return (quad.triple for quad in quads)


def _nquads(quads: Iterable[Quad], _: Mapping[str, str]) -> Iterator[bytes]:
    return lines(quads)


def _ntriples(quads: Iterable[Quad], _: Mapping[str, str]) -> Iterator[bytes]:
    return lines(flat(quads))


def _trig(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> Iterator[bytes]:
    return (text.encode() for text in write_trig(quads, prefixes, takes_blank=True))


def _turtle(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> Iterator[bytes]:
    return (text.encode() for text in write_turtle(_triples(quads), prefixes, takes_blank=True))


def _jsonld(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> Iterator[bytes]:
    return (text.encode() for text in write_jsonld(quads, prefixes))


def _rdfxml(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> Iterator[bytes]:
    return (text.encode() for text in write_rdfxml(quads, prefixes))


_Writer = Callable[[Iterable[Quad], Mapping[str, str]], Iterator[bytes]]
_WRITERS: Final[dict[str, _Writer]] = {
    "jsonld": _jsonld,
    "nquads": _nquads,
    "ntriples": _ntriples,
    "rdfxml": _rdfxml,
    "trig": _trig,
    "turtle": _turtle,
}
FORMATS: Final = tuple(_WRITERS)
QUAD_FORMATS: Final = ("trig", "nquads", "jsonld")


def _writer(format_: str) -> _Writer:
    if format_ not in _WRITERS:
        raise UsageError(f"no format '{format_}'; there are: {', '.join(FORMATS)}")
    return _WRITERS[format_]
