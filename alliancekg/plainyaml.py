"""YAML read as text, lists and mappings only, each with its line; nothing is guessed into a type.

`NO` stays NO, `1971-02-30` stays what it is. Doubled keys, tags, anchors, aliases, a second
document and deep nesting are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import yaml

DEPTH: Final = 8


class YamlError(ValueError):
    """What is wrong with a YAML text, and on which line (from 1)."""

    def __init__(self, line: int, problem: str, value: str = "") -> None:
        self.line, self.problem, self.value = line, problem, value
        super().__init__(f"line {line}: {value!r} {problem}")


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as it is written, without its quotes."""

    line: int
    value: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping in the order of the file; its keys are texts."""

    line: int
    items: tuple[tuple[Text, Node], ...]


Node = Text | Items | Mapping


def read(text: str) -> Node | None:
    """Return the one document of the text, or None if there is none. Raises YamlError.

    >>> read("code: NO")
    Mapping(line=1, items=((Text(line=1, value='code'), Text(line=1, value='NO')),))
    """
    import yaml

    try:
        events = yaml.parse(text, Loader=yaml.SafeLoader)
        node: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise YamlError(_line(event), "begins a second YAML document", "---")
                node = _node(next(events), events, 1)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(mark.line + 1 if mark else 1, f"is no YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        first = str(error).partition("\n")[0]
        raise YamlError(1, f"is no YAML: {first}") from None
    return node


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
    import yaml

    line = _line(event)
    if isinstance(event, yaml.AliasEvent):
        raise YamlError(line, "is an alias, which is not allowed", f"*{event.anchor}")
    if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
        raise YamlError(line, "is an anchor, which is not allowed", f"&{event.anchor}")
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise YamlError(line, "is a tag, which is not allowed", str(tag))
    if depth > DEPTH:
        raise YamlError(line, f"is nested too deep, over {DEPTH} levels")
    if isinstance(event, yaml.ScalarEvent):
        return Text(line, event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        return Items(line, tuple(_items(events, depth + 1)))
    return Mapping(line, tuple(_pairs(events, depth + 1)))


def _items(events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
    import yaml

    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _node(event, events, depth)


def _pairs(events: Iterator[yaml.Event], depth: int) -> Iterator[tuple[Text, Node]]:
    import yaml

    seen: set[str] = set()
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return
        key = _node(event, events, depth)
        if not isinstance(key, Text):
            raise YamlError(key.line, "is a key that is a list or a mapping; expected a word")
        if key.value in seen:
            raise YamlError(key.line, "is a duplicate key", key.value)
        seen.add(key.value)
        yield key, _node(next(events), events, depth)
