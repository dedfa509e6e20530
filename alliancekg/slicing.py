"""Slices of the graph: of a source, around a record, in a time, by a query; each one is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import dates, naming, quadsources, queries, slicingrecords
from alliancekg.engines import WHOLE, Limits
from alliancekg.errors import UsageError
from alliancekg.facts import Facts
from alliancekg.namespaces import graph_iri
from alliancekg.slicingclosure import closed

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.queries import SavedQuery

_LIMITS: Final = Limits(rows=WHOLE)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the graph: its quads, in no order, and what closes it behind them.

    They are read anew each time, and held neither here nor by what yields them.
    `is_of_one_graph` tells that what was asked for is of one graph, or of none: then a format of
    one graph takes what closes the slice along, although other graphs say it.
    """

    quads: Callable[[], Iterator[px.Quad]]
    is_of_one_graph: bool


def of_source(engine: Engine, key: str) -> Slice:
    """Return what a source says; UsageError, when it is read, for one that is not there."""
    return Slice(
        lambda: closed(quadsources.quads(engine, [graph_iri(key)]), engine), is_of_one_graph=True
    )


def of_record(engine: Engine, name: str) -> Slice:
    """Return a record and the records that refer to it, with all that these rest on.

    Raises UsageError if no node is named so, by `kind/key`, IRI or label, or several are.
    """
    node = naming.resolve(Facts(engine), name).value
    return _of_records(engine, lambda: slicingrecords.around(engine, node))


def during(engine: Engine, window: str) -> Slice:
    """Return the records with a date that lies or may lie in a window, if only in part of it.

    The window is an EDTF text, and its own bounds are the widest that it allows. Raises UsageError
    for another text.
    """
    try:
        bounds = dates.parse(window)
    except dates.DateError as error:
        said = f"{error.problem}; expected {error.expected}. Fix: {error.fix}"
        raise UsageError(f"--during: '{window[:80]}' {said}") from None
    return _of_records(
        engine,
        lambda: slicingrecords.dated(engine, bounds.earliest_begin, bounds.latest_end),
    )


def of_query(engine: Engine, saved: SavedQuery, values: Mapping[str, str | Sequence[str]]) -> Slice:
    """Return what a saved CONSTRUCT makes; its triples are of no graph.

    Raises UsageError for a query of another form, for a wrong value, and for a blank node.
    """
    if saved.form != "CONSTRUCT":
        raise UsageError(
            f"query {saved.name} is a {saved.form}, and gives no statements; expected a CONSTRUCT."
            f" Fix: run alliancekg query {saved.name}, or name another query"
        )
    text = queries.bound(saved, engine, values)
    return Slice(lambda: closed(_constructed(engine, saved, text), engine), is_of_one_graph=True)


def _constructed(engine: Engine, saved: SavedQuery, text: str) -> Iterator[px.Quad]:
    for row in engine.ask(text, "CONSTRUCT", _LIMITS).rows:
        triple = px.Triple(*row)  # type: ignore[arg-type]
        if any(isinstance(term, px.BlankNode) for term in triple):
            raise UsageError(
                f"query {saved.name}: '{triple}' has a blank node; expected IRIs and literals only."
                " Fix: name it by IRI(CONCAT(STR(?x), '#…'))"
            )
        yield px.Quad(*triple)


def _of_records(engine: Engine, records: Callable[[], set[str]]) -> Slice:
    return Slice(
        lambda: closed(slicingrecords.whole(engine, records()), engine), is_of_one_graph=False
    )
