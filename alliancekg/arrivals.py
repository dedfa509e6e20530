"""Files of a data set as what is to be loaded: recognised, read row by row, counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from alliancekg import datarows, rawcsv
from alliancekg.cells import Vocabulary
from alliancekg.dataloaders import Context, DataSource, Form, Layout, Loader, Outcome
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.identity import States
from alliancekg.loading import Incoming, confirm, digest
from alliancekg.recognising import recognise
from alliancekg.records import Record, Source

SHOWN: Final = 3  # refusals of one reason
_CHANGING: Final = re.compile(r"'[^']*'|[0-9][0-9.,:/_-]*")
REFUSED_COLUMNS: Final = (
    "file", "line", "row", "item", "field", "value", "problem", "expected", "fix",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read: as which source (empty: the loader's), encoded how, however strictly."""

    source: str = ""
    encoding: str = ""
    is_strict: bool = False


@dataclass(slots=True)
class Reason:
    """Why rows were refused or flagged: how many, and the first of them."""

    count: int = 0
    first: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Count a finding."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(finding)


@dataclass(slots=True)
class Tally:
    """Rows that were read, those that gave records and those that were refused, and why."""

    read: int = 0
    taken: int = 0
    refused: int = 0
    refusals: dict[str, Reason] = field(default_factory=dict)
    flags: dict[str, Reason] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count what a row gave."""
        self.read += 1
        self.refused += outcome.is_refused
        self.taken += not outcome.is_refused
        for finding in outcome.refusals:
            self.refusals.setdefault(_reason(finding), Reason()).add(finding)
        for finding in outcome.flags:
            self.flags.setdefault(_reason(finding), Reason()).add(finding)

    def refused_as(self) -> list[Finding]:
        """Return why rows were refused, the first of each reason."""
        return [finding for reason in self.refusals.values() for finding in reason.first]


def _reason(finding: Finding) -> str:
    """Return what findings of one kind have in common: their words without values."""
    return f"{finding.field}: {_CHANGING.sub('…', finding.problem)}"


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    display: str
    kind: Layout | Form


class Arrival:
    """Files of one source, ready to be read as often as need be."""

    def __init__(
        self,
        loader: Loader,
        named: Sequence[tuple[Path, str]],
        states: States,
        vocabulary: Vocabulary,
        options: Options,
        refused: TextIO | None = None,
    ) -> None:
        """`named` are the files with their names for messages; `refused` takes refusals as CSV.

        Raises UsageError and SourceErrors as `recognise` does, and UsageError for files of several
        sources.
        """
        self.loader, self._options = loader, options
        self._states, self._vocabulary = states, vocabulary
        self._files = _recognised(loader, named, options.encoding)
        self._digests = {file.path: digest(file.path) for file in self._files}
        self._source = _one_source(loader, self._files)
        self.key = options.source or self._source.key
        self.tally = Tally()
        self._refused = refused
        self._is_counted = False

    def incoming(self) -> Incoming:
        """Return what is to be loaded."""
        tally = self.tally
        return Incoming(
            self.key,
            self.records,
            self.facts,
            is_empty=lambda: not tally.taken,
            confirm=lambda: confirm(self._digests),
            why_empty=tally.refused_as,
        )

    def records(self) -> Iterator[Record]:
        """Yield the source, then the records of all rows in order; the first time, count them.

        Raises SourceErrors: for files whose rows cannot be told into cells, with the faults of all
        files, and in a strict run for rows that are refused.
        """
        yield self.source_record()
        faults: list[Finding] = []
        for file in self._files:
            try:
                for outcome in self._outcomes(file):
                    if not self._is_counted:
                        self._count(outcome)
                    yield from outcome.records
            except SourceErrors as error:
                faults += error.findings
        if not self._is_counted and self._options.is_strict:
            faults += [f for reason in self.tally.refusals.values() for f in reason.first]
        if faults:
            raise SourceErrors(faults)
        self._is_counted = True

    def _count(self, outcome: Outcome) -> None:
        self.tally.add(outcome)
        if self._refused and outcome.refusals:
            if self.tally.refused == 1:
                self._refused.write(rawcsv.line(REFUSED_COLUMNS))
            for f in outcome.refusals:
                place = (f.place.file, f.place.line or "", f.place.row or "", f.place.item)
                cells = [*place, f.field, f.value, f.problem, f.expected, f.fix]
                self._refused.write(rawcsv.line(cells))

    def _outcomes(self, file: _File) -> Iterator[Outcome]:
        context = Context(self.key, self._states)
        if isinstance(file.kind, Form):
            return file.kind.read(file.path, file.display, context)
        return datarows.read(
            file.kind, file.path, file.display, context, self._vocabulary, self._options.encoding
        )

    def source_record(self) -> Source:
        """Return the record of the source, as the loader tells of it."""
        about = self._source
        return Source(
            id=self.key,
            source=self.key,
            place=Place(self._files[0].display, 1, 1),
            type=about.type,
            title=about.title,
            creators=about.creators,
            issued=about.issued,
            publisher=about.publisher,
            license=about.license,
            citation=about.citation,
            url=about.url,
            rank=about.rank,
            coverage_measures=about.measures,
            coverage_actors=about.actors,
            coverage_time=about.time,
            note=about.note,
        )

    def facts(self) -> dict[str, object]:
        """Return what the ledger says of the load."""
        files = [
            {"name": f.display, "kind": f.kind.name, "sha256": self._digests[f.path]}
            for f in self._files
        ]
        counts = {name: getattr(self.tally, name) for name in ("read", "taken", "refused")}
        facts: dict[str, object] = {"loader": self.loader.name, "files": files, "rows": counts}
        return facts | ({"encoding": self._options.encoding} if self._options.encoding else {})


def _recognised(
    loader: Loader, named: Sequence[tuple[Path, str]], encoding: str
) -> tuple[_File, ...]:
    """Return the files with their kinds; what is wrong with any of them is told of all at once."""
    files: list[_File] = []
    unusable: list[str] = []
    findings: list[Finding] = []
    for path, display in named:
        try:
            files.append(_File(path, display, recognise(loader, path, display, encoding)))
        except UsageError as error:
            unusable.append(str(error))
        except SourceErrors as error:
            findings += error.findings
    if unusable:
        raise UsageError("\n".join([*unusable, *map(str, findings)]))
    if findings:
        raise SourceErrors(findings)
    # Records of one file may be defined by another: the loader's own order of kinds, then by name.
    order = {kind.name: at for at, kind in enumerate(loader.kinds)}
    return tuple(sorted(files, key=lambda file: (order[file.kind.name], file.display)))


def _one_source(loader: Loader, files: Sequence[_File]) -> DataSource:
    found: dict[str, DataSource] = {}
    for file in files:
        source = source_of(file.kind, file.path)
        found.setdefault(source.key, source)
    if len(found) > 1:
        raise UsageError(
            f"these files are of the sources {', '.join(found)}; expected files of one source."
            f" Fix: run alliancekg load {loader.name} for each"
        )
    return next(iter(found.values()))


def source_of(kind: Layout | Form, path: Path) -> DataSource:
    """Return the data set that a file belongs to."""
    return kind.source(path) if callable(kind.source) else kind.source
