"""The command ask: a prompt on a terminal, and lines answered from a pipe."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Final

from alliancekg.commands import context
from alliancekg.console import Console

_TIME_LIMIT: Final = 60.0  # the default of the option


def ask(args: Namespace, console: Console) -> int:
    """Answer questions until the end of the input."""
    from alliancekg.prompting import Lines, Prompt, Reader

    reader: Reader
    if sys.stdin.isatty() and console.screen() is not None:
        from alliancekg.terminal import Terminal

        reader = Terminal(no_color=console.no_color)
    else:
        reader = Lines(sys.stdin.buffer)
    folder, engine = context.workspace(args).queries, context.engine(args)
    return Prompt(folder, engine, context.limits(args), console, reader, options(args)).run()


def options(args: Namespace) -> list[str]:
    """Return the options that a command line needs for the same answer; no login is among them."""
    from alliancekg.addresses import shown

    store = shown(args.store) if args.store and "://" in args.store else args.store
    limit = None if args.time_limit == _TIME_LIMIT else f"{args.time_limit:g}"
    given = {
        "--store": store,
        "--workspace": args.workspace,
        "--at": args.at,
        "--engine": args.engine,
        "--time-limit": limit,
    }
    return [
        word for name, value in given.items() if value is not None for word in (name, str(value))
    ]
