"""RDF of users at the edges: graphs without names, wrong extensions, levels, odd contexts."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode

from alliancekg import rdfreading
from alliancekg.findings import Place
from alliancekg.literals import fault
from alliancekg.namespaces import PREFIXES
from alliancekg.rdfreading import Document, RdfError


def read(folder: Path, name: str, text: str) -> Document:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return rdfreading.read(path, name)


def test_graphs_without_names_of_two_files_are_two_graphs(tmp_path: Path) -> None:
    text = "_:g { _:a <urn:p> 1 } _:h { <urn:b> <urn:p> _:h }\n"
    one, other = (read(tmp_path, f"{name}.trig", text) for name in "ab")
    graphs = [{quad.graph_name for quad in document.quads} for document in (one, other)]
    assert [len(names) for names in graphs] == [2, 2]
    assert not graphs[0] & graphs[1]
    for document in (one, other):
        own, named = document.quads
        assert isinstance(own.graph_name, BlankNode)
        assert named.graph_name == named.object  # the graph that it names


@pytest.mark.parametrize(
    "start", ["<rdf:RDF", "<?xml version='1.0'?><a", "<!DOCTYPE a", "\n <rdf:RDF"]
)
@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.ttl", "Turtle"), ("a.nt", "N-Triples"), ("a.nq", "N-Quads"), ("a.trig", "TriG")],
)
def test_xml_by_the_name_of_another_format_is_refused(
    tmp_path: Path, name: str, kind: str, start: str
) -> None:
    with pytest.raises(RdfError) as raised:
        read(tmp_path, name, f'{start} xmlns:rdf="{PREFIXES["rdf"]}"/>')
    assert str(raised.value) == (
        f"{name}:1: is XML; expected valid {kind}. Fix: name the file by what it is"
    )


def nested(levels: int) -> str:
    """Return RDF/XML with so many elements within each other; nodes and properties take turns."""
    inner = "".join(f"<e:{'Tp'[n % 2]}>" for n in range(levels - 1))
    outer = "".join(f"</e:{'Tp'[n % 2]}>" for n in reversed(range(levels - 1)))
    head = f'<rdf:RDF xmlns:rdf="{PREFIXES["rdf"]}" xmlns:e="urn:e:">'
    return f"{head}\n{inner}{outer}</rdf:RDF>"


def test_rdf_xml_may_have_500_levels_and_no_more(tmp_path: Path) -> None:
    # The root and 499 elements: 250 nodes with their types, and 249 properties.
    assert len(read(tmp_path, "a.rdf", nested(500)).quads) == 250 + 249
    with pytest.raises(RdfError) as raised:
        read(tmp_path, "a.rdf", nested(501))
    assert str(raised.value) == (
        "a.rdf:2: is nested more than 500 elements deep; expected fewer levels. Fix: give the inner"
        " nodes an rdf:about, and refer to them"
    )


def test_a_prefix_that_is_called_as_a_scheme_leaves_whole_iris_alone(tmp_path: Path) -> None:
    text = """{"@context": {"http": "urn:x:", "p": "urn:p"},
"@graph": [{"@id": "http://a/b",
"p": {"@id": "http:c"}},
{"@id": "urn:x://a/b", "p": 1}]}"""
    document = read(tmp_path, "a.jsonld", text)
    assert [str(quad).partition("^^")[0] for quad in document.quads] == [
        "<http://a/b> <urn:p> <urn:x:c>",
        '<urn:x://a/b> <urn:p> "1"',
    ]
    lines = {"http://a/b": 2, "urn:x:c": 3, "urn:x://a/b": 4}
    assert document.places == {iri: Place("a.jsonld", line) for iri, line in lines.items()}
    other = read(tmp_path, "a.jsonld", text.replace('"urn:x:",', '"urn:x",'))
    assert other.places["http://a/b"] == Place("a.jsonld", 2)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("1700-02-29", "is not a day that exists"),
        ("1800-02-29", "is not a day that exists"),
        ("1900-02-29", "is not a day that exists"),
        ("2100-02-29", "is not a day that exists"),
        ("1600-02-29", ""),
        ("2000-02-29", ""),
        ("1804-02-29", ""),
        ("1801-02-29", "is not a day that exists"),
    ],
)
def test_a_century_is_a_leap_year_if_400_divides_it(value: str, problem: str) -> None:
    assert fault(value, f"{PREFIXES['xsd']}date") == problem
