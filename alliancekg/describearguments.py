"""The options of the command describe, as argparse reads them."""

from __future__ import annotations

import argparse
from typing import Final

WHATS: Final = ("graph", "links", "codes", "terms", "concepts", "w3id")
DESCRIBE: Final = (
    "describe the graph, what is matched to what, or where its IRIs lead",
    "graph: VoID and DCAT, with exact counts of the whole and of each source. links, codes, terms,"
    " concepts: mapping sets in SSSOM/TSV, of the workspace: links between records, codes of"
    " states, our terms and those of other vocabularies, types of events and the codes of others."
    " w3id: the redirects of w3id.org, for Apache.",
)
FORMATS: Final = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")


def add(describe: argparse.ArgumentParser) -> None:
    """Add the options of describe."""
    describe.add_argument(
        "what",
        nargs="?",
        metavar="WHAT",
        choices=WHATS,
        default="graph",
        help=f"{', '.join(WHATS)}; default: graph",
    )
    describe.add_argument(
        "--base",
        default="",
        metavar="URL",
        help="of graph: the address of the files; of w3id: that of the releases",
    )
    describe.add_argument(
        "--files",
        default="",
        metavar="DIR",
        help="of graph: the folder of the files of data, which are told of with size and checksum",
    )
    describe.add_argument("--format", choices=FORMATS, default="", help="of graph; default: turtle")
    describe.add_argument(
        "--contact", default="", metavar="TEXT", help="of w3id: who administers the redirects"
    )
    describe.add_argument(
        "-o",
        "--output",
        default="",
        metavar="FILE|DIR",
        help="a file; of w3id a folder, for .htaccess and README.md; default: standard output",
    )
