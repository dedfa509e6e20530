"""The strict table reader: every cell is checked, and a row that is right becomes a record.

All that is wrong in a file is found in one run. Rows that are comments are passed over, and count
as rows of the file (RFC 7111 knows no comments). Whether a reference leads to a record is left to
`resolving`, which sees all files; a loader needs only the names that stand in `__all__` here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from alliancekg import rawcsv
from alliancekg.cells import BLANKS, Check, Fault, Vocabulary, checker, reference_kinds
from alliancekg.columns import Column, Row, Table, parts, to_ref
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.headers import Header, header
from alliancekg.rawcsv import Raw
from alliancekg.records import Record

__all__ = ["Column", "Reading", "Row", "Table", "read_bytes", "read_file"]

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class Definition(NamedTuple):
    """An id that a row defines, right or wrong as the rest of the row may be."""

    kind: str
    key: str
    source: str
    place: Place


class Reference(NamedTuple):
    """An id that a cell names; `source` tells whose passage, `prefix` is `kind/` if written."""

    kind: str
    key: str
    source: str
    field: str
    place: Place
    prefix: str = ""


@dataclass(slots=True)
class Reading:
    """What one file gave: records, what is wrong, the ids that it defines and those it names."""

    table: Table
    display: str
    source: str
    records: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


def read_file(
    table: Table,
    path: Path,
    display: str,
    source: str,
    vocabulary: Vocabulary,
    is_lenient: bool = False,
) -> Reading:
    """Return what a CSV file holds; `display` names it from the workspace on, with `/`.

    A lenient reading, of a file that is not ours, warns of columns that are unknown or stand twice,
    and keeps line breaks in cells as they are written. Raises UsageError if it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {display}: {error.strerror}") from error
    return read_bytes(table, data, display, source, vocabulary, is_lenient)


def read_bytes(
    table: Table,
    data: bytes,
    display: str,
    source: str,
    vocabulary: Vocabulary,
    is_lenient: bool = False,
) -> Reading:
    """Return what the bytes of a CSV file hold."""
    reading = Reading(table, display, source)
    text, reading.findings = rawcsv.decode(data, display, keep_ends=is_lenient)
    is_clean = not (rawcsv.NOT_UTF8.search(text) or _CONTROL.search(text))
    rows = enumerate(rawcsv.rows(text), 1)
    for number, first in rows:
        place = Place(display, first.line, number)
        if first.fault:
            reading.findings.append(Finding(place, "", "", *first.fault))
        if not table.foreign and rawcsv.is_comment(first.cells):
            continue
        if not first.fault:
            heading = header(table, first.cells, place, is_lenient)
            reading.findings.extend(heading.findings)
            if heading.is_readable and not any(map(rawcsv.NOT_UTF8.search, first.cells)):
                _Rows(reading, heading, vocabulary, is_clean).read(rows, display)
        return reading
    if not reading.findings:
        problem = "holds nothing but comments" if text.strip() else "is empty"
        fix = "write the header row, or delete the file"
        fault = Fault(problem, "a header and rows", fix)
        reading.findings.append(Finding(Place(display, 1, 1), "", "", *fault))
    return reading


class _Plan(NamedTuple):
    """How the cells of one column are checked."""

    at: int
    column: Column
    check: Check
    kinds: tuple[str, ...]  # of records that a cell may name
    good: dict[str, tuple[str, ...]]  # cells that passed, and their items
    is_free: bool  # any text will do


def _plan(at: int, column: Column, vocabulary: Vocabulary, is_clean: bool) -> _Plan:
    kinds = ("passage",) if column.kind == "passage" else reference_kinds(column.kind)
    good: dict[str, tuple[str, ...]] = {} if column.required else {"": ()}
    is_free = is_clean and column.kind == "text" and not column.many
    return _Plan(at, column, checker(column.kind, vocabulary), kinds, good, is_free)


