"""Tables laid out as those of the seeds, as what is to be loaded beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from alliancekg import seeds, vocabulary
from alliancekg.cells import Vocabulary
from alliancekg.columns import Table
from alliancekg.datarows import opened
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.filenames import shown
from alliancekg.findings import Finding, Place
from alliancekg.generations import Generation
from alliancekg.givenfiles import seed_files
from alliancekg.known import documents, ids
from alliancekg.loading import Incoming, confirm, digest, refuse_key
from alliancekg.namespaces import graph_iri
from alliancekg.reading import Definition, Reading, read_bytes, read_file
from alliancekg.recognising import refuse_irregular
from alliancekg.records import Record, Source
from alliancekg.resolving import PER_SOURCE
from alliancekg.seeds import SeedFile
from alliancekg.workspace import Workspace

LOADER: Final = "tables"
"""The name of the loader that reads tables laid out as those of the seeds."""


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read: by which table (empty: their names), as whose, in which encoding."""

    table: str = ""
    source: str = ""
    is_strict: bool = False
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class TableLoad:
    """What is to be loaded, and the warnings about its tables."""

    incoming: Incoming
    warnings: tuple[Finding, ...]


def read(
    files: Sequence[Path],
    workspace: Workspace,
    tables: Mapping[str, Table],
    base: Generation,
    options: Options,
) -> TableLoad:
    """Return what tables hold, in the context of the graph.

    Their source is described by a `sources.csv` of one row among the files; without one it has no
    more than the name that `--source` gives, and a warning says so. Raises UsageError for files
    that cannot be read and for a source that is not to be loaded; SourceErrors with all that is
    wrong in the tables, and with `is_strict` for warnings, too.
    """
    concepts = vocabulary.concepts(workspace.ontology / "schemes")
    given, unread = seed_files(shown(files, workspace), tables, options.table, options.source)
    if unread:
        raise UsageError("\n".join(map(str, unread)))
    for file in given:
        refuse_irregular(file.path, file.display)
    given.sort(key=lambda file: file.display)  # in whatever order they are named
    digests = {file: digest(file.path) for file in given}
    about = [f for f in given if f.table.kind == "source"]
    read_one = partial(_read, concepts=concepts, encoding=options.encoding)
    described = [read_one(f) for f in about]
    key = _key(described, options.source)
    refuse_key(key, LOADER, base)
    readings = [read_one(f._replace(source=key)) for f in given if f not in about]
    if not described:
        described.append(_undescribed(key, tables, given))
    store = base.open()
    known = ids(store, without=graph_iri(key))
    found = seeds.gather([*described, *readings], known, documents(store))
    warnings = (*found.warnings, *_taken(readings, known))
    wrong = [f for f in warnings if options.is_strict or f.severity == "violation"]
    if wrong:
        raise SourceErrors(wrong)
    return TableLoad(_incoming(key, found.records, digests, options, base.number), warnings)


def _taken(readings: Iterable[Reading], known: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """Yield a finding for each id that another source defines already."""
    for reading in readings:
        for definition in reading.definitions:
            kind = definition.kind
            if kind not in PER_SOURCE and definition.key in known.get(kind, ()):
                yield Finding(
                    definition.place,
                    "id",
                    definition.key,
                    f"is a duplicate: another source defines this {kind} already",
                    "ids that all sources share, each defined once",
                    "add passages in mentions.csv and dates in datings.csv, or choose another id",
                )


def _read(file: SeedFile, concepts: Vocabulary, encoding: str) -> Reading:
    """Return what a table holds; bytes that are not of its encoding are told with their place."""
    if encoding:
        with opened(file.path, file.display, encoding) as lines:
            data = "".join(lines).encode("utf-8")
        return read_bytes(file.table, data, file.display, file.source, concepts, True)
    reading = read_file(file.table, file.path, file.display, file.source, concepts, True)
    reading.findings = [
        replace(finding, fix=f"name its encoding with --encoding, as cp949, or {finding.fix}")
        if finding.expected == "UTF-8"
        else finding
        for finding in reading.findings
    ]
    return reading


def _incoming(
    key: str,
    records: Sequence[Record],
    digests: Mapping[SeedFile, str],
    options: Options,
    checked_on: int,
) -> Incoming:
    files = [
        {"name": f.display, "kind": f.table.name, "sha256": found} for f, found in digests.items()
    ]
    facts: dict[str, object] = {"loader": LOADER, "files": files}
    if options.encoding:
        facts["encoding"] = options.encoding
    by_path = {file.path: found for file, found in digests.items()}
    return Incoming(
        key,
        lambda: records,
        lambda: facts,
        is_empty=lambda: not records,
        confirm=lambda: confirm(by_path),
        checked_on=checked_on,
    )


def _key(described: Sequence[Reading], named: str) -> str:
    """Return the key of the source that all of the tables belong to."""
    keys = [definition.key for reading in described for definition in reading.definitions]
    wanted = [*keys, named] if named else keys
    if len(set(wanted)) != 1:
        said = ", ".join(dict.fromkeys(wanted)) or "none"
        raise UsageError(
            f"the tables are of the sources {said}; expected one. Fix: name it with --source, and"
            " describe it in a sources.csv of one row"
        )
    return wanted[0]


def _undescribed(key: str, tables: Mapping[str, Table], given: Sequence[SeedFile]) -> Reading:
    """Return a source of which nothing is known but its key and its files."""
    names = ", ".join(f.display for f in given)
    place = Place(given[0].display, 1, 1)
    reading = Reading(tables["sources"], given[0].display, key)
    reading.records.append(
        Source(
            id=key, source=key, place=place, type="Dataset", title=key, citation=names, rank=9
        )
    )  # fmt: skip
    reading.definitions.append(Definition("source", key, key, place))
    told = "is not described", "a sources.csv of one row with its title, citation and coverage"
    fix = "alliancekg template sources, fill it, and give it with the other files"
    reading.findings.append(Finding(place, "source", key, *told, fix, "warning"))
    return reading
