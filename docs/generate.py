"""Write the pages of this folder that are generated, and the context of JSON-LD: `make docs`.

A test compares them. A page is a function without arguments that returns its text; add it to
`PAGES`, or what makes all pages of a folder to `FOLDERS`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Final

from pyoxigraph import Literal, NamedNode

from alliancekg import contexts, templates, vocabulary
from alliancekg.columns import Column, Table
from alliancekg.placing import short
from alliancekg.reports import Rule
from alliancekg.rules import rules as named_rules
from alliancekg.shapes import Shapes, read_shapes
from alliancekg.statements import term
from loaders import TABLES

FOLDER: Final = Path(__file__).resolve().parent
_SCHEMES: Final = FOLDER.parent / "ontology" / "schemes"

_COLUMNS_HEAD: Final = """\
<!-- Written by docs/generate.py from the columns of loaders/; edit those, and run make docs. -->

# The columns of the tables

Each source has a folder `seeds/SOURCE/` with the tables that it needs; `sources.csv`,
`states.csv`, `codes.csv` and `links.csv` stand in `seeds/`. `alliancekg template CLASS` prints a
table to fill, and `alliancekg validate FILE` tells what is wrong in a filled one.

- A table is CSV in UTF-8 with commas. Its header names the columns below, each once, in any order.
- A cell that holds a comma, a quote or a line break is quoted; a quote in it is doubled.
- A cell of a list has `|` between its items. A cell that is not required may be empty.
- A reference is the bare id where the column says its kind, else `kind/id`: `event/vietnam-war`.
- A row whose first cell begins with `#`, quoted or not, is a comment and is not read. It counts as
  a row of the file: row numbers in reports and in the graph are those that a spreadsheet shows.
- No data are lost by that: `#` begins no comment where the first column is free text, nor in a
  table that somebody else publishes; and what a spreadsheet writes where it fails (`#REF!`, `#N/A`,
  or `####` before other cells) is refused as a wrong value.
- A spreadsheet rewrites dates (`1971-01`) and numbers (`010`) unless it imports them as text.

"""


def columns() -> str:
    """Return the page on the columns of all tables, with the values of the schemes they use."""
    concepts = vocabulary.concepts(_SCHEMES)
    parts = [_COLUMNS_HEAD, "| table | classes | what it holds |\n|---|---|---|\n"]
    for name, classes, what in templates.listing(TABLES):
        parts.append(f"| [{name}](#{name}) | {classes} | {what} |\n")
    parts += (_table(table) for table in TABLES.values())
    parts.append(
        "\n## Values\n\nThe concepts of the schemes in `ontology/schemes/` that columns name.\n"
    )
    for scheme in sorted({scheme for t in TABLES.values() for scheme in _schemes(t)}):
        keys = ", ".join(f"`{key}`" for key in sorted(concepts[scheme]))
        parts.append(f"\n### {scheme}\n\n{keys}\n")
    return "".join(parts)


def _schemes(table: Table) -> Iterator[str]:
    for column in table.columns:
        name, _, scheme = column.kind.partition(":")
        if name == "concept":
            yield scheme


def _table(table: Table) -> str:
    told = templates.about(table)
    made = ", ".join(f"`ak:{name}`" for name in templates.classes(table))
    classes = (
        f" A row becomes nodes of {made}." if made else " A row adds to a node of another table."
    )
    head = (
        f"\n## {table.name}\n\n{told.what} File: `{told.file}`, one {told.row} a row.{classes}\n\n"
    )
    lines = [
        "| column | required | list | form | what it holds | example |\n|---|---|---|---|---|---|\n"
    ]
    lines += (_column(column) for column in table.columns)
    return head + "".join(lines)


def _column(column: Column) -> str:
    cells = (
        f"`{column.name}`",
        "yes" if column.required else "",
        "yes" if column.many else "",
        _form(column),
        _plain(column.doc),
        f"`{_plain(column.example)}`" if column.example else "",
    )
    return "| " + " | ".join(cells) + " |\n"


def _form(column: Column) -> str:
    """Return a column's form, with a link to its values or the values themselves."""
    name, _, scheme = column.kind.partition(":")
    if name == "concept":
        return f"a concept of [{scheme}](#{scheme})"
    text = _plain(templates.form(column))
    values = ", ".join(f"`{value}`" for value in templates.allowed(column, {}))
    return f"{text}: {values}" if values else text


