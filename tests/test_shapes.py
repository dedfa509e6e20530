"""Each shape has a case that breaks it, and nothing else; cases are the files of tests/shapes.

All cases are validated in one graph, beside the ontology and tests/shapes/context.ttl: each
describes nodes of its own, and a finding belongs to the case in whose file its node stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad

from alliancekg import rdfreading
from alliancekg.cells import PREDICATES
from alliancekg.checking import check
from alliancekg.namespaces import AK, PREFIXES, SCHEME, SHAPES
from alliancekg.reports import Report
from alliancekg.turtle import tidy

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests/shapes"
FILES = sorted(path.relative_to(CASES).as_posix() for path in CASES.rglob("*.ttl"))
SHAPE_FILES = sorted((ROOT / "shapes").glob("*.ttl"))
SH = PREFIXES["sh"]
# The terms of SHACL that the shapes use; an engine passes over a misspelt one in silence.
SHACL_TERMS = {
    *("NodeShape", "PropertyShape", "SPARQLConstraint", "IRI", "Violation", "Warning"),
    *("class", "datatype", "description", "hasValue", "languageIn", "lessThan", "lessThanOrEquals"),
    *("maxCount", "message", "minCount", "minInclusive", "name", "nodeKind", "not", "or", "path"),
    *("pattern", "property", "qualifiedMinCount", "qualifiedValueShape", "select", "severity"),
    *("sparql", "targetClass", "targetSubjectsOf"),
}


def expectation(name: str) -> set[str]:
    """Return the rules that the first line of a case names."""
    first = (CASES / name).read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#+ expect: "), f"{name} has no line '#+ expect: …'"
    return set(first.removeprefix("#+ expect: ").split()) - {"nothing"}


def turtle_files(*folders: Path) -> list[Quad]:
    return [
        quad
        for folder in folders
        for path in sorted(folder.rglob("*.ttl"))
        for quad in rdfreading.read(path, path.name).quads
    ]


@pytest.fixture(scope="module")
def documents() -> Mapping[str, rdfreading.Document]:
    return {name: rdfreading.read(CASES / name, name) for name in FILES}


@pytest.fixture(scope="module")
def ontology() -> list[Quad]:
    return turtle_files(ROOT / "ontology")


@pytest.fixture(scope="module")
def shapes() -> list[Quad]:
    return turtle_files(ROOT / "shapes")


@pytest.fixture(scope="module")
def report(documents: Mapping[str, rdfreading.Document], ontology: list[Quad]) -> Report:
    data = [*ontology, *(quad for document in documents.values() for quad in document.quads)]
    places = {iri: place for d in documents.values() for iri, place in d.places.items()}
    return check(data, ROOT / "shapes", places)


@pytest.fixture(scope="module")
def found(report: Report) -> Mapping[str, set[str]]:
    rules: dict[str, set[str]] = defaultdict(set)
    for finding in report.findings:
        rules[finding.place.file].add(finding.rule)
    return rules


def values(shapes: list[Quad], term: str) -> dict[str, list[str]]:
    """Return the values of a SHACL term by the local name of their shape."""
    found: dict[str, list[str]] = defaultdict(list)
    for quad in shapes:
        if quad.predicate.value == SH + term:
            assert isinstance(quad.subject, NamedNode)
            found[quad.subject.value.removeprefix(SHAPES)].append(getattr(quad.object, "value", ""))
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_case_breaks_what_it_says_and_nothing_else(
    name: str, found: Mapping[str, set[str]]
) -> None:
    assert found.get(name, set()) == expectation(name)


def test_every_finding_stands_in_the_file_of_a_case(found: Mapping[str, set[str]]) -> None:
    assert set(found) <= set(FILES)


def test_a_case_describes_only_nodes_of_its_own(
    documents: Mapping[str, rdfreading.Document],
) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for name, document in documents.items():
        for quad in document.quads:
            owners[str(quad.subject)].add(name)
    assert {node: names for node, names in owners.items() if len(names) > 1} == {}


def test_every_shape_has_a_case_that_breaks_it(shapes: list[Quad]) -> None:
    broken = set().union(*(expectation(name) for name in FILES))
    assert set(values(shapes, "message")) == broken


def test_every_shape_file_has_a_case_that_passes() -> None:
    passing = {name.partition("/")[0] for name in FILES if not expectation(name)}
    assert {path.stem for path in SHAPE_FILES} <= passing


def test_every_shape_with_a_target_looks_at_a_node(report: Report) -> None:
    assert {shape for shape, count in report.focus_nodes.items() if not count} == set()


@pytest.mark.parametrize("path", SHAPE_FILES, ids=lambda path: path.name)
def test_a_shape_file_is_tidy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == tidy(text)


def test_shapes_have_no_blank_node(shapes: list[Quad]) -> None:
    terms = [term for quad in shapes for term in (quad.subject, quad.object)]
    assert [term for term in terms if isinstance(term, BlankNode)] == []


def test_shapes_use_known_terms_of_shacl(shapes: list[Quad]) -> None:
    terms = {str(term) for quad in shapes for term in (quad.predicate, quad.object)}
    used = {term[1:-1].removeprefix(SH) for term in terms if term.startswith(f"<{SH}")}
    assert used == SHACL_TERMS


def test_shapes_use_known_terms_of_the_ontology(shapes: list[Quad], ontology: list[Quad]) -> None:
    known = {str(quad.subject) for quad in ontology}
    terms = {str(quad.object) for quad in shapes}
    assert {term for term in terms if term.startswith(f"<{AK}")} - known == set()


def test_a_pattern_for_concepts_names_a_scheme(shapes: list[Quad], ontology: list[Quad]) -> None:
    known = {str(quad.subject) for quad in ontology}
    patterns = [p.replace("[.]", ".") for ps in values(shapes, "pattern").values() for p in ps]
    schemes = {p.strip("^#") for p in patterns if p.startswith("^" + SCHEME)}
    assert len(schemes) == 11
    assert {f"<{scheme}>" for scheme in schemes} - known == set()


def test_the_relations_that_only_claims_state_are_those_of_the_ontology(
    shapes: list[Quad], ontology: list[Quad]
) -> None:
    relations = {
        quad.subject.value.removeprefix(AK)
        for quad in ontology
        if quad.predicate.value == PREFIXES["rdfs"] + "subPropertyOf"
        and str(quad.object) == f"<{AK}claimedRelation>"
        and isinstance(quad.subject, NamedNode)
    }
    rules = {f"RelationShape-{name}-maxCount" for name in relations}
    assert rules == {rule for rule in values(shapes, "message") if rule.startswith("Relation")}
    (pattern,) = values(shapes, "pattern")["ClaimContentShape-predicate-pattern"]
    assert {n for n in relations if re.search(pattern, AK + n)} == relations
    assert set(PREDICATES) == relations


def test_each_shape_says_what_is_wrong_what_is_expected_and_how_to_mend_it(
    shapes: list[Quad],
) -> None:
    messages = values(shapes, "message")
    form = re.compile(r"[a-z][^;]*; expected [^;]+(; [^;]+)?\. Fix: [^;]+(; [^;]+)?[^.]")
    assert {r: m for r, m in messages.items() if len(m) != 1 or not form.fullmatch(m[0])} == {}
    for term in ("name", "description", "severity"):
        said = values(shapes, term)
        assert {rule for rule in messages if len(said[rule]) != 1} == set()


def test_each_shape_is_named_by_class_property_and_constraint(shapes: list[Quad]) -> None:
    form = re.compile(r"[A-Z][A-Za-z]*Shape-[a-zA-Z0-9]+-[a-zA-Z-]+")
    paths = values(shapes, "path")
    for rule in values(shapes, "message"):
        assert form.fullmatch(rule), rule
        path = re.split(r"[#/]", paths[rule][0])[-1] if rule in paths else ""
        assert path in ("", rule.split("-")[1]) or rule == "TreatyShape-party-minCount"


def test_each_shape_is_used(shapes: list[Quad]) -> None:
    listed = {shape for names in values(shapes, "property").values() for shape in names}
    aimed = {*values(shapes, "targetClass"), *values(shapes, "targetSubjectsOf")}
    rules = set(values(shapes, "message"))
    assert rules - {shape.removeprefix(SHAPES) for shape in listed} - aimed == set()
