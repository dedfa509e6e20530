"""What a process is asked to load, and what it replies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

FILES: Final = "files"
"""The folder, in that of a load, in which the client's files are."""

# The kinds of fault that a question has not: the others are those of `jobs`.
STALE: Final = "stale"
"""The graph is not in the state that is needed."""
LOCKED: Final = "locked"
"""Another process writes to the store."""
FAULT: Final = "fault"
"""A fault of our own, which is for the log."""


@dataclass(frozen=True, slots=True)
class LoadJob:
    """Files in the folder of a load, by their names there, to be loaded into a store.

    `seconds` and `memory` (bytes) are what it may take.
    """

    loader: str
    files: tuple[str, ...]
    folder: str
    store: str
    workspace: str
    is_packaged: bool
    source: str = ""
    encoding: str = ""
    is_strict: bool = False
    is_plan: bool = True
    seconds: float = 600.0
    memory: int = 2048 * 1024 * 1024

    def facts(self) -> dict[str, Any]:
        """Return the load as plain values."""
        return asdict(self)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> LoadJob:
        """Return the load of which these are the facts."""
        return cls(**{**facts, "files": tuple(facts["files"])})


@dataclass(frozen=True, slots=True)
class LoadReply:
    """The report in JSON; or the kind of fault, and what is wrong."""

    fault: str = ""
    message: str = ""
    body: bytes = b""

    def facts(self) -> dict[str, Any]:
        """Return all but the body as plain values."""
        return {"fault": self.fault, "message": self.message}
