"""How much a graph holds: exact counts, of the whole and of each named graph.

They are asked of the engine, so that they are the same on all. The whole is the merged set, in
which a triple that several sources state counts once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode

from alliancekg import engines
from alliancekg.engines import Engine
from alliancekg.namespaces import BASE, GRAPH, ID

ALL: Final = ""  # the key of the whole

_TOTALS: Final = (
    "(COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)"
)
_IS_RECORD: Final = f'FILTER(STRSTARTS(STR(?s), "{ID}") && !CONTAINS(STR(?s), "#"))'


@dataclass(frozen=True, slots=True)
class Totals:
    """Statements, and how many different subjects and objects they have."""

    triples: int = 0
    subjects: int = 0
    objects: int = 0


@dataclass(slots=True)
class Counts:
    """What a graph holds; `examples` are records, by class.

    `entities` are the subjects whose IRI begins with `space`: the records and their parts, or, of
    a graph that also tells of terms and schemes, all of ours.
    """

    totals: Totals = Totals()
    space: str = ID
    entities: int = 0
    classes: dict[str, int] = field(default_factory=dict)
    properties: dict[str, Totals] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)

    @property
    def example(self) -> str:
        """A record of the class that has most of them, or of the first of these; or nothing."""
        order = sorted(self.examples, key=lambda class_: (-self.classes[class_], class_))
        return self.examples[order[0]] if order else ""


def counts(engine: Engine) -> dict[str, Counts]:
    """Return the counts by the IRI of the graph, sorted, those of the whole under ALL."""
    found: dict[str, Counts] = {ALL: Counts()}
    for graph, *numbers in _asked(engine, "?g", _TOTALS):
        found.setdefault(graph, Counts()).totals = _totals(numbers)
    for graph, property_, *numbers in _asked(engine, "?g ?p", _TOTALS):
        found[graph].properties[property_] = _totals(numbers)
    for graph, class_, number in _asked(engine, "?g ?c", "(COUNT(DISTINCT ?s) AS ?n)", "?s a ?c"):
        found[graph].classes[class_] = int(number)
    first = "(MIN(STR(?s)) AS ?first)"
    for graph, class_, example in _asked(engine, "?g ?c", first, f"?s a ?c {_IS_RECORD}"):
        found[graph].examples[class_] = example
    ours, records = (_entities(engine, space) for space in (BASE, ID))
    for graph, held in found.items():
        is_of_records = ours.get(graph, 0) == records.get(graph, 0)
        held.space = ID if is_of_records else BASE
        held.entities = ours.get(graph, 0)
    return dict(sorted(found.items()))


def _entities(engine: Engine, space: str) -> dict[str, int]:
    """Return how many different subjects of each graph have an IRI that begins so."""
    pattern = f'?s ?p ?o FILTER(STRSTARTS(STR(?s), "{space}"))'
    asked = _asked(engine, "?g", "(COUNT(DISTINCT ?s) AS ?n)", pattern)
    return {graph: int(number) for graph, number in asked}


def _totals(numbers: list[str]) -> Totals:
    return Totals(*map(int, numbers))


def _asked(
    engine: Engine, keys: str, counted: str, pattern: str = "?s ?p ?o"
) -> Iterator[list[str]]:
    """Yield the cells of the answers: of each named graph, then of the whole, with ALL first.

    GROUP BY stands outside of GRAPH: inside, an engine counts all graphs as one.
    """
    each = f"SELECT {keys} {counted} {{ GRAPH ?g {{ {pattern} }} }} GROUP BY {keys}"
    whole = keys.removeprefix("?g").strip()
    grouped = f" GROUP BY {whole}" if whole else ""
    named = (list(map(_text, row)) for row in engines.rows(engine, each))
    yield from (row for row in named if row[0].startswith(GRAPH))  # a server has others, too
    merged = f"SELECT {whole} {counted} {{ {pattern} }}{grouped}"
    yield from ([ALL, *map(_text, row)] for row in engines.rows(engine, merged))


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
