"""A rule of ours that engines are slow at: whether all properties are declared.

A query for each node takes as long as half of all other shapes together. Judged on the
statements here; the query stands in the shape for other engines, and a test holds the two to the
same report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as px

from alliancekg.focusing import TARGETS, Aims
from alliancekg.indexing import RDF_TYPE, Index, Subject
from alliancekg.namespaces import AK, PREFIXES, SHAPES
from alliancekg.statements import term

RULE: Final = px.NamedNode(SHAPES + "TermShape-predicate-declared")
_PROPERTIES: Final = frozenset(
    px.NamedNode(f"{PREFIXES['owl']}{kind}Property")
    for kind in ("Object", "Datatype", "Annotation")
)

# What a result takes from its shape.
_TAKEN: Final = {
    "resultSeverity": "severity",
    "resultMessage": "message",
    "sourceConstraint": "sparql",
}


def without(shapes: Iterable[px.Triple]) -> Iterator[px.Triple]:
    """Return shapes with no target for the rule, so that an engine passes over it."""
    return (t for t in shapes if t.subject != RULE or t.predicate not in TARGETS)


def other(aims: Aims) -> Aims:
    """Return the nodes that other shapes look at."""
    return {shape: nodes for shape, nodes in aims.items() if shape != RULE}


def results(shapes: Index, data: Index, aims: Aims, report: Subject) -> Iterator[px.Triple]:
    """Return the results of the rule, as statements of a report: nodes of undeclared properties."""
    undeclared = [
        predicate
        for predicate in data.predicates()
        if predicate.value.startswith(AK)
        and not _PROPERTIES.intersection(data.objects(predicate, RDF_TYPE))
    ]
    asked = aims.get(RULE, frozenset()) if shapes.objects(RULE, term("sh:sparql")) else frozenset()
    number = 0
    for predicate in sorted(undeclared, key=str):
        users = {subject for subject, _ in data.pairs(predicate)}
        for node in sorted(users.intersection(asked), key=str):
            number += 1
            result = px.BlankNode(f"native{number}")
            yield px.Triple(report, term("sh:result"), result)
            yield px.Triple(result, RDF_TYPE, term("sh:ValidationResult"))
            yield px.Triple(result, term("sh:focusNode"), node)
            yield px.Triple(result, term("sh:value"), predicate)
            yield px.Triple(result, term("sh:sourceShape"), RULE)
            yield px.Triple(
                result, term("sh:sourceConstraintComponent"), term("sh:SPARQLConstraintComponent")
            )
            for field, taken in _TAKEN.items():
                for value in shapes.objects(RULE, term(f"sh:{taken}")):
                    # A query's message loses its language: it could name variables.
                    text = px.Literal(value.value) if isinstance(value, px.Literal) else value
                    yield px.Triple(result, term(f"sh:{field}"), text)
