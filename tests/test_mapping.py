"""Each record kind against the N-Quads that it states: tests/mapping/NAME.nq for RECORDS[NAME]."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from alliancekg import records, vocabulary
from alliancekg.findings import Place
from alliancekg.mapping import node_places, quads
from alliancekg.namespaces import AK, SCHEME
from alliancekg.records import (
    Actor,
    Claim,
    Code,
    Dating,
    Event,
    Link,
    Location,
    Mention,
    Participation,
    Passage,
    Policy,
    Position,
    Quantity,
    Record,
    Ref,
    Source,
    Treaty,
)
from alliancekg.statements import number

CASES = Path(__file__).parent / "mapping"
ID = "https://w3id.org/alliancekg/id/"


def at(stem: str, row: int, folder: str = "seeds/book") -> Place:
    return Place(f"{folder}/{stem}.csv", line=row, row=row)


RECORDS: dict[str, Record] = {
    "source": Source(
        id="book",
        source="book",
        place=at("sources", 2, "seeds"),
        note="A made-up book.",
        type="Document",
        title="A Book of Alliances",
        creators=("Ann Author", "Bob Writer"),
        issued="2006-03",
        publisher="A Press",
        license="https://creativecommons.org/licenses/by/4.0/",
        citation="Author, Ann, and Bob Writer. A Book of Alliances. 2006.",
        url="https://example.org/book",
        rank=2,
        text_length=36100,
        text_digest="ab" * 32,
        coverage_measures=("troop-strength", "deaths"),
        coverage_actors=("france",),
        coverage_time="1950/1971",
    ),
    "dataset": Source(
        id="states",
        source="states",
        place=at("sources", 3, "seeds"),
        type="Dataset",
        title="States",
        citation="States, a list.",
        rank=9,
    ),
    "part-of-a-dataset": Source(
        id="states-1950",
        source="states",
        place=at("sources", 4, "seeds"),
        type="Dataset",
        title="States, 1950",
        citation="States, 1950, a list.",
        rank=9,
        part_of=("states", "lists"),
        identifiers=("doi:10.1/1950", "S-1950"),
    ),
    "passage": Passage(
        id="p020-1",
        source="book",
        place=at("passages", 40),
        paragraph="p020",
        start=9211,
        end=9480,
        digest="0f" * 32,
    ),
    "actor": Actor(
        id="france",
        source="states",
        place=at("states", 7, "seeds"),
        note="The Fifth Republic.",
        type="State",
        label="France",
        alt_labels=("French Republic", "République française"),
        part_of=("europe",),
        member_of=("nato", "eec"),
        cow_code="220",
        gw_code="221",
        cow_time=("1816-01-01/1942-11-11", "1944-08-25/.."),
        gw_time=("1816-01-01/..",),
        iso_alpha3="FRA",
        wikidata="Q142",
    ),
    "code": Code(
        id="cow-220-1816-01-01",
        source="codes",
        place=at("codes", 3, "seeds"),
        note="The list leaves out the years of occupation.",
        actor="france",
        system="cow",
        code="220",
        edtf="1816-01-01/1942-11-11",
    ),
    "code-at-any-time": Code(
        id="ivory-coast-name-Côte-d-Ivoire",
        source="codes",
        place=at("codes", 4, "seeds"),
        actor="ivory-coast",
        system="name",
        code="Côte d'Ivoire",
    ),
    "link": Link(
        id="event/war-list-7:exactMatch:event/suez",
        source="links",
        place=at("links", 2, "seeds"),
        note="Checked by hand.",
        subject=Ref("event", "war-list-7"),
        predicate="exactMatch",
        object=Ref("event", "suez"),
        justification="ManualMappingCuration",
        confidence="high",
        comment="Same days and same belligerents.",
    ),
    "link-without-a-word": Link(
        id="actor/list-9:closeMatch:actor/france",
        source="links",
        place=at("links", 3, "seeds"),
        subject=Ref("actor", "list-9"),
        predicate="closeMatch",
        object=Ref("actor", "france"),
        justification="LexicalMatching",
    ),
    "position": Position(
        id="president",
        source="book",
        place=at("positions", 3),
        passages=("p003-2",),
        note="The book's title for him.",
        person="charles-de-gaulle",
        title="President",
        organization="france",
        edtf="1959-01-08/1969-04-28",
    ),
    "place": Location(
        id="reims",
        source="book",
        place=at("places", 5),
        passages=("p001-1",),
        note="A city.",
        label="Reims",
        alt_labels=("Rheims",),
        in_state="france",
        part_of=("champagne",),
        wikidata="Q41876",
    ),
    "event": Event(
        id="french-withdrawal-announcement",
        source="book",
        place=at("events", 14),
        passages=("p001-1", "p002-1"),
        note='Said "at once".',
        event_type="withdrawal-announcement",
        status="done",
        label="French withdrawal announcement",
        alt_labels=("The March letter",),
        edtf="1966-03",
        part_of=("french-policy-shift",),
        places=("paris",),
        announces=(Ref("event", "french-withdrawal"), Ref("policy", "independence")),
        cancels=(Ref("event", "joint-exercise"),),
        realizes=(Ref("policy", "grandeur"),),
        wikidata="Q1",
    ),
    "event-with-an-open-end": Event(
        id="occupation",
        source="book",
        place=at("events", 15),
        event_type="troop-deployment",
        status="ongoing",
        label="Occupation",
        edtf="1945~/..",
    ),
    "event-without-a-date": Event(
        id="rumour",
        source="book",
        place=at("events", 16),
        event_type="statement",
        status="alleged",
        label="Rumour",
    ),
    "event-of-a-users-file": Event(
        id="war-list-7",
        source="war-list",
        place=Place("wars 1.csv", line=9, row=8),
        event_type="war",
        status="done",
        label="War 7",
        identifiers=("7", "7.1"),
        hostility="war",
        cameo_code="010",
    ),
    "event-of-an-item": Event(
        id="letters-d56",
        source="letters",
        place=Place("volumes/letters.xml", item="/a b/d56"),
        event_type="letter",
        status="done",
        label="Letter 56",
        edtf="1966-03-07",
    ),
    "treaty-of-a-list": Treaty(
        id="pact-list-3",
        source="pact-list",
        place=Place("pacts.csv", line=3, row=3),
        treaty_type="alliance",
        label="Pact 3",
        identifiers=("3",),
    ),
    "treaty": Treaty(
        id="elysee",
        source="book",
        place=at("treaties", 2),
        passages=("p004-1",),
        note="Also a declaration.",
        treaty_type="alliance",
        label="Élysée Treaty",
        alt_labels=("Treaty of Friendship",),
        signed="1963-01-22",
        in_force="1963-07-02",
        established_by="elysee-summit",
        part_of=("reconciliation",),
        wikidata="Q2",
    ),
    "policy": Policy(
        id="grandeur",
        source="book",
        place=at("policies", 4),
        passages=("p005-1",),
        note="A phrase.",
        policy_type="strategy",
        label="Politics of grandeur",
        alt_labels=("Grandeur",),
        holders=("france",),
        edtf="1958/",
        part_of=("gaullism",),
        wikidata="Q3",
    ),
    "participation": Participation(
        id="treaty/elysee:france:party",
        source="book",
        place=at("participations", 9),
        passages=("p004-1",),
        note="One of two.",
        record=Ref("treaty", "elysee"),
        actor="france",
        role="party",
        obligation="Consult before every important decision.",
        edtf="1963",
    ),
    "participation-in-one-part": Participation(
        id="treaty/pact-list-3:france:party:2-spain",
        source="pact-list",
        place=Place("pacts.csv", line=4, row=4),
        record=Ref("treaty", "pact-list-3"),
        actor="france",
        role="party",
        part="2-spain",
        obligation_types=("defense", "consultation"),
        side="first",
        hostility="force",
        edtf="1963/1964",
    ),
    "quantity": Quantity(
        id="strength-1966",
        source="book",
        place=at("quantities", 6),
        passages=("p006-1",),
        note="Rounded.",
        label="French troops in Germany, 1966",
        record=Ref("event", "french-withdrawal"),
        measure="troop-strength",
        value="62000",
        unit="persons",
        comparator="about",
        of_actor="french-forces-germany",
        in_place="germany",
        edtf="1966",
    ),
    "quantity-of-no-record": Quantity(
        id="rank-1966",
        source="book",
        place=at("quantities", 7),
        label="Mean rank",
        measure="economic-rank",
        value="-4.50",
        unit="rank",
        comparator="equal",
    ),
    "claim": Claim(
        id="c012",
        source="book",
        place=at("claims", 13),
        passages=("p007-1",),
        note="Irony.",
        paraphrase="The letter made the allies move.",
        claimants=("critics", "press"),
        reported_by="ann-author",
        reports_claim="c011",
        stance_holder="ann-author",
        stance="rejects",
        claim_kind="causal",
        hedge="perhaps",
        about=(Ref("event", "allied-move"), Ref("actor", "france")),
        subject=Ref("event", "allied-move"),
        predicate="causedBy",
        object=Ref("event", "french-withdrawal-announcement"),
        supports=("c001",),
        disputes=("c002", "c003"),
        in_tension_with=("c004",),
        cites=("letters",),
        time_scope="1966/1967",
    ),
    "claim-without-content": Claim(
        id="c013",
        source="book",
        place=at("claims", 14),
        passages=("p007-2",),
        paraphrase="Alliances last.",
        claimants=("ann-author",),
        stance_holder="ann-author",
        stance="asserts",
        claim_kind="evaluative",
    ),
    "dating": Dating(
        id="event/french-withdrawal-announcement:time",
        source="public-record",
        place=at("datings", 2, "seeds/public-record"),
        note="The day of the letter.",
        record=Ref("event", "french-withdrawal-announcement"),
        aspect="time",
        edtf="1966-03-07",
        confidence="high",
    ),
    "dating-of-a-signature": Dating(
        id="treaty/elysee:signed",
        source="public-record",
        place=at("datings", 3, "seeds/public-record"),
        record=Ref("treaty", "elysee"),
        aspect="signed",
        edtf="1963-01-22",
    ),
    "dating-of-a-coming-into-force": Dating(
        id="treaty/elysee:in-force",
        source="public-record",
        place=at("datings", 4, "seeds/public-record"),
        record=Ref("treaty", "elysee"),
        aspect="in-force",
        edtf="1963-07",
    ),
    "mention": Mention(
        id="actor/france",
        source="book",
        place=at("mentions", 2),
        passages=("p001-1",),
        note="As a host.",
        record=Ref("actor", "france"),
    ),
}


def golden(name: str) -> list[Quad]:
    return list(parse((CASES / f"{name}.nq").read_bytes(), format=RdfFormat.N_QUADS))


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.nq")))
def test_a_record_states_exactly_its_quads(name: str) -> None:
    assert sorted(map(str, quads(RECORDS[name]))) == sorted(map(str, golden(name)))


def test_each_record_class_has_a_case_and_each_case_a_file() -> None:
    classes = {
        value
        for value in vars(records).values()
        if isinstance(value, type) and issubclass(value, Record) and value is not Record
    }
    assert {type(record) for record in RECORDS.values()} == classes
    assert {path.stem for path in CASES.glob("*.nq")} == set(RECORDS)


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_a_record_says_nothing_twice_and_all_in_its_source_graph(name: str) -> None:
    record = RECORDS[name]
    stated = list(quads(record))
    assert len(stated) == len(set(stated))
    graph = NamedNode(f"https://w3id.org/alliancekg/graph/{record.source}")
    assert {quad.graph_name for quad in stated} == {graph}
    assert all(isinstance(quad.subject, NamedNode) for quad in stated)
    assert all(isinstance(quad.object, NamedNode | Literal) for quad in stated)


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_each_typed_node_but_a_claim_has_one_label(name: str) -> None:
    stated = list(quads(RECORDS[name]))
    labels = [q.subject for q in stated if q.predicate.value.endswith("rdf-schema#label")]
    typed = {q.subject for q in stated if q.predicate.value.endswith("#type")}
    claims = {q.subject for q in stated if q.object == NamedNode(AK + "Claim")}
    assert sorted(map(str, labels)) == sorted(map(str, typed - claims))


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_each_part_has_the_same_evidence_as_its_record(name: str) -> None:
    stated = list(quads(RECORDS[name]))
    evidence: dict[str, set[str]] = {}
    for quad in stated:
        if quad.predicate == NamedNode(AK + "evidence"):
            evidence.setdefault(str(quad.subject), set()).add(str(quad.object))
    parts = {str(q.subject) for q in stated if q.predicate == NamedNode(AK + "source")}
    rows = {str(q.subject) for q in stated if q.object == NamedNode(AK + "Row")}
    assert parts - rows <= set(evidence)
    assert len({frozenset(nodes) for nodes in evidence.values()}) == 1


def test_every_term_and_concept_of_the_mapping_is_in_the_ontology(root: Path) -> None:
    known = {quad.subject for quad in vocabulary.quads(root / "ontology")}
    said = {node for record in RECORDS.values() for quad in quads(record) for node in quad}
    ours = {n for n in said if isinstance(n, NamedNode) and n.value.startswith((AK, SCHEME))}
    assert ours - known == set()


def test_a_node_is_where_the_record_that_gives_it_a_class_stands() -> None:
    dating, event, mention = RECORDS["dating"], RECORDS["event"], RECORDS["mention"]
    key = ID + "event/french-withdrawal-announcement"
    assert node_places([dating, mention, event]) == {
        key: event.place,
        f"{key}#time-book": event.place,
        f"{key}#time-public-record": dating.place,
        f"{ID}file/seeds/book/events.csv#row=14": event.place,
        f"{ID}file/seeds/public-record/datings.csv#row=2": dating.place,
        f"{ID}file/seeds/book/mentions.csv#row=2": mention.place,
        f"{ID}actor/france": mention.place,
    }


def test_of_two_records_that_give_a_node_its_class_the_first_is_its_place() -> None:
    again = Actor(
        id="france", source="book", place=at("actors", 8), type="State", label="la France"
    )
    places = node_places([RECORDS["actor"], again])
    assert places[f"{ID}actor/france"] == RECORDS["actor"].place


@pytest.mark.parametrize(
    ("value", "canonical"),
    [
        ("0", "integer 0"),
        ("-0.0", "integer 0"),
        ("007", "integer 7"),
        ("+62000.00", "integer 62000"),
        (".5", "decimal 0.5"),
        ("-0.50", "decimal -0.5"),
        ("12345678901234567890123456789012345.10", "decimal 12345678901234567890123456789012345.1"),
    ],
)
def test_a_number_has_one_canonical_literal(value: str, canonical: str) -> None:
    literal = number(value)
    assert f"{literal.datatype.value.partition('#')[2]} {literal.value}" == canonical


@pytest.mark.parametrize("value", ["", "-", ".", "1e3", "1.2.3", "--1", "+-1", "٣", "1_000", "²"])
def test_what_is_no_decimal_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="is not a decimal number"):
        number(value)
