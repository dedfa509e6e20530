"""What is dated in an answer: entries of a timeline, numbers of a chart, what claims say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import dates, engines, labelling
from alliancekg.namespaces import AK, PREFIXES, SCHEME
from alliancekg.nodenames import span_words
from alliancekg.pages.charts import Mark, Point, Series
from alliancekg.pages.linkedcells import Cell
from alliancekg.pages.timelines import Entry
from alliancekg.placing import local
from alliancekg.values import value

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.pages.links import Links
    from alliancekg.results import Term

MOST: Final = 60
"""How many entries a timeline has."""

_LONGEST: Final = 100  # characters of a date
_USUAL: Final = ("time", "dating")  # the properties by which most things are dated
_VALUES: Final = ("value", "strength")
_TIMES: Final = ("counted", "dated")
_SERIES: Final = ("of", "force", "place", "state", "source")
_MEASURE: Final = "troop strength"
_STATUS: Final = AK + "status"
_ANNOUNCED: Final = ("doctrine-declaration", "withdrawal-announcement")
_BATCH: Final = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """Some rows of an answer, as terms and as cells."""

    columns: Sequence[str]
    terms: Sequence[Sequence[Term | None]]
    cells: Sequence[Sequence[Cell]]

    def named(self) -> Iterator[dict[str, Cell]]:
        """Yield each row by the names of the columns."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.cells)


@lru_cache(maxsize=4096)
def bounds(text: str) -> dates.Bounds | None:
    """Return the bounds of a date, or None for what is no EDTF."""
    try:
        return dates.parse(text) if 0 < len(text) <= _LONGEST else None
    except dates.DateError:
        return None


def words(edtf: str) -> str:
    """Return the days that bound a date, in words."""
    if not edtf or bounds(edtf) is None:
        return ""
    said = span_words(edtf).removeprefix(edtf).strip()
    return said[1:-1] if said.startswith("(") else f"on {edtf}"


def _dates(answer: Answer) -> list[int]:
    """Return the columns in which each value that there is is a date."""
    found = []
    for at in range(len(answer.columns)):
        terms = [row[at] for row in answer.terms if row[at] is not None]
        if terms and all(_is_date(term) for term in terms):
            found.append(at)
    return found


def _is_date(term: Term | None) -> bool:
    if not isinstance(term, px.Literal) or term.language:
        return False
    is_text = term.datatype.value in (PREFIXES["xsd"] + "string", PREFIXES["xsd"] + "date")
    return is_text and bounds(term.value) is not None


def entries(engine: Engine, answer: Answer) -> tuple[list[Entry], int]:
    """Return what the dates of an answer date, each once, and how many more there are.

    A date in a row is a node's only if the graph itself gives the node that date: a row may tell
    the dates of things that it does not name. What has no date in its row is there without one.
    """
    dates_at = _dates(answer)
    named = [at for at in range(len(answer.columns)) if at not in dates_at]
    given = _given(engine, {row[at].iri for row in answer.cells for at in named if row[at].kind})
    found: dict[tuple[str, str, str], Entry] = {}
    for at in dates_at:
        name = max(named, key=lambda one: (_fits(answer, given, at, one), -one), default=None)
        if name is None or not _fits(answer, given, at, name):
            continue
        for terms, cells in zip(answer.terms, answer.cells, strict=True):
            term, cell = terms[at], cells[name]
            edtf = term.value if isinstance(term, px.Literal) else ""
            how = given.get((cell.iri, edtf), "")
            if cell.iri and (how or not edtf):
                text = f"{cell.text}: {how}" if how and how not in _USUAL else cell.text
                entry = Entry(cell.iri, text, cell.href, edtf, bounds(edtf))
                found.setdefault((cell.iri, edtf, how), entry)
    with_date = {iri for iri, edtf, _ in found if edtf}
    kept = [entry for (iri, edtf, _), entry in found.items() if edtf or iri not in with_date]
    ordered = sorted(kept, key=lambda entry: entry.order)
    shown = ordered[:MOST]
    statuses = _statuses(engine, (entry.iri for entry in shown))
    names = labelling.labels_of((px.NamedNode(entry.iri) for entry in shown), engine)
    shown = [
        replace(
            entry,
            # An answer may name a claim by its key, which tells a reader little.
            text=entry.text.replace(local(entry.iri), names.get(entry.iri, local(entry.iri)), 1),
            status=statuses.get(entry.iri, ""),
        )
        for entry in shown
    ]
    return shown, len(ordered) - len(shown)


