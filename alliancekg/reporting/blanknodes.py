"""An order of the blank nodes of a graph that rests on what is said of them, never on their labels.

Colour refinement: a node's colour is a digest of its statements and the colours of its neighbours.
Unlike RDFC-1.0 it never takes exponential time. Nodes that no statement tells apart may take each
other's place; only in graphs made to confuse (strongly regular ones) could that change the text.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

import pyoxigraph as px

_Term = px.NamedNode | px.BlankNode | px.Literal | px.Triple
_Links = Mapping[px.BlankNode, list[tuple[str, _Term]]]
_Colours = dict[px.BlankNode, str]


def order(triples: Iterable[px.Triple]) -> dict[px.BlankNode, int]:
    """Return the rank of each blank node, from 0; the same for each labelling of a graph."""
    links: dict[px.BlankNode, list[tuple[str, _Term]]] = defaultdict(list)
    for subject, predicate, value in triples:
        if isinstance(subject, px.BlankNode):
            links[subject].append((f"> {predicate}", value))
        if isinstance(value, px.BlankNode):
            links[value].append((f"< {predicate}", subject))
    colours: _Colours = dict.fromkeys(links, "")
    _refine(links, links, colours)
    seen: Counter[tuple[str, ...]] = Counter()
    for alike in _tied(links, colours):
        known = tuple(sorted(colours[node] for node in alike))
        seen[known] += 1
        for node in alike:
            colours[node] = _digest(colours[node], *known, str(seen[known]))
        _split(alike, links, colours)
    return {node: rank for rank, node in enumerate(sorted(colours, key=colours.__getitem__))}


def _refine(nodes: Collection[px.BlankNode], links: _Links, colours: _Colours) -> None:
    """Colour nodes by their neighbours until no more of them can be told apart."""
    number = Counter(colours[node] for node in nodes)
    alike = [node for node in nodes if number[colours[node]] > 1]
    while alike:
        classes = len(number)
        new = {node: _by_neighbours(node, links[node], colours) for node in alike}
        colours.update(new)
        number = Counter(colours[node] for node in nodes)
        alike = [node for node in alike if number[new[node]] > 1]
        if len(number) == classes:
            return


def _by_neighbours(
    node: px.BlankNode, linked: Iterable[tuple[str, _Term]], colours: _Colours
) -> str:
    said = (
        f"{link} {colours[term] if isinstance(term, px.BlankNode) else term}"
        for link, term in linked
    )
    return _digest(colours[node], *sorted(said))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _tied(links: _Links, colours: _Colours) -> Iterator[list[px.BlankNode]]:
    """Yield the nodes that share a colour with another, each group of connected ones by itself."""
    number = Counter(colours.values())
    left = {node for node, colour in colours.items() if number[colour] > 1}
    for start in sorted(left, key=colours.__getitem__):
        if start not in left:
            continue
        left.discard(start)
        group = [start]
        for node in group:  # grows as neighbours are found
            for _, term in links[node]:
                if isinstance(term, px.BlankNode) and term in left:
                    left.discard(term)
                    group.append(term)
        yield group


def _split(nodes: Collection[px.BlankNode], links: _Links, colours: _Colours) -> None:
    """Tell apart the nodes of a group: name one of those of the least colour, then refine."""
    while True:
        number = Counter(colours[node] for node in nodes)
        twice = [colour for colour, times in number.items() if times > 1]
        if not twice:
            return
        least = min(twice)
        chosen = next(node for node in nodes if colours[node] == least)
        colours[chosen] = _digest(least, "first")
        _refine(nodes, links, colours)
