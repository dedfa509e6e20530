"""The command that serves the graph over HTTP: serve."""

from __future__ import annotations

import os
import re
from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING, Final

from alliancekg.commands import context, readertexts
from alliancekg.console import Console
from alliancekg.errors import UsageError

if TYPE_CHECKING:
    from alliancekg.serving.loadroutes import LoadSettings
    from alliancekg.serving.shielding import Visitors

_MB: Final = 1024 * 1024
_TLS: Final = "https://"
_HOST: Final = re.compile(r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?")


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

    loads = _loads(args)
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
        loads,
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


def _loads(args: Namespace) -> LoadSettings:
    """Return whether loads are taken, and by which token; it is in the environment no more."""
    from alliancekg.loadruns import Readers
    from alliancekg.serving import tokens
    from alliancekg.serving.loadroutes import LoadSettings
    from loaders import DATA, TABLES

    token = tokens.find(args.load_token_file, os.environ)
    if token and args.at is not None:
        raise UsageError(
            f"--at: is given with {tokens.OPTION} or {tokens.VARIABLE}; expected one of both, for a"
            " load is published after the current generation. Fix: leave out one"
        )
    return LoadSettings(
        token,
        Readers(DATA, TABLES),
        args.load_size * _MB,
        args.load_time,
        args.load_memory * _MB,
    )


def _visitors(args: Namespace) -> Visitors:
    from alliancekg.serving.shielding import LOCAL, Visitors

    secure = {_host(name) for name in args.allow_host if name.startswith(_TLS)}
    names = {_host(name) for name in args.allow_host}
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
    return Visitors({*LOCAL, _plain(args.host), *names}, origins, secure)


def _host(given: str) -> str:
    name = given.removeprefix(_TLS)
    if not _HOST.fullmatch(name):
        raise UsageError(
            f"--allow-host: '{given}' is no name of a host; expected one such as kg.example.org"
            " or https://kg.example.org, without port and path. Fix: write the name only"
        )
    return _plain(name)


def _plain(name: str) -> str:
    return name.strip("[]").lower().rstrip(".")


def _refuse_no_origin(origin: str) -> None:
    scheme, mark, host = origin.partition("://")
    if origin != "*" and (scheme not in ("http", "https") or not mark or not host or "/" in host):
        raise UsageError(
            f"--allow-origin: '{origin}' is no origin; expected one such as https://example.org,"
            " without a path. Fix: write scheme, host and port only"
        )
