"""What `checking` and its reports say of a graph, apart from the shapes (those: test_shapes)."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from pyoxigraph import Quad, RdfFormat, parse
from rdflib import Graph
from rdflib.namespace import SH

from alliancekg import checking, pyshaclengine, spans
from alliancekg.errors import UsageError
from alliancekg.findings import Finding, Place
from alliancekg.focusing import Part
from alliancekg.namespaces import AK, ID, PREFIXES, SHAPES
from alliancekg.reports import Report, ShapeFinding

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
FIRST = len(PREFIXES) + 1  # the line after HEAD
ONTOLOGY = "ak:Event a owl:Class . ak:Battle a owl:Class ; rdfs:subClassOf ak:Event ."
SHAPE = """
aksh:EventShape a sh:NodeShape ; sh:targetClass ak:Event ;
    sh:property aksh:EventShape-note-minCount .
aksh:EventShape-note-minCount a sh:PropertyShape ; sh:path ak:note ; sh:minCount 1 ;
    sh:message "is missing; expected one note. Fix: add ak:note"@en ; sh:severity sh:{severity} .
"""


def quads(text: str) -> list[Quad]:
    return list(parse((HEAD + text).encode(), format=RdfFormat.TRIG))


def shapes(folder: Path, text: str) -> Path:
    (folder / "event.ttl").write_text(HEAD + text, encoding="utf-8")
    return folder


def one(folder: Path, data: str, places: dict[str, Place], severity: str = "Violation") -> Finding:
    """Return the only finding of the shape that asks for a note."""
    found = checking.check(
        quads(ONTOLOGY + data), shapes(folder, SHAPE.format(severity=severity)), places
    )
    (finding,) = found.findings
    return finding


def test_a_finding_names_place_field_rule_and_node(tmp_path: Path) -> None:
    places = {ID + "event/a": Place("seeds/x/events.csv", 5, 4)}
    finding = one(tmp_path, f"<{ID}event/a> a ak:Event .", places)
    assert finding == ShapeFinding(
        Place("seeds/x/events.csv", 5, 4),
        "note",
        "",
        "is missing",
        "one note",
        "add ak:note",
        "violation",
        "EventShape-note-minCount",
        "event/a",
        ID + "event/a",
        AK + "note",
        PREFIXES["sh"] + "MinCountConstraintComponent",
    )
    assert str(finding) == (
        "seeds/x/events.csv:5: note: is missing; expected one note. Fix: add ak:note "
        "(Violation, EventShape-note-minCount, event/a)"
    )


def test_a_subclass_is_judged_by_the_shape_of_its_class(tmp_path: Path) -> None:
    finding = one(tmp_path, f"<{ID}event/a> a ak:Battle .", {})
    assert isinstance(finding, ShapeFinding)
    assert finding.node == "event/a"


def test_named_graphs_are_merged(tmp_path: Path) -> None:
    data = f'<{ID}event/a> a ak:Event . <urn:g> {{ <{ID}event/a> ak:note "x" }}'
    report = checking.check(
        quads(ONTOLOGY + data), shapes(tmp_path, SHAPE.format(severity="Violation")), {}
    )
    assert (report.findings, report.focus_nodes, report.nodes) == ((), {"EventShape": 1}, 1)
    assert report.conforms


def test_a_part_is_placed_by_its_row_then_by_its_record(tmp_path: Path) -> None:
    row = f"{ID}file/seeds/x/parts.csv#row=3"
    places = {
        ID + "event/a": Place("seeds/x/events.csv", 5, 4),
        ID + "event/b": Place("seeds/x/parts.csv", 9, 3),
    }
    part = f"<{ID}event/a#part> a ak:Event"
    assert one(tmp_path, f"{part} .", places).place == places[ID + "event/a"]
    assert one(tmp_path, f"{part} ; ak:evidence <{row}> .", places).place == places[ID + "event/b"]
    alone = one(tmp_path, f"{part} ; ak:evidence <{row}> .", {})
    assert alone.place == Place("seeds/x/parts.csv", 3, 3)


def test_a_node_without_a_place_is_shown_by_its_iri(tmp_path: Path) -> None:
    assert one(tmp_path, "<urn:x> a ak:Event .", {}).place == Place("urn:x")
    assert one(tmp_path, "_:x a ak:Event .", {}).place == Place("a blank node")


@pytest.mark.parametrize(
    ("severity", "conforms"), [("Violation", False), ("Warning", True), ("Info", True)]
)
def test_only_a_violation_stops_the_build(tmp_path: Path, severity: str, conforms: bool) -> None:
    finding = one(tmp_path, "<urn:x> a ak:Event .", {}, severity)
    assert finding.severity == severity.lower()
    assert Report((finding,), {}, 1).conforms is conforms


def test_a_shape_that_looks_at_nothing_is_noted(tmp_path: Path) -> None:
    report = checking.check(quads(ONTOLOGY), shapes(tmp_path, SHAPE.format(severity="Info")), {})
    assert [str(finding) for finding in report.findings] == [
        f"{tmp_path.name}/event.ttl:{FIRST + 1}: "
        "looks at no node of the data; expected data of its target. "
        "Fix: add such data, or leave it so (Info, EventShape)"
    ]
    assert report.focus_nodes == {"EventShape": 0}


def test_a_misspelt_target_class_is_refused_with_the_class_that_was_meant(tmp_path: Path) -> None:
    text = SHAPE.format(severity="Info").replace("ak:Event ", "ak:Evnet ")
    with pytest.raises(UsageError) as caught:
        checking.check(quads(ONTOLOGY), shapes(tmp_path, text), {}, Part(set()))
    assert str(caught.value) == (
        f"{tmp_path.name}/event.ttl:{FIRST + 1}: "
        "targetClass: 'ak:Evnet' is no class of the data or the"
        " ontology, so that the shape looks at no node; expected a class that is declared, or that"
        " nodes have. Fix: write ak:Event"
    )


def test_a_target_class_of_another_vocabulary_may_be_missing(tmp_path: Path) -> None:
    text = SHAPE.format(severity="Info").replace("ak:Event ", "oa:Annotation ")
    (finding,) = checking.check(quads(ONTOLOGY), shapes(tmp_path, text), {}).findings
    assert (finding.severity, finding.value) == ("warning", "oa:Annotation")
    assert checking.check(quads(ONTOLOGY), shapes(tmp_path, text), {}, Part(set())).findings == ()


@pytest.mark.parametrize("text", ["", "ak:a ak:b ak:c .", "aksh:S a sh:NodeShape ."])
def test_shapes_without_a_target_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"^no shape in .* has a target; expected SHACL"):
        checking.check(quads(ONTOLOGY), shapes(tmp_path, text), {})


def test_a_folder_without_shapes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has a target"):
        checking.check([], tmp_path, {})


def test_shapes_that_the_engine_cannot_use_are_refused(tmp_path: Path) -> None:
    text = SHAPE.format(severity="Info").replace("sh:minCount 1", "sh:minCount 1, 2")
    with pytest.raises(UsageError) as caught:
        checking.check(quads(f"{ONTOLOGY} <urn:x> a ak:Event ."), shapes(tmp_path, text), {})
    assert str(caught.value) == (
        "the shapes cannot be used: MinCountConstraintComponent must have at most one sh:minCount"
        " predicate. See https://www.w3.org/TR/shacl/#MinCountConstraintComponent."
        " Fix: correct the shape of which it tells"
    )


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (
            f"{FIRST}: "
            "pattern: '(' is no regular expression: missing ), unterminated subpattern at"
            " position 0; expected a regular expression as a string. Fix: correct the pattern",
            "aksh:S a sh:PropertyShape ; sh:targetClass ak:Event ;"
            ' sh:path ak:note ; sh:pattern "(" .',
        ),
        (
            f"{FIRST}: "
            "pattern: '5' is no string; expected a regular expression as a string."
            " Fix: correct the pattern",
            "aksh:S a sh:NodeShape ; sh:targetClass ak:Event ;"
            " sh:property [ sh:path ak:note ; sh:pattern 5 ] .",
        ),
        (
            f"{FIRST + 1}: "
            "select: 'SELECT nonsense' is no SPARQL: Expected SelectQuery, found 'nonsense';"
            " expected a SELECT of SPARQL 1.1. Fix: correct the query",
            "aksh:S a sh:NodeShape ; sh:targetClass ak:Event ; sh:sparql aksh:Q .\n"
            'aksh:Q a sh:SPARQLConstraint ; sh:select "SELECT nonsense" .',
        ),
        (
            f"{FIRST + 1}: "
            "select: 'SELECT $this { $this x:p 1 }' is no SPARQL: Unknown namespace prefix : x;"
            " expected a SELECT of SPARQL 1.1. Fix: correct the query",
            "aksh:S a sh:NodeShape ; sh:targetClass ak:Event ; sh:sparql aksh:Q .\n"
            'aksh:Q a sh:SPARQLConstraint ; sh:select "SELECT $this { $this x:p 1 }" .',
        ),
        (
            f"{FIRST}: "
            "select: 'ASK {}' is no SPARQL: AskQuery in place of SelectQuery;"
            " expected a SELECT of SPARQL 1.1. Fix: correct the query",
            "aksh:S a sh:NodeShape ; sh:targetClass ak:Event ; sh:sparql aksh:Q ."
            ' aksh:Q a sh:SPARQLConstraint ; sh:select "ASK {}" .',
        ),
    ],
)
def test_a_pattern_or_a_query_that_is_none_is_refused_with_its_shape(
    tmp_path: Path, told: str, text: str
) -> None:
    folder = shapes(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        checking.check(quads(f'{ONTOLOGY} <urn:x> a ak:Event ; ak:note "x" .'), folder, {})
    assert str(caught.value) == f"{folder.name}/event.ttl:{told}"


def test_all_that_the_engine_could_not_use_is_told_at_once(tmp_path: Path) -> None:
    text = SHAPE.format(severity="Info") + 'aksh:A sh:pattern "*" .\naksh:B sh:select "ASK" .'
    with pytest.raises(UsageError) as caught:
        checking.check([], shapes(tmp_path, text), {})
    assert [line.partition(" is no ")[0] for line in str(caught.value).splitlines()] == [
        f"{tmp_path.name}/event.ttl:{FIRST + 5}: pattern: '*'",
        f"{tmp_path.name}/event.ttl:{FIRST + 6}: select: 'ASK'",
    ]


def test_a_query_may_use_declared_prefixes_and_the_path_of_its_shape(tmp_path: Path) -> None:
    text = (
        "aksh:S a sh:PropertyShape ; sh:targetClass ak:Event ; sh:path ak:note ; sh:sparql aksh:Q ."
        " aksh:Q a sh:SPARQLConstraint ; sh:prefixes aksh:P ; sh:message 'is x; expected y'@en ;"
        " sh:select 'SELECT $this ?value { $this $PATH ?value . $this $PATH/rdf:type? x:a }' ."
        " aksh:P sh:declare [ sh:prefix 'x' ; sh:namespace 'urn:'^^xsd:anyURI ] ."
    )
    data = quads(f"{ONTOLOGY} <urn:x> a ak:Event ; ak:note <urn:a> .")
    report = checking.check(data, shapes(tmp_path, text), {})
    assert [(f.rule, f.value) for f in report.findings] == [("S", "urn:a")]


def test_a_folder_among_the_shapes_is_no_file_of_shapes(tmp_path: Path) -> None:
    folder = shapes(tmp_path, SHAPE.format(severity="Violation"))
    (folder / "old.ttl").mkdir()
    assert len(checking.check(quads(f"{ONTOLOGY} <urn:x> a ak:Event ."), folder, {}).findings) == 1


AIMS = """
aksh:A a sh:NodeShape ; sh:targetClass ak:Event ; sh:property aksh:A-note-minCount ;
    sh:sparql aksh:A-query .
