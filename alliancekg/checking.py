"""The graph against the shapes: an engine's report, as findings that tell where and how to mend.

The engine is pySHACL; another takes its place if it gives the same report for the same triples.
What no engine judges, whether bounds follow from a date, is judged by `spans`. How a report looks
is left to `reporting`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph as px

from alliancekg import consequences, focusing, nativerules, shaclresults
from alliancekg.errors import UsageError
from alliancekg.findings import Place
from alliancekg.focusing import Aims
from alliancekg.indexing import Index, Term
from alliancekg.namespaces import AK
from alliancekg.placing import short
from alliancekg.reports import Report, in_order
from alliancekg.rules import rules
from alliancekg.shaclresults import Result
from alliancekg.shapefindings import Findings
from alliancekg.shapes import Shapes, read_shapes
from alliancekg.unaimed import unaimed

Engine: TypeAlias = Callable[[Iterable[px.Triple], Iterable[px.Triple]], str]
"""Data and shapes to a `sh:ValidationReport` in N-Triples; blank nodes keep their names."""

_EDTF: Final = px.NamedNode(AK + "edtf")


def check(
    data: Iterable[px.Quad],
    shapes: Shapes | Path,
    places: Mapping[str, Place],
    only: Collection[str] | None = None,
    inferred: Collection[px.Triple] = (),
    engine: Engine | None = None,
) -> Report:
    """Return what breaks shapes: those given, or those of a folder (`*.ttl`).

    `data` are all statements, those of the ontology and its schemes too; named graphs are merged.
    `places` gives the row or line of a node by its IRI, or by `_:` and its name; a node without one
    is placed by the row that is its evidence, or by the record that it belongs to. With `only`, the
    IRIs of records and the names of blank nodes, nothing is said of others, nor of shapes of a
    workspace that look at no node. `inferred` are statements that we compute, and of which nothing
    is said either: wrong is that from which they follow. The findings leave out what follows from
    others (`consequences`); the report of the engine has it. Raises UsageError for shapes that
    cannot be read or used, or that look at nothing by mistake.
    """
    if isinstance(shapes, Path):
        shapes = read_shapes(shapes)
    index = Index(data)
    _refuse_triple_terms(index)
    aims = focusing.focus_nodes(shapes.index, index)
    used: Iterable[px.Triple] = shapes.index.triples()
    if only is not None:
        aims = {shape: {n for n in nodes if _is_in(n, only)} for shape, nodes in aims.items()}
        used = focusing.aimed(shapes.index, aims)
    odd = [*shapes.findings, *unaimed(shapes, index, aims, is_part=only is not None)]
    report = _report(engine or _pyshacl, index, shapes, used, aims)
    findings = Findings(shapes, index, places)
    # A query of a shape may name another node than the one that it was asked about.
    kept = (r for r in shaclresults.results(report) if only is None or _is_in(r.focus, only))
    told = [(r, findings.of(r, report)) for r in kept if _triple(r) not in inferred]
    dated = (p for p in index.pairs(_EDTF) if only is None or _is_in(p[0], only))
    found = [finding for _, finding in consequences.without(told, shapes.index)]
    found += findings.of_dates(dated, found)
    return Report(
        in_order([*found, *odd]),
        {findings.name(shape): len(aims[shape]) for shape in sorted(aims, key=str)},
        len(set().union(*aims.values())),
        rules(shapes.index, partial(short, more=shapes.prefixes)),
        shaclresults.only(report, [result for result, _ in told]),
        looked_at=focusing.looked_at(shapes.index, aims),
    )


def _report(
    engine: Engine, data: Index, shapes: Shapes, used: Iterable[px.Triple], aims: Aims
) -> Index:
    """Return the report of the engine, with the results of the rule that is judged here."""
    given = engine(data.triples(), focusing.flat(nativerules.without(used)))
    report = shaclresults.parse(given)
    native = nativerules.results(shapes.index, data, aims, shaclresults.root(report))
    return Index(px.Quad(*triple) for triple in chain(report.triples(), native))


def _triple(result: Result) -> px.Triple | None:
    """Return the statement that a result is about, if it is about one."""
    if isinstance(result.path, px.NamedNode) and result.value is not None:
        return px.Triple(result.focus, result.path, result.value)
    return None


def _pyshacl(data: Iterable[px.Triple], shapes: Iterable[px.Triple]) -> str:
    from alliancekg import pyshaclengine

    return pyshaclengine.report(data, shapes)


def _refuse_triple_terms(data: Index) -> None:
    for stated in data.triples():
        for term in (stated.subject, stated.object):
            if isinstance(term, px.Triple):
                raise UsageError(f"{term} is a triple term of RDF 1.2; expected RDF 1.1")


def _is_in(node: Term, records: Collection[str]) -> bool:
    """Tell whether a node is one of the records, or belongs to one."""
    if isinstance(node, px.BlankNode):
        return str(node) in records
    iri = getattr(node, "value", "")
    return iri in records or iri.partition("#")[0] in records
