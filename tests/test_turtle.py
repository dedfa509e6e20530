"""Canonical Turtle and TriG: the same statements, the same text, and nothing lost on the way."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from alliancekg.turtle import tidy, write_trig, write_turtle

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {"ex": EX, "xsd": XSD, "unused": "http://example.com/"}
A, B, C, P, Q = (NamedNode(EX + name) for name in "abcpq")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

UNTIDY = """\
# What this file holds.
#  Second line.

@prefix ex: <http://example.org/> .
@prefix unused: <http://example.com/> .
# lost
ex:b ex:p ex:c; ex:p "x"@en , 7,
  "2026-11-25"^^<http://www.w3.org/2001/XMLSchema#date> ; a ex:Z, ex:Y.
ex:a ex:q '''two
"lines"''' . # lost
"""
TIDY = """\
# What this file holds.
#  Second line.

PREFIX ex: <http://example.org/>

ex:a
    ex:q "two\\n\\"lines\\"" ;
.

ex:b
    a
        ex:Y ,
        ex:Z ;
    ex:p
        "2026-11-25"^^<http://www.w3.org/2001/XMLSchema#date> ,
        "x"@en ,
        7 ,
        ex:c ;
.
"""


def turtle(*triples: Triple) -> str:
    return "".join(write_turtle(triples, PREFIXES))


def quads(text: str, form: RdfFormat = RdfFormat.TURTLE) -> set[Quad]:
    return set(parse(text, format=form))


def statement(obj: NamedNode | Literal) -> Triple:
    return Triple(A, P, obj)


def written(obj: NamedNode | Literal) -> str:
    """Return an object as it stands in the text."""
    match = re.search(r"^    ex:p (.*) ;$", turtle(statement(obj)), re.MULTILINE)
    assert match
    return match[1]


def test_tidy_writes_the_layout_of_the_style_guide() -> None:
    assert tidy(UNTIDY) == TIDY


def test_a_tidy_text_stays_as_it_is() -> None:
    assert tidy(TIDY) == TIDY


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    assert tidy("\ufeff" + UNTIDY.replace("'''two\n", "'''two\\n").replace("\n", "\r\n")) == TIDY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\n\n", ""),
        ("PREFIX ex: <http://example.org/>\n", ""),
        ("# One.\n\n# Two.\n\n\n", "# One.\n\n# Two.\n"),
    ],
)
def test_a_text_without_statements_keeps_its_comments_only(text: str, expected: str) -> None:
    assert tidy(text) == expected


def test_relative_names_become_absolute_under_the_base() -> None:
    assert tidy("BASE <http://example.org/> <a> <p> <b#c> .") == (
        "<http://example.org/a>\n    <http://example.org/p> <http://example.org/b#c> ;\n.\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "[] <http://example.org/p> 1 .",
        "<http://example.org/a> <http://example.org/p> [] .",
        "<http://example.org/a> <http://example.org/p> ( 1 ) .",
        "_:x a _:y .",
    ],
)
def test_a_blank_node_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"has a blank node as a term; expected IRIs and literals"):
        tidy(text)


def test_a_triple_as_a_term_is_refused() -> None:
    with pytest.raises(ValueError, match=r"has a triple as a term; expected IRIs and literals"):
        turtle(Triple(A, P, Triple(A, P, B)))


def test_a_text_that_is_not_turtle_is_refused_with_its_line() -> None:
    with pytest.raises(SyntaxError) as caught:
        tidy("PREFIX ex: <http://example.org/>\nex:a ex:p ; .\n")
    assert caught.value.lineno == 2


def test_the_order_and_the_number_of_times_do_not_matter() -> None:
    triples = [Triple(A, Q, B), Triple(B, TYPE, C), Triple(B, P, Literal("x")), statement(B)]
    texts = {turtle(*order, *order[:2]) for order in itertools.permutations(triples)}
    assert len(texts) == 1


def test_no_statement_gives_no_text() -> None:
    assert turtle() == ""
    assert "".join(write_trig([], PREFIXES)) == ""


@pytest.mark.parametrize(
    ("obj", "expected"),
    [
        (Literal('a\tb\\"c"\r\n\''), r'"a\tb\\\"c\"\r\n' + "'\""),
        (Literal("\u0000\u007f\u2028é😀"), '"\\u0000\\u007F\u2028é😀"'),
        (Literal("x", language="en-gb"), '"x"@en-gb'),
        (Literal("7", datatype=NamedNode(XSD + "integer")), "7"),
        (Literal("0", datatype=NamedNode(XSD + "integer")), "0"),
        (Literal("007", datatype=NamedNode(XSD + "integer")), '"007"^^xsd:integer'),
        (Literal("-0", datatype=NamedNode(XSD + "integer")), '"-0"^^xsd:integer'),
        (Literal("+5", datatype=NamedNode(XSD + "integer")), '"+5"^^xsd:integer'),
        (Literal("9" * 18, datatype=NamedNode(XSD + "integer")), "9" * 18),
        (Literal("9" * 19, datatype=NamedNode(XSD + "integer")), f'"{"9" * 19}"^^xsd:integer'),
        (Literal("-1", datatype=NamedNode(XSD + "integer")), "-1"),
        (Literal("-1.50", datatype=NamedNode(XSD + "decimal")), "-1.50"),
        (Literal("0.000001", datatype=NamedNode(XSD + "decimal")), "0.000001"),
        (Literal("0.0000001", datatype=NamedNode(XSD + "decimal")), '"0.0000001"^^xsd:decimal'),
        (Literal(".5", datatype=NamedNode(XSD + "decimal")), '".5"^^xsd:decimal'),
        (Literal("+1.5", datatype=NamedNode(XSD + "decimal")), '"+1.5"^^xsd:decimal'),
        (Literal("01.5", datatype=NamedNode(XSD + "decimal")), '"01.5"^^xsd:decimal'),
        (Literal("5", datatype=NamedNode(XSD + "decimal")), '"5"^^xsd:decimal'),
        (Literal("5.", datatype=NamedNode(XSD + "decimal")), '"5."^^xsd:decimal'),
        (Literal("1\n", datatype=NamedNode(XSD + "integer")), '"1\\n"^^xsd:integer'),
        (Literal("٣", datatype=NamedNode(XSD + "integer")), '"٣"^^xsd:integer'),
        (Literal("true", datatype=NamedNode(XSD + "boolean")), "true"),
        (Literal("1", datatype=NamedNode(XSD + "boolean")), '"1"^^xsd:boolean'),
        (Literal("1e0", datatype=NamedNode(XSD + "double")), '"1e0"^^xsd:double'),
        (Literal("x", datatype=NamedNode(EX + "d/t")), '"x"^^<http://example.org/d/t>'),
    ],
)
def test_a_literal_keeps_its_form(obj: Literal, expected: str) -> None:
    assert written(obj) == expected
    assert quads(turtle(statement(obj))) == {Quad(A, P, obj, DefaultGraph())}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a", "ex:a"),
        ("0874", "ex:0874"),
        ("a.b-c_d", "ex:a.b-c_d"),
        ("", "<http://example.org/>"),
        ("a.", "<http://example.org/a.>"),
        ("-a", "<http://example.org/-a>"),
        ("a#row=14", "<http://example.org/a#row=14>"),
        ("a%20b", "<http://example.org/a%20b>"),
        ("Élysée", "<http://example.org/Élysée>"),
    ],
)
def test_a_name_is_shortened_only_where_it_needs_no_escape(name: str, expected: str) -> None:
    assert written(NamedNode(EX + name)) == expected


def test_the_longest_namespace_shortens_a_name_and_then_the_first_by_prefix() -> None:
    prefixes = {"long2": EX + "deep#", "long1": EX + "deep#", "ex": EX, "all": "http://"}
    text = "".join(write_turtle([Triple(A, P, NamedNode(EX + "deep#x"))], prefixes))
    assert text == (
        "PREFIX ex: <http://example.org/>\nPREFIX long1: <http://example.org/deep#>\n\n"
        "ex:a\n    ex:p long1:x ;\n.\n"
    )


def test_type_is_written_as_a_only_as_a_predicate() -> None:
    assert "".join(write_turtle([Triple(TYPE, TYPE, TYPE)], {})) == (f"{TYPE}\n    a {TYPE} ;\n.\n")


@pytest.mark.parametrize("prefix", ["a b", "x> <y", "-a", "a.", "1a", "a\n"])
def test_a_prefix_that_turtle_does_not_allow_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="is no prefix; expected letters, digits, - and _"):
        list(write_turtle([statement(B)], {prefix: EX}))


def test_a_namespace_that_is_no_iri_is_refused() -> None:
    with pytest.raises(ValueError, match="IRI"):
        list(write_turtle([statement(B)], {"ex": "http://example.org/> ."}))


def test_trig_writes_the_default_graph_and_then_the_named_graphs_in_order() -> None:
    found = [
        Quad(B, P, Literal(1), B),
        Quad(A, P, C, B),
        Quad(A, TYPE, C, NamedNode(EX + "a/graph")),
        Quad(C, P, Literal("x", language="en")),
    ]
    text = "".join(write_trig(found, PREFIXES))
    assert (
        text
        == """\
