"""Where in a file its nodes and literals stand: lines, which the parsers of pyoxigraph do not tell.

Turtle, TriG, N-Triples and N-Quads are looked through here; `jsonld` and `rdfxml` do so for theirs.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urldefrag, urljoin
from xml.sax.saxutils import escape

from pyoxigraph import Quad

from alliancekg.findings import Place
from alliancekg.indexing import node_name

# Of a text that parses, a name is what stands between the marks of Turtle.
_LETTER: Final = r"""[^\s<>"'{}|^`()\[\];,#.\\:@]"""
_TOKEN: Final = re.compile(
    r'#[^\n]*+|"""(?:[^"\\]|\\.|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+"'
    r"|'''(?:[^'\\]|\\.|'(?!''))*+'''|'(?:[^'\\\n]|\\.)*+'"
    r"|(?:@prefix\s*+|(?i:prefix)\s+)(?P<name>[^\s:<>]*+):\s*+<(?P<namespace>[^>]*+)>"
    r"|(?i:@?base)\s*+<(?P<base>[^>]*+)>"
    r"|<(?P<iri>[^<>\"{}|^`\s]*+)>|(?P<blank>_:[\w-]+(?:\.+[\w-]+)*+)"
    rf"|(?P<prefix>(?:{_LETTER}++(?:\.++{_LETTER}++)*+)?):"
    rf"(?P<local>(?:{_LETTER}|:|\\.|\.+(?={_LETTER}|[:\\]))*+)"
    r"|[+-]?(?:[0-9]*\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?"
    rf"|(?P<mark>[\[\](){{}}.])|{_LETTER}++",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(slots=True)
class Seen:
    """The lines of a file on which its nodes stand: IRIs, and blank nodes as `_:label`.

    `begins` has the first line where the statements about a node begin, `mentions` that where it is
    first named, `openers` all lines that open a blank node without a label.
    """

    begins: dict[str, int] = field(default_factory=dict)
    mentions: dict[str, int] = field(default_factory=dict)
    openers: list[int] = field(default_factory=list)

    def line(self, node: str) -> int:
        """Return the line of a node; 0 if it is not seen."""
        return self.begins.get(node) or self.mentions.get(node, 0)


def is_absolute(iri: str) -> bool:
    """Tell whether an IRI has a scheme."""
    return bool(_SCHEME.match(iri))


def resolved(iri: str, base: str) -> str:
    """Return an IRI against a base; "" is no base."""
    if not base or is_absolute(iri):
        return iri
    try:  # urljoin knows the hierarchical schemes only; a fragment can follow any
        return urldefrag(base).url + iri if iri[:1] in ("", "#") else urljoin(base, iri)
    except ValueError:  # what can be no part of an IRI either
        return iri


def in_turtle(text: str) -> Seen:
    """Return where nodes stand in a text of Turtle, TriG, N-Triples or N-Quads that parses."""
    seen = Seen()
    prefixes: dict[str, str] = {}
    base = ""
    line, at, depth = 1, 0, 0
    is_fresh, begun = True, ""  # at the begin of a statement; the node that has just begun one
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        if mark := match["mark"]:
            if mark in "[(":
                seen.openers.append(line)
            elif mark == "{" and begun:  # it is the name of a graph
                seen.begins.pop(begun, None)
            depth += (mark in "[(") - (mark in "])")
            is_fresh, begun = mark in ".{}" and not depth, ""
        elif (namespace := match["namespace"]) is not None:
            prefixes[match["name"]] = _iri(namespace, base)
        elif (given := match["base"]) is not None:
            base = _iri(given, base)
        elif node := _node(match, prefixes, base):
            seen.mentions.setdefault(node, line)
            if is_fresh and not depth and node not in seen.begins:
                seen.begins[node] = line
                begun = node
            else:
                begun = ""
            is_fresh = False
    return seen


def unclosed(text: str) -> tuple[str, int]:
    """Return the last bracket of a text of Turtle or TriG that nothing closes, and its line."""
    stack: list[tuple[str, int]] = []
    for match in _TOKEN.finditer(text):
        mark = match["mark"] or "."
        if mark in "[({":
            stack.append((mark, match.start()))
        elif mark in "])}" and stack:
            stack.pop()
    if not stack:
        return "", 0
    bracket, at = stack[-1]
    return bracket, text.count("\n", 0, at) + 1


def places(quads: Iterable[Quad], seen: Seen, display: str) -> dict[str, Place]:
    """Return the place of each subject, IRI value and blank node of a file.

    A blank node without a label is placed where the first one opens at or below the line of the
    node whose value it is; without such a node, where the first one opens in the file. An IRI that
    is written otherwise than in full or with a prefix has the line of the node whose value it is.
    """
    nodes: dict[str, None] = {}
    owner: dict[str, str] = {}
    for quad in quads:
        subject, value = node_name(quad.subject), node_name(quad.object)
        nodes |= dict.fromkeys(filter(None, (subject, value)))
        owner.setdefault(value, subject)
    lines = {node: seen.line(node) for node in nodes}
    for node in nodes:
        if not lines[node] and node.startswith("_:"):
            _open(node, owner, lines, seen.openers)
    for node, line in lines.items():
        lines[node] = line or lines.get(owner.get(node, ""), 0)
    return {node: Place(display, line) for node, line in lines.items()}


class LiteralLines:
    """The lines of the literals of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line(self, value: str, above: int) -> int:
        """Return the line of a value in quotes or between tags, at or below a line if it can be.

        Return that line if the value is nowhere, written with escapes perhaps.
        """
        names = [f'"{value}"', f"'{value}'", f">{value}<", f">{escape(value)}<"]
        names += [json.dumps(value, ensure_ascii=False), json.dumps(value)]
        start = self._starts[above - 1] if above else 0
        for begin in (start, 0):
            for name in names:
                if (at := self._text.find(name, begin)) >= 0:
                    return bisect_right(self._starts, at)
        return above


def _iri(text: str, base: str) -> str:
    """Return an IRI as it stands between angle brackets, in full."""
    return resolved(_ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), text), base)


def _node(match: re.Match[str], prefixes: Mapping[str, str], base: str) -> str:
    """Return the node that a token names, if any; one with an unknown prefix is none."""
    if match["blank"]:
        return match["blank"]
    if (iri := match["iri"]) is not None:
        return _iri(iri, base)
    prefix = match["prefix"]
    if prefix is None or prefix not in prefixes:
        return ""
    local = match["local"]
    return prefixes[prefix] + (re.sub(r"\\(.)", r"\1", local) if "\\" in local else local)


def _open(node: str, owner: Mapping[str, str], lines: dict[str, int], openers: list[int]) -> None:
    """Give lines to a blank node without a label, and to those around it that have none yet."""
    chain: dict[str, None] = {}
    while node and not lines.get(node) and node not in chain:
        chain[node] = None
        node = owner.get(node, "")
    line = lines.get(node, 0)
    at = bisect_left(openers, line)
    line = openers[at] if at < len(openers) else line
    lines.update(dict.fromkeys(chain, line))
