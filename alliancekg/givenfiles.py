"""The files that a user gives, read: RDF as it is, tables through their loaders.

What all of it breaks is told by `validating`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING

import pyoxigraph as px

from alliancekg import mapping, rdfreading, vocabulary
from alliancekg.findings import Finding, Place
from alliancekg.indexing import RDF_TYPE
from alliancekg.namespaces import record_iri
from alliancekg.reading import Reading, read_file
from alliancekg.seeds import TOP_TABLES, SeedFile, gather
from alliancekg.workspace import Workspace

if TYPE_CHECKING:
    from alliancekg.reading import Table


@dataclass(slots=True)
class Given:
    """What files state, where, and what is wrong; `unread` tells which cannot be read, and why.

    `refused` are the IRIs of records whose rows are wrong, `touched` those that such rows name or
    that are defined twice: of them too little or too much is there.
    """

    quads: list[px.Quad] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    files: dict[str, Sequence[px.Quad]] = field(default_factory=dict)
    unread: list[Finding] = field(default_factory=list)


def read_rdf(files: Mapping[Path, str]) -> Given:
    """Return what RDF files state; `files` gives their names. A place is that of the first."""
    data = Given()
    for path, display in files.items():
        try:
            document = rdfreading.read(path, display)
        except rdfreading.RdfError as error:
            data.unread += error.findings
            continue
        data.findings += document.findings
        data.quads += document.quads
        if document.quads:
            data.files[display] = document.quads
        data.places = {**document.places, **data.places}
    return data


def seed_files(
    files: Mapping[Path, str], tables: Mapping[str, Table], loader: str = "", source: str = ""
) -> tuple[list[SeedFile], list[Finding]]:
    """Return the tables to be read, and why the others cannot be."""
    seeds, faults = [], []
    for path, display in files.items():
        name = loader or path.stem.lower()
        if fault := _unreadable(path, display):
            faults.append(fault)
        elif name not in tables:
            there = ", ".join(sorted(tables))
            expected, fix = f"one of {there}", "name one with --loader"
            faults.append(Finding(Place(display), "", name, "is no loader", expected, fix))
        else:
            guess = name if name in TOP_TABLES else path.absolute().parent.name
            seeds.append(SeedFile(tables[name], path, display, source or guess))
    return seeds, faults


def _unreadable(path: Path, display: str) -> Finding | None:
    """Return why a file cannot be read; it is not opened, since a pipe can be read but once."""
    try:
        kind = path.stat()
    except OSError as error:
        why = error.strerror or "no such file"
    else:
        why = "Is a directory" if S_ISDIR(kind.st_mode) else ""
        why = why or ("" if os.access(path, os.R_OK) else "Permission denied")
    told = f"cannot be read: {why}", "a readable file", "check its name"
    return Finding(Place(display), "", "", *told) if why else None


def read_tables(
    seeds: Sequence[SeedFile],
    workspace: Workspace,
    known: Mapping[str, frozenset[str]],
    documents: Mapping[str, int | None],
) -> Given:
    """Return what tables state; of tables with faults, what their good rows do.

    `known` and `documents` are of the graph: its ids by kind, the lengths of its documents' texts.
    """
    concepts = vocabulary.concepts(workspace.ontology / "schemes")
    readings = [read_file(s.table, s.path, s.display, s.source, concepts, True) for s in seeds]
    gathered = gather(readings, known, documents)
    data = Given(findings=list(gathered.warnings))
    data.quads = list(chain.from_iterable(map(mapping.quads, gathered.records)))
    data.places = dict(mapping.node_places(gathered.records))
    if wrong := {f.place for f in data.findings if f.severity == "violation"}:
        sources = {seed.source for seed in seeds} - set(known.get("source", ()))
        _refuse(data, readings, wrong, sources)
    return data


def _refuse(data: Given, readings: Sequence[Reading], wrong: Set[Place], sources: Set[str]) -> None:
    """Add the records whose rows are wrong, and those that such rows name or that stand twice."""
    definitions = [d for reading in readings for d in reading.definitions]
    data.refused = {record_iri(d.kind, d.key) for d in definitions}
    data.refused |= {record_iri("source", source) for source in sources}
    named = (r for reading in readings for r in reading.references if r.place in wrong)
    data.touched = {record_iri(r.kind, r.key) for r in named if r.kind != "passage"}
    doubled = {finding.value for finding in data.findings if finding.field == "id"}
    data.touched |= {record_iri(d.kind, d.key) for d in definitions if d.key in doubled}
    data.refused -= {getattr(q.subject, "value", "") for q in data.quads if q.predicate == RDF_TYPE}
