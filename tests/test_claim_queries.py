"""Saved queries on claims and evidence, with parameters; check queries find what is wrong."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import queries, results
from alliancekg.embedded import Embedded
from alliancekg.namespaces import AK, PREFIXES, record_iri
from alliancekg.store import Store

QUERIES = Path(__file__).parent.parent / "queries"
CHECKS = sorted(name for name in queries.names(QUERIES) if name.startswith("checks/"))
HERSELF = "balbina-hwang"
LABEL = PREFIXES["rdfs"] + "label"
TYPE = PREFIXES["rdf"] + "type"

Values = dict[str, str | list[str]]


@pytest.fixture(scope="module")
def graph(built: Store) -> px.Store:
    return built.current().open()


def ask(graph: px.Store, name: str, values: Values | None = None) -> list[tuple[str, ...]]:
    answer = queries.run(queries.get(QUERIES, name), Embedded(graph), values or {})
    return [tuple(row) for row in results.cells(answer)]


def column(graph: px.Store, name: str, values: Values, *wanted: str) -> list[tuple[str, ...]]:
    answer = queries.run(queries.get(QUERIES, name), Embedded(graph), values)
    at = [answer.variables.index(variable) for variable in wanted]
    return [tuple(row[i] for i in at) for row in results.cells(answer)]


@pytest.mark.parametrize(
    ("name", "values", "wanted", "rows"),
    [
        (
            "who-disputes-whom",
            {"disputed": "americans-threat-vanished"},
            ("claimant", "claim", "stance"),
            [
                ("Many South Koreans, young and old", "south-koreans-feel-threat", "asserts"),
                ("Many South Koreans, young and old", "threat-of-another-kind", "asserts"),
                ("Balbina Y. Hwang", "sudden-shift-of-fear", "asserts"),
            ],
        ),
        (
            "who-disputes-whom",
            {"by": "usa", "of": "rok"},
            ("claimant", "claim", "against"),
            [
                ("United States", "unchanged-cold-war-threat", "north-as-harmless-kin"),
                ("United States", "us-threat-is-strength", "instability-greatest-threat"),
                ("United States", "us-threat-is-strength", "rok-threat-is-weakness"),
                (
                    "Government of the United States",
                    "washington-engagement-harms",
                    "engagement-eases-north",
                ),
            ],
        ),
        (
            "unnamed-participants",
            {"event": "korean-summit-2000"},
            ("participant",),
            [
                ("North Korean leader at the June 2000 summit (not named)",),
                ("South Korean leader at the June 2000 summit (not named)",),
            ],
        ),
        (
            "claims-without-named-claimant",
            {"claim": "retaliation-charge"},
            ("claimant", "stance"),
            [("Unnamed suspecters of American retaliation", "rejects")],
        ),
        (
            "numbers-not-given",
            {"event": "usfk-drawdown"},
            ("missing", "given", "value"),
            [("troop strength", "U.S. soldiers to leave Korea by the end of 2006", "12500")],
        ),
        ("numbers-not-given", {"event": "seventh-division-withdrawal"}, ("missing",), []),
        (
            "support-of-claim",
            {"claim": "do-not-end-alliance"},
            ("steps", "claim", "supports"),
            [
                ("1", "strengthen-relationship", "do-not-end-alliance"),
                ("1", "alliance-not-victim", "do-not-end-alliance"),
                ("1", "end-is-devastating", "do-not-end-alliance"),
                ("1", "no-need-to-terminate", "do-not-end-alliance"),
                ("1", "deserves-preservation", "do-not-end-alliance"),
                ("2", "end-costs-credibility", "end-is-devastating"),
                ("2", "end-misleads-china", "end-is-devastating"),
            ],
        ),
        (
            "claims-of-claimant",
            {"claimant": "alliance-critics", "kind": "prescriptive"},
            ("claimant", "claim"),
            [
                ("Vocal critics of the U.S.–ROK alliance", "critics-end-alliance"),
                ("Americans in favor of ending the alliance", "withdraw-all-forces"),
            ],
        ),
        (
            "claims-with-word",
            {"word": ["BEDROCK", "mainstay"]},
            ("claim",),
            [("alliance-bedrock-summary",), ("pillar-of-us-strategy",), ("alliance-bedrock",)],
        ),
        ("claims-with-word", {"word": 'bedrock" . } #'}, ("claim",), []),
        (
            "claims-about-time",
            {"time": "2006/.."},
            ("claim", "extent"),
            [("drawdown-planned", "overlaps")],
        ),
        ("conceded-claims", {"holder": "usa"}, ("claim",), []),
    ],
)
def test_an_answer_by_parameters(
    graph: px.Store,
    name: str,
    values: Values,
    wanted: tuple[str, ...],
    rows: list[tuple[str, ...]],
) -> None:
    assert column(graph, name, values, *wanted) == rows


def test_the_title_of_the_speech_and_what_it_is_known_as(graph: px.Store) -> None:
    values: Values = {"work": "acheson-1950"}
    assert set(column(graph, "works-cited", values, "title", "note")) == {
        (
            "Crisis in China: An Examination of U.S. Policy",
            "Title as hwang-2006 cites it in footnote 2; the speech is known as Crisis in Asia.",
        )
    }


def test_a_paragraph_and_a_footnote_have_their_claims(graph: px.Store) -> None:
    values: Values = {"paragraph": ["p002", "n02"]}
    rows = column(graph, "records-of-passage", values, "type", "record")
    assert [record for kind, record in rows if kind == "Claim"] == [
        "claim/acheson-excluded-korea",
        "claim/acheson-speech-reference",
        "claim/alliance-bedrock-summary",
    ]


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_finds_nothing_in_the_seeds(graph: px.Store, name: str) -> None:
    assert ask(graph, name) == []


def node(name: str) -> px.NamedNode:
    return px.NamedNode(AK + name)


def claim(key: str) -> px.NamedNode:
    return px.NamedNode(record_iri("claim", key))


def triple(subject: str, predicate: px.NamedNode, value: px.NamedNode | px.Literal) -> px.Quad:
    return px.Quad(px.NamedNode(subject), predicate, value)


def broken(graph: px.Store, more: list[px.Quad], less: list[px.Quad]) -> px.Store:
    copy = px.Store()
    copy.extend(graph.quads_for_pattern(None, None, None, px.DefaultGraph()))
    for quad in less:
        assert quad in copy
        copy.remove(quad)
    copy.extend(more)
    return copy


def test_claims_in_a_circle_are_found(graph: px.Store) -> None:
    back = px.Quad(claim("withdraw-all-forces"), node("supports"), claim("walk-away"))
    assert ask(broken(graph, [back], []), "checks/claims-in-a-circle") == [
        (claim("walk-away").value, claim("withdraw-all-forces").value),
        (claim("withdraw-all-forces").value, claim("walk-away").value),
    ]


def test_a_claim_that_denies_another_of_its_holder_is_found(graph: px.Store) -> None:
    pair = (claim("alliance-success"), claim("alliance-at-risk"))
    wrong = px.Quad(pair[0], node("disputes"), pair[1])
    found = ask(broken(graph, [wrong], []), "checks/claims-both-asserted-and-denied")
    assert found == [(record_iri("actor", HERSELF), pair[0].value, pair[1].value)]


def test_a_rejection_without_a_denial_is_found(graph: px.Store) -> None:
    charge = claim("retaliation-charge")
    denial = px.Quad(claim("retaliation-untrue"), node("disputes"), charge)
    found = ask(broken(graph, [], [denial]), "checks/rejections-without-reason")
    assert found == [(charge.value, record_iri("actor", HERSELF))]


def test_a_passage_without_a_record_is_found(graph: px.Store) -> None:
    idle = record_iri("passage", "hwang-2006/p999.1")
    label = px.Literal("hwang-2006, p999, 1–2")
    more = [
        triple(idle, px.NamedNode(TYPE), node("Passage")),
        triple(idle, px.NamedNode(LABEL), label),
    ]
    found = ask(broken(graph, more, []), "checks/passages-without-records")
    assert found == [(idle, label.value)]


@pytest.mark.parametrize(("name", "day"), [("latestEndDay", 5), ("earliestBeginDay", 800_000)])
def test_a_date_outside_the_coverage_is_found(graph: px.Store, name: str, day: int) -> None:
    event = record_iri("event", "korean-conundrum")
    span = px.NamedNode(f"{event}#time-hwang-2006")
    old = list(graph.quads_for_pattern(span, node(name), None, px.DefaultGraph()))
    more = [px.Quad(span, node(name), px.Literal(day))]
    found = ask(broken(graph, more, old), "checks/dates-outside-coverage")
    assert found == [(event, "2004", record_iri("source", "hwang-2006"), "1894/2006")]
