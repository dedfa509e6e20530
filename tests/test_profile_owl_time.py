"""The profile owl-time: facts checked by hand; no date more precise, no order more certain."""

from __future__ import annotations

import profile_outputs
import pytest
from profile_outputs import Objects

from alliancekg.store import Store


@pytest.fixture(scope="module")
def said(built: Store) -> dict[str, Objects]:
    return profile_outputs.subjects(built, "owl-time")


def span(event: str) -> str:
    return f"event/{event}#time-public-record"


def test_a_day_is_an_interval_with_instants_described_to_the_day(said: dict[str, Objects]) -> None:
    day = span("nixon-doctrine")
    assert said["event/nixon-doctrine"]["time:hasTime"] == {day}
    assert said[day] == {
        "rdf:type": {"time:Interval"},
        "rdfs:label": {'"1969-07-25"@en'},
        "time:hasBeginning": {f"{day}-begin"},
        "time:hasEnd": {f"{day}-end"},
    }
    assert said[f"{day}-begin"] == {
        "rdf:type": {"time:Instant"},
        "rdfs:label": {'"begin of 1969-07-25"@en'},
        "time:inXSDDate": {'"1969-07-25"^^<xsd:date>'},
        "time:inDateTime": {f"{day}-begin-description"},
    }
    assert said[f"{day}-begin-description"] == {
        "rdf:type": {"time:DateTimeDescription"},
        "rdfs:label": {'"1969-07-25"@en'},
        "time:hasTRS": {"http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"},
        "time:unitType": {"time:unitDay"},
        "time:year": {'"1969"^^<xsd:gYear>'},
        "time:month": {'"--07"^^<xsd:gMonth>'},
        "time:day": {'"---25"^^<xsd:gDay>'},
    }


def test_a_year_and_a_month_have_no_finer_part(said: dict[str, Objects]) -> None:
    parts = {"time:year", "time:month", "time:day"}
    year = said[f"{span('nixon-era-tension')}-begin-description"]
    assert year.keys() & parts == {"time:year"}
    assert year["time:unitType"] == {"time:unitYear"}
    month = said[f"{span('global-war-on-terrorism')}-begin-description"]
    assert month.keys() & parts == {"time:year", "time:month"}
    assert month["time:unitType"] == {"time:unitMonth"}
    assert said[f"{span('nixon-era-tension')}-begin"]["time:inXSDgYear"] == {'"1969"^^<xsd:gYear>'}
    assert said[f"{span('global-war-on-terrorism')}-begin"]["time:inXSDgYearMonth"] == {
        '"2001-09"^^<xsd:gYearMonth>'
    }


def test_a_decade_is_a_window_that_the_instant_is_inside(said: dict[str, Objects]) -> None:
    end = f"{span('koreanization')}-end"  # 1974/198X
    assert said[span("koreanization")]["time:hasEnd"] == {end}
    assert said[end] == {
        "rdf:type": {"time:Instant"},
        "rdfs:label": {'"end of 1974/198X"@en'},
    }
    assert said[f"{end}-window"] == {
        "rdf:type": {"time:ProperInterval"},
        "rdfs:label": {'"window of the end of 1974/198X"@en'},
        "time:hasBeginning": {f"{end}-earliest"},
        "time:hasEnd": {f"{end}-latest"},
        "time:inside": {end},
    }
    assert said[f"{end}-earliest"]["time:inXSDDate"] == {'"1980-01-01"^^<xsd:date>'}
    assert said[f"{end}-latest"]["time:inXSDDate"] == {'"1989-12-31"^^<xsd:date>'}


def test_an_open_end_is_no_end_and_a_date_that_is_not_sure_no_beginning(
    said: dict[str, Objects],
) -> None:
    war = said[span("global-war-on-terrorism")]  # 2001-09/..
    assert "time:hasEnd" not in war
    cold = said[span("cold-war")]  # 1947~/1991-12
    assert "time:hasBeginning" not in cold
    assert cold["time:hasEnd"] == {f"{span('cold-war')}-end"}
    assert f"{span('cold-war')}-begin" not in said


def test_an_interval_is_proper_only_where_its_end_is_certainly_another_day(
    said: dict[str, Objects],
) -> None:
    assert said[span("korean-war")]["rdf:type"] == {"time:Interval", "time:ProperInterval"}
    for event in ("nixon-doctrine", "force-improvement-plan-launch", "cold-war"):
        assert said[span(event)]["rdf:type"] == {"time:Interval"}


def test_an_order_is_told_where_the_dates_make_it_certain(said: dict[str, Objects]) -> None:
    found = {name: about["time:after"] for name, about in said.items() if "time:after" in about}
    assert found == {
        span("alliance-founding"): {span("acheson-speech"), span("korean-war")},
        span("cfc-establishment"): {"policy/carter-withdrawal-plan#time-public-record"},
        span("cha-testimony"): {span("korean-summit-2000")},
        span("korean-summit-2000"): {span("sunshine-policy-adoption")},
        span("korean-war"): {span("world-war-ii")},
        span("rok-strategy-shift"): {span("nixon-doctrine")},
        span("second-division-withdrawal-cancellation"): {
            span("carter-withdrawal-announcement"),
            "policy/carter-withdrawal-plan#time-public-record",
        },
        span("september-11-attacks"): {span("pearl-harbor-attack")},
        span("seventh-division-withdrawal"): {span("nixon-doctrine")},
    }


def test_a_part_is_inside_its_whole_where_the_dates_make_that_certain(
    said: dict[str, Objects],
) -> None:
    found = {
        name: about["time:inside"]
        for name, about in said.items()
        if "time:inside" in about and not name.endswith("-window")
    }
    parts = {
        span("iraq-war"): span("rok-in-iraq"),
        span("korean-war"): span("us-intervention-1950"),
        span("operation-enduring-freedom"): span("rok-in-enduring-freedom"),
        span("somalia-peacekeeping"): span("rok-in-somalia"),
        span("vietnam-war"): span("rok-in-vietnam"),
    }
    assert found == {whole: {f"{part}-begin", f"{part}-end"} for whole, part in parts.items()}


def test_what_did_not_happen_has_no_time(said: dict[str, Objects]) -> None:
    left_out = ("usfk-drawdown", "redeployment-to-iraq", "second-division-withdrawal")
    assert not {f"event/{name}" for name in left_out} & said.keys()


def test_policies_and_positions_are_dated_too(said: dict[str, Objects]) -> None:
    assert said["policy/nixon-doctrine"]["time:hasTime"] == {
        "policy/nixon-doctrine#time-public-record"
    }
    office = "actor/jimmy-carter#position-president-carter"
    assert said[office]["time:hasTime"] == {f"{office}-time-hwang-2006"}
