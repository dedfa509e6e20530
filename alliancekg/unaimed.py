"""Shapes that look at nothing: said, and refused where it must be a mistake.

A target class that is misspelt, or shapes of other data, would pass everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

import pyoxigraph as px

from alliancekg.errors import UsageError
from alliancekg.focusing import (
    TARGET_CLASS,
    TARGET_OBJECTS,
    TARGET_SUBJECTS,
    Aims,
    aimed_shapes,
    own_shapes,
)
from alliancekg.indexing import RDF_TYPE, SUBCLASS, Index, Subject, Term
from alliancekg.namespaces import PREFIXES
from alliancekg.placing import base, local, short
from alliancekg.reports import ShapeFinding
from alliancekg.shapes import Shapes
from alliancekg.suggesting import nearest


def _terms(prefix: str, *names: str) -> tuple[px.NamedNode, ...]:
    return tuple(px.NamedNode(PREFIXES[prefix] + name) for name in names)


_CLASSES: Final = (*_terms("rdfs", "Class"), *_terms("owl", "Class"))
_PROPERTIES: Final = (
    *_terms("rdf", "Property"),
    *_terms("owl", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"),
)


def unaimed(shapes: Shapes, data: Index, aims: Aims, *, is_part: bool) -> Sequence[ShapeFinding]:
    """Return a note for each shape that looks at no node of the data.

    A target that nothing declares and no node has is a warning; it is a mistake, and raises
    UsageError, if the data declare terms in its namespace: it is misspelt. So do foreign shapes of
    which none looks at any node. Of the shapes of a workspace, those for a class are noted, and
    those only where the data are a whole graph.
    """
    idle = sorted((shape for shape, nodes in aims.items() if not nodes), key=str)
    notes = _Notes(shapes, data)
    found = [notes.of(shape) for shape in idle]
    misspelt = [note for shape, note in zip(idle, found, strict=True) if notes.is_mistake(shape)]
    if shapes.is_foreign and not aims:
        raise UsageError(
            "all shapes with a target are deactivated; expected one that is not. Fix: remove"
            " sh:deactivated"
        )
    if misspelt or (shapes.is_foreign and len(idle) == len(aims)):
        raise UsageError("\n".join(str(replace(note, rule="")) for note in misspelt or found))
    found += map(notes.of_unused, own_shapes(shapes.index) - aimed_shapes(shapes.index))
    if shapes.is_foreign:
        return found
    if is_part:
        return []
    by_class = {
        notes.classes(s): note for s, note in reversed(list(zip(idle, found, strict=False)))
    }
    of_idle = [note for classes, note in by_class.items() if classes]
    return [*of_idle, *found[len(idle) :]]


def misspelt(shapes: Shapes, data: Index) -> Iterator[ShapeFinding]:
    """Return a note for each shape whose target is misspelt, as far as the data tell."""
    notes = _Notes(shapes, data)
    targets = (TARGET_CLASS, TARGET_SUBJECTS, TARGET_OBJECTS)
    for shape in {shape for target in targets for shape, _ in shapes.index.pairs(target)}:
        if notes.is_mistake(shape):
            yield replace(notes.of(shape), rule="")


class _Known(NamedTuple):
    """The terms of a kind that data and shapes know, and the namespaces in which they are declared.

    `noun` is what to call one.
    """

    noun: str
    iris: Set[str]
    spaces: Set[str]

    def is_misspelt(self, iri: str) -> bool:
        """Tell whether a term is unknown in a namespace that is declared."""
        return iri not in self.iris and base(iri) in self.spaces

    def nearest(self, iri: str) -> str:
        """Return the term that was most likely meant, or the empty string."""
        start = base(iri)
        keys = [known.removeprefix(start) for known in self.iris if base(known) == start]
        near = nearest(iri.removeprefix(start), keys)
        return start + near if near else ""


class _Notes:
    """What to say of shapes that look at nothing."""

    def __init__(self, shapes: Shapes, data: Index) -> None:
        self._shapes = shapes
        self._short = partial(short, more=shapes.prefixes)
        both = (shapes.index, data)
        declared = _iris(n for i in both for kind in _CLASSES for n in i.subjects(RDF_TYPE, kind))
        ordered = _iris(node for index in both for pair in index.pairs(SUBCLASS) for node in pair)
        types = _iris(class_ for _, class_ in data.pairs(RDF_TYPE))
        spaces = set(map(base, declared))
        classes = _Known("class", declared | ordered | types, spaces)
        declared = _iris(n for i in both for k in _PROPERTIES for n in i.subjects(RDF_TYPE, k))
        spaces = set(map(base, declared))
        uses = _iris(data.predicates())
        properties = _Known("property", declared | uses, spaces)
        self._targets = {
            TARGET_CLASS: classes,
            TARGET_SUBJECTS: properties,
            TARGET_OBJECTS: properties,
        }

    def _aims(self, shape: Subject) -> Iterator[tuple[str, str, _Known]]:
        """Return each target of a shape: its kind, its IRI, and what is known of the kind."""
        for target, known in self._targets.items():
            for value in self._shapes.index.objects(shape, target):
                yield local(target.value), getattr(value, "value", ""), known

    def classes(self, shape: Subject) -> tuple[str, ...]:
        """Return the classes at whose nodes a shape looks."""
        return tuple(sorted(map(str, self._shapes.index.objects(shape, TARGET_CLASS))))

    def is_mistake(self, shape: Subject) -> bool:
        """Tell whether a target of a shape is misspelt."""
        return any(known.is_misspelt(iri) for _, iri, known in self._aims(shape))

    def of(self, shape: Subject) -> ShapeFinding:
        """Return the note for a shape: its first target that is unknown, or that it has no data."""
        name = self._short(shape.value) if isinstance(shape, px.NamedNode) else "a shape"
        place = self._shapes.place(shape)
        # What is surely wrong before what is only unknown.
        aims = sorted(self._aims(shape), key=lambda aim: (not aim[2].is_misspelt(aim[1]), aim[:2]))
        for field, iri, known in aims:
            if iri in known.iris:
                continue
            noun = known.noun
            problem = (
                f"is no {noun} of the data or the ontology, so that the shape looks at no node"
            )
            near = known.nearest(iri)
            fix = f"write {self._short(near)}" if near else f"correct the name, or add the {noun}"
            said = problem, f"a {noun} that is declared, or that nodes have", fix
            return ShapeFinding(place, field, self._short(iri), *said, "warning", name)
        said = "looks at no node of the data", "data of its target", "add such data, or leave it so"
        return ShapeFinding(place, "", "", *said, "info", name)

    def of_unused(self, shape: Subject) -> ShapeFinding:
        """Return the note for a shape without a target, to which no shape refers."""
        name = self._short(shape.value) if isinstance(shape, px.NamedNode) else "a shape"
        said = (
            "has no target, and no shape refers to it, so that it looks at nothing",
            "sh:targetClass, sh:targetNode, sh:targetSubjectsOf or sh:targetObjectsOf",
            "say which nodes it is for",
        )
        return ShapeFinding(self._shapes.place(shape), "", "", *said, "warning", name)


def _iris(terms: Iterable[Term]) -> set[str]:
    return {term.value for term in terms if isinstance(term, px.NamedNode)}
