"""What all pages are made from: the questions, the engine that answers them, the links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from alliancekg import queries
from alliancekg.engines import Engine, Limits
from alliancekg.pages.completions import completions
from alliancekg.pages.counts import Held, held
from alliancekg.pages.labelindex import Index, index
from alliancekg.pages.linkedcells import Cell
from alliancekg.pages.links import Links
from alliancekg.queries import SavedQuery
from alliancekg.readercopies import NONE, Quotation, Quotations, ReaderCopies
from alliancekg.workspace import Workspace


@dataclass(frozen=True)
class Site:
    """The parts of a site; `saved` are its questions by name, in order.

    `copies` are those of a reader who alone is shown the pages; without them there are no words.
    """

    saved: Mapping[str, SavedQuery]
    engine: Engine
    links: Links
    limits: Limits = field(default_factory=Limits)
    copies: ReaderCopies | None = None

    @classmethod
    def of(
        cls,
        workspace: Workspace,
        engine: Engine,
        links: Links,
        limits: Limits | None = None,
        copies: ReaderCopies | None = None,
    ) -> Site:
        """Return the site of a workspace, its questions read once.

        Raises UsageError if a file of a question is bad.
        """
        found = queries.find(workspace.queries)
        return cls(found, engine, links, limits or Limits(), copies)

    @cached_property
    def held(self) -> Held:
        """What the graph holds, counted once."""
        return held(self.engine)

    @cached_property
    def words(self) -> str:
        """What an editor of queries offers, as JSON, asked once."""
        return completions(self.engine, self.saved, self.links)

    @cached_property
    def names(self) -> Index | None:
        """The names of all records, read once; None where there are too many."""
        return index(self.engine)

    @cached_property
    def _quotations(self) -> Quotations:
        """What the reader's copies have at the passages, located once."""
        return self.copies.locate(self.engine) if self.copies else NONE

    def quotation(self, iri: str) -> Quotation | None:
        """Return what the reader's copy has at a passage; None for another node, or no copy."""
        return self._quotations.by_passage.get(iri) if self.copies else None

    def quoted(self, cells: Iterable[Cell]) -> list[Cell]:
        """Return the cells that name a passage of which there is a copy, each passage once."""
        found = {cell.iri: cell for cell in cells if self.quotation(cell.iri)}
        return list(found.values())
