"""The profile owl-time: facts checked by hand; no date more precise, no order more certain."""

from __future__ import annotations

import profile_outputs
import pyoxigraph as px
import pytest
from engine_kinds import Kind, embedded, rdflib
from profile_outputs import QUERIES, Objects

from alliancekg import dates, profiles
from alliancekg.namespaces import PREFIXES
from alliancekg.store import Store


@pytest.fixture(scope="module")
def said(built: Store) -> dict[str, Objects]:
    return profile_outputs.subjects(built, "owl-time")


SIDES = ("begin", "end")


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


# An event for each of these dates, with the bounds that the dates have.
DATED = """\
PREFIX ak: <{ak}> PREFIX sem: <{sem}> PREFIX rdfs: <{rdfs}> PREFIX xsd: <{xsd}>
PREFIX status: <https://w3id.org/alliancekg/scheme/status#> PREFIX ex: <http://example.org/>
INSERT DATA {{
  ak:Event rdfs:label "Event"@en .
  ex:e a ak:Event ; rdfs:label "It"@en ; ak:status status:done ; ak:time ex:t .
  ex:t a ak:TimeSpan ; rdfs:label "{text}"@en ; ak:edtf "{text}" ;
    sem:hasEarliestBeginTimeStamp "{0}"^^xsd:date ; sem:hasLatestBeginTimeStamp "{1}"^^xsd:date ;
    sem:hasEarliestEndTimeStamp "{2}"^^xsd:date ; sem:hasLatestEndTimeStamp "{3}"^^xsd:date ;
    ak:latestBeginDay {begun} ; ak:earliestEndDay {going} .
}}"""


def instants(text: str, kind: Kind) -> dict[str, tuple[str, str]]:
    """Return how the profile places the begin and the end of a date: property and value of each."""
    span = dates.parse(text)
    days = (span.earliest_begin, span.latest_begin, span.earliest_end, span.latest_end)
    store = px.Store()
    stamps = [dates.iso(day) for day in days if day is not None]
    bounds = {"begun": span.latest_begin, "going": span.earliest_end}
    store.update(DATED.format(*stamps, text=text, **bounds, **PREFIXES))
    with kind(store) as engine:
        found = profiles.constructed(profiles.get(QUERIES, "owl-time"), engine)
    spots = {}
    for triple in found:
        name = str(triple.subject)[1:-1].removeprefix("http://example.org/")
        place = triple.predicate.value.removeprefix(PREFIXES["time"])
        if place.startswith("inXSD"):
            spots[name] = (place, str(triple.object).replace(PREFIXES["xsd"], "xsd:"))
    return spots


@pytest.mark.parametrize("kind", [embedded, rdflib])
@pytest.mark.parametrize(
    ("text", "place", "value"),
    [
        ("1971-09-23T00:05:00Z", "DateTime", '"1971-09-23T00:05:00Z"^^<xsd:dateTime>'),
        ("1970-12-02T18:00:00", "DateTime", '"1970-12-02T18:00:00"^^<xsd:dateTime>'),
        ("1970-12-02T18:00:00+09", "DateTime", '"1970-12-02T18:00:00+09:00"^^<xsd:dateTime>'),
        ("1970-12-02T18:00:00-03:30", "DateTime", '"1970-12-02T18:00:00-03:30"^^<xsd:dateTime>'),
        ("1970-12-02T18:00:00+00:00", "DateTime", '"1970-12-02T18:00:00Z"^^<xsd:dateTime>'),
        ("[1971-03-04]", "Date", '"1971-03-04"^^<xsd:date>'),
        ("1971-03", "gYearMonth", '"1971-03"^^<xsd:gYearMonth>'),
    ],
)
def test_a_time_of_day_is_kept_and_a_day_is_no_window(
    text: str, place: str, value: str, kind: Kind
) -> None:
    assert instants(text, kind) == {f"t-{side}": (f"inXSD{place}", value) for side in SIDES}


def test_a_season_is_a_window_of_days() -> None:
    assert instants("1971-22", embedded) == {
        f"t-{side}-{bound}": ("inXSDDate", f'"1971-{day}"^^<xsd:date>')
        for side in SIDES
        for bound, day in (("earliest", "06-01"), ("latest", "08-31"))
    }


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
