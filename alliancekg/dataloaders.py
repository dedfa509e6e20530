"""What a loader of somebody else's data set is: its sources, its files, its rows to records.

A loader says as data where its files are from, what they cover, which columns it reads and which
codes mean that a value is missing; the engine reads, reports and counts. How the files of the
project's own tables look is said by `columns.Table`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Final, NoReturn

from alliancekg.cells import slug
from alliancekg.columns import Column, Row
from alliancekg.dates import DateError, parse
from alliancekg.errors import SourceErrors
from alliancekg.findings import Finding, Place, Severity
from alliancekg.identity import States
from alliancekg.records import Record

Item = Record | Finding
"""What a row gives: records, and findings that do not stop it (warnings: what is flagged)."""
_LONGEST: Final = 100  # characters of an id
_DATED: Final = frozenset(
    ("edtf", "signed", "in_force", "issued", "coverage_time", "time_scope", "cow_time", "gw_time")
)
_FIELDS: Final[dict[type[Record], tuple[str, ...]]] = {}
# Control characters but white space, marks that turn the direction of writing, half pairs.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd-\uffff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """A data set as it is cited; `key` names it unless the user chooses another.

    `obtain` says where the file is to be had, and under which name; `terms` says in a few words
    what its makers allow, `license` is the address of a licence if there is one.
    """

    key: str
    title: str
    creators: tuple[str, ...]
    citation: str
    obtain: str
    url: str
    terms: str
    rank: int = 5  # of dates: after the public record and the documents
    type: str = "Dataset"
    issued: str = ""  # EDTF
    publisher: str = ""
    license: str = ""
    measures: tuple[str, ...]  # concepts of the scheme `measure`
    actors: tuple[str, ...] = ()  # ids; empty: all
    time: str  # EDTF, the time that the data cover
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A kind of file: how it is written, and the columns that are read; others are passed over.

    A column that is `required` must stand in the header, and none of its cells may be empty or a
    code for a missing value. A file is known by its header: all columns of the layout that are not
    `optional` stand in it. A file that is published without a header has its names in `header`.
    """

    name: str
    source: DataSource
    columns: tuple[Column, ...]
    rows: Callable[[Row, Context], Iterable[Item]]
    optional: frozenset[str] = frozenset()  # columns that older or newer releases lack
    delimiter: str = ","
    is_quoted: bool = True
    encoding: str = "utf-8"
    header: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A kind of file that is no table: XML, JSON, TriG.

    `accepts` tells by name and first bytes whether a file is of this kind. `read` yields an outcome
    for each part of the file that counts as a row; it raises UsageError, or SourceErrors, for a
    file that cannot be read whole. `source` is a function of the file where each file is a source
    of its own, as a volume is.
    """

    name: str
    source: DataSource | Callable[[Path], DataSource]
    accepts: Callable[[str, bytes], bool]
    read: Callable[[Path, str, Context], Iterator[Outcome]]
    parts: str  # what counts as a row, in the plural: documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Loader:
    """What `alliancekg load NAME` reads. `kinds` are tried in their order."""

    name: str
    summary: str
    kinds: tuple[Layout | Form, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What a row is read in: the key of its source, the states, and a place to remember things.

    `memory` is the loader's own and starts empty with each run; only what does not grow with the
    file belongs in it.
    """

    source: str
    states: States
    memory: dict[str, object] = field(default_factory=dict)

    def id(self, *parts: str) -> str:
        """Return the id of a record of this source: its key, then the parts, as one id.

        A part that an id cannot spell, and an id that is too long, end in a digest of the whole.

        >>> Context("icb", States(())).id("132"), Context("icb", States(())).id("김")
        ('icb-132', 'icb-a0d5f241')
        """
        told = [part for part in parts if part]
        found = "-".join([self.source, *map(_spelled, told)])
        if len(found) <= _LONGEST and all(len(part) <= _LONGEST for part in told):
            return found
        mark = digest("\n".join(told))
        return f"{found[: _LONGEST - len(mark) - 1].rstrip('-._')}-{mark}"


