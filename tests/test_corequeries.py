"""Which queries of shapes are asked once for all nodes, and what is known of them."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg import corequeries
from alliancekg.namespaces import PREFIXES

TYPE = PREFIXES["rdf"] + "type"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT $this { $this <urn:p> ?value }",
        "SELECT DISTINCT ?this ?value WHERE { ?value ^<urn:p> ?this . FILTER(?value = $this) }",
        "SELECT $this { { $this <urn:p> ?x } UNION { $this <urn:q> ?x } FILTER(isIRI($this)) }",
        "SELECT $this { { $this <urn:p> ?x FILTER(?x = $this) } ?x <urn:q> 1 }",
        "SELECT $this { $this a ?c FILTER NOT EXISTS { ?x <urn:p> $this FILTER(?x != $this) } }",
        "SELECT $this { $this a ?c FILTER EXISTS { ?x <urn:p> ?y FILTER(?x = $this) } }",
        "SELECT $this { $this a ?c OPTIONAL { ?x <urn:p> ?y FILTER(?x = $this) } }",
        "SELECT $this ?path2 { $this <urn:p>+ $this . BIND(STR($this) AS ?path) }",
        "SELECT $this { $this <urn:from> ?from . ?from a/rdfs:subClassOf* <urn:C> }",
    ],
)
def test_this_is_bound_wherever_it_is_read(text: str) -> None:
    assert corequeries.plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT $this { ?x <urn:p> ?y FILTER(?x = $this) }",  # bound nowhere
        "SELECT $this { $this <urn:p> ?x . { ?y <urn:q> ?x FILTER(?y = $this) } }",
        "SELECT $this { { $this <urn:p> ?x } UNION { ?y <urn:q> ?x } }",
        "SELECT $this { OPTIONAL { $this <urn:p> ?x } $this a ?c }",
        "SELECT $this { $this a ?c OPTIONAL { { ?x <urn:p> ?y FILTER(?x = $this) } } }",
        "SELECT $this { $this a ?c OPTIONAL { ?x <urn:p> ?y BIND(STR($this) AS ?z) } }",
        "SELECT $this { BIND(STR($this) AS ?name) $this a ?c }",
        "SELECT $this { $this <urn:p>* ?x }",  # also of nodes of which nothing is stated
        "SELECT $this { $this <urn:p>? ?x }",
        "SELECT $this { $this a ?c MINUS { $this <urn:p> ?x } }",
        "SELECT $this { VALUES $this { <urn:a> } $this a ?c }",
        "SELECT $this { $this a ?c { SELECT $this { $this <urn:p> ?x } LIMIT 1 } }",
        "SELECT $this { GRAPH ?g { $this a ?c } }",
        "SELECT $this { GRAPH $shapesGraph { $this a ?c } }",
        "SELECT $this { $this $PATH ?value }",
        "SELECT $this ?path { $this ?path ?value }",
        "SELECT $this ?failure { $this a ?failure }",
        "SELECT (COUNT($this) AS ?n) { $this a ?c }",
        "SELECT $this { $this a ?c } GROUP BY $this",
        "SELECT $this { $this a ?c } LIMIT 1",
        "SELECT $this { $this a ?c FILTER(RAND() < 0.5) }",
        "SELECT * { $this a ?c }",
        "SELECT ?value { $this a ?value }",
        "SELECT $this { $this x:p ?value }",
        "ASK { $this a ?c }",
        "SELECT nonsense",
        "SELECT $this {",
        "",
    ],
)
def test_a_query_of_another_form_is_none_of_these(text: str) -> None:
    assert corequeries.plain(text) is None


def test_what_a_query_needs_and_looks_at_is_known() -> None:
    found = corequeries.plain(
        "SELECT $this ?b { $this <urn:p> ?a ; <urn:q>/<urn:r> ?b , ?alone . ?a <urn:s>|a ?c"
        " FILTER(?a > ?b) FILTER NOT EXISTS { $this <urn:t> true ; <urn:u> ?unread } }"
    )
    assert found is not None
    assert found.columns == ("this", "b")
    assert found.needed == frozenset(px.NamedNode(f"urn:{name}") for name in "pqr")
    assert found.used == frozenset([*(f"urn:{name}" for name in "pqrstu"), TYPE])
    assert found.joined == frozenset(f"urn:{name}" for name in "pqrt")
    assert found.ordered == (frozenset({"urn:p", "urn:r"}),)


def test_a_query_for_any_predicate_looks_at_all() -> None:
    found = corequeries.plain("SELECT $this { $this ?any ?value . ?value <urn:p> ?x }")
    assert found is not None
    assert found.used is None
    assert found.joined is None
    alone = corequeries.plain("SELECT $this { $this ?any ?value . $this <urn:p> ?x }")
    assert alone is not None
    assert alone.joined == frozenset()
