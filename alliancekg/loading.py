"""A source beside the seeds: read by its loader, put in the place of what it said before, checked.

All or nothing: the new state is a draft, and a generation only when nothing breaks a rule. A row
that its loader refuses is told of, and does not stop the others unless that is asked for; a file
whose rows cannot be told into cells, and a record that breaks a shape, stop the load.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import mapping
from alliancekg.comparing import Changes, changes
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding
from alliancekg.fingerprints import fingerprint
from alliancekg.linking import relink
from alliancekg.namespaces import GRAPH, graph_iri
from alliancekg.settling import BATCH, Settler, batches, subjects, take_out
from alliancekg.shapes import read_shapes

if TYPE_CHECKING:
    from alliancekg.drafts import Draft
    from alliancekg.generations import Generation
    from alliancekg.records import Link, Record
    from alliancekg.store import Store
    from alliancekg.workspace import Workspace

Progress = Callable[[str], None]
_MOST: Final = 1_000  # findings of shapes are told; a loader whose rows all break one is at fault


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is to be loaded: a source's key, its records, and what the ledger shall say of it.

    `records` gives the records, the same ones each time; it is called twice. `facts` are JSON:
    from which files by which loader, and how many rows, once the records were read. `is_empty`
    tells, once they were read, that there are none, and `why_empty` why.
    """

    key: str
    records: Callable[[], Iterable[Record]]
    facts: Callable[[], Mapping[str, object]]
    is_empty: Callable[[], bool]
    why_empty: Callable[[], Sequence[Finding]] = tuple


@dataclass(slots=True)
class Loaded:
    """What a load gave: the generation (None if it was only planned) and what changed."""

    generation: Generation | None
    changes: Changes
    findings: list[Finding] = field(default_factory=list)
    nodes: int = 0
    is_new: bool = True


Look = Callable[["px.Store", "px.Store"], None]


def refuse_stale(workspace: Workspace, store: Store) -> None:
    """Raise UsageError unless the current generation was built of the workspace as it is."""
    if store.current().ledger.fingerprint != fingerprint(workspace):
        raise UsageError(
            "seeds, ontology, shapes or code have changed since the graph was built; expected a"
            " graph that is up to date. Fix: run alliancekg build"
        )


def is_loaded(generation: Generation, incoming: Incoming) -> bool:
    """Tell whether a generation holds what these files say: same loader, same files."""
    loaded = generation.ledger.loads.get(incoming.key)
    return loaded is not None and loaded == {**incoming.facts(), **_rows_of(loaded)}


def _rows_of(loaded: object) -> Mapping[str, object]:
    return {"rows": loaded["rows"]} if isinstance(loaded, dict) and "rows" in loaded else {}


def load(
    workspace: Workspace,
    store: Store,
    incoming: Incoming,
    progress: Progress,
    command: str,
    links: Sequence[Link] = (),
    look: Look | None = None,
) -> Loaded:
    """Publish a source in the place of what it said before, unless a record breaks a rule.

    `links` are those of the workspace.

    With `look` nothing is published: it is given the graph as it is and as it would be. Raises
    SourceErrors with the violations; the store then stays as it was.
    """
    base = store.current()
    shapes = read_shapes(workspace.shapes)
    with store.writing(command, base) as draft:
        progress(f"reading {incoming.key}")
        touched = take_out(draft, incoming.key)
        for batch in _batches(incoming.records()):
            draft.add(quad for record in batch for quad in mapping.quads(record))
        if incoming.is_empty():
            raise _nothing(incoming)
        progress(f"checking {incoming.key} against the shapes")
        settler = Settler(draft, shapes)
        for batch in _batches(incoming.records()):
            places = mapping.node_places(batch)
            settler.settle([px.NamedNode(iri) for iri in places], places)
            if len(settler.found.findings) > _MOST:
                break
        for nodes in batches(sorted(touched, key=str)):
            settler.settle(nodes)
        relink(draft, links)
        _refuse_needed(draft, base, incoming.key)
        found = settler.found
        if any(finding.severity == "violation" for finding in found.findings):
            raise SourceErrors([f for f in found.findings if f.severity == "violation"])
        before, after = base.open(), draft.view()
        changed = changes(before, after, incoming.key)
        if look:
            look(before, after)
            return Loaded(None, changed, found.findings, found.nodes)
        loads = {**base.ledger.loads, incoming.key: dict(incoming.facts())}
        made = _publish(draft, base, f"loaded {incoming.key}", loads, found.counts)
    return Loaded(made, changed, found.findings, found.nodes)


def _nothing(incoming: Incoming) -> SourceErrors | UsageError:
    if why := incoming.why_empty():
        return SourceErrors(why)
    return UsageError(f"{incoming.key}: there is nothing to load. Fix: give files that have rows")


def _publish(
    draft: Draft,
    base: Generation,
    note: str,
    loads: Mapping[str, object],
    counts: Mapping[str, int],
) -> Generation:
    validation = {**base.ledger.validation}
    for name, number in counts.items():
        before = validation.get(name, 0)
        validation[name] = number + (before if isinstance(before, int) else 0)
    return draft.publish(note, base.ledger.fingerprint, validation, loads)


def forget(
    workspace: Workspace,
    store: Store,
    key: str,
    progress: Progress,
    links: Sequence[Link] = (),
    look: Look | None = None,
) -> Loaded:
    """Publish the graph without a source that was loaded. Raises UsageError for any other."""
    base = store.current()
    if key not in base.ledger.loads:
        there = ", ".join(sorted(base.ledger.loads)) or "none"
        raise UsageError(
            f"no loaded source '{key}'; there are: {there}. Fix: name one of these; what the seeds"
            " say is taken out of seeds/"
        )
    with store.writing("alliancekg forget", base) as draft:
        progress(f"taking out {key}")
        touched = take_out(draft, key)
        relink(draft, links)
        _refuse_needed(draft, base, key)
        settler = Settler(draft, read_shapes(workspace.shapes))
        for nodes in batches(sorted(touched, key=str)):
            settler.settle(nodes)
        before, after = base.open(), draft.view()
        changed = changes(before, after, key)
        if look:
            look(before, after)
            return Loaded(None, changed, settler.found.findings)
        loads = {name: facts for name, facts in base.ledger.loads.items() if name != key}
        made = _publish(draft, base, f"forgot {key}", loads, {})
    return Loaded(made, changed, settler.found.findings)


def _refuse_needed(draft: Draft, base: Generation, key: str) -> None:
    """Refuse to take out records of a source to which other sources refer."""
    store, gone = draft.view(), px.NamedNode(graph_iri(key))
    for node in subjects(base.open(), gone):
        if next(store.quads_for_pattern(node, None, None, None), None) is not None:
            continue
        for quad in store.quads_for_pattern(None, None, node, None):
            if isinstance(quad.graph_name, px.NamedNode):
                other = quad.graph_name.value.removeprefix(GRAPH)
                raise UsageError(
                    f"{other} refers to {node.value}, of which only {key} told; expected that it"
                    f" stays while {other} refers to it. Fix: keep it, or alliancekg forget {other}"
                )


def _batches(records: Iterable[Record]) -> Iterator[Sequence[Record]]:
    waiting = iter(records)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
