"""The options of the command export, as argparse reads them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Final

EXPORT: Final = (
    "write the graph, a slice of it, or files of RDF, byte by byte the same for equal graphs",
    "TriG, N-Quads and JSON-LD hold the named graphs. Turtle, N-Triples and RDF/XML hold one: that"
    " of a --source or a --query, or, with --flatten, all of them merged. A slice (--source,"
    " --about, --during, --query) also says what each node that it refers to is called and is. Of"
    " an endpoint the graphs of the project are read, in parts that are counted. Files are written"
    " with their own prefixes and spellings, and blank nodes get the labels of RDFC-1.0. More in"
    " docs/exporting.md.",
)
SLICES: Final = ("source", "about", "during", "query")
_FORMATS: Final = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")
# What may stand behind --query NAME and is no parameter of the query.
_ALSO: Final = {
    **dict.fromkeys(("--format", "-o", "--output", "--store", "--workspace"), True),
    **dict.fromkeys(("--engine", "--time-limit", "--at"), True),
    **dict.fromkeys(("--flatten", "--quiet", "--no-color", "-h", "--help"), False),
}


class _Query(argparse.Action):
    """Takes the name of a query, and what stands behind it as its parameters in `rest`.

    Options of the command among them keep their meaning.
    """

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[str] | None,
        option_string: str | None = None,  # noqa: ARG002  argparse gives it
    ) -> None:
        name, *words = values or ("--",)
        if name.startswith("-"):
            parser.error("argument --query: expected the name of a saved query")
        rest: list[str] = []
        ours: list[str] = []
        while words:
            word = words.pop(0)
            option, mark, _ = word.partition("=")
            kept = ours if option in _ALSO or word[:2] == "-o" else rest
            kept.append(word)
            has_value = _ALSO.get(option, word.startswith("--"))
            if has_value and not mark and words:
                kept.append(words.pop(0))
        files = getattr(namespace, "file", None)
        parser.parse_args(ours, namespace)
        namespace.query, namespace.rest, namespace.file = name, rest, files


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
        help="of the output; default: trig, and turtle for one source, a query, most profiles, and"
        " files without graphs",
    )
    _add_slices(export)
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


def _add_slices(export: argparse.ArgumentParser) -> None:
    slices = export.add_argument_group("slices, one of these")
    slices.add_argument("--source", default="", metavar="KEY", help="what this source says")
    slices.add_argument(
        "--about",
        default="",
        metavar="KIND/KEY",
        help="a record, such as event/nixon-doctrine, and the records that refer to it, with their"
        " parts and all evidence; an IRI or a label will do",
    )
    slices.add_argument(
        "--during",
        default="",
        metavar="EDTF",
        help="the records whose dates may touch a time, such as 1969/1971; undated ones are out",
    )
    slices.add_argument(
        "--query",
        default="",
        nargs=argparse.REMAINDER,
        action=_Query,
        help="NAME [--PARAMETER VALUE …]: what a saved CONSTRUCT makes, with these values of its"
        " parameters",
    )
