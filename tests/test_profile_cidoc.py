"""The profile cidoc-crm: what it says is what the graph says, in terms as the CRM defines them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as px
import pytest
from engine_kinds import Kind, embedded, endpoint, rdflib
from profileshapes import HEAD, Breaking, told

from alliancekg import profiles
from alliancekg.embedded import Embedded
from alliancekg.namespaces import AK, ID, PREFIXES, SCHEME
from alliancekg.profiles import Profile
from alliancekg.store import Store

CRM, INF, RDFS = PREFIXES["crm"], PREFIXES["crminf"], PREFIXES["rdfs"]
TYPE, LABEL = px.NamedNode(PREFIXES["rdf"] + "type"), px.NamedNode(RDFS + "label")
HAPPENED = {"done", "ongoing", "recurrent"}
# CIDOC CRM 7.1.3 and CRMinf 1.2.1 (RDFS): the superclasses of what is used, or of what it is used
# with; and of each property its domain and its range.
ABOVE = {
    "E2": "E1", "E4": "E2 E92", "E5": "E4", "E7": "E5", "E13": "E7", "E65": "E7",
    "E21": "E39", "E28": "E71", "E31": "E73", "E39": "E77", "E41": "E90", "E42": "E41",
    "E52": "E1", "E53": "E1", "E55": "E28", "E70": "E77", "E71": "E70", "E73": "E89 E90",
    "E74": "E39", "E77": "E1", "E89": "E28", "E90": "E28", "E92": "E1",
    "I1": "E7", "I2": "E2", "I4": "E89", "I5": "I1", "I17": "I4", "PC14": "PC0",
}  # fmt: skip
PROPERTIES = {
    "P1_is_identified_by": "E1 E41",
    "P2_has_type": "E1 E55",
    "P3_has_note": "E1 literal",
    "P4_has_time-span": "E2 E52",
    "P7_took_place_at": "E4 E53",
    "P9i_forms_part_of": "E4 E4",
    "P10_falls_within": "E92 E92",
    "P11_had_participant": "E5 E39",
    "P14_carried_out_by": "E7 E39",
    "P14.1_in_the_role_of": "PC14 E55",
    "P01_has_domain": "PC0 E1",
    "P02_has_range": "PC0 E1",
    "P16_used_specific_object": "E7 E70",
    "P67_refers_to": "E89 E1",
    "P70_documents": "E31 E1",
    "P79_beginning_is_qualified_by": "E52 literal",
    "P80_end_is_qualified_by": "E52 literal",
    "P81a_end_of_the_begin": "E52 literal",
    "P81b_begin_of_the_end": "E52 literal",
    "P82a_begin_of_the_begin": "E52 literal",
    "P82b_end_of_the_end": "E52 literal",
    "P89_falls_within": "E53 E53",
    "P94_has_created": "E65 E28",
    "P106i_forms_part_of": "E90 E90",
    "P107i_is_current_or_former_member_of": "E39 E74",
    "P127_has_broader_term": "E55 E55",
    "P129_is_about": "E89 E1",
    "P140_assigned_attribute_to": "E13 E1",
    "P141_assigned": "E13 E1",
    "P148i_is_component_of": "E89 E89",
    "P177_assigned_property_of_type": "E13 E55",
    "P190_has_symbolic_content": "E90 literal",
    "J1_used_as_premise": "I5 I2",
    "J2_concluded_that": "I1 I2",
    "J4_that": "I2 I4",
    "J5_holds_to_be": "I2 literal",
    "J30_has_domain": "I17 E1",
    "J31_has_range": "I17 E1",
    "J32_has_property_type": "I17 E55",
}
CLASSES = {
    "E5_Event", "E7_Activity", "E13_Attribute_Assignment", "E21_Person", "E31_Document",
    "E39_Actor", "E41_Appellation", "E42_Identifier", "E52_Time-Span", "E53_Place", "E55_Type",
    "E65_Creation", "E74_Group", "E89_Propositional_Object", "PC14_carried_out_by",
    "I1_Argumentation", "I2_Belief", "I4_Proposition_Set", "I5_Inference_Making",
    "I17_One-Proposition_Set",
}  # fmt: skip
# What breaks the constraints that are in SPARQL.
PATTERNS = {
    "CrmActingShape-short": """
        <urn:x-broken:this> crm:P01_has_domain <urn:act> ; crm:P02_has_range <urn:who> .
        <urn:act> crm:P14_carried_out_by <urn:another> .""",
    "CrmActivityShape-participant": """
        <urn:x-broken:this> crm:P14_carried_out_by <urn:who> .
        <urn:other> crm:P11_had_participant <urn:who> .""",
    "CrmAppellationShape-identifies": "",
    "CrmIdentifierShape-identifies": "",
    "CrmBeliefShape-concluded-minCount": "",
    "CrmBeliefShape-concluded-maxCount": """
        <urn:one> crminf:J2_concluded_that <urn:x-broken:this> .
        <urn:two> crminf:J2_concluded_that <urn:x-broken:this> .""",
    "CrmInferenceShape-premise": """
        <urn:x-broken:this> crminf:J1_used_as_premise <urn:untrue> .
        <urn:untrue> crminf:J5_holds_to_be "False" .""",
    "CrmOnePropositionShape-unasserted": """
        <urn:x-broken:this> crminf:J30_has_domain <urn:from> ;
            crminf:J32_has_property_type ak:ledTo ; crminf:J31_has_range <urn:to> .
        <urn:from> ak:ledTo <urn:to> .""",
    "CrmPropositionShape-believed": "",
    "CrmPropositionShape-documented": "",
    "CrmTimeSpanShape-assigned": "",
}
# Few records, of other centuries, for what the graph of the checkout does not have.
GRAPH = """
<type> a skos:Concept ; skos:prefLabel "war"@en ; skos:broader <broad> .
<broad> a skos:Concept ; skos:prefLabel "conflict"@en .
ak:Person rdfs:subClassOf ak:Actor ; rdfs:label "Person"@en .
ak:Group rdfs:subClassOf ak:Actor ; rdfs:label "Group"@en .
ak:ledTo rdfs:subPropertyOf ak:claimedRelation ; rdfs:label "led to"@en .

