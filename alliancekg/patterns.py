"""What the pattern of a query consists of: triples, groups, sub-selects, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from alliancekg.paths import Path


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern; its ends are as the text has them. `graph` is what GRAPH names, or ""."""

    subject: str
    path: Path
    object: str
    graph: str = ""


@dataclass(slots=True)
class Group:
    """A group graph pattern. `mark` is a variable that is bound where the group has matched."""

    start: int  # the offset of the brace that opens it
    end: int = 0  # the offset after the brace that closes it
    graph: str = ""
    mark: str = ""
    patterns: list[Pattern] = field(default_factory=list)
    names: set[str] = field(default_factory=set)  # variables of patterns, BIND, VALUES, GRAPH
    inside: list[Group] = field(default_factory=list)  # groups, alternatives, optional ones
    selects: list[Select] = field(default_factory=list)
    exists: list[Select] = field(default_factory=list)
    absent: list[Group] = field(default_factory=list)  # NOT EXISTS and MINUS

    def visible(self) -> set[str]:
        """Return the variables that solutions of the group may bind."""
        inner = [group.visible() for group in self.inside]
        inner += [set(select.names()) for select in self.selects]
        return self.names.union(*inner) | ({self.mark} - {""})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of SELECT: a variable, or an expression under a name."""

    name: str
    expression: str = ""
    is_aggregate: bool = False


@dataclass(slots=True)
class Select:
    """A query or a sub-query: its columns, its pattern, and what makes the pattern ask for more."""

    columns: tuple[Column, ...] = ()  # none for `*`
    where: Group = field(default_factory=lambda: Group(0))
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    tail: str = ""  # VALUES behind the pattern
    keys: tuple[Column, ...] = ()  # what GROUP BY says
    template: list[Pattern] = field(default_factory=list)  # of CONSTRUCT

    @property
    def is_counting(self) -> bool:
        """Whether it may give a row without a solution, such as a count of 0."""
        return not self.keys and any(column.is_aggregate for column in self.columns)

    def names(self) -> list[str]:
        """Return the variables of its solutions."""
        return [column.name for column in self.columns] or sorted(self.where.visible())


@dataclass(frozen=True, slots=True)
class Query:
    """A query taken apart. `head` is its prologue, `dataset` what FROM says."""

    text: str
    head: str
    dataset: str
    select: Select


def edited(text: str, select: Select, start: int, end: int) -> str:
    """Return a piece of the text with the edits of a select made."""
    return "".join(_edited(text, select, start, end))


def _edited(text: str, select: Select, start: int, end: int) -> Iterator[str]:
    at = start
    for first, last, new in sorted(select.edits, key=lambda edit: edit[:2]):
        yield text[at:first]
        yield new
        at = last
    yield text[at:end]
