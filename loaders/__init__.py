"""The loaders: one module a table, its columns and the pure function from a row to a record."""

from __future__ import annotations

from typing import Final

from alliancekg.reading import Table
from loaders import (
    actors,
    claims,
    datings,
    events,
    mentions,
    participations,
    passages,
    places,
    policies,
    positions,
    quantities,
    sources,
    states,
    treaties,
)

TABLES: Final[dict[str, Table]] = {
    module.TABLE.name: module.TABLE
    for module in (
        sources,
        states,
        passages,
        actors,
        positions,
        places,
        events,
        treaties,
        policies,
        participations,
        quantities,
        claims,
        datings,
        mentions,
    )
}
