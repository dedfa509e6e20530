"""The options of the commands that tell what is behind an answer: explain and cite."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

from alliancekg import argumenttypes

_EXPLAIN: Final = "tell why the graph says so: statements, claims, passages, rows"
_EXPLAIN_MORE: Final = (
    "With --row NAME is a saved query, and one row of its answer is explained; the query's"
    " parameters follow as --PARAMETER VALUE."
)
_CITE: Final = "print a bibliography of exactly the sources behind an answer"
_CITE_MORE: Final = (
    "Behind an answer are the sources that state a triple that made one of its rows, and those of"
    " the evidence of what is computed. Of a node they are those of all statements about it."
)
_FORMATS: Final = ("text", "bibtex", "csl")


def _add_explain(explain: argparse.ArgumentParser) -> None:
    """Add the options of explain."""
    explain.add_argument(
        "name",
        metavar="NAME",
        help="an IRI, kind/key such as event/…, or a label; with --row a saved query",
    )
    explain.add_argument(
        "--row",
        type=argumenttypes.whole,
        metavar="N",
        help="explain row N of the saved query's answer; the first is 1",
    )
    explain.add_argument(
        "--text",
        action="append",
        default=[],
        metavar="SOURCE=FILE",
        help="your own copy of a document, UTF-8, from which the words of passages are printed;"
        " may be repeated",
    )
    explain.set_defaults(rest=())


def _add_cite(cite: argparse.ArgumentParser) -> None:
    """Add the options of cite."""
    cite.add_argument(
        "name",
        metavar="NAME",
        help="a saved query, its parameters following as --PARAMETER VALUE; or an IRI, kind/key"
        " or a label",
    )
    cite.add_argument(
        "--format",
        choices=_FORMATS,
        default="text",
        help="csl is CSL-JSON, as reference managers and pandoc read it; default: text",
    )
    cite.set_defaults(rest=())


COMMANDS: Final[tuple[tuple[str, str, str, Callable[[argparse.ArgumentParser], None]], ...]] = (
    ("explain", _EXPLAIN, _EXPLAIN_MORE, _add_explain),
    ("cite", _CITE, _CITE_MORE, _add_cite),
)
"""The commands: name, summary, what more there is to say, and what adds their options."""
