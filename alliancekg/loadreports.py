"""A load as data for programs: what the command line prints, in plain values that JSON can write.

What it is as lines of text is made by `loadtexts`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TextIO

from alliancekg.errors import AllianceKGError
from alliancekg.findings import Finding
from alliancekg.loading import Incoming, Loaded
from alliancekg.loadtexts import Lines
from alliancekg.reporting.jsonreport import facts
from alliancekg.reporting.selection import tally as counted
from alliancekg.reports import in_order

if TYPE_CHECKING:
    from alliancekg.arrivals import Reason, Tally
    from alliancekg.comparing import Changed
    from alliancekg.planning import Difference

MOST: Final = 2_000
"""So many findings, and so many refused rows, are told one by one; all are counted."""

LONGEST: Final = 1_000
"""So many characters of a value are told."""

PUBLISHED: Final = "published"
PLANNED: Final = "planned"
UNCHANGED: Final = "unchanged"
REFUSED: Final = "refused"


class Report:
    """Listens to a load, and tells at the end what it gave, as data and as text."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self.outcome = ""
        self._lines = Lines(self._text.append, self._text.append, lambda _: None)
        self._incoming: Incoming | None = None
        self._tally: Tally | None = None
        self._findings: list[Finding] = []
        self._answers: list[Difference] = []
        self._failed: list[str] = []
        self._loaded: Loaded | None = None

    def progress(self, text: str) -> None:
        """Pass over what is being done."""

    def begun(self, incoming: Incoming, tally: Tally | None) -> None:
        """Keep what is to be loaded."""
        self._incoming, self._tally = incoming, tally
        self._lines.begun(incoming, tally)

    def warned(self, finding: Finding) -> None:
        """Keep a warning about a table."""
        self._findings.append(finding)
        self._lines.warned(finding)

    def unchanged(self) -> None:
        """Keep that nothing is done."""
        self.outcome = UNCHANGED
        self._lines.unchanged()

    def compared(self, found: Difference | AllianceKGError) -> None:
        """Keep how an answer would change, or why it was not compared."""
        if isinstance(found, AllianceKGError):
            self._failed.append(str(found))
        else:
            self._answers.append(found)
        self._lines.compared(found)

    def compared_all(self) -> None:
        """Write that no answer changes, if so."""
        self._lines.compared_all()

    def done(self, found: Loaded) -> None:
        """Keep what the load gave."""
        self.outcome = PUBLISHED if found.generation else PLANNED
        self._loaded = found
        self._findings += found.findings
        self._lines.done(found)

    def refused(self, findings: Sequence[Finding]) -> None:
        """Keep why the load was refused."""
        self.outcome = REFUSED
        self._findings += findings
        self._text += map(str, findings)

    def text(self) -> str:
        """Return the lines that the command line prints, the first of them if they are many."""
        more = len(self._text) - MOST
        last = [f"… and {more:,} lines more"] if more > 0 else []
        return "\n".join([*self._text[:MOST], *last, ""])

    def facts(self) -> dict[str, Any]:
        """Return all of it. What is not known, or is not of this kind of load, is None."""
        incoming, loaded = self._incoming, self._loaded
        changes = loaded.changes if loaded else None
        ledger = loaded.generation.ledger if loaded and loaded.generation else None
        told = [found for found in in_order(self._findings) if found.severity != "info"]
        files: Any = incoming.facts()["files"] if incoming else []
        return {
            "outcome": self.outcome,
            "source": incoming.key if incoming else None,
            "files": [{"name": file["name"], "kind": file["kind"]} for file in files],
            "generation": ledger.number if ledger else None,
            "statements": ledger.quads if ledger else None,
            "rows": None if self.outcome == UNCHANGED else _rows(self._tally),
            "refused": _reasons(self._tally.refusals if self._tally else {}),
            "flagged": _reasons(self._tally.flags if self._tally else {}),
            "records": changes and {
                "added": _changed(changes.added),
                "changed": _changed(changes.changed),
                "removed": _changed(changes.removed),
            },
            "answers": [found._asdict() for found in self._answers],
            "notCompared": self._failed,
            "counts": counted(self._findings),
            "findings": [finding_facts(found) for found in told[:MOST]],
            "omitted": max(0, len(told) - MOST),
        }  # fmt: skip


def refused_rows(table: TextIO) -> list[dict[str, Any]]:
    """Return the first of the rows that a load has written as refused, as plain values."""
    csv.field_size_limit(1 << 30)
    found = []
    for row in csv.DictReader(table):
        cut = {name: text[:LONGEST] or None for name, text in row.items()}
        numbers = {name: int(cut[name] or 0) or None for name in ("line", "row")}
        found.append({**cut, **numbers})
        if len(found) == MOST:
            break
    return found


def finding_facts(finding: Finding) -> dict[str, Any]:
    """Return a finding as reports of validation have it, with its line of the command line."""
    found = {**facts(finding), "item": finding.place.item or None, "text": str(finding)}
    return {n: v[:LONGEST] if isinstance(v, str) else v for n, v in found.items()}


def _rows(tally: Tally | None) -> dict[str, int] | None:
    if tally is None:
        return None
    return {"read": tally.read, "taken": tally.taken, "refused": tally.refused}


def _reasons(reasons: Mapping[str, Reason]) -> list[dict[str, Any]]:
    ordered: Iterable[Reason] = sorted(reasons.values(), key=lambda reason: -reason.count)
    return [
        {"count": reason.count, "first": [finding_facts(found) for found in reason.first]}
        for reason in ordered
    ]


def _changed(of: Changed) -> dict[str, Any]:
    return {"count": of.count, "first": list(of.shown)}
