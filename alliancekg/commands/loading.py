"""The commands for sources beside the seeds: load, forget, loaders."""

from __future__ import annotations

from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from alliancekg.commands import context
from alliancekg.console import Console
from alliancekg.errors import UsageError

if TYPE_CHECKING:
    from typing import TextIO

    from alliancekg.loadruns import Readers
    from alliancekg.loadtexts import Lines


def load(args: Namespace, console: Console) -> int:
    """Add or replace a source; print its rows, its records, what was refused and why."""
    from alliancekg import loadruns

    readers = _readers()
    loadruns.refuse_unknown(args.loader, readers)
    with ExitStack() as stack:
        request = loadruns.Request(
            args.loader,
            [Path(name) for name in args.file],
            args.source,
            args.encoding,
            args.strict,
            args.plan,
            _refused(args, stack) if args.refused else None,
        )
        workspace, store = context.workspace(args), context.store(args)
        loadruns.run(request, workspace, store, readers, _lines(console))
    return 0


def forget(args: Namespace, console: Console) -> int:
    """Take a loaded source out of the graph."""
    from alliancekg import linking, loading, loadruns

    workspace, store = context.workspace(args), context.store(args)
    links = linking.read(workspace, _readers().tables)
    lines = _lines(console, args.source)
    look = loadruns.looking(workspace, lines) if args.plan else None
    lines.done(loading.forget(workspace, store, args.source, console.progress, links, look))
    return 0


def list_loaders(args: Namespace, console: Console) -> int:
    """List the loaders, or tell about one."""
    from alliancekg import loadertexts, loadruns
    from loaders import DATA

    if args.name and args.name not in DATA:
        raise loadruns.no_loader(args.name, _readers())
    console.result(
        loadertexts.about(DATA[args.name]) if args.name else loadertexts.listed(DATA.values())
    )
    return 0


def _readers() -> Readers:
    from alliancekg.loadruns import Readers
    from loaders import DATA, TABLES

    return Readers(DATA, TABLES)


def _lines(console: Console, key: str = "") -> Lines:
    from alliancekg.loadtexts import Lines

    return Lines(console.result, console.message, console.progress, key)


def _refused(args: Namespace, stack: ExitStack) -> TextIO:
    """Return a stream for the rows that are refused, which are a file when the load is done."""
    from alliancekg import filenames, refusedfiles
    from alliancekg.workspace import FOLDERS
    from loaders import DATA

    if args.loader not in DATA:
        raise UsageError(
            f"--refused is for loaders of data sets; expected none with {args.loader}, where no row"
            " is passed over. Fix: leave it out"
        )
    workspace, store = context.workspace(args), context.store(args)
    named = filenames.shown([Path(name) for name in args.file], workspace)
    kept = [*named, store.path, *(getattr(workspace, name) for name in FOLDERS)]
    return stack.enter_context(refusedfiles.writing(Path(args.refused), kept))
