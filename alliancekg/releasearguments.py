"""The options of the command release, as argparse reads them."""

from __future__ import annotations

import argparse
from typing import Final

RELEASE: Final = (
    "write everything of the graph into a folder, with checksums and notes",
    "Data in each format, ontology, shapes, queries, answers, documentation, terms of the sources,"
    " and what has changed since another state. Sources that were loaded are left out unless"
    " --with names them: whether their makers allow it is for you to see. The same graph gives the"
    " same bytes.",
)


def add(release: argparse.ArgumentParser) -> None:
    """Add the options of release."""
    release.add_argument("folder", metavar="DIR", help="a new or an empty folder")
    release.add_argument(
        "--since",
        default="",
        metavar="A",
        help="compare with this in the notes: a generation, the folder of a store, or a file of"
        " RDF with named graphs, such as data/alliancekg.nq of an earlier release",
    )
    release.add_argument(
        "--with",
        dest="loaded",
        action="append",
        default=[],
        metavar="KEY",
        help="release this loaded source, too; may be repeated",
    )
    release.add_argument(
        "--base",
        default="",
        metavar="URL",
        help="the address at which the folder is to be had, for the description of its files",
    )