PREFIX ex: <http://example.org/>

ex:c
    ex:p "x"@en ;
.

<http://example.org/a/graph> {
    ex:a
        a ex:c ;
    .
}

ex:b {
    ex:a
        ex:p ex:c ;
    .

    ex:b
        ex:p 1 ;
    .
}
"""
    )
    assert quads(text, RdfFormat.TRIG) == set(found)


def test_a_graph_named_by_a_blank_node_is_refused() -> None:
    with pytest.raises(ValueError, match="has a blank node as a term"):
        list(write_trig([Quad(A, P, B, BlankNode("g"))], PREFIXES))


texts = st.text(st.characters(exclude_categories=["Cs"]))
names = st.from_regex(r"[aB0_.~é/:-]{0,6}(#[aB0_.é-]{0,3})?", fullmatch=True).map(
    lambda tail: NamedNode(EX + tail)
)
literals = st.one_of(
    texts.map(Literal),
    texts.map(lambda text: Literal(text, language="en")),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(XSD + name)),
        texts | st.from_regex(r"[+-]?[0-9]*\.?[0-9]*", fullmatch=True) | st.just("true"),
        st.sampled_from(["integer", "decimal", "double", "boolean", "string", "date"]),
    ),
)
statements = st.builds(Quad, names, names, names | literals, names | st.just(DefaultGraph()))


@settings(derandomize=True, database=None, deadline=None)
@given(st.lists(statements, max_size=8))
def test_what_is_written_reads_back_as_the_same_statements(found: list[Quad]) -> None:
    prefixes = {**PREFIXES, "": EX + "a/", "frag": EX + "a#"}
    trig = "".join(write_trig(found, prefixes))
    assert quads(trig, RdfFormat.TRIG) == set(found)
    text = "".join(write_turtle((quad.triple for quad in found), prefixes))
    assert {quad.triple for quad in quads(text)} == {quad.triple for quad in found}
    assert tidy(text) == text
