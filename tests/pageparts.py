"""What the tests of the pages share: a page parsed, its texts, a graph of hostile names."""

from __future__ import annotations

from typing import Final

import html5lib
import pyoxigraph as px
from lxml import html as lxml_html

from alliancekg.namespaces import AK, GRAPH, ID, PREFIXES

ALERT: Final = '"><script>alert(1)</script>'
OVERRIDE: Final = "\u202egnirts a\u202c \x1b[31mred"
LONG: Final = "x" * 1_000_000
HEBREW: Final = "מלחמת ששת הימים"


def tree(page: str) -> lxml_html.HtmlElement:
    """Return a page that is HTML without a fault, parsed."""
    html5lib.HTMLParser(strict=True).parse(page)
    return lxml_html.document_fromstring(page)


def texts(page: str, path: str) -> list[str]:
    """Return the texts of the nodes that an XPath finds."""
    return [" ".join(node.text_content().split()) for node in tree(page).xpath(path)]


def hostile() -> px.Store:
    """Return a small graph, by one source, whose names and IRIs would do harm if they could."""
    turtle = f"""
        @prefix ak: <{AK}> .
        @prefix rdfs: <{PREFIXES["rdfs"]}> .
        @prefix skos: <{PREFIXES["skos"]}> .
        <{ID}event/script> a ak:Event ; rdfs:label {_text(ALERT)} ;
            skos:altLabel {_text(OVERRIDE)} ; skos:note {_text(LONG)} ;
            ak:place <javascript:alert(2)> ;
            rdfs:seeAlso <javascript:alert(3)>, <data:text/html,x> ;
            ak:eventType <{ID}event/hebrew> ; ak:time <{ID}event/script#t> .
        <{ID}event/script#t> ak:edtf "1967-06" .
        <{ID}event/hebrew> a ak:Event ; rdfs:label {_text(HEBREW, "he")} ;
            ak:time <{ID}event/hebrew#t> .
        <{ID}event/hebrew#t> ak:edtf "-0043-03-15/.." .
        <{ID}event/long> a ak:Event ; rdfs:label {_text(LONG)} .
        <{ID}event/{"y" * 3000}> a ak:Event ; rdfs:label "far" .
        """
    store = px.Store()
    graph = px.NamedNode(f"{GRAPH}hostile")
    for quad in px.parse(turtle, format=px.RdfFormat.TURTLE):
        store.add(quad)
        store.add(px.Quad(quad.subject, quad.predicate, quad.object, graph))
    return store


def _text(text: str, language: str = "en") -> str:
    return str(px.Literal(text, language=language))
