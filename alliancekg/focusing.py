"""Which nodes shapes look at (SHACL, section 2.1.3), and shapes aimed at some of them.

What the shapes say of the nodes is left to `checking`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final, NamedTuple

import pyoxigraph as px

from alliancekg.indexing import RDF_TYPE, Index, Subject, Term, node_name
from alliancekg.namespaces import ID, PREFIXES
from alliancekg.statements import term

TARGET_CLASS: Final = term("sh:targetClass")
TARGET_SUBJECTS: Final = term("sh:targetSubjectsOf")
TARGET_OBJECTS: Final = term("sh:targetObjectsOf")
_NODE: Final = term("sh:targetNode")
_PATH: Final = term("sh:path")
_PROPERTY: Final = term("sh:property")
_DEACTIVATED: Final = term("sh:deactivated")
_DISJOINT: Final = term("sh:qualifiedValueShapesDisjoint")
_CLOSED: Final = term("sh:closed")
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


def aimed_shapes(shapes: Index) -> set[Subject]:
    """Return the shapes that have a target."""
    return {shape for target in TARGETS for shape, _ in shapes.pairs(target)} | implicit(shapes)


def _referred(shapes: Index, node: Subject) -> bool:
    return any(shapes.subjects(predicate, node) for predicate in shapes.predicates())


class Part(NamedTuple):
    """The part of the data in question: the names of its nodes, and the values that it states.

    A name is an IRI, or `_:` and that of a blank node. `values` are looked at where a shape aims at
    objects, and any node that a shape names is looked at, if the shapes are foreign: such shapes
    were given for these data. Of our own the values are records of the graph, which others stated.
    """

    names: Set[str]
    values: Set[Term] = frozenset()
    is_foreign: bool = False

    def has(self, node: Term) -> bool:
        """Tell whether a node is in question, or belongs to a record that is."""
        name = node_name(node) if not isinstance(node, px.Literal) else ""
        return name in self.names or (name.startswith(ID) and name.partition("#")[0] in self.names)


def focus_nodes(shapes: Index, data: Index, part: Part | None = None) -> Aims:
    """Return the nodes that each shape with a target looks at, in the data or a part of them."""
    found: dict[Subject, set[Term]] = defaultdict(set)

    def add(shape: Subject, nodes: Iterable[Term], also: Set[Term] = frozenset()) -> None:
        found[shape].update(n for n in nodes if part is None or part.has(n) or n in also)

    for shape, class_ in shapes.pairs(TARGET_CLASS):
        add(shape, data.instances(class_))
    for shape in implicit(shapes):
        add(shape, data.instances(shape))
    for target in (TARGET_SUBJECTS, TARGET_OBJECTS):
        for shape, predicate in shapes.pairs(target):
            is_object = target is TARGET_OBJECTS
            used = data.pairs(predicate) if isinstance(predicate, px.NamedNode) else ()
            add(shape, (pair[is_object] for pair in used), _values(part) if is_object else set())
    for shape, node in shapes.pairs(_NODE):
        add(shape, [node], {node} if part and part.is_foreign else set())
    return {shape: nodes for shape, nodes in found.items() if not is_deactivated(shapes, shape)}


def _values(part: Part | None) -> Set[Term]:
    return part.values if part and part.is_foreign else frozenset()


def looked_at(shapes: Index, aims: Aims) -> frozenset[str]:
    """Return the names of the nodes that shapes look at, but for those that look at all nodes."""
    nodes = (nodes for shape, nodes in aims.items() if not _is_for_all(shapes, shape))
    return frozenset(map(node_name, set().union(*nodes)))


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
    moved = set(movable(index))
    found = [
        t for t in index.triples() if t.predicate != _PROPERTY or (t.subject, t.object) not in moved
    ]
    for shape, part in moved:
        found += [px.Triple(part, p, v) for p in TARGETS for v in index.objects(shape, p)]
    return found


def movable(index: Index) -> Iterator[tuple[Subject, Subject]]:
    """Return each shape and property whose targets can be the property's own."""
    aimed_at = {shape for target in TARGETS for shape, _ in index.pairs(target)}
    for shape in aimed_at - implicit(index):
        parts = index.objects(shape, _PROPERTY)
        # Such a part looks at its siblings (SHACL, 4.7.3), or the shape at its parts (4.8.1); that
        # of a property looks at its values (4.7.2).
        is_bound = any(index.objects(part, _DISJOINT) for part in parts)
        is_bound |= bool(index.objects(shape, _PATH))
        is_bound |= bool(index.objects(shape, _CLOSED))
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
