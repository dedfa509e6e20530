"""A report as a standard `sh:ValidationReport` in Turtle: the engine's, and what it cannot say.

Faults that no SHACL engine finds (of files, rows and dates) are added as results. Then
`sh:conforms` is false, as SHACL asks for any result (section 3.6.1.1).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

import pyoxigraph as px

from alliancekg import shaclresults
from alliancekg.findings import Finding
from alliancekg.namespaces import ID, PREFIXES, SHAPES
from alliancekg.reporting.nesting import write
from alliancekg.reporting.selection import Selection
from alliancekg.reporting.wording import FILE_RULE, file_of, message, visible
from alliancekg.reports import Report, ShapeFinding

_SH: Final = PREFIXES["sh"]
_TYPE: Final = px.NamedNode(PREFIXES["rdf"] + "type")
_COMMENT: Final = px.NamedNode(PREFIXES["rdfs"] + "comment")
_RESULT: Final = px.NamedNode(_SH + "result")
_CONFORMS: Final = px.NamedNode(_SH + "conforms")
_REPORT: Final = px.NamedNode(_SH + "ValidationReport")
_Node = px.NamedNode | px.BlankNode
_Key = tuple[str, str, str, str]  # focus node, component, severity, path


def render(report: Report, chosen: Selection) -> str:
    """Return the engine's report with the results of other findings; deterministic.

    Of the engine's results, those of findings that are left out by the limit are left out.
    """
    graph = {quad.triple for quad in px.parse(report.results, px.RdfFormat.N_TRIPLES)}
    root = _root(graph)
    engine = _Engine(graph)
    for result in engine.omitted(chosen):
        graph.discard(px.Triple(root, _RESULT, result))
    graph = _reachable(graph, root) if chosen.hidden else graph
    for finding in chosen.shown:
        if not engine.found(finding):
            graph.update(_result(finding, report, root))
    if any(not engine.found(finding) for finding in report.findings):
        graph.discard(px.Triple(root, _CONFORMS, px.Literal(True)))
        graph.add(px.Triple(root, _CONFORMS, px.Literal(False)))
    if chosen.left_out:
        graph.add(px.Triple(root, _COMMENT, px.Literal(chosen.left_out, language="en")))
    return write(graph, PREFIXES)


def _root(graph: set[px.Triple]) -> _Node:
    """Return the node of the report; one that conforms is made if there is none."""
    for triple in graph:
        if (triple.predicate, triple.object) == (_TYPE, _REPORT):
            if isinstance(triple.subject, px.Triple):
                break
            return triple.subject
    root = px.BlankNode()
    graph |= {px.Triple(root, _TYPE, _REPORT), px.Triple(root, _CONFORMS, px.Literal(True))}
    return root


class _Engine:
    """The results of the engine's report, and which findings are made from them."""

    def __init__(self, graph: Iterable[px.Triple]) -> None:
        self._of: dict[object, dict[str, object]] = defaultdict(dict)
        results = []
        for triple in graph:
            self._of[triple.subject][triple.predicate.value] = triple.object
            if triple.predicate == _RESULT and isinstance(triple.object, _Node):
                results.append(triple.object)
        # In the order of what they say: of results alike but for their value, the first stay.
        self._results = sorted(results, key=lambda node: (self._key(node), self._text(node)))
        self._components = {self._key(node)[1] for node in results} - {""}

    def _key(self, node: object) -> _Key:
        names = ("focusNode", "sourceConstraintComponent", "resultSeverity", "resultPath")
        terms = [self._of[node].get(_SH + name) for name in names]
        focus, component, severity, path = [_value(term) for term in terms]
        return focus, component, shaclresults.severity(severity), path

    def _text(self, node: object) -> list[str]:
        facts = self._of[node].items()
        return sorted(
            f"{name} {term}" for name, term in facts if not isinstance(term, px.BlankNode)
        )

    def found(self, finding: Finding) -> bool:
        """Tell whether a finding says what a result of the engine says."""
        component = finding.component if isinstance(finding, ShapeFinding) else ""
        is_shacl = component.startswith(_SH) and bool(self._results)
        return is_shacl or component in self._components

    def omitted(self, chosen: Selection) -> Iterator[_Node]:
        """Yield the results of findings that are left out.

        Results alike of blank nodes may have one finding between them: they go with it.
        """
        shown = Counter(_key(finding) for finding in chosen.shown)
        hidden = {_key(finding) for finding in chosen.hidden}
        for result in self._results:
            key = self._key(result)
            if shown[key]:
                shown[key] -= 1
            elif key in hidden:
                yield result


def _value(term: object) -> str:
    return term.value if isinstance(term, px.NamedNode) else ""


def _key(finding: Finding) -> _Key:
    if not isinstance(finding, ShapeFinding):
        return "", "", finding.severity, ""
    return finding.iri, finding.component, finding.severity, finding.path


def _reachable(graph: set[px.Triple], root: _Node) -> set[px.Triple]:
    """Return the triples to which the report leads."""
    of: dict[object, list[px.Triple]] = defaultdict(list)
    for triple in graph:
        of[triple.subject].append(triple)
    nodes: list[object] = [root]
    seen = set(nodes)
    for node in nodes:  # grows as objects are found
        found = {triple.object for triple in of[node]} - seen
        seen |= found
        nodes += found
    return {triple for node in nodes for triple in of[node]}


def _result(finding: Finding, report: Report, root: _Node) -> Iterator[px.Triple]:
    """Yield the triples of a result that no engine gives."""
    node = px.BlankNode()
    shape = finding if isinstance(finding, ShapeFinding) else None
    rule = report.rules.get(finding.rule)
    component = shape.component if shape else ""
    facts = {
        "focusNode": _focus(finding, report),
        "resultPath": _iri(shape.path if shape else ""),
        "resultMessage": px.Literal(_whole(message(finding)), language="en"),
        "resultSeverity": px.NamedNode(_SH + finding.severity.capitalize()),
        "sourceConstraintComponent": _iri(component)
        or px.NamedNode(f"{SHAPES}{FILE_RULE}Component"),
        "sourceShape": _iri(rule.iri if rule else ""),
    }
    yield px.Triple(root, _RESULT, node)
    yield px.Triple(node, _TYPE, px.NamedNode(_SH + "ValidationResult"))
    for name, term in facts.items():
        if term:
            yield px.Triple(node, px.NamedNode(_SH + name), term)
    yield px.Triple(node, _COMMENT, px.Literal(_where(finding)))


def _focus(finding: Finding, report: Report) -> _Node:
    """Return the node, the row, or the file that a finding is about."""
    if isinstance(finding, ShapeFinding) and finding.node:
        return _iri(finding.iri) or px.BlankNode()
    file = quote(file_of(finding, report).encode("utf-8", "surrogateescape"), safe="-._~/")
    place = finding.place
    part = f"row={place.row}" if place.row else quote(place.item, safe="-._~/")
    return px.NamedNode(f"{ID}file/{file}{part and '#'}{part}")


def _where(finding: Finding) -> str:
    """Return the place, the field and the value, as the text form has them."""
    rest = str(finding).rpartition(message(finding))[0]
    return visible(rest).rstrip(" :")


def _whole(text: str) -> str:
    """Return a text without the lone surrogates of a file's name, which no literal can hold."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _iri(text: str) -> px.NamedNode | None:
    try:
        return px.NamedNode(text) if text else None
    except ValueError:
        return None
