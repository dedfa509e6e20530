"""The W3C suites of RDF 1.1 and JSON-LD: what our guards refuse beyond the standard, counted.

Refused on purpose: relative IRIs without a base in the file (the suites give one from outside), a
NUL character, contexts in other files, DOCTYPE, and IRIs or language tags that JSON-LD would drop.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from alliancekg import rdfreading

pytestmark = pytest.mark.shared
ACTION = NamedNode("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#action")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
BASE = "base:///"
REASONS = {
    "holds a relative IRI": "relative",
    "is a relative IRI": "relative",
    "holds a NUL character": "NUL",
    "is a remote context": "remote",
    "declares a DOCTYPE": "DOCTYPE",
    "is no IRI": "no IRI",
    "is no language tag": "no tag",
}


def outcome(path: Path) -> str:
    """Return how a file fares: read, refused on purpose, or refused as wrong."""
    try:
        rdfreading.read(path, path.name)
    except rdfreading.RdfError as error:
        said = error.finding.problem
        return next((why for words, why in REASONS.items() if said.startswith(words)), "wrong")
    return "read"


def rdf_tests(folder: Path) -> Iterator[tuple[str, Path]]:
    manifest = folder / "manifest.ttl"
    quads = list(parse(path=manifest, base_iri=BASE, format=RdfFormat.TURTLE))
    types = {q.subject: str(q.object) for q in quads if q.predicate == TYPE}
    for quad in quads:
        if quad.predicate == ACTION and isinstance(quad.object, NamedNode):
            kind = "negative" if "Negative" in types[quad.subject] else "positive"
            yield kind, folder / quad.object.value.removeprefix(BASE)


def jsonld_tests(folder: Path) -> Iterator[tuple[str, Path]]:
    manifest = json.loads((folder / "toRdf-manifest.jsonld").read_text(encoding="utf-8"))
    for test in manifest["sequence"]:
        if test.get("option", {}).get("specVersion") != "json-ld-1.0":
            kind = "negative" if "jld:NegativeEvaluationTest" in test["@type"] else "positive"
            yield kind, folder / test["input"]


@pytest.mark.parametrize(
    ("folder", "positive", "negative"),
    [
        ("rdf-turtle", {"read": 197, "relative": 17, "NUL": 5}, {"wrong": 94}),
        ("rdf-trig", {"read": 219, "relative": 17, "NUL": 5}, {"wrong": 115}),
        ("rdf-n-quads", {"read": 52, "NUL": 1}, {"wrong": 34}),
        ("rdf-xml", {"read": 107, "relative": 19}, {"wrong": 40}),
    ],
)
def test_rdf_is_read_but_for_what_is_refused_on_purpose(
    shared: Path, folder: str, positive: dict[str, int], negative: dict[str, int]
) -> None:
    found: dict[str, Counter[str]] = {"positive": Counter(), "negative": Counter()}
    for kind, path in rdf_tests(shared / "w3c" / "rdf11" / folder):
        how = outcome(path)
        found[kind]["wrong" if kind == "negative" and how != "read" else how] += 1
    assert found == {"positive": positive, "negative": negative}


def test_json_ld_is_read_but_for_what_is_refused_on_purpose(shared: Path) -> None:
    found: dict[str, Counter[str]] = {"positive": Counter(), "negative": Counter()}
    for kind, path in jsonld_tests(shared / "w3c" / "jsonld"):
        how = outcome(path)
        found[kind]["wrong" if kind == "negative" and how != "read" else how] += 1
    # Five are wrong in ways that the parser of pyoxigraph lets pass.
    assert found == {
        "positive": {"read": 312, "relative": 24, "remote": 11, "no IRI": 8, "no tag": 1},
        "negative": {"wrong": 95, "read": 5},
    }
