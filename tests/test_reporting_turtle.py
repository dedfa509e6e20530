"""The report in Turtle: the engine's graph as it is, findings beside it, one text for one graph."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

import pyoxigraph as px
import pyshacl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import Graph
from reporting_sample import FINDINGS, SH, rich

from alliancekg import reporting
from alliancekg.findings import Place
from alliancekg.namespaces import PREFIXES
from alliancekg.reporting import nesting
from alliancekg.reports import Report, ShapeFinding, in_order

HEAD = "PREFIX ex: <http://example.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
DATA = """
ex:a a ex:C ; ex:p [ ex:q 1 ] , [ ex:q 1 ] , [ ex:q _:c ] . [] a ex:C . _:c ex:p _:d .
_:d ex:p _:c ; a ex:C ; ex:label "\\u202E\\u0000x"@en , "1"^^ex:odd , 1.5 , true , -7 , "a\\nb" .
"""
SHAPES = """
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:nodeKind sh:IRI ;
    sh:minCount 1 ; sh:message "m \\n x"@en ; sh:severity ex:Odd ] ;
  sh:property [ sh:path ( ex:p [ sh:inversePath ex:q ] ( ex:p ex:q ) ) ; sh:minCount 9 ] ;
  sh:property [ sh:maxCount 0 ;
    sh:path [ sh:zeroOrMorePath [ sh:alternativePath ( ex:p ex:q ) ] ] ] ;
  sh:node [ sh:property [ sh:path ex:label ; sh:maxCount 0 ; sh:datatype ex:none ] ] .
