"""What all pages are made from: the questions, the engine that answers them, the links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from alliancekg import queries
from alliancekg.engines import Engine, Limits
from alliancekg.pages.counts import Held, held
from alliancekg.pages.labelindex import Index, index
from alliancekg.pages.links import Links
from alliancekg.queries import SavedQuery
from alliancekg.workspace import Workspace


@dataclass(frozen=True)
class Site:
    """The parts of a site; `saved` are its questions by name, in order."""

    saved: Mapping[str, SavedQuery]
    engine: Engine
    links: Links
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def of(
        cls, workspace: Workspace, engine: Engine, links: Links, limits: Limits | None = None
    ) -> Site:
        """Return the site of a workspace, its questions read once.

        Raises UsageError if a file of a question is bad.
        """
        found = queries.find(workspace.queries)
        return cls(found, engine, links, limits or Limits())

    @cached_property
    def held(self) -> Held:
        """What the graph holds, counted once."""
        return held(self.engine)

    @cached_property
    def names(self) -> Index | None:
        """The names of all records, read once; None where there are too many."""
        return index(self.engine)