aksh:A-query a sh:SPARQLConstraint ; sh:message "is last; expected x. Fix: y"@en ;
    sh:select "SELECT $this { $this a ?class FILTER NOT EXISTS { $this <urn:next> ?x } }" .
aksh:A-note-minCount a sh:PropertyShape ; sh:path ak:note ; sh:minCount 1 ;
    sh:message "is missing; expected x. Fix: y"@en .
aksh:B a sh:PropertyShape ; sh:targetSubjectsOf <urn:next> ; sh:path <urn:next> ; sh:class ak:Act ;
    sh:message "is no act; expected x. Fix: y"@en .
aksh:C a sh:NodeShape ; sh:targetObjectsOf <urn:next> ; sh:node aksh:A ;
    sh:message "is wrong; expected x. Fix: y"@en .
aksh:D a sh:NodeShape ; sh:targetNode <urn:b> ; sh:nodeKind sh:Literal ;
    sh:message "is an IRI; expected x. Fix: y"@en .
[] a sh:NodeShape ; sh:targetClass ak:Event ; sh:property aksh:E .
aksh:E a sh:PropertyShape ; sh:path rdf:type ; sh:minCount 2 ;
    sh:message "has one class; expected x. Fix: y"@en .
"""
CHAIN = "".join(f"<urn:{a}> a ak:Battle ; <urn:next> <urn:{b}> ." for a, b in ("ab", "bc", "cd"))


@pytest.mark.parametrize("only", [set(), {"urn:a"}, {"urn:b"}, {"urn:d"}, {"urn:b", "urn:c"}])
def test_what_is_said_of_some_records_is_what_is_said_of_them_among_all(
    tmp_path: Path, only: set[str]
) -> None:
    data, folder = quads(f"{ONTOLOGY} {CHAIN}"), shapes(tmp_path, AIMS)
    whole, part = checking.check(data, folder, {}), checking.check(data, folder, {}, Part(only))
    assert part.findings == tuple(f for f in whole.findings if f.place.file in only)
    assert bool(part.findings) is bool(only)
    assert part.nodes == len(only)


def test_the_engine_looks_at_the_records_in_question_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[str] = set()
    validate = pyshacl.validate

    def watched(*args: Any, shacl_graph: Graph, **options: Any) -> Any:
        aims = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
        seen.update(str(node) for aim in aims for node in shacl_graph.objects(None, aim))
        return validate(*args, shacl_graph=shacl_graph, **options)

    monkeypatch.setattr(pyshacl, "validate", watched)
    data, folder = quads(f"{ONTOLOGY} {CHAIN}"), shapes(tmp_path, AIMS)
    checking.check(data, folder, {}, Part({"urn:b"}), engine=pyshaclengine.report)
    assert seen == {"urn:b"}


def test_both_engines_say_the_same_of_the_records_in_question(tmp_path: Path) -> None:
    data, folder = quads(f"{ONTOLOGY} {CHAIN}"), shapes(tmp_path, AIMS)
    for only in (None, Part({"urn:b"}), Part({"urn:c", "urn:d"})):
        ours = checking.check(data, folder, {}, only)
        assert ours.findings
        theirs = checking.check(data, folder, {}, only, engine=pyshaclengine.report)
        assert ours.findings == theirs.findings


def test_shapes_that_are_no_turtle_are_refused_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"/event\.ttl:{FIRST}: is not valid Turtle"):
        checking.check([], shapes(tmp_path, "aksh:S a a .\n"), {})


def test_a_triple_term_in_the_data_is_refused(tmp_path: Path) -> None:
    data = quads("<urn:a> <urn:b> <<( <urn:c> <urn:d> 1 )>> .")
    with pytest.raises(UsageError, match=r"is a triple term of RDF 1\.2; expected RDF 1\.1$"):
        checking.check(data, shapes(tmp_path, SHAPE.format(severity="Info")), {})


def test_dates_that_python_cannot_hold_are_neither_findings_nor_noise(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = f'<{ID}event/a> a ak:Event ; ak:note "-0043-03-15"^^xsd:date , "12026-01-01"^^xsd:date .'
    with caplog.at_level(logging.DEBUG):
        report = checking.check(
            quads(ONTOLOGY + data), shapes(tmp_path, SHAPE.format(severity="Violation")), {}
        )
    assert report.findings == ()
    assert caplog.records == []


def test_dates_are_judged_only_where_the_shapes_declare_it(tmp_path: Path) -> None:
    span = f'<{ID}event/a#time-x> a ak:TimeSpan ; ak:edtf "1971-02-30" .'
    rule = (
        f"aksh:SpanShape sh:targetClass ak:TimeSpan ; sh:property <{SHAPES}{spans.VALID}> ."
        f" <{SHAPES}{spans.VALID}> sh:path ak:edtf ."
    )
    without, with_ = tmp_path / "a", tmp_path / "b"
    for folder in (without, with_):
        folder.mkdir()
    data = quads(f"{ONTOLOGY} <urn:x> a ak:Event ; ak:note 1 . {span}")
    shape = SHAPE.format(severity="Violation")
    assert checking.check(data, shapes(without, shape), {}).findings == ()
    (finding,) = checking.check(data, shapes(with_, shape + rule), {}).findings
    assert (finding.rule, finding.field, finding.value) == (spans.VALID, "edtf", "1971-02-30")


def test_a_fault_of_a_span_names_the_first_bound_that_differs() -> None:
    stated = {AK + "earliestBeginDay": ['"1"^^xsd:integer']}
    fault = spans.fault("1971", stated)
    assert fault == (
        spans.AGREES,
        "does not agree with hasEarliestBeginTimeStamp, which is missing",
        '"1971-01-01"^^xsd:date',
        "derive the bounds again",
    )


def test_a_shape_that_another_refers_to_judges_for_both(tmp_path: Path) -> None:
    text = SHAPE.format(severity="Violation") + (
        "aksh:OtherShape a sh:NodeShape ; sh:targetSubjectsOf ak:place ; sh:node aksh:EventShape ;"
        ' sh:message "is no event; expected one. Fix: add it"@en .'
    )
    data = quads(f"{ONTOLOGY} <urn:x> a ak:Event . <urn:y> ak:place <urn:z> .")
    report = checking.check(data, shapes(tmp_path, text), {})
    assert [(f.place.file, f.rule) for f in report.findings] == [
        ("urn:x", "EventShape-note-minCount"),
        ("urn:y", "OtherShape"),
    ]


def test_a_query_of_a_shape_reads_no_file(tmp_path: Path) -> None:
    outside = tmp_path / "outside.ttl"
    outside.write_text("<urn:x> <urn:p> <urn:x> .", encoding="utf-8")
    folder = tmp_path / "shapes"
    folder.mkdir()
    text = (
        "aksh:S a sh:NodeShape ; sh:targetClass ak:Event ; sh:sparql aksh:Q . "
        'aksh:Q a sh:SPARQLConstraint ; sh:message "is read"@en ; '
        f'sh:select "SELECT $this FROM <{outside.as_uri()}> WHERE {{ $this <urn:p> ?x }}" .'
    )
    data = quads(f"{ONTOLOGY} <urn:x> a ak:Event .")
    with pytest.raises(UsageError, match=r"names its graphs \(FROM\), and the data are one graph"):
        checking.check(data, shapes(folder, text), {})
