"""Tables that stand in `seeds/` itself, read without the rest of the seeds, by rows that are right.

Whether their references lead anywhere is for the build to say, which reads all tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from alliancekg import vocabulary
from alliancekg.columns import Table
from alliancekg.errors import SourceErrors
from alliancekg.reading import read_file
from alliancekg.records import Record
from alliancekg.workspace import Workspace


def read(workspace: Workspace, names: Iterable[str], tables: Mapping[str, Table]) -> list[Record]:
    """Return the records of some tables, in the order of the names.

    A table that a workspace lacks holds nothing. Raises SourceErrors for tables with faults.
    """
    concepts = vocabulary.concepts(workspace.ontology / "schemes")
    records: list[Record] = []
    for name in names:
        path = workspace.seeds / f"{name}.csv"
        if path.exists():
            found = read_file(tables[name], path, f"seeds/{name}.csv", name, concepts)
            if wrong := [f for f in found.findings if f.severity == "violation"]:
                raise SourceErrors(wrong)
            records += found.records
    return records
