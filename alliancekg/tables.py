"""Tables for people: aligned text, a terminal's table in colours, Markdown.

Values come from data, so nothing in them reaches a terminal as a command, nor a page as markup.
"""

from __future__ import annotations

import os
import re
import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TextIO

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_NARROWEST: Final = 14  # a column narrower than this is unreadable once wrapped
_NAMED: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Screen:
    """A terminal: its width in columns, and whether colours are wanted."""

    width: int
    is_coloured: bool = True


def screen(
    stream: TextIO, *, no_color: bool = False, environment: Mapping[str, str] = os.environ
) -> Screen | None:
    """Return the terminal that a stream writes to, or None for a file or a pipe.

    Colours are off with `no_color`, with NO_COLOR set (no-color.org) and on a dumb terminal.
    """
    if not stream.isatty():
        return None
    plain = no_color or bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    return Screen(shutil.get_terminal_size().columns, not plain)


def visible(text: str, keep: str = "") -> str:
    r"""Return the text with control and direction characters written as escapes.

    >>> visible("\x1b[31mred\n")
    '\\u001b[31mred\\n'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return " "
    return _NAMED.get(character, f"\\u{ord(character):04x}")


def width(text: str) -> int:
    """Return how many columns a terminal needs for a text.

    >>> width("서울"), width("Seoul")
    (4, 5)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def table(names: Sequence[str], rows: Iterable[Sequence[str]], screen: Screen | None = None) -> str:
    """Return a table: plain and whole for a file, laid out for a width on a terminal.

    A terminal too narrow for the columns gets one block of lines a row.

    >>> print(table(["event", "days"], [["Guam", "12"]]), end="")
    event  days
    -----  ----
    Guam     12
    """
    shown = [[visible(cell) for cell in row] for row in rows]
    heads = [visible(name) for name in names]
    if screen is None:
        return _aligned(heads, shown)
    widest = [max(width(row[at]) for row in [heads, *shown]) for at in range(len(heads))]
    least = sum(min(wide, _NARROWEST) + 2 for wide in widest)
    if least > screen.width:
        return _blocks(heads, shown, screen)
    return _laid_out(heads, shown, screen)


def _aligned(heads: list[str], rows: list[list[str]]) -> str:
    widths = [max(width(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    right = _numeric(heads, rows)
    lines = [heads, ["-" * wide for wide in widths], *rows]
    return "".join(
        "  ".join(
            _padded(cell, wide, is_right)
            for cell, wide, is_right in zip(line, widths, right, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )


def _padded(cell: str, wide: int, is_right: bool) -> str:
    space = " " * (wide - width(cell))
    return space + cell if is_right else cell + space


def _numeric(heads: list[str], rows: list[list[str]]) -> list[bool]:
    """Tell of each column whether it holds numbers only, which stand at the right."""
    return [
        any(row[at] for row in rows)
        and all(not row[at] or _NUMBER.fullmatch(row[at]) for row in rows)
        for at in range(len(heads))
    ]


def _laid_out(heads: list[str], rows: list[list[str]], screen: Screen) -> str:
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out,
        width=screen.width,
        force_terminal=screen.is_coloured,
        color_system="standard" if screen.is_coloured else None,
        no_color=not screen.is_coloured,
        legacy_windows=False,
    )
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold cyan")
    for head, is_right in zip(heads, _numeric(heads, rows), strict=True):
        drawn.add_column(
            Text(head), justify="right" if is_right else "left", overflow="fold", min_width=1
        )
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))  # Text: no markup is read in a value
    console.print(drawn)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().strip("\n").split("\n"))


def _blocks(heads: list[str], rows: list[list[str]], screen: Screen) -> str:
    """Return a block of lines a row: the names of the columns before their values."""
    margin = max(width(head) for head in heads) + 2
    room = max(screen.width - margin, 20)
    bold, end = ("\x1b[1;36m", "\x1b[0m") if screen.is_coloured else ("", "")
    blocks = []
    for row in rows:
        lines = []
        for head, cell in zip(heads, row, strict=True):
            first, *rest = textwrap.wrap(cell, room) or [""]
            lines.append(f"{bold}{_padded(head, margin, False)}{end}{first}".rstrip())
            lines += [" " * margin + more for more in rest]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks) if blocks else "  ".join(heads) + "\n"


def markdown(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Return a Markdown table; what Markdown or HTML would read in a value is escaped.

    >>> print(markdown(["who"], [["a|b <i>"]]), end="")
    | who |
    | --- |
    | a\|b &lt;i> |
    """
    lines = [[_markdown(name) for name in names], ["---"] * len(names)]
    lines += [[_markdown(cell) for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _markdown(text: str) -> str:
    escaped = re.sub(r"([\\`*_\[\]|~])", r"\\\1", text)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;")
    return visible(re.sub(r"\r\n|\r|\n", "<br>", escaped))
