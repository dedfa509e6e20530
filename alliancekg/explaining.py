"""Why the graph says so: of one node the statements, their sources, claims, passages, rows."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, GRAPH, ID, PREFIXES
from alliancekg.placing import short
from alliancekg.results import labels_of

if TYPE_CHECKING:
    import pyoxigraph as px

    Term = px.NamedNode | px.BlankNode | px.Literal | px.Triple

_RDF: Final = PREFIXES["rdf"]
_EVIDENCE: Final = AK + "evidence"
# What is said in words of its own below, or says nothing to a reader.
_TOLD: Final = frozenset({_EVIDENCE, AK + "source", PREFIXES["rdfs"] + "label"})
_CONTENT: Final = tuple(_RDF + part for part in ("subject", "predicate", "object"))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the lines below it."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a node, in the order in which a reader asks."""

    iri: str
    label: str
    sections: tuple[Section, ...]

    def text(self) -> str:
        """Return the explanation as lines of text."""
        lines = [self.label, f"  {self.iri}"]
        for section in self.sections:
            lines += ["", section.title, *(f"  {line}" for line in section.lines)]
        return "\n".join(lines) + "\n"


def explain(store: px.Store, name: str) -> Explanation:
    """Return why the graph says what it says of a node; `name` is an IRI, `kind/key`, or a label.

    Raises UsageError if there is no such node, or several nodes have that label.
    """
    teller = _Teller(store, _resolve(store, name))
    sections = (
        Section("Statements", tuple(teller.statements())),
        Section("Parts", tuple(teller.parts())),
        Section("Who says so", tuple(teller.sources())),
        Section("Passages", tuple(teller.evidence("Passage"))),
        Section("Rows", tuple(teller.evidence("Row"))),
        Section("Quantities", tuple(teller.pointing("ofActor", "inPlace"))),
        Section("Claims about it", tuple(teller.claims("about"))),
        Section("Claims whose content it is in", tuple(teller.contents())),
        Section("Claims that support it", tuple(teller.claims("supports"))),
        Section("Claims that dispute it", tuple(teller.claims("disputes"))),
    )
    kept = tuple(section for section in sections if section.lines)
    return Explanation(teller.node.value, teller.name(teller.node), kept)


def _resolve(store: px.Store, name: str) -> px.NamedNode:
    import pyoxigraph as px

    prefix, _, local = name.partition(":")
    candidates = [name, ID + name, PREFIXES[prefix] + local if prefix in PREFIXES else name]
    for candidate in dict.fromkeys(candidates):
        try:
            node = px.NamedNode(candidate)
        except ValueError:
            continue
        if any(True for _ in store.quads_for_pattern(node, None, None, px.DefaultGraph())):
            return node
    named = _named(store)
    found = sorted(named.get(name.casefold(), ()))
    if len(found) == 1:
        return px.NamedNode(found[0])
    if found:
        raise UsageError(f"'{name}' names several: {', '.join(map(short, found))}. Fix: name one")
    keys = [short(iri) for iris in named.values() for iri in iris]
    near = difflib.get_close_matches(name, keys, 3) or [
        short(iri)
        for label in difflib.get_close_matches(name.casefold(), named, 3)
        for iri in sorted(named[label])
    ]
    fix = f". Fix: write {' or '.join(near)}" if near else ""
    raise UsageError(f"no node '{name}'; expected an IRI, kind/key or a label{fix}")


def _named(store: px.Store) -> dict[str, set[str]]:
    """Return the records (not their parts) by each of their labels, in lower case."""
    import pyoxigraph as px

    found: dict[str, set[str]] = {}
    for property_ in (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "altLabel"):
        named = px.NamedNode(property_)
        for quad in store.quads_for_pattern(None, named, None, px.DefaultGraph()):
            node, label = quad.subject, quad.object
            if not isinstance(node, px.NamedNode) or not isinstance(label, px.Literal):
                continue
            if node.value.startswith(ID) and "#" not in node.value:
                found.setdefault(label.value.casefold(), set()).add(node.value)
    return found


