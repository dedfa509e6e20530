"""What is wrong with shapes, and would go unnoticed: engines pass over a misspelt constraint.

Each is told in our words, with the line of its shape. Whether data break a shape is no matter here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pyoxigraph as px

from alliancekg.corequeries import plain
from alliancekg.findings import Finding, Place, Severity
from alliancekg.focusing import aimed_shapes
from alliancekg.indexing import RDF_TYPE, Index, Subject, Term
from alliancekg.namespaces import PREFIXES
from alliancekg.placing import base
from alliancekg.rdflibgraph import SHACL_TERMS, query_fault
from alliancekg.statements import term
from alliancekg.suggesting import nearest

Where = Callable[[object], Place]

_SHACL: Final = PREFIXES["sh"]
_OWL_IMPORTS: Final = px.NamedNode(PREFIXES["owl"] + "imports")
_STRING: Final = PREFIXES["xsd"] + "string"
_FOR_ALL: Final = {name: PREFIXES[name] for name in ("rdf", "rdfs", "owl")}  # pySHACL's own
# Of SHACL Advanced Features and SHACL-JS, which no part of SHACL Core or SHACL-SPARQL needs.
_UNUSED: Final = ("rule", "target", "js", "expression", "values")
_SAY_NOTHING: Final = {
    *_UNUSED,
    *("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "path", "deactivated"),
    *("name", "description", "message", "severity", "order", "group", "defaultValue", "flags"),
}
_SHAPES: Final = ("property", "node", "not", "qualifiedValueShape")
_LISTS: Final = ("and", "or", "xone")


def faults(shapes: Index, where: Where) -> Iterator[Finding]:
    """Return each misspelt term of SHACL, pattern or query that is none, and entailment."""
    yield from _unknown_terms(shapes, where)
    yield from _unknown_shapes(shapes, where)
    aimed = sorted(aimed_shapes(shapes), key=str)
    if aimed and not any(_asks(shapes, shape) for shape in aimed):
        yield from (_idle(shape, where, "violation") for shape in aimed)
    for graph, regime in shapes.pairs(term("sh:entailment")):  # to be refused: SHACL, section 1.5
        told = "is no entailment that is done", "data with all that they entail", "leave it out"
        yield Finding(where(graph), "entailment", _text(regime), *told)
    for shape, pattern in shapes.pairs(term("sh:pattern")):
        if problem := _pattern_fault(pattern):
            expected, fix = "a regular expression as a string", "correct the pattern"
            yield Finding(where(shape), "pattern", _text(pattern), problem, expected, fix)
    for field, kind, word in (("select", "SelectQuery", "a SELECT"), ("ask", "AskQuery", "an ASK")):
        for constraint, text in shapes.pairs(term(f"sh:{field}")):
            if problem := _query_fault(shapes, constraint, _text(text), kind):
                said = " ".join(_text(text).split())
                expected, fix = f"{word} of SPARQL 1.1", "correct the query"
                yield Finding(where(constraint), field, said, problem, expected, fix)


def oddities(shapes: Index, where: Where) -> Iterator[Finding]:
    """Return a warning for each part of shapes that is read and not acted upon."""
    for shape in aimed_shapes(shapes):
        if not _asks(shapes, shape):
            yield _idle(shape, where, "warning")
    for name in _UNUSED:
        for shape, _ in shapes.pairs(term(f"sh:{name}")):
            said = "is not evaluated", "SHACL Core or SHACL-SPARQL", "say it in one of these"
            yield Finding(where(shape), name, "", *said, "warning")
    for importer, imported in shapes.pairs(_OWL_IMPORTS):
        said = "is not fetched", "all shapes in the files named", "name its file with --shapes, too"
        yield Finding(where(importer), "imports", _text(imported), *said, "warning")


def _unknown_terms(shapes: Index, where: Where) -> Iterator[Finding]:
    for stated in shapes.triples():
        terms = [stated.predicate]
        if isinstance(stated.object, px.NamedNode):
            terms.append(stated.object)
        for used in terms:
            name = used.value.removeprefix(_SHACL)
            if used.value.startswith(_SHACL) and name not in SHACL_TERMS:
                near = nearest(name, SHACL_TERMS)
                fix = f"write sh:{near}" if near else "take a term of SHACL"
                problem, expected = "is no term of SHACL, and would be passed over", "SHACL's terms"
                yield Finding(
                    where(stated.subject), "", f"sh:{name}", problem, expected, fix, "violation"
                )


def _unknown_shapes(shapes: Index, where: Where) -> Iterator[Finding]:
    """Return each reference to a shape of which nothing is said: it would pass every node."""
    named = [pair for name in _SHAPES for pair in shapes.pairs(term(f"sh:{name}"))]
    for name in _LISTS:
        for shape, head in shapes.pairs(term(f"sh:{name}")):
            named += ((shape, item) for item in shapes.items(head))
    known = [node.value for node in shapes.nodes() if isinstance(node, px.NamedNode)]
    for shape, value in named:
        if isinstance(value, px.NamedNode) and value not in shapes:
            near = nearest(value.value, [iri for iri in known if base(iri) == base(value.value)])
            fix = f"write {near}" if near else "describe it, or correct the name"
            said = "is no shape of these files", "a shape that is described"
            yield Finding(where(shape), "", value.value, *said, fix)


def _asks(shapes: Index, shape: Subject) -> bool:
    """Tell whether a shape has a constraint that is evaluated."""
    if shapes.subjects(RDF_TYPE, term("sh:ConstraintComponent")):
        return True  # whose parameters may have any name
    names = (p.value.removeprefix(_SHACL) for p in shapes.of(shape) if p.value.startswith(_SHACL))
    return any(name not in _SAY_NOTHING for name in names)


def _idle(shape: Subject, where: Where, severity: Severity) -> Finding:
    value = shape.value if isinstance(shape, px.NamedNode) else ""
    said = "asks for nothing, so that every node passes", "a constraint, such as sh:property"
    return Finding(where(shape), "", value, *said, "add one, or leave the shape out", severity)


def _pattern_fault(pattern: Term) -> str:
    if not isinstance(pattern, px.Literal) or pattern.datatype.value != _STRING:
        return "is no string"
    try:
        re.compile(pattern.value)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is no regular expression: {error}"
    return ""


def _query_fault(shapes: Index, constraint: Term, text: str, kind: str) -> str:
    if kind == "SelectQuery" and plain(text):  # read by pyoxigraph, which is faster
        return ""
    # A path stands where the property shape has its own: pySHACL writes it in as text.
    text = re.sub(r"[$?]PATH\b", "<urn:path>", text)
    return query_fault(text, _prefixes(shapes, constraint), kind)


def _prefixes(shapes: Index, constraint: Term) -> Mapping[str, str]:
    """Return the prefixes that a constraint's query may use (SHACL, section 5.2.1)."""
    prefix, namespace = term("sh:prefix"), term("sh:namespace")
    declared = (
        (_text(shapes.value(declaration, prefix)), _text(shapes.value(declaration, namespace)))
        for named in shapes.objects(constraint, term("sh:prefixes"))
        for owner in shapes.reached(named, _OWL_IMPORTS)
        for declaration in shapes.objects(owner, term("sh:declare"))
    )
    return _FOR_ALL | dict(declared)


def _text(term: Term | None) -> str:
    return getattr(term, "value", "")
