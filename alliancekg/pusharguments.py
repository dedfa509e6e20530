"""The options of the command push, as argparse reads them."""

from __future__ import annotations

import argparse
from typing import Final

from alliancekg import argumenttypes

SUMMARY: Final = "write the published graphs to a SPARQL endpoint, graph by graph"
MORE: Final = (
    "Each graph is read back and compared by counts and digest; what is there already is left"
    " alone, so that a push that was interrupted goes on where it stopped. A line tells of each"
    " graph: written, unchanged, removed, or left. ALLIANCEKG_USER and ALLIANCEKG_PASSWORD, or"
    " ALLIANCEKG_TOKEN, log in."
)


def add(push: argparse.ArgumentParser) -> None:
    """Add the options of push."""
    push.add_argument(
        "endpoint",
        metavar="ENDPOINT",
        help="the address that queries go to, as of --store; where to write is found from it",
    )
    push.add_argument(
        "--graph-store",
        default="",
        metavar="URL",
        help="where the endpoint takes graphs by the Graph Store Protocol; default: found",
    )
    push.add_argument(
        "--prune",
        action="store_true",
        help="remove graphs of the project that are no longer published",
    )
    push.add_argument(
        "--time-limit",
        type=argumenttypes.seconds,
        default=300.0,
        metavar="SECONDS",
        help="for each request to the endpoint; then exit code 3; default: 300",
    )
