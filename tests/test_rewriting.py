"""Files written anew: spellings and prefixes kept, names and order of files without effect."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import rewriting
from alliancekg.errors import UsageError
from alliancekg.export import FORMATS, QUAD_FORMATS, write
from alliancekg.rdfreading import RdfError

SPELLINGS = """\
@prefix e: <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:a e:p 007 , 1.50 , "1"^^xsd:boolean , "2001-01-01+05:00"^^xsd:date , "-0044-03-15"^^xsd:date ,
  "2001-01-01T24:00:00Z"^^xsd:dateTime , "9"^^xsd:int , [ e:q "-0001"^^xsd:gYear ] .
"""
EXTENSIONS = {
    "jsonld": ".jsonld",
    "nquads": ".nq",
    "ntriples": ".nt",
    "rdfxml": ".rdf",
    "trig": ".trig",
    "turtle": ".ttl",
}


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def written(form: str, *paths: Path, flatten: bool = False) -> bytes:
    files = rewriting.read(paths)
    out = io.BytesIO()
    write(
        files.labelled(form, flatten=flatten),
        form,
        out,
        prefixes=files.prefixes,
        has_labels=True,
    )
    return out.getvalue()


def test_turtle_keeps_the_prefixes_of_the_file_and_every_spelling(tmp_path: Path) -> None:
    assert (
        written("turtle", file(tmp_path, "x.ttl", SPELLINGS)).decode()
        == """\
PREFIX e: <https://example.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

_:c14n0
    e:q "-0001"^^xsd:gYear ;
.

e:a
    e:p
        "-0044-03-15"^^xsd:date ,
        "007"^^xsd:integer ,
        "1"^^xsd:boolean ,
        "2001-01-01+05:00"^^xsd:date ,
        "2001-01-01T24:00:00Z"^^xsd:dateTime ,
        "9"^^xsd:int ,
        1.50 ,
        _:c14n0 ;
.
"""
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_written_in_any_format_and_read_again_is_the_same_data(
    form: str, tmp_path: Path
) -> None:
    source = file(tmp_path, "x.ttl", SPELLINGS)
    expected = written("nquads", source)
    copy = tmp_path / f"copy{EXTENSIONS[form]}"
    copy.write_bytes(written(form, source))
    assert written("nquads", copy) == expected
    assert written(form, copy) == copy.read_bytes()


@pytest.mark.parametrize("form", QUAD_FORMATS)
def test_named_graphs_and_their_blank_names_are_kept(form: str, tmp_path: Path) -> None:
    text = "@prefix e: <https://example.org/> . _:g { e:a e:p _:b } e:g { _:b e:p _:g } e:a e:p 1 ."
    copy = tmp_path / f"copy{EXTENSIONS[form]}"
    source = file(tmp_path, "x.trig", text)
    copy.write_bytes(written(form, source))
    assert written("nquads", copy) == written("nquads", source)
    assert written("nquads", copy).count(b"_:c14n") == 4


def test_graphs_are_merged_before_nodes_are_labelled(tmp_path: Path) -> None:
    many = "@prefix e: <https://example.org/> . e:g { e:a e:p [] } e:h { e:b e:p [] }"
    one = "@prefix e: <https://example.org/> . e:b e:p [] . e:a e:p [] ."
    merged = written("turtle", file(tmp_path, "many.trig", many), flatten=True)
    assert merged == written("turtle", file(tmp_path, "one.ttl", one))


@pytest.mark.parametrize("form", sorted({*FORMATS} - {*QUAD_FORMATS}))
def test_the_name_of_a_graph_is_left_out_only_when_that_is_asked_for(
    form: str, tmp_path: Path
) -> None:
    path = file(tmp_path, "x.nq", "<urn:x:s> <urn:x:p> <urn:x:o> <urn:x:g> .")
    with pytest.raises(UsageError) as refused:
        written(form, path)
    assert str(refused.value) == (
        f"{form}: holds one graph without a name, and the files name graphs, such as <urn:x:g>;"
        " expected a format with named graphs (trig, nquads, jsonld). Fix: choose such a format,"
        " or leave the names out with --flatten"
    )
    assert b"urn:x:g" not in written(form, path, flatten=True)


def test_blank_nodes_of_several_files_are_apart(tmp_path: Path) -> None:
    one = file(tmp_path, "1.nt", '_:x <urn:p> "1" .\n')
    two = file(tmp_path, "2.nt", '_:x <urn:p> "2" .\n')
    assert {q.subject for q in rewriting.read([one, two]).quads} & {px.BlankNode("x")} == set()
    lines = written("nquads", one, two).splitlines()
    assert len({line.split()[0] for line in lines}) == 2
    assert written("nquads", two, one).splitlines() == lines


def test_a_prefix_of_two_meanings_stands_for_the_first_and_names_are_not_invented(
    tmp_path: Path,
) -> None:
    one = file(tmp_path, "1.ttl", "@prefix x: <https://b.example/> . x:s x:p x:o .")
    two = file(tmp_path, "2.ttl", "@prefix x: <https://a.example/> . x:s x:p x:o .")
    assert written("turtle", one, two) == written("turtle", two, one)
    assert (
        written("turtle", one, two).decode()
        == """\
PREFIX x: <https://a.example/>

<https://b.example/s>
    <https://b.example/p> <https://b.example/o> ;
.

x:s
    x:p x:o ;
.
"""
    )


def test_the_names_of_a_file_go_before_ours_and_ours_before_none(tmp_path: Path) -> None:
    text = """
    @prefix r: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix skos: <https://example.org/> .
    @prefix a.b: <urn:not-a-name-that-is-written:> .
    skos:s r:label "x" ; <http://purl.org/dc/terms/title> "y" ;
      <http://www.w3.org/2004/02/skos/core#note> a.b:z .
    """
    head = written("turtle", file(tmp_path, "x.ttl", text)).decode().split("\n\n")[0]
    assert head.splitlines() == [
        "PREFIX dcterms: <http://purl.org/dc/terms/>",
        "PREFIX r: <http://www.w3.org/2000/01/rdf-schema#>",
        "PREFIX skos: <https://example.org/>",
    ]


def test_all_files_that_cannot_be_read_are_told_of_at_once(tmp_path: Path) -> None:
    one = file(tmp_path, "1.ttl", "<urn:s> <urn:p> .")
    two = file(tmp_path, "2.ttl", "<urn:s> <urn:p> 1 .")
    with pytest.raises(RdfError) as refused:
        rewriting.read([one, two, tmp_path / "none.ttl", tmp_path / "x.doc"])
    said = str(refused.value).splitlines()
    assert [line.split(":")[0] for line in said] == [
        str(one),
        str(tmp_path / "none.ttl"),
        str(tmp_path / "x.doc"),
    ]


def test_what_is_odd_in_a_file_is_told_and_written_all_the_same(tmp_path: Path) -> None:
    day = '<urn:s> <urn:p> "1971-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
    path = file(tmp_path, "x.nt", day)
    assert [finding.value for finding in rewriting.read([path]).findings] == ["1971-02-30"]
    assert written("ntriples", path).decode() == day
