"""The states of a workspace, as loaders look them up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from alliancekg import vocabulary
from alliancekg.columns import Table
from alliancekg.errors import SourceErrors
from alliancekg.identity import States
from alliancekg.reading import read_file
from alliancekg.records import Record
from alliancekg.workspace import Workspace

_TABLES: Final = ("states", "codes")


def read(workspace: Workspace, tables: Mapping[str, Table]) -> States:
    """Return the states of `seeds/states.csv` with the codes of `seeds/codes.csv`.

    A table that a workspace lacks holds nothing. Raises SourceErrors for tables with faults.
    """
    concepts = vocabulary.concepts(workspace.ontology / "schemes")
    records: list[Record] = []
    for name in _TABLES:
        path = workspace.seeds / f"{name}.csv"
        if path.exists():
            found = read_file(tables[name], path, f"seeds/{name}.csv", name, concepts)
            if wrong := [f for f in found.findings if f.severity == "violation"]:
                raise SourceErrors(wrong)
            records += found.records
    return States(records)
