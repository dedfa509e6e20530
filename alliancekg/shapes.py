"""The shapes of a folder: read, held to what the engine can use, and aimed at nodes.

Whether data break them is left to `checking`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import Graph, Literal
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import Node

from alliancekg import rdfreading
from alliancekg.errors import UsageError
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import PREFIXES
from alliancekg.rdflibgraph import graph_of, select_fault

_TARGETS: Final = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
_FOR_ALL: Final = {name: PREFIXES[name] for name in ("rdf", "rdfs", "owl")}  # pySHACL's own

Targets = Mapping[Node, Set[Node]]
"""The nodes that each shape with a target looks at."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes graph, and the file of each node, with the line of one that begins a line."""

    graph: Graph
    places: Mapping[str, Place]


def read_shapes(folder: Path) -> Shapes:
    """Return the shapes of the Turtle files of a folder.

    Raises UsageError for a file that cannot be read, with a line for each pattern and each query
    that is none, and if no shape has a target.
    """
    graph = graph_of(())
    files: dict[str, Place] = {}
    lines: dict[str, Place] = {}
    for path in sorted(folder.glob("*.ttl")):
        if path.is_dir():
            continue
        display = f"{folder.name}/{path.name}"
        document = rdfreading.read(path, display)
        stated = graph_of(document.quads)
        graph += stated
        files |= {str(node): Place(display) for node in stated.subjects()}
        lines |= document.places
    shapes = Shapes(graph, files | lines)
    if faults := sorted(_faults(shapes), key=lambda fault: (fault.place, fault.value)):
        raise UsageError("\n".join(map(str, faults)))
    if not any((None, target, None) in shapes.graph for target in _TARGETS):
        raise UsageError(f"no shape in {folder.name}/ has a target; expected SHACL in *.ttl files")
    return shapes


def _faults(shapes: Shapes) -> Iterator[Finding]:
    """Return what would make the engine fall over: pySHACL checks neither patterns nor queries."""
    for shape, pattern in shapes.graph.subject_objects(SH.pattern):
        if problem := _pattern_fault(pattern):
            expected, fix = "a regular expression as a string", "correct the pattern"
            place = shapes.places[str(shape)]
            yield Finding(place, "pattern", str(pattern), problem, expected, fix)
    for constraint, select in shapes.graph.subject_objects(SH.select):
        # A path stands where the property shape has its own: pySHACL writes it in as text.
        text = re.sub(r"[$?]PATH\b", "<urn:path>", str(select))
        if problem := select_fault(text, _prefixes(shapes.graph, constraint)):
            expected, fix = "a SELECT of SPARQL 1.1", "correct the query"
            place, text = shapes.places[str(constraint)], " ".join(str(select).split())
            yield Finding(place, "select", text, f"is no SPARQL: {problem}", expected, fix)


def _pattern_fault(pattern: Node) -> str:
    if not isinstance(pattern, Literal) or (pattern.datatype or XSD.string) != XSD.string:
        return "is no string"
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is no regular expression: {error}"
    return ""


def _prefixes(graph: Graph, constraint: Node) -> dict[str, str]:
    """Return the prefixes that a constraint's query may use (SHACL, section 5.2.1)."""
    declared = (
        (graph.value(declaration, SH.prefix), graph.value(declaration, SH.namespace))
        for owner in graph.objects(constraint, SH.prefixes)
        for declaration in graph.objects(owner, SH.declare)
    )
    return _FOR_ALL | {str(prefix): str(namespace) for prefix, namespace in declared}


def focus_nodes(shapes: Shapes, data: Graph) -> Targets:
    """Return the nodes that each shape with a target looks at (SHACL, section 2.1.3)."""
    found: dict[Node, set[Node]] = defaultdict(set)
    for target in _TARGETS:
        for shape, value in shapes.graph.subject_objects(target):
            nodes = found[shape]
            if target == SH.targetClass:
                for class_ in data.transitive_subjects(RDFS.subClassOf, value):
                    nodes.update(data.subjects(RDF.type, class_))
            elif target == SH.targetSubjectsOf:
                nodes.update(data.subjects(value))
            elif target == SH.targetObjectsOf:
                nodes.update(data.objects(None, value))
            else:
                nodes.add(value)
    return found


def flat(shapes: Graph) -> Graph:
    """Return the shapes with each target given to the properties of its node shape.

    The results are the same, and pySHACL looks at all nodes of a property at once: twice as
    fast. A node shape that others refer to stays as it is.
    """
    found = _copy(shapes)
    for shape in {shape for target in _TARGETS for shape in shapes.subjects(target)}:
        if any(shapes.subjects(None, shape)) or (shape, SH.deactivated, None) in shapes:
            continue
        for part in shapes.objects(shape, SH.property):
            found.remove((shape, SH.property, part))
            for target in _TARGETS:
                for value in shapes.objects(shape, target):
                    found.add((part, target, value))
    return found


def aimed(shapes: Graph, at: Targets) -> Graph:
    """Return the shapes with these nodes as their targets, in place of those that they have."""
    found = _copy(shapes)
    for target in _TARGETS:
        found.remove((None, target, None))
    for shape, nodes in at.items():
        for node in nodes:
            found.add((shape, SH.targetNode, node))
    return found


def _copy(graph: Graph) -> Graph:
    copy = graph_of(())
    for triple in graph:
        copy.add(triple)
    return copy
