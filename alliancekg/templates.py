"""Templates: an empty table that tells what its columns hold, made from the loader's own columns.

Which name means which table is decided here too. How a page of the documentation looks is left to
`docs/generate.py`, and how a filled table is read to `reading`.
"""

from __future__ import annotations

import csv
import inspect
import io
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from alliancekg.cells import PREDICATES, Vocabulary, article, checker, reference_kinds
from alliancekg.columns import Column, Table
from alliancekg.errors import UsageError
from alliancekg.namespaces import AK

MARK: Final = "# "
"""What stands before each row of a template but the header."""

_WIDTH: Final = 96
_CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "claim": ("Claim", "Stance"),
    "dating": ("TimeSpan",),
    "mention": (),  # it adds to nodes of other tables
    "source": ("Source", "Coverage"),
}
_STATES: Final = "states"
_FORMS: Final = {
    "text": "text",
    "id": "an id of a-z, 0-9, '.', '_' and '-' that starts with a letter or digit",
    "passage": "the id of a passage of this source",
    "integer": "an integer of digits 0-9 without separators",
    "decimal": "a number of digits 0-9 with a decimal point, if any",
    "edtf": "a date or period in EDTF, as 1971-03, 1969/1974, 1953/.., 1969? or [1971-01..1971-04]",
    "digest": "a SHA-256 as 64 digits of 0-9 and a-f",
    "iri": "an http, https or urn IRI",
    "predicate": "a relation that can be claimed",
    "wikidata": "a Wikidata item: Q and a number, as Q884",
    "cow": "a number from 1 to 999",
    "alpha3": "three capitals",
    "choice": "one of the values listed",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a table holds, where its file stands in the workspace, and what a row is."""

    what: str
    file: str
    row: str


def about(table: Table) -> About:
    """Return what the docstring of the table's loader says: contents, source, one WHAT a row."""
    module = inspect.getmodule(table.read)
    said = re.fullmatch(
        r"(?P<what>.+?)\s+Source: (?P<file>\S+), one (?P<row>.+) a row\.\s*",
        (module and inspect.getdoc(module)) or "",
        re.DOTALL,
    )
    if not said:  # `python -OO` leaves docstrings out
        return About("", f"seeds/SOURCE/{table.name}.csv", table.kind)
    return About(" ".join(said["what"].split()), said["file"], said["row"])


def classes(table: Table) -> tuple[str, ...]:
    """Return the classes of the nodes that a row becomes, the widest first; a part's class last.

    Periods in other tables become `ak:TimeSpan` as well, and each row an `ak:Row`; they are left
    out here.
    """
    if table.name == _STATES:
        return ("Actor", "State")
    own = _CLASSES.get(table.kind, (table.kind.capitalize(),))
    below = (_words(column) for column in table.columns if column.name == "type")
    return (*own[:1], *(word for words in below for word in words), *own[1:])


def _words(column: Column) -> tuple[str, ...]:
    return tuple(column.kind.removeprefix("choice:").split("|"))


def find(name: str, tables: Mapping[str, Table]) -> Table:
    """Return the table of a name: of a table, a kind or a class, in any usual form.

    `events`, `events.csv`, `event`, `Event`, `ak:Event` and the whole IRI mean the same. Raises
    UsageError for a name that means no table, and for one that means several.
    """
    found = _meant(name, tables)
    if len(found) == 1:
        return found[0]
    if found:
        listed = "; ".join(f"{table.name}: {about(table).what.rstrip('.')}" for table in found)
        fix = f"name the table, as alliancekg template {found[-1].name}"
        raise UsageError(f"'{name}' stands in {len(found)} tables: {listed}. Fix: {fix}")
    names = [word for table in tables.values() for word in _names(table)]
    lower = {word.lower(): word for word in names}
    near = [lower[word] for word in get_close_matches(_bare(name), lower, 3)]
    there = ", ".join(tables)
    fix = f"write {' or '.join(map(repr, near))}" if near else "choose one of these tables"
    raise UsageError(f"no table, kind or class '{name}'; the tables are: {there}. Fix: {fix}")


def _names(table: Table) -> tuple[str, ...]:
    return (table.name, table.kind, *classes(table))


def _bare(name: str) -> str:
    """Return a name without prefix, suffix, case and what parts its words.

    >>> _bare("ak:TimeSpan"), _bare("time-span"), _bare("seeds/SOURCE/events.csv")
    ('timespan', 'timespan', 'events')
    """
    local = name.strip().removeprefix(AK).removeprefix("ak:").rpartition("/")[2]
    return re.sub(r"[\s_-]", "", local.lower().removesuffix(".csv"))


def _meant(name: str, tables: Mapping[str, Table]) -> list[Table]:
    """Return the tables that a name means: the one called so, else all of that kind or class."""
    word = _bare(name)
    if word in tables:
        return [tables[word]]
    forms = {word, word.removesuffix("s"), re.sub("ies$", "y", word)}
    return [t for t in tables.values() if forms & {other.lower() for other in _names(t)}]


def allowed(column: Column, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return all the values that a cell's item may have; none if they cannot be listed.

    Raises UsageError for a scheme that is not in the vocabulary.
    """
    checker(column.kind, vocabulary)
    name, _, rest = column.kind.partition(":")
    if name == "concept":
        return tuple(sorted(vocabulary[rest]))
    if name == "choice":
        return _words(column)
    return PREDICATES if name == "predicate" else ()


def form(column: Column) -> str:
    """Return the kind of a column's cells in words.

    >>> form(Column("status", "concept:status")), form(Column("about", "ref:event|treaty"))
    ('a concept of scheme/status', 'kind/id of an event or a treaty')
    """
    name, _, rest = column.kind.partition(":")
    if name == "concept":
        return f"a concept of scheme/{rest}"
    if name == "outside":
        kinds = [article(kind) for kind in rest.split("|")]
        return f"kind/id of {_either(kinds)}, which need not be there"
    if column.kind == "ref:*":
        return "kind/id of a record of any kind: " + _either(reference_kinds(column.kind))
    kinds = [article(kind) for kind in reference_kinds(column.kind)]
    if kinds:
        return f"kind/id of {_either(kinds)}" if len(kinds) > 1 else f"the id of {kinds[0]}"
    return _FORMS[name]


def _either(words: Sequence[str]) -> str:
    return " or ".join([*filter(None, [", ".join(words[:-1])]), words[-1]])


def template(table: Table, vocabulary: Vocabulary) -> str:
    """Return a CSV file: the header, the examples as a row, what each column holds.

    All but the header is commented, so that the file is a table without rows as it stands. The
    header is the first row, as other programs expect it. `vocabulary` holds the concepts of each
    SKOS scheme; raises UsageError if one is missing.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(column.name for column in table.columns)
    first, *others = (column.example for column in table.columns)
    rows.writerow([MARK + first, *others])
    rows.writerows([MARK + line] for line in _preface(table))
    for column in table.columns:
        rows.writerows([MARK + line] for line in _told(column, vocabulary))
    return out.getvalue()


def _preface(table: Table) -> Iterator[str]:
    told = about(table)
    yield "The row above is an example. Rows that begin with # are comments and are not read."
    where = ", where SOURCE is the id of the source" if "/SOURCE/" in told.file else ""
    yield f"{told.what} One {told.row} a row. Save as {told.file}{where}.".strip()
    yield "In a spreadsheet, import all columns as text, or dates and numbers are rewritten."


def _told(column: Column, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield what a column holds, and the values to choose from, in lines without a comma."""
    required = " (required)" if column.required else ""
    kind = f" Form: {form(column)}." if column.kind != "text" else ""
    example = f" Example: {column.example}" if column.example else ""
    yield f"{column.name}{required}: {column.doc}{kind}{example}"
    if words := allowed(column, vocabulary):
        yield from _wrapped("values: " + "; ".join(words))


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent="  ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def listing(tables: Mapping[str, Table]) -> list[tuple[str, str, str]]:
    """Return of each table its name, its classes and what it holds."""
    return [(t.name, ", ".join(classes(t)), about(t).what) for t in tables.values()]
