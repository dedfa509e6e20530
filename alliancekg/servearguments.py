"""The options of the command serve, as argparse reads them."""

from __future__ import annotations

import argparse
from typing import Final

from alliancekg import argumenttypes

SERVE: Final = (
    "serve the graph over HTTP: a SPARQL endpoint, and its IRIs as addresses",
    "Only for this machine unless --host says otherwise, and only to read: --load-token-file lets"
    " who bears a token load, too. What a question may cost"
    " is limited: one that takes too much is ended and told so, and the others go on. A new"
    " generation is served from the next question on. Lines of JSON on standard error tell of each"
    " request. Ctrl-C or SIGTERM ends it when what is being answered is answered.",
)
_PORT: Final = 7070
_PORTS: Final = 65_535
_MB: Final = 1024 * 1024
_LARGEST: Final = 200  # MB that a worker can hand over


def add(serve: argparse.ArgumentParser) -> None:
    """Add the options of serve."""
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="listen on this address; 0.0.0.0 is all; default: 127.0.0.1, this machine only",
    )
    serve.add_argument(
        "--port", type=_port, default=_PORT, metavar="N", help=f"0 is any free; default: {_PORT}"
    )
    serve.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which the server may be called, as its name behind a proxy; with https://"
        " before it if the proxy speaks TLS; may be repeated; default: localhost and the address"
        " of --host",
    )
    serve.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="whose pages may read answers, as https://example.org, which may then post too; * is"
        " anybody, none is nobody; may be repeated; default: *",
    )
    serve.add_argument(
        "--load-token-file",
        default="",
        metavar="FILE",
        help="take loads (POST /api/load/LOADER) from who bears the token in this file, which only"
        " you may read; default: the token of ALLIANCEKG_LOAD_TOKEN, else no loads",
    )
    serve.add_argument(
        "--text",
        action="append",
        default=[],
        metavar="SOURCE=FILE",
        help="your own copy of a document, UTF-8; pages show the words of its passages, to this"
        " machine only: refused with another --host or --allow-host; may be repeated",
    )
    _add_limits(serve)


def _add_limits(serve: argparse.ArgumentParser) -> None:
    limits = serve.add_argument_group("limits")
    limits.add_argument(
        "--workers",
        type=_positive,
        default=2,
        metavar="N",
        help="processes that answer at once; default: 2",
    )
    limits.add_argument(
        "--waiting",
        type=_positive,
        default=64,
        metavar="N",
        help="questions that may wait for one; beyond: 429; default: 64",
    )
    limits.add_argument(
        "--time-limit",
        type=argumenttypes.seconds,
        default=10.0,
        metavar="SECONDS",
        help="for each question; then 503; default: 10",
    )
    limits.add_argument(
        "--memory",
        type=_positive,
        default=384,
        metavar="MB",
        help="for each question; beyond: 503; default: 384",
    )
    limits.add_argument(
        "--rows",
        type=_positive,
        default=100_000,
        metavar="N",
        help="of an answer; beyond: 413; default: 100000",
    )
    limits.add_argument(
        "--size",
        type=_size,
        default=50,
        metavar="MB",
        help="of an answer; beyond: 413; default: 50",
    )
    limits.add_argument(
        "--load-size",
        type=_positive,
        default=64,
        metavar="MB",
        help="of the files of a load; beyond: 413; default: 64",
    )
    limits.add_argument(
        "--load-time",
        type=argumenttypes.seconds,
        default=600.0,
        metavar="SECONDS",
        help="for a load; then 503, and nothing is changed; default: 600",
    )
    limits.add_argument(
        "--load-memory",
        type=_positive,
        default=2048,
        metavar="MB",
        help="for a load; beyond: 503; default: 2048",
    )


def _port(text: str) -> int:
    found = argumenttypes.whole(text)
    if found > _PORTS:
        raise argparse.ArgumentTypeError(f"'{text}' is no port; expected 0 to {_PORTS}")
    return found


def _positive(text: str) -> int:
    return _up_to(text, _MB)


def _size(text: str) -> int:
    return _up_to(text, _LARGEST)


def _up_to(text: str, most: int) -> int:
    found = argumenttypes.whole(text)
    if not 0 < found <= most:
        raise argparse.ArgumentTypeError(f"'{text}' is out of range; expected 1 to {most}")
    return found
