"""The command that compares two states of a graph: diff."""

from __future__ import annotations

from argparse import Namespace

from alliancekg.commands import context
from alliancekg.console import Console
from alliancekg.errors import UsageError


def diff(args: Namespace, console: Console) -> int:
    """Print what two states of a graph, or two files, say otherwise, record by record."""
    from alliancekg import differencetexts, sides
    from alliancekg.differing import differences

    store = context.store(args)
    old, new = (sides.side(name, store, args.time_limit) for name in (args.old, args.new))
    if args.format == "patch" and (old.has_blank or new.has_blank):
        name = (old if old.has_blank else new).name
        raise UsageError(
            f"{name}: has blank nodes, which a patch cannot name; expected IRIs. Fix: give each an"
            " IRI, or ask for text or json"
        )
    found = differences(old, new)
    if args.format == "text":
        lines = differencetexts.text(old.name, new.name, found, args.max)
    else:
        lines = differencetexts.WRITERS[args.format](old.name, new.name, found)
    out = console.binary()
    out.writelines(line.encode() for line in lines)
    return 0
