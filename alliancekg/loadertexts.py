"""What people are told of loaders: the list, and one with its sources, files and columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from alliancekg import tables
from alliancekg.dataloaders import DataSource, Form, Layout, Loader

# What stands for VOLUME in the key of a source that is a volume: years, volume, part.
_VOLUME: Final = "[0-9]+(?:-[0-9]+)?(?:v[0-9]+)?(?:p[0-9]+)?"


def listed(loaders: Iterable[Loader]) -> str:
    """Return the loaders with their sources and what they are, as a table."""
    rows = [
        [loader.name, ", ".join(source.key for source in sources(loader)), loader.summary]
        for loader in loaders
    ]
    return tables.table(["loader", "sources", "reads"], rows)


def sources(loader: Loader) -> list[DataSource]:
    """Return the data sets of a loader, each once; of one with a source a file, its pattern."""
    found: dict[str, DataSource] = {}
    for kind in loader.kinds:
        source = kind.source(Path(kind.name)) if callable(kind.source) else kind.source
        found.setdefault(source.key, source)
    return list(found.values())


def pattern_of(source: DataSource) -> str:
    """Return the regular expression of the keys of a data set: one key, or those of all volumes."""
    return re.escape(source.key).replace("VOLUME", _VOLUME)


def terms(loaders: Iterable[Loader], key: str) -> str:
    """Return what the makers of the data set of that key allow, in words; "" of an unknown key."""
    known = (source for loader in loaders for source in sources(loader))
    return next((source.terms for source in known if re.fullmatch(pattern_of(source), key)), "")


def kinds_of(loader: Loader, source: DataSource) -> list[Layout | Form]:
    """Return the kinds of file of one data set of a loader."""
    return [k for k in loader.kinds if callable(k.source) or k.source.key == source.key]


def about(loader: Loader) -> str:
    """Return all that a loader says of itself."""
    lines = [f"{loader.name}: {loader.summary}"]
    for source in sources(loader):
        lines += ["", *_source(source)]
        for kind in kinds_of(loader, source):
            lines += ["", *_kind(kind)]
    return "\n".join(lines) + "\n"


def _source(source: DataSource) -> Iterator[str]:
    yield f"{source.key}: {source.title}"
    yield f"  by: {', '.join(source.creators)}"
    yield f"  covers: {source.time}, {', '.join(source.measures)}"
    yield f"  to be had: {source.obtain} <{source.url}>"
    yield f"  terms: {source.terms}{f' <{source.license}>' if source.license else ''}"
    yield f"  cite: {source.citation}"
    if source.note:
        yield f"  note: {source.note}"


def _kind(kind: Layout | Form) -> Iterator[str]:
    yield f"  file: {kind.name}"
    if isinstance(kind, Form):
        yield f"    counted in {kind.parts}"
        return
    for column in kind.columns:
        marks = ["needed"] if column.required else []
        marks += ["in some releases"] if column.name in kind.optional else []
        marks += [f"missing: {', '.join(column.missing)}"] if column.missing else []
        yield f"    {column.name}{_marked(marks)}: {column.doc}"


def _marked(marks: list[str]) -> str:
    return f" ({'; '.join(marks)})" if marks else ""
