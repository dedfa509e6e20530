"""New data against the rules: tables through their loaders, RDF files, both against the shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeGuard

import pyoxigraph as px

from alliancekg import checking, dates, derived, isolating, told, vocabulary
from alliancekg.errors import UsageError
from alliancekg.filenames import shown
from alliancekg.findings import Finding
from alliancekg.focusing import TARGET_CLASS, Part
from alliancekg.givenfiles import Given, read_rdf, read_tables, seed_files
from alliancekg.indexing import Index, node_name
from alliancekg.known import documents, ids
from alliancekg.namespaces import ID, graph_iri
from alliancekg.references import References
from alliancekg.reports import Report, in_order
from alliancekg.shapes import Shapes, read_foreign, read_shapes
from alliancekg.statements import term
from alliancekg.strangers import blank_nodes, classless, strangers
from alliancekg.surroundings import around
from alliancekg.unaimed import misspelt
from alliancekg.unseen import unseen
from alliancekg.workspace import Workspace

if TYPE_CHECKING:
    from alliancekg.generations import Generation
    from alliancekg.reading import Table

_TABLE_SUFFIX: Final = ".csv"
# What other tables of a source say of a record, so that it stays when its own row is replaced.
_SAID_ELSEWHERE: Final = frozenset(
    term(f"ak:{name}")
    for name in ("dating", "evidence", "inForceTime", "participation", "position", "quantity")
) | {term("ak:signedTime"), term("skos:note")}
_TYPE: Final = term("rdf:type")
_KEPT: Final[dict[tuple[Path, str], Sequence[px.Quad]]] = {}
_EDTF: Final = term("ak:edtf")
_NUMBERS: Final = frozenset(map(term, ("ak:rank", "ak:earliestBeginDay", "ak:latestEndDay")))


@dataclass(frozen=True, slots=True)
class Options:
    """How files are to be read and checked.

    By which loader tables are read, as what whose source says (empty: a guess); by whose shapes
    (empty: those of the workspace), and how many seconds foreign shapes may take.
    """

    loader: str = ""
    source: str = ""
    shapes: tuple[Path, ...] = ()
    seconds: float = 60.0


def validate(
    files: Sequence[Path],
    workspace: Workspace,
    tables: Mapping[str, Table],
    generation: Generation | None,
    options: Options,
) -> Report:
    """Return what is wrong in the files, in the context of a generation or by themselves.

    What is wrong in the graph around them is left out. Nothing is written. A row stands for what
    its source says of the record in the graph. Raises UsageError, with all of the messages, for
    files that cannot be read or parsed, or are of no known kind, and if no shape looks at any of
    them; EngineError if foreign shapes take too long.
    """
    named = shown(files, workspace)
    is_row = {path: path.suffix.lower() == _TABLE_SUFFIX for path in named}
    rdf = read_rdf({path: name for path, name in named.items() if not is_row[path]})
    tables_ = {path: name for path, name in named.items() if is_row[path]}
    seeds, unread = seed_files(tables_, tables, options.loader, options.source)
    unread += rdf.unread
    shapes, unusable = _shapes(workspace, options, rdf.quads)
    if shapes is None or len({finding.place.file for finding in unread}) == len(named):
        raise UsageError("\n".join([*map(str, unread), *unusable]))
    store = generation.open() if generation else px.Store()
    table = read_tables(seeds, workspace, ids(store), documents(store))
    report = Report(in_order([*rdf.findings, *table.findings]), {}, 0)
    if rdf.quads or table.quads:
        context = list(_context(workspace, generation, store, [*rdf.quads, *table.quads]))
        report = _checked(rdf, table, context, shapes, options.seconds)
    return replace(
        report,
        findings=in_order([*unread, *report.findings]),
        files=tuple(named.values()),
        unread=tuple(sorted({finding.place.file for finding in unread})),
    )


def _checked(
    rdf: Given, table: Given, context: Sequence[px.Quad], shapes: Shapes, seconds: float
) -> Report:
    """Return what is wrong with what files state, in its context."""
    given = [*rdf.quads, *table.quads]
    whole = list(dict.fromkeys([*_without(context, table.quads), *given]))
    computed = list(derived.derive(filter(_is_sound, whole)))
    inferred = {quad.triple for quad in computed} - {quad.triple for quad in whole}
    names = frozenset(node_name(quad.subject) for quad in given)
    only = Part(names, {quad.object for quad in rdf.quads}, shapes.is_foreign)
    places = {**rdf.places, **table.places}
    engine = partial(isolating.report, seconds=seconds) if shapes.is_foreign else None
    report = checking.check([*whole, *computed], shapes, places, only, inferred, engine)
    found = list(told.new(report.findings, table))
    if not shapes.is_foreign:
        aimed_at = {class_ for _, class_ in shapes.index.pairs(TARGET_CLASS)}
        found += _strange(rdf, Index(whole), table.refused, found, aimed_at)
    found += told.unrepeated(rdf.findings, found)
    found += unseen(rdf.files, report.looked_at, [*table.findings, *found])
    return replace(report, findings=in_order([*table.findings, *found]))


def _strange(
    rdf: Given,
    whole: Index,
    refused: Set[str],
    found: Iterable[Finding],
    aimed_at: Set[object],
) -> Iterator[Finding]:
    """Return what is nobody's in RDF files, and no shape has found."""
    said = {(finding.place, finding.value) for finding in found}
    told_of = {getattr(finding, "iri", "") or finding.place for finding in found}
    known = set(map(node_name, whole.nodes())) | refused
    for finding in strangers(rdf.quads, rdf.places, known, References(whole)):
        if (finding.place, finding.value) not in said:
            yield finding
    yield from (
        finding
        for finding in classless(rdf.quads, rdf.places, whole, aimed_at)
        if (finding.iri or finding.place) not in told_of
    )
    yield from blank_nodes(rdf.quads, rdf.places)


