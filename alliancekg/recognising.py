"""Which kind of file of a loader a file is: by its header, or by how it begins."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from alliancekg.cells import BLANKS
from alliancekg.dataloaders import Form, Layout, Loader
from alliancekg.datarows import opened
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.suggesting import nearest

_HEAD: Final = 64 * 1024  # bytes by which a file that is no table is known


def recognise(loader: Loader, path: Path, display: str, encoding: str = "") -> Layout | Form:
    """Return the kind of a file of a loader.

    Raises UsageError if it cannot be read or is of no kind of the loader, SourceErrors if its
    header lacks a column of the kind that it must be, or has one of them twice.
    """
    refuse_irregular(path, display)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise UsageError(f"cannot read {display}: {error.strerror}") from error
    if not head.strip():
        raise UsageError(f"{display}: is empty; expected {_kinds(loader)}. Fix: name another file")
    for kind in loader.kinds:
        if isinstance(kind, Form) and kind.accepts(path.name, head):
            return kind
    layouts = [kind for kind in loader.kinds if isinstance(kind, Layout)]
    headers = {kind.name: _first_row(kind, path, display, encoding) for kind in layouts}
    fitting = [kind for kind in layouts if _fits(kind, headers[kind.name])]
    if not fitting:
        raise _unknown(loader, layouts, headers, display)
    found = max(fitting, key=lambda kind: len(_needed(kind)))
    _refuse_doubled(found, headers[found.name], display)
    return found


def refuse_irregular(path: Path, display: str) -> None:
    """Raise UsageError for what is no file that can be read twice: a pipe, a folder, a device."""
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "a pipe or a device"
        raise UsageError(
            f"{display}: is {kind}; expected a file, which is read twice. Fix: save it as a file"
        )


def _kinds(loader: Loader) -> str:
    return f"a file that the loader {loader.name} reads ({', '.join(k.name for k in loader.kinds)})"


def _first_row(layout: Layout, path: Path, display: str, encoding: str) -> list[str]:
    with opened(path, display, encoding or layout.encoding) as lines:
        try:
            reader = csv.reader(
                lines,
                delimiter=layout.delimiter,
                quoting=csv.QUOTE_MINIMAL if layout.is_quoted else csv.QUOTE_NONE,
            )
            row = next(reader, [])
        except csv.Error:
            row = []
        except UnicodeDecodeError:  # further down: whoever reads the rows tells of it
            row = next(csv.reader(_as_bytes(path), delimiter=layout.delimiter), [])
    return [cell.strip(BLANKS) for cell in row]


def _as_bytes(path: Path) -> Iterator[str]:
    """Yield the lines of a file whose encoding is another one, a character a byte."""
    with path.open(encoding="latin-1", newline="") as file:
        yield from file


def _needed(layout: Layout) -> set[str]:
    return {column.name for column in layout.columns} - layout.optional


def _fits(layout: Layout, first: Sequence[str]) -> bool:
    if layout.header:
        return len(first) == len(layout.header) and not set(first) & set(layout.header) - {""}
    return _needed(layout) <= set(first)


def _unknown(
    loader: Loader, layouts: Iterable[Layout], headers: dict[str, list[str]], display: str
) -> UsageError | SourceErrors:
    """Return what is wrong: columns that are missing from the likeliest kind, or all of it."""
    titled = [layout for layout in layouts if not layout.header]
    best = max(titled, key=lambda k: _share(k, headers[k.name]), default=None)
    if best is None or _share(best, headers[best.name]) < 0.5:
        return UsageError(
            f"{display}: is no file of the loader {loader.name}; expected {_kinds(loader)}."
            f" Fix: alliancekg loaders {loader.name} tells the columns of each"
        )
    there = headers[best.name]
    place = Place(display, 1, 1)
    columns = [column.name for column in best.columns if column.name not in there]
    return SourceErrors(
        [
            _missing(place, name, best, there)
            for name in columns
            if name not in best.optional
        ]
    )  # fmt: skip


def _share(layout: Layout, first: Sequence[str]) -> float:
    needed = _needed(layout)
    return len(needed.intersection(first)) / len(needed) if needed else 0.0


def _missing(place: Place, name: str, layout: Layout, there: Sequence[str]) -> Finding:
    meant = nearest(name, [other for other in there if other])
    expected = f"the columns of {layout.name}, as {layout.source.title} is published"
    fix = f"rename the column '{meant}'" if meant else "take the file as its makers publish it"
    return Finding(place, name, "", "column is missing", expected, fix)


def _refuse_doubled(layout: Layout, first: Sequence[str], display: str) -> None:
    count = Counter(first)
    used = [column.name for column in layout.columns if count[column.name] > 1]
    if used and not layout.header:
        place = Place(display, 1, 1)
        raise SourceErrors(
            [
                Finding(place, name, "", "column stands twice", "each column once", "keep one")
                for name in used
            ]
        )
