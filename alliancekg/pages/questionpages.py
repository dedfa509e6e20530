"""The pages of the questions: the list of all, and of each its form, answer and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alliancekg import emptiness, queries
from alliancekg.errors import EngineError, UsageError
from alliancekg.pages import forms, linkedcells, pictures
from alliancekg.pages.dated import Answer
from alliancekg.pages.frame import Page, render, shown
from alliancekg.pages.linkedcells import Cell
from alliancekg.pages.site import Site
from alliancekg.queries import SavedQuery
from alliancekg.results import Result

MOST: Final = 100
"""How many rows of an answer a page of a server shows."""

_LONGEST: Final = 300  # characters of values in a heading
_SENTENCE: Final = 60  # characters
_FORMATS: Final = ("csv", "tsv", "json", "xml")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an answer: its number from 1, its cells, and where it is explained."""

    number: int
    cells: Sequence[Cell]
    explain: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of an answer from one on, and what there is to say of their number."""

    columns: Sequence[str]
    rows: Sequence[Row]
    count: int
    notice: str = ""
    earlier: str = ""
    later: str = ""

    @property
    def cells(self) -> Sequence[Cell]:
        """All cells, row by row."""
        return [cell for row in self.rows for cell in row.cells]

    @property
    def numeric(self) -> Sequence[bool]:
        """Tell of each column whether there are only numbers in it."""
        cells = zip(*(row.cells for row in self.rows), strict=True)
        found = [
            any(c.is_number for c in column) and all(c.is_number or not c.text for c in column)
            for column in cells
        ]
        return found or [False] * len(self.columns)

    @property
    def long(self) -> Sequence[bool]:
        """Tell of each column whether there are sentences in it, which want room."""
        cells = zip(*(row.cells for row in self.rows), strict=True)
        return [any(len(c.text) > _SENTENCE for c in column) for column in cells]


def questions(site: Site) -> Page:
    """Return the list of all questions, by what they are about."""
    groups: dict[str, list[dict[str, str]]] = {}
    for name, saved in site.saved.items():
        tag = "checks of the data" if name.startswith("checks/") else _subject(saved)
        href = site.links.question(name, {})
        groups.setdefault(tag, []).append(
            {"href": href, "question": asked(saved), "summary": saved.header.summary}
        )
    ordered = sorted(groups.items(), key=lambda pair: (pair[0].startswith("checks"), pair[0]))
    return render("questions.html", site=site, groups=ordered, count=len(site.saved))


def _subject(saved: SavedQuery) -> str:
    return saved.header.tags[0] if saved.header.tags else "other"


def asked(saved: SavedQuery, values: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return a question in words, as its header has it; with other values as its summary.

    The words of the header are those of the question as it stands, with its defaults.
    """
    if not values:
        return " ".join((saved.header.question or saved.header.summary).split())
    said = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in sorted(values.items()))
    return f"{' '.join(saved.header.summary.split())} ({shown(said, _LONGEST)})"


def question(
    site: Site,
    name: str,
    values: Mapping[str, Sequence[str]] | None = None,
    first: int = 1,
    most: int = 0,
) -> Page:
    """Return the page of a question with these values of its parameters, from a row on.

    It shows at most so many rows, or else MOST.

    What is wrong with the values is said on the page, with the status 400; an engine that fails
    gives 503. Raises UsageError if there is no such question.
    """
    saved = find(site, name)
    given = forms.given(values)
    problem, status = "", 200
    table = Table((), (), 0)
    drawn: Sequence[pictures.Picture] = ()
    try:
        text = queries.bound(saved, site.engine, given)
        answer = site.engine.ask(text, saved.form, site.limits)
        table, chosen = _table(site, saved, answer, given, first, most or MOST)
        if not answer.rows:
            table = Table(answer.variables, (), 0, emptiness.why(site.engine, text, saved, given))
        drawn = pictures.of(site, chosen)
    except UsageError as error:
        problem, status = str(error), 400
    except EngineError as error:
        problem, status = str(error), 503
    return render(
        "question.html",
        status,
        site=site,
        name=name,
        saved=saved,
        asked=asked(saved, given),
        lead="" if given else saved.header.summary,
        paragraphs=_paragraphs(saved.header.description),
        reading=_paragraphs(saved.header.reading),
        fields=forms.fields(saved, given, site.engine),
        action=site.links.question(name, {}),
        problem=problem,
        table=table,
        drawn=drawn,
        downloads=_downloads(site, name, given),
        cite=site.links.cite(name, given),
        command=forms.command(name, given),
        sparql=site.links.sparql(saved.text),
        text=saved.text,
    )


def find(site: Site, name: str) -> SavedQuery:
    """Return a question by name; UsageError if there is none."""
    if name not in site.saved:
        raise UsageError(
            f"no question '{shown(name, 80)}'; the list of all has those that there are"
        )
    return site.saved[name]


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _downloads(site: Site, name: str, given: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    found = ((form, site.links.download(name, given, form)) for form in _FORMATS)
    return [(form.upper(), href) for form, href in found if href]


def _table(
    site: Site,
    saved: SavedQuery,
    answer: Result,
    given: Mapping[str, Sequence[str]],
    first: int,
    most: int,
) -> tuple[Table, Answer]:
    at = max(first, 1) - 1
    chosen = answer.rows[at : at + most]
    cells = linkedcells.rows(answer, chosen, site.engine, site.links, saved.text)
    is_select = saved.form == "SELECT"
    rows = [
        Row(number, row, site.links.explain(saved.name, given, number) if is_select else "")
        for number, row in enumerate(cells, at + 1)
    ]
    table = paged(
        answer.variables,
        rows,
        len(answer.rows),
        at,
        lambda start: site.links.question(saved.name, given, start),
    )
    return table, Answer(answer.variables, chosen, cells)


def paged(
    columns: Sequence[str],
    rows: Sequence[Row],
    count: int,
    at: int,
    address: Callable[[int], str],
) -> Table:
    """Return a table of some rows of an answer, with the way to those before and after."""
    said = "1 row" if count == 1 else f"{count:,} rows"
    if len(rows) < count and rows:
        said = f"rows {at + 1:,} to {at + len(rows):,} of {count:,}"
    return Table(
        columns,
        rows,
        count,
        said,
        address(max(at + 1 - MOST, 1)) if at and rows else "",
        address(at + 1 + MOST) if at + len(rows) < count else "",
    )


def by_row(rows: Iterable[Sequence[Cell]]) -> list[Row]:
    """Return rows that nothing explains, numbered from 1."""
    return [Row(number, cells, "") for number, cells in enumerate(rows, 1)]
