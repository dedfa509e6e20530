"""What the shapes say of a property: of which classes it is, with which values, and how many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from alliancekg.namespaces import SCHEME
from alliancekg.shapes import Shapes
from alliancekg.statements import term


@dataclass(frozen=True, slots=True)
class Use:
    """What the shapes of a class say of a property: which values, how many, by which rules."""

    owner: NamedNode
    rules: list[str] = field(default_factory=list)
    values: set[str] = field(default_factory=set)
    schemes: set[str] = field(default_factory=set)
    least: int = 0
    most: int | None = None


def uses(shapes: Shapes, property_: NamedNode) -> Iterator[Use]:
    """Yield what the shapes of each class say of a property, by the name of the class."""
    index, found = shapes.index, dict[NamedNode, Use]()
    for shape in sorted(map(str, index.subjects(term("sh:path"), property_))):
        node = NamedNode(shape[1:-1])
        for owner in index.subjects(term("sh:property"), node):
            for class_ in index.objects(owner, term("sh:targetClass")):
                if isinstance(class_, NamedNode):
                    found[class_] = _grown(shapes, node, found.get(class_, Use(class_)))
    return iter(sorted(found.values(), key=lambda use: str(use.owner)))


def _grown(shapes: Shapes, rule: NamedNode, use: Use) -> Use:
    """Return a use with what one more rule says."""
    index = shapes.index
    said = {
        name: index.value(rule, term(f"sh:{name}"))
        for name in ("class", "datatype", "pattern", "minCount", "maxCount")
    }
    value = said["class"] or said["datatype"]
    pattern = (
        said["pattern"].value.replace("[.]", ".") if isinstance(said["pattern"], Literal) else ""
    )
    scheme = re.match(rf"\^{re.escape(SCHEME)}([a-z-]+)#", pattern)
    least, most = (
        int(count.value) if isinstance(count, Literal) else default
        for count, default in ((said["minCount"], use.least), (said["maxCount"], use.most))
    )
    return Use(
        use.owner,
        [*use.rules, local(rule)],
        use.values | ({value.value} if isinstance(value, NamedNode) else set()),
        use.schemes | ({scheme[1]} if scheme else set()),
        least,
        most,
    )


def local(node: NamedNode) -> str:
    """Return the last part of an IRI."""
    return re.split("[#/]", node.value)[-1]
