"""The options of the command diff, as argparse reads them."""

from __future__ import annotations

import argparse
from typing import Final

from alliancekg import argumenttypes

DIFF: Final = (
    "tell what two states of a graph, or two files, say otherwise",
    "A and B are the number of a generation, 'current', the folder of a store, a file of RDF, or"
    " the address of an endpoint, whose graphs of the project are read. What differs is gathered by"
    " record. If one of the two has no named graphs (Turtle, N-Triples, RDF/XML), those of the"
    " other do not count. Blank nodes of files get the labels of RDFC-1.0: where one of them"
    " differs, others may be called otherwise, too. The exit code is 0, also if the two differ.",
)


def add(diff: argparse.ArgumentParser) -> None:
    """Add the options of diff."""
    diff.add_argument("old", metavar="A", help="the earlier state")
    diff.add_argument("new", metavar="B", nargs="?", default="current", help="default: current")
    diff.add_argument(
        "--format",
        choices=("text", "patch", "json"),
        default="text",
        help="text; an RDF Patch that makes B of A; or JSON; default: text",
    )
    diff.add_argument(
        "--max",
        type=argumenttypes.whole,
        default=50,
        metavar="N",
        help="in text show N records, and count the others; default: 50",
    )
    diff.add_argument(
        "--time-limit",
        type=argumenttypes.seconds,
        default=60.0,
        metavar="SECONDS",
        help="for each question to an endpoint, and for blank nodes; then exit code 3; default: 60",
    )
