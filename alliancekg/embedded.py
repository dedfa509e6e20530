"""The embedded engine: a store of pyoxigraph, asked on a guarded thread."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alliancekg import guard, sparqlsyntax
from alliancekg.engines import Limits
from alliancekg.errors import EngineError, LimitError
from alliancekg.results import TRIPLE, Result

if TYPE_CHECKING:
    import pyoxigraph as px

    from alliancekg.results import Term


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs, by IRI, that are merged to the default graph, and those that GRAPH can name."""

    default: tuple[str, ...]
    named: tuple[str, ...]


class Embedded:
    """Asks a store of pyoxigraph: a generation's, or any other."""

    name = "embedded"

    def __init__(
        self, store: px.Store, dataset: Dataset | None = None, base: str | None = None
    ) -> None:
        """Make an engine; a dataset stands in place of that of the store and of any FROM.

        The base is for relative IRIs, where a query has none of its own.
        """
        self._store = store
        self._dataset = dataset
        self._base = base

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(str(graph)[1:-1] for graph in self._store.named_graphs())

    def quads(self, graphs: Iterable[str]) -> Iterator[px.Quad]:
        """Yield the quads of these graphs; nothing is held in memory."""
        import pyoxigraph as px

        for graph in graphs:
            yield from self._store.quads_for_pattern(None, None, None, px.NamedNode(graph))

    def ask(self, text: str, kind: str, limits: Limits) -> Result:
        """Return the answer; FROM names a graph of the store, and is never fetched."""
        return guard.limited(lambda stop: self._answer(text, kind, limits, stop), limits.seconds)

    def _query(self, text: str) -> px.QuerySolutions | px.QueryBoolean | px.QueryTriples:
        import pyoxigraph as px

        if self._dataset is None:
            return self._store.query(text, base_iri=self._base)
        # Both are given, or else FROM would fill what is left out.
        default: list[px.NamedNode | px.BlankNode | px.DefaultGraph] = [
            px.NamedNode(iri) for iri in self._dataset.default
        ]
        named: list[px.NamedNode | px.BlankNode] = [
            px.NamedNode(iri) for iri in self._dataset.named
        ]
        return self._store.query(
            text, base_iri=self._base, default_graph=default, named_graphs=named
        )

    def _answer(self, text: str, kind: str, limits: Limits, stop: threading.Event) -> Result:
        import pyoxigraph as px

        try:
            found = self._query(text)
            if isinstance(found, px.QueryBoolean):
                return Result(kind, ("answer",), ((px.Literal(bool(found)),),))
            rows: list[tuple[Term | None, ...]] = []
            for row in found:
                if stop.is_set():
                    break
                if len(rows) == limits.rows:
                    raise LimitError(f"the answer has over {limits.rows} rows. Fix: add a LIMIT")
                rows.append(tuple(row))
        except SyntaxError as error:
            raise sparqlsyntax.refusal(text, error, self._base) or error from None
        except (OSError, RuntimeError, ValueError, MemoryError) as error:
            raise EngineError(f"the engine failed: {error}") from error
        if isinstance(found, px.QueryTriples):
            return Result(kind, TRIPLE, tuple(sorted(set(rows), key=lambda row: [*map(str, row)])))
        return Result(kind, tuple(variable.value for variable in found.variables), tuple(rows))
