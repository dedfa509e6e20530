"""Graphs of endpoints that cut them without a word: made whole of counted rows, or refused."""

from __future__ import annotations

import fake_endpoint as fake
import pyoxigraph as px
import pytest
from fake_endpoint import Exchange, serving

from alliancekg import constructing
from alliancekg.embedded import Embedded
from alliancekg.endpoint import Endpoint
from alliancekg.engines import Limits
from alliancekg.errors import EngineError
from alliancekg.store import Store

TYPES = "CONSTRUCT { ?s a ?class . ?class <urn:has> ?s } WHERE { ?s a ?class }"


@pytest.mark.parametrize(
    ("text", "select", "template"),
    [
        (
            "PREFIX x: <urn:x>\nCONSTRUCT { ?s x:p [ x:q $o ] }  WHERE { ?s ?p ?o } LIMIT 3 # all",
            "PREFIX x: <urn:x>\n SELECT ?s ?o WHERE { ?s ?p ?o } LIMIT 3 # all",
            "{ ?s x:p [ x:q $o ] }",
        ),
        ("construct{?s ?p '}'}{ ?s ?p ?o }", " SELECT ?s ?p { ?s ?p ?o }", "{?s ?p '}'}"),
        (
            "CONSTRUCT WHERE { ?s a <urn:T> } OFFSET 1",
            " SELECT ?s WHERE { ?s a <urn:T> } OFFSET 1",
            "{ ?s a <urn:T> }",
        ),
    ],
)
def test_a_construct_is_its_rows_and_its_template(text: str, select: str, template: str) -> None:
    parted = constructing.parted(text)
    assert parted
    assert (parted.select, parted.template) == (select, template)


def test_a_template_without_variables_has_no_rows() -> None:
    assert constructing.parted("CONSTRUCT { <urn:a> <urn:b> 1 } WHERE { ?s ?p ?o }") is None


def test_any_term_of_a_row_comes_through() -> None:
    parted = constructing.parted("CONSTRUCT { ?s <urn:p> ?o ; <urn:q> 01.50 } { ?s ?p ?o }")
    assert parted
    blank, iri = px.BlankNode("x"), px.NamedNode("urn:s")
    triple = px.Triple(blank, px.NamedNode("urn:p"), px.Literal('a "\n\\', language="en"))
    year = px.Literal("-0044", datatype=px.NamedNode("http://www.w3.org/2001/XMLSchema#gYear"))
    rows: list[tuple[px.BlankNode | px.NamedNode, object]] = [
        (blank, triple),
        (iri, year),
        (iri, None),  # unbound: no triple with it
    ]
    made = parted.filled(rows)  # type: ignore[arg-type]
    p, q = px.NamedNode("urn:p"), px.NamedNode("urn:q")
    number = px.Literal("1.5", datatype=px.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    expected = {(blank, p, triple), (iri, p, year), (blank, q, number), (iri, q, number)}
    assert set(made.rows) == expected
    assert len(made.rows) == 4
    assert list(made.rows) == sorted(made.rows, key=lambda row: [*map(str, row)])


def _cuts_graphs(here: Exchange) -> None:
    """Answer tables whole and of graphs 101 triples, which is no round number."""
    body, kind = here.answer()
    if kind == fake.TURTLE:
        triples = list(px.parse(body, px.RdfFormat.TURTLE))[:101]
        body = px.serialize(triples, format=px.RdfFormat.TURTLE) or b""
    here.reply(200, body, kind)


def test_a_graph_that_was_cut_without_a_word_is_whole(built: Store) -> None:
    here = built.current().open()
    with serving(here, _cuts_graphs) as server:
        found = Endpoint.of(server.address, {}).ask(TYPES, "CONSTRUCT", Limits())
    assert found == Embedded(here).ask(TYPES, "CONSTRUCT", Limits())
    assert len(found.rows) > 202


def test_a_graph_of_rows_that_were_cut_is_refused(built: Store) -> None:
    with serving(built.current().open(), lambda here: here.reply(200, *here.answer(200))) as server:
        engine = Endpoint.of(server.address, {})
        with pytest.raises(EngineError, match=r"cut the answer: it gave 200 rows, and counts"):
            engine.ask(TYPES, "CONSTRUCT", Limits())


def test_a_limit_is_for_the_triples(built: Store) -> None:
    with serving(built.current().open(), fake.good) as server:
        engine = Endpoint.of(server.address, {})
        with pytest.raises(EngineError, match=r"the answer has over 150 rows"):
            engine.ask(TYPES, "CONSTRUCT", Limits(rows=150))


def test_virtuoso_cuts_graphs_without_a_word(virtuoso: str) -> None:
    digits = " ".join(map(str, range(10)))
    name = "BIND(IRI(CONCAT('urn:', STR(?a), STR(?b), STR(?c), STR(?d))) AS ?s)"
    values = " ".join(f"VALUES ?{letter} {{ {digits} }}" for letter in "abcd")
    where = f"WHERE {{ {values} {name} }}"
    engine = Endpoint.of(virtuoso, {})
    two = engine.ask(
        f"CONSTRUCT {{ ?s <urn:p> ?a . ?s <urn:q> ?b }} {where} LIMIT 9000", "CONSTRUCT", Limits()
    )
    assert len(two.rows) == 18_000
    more = where.replace("VALUES ?a { 0", "VALUES ?a { 0 10 11")
    with pytest.raises(EngineError, match=r"cut the answer: it gave 10000 rows, and counts 12000"):
        engine.ask(f"CONSTRUCT {{ ?s <urn:p> ?a . ?s <urn:q> ?b }} {more}", "CONSTRUCT", Limits())
