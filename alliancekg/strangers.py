"""What stands in RDF files of users and is nobody's: undescribed terms and records, blank nodes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

import pyoxigraph as px

from alliancekg.findings import Finding, Place
from alliancekg.indexing import RDF_TYPE, Index, node_name
from alliancekg.namespaces import AK, ID, SCHEME
from alliancekg.placing import local, short
from alliancekg.references import References
from alliancekg.reports import Kind, ShapeFinding

_NOUNS: Final = {  # of what begins so: what it is, and what is wrong with one that is not there
    AK: ("a term of the ontology", "is not a term of the ontology"),
    SCHEME: ("a concept of the schemes", "is not a concept of the schemes"),
    ID: ("a record", "is described nowhere"),
}


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
    for quad in stated:
        named = (("", quad.predicate), (local(quad.predicate.value), quad.object))
        for field, node in named:
            if isinstance(node, px.NamedNode) and node.value not in known:
                for base, (noun, problem) in _NOUNS.items():
                    if node.value.startswith(base):
                        near = references.nearest(node)
                        fix = f"write {short(near)}, or describe it" if near else "describe it"
                        said = problem, f"{noun} that is described", fix
                        yield _finding(quad, places, (field, short(node.value)), said, "dangling")


def classless(
    stated: Sequence[px.Quad],
    places: Mapping[str, Place],
    whole: Index,
    aimed_at: Collection[object] = (),
) -> Iterator[ShapeFinding]:
    """Return a finding for each record of ours to which nobody gives a class that is known.

    No shape looks at it. Known are the classes that are declared, those that shapes have as their
    targets, such as selectors (`aimed_at`), and those of the nodes of the graph.
    """
    theirs = {quad.subject for quad in stated}
    classes = {c for node, c in whole.pairs(RDF_TYPE) if node not in theirs}
    classes |= {n for n, c in whole.pairs(RDF_TYPE) if getattr(c, "value", "").endswith("#Class")}
    classes |= {class_ for class_ in aimed_at if isinstance(class_, px.NamedNode)}
    seen: set[str] = set()
    for quad in stated:
        name = node_name(quad.subject)
        types = whole.objects(quad.subject, RDF_TYPE)
        is_ours = name.startswith(ID) or any("/alliancekg/ns" in str(class_) for class_ in types)
        if is_ours and name not in seen and not classes.intersection(types):
            seen.add(name)
            shown = ", ".join(sorted(short(getattr(class_, "value", "")) for class_ in types))
            said = (
                "has no class of the ontology, so that no shape looks at it",
                "a class of ontology/alliancekg.ttl, such as ak:Event",
                "add the class, or correct its IRI",
            )
            yield _finding(quad, places, ("type", shown), said, "")


def _finding(
    quad: px.Quad,
    places: Mapping[str, Place],
    what: tuple[str, str],
    said: tuple[str, str, str],
    kind: Kind,
) -> ShapeFinding:
    name = node_name(quad.subject)
    is_blank = isinstance(quad.subject, px.BlankNode)
    node, iri = ("a blank node", "") if is_blank else (short(name), name)
    about = node, iri, quad.predicate.value, ""
    return ShapeFinding(places[name], *what, *said, "violation", "", *about, kind)
