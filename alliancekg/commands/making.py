"""The commands that make a graph, or check one: build, validate."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alliancekg.commands import context
from alliancekg.console import Console
from alliancekg.errors import UsageError

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.generations import Generation
    from alliancekg.queries import SavedQuery
    from alliancekg.workspace import Workspace

HEADLINE: Final = "events-after-withdrawal-announcements"


def build(args: Namespace, console: Console) -> int:
    """Build the graph; print counts, the validation, the headline answer and the store's place."""
    from alliancekg import pipeline, tables
    from alliancekg.embedded import Embedded
    from loaders import TABLES

    workspace, store = context.workspace(args), context.store(args)
    headline = _headline(workspace)
    built = pipeline.build(workspace, store, TABLES, console.progress, args.force)
    for finding in built.findings:
        if finding.severity != "info":
            console.message(str(finding))
    graph = built.generation.open()
    ledger = built.generation.ledger
    counts = [[name, str(number)] for name, number in pipeline.classes(graph)]
    console.result(tables.table(["class", "nodes"], counts, console.screen()))
    console.result(f"\n{ledger.quads:,} statements in {len(ledger.graphs)} named graphs")
    console.result(f"validation: {pipeline.said(ledger.validation)}")
    _answer(console, headline, Embedded(graph))
    state = "new" if built.is_new else "unchanged"
    console.result(f"\nstore: {store.path} (generation {built.generation.number}, {state})")
    return 0


def _headline(workspace: Workspace) -> SavedQuery | None:
    """Return the headline question, or None if this workspace has none; UsageError if it is bad."""
    from alliancekg import queries

    is_there = HEADLINE in queries.names(workspace.queries)
    return queries.get(workspace.queries, HEADLINE) if is_there else None


def _answer(console: Console, headline: SavedQuery | None, engine: Engine) -> None:
    """Print the answer to the headline question, or why there is none."""
    from alliancekg import labelling, queries, results

    if headline is None:
        console.message(f"no headline: no query '{HEADLINE}' in the workspace")
        return
    try:
        answer = queries.run(headline, engine)
    except UsageError as error:  # another alliance, without the actors of the defaults
        console.message(f"no headline: {error}")
        return
    console.result(f"\n{headline.header.question or headline.header.summary}\n\n")
    names = labelling.labels(answer, engine)
    console.result(results.write(answer, "table", names, console.screen()))


def validate(args: Namespace, console: Console) -> int:
    """Check files against the tables' rules and the shapes, in the context of the graph."""
    from alliancekg import reporting, reports, validating
    from loaders import TABLES

    generation = _context(args, console)
    report = validating.validate(
        [Path(name) for name in args.file],
        context.workspace(args),
        TABLES,
        generation,
        validating.Options(
            args.loader, args.source, tuple(map(Path, args.shapes)), args.time_limit
        ),
    )
    console.result(reporting.write(report, args.format, args.max))
    if report.unread:
        return 2
    if args.fail_on == "none":
        return 0
    counted = reports.SEVERITIES[: reports.SEVERITIES.index(args.fail_on) + 1]
    return int(any(report.counts[severity] for severity in counted))


def _context(args: Namespace, console: Console) -> Generation | None:
    """Return the generation in whose context to check, if there is one and it is wanted."""
    if args.standalone:
        if args.at is not None:
            raise UsageError("--at and --standalone are given; expected one of them")
        return None
    store = context.store(args)
    if store.exists() or args.store or args.at is not None:
        return context.generation(args)
    console.message(f"{store.path}: no graph yet, so the files are checked by themselves")
    return None
