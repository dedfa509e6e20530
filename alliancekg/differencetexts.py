"""Differences written for people, for programs, and for other stores.

- text: a summary, then a block a record, its statements in short names
- patch: an RDF Patch (`D` and `A` lines of N-Quads), which other stores and libraries apply
- json: one object; its statements are N-Quads
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import pyoxigraph as px

from alliancekg.differing import ADDED, CHANGED, REMOVED, Difference, Totals
from alliancekg.namespaces import GRAPH, ID
from alliancekg.placing import short

STATES: Final = (ADDED, REMOVED, CHANGED)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def text(old: str, new: str, found: Iterable[Difference], most: int) -> Iterator[str]:
    """Yield lines: `most` records with their statements, then counts of all that there are."""
    totals = Totals()
    records = totals.records
    for difference in found:
        totals.add(difference)
        if records.total() <= most:
            yield f"{difference.record.removeprefix(ID)}  {difference.state}\n"
            yield from (f"  - {_shown(line)}\n" for line in difference.removed)
            yield from (f"  + {_shown(line)}\n" for line in difference.added)
    if records.total() > most:
        yield f"… and {_count(records.total() - most, 'record')} more\n"
    if not records:
        yield f"{old} and {new} state the same\n"
        return
    counted = ", ".join(f"{_count(records[state], 'record')} {state}" for state in STATES)
    stated = (
        f"{_count(totals.added, 'statement')} added, {_count(totals.removed, 'statement')} removed"
    )
    yield f"{old} to {new}: {counted}; {stated}\n"


def _shown(line: str) -> str:
    (quad,) = px.parse(line, px.RdfFormat.N_QUADS)
    graph = quad.graph_name
    source = f"  [{graph.value.removeprefix(GRAPH)}]" if isinstance(graph, px.NamedNode) else ""
    terms = (quad.subject, quad.predicate, quad.object)
    return (
        " ".join(short(t.value) if isinstance(t, px.NamedNode) else str(t) for t in terms) + source
    )


def patch(old: str, new: str, found: Iterable[Difference]) -> Iterator[str]:
    """Yield an RDF Patch: one transaction that makes the new graph of the old one."""
    yield f"# {_comment(old)} to {_comment(new)}\nTX .\n"
    for difference in found:
        yield from (f"D {line}\n" for line in difference.removed)
        yield from (f"A {line}\n" for line in difference.added)
    yield "TC .\n"


def _comment(name: str) -> str:
    return " ".join(name.split())


def as_json(old: str, new: str, found: Iterable[Difference]) -> Iterator[str]:
    """Yield an object: `from`, `to`, and `records` with `record`, `state`, `removed`, `added`."""
    yield f'{{"from": {json.dumps(old)}, "to": {json.dumps(new)}, "records": ['
    mark = "\n"
    for difference in found:
        entry = {
            "record": difference.record,
            "state": difference.state,
            "removed": difference.removed,
            "added": difference.added,
        }
        yield mark + json.dumps(entry, ensure_ascii=False)
        mark = ",\n"
    yield "\n]}\n"


WRITERS: Final[dict[str, Callable[[str, str, Iterable[Difference]], Iterator[str]]]] = {
    "json": as_json,
    "patch": patch,
}
