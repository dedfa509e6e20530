"""The profile sem: facts checked by hand, and what its file answers to who knows SEM alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import profile_outputs
import pyoxigraph as px
import pytest
import rdflib
from profile_outputs import QUERIES, Objects

from alliancekg import export, profiles, queries, results
from alliancekg.embedded import Embedded
from alliancekg.namespaces import ID, PREFIXES
from alliancekg.store import Store

QUERY = Path(__file__).parent / "profiles" / "what-followed.rq"
NIXON = "event/nixon-doctrine"
NO_PART = {f"role#{name}" for name in ("accused", "affected", "beneficiary", "subject-matter")}
HAPPENED = {"done", "ongoing", "recurrent"}
Row = tuple[str, int, int, str]  # event, least and most days after, certain or possible


@pytest.fixture(scope="module")
def said(built: Store) -> dict[str, Objects]:
    return profile_outputs.subjects(built, "sem")


def test_an_event_has_its_type_its_actor_and_its_times(said: dict[str, Objects]) -> None:
    assert said[NIXON] == {
        "rdf:type": {"sem:Event"},
        "rdfs:label": {'"Declaration of the Nixon Doctrine"@en'},
        "sem:eventType": {"event-type#doctrine-declaration"},
        "sem:hasActor": {"actor/usa", f"{NIXON}#participation-usa-announcer"},
        "sem:hasTime": {
            f"{NIXON}#time-public-record",
            f"{NIXON}#time-public-record-sem-view",
            f"{NIXON}#time-hwang-2006-sem-view",
        },
    }


def test_a_role_is_of_one_actor_according_to_a_source(said: dict[str, Objects]) -> None:
    assert said[f"{NIXON}#participation-usa-announcer"] == {
        "rdf:type": {"sem:Role", "sem:View"},
        "rdfs:label": {'"usa as announcer"@en'},
        "rdf:value": {"actor/usa"},
        "sem:roleType": {"role#announcer"},
        "sem:accordingTo": {"source/hwang-2006"},
    }
    assert said["role#announcer"] == {
        "rdf:type": {"sem:RoleType"},
        "rdfs:label": {'"announcer"@en'},
    }
    assert said["actor/usa"]["sem:actorType"] == {"ak:State"}
    assert said["source/hwang-2006"]["rdf:type"] == {"sem:Authority"}


def test_every_dating_is_a_view_and_only_the_preferred_one_a_time_of_the_event(
    said: dict[str, Objects],
) -> None:
    event = "event/carter-withdrawal-announcement"
    assert said[f"{event}#time-hwang-2006"] == {
        "rdf:type": {"sem:Time"},
        "rdfs:label": {'"1977"@en'},
        "sem:hasEarliestBeginTimeStamp": {'"1977-01-01"^^<xsd:date>'},
        "sem:hasLatestBeginTimeStamp": {'"1977-12-31"^^<xsd:date>'},
        "sem:hasEarliestEndTimeStamp": {'"1977-01-01"^^<xsd:date>'},
        "sem:hasLatestEndTimeStamp": {'"1977-12-31"^^<xsd:date>'},
    }
    stamps = said[f"{event}#time-public-record"]
    assert stamps["sem:hasEarliestBeginTimeStamp"] == {'"1977-03-09"^^<xsd:date>'}
    assert f"{event}#time-hwang-2006" not in said[event]["sem:hasTime"]
    assert said[f"{event}#time-hwang-2006-sem-view"] == {
        "rdf:type": {"sem:View"},
        "rdfs:label": {
            '"1977 according to The U.S.–Korea Alliance on the Rocks: Shaken, Not Stirred"@en'
        },
        "rdf:value": {f"{event}#time-hwang-2006"},
        "sem:accordingTo": {"source/hwang-2006"},
    }


def test_an_open_end_is_a_type_of_a_time_and_a_date_that_is_not_sure_has_no_stamps(
    said: dict[str, Objects],
) -> None:
    """SEM: a time stamp is the earliest or the latest possible day; `about 1947` tells neither."""
    war = said["event/global-war-on-terrorism#time-public-record"]
    assert war["sem:timeType"] == {"ak:openEnded"}
    assert "sem:hasLatestEndTimeStamp" not in war
    assert said["event/cold-war"]["sem:hasTime"] >= {"event/cold-war#time-public-record"}
    assert said["event/cold-war#time-public-record"] == {
        "rdf:type": {"sem:Time"},
        "rdfs:label": {'"1947~/1991-12"@en'},
        "sem:timeType": {"ak:qualified"},
    }
    unsure = [about for about in said.values() if "ak:qualified" in about.get("sem:timeType", ())]
    assert len(unsure) == 2
    assert [about for about in unsure if any(name.endswith("Stamp") for name in about)] == []
    assert said["ak:qualified"] == {
        "rdf:type": {"sem:TimeType"},
        "rdfs:label": {'"qualified"@en'},
    }


def test_who_is_only_spoken_of_or_touched_takes_no_part(
    said: dict[str, Objects], built: Store
) -> None:
    """SEM: actors take part in an event, either actively or passively."""
    announcement = "event/carter-withdrawal-announcement"
    assert said[announcement]["sem:hasActor"] == {
        *("actor/usa", "actor/jimmy-carter"),
        *(f"{announcement}#participation-{who}" for who in ("jimmy-carter-announcer", "usa-agent")),
    }
    text = "SELECT ?p ?r { ?e a ak:Event ; ak:participation ?p . ?p ak:role ?r }"
    head = f"PREFIX ak: <{PREFIXES['ak']}> "
    rows = queries.run_text(head + text, Embedded(built.current().open())).rows
    roles = {profile_outputs.short(part): profile_outputs.short(role) for part, role in rows}
    assert {role for part, role in roles.items() if part not in said} >= NO_PART
    assert {role for part, role in roles.items() if part in said}.isdisjoint(NO_PART)
    assert {"role#target", "role#victim", "role#recipient"} & {
        role for part, role in roles.items() if part in said
    }


def test_a_part_of_an_event_and_a_place_are_told(said: dict[str, Objects]) -> None:
    assert said["event/us-intervention-1950"]["sem:subEventOf"] == {"event/korean-war"}
    assert said["event/korean-war"]["sem:hasPlace"] == {"place/korean-peninsula"}
    assert said["place/korean-peninsula"]["rdf:type"] == {"sem:Place"}


def test_only_what_happened_is_an_event(said: dict[str, Objects], built: Store) -> None:
    found = Embedded(built.current().open())
    text = "SELECT ?e ?s { ?e a ak:Event ; ak:status ?s }"
    head = f"PREFIX ak: <{PREFIXES['ak']}> "
    rows = queries.run_text(head + text, found).rows
    statuses = {(profile_outputs.short(e), str(s).partition("#")[2][:-1]) for e, s in rows}
    happened = {event for event, status in statuses if status in HAPPENED}
    assert len(happened) == 122
    assert {status for event, status in statuses if event not in happened} == {
        *("alleged", "announced", "cancelled", "counterfactual", "hypothetical", "planned"),
    }
    assert {name for name, about in said.items() if "sem:Event" in about["rdf:type"]} == happened
    named = {name.partition("#")[0] for name in said if name.startswith("event/")}
    assert named == happened


# --- a question to the file


@pytest.fixture(scope="module")
def file(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    profile = profiles.get(QUERIES, "sem")
    path = tmp_path_factory.mktemp("sem") / "sem.ttl"
    quads = [px.Quad(*triple) for triple in profile_outputs.triples(built, "sem")]
    export.export_to(path, quads, profile.format, prefixes=profile.prefixes)
    return path


def by_oxigraph(file: Path, text: str) -> Iterator[list[str]]:
    store = px.Store()
    store.load(path=file, format=px.RdfFormat.TURTLE)
    found = store.query(text)
    assert isinstance(found, px.QuerySolutions)
    for row in found:
        yield [results.plain(term) for term in row]


def by_rdflib(file: Path, text: str) -> Iterator[list[str]]:
    for row in rdflib.Graph().parse(file, format="turtle").query(text):
        yield ["" if term is None else str(term) for term in row]  # type: ignore[union-attr]


Asked = Callable[[Path, str], Iterator[list[str]]]


def followed(file: Path, ask: Asked, label: str, days: int) -> set[Row]:
    """Return what began within so many days after an event, by the terms of SEM alone."""
    text = QUERY.read_text(encoding="utf-8").replace("FIRST", label)
    rows = set()
    for event, *dates in ask(file, text):
        begin, begun, ended, over = (dt.date.fromisoformat(day) for day in dates)
        least, most = (begin - over).days, (begun - ended).days
        is_certain = least > 0 and most <= days
        if least <= days:
            rows.add((event, least, most, "certain" if is_certain else "possible"))
    return rows


def ours(built: Store, key: str, days: int) -> set[Row]:
    """Return the answer of our saved query: of what happened, and has a date that is sure."""
    saved = queries.get(QUERIES, "events-after-event")
    engine = Embedded(built.current().open())
    found = queries.run(saved, engine, {"event": key, "days": str(days)})
    rows = (dict(zip(found.variables, cells, strict=True)) for cells in results.cells(found))
    return {
        (row["event"], int(row["leastDays"]), int(row["mostDays"]), row["order"])
        for row in rows
        if row["status"] in HAPPENED and not set(row["dated"]) & set("?~%")
    }


@pytest.mark.parametrize("ask", [by_oxigraph, by_rdflib])
def test_the_file_tells_what_followed_the_nixon_doctrine_as_our_query_does(
    ask: Asked, file: Path, built: Store
) -> None:
    found = followed(file, ask, "Declaration of the Nixon Doctrine", 1096)
    assert found == {
        ("Period of tension in the alliance around the Nixon Doctrine", -205, 159, "possible"),
        ("South Korean shift to equal weight for self-reliant defense", 160, 524, "certain"),
        ("Withdrawal of the U.S. Seventh Infantry Division from South Korea", 610, 610, "certain"),
        ("Nixon’s efforts at rapprochement with China", 720, 720, "certain"),
    }
    assert found == ours(built, "nixon-doctrine", 1096)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("nixon-doctrine", "Declaration of the Nixon Doctrine"),
        (
            "carter-withdrawal-announcement",
            "Carter announces the unilateral withdrawal of the Second Infantry Division",
        ),
        ("korean-war", "Korean War"),
    ],
)
def test_so_it_does_without_a_limit_of_days(key: str, label: str, file: Path, built: Store) -> None:
    found = followed(file, by_oxigraph, label, 40_000)
    assert len(found) > 20
    assert found == ours(built, key, 40_000)
    assert {order for *_, order in found} == {"certain", "possible"}


def test_of_what_has_no_sure_date_the_file_tells_no_order(file: Path, built: Store) -> None:
    assert {order for *_, order in ours(built, "cold-war", 40_000)} == {"possible"}
    assert followed(file, by_oxigraph, "Cold War", 40_000) == set()


@pytest.mark.parametrize(
    "lost",
    [
        "event/seventh-division-withdrawal> a sem:Event",
        "event/seventh-division-withdrawal> sem:hasTime ?o",
        "event/seventh-division-withdrawal#time-public-record> sem:hasEarliestBeginTimeStamp ?o",
        "event/nixon-doctrine#time-public-record> sem:hasLatestEndTimeStamp ?o",
        "event/seventh-division-withdrawal> rdfs:label ?o",
    ],
)
def test_a_file_that_lost_an_event_or_its_date_tells_less(
    lost: str, file: Path, built: Store, tmp_path: Path
) -> None:
    profile = profiles.get(QUERIES, "sem")
    store = px.Store()
    store.load(path=file, format=px.RdfFormat.TURTLE)
    store.update(f"DELETE WHERE {{ <{ID}{lost} }}", prefixes=dict(profile.prefixes))
    assert len(store) < len(profile_outputs.triples(built, "sem"))
    worse = tmp_path / "sem.ttl"
    export.export_to(worse, list(store), profile.format, prefixes=profile.prefixes)
    found = followed(worse, by_oxigraph, "Declaration of the Nixon Doctrine", 1096)
    assert found < ours(built, "nixon-doctrine", 1096)


def test_the_question_uses_the_terms_of_sem_and_labels_alone() -> None:
    text = QUERY.read_text(encoding="utf-8")
    assert text.count("PREFIX") == 2
    assert "alliancekg" not in text
