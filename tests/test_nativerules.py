"""The rule of ours that no engine is asked: properties that nothing declares."""

from __future__ import annotations

import pyoxigraph as px

from alliancekg import focusing, nativerules
from alliancekg.indexing import Index
from alliancekg.namespaces import PREFIXES

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"
RULE = "aksh:TermShape-predicate-declared"
DATA = """
:a a :C ; ak:b 1 ; ak:known 1 ; :other 1 . :b a :C ; ak:a 2 ; ak:b 2 . :untyped ak:b 3 .
ak:known a owl:DatatypeProperty . ak:note a owl:AnnotationProperty . ak:a a owl:Class .
:c a :C ; ak:note "x" ; ak:place :a . ak:place a owl:ObjectProperty .
"""
SHAPE = f"""{RULE} a sh:NodeShape ; sh:targetSubjectsOf rdf:type ; sh:severity sh:Warning ;
  sh:message "is unknown"@en , "ist unbekannt"@de ; sh:sparql :query ."""


def index(text: str) -> Index:
    return Index(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


def results(shapes: str, data: str = DATA) -> set[str]:
    """Return the results of the rule as lines of N-Triples."""
    rules, stated = index(shapes), index(data)
    aims = focusing.focus_nodes(rules, stated)
    return set(map(str, nativerules.results(rules, stated, aims, px.NamedNode("urn:report"))))


def expected(*found: tuple[str, str]) -> set[str]:
    text = "".join(
        f""":report sh:result _:native{number} . _:native{number} a sh:ValidationResult ;
        sh:focusNode {node} ; sh:value {predicate} ; sh:sourceShape {RULE} ;
        sh:sourceConstraintComponent sh:SPARQLConstraintComponent ; sh:resultSeverity sh:Warning ;
        sh:resultMessage "is unknown" , "ist unbekannt" ; sh:sourceConstraint :query .\n"""
        for number, (node, predicate) in enumerate(found, 1)
    )
    return set(map(str, index(text).triples()))


def test_each_node_with_a_property_that_is_unknown_has_a_result() -> None:
    assert results(SHAPE) == expected((":b", "ak:a"), (":a", "ak:b"), (":b", "ak:b"))


def test_of_nodes_that_are_not_asked_nothing_is_said() -> None:
    aimed = SHAPE.replace("sh:targetSubjectsOf rdf:type", "sh:targetNode :a , :untyped")
    assert results(aimed) == expected((":a", "ak:b"), (":untyped", "ak:b"))
    assert results(SHAPE.replace("sh:targetSubjectsOf rdf:type ;", "")) == set()
    assert results(SHAPE + f" {RULE} sh:deactivated true .") == set()


def test_a_shape_of_the_name_that_asks_no_query_is_not_the_rule() -> None:
    assert results(SHAPE.replace("; sh:sparql :query", "")) == set()
    assert results(SHAPE.replace(RULE, ":other")) == set()


def test_the_engine_is_given_no_target_of_the_rule() -> None:
    other = " :S sh:targetNode :a ; sh:nodeKind sh:IRI ."
    targets = "sh:targetNode :a ; sh:targetClass :C ; sh:targetObjectsOf :p"
    given = index(f"{SHAPE} {RULE} {targets} . {other}")
    left = index(SHAPE.replace("sh:targetSubjectsOf rdf:type ;", "") + other)
    assert set(map(str, nativerules.without(given.triples()))) == set(map(str, left.triples()))
    assert nativerules.RULE.value == f"{PREFIXES['aksh']}{RULE.partition(':')[2]}"