<id/event/kadesh> a ak:Event ; rdfs:label "Battle of Kadesh"@en ; ak:eventType <type> ;
    ak:status <scheme/status#done> ; ak:dating <id/event/kadesh#time-a> ;
    ak:time <id/event/kadesh#time-a> ; skos:altLabel "Qadesh – 1st"@en .
<id/event/kadesh#time-a> ak:edtf "-1273~" ; ak:qualified true ;
    sem:hasEarliestBeginTimeStamp "-1273-01-01"^^xsd:date ;
    sem:hasLatestBeginTimeStamp "-1273-12-31"^^xsd:date ;
    sem:hasEarliestEndTimeStamp "-1273-01-01"^^xsd:date ;
    sem:hasLatestEndTimeStamp "-1273-12-31"^^xsd:date ;
    ak:earliestBeginDay -465299 ; ak:latestBeginDay -464935 ;
    ak:earliestEndDay -465299 ; ak:latestEndDay -464935 .
<id/event/peloponnesian-war> a ak:Event ; rdfs:label "Peloponnesian War"@en ;
    ak:eventType <type> ; ak:status <scheme/status#done> ;
    ak:dating <id/event/peloponnesian-war#time-a> ; ak:time <id/event/peloponnesian-war#time-a> .
<id/event/peloponnesian-war#time-a> ak:edtf "-0430/-0403" ;
    sem:hasEarliestBeginTimeStamp "-0430-01-01"^^xsd:date ;
    sem:hasLatestBeginTimeStamp "-0430-12-31"^^xsd:date ;
    sem:hasEarliestEndTimeStamp "-0403-01-01"^^xsd:date ;
    sem:hasLatestEndTimeStamp "-0403-12-31"^^xsd:date ;
    ak:latestBeginDay -156690 ; ak:earliestEndDay -147192 .
