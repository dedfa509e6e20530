"""The options of the command match, as argparse reads them."""

from __future__ import annotations

import argparse
from typing import Final

from alliancekg import argumenttypes

MATCH: Final = (
    "propose links between records of different sources",
    "Events, treaties and actors that may be one thing, each with points and reasons, the most"
    " points first; pairs that are linked already are left out. Nothing is merged, and nothing is"
    " written: --format csv gives rows for seeds/links.csv. Their mapping_justification is left"
    " empty, so that none is taken before somebody has looked at it, set the relation, and written"
    " semapv:MappingReview.",
)


def add(match: argparse.ArgumentParser) -> None:
    """Add the options of match."""
    match.add_argument(
        "--source", default="", metavar="KEY", help="one of the two must be of this source"
    )
    match.add_argument(
        "--days",
        type=argumenttypes.whole,
        default=3,
        metavar="N",
        help="first days at most N days apart are near; default: 3",
    )
    match.add_argument(
        "--limit",
        type=argumenttypes.whole,
        default=50,
        metavar="N",
        help="show N candidates, and count the others; default: 50",
    )
    match.add_argument("--format", choices=("table", "csv"), default="table", help="default: table")
