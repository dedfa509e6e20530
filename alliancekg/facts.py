"""What an engine says of nodes, asked in few requests and kept as long as it is of use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pyoxigraph as px

from alliancekg import engines
from alliancekg.engines import Engine
from alliancekg.placing import short as shortened

short = cache(shortened)
Term = px.NamedNode | px.BlankNode | px.Literal | px.Triple


class Facts:
    """Statements of the merged set by node, and those of the named graphs; sorted."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._facts: dict[px.NamedNode, dict[str, list[Term]]] = {}

    def know(self, nodes: Iterable[Term], follow: Iterable[str] = (), steps: int = 1) -> None:
        """Ask for what is not known yet of these nodes, and of what they lead to in some steps.

        `follow` are the short names of the properties that lead on.
        """
        names = tuple(follow)
        here = {node for node in nodes if isinstance(node, px.NamedNode)}
        for _ in range(steps):
            new = {node for node in here if node not in self._facts}
            self._facts.update({node: {} for node in new})
            for node, predicate, value in engines.about(self._engine, new):
                self._facts[node].setdefault(short(predicate.value), []).append(value)
            values = (v for node in here for name in names for v in self.values(node, name))
            here = {value for value in values if isinstance(value, px.NamedNode)}

    def values(self, node: Term, name: str) -> list[Term]:
        """Return the objects of a property, by its short name."""
        return self.all(node).get(name, []) if isinstance(node, px.NamedNode) else []

    def all(self, node: px.NamedNode) -> dict[str, list[Term]]:
        """Return all objects by the short names of their properties."""
        if node not in self._facts:
            self.know([node])
        return self._facts[node]

    def by_graph(
        self, nodes: Iterable[px.NamedNode]
    ) -> dict[px.NamedNode, list[tuple[px.NamedNode, px.NamedNode, Term]]]:
        """Return graph, predicate and object of the statements of each node."""
        found: dict[px.NamedNode, list[tuple[px.NamedNode, px.NamedNode, Term]]] = {}
        for node, graph, predicate, value in engines.graphs_about(self._engine, nodes):
            found.setdefault(node, []).append((graph, predicate, value))
        return found

    def pointing(self, node: px.NamedNode) -> list[tuple[px.NamedNode, px.NamedNode]]:
        """Return subject and predicate of the statements whose object is the node."""
        found = engines.rows(self._engine, f"SELECT ?s ?p {{ ?s ?p {node} }}")
        return [
            (s, p) for s, p in found if isinstance(s, px.NamedNode) and isinstance(p, px.NamedNode)
        ]

    def uses(self, node: px.NamedNode) -> int:
        """Return the number of statements whose property is the node."""
        ((count,),) = engines.rows(self._engine, f"SELECT (COUNT(*) AS ?n) {{ ?s {node} ?o }}")
        return int(count.value) if isinstance(count, px.Literal) else 0

    def classes(self, graph: px.NamedNode) -> list[tuple[Term | None, ...]]:
        """Return each node of a graph with its class."""
        return engines.rows(self._engine, f"SELECT ?s ?c {{ GRAPH {graph} {{ ?s a ?c }} }}")

    def is_known(self, node: px.NamedNode) -> bool:
        """Tell whether anything is said of a node."""
        return engines.holds(self._engine, f"{node} ?p ?o")

    def named(self, name: str) -> list[tuple[Term | None, ...]]:
        """Return all nodes that have a property, with its object."""
        return engines.rows(self._engine, f"SELECT ?s ?o {{ ?s <{name}> ?o }}")
