"""The profile schema: facts checked by hand, dates in the precision of their source above all."""

from __future__ import annotations

import re

import profile_outputs
import pyoxigraph as px
import pytest
from engine_kinds import Kind, embedded, rdflib
from profile_outputs import QUERIES, Objects

from alliancekg import profiles
from alliancekg.namespaces import ID, PREFIXES
from alliancekg.store import Store

NIXON = "event/nixon-doctrine"
ROW = re.compile(rf"<{re.escape(ID)}file/seeds/hwang-2006/claims\.csv#row=\d+>")
PARTS = {
    *("schema:about", "schema:attendee", "schema:contributor", "schema:organizer"),
    "schema:performer",
}


@pytest.fixture(scope="module")
def said(built: Store) -> dict[str, Objects]:
    return profile_outputs.subjects(built, "schema")


def test_an_event_has_its_name_type_dates_and_actors_in_roles(said: dict[str, Objects]) -> None:
    assert said[NIXON] == {
        "rdf:type": {"schema:Event"},
        "schema:name": {'"Declaration of the Nixon Doctrine"@en'},
        "schema:additionalType": {"event-type#doctrine-declaration"},
        "schema:startDate": {'"1969-07-25"^^<xsd:date>'},
        "schema:endDate": {'"1969-07-25"^^<xsd:date>'},
    }
    speech = "event/acheson-speech"
    assert said[speech]["schema:performer"] == {f"{speech}#participation-dean-acheson-speaker"}
    assert said[f"{speech}#participation-dean-acheson-speaker"] == {
        "rdf:type": {"schema:Role"},
        "schema:roleName": {'"speaker"@en'},
        "schema:performer": {"actor/dean-acheson"},
    }
    assert said["event-type#doctrine-declaration"]["rdf:type"] == {"schema:DefinedTerm"}


@pytest.mark.parametrize(
    ("event", "start", "end"),
    [
        ("korean-war", "1950-06-25 date", "1953-07-27 date"),
        ("rok-in-enduring-freedom", "2001-12 gYearMonth", "2007-12 gYearMonth"),
        ("nixon-era-tension", "1969 gYear", "1974 gYear"),
        ("force-improvement-plan-launch", "1974 gYear", "1974 gYear"),
        ("koreanization", "1974 gYear", ""),  # 1974/198X: a decade is no year
        ("cold-war", "", "1991-12 gYearMonth"),  # 1947~/1991-12: about 1947
        ("global-war-on-terrorism", "2001-09 gYearMonth", ""),  # 2001-09/..: goes on
    ],
)
def test_a_date_is_as_precise_as_it_is_written(
    event: str, start: str, end: str, said: dict[str, Objects]
) -> None:
    for name, date in (("startDate", start), ("endDate", end)):
        value, _, kind = date.partition(" ")
        expected = {f'"{value}"^^<xsd:{kind}>'} if date else set()
        assert said[f"event/{event}"].get(f"schema:{name}", set()) == expected


def test_a_cancelled_event_says_so_and_no_other_event_has_a_status(
    said: dict[str, Objects],
) -> None:
    with_status = {
        name: about["schema:eventStatus"]
        for name, about in said.items()
        if "schema:eventStatus" in about
    }
    assert with_status == {"event/second-division-withdrawal": {"schema:EventCancelled"}}


def test_what_is_planned_or_imagined_is_left_out(said: dict[str, Objects]) -> None:
    events = {name for name, about in said.items() if "schema:Event" in about["rdf:type"]}
    assert len(events) == 123
    assert "event/usfk-drawdown" not in said  # planned
    assert "event/redeployment-to-iraq" not in said  # announced


def test_who_takes_part_is_told_where_schema_org_has_a_word_for_it(
    said: dict[str, Objects],
) -> None:
    announcement = said["event/carter-withdrawal-announcement"]
    part = "event/carter-withdrawal-announcement#participation"
    assert announcement.keys() & PARTS == {"schema:about"}  # nobody organized it
    assert announcement["schema:about"] == {f"{part}-us-2nd-infantry-division-subject-matter"}
    hearing = said["event/alliance-hearing"]
    assert hearing.keys() & PARTS == {"schema:attendee"}
    assert hearing["schema:attendee"] == {
        "event/alliance-hearing#participation-balbina-hwang-witness"
    }
    intervention = said["event/us-intervention-1950"]  # of an intervener, for a beneficiary
    assert not intervention.keys() & PARTS
    assert intervention["schema:superEvent"] == {"event/korean-war"}
    assert intervention["schema:location"] == {"place/korean-peninsula"}


