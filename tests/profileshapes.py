"""The shapes of a profile put to the test: for each constraint, data that break it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Final

import pyoxigraph as px

from alliancekg import coreengine
from alliancekg.namespaces import PREFIXES, SHAPES

Term = px.NamedNode | px.BlankNode | px.Literal | px.Triple
Node = px.NamedNode | px.BlankNode

SH: Final = PREFIXES["sh"]
RDF: Final = PREFIXES["rdf"]
HEAD: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
BAD: Final = px.NamedNode("urn:x-broken:value")  # of no class, no literal, in no list


def read(path: Path) -> list[px.Triple]:
    """Return the triples of a Turtle file."""
    return [quad.triple for quad in px.parse(path=path, format=px.RdfFormat.TURTLE)]


def told(shapes: Path, data: Iterable[px.Triple]) -> set[tuple[str, str]]:
    """Return the shape and the node of each result that the shapes give for the data."""
    report = coreengine.report(data, read(shapes), is_worded=False)
    found: dict[str, dict[str, str]] = {}
    for quad in px.parse(report.encode(), format=px.RdfFormat.N_TRIPLES):
        if isinstance(quad.object, px.NamedNode):
            name = quad.predicate.value.removeprefix(SH)
            found.setdefault(str(quad.subject), {})[name] = quad.object.value
    return {
        (result["sourceShape"].removeprefix(SHAPES), result["focusNode"])
        for result in found.values()
        if {"sourceShape", "focusNode"} <= result.keys()
    }


class Breaking:
    """Data that break each constraint of a file of shapes, each at a node of its own.

    `patterns` gives, for each constraint in SPARQL, Turtle about `urn:x-broken:this`, which gets
    the target of the shape; those in SHACL Core are broken by their kind.
    """

    def __init__(self, shapes: Path, patterns: Mapping[str, str]) -> None:
        self._index: dict[Node, dict[str, list[Term]]] = {}
        for triple in read(shapes):
            if isinstance(triple.subject, px.NamedNode):
                about = self._index.setdefault(triple.subject, {})
                about.setdefault(triple.predicate.value, []).append(triple.object)
        self._numbers = count()
        self.data: list[px.Triple] = []
        self.expected: set[tuple[str, str]] = set()
        self.without: set[str] = set()  # constraints in SPARQL for which there is no pattern
        for shape in list(self._index):
            if any(f"{SH}target" in name for name in self._index[shape]):
                self._break(shape, patterns)

    def _of(self, node: Term, name: str) -> list[Term]:
        return self._index.get(node, {}).get(SH + name, []) if isinstance(node, Node) else []

    def _break(self, shape: Node, patterns: Mapping[str, str]) -> None:
        name = shape.value.removeprefix(SHAPES)
        if self._of(shape, "sparql"):
            if name in patterns:
                self._note(name, self._aimed(shape), patterns[name])
            else:
                self.without.add(name)
        if self._of(shape, "node") or self._of(shape, "class"):
            self._note(name, self._aimed(shape))
        for constraint in self._of(shape, "property"):
            assert isinstance(constraint, px.NamedNode)
            focus = self._aimed(shape)
            self.data += self._wrong(focus, constraint)
            self._note(constraint.value.removeprefix(SHAPES), focus)

    def _note(self, name: str, focus: px.NamedNode, pattern: str = "") -> None:
        self.expected.add((name, focus.value))
        text = (HEAD + pattern).replace("urn:x-broken:this", focus.value)
        self.data += [quad.triple for quad in px.parse(text, format=px.RdfFormat.TURTLE)]

    def _aimed(self, shape: Node) -> px.NamedNode:
        """Return a new node at which the shape looks."""
        focus = px.NamedNode(f"urn:x-broken:{next(self._numbers)}")
        for class_ in self._of(shape, "targetClass"):
            self.data.append(px.Triple(focus, px.NamedNode(RDF + "type"), class_))
        for link in self._of(shape, "targetSubjectsOf")[:1]:
            assert isinstance(link, px.NamedNode)
            self.data.append(px.Triple(focus, link, BAD))
        for link in self._of(shape, "targetObjectsOf")[:1]:
            assert isinstance(link, px.NamedNode)
            self.data.append(px.Triple(BAD, link, focus))
        return focus

    def _wrong(self, focus: px.NamedNode, constraint: Node) -> Iterator[px.Triple]:
        """Yield what breaks a property shape: values too few, too many, or bad."""
        (path,) = self._of(constraint, "path")
        assert isinstance(path, px.NamedNode), path
        if self._of(constraint, "minCount"):
            return
        for most in self._of(constraint, "maxCount"):
            assert isinstance(most, px.Literal)
            for number in range(int(most.value) + 1):
                yield px.Triple(focus, path, px.Literal(str(number)))
            return
        for later in self._of(constraint, "lessThan"):
            assert isinstance(later, px.NamedNode)
            for link, year in ((path, 1954), (later, 1953)):
                date = px.Literal(f"{year}-01-01T00:00:00", datatype=_xsd("dateTime"))
                yield px.Triple(focus, link, date)
            return
        if self._of(constraint, "uniqueLang"):
            yield px.Triple(focus, path, px.Literal("one", language="en"))
            yield px.Triple(focus, path, px.Literal("two", language="en"))
            return
        for refused in self._of(constraint, "not"):
            (values,) = self._of(refused, "in")
            assert isinstance(values, px.NamedNode)
            yield px.Triple(focus, path, self._index[values][RDF + "first"][0])
            return
        if px.NamedNode(f"{SH}IRI") in self._of(constraint, "nodeKind"):
            yield px.Triple(focus, path, px.Literal("no IRI"))
            return
        for other in self._of(constraint, "disjoint"):
            assert isinstance(other, px.NamedNode)
            yield px.Triple(focus, other, BAD)
        yield px.Triple(focus, path, BAD)


def _xsd(name: str) -> px.NamedNode:
    return px.NamedNode(PREFIXES["xsd"] + name)
