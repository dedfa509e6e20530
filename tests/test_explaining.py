"""Explanations of all kinds of nodes, in the graph of the checkout."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg.embedded import Embedded
from alliancekg.errors import UsageError
from alliancekg.explaining import explain
from alliancekg.namespaces import PREFIXES
from alliancekg.nodenames import span_words
from alliancekg.store import Store


@pytest.fixture(scope="module")
def store(built: Store) -> px.Store:
    """Return the graph in memory, where it is read faster."""
    graph = px.Store()
    graph.bulk_extend(built.current().open().quads_for_pattern(None, None, None, None))
    return graph


@pytest.fixture(scope="module")
def graph(store: px.Store) -> Embedded:
    """Return the engine that is asked."""
    return Embedded(store)


def test_the_withdrawal_has_dates_roles_citations_passage_row_and_claims(graph: Embedded) -> None:
    found = explain(graph, "event/seventh-division-withdrawal").sections
    statements = "\n".join(found["Statements"])
    assert "\ndating: [1971-01..1971-04] (between 1971-01-01 and 1971-04-30) [hwang-2006]" in (
        statements
    )
    assert "\nparticipation: South Korea as host state [hwang-2006]" in statements
    assert "Day: " not in statements
    assert "time stamp" not in statements
    assert "participant:" not in statements
    assert [line.partition(":")[0] for line in found["Who says so"]] == [
        "hwang-2006",
        "public-record",
    ]
    assert any(line.endswith("[passage/hwang-2006/p020.2]") for line in found["Passages"])
    assert any("seeds/hwang-2006/events.csv, row" in line for line in found["Rows"])
    assert any(line.endswith(" for South Korea as host state") for line in found["Rows"])
    keys = [line for line in found["Claims about it"] if not line.startswith(" ")]
    assert len(keys) == len(set(keys))
    assert any("[claim/doctrine-led-to-withdrawal]" in line for line in keys)


def test_the_strength_has_its_value_passage_row_and_claim(graph: Embedded) -> None:
    found = explain(graph, "quantity/usfk-before-1971").sections
    assert "value: 62000 [hwang-2006]" in found["Statements"]
    assert any("p020" in line for line in found["Passages"])
    assert any("quantities.csv, row" in line for line in found["Rows"])
    assert any("[claim/withdrawal-cut-strength]" in line for line in found["Claims about it"])


def test_a_rejected_claim_has_stance_content_and_what_disputes_it(graph: Embedded) -> None:
    found = explain(graph, "claim/retaliation-charge").sections
    assert "stance: Balbina Y. Hwang rejects [hwang-2006]" in found["Statements"]
    assert " — in response to — " in found["Content, which only this claim asserts"][0]
    assert found["Claims that dispute it"][0].endswith(" [claim/retaliation-untrue]")
    assert "Balbina Y. Hwang asserts" in found["Claims that dispute it"][1]
    other = explain(graph, "claim/retaliation-untrue").sections["Statements"]
    at = next(i for i, line in enumerate(other) if line.startswith("disputes: "))
    assert "Balbina Y. Hwang rejects" in other[at + 1]


def test_a_passage_and_a_row_show_what_rests_on_them(graph: Embedded) -> None:
    found = explain(graph, "passage/hwang-2006/p020.2").sections["Points to it"]
    assert found[0].startswith("rests on it (")
    assert any("[event/seventh-division-withdrawal]" in line for line in found)
    row = explain(graph, "file/seeds/hwang-2006/quantities.csv#row=2").sections["Points to it"]
    assert row[0] == "rests on it (1):"


def test_a_source_has_its_citation_coverage_and_counts(graph: Embedded) -> None:
    found = explain(graph, "source/hwang-2006").sections
    assert any(line.startswith("bibliographic citation: ") for line in found["Statements"])
    assert any(line.startswith("  measure: ") for line in found["Statements"])
    assert "Document: 1" in found["Counts"]
    assert any(line.startswith("Claim: ") for line in found["Counts"])


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("status#cancelled", "status ("),
        ("ak:Event", "class of nodes: "),
        ("ak:eventType", "property of statements: "),
    ],
)
def test_a_term_has_its_definition_and_its_uses(graph: Embedded, name: str, use: str) -> None:
    found = explain(graph, name).sections
    assert any(line.startswith("definition: ") for line in found["Statements"])
    lines = [*found.get("Counts", ()), *found.get("Points to it", ())]
    assert any(line.startswith(use) for line in lines)


def test_no_node_of_any_kind_makes_it_fail(store: px.Store, graph: Embedded) -> None:
    quads = store.quads_for_pattern(None, None, None, px.DefaultGraph())
    nodes = sorted({q.subject.value for q in quads if isinstance(q.subject, px.NamedNode)})
    rows = [node for node in nodes if "#row=" in node]
    for node in [*sorted({*nodes} - {*rows})[::8], *rows[::80]]:
        text = explain(graph, node).text()
        assert node in text
        assert "DEFAULT" not in text


@pytest.mark.parametrize(
    "name",
    [
        "event/nixon-doctrine-declaration",
        "https://w3id.org/alliancekg/id/event/nixon-doctrine-declaration",
        "<https://w3id.org/alliancekg/id/event/nixon-doctrine-declaration>",
        "DECLARATION of the Nixon Doctrine",
    ],
)
def test_a_node_is_named_by_key_iri_or_label(store: px.Store, graph: Embedded, name: str) -> None:
    label = px.NamedNode(PREFIXES["rdfs"] + "label")
    text = px.Literal("Declaration of the Nixon Doctrine", language="en")
    there = {q.subject for q in store.quads_for_pattern(None, label, text, px.DefaultGraph())}
    if "nixon-doctrine-declaration" in name:
        iri = there.pop()
        assert isinstance(iri, px.NamedNode)
        key = iri.value.rpartition("/")[2]
        name = name.replace("nixon-doctrine-declaration", key)
    assert explain(graph, name).label == "Declaration of the Nixon Doctrine"


def test_an_unknown_name_is_refused_with_the_nearest(graph: Embedded) -> None:
    with pytest.raises(UsageError) as caught:
        explain(graph, "event/seventh-division-withdrawl")
    assert "Fix: write event/seventh-division-withdrawal" in str(caught.value)
    for name in ("", " ", "no such thing at all", "a b:c", "<>", "#", "://", "zz:zz"):
        with pytest.raises(UsageError):
            explain(graph, name)


def test_a_label_of_several_nodes_is_refused_with_their_names() -> None:
    two = px.Store()
    label = px.NamedNode(PREFIXES["rdfs"] + "label")
    for key in ("event/a", "place/b"):
        node = px.NamedNode(f"https://w3id.org/alliancekg/id/{key}")
        two.add(px.Quad(node, label, px.Literal("Guam", language="en"), px.DefaultGraph()))
    with pytest.raises(UsageError) as caught:
        explain(Embedded(two), "guam")
    assert (
        str(caught.value) == "'guam' names several nodes: event/a, place/b. Fix: write one of these"
    )


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1971-03-27", "1971-03-27"),
        ("1971", "1971 (between 1971-01-01 and 1971-12-31)"),
        ("1971-03-27?", "1971-03-27? (on 1971-03-27, uncertain or approximate)"),
        ("1974/..", "1974/.. (begins between 1974-01-01 and 1974-12-31, open end)"),
        ("../2006-12", "../2006-12 (open start, ends between 2006-12-01 and 2006-12-31)"),
        ("1974-01-02/", "1974-01-02/ (begins on 1974-01-02, unknown end)"),
    ],
)
def test_a_date_is_said_with_its_days(edtf: str, words: str) -> None:
    assert span_words(edtf) == words
