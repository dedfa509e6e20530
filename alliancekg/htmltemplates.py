"""Templates of HTML: every value is escaped, and one that is missing is an error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def environment(folder: Path, finalize: Callable[[object], object]) -> Environment:
    """Return the templates of a folder; `finalize` makes of each value what is shown."""
    found = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
    )
    found.filters["number"] = "{:,}".format
    return found