class _Rows:
    """The loop over the rows of one file; it fills a Reading."""

    def __init__(
        self, reading: Reading, heading: Header, vocabulary: Vocabulary, is_clean: bool
    ) -> None:
        self._reading, self._width, self._is_clean = reading, heading.width, is_clean
        self._makes_records = heading.is_right
        self._plans = [
            _plan(at, column, vocabulary, is_clean)
            for column in reading.table.columns
            if (at := heading.positions.get(column.name)) is not None
        ]
        self._absent = {
            c.name: "" for c in reading.table.columns if c.name not in heading.positions
        }
        self._id_index = heading.positions.get("id")
        # A free text may begin with `#`, an id or a date never: of these no row is lost unseen.
        self._has_comments = not reading.table.foreign and all(
            plan.at or plan.column.kind != "text" for plan in self._plans
        )

    def read(self, rows: Iterator[tuple[int, Raw]], display: str) -> None:
        """Check all rows and make records of those that are right."""
        is_resuming = False  # after a broken quote the next lines may be the rest of its row
        comments, has_rows = 0, False
        for number, raw in rows:
            place = Place(display, raw.line, number)
            is_comment = self._has_comments and rawcsv.is_comment(raw.cells)
            comments += is_comment
            has_rows = has_rows or not is_comment
            if raw.fault:
                self._add(place, "", "", raw.fault)
                self._define_in(() if is_comment else raw.cells, place)
                is_resuming = True
            elif is_comment:
                continue
            elif len(raw.cells) == self._width:
                is_resuming = False
                self._row(raw.cells, place)
            elif not is_resuming:
                self._ragged(raw.cells, place)
        if not has_rows:
            problem = "has no rows" + (f", only comments ({comments})" if comments else "")
            fix = "add rows, or delete the file"
            fault = Fault(problem, "rows below the header", fix, "warning")
            self._reading.findings.append(Finding(Place(display), "", "", *fault))

    def _add(self, place: Place, name: str, value: str, fault: Fault) -> None:
        self._reading.findings.append(Finding(place, name, value, *fault))

    def _ragged(self, cells: Sequence[str], place: Place) -> None:
        width = self._width
        if not any(cell.strip() for cell in cells):
            fault = Fault("is an empty row", "rows without gaps between them", "delete the row")
            return self._add(place, "", "", fault)
        problem = f"has {len(cells)} fields where the header has {width} columns"
        fix = "write a comma for each empty cell"
        if len(cells) > width:
            fix = 'quote cells that hold a comma, as "a, b"'
        elif len(cells) == 1 and re.search("[;\t]", cells[0]):
            fix = "use commas between cells"
        self._add(place, "", "", Fault(problem, f"{width} fields", fix))
        self._define_in(cells, place)
        return None

    def _define_in(self, cells: Sequence[str], place: Place) -> None:
        """Define the id of a row, right or wrong, so that references to it are not called wrong."""
        if self._id_index is not None and self._id_index < len(cells):
            self._define(cells[self._id_index].strip(BLANKS), place)

    def _define(self, key: str, place: Place) -> None:
        if key:
            table, source = self._reading.table, self._reading.source
            source = key if table.kind == "source" else source
            self._reading.definitions.append(Definition(table.kind, key, source, place))

    def _row(self, raw: Sequence[str], place: Place) -> None:
        if not any(map(str.strip, raw)):
            return self._ragged((), place)
        cells = [cell.strip(BLANKS) for cell in raw]
        self._define_in(cells, place)
        is_right = True
        for plan in self._plans:
            cell = cells[plan.at]
            if plan.is_free and cell and cell is raw[plan.at]:  # nothing was trimmed
                continue
            items = plan.good.get(cell)
            if items is None:
                items = self._items(plan, raw[plan.at], cell, place)
                if items is None:
                    is_right = False
                    continue
            if plan.kinds and cell:
                self._refer(plan, items, place)
        if is_right and self._makes_records:
            row = {plan.column.name: cells[plan.at] for plan in self._plans}
            row.update(self._absent)
            self._record(Row(row, place, self._reading.source))
        return None

    def _items(self, plan: _Plan, raw: str, cell: str, place: Place) -> tuple[str, ...] | None:
        """Return the items of a cell that is right; else None, and add what is wrong."""
        column = plan.column
        fault = self._whole_cell(column, raw, cell)
        if fault:
            self._add(place, column.name, cell, fault)
            return None
        if rawcsv.NOT_UTF8.search(cell):  # reported already, with its byte
            return None
        items = parts(cell) if column.many else (cell,) if cell else ()
        faults = [(item, f) for item in items if item and (f := plan.check(item))]
        for item, fault in faults:
            self._add(place, column.name, item, fault)
        if any(fault.severity == "violation" for _, fault in faults):
            return None
        if not faults and column.kind not in ("id", "text") and raw == cell:
            plan.good[cell] = items
        return items

    def _whole_cell(self, column: Column, raw: str, cell: str) -> Fault | None:
        if not cell:
            return _missing(column) if column.required else None
        if not self._is_clean and (found := _CONTROL.search(cell)):
            problem = f"has the control character U+{ord(found[0]):04X}"
            return Fault(problem, "printable text", "delete the character")
        if raw != cell and column.kind == "id":
            return Fault("has blanks around it", "an id without blanks", f"write '{cell}'")
        if raw != cell and cell.startswith('"'):
            return Fault("has a blank before its quote", 'a cell as "text"', "delete the blank")
        return _list_fault(parts(cell)) if column.many else None

    def _refer(self, plan: _Plan, items: Sequence[str], place: Place) -> None:
        source, name = self._reading.source, plan.column.name
        add = self._reading.references.append
        if len(plan.kinds) == 1:
            for key in items:
                add(Reference(plan.kinds[0], key, source, name, place))
        else:
            for kind, key in map(to_ref, items):
                add(Reference(kind, key, source, name, place, f"{kind}/"))

    def _record(self, row: Row) -> None:
        try:
            record = self._reading.table.read(row)
        except SourceErrors as error:  # a loader's own rule
            self._reading.findings.extend(error.findings)
            return
        self._reading.records.append(record)
        if self._id_index is None:
            self._define(record.id, row.place)


def _missing(column: Column) -> Fault:
    example = f", as in {column.example}" if column.example else ""
    return Fault("is missing", column.expected, f"fill the cell{example}")


def _list_fault(items: Sequence[str]) -> Fault | None:
    if not all(items):
        return Fault("has an empty item", "items with one '|' between them", "delete a '|'")
    if len(set(items)) == len(items):
        return None
    doubled = next(item for item in items if items.count(item) > 1)
    return Fault(f"names '{doubled}' twice", "each item once", f"delete one '{doubled}'")
