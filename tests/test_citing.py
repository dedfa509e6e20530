"""Bibliographies: exactly the sources behind an answer, and formats that others can read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pyoxigraph as px
import pytest
from engine_kinds import Kind, endpoint, rdflib

from alliancekg import bibliography, queries
from alliancekg.citing import Issued, Name, Work, cite_node, cite_query, issued, names
from alliancekg.cli import main
from alliancekg.embedded import Embedded
from alliancekg.engines import Engine
from alliancekg.errors import UsageError
from alliancekg.namespaces import GRAPH
from alliancekg.store import Store

ROOT = Path(__file__).parent.parent
NAMES = sorted(name for name in queries.names(ROOT / "queries") if "/" not in name)
CITED = ["acheson-1950", "carpenter-bandow-2004", "cha-2001", "halloran-2005"]

# What CSL 1.0.2 (csl-data.json) says of the properties that are written here; no others may stand.
_DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {
                "type": "array",
                "minItems": 1,
                "maxItems": 3,
                "items": {"type": ["string", "number"]},
            },
        },
        "circa": {"type": ["string", "number", "boolean"]},
        "literal": {"type": "string"},
    },
    "additionalProperties": False,
}
_NAME = {
    "type": "object",
    "properties": {key: {"type": "string"} for key in ("family", "given", "literal")},
    "additionalProperties": False,
}
_TEXTS = ("title", "publisher", "URL", "note")
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "number"]},
            "type": {"type": "string", "enum": ["dataset", "document"]},
            "author": {"type": "array", "items": _NAME},
            "issued": _DATE,
            **{key: {"type": "string"} for key in _TEXTS},
        },
        "required": ["type", "id"],
        "additionalProperties": False,
    },
}

STRANGE = Work(
    key="a b/Élysée",
    is_dataset=True,
    title="Costs & {Gains}: 5% of $1_000 #2 ~ ^ \\ Ünïté 한국",
    creators=(Name("Bo Li and Sons, Ltd."), Name("Ann van Dyck", "van Dyck", "Ann")),
    issued=issued("1907-03"),
    publisher="Smith & Sons",
    license="https://example.org/licence_1",
    citation="Li.  Costs.\nBonn, 1907.",
    url="https://example.org/a_b?c=1&d=%20{x}",
)


@pytest.fixture(scope="module")
def store(built: Store) -> px.Store:
    """Return the graph of the checkout in memory, where it is read faster."""
    store = px.Store()
    store.bulk_extend(built.current().open().quads_for_pattern(None, None, None, None))
    return store


@pytest.fixture(scope="module")
def graph(store: px.Store) -> Embedded:
    """Return the engine that is asked."""
    return Embedded(store)


def keys(engine: Engine, name: str, **values: str) -> list[str]:
    saved = queries.get(ROOT / "queries", name)
    return [work.key for work in cite_query(engine, saved, values)]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("actors-by-code", {}, ["states"]),
        ("timeline", {}, ["hwang-2006", "public-record"]),
        ("claims-counted", {}, ["hwang-2006", "states"]),  # a state is named by its table
        ("coverage-of-sources", {"source": "states"}, ["states"]),
        ("works-cited", {}, [*CITED, "hwang-2006"]),
        ("works-cited", {"work": "cha-2001"}, ["cha-2001", "hwang-2006"]),
        ("events-of-actor", {"actor": "Japan"}, []),
    ],
)
def test_an_answer_rests_on_exactly_these_sources(
    graph: Embedded, name: str, values: dict[str, str], expected: list[str]
) -> None:
    assert keys(graph, name, **values) == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_cited_sources_alone_give_all_rows_of_the_answer(
    store: px.Store, graph: Embedded, name: str
) -> None:
    cited = keys(graph, name)
    merged = px.Store()
    for key in (*cited, "ontology", "derived"):
        quads = store.quads_for_pattern(None, None, None, px.NamedNode(GRAPH + key))
        merged.extend([px.Quad(*quad.triple) for quad in quads])
    saved = queries.get(ROOT / "queries", name)
    text = queries.bound(saved, graph)
    answer = queries.run_text(text, graph)
    there = queries.run_text(text, Embedded(merged))
    assert set(answer.rows) <= set(there.rows)


@pytest.mark.parametrize("kind", [rdflib, endpoint])
@pytest.mark.parametrize("name", ["treaty-dates", "works-cited", "members-of-organization"])
def test_each_engine_gives_the_same_bibliography(
    store: px.Store,
    graph: Embedded,
    kind: Kind,
    name: str,
) -> None:
    saved = queries.get(ROOT / "queries", name)
    with kind(store) as engine:
        assert cite_query(engine, saved) == cite_query(graph, saved)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("event/nixon-doctrine", ["hwang-2006", "public-record"]),
        ("source/acheson-1950", ["acheson-1950"]),
        ("claim/acheson-excluded-korea", ["hwang-2006"]),
        ("status#cancelled", []),
    ],
)
def test_a_node_rests_on_the_sources_of_the_statements_about_it(
    graph: Embedded, name: str, expected: list[str]
) -> None:
    assert [work.key for work in cite_node(graph, name)] == expected


def test_an_unknown_node_is_refused_with_the_nearest(graph: Embedded) -> None:
    with pytest.raises(UsageError, match="Fix: write event/nixon-doctrine"):
        cite_node(graph, "event/nixon-doctrin")


def test_a_source_has_all_that_the_graph_says_of_it(graph: Embedded) -> None:
    (work,) = cite_node(graph, "source/hwang-2006")
    assert work == Work(
        key="hwang-2006",
        title="The U.S.–Korea Alliance on the Rocks: Shaken, Not Stirred",
        creators=(Name("Balbina Y. Hwang", "Hwang", "Balbina Y."),),
        issued=Issued("2006", ((2006,),)),
        publisher="The Heritage Foundation",
        citation="Hwang, Balbina Y. “The U.S.–Korea Alliance on the Rocks: Shaken, Not Stirred.”"
        " Washington, D.C.: The Heritage Foundation, 2006.",
    )


@pytest.mark.parametrize(
    ("creators", "citation", "expected"),
    [
        (
            ["Doug Bandow", "Ted Galen Carpenter"],
            "Carpenter, Ted Galen, and Doug Bandow. The Korean Conundrum.",
            [("Carpenter", "Ted Galen"), ("Bandow", "Doug")],
        ),
        (["Ann van Dyck"], "van Dyck, Ann. Maps. 1907.", [("van Dyck", "Ann")]),
        (["Bureau of Maps", "Atlas Office"], "Bureau of Maps, Atlas Office.", [("", ""), ("", "")]),
        (["Ann Dyck"], "", [("", "")]),
        ([], "Dyck, Ann.", []),
    ],
)
def test_names_are_split_only_as_the_citation_tells(
    creators: list[str], citation: str, expected: list[tuple[str, str]]
) -> None:
    assert [(name.family, name.given) for name in names(creators, citation)] == expected


@pytest.mark.parametrize(
    ("edtf", "parts", "is_circa"),
    [
        ("1950-01-12", ((1950, 1, 12),), False),
        ("2004", ((2004,),), False),
        ("1894~", ((1894,),), True),
        ("1901-05/1902", ((1901, 5), (1902,)), False),
        ("1901/..", (), False),
        ("[1971-01..1971-04]", (), False),
        ("197X", (), False),
        ("1950-13", (), False),
        ("", (), False),
    ],
)
def test_a_date_of_issue_has_parts_only_where_it_is_plain(
    edtf: str, parts: tuple[tuple[int, ...], ...], is_circa: bool
) -> None:
    assert issued(edtf) == Issued(edtf, parts, is_circa)


def test_bibtex_is_written_whole_and_escaped() -> None:
    assert bibliography.write([STRANGE], "bibtex") == (
        "@dataset{a-b/-lys-e,\n"
        "  author = {{Bo Li and Sons, Ltd.} and van Dyck, Ann},\n"
        r"  title = {{Costs \& \textbraceleft{}Gains\textbraceright{}: 5\% of \$1\_000 \#2"
        r" \textasciitilde{} \textasciicircum{} \textbackslash{} Ünïté 한국}},"
        "\n  year = {1907},\n"
        "  month = mar,\n"
        "  publisher = {Smith \\& Sons},\n"
        "  url = {https://example.org/a_b?c=1&d=%20%7Bx%7D},\n"
        "  note = {Li. Costs. Bonn, 1907. Licence: https://example.org/licence\\_1},\n"
        "}\n"
    )


def test_keys_of_bibtex_are_each_once() -> None:
    works = [Work(key) for key in ("a b", "a-b", "A-B", "é")]
    text = bibliography.write(works, "bibtex")
    assert re.findall(r"^@misc\{(.*),$", text, re.MULTILINE) == ["a-b", "a-b-2", "A-B-3", "source"]


@pytest.mark.parametrize(
    ("edtf", "lines"),
    [
        ("1950-01-12", ["  year = {1950},", "  month = jan,", "  day = {12},"]),
        ("1894~", [r"  year = {1894\textasciitilde{}},"]),
        ("1901/1902", ["  year = {1901/1902},"]),
        ("", []),
    ],
)
def test_a_date_in_bibtex_is_as_precise_as_it_is_known(edtf: str, lines: list[str]) -> None:
    text = bibliography.write([Work("a", issued=issued(edtf))], "bibtex")
    assert text.splitlines() == ["@misc{a,", *lines, "}"]


def test_csl_is_written_whole() -> None:
    assert json.loads(bibliography.write([STRANGE], "csl")) == [
        {
            "id": "a b/Élysée",
            "type": "dataset",
            "title": STRANGE.title,
            "author": [{"literal": "Bo Li and Sons, Ltd."}, {"family": "van Dyck", "given": "Ann"}],
            "issued": {"date-parts": [[1907, 3]]},
            "publisher": "Smith & Sons",
            "URL": STRANGE.url,
            "note": "Li.  Costs.\nBonn, 1907. Licence: https://example.org/licence_1",
        }
    ]


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("1894~", {"date-parts": [[1894]], "circa": True}),
        ("1901-05/1902", {"date-parts": [[1901, 5], [1902]]}),
        ("197X", {"literal": "197X"}),
    ],
)
def test_a_date_in_csl_is_as_precise_as_it_is_known(edtf: str, expected: dict[str, object]) -> None:
    (item,) = json.loads(bibliography.write([Work("a", issued=issued(edtf))], "csl"))
    assert item == {"id": "a", "type": "document", "issued": expected}


@pytest.mark.parametrize("name", ["works-cited", "timeline", "actors-by-code"])
def test_csl_keeps_to_the_schema(graph: Embedded, name: str) -> None:
    works = cite_query(graph, queries.get(ROOT / "queries", name))
    found = json.loads(bibliography.write([*works, STRANGE], "csl"))
    jsonschema.validate(found, CSL)
    assert [item["id"] for item in found] == [*(work.key for work in works), STRANGE.key]


def test_text_is_the_citation_or_made_of_what_is_known() -> None:
    made = Work(
        "a", title="Maps.", creators=(Name("Ann Dyck"),), issued=issued("1907"), publisher="Smith"
    )
    cited = Work("b", citation="Li. Costs. 1907.", license="urn:l", url="https://example.org/")
    assert bibliography.write([made, cited], "text") == (
        "Ann Dyck. Maps. Smith, 1907.\nLi. Costs. 1907. Licence: urn:l. https://example.org/\n"
    )


@pytest.mark.parametrize(("form", "text"), [("text", ""), ("bibtex", ""), ("csl", "[]\n")])
def test_nothing_cited_is_an_empty_bibliography(form: str, text: str) -> None:
    assert bibliography.write([], form) == text


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        bibliography.write([], "ris")
    assert str(caught.value) == "no format 'ris'; there are: text, bibtex, csl"


def test_the_command_cites_a_query_and_a_node(
    built: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", str(built.path), "--workspace", str(ROOT)]
    assert main([*where, "cite", "works-cited", "--work", "cha-2001", "--format", "bibtex"]) == 0
    out, err = capsys.readouterr()
    assert [line for line in out.splitlines() if line.startswith("@")] == [
        "@misc{cha-2001,",
        "@misc{hwang-2006,",
    ]
    assert err == "2 sources\n"
    assert main([*where, "cite", "source/states"]) == 0
    out, err = capsys.readouterr()
    assert out == (
        "alliancekg contributors. States and their codes. Data set of alliancekg, 2026."
        " Licence: https://creativecommons.org/licenses/by/4.0/.\n"
    )
    assert err == "1 source\n"
    assert main([*where, "cite", "events-of-actor", "--actor", "Japan"]) == 0
    assert capsys.readouterr() == ("", "0 sources: nothing that a source states is behind it\n")
    assert main([*where, "cite", "source/states", "--actor", "usa"]) == 2
    assert capsys.readouterr().err == (
        "a node has no parameters, and '--actor usa' is given; expected none."
        " Fix: name a saved query, as alliancekg queries lists it\n"
    )
