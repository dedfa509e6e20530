"""Actors, places, events, treaties, policies and what belongs to them, as quads; for `mapping`."""

from __future__ import annotations

from collections.abc import Iterable

from alliancekg.namespaces import PREFIXES, part_iri, record_iri
from alliancekg.records import (
    Actor,
    Code,
    Event,
    Location,
    Participation,
    Policy,
    Position,
    Quantity,
    Record,
    Ref,
    Treaty,
)
from alliancekg.statements import Statements


def refs(references: Iterable[Ref | None]) -> list[str]:
    """Return the IRIs of references, those that are given."""
    return [record_iri(ref.kind, ref.key) for ref in references if ref]


def _begin(
    out: Statements,
    record: Record,
    class_: str,
    label: str,
    alt_labels: tuple[str, ...] = (),
    wikidata: str = "",
) -> str:
    """State what all things of the world have; return the record's IRI."""
    node = record_iri(record.kind, record.id)
    out.is_a(node, class_)
    out.english(node, "rdfs:label", label)
    out.english(node, "skos:altLabel", *alt_labels)
    out.english(node, "skos:note", record.note)
    out.link(node, "ak:wikidata", PREFIXES["wd"] + wikidata if wikidata else "")
    out.evidence(node)
    return node


def actor(out: Statements, record: Actor) -> None:
    """State an actor; its class is a subclass of ak:Actor alone, `derived` adds ak:Actor."""
    node = _begin(
        out, record, f"ak:{record.type}", record.label, record.alt_labels, record.wikidata
    )
    out.records(node, "ak:partOf", "actor", *record.part_of)
    out.records(node, "ak:memberOf", "actor", *record.member_of)
    out.plain(node, "ak:cowCode", record.cow_code)
    out.plain(node, "ak:gwCode", record.gw_code)
    out.plain(node, "ak:isoAlpha3", record.iso_alpha3)
    for name, periods in (("cow", record.cow_time), ("gw", record.gw_time)):
        for edtf in periods:  # named by its begin: the periods of one list do not overlap
            part = f"{name}-time-{edtf.partition('/')[0]}-{record.source}"
            out.time(node, f"ak:{name}Time", part_iri("actor", record.id, part), edtf)


def code(out: Statements, record: Code) -> None:
    """State a code or a name of an actor in one list as a node of the actor."""
    name = f"code-{record.id.removeprefix(record.actor + '-')}"
    node = part_iri("actor", record.actor, name)
    out.link(record_iri("actor", record.actor), "ak:code", node)
    out.stated(node, "ak:Code", f"{record.system} {record.code}")
    out.concept(node, "ak:codeSystem", "code-system", record.system)
    out.plain(node, "skos:notation", record.code)
    out.english(node, "skos:note", record.note)
    span = part_iri("actor", record.actor, f"{name}-time-{record.source}")
    out.time(node, "ak:time", span, record.edtf)


def position(out: Statements, record: Position) -> None:
    """State a person's office as a node of the person, labelled with the title."""
    node = part_iri("actor", record.person, f"position-{record.id}")
    span = part_iri("actor", record.person, f"position-{record.id}-time-{record.source}")
    out.link(record_iri("actor", record.person), "ak:position", node)
    out.stated(node, "ak:Position", record.title)
    out.records(node, "ak:inOrganization", "actor", record.organization)
    out.english(node, "skos:note", record.note)
    out.time(node, "ak:time", span, record.edtf)


def place(out: Statements, record: Location) -> None:
    """State a place."""
    node = _begin(out, record, "ak:Place", record.label, record.alt_labels, record.wikidata)
    out.records(node, "ak:inState", "actor", record.in_state)
    out.records(node, "ak:partOf", "place", *record.part_of)


