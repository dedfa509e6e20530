"""What is dated in an answer: entries of a timeline, numbers of a chart, what claims say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import dates, engines, labelling
from alliancekg.namespaces import AK, PREFIXES, SCHEME
from alliancekg.nodenames import span_words
from alliancekg.pages.charts import Mark, Point, Series
from alliancekg.pages.linkedcells import Cell
from alliancekg.pages.timelines import Entry, Said
from alliancekg.placing import local
from alliancekg.values import value

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.pages.links import Links
    from alliancekg.results import Term

MOST: Final = 60
"""How many entries a timeline has."""

_LONGEST: Final = 100  # characters of a date
_DATED: Final = ("event", "treaty", "policy", "claim", "quantity")
_ALSO: Final = ("actor", "position", "link", "code")
_VALUES: Final = ("value", "strength")
_TIMES: Final = ("counted", "dated")
_SERIES: Final = ("of", "force", "place", "state", "source")
_MEASURE: Final = "troop strength"
_STATUS: Final = AK + "status"
_RDF: Final = PREFIXES["rdf"]
# Of these the object comes first in time, or brings the subject about.
_BACKWARD: Final = {AK + name for name in ("inResponseTo", "causedBy", "follows")}
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


def _named_by(answer: Answer, at: int) -> int | None:
    """Return the column that names what a column of dates dates: the nearest, first at the left."""
    others: list[int] = [*range(at - 1, -1, -1), *range(at + 1, len(answer.columns))]
    for kinds in (_DATED, _ALSO):
        for other in others:
            found = {row[other].kind for row in answer.cells if row[other].text}
            if found & set(kinds) and not found - set(kinds) - {""}:
                return other
    return None


def entries(engine: Engine, answer: Answer) -> tuple[list[Entry], int]:
    """Return what the dates of an answer date, each once, and how many more there are.

    What the same column names without a date is there, too, without one.
    """
    found: dict[tuple[str, str], tuple[Cell, str]] = {}
    for at in _dates(answer):
        name = _named_by(answer, at)
        if name is None:
            continue
        for terms, cells in zip(answer.terms, answer.cells, strict=True):
            term, cell = terms[at], cells[name]
            edtf = term.value if isinstance(term, px.Literal) else ""
            if cell.text:
                found.setdefault((cell.iri or cell.text, edtf), (cell, edtf))
    with_date = {key for key, edtf in found if edtf}
    kept = {key: one for key, one in found.items() if key[1] or key[0] not in with_date}
    made = {key: Entry(key[0], cell.text, cell.href, edtf, bounds(edtf))
            for key, (cell, edtf) in kept.items()}  # fmt: skip
    ordered = sorted(made.values(), key=lambda entry: entry.order)
    shown = ordered[:MOST]
    statuses = _statuses(engine, (entry.iri for entry in shown))
    shown = [Entry(e.iri, e.text, e.href, e.edtf, e.bounds, statuses.get(e.iri, "")) for e in shown]
    return shown, len(ordered) - len(shown)


def _statuses(engine: Engine, iris: Iterable[str]) -> Mapping[str, str]:
    nodes = [px.NamedNode(iri) for iri in iris if iri.startswith("https://")]
    return {
        node.value: local(status.value)
        for node, _, status in engines.about(engine, nodes, [_STATUS])
        if isinstance(status, px.NamedNode) and status.value.startswith(f"{SCHEME}status#")
    }


def said(engine: Engine, links: Links, found: Sequence[Entry]) -> list[Said]:
    """Return what claims say of two entries: that one led to the other, or followed it."""
    known = sorted({entry.iri for entry in found if entry.iri.startswith("https://")})
    triples: list[tuple[px.NamedNode, px.NamedNode, px.NamedNode, px.NamedNode]] = []
    for at in range(0, len(known), _BATCH):
        parts = (
            f"{{ ?claim <{_RDF}subject> {node} ; <{_RDF}predicate> ?p ; <{_RDF}object> ?o"
            f" BIND({node} AS ?s) }}"
            for node in map(str, map(px.NamedNode, known[at : at + _BATCH]))
        )
        rows = engines.rows(engine, f"SELECT ?claim ?s ?p ?o {{ {' UNION '.join(parts)} }}")
        for row in rows:
            claim, subject, predicate, obj = row
            if (
                isinstance(claim, px.NamedNode)
                and isinstance(subject, px.NamedNode)
                and isinstance(predicate, px.NamedNode)
                and isinstance(obj, px.NamedNode)
                and obj.value in known
                and obj != subject
            ):
                triples.append((claim, subject, predicate, obj))
    names = labelling.labels_of((t for row in triples for t in (row[0], row[2])), engine)
    return [
        Said(
            (obj if predicate.value in _BACKWARD else subject).value,
            (subject if predicate.value in _BACKWARD else obj).value,
            names.get(predicate.value, local(predicate.value)),
            names.get(claim.value, local(claim.value)),
            links.entity(claim.value),
        )
        for claim, subject, predicate, obj in triples
    ]


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
