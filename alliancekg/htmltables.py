"""Tables and texts as a notebook shows them: HTML in which every value of the data is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alliancekg.tables import visible

MOST: Final = 50
"""How many rows a page shows; how many more there are is said below them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows. `title` is told by the pointer, `language` to the browser."""

    text: str
    title: str = ""
    language: str = ""
    is_number: bool = False

    def __str__(self) -> str:
        traits = {
            "title": self.title,
            "lang": self.language,
            "style": f"text-align: {'right' if self.is_number else 'left'}",
        }
        said = "".join(f' {name}="{_escaped(value)}"' for name, value in traits.items() if value)
        return f"<td{said}>{_escaped(self.text)}</td>"


def table(
    names: Sequence[str], rows: Iterable[Sequence[Cell]], count: int, notes: Iterable[str] = ()
) -> str:
    """Return a table of rows, which are all of `count` or the first of them, with notes below.

    >>> print(table(["who"], [[Cell("<b>", "urn:x")]], 3))
    <table>
    <thead><tr><th style="text-align: left">who</th></tr></thead>
    <tbody>
    <tr><td title="urn:x" style="text-align: left">&lt;b&gt;</td></tr>
    </tbody>
    </table>
    <p>1 of 3 rows shown; 2 more are left out here.</p>
    """
    heads = "".join(f'<th style="text-align: left">{_escaped(name)}</th>' for name in names)
    lines = [f"<tr>{''.join(map(str, row))}</tr>" for row in rows]
    left = count - len(lines)
    if left:
        are = "is" if left == 1 else "are"
        told = f"{len(lines):,} of {count:,} rows shown; {left:,} more {are} left out here."
    else:
        told = ""
    whole = [
        *("<table>", f"<thead><tr>{heads}</tr></thead>", "<tbody>"),
        *(*lines, "</tbody>", "</table>"),
        *(f"<p>{_escaped(text)}</p>" for text in (told, *notes) if text),
    ]
    return "\n".join(whole)


def sections(title: str, iri: str, found: Mapping[str, Sequence[str]]) -> str:
    """Return a text of headings and lines; a line that begins with blanks is set in by them."""
    parts = [f"<h3>{_escaped(title)}</h3>", f"<p><code>{_escaped(iri)}</code></p>"]
    for heading, lines in found.items():
        items = (
            f'<li style="margin-left: {_indent(line)}em">{_escaped(line.strip())}</li>'
            for line in lines
        )
        parts += [f"<h4>{_escaped(heading)}</h4>", "<ul>", *items, "</ul>"]
    return "\n".join(parts)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _escaped(text: str) -> str:
    return html.escape(visible(text))
