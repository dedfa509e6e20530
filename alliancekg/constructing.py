"""A CONSTRUCT made from the rows of its pattern: rows can be counted, so that none is missed.

Where an endpoint caps its answers, it may cut a graph without a word: of 25,000 solutions Virtuoso
gives the triples of the first 10,000, and says so for SELECT only. So the rows are asked for, and
the template is filled here, by the embedded engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as px

from alliancekg.batching import batches
from alliancekg.canonicalterms import canonical
from alliancekg.results import TRIPLE, Result
from alliancekg.sparqltext import code, prologue, tokenize

if TYPE_CHECKING:
    from alliancekg.results import Term

_BATCH: Final = 5_000  # rows in a query
_BLANK: Final = "urn:x-alliancekg-blank:"  # blank nodes cannot stand in VALUES


@dataclass(frozen=True, slots=True)
class Parted:
    """The two halves of a CONSTRUCT: the SELECT that gives its rows, and the template to fill."""

    select: str
    variables: tuple[str, ...]
    head: str
    template: str

    def filled(self, rows: Iterable[tuple[Term | None, ...]]) -> Result:
        """Return the triples that the rows give, each once, sorted, spelt as in the engine."""
        triples = {triple for some in batches(rows, _BATCH) for triple in self._triples(some)}
        made = canonical((t.subject, t.predicate, t.object) for t in triples)
        ordered = sorted(set(made), key=lambda row: [*map(str, row)])
        return Result("CONSTRUCT", TRIPLE, tuple(ordered))

    def _triples(self, rows: list[tuple[Term | None, ...]]) -> Iterator[px.Triple]:
        names = " ".join(f"?{name}" for name in self.variables)
        lines = "\n".join(f"({' '.join(map(_written, row))})" for row in rows)
        text = f"{self.head} CONSTRUCT {self.template} WHERE {{ VALUES ({names}) {{ {lines} }} }}"
        for triple in cast("px.QueryTriples", px.Store().query(text)):
            yield px.Triple(_read(triple.subject), triple.predicate, _read(triple.object))  # type: ignore[arg-type]


def parted(text: str) -> Parted | None:
    """Return the halves of a CONSTRUCT without FROM; None if its template has no variable."""
    live = code(tokenize(text))
    at = prologue(live) + 1
    if live[at].text == "{":
        end = next(i for i, token in enumerate(live) if i > at and token.text == "}")
        rest = end + 1
    else:  # CONSTRUCT WHERE { … }: the pattern, which is of triples only, is the template
        rest = at
        at, end = (next(i for i, t in enumerate(live) if i > rest and t.text == c) for c in "{}")
    names = dict.fromkeys(token.text[1:] for token in live[at : end + 1] if token.kind == "var")
    if not names:
        return None
    head = text[: live[prologue(live)].start]
    # The clauses FROM, which were before WHERE, are blank.
    select = f"{head} SELECT {' '.join(f'?{name}' for name in names)} {text[live[rest].start :]}"
    return Parted(select, tuple(names), head, text[live[at].start : live[end].end])


def _written(term: Term | None) -> str:
    """Return a term as it can stand in VALUES."""
    if term is None:
        return "UNDEF"
    if isinstance(term, px.BlankNode):
        return f"<{_BLANK}{term.value}>"
    if isinstance(term, px.Triple):
        return f"<<( {_written(term.subject)} {term.predicate} {_written(term.object)} )>>"
    return str(term)


def _read(term: Term) -> Term:
    """Return a term with the blank nodes that were written as IRIs."""
    if isinstance(term, px.NamedNode) and term.value.startswith(_BLANK):
        return px.BlankNode(term.value.removeprefix(_BLANK))
    if isinstance(term, px.Triple):
        return px.Triple(_read(term.subject), term.predicate, _read(term.object))  # type: ignore[arg-type]
    return term