<id/event/neutrality> a ak:Event ; rdfs:label "Swiss neutrality"@en ; ak:eventType <type> ;
    ak:status <scheme/status#ongoing> ; ak:dating <id/event/neutrality#time-a> ;
    ak:time <id/event/neutrality#time-a> .
<id/event/neutrality#time-a> ak:edtf "1815-11-20/.." ; ak:openEnded true ;
    sem:hasEarliestBeginTimeStamp "1815-11-20"^^xsd:date ;
    sem:hasLatestBeginTimeStamp "1815-11-20"^^xsd:date ; ak:latestBeginDay 662947 .
<id/event/sea-lion> a ak:Event ; rdfs:label "Operation Sea Lion"@en ; ak:eventType <type> ;
    ak:status <scheme/status#planned> ; ak:dating <id/event/sea-lion#time-a> ;
    ak:time <id/event/sea-lion#time-a> ; ak:partOf <id/event/neutrality> ;
    ak:place <id/place/england> ; ak:participation <id/event/sea-lion#p> .
<id/event/sea-lion#p> ak:actor <id/actor/churchill> ; ak:role <scheme/role#agent> .
<id/event/sea-lion#time-a> ak:edtf "1940-09" ;
    sem:hasEarliestBeginTimeStamp "1940-09-01"^^xsd:date .
<id/place/england> a ak:Place ; rdfs:label "England"@en .
<id/actor/churchill> a ak:Person , ak:Actor ; rdfs:label "Winston Churchill"@en ;
    ak:memberOf <id/actor/chartists> .
<id/actor/thucydides> a ak:Person , ak:Actor ; rdfs:label "Thucydides"@en .
<id/actor/chartists> a ak:Group , ak:Actor ; rdfs:label "Chartists"@en .
<id/passage/a> a ak:Passage ; rdfs:label "a, 1"@en ; oa:hasSource <id/source/a> .
<id/claim/doubted> a ak:Claim ; ak:paraphrase "Munich secured peace."@en ;
    ak:claimKind <kind> ; ak:claimant <id/actor/churchill> , <id/actor/thucydides> ;
    ak:stance <id/claim/doubted#s> ; ak:evidence <id/passage/a> ;
    rdf:subject <id/event/kadesh> ; rdf:predicate ak:ledTo ; rdf:object <id/event/sea-lion> .
<id/claim/doubted#s> ak:holder <id/actor/churchill> ; ak:stanceValue <scheme/stance#doubts> .
<id/claim/reason> a ak:Claim ; ak:paraphrase "Fear drove Sparta."@en ; ak:claimKind <kind> ;
    ak:claimant <id/actor/churchill> , <id/actor/thucydides> ; ak:evidence <id/passage/a> ;
    ak:supports <id/claim/doubted> .
