"""RDF files are read whole, or refused with the line and a way to mend them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode

from alliancekg import rdfreading
from alliancekg.rdfreading import RdfError

EX = "@prefix ex: <http://example.org/> .\n"


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.ttl",
            EX.encode() + b'ex:a ex:p "caf\xe9" .\n',
            "a.ttl:2: holds the byte 0xe9, which is not UTF-8; expected UTF-8. "
            "Fix: save it as UTF-8",
        ),
        (
            "a.ttl",
            EX + 'ex:a ex:p "a\0b" .\n',
            "a.ttl:2: holds a NUL character; expected text without control characters. "
            "Fix: remove it",
        ),
        (
            "a.ttl",
            EX + "\n<foo> ex:p 1 .\n",
            "a.ttl:3: holds a relative IRI, and no base is given; expected absolute IRIs. "
            "Fix: write the IRI in full, or declare a base",
        ),
        (
            "a.ttl",
            EX + "ex:a ex:p 1 .\n<<<<<<< HEAD\nex:a ex:q 2 .\n=======\n>>>>>>> b\n",
            "a.ttl:3: holds a conflict mark (<<<<<<<); expected a merged file. "
            "Fix: merge, and save",
        ),
        (
            "a.ttl",
            '{"@id":"urn:a"}',
            "a.ttl:1: is JSON or TriG; expected valid Turtle. Fix: name the file by what it is",
        ),
        (
            "a.ttl",
            "<?xml version='1.0'?><a/>",
            "a.ttl:1: is XML; expected valid Turtle. Fix: name the file by what it is",
        ),
        (
            "a.txt",
            EX,
            "a.txt: has no extension of an RDF file; expected Turtle (.ttl), TriG (.trig), "
            "N-Triples (.nt), N-Quads (.nq), JSON-LD (.jsonld, .json) or "
            "RDF/XML (.rdf, .owl, .xml). Fix: convert the file, or name it by what it is",
        ),
        (
            "a.ttl",
            EX + "ex:a ex:p <<( ex:c ex:d 1 )>> .\n",
            "a.ttl:2: holds a triple term of RDF 1.2; expected RDF 1.1. "
            "Fix: name the triple's parts",
        ),
        (
            "a.ttl",
            EX + "ex:a ex:p " + "<<( ex:a ex:p " * 100_000,
            "a.ttl: nests triple terms too deep; expected RDF 1.1. Fix: name the triples' parts",
        ),
    ],
)
def test_a_file_is_refused_with_its_line(
    tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    with pytest.raises(RdfError) as raised:
        rdfreading.read(file(tmp_path, name, content), name)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.ttl", EX + 'ex:a ex:p "x .\nex:b ex:p "y" .\n', 2),
        ("a.ttl", EX + "<http://x/a b> ex:p 1 .\n", 2),
        ("a.ttl", EX + '"x" ex:p 1 .\n', 2),
        ("a.ttl", '<urn:a> <urn:b> "x" <urn:g> .\n', 1),
        ("a.nq", "<urn:a> <urn:b> <urn:c> <urn:g> .\n<urn:a> <urn:b> 3 <urn:g> .\n", 2),
        ("a.nt", "<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> _ .\n", 2),
        ("a.trig", "<urn:g> { @prefix e: <urn:> . e:a e:b 1 }\n", 1),
    ],
)
def test_what_does_not_parse_is_refused_with_its_line(
    tmp_path: Path, name: str, content: str, line: int
) -> None:
    with pytest.raises(RdfError, match=f"^{name}:{line}: is not valid ") as raised:
        rdfreading.read(file(tmp_path, name, content), name)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.trig", "<urn:g> {\n <urn:a> <urn:b> [] .\n\n", ":1: is not valid TriG: Unexpected end: "
         "'{' is never closed"),
        ("a.ttl", EX + "ex:a ex:p ( [] '{' \n\n", ":2: is not valid Turtle: Triples should be "
         "followed by a dot: '(' is never closed"),
        ("a.ttl", EX + "ex:a ex:p 1\n", ":3: is not valid Turtle: Unexpected end"),
        ("a.ttl", EX + 'ex:a ex:p """x\n\n', ":2: is not valid Turtle: Unexpected end of file"),
    ],
)  # fmt: skip
def test_what_ends_too_early_is_refused_where_it_is_left_open(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    with pytest.raises(RdfError) as raised:
        rdfreading.read(file(tmp_path, name, content), name)
    assert str(raised.value).partition(";")[0] == name + said


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RdfError, match=r"^x\.ttl: cannot be read: No such file"):
        rdfreading.read(tmp_path / "x.ttl", "x.ttl")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", b"\xef\xbb\xbf<urn:a> <urn:b> 1 .\r\n"),
        ("a.TTL", b"BASE <urn:a> <> <urn:b> 1 ."),
        ("a.nt", b'<urn:a> <urn:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .'),
        ("a.trig", b"{ <urn:a> <urn:b> 1 }"),
    ],
)
def test_the_same_triple_is_read_from_each_format(
    tmp_path: Path, name: str, content: bytes
) -> None:
    document = rdfreading.read(file(tmp_path, name, content), name)
    assert [str(quad.triple) for quad in document.quads] == [
        '<urn:a> <urn:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    ]
    assert document.findings == ()


def lines(folder: Path, name: str, content: str) -> dict[str, int]:
    """Return the line of each node of a file, the blank ones by the order of their statements."""
    document = rdfreading.read(file(folder, name, content), name)
    assert {place.file for place in document.places.values()} <= {name}
    blanks = dict.fromkeys(
        str(node)
        for quad in document.quads
        for node in (quad.subject, quad.object)
        if isinstance(node, BlankNode)
    )
    short = {label: f"_:{n}" for n, label in enumerate(blanks, 1)}
    return {short.get(node, node): place.line for node, place in document.places.items()}


TURTLE = """@prefix ex: <urn:ex:> .
# ex:a , "ex:b" and <urn:ex:c> are no nodes here
ex:z ex:p ex:a , "ex:b", ''' "
    ex:c''' ;
    ex:q
        ex:b .

ex:a ex:p 1.5 . ex:b.c ex:p ex:c\\~d , ex:b.c .
    <urn:ex:b> ex:p "x"@en , ex:\u00e9 .
ex:a ex:q ex:c .
_:l ex:p
  [ ex:p _:m ] .
_:m ex:p 1 .
"""
PREFIXES = """@prefix: <urn:c:> .@prefix e: <urn:a:> .
# e:a, and prefix e: <urn:d:>
e:a e:p "" .
PREFIX e: <urn:b:>
e:a e:p e:b\u00b7\u0300 , :c .
"""
TRIG = """@prefix ex: <urn:ex:> .
ex:g {
    ex:a ex:p
        ex:b .
    ex:b ex:p ex:g
}
GRAPH ex:h { ex:c ex:p 1 }
ex:g ex:p 1 .
"""
JSON = """{
 "@context": {"ex": "urn:ex:", "name": "ex:name", "id": "@id", "@base": "http://base/",
  "knows": {"@id": "ex:knows", "@type": "@id"}},
 "@graph": [
  {"id": "ex:a", "knows": ["ex:b",
    "c"]},
  {"id": "ex:b", "name": "B",
   "knows": {
     "name": "somebody"}},
  {"id": "_:l", "name": "L"}
 ]
}
"""
XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="urn:ex:"
    xml:base="http://base/x">
  <ex:T rdf:about="urn:a">
    <ex:p rdf:resource="urn:b"/>
    <ex:p rdf:resource="y"/>
    <ex:q rdf:parseType="Resource">
      <ex:r>1</ex:r>
    </ex:q>
    <ex:q>
      <ex:U ex:v="2"/>
    </ex:q>
    <ex:q rdf:nodeID="l"/>
  </ex:T>
  <rdf:Description rdf:about="urn:b" ex:p="3"/>
  <rdf:Description rdf:ID="z" ex:p="4"/>
  <rdf:Description rdf:nodeID="l" ex:p="5"/>
</rdf:RDF>
"""


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.ttl",
            TURTLE,
            {
                **{"urn:ex:z": 3, "urn:ex:a": 8, "urn:ex:b": 9, "urn:ex:b.c": 8},
                **{"urn:ex:c~d": 8, "urn:ex:c": 10, "urn:ex:é": 9, "_:1": 12, "_:2": 13, "_:3": 11},
            },
        ),
        ("a.trig", TRIG, {"urn:ex:a": 3, "urn:ex:b": 5, "urn:ex:g": 8, "urn:ex:c": 7}),
        ("a.nt", "<urn:a> <urn:p> <urn:b> .\n<urn:b> <urn:p> _:x .\n",
         {"urn:a": 1, "urn:b": 2, "_:1": 2}),
        ("a.ttl", PREFIXES, {"urn:c:c": 5, "urn:a:a": 3, "urn:b:a": 5, "urn:b:b\u00b7\u0300": 5}),
        ("a.nq", "<urn:a> <urn:p> <urn:b> <urn:g> .\n", {"urn:a": 1, "urn:b": 1}),
        ("a.ttl", "@base <http://base/> .\n<a> <p> <b> .\n", {"http://base/a": 2,
         "http://base/b": 2}),
        (
            "a.ttl",
            "<urn:a> <urn:p>\n ( 1 ) .",
            {
                "urn:a": 1,
                "_:1": 2,
                "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil": 2,
            },
        ),
        (
            "a.jsonld",
            JSON,
            {"urn:ex:a": 5, "urn:ex:b": 7, "http://base/c": 6, "_:1": 8, "_:2": 10},
        ),
        (
            "a.rdf",
            XML,
            {
                **{"urn:a": 4, "urn:ex:T": 4, "urn:b": 15, "http://base/y": 6, "_:1": 7},
                **{"_:2": 7, "urn:ex:U": 11, "_:3": 17, "http://base/x#z": 16},
            },
        ),
    ],
)  # fmt: skip
def test_every_node_is_placed_where_its_statements_begin_or_it_is_first_named(
    tmp_path: Path, name: str, content: str, expected: dict[str, int]
) -> None:
    assert lines(tmp_path, name, content) == expected


def test_the_prefixes_of_a_file_are_told(tmp_path: Path) -> None:
    found = {
        name: rdfreading.read(file(tmp_path, name, text), name).prefixes
        for name, text in {"a.ttl": TURTLE, "a.jsonld": JSON, "a.rdf": XML}.items()
    }
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    assert found == {
        "a.ttl": {"ex": "urn:ex:"},
        "a.jsonld": {"ex": "urn:ex:"},
        "a.rdf": {"rdf": rdf, "ex": "urn:ex:"},
    }


def test_the_place_of_many_nested_blank_nodes_takes_no_time(tmp_path: Path) -> None:
    nested = "<urn:a> <urn:p>" + " [ <urn:p>" * 20_000 + " 1" + " ]" * 20_000 + " ."
    found = lines(tmp_path, "a.ttl", nested)
    assert len(found) == 20_001
    assert set(found.values()) == {1}


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    path = file(tmp_path, "a.nt", "_:x <urn:p> _:x .\n")
    (first,), (second,) = (rdfreading.read(path, "a.nt").quads for _ in range(2))
    assert isinstance(first.subject, BlankNode)
    assert first.subject == first.object
    assert first.subject != second.subject


def test_an_empty_file_is_a_warning(tmp_path: Path) -> None:
    document = rdfreading.read(file(tmp_path, "a.ttl", ""), "a.ttl")
    assert [(str(f), f.severity) for f in document.findings] == [
        (
            "a.ttl: holds no triples; expected one statement or more. "
            "Fix: check that this is the file you mean",
            "warning",
        )
    ]


def warnings(folder: Path, name: str, content: str) -> list[str]:
    found = rdfreading.read(file(folder, name, content), name).findings
    assert {finding.severity for finding in found} <= {"warning"}
    return [str(finding) for finding in found]


def test_a_literal_that_is_not_of_its_type_is_a_warning_at_its_line(tmp_path: Path) -> None:
    text = (
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
        'ex:a ex:p 1 ;\n  ex:n "12x"^^xsd:integer , "-0043"^^xsd:gYear , "12x" .\n'
        "ex:b ex:p 1 ;\n  ex:n '12x'^^xsd:integer .\n"
        'ex:c ex:n\n  "1971\\u002d02-30"^^xsd:date .\n'
    )
    assert warnings(tmp_path, "a.ttl", EX + text) == [
        "a.ttl:4: n: '12x' is no xsd:integer; expected a value of xsd:integer. "
        "Fix: correct the value, or its type",
        "a.ttl:6: n: '12x' is no xsd:integer; expected a value of xsd:integer. "
        "Fix: correct the value, or its type",
        # Written with an escape, it is not found, and the line is that of its subject.
        "a.ttl:7: n: '1971-02-30' is not a day that exists; expected a value of xsd:date. "
        "Fix: correct the value, or its type",
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.jsonld",
            '{"@id": "urn:a",\n "urn:p": {"@value": "71",\n'
            '  "@type": "http://www.w3.org/2001/XMLSchema#gYear"}}',
        ),
        (
            "a.rdf",
            XML[: XML.index("  <ex:T")].replace("\n", " ") + '<rdf:Description rdf:about="urn:a">\n'
            '<ex:p rdf:datatype="http://www.w3.org/2001/XMLSchema#gYear">71</ex:p>'
            "</rdf:Description></rdf:RDF>",
        ),
    ],
)
def test_a_literal_of_any_format_is_judged(tmp_path: Path, name: str, content: str) -> None:
    (found,) = warnings(tmp_path, name, content)
    assert found.startswith(f"{name}:2: ")
    assert "'71' is no xsd:gYear; expected a value of xsd:gYear." in found


def test_the_parsers_keep_the_forms_of_literals(tmp_path: Path) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    forms = [
        f'"01"^^<{xsd}integer>',
        f'"1.50"^^<{xsd}decimal>',
        f'"1"^^<{xsd}boolean>',
        f'"1949-04-04T24:00:00"^^<{xsd}dateTime>',
        f'"16777217"^^<{xsd}float>',
        f'"5"^^<{xsd}int>',
        f'" 12 "^^<{xsd}integer>',
        '"x"@EN-us',
    ]
    text = "".join(f"<urn:a> <urn:p> {form} .\n" for form in forms)
    found = rdfreading.read(file(tmp_path, "a.nt", text), "a.nt").quads
    assert [str(quad.object) for quad in found] == [*forms[:-1], '"x"@en-us']
    number = rdfreading.read(file(tmp_path, "a.json", '{"urn:p": 1.50}'), "a.json").quads
    assert [str(quad.object) for quad in number] == [f'"1.5E0"^^<{xsd}double>']
