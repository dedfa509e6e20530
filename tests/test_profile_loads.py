"""Profiles of loaded data: their shapes hold, and what only such data have is told as it should."""

from __future__ import annotations

import re

import profile_outputs
import pyoxigraph as px
import pytest
from loaded_store import loaded
from profile_outputs import QUERIES

from alliancekg import checking, profiles
from alliancekg.shapes import read_shape_file
from alliancekg.store import Store

__all__ = ["loaded"]

NAMES = ("org", "owl-time", "prov", "schema", "sem", "triple-terms")


@pytest.mark.parametrize("name", NAMES)
def test_the_output_conforms_to_its_shapes_where_data_are_loaded(name: str, loaded: Store) -> None:
    """Data of all families: states, wars, crises, treaties, leaders, documents, coded events."""
    triples = profile_outputs.triples(loaded, name)
    shapes = read_shape_file(profiles.get(QUERIES, name).shapes)
    report = checking.check((px.Quad(*triple) for triple in triples), shapes, {})
    assert [str(finding) for finding in report.findings] == []
    assert report.focus_nodes


def test_documents_are_members_of_the_volume_that_prints_them(loaded: Store) -> None:
    """Many of the documents of a volume name nobody who wrote them, and are no rows."""
    said = profile_outputs.subjects(loaded, "prov")
    volume = said["source/frus1969-76v19p1"]
    assert volume["rdf:type"] == {"dcat:Dataset", "prov:Collection", "prov:Entity"}
    assert len(volume["prov:hadMember"]) == 172
    estimate = said["source/frus1969-76v19p1-d1"]
    assert "prov:wasAttributedTo" not in estimate
    assert estimate["rdf:type"] == {"dcterms:BibliographicResource", "prov:Entity"}
    assert said["source/codes"]["rdf:type"] == {"dcat:Dataset", "prov:Entity"}


def test_a_telegram_is_dated_to_the_minute_of_its_dispatch(loaded: Store) -> None:
    told = profile_outputs.subjects(loaded, "owl-time")
    (when,) = told["event/frus1969-76v19p1-d92"]["time:hasTime"]
    for side in ("begin", "end"):
        instant = dict(told[f"{when}-{side}"])
        assert instant.pop("rdfs:label") == {f'"{side} of 1971-04-19T09:30:00Z"@en'}
        assert instant == {
            "rdf:type": {"time:Instant"},
            "time:inXSDDateTime": {'"1971-04-19T09:30:00Z"^^<xsd:dateTime>'},
        }


def test_no_proper_interval_begins_where_it_ends(loaded: Store) -> None:
    told = profile_outputs.subjects(loaded, "owl-time")
    ends = ("time:hasBeginning", "time:hasEnd")
    proper = [about for about in told.values() if "time:ProperInterval" in about["rdf:type"]]
    places = [
        [
            {place: date for place, date in told[node].items() if place.startswith("time:inXSD")}
            for end in ends
            for node in about[end]
        ]
        for about in proper
    ]
    assert len(places) > 100
    assert [begin for begin, end in places if begin and begin == end] == []


def test_to_take_part_is_not_to_attend(loaded: Store) -> None:
    """The parties of a war or a crisis are no audience, and who announces does not organize."""
    meant = {
        '"organizer"@en': "schema:organizer",
        '"speaker"@en': "schema:performer",
        '"witness"@en': "schema:attendee",
        '"contributor"@en': "schema:contributor",
        '"subject matter"@en': "schema:about",
    }
    found = {}
    for about in profile_outputs.subjects(loaded, "schema").values():
        if "schema:Role" in about["rdf:type"]:
            (name,), (part,) = about["schema:roleName"], about.keys() & set(meant.values())
            assert meant[name] == part
            found[name] = part
    assert found.keys() == meant.keys() - {'"organizer"@en'}  # no data set has that role


def test_a_time_of_day_is_part_of_a_date(loaded: Store) -> None:
    told = profile_outputs.subjects(loaded, "schema")
    telegram = told["event/frus1969-76v19p1-d92"]
    stamp = {'"1971-04-19T09:30:00Z"^^<xsd:dateTime>'}
    assert (telegram["schema:startDate"], telegram["schema:endDate"]) == (stamp, stamp)
    volume = [about for name, about in told.items() if re.fullmatch(r"event/frus[^#]*", name)]
    assert len(volume) == 170
    assert sum("schema:startDate" in about for about in volume) == 165  # five have no date


def test_leaders_of_a_loaded_list_have_their_days(loaded: Store) -> None:
    told = profile_outputs.subjects(loaded, "org")
    (eisenhower,) = (
        about
        for about in told.values()
        if about["rdfs:label"] == {'"Eisenhower"@en'} and "foaf:Person" in about["rdf:type"]
    )
    (office,) = eisenhower["org:hasMembership"]
    (period,) = told[office]["org:memberDuring"]
    found = told[period]
    assert found["rdfs:label"] == {'"1953-01-20/1961-01-20"'}
    ((begin,), (end,)) = (found["time:hasBeginning"], found["time:hasEnd"])
    assert told[begin]["time:inXSDDate"] == {'"1953-01-20"^^<xsd:date>'}
    assert told[end]["time:inXSDDate"] == {'"1961-01-20"^^<xsd:date>'}
    (park,) = (about for about in told.values() if about["rdfs:label"] == {'"2013-02-25/"'})
    assert park.keys() == {"rdf:type", "rdfs:label", "time:hasBeginning"}
