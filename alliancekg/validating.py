"""New data against the rules: tables through their loaders, RDF files, both against the shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import checking, dates, derived, mapping, rdfreading, vocabulary
from alliancekg.cells import nearest
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import AK, ID, SCHEME, record_iri
from alliancekg.placing import local, short
from alliancekg.reading import read_file
from alliancekg.reports import Report, ShapeFinding, in_order
from alliancekg.seeds import TOP_TABLES, SeedFile, read_files
from alliancekg.statements import term
from alliancekg.workspace import Workspace

if TYPE_CHECKING:
    from alliancekg.generations import Generation
    from alliancekg.reading import Table

_TABLE_SUFFIX: Final = ".csv"
_BLANK: Final = "urn:blank:"
# What other tables of a source say of a record, so that it stays when its own row is replaced.
_SAID_ELSEWHERE: Final = frozenset(
    term(f"ak:{name}")
    for name in ("dating", "evidence", "inForceTime", "participation", "position", "quantity")
) | {term("ak:signedTime"), term("skos:note")}
_NUMBERS: Final = frozenset(map(term, ("ak:rank", "ak:earliestBeginDay", "ak:latestEndDay")))


@dataclass(frozen=True, slots=True)
class As:
    """How tables are to be read: by which loader, as what whose source says; "" is a guess."""

    loader: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Validated:
    """The findings in the given files; those in the graph around them are left out."""

    report: Report


@dataclass(slots=True)
class _Data:
    """What files state, where, and what is wrong; `refused` are records whose rows are wrong."""

    quads: list[px.Quad] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    is_faulty: bool = False


def validate(
    files: Sequence[Path],
    workspace: Workspace,
    tables: Mapping[str, Table],
    generation: Generation | None,
    how: As,
) -> Validated:
    """Return what is wrong in the files, in the context of a generation or by themselves.

    Nothing is written. A row stands for what its source says of the record in the graph. Raises
    UsageError, with all of the messages, for files that cannot be read or parsed, or are of no
    known kind.
    """
    given = list({path.resolve(): path for path in files}.values())
    rows = [path for path in given if path.suffix.lower() == _TABLE_SUFFIX]
    rdf, faults = _rdf([path for path in given if path not in rows], workspace)
    seeds, more = _seeds(rows, workspace, tables, how)
    if faults or more:
        raise UsageError("\n".join([*faults, *more]))
    stated = generation.quads() if generation else vocabulary.quads(workspace.ontology)
    context = [quad for quad in stated if quad.graph_name != derived.GRAPH]
    table = _tables(seeds, workspace, _known(context))
    findings = [*rdf.findings, *table.findings]
    checked = rdf.quads if table.is_faulty else [*rdf.quads, *table.quads]
    if not checked:
        return Validated(Report(in_order(findings), {}, 0))
    whole = list(dict.fromkeys([*_without(context, table.quads), *rdf.quads, *table.quads]))
    whole += derived.derive(filter(_is_sound, whole))
    only = {quad.subject.value for quad in checked if isinstance(quad.subject, px.NamedNode)}
    report = checking.check(whole, workspace.shapes, {**table.places, **rdf.places}, only)
    refused = {short(iri) for iri in table.refused}
    found = [_unblank(f) for f in report.findings if f.value not in refused]
    known = {getattr(quad.subject, "value", "") for quad in whole} | table.refused
    told = {(f.field, f.value) for f in found}
    found += (f for f in _strangers(rdf, known) if (f.field, f.value) not in told)
    return Validated(Report(in_order([*findings, *found]), report.focus_nodes, report.nodes))


def _rdf(files: Sequence[Path], workspace: Workspace) -> tuple[_Data, list[str]]:
    data, faults = _Data(), []
    blanks: dict[px.BlankNode, px.NamedNode] = {}
    for path in files:
        display = workspace.display(path)
        try:
            document = rdfreading.read(path, display)
        except rdfreading.RdfError as error:
            faults.append(str(error))
            continue
        data.findings += document.findings
        text = path.read_text(encoding="utf-8-sig")
        before = len(blanks)
        for quad in document.quads:
            subject, value = (
                blanks.setdefault(node, px.NamedNode(f"{_BLANK}{len(blanks) + 1}"))
                if isinstance(node, px.BlankNode)
                else node
                for node in (quad.subject, quad.object)
            )
            if isinstance(subject, px.NamedNode):  # rdfreading refuses triples as terms
                data.quads.append(px.Quad(subject, quad.predicate, value, quad.graph_name))
                if subject.value not in data.places:
                    place = document.places.get(subject.value)
                    data.places[subject.value] = place or _place(text, subject.value, display)
        if len(blanks) > before:
            place, fix = _place(text, _BLANK, display), "give each node an IRI"
            problem = f"holds {len(blanks) - before} blank node(s)"
            data.findings.append(Finding(place, "", "", problem, "IRIs", fix, "warning"))
    return data, faults


def _place(text: str, iri: str, display: str) -> Place:
    """Return the line where a node is first named that begins no line."""
    names = ["_:", "["] if iri.startswith(_BLANK) else [f"<{iri}>", f":{local(iri)}", local(iri)]
    at = next((found for name in names if (found := text.find(name)) >= 0), -1)
    return Place(display, text.count("\n", 0, at) + 1 if at >= 0 else 0)


def _unblank(finding: Finding) -> Finding:
    """Return a finding with the names that blank nodes were given taken back."""
    blank = "a blank node"
    if finding.value.startswith(_BLANK):
        finding = replace(finding, value=blank)
    if isinstance(finding, ShapeFinding) and finding.node.startswith(_BLANK):
        finding = replace(finding, node=blank)
    return finding


def _strangers(data: _Data, known: Collection[str]) -> Iterator[Finding]:
    """Return a finding for each term, concept or record of ours that nothing describes."""
    nouns = {AK: "a term of the ontology", SCHEME: "a concept of the schemes", ID: "a record"}
    for quad in data.quads:
        named = {"": quad.predicate, local(quad.predicate.value): quad.object}
        for field_, node in named.items():
            iri = node.value if isinstance(node, px.NamedNode) else ""
            base = next((base for base in nouns if iri.startswith(base)), "")
            if base and iri not in known and isinstance(quad.subject, px.NamedNode):
                near = nearest(iri, [other for other in known if other.startswith(base)])
                fix = (
                    f"write {short(near)}, or describe it" if near else "describe it, or correct it"
                )
                said = short(iri), f"is not {nouns[base]}", f"{nouns[base]} that is described", fix
                yield Finding(data.places[quad.subject.value], field_, *said)


def _seeds(
    files: Iterable[Path], workspace: Workspace, tables: Mapping[str, Table], how: As
) -> tuple[list[SeedFile], list[str]]:
    """Return the tables to be read, and why the others cannot be."""
    seeds, faults = [], []
    for path in files:
        display = workspace.display(path)
        name = how.loader or path.stem
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
        source = how.source or (name if name in TOP_TABLES else path.absolute().parent.name)
        seeds.append(SeedFile(tables[name], path, display, source))
    return seeds, faults


def _tables(
    seeds: Sequence[SeedFile], workspace: Workspace, known: Mapping[str, frozenset[str]]
) -> _Data:
    """Return what tables state; of tables with faults, what their good rows do."""
    concepts = vocabulary.concepts(workspace.ontology / "schemes")
    data = _Data()
    try:
        read = read_files(seeds, concepts, known)
        records, data.findings = read.records, list(read.warnings)
    except SourceErrors as error:
        readings = [read_file(s.table, s.path, s.display, s.source, concepts) for s in seeds]
        records = tuple(record for reading in readings for record in reading.records)
        defined = (d for reading in readings for d in reading.definitions)
        data.findings = list(error.findings)
        data.refused = {record_iri(d.kind, d.key) for d in defined}
        data.is_faulty = True
    data.quads = list(chain.from_iterable(map(mapping.quads, records)))
    data.places = dict(mapping.node_places(records))
    data.refused -= data.places.keys()
    return data


def _without(context: Iterable[px.Quad], new: Sequence[px.Quad]) -> Iterator[px.Quad]:
    """Return the context without what the rows say anew: a row takes the place of the old one."""
    type_ = term("rdf:type")
    defined = {(quad.graph_name, quad.subject) for quad in new if quad.predicate == type_}
    for quad in context:
        is_old = (quad.graph_name, quad.subject) in defined
        if not is_old or quad.predicate in _SAID_ELSEWHERE:
            yield quad


def _is_sound(quad: px.Quad) -> bool:
    """Tell whether the rules of `derived` can read a value; what is wrong the shapes say."""
    value = getattr(quad.object, "value", "")
    if quad.predicate in _NUMBERS:
        return value.removeprefix("-").isdecimal()
    try:
        return quad.predicate != term("ak:edtf") or bool(dates.parse(value))
    except dates.DateError:
        return False


def _known(context: Iterable[px.Quad]) -> Mapping[str, frozenset[str]]:
    """Return the ids of the graph's records by kind; those of passages are `SOURCE/ID`."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in context:
        iri = getattr(quad.subject, "value", "")
        if iri.startswith(ID) and "#" not in iri:
            kind, _, key = iri.removeprefix(ID).partition("/")
            found[kind].add(key)
    return {kind: frozenset(keys) for kind, keys in found.items()}
