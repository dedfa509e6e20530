"""The command that proposes links: match."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from alliancekg.commands import context
from alliancekg.console import Console
from alliancekg.errors import UsageError

if TYPE_CHECKING:
    import pyoxigraph as px

    from alliancekg.matching import Candidate, Left

_HEADS: Final = ("points", "subject", "called", "object", "also called", "why")


def match(args: Namespace, console: Console) -> int:
    """Print pairs of records that may be one thing, for somebody to review."""
    from alliancekg import matchfacts
    from alliancekg.matching import Matcher

    graph = context.graph(args)
    _refuse_unknown(graph, args.source)
    matcher = Matcher(matchfacts.read(graph), matchfacts.linked(graph), args.days, args.source)
    found = matcher.candidates()
    shown = found[: args.limit]
    console.result(_csv(shown) if args.format == "csv" else _table(shown, console))
    console.progress(_told(len(found), len(shown)))
    _tell_left(console, matcher.left)
    return 0


def _refuse_unknown(graph: px.Store, key: str) -> None:
    from alliancekg.namespaces import GRAPH, OWN_GRAPHS
    from alliancekg.suggesting import nearest

    graphs = (getattr(node, "value", "") for node in graph.named_graphs())
    keys = {iri.removeprefix(GRAPH) for iri in graphs} - set(OWN_GRAPHS)
    if key and key not in keys:
        near = nearest(key, keys)
        fix = f"write {near}" if near else "alliancekg query coverage-of-sources lists them"
        raise UsageError(f"--source: '{key}' is no source of the graph; expected one. Fix: {fix}")


def _table(found: Sequence[Candidate], console: Console) -> str:
    from alliancekg import tables

    rows = [
        [
            str(c.points),
            str(c.subject.ref),
            c.subject.label,
            str(c.object.ref),
            c.object.label,
            c.why,
        ]
        for c in found
    ]
    return tables.table(_HEADS, rows, console.screen())


def _csv(found: Sequence[Candidate]) -> str:
    """Return rows in the columns of the table of links, each to be reviewed."""
    from alliancekg import rawcsv
    from loaders import TABLES

    columns = [column.name for column in TABLES["links"].columns]
    lines = [rawcsv.line(columns)]
    for each in found:
        is_same = bool(each.subject.wikidata & each.object.wikidata)
        cells = {
            "subject_id": str(each.subject.ref),
            "subject_label": each.subject.label,
            "predicate_id": "skos:exactMatch" if is_same else "skos:closeMatch",
            "object_id": str(each.object.ref),
            "object_label": each.object.label,
            "comment": f"Proposed: {each.why}.",
        }
        lines.append(rawcsv.line(cells.get(column, "") for column in columns))
    return "".join(lines)


def _told(count: int, shown: int) -> str:
    said = "1 candidate" if count == 1 else f"{count:,} candidates"
    return said if shown == count else f"{said}, of which {shown:,} are shown"


def _tell_left(console: Console, left: Left) -> None:
    if left.words:
        console.progress(
            f"{left.words:,} words and numbers are those of too many records to be compared by"
        )
    if left.days:
        console.progress(
            f"for {left.days:,} records only the nearest days were compared, since too many"
            " records of another source stand around them"
        )
