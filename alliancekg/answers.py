"""What a notebook gets: an answer as rows of Python values, an explanation, a list of questions."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, overload
from unicodedata import normalize

from alliancekg import htmltables, labelling, results
from alliancekg.engines import Engine
from alliancekg.errors import UsageError
from alliancekg.explaining import Explanation
from alliancekg.htmltables import Cell
from alliancekg.parameters import Parameter
from alliancekg.results import Result
from alliancekg.values import Iri, Text, Value, value

if TYPE_CHECKING:
    import pandas


class Answer(Sequence[Any]):
    """The rows of an answer, as named tuples, in the order of the query.

    A column whose name is none of Python's is in a named tuple as `_` and its place: `_0`. The
    answer of ASK has one row with the one column `answer`, and is itself true or false.
    """

    def __init__(
        self,
        result: Result,
        engine: Engine,
        sparql: str,
        reading: str,
        why: Callable[[], str],
    ) -> None:
        """Make an answer; `why` tells why there are no rows, if there are none."""
        self.result = result
        self.sparql = sparql
        self.reading = reading
        self._engine, self._why = engine, why

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.result.variables

    @cached_property
    def rows(self) -> tuple[Any, ...]:
        """All rows."""
        row = _kind(self.columns)
        return tuple(row(*(self._value(term) for term in terms)) for terms in self.result.rows)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The name of each node of the answer that has one, by IRI."""
        return labelling.labels(self.result, self._engine)

    @cached_property
    def notice(self) -> str:
        """The number of rows in words, and of an answer without rows why there are none."""
        return labelling.notice(self.result, self._engine) if len(self) else self._why()

    def _value(self, term: results.Term | None) -> Value:
        return value(term, lambda: self.labels)

    @overload
    def __getitem__(self, at: int) -> Any: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Any, ...]: ...

    def __getitem__(self, at: int | slice) -> Any:
        return self.rows[at]

    def __len__(self) -> int:
        return len(self.result.rows)

    def __bool__(self) -> bool:
        return self.result.answer

    def __repr__(self) -> str:
        return f"<Answer: {len(self)} rows; columns {', '.join(self.columns)}>"

    def __str__(self) -> str:
        return self.text("table")

    def records(self) -> list[dict[str, Value]]:
        """Return each row as a dict by the names of the columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def text(self, format: str = "table") -> str:  # noqa: A002 - as the option is called
        """Return the answer as `alliancekg query --format` writes it.

        Raises UsageError for an unknown format, or one that cannot carry the answer.
        """
        labels = self.labels if format in ("table", "markdown") else {}
        return results.write(self.result, format, labels)

    def csv(self) -> str:
        """Return the answer as CSV (RFC 4180), which loses datatypes and languages."""
        return self.text("csv")

    def json(self) -> str:
        """Return the answer as SPARQL JSON, which loses nothing."""
        return self.text("json")

    def to_pandas(self) -> pandas.DataFrame:
        """Return the answer as a table of pandas, IRIs as plain texts, whole numbers as Int64.

        Raises UsageError where pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise UsageError(
                "pandas is not installed, and to_pandas() needs it; expected pandas 2 or later."
                " Fix: python -m pip install pandas"
            ) from None
        rows = [[_bare(cell) for cell in row] for row in self.rows]
        # As objects first: an unbound cell would make floats of a column of whole numbers.
        frame = pandas.DataFrame(rows, columns=list(self.columns), dtype=object)
        return frame.convert_dtypes()

    def _repr_html_(self) -> str:
        first = self.result.rows[: htmltables.MOST]
        # Of a long answer only the nodes that are shown are looked up.
        labels = labelling.labels_of((term for row in first for term in row), self._engine)
        cells = ([_cell(term, labels) for term in terms] for terms in first)
        notes = ("" if len(self) else self.notice, self.reading)
        return htmltables.table(self.columns, cells, len(self), notes)


@cache
def _kind(columns: tuple[str, ...]) -> Any:
    """Return the class of the rows with these columns.

    Python reads a name such as `ﬁ` as `fi`, so that two columns may have one name there. A row is
    pickled with its columns, for the class can be found nowhere.
    """
    names = [normalize("NFKC", name) for name in columns]
    base: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]

    class Row(base):
        __slots__ = ()

        def __reduce__(self) -> tuple[Any, ...]:
            return _row, (columns, tuple(self))

    return Row


def _row(columns: tuple[str, ...], cells: tuple[Value, ...]) -> Any:
    return _kind(columns)(*cells)


def _cell(term: results.Term | None, labels: Mapping[str, str]) -> Cell:
    """Return a cell for people: a node by its name, a number at the right."""
    text, found = results.shown_term(term, labels), value(term)
    if isinstance(found, Iri):
        return Cell(text, title=found.iri)
    if isinstance(found, Text):
        return Cell(text, language=found.language)
    is_number = isinstance(found, int | float | Decimal) and not isinstance(found, bool)
    return Cell(text, is_number=is_number)


def _bare(cell: Value) -> Value:
    return str.__str__(cell) if isinstance(cell, str) else cell


@dataclass(frozen=True, slots=True)
class Told:
    """Why the graph says what it says of a node: headings, and the lines below them."""

    explanation: Explanation

    @property
    def iri(self) -> str:
        """The IRI of the node."""
        return self.explanation.iri

    @property
    def label(self) -> str:
        """The name of the node."""
        return self.explanation.label

    @property
    def sections(self) -> Mapping[str, tuple[str, ...]]:
        """The lines by their heading, in the order of a reader."""
        return self.explanation.sections

    def __str__(self) -> str:
        return self.explanation.text()

    def _repr_html_(self) -> str:
        return htmltables.sections(self.label, self.iri, self.sections)


@dataclass(frozen=True, slots=True)
class Question:
    """A saved query, as somebody needs to know it who asks it by name."""

    name: str
    summary: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    reading: str


class Questions(Mapping[str, Question]):
    """The saved queries by name, in order."""

    def __init__(self, found: Mapping[str, Question]) -> None:
        self._found = dict(found)

    def __getitem__(self, name: str) -> Question:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return f"<Questions: {', '.join(self)}>"

    def _repr_html_(self) -> str:
        rows = (
            [Cell(name), Cell(found.question or found.summary), Cell(_signature(found))]
            for name, found in self._found.items()
        )
        return htmltables.table(("query", "question", "parameters"), rows, len(self))


def _signature(question: Question) -> str:
    return ", ".join(
        f"{one.name}: {one.type}" + (f" = {'|'.join(one.default)}" if one.default else "")
        for one in question.parameters
    )
