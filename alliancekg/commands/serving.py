"""The command that serves the graph over HTTP: serve."""

from __future__ import annotations

import os
import re
from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING

from alliancekg.commands import context, readertexts
from alliancekg.console import Console
from alliancekg.errors import UsageError

if TYPE_CHECKING:
    from alliancekg.serving.shielding import Visitors

_MB = 1024 * 1024


def serve(args: Namespace, console: Console) -> int:
    """Serve until the user or the system ends it; tell where, once it listens."""
    if os.name != "posix":
        raise UsageError(
            "serve ends questions as only Unix can; expected Linux or macOS. Fix: use one of them,"
            " or a container"
        )
    from alliancekg import loadertexts
    from alliancekg.serving import app, listening, telemetry
    from alliancekg.serving.workers import Allowance
    from loaders import DATA

    store = context.store(args)
    generation = context.generation(args)  # tells at once if there is none
    generation.check()
    visitors = _visitors(args)
    copies = readertexts.copies(args, generation, console)
    settings = app.Settings(
        store,
        context.workspace(args),
        args.at,
        partial(loadertexts.terms, DATA.values()),
        visitors,
        Allowance(
            args.workers,
            args.waiting,
            args.memory * _MB,
            args.time_limit,
            args.rows,
            args.size * _MB,
        ),
        copies,
    )
    with listening.listen(args.host, args.port) as listener:
        telemetry.log_to_standard_error(is_quiet=console.is_quiet)
        application = app.application(settings)
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        console.result(f"http://{shown}:{port}/sparql answers from generation {generation.number}")
        listening.run(application, listener)
    return 0


def _visitors(args: Namespace) -> Visitors:
    from alliancekg.serving.shielding import LOCAL, Visitors

    for name in args.allow_host:
        _refuse_no_host(name)
    names = {name.strip("[]").lower().rstrip(".") for name in (args.host, *args.allow_host)}
    origins = tuple(args.allow_origin) or ("*",)
    if "none" in origins:
        if len(origins) > 1:
            raise UsageError(
                "--allow-origin: none is given with others; expected none alone, or origins."
                " Fix: leave out none"
            )
        origins = ()
    for origin in origins:
        _refuse_no_origin(origin)
    return Visitors({*LOCAL, *names}, origins)


def _refuse_no_origin(origin: str) -> None:
    scheme, mark, host = origin.partition("://")
    if origin != "*" and (scheme not in ("http", "https") or not mark or not host or "/" in host):
        raise UsageError(
            f"--allow-origin: '{origin}' is no origin; expected one such as https://example.org,"
            " without a path. Fix: write scheme, host and port only"
        )


def _refuse_no_host(name: str) -> None:
    if not re.fullmatch(
        r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?", name
    ):
        raise UsageError(
            f"--allow-host: '{name}' is no name of a host; expected one such as kg.example.org,"
            " without a port. Fix: write the name only"
        )
