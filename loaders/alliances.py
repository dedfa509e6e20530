"""Treaties of alliance and what they bind their members to: ATOP 4, ATOP 5, Correlates of War."""

from __future__ import annotations

from typing import Final

from alliancekg.dataloaders import Loader
from loaders import alliances_atop, alliances_cow, alliances_dyads

LOADER: Final = Loader(
    name="alliances",
    summary="Treaties of alliance, their members, and what each owes",
    kinds=(
        alliances_atop.ALLIANCES,
        alliances_atop.MEMBERS,
        alliances_dyads.DYADS,
        alliances_dyads.PUBLISHED,
        alliances_cow.MEMBERS,
    ),
)
