"""Where output goes: results to standard output, progress and messages to standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from alliancekg.tables import Screen


class Console:
    """The two streams of a run, and what the user wants of them."""

    def __init__(self, *, is_quiet: bool = False, no_color: bool = False) -> None:
        self.is_quiet = is_quiet
        self._no_color = no_color
        for stream in (sys.stdout, sys.stderr):
            _make_utf8(stream)

    def result(self, text: str) -> None:
        """Write an answer, whole, with its last line end."""
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
        sys.stdout.flush()

    def message(self, text: str) -> None:
        """Write what the user must know, quiet or not."""
        sys.stderr.write(text + "\n")

    def progress(self, text: str) -> None:
        """Write what is going on, unless the run is quiet."""
        if not self.is_quiet:
            self.message(text)

    def screen(self) -> Screen | None:
        """Return the terminal that results go to, or None for a file or a pipe."""
        from alliancekg import tables

        return tables.screen(sys.stdout, no_color=self._no_color)


def _make_utf8(stream: TextIO) -> None:
    """Write UTF-8 whatever the locale says; what cannot be written is shown by its escape."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
