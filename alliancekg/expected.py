"""The expected answer of a saved query, a CSV file beside it, compared with the answer it gives."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator
from pathlib import Path

from alliancekg.findings import Finding, Place
from alliancekg.results import Result, cells

_Row = tuple[str, ...]


def compare(result: Result, path: Path) -> list[Finding]:
    """Return what differs between an answer and its file: rows, their order, cells; [] if nothing.

    The file is what `results.write(…, "csv")` writes: names of the variables, then the rows. LF and
    CRLF are alike.
    """
    file = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no UTF-8"
        return [_finding(Place(file), "", "", f"cannot be read ({reason})", "a CSV file")]
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    expected: list[tuple[int, _Row]] = []
    line = 1
    try:
        for row in lines:
            expected.append((line, tuple(row)))
            line = lines.line_num + 1
    except csv.Error as error:
        return [_finding(Place(file, line), "", "", f"is no CSV ({error})", "a CSV file")]
    names = expected[0][1] if expected else ()
    if names != result.variables:
        value, wanted = ",".join(result.variables), f"'{','.join(names)}'"
        return [_finding(Place(file, 1, 1), "columns", value, "are other columns", wanted)]
    return list(_differences(file, expected[1:], [tuple(row) for row in cells(result)], names))


def _finding(place: Place, name: str, value: str, problem: str, expected: str) -> Finding:
    fix = "mend the data or the query, or review the answer and write the file anew"
    return Finding(place, name, value, problem, expected, fix)


def _differences(
    file: str, expected: list[tuple[int, _Row]], rows: list[_Row], names: _Row
) -> Iterator[Finding]:
    lines = [line for line, _ in expected]
    wanted = [row for _, row in expected]
    end = (lines[-1] + 1) if lines else 2
    matcher = difflib.SequenceMatcher(None, wanted, rows, autojunk=False)
    for _, a, a_end, b, b_end in (code for code in matcher.get_opcodes() if code[0] != "equal"):
        both = min(a_end - a, b_end - b)
        for at in range(both):
            place = Place(file, lines[a + at], a + at + 2)
            yield from _cells(place, wanted[a + at], rows[b + at], names)
        for at in range(a + both, a_end):
            place = Place(file, lines[at], at + 2)
            yield _finding(place, "row", ",".join(wanted[at]), "is not in the answer", "this row")
        line = lines[a_end] if a_end < len(lines) else end
        for at in range(b + both, b_end):
            value = ",".join(rows[at])
            yield _finding(
                Place(file, line, a_end + 2), "row", value, "is in excess", "no such row"
            )


def _cells(place: Place, wanted: _Row, row: _Row, names: _Row) -> Iterator[Finding]:
    if len(wanted) != len(names):
        value = ",".join(wanted)
        yield _finding(place, "row", value, "has another length", f"{len(names)} cells")
        return
    for name, old, new in zip(names, wanted, row, strict=True):
        if old != new:
            yield _finding(place, name, new, "is the answer", f"'{old}'")
