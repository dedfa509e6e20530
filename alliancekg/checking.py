"""The graph against the shapes: SHACL by pySHACL, and what no SHACL engine judges rightly, dates.

The only module that imports pySHACL; rdflib is known to `shapes` and `rdflibgraph`, too. Both are
given graphs that pyoxigraph parsed, never a text that could be a path or an address. How a report
looks is left to `reports`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import pyoxigraph as px
import pyshacl
from pyshacl.errors import ReportableRuntimeError
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.term import Node

from alliancekg import spans
from alliancekg.errors import UsageError
from alliancekg.findings import Place, Severity
from alliancekg.namespaces import AK, SHAPES
from alliancekg.placing import Places, local, short
from alliancekg.rdflibgraph import graph_of, quiet
from alliancekg.reports import Report, ShapeFinding, in_order
from alliancekg.shapes import Shapes, Targets, aimed, flat, focus_nodes, read_shapes

_EVIDENCE: Final = URIRef(AK + "evidence")
_EDTF: Final = URIRef(AK + "edtf")


def check(
    data: Iterable[px.Quad],
    shapes_dir: Path,
    places: Mapping[str, Place],
    only: Collection[str] | None = None,
) -> Report:
    """Return what breaks the shapes of a folder (`*.ttl`).

    `data` are all statements, those of the ontology and its schemes too; named graphs are merged.
    `places` gives the row or line of a node by its IRI; a node without one is placed by the row
    that is its evidence, or by the record that it belongs to. With `only`, the IRIs of records,
    nothing is said of others, nor of shapes that look at no node. Raises UsageError for
    shapes that cannot be read or used, or of which none has a target.
    """
    shapes = read_shapes(shapes_dir)
    graph = graph_of(data)
    targets = focus_nodes(shapes, graph)
    used = shapes.graph
    if only is not None:
        targets = {shape: {n for n in nodes if _is_in(n, only)} for shape, nodes in targets.items()}
        used = aimed(used, targets)
    where = _Where(places, graph)
    # A query of a shape may name another node than the one that it was asked about.
    results = [r for r in _results(graph, used) if only is None or _is_in(r.node, only)]
    found = [_finding(result, where) for result in results]
    faulty = {finding.node for finding in found}
    dated = (p for p in graph.subject_objects(_EDTF) if only is None or _is_in(p[0], only))
    found += _date_findings(dated, shapes.graph, graph, where, faulty)
    aimless = _aimless(shapes, graph, targets) if only is None else ()
    return Report(
        in_order([*found, *aimless]),
        {_show(shape): len(targets[shape]) for shape in sorted(targets, key=str)},
        len(set().union(*targets.values())),
    )


def _is_in(node: Node, records: Collection[str]) -> bool:
    """Tell whether a node is one of the records, belongs to one, or is a blank node.

    Only the data in question can have blank nodes: the graph has none.
    """
    iri = str(node)
    return isinstance(node, BNode) or iri in records or iri.partition("#")[0] in records


def _results(data: Graph, shapes: Graph) -> Iterator[_Result]:
    """Return what pySHACL finds. Raises UsageError for shapes that it cannot use."""
    try:
        with quiet():
            _, report, _ = pyshacl.validate(data, shacl_graph=flat(shapes), inplace=True)
    except ReportableRuntimeError as error:
        raise _unusable(error) from error
    if not isinstance(report, Graph):
        raise _unusable(report)
    for result in report.objects(None, SH.result):
        shape = report.value(result, SH.sourceShape)
        severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2].lower()
        yield _Result(
            cast(Node, report.value(result, SH.focusNode)),
            "" if shape is None else str(shape),
            cast(Severity, severity),
            report.value(result, SH.resultPath),
            report.value(result, SH.value),
            min(map(str, report.objects(result, SH.resultMessage)), default=""),
        )


def _unusable(reason: object) -> UsageError:
    said = " ".join(str(reason).replace("For reference, see", "See").split()).rstrip(".")
    return UsageError(
        f"the shapes cannot be used: {said}. Fix: correct the shape of which it tells"
    )


@dataclass(frozen=True, slots=True)
class _Result:
    """One result of a SHACL report."""

    node: Node
    shape: str
    severity: Severity
    path: Node | None
    value: Node | None
    message: str


def _finding(result: _Result, where: _Where) -> ShapeFinding:
    rule = result.shape.removeprefix(SHAPES)
    named = rule.split("-")[1] if rule.count("-") > 1 else ""  # a node shape has no path
    field = local(str(result.path)) if result.path else named
    problem, _, rest = result.message.partition("; expected ")
    expected, _, fix = rest.partition(". Fix: ")
    value = "" if result.value in (None, result.node) else _show(result.value)
    return ShapeFinding(
        where.of(result.node),
        field,
        value,
        problem,
        expected or "what the shape says",
        fix or "see the shape",
        result.severity,
        rule,
        _show(result.node),
    )


def _show(term: Node | None) -> str:
    """Return an IRI in short, a literal as its text."""
    if isinstance(term, BNode):
        return "a blank node"
    return short(str(term)) if isinstance(term, URIRef) else str(term)


class _Where:
    """The places of nodes of a graph; a node without one is shown as the file."""

    def __init__(self, places: Mapping[str, Place], graph: Graph) -> None:
        self._places = Places(places)
        self._graph = graph

    def of(self, node: Node) -> Place:
        evidence = map(str, self._graph.objects(node, _EVIDENCE))
        return self._places.of(str(node), evidence) or Place(_show(node))


def _aimless(shapes: Shapes, data: Graph, targets: Targets) -> Iterator[ShapeFinding]:
    """Return a note for each shape whose class has no node, a warning if it is no class."""
    for shape, nodes in targets.items():
        classes = list(shapes.graph.objects(shape, SH.targetClass))
        if nodes or not classes:
            continue
        unknown = [
            c for c in classes if not {OWL.Class, RDFS.Class} & set(data.objects(c, RDF.type))
        ]
        yield ShapeFinding(
            shapes.places.get(str(shape), Place(_show(shape))),
            "targetClass" if unknown else "",
            ", ".join(sorted(map(_show, unknown))),
            "is not a class of the ontology" if unknown else "looks at no node of the graph",
            "a class of ontology/" if unknown else "data of its class",
            "correct the name, or add the class" if unknown else "add such data, or leave it so",
            "warning" if unknown else "info",
            _show(shape),
        )


def _date_findings(
    dated: Iterable[tuple[Node, Node]],
    shapes: Graph,
    data: Graph,
    where: _Where,
    known: set[str],
) -> Iterator[ShapeFinding]:
    """Return each time span whose date is no EDTF, or whose bounds are not those of its date.

    Only if the shapes declare the rule, and not for a span that another shape has found wrong.
    """
    for span, edtf in dated:
        node = _show(span)
        if node in known:
            continue
        stated = {
            str(p): [_literal(o) for o in data.objects(span, p)] for p in data.predicates(span)
        }
        fault = spans.fault(str(edtf), stated)
        if fault and (URIRef(SHAPES + fault.rule), SH.path, None) in shapes:
            said = (fault.problem, fault.expected, fault.fix)
            place = where.of(span)
            yield ShapeFinding(place, "edtf", str(edtf), *said, "violation", fault.rule, node)


def _literal(term: Node) -> str:
    """Return a term in quotes, with its type unless it is a string."""
    kind = term.datatype if isinstance(term, Literal) else None
    return f'"{term}"^^{_show(kind)}' if kind else f'"{term}"'
