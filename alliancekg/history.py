"""What became of a store, in order: each publication and each rollback is a line of history.jsonl.

The file is only ever appended to. It outlives the generations that were removed for their age.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from alliancekg.generations import Ledger
from alliancekg.locking import append_synced, disk_faults

Action = Literal["published", "rolled back"]


@dataclass(frozen=True, slots=True)
class Event:
    """A change of the pointer: what was done, when (UTC, ISO 8601), what the graph then held."""

    action: Action
    number: int
    when: str
    command: str
    note: str
    quads: int
    triples: int

    @classmethod
    def published(cls, ledger: Ledger) -> Event:
        """Return the publication of the generation with this ledger."""
        when, note = ledger.created, ledger.note
        numbers = (ledger.quads, ledger.triples)
        return cls("published", ledger.number, when, ledger.command, note, *numbers)


def append(path: Path, event: Event) -> None:
    """Append an event and bring it to the disk; raises EngineError."""
    with disk_faults(path, "log the change"):
        append_synced(path, json.dumps(asdict(event), ensure_ascii=False))


def read(path: Path) -> list[Event]:
    """Return all events, oldest first; a line that a power cut has mangled is left out.

    Raises EngineError if the file is there and cannot be read.
    """
    with disk_faults(path, "read the history"):
        lines = path.read_bytes().split(b"\n") if path.exists() else []
    events = []
    for line in lines:
        try:
            events.append(Event(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return events
