"""A small workspace whose one document has a text, invented here, and copies of that text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from conftest import copied

from alliancekg.pipeline import build
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import TABLES

WESTPHALIA: Final = "The Thirty Years’ War ended in 1648 by the peace of Westphalia."
WATERLOO: Final = (
    '"><script>alert(1)</script> Napoleon \u202etsol\u202c \x00 at Waterloo & <b>fell.'
)
VIENNA: Final = "The Congress of Vienna met until June 1815."
CRIMEA: Final = "Five states fought in the Crimean War, which ended in 1856."
BERLIN: Final = "Bismarck presided over the Congress of Berlin in 1878."
PARTS: Final = (WESTPHALIA, WATERLOO, VIENNA, CRIMEA, BERLIN)
TEXT: Final = "\n\n".join(PARTS) + "\n"

COPY: Final = "\n\n".join(
    (WATERLOO, WESTPHALIA, CRIMEA.replace("Five", "Nine"), BERLIN, "x" * 1_000_000)
)
STATES: Final = ("intact", "moved", "missing", "changed", "intact")
"""What the parts of the text are in the copy."""
WORDS: Final = (
    *("by the peace of Westphalia", "at Waterloo", "met until June 1815"),
    *("fought in the Crimean War", "Bismarck presided over"),
)
"""What stands nowhere but in the text."""


class Essay(NamedTuple):
    """A workspace and its store, of which the document `essay` is the text above."""

    workspace: Workspace
    store: Store

    @property
    def options(self) -> tuple[str, ...]:
        """The options that name both."""
        return "--store", str(self.store.path), "--workspace", str(self.workspace.root)

    def publish(self, parts: Sequence[str] = PARTS) -> None:
        """Publish a generation in which the passages p1, p2 … are these parts of the text."""
        rows = ["id,paragraph,start,end,digest"]
        for number, part in enumerate(parts, 1):
            start = TEXT.find(part)
            digest = hashlib.sha256(" ".join(part.split()).encode()).hexdigest()
            rows.append(f"p{number},{number},{start},{start + len(part)},{digest}")
        table = self.workspace.seeds / "essay" / "passages.csv"
        table.write_text("\n".join(rows) + "\n", encoding="utf-8")
        build(self.workspace, self.store, TABLES, lambda _: None)


def essay(folder: Path) -> Essay:
    """Make the workspace and the store in a folder."""
    found = Essay(Workspace.find(copied(folder / "workspace")), Store(folder / "store"))
    found.publish()
    return found
