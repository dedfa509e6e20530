"""The strict reader of other people's tables, row by row, so that memory does not grow with a file.

A row whose cells are not what its column holds is refused, with every reason; a file whose rows
cannot be told into cells is refused whole. Which file is of which kind is found by `recognising`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from alliancekg import rawcsv
from alliancekg.cells import BLANKS, Check, Fault, Vocabulary, checker
from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, Layout, Outcome, outcome
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place

MOST_FAULTS: Final = 100  # of the form of a file; what follows is counted only
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ufffe\uffff]")
_NUMBER: Final = re.compile(r"([+-]?)0*([0-9]+)(?:\.([0-9]*?)0*)?")
_KEEP: Final = 1_000  # cells of a column whose check is remembered


def read(
    layout: Layout, path: Path, display: str, context: Context, vocabulary: Vocabulary,
    encoding: str = "",
) -> Iterator[Outcome]:  # fmt: skip
    """Yield what each row gives, in the order of the file; the header is row 1 (RFC 7111).

    `encoding` stands in for that of the layout. Raises UsageError if the file cannot be read, and
    SourceErrors, at its end and with all faults, if its rows cannot be told into cells.
    """
    reader = _Reader(layout, display, context, vocabulary)
    with opened(path, display, encoding or layout.encoding) as lines:
        yield from reader.read(lines)
    if reader.faults:
        raise SourceErrors(reader.faults)


class opened:  # noqa: N801  a function in all but its exit
    """The lines of a file as text, with the line ends as they are; a wrong byte raises."""

    def __init__(self, path: Path, display: str, encoding: str) -> None:
        self._path, self._display, self._encoding = path, display, encoding

    def __enter__(self) -> Iterable[str]:
        """Return the lines, without a byte order mark."""
        name = (
            "utf-8-sig" if self._encoding.lower().replace("_", "-") == "utf-8" else self._encoding
        )
        try:
            self._file = self._path.open(encoding=name, newline="")
            "".encode(self._encoding)  # some encodings are names without a use
        except (LookupError, UnicodeError):
            raise UsageError(
                f"'{self._encoding}' is no encoding; expected one such as utf-8, latin-1, cp949."
                " Fix: correct --encoding"
            ) from None
        except OSError as error:
            raise UsageError(f"cannot read {self._display}: {error.strerror}") from error
        return _lines(self._file, self._display)

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """Close the file; a byte that is none of the encoding is told with its place."""
        self._file.close()
        if isinstance(error, UnicodeError):
            raise UsageError(bad_byte(self._path, self._display, self._encoding)) from None
        if isinstance(error, OSError):
            raise UsageError(f"cannot read {self._display}: {error.strerror}") from error


def _lines(file: TextIO, display: str) -> Iterator[str]:
    """Yield the lines of a file, of which none may be so long that memory runs out."""
    while line := file.readline(rawcsv.FIELD_LIMIT):
        if len(line) == rawcsv.FIELD_LIMIT:
            raise UsageError(
                f"{display}: has a line of more than {rawcsv.FIELD_LIMIT // 1024**2} MiB; expected"
                " a table. Fix: see that it is one, and that its lines end"
            )
        yield line


def bad_byte(path: Path, display: str, encoding: str) -> str:
    """Return the message for the first byte of a file that is none of its encoding."""
    start = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError as error:
                at = start + error.start
                return (
                    f"{display}:{number}: byte {line[error.start]:02X} at byte {at + 1} of the file"
                    f" is not {encoding}; expected {encoding}. Fix: name the encoding of the file,"
                    " as --encoding cp949, or save it in UTF-8"
                )
            start += len(line)
    return f"{display}: is not {encoding}; expected {encoding}. Fix: name it with --encoding"


class _Plan(NamedTuple):
    """How the cells of one column are checked."""

    at: int
    column: Column
    check: Check
    is_number: bool
    is_text: bool
    good: dict[str, str]  # cells that passed, as the row gets them


@dataclass(slots=True)
class _Reader:
    """The loop over the rows of one file."""

    layout: Layout
    display: str
    context: Context
    vocabulary: Vocabulary
    faults: list[Finding] = field(default_factory=list)
    _plans: list[_Plan] = field(default_factory=list)
    _absent: dict[str, str] = field(default_factory=dict)
    _width: int = 0

    def read(self, lines: Iterable[str]) -> Iterator[Outcome]:
        rows = self._rows(lines)
        if self.layout.header:
            self._plan(self.layout.header)
            start = 1
        else:
            first = next(rows, None)
            if first is None:
                return
            self._plan(first.cells)
            start = 2
        empty: list[Place] = []
        for number, raw in enumerate(rows, start):
            place = Place(self.display, raw.line, number)
            if not any(map(str.strip, raw.cells)):
                empty.append(place)
                continue
            for gap in empty:  # those at the end of a file are no rows
                self._fault(gap, "is an empty row", "rows without gaps", "delete the row")
            empty.clear()
            if len(raw.cells) != self._width:
                problem = f"has {len(raw.cells)} fields where the header has {self._width}"
                fix = "quote cells that hold a delimiter, and write one for each empty cell"
                self._fault(place, problem, f"{self._width} fields", fix)
                continue
            yield self._outcome(raw.cells, place)

    def _rows(self, lines: Iterable[str]) -> Iterator[rawcsv.Raw]:
        rawcsv.allow_large_cells()
        is_quoted = self.layout.is_quoted
        reader = csv.reader(
            lines,
            delimiter=self.layout.delimiter,
            quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE,
            strict=is_quoted,
        )
        begin = 1
        try:
            for cells in reader:
                yield rawcsv.Raw(begin, cells)
                begin = reader.line_num + 1
        except csv.Error as error:
            place = Place(self.display, begin)
            problem = "a quote opens in this row and does not close where its cell ends"
            fix = 'close the quote, or write a quote inside quoted text as ""'
            if "field limit" in str(error):
                problem, fix = "a cell is larger than 16 MiB", "shorten the cell"
            self._fault(place, problem, 'cells, quoted as "text" where need be', fix)

    def _fault(self, place: Place, problem: str, expected: str, fix: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Finding(place, "", "", problem, expected, fix))

    def _plan(self, header: Sequence[str]) -> None:
        names = [name.strip(BLANKS) for name in header]
        self._width = len(names)
        for column in self.layout.columns:
            if column.name in names:
                kind = column.kind
                check = checker(kind, self.vocabulary)
                is_number = kind in ("integer", "decimal")
                at = names.index(column.name)
                self._plans.append(_Plan(at, column, check, is_number, kind == "text", {}))
            else:
                self._absent[column.name] = ""

    def _outcome(self, raw: Sequence[str], place: Place) -> Outcome:
        cells = dict(self._absent)
        refusals: list[Finding] = []
        for plan in self._plans:
            given = raw[plan.at]
            value = plan.good.get(given)
            if value is None:
                value = self._checked(plan, given, place, refusals)
            cells[plan.column.name] = value
        if refusals:
            return Outcome(place, refusals=tuple(refusals))
        return outcome(Row(cells, place, self.context.source), self.layout.rows, self.context)

    def _checked(self, plan: _Plan, given: str, place: Place, refusals: list[Finding]) -> str:
        """Return a cell as the row gets it, and add what is wrong with it."""
        cell, column = given.strip(BLANKS), plan.column
        value = "" if cell in column.missing else _plain(cell) if plan.is_number else cell
        fault = self._fault_of(plan, value, cell)
        if fault:
            refusals.append(Finding(place, column.name, cell, *fault))
        elif len(plan.good) < _KEEP and len(given) < 100:
            plan.good[given] = value
        return value

    def _fault_of(self, plan: _Plan, value: str, cell: str) -> Fault | None:
        column = plan.column
        if not value:
            if not column.required:
                return None
            said = f"is the code {cell} for a missing value" if cell else "is missing"
            return Fault(said, column.expected, "fill the cell, or leave the row out")
        if found := _CONTROL.search(value):
            problem = f"has the character U+{ord(found[0]):04X}"
            return Fault(problem, "printable text", "name the right encoding with --encoding")
        return None if plan.is_text else plan.check(value)


def _plain(cell: str) -> str:
    """Return a number as our tables write it, without what statistical programs add.

    >>> _plain("007.50"), _plain("5.0"), _plain("-0"), _plain("1e5")
    ('7.5', '5', '0', '1e5')
    """
    found = _NUMBER.fullmatch(cell)
    if not found:
        return cell
    sign, whole, part = found[1].replace("+", ""), found[2], found[3] or ""
    number = f"{whole}.{part}" if part else whole
    return number if number.strip("0.") == "" else f"{sign}{number}"
