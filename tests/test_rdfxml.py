"""RDF/XML is read whole, or refused with its line: no entity is unfolded, none is fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliancekg import rdfreading
from alliancekg.rdfreading import Document, RdfError
from alliancekg.rdfxml import DEEPEST

HEAD = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:"'
    ' xml:lang="en">\n'
)


def read(folder: Path, content: str | bytes) -> Document:
    path = folder / "a.rdf"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return rdfreading.read(path, "a.rdf")


def rdf(inner: str) -> str:
    return f"{HEAD}{inner}\n</rdf:RDF>"


def about(inner: str) -> str:
    return rdf(f'<rdf:Description rdf:about="urn:a">\n{inner}</rdf:Description>')


DOCTYPE = (
    "declares a DOCTYPE, whose entities are never unfolded; expected RDF/XML without a DOCTYPE. "
    "Fix: take it out, and write what its entities stand for"
)
RELATIVE = (
    "is a relative IRI, and no base is given; expected absolute IRIs. "
    "Fix: write the IRI in full, or give xml:base"
)
MEND = "expected RDF/XML. Fix: mend the file at this line"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY e "x">]>\n' + about("&e;"),
         [f"2: {DOCTYPE}"]),
        ('<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>', [f"1: {DOCTYPE}"]),
        ('<!DOCTYPE a [<!ENTITY % e SYSTEM "http://127.0.0.1:9/">%e;]><a/>', [f"1: {DOCTYPE}"]),
        (about("<e:p>&e;</e:p>"), [f"3: is not well-formed XML: undefined entity; {MEND}"]),
        (about("\n<zz:p/>"), [f"4: is not well-formed XML: unbound prefix; {MEND}"]),
        (about("<e:p>x</e:q>"), [f"3: is not well-formed XML: mismatched tag; {MEND}"]),
        (about("<e:p>a&#1;</e:p>"),
         [f"3: is not well-formed XML: reference to invalid character number; {MEND}"]),
        ("", [f"1: is not well-formed XML: no element found; {MEND}"]),
        (about("<e:p>caf\u00e9</e:p>").encode("latin-1"),
         ["3: holds the byte 0xe9, which is not UTF-8; expected UTF-8. Fix: save it as UTF-8"]),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>' + rdf(""),
         ["1: declares the encoding ISO-8859-1; expected UTF-8. "
          "Fix: save it as UTF-8, and declare that"]),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>',
         ["1: is a page of HTML; expected RDF/XML. Fix: name the file by what it is"]),
        (rdf('<e:T rdf:about="foo">\n<e:p rdf:resource="#bar"/></e:T>'),
         [f"2: 'foo' {RELATIVE}", f"3: '#bar' {RELATIVE}"]),
        (rdf('<e:T rdf:ID="foo"/>'), [f"2: '#foo' {RELATIVE}"]),
        (about('<e:p rdf:datatype="foo">x</e:p>'), [f"3: 'foo' {RELATIVE}"]),
        (about('<e:p rdf:resource="urn:a b"/>'),
         ["3: is not valid RDF/XML: error while parsing IRI 'urn:a b': "
          f"Invalid IRI code point ' '; {MEND}"]),
        (about('<e:p xml:lang="en_US">x</e:p>'),
         ["3: is not valid RDF/XML: error while parsing language tag 'en_us': "
          f"The given language subtag is invalid; {MEND}"]),
    ],
)  # fmt: skip
def test_a_file_is_refused_with_its_line(
    tmp_path: Path, content: str | bytes, said: list[str]
) -> None:
    with pytest.raises(RdfError) as raised:
        read(tmp_path, content)
    assert str(raised.value).splitlines() == [f"a.rdf:{words}" for words in said]


def test_entities_that_would_unfold_to_gigabytes_are_refused_at_once(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    with pytest.raises(RdfError, match="declares a DOCTYPE"):
        read(tmp_path, f'<!DOCTYPE a [<!ENTITY l0 "lol">{bomb}]>' + about("<e:p>&l9;</e:p>"))


def test_a_file_that_is_nested_too_deep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RdfError, match=r"^a\.rdf:2: is nested more than 500 elements deep;"):
        read(tmp_path, rdf("<e:T><e:p>" * 50_000))
    pairs = (DEEPEST - 2) // 2
    found = read(tmp_path, rdf("<e:T><e:p>" * pairs + "<e:T/>" + "</e:p></e:T>" * pairs))
    assert len(found.quads) == 2 * pairs + 1


def test_rdf_xml_is_read(tmp_path: Path) -> None:
    inner = (
        '<e:T rdf:about="urn:a" xml:base="http://b/x"><e:p>caf\u00e9</e:p>'
        '<e:q rdf:resource="y"/><e:q rdf:resource="#z"/><e:q rdf:resource=""/>'
        '<e:r rdf:parseType="Literal"><b about="foo" xmlns=""/></e:r></e:T>'
    )
    document = read(tmp_path, b"\xef\xbb\xbf" + rdf(inner).encode())
    assert document.findings == ()
    rdf_ = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    found = [str(quad) for quad in document.quads]
    assert found[:5] == [
        f"<urn:a> <{rdf_}type> <urn:e:T>",
        '<urn:a> <urn:e:p> "caf\u00e9"@en',
        "<urn:a> <urn:e:q> <http://b/y>",
        "<urn:a> <urn:e:q> <http://b/x#z>",
        "<urn:a> <urn:e:q> <http://b/x>",
    ]
    assert found[5].endswith(f"^^<{rdf_}XMLLiteral>")
    assert len(found) == 6


def test_a_file_without_statements_is_a_warning(tmp_path: Path) -> None:
    assert [str(finding) for finding in read(tmp_path, rdf("")).findings] == [
        "a.rdf: holds no triples; expected one statement or more. "
        "Fix: check that this is the file you mean"
    ]
