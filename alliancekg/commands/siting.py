"""The command that writes pages into a folder: site."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from alliancekg.commands import context
from alliancekg.console import Console


def site(args: Namespace, console: Console) -> int:
    """Write the pages of a generation into a folder."""
    from alliancekg import releasenotes, releasing
    from alliancekg.embedded import Embedded
    from alliancekg.pages import writing

    workspace, generation = context.workspace(args), context.generation(args)
    releasing.refuse_unknown(generation, args.loaded)
    kept = releasing.kept_of(generation, args.loaded)
    engine = Embedded(releasenotes.only(generation.open(), kept))
    folder = Path(args.folder)
    count = writing.write(folder, workspace, engine, console.progress)
    console.result(f"{folder}: {count} files; open {folder / 'index.html'} in a browser")
    return 0
