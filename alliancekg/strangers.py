"""What stands in RDF files of users and is nobody's: undescribed terms and records, blank nodes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

import pyoxigraph as px

from alliancekg.findings import Finding, Place
from alliancekg.indexing import node_name
from alliancekg.namespaces import AK, ID, SCHEME
from alliancekg.placing import local, short
from alliancekg.references import References
from alliancekg.reports import ShapeFinding


def blank_nodes(stated: Iterable[px.Quad], places: Mapping[str, Place]) -> Iterator[Finding]:
    """Return a warning for each file whose nodes have no IRIs: nobody can refer to them.

    `places` has each subject: its IRI, or `_:` and the name of a blank node.
    """
    terms = (term for quad in stated for term in (quad.subject, quad.object))
    names = {str(term) for term in terms if isinstance(term, px.BlankNode)}
    found = sorted(places[name] for name in names if name in places)
    for _, of_file in groupby(found, key=lambda place: place.file):
        inside = list(of_file)
        said = f"holds {len(inside)} blank node(s)", "IRIs", "give each node an IRI"
        yield Finding(inside[0], "", "", *said, "warning")


def strangers(
    stated: Iterable[px.Quad],
    places: Mapping[str, Place],
    known: Collection[str],
    references: References,
) -> Iterator[ShapeFinding]:
    """Return a finding for each term, concept or record of ours that nothing describes."""
    nouns = {AK: "a term of the ontology", SCHEME: "a concept of the schemes", ID: "a record"}
    problems = {base: f"is not {noun}" for base, noun in nouns.items()} | {
        ID: "is described nowhere"
    }
    for quad in stated:
        named = {"": quad.predicate, local(quad.predicate.value): quad.object}
        for field_, node in named.items():
            iri = node.value if isinstance(node, px.NamedNode) else ""
            base = next((base for base in nouns if iri.startswith(base)), "")
            if base and iri not in known and isinstance(node, px.NamedNode):
                near = references.nearest(node)
                fix = (
                    f"write {short(near)}, or describe it" if near else "describe it, or correct it"
                )
                said = problems[base], f"{nouns[base]} that is described", fix
                about = (
                    short(node_name(quad.subject)),
                    node_name(quad.subject),
                    quad.predicate.value,
                )
                place = places[node_name(quad.subject)]
                yield ShapeFinding(
                    place, field_, short(iri), *said, "violation", "", *about, "", "dangling"
                )
