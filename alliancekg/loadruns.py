"""A load from the files that somebody gives to what is told of it, step by step, to a listener.

The command line and the server run the same steps; each has a listener of its own, who prints or
gathers. What a load does to the graph is left to `loading`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from alliancekg import filenames, linking, loading, statenames, tableloads, vocabulary
from alliancekg.arrivals import Arrival, Options
from alliancekg.errors import AllianceKGError, UsageError
from alliancekg.suggesting import nearest

if TYPE_CHECKING:
    import pyoxigraph as px

    from alliancekg.arrivals import Tally
    from alliancekg.columns import Table
    from alliancekg.dataloaders import Loader
    from alliancekg.findings import Finding
    from alliancekg.loading import Incoming, Loaded, Look
    from alliancekg.planning import Difference
    from alliancekg.store import Store
    from alliancekg.workspace import Workspace


class Listener(Protocol):
    """Who is told of a load while it goes on."""

    def progress(self, text: str) -> None:
        """Hear what is being done."""

    def begun(self, incoming: Incoming, tally: Tally | None) -> None:
        """Hear what is to be loaded; the tally, which tables have not, grows while it is read."""

    def warned(self, finding: Finding) -> None:
        """Hear a warning about a table."""

    def unchanged(self) -> None:
        """Hear that the graph holds these files already, so that nothing is done."""

    def compared(self, found: Difference | AllianceKGError) -> None:
        """Hear of an answer of a saved query that would change, or could not be compared."""

    def compared_all(self) -> None:
        """Hear that all answers are compared."""

    def done(self, found: Loaded) -> None:
        """Hear what the load gave."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to load: files by a loader, as a source, planned only or for good.

    Without a key the source is called as the loader calls it, without an encoding files are read
    as they are published. `refused` takes the rows that are refused, as CSV.
    """

    loader: str
    files: Sequence[Path]
    source: str = ""
    encoding: str = ""
    is_strict: bool = False
    is_plan: bool = False
    refused: TextIO | None = None


@dataclass(frozen=True, slots=True)
class Readers:
    """The loaders of data sets, and the tables that are laid out as the seeds."""

    loaders: Mapping[str, Loader]
    tables: Mapping[str, Table]

    @property
    def names(self) -> tuple[str, ...]:
        """Return all that may be named as a loader: data sets, `tables`, and each table."""
        return (*sorted(self.loaders), tableloads.LOADER, *sorted(self.tables))


def refuse_unknown(name: str, readers: Readers) -> None:
    """Raise UsageError for a name that is no loader's."""
    if name not in readers.names:
        raise no_loader(name, readers)


def no_loader(name: str, readers: Readers) -> UsageError:
    """Return the error for a name that is no loader's."""
    there = [*sorted(readers.loaders), tableloads.LOADER]
    meant = nearest(name, there)
    fix = f" Fix: write '{meant}'" if meant else ""
    return UsageError(f"no loader '{name}'; there are: {', '.join(there)}.{fix}")


def run(
    request: Request, workspace: Workspace, store: Store, readers: Readers, listener: Listener
) -> None:
    """Load, and tell the listener; raises what `loading.load` raises, and what readers do."""
    loading.refuse_stale(workspace, store)
    refuse_unknown(request.loader, readers)
    if request.loader in readers.loaders:
        arrival = _arrival(request, workspace, readers)
        incoming, tally = arrival.incoming(), arrival.tally
    else:
        incoming, tally = _of_tables(request, workspace, store, readers, listener), None
    listener.begun(incoming, tally)
    generation = store.current()
    loading.refuse_key(incoming.key, incoming.facts()["loader"], generation)
    if not request.is_plan and loading.is_loaded(
        workspace, generation, incoming, is_strict=request.is_strict
    ):
        listener.unchanged()
        return
    look = looking(workspace, listener) if request.is_plan else None
    links = linking.read(workspace, readers.tables)
    listener.done(loading.load(workspace, store, incoming, listener.progress, links, look))


def looking(workspace: Workspace, listener: Listener) -> Look:
    """Return what compares the answers of the saved queries of two graphs, and tells of it."""

    def look(before: px.Store, after: px.Store) -> None:
        from alliancekg import planning

        listener.progress("comparing the answers of the saved queries")
        for found in planning.differences(workspace.queries, before, after):
            listener.compared(found)
        listener.compared_all()

    return look


def _arrival(request: Request, workspace: Workspace, readers: Readers) -> Arrival:
    return Arrival(
        readers.loaders[request.loader],
        list(filenames.shown(request.files, workspace).items()),
        statenames.read(workspace, readers.tables),
        vocabulary.concepts(workspace.ontology / "schemes"),
        Options(request.source, request.encoding, request.is_strict),
        request.refused,
    )


def _of_tables(
    request: Request, workspace: Workspace, store: Store, readers: Readers, listener: Listener
) -> Incoming:
    name = "" if request.loader == tableloads.LOADER else request.loader
    options = tableloads.Options(name, request.source, request.is_strict, request.encoding)
    found = tableloads.read(request.files, workspace, readers.tables, store.current(), options)
    for finding in found.warnings:
        listener.warned(finding)
    return found.incoming
