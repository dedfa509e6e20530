"""The commands that write the graph for statistics: tables."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from alliancekg.commands import context
from alliancekg.console import Console


def tables(args: Namespace, console: Console) -> int:
    """Write the tables of the graph into a folder."""
    from alliancekg import datapackages

    counts = datapackages.write(
        context.engine(args), Path(args.folder), args.format, console.progress
    )
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    console.result(f"{args.folder}: {told} rows; codebook.md tells of each column")
    return 0
