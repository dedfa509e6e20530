"""The states of a workspace, as loaders look them up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from alliancekg import toptables
from alliancekg.columns import Table
from alliancekg.identity import States
from alliancekg.workspace import Workspace

_TABLES: Final = ("states", "codes")


def read(workspace: Workspace, tables: Mapping[str, Table]) -> States:
    """Return the states of `seeds/states.csv` with the codes of `seeds/codes.csv`.

    A table that a workspace lacks holds nothing. Raises SourceErrors for tables with faults.
    """
    return States(toptables.read(workspace, _TABLES, tables))
