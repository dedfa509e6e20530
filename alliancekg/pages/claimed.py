"""What claims say of the order of dated nodes, with the stance of the document to each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import engines, labelling
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.pages.timelines import Entry, Said
from alliancekg.placing import local

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.pages.links import Links

_BATCH: Final = 30
_RDF: Final = PREFIXES["rdf"]
_STANCE, _HOLDER, _VALUE = AK + "stance", AK + "holder", AK + "stanceValue"
# Of these the object comes first in time, or brings the subject about.
_BACKWARD: Final = {AK + name for name in ("inResponseTo", "causedBy", "follows")}
# What is at the same time has no arrow.
_RELATIONS: Final = (*sorted(_BACKWARD), AK + "ledTo", AK + "prevents")
_AGAINST: Final = {"rejects", "doubts"}


def said(engine: Engine, links: Links, found: Sequence[Entry]) -> list[Said]:
    """Return what claims say of two entries: that one led to the other, or followed it."""
    triples = list(_triples(engine, found))
    claims = [claim for claim, *_ in triples]
    stances, is_against = _stances(engine, claims)
    names = labelling.labels_of((t for row in triples for t in (row[0], row[2])), engine)
    return [
        Said(
            (obj if predicate.value in _BACKWARD else subject).value,
            (subject if predicate.value in _BACKWARD else obj).value,
            names.get(predicate.value, local(predicate.value)),
            names.get(claim.value, local(claim.value)),
            links.entity(claim.value),
            stances.get(claim, ""),
            claim in is_against,
        )
        for claim, subject, predicate, obj in triples
    ]


def _triples(
    engine: Engine, found: Sequence[Entry]
) -> Iterable[tuple[px.NamedNode, px.NamedNode, px.NamedNode, px.NamedNode]]:
    known = sorted({entry.iri for entry in found if entry.iri.startswith("https://")})
    for at in range(0, len(known), _BATCH):
        parts = (
            f"{{ ?claim <{_RDF}subject> {node} ; <{_RDF}predicate> ?p ; <{_RDF}object> ?o"
            f" BIND({node} AS ?s) }}"
            for node in map(str, map(px.NamedNode, known[at : at + _BATCH]))
        )
        rows = engines.rows(engine, f"SELECT ?claim ?s ?p ?o {{ {' UNION '.join(parts)} }}")
        for claim, subject, predicate, obj in rows:
            if (
                isinstance(claim, px.NamedNode)
                and isinstance(subject, px.NamedNode)
                and isinstance(predicate, px.NamedNode)
                and isinstance(obj, px.NamedNode)
                and predicate.value in _RELATIONS
                and obj.value in known
                and obj != subject
            ):
                yield claim, subject, predicate, obj


def _stances(
    engine: Engine, claims: Iterable[px.NamedNode]
) -> tuple[dict[px.NamedNode, str], set[px.NamedNode]]:
    """Return the stances to each claim in words, and the claims that somebody rejects or doubts."""
    of = {
        stance: claim
        for claim, _, stance in engines.about(engine, claims, [_STANCE])
        if isinstance(stance, px.NamedNode)
    }
    parts: dict[px.NamedNode, dict[str, px.NamedNode]] = {}
    for stance, predicate, value in engines.about(engine, of, [_HOLDER, _VALUE]):
        if isinstance(value, px.NamedNode):
            parts.setdefault(stance, {})[predicate.value] = value
    labels = labelling.labels_of((v for part in parts.values() for v in part.values()), engine)
    words: dict[px.NamedNode, list[str]] = {}
    against = set()
    for stance, part in sorted(parts.items(), key=lambda pair: str(pair[0])):
        if _HOLDER in part and _VALUE in part:
            said = " ".join(labels.get(part[key].value, "") for key in (_HOLDER, _VALUE))
            words.setdefault(of[stance], []).append(said)
            if local(part[_VALUE].value) in _AGAINST:
                against.add(of[stance])
    return {claim: "; ".join(said) for claim, said in words.items()}, against
