"""The command that writes a release: release."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from alliancekg.commands import context
from alliancekg.console import Console
from alliancekg.errors import UsageError

if TYPE_CHECKING:
    import pyoxigraph as px


def release(args: Namespace, console: Console) -> int:
    """Write a release of the graph into a folder."""
    from alliancekg import landings, releasing, sides
    from alliancekg.describing import address
    from alliancekg.releasenotes import Before
    from loaders import DATA, TABLES

    base = address(args.base) if args.base else ""

    workspace, generation = context.workspace(args), context.generation(args)
    before = None
    if args.since:
        side = sides.side(args.since, context.store(args))
        if not side.has_graphs:
            raise UsageError(
                f"{args.since}: has no named graphs; expected the graph with its sources, to tell"
                " what has changed. Fix: name a file of N-Quads, TriG or JSON-LD"
            )
        before = Before(Path(side.name).name, side)
    folder = Path(args.folder)

    def more(part: Path, store: px.Store) -> None:
        console.progress("describing it")
        landings.write(part, workspace, store, TABLES, DATA.values(), base)

    count = releasing.release(
        folder, workspace, generation, before, args.loaded, console.progress, more
    )
    console.result(f"{folder}: {count} files; sha256sum -c {releasing.SUMS} checks them")
    return 0