def digest(text: str) -> str:
    """Return eight hexadecimal digits that stand for a text in an id."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _spelled(part: str) -> str:
    """Return a part as an id spells it; with a digest if letters or a sign would be lost."""
    plain = slug(part)
    if plain and part.isascii() and part.strip()[0] not in "-+":
        return plain
    return "-".join(filter(None, (plain, digest(part))))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one row gave. `refusals` tell why it gave no records; `flags` stop nothing."""

    place: Place
    records: tuple[Record, ...] = ()
    flags: tuple[Finding, ...] = ()
    refusals: tuple[Finding, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Tell whether the row gave no records."""
        return bool(self.refusals)


_CHECK_ROW: Final = "correct the cell, or report it to the makers of the data"


def refuse(
    row: Row, field: str, problem: str, expected: str, fix: str = _CHECK_ROW, value: str = ""
) -> NoReturn:
    """Refuse a row for one of its cells; SourceErrors carries the finding to the engine."""
    shown = value or row.cells.get(field, "")
    raise SourceErrors([Finding(row.place, field, shown, problem, expected, fix)])


def flag(
    row: Row,
    field: str,
    problem: str,
    expected: str,
    fix: str = _CHECK_ROW,
    severity: Severity = "warning",
) -> Finding:
    """Return a finding that leaves the row in: something that its reader should know."""
    cell = row.cells.get(field, "")
    return Finding(row.place, field, cell, problem, expected, fix, severity)


def numbered(row: Row, field: str) -> str:
    """Return the number that names something; refuse the row if it is below 1, as a code is."""
    number = row.text(field)
    if number.startswith("-") or number == "0":
        refuse(row, field, "is a number below 1, which names nothing", "a number from 1 on")
    return number


def outcome(row: Row, items: Callable[[Row, Context], Iterable[Item]], context: Context) -> Outcome:
    """Return what a row gives; a row that is refused gives nothing."""
    try:
        found = tuple(items(row, context))
    except SourceErrors as error:
        return Outcome(row.place, refusals=error.findings)
    records = tuple(item for item in found if isinstance(item, Record))
    flags = tuple(item for item in found if isinstance(item, Finding))
    return sound(Outcome(row.place, records, flags))


def sound(given: Outcome) -> Outcome:
    """Return what a row gave, or its refusal if a record has a date or a text that cannot be.

    This is the net below the loaders: what each says of its own cells comes first, and is better.
    """
    faults = [fault for record in given.records for fault in _faults(record, given.place)]
    return Outcome(given.place, refusals=tuple(dict.fromkeys(faults))) if faults else given


def _faults(record: Record, place: Place) -> Iterator[Finding]:
    for name in _texts(type(record)):
        value = getattr(record, name)
        for text in (value,) if isinstance(value, str) else value:
            if not isinstance(text, str):
                continue
            if found := _UNPRINTABLE.search(text):
                problem = f"has the character U+{ord(found[0]):04X}"
                shown = _UNPRINTABLE.sub(lambda each: f"\\u{ord(each[0]):04x}", text)
                fix = "take the character out, or name the right encoding with --encoding"
                yield Finding(place, name, shown, problem, "printable text", fix)
            elif name in _DATED and text and (error := _misdated(text)):
                yield Finding(place, name, text, error.problem, error.expected, _CHECK_ROW)


def _texts(kind: type[Record]) -> tuple[str, ...]:
    """Return the fields of a kind of record that may hold text or texts."""
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(each.name for each in fields(kind) if "str" in str(each.type))
    return _FIELDS[kind]


@lru_cache(maxsize=10_000)
def _misdated(text: str) -> DateError | None:
    try:
        parse(text)
    except DateError as error:
        return error
    return None
