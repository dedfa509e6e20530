"""Where output goes: results to standard output, progress and messages to standard error."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, TextIO

if TYPE_CHECKING:
    from alliancekg.tables import Screen


class Console:
    """The two streams of a run, and what the user wants of them."""

    def __init__(self, *, is_quiet: bool = False, no_color: bool = False) -> None:
        self.is_quiet = is_quiet
        self.no_color = no_color

    def result(self, text: str) -> None:
        """Write an answer, whole, with its last line end."""
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
        sys.stdout.flush()

    def binary(self) -> BinaryIO:
        """Return standard output for an answer that is bytes, as UTF-8."""
        return sys.stdout.buffer

    def message(self, text: str) -> None:
        """Write what the user must know, quiet or not."""
        try:
            sys.stderr.write(text + "\n")
            sys.stderr.flush()
        except OSError:  # nobody can be told, and the exit code still tells
            abandon(sys.stderr)

    def progress(self, text: str) -> None:
        """Write what is going on, unless the run is quiet."""
        if not self.is_quiet:
            self.message(text)

    def screen(self) -> Screen | None:
        """Return the terminal that results go to, or None for a file or a pipe."""
        from alliancekg import tables

        return tables.screen(sys.stdout, no_color=self.no_color)


def prepare_streams() -> None:
    """Make the standard streams UTF-8, and give those that are closed a stand-in.

    A closed input is empty, a closed output cannot be written to, and messages go nowhere.
    """
    for name, flags, mode in (
        ("stdin", os.O_RDONLY, "r"),
        ("stdout", os.O_RDONLY, "w"),  # so that the system refuses what is written
        ("stderr", os.O_WRONLY, "w"),
    ):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, flags)
            stream = open(descriptor, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - for good
            setattr(sys, name, stream)
    if sys.stdout is sys.__stdout__:  # and no stand-in of somebody who calls us
        _buffer_output()
    for stream in (sys.stdout, sys.stderr):
        _make_utf8(stream)


def abandon(stream: TextIO) -> None:
    """Send what a stream still holds nowhere: Python would complain of it at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _buffer_output() -> None:
    """Have the output write all or fail: where it has no buffer, to write a part passes for all.

    It is without one where PYTHONUNBUFFERED is set.
    """
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper) and isinstance(stream.buffer, io.RawIOBase):
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(stream.detach()), write_through=True)
        sys.__stdout__ = sys.stdout  # type: ignore[misc]


def _make_utf8(stream: TextIO) -> None:
    """Write UTF-8 whatever the locale says; what cannot be written is shown by its escape."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
