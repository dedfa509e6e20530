"""The loaders: one module a table, its columns and the pure function from a row to a record."""

from __future__ import annotations

from typing import Final

from alliancekg.dataloaders import Loader
from alliancekg.reading import Table
from loaders import (
    actors,
    alliances,
    bases,
    claims,
    coded_events,
    codes,
    conflicts,
    crises,
    datings,
    disputes,
    events,
    exercises,
    frus,
    leaders,
    links,
    mentions,
    missile_tests,
    nanopub,
    participations,
    passages,
    places,
    policies,
    positions,
    provocations,
    quantities,
    sources,
    states,
    treaties,
    troops,
    wikidata,
)

TABLES: Final[dict[str, Table]] = {
    module.TABLE.name: module.TABLE
    for module in (
        sources,
        states,
        codes,
        links,
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

DATA: Final[dict[str, Loader]] = {
    module.LOADER.name: module.LOADER
    for module in (
        alliances,
        troops,
        bases,
        exercises,
        disputes,
        crises,
        conflicts,
        provocations,
        missile_tests,
        leaders,
        frus,
        coded_events,
        wikidata,
        nanopub,
    )
}
"""The loaders of data sets that others publish, by the name that `alliancekg load` knows."""
