"""Why the graph says so: of one node the statements, their sources, claims, passages, rows."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeGuard

import pyoxigraph as px

from alliancekg import dates
from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, GRAPH, ID, PREFIXES, SCHEME
from alliancekg.placing import local, short
from alliancekg.statements import term

Term = px.NamedNode | px.BlankNode | px.Literal | px.Triple

_MERGED: Final = px.DefaultGraph()
_MOST: Final = 20  # of the nodes that point here by one property so many are named
_NAMES: Final = ("skos:prefLabel", "rdfs:label", "dcterms:title", "ak:paraphrase")
_CONTENT: Final = ("rdf:subject", "rdf:predicate", "rdf:object")
_WORDS: Final = {"rdf:type": "is", "ak:evidence": "rests on it", "skos:altLabel": "also called"}
_FIRST: Final = ("is", "definition", "title", "bibliographic citation", "also called")
_TOLD: Final = {*_CONTENT, *_NAMES, "ak:evidence", "ak:source"}  # said in words of its own
_COMPUTED: Final = {"ak:participant", "ak:party"}  # from participations, which are shown
_SPAN: Final = re.compile(r"(ak:|sem:has)(earliest|latest)\w+|ak:(edtf|openEnded|qualified)", re.I)
_ENDS: Final = {
    "rdf:type",
    "ak:actor",
    "ak:role",
    "ak:holder",
    "ak:stanceValue",
    "ak:inOrganization",
}
_CLAIMS: Final = {
    "Claims about it": ("ak:about", *_CONTENT),
    "Claims that support it": ("ak:supports",),
    "Claims that dispute it": ("ak:disputes",),
    "Claims in tension with it": ("ak:inTensionWith",),
    "Claims that report it": ("ak:reportsClaim",),
}
_LINKS: Final = {name for names in _CLAIMS.values() for name in names}
# What points to a node and is said already, or is too much to be of use.
_KNOWN: Final = _TOLD | _LINKS | {"ak:statesEarlier", "ak:statesLater", "rdf:type", "oa:hasSource"}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a node: headings and the lines below them, in the order of a reader."""

    iri: str
    label: str
    sections: Mapping[str, tuple[str, ...]]

    def text(self) -> str:
        """Return the explanation as lines of text."""
        lines = [self.label, f"  {self.iri}"]
        for title, found in self.sections.items():
            lines += ["", title, *(f"  {line}" for line in found)]
        return "\n".join(lines) + "\n"


def explain(store: px.Store, name: str) -> Explanation:
    """Return why the graph says what it says of a node.

    `name` is an IRI, `kind/key`, `scheme#concept`, a prefixed name, or a label. Raises UsageError
    if there is no such node, or several nodes have that label.
    """
    node = _resolve(store, name)
    teller = _Teller(store, node)
    parts = {
        "Statements": teller.statements(node),
        "Content, which only this claim asserts": teller.content(node),
        "Who says so": teller.sources(),
        "Passages": teller.evidence(is_row=False),
        "Rows": teller.evidence(is_row=True),
        **{title: teller.claims(*names) for title, names in _CLAIMS.items()},
        "Counts": teller.counts(),
        "Points to it": teller.pointing(),
    }
    kept = {title: found for title, lines in parts.items() if (found := tuple(lines))}
    return Explanation(node.value, teller.name(node), kept)


def _resolve(store: px.Store, name: str) -> px.NamedNode:
    bare = name.strip().removeprefix("<").removesuffix(">")
    prefix, _, rest = bare.partition(":")
    for candidate in (bare, ID + bare, SCHEME + bare, PREFIXES.get(prefix, prefix + ":") + rest):
        try:
            node = px.NamedNode(candidate)
        except ValueError:
            continue
        if any(True for _ in store.quads_for_pattern(node, None, None, _MERGED)):
            return node
    named = _named(store)
    found = sorted(named.get(bare.casefold(), ()))
    records = [iri for iri in found if iri.startswith(ID)] or found
    if len(records) == 1:
        return px.NamedNode(records[0])
    if names := ", ".join(map(short, records)):
        raise UsageError(f"'{name}' names several nodes: {names}. Fix: write one of these")
    known = {short(iri) for iris in named.values() for iri in iris}
    if "/" not in bare:
        known |= named.keys()
    near = difflib.get_close_matches(bare, sorted(known), 3)
    fix = f". Fix: write {' or '.join(near)}" if near else ""
    raise UsageError(f"no node '{name}'; expected an IRI, kind/key or a label{fix}")


def _named(store: px.Store) -> dict[str, set[str]]:
    """Return records, terms and concepts (not parts of records) by their labels, in lower case."""
    found: dict[str, set[str]] = {}
    for name in ("rdfs:label", "skos:altLabel", "skos:prefLabel"):
        for quad in store.quads_for_pattern(None, term(name), None, _MERGED):
            if isinstance(quad.subject, px.NamedNode) and isinstance(quad.object, px.Literal):
                base, _, part = quad.subject.value.partition("#")
                if not (base.startswith(ID) and part) or part.startswith("row="):
                    found.setdefault(quad.object.value.casefold(), set()).add(quad.subject.value)
    return found


