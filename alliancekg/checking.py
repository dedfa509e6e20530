"""The graph against the shapes: an engine's report, as findings that tell where and how to mend.

The engine for the shapes of a workspace is `coreengine`, that for foreign shapes pySHACL; another
takes the place of either if it gives the same report for the same triples. What no engine judges,
whether bounds follow from a date, is judged by `spans`. How a report looks is left to `reporting`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

import pyoxigraph as px

from alliancekg import consequences, coreengine, focusing, nativerules, shaclresults
from alliancekg.constraints import Engine
from alliancekg.errors import UsageError
from alliancekg.findings import Place
from alliancekg.focusing import Aims, Part
from alliancekg.indexing import Index
from alliancekg.namespaces import AK
from alliancekg.placing import short
from alliancekg.reports import Report, in_order
from alliancekg.rules import rules
from alliancekg.shaclresults import Result
from alliancekg.shapefindings import Findings
from alliancekg.shapes import Shapes, read_shapes
from alliancekg.unaimed import unaimed

_EDTF: Final = px.NamedNode(AK + "edtf")


def check(
    data: Iterable[px.Quad],
    shapes: Shapes | Path,
    places: Mapping[str, Place],
    only: Part | None = None,
    inferred: Collection[px.Triple] = (),
    engine: Engine | None = None,
) -> Report:
    """Return what breaks shapes: those given, or those of a folder (`*.ttl`).

    `data` are all statements, those of the ontology and its schemes too; named graphs are merged.
    `places` gives the row or line of a node by its IRI, or by `_:` and its name; a node without one
    is placed by the row that is its evidence, or by the record that it belongs to. With `only`
    nothing is said of other nodes, nor of shapes of a workspace that look at no node. `inferred`
    are statements that we compute, and of which nothing is said either: wrong is that from which
    they follow. The findings leave out what follows from others (`consequences`); the report of the
    engine has it. Raises UsageError for shapes that cannot be read or used, or that look at nothing
    by mistake.
    """
    if isinstance(shapes, Path):
        shapes = read_shapes(shapes)
    index = Index(data)
    _refuse_triple_terms(index)
    aims = focusing.focus_nodes(shapes.index, index, only)
    odd = [*shapes.findings, *unaimed(shapes, index, aims, is_part=only is not None)]
    report = _report(engine, index, shapes, aims, is_whole=only is None)
    findings = Findings(shapes, index, places)
    results = [r for r in shaclresults.results(report) if _triple(r) not in inferred]
    told = [(result, findings.of(result, report)) for result in results]
    dated = (pair for pair in index.pairs(_EDTF) if only is None or only.has(pair[0]))
    found = [finding for _, finding in consequences.without(told, shapes.index)]
    found += findings.of_dates(dated, {(result.focus, result.path) for result in results})
    return Report(
        in_order([*found, *odd]),
        _counts(findings, aims),
        len(set().union(*aims.values())),
        rules(shapes.index, partial(short, more=shapes.prefixes)),
        shaclresults.only(report, results),
        looked_at=focusing.looked_at(shapes.index, aims),
    )


def _counts(findings: Findings, aims: Aims) -> Mapping[str, int]:
    """Return the number of focus nodes by the names of the shapes; some blank ones share a name."""
    counts: Counter[str] = Counter()
    for shape, nodes in aims.items():
        counts[findings.name(shape)] += len(nodes)
    return dict(sorted(counts.items()))


def _report(
    engine: Engine | None, data: Index, shapes: Shapes, aims: Aims, *, is_whole: bool
) -> Index:
    """Return the report of an engine, with the results of the rule that is judged here."""
    stated: Iterable[px.Triple]
    if engine is None and not shapes.is_foreign:
        stated = list(coreengine.statements(data, shapes.index, nativerules.other(aims)))
    else:
        used = shapes.index.triples() if is_whole else focusing.aimed(shapes.index, aims)
        given = focusing.flat(nativerules.without(used))
        stated = shaclresults.parse((engine or _pyshacl)(data.triples(), given)).triples()
    report = Index(px.Quad(*triple) for triple in stated)
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
    for node in data.nodes():
        for values in data.of(node).values():
            for value in values:
                if isinstance(value, px.Triple):
                    raise UsageError(f"{value} is a triple term of RDF 1.2; expected RDF 1.1")
