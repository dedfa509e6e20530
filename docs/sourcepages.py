"""The page on the data sets that loaders read: where to get them, their terms, their columns.

`generate` writes it. It is made of what the loaders say of themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.columns import Column
from alliancekg.dataloaders import DataSource, Form, Layout, Loader
from alliancekg.loadertexts import kinds_of, sources
from loaders import DATA

_HEAD: Final = """\
<!-- Written by docs/generate.py from what loaders/ say: edit those, and run make docs. -->

# The data sets

`alliancekg load LOADER FILE…` reads a file as its makers publish it; how a load works, and what
becomes of a row that is refused, is told in [loading](loading.md). The files are not part of this
project: where each is to be had, and what its makers allow, stands below. A column that is not
named here is not read.

"""


def page() -> str:
    """Return the page: the loaders in a table, then each with its sources and their files."""
    lines = [_HEAD, "| loader | sources | what it reads |\n|---|---|---|\n"]
    for loader in DATA.values():
        keys = ", ".join(f"`{source.key}`" for source in sources(loader))
        lines.append(f"| [{loader.name}](#{loader.name}) | {keys} | {_plain(loader.summary)} |\n")
    for loader in DATA.values():
        lines += _loader(loader)
    return "".join(lines)


def _loader(loader: Loader) -> Iterator[str]:
    yield f"\n## {loader.name}\n\n{_sentence(_plain(loader.summary))}\n"
    for source in sources(loader):
        yield from _source(source)
        for kind in kinds_of(loader, source):
            yield from _kind(kind)


def _source(source: DataSource) -> Iterator[str]:
    licence = f" <{source.license}>" if source.license else ""
    yield f"\n### {source.key}\n\n{_plain(source.title)}. {', '.join(source.creators)}.\n\n"
    yield f"- To be had: {_plain(source.obtain)}, <{source.url}>\n"
    yield f"- Terms: {_plain(source.terms)}{licence}\n"
    actors = f", of {', '.join(f'`{actor}`' for actor in source.actors)}" if source.actors else ""
    measures = ", ".join(f"`{measure}`" for measure in source.measures)
    covers = f"{measures or 'nothing that could be missed'}{actors}"
    time = f", in `{source.time}`" if source.time else ""
    yield f"- Covers: {covers}{time}\n"
    yield f"- Cite: {_plain(source.citation)}\n"
    if source.note:
        yield f"- Note: {_plain(source.note)}\n"


def _kind(kind: Layout | Form) -> Iterator[str]:
    yield f"\nFile: {_plain(kind.name)}"
    if isinstance(kind, Form):
        yield f", counted in {kind.parts}.\n"
        return
    form = [] if kind.delimiter == "," else ["delimited by tabs"]
    form += [] if kind.encoding == "utf-8" else [f"in {kind.encoding}"]
    form += ["without a header"] if kind.header else []
    yield f"{', ' if form else ''}{', '.join(form)}.\n\n"
    yield "| column | needed | missing | what it holds |\n|---|---|---|---|\n"
    for column in kind.columns:
        yield _column(column, kind)


def _column(column: Column, kind: Layout) -> str:
    needed = (
        "yes" if column.required else "not in all releases" if column.name in kind.optional else ""
    )
    missing = ", ".join(f"`{code}`" for code in column.missing)
    return f"| `{_plain(column.name)}` | {needed} | {missing} | {_plain(column.doc)} |\n"


def _sentence(text: str) -> str:
    text = text[0].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."


def _plain(text: str) -> str:
    """Return a text for Markdown, where `|` ends a cell."""
    return " ".join(text.replace("|", r"\|").split())
