"""Bytes to rows of cells, and back: encoding, quotes, comments. `reading` knows what they mean."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from alliancekg.cells import BLANKS, Fault
from alliancekg.findings import Finding, Place

FIELD_LIMIT: Final = 16 * 1024 * 1024  # characters; the engines' longest token is 16 MiB
NOT_UTF8 = re.compile("[\udc80-\udcff]")  # what `surrogateescape` makes of a byte that is not UTF-8

# What spreadsheets write where a formula fails or, of # alone, a column is too narrow: no comments.
_FAILED = re.compile(r"#(?:N/A|GETTING_DATA|[A-Z0-9/]+[!?])")
_UTF8 = "UTF-8"
_SAVE_AS = "save the table as CSV UTF-8"


class Raw(NamedTuple):
    """A row as it stands in the file: the line where it starts, its cells, why some are lost."""

    line: int
    cells: list[str]
    fault: Fault | None = None


def decode(data: bytes, display: str, keep_ends: bool = False) -> tuple[str, list[Finding]]:
    """Return the text and what is not UTF-8; no byte order mark, each line ended by a line feed.

    With `keep_ends` the line ends stay as they are, those within cells too.

    A byte that is not UTF-8 stands in the text as a lone surrogate (`NOT_UTF8` finds it), so that
    the rest of the file can still be checked; it never becomes another letter.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        fault = Finding(Place(display, 1, 1), "", "", "is encoded in UTF-16", _UTF8, _SAVE_AS)
        return "", [fault]
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    if not keep_ends:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not NOT_UTF8.search(text):
        return text, []
    lines = enumerate(_lines(text), 1)
    found = ((number, line, NOT_UTF8.search(line)) for number, line in lines)
    return text, [_bad_byte(display, number, line, m.start()) for number, line, m in found if m]


def _lines(text: str) -> list[str]:
    """Return the lines with their ends, which are of any of the three kinds."""
    return io.StringIO(text, newline="").readlines()


def _bad_byte(display: str, number: int, line: str, index: int) -> Finding:
    byte = ord(line[index]) - 0xDC00
    column = len(line[:index].encode("utf-8", "surrogateescape")) + 1
    letter = bytes([byte]).decode("cp1252", "ignore")
    hint = f" (in Windows-1252 it is '{letter}')" if letter else ""
    problem = f"byte {byte:02X} at byte {column} of the line is not UTF-8{hint}"
    return Finding(Place(display, number), "", "", problem, _UTF8, _SAVE_AS)


def rows(text: str) -> Iterator[Raw]:
    """Yield all rows, header and comments too, up to the last one that is not empty.

    A quoted line break belongs to its cell, as it is written. A quote that never closes is a fault
    of the line where it opens, and reading goes on with the next line.
    """
    allow_large_cells()
    return _without_empty_end(_rows(text))


def allow_large_cells() -> None:
    """Let the reader of Python take cells of up to `FIELD_LIMIT`, which it does not by itself."""
    csv.field_size_limit(max(csv.field_size_limit(), FIELD_LIMIT))


def is_comment(cells: Sequence[str]) -> bool:
    """Tell whether a row is a comment: its first cell begins with `#`, quoted or not.

    Not so if a spreadsheet failed there: `#REF!`, `#N/A`, or `####` before other cells.

    >>> is_comment(["# a, b", ""]), is_comment(["#REF!", "b"]), is_comment(["a", "# b"])
    (True, False, False)
    """
    first = cells[0].strip(BLANKS) if cells else ""
    if not first.startswith("#") or _FAILED.fullmatch(first):
        return False
    return len(first) == 1 or bool(first.strip("#")) or not any(map(str.strip, cells[1:]))


def _without_empty_end(rows: Iterator[Raw]) -> Iterator[Raw]:
    """Yield the rows but for the empty ones at the end, which spreadsheets write."""
    held: list[Raw] = []
    for row in rows:
        if row.fault is None and not any(cell.strip() for cell in row.cells):
            held.append(row)
            continue
        if held:
            yield from held
            held.clear()
        yield row


def _rows(text: str) -> Iterator[Raw]:
    lines = _lines(text)
    start = 0
    while start < len(lines):
        reader = csv.reader(map(lines.__getitem__, range(start, len(lines))), strict=True)
        begin = start
        try:
            for cells in reader:
                yield Raw(begin + 1, cells)
                begin = start + reader.line_num
            return
        except csv.Error as error:
            end = start + reader.line_num
            if "field limit" in str(error):
                fault, at = _too_large(), end - 1
                yield Raw(begin + 1, [], fault)
            else:
                fault, at = _quote_fault(lines, begin, end)
                whole = next(csv.reader([lines[begin]]))[:-1]  # so that its id is known
                yield Raw(at + 1, whole, fault)
            start = at + 1


def _too_large() -> Fault:
    size = f"{FIELD_LIMIT // 1024**2} MiB"
    return Fault(f"a cell is larger than {size}", f"at most {size} a cell", "shorten the cell")


def _quote_fault(lines: list[str], begin: int, end: int) -> tuple[Fault, int]:
    """Return what is wrong with the quotes of a row, and the index of the line of the quote."""
    opened, closed = _open_quote(lines, begin, end)
    if closed is None:
        problem = "a quote opens here and never closes"
        fix = 'close the quote, or write a quote inside quoted text as ""'
    else:
        problem = f"a quote opens here and closes in line {closed + 1} before other text"
        fix = 'close the quote before the comma, and write a quote inside quoted text as ""'
    return Fault(problem, 'quoted cells as "text", between commas', fix), opened


def _open_quote(lines: list[str], begin: int, end: int) -> tuple[int, int | None]:
    """Return the lines where the faulty quote opens and where it closes, if it does (RFC 4180)."""
    opened, state = begin, "start"
    for number in range(begin, end):
        for char in lines[number]:
            if state == "quoted":
                state = "closing" if char == '"' else state
            elif state == "closing" and char not in ',"\r\n':
                return opened, number
            elif char == '"' and state != "plain":
                opened = number if state == "start" else opened
                state = "quoted"
            else:
                state = "start" if char == "," else "plain"
    return opened, None


def line(cells: Iterable[object]) -> str:
    r"""Return cells as a line of CSV that ends in a line feed, each line end within a cell quoted.

    A `csv.writer` of Python before 3.13 quotes only the line ends that it writes itself.

    >>> line(["a", "b\rc", ""])
    'a,"b\rc",\n'
    """
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()[: -len("\r\n")] + "\n"
