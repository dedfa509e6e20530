"""A whole seeds folder to records: the tables of `TOP_TABLES`, and a folder of tables a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from alliancekg import integrity
from alliancekg.cells import Vocabulary
from alliancekg.columns import Table
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.reading import Reading, read_file
from alliancekg.records import Record
from alliancekg.resolving import resolve
from alliancekg.suggesting import nearest

TOP_TABLES: Final = ("sources", "states", "codes", "links")  # they stand in seeds/ itself


class SeedFile(NamedTuple):
    """A file to be read: by which table, under which name, as what which source says."""

    table: Table
    path: Path
    display: str
    source: str


@dataclass(frozen=True, slots=True)
class Seeds:
    """The records of all files, in the order of file and row, and the warnings."""

    records: tuple[Record, ...]
    warnings: tuple[Finding, ...] = ()


def read_seeds(
    folder: Path,
    tables: Mapping[str, Table],
    vocabulary: Vocabulary,
    known: Mapping[str, frozenset[str]] | None = None,
) -> Seeds:
    """Return what a seeds folder holds; `tables` are the loaders' by file stem.

    Raises SourceErrors with all findings of all files, and UsageError if a file cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(f"no folder {folder}. Fix: name a workspace that has seeds/")
    files, findings = seed_files(folder, tables)
    return read_files(files, vocabulary, known, findings)


def read_files(
    files: Sequence[SeedFile],
    vocabulary: Vocabulary,
    known: Mapping[str, frozenset[str]] | None = None,
    found: Sequence[Finding] = (),
) -> Seeds:
    """Return what some files hold; `known` are ids from outside by kind, passages as `SOURCE/ID`.

    Raises as `read_seeds` does; `found` is what was found before.
    """
    readings = [read_file(f.table, f.path, f.display, f.source, vocabulary) for f in files]
    seeds = gather(readings, known or {})
    findings = [*found, *seeds.warnings]
    if any(f.severity == "violation" for f in findings):
        raise SourceErrors(findings)
    return Seeds(seeds.records, tuple(findings))


def gather(
    readings: Sequence[Reading],
    known: Mapping[str, frozenset[str]],
    documents: Mapping[str, int | None] = MappingProxyType({}),
) -> Seeds:
    """Return the records of some files, with all that is wrong with them as their warnings.

    `documents` are the lengths of the texts of documents from outside.
    """
    records = tuple(record for reading in readings for record in reading.records)
    findings = [f for reading in readings for f in reading.findings]
    findings += resolve(readings, known)
    findings += integrity.check(records, documents)
    return Seeds(records, tuple(findings))


def seed_files(folder: Path, tables: Mapping[str, Table]) -> tuple[list[SeedFile], list[Finding]]:
    """Return the files of a seeds folder, sorted by name, and what does not belong there.

    Hidden files are passed over. Every file is called `seeds/…`, wherever the folder is.
    """
    inner = {stem: table for stem, table in tables.items() if stem not in TOP_TABLES}
    outer = {stem: tables[stem] for stem in TOP_TABLES if stem in tables}
    files, findings = _files(folder, "seeds", outer, "")
    if not any(f.table.kind == "source" for f in files):
        fix = "add the table, one source a row"
        findings.append(
            Finding(Place("seeds/sources.csv"), "", "", "is missing", "a table of sources", fix)
        )
    for sub in _visible(folder):
        if sub.is_dir():
            more, wrong = _files(sub, f"seeds/{sub.name}", inner, sub.name)
            files, findings = (
                [*files, *more],
                [*findings, *(wrong if more or wrong else _empty(sub))],
            )
    return files, findings


def _empty(folder: Path) -> list[Finding]:
    place, fix = Place(f"seeds/{folder.name}"), "add its tables, or delete the folder"
    return [Finding(place, "", "", "holds no tables", "tables of a source", fix, "warning")]


def _visible(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if not path.name.startswith("."))


def _files(
    folder: Path, display: str, tables: Mapping[str, Table], source: str
) -> tuple[list[SeedFile], list[Finding]]:
    files, findings = [], []
    for path in _visible(folder):
        if path.is_dir() and not source:
            continue
        stem = path.name.removesuffix(".csv")
        name = f"{display}/{path.name}"
        if path.is_file() and path.suffix == ".csv" and stem in tables:
            files.append(SeedFile(tables[stem], path, name, source or stem))
        else:
            findings.append(_stranger(path, name, tables))
    return files, findings


def _stranger(path: Path, name: str, tables: Mapping[str, Table]) -> Finding:
    problem = (
        "is a folder in a source's folder" if path.is_dir() else "is not a table of this folder"
    )
    expected = ", ".join(f"{stem}.csv" for stem in tables)
    meant = nearest(path.stem, tables)
    fix = f"rename it to {meant}.csv" if meant else "move it out of seeds/"
    return Finding(Place(name), "", "", problem, expected, fix)
