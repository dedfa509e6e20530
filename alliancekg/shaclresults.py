"""A `sh:ValidationReport` of an engine, read: one value for each result, paths as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final, cast

import pyoxigraph as px

from alliancekg.errors import EngineError
from alliancekg.findings import Severity
from alliancekg.indexing import Index, Subject, Term
from alliancekg.namespaces import PREFIXES
from alliancekg.statements import term

_RESULT: Final = term("sh:result")
_STEPS: Final = {
    term("sh:inversePath"): "^{}",
    term("sh:zeroOrMorePath"): "{}*",
    term("sh:oneOrMorePath"): "{}+",
    term("sh:zeroOrOnePath"): "{}?",
}
_DEPTH: Final = 8
_ALTERNATIVE: Final = term("sh:alternativePath")
_SEVERITIES: Final[dict[str, Severity]] = {"Warning": "warning", "Info": "info"}


@dataclass(frozen=True, slots=True)
class Result:
    """One result: which node breaks which shape, by which value, and what the shape says of it."""

    focus: Subject
    shape: Subject | None
    component: str
    severity: Severity
    path: Term | None
    value: Term | None
    message: str
    node: Subject  # that of the result itself, in the report


def severity(iri: str) -> Severity:
    """Return the severity that an IRI of SHACL names; one of a shape's own is a violation."""
    return _SEVERITIES.get(iri.removeprefix(PREFIXES["sh"]), "violation")


def parse(report: str) -> Index:
    """Return the statements of a report in N-Triples. Raises EngineError if it is none."""
    try:
        return Index(px.parse(report, format=px.RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise EngineError(f"the report of the SHACL engine is no N-Triples: {error.msg}") from error


def root(report: Index) -> Subject:
    """Return the node of the report itself."""
    return next((node for node, _ in report.pairs(term("sh:conforms"))), px.BlankNode("report"))


def results(report: Index) -> Iterator[Result]:
    """Return the results of a report, in no order; details within a result are left out."""
    for _, node in report.pairs(_RESULT):
        texts = report.objects(node, term("sh:resultMessage"))
        said = getattr(report.value(node, term("sh:resultSeverity")), "value", "")
        yield Result(
            cast(Subject, report.value(node, term("sh:focusNode"))),
            cast("Subject | None", report.value(node, term("sh:sourceShape"))),
            getattr(report.value(node, term("sh:sourceConstraintComponent")), "value", ""),
            severity(said),
            report.value(node, term("sh:resultPath")),
            report.value(node, term("sh:value")),
            english(texts),
            cast(Subject, node),
        )


def english(texts: Iterable[Term]) -> str:
    """Return the English text of several, or one without a language, or the first by letters."""
    literals = [text for text in texts if isinstance(text, px.Literal)]
    literals.sort(key=lambda text: (text.language not in ("en", None), str(text)))
    return literals[0].value if literals else ""


def only(report: Index, kept: Iterable[Result]) -> str:
    """Return a report with these results only, in N-Triples with sorted lines.

    What they lead to over blank nodes stays; the report conforms if there is no result.
    """
    top = root(report)
    found = list(kept)
    boolean = px.NamedNode(PREFIXES["xsd"] + "boolean")
    conforms = px.Literal("false" if found else "true", datatype=boolean)
    type_, class_ = px.NamedNode(PREFIXES["rdf"] + "type"), term("sh:ValidationReport")
    triples = {px.Triple(top, type_, class_), px.Triple(top, term("sh:conforms"), conforms)}
    ahead: list[Term] = [result.node for result in found]
    triples |= {px.Triple(top, _RESULT, node) for node in ahead}
    seen: set[Term] = {top}
    while ahead:
        node = ahead.pop()
        if node in seen:
            continue
        seen.add(node)
        for predicate, values in report.of(node).items():
            triples |= {px.Triple(cast(Subject, node), predicate, value) for value in values}
            ahead += [value for value in values if isinstance(value, px.BlankNode)]
    return "".join(sorted(f"{triple} .\n" for triple in triples))


def path_text(
    path: Term, graph: Index, name: Callable[[str], str], above: frozenset[Term] = frozenset()
) -> str:
    """Return a path as SPARQL writes it (SHACL, section 2.3.1); `name` shows an IRI.

    What is deeper than any path that is of use, such as a path within itself, is shown as `…`.
    """
    if isinstance(path, px.NamedNode):
        return name(path.value)
    if path in above or len(above) > _DEPTH:
        return "…"
    inner = partial(path_text, graph=graph, name=name, above=above | {path})
    for predicate, form in _STEPS.items():
        if (step := graph.value(path, predicate)) is not None:
            return form.format(inner(step))
    if (choices := graph.value(path, _ALTERNATIVE)) is not None:
        return f"({'|'.join(map(inner, graph.items(choices)))})"
    return "/".join(map(inner, graph.items(path)))
