"""The options of the command tables, as argparse reads them."""

from __future__ import annotations

import argparse
from typing import Final

TABLES: Final = (
    "write tables for statistics, with a codebook, as a data package",
    "Sources, actors, events, participants, claims, strengths, dyad-years: a file each, with"
    " datapackage.json (Frictionless) and codebook.md, which tell of each column. An empty cell is"
    " missing, never zero. The same graph gives the same bytes: see docs/tables.md.",
)


def add(tables: argparse.ArgumentParser) -> None:
    """Add the options of tables."""
    tables.add_argument("folder", metavar="DIR", help="a new or an empty folder")
    tables.add_argument(
        "--format",
        choices=("csv", "parquet"),
        default="csv",
        help="of the tables; parquet needs pyarrow; default: csv",
    )
