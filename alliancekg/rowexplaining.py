"""Why a row stands in an answer: the statements, claims, passages and rows of tables behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as px

from alliancekg import labelling
from alliancekg.engines import Engine, Limits
from alliancekg.errors import UsageError
from alliancekg.facts import Facts, Term
from alliancekg.grounds import Grounds, grounds
from alliancekg.namespaces import ID
from alliancekg.placing import short
from alliancekg.provenance import Trace, trace
from alliancekg.queries import SavedQuery, bound
from alliancekg.readercopies import NONE, Quotations
from alliancekg.results import plain, shown_term

_NOTE: Final = (
    "The statements are those that the query's pattern has matched for this row; asked of them"
    " alone, the query gives the row again.",
    "Order, limits and conditions on values come from the query itself.",
)


@dataclass(frozen=True, slots=True)
class RowExplanation:
    """What made one row of an answer: headings and lines, and the same as data in `grounds`."""

    query: str
    row: int
    values: Mapping[str, Term | None]
    grounds: Grounds
    sections: Mapping[str, tuple[str, ...]]

    def text(self) -> str:
        """Return the explanation as lines of text."""
        lines = [f"{self.query}, row {self.row}"]
        for title, found in self.sections.items():
            lines += ["", title, *(f"  {line}" for line in found)]
        return "\n".join(lines) + "\n"


def explain_row(
    engine: Engine,
    saved: SavedQuery,
    row: int,
    values: Mapping[str, str | Sequence[str]] | None = None,
    limits: Limits | None = None,
    quotations: Quotations = NONE,
) -> RowExplanation:
    """Return what made a row (from 1) of the answer to a saved query with these parameters.

    The quotations are those of the reader's own copies of documents.
    Raises UsageError if the answer has no such row.
    """
    limits = limits or Limits()
    text = bound(saved, engine, values)
    answer = engine.ask(text, saved.form, limits)
    count = len(answer.rows)
    if not 1 <= row <= count:
        there = f"a row from 1 to {count}" if count else "none: the answer is empty"
        fix = "name one of these" if count else "ask for what has an answer, with other parameters"
        raise UsageError(f"{saved.name} has no row {row}; expected {there}. Fix: {fix}")
    made = trace(text, answer, engine, limits, row)
    found = grounds(Facts(engine), made.triples)
    shown = dict(zip(answer.variables, answer.rows[row - 1], strict=True))
    return RowExplanation(
        saved.name, row, shown, found, _sections(engine, shown, made, found, quotations)
    )


def _sections(
    engine: Engine,
    shown: Mapping[str, Term | None],
    made: Trace,
    found: Grounds,
    quotations: Quotations,
) -> dict[str, tuple[str, ...]]:
    nodes = [*shown.values(), *found.claims, *found.passages, *found.rows, *found.sources]
    names = labelling.labels_of(nodes, engine)
    computed = sorted(_computed(shown, made))
    parts: dict[str, Iterable[str]] = {
        "Row": (f"{name}: {shown_term(value, names)}" for name, value in shown.items() if value),
        "Statements": (
            f"{_statement(t)} [{', '.join(by) or 'no graph'}]" for t, by in found.statements
        ),
        "Claims": _named(found.claims, names),
        "Passages": (
            line
            for node in sorted(found.passages, key=_order)
            for line in (*_named([node], names), *quotations.lines(node.value))
        ),
        "Rows of tables": _named(found.rows, names),
        "Sources": _named(found.sources, names),
        "Computed by the query, or given to it": [", ".join(computed)] if computed else [],
        "Conditions of the query on what is not there": sorted(made.absent),
        "What this covers": _NOTE,
    }
    return {title: kept for title, lines in parts.items() if (kept := tuple(lines))}


def _computed(shown: Mapping[str, Term | None], made: Trace) -> Iterator[str]:
    there = {term for triple in made.triples for term in triple}
    return (name for name, value in shown.items() if value is not None and value not in there)


def _statement(triple: tuple[Term, Term, Term]) -> str:
    return " — ".join(
        short(term.value) if isinstance(term, px.NamedNode) else plain(term) for term in triple
    )


def _named(nodes: Iterable[px.NamedNode], names: Mapping[str, str]) -> list[str]:
    """Return the names of nodes, and the keys to ask for them, in the order of a reader."""
    return [
        f"{names[node.value]} [{short(node.value)}]" if node.value in names else short(node.value)
        for node in sorted(nodes, key=_order)
    ]


def _order(node: px.NamedNode) -> tuple[str, int, str]:
    head, mark, number = node.value.removeprefix(ID).partition("#row=")
    return head, int(number) if mark and number.isdecimal() else 0, node.value
