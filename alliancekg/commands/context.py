"""What the commands share: which workspace, which store, which generation."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from alliancekg.errors import UsageError
from alliancekg.workspace import Workspace

if TYPE_CHECKING:
    import pyoxigraph as px

    from alliancekg.generations import Generation
    from alliancekg.store import Store


def workspace(args: Namespace) -> Workspace:
    """Return the workspace that the arguments name, or the default one."""
    return Workspace.find(Path(args.workspace) if args.workspace else None)


def store(args: Namespace) -> Store:
    """Return the store that the arguments name, or the default one."""
    from alliancekg.store import Store

    named = args.store or os.environ.get("ALLIANCEKG_STORE", "")
    if "://" in named:
        raise UsageError(
            f"{named} is an address; expected a folder: this version reads the embedded store"
            " only. Fix: name a folder with --store, and export to the other store"
        )
    return Store(Path(args.store) if args.store else workspace(args).default_store)


def generation(args: Namespace) -> Generation:
    """Return the current generation, or the one that `--at` names."""
    found = store(args)
    return found.current() if args.at is None else found.at(args.at)


def graph(args: Namespace) -> px.Store:
    """Return the graph of that generation, open to be read."""
    return generation(args).open()
