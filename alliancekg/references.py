"""References that break a rule: to what nothing describes, or to what is of the wrong class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Final, NamedTuple

import pyoxigraph as px

from alliancekg.indexing import RDF_TYPE, Index, Term
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.placing import base, local, short
from alliancekg.reports import Kind
from alliancekg.suggesting import nearest

_SHACL: Final = PREFIXES["sh"]
_CLASS: Final = _SHACL + "ClassConstraintComponent"
# A list of classes is written as sh:or of shapes, and a class with more rules as sh:node.
_LISTS: Final = frozenset(_SHACL + f"{name}ConstraintComponent" for name in ("Or", "Node", "Xone"))


class Said(NamedTuple):
    """What is wrong with a reference, in words."""

    kind: Kind
    problem: str
    fix: str


class References:
    """Judges values of a graph that a shape has found wrong."""

    def __init__(self, data: Index, name: Callable[[str], str] = short) -> None:
        self._data = data
        self._short = name
        self._near: dict[str, str] = {}  # to find one takes long

    def said(self, component: str, value: Term | None, problem: str, fix: str) -> Said:
        """Return the kind of the fault, and the problem and the fix that tell more of it.

        `problem` and `fix` are the words of the shape, which stand if the value is no reference.
        """
        is_reference = component in {_CLASS, *_LISTS}
        if not isinstance(value, px.NamedNode):
            if component == _CLASS and isinstance(value, px.Literal):
                return Said(
                    "", f"{problem}: it is a text", "write the IRI, in < > or with a prefix"
                )
            return Said("", problem, fix)
        if value.value.startswith(AK) and value not in self._data:  # no term of the ontology
            near = self.nearest(value)
            return Said("", problem, f"write {self._short(near)}" if near else fix)
        if not is_reference:
            return Said("", problem, fix)
        if value not in self._data:
            near = self.nearest(value)
            say = f"write {self._short(near)}, or describe it" if near else fix
            return Said("dangling", "is described nowhere", say)
        if component != _CLASS:
            return Said("", problem, fix)
        types = sorted(
            self._short(getattr(t, "value", "")) for t in self._data.objects(value, RDF_TYPE)
        )
        what = " and ".join(types) or "a node without a class"
        return Said("wrong class", f"{problem}: it is {what}", "name another, or correct its class")

    def nearest(self, node: px.NamedNode) -> str:
        """Return the IRI that is described and was most likely meant, or the empty string."""
        if node.value not in self._near:
            self._near[node.value] = self._nearest(node.value)
        return self._near[node.value]

    def _nearest(self, iri: str) -> str:
        start = base(iri)
        key = iri.removeprefix(start)
        if start == AK and (same := self._known_by.get(key, "")):  # of another vocabulary
            return same
        keys = [k for k in self._described.get(start, ()) if ("#" in k) == ("#" in key)]
        if start == AK:  # classes begin with a capital, properties do not
            keys = [k for k in keys if k[:1].isupper() == key[:1].isupper()]
        near = nearest(key, keys)
        return start + near if near else ""

    @cached_property
    def _known_by(self) -> dict[str, str]:
        """Return properties of other vocabularies that the data use, by their last part."""
        used = sorted(predicate.value for predicate in self._data.predicates())
        return {local(iri): iri for iri in used if not iri.startswith(AK)}

    @cached_property
    def _described(self) -> dict[str, Collection[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for node in self._data.nodes():
            if isinstance(node, px.NamedNode):
                start = base(node.value)
                found[start].append(node.value.removeprefix(start))
        return dict(found)
