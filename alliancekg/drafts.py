"""A generation that is being written: quads go in and out, a finished folder comes out.

The database is filled in one folder and copied to another as a RocksDB checkpoint (hard links), so
that no writer ever had the published files open and their write-ahead log is empty.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyoxigraph as px

import alliancekg
from alliancekg.errors import EngineError, UsageError
from alliancekg.generations import Generation, Ledger, data_files
from alliancekg.locking import disk_faults, now, sync, write_synced
from alliancekg.measuring import Measure, measure

_BATCH: Final = 100_000  # quads in memory; each write makes about ten files, so few are better
_TRIES: Final = 200  # to remove a folder in which the engine may still write
Install = Callable[[Path, Ledger], Generation]


class Draft:
    """What `Store.writing` gives; of use only in its block and in the process that opened it."""

    def __init__(
        self,
        folder: Path,
        number: int,
        parent: int | None,
        command: str,
        install: Install,
        base: Generation | None = None,
    ) -> None:
        self.number = number
        self.parent = parent
        self.base = base
        self._command = command
        self._folder = folder
        self._install = install
        self._pid = os.getpid()
        self._waiting: list[px.Quad] = []
        try:
            with disk_faults(folder, "start a generation"):
                folder.mkdir()
                if base:  # a checkpoint: hard links, so that the size of the base costs nothing
                    base.open().backup(str(folder / "work"))
                self._work: px.Store | None = px.Store(str(folder / "work"))
        except BaseException:  # an interruption, too
            self._work = None
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def add(self, quads: Iterable[px.Quad]) -> None:
        """Add quads of named graphs; the default graph gets each of their triples once.

        Raises UsageError for a quad without a named graph and for a blank node.
        """
        self._writable()
        for quad in quads:
            _refuse_unnamed(quad)
            self._waiting.append(quad)
            if len(self._waiting) >= _BATCH:
                self._write()

    def view(self) -> px.Store:
        """Return the database with all that was added so far; it is only to be read."""
        self._write()
        return self._writable()

    def renew(self) -> None:
        """Close the database and open it again, which frees what the engine keeps in memory.

        It keeps the more, the more of a large database was read. Nobody may hold a view.
        """
        self._write()
        path = str(self._folder / "work")
        self._writable()
        with disk_faults(self._folder, "open the draft again"):
            self._work = None
            _give_back()
            self._work = px.Store(path)

    def remove(self, quads: Iterable[px.Quad]) -> None:
        """Remove quads of named graphs; the default graph keeps what another graph states."""
        work = self.view()
        with disk_faults(self._folder, "remove the quads"):
            for quad in quads:
                _refuse_unnamed(quad)
                work.remove(quad)
                merged = px.Quad(quad.subject, quad.predicate, quad.object)
                same = work.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
                if all(isinstance(other.graph_name, px.DefaultGraph) for other in same):
                    work.remove(merged)

    def publish(
        self,
        note: str,
        fingerprint: str,
        validation: Mapping[str, object],
        loads: Mapping[str, object] | None = None,
    ) -> Generation:
        """Make the draft the current generation, and return it.

        `fingerprint` stands for the inputs; `validation`, and the `loads` by source, are kept in
        the ledger and must be JSON. Raises UsageError if nothing was added.
        """
        data = self._seal()
        with disk_faults(data, "open the draft"):
            found = measure(px.Store.read_only(str(data)))
        if not found.quads:
            raise UsageError(
                f"{self._folder.parent.parent}: there is nothing to publish. "
                "Fix: see that the workspace's seeds hold rows"
            )
        with disk_faults(self._folder, "finish the generation"):
            ledger = self._finish(data, found, note, fingerprint, validation, loads or {})
        return self._install(self._folder, ledger)

    def _finish(
        self,
        data: Path,
        found: Measure,
        note: str,
        fingerprint: str,
        validation: Mapping[str, object],
        loads: Mapping[str, object],
    ) -> Ledger:
        """Leave nothing but the database and its ledger in the folder, and bring it to the disk."""
        for other in self._folder.iterdir():
            if other != data:
                shutil.rmtree(other)
        ledger = Ledger(
            number=self.number,
            created=now(),
            parent=self.parent,
            command=self._command,
            note=note,
            fingerprint=fingerprint,
            graphs=found.graphs,
            quads=found.quads,
            triples=found.triples,
            digest=found.digest,
            alliancekg=alliancekg.__version__,
            pyoxigraph=px.__version__,
            files=data_files(data),
            validation=validation,
            loads=loads,
        )
        write_synced(self._folder / "ledger.json", ledger.to_json())
        for path in (*data.iterdir(), data, self._folder):
            sync(path)
        return ledger

    def discard(self) -> None:
        """Remove what is left of the draft; a forked child leaves all to its parent."""
        if os.getpid() == self._pid:
            self._work = None
            for _ in range(_TRIES):
                shutil.rmtree(self._folder, ignore_errors=True)
                if not self._folder.exists():
                    break
                time.sleep(0.01)  # a compaction, of a database that a reader holds, wrote a file

    def _writable(self) -> px.Store:
        if os.getpid() != self._pid:
            raise EngineError(
                f"{self._folder}: process {self._pid} opened this draft; its forked child cannot "
                "use it. Fix: open the store after the fork"
            )
        if self._work is None:
            raise EngineError(f"{self._folder}: the draft was published or discarded already")
        return self._work

    def _write(self) -> None:
        work = self._writable()
        if not self._waiting:
            return
        with disk_faults(self._folder, "write the quads"):
            work.bulk_extend(self._waiting)
            work.bulk_extend(px.Quad(q.subject, q.predicate, q.object) for q in self._waiting)
        self._waiting.clear()

    def _seal(self) -> Path:
        """Close the database, and return a checkpoint of all that was added."""
        self._write()
        data = self._folder / "data"
        with disk_faults(self._folder, "write the quads"):
            self._writable().backup(str(data))
        self._work = None  # nothing else refers to it, so this closes the database
        return data


def _give_back() -> None:
    """Return free memory to the system, where the C library can: RocksDB leaves it in pieces."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _refuse_unnamed(quad: px.Quad) -> None:
    if not isinstance(quad.graph_name, px.NamedNode):
        raise UsageError(f"'{quad}' is in no named graph. Fix: put it into its source's graph")
    if _has_blank(quad.triple):
        raise UsageError(f"'{quad}' has a blank node. Fix: give the node an IRI")


def _has_blank(triple: px.Triple) -> bool:
    if isinstance(triple.object, px.Triple):
        return isinstance(triple.subject, px.BlankNode) or _has_blank(triple.object)
    return isinstance(triple.subject, px.BlankNode) or isinstance(triple.object, px.BlankNode)
