"""Reports of an engine, read: results, paths, and what is left when some are taken out."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg import shaclresults
from alliancekg.errors import EngineError
from alliancekg.indexing import Index
from alliancekg.namespaces import PREFIXES
from alliancekg.placing import short

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"
REPORT = """
_:r a sh:ValidationReport ; sh:conforms false ; sh:result _:a , _:b .
_:a a sh:ValidationResult ; sh:focusNode :n ; sh:resultPath _:p ; sh:value "v" ;
  sh:sourceShape :S ; sh:sourceConstraintComponent sh:InConstraintComponent ;
  sh:resultSeverity sh:Warning ; sh:resultMessage "b" , "a"@en ; sh:detail _:d .
_:p sh:inversePath :q .
_:d sh:focusNode :m .
_:b a sh:ValidationResult ; sh:focusNode _:n ; sh:resultSeverity :Custom .
"""


def report(text: str) -> Index:
    quads = px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE)
    return shaclresults.parse("".join(f"{quad.triple} .\n" for quad in quads))


def test_a_result_is_read_whole() -> None:
    found = sorted(shaclresults.results(report(REPORT)), key=lambda r: str(r.node))
    assert found == [
        shaclresults.Result(
            px.NamedNode("urn:n"),
            px.NamedNode("urn:S"),
            PREFIXES["sh"] + "InConstraintComponent",
            "warning",
            px.BlankNode("p"),
            px.Literal("v"),
            "a",
            px.BlankNode("a"),
        ),
        shaclresults.Result(
            px.BlankNode("n"), None, "", "violation", None, None, "", px.BlankNode("b")
        ),
    ]


def test_a_part_of_a_report_keeps_what_its_results_lead_to() -> None:
    index = report(REPORT)
    first = [r for r in shaclresults.results(index) if r.node == px.BlankNode("a")]
    left = REPORT.replace(", _:b", "").replace(
        "_:b a sh:ValidationResult ; sh:focusNode _:n ; sh:resultSeverity :Custom .", ""
    )
    expected = {f"{triple} ." for triple in report(left).triples()}
    assert set(shaclresults.only(index, first).splitlines()) == expected
    none = report("_:r a sh:ValidationReport ; sh:conforms true .")
    assert set(shaclresults.only(index, []).splitlines()) == {f"{t} ." for t in none.triples()}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("ak:time", "ak:time"),
        ("[ sh:inversePath ak:cancels ]", "^ak:cancels"),
        ("( ak:dating ak:edtf )", "ak:dating/ak:edtf"),
        ("[ sh:zeroOrMorePath ak:partOf ]", "ak:partOf*"),
        ("[ sh:oneOrMorePath [ sh:inversePath ak:partOf ] ]", "^ak:partOf+"),
        ("( [ sh:zeroOrOnePath ak:time ] [ sh:alternativePath ( ak:edtf :x ) ] )",
         "ak:time?/(ak:edtf|urn:x)"),
    ],
)  # fmt: skip
def test_a_path_is_shown_as_in_sparql(path: str, shown: str) -> None:
    index = report(f":s sh:path {path} .")
    value = index.value(px.NamedNode("urn:s"), px.NamedNode(PREFIXES["sh"] + "path"))
    assert value is not None
    assert shaclresults.path_text(value, index, short) == shown


def test_a_path_within_itself_comes_to_an_end() -> None:
    index = report(
        "_:a sh:inversePath _:b . _:b sh:zeroOrMorePath _:a . _:l rdf:first :p ; rdf:rest _:l ."
    )
    assert shaclresults.path_text(px.BlankNode("a"), index, short) == "^…*"
    assert shaclresults.path_text(px.BlankNode("l"), index, short) == "urn:p"


def test_what_is_no_report_is_refused() -> None:
    with pytest.raises(EngineError, match=r"^the report of the SHACL engine is no N-Triples: "):
        shaclresults.parse("no report")
