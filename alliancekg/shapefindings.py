"""Results of a SHACL engine as findings: the place of a node, the words of its shape.

And the one rule that no engine judges: whether the bounds of a time span follow from its date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

import pyoxigraph as px

from alliancekg import constraints, shaclresults, spans
from alliancekg.findings import Place
from alliancekg.indexing import Index, Subject, Term, node_name
from alliancekg.namespaces import AK, PREFIXES, SHAPES
from alliancekg.placing import Places, local, short
from alliancekg.references import References
from alliancekg.reports import ShapeFinding
from alliancekg.rules import rule_names
from alliancekg.shaclresults import Result
from alliancekg.shapes import Shapes

DATES: Final = SHAPES + "EdtfConstraintComponent"

_EVIDENCE: Final = px.NamedNode(AK + "evidence")
_EDTF: Final = px.NamedNode(AK + "edtf")
_PATH: Final = px.NamedNode(PREFIXES["sh"] + "path")


class Findings:
    """Results as findings: with the place of their node and the words of their shape."""

    def __init__(self, shapes: Shapes, data: Index, places: Mapping[str, Place]) -> None:
        self._shapes = shapes
        self._data = data
        self._known = places
        self._places = Places(places)
        self._references = References(data, partial(short, more=shapes.prefixes))
        self._short = partial(short, more=shapes.prefixes)
        self._names = rule_names(shapes.index, self._short)

    def name(self, shape: Subject | None) -> str:
        """Return the name of a shape: in short, or by its parent if it is a blank node."""
        return self._names.get(shape) or self._show(shape) if shape is not None else ""

    def of(self, result: Result, report: Index) -> ShapeFinding:
        """Return the finding for a result."""
        rule = self.name(result.shape)
        problem, _, rest = result.message.rstrip(". ").partition("; expected ")
        expected, _, fix = rest.partition(". Fix: ")
        asked = constraints.said(result.component, result.shape, self._shapes.index, self._short)
        fix = fix or f"see the shape {rule}"
        said = self._references.said(result.component, result.value, problem, fix)
        is_node = result.value is None or (result.value == result.focus and result.path is None)
        return ShapeFinding(
            self._where(result.focus),
            self._field(result, rule, report),
            "" if is_node else self._show(result.value),
            said.problem,
            expected or asked or "what the shape says",
            said.fix,
            result.severity,
            rule,
            self._show(result.focus),
            _iri(result.focus),
            _iri(result.path),
            result.component,
            said.kind,
        )

    def _field(self, result: Result, rule: str, report: Index) -> str:
        if result.path is not None:
            path = shaclresults.path_text(result.path, report, self._short)
            return local(_iri(result.path)) or path
        is_named = _iri(result.shape).startswith(SHAPES) and rule.count("-") > 1
        return rule.split("-")[1] if is_named else ""  # a node shape has no path

    def _show(self, term: Term | None) -> str:
        """Return an IRI in short, a literal as its text."""
        if isinstance(term, px.BlankNode):
            return "a blank node"
        return self._short(term.value) if isinstance(term, px.NamedNode) else _value(term)

    def _where(self, node: Term) -> Place:
        if isinstance(node, px.BlankNode):
            return self._known.get(str(node)) or Place(self._show(node))
        if isinstance(node, px.Literal):  # a value is where its node is
            owners = (s for p in self._data.predicates() for s in self._data.subjects(p, node))
            known = (self._known.get(node_name(owner)) for owner in owners)
            return min(filter(None, known), default=Place(self._show(node)))
        evidence = (_value(e) for e in self._data.objects(node, _EVIDENCE))
        return self._places.of(_iri(node), evidence) or Place(self._show(node))

    def of_dates(
        self,
        dated: Iterable[tuple[Subject, Term]],
        wrong: Collection[tuple[Subject, Term | None]],
    ) -> Iterator[ShapeFinding]:
        """Return each time span whose date is no EDTF, or whose bounds are not those of its date.

        Only if the shapes declare the rule, and not for what is `wrong` already, a node and its
        property: a date of the wrong type, bounds beside a wrong date or bound.
        """
        for span, edtf in dated:
            stated = {p.value: list(map(_literal, of)) for p, of in self._data.of(span).items()}
            node, date = self._show(span), _value(edtf)
            fault = spans.fault(date, stated)
            if not fault or not self._shapes.index.objects(_rule(fault.rule), _PATH):
                continue
            judged = {_EDTF.value, *(spans.BOUNDS if fault.rule == spans.AGREES else ())}
            if not any((span, px.NamedNode(path)) in wrong for path in judged):
                said = (fault.problem, fault.expected, fault.fix)
                about = (node, _iri(span), _EDTF.value, DATES)
                place = self._where(span)
                yield ShapeFinding(place, "edtf", date, *said, "violation", fault.rule, *about)


def _rule(name: str) -> px.NamedNode:
    return px.NamedNode(SHAPES + name)


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, px.NamedNode) else ""


def _value(term: Term | None) -> str:
    return getattr(term, "value", "")


def _literal(term: Term) -> str:
    """Return a term in quotes, with its type unless it is a string."""
    kind = term.datatype.value if isinstance(term, px.Literal) else ""
    is_typed = kind and not kind.endswith(("#string", "#langString"))
    return f'"{_value(term)}"' + (f"^^{short(kind)}" if is_typed else "")