def _context(
    workspace: Workspace,
    generation: Generation | None,
    store: px.Store,
    given: Iterable[px.Quad],
) -> Iterator[px.Quad]:
    """Return the ontology, and what the sources of a generation say, whose database is `store`.

    Of those that were loaded, which may be large, only what is about the nodes that are named.
    """
    yield from vocabulary.quads(workspace.ontology)  # the shapes are of the workspace, too
    if generation is None:
        return
    loaded = {px.NamedNode(graph_iri(key)) for key in generation.ledger.loads}
    yield from _of_seeds(generation, store)
    if loaded:
        named = {node for q in given for node in (q.subject, q.object)}
        for quad in around(store, sorted(filter(_is_record, named), key=str)):
            same = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            yield from (other for other in same if other.graph_name in loaded)


def _of_seeds(generation: Generation, store: px.Store) -> Sequence[px.Quad]:
    """Return what the sources say that came with the workspace.

    A generation never changes: that of the one that was read last is kept.
    """
    key = generation.path, generation.ledger.digest
    found = _KEPT.get(key)
    if found is None:
        ledger = generation.ledger
        own = {derived.GRAPH.value, vocabulary.GRAPH.value, *map(graph_iri, ledger.loads)}
        graphs = [px.NamedNode(name) for name in ledger.graphs if name not in own]
        each = (sorted(store.quads_for_pattern(None, None, None, g), key=str) for g in graphs)
        found = tuple(chain.from_iterable(each))
        _KEPT.clear()
        _KEPT[key] = found
    return found


def _is_record(node: object) -> TypeGuard[px.NamedNode]:
    return isinstance(node, px.NamedNode) and node.value.startswith(ID)


def _shapes(
    workspace: Workspace, options: Options, stated: Iterable[px.Quad]
) -> tuple[Shapes | None, list[str]]:
    """Return the shapes by which to check, and why they cannot be used.

    Targets of foreign ones are held to the ontology and to what the files state.
    """
    try:
        if options.shapes:
            terms = Index(chain(vocabulary.quads(workspace.ontology), stated))
            named = shown(options.shapes, workspace)
            engine = partial(isolating.report, seconds=options.seconds)
            return read_foreign(named, engine, partial(misspelt, data=terms)), []
        return read_shapes(workspace.shapes), []
    except UsageError as error:
        return None, [str(error)]


def _without(context: Iterable[px.Quad], new: Sequence[px.Quad]) -> Iterator[px.Quad]:
    """Return the context without what the rows say anew: a row takes the place of the old one."""
    defined = {(quad.graph_name, quad.subject) for quad in new if quad.predicate == _TYPE}
    for quad in context:
        is_old = (quad.graph_name, quad.subject) in defined
        if not is_old or quad.predicate in _SAID_ELSEWHERE:
            yield quad


def _is_sound(quad: px.Quad) -> bool:
    """Tell whether the rules of `derived` can read a value; what is wrong the shapes say."""
    predicate = quad.predicate
    if predicate in _NUMBERS:
        return str(getattr(quad.object, "value", "")).removeprefix("-").isdecimal()
    if predicate != _EDTF:
        return True
    try:
        return bool(dates.parse(getattr(quad.object, "value", "")))
    except dates.DateError:
        return False
