"""Folders that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from alliancekg.errors import EngineError, UsageError


@contextmanager
def appearing(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes the place of the other at the end; else it is gone.

    Raises UsageError unless the folder is empty or new, and EngineError if the disk refuses.
    """
    refuse(folder)
    target = folder.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        yield part
        with suppress(OSError):
            target.rmdir()  # an empty one makes room
        part.rename(target)
    except OSError as error:
        raise EngineError(
            f"{folder}: cannot be written: {error.strerror or error}; expected a place with space"
            " that may be written to. Fix: free space, or name another folder"
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def refuse(folder: Path) -> None:
    """Raise UsageError unless a folder is empty, or is new in one that exists."""
    is_free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not is_free:
        raise UsageError(
            f"{folder}: is there already; expected a new or an empty folder. Fix: name another one"
        )
    if not folder.resolve().parent.is_dir():
        raise UsageError(f"{folder}: has no folder above it. Fix: make that first")
