"""What is wrong with shapes, and would go unnoticed: engines pass over a misspelt constraint.

Each is told in our words, with the line of its shape. Whether data break a shape is no matter here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pyoxigraph as px

from alliancekg.findings import Finding, Place
from alliancekg.indexing import Index, Term
from alliancekg.namespaces import PREFIXES
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


def faults(shapes: Index, where: Where) -> Iterator[Finding]:
    """Return each misspelt term of SHACL, pattern or query that is none, and entailment."""
    yield from _unknown_terms(shapes, where)
    for graph, regime in shapes.pairs(term("sh:entailment")):  # to be refused: SHACL, section 1.5
        told = "is no entailment that is done", "data with all that they entail", "leave it out"
        yield Finding(where(graph), "entailment", _text(regime), *told)
    for shape, pattern in shapes.pairs(term("sh:pattern")):
        if problem := _pattern_fault(pattern):
            expected, fix = "a regular expression as a string", "correct the pattern"
            yield Finding(where(shape), "pattern", _text(pattern), problem, expected, fix)
    for field, kind, word in (("select", "SelectQuery", "SELECT"), ("ask", "AskQuery", "ASK")):
        for constraint, text in shapes.pairs(term(f"sh:{field}")):
            if problem := _query_fault(shapes, constraint, _text(text), kind):
                said = " ".join(_text(text).split())
                expected, fix = f"a {word} of SPARQL 1.1", "correct the query"
                yield Finding(where(constraint), field, said, problem, expected, fix)


def oddities(shapes: Index, where: Where) -> Iterator[Finding]:
    """Return a warning for each part of shapes that is read and not acted upon."""
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


def _pattern_fault(pattern: Term) -> str:
    if not isinstance(pattern, px.Literal) or pattern.datatype.value != _STRING:
        return "is no string"
    try:
        re.compile(pattern.value)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is no regular expression: {error}"
    return ""


def _query_fault(shapes: Index, constraint: Term, text: str, kind: str) -> str:
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
