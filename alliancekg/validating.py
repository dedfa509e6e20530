"""New data against the rules: tables through their loaders, RDF files, both against the shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alliancekg import checking, derived, mapping, rdfreading, vocabulary
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import ID
from alliancekg.reports import Report, in_order
from alliancekg.seeds import TOP_TABLES, SeedFile, read_files
from alliancekg.workspace import Workspace

if TYPE_CHECKING:
    import pyoxigraph as px

    from alliancekg.generations import Generation
    from alliancekg.reading import Table

_TABLE_SUFFIX: Final = ".csv"


@dataclass(frozen=True, slots=True)
class As:
    """How tables are to be read: by which loader, as what whose source says; "" is a guess."""

    loader: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Validated:
    """The findings in the given files; those in the graph around them are left out."""

    report: Report


@dataclass(frozen=True, slots=True)
class _Data:
    quads: list[px.Quad]
    places: dict[str, Place]
    findings: list[Finding]


def validate(
    files: Sequence[Path],
    workspace: Workspace,
    tables: Mapping[str, Table],
    generation: Generation | None,
    how: As,
) -> Validated:
    """Return what is wrong in the files, in the context of a generation or by themselves.

    Nothing is written. Raises UsageError, with all of the messages, for files that cannot be read
    or parsed, or are of no known kind.
    """
    context = list(generation.quads()) if generation else list(vocabulary.quads(workspace.ontology))
    rows = [path for path in files if path.suffix.lower() == _TABLE_SUFFIX]
    parts = [
        _rdf([path for path in files if path not in rows], workspace),
        _tables(rows, workspace, tables, _known(context), how),
    ]
    quads = list(chain.from_iterable(part.quads for part in parts))
    places = {iri: place for part in parts for iri, place in part.places.items()}
    findings = list(chain.from_iterable(part.findings for part in parts))
    if not quads:
        return Validated(Report(in_order(findings), {}, 0))
    whole = list(dict.fromkeys([*context, *quads]))
    whole += derived.derive(whole)
    report = checking.check(whole, workspace.shapes, places, set(places) or None)
    return Validated(
        Report(in_order([*findings, *report.findings]), report.focus_nodes, report.nodes)
    )


def _rdf(files: Sequence[Path], workspace: Workspace) -> _Data:
    data, faults = _Data([], {}, []), []
    for path in files:
        try:
            document = rdfreading.read(path, workspace.display(path))
        except rdfreading.RdfError as error:
            faults.append(str(error))
            continue
        data.quads.extend(document.quads)
        data.places.update(document.places)
        data.findings.extend(document.findings)
    if faults:
        raise UsageError("\n".join(faults))
    return data


def _tables(
    files: Sequence[Path],
    workspace: Workspace,
    tables: Mapping[str, Table],
    known: Mapping[str, frozenset[str]],
    how: As,
) -> _Data:
    seeds = [_seed(path, workspace, tables, how) for path in files]
    try:
        read = read_files(seeds, vocabulary.concepts(workspace.ontology / "schemes"), known)
    except SourceErrors as error:
        return _Data([], {}, list(error.findings))
    quads = list(chain.from_iterable(mapping.quads(record) for record in read.records))
    return _Data(quads, dict(mapping.node_places(read.records)), list(read.warnings))


def _seed(path: Path, workspace: Workspace, tables: Mapping[str, Table], how: As) -> SeedFile:
    name = how.loader or path.stem
    if name not in tables:
        raise UsageError(
            f"{path}: no loader '{name}'; there are: {', '.join(sorted(tables))}."
            " Fix: name one with --loader"
        )
    source = how.source or (name if name in TOP_TABLES else path.absolute().parent.name)
    return SeedFile(tables[name], path, workspace.display(path), source)


def _known(context: Sequence[px.Quad]) -> Mapping[str, frozenset[str]]:
    """Return the ids of the graph's records by kind; those of passages are `SOURCE/ID`."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in context:
        iri = getattr(quad.subject, "value", "")
        if iri.startswith(ID) and "#" not in iri:
            kind, _, key = iri.removeprefix(ID).partition("/")
            found[kind].add(key)
    return {kind: frozenset(keys) for kind, keys in found.items()}
