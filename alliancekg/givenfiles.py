"""The files that a user gives, read: RDF as it is, tables through their loaders.

What all of it breaks is told by `validating`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as px

from alliancekg import mapping, rdfreading, vocabulary
from alliancekg.errors import SourceErrors
from alliancekg.findings import Finding, Place
from alliancekg.indexing import RDF_TYPE
from alliancekg.namespaces import record_iri
from alliancekg.reading import read_file
from alliancekg.seeds import TOP_TABLES, SeedFile, read_files
from alliancekg.workspace import Workspace

if TYPE_CHECKING:
    from alliancekg.reading import Table


@dataclass(slots=True)
class Given:
    """What files state, where, and what is wrong.

    `refused` are the IRIs of records whose rows are wrong, `touched` those that such rows name or
    that are defined twice: of them too little or too much is there.
    """

    quads: list[px.Quad] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    files: dict[str, Sequence[px.Quad]] = field(default_factory=dict)


def read_rdf(files: Sequence[Path], workspace: Workspace) -> tuple[Given, list[str]]:
    """Return what RDF files state, and why some cannot be read; a place is that of the first."""
    data, faults = Given(), []
    for path in files:
        try:
            document = rdfreading.read(path, workspace.display(path))
        except rdfreading.RdfError as error:
            faults.append(str(error))
            continue
        data.findings += document.findings
        data.quads += document.quads
        if document.quads:
            data.files[workspace.display(path)] = document.quads
        data.places = {**document.places, **data.places}
    return data, faults


def seed_files(
    files: Iterable[Path],
    workspace: Workspace,
    tables: Mapping[str, Table],
    loader: str = "",
    source: str = "",
) -> tuple[list[SeedFile], list[str]]:
    """Return the tables to be read, and why the others cannot be."""
    seeds, faults = [], []
    for path in files:
        display = workspace.display(path)
        name = loader or path.stem
        try:
            path.open("rb").close()
        except OSError as error:
            faults.append(f"{display}: cannot be read: {error.strerror}. Fix: check its name")
            continue
        if name not in tables:
            there = ", ".join(sorted(tables))
            faults.append(
                f"{display}: no loader '{name}'; there are: {there}. Fix: name one with --loader"
            )
            continue
        guess = name if name in TOP_TABLES else path.absolute().parent.name
        seeds.append(SeedFile(tables[name], path, display, source or guess))
    return seeds, faults


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
    data = Given()
    try:
        read = read_files(seeds, concepts, known, (), documents)
        records, data.findings = read.records, list(read.warnings)
    except SourceErrors as error:
        readings = [read_file(s.table, s.path, s.display, s.source, concepts) for s in seeds]
        records = tuple(record for reading in readings for record in reading.records)
        definitions = [d for reading in readings for d in reading.definitions]
        data.findings = list(error.findings)
        data.refused = {record_iri(d.kind, d.key) for d in definitions}
        sources = {record_iri("source", seed.source) for seed in seeds}
        data.refused |= {s for s in sources if s.rpartition("/")[2] not in known.get("source", ())}
        wrong = {finding.place for finding in error.findings}
        named = (r for reading in readings for r in reading.references if r.place in wrong)
        data.touched = {record_iri(r.kind, r.key) for r in named if r.kind != "passage"}
        doubled = {f.value for f in error.findings if f.field == "id"}
        data.touched |= {record_iri(d.kind, d.key) for d in definitions if d.key in doubled}
    data.quads = list(chain.from_iterable(map(mapping.quads, records)))
    data.places = dict(mapping.node_places(records))
    data.refused -= {getattr(q.subject, "value", "") for q in data.quads if q.predicate == RDF_TYPE}
    return data
