"""The command line: dispatches, turns errors into messages and exit codes.

Exit codes: 0 fine; 1 the data break a rule, or an expected answer differs; 2 wrong usage,
unreadable or unparsable input; 3 the engine, the disk or the network failed. What the commands and
their options are is said in `arguments`.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Final

from alliancekg.arguments import parser as arguments_parser
from alliancekg.console import Console, abandon, prepare_streams
from alliancekg.errors import AllianceKGError, UsageError

COLLECTED: Final = (100_000, 20, 20)
"""When Python looks for loops of objects that nobody needs: a graph is many objects that stay, and
to look through them at every 700th new one takes a sixth of the time."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; errors of the user's kind become messages."""
    gc.set_threshold(*COLLECTED)
    prepare_streams()
    console = Console()
    try:
        try:
            return _run(arguments, console)
        finally:
            sys.stdout.flush()  # what cannot be written is told below, and not by Python at exit
    except AllianceKGError as error:
        console.message(str(error))
        return error.exit_code
    except BrokenPipeError:  # the reader has gone
        abandon(sys.stdout)
        return 141
    except OSError as error:
        console.message(f"{error.filename or 'the output'}: {error.strerror or error}")
        abandon(sys.stdout)
        return 3
    except KeyboardInterrupt:
        console.message("interrupted")
        return 130
    except Exception:  # noqa: BLE001  never 1, which says that the data break a rule
        console.message("a fault of alliancekg, and none of your data; please report what follows")
        traceback.print_exc()
        return 3


def _run(arguments: Sequence[str] | None, console: Console) -> int:
    parser = arguments_parser()
    args, rest = parser.parse_known_args(arguments)
    if rest and not hasattr(args, "rest"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    args.rest = [_as_utf_8(argument) for argument in (*getattr(args, "rest", ()), *rest)]
    for option in ("name", "text"):  # and not names of files, which the system reads as it does
        if isinstance(given := getattr(args, option, None), str):
            setattr(args, option, _as_utf_8(given))
    for option in ("store", "workspace"):
        if getattr(args, option) == "":  # as a script writes that lacks a variable
            raise UsageError(
                f"--{option} is empty; expected a folder. Fix: name one, or leave it out"
            )
    console.is_quiet, console.no_color = args.quiet, args.no_color
    module, function = args.run
    command = getattr(importlib.import_module(f"alliancekg.commands.{module}"), function)
    return int(command(args, console))


def _as_utf_8(argument: str) -> str:
    """Return an argument as it was typed, in UTF-8, where Python has read it as another one."""
    try:
        return os.fsencode(argument).decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # it was never bytes of this encoding
        return argument


if __name__ == "__main__":
    sys.exit(main())
