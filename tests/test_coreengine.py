"""The fast SHACL engine: the report that pySHACL gives, and what is left to pySHACL."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import (
    checking,
    coreengine,
    coreshapes,
    focusing,
    nativerules,
    pyshaclengine,
    shaclresults,
    vocabulary,
)
from alliancekg.errors import EngineError, UsageError
from alliancekg.focusing import Part
from alliancekg.indexing import Index, node_name
from alliancekg.namespaces import PREFIXES
from alliancekg.shapes import Shapes, read_shapes
from alliancekg.store import Store

ROOT = Path(__file__).parent.parent
SH = PREFIXES["sh"]
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"
FIELDS = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "sourceShape")
TEXTS = ("resultSeverity", "resultMessage", "sourceConstraint")
GRAPH = None, None, None, px.DefaultGraph()
Facts = tuple[tuple[str, ...], ...]


def index(text: str) -> Index:
    return Index(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


def facts(report: Index, node: px.NamedNode | px.BlankNode | px.Triple) -> Facts:
    """Return all that a result says; paths of several steps as text, details by what they say."""
    found = []
    for field in (*FIELDS, *TEXTS):
        terms = report.objects(node, px.NamedNode(SH + field))
        if field == "resultPath":
            found.append(tuple(shaclresults.path_text(term, report, str) for term in terms))
        else:
            found.append(tuple(sorted(map(str, terms))))
    details = report.objects(node, px.NamedNode(SH + "detail"))
    inner = [facts(report, d) for d in details if not isinstance(d, px.Literal)]
    return (*found, tuple(sorted(map(str, inner))))


def results(report: str) -> Counter[Facts]:
    found = shaclresults.parse(report)
    return Counter(facts(found, r.node) for r in shaclresults.results(found))


def left(data: Index, shapes: Index, *, is_worded: bool = True) -> set[str]:
    """Return the shapes that are left to pySHACL, by their names."""
    judging = coreengine.Judging(data, shapes, is_worded=is_worded)
    judging.judge(focusing.focus_nodes(shapes, data))
    return {str(shape) for shape in judging.left}


def both(data: str, shapes: str) -> tuple[Counter[Facts], Counter[Facts]]:
    stated, rules = index(data), index(shapes)
    ours = coreengine.report(stated.triples(), rules.triples())
    return results(ours), results(pyshaclengine.report(stated.triples(), rules.triples()))


# The whole of our shapes


@pytest.fixture(scope="module")
def spoiled() -> Index:
    """Return the ontology and all cases of tests/shapes, with faults strewn in."""
    cases = [
        quad
        for path in sorted((ROOT / "tests/shapes").rglob("*.ttl"))
        for quad in px.parse((HEAD + path.read_text("utf-8")).encode(), format=px.RdfFormat.TURTLE)
    ]
    chance = random.Random(1951)
    odd = [quad.object for quad in index(":x :p 'x', 'y'@en, 01, -3, 2.50, :q, true, 2.").triples()]
    stated: list[px.Quad] = []
    for quad in cases:
        turn = chance.randrange(25)
        if turn == 1:
            stated.append(px.Quad(quad.subject, quad.predicate, chance.choice(odd)))
        if turn == 2:
            stated.append(px.Quad(quad.subject, quad.predicate, chance.choice(cases).object))
        if turn == 3:
            stated.append(px.Quad(quad.subject, chance.choice(cases).predicate, quad.object))
        if turn:
            stated.append(quad)
    return Index([*vocabulary.quads(ROOT / "ontology"), *stated])


def test_on_spoiled_cases_of_all_shapes_the_report_is_that_of_pyshacl(spoiled: Index) -> None:
    shapes = read_shapes(ROOT / "shapes").index
    rules = focusing.flat(nativerules.without(shapes.triples()))
    ours = results(coreengine.report(spoiled.triples(), rules))
    assert ours.total() > 2000
    assert ours == results(pyshaclengine.report(spoiled.triples(), rules))


def test_of_the_seeds_nothing_is_left_and_each_engine_finds_the_same(built: Store) -> None:
    quads = [px.Quad(*q.triple) for q in built.current().open().quads_for_pattern(*GRAPH)]
    shapes, whole = read_shapes(ROOT / "shapes"), Index(quads)
    assert left(whole, shapes.index) == set()
    nodes = sorted(map(node_name, whole.nodes()))[::60]
    assert len(nodes) > 100
    part = Part(frozenset(nodes))
    ours = checking.check(quads, shapes, {}, part)
    theirs = checking.check(quads, shapes, {}, part, engine=pyshaclengine.report)
    assert results(ours.results) == results(theirs.results)


def test_each_query_of_our_shapes_is_asked_once() -> None:
    shapes = read_shapes(ROOT / "shapes").index
    asked = [query for _, query in shapes.pairs(px.NamedNode(SH + "select"))]
    assert len(list(coreshapes.reading(shapes).queries())) == len(asked)


def test_of_sound_data_nothing_is_left_to_pyshacl() -> None:
    shapes = read_shapes(ROOT / "shapes").index
    assert left(Index(vocabulary.quads(ROOT / "ontology")), shapes) == set()


# Single components


DATA = """
:a a :C ; :p 1 , 2 , "x" , "y"@en , "Z"@en-GB , :b ; :q 2 , "x" ; :day "1971-02-03"^^xsd:date ;
  :one :b ; :text "abc" , "a\\n" , "ABC" ; :number 3 , 2.5 , 03 .
