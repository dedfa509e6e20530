"""The options of the command export, as argparse reads them."""

from __future__ import annotations

import argparse
from typing import Final

EXPORT: Final = (
    "write the graph, or files of RDF, byte by byte the same for equal graphs",
    "TriG, N-Quads and JSON-LD hold the named graphs. Turtle, N-Triples and RDF/XML hold one: the"
    " graph of a --source, or, with --flatten, all of them merged. Of an endpoint the graphs of the"
    " project are read, in parts that are counted. Files are written with their own prefixes and"
    " spellings, and blank nodes get the labels of RDFC-1.0.",
)
_FORMATS: Final = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")


def add(export: argparse.ArgumentParser) -> None:
    """Add the options of export."""
    export.add_argument(
        "file",
        nargs="*",
        metavar="FILE",
        help="write these files of RDF anew, together, in place of the graph",
    )
    export.add_argument(
        "--format",
        choices=_FORMATS,
        default="",
        help="of the output; default: trig, and turtle for one source, most profiles, and files"
        " without graphs",
    )
    export.add_argument("--source", default="", metavar="KEY", help="only what this source says")
    export.add_argument(
        "--profile",
        default="",
        metavar="NAME",
        help="the graph in the words of another vocabulary, such as sem or prov: docs/profiles.md",
    )
    export.add_argument(
        "--flatten", action="store_true", help="merge the graphs in a format of one graph"
    )
    export.add_argument(
        "-o", "--output", default="", metavar="FILE", help="default: standard output"
    )
