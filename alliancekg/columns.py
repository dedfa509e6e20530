"""What a table looks like: its columns, and the checked rows that a loader turns into records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from alliancekg.cells import BLANKS
from alliancekg.findings import Place
from alliancekg.records import Record, Ref


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `kind` is text, id, integer, decimal, edtf, digest, iri, predicate, passage, wikidata, cow,
    alpha3; `ref:KIND` (a bare id), `ref:KIND|KIND` or `ref:*` (written `kind/id`);
    `outside:KIND|KIND` (written so, of a record that need not be there); `concept:SCHEME`; or
    `choice:A|B`. A cell of a column of `many` holds a list, split at `|`.
    `missing` are the codes for no value in a file that somebody else publishes, such as -9; of
    these an empty cell need not be named.
    """

    name: str
    kind: str
    required: bool = False
    many: bool = False
    doc: str = ""
    example: str = ""
    missing: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """Return what a cell holds, as a message names it.

        >>> Column("id", "id", doc="The id of the event.").expected
        'the id of the event'
        """
        doc = self.doc.rstrip(".") or f"a cell of kind {self.kind}"
        return doc[0].lower() + doc[1:] if doc[1:2].islower() or doc[1:2] == " " else doc


class Origin(TypedDict):
    """What every record takes from its row."""

    source: str
    place: Place
    passages: tuple[str, ...]
    note: str


def parts(cell: str) -> tuple[str, ...]:
    """Return the items of a list cell, without the blanks around them.

    >>> parts("japan | south-korea"), parts("")
    (('japan', 'south-korea'), ())
    """
    if "|" not in cell:  # nearly all cells
        return (cell,) if cell else ()
    return tuple([part.strip(BLANKS) for part in cell.split("|")])


def to_ref(text: str) -> Ref:
    """Return a reference written `kind/key`.

    >>> to_ref("event/nixon-doctrine")
    Ref(kind='event', key='nixon-doctrine')
    """
    kind, _, key = text.partition("/")
    return Ref(kind, key)


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose every cell has passed the check of its column: what is read from it is right."""

    cells: Mapping[str, str]
    place: Place
    source: str = ""

    def text(self, name: str) -> str:
        """Return a cell, blanks trimmed; empty if there is nothing in it."""
        return self.cells[name]

    def many(self, name: str) -> tuple[str, ...]:
        """Return the items of a list cell."""
        return parts(self.cells[name])

    def integer(self, name: str) -> int:
        """Return a required cell of kind integer."""
        return int(self.cells[name])

    def integer_or_none(self, name: str) -> int | None:
        """Return a cell of kind integer, None if it is empty."""
        return int(self.cells[name]) if self.cells[name] else None

    def ref(self, name: str) -> Ref:
        """Return a required cell written `kind/key`."""
        return to_ref(self.cells[name])

    def ref_or_none(self, name: str) -> Ref | None:
        """Return a cell written `kind/key`, None if it is empty."""
        return to_ref(self.cells[name]) if self.cells[name] else None

    def refs(self, name: str) -> tuple[Ref, ...]:
        """Return the references of a list cell, each written `kind/key`."""
        cell = self.cells[name]
        return tuple(map(to_ref, parts(cell))) if cell else ()

    def origin(self) -> Origin:
        """Return the arguments that all records have in common, but for the id."""
        return {
            "source": self.source,
            "place": self.place,
            "passages": parts(self.cells.get("passages", "")),
            "note": self.cells.get("note", ""),
        }


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a source: its columns and the pure function from a row to a record.

    `name` is the stem of the file, `kind` the kind of its records. In a `foreign` table, one that
    somebody else publishes, columns may be more than ours (a warning) and optional ones missing.
    """

    name: str
    columns: tuple[Column, ...]
    read: Callable[[Row], Record]
    kind: str
    foreign: bool = False
