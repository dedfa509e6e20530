"""The first row of a table held to its columns: unknown, missing, doubled, wrongly delimited."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from alliancekg.cells import BLANKS, PREDICATES
from alliancekg.columns import Table
from alliancekg.findings import Finding, Place, Severity
from alliancekg.suggesting import nearest

_DELIMITERS: Final = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_CAUSAL: Final = {p.lower() for p in PREDICATES} | {
    "because",
    "causes",
    "caused",
    "leadsto",
    "resultedin",
}


@dataclass(slots=True)
class Header:
    """Where each known column stands, how many cells the row has, and what is wrong with it."""

    width: int = 0
    positions: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    is_readable: bool = True  # rows can be told into cells
    is_right: bool = False  # rows can be made into records


def header(table: Table, cells: Sequence[str], place: Place, is_lenient: bool = False) -> Header:
    """Return the header of a table as it stands in its first row.

    Of a lenient reading, as of a foreign table, columns that are unknown or stand twice are passed
    over with a warning, and those that need not be filled may be missing.
    """
    is_lenient = is_lenient or table.foreign
    names = [cell.strip(BLANKS) for cell in cells]
    result = Header(width=len(names))
    delimiter = _other_delimiter(names, table)
    if delimiter:
        problem = f"is delimited by {_DELIMITERS[delimiter]}"
        fix = "save the table as CSV (comma delimited), in UTF-8"
        result.findings.append(Finding(place, "", "", problem, "commas as delimiter", fix))
        result.is_readable = False
        return result
    known = {column.name for column in table.columns}
    twice: dict[str, Finding] = {}
    meant: set[str] = set()  # by misspelt columns, and so not missing
    for index, name in enumerate(names):
        if name in result.positions:
            doubled = _doubled(name, result.positions[name], index, place)
            twice[name] = replace(doubled, severity="warning") if is_lenient else doubled
        elif name in known:
            result.positions[name] = index
        elif _is_causal(name):
            result.findings.append(_causal(table, name, place))
        else:
            guess = nearest(re.sub(r"[\s-]+", "_", name), known.difference(names))
            meant.add(guess)
            unknown = _unknown(table, name, index, guess, place)
            result.findings.append(replace(unknown, severity=_severity(is_lenient)))
    result.findings += twice.values()
    result.findings += _missing(table, meant.union(result.positions), place, is_lenient)
    for name in twice if is_lenient else ():  # which of the two is meant nobody knows
        del result.positions[name]
    # Without its passages each row would be found wrong, too.
    needed = {
        c.name for c in table.columns if c.required or (c.kind == "passage" and not is_lenient)
    }
    result.is_right = (is_lenient or not twice) and needed <= result.positions.keys()
    return result


def _severity(is_lenient: bool) -> Severity:
    return "warning" if is_lenient else "violation"


def _missing(
    table: Table, there: Collection[str], place: Place, is_lenient: bool
) -> Iterator[Finding]:
    for column in table.columns:
        if column.name not in there and (column.required or not is_lenient):
            fix = f"add the column '{column.name}'"
            fix += "" if column.required else "; its cells may be empty"
            yield Finding(place, column.name, "", "column is missing", _listed(table), fix)


def _listed(table: Table) -> str:
    return "the columns " + ", ".join(column.name for column in table.columns)


def _other_delimiter(names: Sequence[str], table: Table) -> str:
    """Return the delimiter that splits the first row better than commas do, if there is one."""
    known = {column.name for column in table.columns}
    text = ",".join(names)
    if text.lower().startswith("sep="):  # what spreadsheets write to tell each other
        return text[4:5] if text[4:5] in _DELIMITERS else ""
    hits = {d: len(known.intersection(map(str.strip, text.split(d)))) for d in _DELIMITERS}
    best = max(hits, key=lambda d: hits[d])
    if hits[best] > len(known.intersection(names)):
        return best
    return next((d for d in _DELIMITERS if len(names) == 1 and d in text), "")


def _doubled(name: str, first: int, second: int, place: Place) -> Finding:
    problem = f"column stands twice, as number {first + 1} and {second + 1}"
    return Finding(place, name, "", problem, "each column once", "keep one of the two")


def _is_causal(name: str) -> bool:
    """Tell whether a column is named as a relation that is only ever claimed, as `ak:causedBy`."""
    return re.sub(r"[^a-z]", "", name.rpartition(":")[2].lower()) in _CAUSAL


def _causal(table: Table, name: str, place: Place) -> Finding:
    problem = "names a relation that is only ever claimed and stands in no column"
    fix = "write a claim with its claimant and passage in claims.csv"
    return Finding(place, name, "", problem, _listed(table), fix)


def _unknown(table: Table, name: str, index: int, meant: str, place: Place) -> Finding:
    if not name:
        problem = f"column {index + 1} has no name"
        return Finding(place, "", "", problem, _listed(table), "name or delete the column")
    fix = f"write '{meant}'" if meant else "delete the column, or correct its name"
    return Finding(place, name, "", "is an unknown column", _listed(table), fix)
