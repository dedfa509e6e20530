"""Which nodes shapes look at (SHACL, section 2.1.3), and shapes aimed at some of them.

What the shapes say of the nodes is left to `checking`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final

import pyoxigraph as px

from alliancekg.indexing import RDF_TYPE, Index, Subject, Term
from alliancekg.namespaces import PREFIXES
from alliancekg.statements import term

TARGET_CLASS: Final = term("sh:targetClass")
TARGET_SUBJECTS: Final = term("sh:targetSubjectsOf")
TARGET_OBJECTS: Final = term("sh:targetObjectsOf")
_NODE: Final = term("sh:targetNode")
_PROPERTY: Final = term("sh:property")
_DEACTIVATED: Final = term("sh:deactivated")
_DISJOINT: Final = term("sh:qualifiedValueShapesDisjoint")
_SHAPE_CLASSES: Final = (term("sh:NodeShape"), term("sh:PropertyShape"))
_CLASSES: Final = (
    px.NamedNode(PREFIXES["rdfs"] + "Class"),
    px.NamedNode(PREFIXES["owl"] + "Class"),
)

TARGETS: Final = (TARGET_CLASS, TARGET_SUBJECTS, TARGET_OBJECTS, _NODE)

Aims = Mapping[Subject, Set[Term]]
"""The nodes that each shape with a target looks at."""


def implicit(shapes: Index) -> set[Subject]:
    """Return the shapes that are classes, too: they look at their instances (2.1.3.3)."""
    of_shapes = {node for kind in _SHAPE_CLASSES for node in shapes.subjects(RDF_TYPE, kind)}
    return {node for kind in _CLASSES for node in shapes.subjects(RDF_TYPE, kind)} & of_shapes


def own_shapes(shapes: Index) -> set[Subject]:
    """Return the shapes that no other shape refers to."""
    found = {node for kind in _SHAPE_CLASSES for node in shapes.subjects(RDF_TYPE, kind)}
    return {node for node in found if not _referred(shapes, node)}


def is_aimed(shapes: Index, shape: Subject) -> bool:
    """Tell whether a shape has a target."""
    has_target = any(shapes.objects(shape, target) for target in TARGETS)
    return has_target or shape in implicit(shapes)


def _referred(shapes: Index, node: Subject) -> bool:
    return any(shapes.subjects(predicate, node) for predicate in shapes.predicates())


def focus_nodes(shapes: Index, data: Index) -> Aims:
    """Return the nodes that each shape with a target looks at, in the data."""
    found: dict[Subject, set[Term]] = defaultdict(set)
    for shape, class_ in shapes.pairs(TARGET_CLASS):
        found[shape].update(data.instances(class_))
    for shape in implicit(shapes):
        found[shape].update(data.instances(shape))
    for target in (TARGET_SUBJECTS, TARGET_OBJECTS):
        for shape, predicate in shapes.pairs(target):
            nodes = found[shape]
            for stated in data.pairs(predicate) if isinstance(predicate, px.NamedNode) else ():
                nodes.add(stated[target is TARGET_OBJECTS])
    for shape, node in shapes.pairs(_NODE):
        found[shape].add(node)
    return {shape: nodes for shape, nodes in found.items() if not is_deactivated(shapes, shape)}


def looked_at(shapes: Index, aims: Aims) -> frozenset[str]:
    """Return the names of the nodes that shapes look at, but for those that look at all nodes."""
    nodes = (nodes for shape, nodes in aims.items() if not _is_for_all(shapes, shape))
    return frozenset(
        str(node) if isinstance(node, px.BlankNode) else getattr(node, "value", "")
        for node in set().union(*nodes)
    )


def _is_for_all(shapes: Index, shape: Subject) -> bool:
    aims = [(p, v) for p in TARGETS for v in shapes.objects(shape, p)]
    return aims == [(TARGET_SUBJECTS, RDF_TYPE)]


def is_deactivated(shapes: Index, shape: Subject) -> bool:
    """Tell whether a shape is switched off."""
    return any(getattr(v, "value", "") == "true" for v in shapes.objects(shape, _DEACTIVATED))


def flat(shapes: Iterable[px.Triple]) -> list[px.Triple]:
    """Return the shapes with each target given to the properties of its node shape.

    The results are the same, and pySHACL looks at all nodes of a property at once: twice as
    fast. A node shape that others refer to stays as it is, and so does a property of several.
    """
    index = Index(px.Quad(t.subject, t.predicate, t.object) for t in shapes)
    moved = set(_movable(index))
    found = [
        t for t in index.triples() if t.predicate != _PROPERTY or (t.subject, t.object) not in moved
    ]
    for shape, part in moved:
        found += [px.Triple(part, p, v) for p in TARGETS for v in index.objects(shape, p)]
    return found


def _movable(index: Index) -> Iterator[tuple[Subject, Subject]]:
    """Return each shape and property whose targets can be the property's own."""
    aimed_at = {shape for target in TARGETS for shape, _ in index.pairs(target)}
    for shape in aimed_at - implicit(index):
        parts = index.objects(shape, _PROPERTY)
        # Such a part looks at its siblings (SHACL, section 4.7.3).
        is_bound = any(index.objects(part, _DISJOINT) for part in parts)
        if is_bound or _referred(index, shape) or index.objects(shape, _DEACTIVATED):
            continue
        for part in parts:
            is_its_own = len(index.subjects(_PROPERTY, part)) == 1 and part not in aimed_at
            if is_its_own and not isinstance(part, px.Literal):
                yield shape, part


def aimed(shapes: Index, at: Aims) -> list[px.Triple]:
    """Return the shapes with these nodes as their targets, in place of those that they have."""
    classes = implicit(shapes)
    found = [
        t
        for t in shapes.triples()
        if t.predicate not in TARGETS
        and not (t.subject in classes and t.predicate == RDF_TYPE and t.object in _CLASSES)
    ]
    found += [px.Triple(shape, _NODE, node) for shape, nodes in at.items() for node in nodes]
    return found