def _fits(answer: Answer, given: Mapping[tuple[str, str], str], at: int, name: int) -> int:
    """Return how many dates of a column are those of the nodes of another."""
    pairs = zip(answer.terms, answer.cells, strict=True)
    return sum(
        (cells[name].iri, term.value) in given
        for terms, cells in pairs
        if isinstance(term := terms[at], px.Literal)
    )


def _given(engine: Engine, iris: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return by node and date how the graph gives it: by which property, the usual ones first."""
    nodes = sorted(str(px.NamedNode(iri)) for iri in iris)
    rows: list[tuple[str, str, px.NamedNode]] = []
    for at in range(0, len(nodes), _BATCH):
        parts = (
            f"{{ {node} ?p ?span . ?span <{AK}edtf> ?t BIND({node} AS ?n) }}"
            for node in nodes[at : at + _BATCH]
        )
        asked = f"SELECT DISTINCT ?n ?t ?p {{ {' UNION '.join(parts)} }}"
        for node, text, predicate in engines.rows(engine, asked):
            if (
                isinstance(node, px.NamedNode)
                and isinstance(text, px.Literal)
                and isinstance(predicate, px.NamedNode)
            ):
                rows.append((node.value, text.value, predicate))
    labels = labelling.labels_of((predicate for *_, predicate in rows), engine)
    found: dict[tuple[str, str], str] = {}
    for iri, edtf, predicate in rows:
        name = local(predicate.value)
        said = name if name in _USUAL else labels.get(predicate.value, name)
        if found.get((iri, edtf)) not in _USUAL:
            found[iri, edtf] = said
    return found


def _statuses(engine: Engine, iris: Iterable[str]) -> Mapping[str, str]:
    nodes = [px.NamedNode(iri) for iri in iris if iri.startswith("https://")]
    return {
        node.value: local(status.value)
        for node, _, status in engines.about(engine, nodes, [_STATUS])
        if isinstance(status, px.NamedNode) and status.value.startswith(f"{SCHEME}status#")
    }


def series(answer: Answer) -> list[Series]:
    """Return the numbers of an answer by source, force and place; the longest first."""
    value_at = next((answer.columns.index(n) for n in _VALUES if n in answer.columns), None)
    time_at = next((answer.columns.index(n) for n in _TIMES if n in answer.columns), None)
    if value_at is None or time_at is None:
        return []
    found: dict[str, dict[tuple[str, float], Point]] = {}
    for terms, cells in zip(answer.terms, answer.cells, strict=True):
        row = dict(zip(answer.columns, cells, strict=True))
        term = terms[time_at]
        number = value(terms[value_at])
        span = bounds(term.value) if isinstance(term, px.Literal) else None
        is_number = isinstance(number, int | float | Decimal) and not isinstance(number, bool)
        if span is None or not is_number or ("measure" in row and row["measure"].text != _MEASURE):
            continue
        point = Point(float(number), span.edtf, span)  # type: ignore[arg-type]
        name = " · ".join(row[n].text for n in _SERIES if n in row and row[n].text)
        found.setdefault(name, {})[span.edtf, point.value] = point
    made = (
        Series(name, sorted(points.values(), key=lambda p: (min(_days(p)), p.value)))
        for name, points in found.items()
    )
    return sorted(made, key=lambda one: (-len(one.points), one.name))


def _days(point: Point) -> list[int]:
    return [d for d in (point.bounds.earliest_begin, point.bounds.latest_end) if d is not None]


def announcements(engine: Engine, links: Links) -> list[Mark]:
    """Return the dated announcements of withdrawals and declarations of doctrines, in order."""
    parts = (f"{{ ?e <{AK}eventType> <{SCHEME}event-type#{name}> }}" for name in _ANNOUNCED)
    text = f"SELECT DISTINCT ?e ?t {{ {' UNION '.join(parts)} ?e <{AK}time>/<{AK}edtf> ?t }}"
    rows = [
        (node, term.value, span)
        for node, term in engines.rows(engine, text)
        if isinstance(node, px.NamedNode)
        and isinstance(term, px.Literal)
        and (span := bounds(term.value)) is not None
    ]
    names = labelling.labels_of((node for node, _, _ in rows), engine)
    rows.sort(key=lambda row: (min(_begin(row[2])), row[0].value))
    return [
        Mark(number, names.get(node.value, node.value), links.entity(node.value), edtf, span)
        for number, (node, edtf, span) in enumerate(rows, 1)
    ]


def _begin(span: dates.Bounds) -> list[int]:
    found = (span.earliest_begin, span.latest_begin, span.earliest_end, span.latest_end)
    return [day for day in found if day is not None] or [0]
