"""Each rule of `derived`, with what it must not derive beside it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from alliancekg import vocabulary
from alliancekg.dates import conflict
from alliancekg.dates import parse as parse_date
from alliancekg.derived import derive
from alliancekg.findings import Place
from alliancekg.mapping import quads
from alliancekg.records import (
    Actor,
    Claim,
    Dating,
    Event,
    Participation,
    Policy,
    Record,
    Ref,
    Source,
    Treaty,
)

ID = "https://w3id.org/alliancekg/id/"
AK = "https://w3id.org/alliancekg/ns#"
GRAPH = NamedNode("https://w3id.org/alliancekg/graph/derived")
SUBCLASSES = """
PREFIX ak: <https://w3id.org/alliancekg/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
ak:State rdfs:subClassOf ak:Organization , <http://semanticweb.cs.vu.nl/2009/11/sem/Actor> .
ak:Organization rdfs:subClassOf ak:Actor .
ak:Event rdfs:subClassOf <http://semanticweb.cs.vu.nl/2009/11/sem/Event> .
ak:Loop rdfs:subClassOf ak:Loop .
"""
ROW = Place("seeds/test.csv", 2, 2)


def short(found: Iterable[Quad]) -> list[str]:
    """Return `subject predicate object` with the project's namespaces left out."""
    names = ((node.value for node in quad.triple) for quad in found)
    return [" ".join(n.removeprefix(ID).removeprefix(AK) for n in triple) for triple in names]


def derived(*records: Record, more: Iterable[Quad] = ()) -> list[str]:
    found = derive([*(quad for record in records for quad in quads(record)), *more])
    assert {quad.graph_name for quad in found} <= {GRAPH}
    return short(found)


def source(key: str, rank: int) -> Source:
    return Source(id=key, source=key, place=ROW, type="Dataset", title=key, citation=key, rank=rank)


def event(edtf: str, by: str = "book", key: str = "war") -> Event:
    return Event(
        id=key, source=by, place=ROW, event_type="war", status="done", label=key, edtf=edtf
    )


def dating(edtf: str, by: str, record: str = "event/war", aspect: str = "time") -> Dating:
    kind, _, key = record.partition("/")
    return Dating(
        id=f"{record}:{aspect}",
        source=by,
        place=ROW,
        record=Ref(kind, key),
        aspect=aspect,
        edtf=edtf,
    )


def claim(predicate: str, kind: str = "causal", stance: str = "asserts") -> Claim:
    return Claim(
        id="c1",
        source="book",
        place=ROW,
        paraphrase="One came of the other.",
        claimants=("ann",),
        stance_holder="ann",
        stance=stance,
        claim_kind=kind,
        subject=Ref("event", "subject"),
        predicate=predicate,
        object=Ref("policy", "object"),
    )


def test_a_node_is_of_all_superclasses_of_ours_and_of_no_others() -> None:
    state = Actor(id="france", source="states", place=ROW, type="State", label="France")
    ontology = list(parse(SUBCLASSES, format=RdfFormat.TURTLE))
    type_ = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    assert derived(state, event(""), more=ontology) == [
        f"actor/france {type_} Actor",
        f"actor/france {type_} Organization",
    ]


def test_the_actor_classes_of_the_project_are_actors(root: Path) -> None:
    classes = ("State", "Government", "Person", "Organization", "MilitaryUnit", "Group")
    actors = [Actor(id=c.lower(), source="s", place=ROW, type=c, label=c) for c in classes]
    found = derived(*actors, more=vocabulary.quads(root / "ontology"))
    type_ = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    assert {f"actor/{c.lower()} {type_} Actor" for c in classes} <= set(found)


def test_who_has_a_role_in_an_event_takes_part_and_only_a_party_is_one() -> None:
    treaty = Treaty(id="pact", source="book", place=ROW, treaty_type="alliance", label="Pact")

    def role(record: str, actor: str, role: str) -> Participation:
        kind, _, key = record.partition("/")
        return Participation(
            id=f"{record}:{actor}:{role}",
            source="book",
            place=ROW,
            record=Ref(kind, key),
            actor=actor,
            role=role,
        )

    assert derived(
        treaty,
        event(""),
        role("event/war", "france", "belligerent"),
        role("event/war", "france", "target"),
        role("event/war", "press", "party"),
        role("treaty/pact", "france", "party"),
        role("treaty/pact", "press", "witness"),
    ) == [
        "event/war participant actor/france",
        "event/war participant actor/press",
        "treaty/pact party actor/france",
    ]


