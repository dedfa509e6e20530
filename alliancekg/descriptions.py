"""Statements of a description of the graph, and how its nodes are named; none of them is blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from alliancekg.namespaces import BASE
from alliancekg.namespaces import PREFIXES as OURS

VOID: Final = BASE + "void"
"""The description itself; what it describes and has no other name is a fragment of it."""

WHOLE: Final = VOID + "#dataset"
CATALOG: Final = VOID + "#catalog"

PREFIXES: Final = {
    **OURS,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
}


def part_of(node: str, *names: str) -> str:
    """Return the name of something that belongs to a node of the description, or to a graph.

    >>> part_of(WHOLE, "class", "ak:Event")
    'https://w3id.org/alliancekg/void#dataset/class/ak:Event'
    >>> part_of("https://w3id.org/alliancekg/graph/icb", "period")
    'https://w3id.org/alliancekg/void#graph/icb/period'
    """
    owner = node.removeprefix(BASE).removeprefix("void#")
    return f"{VOID}#{'/'.join([owner, *(quote(name, safe='-._~:') for name in names)])}"


def short(iri: str) -> str:
    """Return an IRI with the longest prefix that fits, or as it is."""
    fitting = ((len(ns), f"{name}:{iri[len(ns) :]}") for name, ns in PREFIXES.items()
               if iri.startswith(ns))  # fmt: skip
    return max(fitting, default=(0, iri))[1]


def term(name: str, prefixes: Mapping[str, str] = PREFIXES) -> NamedNode:
    """Return the term of a prefixed name."""
    prefix, _, local = name.partition(":")
    return NamedNode(prefixes[prefix] + local)


class Description:
    """The statements, each once. Nodes are IRIs as text, terms are prefixed names."""

    def __init__(self, prefixes: Mapping[str, str] = PREFIXES) -> None:
        self._quads: dict[Quad, None] = {}
        self._prefixes = prefixes

    def __iter__(self) -> Iterator[Quad]:
        return iter(self._quads)

    def is_a(self, node: str, *names: str) -> None:
        """State the classes of a node."""
        for name in names:
            self._state(node, "rdf:type", term(name, self._prefixes))

    def link(self, node: str, name: str, *others: str) -> None:
        """State links to nodes given as IRIs."""
        for other in filter(None, others):
            self._state(node, name, NamedNode(other))

    def english(self, node: str, name: str, *texts: str) -> None:
        """State texts in English."""
        for text in filter(None, texts):
            self._state(node, name, Literal(text, language="en"))

    def plain(self, node: str, name: str, *values: str) -> None:
        """State plain strings."""
        for value in filter(None, values):
            self._state(node, name, Literal(value))

    def typed(self, node: str, name: str, value: str, datatype: str) -> None:
        """State a value of a datatype given by its prefixed name."""
        self._state(node, name, Literal(value, datatype=term(datatype, self._prefixes)))

    def count(self, node: str, name: str, number: int) -> None:
        """State a number of things."""
        self.typed(node, name, str(number), "xsd:integer")

    def agent(self, node: str, name: str, *called: str) -> None:
        """State that agents, of whom only the name is known, stand so to a node."""
        for who in called:
            agent = f"{VOID}#agent/{quote(who, safe='-._~')}"
            self.link(node, name, agent)
            self.is_a(agent, "foaf:Agent")
            self.plain(agent, "foaf:name", who)

    def licence(self, node: str, iri: str) -> None:
        """State the licence of a node, if there is one."""
        if iri:
            self.link(node, "dcterms:license", iri)
            self.is_a(iri, "dcterms:LicenseDocument")

    def rights(self, node: str, text: str) -> None:
        """State in words what is allowed, if that is known."""
        if text:
            statement = part_of(node, "rights")
            self.link(node, "dcterms:rights", statement)
            self.is_a(statement, "dcterms:RightsStatement")
            self.english(statement, "rdfs:label", text)

    def _state(self, node: str, name: str, value: NamedNode | Literal) -> None:
        self._quads[Quad(NamedNode(node), term(name, self._prefixes), value)] = None
