"""The strings of a JSON text with their lines; what JSON allows and nobody should write is refused.

JSON-LD itself is `jsonld`'s. Nesting is counted before any parser sees the text: that of pyoxigraph
overflows the stack at some thousand levels, which no exception tells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from alliancekg.findings import Finding, Place
from alliancekg.rdfparsing import RdfError, refusal

DEEPEST: Final = 200
"""How many levels of objects and arrays a text may have."""

_TOKEN: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}:,]|[^\s\[\]{}:,"]++|"', re.DOTALL)
_CONSTANTS: Final = ("NaN", "Infinity", "-Infinity")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Member(NamedTuple):
    """A key or a string of a JSON text; `owner` is the number of the object that has it."""

    text: str
    is_key: bool
    line: int
    keys: tuple[str, ...]  # of the objects around it, the nearest last; of a value its own, too
    owner: int


class Objects(NamedTuple):
    """The keys and strings of a text in its order, and the line of each object."""

    members: tuple[Member, ...]
    lines: tuple[int, ...]


@dataclass(slots=True)
class _Frame:
    """An object or an array that is open; `key` is None where a key comes next."""

    is_object: bool
    keys: tuple[str, ...]
    owner: int
    key: str | None = None
    taken: set[str] = field(default_factory=set)

    def within(self) -> tuple[str, ...]:
        return self.keys if self.key is None else (*self.keys, self.key)


def read(text: str, display: str) -> Objects:
    """Return the keys and strings of a JSON text.

    Raises RdfError with the line for what is no JSON, is nested too deep, has a key twice in one
    object, a number that JSON does not have, or half a surrogate pair.
    """
    _shallow(text, display)
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        why = f"is not valid JSON: {error.msg}"
        raise refusal(display, error.lineno, why, "JSON", "mend the file at this line") from None
    faults: list[Finding] = []
    lines: list[int] = []
    members = tuple(_members(text, display, lines, faults))
    if faults:
        raise RdfError(*faults)
    return Objects(members, tuple(lines))


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line, at = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        yield match[0], line


def _shallow(text: str, display: str) -> None:
    """Refuse a text with too many levels; it need not be JSON."""
    depth = 0
    for token, line in _tokens(text):
        depth += (token in "{[") - (token in "]}")
        if depth > DEEPEST:
            why = f"is nested more than {DEEPEST} levels deep"
            raise refusal(display, line, why, "fewer levels", "give the inner nodes an @id")


def _members(text: str, display: str, lines: list[int], faults: list[Finding]) -> Iterator[Member]:
    """Return keys and strings of a text that is JSON; `lines` takes those of the objects."""
    stack = [_Frame(False, (), -1)]
    for token, line in _tokens(text):
        frame = stack[-1]
        if token in "{[":
            owner = len(lines) if token == "{" else frame.owner
            if token == "{":
                lines.append(line)
            stack.append(_Frame(token == "{", frame.within(), owner))
        elif token in "}]":
            stack.pop()
        elif token == ",":
            frame.key = None
        elif token in _CONSTANTS:
            faults.append(_fault(display, line, token, "is no number of JSON", "a number"))
        elif token.startswith('"'):
            said = json.loads(token)
            if _SURROGATE.search(said):
                shown = said.encode("utf-8", "backslashreplace").decode()
                why = "has half of a surrogate pair"
                faults.append(_fault(display, line, shown, why, "whole characters"))
            is_key = frame.is_object and frame.key is None
            if is_key and said in frame.taken:
                why = "is twice a key of one object"
                faults.append(_fault(display, line, said, why, "each key once"))
            yield Member(said, is_key, line, frame.within(), frame.owner)
            if is_key:
                frame.key = said
                frame.taken.add(said)


def _fault(display: str, line: int, value: str, problem: str, expected: str) -> Finding:
    return Finding(Place(display, line), "", value, problem, expected, "correct it")