@pytest.mark.parametrize(
    ("datings", "chosen"),
    [
        ({"book": "1894"}, "book"),
        ({"book": "1894", "record": "1894-07/1895-04"}, "record"),
        ({"record": "1894/1895", "book": "1894-07-25"}, "record"),
        ({"book": "1894", "memoir": "1894-07"}, "memoir"),
        ({"book": "1894", "memoir": "1894-07/.."}, "book"),
        ({"memoir": "1894-07/", "book": "1894/.."}, "book"),
        ({"memoir": "1894", "book": "1894"}, "book"),
        ({"unranked": "1894-07-25", "book": "1894"}, "book"),
        ({"unranked": "1894-07-25"}, "unranked"),
    ],
    ids=" ".join,
)
def test_the_time_is_of_the_best_source_then_the_narrowest_then_the_first(
    datings: dict[str, str], chosen: str
) -> None:
    ranked = [source("record", 1), source("book", 2), source("memoir", 2)]
    given = [dating(edtf, by) for by, edtf in datings.items()]
    assert [line for line in derived(event(""), *ranked, *given) if " time " in line] == [
        f"event/war time event/war#time-{chosen}"
    ]


def test_a_policy_has_a_time_and_a_treaty_has_none() -> None:
    treaty = Treaty(
        id="pact",
        source="book",
        place=ROW,
        treaty_type="alliance",
        label="Pact",
        signed="1953",
        in_force="1954",
    )
    policy = Policy(
        id="plan", source="book", place=ROW, policy_type="plan", label="Plan", edtf="1966"
    )
    assert derived(treaty, policy) == ["policy/plan time policy/plan#time-book"]


@pytest.mark.parametrize(
    ("predicate", "order"),
    [
        ("causedBy", ("policy/object", "event/subject")),
        ("inResponseTo", ("policy/object", "event/subject")),
        ("follows", ("policy/object", "event/subject")),
        ("ledTo", ("event/subject", "policy/object")),
        ("concurrentWith", None),
        ("prevents", None),
    ],
)
def test_the_content_of_a_claim_states_an_order(
    predicate: str, order: tuple[str, str] | None
) -> None:
    expected = (
        [f"claim/c1 statesEarlier {order[0]}", f"claim/c1 statesLater {order[1]}"] if order else []
    )
    assert derived(claim(predicate)) == expected


@pytest.mark.parametrize("kind", ["descriptive", "causal", "evaluative"])
@pytest.mark.parametrize("stance", ["asserts", "reports", "concedes", "doubts"])
def test_an_order_is_stated_by_what_nobody_rejects(kind: str, stance: str) -> None:
    assert len(derived(claim("ledTo", kind, stance))) == 2


@pytest.mark.parametrize(
    ("kind", "stance"),
    [
        ("causal", "rejects"),
        ("counterfactual", "asserts"),
        ("prescriptive", "asserts"),
        ("predictive", "asserts"),
    ],
)
def test_no_order_is_stated_by_what_is_rejected_or_not_said_to_be(kind: str, stance: str) -> None:
    assert derived(claim("ledTo", kind, stance)) == []


def test_no_order_is_taken_from_two_contents_under_one_claim() -> None:
    other = Claim(
        id="c1",
        source="memoir",
        place=ROW,
        paraphrase="Another.",
        claimants=("bob",),
        stance_holder="bob",
        stance="asserts",
        claim_kind="causal",
        subject=Ref("event", "third"),
        predicate="ledTo",
        object=Ref("policy", "object"),
    )
    assert derived(claim("ledTo"), other) == []


def test_spans_of_different_sources_that_exclude_each_other_conflict_both_ways() -> None:
    assert conflict(parse_date("1977"), parse_date("1978-11-07"))
    treaty = [
        dating("1953", "book", "treaty/pact", "signed"),
        dating("1954", "record", "treaty/pact", "signed"),
        dating("1955", "record", "treaty/pact", "in-force"),
    ]
    found = derived(event("1977"), dating("1978-11-07", "record"), dating("1977-02", "x"), *treaty)
    assert [line for line in found if "conflictsWith" in line] == [
        "event/war#time-book conflictsWith event/war#time-record",
        "event/war#time-record conflictsWith event/war#time-book",
        "event/war#time-record conflictsWith event/war#time-x",
        "event/war#time-x conflictsWith event/war#time-record",
        "treaty/pact#signed-book conflictsWith treaty/pact#signed-record",
        "treaty/pact#signed-record conflictsWith treaty/pact#signed-book",
    ]


def test_spans_of_different_records_do_not_conflict() -> None:
    found = derived(event("1977"), event("1978", by="record", key="peace"))
    assert [line for line in found if "conflictsWith" in line] == []


def test_deriving_again_over_what_was_derived_gives_the_same_in_any_order() -> None:
    records = [event("1977"), dating("1978", "record"), claim("ledTo"), source("record", 1)]
    stated = [quad for record in records for quad in quads(record)]
    first = derive(stated)
    shuffled = [*first, *stated]
    random.Random(7).shuffle(shuffled)
    assert len(first) == 5
    assert derive(shuffled) == first


def test_what_a_source_states_is_not_derived_again() -> None:
    span = NamedNode(ID + "event/war#time-book")
    stated = Quad(NamedNode(ID + "event/war"), NamedNode(AK + "time"), span, NamedNode("x:graph"))
    assert derived(event("1977"), more=[stated]) == []
