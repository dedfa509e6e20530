"""What `checking` says of a part of the data, of statements that we compute, and of dates."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg import checking, spans
from alliancekg.findings import Place
from alliancekg.focusing import Part
from alliancekg.indexing import Index
from alliancekg.namespaces import AK, ID, PREFIXES
from alliancekg.reports import ShapeFinding
from alliancekg.shapefindings import DATES
from alliancekg.shapes import Shapes

SH = PREFIXES["sh"]
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"
NOTE = """
aksh:SpanShape a sh:NodeShape ; sh:targetClass ak:TimeSpan ; sh:property aksh:SpanShape-a .
aksh:SpanShape-a a sh:PropertyShape ; sh:path ak:note ; sh:minCount 1 ;
  sh:message "is missing; expected a note. Fix: add it"@en .
"""
DATED = """aksh:SpanShape a sh:NodeShape ; sh:targetClass ak:TimeSpan ;
  sh:property aksh:TimeSpanShape-edtf-valid .
aksh:TimeSpanShape-edtf-valid a sh:PropertyShape ; sh:path ak:edtf ; sh:datatype xsd:string ;
  sh:message "is no text; expected a text. Fix: write it in quotes"@en .
"""


def quads(text: str) -> list[px.Quad]:
    return list(px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE))


def shapes(text: str) -> Shapes:
    return Shapes(Index(quads(text)), {})


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({ID + "event/x"}, [ID + "event/x#t"]),  # a part of a record
        ({ID + "event/x#t"}, [ID + "event/x#t"]),
        ({"urn:y"}, []),  # of others' IRIs we do not know what a # means
        ({"urn:y#t"}, ["urn:y#t"]),
        ({ID + "event"}, []),
        (None, [ID + "event/x#t", "urn:y#t"]),
    ],
)
def test_a_fault_of_a_part_of_a_record_is_one_of_the_record(
    names: set[str] | None, told: list[str]
) -> None:
    data = quads(f"<{ID}event/x#t> a ak:TimeSpan . <urn:y#t> a ak:TimeSpan .")
    part = None if names is None else Part(names)
    found = checking.check(data, shapes(NOTE), {}, part).findings
    assert [f.iri for f in found if isinstance(f, ShapeFinding)] == told


def test_nothing_is_said_of_what_we_compute() -> None:
    data = quads(":a ak:place 'here' , 'there' .")
    said = shapes(
        "aksh:S a sh:PropertyShape ; sh:targetSubjectsOf ak:place ; sh:path ak:place ;"
        " sh:nodeKind sh:IRI ; sh:message 'is a text; expected an IRI. Fix: write one'@en ."
    )
    here, there = (quad.triple for quad in data)
    one = checking.check(data, said, {}, inferred={here})
    assert [finding.value for finding in one.findings] == ["there"]
    assert one.results.count(f"<{SH}result>") == 1
    none = checking.check(data, said, {}, inferred={here, there})
    assert none.findings == ()
    assert {line.partition(" ")[2] for line in none.results.splitlines()} == {
        f"<{PREFIXES['rdf']}type> <{SH}ValidationReport> .",
        f'<{SH}conforms> "true"^^<{PREFIXES["xsd"]}boolean> .',
    }


def test_the_date_of_a_span_is_judged_if_the_span_is_in_question() -> None:
    one, other = f"{ID}event/x#t", f"{ID}event/y#t"
    data = quads("".join(f'<{s}> a ak:TimeSpan ; ak:edtf "1971-02-30" .\n' for s in (one, other)))
    place = Place("a.ttl", 7)
    fault = spans.fault("1971-02-30", {})
    assert fault is not None
    said, about = (fault.problem, fault.expected, fault.fix), ("event/x#t", one, AK + "edtf", DATES)
    finding = ShapeFinding(place, "edtf", "1971-02-30", *said, "violation", spans.VALID, *about)
    for names in ({ID + "event/x"}, {one}):
        found = checking.check(data, shapes(DATED), {one: place}, Part(names)).findings
        assert found == (finding,)
    assert len(checking.check(data, shapes(DATED), {}).findings) == 2


def test_a_date_that_is_no_text_hides_no_other_of_a_blank_node() -> None:
    data = quads("_:a a ak:TimeSpan ; ak:edtf '1971-02-30' . _:b a ak:TimeSpan ; ak:edtf 1971 .")
    places = {"_:a": Place("a.ttl", 1), "_:b": Place("a.ttl", 2)}
    found = checking.check(data, shapes(DATED), places).findings
    datatype = f"{SH}DatatypeConstraintComponent"
    assert [(str(f.place), f.value, f.component) for f in found if isinstance(f, ShapeFinding)] == [
        ("a.ttl:1", "1971-02-30", DATES),
        ("a.ttl:2", "1971", datatype),
    ]


def test_a_date_of_the_wrong_type_is_told_once() -> None:
    data = quads(":t a ak:TimeSpan ; ak:edtf 19710 .")
    (finding,) = checking.check(data, shapes(DATED), {}).findings
    assert (finding.problem, finding.rule) == ("is no text", spans.VALID)
