"""The codebook of a data package for people: what `datapackage.json` says, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

_HEAD: Final = """\
# Codebook

- Tables are in UTF-8; those of CSV have commas, and quotes where a cell needs them.
- **An empty cell is missing**: not known, or not applicable. It is never zero, and zero is never
  written for what is not known.
- A cell of several items has `|` between them; they are sorted.
- Dates are ISO 8601 in the proleptic Gregorian calendar. A year before Christ is astronomical:
  `0000` is 1 BCE, `-0001` is 2 BCE; a column with such dates is of the type string.
- Numbers are decimal, with all the digits of the graph.
- Keys: `https://w3id.org/alliancekg/id/KIND/KEY` is the record of the graph.
"""


def codebook(package: Mapping[str, Any]) -> str:
    """Return the codebook of a package: sources, then each table with its columns and values."""
    return "".join(_lines(package))


def _lines(package: Mapping[str, Any]) -> Iterator[str]:
    yield f"{_HEAD}\n{package['description']}\n\n## Sources\n\n"
    yield "| source | title | licence | terms | citation |\n|---|---|---|---|---|\n"
    for source in package["sources"]:
        names = ("name", "title", "license", "rights", "citation")
        yield _row(source.get(name, "") for name in names)
    for resource in package["resources"]:
        yield from _table(resource)


def _table(resource: Mapping[str, Any]) -> Iterator[str]:
    schema = resource["schema"]
    yield f"\n## {resource['name']}\n\n**{resource['title']}.** {resource['description']}\n\n"
    yield f"File: `{resource['path']}`. Primary key: {_code(schema['primaryKey'])}."
    for link in schema.get("foreignKeys", ()):
        other = link["reference"]
        name = other["resource"] or resource["name"]
        yield f" {_code(link['fields'])} is {_code(other['fields'])} of `{name}`."
    yield "\n\n| column | type | unit | required | what it holds |\n|---|---|---|---|---|\n"
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        required = "yes" if constraints.get("required") else ""
        yield _row(
            (
                *(f"`{field['name']}`", field["type"], field.get("unit", "")),
                *(required, field["description"]),
            )
        )
    for field in schema["fields"]:
        if "meanings" in field:
            yield f"\nValues of `{field['name']}`:\n\n"
            for value, meaning in field["meanings"].items():
                yield f"- `{value}`: {meaning}\n"


def _code(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _row(cells: Any) -> str:
    plain = (" ".join(cell.replace("|", r"\|").replace("<", "&lt;").split()) for cell in cells)
    return f"| {' | '.join(plain)} |\n"
