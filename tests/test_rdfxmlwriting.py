"""RDF/XML as it is written: its layout, its names, and what it refuses before it begins."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as px
import pytest
import rdflib

from alliancekg.errors import UsageError
from alliancekg.export import export_to, write
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.rdfxmlwriting import write_rdfxml

RDF, XSD = PREFIXES["rdf"], PREFIXES["xsd"]
TYPE = px.NamedNode(RDF + "type")
GUAM = px.NamedNode("https://w3id.org/alliancekg/id/event/nixon-doctrine?a=1&b='2'")
X = px.NamedNode("https://example.org/x")


@pytest.fixture(autouse=True)
def _spellings_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def ak(local: str) -> px.NamedNode:
    return px.NamedNode(AK + local)


def written(quads: Iterable[px.Quad], prefixes: Mapping[str, str] = PREFIXES) -> str:
    return "".join(write_rdfxml(quads, prefixes))


def read(text: str) -> set[px.Quad]:
    """Return what pyoxigraph reads; rdflib and it must agree."""
    found = set(px.parse(text, px.RdfFormat.RDF_XML))
    graph = rdflib.Graph().parse(data=text, format="xml")
    other = {(str(s), str(p), str(o)) for s, p, o in graph}
    assert other == {tuple(t.value for t in q.triple) for q in found}
    return found


def test_a_subject_is_an_element_of_its_class_and_a_statement_one_in_it() -> None:
    quads = [
        px.Quad(GUAM, TYPE, ak("Event"), X),
        px.Quad(GUAM, TYPE, px.NamedNode("https://example.org/terms/Doctrine"), X),
        px.Quad(GUAM, TYPE, px.NamedNode("https://example.org/1"), X),
        px.Quad(GUAM, ak("participant"), X, X),
        px.Quad(GUAM, px.NamedNode("https://example.org/p/q"), px.Literal("<a>&\"'\r\n"), X),
        px.Quad(GUAM, ak("row"), px.Literal("007", datatype=px.NamedNode(XSD + "integer")), X),
        px.Quad(X, ak("about"), px.Literal("동맹", language="ko"), X),
        px.Quad(X, TYPE, px.NamedNode("https://example.org/1"), X),
    ]
    assert written(quads) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<rdf:RDF\n"
        '    xmlns:ak="https://w3id.org/alliancekg/ns#"\n'
        '    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '    <rdf:Description rdf:about="https://example.org/x">\n'
        '        <rdf:type rdf:resource="https://example.org/1"/>\n'
        '        <ak:about xml:lang="ko">동맹</ak:about>\n'
        "    </rdf:Description>\n"
        '    <Doctrine xmlns="https://example.org/terms/"'
        " rdf:about=\"https://w3id.org/alliancekg/id/event/nixon-doctrine?a=1&amp;b='2'\">\n"
        '        <rdf:type rdf:resource="https://example.org/1"/>\n'
        '        <rdf:type rdf:resource="https://w3id.org/alliancekg/ns#Event"/>\n'
        '        <q xmlns="https://example.org/p/">&lt;a&gt;&amp;"\'&#13;\n</q>\n'
        '        <ak:participant rdf:resource="https://example.org/x"/>\n'
        '        <ak:row rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">007</ak:row>\n'
        "    </Doctrine>\n"
        "</rdf:RDF>\n"
    )
    assert read(written(quads)) == {px.Quad(q.subject, q.predicate, q.object) for q in quads}


@pytest.mark.parametrize(
    ("iri", "name", "declared"),
    [
        (AK + "a.b-c_1", "ak:a.b-c_1", ""),
        (AK + "é", "ak:é", ""),
        (AK + "1st", "st", AK + "1"),
        (AK + "x/y", "y", AK + "x/"),
        ("urn:x:p", "p", "urn:x:"),
        ("https://e.org/a?b=c", "c", "https://e.org/a?b="),
        ("https://e.org/p%20q", "q", "https://e.org/p%20"),
        ("https://e.org/a/p", "long:p", ""),  # the longest namespace
        ("https://e.org/p", "short:p", ""),
        (RDF + "_1", "rdf:_1", ""),
        (RDF + "Seq", "rdf:Seq", ""),
        (RDF + "value", "rdf:value", ""),
        (XSD + "x", "xsd:x", ""),
        ("https://example.org/xmlns#p", "p", "https://example.org/xmlns#"),
    ],
)
def test_a_name_is_the_longest_end_of_an_iri_or_what_a_prefix_leaves(
    iri: str, name: str, declared: str
) -> None:
    prefixes = {
        **PREFIXES,
        "short": "https://e.org/",
        "long": "https://e.org/a/",
        "": "https://example.org/empty#",
        "XMLy": "https://example.org/xmlns#",  # no name may begin so
    }
    quads = [px.Quad(X, px.NamedNode(iri), X), px.Quad(X, TYPE, px.NamedNode(iri))]
    text = written(quads, prefixes)
    space = f' xmlns="{declared}"' if declared else ""
    assert f'    <{name}{space} rdf:about="https://example.org/x">\n' in text
    assert f'        <{name}{space} rdf:resource="https://example.org/x"/>\n' in text
    assert read(text) == set(quads)


@pytest.mark.parametrize(
    "iri", ["urn:x:1", "https://e.org/", RDF + "li", RDF + "Description", RDF + "about", "urn:",
            "http://www.w3.org/2000/xmlns/p", "http://www.w3.org/XML/1998/namespace/lang"],
)  # fmt: skip
def test_a_class_without_a_name_is_a_statement_and_a_predicate_is_refused(iri: str) -> None:
    node = px.NamedNode(iri)
    text = written([px.Quad(X, TYPE, node)])
    assert f'<rdf:Description rdf:about="{X.value}">\n' in text
    assert read(text) == {px.Quad(X, TYPE, node)}
    with pytest.raises(UsageError) as caught:
        written([px.Quad(X, node, X)])
    assert str(caught.value) == (
        f"rdfxml: has no words for 1 statement: the predicate <{iri}> does not end in a name for an"
        " element of XML; expected what the format can hold. Fix: write another format, such as"
        " turtle or ntriples"
    )


LEGAL = ["", " ", "\n", "\t\n ", "\r", "\r\n", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffd", "😀",
         "]]>", "<!-- -->", "&amp;", "\u202eright to left\u202c", " a "]  # fmt: skip


@pytest.mark.parametrize("text", LEGAL)
def test_what_xml_can_hold_is_read_as_it_is(text: str) -> None:
    quad = px.Quad(X, ak("about"), px.Literal(text))
    assert read(written([quad])) == {quad}


@pytest.mark.parametrize("code", [0x0, 0x1, 0x8, 0xB, 0xC, 0xE, 0x1F, 0xFFFE, 0xFFFF])
def test_a_character_that_xml_cannot_hold_is_refused(code: int) -> None:
    with pytest.raises(UsageError, match=f"has the control character U\\+{code:04X}; expected"):
        written([px.Quad(X, ak("about"), px.Literal(f"a{chr(code)}b"))])


def test_the_first_few_of_many_are_named_whatever_the_order(tmp_path: Path) -> None:
    quads = [px.Quad(X, px.NamedNode(f"urn:x:{n}"), X) for n in range(9)] * 2
    for some in (quads, quads[::-1]):
        with pytest.raises(UsageError) as caught:
            export_to(tmp_path / "x.rdf", some, "rdfxml")
        assert str(caught.value) == (
            "rdfxml: has no words for 18 statements: "
            "the predicate <urn:x:0> does not end in a name for an element of XML; "
            "the predicate <urn:x:1> does not end in a name for an element of XML; "
            "the predicate <urn:x:2> does not end in a name for an element of XML, …; "
            "expected what the format can hold. Fix: write another format, such as turtle or"
            " ntriples"
        )
    assert list(tmp_path.iterdir()) == []


def test_triple_terms_and_directions_are_refused_and_long_texts_cut_in_the_message() -> None:
    x = px.NamedNode("urn:x")
    out = io.BytesIO()
    quads = [
        px.Quad(x, x, px.Triple(x, x, x)),
        px.Quad(x, x, px.Literal("a" * 500, language="ar", direction=px.BaseDirection.RTL)),
    ]
    with pytest.raises(UsageError) as caught:
        write(quads, "rdfxml", out)
    assert str(caught.value) == (
        "rdfxml: has no words for 2 statements: "
        f"'<urn:x> <urn:x> \"{'a' * 183}…' has a text with a direction; "
        "'<urn:x> <urn:x> <<( <urn:x> <urn:x> <urn:x> )>>' has a triple as a term; "
        "expected what the format can hold. Fix: write another format, such as turtle or ntriples"
    )
    assert out.getvalue() == b""


def test_blank_nodes_keep_their_labels() -> None:
    b, c = px.BlankNode("c14n0"), px.BlankNode("c14n1")
    quads = [px.Quad(b, ak("about"), c), px.Quad(c, TYPE, b), px.Quad(c, TYPE, ak("Event"))]
    text = written(quads)
    assert '<ak:Event rdf:nodeID="c14n1">\n' in text
    assert '<ak:about rdf:nodeID="c14n1"/>\n' in text
    assert '<rdf:type rdf:nodeID="c14n0"/>\n' in text
