"""The options of the commands that look after a graph, as argparse reads them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

from alliancekg import diffarguments, releasearguments, sitearguments


def _verify(verify: argparse.ArgumentParser) -> None:
    verify.add_argument("source", metavar="SOURCE", help="key of the document")
    verify.add_argument("--text", required=True, metavar="FILE", help="your copy, UTF-8")


def _rollback(rollback: argparse.ArgumentParser) -> None:
    rollback.add_argument(
        "number", nargs="?", type=int, metavar="N", help="default: the one before the current one"
    )


def _nothing(_: argparse.ArgumentParser) -> None:
    """Add no options."""


Texts = tuple[str, str]
COMMANDS: Final[tuple[tuple[str, tuple[str, str], Texts, Callable[..., None], bool], ...]] = (
    (
        "verify",
        ("keeping", "verify"),
        (
            "compare the passages of a document with your copy of its text",
            "Each passage is intact, moved, changed or missing; exit code 1 unless all are intact.",
        ),
        _verify,
        True,
    ),
    ("diff", ("differing", "diff"), diffarguments.DIFF, diffarguments.add, False),
    (
        "release",
        ("releasing", "release"),
        releasearguments.RELEASE,
        releasearguments.add,
        True,
    ),
    ("site", ("siting", "site"), sitearguments.SITE, sitearguments.add, True),
    ("log", ("keeping", "log"), ("list the generations, newest first", ""), _nothing, False),
    (
        "rollback",
        ("keeping", "rollback"),
        ("make an earlier generation the current one", ""),
        _rollback,
        False,
    ),
    (
        "doctor",
        ("keeping", "doctor"),
        (
            "check the installation, the workspace and the store",
            "The digests of the files and of the statements are computed anew.",
        ),
        _nothing,
        True,
    ),
)
"""Name, what runs it, summary and more, what adds its options, and whether it takes `--at`."""
