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

    from alliancekg.engines import Engine, Limits
    from alliancekg.generations import Generation
    from alliancekg.store import Store


def workspace(args: Namespace) -> Workspace:
    """Return the workspace that the arguments name, or the default one."""
    return Workspace.find(Path(args.workspace) if args.workspace else None)


def store(args: Namespace) -> Store:
    """Return the embedded store that the arguments name, or the default one."""
    from alliancekg.store import Store

    if named := _address(args):
        from alliancekg.addresses import shown

        raise UsageError(
            f"{shown(named)} is an address; expected a folder: only query, sparql, explain, cite,"
            " ask, describe, export, tables and network take an address."
            " Fix: name a folder with --store"
        )
    return Store(Path(args.store) if args.store else workspace(args).default_store)


def _address(args: Namespace) -> str:
    """Return the address of an endpoint that the arguments or the environment name, or nothing."""
    named = str(args.store or os.environ.get("ALLIANCEKG_STORE", ""))
    return named if "://" in named else ""


def generation(args: Namespace) -> Generation:
    """Return the current generation, or the one that `--at` names."""
    found = store(args)
    return found.current() if args.at is None else found.at(args.at)


def graph(args: Namespace) -> px.Store:
    """Return the graph of that generation, open to be read."""
    return generation(args).open()


def engine(args: Namespace) -> Engine:
    """Return the engine that the arguments name: a store's, embedded or in rdflib, or an endpoint.

    Raises UsageError if they name an endpoint together with what only a folder has.
    """
    from alliancekg.engines import Within

    named = _address(args)
    return Within(_remote(args, named) if named else _local(args), args.time_limit)


def _local(args: Namespace) -> Engine:
    opened = generation(args).open()
    if args.engine == "rdflib":
        from alliancekg.memory import InMemory

        return InMemory.of(opened)
    from alliancekg.embedded import Embedded

    return Embedded(opened)


def _remote(args: Namespace, named: str) -> Engine:
    from alliancekg.endpoint import Endpoint

    for option, given in (("--at", args.at), ("--engine", args.engine)):
        if given is not None:
            raise UsageError(
                f"{option} is for a store in a folder; expected none with an address."
                " Fix: leave it out, or name a folder with --store"
            )
    return Endpoint.of(named, os.environ)


def limits(args: Namespace) -> Limits:
    """Return what an answer may cost."""
    from alliancekg.engines import Limits

    return Limits(seconds=args.time_limit)
