"""The closure of a slice: what each node of ours is called and is, where the slice does not say it.

Nodes of ours are those of the namespaces of the project: records and their parts, rows, concepts,
classes and properties. A node is told of where its type and one of its labels are there. Of one
that is not, all types and labels are added, with the graphs that say them, and so on for what these
refer to. What the graph itself does not say stays unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import readingback
from alliancekg.endpoint import MERGED
from alliancekg.engines import Limits
from alliancekg.namespaces import AK, BASE, GRAPH, PREFIXES

if TYPE_CHECKING:
    from alliancekg.engines import Engine

TYPE: Final = PREFIXES["rdf"] + "type"
LABELS: Final = (
    *(PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel"),
    *(PREFIXES["dcterms"] + "title", AK + "paraphrase"),
)
_BATCH: Final = 40  # nodes in one question


class Told:
    """The nodes of ours that some quads speak of, and those whose type or label they say."""

    def __init__(self) -> None:
        self._met: set[str] = set()
        self._typed: set[str] = set()
        self._labelled: set[str] = set()

    def note(self, quad: px.Quad) -> None:
        """Take a quad into account."""
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, px.NamedNode) and term.value.startswith(BASE):
                self._met.add(term.value)
        if not isinstance(quad.subject, px.NamedNode):
            return
        if quad.predicate.value == TYPE:
            self._typed.add(quad.subject.value)
        elif quad.predicate.value in LABELS:
            self._labelled.add(quad.subject.value)

    def untold(self) -> set[str]:
        """Return the IRIs of the nodes whose type or label is not said."""
        return self._met - (self._typed & self._labelled)


def closed(quads: Iterable[px.Quad], engine: Engine) -> Iterator[px.Quad]:
    """Yield the quads, and behind them types and labels of the nodes that they do not tell of.

    Held in memory are the nodes, not the quads.
    """
    told = Told()
    for quad in quads:
        told.note(quad)
        yield quad
    asked: set[str] = set()
    while wanted := told.untold() - asked:
        asked |= wanted
        for quad in said_of(engine, wanted, (TYPE, *LABELS)):
            told.note(quad)
            yield quad


def said_of(
    engine: Engine, nodes: Iterable[str], predicates: Iterable[str] = ()
) -> Iterator[px.Quad]:
    """Yield what the named graphs of the project say of nodes, with some predicates, or with all.

    The nodes are asked for in their order, some at a time.
    """
    only = ", ".join(f"<{predicate}>" for predicate in predicates)
    limit = f" FILTER(?p IN ({only}))" if only else ""
    wanted = sorted(nodes)
    for at in range(0, len(wanted), _BATCH):
        some = wanted[at : at + _BATCH]
        # A constant in each alternative is found by its index on every engine.
        parts = (f"{{ GRAPH ?g {{ <{n}> ?p ?o{limit} }} BIND(<{n}> AS ?s) }}" for n in some)
        text = f"SELECT ?s ?p ?o ?g {{ {' UNION '.join(parts)} }}"
        lines = []
        for *triple, graph in engine.ask(text, "SELECT", Limits()).rows:
            if str(graph).startswith(f"<{GRAPH}") and str(graph) != f"<{MERGED}>":
                lines.append(f"{readingback.line(triple)[:-1]}{graph} .\n")
        yield from px.parse("".join(lines), px.RdfFormat.N_QUADS)
