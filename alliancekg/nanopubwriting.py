"""Nanopublications of claims, from the triples of the profile `nanopub`: graphs and trusty IRIs.

Source: the nanopublication guidelines, <https://nanopub.net/guidelines/working_draft/>; the digest
is computed by `trusty`. What is said of a claim at all is the profile's own CONSTRUCT.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from alliancekg import trusty
from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, BASE, PREFIXES
from alliancekg.nanopubs import NP

PUBLISHED: Final = BASE + "np/"
"""What the IRI of each of our nanopublications begins with; its digest follows."""

_DESCRIBES: Final = NamedNode("http://purl.org/nanopub/x/describes")
_RDF, _RDFS, _PROV = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["prov"]
_TYPE: Final = NamedNode(_RDF + "type")
_LABEL: Final = NamedNode(_RDFS + "label")
_CONTENT: Final = tuple(NamedNode(_RDF + name) for name in ("subject", "predicate", "object"))
_STATUS: Final = NamedNode(AK + "status")
_CITATION: Final = NamedNode(PREFIXES["dcterms"] + "bibliographicCitation")
_NAMES: Final = (_TYPE, _LABEL, _STATUS, _CITATION)
# What makes the claim known beside what it says.
_AROUND: Final = frozenset(
    {_LABEL, *(NamedNode(AK + n) for n in ("cites", "disputes", "inTensionWith", "supports"))}
)
_ATTRIBUTED: Final = NamedNode(_PROV + "wasAttributedTo")
_HEAD: Final = (
    _TYPE, *(NamedNode(f"{NP}has{n}") for n in ("Assertion", "Provenance", "PublicationInfo"))
)  # fmt: skip
_UNKNOWN: Final = "RA" + "_" * 43  # stands where the digest will stand

_Index = Mapping[NamedNode, Sequence[Triple]]


def finished(triples: Iterable[Triple]) -> Iterator[Quad]:
    """Yield the quads of one nanopublication a claim, ordered by claim; the same for equal triples.

    Each has the graphs `#Head`, `#assertion`, `#provenance` and `#pubinfo` under its IRI, in which
    the digest of all four stands. Raises UsageError for a claim that nobody makes.
    """
    index: dict[NamedNode, list[Triple]] = {}
    for triple in sorted(set(triples), key=str):
        if isinstance(triple.subject, NamedNode):
            index.setdefault(triple.subject, []).append(triple)
    nanopub = NamedNode(NP + "Nanopublication")
    for subject, said in sorted(index.items(), key=lambda item: item[0].value):
        if Triple(subject, _TYPE, nanopub) in said:
            yield from _nanopub(_Parts(subject, index))


def _nanopub(parts: _Parts) -> Iterator[Quad]:
    unknown = [*parts.quads(PUBLISHED + _UNKNOWN)]
    yield from parts.quads(PUBLISHED + trusty.digest(unknown, _UNKNOWN))


class _Parts:
    """The statements of one nanopublication in its parts, under the IRIs of the profile."""

    def __init__(self, draft: NamedNode, index: _Index) -> None:
        self._draft, self._index = draft, index
        self._claim = self._one(draft, _DESCRIBES)
        self._about = self._one(draft, _HEAD[1])
        statement = self._statement()
        parts = self._own_parts()
        told = [t for t in index.get(self._claim, ()) if t.predicate not in _AROUND]
        self.assertion = [statement] if statement else [*told, *parts]
        self.provenance = self._provenance()
        self.info = [t for t in index[draft] if t.predicate not in _HEAD]
        self.info += [t for t in index.get(self._claim, ()) if t.predicate in _AROUND]
        if statement:
            self.info += [*told, *parts]
        self.info += self._names()

    def _one(self, subject: NamedNode, predicate: NamedNode) -> NamedNode:
        return next(
            triple.object
            for triple in self._index[subject]
            if triple.predicate == predicate and isinstance(triple.object, NamedNode)
        )

    def _statement(self) -> Triple | None:
        """Return what the claim states as a fact, if it states something as one."""
        said = {t.predicate: t.object for t in self._index.get(self._about, ())}
        subject, predicate, value = (said.get(name) for name in _CONTENT)
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value:
            return Triple(subject, predicate, value)
        return None

    def _own_parts(self) -> list[Triple]:
        """Return what is said of nodes that belong to the claim, but not of its stance."""
        return [
            triple
            for linked in self._index.get(self._claim, ())
            if isinstance(linked.object, NamedNode)
            and linked.object.value.startswith(f"{self._claim.value}#")
            for triple in self._index.get(linked.object, ())
        ]

    def _provenance(self) -> list[Triple]:
        """Return what is said of the assertion, and of all to which that leads."""
        found = [t for t in self._index.get(self._about, ()) if t.predicate not in _CONTENT]
        if all(triple.predicate != _ATTRIBUTED for triple in found):
            raise UsageError(
                f"<{self._claim.value}>: is a claim that nobody makes; expected a claimant. Fix:"
                " add ak:claimant; for people who are not named, a group"
            )
        seen = {self._claim, self._draft}
        for triple in found:  # which grows
            node = triple.object
            if isinstance(node, NamedNode) and node not in seen:
                seen.add(node)
                found += self._index.get(node, ())
        return found

    def _names(self) -> list[Triple]:
        """Return classes and names, for the reader, of what is spoken of and not told elsewhere."""
        told = {triple.subject for triple in self.provenance}
        nodes = [
            node
            for triple in (*self.assertion, *self.info)
            for node in (triple.subject, triple.predicate, triple.object)
        ]
        found: dict[Triple, None] = {}
        for node in nodes:  # which grows
            if isinstance(node, NamedNode) and node not in (*told, self._draft):
                new = [t for t in self._index.get(node, ()) if t.predicate in _NAMES]
                nodes += [t.object for t in new if t not in found and t.predicate == _STATUS]
                found |= dict.fromkeys(new)
        return list(found)

    def quads(self, iri: str) -> Iterator[Quad]:
        """Yield all statements under this IRI for the nanopublication, each once."""
        graphs = dict(zip(_HEAD[1:], ("assertion", "provenance", "pubinfo"), strict=True))
        final = {self._draft: NamedNode(iri)}
        for link, name in graphs.items():
            final[self._one(self._draft, link)] = NamedNode(f"{iri}#{name}")
        head = [t for t in self._index[self._draft] if t.predicate in _HEAD]
        said = {"Head": head, "assertion": self.assertion, "provenance": self.provenance}
        for graph, triples in {**said, "pubinfo": self.info}.items():
            for triple in sorted(set(triples), key=str):
                subject, value = triple.subject, triple.object
                if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                    yield Quad(
                        final.get(subject, subject),
                        triple.predicate,
                        final.get(value, value) if isinstance(value, NamedNode) else value,
                        NamedNode(f"{iri}#{graph}"),
                    )
