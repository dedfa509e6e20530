"""Terms and their use: none that nothing uses, none used that the ontology does not declare."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg.namespaces import AK, PREFIXES, SCHEME, graph_iri
from alliancekg.store import Store

ROOT = Path(__file__).parent.parent
ONTOLOGY = ROOT / "ontology" / "alliancekg.ttl"
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))
SHAPES = sorted((ROOT / "shapes").glob("*.ttl"))
CODE = sorted(p for folder in ("alliancekg", "loaders") for p in (ROOT / folder).rglob("*.py"))
RDF, SKOS = PREFIXES["rdf"], PREFIXES["skos"]
CODES_OF_OTHERS = ("cameo", "plover")  # types of events are matched to them; no record names them
SCHEMES = sorted(p.stem for p in (ROOT / "ontology" / "schemes").glob("*.ttl")
                 if p.stem not in CODES_OF_OTHERS)  # fmt: skip
KINDS = {PREFIXES["owl"] + x for x in ("Class", "ObjectProperty", "DatatypeProperty")}
NAME = re.compile(r"\bak:(\w+)")


def turtle(*paths: Path) -> list[px.Quad]:
    return [q for path in paths for q in px.parse(path.read_bytes(), format=px.RdfFormat.TURTLE)]


def iris(quads: Iterable[px.Quad], namespace: str) -> set[str]:
    """Return the local names of a namespace's IRIs, wherever they stand."""
    terms = {t for q in quads for t in (q.subject, q.predicate, q.object)}
    values = {t.value for t in terms if isinstance(t, px.NamedNode)}
    return {value.removeprefix(namespace) for value in values if value.startswith(namespace)}


TERMS = turtle(ONTOLOGY)
DECLARED = sorted(
    q.subject.value.removeprefix(AK)
    for q in TERMS
    if q.predicate.value == RDF + "type"
    and isinstance(q.subject, px.NamedNode)
    and isinstance(q.object, px.NamedNode)
    and q.object.value in KINDS
)
RESERVED = {
    q.subject.value.removeprefix(AK)
    for q in TERMS
    if q.predicate.value == SKOS + "scopeNote"
    and isinstance(q.subject, px.NamedNode)
    and isinstance(q.object, px.Literal)
    and q.object.value.startswith("Reserved")
}


