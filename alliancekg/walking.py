"""Ways along a path: the question for its steps from some nodes, and the triples between two nodes.

A path that is repeated is walked step by step, and not asked for as a whole: engines differ in what
they find of the nodes between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from alliancekg import paths
from alliancekg.paths import RDF_TYPE, Path

if TYPE_CHECKING:
    from alliancekg.results import Term

    Triple = tuple[Term, Term, Term]
    Steps = dict[str, set[tuple[str, Triple]]]
    """By node, as SPARQL writes it, the nodes one step further, each with a triple of the step."""
else:
    Steps = dict


def asking(head: str, dataset: str, path: Path, graph: str, starts: Iterable[str]) -> str:
    """Return the query for the steps from some nodes: where from, where to, and the triples."""
    branches = (branch for start in starts for branch in _branches(start, path, graph))
    return f"{head}SELECT DISTINCT ?a ?z ?s ?p ?o {dataset} WHERE {{ {' UNION '.join(branches)} }}"


def _branches(start: str, path: Path, graph: str) -> Iterator[str]:
    for pattern, step in paths.passed(start, path, "?z", paths.variables("w")):
        inner = f"GRAPH {graph} {{ {pattern} }}" if graph else pattern
        ends = [start, *(RDF_TYPE if str(end) == "a" else str(end) for end in step)]
        pairs = zip(ends, ("?a", "?s", "?p", "?o"), strict=True)
        yield f"{{ {inner} {' '.join(f'BIND({end} AS {name})' for end, name in pairs)} }}"


def between(
    steps: Mapping[str, set[tuple[str, Triple]]], start: str, end: str, is_repeated: bool
) -> set[Triple]:
    """Return the triples on all ways from one node to another, of one step or of many."""
    if not is_repeated:
        return {triple for to, triple in steps.get(start, ()) if to == end}
    there = _reached({node: {to for to, _ in found} for node, found in steps.items()}, start)
    back: dict[str, set[str]] = {}
    for node in there:
        for to, _ in steps.get(node, ()):
            back.setdefault(to, set()).add(node)
    on_the_way = _reached(back, end) & there
    return {triple for node in on_the_way for to, triple in steps.get(node, ()) if to in on_the_way}


def _reached(links: Mapping[str, set[str]], start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        new = links.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found
