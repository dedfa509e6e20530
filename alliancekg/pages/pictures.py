"""The pictures of an answer: a timeline of what is dated, a chart of numbers, a graph of nodes.

Which of them an answer has is told by its columns. Each comes with its table, which tells the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from alliancekg import dates
from alliancekg.namespaces import ID
from alliancekg.pages import charts, claimed, dated, graphs, spells, timelines
from alliancekg.pages.dated import Answer
from alliancekg.pages.linkedcells import Cell
from alliancekg.pages.scales import Scale
from alliancekg.pages.svg import tag

if TYPE_CHECKING:
    from alliancekg.pages.site import Site

# Columns of who disputes whom, and of what is claimed of what. Where a row says against whom a
# claim stands, and not who stands against it, it has a column for the stance of the other side.
_PAIRS: Final = (
    ("claimant", "againstClaimant", "againstStance"),
    ("subject", "object", "relation"),
)


@dataclass(frozen=True, slots=True)
class Key:
    """A line of a legend: what it looks like, what it means, where that leads."""

    sample: Markup
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its heading, its legend, notes, and the table that tells the same."""

    key: str
    title: str
    svg: Markup
    legend: Sequence[Key]
    notes: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def of(site: Site, answer: Answer) -> list[Picture]:
    """Return the pictures of the rows of an answer, as many as it has."""
    makers: tuple[Callable[[Site, Answer], Picture | None], ...] = (_chart, _timeline, _graph)
    found = (make(site, answer) for make in makers)
    return [picture for picture in found if picture is not None]


def _timeline(site: Site, answer: Answer) -> Picture | None:
    entries, left_out = dated.entries(site.engine, answer)
    if _points(dated.series(answer)):  # the chart has them
        entries = [entry for entry in entries if not entry.iri.startswith(f"{ID}quantity/")]
    if sum(entry.bounds is not None for entry in entries) < 2:
        return None
    said = claimed.said(site.engine, site.links, entries)
    title = "Timeline"
    notes = [f"{left_out} more are in the table only."] if left_out else []
    if said:
        notes.append(
            "Where a bar stands comes from dates alone. The dashed arrows are what claims say, from"
            " cause or forerunner to what followed; the graph itself asserts none of it."
        )
    names = {entry.iri: entry.text for entry in entries}
    rows = [
        [
            Cell(entry.text, entry.href, entry.iri),
            Cell(entry.edtf or "no date"),
            Cell(dated.words(entry.edtf)),
            Cell(entry.status),
        ]
        for entry in sorted(entries, key=lambda entry: entry.order)
    ]
    rows += [
        [
            Cell(one.text, one.href),
            Cell(""),
            Cell(f"{names[one.start]} → {names[one.end]} ({one.relation})"),
            Cell(one.stance),
        ]
        for one in said
    ]
    return Picture(
        "timeline",
        title,
        timelines.drawn("timeline", title, entries, said),
        list(_timeline_legend(entries, said)),
        notes,
        ("what", "date", "between which days, or what is claimed", "status or stance"),
        rows,
    )


def _timeline_legend(
    entries: Sequence[timelines.Entry], said: Sequence[timelines.Said]
) -> Iterator[Key]:
    statuses = {entry.status for entry in entries if entry.bounds}
    looks = (
        ("1950/1970", "done", "lasted at least so long", bool(statuses & {"", *spells.FILLED})),
        ("196X/198X", "done", "began or ended somewhere in the faded part",
         any(e.bounds and _is_unsure(e.bounds) for e in entries)),
        ("1960/..", "done", "goes on", any(e.bounds and _is_open(e.bounds) for e in entries)),
        ("1950/1970", "planned", "did not happen, or not for sure: planned, announced, alleged …",
         bool(statuses - {"", "cancelled", *spells.FILLED})),
        ("1950/1970", "cancelled", "cancelled", "cancelled" in statuses),
    )  # fmt: skip
    scale = Scale(dates.day_number(1940, 1, 1), dates.day_number(1990, 1, 1), 0, 0.9)
    for edtf, status, text, is_there in looks:
        if is_there:
            drawn = spells.drawn(dates.parse(edtf), status, scale, 3, "timeline")
            yield Key(_sample(*drawn), text)
    for look, is_against, text in (
        ("claimed", False, "a claim says so"),
        ("claimed against", True, "a claim says so that somebody rejects or doubts"),
    ):
        if any(one.is_against == is_against for one in said):
            yield Key(_sample(tag("line", x1=0, x2=36, y1=8, y2=8, class_=look)), text)


