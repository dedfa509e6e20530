"""The graph as tables for statistics: a Frictionless data package with its codebook.

What the tables hold is said by their own modules; here they are written, as CSV or Parquet, with
`datapackage.json` and `codebook.md`. The same graph gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from alliancekg import codebooks, rawcsv
from alliancekg.catalogs import Catalog
from alliancekg.claimtables import CLAIMS
from alliancekg.dyadtables import DYAD_YEARS
from alliancekg.engines import Engine
from alliancekg.errors import UsageError
from alliancekg.eventtables import EVENTS, PARTICIPANTS
from alliancekg.facts import Facts
from alliancekg.folders import appearing
from alliancekg.namespaces import GRAPH, OWN_GRAPHS
from alliancekg.recordtables import ACTORS, SOURCES
from alliancekg.strengthtables import STRENGTHS
from alliancekg.tablefacts import TableFacts
from alliancekg.tableschemas import LIST, Cell, Field, Row, Table

TABLES: Final = (SOURCES, ACTORS, EVENTS, PARTICIPANTS, CLAIMS, STRENGTHS, DYAD_YEARS)
FORMATS: Final = ("csv", "parquet")
_COMMON_ERA: Final = re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ANY_DATE: Final = "-?[0-9]{4,}-[0-9]{2}-[0-9]{2}"
_TERMS: Final = (
    "Tables made of the graph. Each row names the sources that it rests on, whose licences and"
    " wishes hold for it; `sources` of this file lists them."
)
Progress = Callable[[str], None]


def write(
    engine: Engine, folder: Path, form: str = "csv", progress: Progress = lambda _: None
) -> dict[str, int]:
    """Write the package into a folder that is empty or does not exist; return rows by table.

    The folder appears whole or not at all. Raises UsageError for another folder or form, or where
    what writes Parquet is not installed; EngineError if the engine fails or the disk refuses.
    """
    write_table = _writer(form)
    found = TableFacts(engine)
    counts, resources = {}, []
    with appearing(folder) as part:
        for table in TABLES:
            progress(f"making {table.name}")
            rows = table.sorted(found)
            fields = [_described(found, table, one, rows) for one in table.fields]
            data = write_table(fields, rows)
            name = f"{table.name}.{form}"
            (part / name).write_bytes(data)
            resources.append(_resource(table, form, fields, data))
            counts[table.name] = len(rows)
        package = _package(engine, found, resources)
        (part / "datapackage.json").write_text(
            json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n"
        )
        (part / "codebook.md").write_text(
            codebooks.codebook(package), encoding="utf-8", newline="\n"
        )
    return counts


def _writer(form: str) -> Callable[[Sequence[Mapping[str, Any]], Sequence[Row]], bytes]:
    if form == "parquet":
        from alliancekg import parquetwriting

        parquetwriting.need()
        return parquetwriting.parquet
    if form != "csv":
        raise UsageError(f"no format '{form}'; there are: {', '.join(FORMATS)}")
    return _csv


def _csv(fields: Sequence[Mapping[str, Any]], rows: Sequence[Row]) -> bytes:
    head = rawcsv.line(field["name"] for field in fields)
    return "".join([head, *(rawcsv.line(map(_text, row)) for row in rows)]).encode()


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def _described(
    found: TableFacts, table: Table, field: Field, rows: Sequence[Row]
) -> dict[str, Any]:
    """Return a column as Table Schema describes it; what it does not know has names of our own."""
    said: dict[str, Any] = {"name": field.name, "type": field.type}
    constraints: dict[str, Any] = {}
    description = field.description
    values = found.concepts(field.scheme) if field.scheme else field.values
    at = table.fields.index(field)
    if field.type == "date":
        said["format"] = "default"
        if not all(_COMMON_ERA.fullmatch(str(row[at])) for row in rows if row[at] is not None):
            # Dates of Table Schema, of pandas and of Parquet have no year before 1.
            said = {"name": field.name, "type": "string"}
            constraints["pattern"] = _ANY_DATE
    if field.required:
        constraints["required"] = True
    if table.key == (field.name,):
        constraints["unique"] = True
    if values and field.many:
        one = "|".join(map(re.escape, values))
        constraints["pattern"] = f"({one})(\\{LIST}({one}))*"
    elif values:
        constraints["enum"] = list(values)
    if field.many:
        description += f" Several are sorted, with '{LIST}' between them."
    said["description"] = description
    if field.unit:
        said["unit"] = field.unit
    if constraints:
        said["constraints"] = constraints
    if values:
        said["meanings"] = dict(values)
    return said


def _resource(
    table: Table, form: str, fields: Sequence[Mapping[str, Any]], data: bytes
) -> dict[str, Any]:
    is_csv = form == "csv"
    schema: dict[str, Any] = {
        "fields": list(fields),
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if table.links:
        schema["foreignKeys"] = [
            {
                "fields": [link.field],
                "reference": {
                    "resource": "" if link.table == table.name else link.table,
                    "fields": [link.column],
                },
            }
            for link in table.links
        ]
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.{form}",
        "profile": "tabular-data-resource",
        "format": form,
        "mediatype": "text/csv" if is_csv else "application/vnd.apache.parquet",
        **({"encoding": "utf-8", "dialect": {"lineTerminator": "\n"}} if is_csv else {}),
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": schema,
    }


def _package(
    engine: Engine, found: TableFacts, resources: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    graphs = [graph for (graph,) in found.rows(_GRAPHS) if graph.startswith(GRAPH)]
    own = {f"{GRAPH}{name}" for name in OWN_GRAPHS}
    catalog = Catalog(Facts(engine))
    told = catalog.about([graph for graph in graphs if graph not in own])
    licences = {about.licence for about in told}
    sources = [
        {
            "title": about.title,
            "name": about.graph.removeprefix(GRAPH),
            **({"path": about.page} if about.page else {}),
            **({"citation": about.citation} if about.citation else {}),
            **({"license": about.licence} if about.licence else {}),
            **({"rights": about.rights} if about.rights else {}),
        }
        for about in told
    ]
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "alliancekg-tables",
        "title": "Alliance politics in tables",
        "description": _TERMS,
        "sources": sources,
    }
    if len(licences) == 1 and "" not in licences:
        package["licenses"] = [{"path": licences.pop()}]
    return {**package, "resources": list(resources)}


_GRAPHS: Final = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
