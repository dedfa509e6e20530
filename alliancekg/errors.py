"""The errors that a user can cause, in one tree.

AllianceKGError
├── SourceErrors     the data break a rule                       exit code 1
├── UsageError       wrong usage, unreadable or unparsable input  exit code 2
│   └── StaleError   the graph is not in the state that is needed
└── EngineError      the engine, the disk or the network failed   exit code 3
    ├── LimitError   the answer is larger than was allowed
    └── LockedError  another process writes to the store
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from alliancekg.findings import Finding


class AllianceKGError(Exception):
    """What a user can cause and mend; `exit_code` is what the command line returns."""

    exit_code: ClassVar[int] = 1


class SourceErrors(AllianceKGError):  # noqa: N818 - many errors in one
    """All findings of one run over the sources, in the order of file and line."""

    exit_code = 1

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda f: (f.place, f.field, f.value)))
        super().__init__("\n".join(str(f) for f in self.findings))


class UsageError(AllianceKGError):
    """Wrong usage, or input that cannot be read or parsed."""

    exit_code = 2


class StaleError(UsageError):
    """The graph is not in the state that is needed: it has changed, or must be built anew."""


class EngineError(AllianceKGError):
    """The engine, the disk or the network failed."""

    exit_code = 3


class LimitError(EngineError):
    """An answer is larger than was allowed."""


class LockedError(EngineError):
    """Another process writes to the store; `who` tells what it runs and since when, if known."""

    def __init__(self, message: str, who: str = "") -> None:
        super().__init__(message)
        self.who = who