class _Teller:
    """Reads one node; each method yields the lines of a section."""

    def __init__(self, store: px.Store, node: px.NamedNode) -> None:
        import pyoxigraph as px

        self.node = node
        self._px = px
        self._store = store

    def statements(self) -> Iterator[str]:
        """Yield what is said of the node itself, with the graphs that say it."""
        yield from self._lines(self.node)

    def parts(self) -> Iterator[str]:
        """Yield what is said of the nodes that belong to the record: dates, roles, stances."""
        for part in self._parts():
            yield f"{self.name(part)} [{short(part.value)}]"
            for line in self._lines(part):
                yield f"  {line}"

    def sources(self) -> Iterator[str]:
        """Yield the sources of the statements: title, citation and rank."""
        for graph in sorted(
            {g for node in (self.node, *self._parts()) for g in self._graphs(node)}
        ):
            key = graph.removeprefix(GRAPH)
            source = self._px.NamedNode(f"{ID}source/{key}")
            citation = self._value(source, PREFIXES["dcterms"] + "bibliographicCitation")
            rank = self._value(source, AK + "rank")
            if citation:
                yield f"{key}: {citation} (rank {rank})"

    def evidence(self, kind: str) -> Iterator[str]:
        """Yield the passages or the rows behind the node and its parts."""
        found = {
            item
            for node in (self.node, *self._parts())
            for item in self._objects(node, _EVIDENCE)
            if self._is(item, kind)
        }
        for item in sorted(found, key=self.name):
            digest = self._value(item, AK + "textDigest")
            yield f"{self.name(item)} [{short(item.value)}]{f' SHA-256 {digest}' if digest else ''}"

    def pointing(self, *properties: str) -> Iterator[str]:
        """Yield the nodes that point here by one of these properties."""
        found = {s for name in properties for s in self._subjects(AK + name, self.node)}
        yield from sorted(f"{self.name(node)} [{short(node.value)}]" for node in found)

    def claims(self, property_: str) -> Iterator[str]:
        """Yield the claims that point here, with claimant, stance and passage."""
        yield from self._told(self._subjects(AK + property_, self.node))

    def contents(self) -> Iterator[str]:
        """Yield the claims that relate the node to another one, or have it as their relation."""
        found = {claim for part in _CONTENT for claim in self._subjects(part, self.node)}
        yield from self._told(found)

    def name(self, term: Term) -> str:
        """Return the label of a node, or its short IRI; the text of a literal."""
        if isinstance(term, self._px.NamedNode):
            return labels_of([term], self._store).get(term.value) or short(term.value)
        return term.value if isinstance(term, self._px.Literal) else str(term)

    def _told(self, claims: Iterable[px.NamedNode]) -> Iterator[str]:
        for claim in sorted(claims, key=lambda node: node.value):
            who = " and ".join(sorted(self.name(a) for a in self._objects(claim, AK + "claimant")))
            stances = [
                f"{self.name(h)} {self.name(v)}"
                for stand in self._objects(claim, AK + "stance")
                for h in self._objects(stand, AK + "holder")
                for v in self._objects(stand, AK + "stanceValue")
            ]
            places = sorted(
                self.name(item)
                for item in self._objects(claim, _EVIDENCE)
                if self._is(item, "Passage")
            )
            stand = f"{', '.join(sorted(stances))}; {'; '.join(places)}"
            yield f"{who}: {self.name(claim)} ({stand}) [{short(claim.value)}]"

    def _lines(self, node: px.NamedNode) -> Iterator[str]:
        told: dict[tuple[str, str], set[str]] = {}
        for quad in self._store.quads_for_pattern(node, None, None):
            if (
                isinstance(quad.graph_name, self._px.NamedNode)
                and quad.predicate.value not in _TOLD
            ):
                key = (short(quad.predicate.value), self.name(quad.object))
                told.setdefault(key, set()).add(quad.graph_name.value.removeprefix(GRAPH))
        for (predicate, value), graphs in sorted(told.items()):
            yield f"{predicate}: {value} [{', '.join(sorted(graphs))}]"

    def _parts(self) -> list[px.NamedNode]:
        """Return the fragments of the record that it points to, and theirs, sorted."""
        found: set[px.NamedNode] = set()
        waiting = [self.node]
        while waiting:
            for quad in self._store.quads_for_pattern(
                waiting.pop(), None, None, self._px.DefaultGraph()
            ):
                value = quad.object
                if (
                    isinstance(value, self._px.NamedNode)
                    and value.value.startswith(self.node.value + "#")
                    and value not in found
                ):
                    found.add(value)
                    waiting.append(value)
        return sorted(found, key=lambda node: node.value)

    def _graphs(self, node: px.NamedNode) -> set[str]:
        quads = self._store.quads_for_pattern(node, None, None)
        return {q.graph_name.value for q in quads if isinstance(q.graph_name, self._px.NamedNode)}

    def _objects(self, node: px.NamedNode, property_: str) -> list[px.NamedNode]:
        pattern = (node, self._px.NamedNode(property_), None, self._px.DefaultGraph())
        found = [quad.object for quad in self._store.quads_for_pattern(*pattern)]
        return [term for term in found if isinstance(term, self._px.NamedNode)]

    def _subjects(self, property_: str, node: px.NamedNode) -> set[px.NamedNode]:
        pattern = (None, self._px.NamedNode(property_), node, self._px.DefaultGraph())
        found = [quad.subject for quad in self._store.quads_for_pattern(*pattern)]
        return {term for term in found if isinstance(term, self._px.NamedNode)}

    def _value(self, node: px.NamedNode, property_: str) -> str:
        pattern = (node, self._px.NamedNode(property_), None, self._px.DefaultGraph())
        found = sorted(self.name(quad.object) for quad in self._store.quads_for_pattern(*pattern))
        return found[0] if found else ""

    def _is(self, node: px.NamedNode, kind: str) -> bool:
        type_, class_ = self._px.NamedNode(_RDF + "type"), self._px.NamedNode(AK + kind)
        pattern = (node, type_, class_, self._px.DefaultGraph())
        return any(True for _ in self._store.quads_for_pattern(*pattern))