def event(out: Statements, record: Event) -> None:
    """State an event, dated as its source dates it (`ak:dating`)."""
    node = _begin(out, record, "ak:Event", record.label, record.alt_labels, record.wikidata)
    out.concept(node, "ak:eventType", "event-type", record.event_type)
    out.concept(node, "ak:status", "status", record.status)
    out.concept(node, "ak:hostility", "hostility", record.hostility)
    out.plain(node, "ak:cameoCode", record.cameo_code)
    out.plain(node, "dcterms:identifier", *record.identifiers)
    out.records(node, "ak:partOf", "event", *record.part_of)
    out.records(node, "ak:place", "place", *record.places)
    out.link(node, "ak:announces", *refs(record.announces))
    out.link(node, "ak:cancels", *refs(record.cancels))
    out.link(node, "ak:realizes", *refs(record.realizes))
    span = part_iri("event", record.id, f"time-{record.source}")
    out.time(node, "ak:dating", span, record.edtf)


def treaty(out: Statements, record: Treaty) -> None:
    """State a treaty, with the days on which it was signed and came into force."""
    node = _begin(out, record, "ak:Treaty", record.label, record.alt_labels, record.wikidata)
    out.concept(node, "ak:treatyType", "treaty-type", record.treaty_type)
    out.plain(node, "dcterms:identifier", *record.identifiers)
    out.records(node, "ak:partOf", "treaty", *record.part_of)
    out.records(node, "ak:establishedBy", "event", record.established_by)
    signed = part_iri("treaty", record.id, f"signed-{record.source}")
    in_force = part_iri("treaty", record.id, f"in-force-{record.source}")
    out.time(node, "ak:signedTime", signed, record.signed)
    out.time(node, "ak:inForceTime", in_force, record.in_force)


def policy(out: Statements, record: Policy) -> None:
    """State a policy, dated as its source dates it (`ak:dating`)."""
    node = _begin(out, record, "ak:Policy", record.label, record.alt_labels, record.wikidata)
    out.concept(node, "ak:policyType", "policy-type", record.policy_type)
    out.records(node, "ak:holder", "actor", *record.holders)
    out.records(node, "ak:partOf", "policy", *record.part_of)
    span = part_iri("policy", record.id, f"time-{record.source}")
    out.time(node, "ak:dating", span, record.edtf)


def participation(out: Statements, record: Participation) -> None:
    """State an actor's role as a node of the event or the treaty."""
    kind, key = record.record
    name = f"participation-{record.actor}-{record.role}" + (record.part and f"-{record.part}")
    node = part_iri(kind, key, name)
    out.link(record_iri(kind, key), "ak:participation", node)
    out.stated(node, "ak:Participation", f"{record.actor} as {record.role}")
    out.records(node, "ak:actor", "actor", record.actor)
    out.concept(node, "ak:role", "role", record.role)
    out.english(node, "ak:obligation", record.obligation)
    out.concept(node, "ak:obligationType", "obligation", *record.obligation_types)
    out.concept(node, "ak:side", "side", record.side)
    out.concept(node, "ak:hostility", "hostility", record.hostility)
    out.english(node, "skos:note", record.note)
    out.time(node, "ak:time", part_iri(kind, key, f"{name}-time-{record.source}"), record.edtf)


def quantity(out: Statements, record: Quantity) -> None:
    """State a number and what it counts; the record that it belongs to links to it."""
    node = record_iri("quantity", record.id)
    out.stated(node, "ak:Quantity", record.label)
    out.english(node, "skos:note", record.note)
    for owner in refs([record.record]):
        out.link(owner, "ak:quantity", node)
    out.concept(node, "ak:measure", "measure", record.measure)
    out.number(node, "ak:value", record.value)
    out.concept(node, "ak:unit", "unit", record.unit)
    out.concept(node, "ak:comparator", "comparator", record.comparator)
    out.records(node, "ak:ofActor", "actor", record.of_actor)
    out.records(node, "ak:inPlace", "place", record.in_place)
    span = part_iri("quantity", record.id, f"time-{record.source}")
    out.time(node, "ak:time", span, record.edtf)