"""


def triples(text: str, kind: px.RdfFormat = px.RdfFormat.TURTLE) -> list[px.Triple]:
    return [quad.triple for quad in px.parse(text.encode(), format=kind)]


def canonical(found: Iterable[px.Triple]) -> list[str]:
    """Return a graph's statements under the labels of RDFC-1.0."""
    dataset = px.Dataset(px.Quad(*triple) for triple in found)
    dataset.canonicalize(px.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def engine_only(report: Report) -> Report:
    """Return a report without the findings that the engine did not make."""
    kept = [f for f in report.findings if isinstance(f, ShapeFinding) and SH in f.component]
    return replace(report, findings=tuple(kept))


def results(text: str) -> list[str]:
    """Return what the results of a report say in short, sorted."""
    query = f"""SELECT ?focus ?component ?severity ?value WHERE {{ ?report <{SH}result> ?result .
        ?result <{SH}focusNode> ?focus ; <{SH}sourceConstraintComponent> ?component ;
        <{SH}resultSeverity> ?severity . OPTIONAL {{ ?result <{SH}value> ?value }} }}"""
    store = px.Store()
    store.load(text.encode(), px.RdfFormat.TURTLE)
    rows = store.query(query)
    assert isinstance(rows, px.QuerySolutions)
    found = (["_" if isinstance(term, px.BlankNode) else str(term) for term in row] for row in rows)
    return sorted(" ".join(part.rpartition("/")[2].rstrip(">") for part in row) for row in found)


@pytest.fixture(scope="module")
def live() -> str:
    """Return a report that pySHACL makes of blank nodes, paths and shapes without a name."""
    data = Graph().parse(data=HEAD + DATA, format="turtle")
    shapes = Graph().parse(data=HEAD + SHAPES, format="turtle")
    _, graph, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(graph, Graph)
    return graph.serialize(format="nt")


def test_the_report_is_the_engines_where_only_the_engine_found_something() -> None:
    report = engine_only(rich())
    written = reporting.write(report, "turtle")
    assert canonical(triples(written)) == canonical(triples(report.results, px.RdfFormat.N_TRIPLES))


def test_the_report_of_pyshacl_comes_back_whole_and_in_one_text(live: str) -> None:
    written = reporting.write(Report((), {}, 0, results=live), "turtle")
    engine = canonical(triples(live, px.RdfFormat.N_TRIPLES))
    assert len([line for line in engine if f"<{SH}result>" in line]) > 10
    assert canonical(triples(written)) == engine
    lines = live.splitlines(keepends=True)
    random.Random(2).shuffle(lines)
    assert reporting.write(Report((), {}, 0, results="".join(lines)), "turtle") == written
    assert "\u202e" not in written


def test_other_findings_are_added_as_results() -> None:
    report = rich()
    engine = results(reporting.write(engine_only(report), "turtle"))
    added = [
        "%C3%A9t%C3%A9%20%26%20co.csv#row=2 shapes#FileConstraintComponent shacl#Warning None",
        "new.ttl shapes#FileConstraintComponent shacl#Warning None",
        "nixon-doctrine#time shapes#EdtfConstraintComponent shacl#Violation None",
        "shapes#PolicyShape shapes#FileConstraintComponent shacl#Info None",
        "treaties.csv#row=12 shapes#FileConstraintComponent shacl#Violation None",
    ]
    assert results(reporting.write(report, "turtle")) == sorted([*engine, *added])


def test_any_result_makes_the_report_not_conform_as_shacl_says() -> None:
    conforming = (
        f"_:r <{PREFIXES['rdf']}type> <{SH}ValidationReport> .\n"
        f'_:r <{SH}conforms> "true"^^<{PREFIXES["xsd"]}boolean> .\n'
    )
    report = Report((), {}, 0, results=conforming)
    empty = (
        "PREFIX sh: <http://www.w3.org/ns/shacl#>\n\n"
        "[]\n    a sh:ValidationReport ;\n    sh:conforms true ;\n.\n"
    )
    assert reporting.write(report, "turtle") == empty
    assert reporting.write(replace(report, results=""), "turtle") == empty
    warned = replace(report, findings=(FINDINGS[2],))
    assert warned.conforms
    assert "    sh:conforms false ;\n" in reporting.write(warned, "turtle")
    assert "true" not in reporting.write(warned, "turtle", 0)


def test_a_result_is_not_lost_where_the_engine_left_no_report() -> None:
    report = replace(engine_only(rich()), results="")
    assert len(results(reporting.write(report, "turtle"))) == len(report.findings) == 5


def test_of_the_engines_results_those_of_findings_left_out_are_left_out() -> None:
    report = engine_only(rich())
    assert results(reporting.write(report, "turtle", 1)) == [
        "_ shacl#MinCountConstraintComponent shacl#Violation None",
        "battle shacl#UniqueLangConstraintComponent shacl#Info None",
        "id#1 shacl#PatternConstraintComponent shacl#Warning "
        '"<img src=x onerror=alert(1)>\\u0007\u202e"@en',
    ]
    assert results(reporting.write(report, "turtle", 0)) == []
    assert reporting.write(report, "turtle", 0) == (
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
        "\n"
        "[]\n"
        "    a sh:ValidationReport ;\n"
        '    rdfs:comment "3 violations, 1 warning and 1 info are left out"@en ;\n'
        "    sh:conforms false ;\n"
        ".\n"
    )


def test_a_result_without_a_finding_of_its_own_is_never_left_out(live: str) -> None:
    whole = results(reporting.write(Report((), {}, 0, results=live), "turtle"))
    named = [f for f in FINDINGS if not isinstance(f, ShapeFinding) or f.iri]
    report = Report(in_order(named), {}, 0, results=live)
    kept = results(reporting.write(report, "turtle", 0))
    assert kept == whole


def test_a_finding_whose_iri_is_none_is_of_a_blank_node() -> None:
    finding = ShapeFinding(
        Place("a.ttl", 2), "", "", "is odd", "no oddity", "mend it", node="x y", iri="x y"
    )
    written = reporting.write(Report((finding,), {}, 1), "turtle")
    assert results(written) == ["_ shapes#FileConstraintComponent shacl#Violation None"]


LABELS = st.sampled_from("abcdef")
TERMS = st.one_of(LABELS.map(lambda name: f"_:{name}"), st.sampled_from(["<urn:x>", '"v"@en']))
CIRCLES = [(subject, "<urn:p>", f"_:{value}") for subject, value in ("aa", "cb", "bc")]
STATEMENTS = st.tuples(LABELS, st.sampled_from(["<urn:p>", "<urn:q>"]), TERMS)


@given(st.lists(STATEMENTS, max_size=14), st.randoms(use_true_random=False))
@example(
    [("a", "<urn:p>", "_:a"), ("c", "<urn:p>", "_:b"), ("b", "<urn:p>", "_:c")], random.Random(1)
)
def test_a_graph_has_one_text_whatever_its_labels(
    statements: list[tuple[str, str, str]], mixed: random.Random
) -> None:
    lines = [f"_:{subject} {predicate} {value} .\n" for subject, predicate, value in statements]
    names = list("uvwxyz")
    mixed.shuffle(names)
    renamed = lines
    for old, new in zip("abcdef", names, strict=True):
        renamed = [line.replace(f"_:{old} ", f"_:{new}{new} ") for line in renamed]
    mixed.shuffle(renamed)
    first = triples("".join(lines), px.RdfFormat.N_TRIPLES)
    text = nesting.write(first, {})
    assert nesting.write(triples("".join(renamed), px.RdfFormat.N_TRIPLES), {}) == text
    assert canonical(triples(text)) == canonical(first)


def test_a_deep_graph_and_a_long_list_are_written_without_end_of_stack() -> None:
    deep = [f"_:n{n} <urn:p> _:n{n + 1} .\n" for n in range(800)]
    rdf = PREFIXES["rdf"]
    long = [
        f'_:l{n} <{rdf}first> "{n}" .\n_:l{n} <{rdf}rest> '
        + (f"_:l{n + 1} .\n" if n < 2999 else f"<{rdf}nil> .\n")
        for n in range(3000)
    ]
    head = "<urn:x> <urn:p> _:l0 .\n"
    found = triples("".join([*long, head]), px.RdfFormat.N_TRIPLES)
    text = nesting.write(found, {})
    assert text.startswith('<urn:x>\n    <urn:p> ( "0" "1" "2" ')
    assert len(triples(text)) == len(found)
    chain = triples("".join(deep), px.RdfFormat.N_TRIPLES)
    assert len(triples(nesting.write(chain, {}))) == len(chain)


def test_a_graph_made_to_confuse_is_written_soon() -> None:
    # Each of 24 blank nodes names all others: RDFC-1.0 would not end.
    lines = [f"_:a{n} <urn:p> _:a{m} .\n" for n in range(24) for m in range(24) if n != m]
    found = triples("".join(lines), px.RdfFormat.N_TRIPLES)
    text = nesting.write(found, {})
    random.Random(3).shuffle(lines)
    assert nesting.write(triples("".join(lines), px.RdfFormat.N_TRIPLES), {}) == text
    assert len(triples(text)) == 24 * 23


def test_a_result_of_a_severity_of_its_own_is_left_out_as_a_violation(live: str) -> None:
    found = ShapeFinding(
        *(Place("a.ttl", 1), "p", "", "is odd", "no oddity", "mend it", "violation", ""),
        *("http://example.org/a", "http://example.org/a", "http://example.org/p"),
        SH + "NodeKindConstraintComponent",
    )
    row = "a shacl#NodeKindConstraintComponent Odd _"
    report = Report((found,), {}, 1, results=live)
    assert results(reporting.write(report, "turtle")).count(row) == 3
    assert results(reporting.write(report, "turtle", 0)).count(row) == 0
