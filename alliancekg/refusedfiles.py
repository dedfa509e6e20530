"""The file of refused rows: it appears whole, when there are some, and never over other data."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from alliancekg.errors import EngineError, UsageError


@contextmanager
def writing(path: Path, kept: Iterable[Path]) -> Iterator[TextIO]:
    """Give a stream; what was written to it is in the file by the end of the block, if anything.

    `kept` are files that must not be written over, and folders in which nothing may be written.
    Raises UsageError for one of them, EngineError if the disk refuses.
    """
    real = Path(os.path.realpath(path))
    for other in kept:
        whole = Path(os.path.realpath(other))
        if real == whole or (whole.is_dir() and real.is_relative_to(whole)):
            raise UsageError(
                f"--refused {path}: is, or is part of, {other}; expected a file of its own."
                " Fix: name another file"
            )
    draft = real.with_name(f".{real.name}.new")
    try:
        out = draft.open("w", encoding="utf-8", newline="")
    except OSError as error:
        fix = "name a file in a folder that may be written to"
        raise EngineError(f"{path}: cannot be written: {error.strerror}. Fix: {fix}") from error
    try:
        with out:
            yield out
            is_empty = not out.tell()
        if not is_empty:
            draft.replace(real)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
