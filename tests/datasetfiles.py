"""Small files of data sets, and those of the test material, as their loaders read them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import loaders
from alliancekg import datarows, statenames
from alliancekg.dataloaders import Context, Layout, Loader, Outcome
from alliancekg.findings import Place
from alliancekg.identity import States
from alliancekg.recognising import recognise
from alliancekg.records import Actor, Code, Record
from alliancekg.workspace import Workspace
from loaders import codes

NOWHERE = Place("seeds/states.csv")


def state(key: str, code: str, time: str = "1816-01-01/..", label: str = "") -> Actor:
    """Return a state that both lists number alike."""
    return Actor(
        id=key,
        source="states",
        place=NOWHERE,
        type="State",
        label=label or key,
        cow_code=code,
        gw_code=code,
        cow_time=(time,),
        gw_time=(time,),
    )


FEW = States(
    [
        state("usa", "2", label="United States of America"),
        state("rok", "732", "1949-06-29/..", "South Korea"),
        state("dprk", "731", "1948-09-09/..", "North Korea"),
        state("soviet-union", "365", "1922-12-30/1991-12-26"),
        state("russia", "365", "1991-12-27/.."),
        state("syria", "652", "1946-04-17/..", "Syria"),
        Code(id="iraq", source="codes", place=NOWHERE, actor="iraq", system="gw", code="645"),
    ]
)


def all_states(root: Path) -> States:
    """Return the states of the checkout."""
    return statenames.read(Workspace.find(root), {**loaders.TABLES, "codes": codes.TABLE})


def layout_of(loader: Loader, path: Path) -> Layout:
    """Return the layout by which a file is known."""
    found = recognise(loader, path, path.name)
    assert isinstance(found, Layout)
    return found


def read(loader: Loader, path: Path, states: States = FEW) -> list[Outcome]:
    """Return what the rows of a file give."""
    layout = layout_of(loader, path)
    context = Context(layout.source.key, states)
    return list(datarows.read(layout, path, path.name, context, {}))


def rows(loader: Loader, folder: Path, *given: Mapping[str, str]) -> list[Outcome]:
    """Return what rows give that are written into a file; cells are quoted."""
    path = folder / "file.csv"
    lines = [list(given[0]), *(list(row.values()) for row in given)]
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8")
    return read(loader, path)


def row(loader: Loader, folder: Path, given: Mapping[str, str]) -> Outcome:
    """Return what a row gives."""
    (outcome,) = rows(loader, folder, given)
    return outcome


def shown(record: Record) -> dict[str, object]:
    """Return what a record says: its fields that are not empty, but for source and place."""
    fields = (field.name for field in dataclasses.fields(record))
    found = {name: getattr(record, name) for name in fields if name not in ("source", "place")}
    return {"kind": record.kind} | {name: value for name, value in found.items() if value}


def told(outcome: Outcome) -> list[str]:
    """Return the messages of a row, without their places."""
    return [str(f).partition(": ")[2] for f in (*outcome.refusals, *outcome.flags)]


def disagreements(records: list[Record]) -> list[str]:
    """Return the records of one id that do not say the same: each field is empty or one value."""
    first: dict[tuple[str, str], dict[str, object]] = {}
    wrong = []
    for record in records:
        known = first.setdefault((record.kind, record.id), {})
        for name, value in shown(record).items():
            if known.setdefault(name, value) != value:
                wrong.append(f"{record.id}: {name}")
    return wrong


def sound(outcomes: list[Outcome]) -> tuple[int, int]:
    """Return how many rows gave records and how many were refused, each for a reason."""
    for outcome in outcomes:
        assert bool(outcome.records) != bool(outcome.refusals)
        assert all(f.problem and f.expected and f.fix for f in outcome.refusals)
    taken = sum(bool(outcome.records) for outcome in outcomes)
    return taken, len(outcomes) - taken