def _plain(text: str) -> str:
    """Return a text for a cell of a Markdown table, where `|` ends a cell even in code."""
    return text.replace("|", r"\|")


_SHAPES_HEAD: Final = """\
<!-- Written by docs/generate.py from shapes/; edit those, and run make docs. -->

# The rules

Each rule is a named shape of `shapes/`; reports call it by this name, and its IRI is the name
behind `https://w3id.org/alliancekg/shapes#`. A violation stops a build; a warning and an info do
not. Each has cases in `tests/shapes/` that break it and that pass it.

- `TimeSpanShape-edtf-valid` and `TimeSpanShape-edtf-bounds` are judged by `alliancekg.spans`: no
  SHACL engine can read EDTF. Another engine passes over them.
- All others are SHACL Core or SHACL-SPARQL, for any engine.

"""


def rules() -> str:
    """Return the page on the rules of all shapes, by file."""
    folder = FOLDER.parent / "shapes"
    shapes = read_shapes(folder)
    said = named_rules(shapes.index, short)
    parts = [_SHAPES_HEAD]
    for path in sorted(folder.glob("*.ttl")):
        first = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        lines = [
            _rule(name, rule, shapes)
            for name, rule in said.items()
            if shapes.place(NamedNode(rule.iri)).file == f"shapes/{path.name}"
            and shapes.index.objects(NamedNode(rule.iri), term("sh:severity"))
        ]
        head = "| rule | severity | wrong | expected | why |\n|---|---|---|---|---|\n"
        parts.append(f"\n## {path.stem}\n\n{first}\n\n{head}{''.join(lines)}")
    return "".join(parts)


def _rule(name: str, rule: Rule, shapes: Shapes) -> str:
    problem, _, rest = _message(rule, shapes).partition("; expected ")
    expected = rest.partition(". Fix: ")[0]
    cells = (f"`{name}`", rule.severity, *map(_plain, (problem, expected, rule.description)))
    return "| " + " | ".join(cells) + " |\n"


def _message(rule: Rule, shapes: Shapes) -> str:
    """Return the message of a rule: of its shape, or of its query if that fills it in."""
    shape, message = NamedNode(rule.iri), term("sh:message")
    queries = (
        q for q in shapes.index.objects(shape, term("sh:sparql")) if isinstance(q, NamedNode)
    )
    said = (shapes.index.value(node, message) for node in (shape, *queries))
    return next((text.value for text in said if isinstance(text, Literal)), "")


def conformance() -> str:
    """Return the page on the suites of the W3C; the page as it is, where they are not there."""
    suite = FOLDER.parent.parent / "shared" / "w3c" / "shacl" / "tests"
    if not suite.is_dir():
        return (FOLDER / "conformance.md").read_text(encoding="utf-8")
    sys.path.insert(0, str(FOLDER.parent / "tests"))
    return str(importlib.import_module("w3c_shacl").page(suite))


def _asking() -> ModuleType:
    """Return the module that makes the pages on the saved queries."""
    return _beside("questionpages")


def _beside(name: str) -> ModuleType:
    """Return a module that stands beside this one."""
    sys.path.insert(0, str(FOLDER))
    return importlib.import_module(name)


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "columns.md": columns,
    "rules.md": rules,
    "conformance.md": conformance,
    "questions.md": lambda: str(_asking().questions()),
    "terms.md": lambda: str(_asking().terms()),
    "sources.md": lambda: str(_beside("sourcepages").page()),
    "profiles.md": lambda: str(_beside("profilepages").page()),
    "tables.md": lambda: str(_beside("tablepages").page()),
    f"../ontology/{contexts.FILE}": lambda: contexts.made(vocabulary.quads(_SCHEMES.parent)),
}


FOLDERS: Final[Mapping[str, Callable[[], Mapping[str, str]]]] = {
    "ontology": lambda: dict(_beside("ontologypages").pages()),
}
"""Folders of pages, each made at once; a page that is made no longer is removed."""


def main() -> None:
    """Write every page beside this file, in UTF-8 with line feeds."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8", newline="\n")
    for name, pages in FOLDERS.items():
        (FOLDER / name).mkdir(exist_ok=True)
        made = pages()
        for path in (FOLDER / name).glob("*.md"):
            if path.name not in made:
                path.unlink()
        for page_name, text in made.items():
            (FOLDER / name / page_name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
