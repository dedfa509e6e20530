"""What is computed from the stated graphs: graph/derived, one documented rule a function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from alliancekg import dates
from alliancekg.mapping_sources import ASPECTS
from alliancekg.namespaces import AK, concept_iri, graph_iri
from alliancekg.statements import term

GRAPH: Final = NamedNode(graph_iri("derived"))

_OBJECT_FIRST: Final = frozenset({"causedBy", "inResponseTo", "follows"})  # the object is earlier
_SUBJECT_FIRST: Final = frozenset({"ledTo"})
_UNORDERING_KINDS: Final = ("counterfactual", "prescriptive", "predictive")
_LAST_RANK: Final = 10**9

Triple = tuple[NamedNode, NamedNode, NamedNode]


def derive(quads: Iterable[Quad]) -> list[Quad]:
    """Return what follows from the quads by the rules of this module, sorted, in graph/derived.

    All graphs are read as one merged set, except graph/derived itself, so that deriving again gives
    the same. A triple that some source states is not derived a second time. Raises
    `dates.DateError` if an `ak:edtf` is no date.
    """
    facts = _Facts(quads)
    rules = (_types, _participants, _times, _orders, _conflicts)
    found = {triple for rule in rules for triple in rule(facts)}
    new = sorted(
        (t for t in found if not facts.holds(*t)), key=lambda t: tuple(node.value for node in t)
    )
    return [Quad(*triple, GRAPH) for triple in new]


class _Facts:
    """The merged set of stated triples, by predicate and subject."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._index: dict[str, dict[NamedNode, set[NamedNode | Literal]]] = defaultdict(dict)
        for quad in quads:
            subject, value = quad.subject, quad.object
            if quad.graph_name == GRAPH or not isinstance(subject, NamedNode):
                continue
            if isinstance(value, NamedNode | Literal):
                self._index[quad.predicate.value].setdefault(subject, set()).add(value)

    def holds(self, subject: NamedNode, predicate: NamedNode, value: NamedNode) -> bool:
        """Return whether a source states this triple."""
        return value in self._index[predicate.value].get(subject, ())

    def nodes(self, subject: NamedNode, name: str) -> list[NamedNode]:
        """Return the objects that are IRIs, sorted."""
        found = self._index[term(name).value].get(subject, ())
        return sorted((n for n in found if isinstance(n, NamedNode)), key=lambda n: n.value)

    def values(self, subject: NamedNode, name: str) -> list[str]:
        """Return the objects that are literals, sorted by their text."""
        found = self._index[term(name).value].get(subject, ())
        return sorted(value.value for value in found if isinstance(value, Literal))

    def pairs(self, name: str) -> Iterator[tuple[NamedNode, NamedNode]]:
        """Return subject and object of each link by this property."""
        for subject in list(self._index[term(name).value]):
            for node in self.nodes(subject, name):
                yield subject, node


def _types(facts: _Facts) -> Iterator[Triple]:
    """Rule: a member of an ak: class is one of each superclass in ak: (rdfs:subClassOf) too."""
    parents: dict[str, set[str]] = defaultdict(set)
    for child, parent in facts.pairs("rdfs:subClassOf"):
        if child.value.startswith(AK) and parent.value.startswith(AK):
            parents[child.value].add(parent.value)
    for node, class_ in facts.pairs("rdf:type"):
        for ancestor in _closure(class_.value, parents):
            yield node, term("rdf:type"), NamedNode(ancestor)


def _closure(start: str, parents: dict[str, set[str]]) -> set[str]:
    """Return all that is reached from a class, without the class itself; loops end."""
    reached: set[str] = set()
    open_ = set(parents.get(start, ()))
    while open_:
        reached |= open_
        open_ = {above for class_ in open_ for above in parents.get(class_, ())} - reached
    return reached - {start}


