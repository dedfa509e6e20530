"""The commands that write the graph for statistics: tables, network."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import BinaryIO

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


def network(args: Namespace, console: Console) -> int:
    """Write a network of the graph."""
    from alliancekg import export, networks

    data = networks.graphml(context.engine(args), args.which)
    if args.output in ("", "-"):
        console.binary().write(data)
        return 0

    def write_to(out: BinaryIO) -> None:
        out.write(data)

    export.write_file(Path(args.output), write_to)
    console.progress(f"wrote {args.output}")
    return 0
