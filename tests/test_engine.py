"""pySHACL as our engine: the same report as pySHACL gives, but where the specification differs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as px
import pyshacl
import pytest

from alliancekg import checking, focusing, isolating, literals, pyshaclengine, shaclresults
from alliancekg.errors import EngineError, UsageError
from alliancekg.indexing import Index
from alliancekg.namespaces import PREFIXES
from alliancekg.rdflibgraph import graph_of, quiet
from alliancekg.shapes import read_shapes

ROOT = Path(__file__).parent.parent
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"
FIELDS = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "sourceShape")
TEXTS = ("resultSeverity", "resultMessage", "sourceConstraint")


def triples(*texts: str) -> list[px.Triple]:
    return [
        quad.triple
        for text in texts
        for quad in px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE)
    ]


def results(report: str) -> Counter[tuple[tuple[str, ...], ...]]:
    """Return the results, each by all that it says; several messages in their order."""
    index = shaclresults.parse(report)
    return Counter(
        tuple(
            tuple(sorted(map(str, index.objects(r.node, px.NamedNode(PREFIXES["sh"] + field)))))
            for field in (*FIELDS, *TEXTS)
        )
        for r in shaclresults.results(index)
    )


def plain(data: list[px.Triple], shapes: list[px.Triple]) -> str:
    """Return the report of pySHACL as anybody would call it."""
    with quiet():
        _, report, _ = pyshacl.validate(graph_of(data), shacl_graph=graph_of(shapes))
    assert not isinstance(report, (bytes, Exception))
    return str(report.serialize(format="nt11"))


@pytest.fixture(scope="module")
def shapes() -> list[px.Triple]:
    return list(read_shapes(ROOT / "shapes").index.triples())


@pytest.fixture(scope="module")
def broken() -> list[px.Triple]:
    """Return the ontology and all cases of tests/shapes but those with dates it judges wrongly."""
    paths = [*(ROOT / "ontology").rglob("*.ttl"), *(ROOT / "tests/shapes").rglob("*.ttl")]
    texts = [path.read_text("utf-8") for path in sorted(paths) if "/timespan/" not in str(path)]
    found = Index(px.Quad(*triple) for text in texts for triple in triples(text))
    return list(found.triples())


def test_the_report_on_all_cases_is_that_of_pyshacl(
    shapes: list[px.Triple], broken: list[px.Triple]
) -> None:
    quads = [px.Quad(*triple) for triple in broken]
    ours = checking.check(quads, ROOT / "shapes", {})
    theirs = results(plain(broken, shapes))
    assert len(theirs) > 300
    assert results(ours.results) == theirs


def test_a_process_of_its_own_gives_the_same_report(shapes: list[px.Triple]) -> None:
    data = triples("<urn:e> a ak:Event ; rdfs:label 'é' . _:t a ak:Treaty .")
    own = pyshaclengine.report(data, shapes)
    assert len(results(own)) > 5
    assert results(isolating.report(data, shapes, 60)) == results(own)
    assert "_:t " in own


SHAPE = ":S a sh:NodeShape ; sh:targetNode :n ; sh:property [ sh:path :p ; {} ] ."


@pytest.mark.parametrize(
    ("value", "datatype", "is_right"),
    [
        ("-0044-03-15", "date", True),
        ("0000-01-01", "date", True),
        ("12026-01-01", "date", True),
        ("1971-02-30", "date", False),
        ("71", "gYear", False),
        ("-0044", "gYear", True),
        ("1971-13", "gYearMonth", False),
        ("12x", "integer", False),
        ("007", "integer", True),
        ("1949-04-04T24:00:00", "dateTime", True),
    ],
)
def test_a_value_is_judged_by_its_lexical_form(value: str, datatype: str, is_right: bool) -> None:
    data = triples(f':n :p "{value}"^^xsd:{datatype} .')
    found = results(
        pyshaclengine.report(data, triples(SHAPE.format(f"sh:datatype xsd:{datatype}")))
    )
    assert bool(found) is not is_right
    assert bool(literals.fault(value, PREFIXES["xsd"] + datatype)) is not is_right


def test_a_value_of_another_type_is_wrong() -> None:
    shapes = triples(SHAPE.format("sh:datatype xsd:date"))
    data = triples(':n :p "1971-01-01" , 1971 , :x , "1971-01-01"^^xsd:dateTime .')
    assert len(results(pyshaclengine.report(data, shapes))) == 4


def test_texts_of_a_query_are_those_of_the_data() -> None:
    shapes = triples(
        ":S a sh:NodeShape ; sh:targetNode :n ; sh:sparql [ sh:select"
        " 'SELECT $this { $this <urn:p> \"x\" }' ] ."
    )
    assert len(results(pyshaclengine.report(triples(':n :p "x" .'), shapes))) == 1
    assert results(pyshaclengine.report(triples(':n :p "x"@en .'), shapes)) == Counter()


def test_siblings_of_qualified_shapes_stay_with_their_shape() -> None:
    text = (
        ":S a sh:NodeShape ; sh:targetNode :n ; sh:property :S-1 , :S-2 ."
        ":S-1 sh:path :p ; sh:qualifiedValueShape [ sh:class :A ] ; sh:qualifiedMinCount 1 ;"
        " sh:qualifiedValueShapesDisjoint true ."
        ":S-2 sh:path :p ; sh:qualifiedValueShape [ sh:class :B ] ; sh:qualifiedMinCount 1 ;"
        " sh:qualifiedValueShapesDisjoint true ."
    )
    data, shapes = triples(":n :p :both . :both a :A , :B ."), triples(text)
    assert results(pyshaclengine.report(data, focusing.flat(shapes))) == results(
        plain(data, shapes)
    )
    assert len(results(plain(data, shapes))) == 2


def test_a_part_of_two_shapes_is_said_once_for_each() -> None:
    text = "".join(f":{s} a sh:NodeShape ; sh:targetNode :n ; sh:property :P . " for s in "ST")
    shapes = triples(text + ":P sh:path :p ; sh:minCount 1 .")
    data = triples(":n :q 1 .")
    ours = results(pyshaclengine.report(data, focusing.flat(shapes)))
    assert ours == results(plain(data, shapes))


def test_an_engine_that_falls_over_is_no_traceback() -> None:
    shapes = triples(SHAPE.format("sh:minInclusive :x"))
    for report in (pyshaclengine.report, lambda d, s: isolating.report(d, s, 60)):
        with pytest.raises(EngineError, match=r"^pySHACL failed on these shapes: AssertionError"):
            report(triples(":n :p 1 ."), shapes)


def test_shapes_that_cannot_be_used_are_told_by_the_process_too() -> None:
    shapes = triples(SHAPE.format("sh:minCount 1 , 2"))
    for report in (pyshaclengine.report, lambda d, s: isolating.report(d, s, 60)):
        with pytest.raises(UsageError, match=r"^the shapes cannot be used: MinCount"):
            report(triples(":n :p 1 ."), shapes)


def test_shapes_within_themselves_come_to_an_end() -> None:
    shapes = triples(":S a sh:NodeShape ; sh:targetNode :n ; sh:node :S ; sh:class :C .")
    found = results(pyshaclengine.report(triples(":n :p :n ."), shapes))
    assert {facts[3] for facts in found} >= {(f"<{PREFIXES['sh']}ClassConstraintComponent>",)}


def test_another_engine_may_take_its_place(tmp_path: Path) -> None:
    """An engine is asked with triples, and answers with a report in N-Triples."""
    (tmp_path / "s.ttl").write_text(HEAD + SHAPE.format("sh:minCount 1"), "utf-8")
    asked: list[tuple[set[str], int]] = []

    def engine(data: object, shapes: object) -> str:
        assert isinstance(shapes, list)
        asked.append(({str(t) for t in data}, len(shapes)))  # type: ignore[attr-defined]
        sh = f"<{PREFIXES['sh']}"
        lines = (f"_:r {sh}result> _:x", f"_:x {sh}focusNode> <urn:n>", f"_:r {sh}conforms> false")
        return " .\n".join(lines).replace(" false", ' "false"') + " .\n"

    data = [px.Quad(*t) for t in triples(":n :p 1 .")]
    report = checking.check(data, tmp_path, {}, engine=engine)
    assert [(f.place.file, f.severity) for f in report.findings] == [(":n", "violation")]
    assert asked == [({str(t) for t in triples(":n :p 1 .")}, 5)]


def test_a_report_that_is_none_is_an_error_of_the_engine(tmp_path: Path) -> None:
    (tmp_path / "s.ttl").write_text(HEAD + SHAPE.format("sh:minCount 1"), "utf-8")
    with pytest.raises(EngineError, match="is no N-Triples"):
        checking.check([], tmp_path, {}, engine=lambda *_: "<html>")
