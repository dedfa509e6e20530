"""A graph as a picture: its nodes in a column, each with its whole name, its edges as arcs beside.

Such a picture can be read on a telephone, and it is always the same: the nodes stand in groups that
hang together, from the one with most edges outward.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from alliancekg.pages.svg import LINE, arrow, labelled, picture, tag

LOOKS: Final = 6
"""How many looks an edge can have, for as many relations."""

MOST: Final = 40
"""How many nodes a picture has."""

_GUTTER: Final = 112  # pixels at the left, for the arcs
_LETTERS: Final = 26  # of a line beside them on a telephone


@dataclass(frozen=True, slots=True)
class Node:
    """A node: what it is called, where it leads, and what it is, in a word."""

    key: str
    text: str
    href: str = ""
    kind: str = ""
    is_middle: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge from one node to another. `look`, below LOOKS, tells relations apart."""

    start: str
    end: str
    text: str
    look: int = 0


def drawn(key: str, title: str, nodes: Sequence[Node], edges: Sequence[Edge]) -> Markup:
    """Return the picture of nodes and of the edges between them, each node once."""
    by_key = {node.key: node for node in nodes}
    places: dict[str, float] = {}
    rows: list[Markup] = []
    height = 8.0
    for name in ordered(nodes, edges):
        node = by_key[name]
        found = labelled(node.text, node.kind, _LETTERS)
        places[name] = height + LINE / 2
        circle = "node middle" if node.is_middle else "node"
        rows.append(tag("circle", cx=_GUTTER - 10, cy=places[name], r=4.5, class_=circle))
        look = "label middle" if node.is_middle else "label"
        rows.append(found.drawn(_GUTTER, height, node.href, look))
        height += found.height + 12
    heads = (arrow(f"{key}-arrow{at}", f"arc-head a{at}") for at in range(LOOKS))
    told = f"{len(nodes)} nodes and {len(edges)} edges; the table below tells the same."
    parts = [tag("defs", *heads), *_arcs(edges, places, key), *rows]
    return picture(key, height + 4, title, told, parts)


def ordered(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[str]:
    """Yield the keys of the nodes as they stand: by group, from the one with most edges outward."""
    near: dict[str, set[str]] = {node.key: set() for node in nodes}
    for edge in edges:
        near[edge.start].add(edge.end)
        near[edge.end].add(edge.start)
    middle = {node.key for node in nodes if node.is_middle}

    def rank(key: str) -> tuple[bool, int, str]:
        return key not in middle, -len(near[key]), key

    groups: list[dict[str, None]] = []
    for first in sorted(near, key=rank):
        group: dict[str, None] = {}
        waiting = [] if any(first in known for known in groups) else [first]
        while waiting:
            one = waiting.pop(0)
            if one not in group:
                group[one] = None
                waiting += sorted(near[one] - group.keys(), key=rank)
        groups.append(group)
    for group in sorted(groups, key=lambda g: (not middle & g.keys(), -len(g))):
        yield from group


def _arcs(edges: Sequence[Edge], places: dict[str, float], key: str) -> Iterator[Markup]:
    """Yield an arc an edge: the further its ends are apart, the further it swings to the left."""
    x, room = _GUTTER - 16, _GUTTER - 22
    furthest = max((abs(places[e.start] - places[e.end]) for e in edges), default=1) or 1
    for edge in edges:
        start, end = places[edge.start], places[edge.end]
        reach = x - max(14.0, room * (abs(start - end) / furthest) ** 0.6) * 1.3
        path = f"M{x},{start:g} C{reach:.1f},{start:g} {reach:.1f},{end:g} {x},{end:g}"
        arc = tag("path", d=path, class_=f"arc a{edge.look}",
                  marker_end=f"url(#{key}-arrow{edge.look})")  # fmt: skip
        yield tag("g", tag("title", edge.text), arc)


def legend(look: int) -> Markup:
    """Return the sample of an edge for a legend."""
    line = tag("line", x1=0, x2=36, y1=8, y2=8, class_=f"arc a{look}")
    return tag("svg", line, width=36, height=16, class_="sample", aria_hidden="true")