:b a :D ; :p 5 ; :q 6 ; :day "1972-01-01"^^xsd:date ; :next :a , :c ; :text "ab"@en , "cd"@en .
:c a :C , :D ; :p 7 ; :q 7 ; :next :c ; :day "1970-01-01"^^xsd:date ; :text "" .
:c :bad "12x"^^xsd:int ; :when "12:00:00"^^xsd:time , "13:00:00"^^xsd:time .
:D rdfs:subClassOf :E . :blank :p [ a :C ; :p 9 ] ; a :C , :E .
:late a :C ; :day "1973-01-01"^^xsd:date , "1960-01-01"^^xsd:date ; :until "1971-01-01"^^xsd:date .
"""
AIM = ":S a sh:NodeShape ; sh:targetClass :C , :D ; sh:targetObjectsOf :p ; sh:message 'wrong'@en ;"
PART = f"{AIM} sh:property :S-p . :S-p a sh:PropertyShape ; sh:message 'is wrong', 'falsch'@de ;"
INNER = (
    ":I a sh:NodeShape ; sh:message 'inner' ; sh:property :J . :K sh:class :E ; sh:message 'k' ."
    " :J sh:path :p ; sh:datatype xsd:integer ; sh:message 'integer' ; sh:minCount 1 ."
)
OF_NODES = [
    "sh:class :C , :E",
    "sh:datatype xsd:integer",
    "sh:datatype rdf:langString",
    "sh:datatype rdfs:Literal",
    "sh:nodeKind sh:IRI",
    "sh:nodeKind sh:BlankNodeOrLiteral",
    "sh:nodeKind sh:IRIOrLiteral",
    "sh:minLength 2",
    "sh:maxLength 5",
    "sh:pattern '^urn:[ab]$'",
    "sh:pattern 'URN' , 'a' ; sh:flags 'i'",
    "sh:languageIn ( 'en' )",
    "sh:languageIn ( 'en-gb' 'fr' )",
    "sh:in ( :a 1 'x' 'y'@en )",
    "sh:hasValue :a , 1",
    "sh:equals :q",
    "sh:disjoint :q",
    "sh:node :I",
    "sh:node :I , :K",
    "sh:not :I",
    "sh:and ( :I :K )",
    "sh:or ( :I :K )",
    "sh:xone ( :I :K )",
    "sh:xone ( :K :K )",
    "sh:property :J",
    "sh:closed true",
    "sh:closed true ; sh:ignoredProperties ( rdf:type :q ) ; sh:property :J",
    "sh:closed false",
    "sh:severity sh:Info ; sh:class :D",
    "sh:severity :Dire ; sh:class :D",
    "sh:deactivated true ; sh:class :D",
    "sh:deactivated false ; sh:class :D",
]
OF_PROPERTIES = [
    *OF_NODES,
    "sh:minCount 2",
    "sh:maxCount 2",
    "sh:minCount 0 ; sh:maxCount 0",
    "sh:uniqueLang true",
    "sh:uniqueLang false",
    "sh:qualifiedValueShape :I ; sh:qualifiedMinCount 1",
    "sh:qualifiedValueShape :K , :I ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 0",
]
PATHS = [
    ":p",
    "[ sh:inversePath :p ]",
    "( :next :p )",
    "( :next [ sh:inversePath :next ] )",
    "[ sh:alternativePath ( :p :q ) ]",
    "[ sh:zeroOrMorePath :next ]",
    "[ sh:oneOrMorePath :next ]",
    "[ sh:zeroOrOnePath :next ]",
    "( :next [ sh:oneOrMorePath [ sh:alternativePath ( :next :one ) ] ] )",
]


@pytest.mark.parametrize("said", OF_NODES)
def test_a_constraint_of_nodes_gives_the_results_of_pyshacl(said: str) -> None:
    shapes = f"{AIM} {said} . {INNER}"
    ours, theirs = both(DATA, shapes)
    assert ours == theirs
    assert left(index(DATA), index(shapes)) == set()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("said", OF_PROPERTIES)
def test_a_constraint_of_properties_gives_the_results_of_pyshacl(said: str, path: str) -> None:
    shapes = f"{PART} sh:path {path} ; {said} . {INNER}"
    ours, theirs = both(DATA, shapes)
    assert ours == theirs
    assert left(index(DATA), index(shapes)) == set()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (":number", "sh:minInclusive 2.6"),
        (":number", "sh:minExclusive 2.50"),
        (":number", "sh:maxInclusive 2"),
        (":number", "sh:maxExclusive 3"),
        (":number", "sh:minInclusive 2.75e0"),
        (":bad", "sh:minInclusive '1'^^xsd:int"),
        (":day", 'sh:minInclusive "1971-02-03"^^xsd:date'),
        (":day", 'sh:maxExclusive "1971-02-03"^^xsd:date'),
        (":text", "sh:minInclusive 1"),
        (":next", "sh:minInclusive 1"),
        (":one", "sh:lessThan :p"),
        (":number", "sh:lessThan :text"),
        (":day", "sh:lessThan :until"),
        (":day", "sh:lessThanOrEquals :day"),
        (":q", "sh:lessThanOrEquals :number"),
        (":text", "sh:lessThan :text"),
    ],
)
def test_values_are_ordered_as_pyshacl_orders_them(path: str, said: str) -> None:
    shapes = f"{PART} sh:path {path} ; {said} ."
    ours, theirs = both(DATA, shapes)
    assert ours == theirs
    assert ours.total() > 0


def test_disjoint_siblings_are_those_of_the_shape() -> None:
    part = ":S-{0} sh:path :p ; sh:qualifiedValueShape {1} ; sh:qualifiedMinCount 1 ;"
    disjoint = part + " sh:qualifiedValueShapesDisjoint true ; sh:message 'm' ."
    shapes = (
        f"{AIM} sh:property :S-1 , :S-2 . {INNER}"
        + disjoint.format(1, ":K")
        + disjoint.format(2, "[ sh:class :D ]")
    )
    ours, theirs = both(":n a :C ; :p :both , :e . :both a :D . :e a :E ." + DATA, shapes)
    assert ours == theirs
    assert ours.total() > 2


def test_results_of_values_that_several_nodes_have_are_said_for_each() -> None:
    shapes = f"{PART} sh:path :one ; sh:property :J . {INNER}"
    ours, theirs = both(":x a :C ; :one :n . :y a :C ; :one :n .", shapes)
    assert ours == theirs
    assert ours.total() == 2


def test_a_shape_without_words_is_given_those_of_pyshacl() -> None:
    shapes = AIM.replace("sh:message 'wrong'@en ;", "sh:property [ sh:path :p ; sh:maxCount 1 ] .")
    ours, theirs = both(DATA, shapes)
    assert ours == theirs
    assert len(left(index(DATA), index(shapes))) == 1
    assert left(index(DATA), index(shapes), is_worded=False) == set()


@pytest.mark.parametrize(
    "said",
    [
        "sh:node :S",  # within itself
        "sh:property [ sh:path [ sh:inversePath ( :p :q ) ] ; sh:class :C ; sh:message 'm' ]",
        'sh:minInclusive "12:00:00"^^xsd:time',
        "sh:lessThan :when",
        "sh:datatype rdf:HTML",
        "sh:sparql [ sh:select 'SELECT $this { FILTER(isIRI($this)) }' ; sh:message 'm' ]",
        "sh:class :C ; sh:severity sh:Info ; sh:flags 'i' , 'm' ; sh:pattern 'a'",
    ],
)
def test_what_is_not_judged_is_left_to_pyshacl(said: str) -> None:
    shapes = f"{PART} sh:path :when ; {said} ." if "xsd:time" in said else f"{AIM} {said} ."
    shapes = f"{PART} sh:path :when ; {said} ." if "lessThan" in said else shapes
    ours, theirs = both(DATA, shapes)
    assert ours == theirs
    assert len(left(index(DATA), index(shapes))) == 1


@pytest.mark.parametrize(
    ("low", "high", "is_right"),
    [
        ("-0044-03-15", "-0043-03-15", True),
        ("-0043-03-15", "-0044-03-15", False),
        ("0000-12-31", "0001-01-01", True),
        ("9999-12-31", "12026-01-01", True),
        ("1971-02-30", "1971-02-31", False),  # no days
        ("1971-02-30", "1971-03-01", False),
    ],
)
def test_days_of_any_year_are_ordered_and_what_is_no_day_is_not(
    low: str, high: str, is_right: bool
) -> None:
    """Some of these make pySHACL fall over, and the others pass."""
    rules = index(f"{PART} sh:path :low ; sh:lessThanOrEquals :high .")
    stated = index(f':n a :C ; :low "{low}"^^xsd:date ; :high "{high}"^^xsd:date .')
    found = results(coreengine.report(stated.triples(), rules.triples()))
    assert found.total() == (not is_right)


def test_a_blank_node_is_less_than_nothing() -> None:
    """A shape that compares one is refused by pySHACL."""
    rules, stated = (
        index(f"{PART} sh:path :p ; sh:lessThan :q ."),
        index(":n a :C ; :p [] ; :q 1 ."),
    )
    found = results(coreengine.report(stated.triples(), rules.triples()))
    assert [facts[3] for facts in found] == [(f"<{SH}LessThanConstraintComponent>",)]
    with pytest.raises(UsageError, match="to compare a BlankNode"):
        pyshaclengine.report(stated.triples(), rules.triples())


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("sh:minCount 1 , 2", UsageError),
        ("sh:class :C ; sh:minCount 'x'", UsageError),
        ("sh:or ()", UsageError),
        ("sh:minInclusive :x", EngineError),
        ("sh:node :S-p", UsageError),
        ("sh:qualifiedMinCount 1", UsageError),
        ("sh:ignoredProperties ( :p )", UsageError),
    ],
)
def test_shapes_that_pyshacl_refuses_are_refused(said: str, error: type[Exception]) -> None:
    rules = index(f"{PART} sh:path :p ; {said} .")
    for engine in (coreengine.report, pyshaclengine.report):
        with pytest.raises(error):
            engine(index(DATA).triples(), rules.triples())


# Queries


QUERIES = [
    "SELECT $this ?value { $this :p ?value FILTER(?value != 1) }",
    "SELECT DISTINCT $this { $this a ?class . FILTER NOT EXISTS { $this :next ?x } }",
    "SELECT $this ?value { { $this :p ?value } UNION { $this :q ?value } }",
    "SELECT $this ?other { $this :p ?x OPTIONAL { $this :next ?other } FILTER(!BOUND(?other)) }",
    "SELECT $this ?value { $this :next+ ?value BIND(STR($this) AS ?name) FILTER(?name != '') }",
    "SELECT $this { ?other :next $this }",
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("aim", [AIM, f"{PART} sh:path :p ;"])
def test_a_query_gives_the_results_of_pyshacl(query: str, aim: str) -> None:
    text = query
    for name in ("p", "q", "next"):
        text = text.replace(f":{name} ", f"<urn:{name}> ").replace(f":{name}+", f"<urn:{name}>+")
    said = px.Literal("of {?this}: {$value} {?other}")
    shapes = f"{aim} sh:sparql [ sh:select {px.Literal(text)} ; sh:message {said} ] ."
    data = ":a a :C ; :p 1 , 2 ; :q 4 . :b a :D ; :p 5 ; :next :a , :c . :c a :C , :D ; :next :c ."
    ours, theirs = both(data, shapes)
    assert ours == theirs
    assert ours.total() > 0
    assert left(index(data), index(shapes)) == set()


def test_values_that_would_be_rewritten_are_left_to_pyshacl() -> None:
    query = px.Literal("SELECT $this ?value { $this <urn:p> ?value FILTER(STR(?value) = '01') }")
    shapes = f"{AIM} sh:sparql [ sh:select {query} ; sh:message 'm' ] ."
    ours, theirs = both(":n a :C ; :p 01 .", shapes)
    assert ours == theirs
    assert ours.total() == 1
    assert left(index(":n a :C ; :p 01 ."), index(shapes)) == {"<urn:S>"}
    assert left(index(":n a :C ; :p 1 ; :q 01 ."), index(shapes)) == set()


def test_values_that_rdflib_orders_by_their_types_are_left_to_pyshacl() -> None:
    query = px.Literal("SELECT $this { $this <urn:p> ?a ; <urn:q> ?b FILTER(?a > ?b) }")
    shapes = f"{AIM} sh:sparql [ sh:select {query} ; sh:message 'm' ] ."
    for data in (':n a :C ; :p "x" ; :q 1 .', ':n a :C ; :p "x"^^xsd:integer ; :q 1 .'):
        ours, theirs = both(data, shapes)
        assert ours == theirs
        assert left(index(data), index(shapes)) == {"<urn:S>"}


def test_a_message_with_a_value_that_has_a_backslash_is_left_to_pyshacl() -> None:
    query = px.Literal("SELECT $this ?value { $this <urn:p> ?value }")
    shapes = f"{AIM} sh:sparql [ sh:select {query} ; sh:message '{{?value}}' ] ."
    assert left(index(":n a :C ; :p 'a\\\\b' ."), index(shapes)) == {"<urn:S>"}


# As part of `checking`


def test_foreign_shapes_are_left_to_pyshacl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coreengine, "statements", lambda *_: pytest.fail("was asked"))
    rules = Shapes(index(f"{PART} sh:path :p ; sh:minCount 9 ."), {}, is_foreign=True)
    data = [px.Quad(*triple) for triple in index(DATA).triples()]
    assert checking.check(data, rules, {}).findings


def test_the_report_is_a_validation_report_that_stands_alone() -> None:
    stated, rules = index(DATA), index(f"{PART} sh:path [ sh:inversePath :p ] ; sh:minCount 9 .")
    report = shaclresults.parse(coreengine.report(stated.triples(), rules.triples()))
    root = shaclresults.root(report)
    assert str(report.value(root, px.NamedNode(SH + "conforms"))).startswith('"false"')
    found = list(shaclresults.results(report))
    assert {shaclresults.path_text(r.path, report, str) for r in found if r.path} == {"^urn:p"}
    sound = shaclresults.parse(coreengine.report([], rules.triples()))
    (said,) = sound.objects(shaclresults.root(sound), px.NamedNode(SH + "conforms"))
    assert str(said).startswith('"true"')
    assert list(shaclresults.results(sound)) == []