def _participants(facts: _Facts) -> Iterator[Triple]:
    """Rule: who has a participation in an event takes part in it (ak:participant), in any role; who
    has one in the role `party` of a treaty is a party to it (ak:party).
    """
    party = concept_iri("role", "party")
    for owner, participation in facts.pairs("ak:participation"):
        classes = facts.nodes(owner, "rdf:type")
        roles = [role.value for role in facts.nodes(participation, "ak:role")]
        for actor in facts.nodes(participation, "ak:actor"):
            if term("ak:Event") in classes:
                yield owner, term("ak:participant"), actor
            if term("ak:Treaty") in classes and party in roles:
                yield owner, term("ak:party"), actor


def _times(facts: _Facts) -> Iterator[Triple]:
    """Rule: of the datings of an event or a policy, its ak:time is the one of the source with the
    lowest ak:rank (a source without rank comes last), then the narrowest (latest end less earliest
    begin; a span without one of them comes last), then the first by IRI. Treaties have no ak:time.
    """
    datings: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for owner, span in facts.pairs("ak:dating"):
        datings[owner].append(span)
    for owner, spans in datings.items():
        yield owner, term("ak:time"), min(spans, key=lambda span: _preference(facts, span))


def _preference(facts: _Facts, span: NamedNode) -> tuple[int, bool, int, str]:
    """Return the sort key of a span: rank, whether its width is unknown, width, IRI."""
    sources = facts.nodes(span, "ak:source")
    ranks = [int(rank) for source in sources for rank in facts.values(source, "ak:rank")]
    begin = facts.values(span, "ak:earliestBeginDay")
    end = facts.values(span, "ak:latestEndDay")
    width = int(end[0]) - int(begin[0]) if begin and end else 0
    return min(ranks, default=_LAST_RANK), not (begin and end), width, span.value


def _orders(facts: _Facts) -> Iterator[Triple]:
    """Rule: a claim that A ledTo B states A earlier (ak:statesEarlier), B later (ak:statesLater); a
    claim that A is causedBy, inResponseTo or follows B states B earlier and A later.

    No order is taken from a claim that a stance holder rejects, nor from one that is
    counterfactual, prescriptive or predictive, nor from one whose content is not exactly one
    subject, predicate and object.
    """
    for claim, predicate in facts.pairs("rdf:predicate"):
        content = [facts.nodes(claim, f"rdf:{name}") for name in ("subject", "predicate", "object")]
        if [len(nodes) for nodes in content] != [1, 1, 1] or not _is_affirmed(facts, claim):
            continue
        subject, object_ = content[0][0], content[2][0]
        name = predicate.value.removeprefix(AK)
        if name in _OBJECT_FIRST:
            subject, object_ = object_, subject
        elif name not in _SUBJECT_FIRST:
            continue
        yield claim, term("ak:statesEarlier"), subject
        yield claim, term("ak:statesLater"), object_


def _is_affirmed(facts: _Facts, claim: NamedNode) -> bool:
    """Return whether nobody rejects the claim and it speaks of what is or was."""
    kinds = {kind.value for kind in facts.nodes(claim, "ak:claimKind")}
    stances = facts.nodes(claim, "ak:stance")
    values = {value.value for stance in stances for value in facts.nodes(stance, "ak:stanceValue")}
    unordering = {concept_iri("claim-kind", kind) for kind in _UNORDERING_KINDS}
    return concept_iri("stance", "rejects") not in values and not kinds & unordering


def _conflicts(facts: _Facts) -> Iterator[Triple]:
    """Rule: two spans of one record and aspect (dating, signed, in force) that different sources
    give and that exclude each other (`dates.conflict`) are in conflict, in both directions.
    """
    bounds = cache(dates.parse)
    for aspect in ASPECTS.values():
        spans: dict[NamedNode, list[tuple[NamedNode, NamedNode, str]]] = defaultdict(list)
        for owner, span in facts.pairs(aspect):
            for source in facts.nodes(span, "ak:source"):
                spans[owner] += [(span, source, edtf) for edtf in facts.values(span, "ak:edtf")]
        for given in spans.values():
            for (a, source_a, edtf_a), (b, source_b, edtf_b) in combinations(given, 2):
                if a == b or source_a == source_b:
                    continue
                if dates.conflict(bounds(edtf_a), bounds(edtf_b)):
                    yield a, term("ak:conflictsWith"), b
                    yield b, term("ak:conflictsWith"), a
