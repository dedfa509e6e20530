"""Sources and what they say (claims, datings, mentions, links …) as quads; for `mapping`."""

from __future__ import annotations

from typing import Final

from alliancekg.mapping_world import refs
from alliancekg.namespaces import part_iri, record_iri
from alliancekg.records import Claim, Dating, Link, Mention, Passage, Source
from alliancekg.statements import Statements

ASPECTS: Final = {
    "time": "ak:dating",
    "signed": "ak:signedTime",
    "in-force": "ak:inForceTime",
}


def source(out: Statements, record: Source) -> None:
    """State a source and, if it declares one, its coverage."""
    node = record_iri("source", record.id)
    out.is_a(node, f"ak:{record.type}")
    out.english(node, "rdfs:label", record.title)
    out.english(node, "dcterms:title", record.title)
    out.plain(node, "dcterms:creator", *record.creators)
    out.plain(node, "dcterms:issued", record.issued)
    out.plain(node, "dcterms:publisher", record.publisher)
    out.link(node, "dcterms:license", record.license)
    out.plain(node, "dcterms:bibliographicCitation", record.citation)
    out.link(node, "rdfs:seeAlso", record.url)
    out.plain(node, "dcterms:identifier", *record.identifiers)
    out.records(node, "dcterms:isPartOf", "source", *record.part_of)
    out.english(node, "skos:note", record.note)
    out.integer(node, "ak:rank", record.rank)
    out.integer(node, "ak:textLength", record.text_length)
    out.plain(node, "ak:textDigest", record.text_digest)
    out.evidence(node)
    _coverage(out, node, record)


def _coverage(out: Statements, node: str, record: Source) -> None:
    """State what a source covers: measures, actors, time."""
    if not (record.coverage_measures or record.coverage_actors or record.coverage_time):
        return
    coverage = part_iri("source", record.id, "coverage")
    out.link(node, "ak:coverage", coverage)
    out.stated(coverage, "ak:Coverage", f"coverage of {record.id}")
    out.concept(coverage, "ak:measure", "measure", *record.coverage_measures)
    out.records(coverage, "ak:actor", "actor", *record.coverage_actors)
    span = part_iri("source", record.id, "coverage-time")
    out.time(coverage, "ak:time", span, record.coverage_time)


def passage(out: Statements, record: Passage) -> None:
    """State a passage: where it stands in its document, and a digest; never its words."""
    key = f"{record.source}/{record.id}"
    node = record_iri("passage", key)
    span = f"{record.start}–{record.end}"
    out.stated(node, "ak:Passage", f"{record.source}, {record.paragraph}, {span}")
    out.english(node, "skos:note", record.note)
    out.plain(node, "ak:paragraph", record.paragraph)
    out.plain(node, "ak:textDigest", record.digest)
    out.records(node, "oa:hasSource", "source", record.source)
    selector = part_iri("passage", key, "position")
    out.link(node, "oa:hasSelector", selector)
    out.is_a(selector, "oa:TextPositionSelector")
    out.english(selector, "rdfs:label", f"characters {span}")
    out.integer(selector, "oa:start", record.start)
    out.integer(selector, "oa:end", record.end)


def claim(out: Statements, record: Claim) -> None:
    """State a claim, its stance, and its content as rdf:subject …, which is never asserted."""
    node = record_iri("claim", record.id)
    out.stated(node, "ak:Claim")
    out.english(node, "ak:paraphrase", record.paraphrase)
    out.english(node, "skos:note", record.note)
    out.records(node, "ak:claimant", "actor", *record.claimants)
    out.records(node, "ak:reportedBy", "actor", record.reported_by)
    out.records(node, "ak:reportsClaim", "claim", record.reports_claim)
    out.concept(node, "ak:claimKind", "claim-kind", record.claim_kind)
    out.plain(node, "ak:hedge", record.hedge)
    out.link(node, "ak:about", *refs(record.about))
    out.link(node, "rdf:subject", *refs([record.subject]))
    if record.predicate:
        out.link_term(node, "rdf:predicate", f"ak:{record.predicate}")
    out.link(node, "rdf:object", *refs([record.object]))
    out.records(node, "ak:supports", "claim", *record.supports)
    out.records(node, "ak:disputes", "claim", *record.disputes)
    out.records(node, "ak:inTensionWith", "claim", *record.in_tension_with)
    out.records(node, "ak:cites", "source", *record.cites)
    _stance(out, node, record)
    span = part_iri("claim", record.id, f"time-scope-{record.source}")
    out.time(node, "ak:timeScope", span, record.time_scope)


def _stance(out: Statements, node: str, record: Claim) -> None:
    """State how the stance holder stands to the claim."""
    if not record.stance_holder:
        return
    stance = part_iri("claim", record.id, f"stance-{record.stance_holder}")
    out.link(node, "ak:stance", stance)
    out.stated(stance, "ak:Stance", f"{record.stance_holder} {record.stance}")
    out.records(stance, "ak:holder", "actor", record.stance_holder)
    out.concept(stance, "ak:stanceValue", "stance", record.stance)


def dating(out: Statements, record: Dating) -> None:
    """State the date that this source gives for a record, beside the dates that others give."""
    kind, key = record.record
    span = part_iri(kind, key, f"{record.aspect}-{record.source}")
    out.time(record_iri(kind, key), ASPECTS[record.aspect], span, record.edtf)
    out.concept(span, "ak:confidence", "confidence", record.confidence)
    out.english(span, "skos:note", record.note)


def mention(out: Statements, record: Mention) -> None:
    """State the passages in which this source names a record of another table."""
    node = record_iri(*record.record)
    out.evidence(node)
    out.english(node, "skos:note", record.note)


def link(out: Statements, record: Link) -> None:
    """State that two records are one thing, or nearly, and as a node of its own by what right.

    The node is the annotated axiom that SSSOM writes in RDF.
    """
    subject, other = refs([record.subject, record.object])
    node = link_iri(record)
    out.link(subject, f"skos:{record.predicate}", other)
    out.is_a(node, "owl:Axiom")
    out.stated(node, "ak:Link", f"{record.subject} {record.predicate} {record.object}")
    out.link(node, "owl:annotatedSource", subject)
    out.link_term(node, "owl:annotatedProperty", f"skos:{record.predicate}")
    out.link(node, "owl:annotatedTarget", other)
    out.link_term(node, "sssom:mapping_justification", f"semapv:{record.justification}")
    out.concept(node, "ak:confidence", "confidence", record.confidence)
    out.english(node, "rdfs:comment", record.comment)
    out.english(node, "skos:note", record.note)


def link_iri(record: Link) -> str:
    """Return the IRI of the node of a link."""
    ends = (f"{ref.kind}-{ref.key}" for ref in (record.subject, record.object))
    return record_iri("link", f"-{record.predicate}-".join(ends))