"""


@pytest.fixture(scope="module")
def profile(root: Path) -> Profile:
    return profiles.get(root / "queries", "cidoc-crm")


@pytest.fixture(scope="module")
def made(profile: Profile, built: Store) -> list[px.Triple]:
    return profiles.constructed(profile, Embedded(built.current().open()))


@pytest.fixture(scope="module")
def few() -> px.Store:
    """Return the graph of few records."""
    store = px.Store()
    text = HEAD + GRAPH
    store.load(text.encode(), format=px.RdfFormat.TURTLE, base_iri="https://w3id.org/alliancekg/")
    return store


def said(triples: Iterable[px.Triple], key: str) -> dict[str, set[str]]:
    """Return what is said of a node: the values of each property, both shortened."""
    found = defaultdict(set)
    for triple in triples:
        if short(triple.subject) == key:
            found[short(triple.predicate)].add(short(triple.object))
    return dict(found)


def concept(name: str) -> px.NamedNode:
    return px.NamedNode(f"https://w3id.org/alliancekg/{name}")


def short(term: object) -> str:
    text = str(getattr(term, "value", term))
    for start in (CRM, INF, ID, SCHEME, AK):
        text = text.removeprefix(start)
    return text


def classes(triples: Iterable[px.Triple]) -> dict[object, set[str]]:
    found: dict[object, set[str]] = defaultdict(set)
    for triple in triples:
        if triple.predicate == TYPE:
            found[triple.subject].add(short(triple.object))
    return found


def test_what_is_made_conforms_to_its_shapes(profile: Profile, made: list[px.Triple]) -> None:
    assert told(profile.shapes, made) == set()


def test_each_constraint_is_told_when_it_is_broken(profile: Profile) -> None:
    breaking = Breaking(profile.shapes, PATTERNS)
    assert breaking.without == set()
    assert len(breaking.expected) > 140
    assert breaking.expected - told(profile.shapes, breaking.data) == set()


def test_no_node_is_without_a_class_and_a_name(made: list[px.Triple]) -> None:
    nodes = {triple.subject for triple in made}
    nodes |= {t.object for t in made if isinstance(t.object, px.NamedNode) and t.predicate != TYPE}
    assert nodes - {t.subject for t in made if t.predicate == TYPE} == set()
    assert nodes - {t.subject for t in made if t.predicate == LABEL} == set()


def test_terms_are_those_of_the_crm_with_their_domains_and_ranges(made: list[px.Triple]) -> None:
    def closure(name: str) -> set[str]:
        above = ABOVE.get(name, "").split()
        return {name}.union(*map(closure, above))

    of = {
        node: set().union(*(closure(name.partition("_")[0]) for name in names))
        for node, names in classes(made).items()
    }
    assert {name for names in classes(made).values() for name in names} == CLASSES
    used, wrong = set(), []
    for triple in made:
        name = short(triple.predicate)
        if triple.predicate in (TYPE, LABEL):
            continue
        used.add(name)
        domain, range_ = PROPERTIES[name].split()
        is_literal = isinstance(triple.object, px.Literal)
        fits = is_literal if range_ == "literal" else range_ in of.get(triple.object, ())
        if domain not in of[triple.subject] or not fits:
            wrong.append(str(triple))
    assert wrong == []
    # No concept of this graph has a broader one of ours; of `few` one has.
    assert set(PROPERTIES) - used == {"P127_has_broader_term"}


def test_only_what_happened_is_an_event(made: list[px.Triple], built: Store) -> None:
    status = {
        q.subject: short(q.object).removeprefix("status#")
        for q in built.current().quads()
        if q.predicate.value == AK + "status"
    }
    happened = {node for node, value in status.items() if value in HAPPENED}
    of = classes(made)
    events = {node for node, names in of.items() if names & {"E5_Event", "E7_Activity"}}
    signings = {node for node in events if str(node).endswith("#signing>")}
    assert (len(status), len(happened), len(signings)) == (164, 122, 5)
    assert events == happened | signings
    assert all(of[node] == {"E89_Propositional_Object"} for node in set(status) - happened)
    about = Counter(short(t.predicate) for t in made if t.subject in set(status) - happened)
    kept = {"P1_is_identified_by", "P2_has_type", "P3_has_note"}
    assert set(about) <= {TYPE.value, LABEL.value, *kept}


def test_the_announced_withdrawal_that_was_cancelled_is_no_event(made: list[px.Triple]) -> None:
    assert said(made, "event/second-division-withdrawal") == {
        PREFIXES["rdf"] + "type": {"E89_Propositional_Object"},
        RDFS + "label": {
            "Withdrawal of the U.S. Second Infantry Division from Korea, planned and given up"
        },
        "P2_has_type": {"event-type#troop-withdrawal", "status#cancelled"},
    }


def test_a_withdrawal_is_told_with_who_where_and_when(made: list[px.Triple]) -> None:
    found = said(made, "event/seventh-division-withdrawal")
    assert found["P14_carried_out_by"] == {"actor/us-government", "actor/usa"}
    assert found["P11_had_participant"] == {
        *("actor/rok", "actor/us-7th-infantry-division", "actor/us-government", "actor/usa")
    }
    assert found["P7_took_place_at"] == {"place/south-korea"}
    assert found["P4_has_time-span"] == {"event/seventh-division-withdrawal#time-public-record"}
    part = "event/seventh-division-withdrawal#participation-usa-withdrawing-power"
    acting = said(made, part)
    assert acting["P14.1_in_the_role_of"] == {"role#withdrawing-power"}


@pytest.mark.parametrize(
    ("span", "edtf", "bounds"),
    [
        # A day: it happened on it, and nothing says that it went on throughout.
        (
            "event/seventh-division-withdrawal#time-public-record",
            "1971-03-27",
            {"P82a": "1971-03-27T00:00:00", "P82b": "1971-03-27T23:59:59"},
        ),
        # One of four months.
        (
            "event/seventh-division-withdrawal#time-hwang-2006",
            "[1971-01..1971-04]",
            {"P82a": "1971-01-01T00:00:00", "P82b": "1971-04-30T23:59:59"},
        ),
        # From a day to a day.
        (
            "event/korean-war#time-public-record",
            "1950-06-25/1953-07-27",
            {
                "P82a": "1950-06-25T00:00:00",
                "P81a": "1950-06-25T23:59:59",
                "P81b": "1953-07-27T00:00:00",
                "P82b": "1953-07-27T23:59:59",
            },
        ),
        # From a year to the next: throughout is what lies between.
        (
            "event/north-korean-floods-famines#time-hwang-2006",
            "1994/1995",
            {
                "P82a": "1994-01-01T00:00:00",
                "P81a": "1994-12-31T23:59:59",
                "P81b": "1995-01-01T00:00:00",
                "P82b": "1995-12-31T23:59:59",
            },
        ),
    ],
)
def test_bounds_are_the_edges_of_days(
    made: list[px.Triple], span: str, edtf: str, bounds: dict[str, str]
) -> None:
    found = said(made, span)
    assert found[RDFS + "label"] == {edtf}
    given = {name.partition("_")[0]: value for name, value in found.items() if name[:2] == "P8"}
    assert given == {name: {value} for name, value in bounds.items()}


def test_two_datings_of_one_signing_are_assignments_and_none_is_the_time_span(
    made: list[px.Triple],
) -> None:
    signing = "treaty/combined-forces-command-arrangement#signing"
    assert "P4_has_time-span" not in said(made, signing)
    given = [t.subject for t in made if short(t.object) == signing]
    spans = {short(t.object) for t in made if t.subject in given and "P141" in str(t.predicate)}
    assert spans == {
        "treaty/combined-forces-command-arrangement#signed-hwang-2006",
        "treaty/combined-forces-command-arrangement#signed-public-record",
    }
    one = said(made, "treaty/us-rok-mutual-defense-treaty#signing")
    assert one["P4_has_time-span"] == {"treaty/us-rok-mutual-defense-treaty#signed-public-record"}
    assert one["P16_used_specific_object"] == {"treaty/us-rok-mutual-defense-treaty"}


@pytest.mark.parametrize(
    ("claim", "beliefs"),
    [
        # The critics claim, the author rejects.
        ("critics-end-alliance", {"alliance-critics": "True", "balbina-hwang": "False"}),
        # The press foretells, and the author only reports.
        ("headlines-imminent-end", {"headline-writers": "True"}),
        # The author grants it herself.
        ("differences-legitimate", {"balbina-hwang": "True"}),
    ],
)
def test_who_holds_what_of_a_claim(
    made: list[px.Triple], claim: str, beliefs: dict[str, str]
) -> None:
    found = {}
    for triple in made:
        if short(triple.predicate) == "J4_that" and short(triple.object) == f"claim/{claim}":
            belief = short(triple.subject)
            (argumentation,) = (short(t.subject) for t in made if short(t.object) == belief
                                and "J2" in t.predicate.value)  # fmt: skip
            (who,) = said(made, argumentation)["P14_carried_out_by"]
            (found[who.removeprefix("actor/")],) = said(made, belief)["J5_holds_to_be"]
    assert found == beliefs


def test_a_reason_is_a_premise_of_him_who_gives_it(made: list[px.Triple]) -> None:
    found = said(made, "claim/walk-away#argumentation-us-opponents-of-alliance")
    assert found[PREFIXES["rdf"] + "type"] == {"I1_Argumentation", "I5_Inference_Making"}
    belief = "claim/north-too-difficult#belief-us-opponents-of-alliance"
    assert found["J1_used_as_premise"] == {belief}
    assert "J1_used_as_premise" not in said(made, "claim/walk-away#argumentation-balbina-hwang")


def test_what_a_claim_says_is_a_proposition_and_no_fact(made: list[px.Triple]) -> None:
    found = said(made, "claim/calls-follow-quarrels")
    assert found["J30_has_domain"] == {"event/calls-to-end-alliance"}
    assert found["J32_has_property_type"] == {"inResponseTo"}
    assert found["J31_has_range"] == {"event/us-rok-public-disagreements"}
    assert {short(t.subject) for t in made if t.predicate.value.startswith(AK)} == set()
    causal = {CRM + "P15_was_influenced_by", CRM + "P17_was_motivated_by"}
    assert [t for t in made if t.predicate.value in causal] == []
    assert sum(short(t.predicate) == "J30_has_domain" for t in made) == 73


def test_dates_before_the_common_era_open_ends_and_doubts(profile: Profile, few: px.Store) -> None:
    triples = profiles.constructed(profile, Embedded(few))
    assert said(triples, "event/kadesh#time-a") == {
        PREFIXES["rdf"] + "type": {"E52_Time-Span"},
        RDFS + "label": {"-1273~"},
        "P79_beginning_is_qualified_by": {"-1273~"},
        "P80_end_is_qualified_by": {"-1273~"},
        "P82a_begin_of_the_begin": {"-1273-01-01T00:00:00"},
        "P82b_end_of_the_end": {"-1273-12-31T23:59:59"},
    }
    war = said(triples, "event/peloponnesian-war#time-a")
    assert war["P81a_end_of_the_begin"] == {"-0430-12-31T23:59:59"}
    assert war["P81b_begin_of_the_end"] == {"-0403-01-01T00:00:00"}
    assert set(said(triples, "event/neutrality#time-a")) == {
        *(PREFIXES["rdf"] + "type", RDFS + "label", "P82a_begin_of_the_begin")
    }
    assert set(said(triples, "event/sea-lion")) == {
        *(PREFIXES["rdf"] + "type", RDFS + "label", "P2_has_type")
    }
    assert said(triples, "event/sea-lion#time-a") == {}
    (broader,) = (t for t in triples if "P127" in t.predicate.value)
    assert (broader.subject, broader.object) == (concept("type"), concept("broad"))
    assert said(triples, "event/kadesh#name-Qadesh%20%E2%80%93%201st") != {}
    assert "P107i_is_current_or_former_member_of" not in said(triples, "actor/churchill")


def test_a_stance_of_the_claimants_own_goes_before(profile: Profile, few: px.Store) -> None:
    triples = profiles.constructed(profile, Embedded(few))
    doubted = said(triples, "claim/doubted#belief-churchill")
    assert doubted["J5_holds_to_be"] == {"Unknown"}
    assert said(triples, "claim/doubted#belief-thucydides")["J5_holds_to_be"] == {"True"}
    # Who doubts the conclusion did not infer it; who holds it true did.
    inferred = {short(t.subject) for t in triples if short(t.predicate) == "J1_used_as_premise"}
    assert inferred == {"claim/doubted#argumentation-thucydides"}


@pytest.mark.parametrize("kind", [rdflib, endpoint])
def test_other_engines_make_the_same(kind: Kind, profile: Profile, few: px.Store) -> None:
    with embedded(few) as ours, kind(few) as theirs:
        expected = profiles.constructed(profile, ours)
        assert len(expected) > 100
        assert profiles.constructed(profile, theirs) == expected
