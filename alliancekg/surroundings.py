"""What a graph says around some nodes: enough to derive from them and to check them.

A large graph is never read whole for a small part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as px

from alliancekg.namespaces import ID
from alliancekg.statements import term

_DEFAULT: Final = px.DefaultGraph()
_TYPE: Final = term("rdf:type")
# What leads to a node and says something of it; the rest (evidence, actors, places) leads to
# thousands of nodes and says nothing.
_INWARD: Final = tuple(
    term(f"ak:{name}") for name in ("cancels", "announces", "realizes", "participation", "quantity")
)


def record_of(node: px.NamedNode) -> px.NamedNode:
    """Return the record that a node is a part of, or the node."""
    head, mark, _ = node.value.partition("#")
    return px.NamedNode(head) if mark and head.startswith(ID) and "/file/" not in head else node


def around(store: px.Store, nodes: Iterable[px.NamedNode]) -> dict[px.Quad, None]:
    """Return what the merged graph says of nodes and their parts, and the classes of the others.

    The quads are of the default graph, each once.
    """
    found: dict[px.Quad, None] = {}
    seen: set[px.NamedNode] = set()
    waiting = list(dict.fromkeys(nodes))
    named: set[px.NamedNode] = set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for quad in _of(store, node):
            found[quad] = None
            value = quad.object
            if isinstance(value, px.NamedNode) and value.value.startswith(ID):
                named.add(value)
                if value.value.startswith(f"{node.value}#"):
                    waiting.append(value)
        for predicate in _INWARD:
            inward = store.quads_for_pattern(None, predicate, node, _DEFAULT)
            for quad in inward:
                found[quad] = None
                if isinstance(quad.subject, px.NamedNode):
                    named.add(quad.subject)
    for node in named - seen:
        for quad in _short(store, node):
            found[quad] = None
    return found


def _of(store: px.Store, node: px.NamedNode) -> Iterator[px.Quad]:
    return store.quads_for_pattern(node, None, None, _DEFAULT)


def _short(store: px.Store, node: px.NamedNode) -> Iterator[px.Quad]:
    """Yield the classes of a node, or all that is said of a part of a record and of a source."""
    if "#" in node.value or node.value.startswith(f"{ID}source/"):
        yield from _of(store, node)
    else:
        yield from store.quads_for_pattern(node, _TYPE, None, _DEFAULT)
