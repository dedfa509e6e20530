"""The commands for sources beside the seeds and their options, as argparse reads them."""

from __future__ import annotations

import argparse
from typing import Final

from alliancekg import matcharguments

LOAD: Final = (
    "add a source to the graph, or replace it",
    "The graph is published anew, or left as it was if a record breaks a rule. A row that is"
    " refused is told of with its reason, and stops the others only with --strict. alliancekg"
    " loaders lists the loaders, and where their files are to be had.",
)
FORGET: Final = ("take a loaded source out of the graph", "Its files can be loaded again.")
LOADERS: Final = (
    "list the loaders, or tell about one",
    "Its sources, with licence, citation and coverage, where the files are to be had, and the"
    " columns that are read.",
)


def add_load(load: argparse.ArgumentParser) -> None:
    """Add the options of load."""
    load.add_argument(
        "loader", metavar="LOADER", help="of a data set; or tables, for files laid out as seeds"
    )
    load.add_argument("file", nargs="+", metavar="FILE", help="of one source")
    load.add_argument(
        "--source", default="", metavar="KEY", help="what to call it; default: the loader's name"
    )
    load.add_argument("--strict", action="store_true", help="publish nothing if a row is refused")
    load.add_argument(
        "--encoding",
        default="",
        metavar="NAME",
        help="of the files, as cp949; default: as they are published, most in UTF-8",
    )
    load.add_argument(
        "--refused", default="", metavar="FILE", help="write each refused row, as CSV"
    )
    _add_plan(load)


def add_forget(forget: argparse.ArgumentParser) -> None:
    """Add the options of forget."""
    forget.add_argument("source", metavar="SOURCE", help="key of a loaded source")
    _add_plan(forget)


def add_loaders(loaders: argparse.ArgumentParser) -> None:
    """Add the options of loaders."""
    loaders.add_argument(
        "name", nargs="?", default="", metavar="LOADER", help="tell about this one"
    )


def _add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--plan",
        action="store_true",
        help="change nothing; print which records and which answers of saved queries would change",
    )


COMMANDS: Final = (
    ("load", ("loading", "load"), LOAD, add_load),
    ("forget", ("loading", "forget"), FORGET, add_forget),
    ("loaders", ("loading", "list_loaders"), LOADERS, add_loaders),
    ("match", ("matching", "match"), matcharguments.MATCH, matcharguments.add),
)
