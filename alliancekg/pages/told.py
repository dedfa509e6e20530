"""What the graph says of one node, source by source, as an entity's page shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeGuard

import pyoxigraph as px

from alliancekg import engines
from alliancekg.explaining import COMPUTED, ENDS, FIRST, KNOWN, SPAN, TOLD
from alliancekg.facts import Facts, Term
from alliancekg.namespaces import GRAPH, ID, is_row
from alliancekg.nodenames import CONTENT, LABELS, LEADS, Names, with_parts
from alliancekg.pages import dated
from alliancekg.pages.frame import is_web, shown
from alliancekg.pages.linkedcells import Cell, is_ours
from alliancekg.pages.telling import Claim, Dating, Pointing, Said, Value
from alliancekg.placing import short
from alliancekg.values import value as python_value

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.pages.links import Links

MOST: Final = 50
"""How many nodes are named of those that point to another by one property."""

_CLAIMS: Final = {
    "ak:about": "Claims about it",
    **dict.fromkeys(CONTENT, "Claims about it"),
    "ak:supports": "Claims that support it",
    "ak:disputes": "Claims that dispute it",
    "ak:inTensionWith": "Claims in tension with it",
    "ak:reportsClaim": "Claims that report it",
}
_IN_NAMES: Final = {"ak:codeSystem", "skos:notation"}  # of a code, whose name has both
_SHOWN_APART: Final = {"skos:altLabel", "ak:dating", "ak:time"}


class Teller(Names):
    """Reads one node. What is asked for is asked in few requests, and kept."""

    def __init__(
        self, engine: Engine, node: px.NamedNode, links: Links, facts: Facts | None = None
    ) -> None:
        """Read a node; `facts` has what is known already, of this engine and the same graph."""
        self._facts = facts = facts or Facts(engine)
        super().__init__(facts)
        self._engine, self._node, self._links = engine, node, links
        self.parts = with_parts(facts, node)
        self._quads = facts.by_graph(self.parts)
        self._properties: dict[str, str] = {}
        self._by_property = dict(self._pointing())
        said = [term for quads in self._quads.values() for quad in quads for term in quad]
        pointing = [s for _, subjects in self._by_property.values() for s in subjects]
        owners = [px.NamedNode(s.value.partition("#")[0]) for s in pointing]
        facts.know([node, *said, *pointing, *owners], (*LEADS, "ak:time"), 4)

    @property
    def is_known(self) -> bool:
        """Whether anything is said of the node, or anything points to it."""
        return bool(self._quads) or bool(self._by_property) or bool(self._facts.uses(self._node))

    def cell(self, node: Term) -> Cell:
        """Return a node by its name, leading to its page; a literal by its text."""
        if isinstance(node, px.NamedNode):
            text = shown(self.name(node))
            if is_ours(node.value):
                return Cell(text, self._links.entity(node.value), node.value)
            return Cell(text, node.value if is_web(node.value) else "", node.value, is_far=True)
        if isinstance(node, px.Literal):
            number = isinstance(python_value(node), int | float)
            return Cell(shown(node.value), language=node.language or "", is_number=number)
        return Cell(shown(str(node)))

    def kinds(self) -> list[Cell]:
        """Return the classes of the node."""
        return [self.cell(kind) for kind in self.objects(self._node, "rdf:type")]

    def other_names(self) -> list[Cell]:
        """Return what else the node is called."""
        names = [v for name in (*LABELS, "skos:altLabel") for v in self.values(self._node, name)]
        mine = self.name(self._node)
        return [self.cell(n) for n in names if isinstance(n, px.Literal) and n.value != mine]

    def statements(self, node: px.NamedNode | None = None) -> list[Said]:
        """Return what is said of a node, and of its parts, with the sources that say it."""
        at = node or self._node
        told: dict[px.NamedNode, dict[Term, set[str]]] = {}
        for graph, predicate, value in self._quads.get(at, ()):
            name, key = short(predicate.value), graph.value.removeprefix(GRAPH)
            known = TOLD | (ENDS | _IN_NAMES if node else _SHOWN_APART)
            known |= COMPUTED if key == "derived" else set()
            if name not in known and not SPAN.fullmatch(name) and not self._is_span(value):
                told.setdefault(predicate, {}).setdefault(value, set()).add(key)
        found = [
            Said(self.property(predicate), self._links.entity(predicate.value)
                 if is_ours(predicate.value) else "", list(self._values(values)))
            for predicate, values in told.items()
        ]  # fmt: skip
        return sorted(found, key=lambda said: (_rank(said.name), said.name))

    def _values(self, values: dict[Term, set[str]]) -> Iterator[Value]:
        for value in sorted(values, key=lambda v: (self.name(v), str(v))):
            parts = self.statements(value) if self._is_part(value) else []
            cell = self.cell(value)
            if self._is_part(value):
                cell = Cell(cell.text, self._leads_to(value))
            yield Value(cell, self.sources(values[value]), parts)

    def _leads_to(self, part: px.NamedNode) -> str:
        """Return where a part leads: to the actor of a participation or a stance."""
        for name in ("ak:actor", "ak:holder"):
            for one in self.objects(part, name):
                return self._links.entity(one.value)
        return ""

    def sources(self, keys: Iterable[str]) -> list[Cell]:
        """Return the sources with these keys; what we compute is no source, and leads nowhere."""
        found = []
        for key in sorted(keys):
            iri = f"{ID}source/{key}"
            is_source = key not in ("derived", "ontology")
            href = self._links.entity(iri) if is_source else ""
            found.append(
                Cell(key if is_source else f"{key} (ours)", href, iri if is_source else "")
            )
        return found

    def content(self, claim: px.NamedNode) -> str:
        """Return subject, predicate and object of a claim as one line."""
        if not all(self.values(claim, name) for name in CONTENT):
            return ""
        return " — ".join(self.names(claim, name) for name in CONTENT)

    def datings(self) -> list[Dating]:
        """Return the dates of the node and of its parts, as each source gives them."""
        preferred = {s for part in self.parts for s in self.objects(part, "ak:time")}
        found: dict[px.NamedNode, set[px.NamedNode]] = {}
        for part in self.parts:
            for _, predicate, value in self._quads.get(part, ()):
                if self._is_span(value):
                    found.setdefault(value, set()).add(predicate)
        made = [self._dating(span, said, span in preferred) for span, said in found.items()]
        return sorted(made, key=lambda one: (one.name, not one.is_preferred, one.edtf))

    def _dating(self, span: px.NamedNode, said: set[px.NamedNode], is_preferred: bool) -> Dating:
        edtf = self.names(span, "ak:edtf")
        preferring = {node for node in said if short(node.value) == "ak:time"}
        words = " and ".join(sorted(map(self.property, said - preferring or preferring)))
        sources = self._sorted(self.objects(span, "ak:source"))
        return Dating(
            words,
            edtf,
            dated.words(edtf),
            [self.cell(source) for source in sources],
            [self.cell(item) for item in self._sorted(self.objects(span, "ak:evidence"))],
            "; ".join(shown(self.name(v)) for v in self.values(span, "skos:note")),
            is_preferred,
        )

    def evidence(self, *, of_rows: bool) -> list[Cell]:
        """Return the passages or the rows behind the node and its parts, in the order of a text."""
        found = {
            item
            for part in self.parts
            for item in self.objects(part, "ak:evidence")
            if is_row(item.value) == of_rows
        }
        return [self.cell(item) for item in self._sorted(found)]

    def _sorted(self, nodes: Iterable[px.NamedNode]) -> list[px.NamedNode]:
        return sorted(nodes, key=lambda node: (_natural(self.name(node)), node.value))

    def claims(self) -> dict[str, list[Claim]]:
        """Return the claims that point to the node, by what they have to do with it."""
        found: dict[str, set[px.NamedNode]] = {}
        for name, (_, subjects) in self._by_property.items():
            if title := _CLAIMS.get(name):
                found.setdefault(title, set()).update(subjects)
        titles = dict.fromkeys(_CLAIMS.values())
        return {title: self._told(found[title]) for title in titles if title in found}

    def _told(self, claims: Iterable[px.NamedNode]) -> list[Claim]:
        return [self.claim(claim) for claim in sorted(claims, key=lambda node: node.value)]

    def claim(self, node: px.NamedNode) -> Claim:
        """Return what a claim says, and who says it."""
        passages = [i for i in self.objects(node, "ak:evidence") if not is_row(i.value)]
        who, by, how = (
            self.names(node, name) for name in ("ak:claimant", "ak:reportedBy", "ak:stance")
        )
        cells = [self.cell(item) for item in self._sorted(passages)]
        return Claim(self.cell(node), who, by, how, self.content(node), cells)

    def pointing(self) -> list[Pointing]:
        """Return what points to the node otherwise, by property, dated nodes in order of time."""
        found = []
        for name, (count, subjects) in sorted(self._by_property.items()):
            if name in KNOWN - {"ak:evidence"} or name in COMPUTED:
                continue
            cells = dict.fromkeys(self._owner(node, name) for node in subjects)
            ordered = sorted(cells, key=lambda pair: (_begin(pair[1]), pair[0].text))
            title = self.property(px.NamedNode(self._properties[name]))
            found.append(Pointing(title, count, ordered))
        return found

    def _owner(self, node: px.NamedNode, name: str) -> tuple[Cell, str]:
        """Return the record to which a node belongs, with its date, and the part that points."""
        owner = px.NamedNode(node.value.partition("#")[0])
        is_part = owner != node and owner.value.startswith(ID) and not is_row(node.value)
        times = self.objects(owner if is_part else node, "ak:time")
        said = [self.names(times[0], "ak:edtf")] if times else []
        said += [shown(self.name(node))] if is_part and name != "ak:evidence" else []
        return self.cell(owner if is_part else node), " · ".join(filter(None, said))

    def _pointing(self) -> Iterator[tuple[str, tuple[int, list[px.NamedNode]]]]:
        """Yield by property the number of statements that point to the node, and first subjects."""
        text = f"SELECT ?p (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p {self._node} }} GROUP BY ?p"
        for predicate, count in engines.rows(self._engine, text):
            if not isinstance(predicate, px.NamedNode) or not isinstance(count, px.Literal):
                continue
            name = short(predicate.value)
            self._properties[name] = predicate.value
            if name in KNOWN and name not in _CLAIMS and name != "ak:evidence":
                continue
            asked = f"SELECT DISTINCT ?s {{ ?s {predicate} {self._node} }} ORDER BY ?s LIMIT {MOST}"
            found = [s for (s,) in engines.rows(self._engine, asked)
                     if isinstance(s, px.NamedNode)]  # fmt: skip
            yield name, (int(count.value), found)

    def _is_span(self, node: Term) -> TypeGuard[px.NamedNode]:
        return isinstance(node, px.NamedNode) and bool(self.values(node, "ak:edtf"))

    def _is_part(self, node: Term) -> TypeGuard[px.NamedNode]:
        return isinstance(node, px.NamedNode) and node.value.startswith(f"{self._node.value}#")

    def uses(self) -> int:
        """Return the number of statements whose property is the node."""
        return self._facts.uses(self._node)

    def graphs(self) -> list[Cell]:
        """Return the sources that say anything of the node or its parts."""
        keys = {q[0].value.removeprefix(GRAPH) for quads in self._quads.values() for q in quads}
        return self.sources(keys - {"derived"})


def _rank(name: str) -> tuple[int, bool]:
    return (*FIRST, name).index(name), name == "note"


def _begin(said: str) -> tuple[bool, int]:
    """Return a key that sorts by the date with which a text begins; those without come last."""
    bounds = dated.bounds(said.partition(" · ")[0])
    days = (
        [d for d in (bounds.earliest_begin, bounds.latest_end) if d is not None] if bounds else []
    )
    return not days, min(days, default=0)


def _natural(text: str) -> list[tuple[int, str]]:
    """Return a key that sorts numbers in a text as numbers."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d{1,9})", text)
    ]
