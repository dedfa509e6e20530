"""What a graph holds at an endpoint: its counts, and its statements read back in parts.

A graph is read in parts because endpoints cap their answers (Virtuoso at 10,000 rows).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alliancekg.engines import Engine, Limits
from alliancekg.namespaces import GRAPH
from alliancekg.results import plain

if TYPE_CHECKING:
    from pyoxigraph import Quad

MOST: Final = 5000
"""Statements that are asked for at once, as far as the published graph tells."""

_PREDICATES: Final = 100
_SHORT_YEAR: Final = re.compile(
    r'"-([0-9]{1,3})(?=(?:-[^"]+)?"\^\^<http://www\.w3\.org/2001/XMLSchema#'
    r"(?:date|dateTime|gYear|gYearMonth)> \.$)"
)


@dataclass(frozen=True, slots=True)
class Statements:
    """A graph as lines of N-Triples, each once, sorted by their text.

    `subjects` are the subjects of each predicate, sorted, one a statement.
    """

    lines: tuple[str, ...]
    subjects: dict[str, list[str]]

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Statements:
        """Return the statements of some quads, of whatever graphs."""
        lines, subjects = set(), {}  # type: ignore[var-annotated]
        for triple in {quad.triple for quad in quads}:
            lines.add(f"{triple} .")
            subjects.setdefault(triple.predicate.value, []).append(_plain(triple.subject))
        return cls(tuple(sorted(lines)), {key: sorted(subjects[key]) for key in sorted(subjects)})

    @property
    def digest(self) -> str:
        """The SHA-256 of the lines."""
        return digest(self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """The number of statements of each predicate."""
        return {predicate: len(found) for predicate, found in self.subjects.items()}


def _plain(term: object) -> str:
    return plain(term)  # type: ignore[arg-type]


def digest(lines: Iterable[str]) -> str:
    """Return the SHA-256 of sorted lines of N-Triples."""
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode() + b"\n")
    return found.hexdigest()


def counts(engine: Engine, graph: str, limits: Limits) -> dict[str, int]:
    """Return how many statements of each predicate a graph holds; "" is the default graph."""
    text = f"SELECT ?p (COUNT(*) AS ?n) {_from(graph)}WHERE {{ ?s ?p ?o }} GROUP BY ?p"
    found = engine.ask(text, "SELECT", limits).rows
    return {plain(p): int(plain(n)) for p, n in sorted(found, key=str) if p is not None}


def lines(engine: Engine, graph: str, like: Statements, limits: Limits) -> tuple[str, ...]:
    """Return a graph as sorted lines of N-Triples; `like` tells how to part it.

    Literals are spelt as the embedded engine spells them. A line stands as often as the endpoint
    gives it. Statements with predicates that `like` does not have are left out.
    """
    found: Counter[str] = Counter()
    for condition in _parts(like):
        text = f"SELECT ?s ?p ?o {_from(graph)}WHERE {{ ?s ?p ?o . FILTER({condition}) }}"
        for row in engine.ask(text, "SELECT", limits).rows:
            found[line(row)] += 1
    return tuple(sorted(found.elements()))


def _parts(like: Statements) -> Iterator[str]:
    """Yield conditions that each statement with the predicates of `like` fulfils once."""
    some: list[str] = []
    size = 0
    for predicate, subjects in like.subjects.items():
        if len(subjects) > MOST:
            yield from (f"?p = <{predicate}>{part}" for part in _ranges(subjects))
            continue
        if some and (size + len(subjects) > MOST or len(some) == _PREDICATES):
            yield f"?p IN ({', '.join(some)})"
            some, size = [], 0
        some.append(f"<{predicate}>")
        size += len(subjects)
    if some:
        yield f"?p IN ({', '.join(some)})"


def _ranges(subjects: Sequence[str]) -> Iterator[str]:
    """Yield conditions that part the subjects of a predicate, open at both ends."""
    marks = sorted({subjects[at] for at in range(MOST, len(subjects), MOST)})
    for low, high in zip(["", *marks], [*marks, ""], strict=True):
        start = f' && STR(?s) >= "{low}"' if low else ""
        yield start + (f' && STR(?s) < "{high}"' if high else "")


def graphs(engine: Engine, limits: Limits) -> tuple[str, ...]:
    """Return the graphs of the project that an endpoint holds, sorted."""
    there = f'GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{GRAPH}"))'
    found = engine.ask(f"SELECT DISTINCT ?g {{ {there} }}", "SELECT", limits).rows
    return tuple(sorted(plain(row[0]) for row in found))


def holds(engine: Engine, graph: str, limits: Limits) -> bool:
    """Tell whether an endpoint holds anything in a graph; "" is the default graph."""
    text = f"SELECT ?s {_from(graph)}WHERE {{ ?s ?p ?o }} LIMIT 1"
    return bool(engine.ask(text, "SELECT", limits).rows)


def foreign(engine: Engine, ours: Statements, limits: Limits) -> str:
    """Return a statement of the default graph that is not ours as a line, or nothing.

    Ours are those of `ours`, and those that a graph of the project at the endpoint has, too.
    """
    named = f'GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{GRAPH}"))'
    text = (
        f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o . FILTER NOT EXISTS {{ {named} }} }}"
        f" LIMIT {len(ours.lines) + 1}"
    )
    known = set(ours.lines)
    found = (line(row) for row in engine.ask(text, "SELECT", limits).rows)
    return min((line for line in found if line not in known), default="")


def line(row: Iterable[object]) -> str:
    """Return a row of subject, predicate and object as a line of N-Triples without its end."""
    # Virtuoso leaves out the zeros of years before Christ.
    return _SHORT_YEAR.sub(
        lambda found: f'"-{found[1]:0>4}', f"{' '.join(str(term) for term in row)} ."
    )


def _from(graph: str) -> str:
    return f"FROM <{graph}> " if graph else ""
