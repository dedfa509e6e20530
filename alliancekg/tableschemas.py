"""What a table for statistics is: its columns, keys and links to other tables; for any format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from alliancekg.tablefacts import TableFacts

Cell = str | int | bool | None
"""A cell: None is missing. Decimal numbers and dates are texts, as the graph has them."""
Row = tuple[Cell, ...]
LIST = "|"
"""Stands between the items of a cell that holds several."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column. `values` are those that it may have, with their meanings, or a SKOS scheme.

    `type` is a type of Table Schema: string, integer, number, boolean, date. `many` cells hold
    several items, with LIST between them.
    """

    name: str
    type: str
    description: str
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    scheme: str = ""
    required: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key of one column."""

    field: str
    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, its columns, its primary key, and what makes its rows."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    rows: Callable[[TableFacts], Iterable[Row]]
    links: tuple[Link, ...] = ()

    def sorted(self, found: TableFacts) -> list[Row]:
        """Return the rows in the order of the primary key."""
        at = [[one.name for one in self.fields].index(name) for name in self.key]
        return sorted(self.rows(found), key=lambda row: [row[index] for index in at])


def joined(items: Iterable[str]) -> str | None:
    """Return a cell of several items, each once, sorted; None where there are none.

    >>> joined(["b", "a", "b", ""]), joined([])
    ('a|b', None)
    """
    return LIST.join(sorted({item for item in items if item})) or None