def span_words(edtf: str) -> str:
    """Return a date with the days that bound it, unless it is itself a day."""
    found = dates.parse(edtf)  # of a graph that the shapes have passed
    bounds = found.earliest_begin, found.latest_begin, found.earliest_end, found.latest_end
    days = ["" if day is None else dates.iso(day) for day in bounds]
    begin, end = _window(*days[:2]), _window(*days[2:])
    said = begin or end
    if found.is_interval:
        said = f"begins {begin}" if begin else f"{'open' if found.open_start else 'unknown'} start"
        said += f", ends {end}" if end else f", {'open' if found.open_ended else 'unknown'} end"
    said += ", uncertain or approximate" if found.qualified else ""
    return f"{edtf} ({said})" if said and said != f"on {edtf}" else edtf


def _window(first: str, last: str) -> str:
    if first == last:
        return f"on {first}" if first else ""
    if first and last:
        return f"between {first} and {last}"
    return f"on {first or last} or {'later' if first else 'earlier'}"


class _Teller:
    """Reads one node; each method yields the lines of a section."""

    def __init__(self, store: px.Store, node: px.NamedNode) -> None:
        self._node, self._store = node, store
        self._facts: dict[px.NamedNode, dict[str, list[Term]]] = {}

    def name(self, node: Term) -> str:
        """Return the label of a node, or its short IRI; the text of a literal."""
        if not isinstance(node, px.NamedNode):
            return node.value if isinstance(node, px.Literal) else str(node)
        for one, word, other in (("actor", "as ", "role"), ("holder", "", "stanceValue")):
            if self._values(node, f"ak:{one}") and self._values(node, f"ak:{other}"):
                return f"{self._names(node, f'ak:{one}')} {word}{self._names(node, f'ak:{other}')}"
        if edtf := self._names(node, "ak:edtf"):
            return span_words(edtf)
        labels = [text for name in _NAMES for text in self._values(node, name)]
        office = self._names(node, "ak:inOrganization")
        return (self.name(labels[0]) if labels else short(node.value)) + (office and f", {office}")

    def statements(self, node: px.NamedNode) -> Iterator[str]:
        """Yield what is said of a node, and indented of its parts, with the graphs that say it."""
        told: dict[tuple[str, str, str, Term], set[str]] = {}
        for quad in self._store.quads_for_pattern(node, None, None):
            name = short(quad.predicate.value)
            graph = str(quad.graph_name).strip("<>").removeprefix(GRAPH)
            known = _TOLD | (_ENDS if node != self._node else set())
            known |= _COMPUTED if graph == "derived" else set()
            if name not in known and not _SPAN.fullmatch(name) and graph != "DEFAULT":
                key = self._property(quad.predicate), self._keyed(quad.object), name, quad.object
                told.setdefault(key, set()).add(graph)
        for key in sorted(told, key=lambda k: ((*_FIRST, k[0]).index(k[0]), k[0] == "note", k[:2])):
            yield f"{key[0]}: {key[1]} [{', '.join(sorted(told[key]))}]"
            value, is_claim = key[3], key[2] in _LINKS and "/claim/" in str(key[3])
            if self._is_part(value) and told[key] != {"derived"}:
                yield from (f"  {line}" for line in self.statements(value))
            elif is_claim and isinstance(value, px.NamedNode):
                yield from (f"  {line}" for line in self._said(value))

    def content(self, claim: px.NamedNode) -> Iterator[str]:
        """Yield subject, predicate and object of a claim as one line."""
        if all(self._values(claim, name) for name in _CONTENT):
            yield " — ".join(self._names(claim, name) for name in _CONTENT)

    def sources(self) -> Iterator[str]:
        """Yield the sources of the statements, with citation and rank."""
        quads = (q for n in self._nodes() for q in self._store.quads_for_pattern(n, None, None))
        for key in sorted({str(quad.graph_name).strip("<>").removeprefix(GRAPH) for quad in quads}):
            source = px.NamedNode(f"{ID}source/{key}")
            if citation := self._names(source, "dcterms:bibliographicCitation"):
                yield f"{key}: {citation} (rank {self._names(source, 'ak:rank')})"

    def evidence(self, *, is_row: bool) -> Iterator[str]:
        """Yield the passages or the rows behind the node, and those behind its parts alone."""
        behind: dict[px.NamedNode, list[px.NamedNode]] = {}
        for node in self._nodes():
            for item in self._objects(node, "ak:evidence"):
                if ("#row=" in item.value) == is_row:
                    behind.setdefault(item, []).append(node)
        for item in sorted(behind, key=self._order):
            parts = "" if self._node in behind[item] else "; ".join(map(self.name, behind[item]))
            yield self._keyed(item) + (parts and f" for {parts}")

    def claims(self, *properties: str) -> Iterator[str]:
        """Yield the claims that point here, with claimant, stance, content and passage."""
        found = {claim for name in properties for claim in self._subjects(name)}
        for claim in sorted(found, key=lambda node: node.value):
            yield self._keyed(claim)
            yield from (f"  {line}" for line in (*self._said(claim), *self.content(claim)))

    def _said(self, claim: px.NamedNode) -> Iterator[str]:
        heads = ("ak:claimant", "said by "), ("ak:reportedBy", "reported by "), ("ak:stance", "")
        said = [word + self._names(claim, n) for n, word in heads if self._values(claim, n)]
        items = sorted(self._objects(claim, "ak:evidence"), key=self._order)
        said += [self.name(item) for item in items if "#" not in item.value]
        yield from filter(None, ["; ".join(said)])
        for reported in self._objects(claim, "ak:reportsClaim"):
            yield f"reports: {self._keyed(reported)}"

    def counts(self) -> Iterator[str]:
        """Yield how many records of each kind a source describes, how often a term is used."""
        if self._node.value.startswith(f"{ID}source/"):
            graph = px.NamedNode(GRAPH + self._node.value.removeprefix(f"{ID}source/"))
            quads = self._store.quads_for_pattern(None, term("rdf:type"), None, graph)
            number = Counter(self.name(q.object) for q in quads if "#" not in str(q.subject))
            yield from (f"{class_}: {count:,}" for class_, count in sorted(number.items()))
        uses = len(list(self._store.quads_for_pattern(None, self._node, None, _MERGED)))
        counts = {"property of statements": uses, "class of nodes": len(self._subjects("rdf:type"))}
        yield from (f"{what}: {count:,}" for what, count in counts.items() if count)

    def pointing(self) -> Iterator[str]:
        """Yield the nodes that point here otherwise, by property; of many only the first."""
        found: dict[str, set[str]] = {}
        for quad in self._store.quads_for_pattern(None, None, self._node, _MERGED):
            node, name = quad.subject, short(quad.predicate.value)
            if isinstance(node, px.NamedNode) and (name not in _KNOWN or name == "ak:evidence"):
                owner, said = px.NamedNode(node.value.partition("#")[0]), self._keyed(node)
                if owner != node and owner.value.startswith(ID):
                    said = ((name != "ak:evidence" and f"{self.name(node)}: ") or "") + self._keyed(
                        owner
                    )
                found.setdefault(self._property(quad.predicate), set()).add(said)
        for word, nodes in sorted(found.items()):
            yield f"{word} ({len(nodes):,}):"
            most = len(nodes) if word == _WORDS["ak:evidence"] else _MOST
            yield from (f"  {said}" for said in sorted(nodes)[:most])
            yield from [f"  and {len(nodes) - most:,} more"] if len(nodes) > most else []

    def _nodes(self) -> list[px.NamedNode]:
        """Return the node, and the parts of the record that it is."""
        found = [self._node]
        for node in found:
            for quad in self._store.quads_for_pattern(node, None, None, _MERGED):
                if self._is_part(quad.object) and quad.object not in found:
                    found.append(quad.object)
        return sorted(found, key=lambda node: node.value)

    def _is_part(self, node: Term) -> TypeGuard[px.NamedNode]:
        return isinstance(node, px.NamedNode) and node.value.startswith(f"{self._node.value}#")

    def _property(self, node: px.NamedNode) -> str:
        words = re.sub("(?<=[a-z])(?=[A-Z])", " ", local(node.value)).lower()
        return _WORDS.get(short(node.value)) or (self.name(node) if AK in node.value else words)

    def _keyed(self, node: Term) -> str:
        """Return the name of a node, and of a record or a row the key to ask for it."""
        if not isinstance(node, px.NamedNode) or self._is_part(node):
            return self.name(node)
        name, key = self.name(node), short(node.value)
        return f"{name} [{key}]" if node.value.startswith(ID) and name != key else name

    def _order(self, node: px.NamedNode) -> tuple[str, int]:
        """Return a key that sorts passages as in the text, rows as in the file."""
        *file, number = re.split(", row |, |–", self.name(node).partition("–")[0])
        return "".join(file[:1]), int(number) if number.isdecimal() else 0

    def _values(self, node: px.NamedNode, name: str) -> list[Term]:
        if node not in self._facts:
            facts = self._facts.setdefault(node, {})
            for quad in self._store.quads_for_pattern(node, None, None, _MERGED):
                facts.setdefault(short(quad.predicate.value), []).append(quad.object)
        return self._facts[node].get(name, [])

    def _names(self, node: px.NamedNode, name: str) -> str:
        return " and ".join(sorted(map(self.name, self._values(node, name))))

    def _objects(self, node: px.NamedNode, name: str) -> list[px.NamedNode]:
        return [n for n in self._values(node, name) if isinstance(n, px.NamedNode)]

    def _subjects(self, name: str) -> set[px.NamedNode]:
        quads = self._store.quads_for_pattern(None, term(name), self._node, _MERGED)
        return {quad.subject for quad in quads if isinstance(quad.subject, px.NamedNode)}
