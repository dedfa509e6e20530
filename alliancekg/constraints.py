"""Constraints in words, for shapes that have none of their own, and shapes that are ill-formed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Final, TypeAlias

import pyoxigraph as px

from alliancekg import shaclresults
from alliancekg.findings import Finding, Place
from alliancekg.indexing import Index, Subject, Term
from alliancekg.namespaces import PREFIXES
from alliancekg.placing import local, short
from alliancekg.rdflibgraph import SHACL_TERMS

Engine: TypeAlias = Callable[[Iterable[px.Triple], Iterable[px.Triple]], str]
"""Data and shapes to a `sh:ValidationReport` in N-Triples; blank nodes keep their names."""

_SHACL: Final = PREFIXES["sh"]
_SUFFIX: Final = "ConstraintComponent"
_ITEMS: Final = 20
_ASKED: Final = {  # of a component of the shapes for shapes, or of one and what it asks for
    "MinCount": "a value",
    "MaxCount": "one value at most",
    "Xone": "a node shape, or a property shape with one sh:path",
    "Or": "a text",
    "Node": "an RDF list",
    "sh:nodeKind sh:IRI": "an IRI",
    "sh:nodeKind sh:Literal": "a literal",
    "sh:nodeKind sh:BlankNodeOrIRI": "a node, and no literal",
}


def said(component: str, shape: Subject | None, shapes: Index, name: Callable[[str], str]) -> str:
    """Return what a constraint asks for, as Turtle states it; empty if it is no parameter's.

    >>> sh = "<http://www.w3.org/ns/shacl#"
    >>> shapes = Index(px.parse(f"<urn:s> {sh}minCount> 1 .", format=px.RdfFormat.TURTLE))
    >>> said(_SHACL + "MinCountConstraintComponent", px.NamedNode("urn:s"), shapes, short)
    'sh:minCount 1'
    """
    if shape is None or not (component.startswith(_SHACL) and component.endswith(_SUFFIX)):
        return ""
    stem = component.removeprefix(_SHACL).removesuffix(_SUFFIX)
    field = stem[:1].lower() + stem[1:]
    values = shapes.objects(shape, px.NamedNode(_SHACL + field))
    shown = " and ".join(sorted(_shown(value, shapes, name) for value in values))
    return f"sh:{field} {shown}" if shown else ""


def _shown(term: Term, shapes: Index, name: Callable[[str], str]) -> str:
    if isinstance(term, px.NamedNode):
        return name(term.value)
    if items := shapes.items(term):
        shown = (_item(item, name) for item in items[:_ITEMS])
        return f"({' '.join(shown)}{' …' if len(items) > _ITEMS else ''})"
    return _item(term, name)


def _item(term: Term, name: Callable[[str], str]) -> str:
    if isinstance(term, px.NamedNode):
        return name(term.value)
    if isinstance(term, px.Literal):
        return f'"{term.value}"' if term.datatype.value.endswith("tring") else term.value
    return "a shape"


@cache
def _rules() -> Index:
    """Return the shapes that shapes must meet, which come with pySHACL (SHACL, appendix C)."""
    text = files("pyshacl").joinpath("assets", "shacl-shacl.ttl").read_bytes()
    return Index(px.parse(text, format=px.RdfFormat.TURTLE))


def ill_formed(
    shapes: Index, where: Callable[[object], Place], engine: Engine
) -> Iterator[Finding]:
    """Return what is no well-formed SHACL, by the shapes for shapes of the specification.

    Terms that are none of SHACL are left to `shapefaults`. `engine` takes data and shapes.
    """
    rules = _rules()
    report = shaclresults.parse(engine(shapes.triples(), rules.triples()))
    found = [r for r in shaclresults.results(report) if not _is_unknown(r.value)]
    told = {result.focus for result in found if result.path is not None}
    for result in found:
        kind = result.component.removeprefix(_SHACL).removesuffix(_SUFFIX)
        if kind == "Xone" and result.focus in told:  # and so neither kind of shape
            continue
        field = local(getattr(result.path, "value", ""))
        is_node = result.value is None or result.value == result.focus
        value = "" if is_node else getattr(result.value, "value", "a node")
        asked = _asked(kind, said(result.component, result.shape, rules, short))
        problem = {"MinCount": "is missing", "MaxCount": "has several values"}.get(kind)
        problem = problem or f"is not {asked}"
        asked += ", written ( … )" if kind == "Node" else ""
        syntax = "https://www.w3.org/TR/shacl/#syntax-rules"
        yield Finding(where(result.focus), field, value, problem, asked, f"see {syntax}")


def _is_unknown(term: Term | None) -> bool:
    iri = term.value if isinstance(term, px.NamedNode) else ""
    return iri.startswith(_SHACL) and iri.removeprefix(_SHACL) not in SHACL_TERMS


def _asked(kind: str, constraint: str) -> str:
    """Return what a shape for shapes asks for, in words."""
    asked = _ASKED.get(kind) or _ASKED.get(constraint)
    if kind == "Datatype":
        asked = constraint.replace("sh:datatype", "a value of")
    return asked or "well-formed SHACL"
