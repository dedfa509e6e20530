"""The options of the command site, as argparse reads them."""

from __future__ import annotations

import argparse
from typing import Final

SITE: Final = (
    "write pages that open from disk, without a server",
    "Each question with its answer, its sources and its pictures, and each record, term and passage"
    " with all that is said of it, as HTML that needs no scripts. Sources that were loaded are"
    " left out unless --with names them: whether their makers allow it is for you to see. The same"
    " graph gives the same bytes, and the folder appears whole or not at all. Words of documents"
    " are never in it: serve --text shows those of your own copy, on your machine alone.",
)


def add(site: argparse.ArgumentParser) -> None:
    """Add the options of site."""
    site.add_argument("folder", metavar="DIR", help="a new or an empty folder")
    site.add_argument(
        "--with",
        dest="loaded",
        action="append",
        default=[],
        metavar="KEY",
        help="show this loaded source, too; may be repeated",
    )
