"""Why the graph says so: of one node the statements, their sources, claims, passages, rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeGuard

import pyoxigraph as px

from alliancekg import naming
from alliancekg.engines import Engine
from alliancekg.facts import Facts, Term
from alliancekg.namespaces import GRAPH, ID, is_row
from alliancekg.nodenames import CONTENT, LABELS, LEADS, WORDS, Names, with_parts
from alliancekg.placing import short
from alliancekg.readercopies import NONE, Quotations

_MOST: Final = 20  # of the nodes that point here by one property so many are named
FIRST: Final = ("is", "definition", "title", "bibliographic citation", "also called")
TOLD: Final = {*CONTENT, *LABELS, "ak:evidence", "ak:source"}  # said in words of its own
COMPUTED: Final = {"ak:participant", "ak:party"}  # from participations, which are shown
SPAN: Final = re.compile(r"(ak:|sem:has)(earliest|latest)\w+|ak:(edtf|openEnded|qualified)", re.I)
ENDS: Final = {
    "rdf:type",
    "ak:actor",
    "ak:role",
    "ak:holder",
    "ak:stanceValue",
    "ak:inOrganization",
}
CLAIMS: Final = {
    "Claims about it": ("ak:about", *CONTENT),
    "Claims that support it": ("ak:supports",),
    "Claims that dispute it": ("ak:disputes",),
    "Claims in tension with it": ("ak:inTensionWith",),
    "Claims that report it": ("ak:reportsClaim",),
}
_LINKS: Final = {name for names in CLAIMS.values() for name in names}
# What points to a node and is said already, or is too much to be of use.
KNOWN: Final = TOLD | _LINKS | {"ak:statesEarlier", "ak:statesLater", "rdf:type", "oa:hasSource"}


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


def explain(engine: Engine, name: str, quotations: Quotations = NONE) -> Explanation:
    """Return why the graph says what it says of a node.

    `name` is an IRI, `kind/key`, `scheme#concept`, a prefixed name, or a label. The quotations are
    those of the reader's own copies of documents. Raises UsageError if there is no such node, or
    several nodes have that label.
    """
    facts = Facts(engine)
    node = naming.resolve(facts, name)
    teller = _Teller(facts, node, quotations)
    parts = {
        "Words": (line.strip() for line in quotations.lines(node.value)),
        "Statements": teller.statements(node),
        "Content, which only this claim asserts": teller.content(node),
        "Who says so": teller.sources(),
        "Passages": teller.evidence(of_rows=False),
        "Rows": teller.evidence(of_rows=True),
        **{title: teller.claims(*names) for title, names in CLAIMS.items()},
        "Counts": teller.counts(),
        "Points to it": teller.pointing(),
    }
    kept = {title: found for title, lines in parts.items() if (found := tuple(lines))}
    return Explanation(node.value, teller.name(node), kept)


class _Teller(Names):
    """Reads one node; each method yields the lines of a section."""

    def __init__(self, facts: Facts, node: px.NamedNode, quotations: Quotations) -> None:
        super().__init__(facts)
        self._node, self._facts, self._quotations = node, facts, quotations
        self._parts = with_parts(facts, node)
        self._quads = facts.by_graph(self._parts)
        self._pointing = facts.pointing(node)
        said = (t for quads in self._quads.values() for quad in quads for t in quad[1:])
        facts.know([*said, *(subject for subject, _ in self._pointing)], LEADS, 4)

    def statements(self, node: px.NamedNode) -> Iterator[str]:
        """Yield what is said of a node, and indented of its parts, with the graphs that say it."""
        told: dict[tuple[str, str, str, Term], set[str]] = {}
        for named, predicate, value in self._quads.get(node, ()):
            name, graph = short(predicate.value), named.value.removeprefix(GRAPH)
            known = TOLD | (ENDS if node != self._node else set())
            known |= COMPUTED if graph == "derived" else set()
            if name not in known and not SPAN.fullmatch(name):
                key = self.property(predicate), self._keyed(value), name, value
                told.setdefault(key, set()).add(graph)
        for key in sorted(told, key=lambda k: ((*FIRST, k[0]).index(k[0]), k[0] == "note", k[:2])):
            yield f"{key[0]}: {key[1]} [{', '.join(sorted(told[key]))}]"
            value, is_claim = key[3], key[2] in _LINKS and "/claim/" in str(key[3])
            if self._is_part(value) and told[key] != {"derived"}:
                yield from (f"  {line}" for line in self.statements(value))
            elif is_claim and isinstance(value, px.NamedNode):
                yield from (f"  {line}" for line in self._said(value))

    def content(self, claim: px.NamedNode) -> Iterator[str]:
        """Yield subject, predicate and object of a claim as one line."""
        if all(self.values(claim, name) for name in CONTENT):
            yield " — ".join(self.names(claim, name) for name in CONTENT)

    def sources(self) -> Iterator[str]:
        """Yield the sources of the statements, with citation and rank."""
        graphs = {quad[0].value for quads in self._quads.values() for quad in quads}
        sources = {key: px.NamedNode(f"{ID}source/{key}") for key in _keys(graphs)}
        self._facts.know(sources.values())
        for key, source in sources.items():
            if citation := self.names(source, "dcterms:bibliographicCitation"):
                yield f"{key}: {citation} (rank {self.names(source, 'ak:rank')})"

    def evidence(self, *, of_rows: bool) -> Iterator[str]:
        """Yield the passages or the rows behind the node, and those behind its parts alone."""
        behind: dict[px.NamedNode, list[px.NamedNode]] = {}
        for node in self._parts:
            for item in self.objects(node, "ak:evidence"):
                if is_row(item.value) == of_rows:
                    behind.setdefault(item, []).append(node)
        for item in sorted(behind, key=self._order):
            parts = "" if self._node in behind[item] else "; ".join(map(self.name, behind[item]))
            yield self._keyed(item) + (parts and f" for {parts}")
            yield from self._quotations.lines(item.value)

    def claims(self, *properties: str) -> Iterator[str]:
        """Yield the claims that point here, with claimant, stance, content and passage."""
        found = {claim for name in properties for claim in self._subjects(name)}
        for claim in sorted(found, key=lambda node: node.value):
            yield self._keyed(claim)
            yield from (f"  {line}" for line in (*self._said(claim), *self.content(claim)))

    def _said(self, claim: px.NamedNode) -> Iterator[str]:
        heads = ("ak:claimant", "said by "), ("ak:reportedBy", "reported by "), ("ak:stance", "")
        said = [word + self.names(claim, n) for n, word in heads if self.values(claim, n)]
        items = sorted(self.objects(claim, "ak:evidence"), key=self._order)
        said += [self.name(item) for item in items if "#" not in item.value]
        yield from filter(None, ["; ".join(said)])
        for reported in self.objects(claim, "ak:reportsClaim"):
            yield f"reports: {self._keyed(reported)}"

    def counts(self) -> Iterator[str]:
        """Yield how many records of each kind a source describes, how often a term is used."""
        if self._node.value.startswith(f"{ID}source/"):
            graph = px.NamedNode(GRAPH + self._node.value.removeprefix(f"{ID}source/"))
            quads = self._facts.classes(graph)
            number = Counter(self.name(c) for s, c in quads if c and "#" not in str(s))
            yield from (f"{class_}: {count:,}" for class_, count in sorted(number.items()))
        uses = self._facts.uses(self._node)
        counts = {"property of statements": uses, "class of nodes": len(self._subjects("rdf:type"))}
        yield from (f"{what}: {count:,}" for what, count in counts.items() if count)

    def pointing(self) -> Iterator[str]:
        """Yield the nodes that point here otherwise, by property; of many only the first."""
        found: dict[str, set[str]] = {}
        for node, predicate in self._pointing:
            name = short(predicate.value)
            if name not in KNOWN or name == "ak:evidence":
                owner, said = px.NamedNode(node.value.partition("#")[0]), self._keyed(node)
                if owner != node and owner.value.startswith(ID):
                    said = ((name != "ak:evidence" and f"{self.name(node)}: ") or "") + self._keyed(
                        owner
                    )
                found.setdefault(self.property(predicate), set()).add(said)
        for word, nodes in sorted(found.items()):
            yield f"{word} ({len(nodes):,}):"
            most = len(nodes) if word == WORDS["ak:evidence"] else _MOST
            yield from (f"  {said}" for said in sorted(nodes)[:most])
            yield from [f"  and {len(nodes) - most:,} more"] if len(nodes) > most else []

    def _is_part(self, node: Term) -> TypeGuard[px.NamedNode]:
        return isinstance(node, px.NamedNode) and node.value.startswith(f"{self._node.value}#")

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

    def _subjects(self, name: str) -> set[px.NamedNode]:
        return {node for node, predicate in self._pointing if short(predicate.value) == name}


def _keys(graphs: Iterable[str]) -> list[str]:
    return sorted(graph.removeprefix(GRAPH) for graph in graphs)
