"""The commands for sources beside the seeds: load, forget, loaders."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from alliancekg.commands import context
from alliancekg.console import Console
from alliancekg.errors import UsageError

if TYPE_CHECKING:
    import pyoxigraph as px

    from alliancekg.arrivals import Arrival, Reason, Tally
    from alliancekg.comparing import Changed
    from alliancekg.loading import Incoming, Loaded, Look
    from alliancekg.workspace import Workspace


def load(args: Namespace, console: Console) -> int:
    """Add or replace a source; print its rows, its records, what was refused and why."""
    from alliancekg import linking, loading
    from loaders import DATA, TABLES

    workspace, store = context.workspace(args), context.store(args)
    loading.refuse_stale(workspace, store)
    with ExitStack() as stack:
        if args.loader in DATA:
            arrival = _arrival(args, workspace, stack)
            incoming, tally = arrival.incoming(), arrival.tally
        else:
            incoming, tally = _of_tables(args, workspace, console), None
        generation = store.current()
        loading.refuse_key(incoming.key, incoming.facts()["loader"], generation)
        if not args.plan and loading.is_loaded(
            workspace, generation, incoming, is_strict=args.strict
        ):
            console.result(f"{incoming.key}: unchanged, these files are loaded already")
            return 0
        look = _look(workspace, console) if args.plan else None
        links = linking.read(workspace, TABLES)
        found = loading.load(workspace, store, incoming, console.progress, links, look)
    if tally:
        _tell_rows(console, incoming.key, tally)
    return _tell(console, incoming.key, found)


def forget(args: Namespace, console: Console) -> int:
    """Take a loaded source out of the graph."""
    from alliancekg import linking, loading
    from loaders import TABLES

    workspace, store = context.workspace(args), context.store(args)
    links = linking.read(workspace, TABLES)
    look = _look(workspace, console) if args.plan else None
    found = loading.forget(workspace, store, args.source, console.progress, links, look)
    return _tell(console, args.source, found)


def list_loaders(args: Namespace, console: Console) -> int:
    """List the loaders, or tell about one."""
    from alliancekg import loadertexts
    from loaders import DATA

    if args.name and args.name not in DATA:
        raise _no_loader(args.name)
    console.result(
        loadertexts.about(DATA[args.name]) if args.name else loadertexts.listed(DATA.values())
    )
    return 0


def _no_loader(name: str) -> UsageError:
    from alliancekg.suggesting import nearest
    from alliancekg.tableloads import LOADER
    from loaders import DATA

    there = [*sorted(DATA), LOADER]
    meant = nearest(name, there)
    fix = f" Fix: write '{meant}'" if meant else ""
    return UsageError(f"no loader '{name}'; there are: {', '.join(there)}.{fix}")


def _arrival(args: Namespace, workspace: Workspace, stack: ExitStack) -> Arrival:
    from alliancekg import filenames, refusedfiles, statenames, vocabulary
    from alliancekg.arrivals import Arrival, Options
    from alliancekg.workspace import FOLDERS
    from loaders import DATA, TABLES

    named = filenames.shown([Path(name) for name in args.file], workspace)
    refused = None
    if args.refused:
        store = context.store(args)
        kept = [*named, store.path, *(getattr(workspace, name) for name in FOLDERS)]
        refused = stack.enter_context(refusedfiles.writing(Path(args.refused), kept))
    return Arrival(
        DATA[args.loader],
        list(named.items()),
        statenames.read(workspace, TABLES),
        vocabulary.concepts(workspace.ontology / "schemes"),
        Options(args.source, args.encoding, args.strict),
        refused,
    )


def _of_tables(args: Namespace, workspace: Workspace, console: Console) -> Incoming:
    from alliancekg import tableloads
    from loaders import TABLES

    if args.loader != tableloads.LOADER and args.loader not in TABLES:
        raise _no_loader(args.loader)
    if args.refused:
        raise UsageError(
            f"--refused is for loaders of data sets; expected none with {args.loader}, where no row"
            " is passed over. Fix: leave it out"
        )
    name = "" if args.loader == tableloads.LOADER else args.loader
    found = tableloads.read(
        [Path(file) for file in args.file],
        workspace,
        TABLES,
        context.store(args).current(),
        tableloads.Options(name, args.source, args.strict, args.encoding),
    )
    for finding in found.warnings:
        console.message(str(finding))
    return found.incoming


def _look(workspace: Workspace, console: Console) -> Look:
    """Return what compares the answers of the saved queries of two graphs, and prints it."""

    def look(before: px.Store, after: px.Store) -> None:
        from alliancekg import planning
        from alliancekg.errors import AllianceKGError

        console.progress("comparing the answers of the saved queries")
        count = 0
        for found in planning.differences(workspace.queries, before, after):
            if isinstance(found, AllianceKGError):
                console.message(f"not compared: {found}")
            else:
                count += 1
                console.result(f"answer of {found}")
        if not count:
            console.result("no answer of a saved query changes")

    return look


def _tell_rows(console: Console, key: str, tally: Tally) -> None:
    console.result(
        f"{key}: {tally.read:,} rows read = {tally.taken:,} taken + {tally.refused:,} refused"
    )
    _tell_reasons(console, "refused", tally.refusals.values())
    _tell_reasons(console, "flagged", tally.flags.values())


def _tell_reasons(console: Console, verb: str, reasons: Iterable[Reason]) -> None:
    for reason in sorted(reasons, key=lambda r: -r.count):
        more = f", the first {len(reason.first)}" if reason.count > len(reason.first) else ""
        console.message(f"{verb}: {reason.count:,}{more}:")
        for finding in reason.first:
            console.message(f"  {finding}")


def _tell(console: Console, key: str, found: Loaded) -> int:
    for finding in found.findings:
        if finding.severity != "info":
            console.message(str(finding))
    changes = found.changes
    console.result(
        f"{key}: {changes.added.count:,} records added, {changes.changed.count:,} changed,"
        f" {changes.removed.count:,} removed"
    )
    for verb, of in (
        ("added", changes.added), ("changed", changes.changed), ("removed", changes.removed)
    ):  # fmt: skip
        if found.generation is None or verb != "added":
            _tell_records(console, verb, of)
    if found.generation is None:
        console.result("planned only; nothing was changed")
    else:
        ledger = found.generation.ledger
        console.result(f"generation {ledger.number}: {ledger.quads:,} statements")
    return 0


def _tell_records(console: Console, verb: str, of: Changed) -> None:
    if of.count:
        more = ", …" if of.count > len(of.shown) else ""
        console.result(f"  {verb}: {', '.join(of.shown)}{more}")
