"""Files read by a loader of a data set, with the states of `known_states`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from known_states import known_states

from alliancekg import datarows
from alliancekg.dataloaders import Context, Form, Loader, Outcome
from alliancekg.recognising import recognise
from alliancekg.records import Quantity, Record

Kind = TypeVar("Kind", bound=Record)


def run(loader: Loader, path: Path, source: str) -> list[Outcome]:
    """Return what each row of a file gives; `source` is the key that the loader must give it."""
    kind = recognise(loader, path, path.name)
    assert not callable(kind.source)
    assert kind.source.key == source
    context = Context(source, known_states())
    if isinstance(kind, Form):
        return list(kind.read(path, path.name, context))
    return list(datarows.read(kind, path, path.name, context, {}))


def run_text(loader: Loader, folder: Path, text: str, source: str) -> list[Outcome]:
    """Return what each row of a table gives."""
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return run(loader, path, source)


def records(outcomes: Sequence[Outcome], kind: type[Kind]) -> list[Kind]:
    """Return the records of one kind, in their order."""
    return [found for o in outcomes for found in o.records if isinstance(found, kind)]


def counts(outcomes: Sequence[Outcome]) -> tuple[int, int, int]:
    """Return how many rows were read, taken and refused; none is both, or neither."""
    for outcome in outcomes:
        assert bool(outcome.records) != bool(outcome.refusals), outcome
    refused = sum(outcome.is_refused for outcome in outcomes)
    return len(outcomes), len(outcomes) - refused, refused


def reasons(outcomes: Sequence[Outcome], *, flags: bool = False) -> Counter[str]:
    """Return how often each problem was found: of rows refused, or of rows flagged."""
    return Counter(
        finding.problem
        for outcome in outcomes
        for finding in (outcome.flags if flags else outcome.refusals)
    )


def numbers(outcomes: Sequence[Outcome], measure: str = "troop-strength") -> dict[str, str]:
    """Return the values of a measure by the id of their quantity."""
    return {q.id: q.value for q in records(outcomes, Quantity) if q.measure == measure}
