"""What formats leave out, and that those which leave out nothing are read back as the same."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as px
import pytest

from alliancekg import queries, results
from alliancekg.embedded import Embedded
from alliancekg.losses import lost
from alliancekg.results import FORMATS, Result
from alliancekg.store import Store

ROOT = Path(__file__).parent.parent
SPARQL = "http://www.w3.org/2005/sparql-results#"
XSD = "http://www.w3.org/2001/XMLSchema#"
IRI, TEXT, EMPTY = px.NamedNode("urn:x"), px.Literal("x"), px.Literal("")
TAGGED, NUMBER = px.Literal("x", language="en"), px.Literal(5)
MIXED = Result("SELECT", ("a", "b"), ((IRI, TEXT), (TAGGED, NUMBER), (None, EMPTY)))


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            "csv",
            "csv leaves out that 1 value is an IRI, the datatype of 1 value, the language of 1"
            " text, and that 1 cell is unbound. Fix: json has all",
        ),
        (
            "table",
            "table leaves out the 1 IRI, for which names stand, the datatype of 1 value, the"
            " language of 1 text, and that 1 cell is unbound. Fix: json has all",
        ),
        *((form, "") for form in ("tsv", "json", "xml", "turtle", "ntriples")),
    ],
)
def test_a_format_says_what_it_leaves_out(form: str, expected: str) -> None:
    assert lost(MIXED, form) == expected


@pytest.mark.parametrize(
    ("rows", "form", "expected"),
    [
        (((TEXT,), (EMPTY,)), "csv", ""),
        (((IRI,),), "csv", ""),
        (((IRI,), (IRI,)), "markdown", "the 2 IRIs, for which names stand"),
        (((TAGGED,), (TAGGED,)), "csv", "the language of 2 texts"),
        (((NUMBER,), (NUMBER,)), "table", "the datatype of 2 values"),
        (((None,), (None,)), "csv", "that 2 cells are unbound"),
        (((IRI,), (IRI,), (TEXT,)), "csv", "that 2 values are IRIs"),
    ],
)
def test_only_what_is_there_is_said_to_be_left_out(
    rows: tuple[tuple[px.NamedNode | px.Literal | None, ...], ...], form: str, expected: str
) -> None:
    said = f"{form} leaves out {expected}. Fix: json has all" if expected else ""
    assert lost(Result("SELECT", ("a",), rows), form) == said


def test_a_yes_or_no_loses_nothing() -> None:
    answer = Result("ASK", ("answer",), ((px.Literal(True),),))
    assert [lost(answer, form) for form in FORMATS] == [""] * len(FORMATS)


TERMS = (
    *(IRI, TEXT, EMPTY, TAGGED, NUMBER, px.Literal(True), px.Literal(1.5)),
    px.Literal("x", language="zh-Hant"),
    px.Literal("1900-01-01", datatype=px.NamedNode(f"{XSD}date")),
    px.Literal('<&>"\' \\ \t\r\n 한국 \U0001f600'),
    px.Literal("?x ,\"a\""),
    px.BlankNode("b0"),
)  # fmt: skip
READ: dict[str, px.QueryResultsFormat] = {
    "json": px.QueryResultsFormat.JSON,
    "xml": px.QueryResultsFormat.XML,
    "tsv": px.QueryResultsFormat.TSV,
}


def back(text: str, form: str) -> Result | bool:
    """Return what a reader that is not ours makes of a text."""
    found = px.parse_query_results(text.encode(), format=READ[form])
    if isinstance(found, px.QueryBoolean):
        return bool(found)
    assert isinstance(found, px.QuerySolutions)
    names = tuple(variable.value for variable in found.variables)
    return Result("SELECT", names, tuple(tuple(row) for row in found))


@pytest.mark.parametrize("form", READ)
def test_all_terms_are_read_back_as_they_were(form: str) -> None:
    answer = Result("SELECT", ("a", "b"), tuple((term, None) for term in TERMS))
    assert back(results.write(answer, form), form) == answer


def test_space_at_the_ends_of_a_text_is_in_the_xml() -> None:
    """The reader of pyoxigraph drops it; others keep it."""
    answer = Result("SELECT", ("a",), ((px.Literal(" \t x\r\n "),),))
    (found,) = ElementTree.fromstring(results.write(answer, "xml")).iter(f"{{{SPARQL}}}literal")
    assert found.text == " \t x\r\n "


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("truth", [True, False])
def test_a_yes_or_no_is_read_back(form: str, truth: bool) -> None:
    answer = Result("ASK", ("answer",), ((px.Literal(truth),),))
    assert back(results.write(answer, form), form) is truth


@pytest.mark.parametrize("form", READ)
def test_an_empty_answer_is_read_back_with_its_variables(form: str) -> None:
    answer = Result("SELECT", ("a", "b"), ())
    assert back(results.write(answer, form), form) == answer


@pytest.mark.parametrize("form", READ)
@pytest.mark.parametrize("name", ["timeline", "troop-levels-of-actor", "coverage-of-sources"])
def test_answers_to_saved_queries_are_read_back(built: Store, form: str, name: str) -> None:
    engine = Embedded(built.current().open())
    answer = queries.run(queries.get(ROOT / "queries", name), engine)
    assert back(results.write(answer, form), form) == answer


@pytest.mark.parametrize("form", ["turtle", "ntriples"])
def test_a_constructed_graph_is_read_back(built: Store, form: str) -> None:
    engine = Embedded(built.current().open())
    answer = queries.run_text("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", engine)
    kind = px.RdfFormat.TURTLE if form == "turtle" else px.RdfFormat.N_TRIPLES
    found = {tuple(t.triple) for t in px.parse(results.write(answer, form), format=kind)}
    assert found == set(answer.rows)
