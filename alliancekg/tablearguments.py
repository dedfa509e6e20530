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


NETWORK: Final = (
    "write a network as GraphML, for Gephi, igraph, networkx and others",
    "actors: who took part with whom, in which events. claimants: who makes claims about whom."
    " claims: which claims dispute, support, cite which, and who stands how to them. What nodes and"
    " edges mean is told in the file. The same graph gives the same bytes.",
)


def add_network(network: argparse.ArgumentParser) -> None:
    """Add the options of network."""
    network.add_argument(
        "which",
        metavar="NETWORK",
        choices=("actors", "claimants", "claims"),
        help="actors, claimants, claims",
    )
    network.add_argument(
        "-o", "--output", default="", metavar="FILE", help="default: standard output"
    )
