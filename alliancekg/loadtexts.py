"""A load as lines of text: what the command line prints of it, and a client of the server may have.

What a load gave as data is made by `loadreports`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from alliancekg.errors import AllianceKGError
from alliancekg.findings import Finding
from alliancekg.loading import Incoming, Loaded

if TYPE_CHECKING:
    from alliancekg.arrivals import Reason, Tally
    from alliancekg.comparing import Changed
    from alliancekg.planning import Difference

Write = Callable[[str], None]


class Lines:
    """Listens to a load, and writes a line for each thing that it hears.

    `result` takes what was found, `message` what is wrong, `going` what is being done.
    """

    def __init__(self, result: Write, message: Write, going: Write, key: str = "") -> None:
        """Begin; `key` is that of the source, if no files tell it."""
        self._result, self._message, self._going, self._key = result, message, going, key
        self._tally: Tally | None = None
        self._compared = 0

    def progress(self, text: str) -> None:
        """Write what is being done."""
        self._going(text)

    def begun(self, incoming: Incoming, tally: Tally | None) -> None:
        """Remember whose rows are read."""
        self._key, self._tally = incoming.key, tally

    def warned(self, finding: Finding) -> None:
        """Write a warning about a table."""
        self._message(str(finding))

    def unchanged(self) -> None:
        """Write that nothing is done."""
        self._result(f"{self._key}: unchanged, these files are loaded already")

    def compared(self, found: Difference | AllianceKGError) -> None:
        """Write how an answer would change, or why it was not compared."""
        if isinstance(found, AllianceKGError):
            self._message(f"not compared: {found}")
        else:
            self._compared += 1
            self._result(f"answer of {found}")

    def compared_all(self) -> None:
        """Write that no answer changes, if so."""
        if not self._compared:
            self._result("no answer of a saved query changes")

    def done(self, found: Loaded) -> None:
        """Write rows, findings, records, and the generation."""
        if self._tally:
            self._tell_rows(self._tally)
        for finding in found.findings:
            if finding.severity != "info":
                self._message(str(finding))
        self._tell_records(found)
        if found.generation is None:
            self._result("planned only; nothing was changed")
        else:
            ledger = found.generation.ledger
            self._result(f"generation {ledger.number}: {ledger.quads:,} statements")

    def _tell_rows(self, tally: Tally) -> None:
        self._result(
            f"{self._key}: {tally.read:,} rows read = {tally.taken:,} taken"
            f" + {tally.refused:,} refused"
        )
        self._tell_reasons("refused", tally.refusals.values())
        self._tell_reasons("flagged", tally.flags.values())

    def _tell_reasons(self, verb: str, reasons: Iterable[Reason]) -> None:
        for reason in sorted(reasons, key=lambda r: -r.count):
            more = f", the first {len(reason.first)}" if reason.count > len(reason.first) else ""
            self._message(f"{verb}: {reason.count:,}{more}:")
            for finding in reason.first:
                self._message(f"  {finding}")

    def _tell_records(self, found: Loaded) -> None:
        changes = found.changes
        self._result(
            f"{self._key}: {changes.added.count:,} records added, {changes.changed.count:,}"
            f" changed, {changes.removed.count:,} removed"
        )
        for verb, of in (
            ("added", changes.added), ("changed", changes.changed), ("removed", changes.removed)
        ):  # fmt: skip
            if found.generation is None or verb != "added":
                self._tell_names(verb, of)

    def _tell_names(self, verb: str, of: Changed) -> None:
        if of.count:
            more = ", …" if of.count > len(of.shown) else ""
            self._result(f"  {verb}: {', '.join(of.shown)}{more}")
