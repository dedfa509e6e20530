"""The SHACL suite of the W3C, run through `checking`; compared are whole reports, messages apart.

Of each result: focus node, path, value, component, severity, shape and constraint. Blank nodes are
those of the test's files, so that they are compared as they are; paths by what they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import unquote

import pyoxigraph as px

from alliancekg import checking, coreengine, pyshaclengine, shaclresults
from alliancekg.constraints import Engine
from alliancekg.errors import AllianceKGError
from alliancekg.focusing import focus_nodes
from alliancekg.indexing import Index, Term
from alliancekg.namespaces import PREFIXES
from alliancekg.shaclresults import path_text
from alliancekg.shapes import Shapes

MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT: Final = "http://www.w3.org/ns/shacl-test#"
SH: Final = PREFIXES["sh"]

Outcome: TypeAlias = "Counter[tuple[str, ...]] | str"
"""The results of a report, each as texts, or `failure` where the engine must refuse the shapes."""


def node(base: str, name: str) -> px.NamedNode:
    return px.NamedNode(base + name)


@dataclass(frozen=True)
class Case:
    """A test of the suite: its place in the suite, data, shapes, and what must come out."""

    name: str
    data: Index
    shapes: Index
    expected: Outcome


def cases(suite: Path) -> Iterator[Case]:
    """Return the tests of the suite, by following its manifests, in the order of their names."""
    yield from sorted(_cases(suite / "manifest.ttl", suite), key=lambda case: case.name)


def _cases(path: Path, suite: Path) -> Iterator[Case]:
    index = read(path)
    for _, included in index.pairs(node(MF, "include")):
        yield from _cases(local(included), suite)
    for _, head in index.pairs(node(MF, "entries")):
        for entry in index.items(head):
            (action,) = index.objects(entry, node(MF, "action"))
            (data,) = index.objects(action, node(SHT, "dataGraph"))
            (shapes,) = index.objects(action, node(SHT, "shapesGraph"))
            (result,) = index.objects(entry, node(MF, "result"))
            folder = path.parent.relative_to(suite).as_posix()
            yield Case(
                f"{folder}/{value(entry).rpartition('/')[2]}",
                index if local(data) == path else read(local(data)),
                index if local(shapes) == path else read(local(shapes)),
                expected(index, result),
            )


def read(path: Path) -> Index:
    return Index(px.parse(path=str(path), format=px.RdfFormat.TURTLE, base_iri=path.as_uri()))


def local(term: Term) -> Path:
    """Return the file that an IRI of the manifests names, resolved against their own addresses."""
    return Path(unquote(value(term).removeprefix("file://")))


def value(term: Term | None) -> str:
    return getattr(term, "value", "")


def expected(index: Index, result: Term) -> Outcome:
    if result == node(SHT, "Failure"):
        return "failure"
    results = index.objects(result, node(SH, "result"))
    found = Counter(facts(index, r) for r in results)
    (conforms,) = index.objects(result, node(SH, "conforms"))
    assert (value(conforms) == "true") == (not found)
    return found


FIELDS: Final = (
    *("focusNode", "value", "sourceConstraintComponent", "resultSeverity", "sourceShape"),
    "sourceConstraint",
)


def facts(index: Index, result: Term) -> tuple[str, ...]:
    path = index.value(result, node(SH, "resultPath"))
    said = (index.value(result, node(SH, field)) for field in FIELDS)
    return (path_text(path, index, str) if path else "", *map(str, said))


def alone(case: Case) -> Index:
    """Return the shapes of a test without what a manifest that stands with them says of results.

    It refers to them, as no shapes of users are referred to.
    """
    about = {node(SH, field) for field in (*FIELDS, "result", "resultPath")}
    return Index(px.Quad(*t) for t in case.shapes.triples() if t.predicate not in about)


def outcome(case: Case, engine: Engine | None = None) -> Outcome:
    """Return what `checking` makes of a test, by its own engine or another."""
    quads = [px.Quad(*triple) for triple in case.data.triples()]
    try:
        report = checking.check(quads, Shapes(alone(case), {}), {}, engine=engine)
    except AllianceKGError:
        return "failure"
    index = shaclresults.parse(report.results)
    return Counter(facts(index, r.node) for r in shaclresults.results(index))


def is_fast(case: Case) -> bool:
    """Tell whether a test is judged without pySHACL, the words for results left out."""
    judging = coreengine.Judging(case.data, shapes := alone(case), is_worded=False)
    judging.judge(focus_nodes(shapes, case.data))
    return not judging.left


def fast(data: Iterable[px.Triple], shapes: Iterable[px.Triple]) -> str:
    """Return the report of the fast engine, which asks pySHACL for no words."""
    return coreengine.report(data, shapes, is_worded=False)


def page(suite: Path) -> str:
    """Return docs/conformance.md: the counts by folder, and the tests that do not pass."""
    groups: dict[str, Counter[bool]] = {}
    failed = []
    fast_ones: Counter[str] = Counter()
    for case in cases(suite):
        is_right = outcome(case, fast) == outcome(case, pyshaclengine.report) == case.expected
        fast_ones[case.name.rpartition("/")[0]] += is_fast(case)
        groups.setdefault(case.name.rpartition("/")[0], Counter())[is_right] += 1
        failed += [] if is_right else [case.name]
    whole = sum(groups.values(), Counter())
    rows = [
        f"| {name} | {n[True]} | {n.total()} | {fast_ones[name]} |"
        for name, n in sorted(groups.items())
    ]
    listed = "\n".join(f"- `{name}`" for name in failed) or "None."
    return (
        HEAD
        + "\n".join(rows)
        + f"\n| **all** | **{whole[True]}** | **{whole.total()}** | **{fast_ones.total()}** |\n"
        + (f"\nTests that do not pass: {listed}\n" + TAIL)
    )


HEAD: Final = """\
# Conformance

Written by `make docs`; a test holds it to what the engine does.

## SHACL

The [SHACL test suite](https://w3c.github.io/data-shapes/data-shapes-test-suite/) of the W3C (core
and SPARQL), each test run through `alliancekg.checking` with both of its engines. A test passes if
the whole report of each is as expected: of each result the focus node, path, value, constraint
component, severity, shape and constraint; or if shapes that must be refused are refused.

| folder | passed | tests | judged without pySHACL |
|---|--:|--:|--:|
"""
TAIL: Final = """
Shapes of a workspace are judged by a fast engine, `alliancekg.coreengine`. It gives the report that
pySHACL gives, and leaves to pySHACL what it does not judge: ill-formed shapes, shapes within
themselves, values of other types than numbers, days and texts where they are compared, queries that
cannot be asked once for all nodes, and results for which no shape has a message. Foreign shapes
(`--shapes`) are judged by pySHACL, which passes 118 of these tests by itself.
`alliancekg.pyshaclengine` holds it to the specification:

- `core/property/uniqueLang-002`: `sh:uniqueLang` counts only if it is `true`, and not as `1`.
- `sparql/pre-binding/shapesGraph-001`: `$shapesGraph` is bound, and its graph can be asked.
- Beyond the suite: lexical forms of dates and numbers are judged by XML Schema 1.1
  (`alliancekg.literals`), so that `-0044-03-15` is a date and `1971-02-30` none.

The fast engine also orders days of any year, and finds a value that is none of its datatype, or a
blank node, neither less nor more than another; pySHACL compares their texts, or falls over.

Not evaluated, and said so by a warning: SHACL Advanced Features (`sh:rule`, `sh:target`,
`sh:expression`, `sh:values`), SHACL-JS, `owl:imports`. Shapes that ask for `sh:entailment` are
refused.
"""
