"""RDF files are read whole, or refused with the line and a way to mend them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import BlankNode

from alliancekg import rdfreading
from alliancekg.findings import Place
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
            "Fix: write the IRI in full, or declare a BASE",
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
            "a.rdf",
            '<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [<!ENTITY a "a">]>\n<rdf:RDF/>',
            "a.rdf: declares a DOCTYPE, whose entities are never unfolded; expected Turtle (.ttl), "
            "TriG (.trig), N-Triples (.nt) or N-Quads (.nq). "
            "Fix: convert the file, or name it by what it is",
        ),
        (
            "a.rdf",
            '<?xml version="1.0"?><rdf:RDF/>',
            "a.rdf: is XML, which is not read; expected Turtle (.ttl), "
            "TriG (.trig), N-Triples (.nt) or N-Quads (.nq). "
            "Fix: convert the file, or name it by what it is",
        ),
        (
            "a.txt",
            EX,
            "a.txt: has no extension of an RDF file; expected Turtle (.ttl), "
            "TriG (.trig), N-Triples (.nt) or N-Quads (.nq). "
            "Fix: convert the file, or name it by what it is",
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


def test_subjects_are_placed_at_the_line_that_they_begin(tmp_path: Path) -> None:
    text = (
        EX + "ex:a ex:p\n    ex:b ,\n    ex:c .\n\nex:b ex:p 1 .\nex:d ex:q ex:a . ex:e ex:p 1 .\n"
    )
    document = rdfreading.read(file(tmp_path, "a.ttl", text), "a.ttl")
    assert document.places == {
        "http://example.org/a": Place("a.ttl", 2),
        "http://example.org/b": Place("a.ttl", 6),
        "http://example.org/d": Place("a.ttl", 7),
    }


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


def test_a_literal_that_is_not_of_its_type_is_a_warning(tmp_path: Path) -> None:
    text = EX + 'ex:a ex:p 1 .\nex:a ex:n "12x"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    document = rdfreading.read(file(tmp_path, "a.ttl", text), "a.ttl")
    assert [str(finding) for finding in document.findings] == [
        "a.ttl:3: n: '12x' is no xsd:integer; expected a value of xsd:integer. "
        "Fix: correct the value, or its type"
    ]


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["turtle", "nquads", "trig", "rdfxml"])
def test_the_bad_inputs_fare_as_their_index_says(shared: Path, kind: str) -> None:
    folder = shared / "bad-inputs"
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    cases = [case for case in index if case["format"] == kind]
    assert cases
    for case in cases:
        (name,) = case["files"]
        outcome = attempt(folder / name)
        if isinstance(outcome, rdfreading.Document):
            assert case["expect"] != "reject", name
            assert outcome.findings or case["expect"] not in ("warn", "either"), name
            continue
        assert case["expect"] in ("reject", "either", "clear"), name
        if kind != "rdfxml":  # which is not read at all, hence without a line
            assert any(word in str(outcome).lower() for word in case["say"]), str(outcome)
        # The parser tells where a graph is not closed by the end of the file, not by its begin.
        if kind != "rdfxml" and case["line"] and "unclosed" not in name:
            assert outcome.finding.place.line == case["line"], str(outcome)


def attempt(path: Path) -> rdfreading.Document | RdfError:
    """Return what a file states, or why it is refused."""
    try:
        return rdfreading.read(path, path.name)
    except RdfError as error:
        return error