def _is_open(bounds: dates.Bounds) -> bool:
    return bounds.open_ended or bounds.open_start


def _is_unsure(bounds: dates.Bounds) -> bool:
    return bounds.earliest_begin != bounds.latest_begin or bounds.earliest_end != bounds.latest_end


def _sample(*parts: Markup) -> Markup:
    return tag("svg", *parts, width=36, height=16, class_="sample", aria_hidden="true")


def _chart(site: Site, answer: Answer) -> Picture | None:
    found = dated.series(answer)
    if not _points(found):
        return None
    shown = found[: charts.MOST]
    marks = dated.announcements(site.engine, site.links)
    notes = ["A line breaks off where a source reports nothing; dashes lead to an unknown end."]
    if left := len(found) - len(shown):
        notes.append(f"{left} more lines are in the table only.")
    keys = [Key(charts.legend(at), one.name) for at, one in enumerate(shown)]
    rows = [
        [Cell(one.name), Cell(f"{p.value:,.10g}", is_number=True), Cell(p.edtf), Cell("")]
        for one in found
        for p in one.points
    ]
    rows += [
        [Cell(f"{mark.number}: {mark.text}", mark.href), Cell(""), Cell(mark.edtf), Cell("marked")]
        for mark in marks
    ]
    keys += [
        Key(_sample(tag("circle", cx=18, cy=8, r=7, class_="mark-head"),
                    tag("text", str(mark.number), x=18, y=12, text_anchor="middle",
                        class_="mark-number")),
            f"{mark.text} ({mark.edtf})", mark.href)
        for mark in marks
    ]  # fmt: skip
    title = "Numbers over time, and announcements"
    svg = charts.drawn("chart", title, shown, marks)
    return Picture("chart", title, svg, keys, notes, ("what", "number", "date", ""), rows)


def _points(found: Sequence[charts.Series]) -> int:
    """Return how many numbers a chart has; a single one makes none."""
    count = sum(len(one.points) for one in found)
    return count if count > 1 else 0


def _graph(_site: Site, answer: Answer) -> Picture | None:
    columns = answer.columns
    pair = next((p for p in _PAIRS if set(p) <= set(columns)), None)
    if pair is None:
        return None
    start, end, _ = pair
    cells: dict[str, Cell] = {}
    counts: dict[tuple[str, str, str], int] = {}
    for row in answer.named():
        ends = [row[start], row[end]]
        if not all(cell.text for cell in ends):
            continue
        keys = [cell.iri or cell.text for cell in ends]
        cells |= dict(zip(keys, ends, strict=True))
        triple = (keys[0], _relation(row, is_claimed=start == "subject"), keys[1])
        counts[triple] = counts.get(triple, 0) + 1
    if not counts:
        return None
    kept = set(list(cells)[: graphs.MOST])
    used = Counter(name for _, name, _ in counts)
    relations = sorted(used, key=lambda name: (-used[name], name))
    edges = [
        graphs.Edge(a, b, f"{cells[a].text} — {name} — {cells[b].text} ({count})",
                    min(relations.index(name), graphs.LOOKS - 1))
        for (a, name, b), count in sorted(counts.items())
        if {a, b} <= kept and a != b
    ]  # fmt: skip
    nodes = [graphs.Node(key, cells[key].text, cells[key].href) for key in sorted(kept)]
    left = len(cells) - len(kept)
    title = "Who stands against whom" if start == "claimant" else "What is claimed of what"
    return Picture(
        "graph",
        title,
        graphs.drawn("graph", title, nodes, edges),
        [Key(graphs.legend(at), text) for at, text in enumerate(_looks(relations))],
        [f"{left} more are in the table only."] if left else [],
        ("from", "relation", "to", "rows"),
        [[cells[a], Cell(name), cells[b], Cell(str(count), is_number=True)]
         for (a, name, b), count in sorted(counts.items())],
    )  # fmt: skip


def _relation(row: Mapping[str, Cell], *, is_claimed: bool) -> str:
    """Return what one end has to do with the other: of what is claimed with the stance to it."""
    said = row["relation"].text if "relation" in row else "disputes"
    stance = row["stance"].text if is_claimed and "stance" in row else ""
    return f"{said} ({stance})" if stance not in ("", "asserts") else said


def _looks(relations: Sequence[str]) -> Iterator[str]:
    """Yield the relations that each look of an edge stands for, the last for what is left."""
    last = graphs.LOOKS - 1
    yield from relations[:last]
    if rest := relations[last:]:
        yield ", ".join(rest)