def test_only_persons_and_bodies_take_part_or_make_a_claim(said: dict[str, Objects]) -> None:
    """The calls of unnamed critics have a speaker, and some claims are of groups."""
    able = {"schema:Person", "schema:Organization"}
    parts = ("schema:performer", "schema:attendee", "schema:contributor", "schema:organizer")
    able_only = ("schema:author", *parts)
    actors = [
        actor
        for about in said.values()
        for part in able_only
        if "schema:Event" not in about["rdf:type"]
        for actor in about.get(part, ())
    ]
    assert actors
    assert [actor for actor in actors if not said[actor]["rdf:type"] & able] == []
    calls = "event/calls-to-end-alliance"
    assert not said[calls].keys() & PARTS
    assert f"{calls}#participation-alliance-critics-speaker" not in said
    claims = [about for about in said.values() if "schema:Claim" in about["rdf:type"]]
    assert [about for about in claims if "schema:author" not in about] == []
    assert "claim/walk-away" not in said


def test_actors_have_the_classes_of_schema_org(said: dict[str, Objects]) -> None:
    assert said["actor/usa"] == {
        "rdf:type": {"schema:Country", "schema:Organization"},
        "schema:name": {'"United States"@en'},
        "schema:sameAs": {"wd:Q30"},
    }
    classes = {
        "jimmy-carter": {"schema:Person"},
        "us-government": {"schema:GovernmentOrganization", "schema:Organization"},
        "us-2nd-infantry-division": {"schema:Organization"},
        "heritage-foundation": {"schema:Organization"},
        "alliance-critics": {"schema:Thing"},
    }
    assert {name: said[f"actor/{name}"]["rdf:type"] for name in classes} == classes
    assert said["place/washington-dc"]["schema:containedInPlace"] == {"actor/usa"}


def test_a_claim_has_its_text_its_author_and_where_it_appears(said: dict[str, Objects]) -> None:
    assert said["claim/fears-from-withdrawal"] == {
        "rdf:type": {"schema:Claim"},
        "schema:text": {
            '"The withdrawal of the Seventh Infantry Division shook South Korea with the fear of '
            'being abandoned and unsafe."@en'
        },
        "schema:author": {"actor/balbina-hwang"},
        "schema:about": {
            *("actor/rok", "event/rok-fears-of-abandonment", "event/seventh-division-withdrawal"),
        },
        "schema:appearance": {"passage/hwang-2006/p020.3", "source/hwang-2006"},
    }
    assert said["passage/hwang-2006/p020.3"]["schema:isPartOf"] == {"source/hwang-2006"}
    assert said["source/hwang-2006"] == {
        "rdf:type": {"schema:CreativeWork"},
        "schema:name": {'"The U.S.–Korea Alliance on the Rocks: Shaken, Not Stirred"@en'},
        "schema:creditText": {'"Balbina Y. Hwang"'},
        "schema:datePublished": {'"2006"^^<xsd:gYear>'},
    }


def test_only_claims_of_what_is_or_why_are_claims(said: dict[str, Objects]) -> None:
    claims = {name for name, about in said.items() if "schema:Claim" in about["rdf:type"]}
    assert len(claims) == 144  # of 153 that say what is or why; nine are of groups alone
    assert "claim/withdraw-all-forces" not in said  # prescriptive
    assert not {name for about in said.values() for name in about} & {
        *("schema:firstAppearance", "schema:claimReviewed", "schema:reviewRating"),
    }


@pytest.mark.parametrize("kind", [embedded, rdflib])
def test_a_claim_of_a_row_alone_appears_in_the_source_of_the_row(kind: Kind, built: Store) -> None:
    """So it is of nanopublications: no passage of a text is behind them."""
    claim, passage = f"{ID}claim/fears-from-withdrawal", f"{ID}passage/hwang-2006/p020.3"
    kept = {claim, f"{ID}source/hwang-2006", f"{ID}actor/balbina-hwang"}
    few = px.Store()
    for quad in built.current().open():
        if str(quad.subject)[1:-1] in kept or ROW.fullmatch(str(quad.subject)):
            few.add(quad)
    few.update(f"DELETE DATA {{ <{claim}> <{PREFIXES['ak']}evidence> <{passage}> }}")
    with kind(few) as engine:
        triples = profiles.constructed(profiles.get(QUERIES, "schema"), engine)
    works = {str(t.object) for t in triples if str(t.predicate).endswith("/appearance>")}
    assert works == {f"<{ID}source/hwang-2006>"}
