"""What a page tells of a node: statements with their sources, dates, claims, what points to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alliancekg.pages.linkedcells import Cell


@dataclass(frozen=True, slots=True)
class Value:
    """What a property says, who says so, and what is said of it in turn."""

    cell: Cell
    sources: Sequence[Cell]
    parts: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Said:
    """A property with its values."""

    name: str
    href: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Dating:
    """A date: its name, EDTF, its days in words, who gives it, what it rests on, and a note."""

    name: str
    edtf: str
    days: str
    source: Sequence[Cell]
    evidence: Sequence[Cell]
    note: str
    is_preferred: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: what it says, whose it is, how the document stands to it, where it is said."""

    cell: Cell
    claimants: str
    reporters: str
    stances: str
    content: str
    passages: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Pointing:
    """The nodes that point to another by a property: how many statements, and the first of them."""

    name: str
    count: int
    cells: Sequence[tuple[Cell, str]]
