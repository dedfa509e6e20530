"""The reference engine: rdflib, with the whole graph in memory. Slow; there to compare with."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from alliancekg import datasets, guard
from alliancekg.canonicalterms import canonical
from alliancekg.datasets import Asked
from alliancekg.engines import Limits
from alliancekg.errors import EngineError
from alliancekg.results import TRIPLE, Result

if TYPE_CHECKING:
    import pyoxigraph as px
    import rdflib

    from alliancekg.results import Term

_BATCH: Final = 5000


class InMemory:
    """Asks a data set of rdflib; FROM names a graph of it, and nothing is fetched."""

    name = "rdflib"

    def __init__(self, dataset: rdflib.Dataset) -> None:
        self._dataset = dataset

    @classmethod
    def of(cls, store: px.Store) -> InMemory:
        """Return an engine with all that a store holds."""
        import pyoxigraph as px
        import rdflib

        dataset = rdflib.Dataset()
        for graph in (px.DefaultGraph(), *store.named_graphs()):
            is_default = isinstance(graph, px.DefaultGraph)
            name = None if is_default else rdflib.URIRef(str(graph)[1:-1])
            into = dataset.default_graph if name is None else dataset.graph(name)
            data = store.dump(format=px.RdfFormat.N_TRIPLES, from_graph=graph)
            into.parse(data=data or b"", format="nt")
        return cls(dataset)

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        names = (graph.identifier for graph in self._dataset.graphs())
        return sorted(str(name) for name in names if name != self._dataset.default_graph.identifier)

    def quads(self, graphs: Iterable[str]) -> Iterator[px.Quad]:
        """Yield the quads of these graphs, with literals spelt as the embedded engine does."""
        import pyoxigraph as px
        import rdflib

        for name in graphs:
            graph = px.NamedNode(name)
            waiting = iter(self._dataset.graph(rdflib.URIRef(name)))
            while some := [tuple(map(_term, triple)) for triple in islice(waiting, _BATCH)]:
                for subject, predicate, value in canonical(some):
                    yield px.Quad(subject, predicate, value, graph)  # type: ignore[arg-type]

    def ask(self, text: str, kind: str, limits: Limits) -> Result:
        """Return the answer as rdflib finds it, with literals spelt as the embedded engine does."""
        asked = datasets.asked(text, kind)
        return guard.limited(lambda stop: self._answer(asked, kind, limits, stop), limits.seconds)

    def _answer(self, asked: Asked, kind: str, limits: Limits, stop: threading.Event) -> Result:
        import pyoxigraph as px

        try:
            with warnings.catch_warnings():  # rdflib calls what it has itself deprecated
                warnings.simplefilter("ignore", DeprecationWarning)
                found = self._graph(asked).query(asked.text)
                if kind == "ASK":
                    return Result(kind, ("answer",), ((px.Literal(bool(found.askAnswer)),),))
                rows = list(_rows(found, asked.variables, limits.rows, stop))
        except EngineError:
            raise
        except Exception as error:  # its faults are of any class, and are not ours
            raise EngineError(f"rdflib failed: {type(error).__name__}: {error}") from error
        if kind == "SELECT":
            return Result(kind, asked.variables, canonical(rows))
        triples = {row for row in canonical(rows) if _is_triple(row)}
        ordered = sorted(triples, key=lambda row: [*map(str, row)])
        return Result(kind, TRIPLE, tuple(ordered))

    def _graph(self, asked: Asked) -> rdflib.Graph:
        """Return what a query is about: a plain graph if it can, for those are asked faster."""
        import rdflib

        if not asked.has_dataset:
            return self._dataset if asked.uses_graphs else self._dataset.default_graph
        chosen = rdflib.Dataset()
        for name in asked.default:
            for triple in self._dataset.graph(rdflib.URIRef(name)):
                chosen.default_graph.add(triple)
        for name in asked.named:
            into = chosen.graph(rdflib.URIRef(name))
            for triple in self._dataset.graph(rdflib.URIRef(name)):
                into.add(triple)
        return chosen


def _rows(
    found: rdflib.query.Result, variables: tuple[str, ...], most: int, stop: threading.Event
) -> Iterator[tuple[Term | None, ...]]:
    for count, row in enumerate(found):
        if stop.is_set():
            return
        if count == most:
            raise EngineError(f"the answer has over {most} rows. Fix: add a LIMIT")
        if found.type == "SELECT":
            named = row.asdict()  # type: ignore[union-attr]
            yield tuple(_term(named.get(name)) for name in variables)
        else:
            yield tuple(map(_term, row))  # type: ignore[arg-type]


def _is_triple(row: tuple[Term | None, ...]) -> bool:
    """Tell whether RDF has such a triple; rdflib constructs others, too."""
    import pyoxigraph as px

    return not isinstance(row[0], px.Literal) and isinstance(row[1], px.NamedNode)


def _term(term: object) -> Term | None:
    """Return a term of rdflib's as one of pyoxigraph's."""
    import pyoxigraph as px
    import rdflib

    if term is None:
        return None
    if isinstance(term, rdflib.Literal):
        if term.language:
            return px.Literal(str(term), language=term.language)
        datatype = px.NamedNode(str(term.datatype)) if term.datatype else None
        return px.Literal(str(term), datatype=datatype)
    return px.BlankNode(str(term)) if isinstance(term, rdflib.BNode) else px.NamedNode(str(term))
