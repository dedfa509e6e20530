"""References that break a rule: to what nothing describes, or to what is of the wrong class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Final, NamedTuple

import pyoxigraph as px

from alliancekg.indexing import RDF_TYPE, Index, Term
from alliancekg.namespaces import AK, ID, PREFIXES
from alliancekg.placing import short
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

    def said(self, component: str, value: Term | None, problem: str, fix: str) -> Said:
        """Return the kind of the fault, and the problem and the fix that tell more of it.

        `problem` and `fix` are the words of the shape, which stand if the value is no reference.
        """
        if not isinstance(value, px.NamedNode):
            return Said("", problem, fix)
        if value.value.startswith(AK) and value not in self._data:  # no term of the ontology
            near = self.nearest(value)
            return Said("", problem, f"write {self._short(near)}" if near else fix)
        if component not in {_CLASS, *_LISTS}:
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
        return Said("wrong class", f"{problem}: it is {what}", fix)

    def nearest(self, node: px.NamedNode) -> str:
        """Return the IRI that is described and was most likely meant, or the empty string."""
        start = base(node.value)
        key = node.value.removeprefix(start)
        keys = [k for k in self._described.get(start, ()) if ("#" in k) == ("#" in key)]
        if start == AK:  # classes begin with a capital, properties do not
            keys = [k for k in keys if k[:1].isupper() == key[:1].isupper()]
        near = nearest(key, keys)
        return start + near if near else ""

    @cached_property
    def _described(self) -> dict[str, Collection[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for node in self._data.nodes():
            if isinstance(node, px.NamedNode):
                start = base(node.value)
                found[start].append(node.value.removeprefix(start))
        return dict(found)


def base(iri: str) -> str:
    """Return what the IRIs of the same kind begin with.

    >>> base("urn:x/ns#Event"), base("urn:x/ns/Event")
    ('urn:x/ns#', 'urn:x/ns/')
    """
    if iri.startswith(ID):
        kind, mark, _ = iri.removeprefix(ID).partition("/")
        return f"{ID}{kind}{mark}"
    head, mark, _ = iri.rpartition("#" if "#" in iri else "/")
    return head + mark