def code(path: Path) -> str:
    """Return a query without its header and its comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def in_query(path: Path) -> set[str]:
    return set(NAME.findall(code(path)))


def in_shape(path: Path) -> set[str]:
    """Return the terms of a shape file: as IRIs, and in the queries of its constraints."""
    quads = turtle(path)
    selects = (q.object.value for q in quads if q.predicate.value == PREFIXES["sh"] + "select"
               and isinstance(q.object, px.Literal))  # fmt: skip
    return iris(quads, AK) | {name for text in selects for name in NAME.findall(text)}


def in_code(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return {*NAME.findall(text), *re.findall(r'\bAK \+ f?"(\w+)"', text)}


@pytest.fixture(scope="module")
def said(built: Store) -> list[px.Quad]:
    """Return what the sources say and what is derived of it: all but the ontology."""
    ontology = px.NamedNode(graph_iri("ontology"))
    return [quad for quad in built.current().quads() if quad.graph_name != ontology]


@pytest.fixture(scope="module")
def asked_or_checked() -> set[str]:
    """Return the terms that a query asks for or a shape checks."""
    asked = {name for path in QUERIES for name in in_query(path)}
    checked = {name for path in SHAPES for name in in_shape(path)}
    return asked | checked


@pytest.fixture(scope="module")
def used(said: list[px.Quad], asked_or_checked: set[str]) -> set[str]:
    """Return the terms that a query, a shape or a record of the built graph uses."""
    return asked_or_checked | iris(said, AK)


def test_there_are_terms_queries_shapes_and_code() -> None:
    assert all((DECLARED, QUERIES, SHAPES, CODE))
    assert len(DECLARED) == len(set(DECLARED))


@pytest.mark.parametrize("name", DECLARED)
def test_a_declared_term_is_asked_for_or_checked_or_documented_as_reserved(
    name: str, asked_or_checked: set[str]
) -> None:
    assert name in asked_or_checked | RESERVED


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_that_records_name_is_checked_by_a_shape(scheme: str) -> None:
    pattern = f"^{SCHEME}{scheme}#".replace(".", "[.]")
    patterns = {q.object.value for q in turtle(*SHAPES) if isinstance(q.object, px.Literal)
                and q.predicate.value == PREFIXES["sh"] + "pattern"}  # fmt: skip
    assert pattern in patterns


def test_a_reserved_term_is_not_used_yet(used: set[str]) -> None:
    assert sorted(RESERVED & used) == []


@pytest.mark.parametrize(
    ("path", "terms"),
    [
        *((path, in_query) for path in QUERIES),
        *((path, in_shape) for path in SHAPES),
        *((path, in_code) for path in CODE),
    ],
    ids=lambda value: value.relative_to(ROOT).as_posix() if isinstance(value, Path) else "",
)
def test_a_term_that_is_used_is_declared(path: Path, terms: Callable[[Path], set[str]]) -> None:
    assert sorted(terms(path) - set(DECLARED)) == []


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.name)
def test_what_a_shape_names_in_full_is_declared(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(rf"<({re.escape(AK)}\w+|{re.escape(SCHEME)}[\w-]+#[\w-]+)>", text))
    concepts = turtle(*sorted((ROOT / "ontology" / "schemes").glob("*.ttl")))
    declared = {str(q.subject)[1:-1] for q in (*TERMS, *concepts)}
    assert sorted(named - declared) == []


def test_the_classes_that_a_shape_lists_are_those_of_the_ontology() -> None:
    classes = sorted(q.subject.value.removeprefix(AK) for q in TERMS
                     if isinstance(q.subject, px.NamedNode)
                     and str(q.object) == f"<{PREFIXES['owl']}Class>")  # fmt: skip
    shape = f"<{PREFIXES['aksh']}TermShape-type-declared>"
    (pattern,) = (q.object.value for q in turtle(ROOT / "shapes" / "terms.ttl")
                  if isinstance(q.object, px.Literal) and str(q.subject) == shape
                  and q.predicate.value == PREFIXES["sh"] + "pattern")  # fmt: skip
    passed = [AK + name for name in classes]
    other = [
        "urn:x",
        "https://example.org/ns#Event",
        "https://schema.org/Event",
        AK[:-4] + "s#Event",
    ]
    refused = [AK + name for name in ("", "Happening", "Events", "vent", "event", *DECLARED[-3:])]
    assert [iri for iri in (*passed, *other, *refused) if re.search(pattern, iri)] == [
        *passed,
        *other,
    ]


def test_a_term_of_the_graph_is_declared(said: list[px.Quad]) -> None:
    assert sorted(iris(said, AK) - set(DECLARED)) == []


def test_a_concept_of_the_graph_stands_in_its_scheme(said: list[px.Quad]) -> None:
    concepts = turtle(*sorted((ROOT / "ontology" / "schemes").glob("*.ttl")))
    declared = {
        str(q.subject)
        for q in concepts
        if q.predicate.value == RDF + "type" and str(q.object) == f"<{SKOS}Concept>"
    }
    named = {str(q.object) for q in said if str(q.object).startswith(f"<{SCHEME}")}
    assert sorted(named - declared) == []
    # No failure: a scheme is a list to choose from. `--log-cli-level=INFO` shows what is left over.
    codes = (f"<{SCHEME}cameo#", f"<{SCHEME}plover#")
    idle = sorted(c for c in declared - named if not c.startswith(codes))
    logging.getLogger(__name__).info("no seed uses %s", [c[len(SCHEME) + 1 : -1] for c in idle])


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_concept_that_a_query_names_is_declared(path: Path) -> None:
    text = code(path)
    folder = ROOT / "ontology" / "schemes"
    for prefix, scheme in re.findall(rf"PREFIX ([\w-]+): <{SCHEME}([\w-]+)#>", text):
        keys = iris(turtle(folder / f"{scheme}.ttl"), f"{SCHEME}{scheme}#")
        assert set(re.findall(rf"(?<![\w-]){prefix}:([\w-]+)", text)) <= keys
