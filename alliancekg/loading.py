"""A source beside the seeds: read by its loader, put in the place of what it said before, checked.

All or nothing: the new state is a draft, and a generation only when nothing breaks a rule. A row
that its loader refuses is told of, and does not stop the others unless that is asked for; a file
whose rows cannot be told into cells, and a record that breaks a shape, stop the load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import mapping
from alliancekg.batching import batches
from alliancekg.cells import is_id
from alliancekg.comparing import Changes, changes
from alliancekg.errors import SourceErrors, StaleError, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.fingerprints import fingerprint, reading, sha256
from alliancekg.linking import SOURCE, relink
from alliancekg.namespaces import OWN_GRAPHS, graph_iri
from alliancekg.settling import BATCH, Settler, missed, take_out
from alliancekg.shapes import read_shapes

if TYPE_CHECKING:
    from alliancekg.drafts import Draft
    from alliancekg.generations import Generation
    from alliancekg.records import Link, Record
    from alliancekg.store import Store
    from alliancekg.workspace import Workspace

Progress = Callable[[str], None]
_STALE: Final = (
    "seeds, ontology, shapes or code have changed since the graph was built; expected a graph that"
    " is up to date. Fix: run alliancekg build"
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is to be loaded: a source's key, its records, and what the ledger shall say of it.

    `records` gives the records, the same ones each time; it is called twice. `facts` are JSON:
    from which files by which loader, and how many rows, once the records were read. `is_empty`
    tells, once they were read, that there are none, and `why_empty` why. `confirm` raises
    UsageError if the files have changed since they were read first. `checked_on` is the number of
    the generation to which the records were held, if they were.
    """

    key: str
    records: Callable[[], Iterable[Record]]
    facts: Callable[[], Mapping[str, object]]
    is_empty: Callable[[], bool]
    confirm: Callable[[], None]
    why_empty: Callable[[], Sequence[Finding]] = tuple
    checked_on: int = 0


@dataclass(slots=True)
class Loaded:
    """What a load gave: the generation (None if it was only planned) and what changed."""

    generation: Generation | None
    changes: Changes
    findings: list[Finding] = field(default_factory=list)


Look = Callable[["px.Store", "px.Store"], None]


def refuse_stale(workspace: Workspace, store: Store) -> None:
    """Raise UsageError unless the current generation was built of the workspace as it is."""
    if store.current().ledger.fingerprint != fingerprint(workspace):
        raise StaleError(_STALE)


def is_loaded(
    workspace: Workspace, generation: Generation, incoming: Incoming, *, is_strict: bool
) -> bool:
    """Tell whether a generation holds what these files say, read as they would be now.

    In a strict run not so if rows were refused, which then has to be told.
    """
    loaded = generation.ledger.loads.get(incoming.key)
    if not isinstance(loaded, dict):
        return False
    rows = loaded.get("rows", {"refused": 0})
    now = {**incoming.facts(), "reading": reading(workspace)}
    return {**now, "rows": rows} == {**loaded, "rows": rows} and not (is_strict and rows["refused"])


def load(
    workspace: Workspace,
    store: Store,
    incoming: Incoming,
    progress: Progress,
    links: Sequence[Link] = (),
    look: Look | None = None,
) -> Loaded:
    """Publish a source in the place of what it said before, unless a record breaks a rule.

    `links` are those of the workspace.

    With `look` nothing is published: it is given the graph as it is and as it would be. Raises
    SourceErrors with the violations; the store then stays as it was.
    """
    shapes = read_shapes(workspace.shapes)
    with store.writing("alliancekg load", goes_on=True) as draft:
        base = _base(draft, workspace)
        if incoming.checked_on not in (0, base.number):
            raise StaleError("the graph has changed meanwhile. Fix: run the command again")
        refuse_key(incoming.key, incoming.facts()["loader"], base)
        progress(f"reading {incoming.key}")
        touched = take_out(draft, incoming.key)
        for batch in batches(incoming.records(), BATCH):
            draft.add(quad for record in batch for quad in mapping.quads(record))
        if incoming.is_empty():
            raise _nothing(incoming)
        progress(f"checking {incoming.key} against the shapes")
        settler = Settler(draft, shapes)
        for batch in batches(incoming.records(), BATCH):
            places = mapping.node_places(batch)
            settler.settle([px.NamedNode(iri) for iri in places], places)
            if settler.found.is_hopeless:
                break
        incoming.confirm()
        for nodes in batches(sorted(touched, key=str), BATCH):
            settler.settle(nodes)
        settler.settle(relink(draft, links).nodes)
        settler.found.refuse()
        _refuse_needed(draft, base, incoming.key)
        changed = changes(base.open(), draft.view(), incoming.key)
        found = [*_fewer(base, incoming), *settler.found.findings]
        if look:
            look(base.open(), draft.view())
            return Loaded(None, changed, found)
        facts = {**incoming.facts(), "reading": reading(workspace)}
        loads = {**base.ledger.loads, incoming.key: facts}
        made = _publish(draft, base, f"loaded {incoming.key}", loads, settler.found.counts)
    return Loaded(made, changed, found)


def _base(draft: Draft, workspace: Workspace) -> Generation:
    """Return the generation from which a draft goes on, if it is of the workspace as it is."""
    assert draft.base is not None
    if draft.base.ledger.fingerprint != fingerprint(workspace):
        raise StaleError(_STALE)
    return draft.base


def refuse_key(key: str, loader: object, base: Generation) -> None:
    """Raise UsageError if a source cannot be called so, or is another one in the graph."""
    loaded = base.ledger.loads.get(key)
    problem = ""
    if not is_id(key):
        problem = "is no id; expected a-z, 0-9, '.', '_' and '-', a letter or digit first"
    elif key in OWN_GRAPHS or (graph_iri(key) in base.ledger.graphs and loaded is None):
        problem = "is a source of the workspace, or a graph of the engine; expected another key"
    elif key == SOURCE:
        problem = "is the graph of the links; expected another key"
    elif isinstance(loaded, dict) and loaded["loader"] != loader:
        problem = f"was loaded by {loaded['loader']}; expected the same loader, or another key"
    if problem:
        raise UsageError(
            f"'{key}' {problem}. Fix: choose a key with --source; tables of the workspace are"
            " corrected in seeds/"
        )


def _fewer(base: Generation, incoming: Incoming) -> Iterator[Finding]:
    """Yield a warning for each kind of file that the source had before and has no more."""
    before, now = _kinds(base.ledger.loads.get(incoming.key)), _kinds(incoming.facts())
    for kind in sorted(before - now):
        yield Finding(
            Place(incoming.key),
            "",
            kind,
            "is a kind of file that was loaded before and is not among these",
            "all files of a source in one load, which takes the place of the last",
            "load it together with the others, if it is still wanted",
            "warning",
        )


def _kinds(facts: object) -> set[str]:
    files = facts.get("files", []) if isinstance(facts, Mapping) else []
    return {str(file["kind"]) for file in files}


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
    with store.writing("alliancekg forget", goes_on=True) as draft:
        base = _base(draft, workspace)
        _refuse_unloaded(key, base)
        progress(f"taking out {key}")
        touched = take_out(draft, key)
        linked = relink(draft, links).nodes
        _refuse_needed(draft, base, key)
        settler = Settler(draft, read_shapes(workspace.shapes))
        for nodes in batches([*sorted(touched, key=str), *linked], BATCH):
            settler.settle(nodes)
        settler.found.refuse()
        changed = changes(base.open(), draft.view(), key)
        if look:
            look(base.open(), draft.view())
            return Loaded(None, changed, settler.found.findings)
        loads = {name: facts for name, facts in base.ledger.loads.items() if name != key}
        made = _publish(draft, base, f"forgot {key}", loads, {})
    return Loaded(made, changed, settler.found.findings)


def _refuse_unloaded(key: str, base: Generation) -> None:
    if key not in base.ledger.loads:
        there = ", ".join(sorted(base.ledger.loads)) or "none"
        raise UsageError(
            f"no loaded source '{key}'; there are: {there}. Fix: name one of these; what the seeds"
            " say is taken out of seeds/"
        )


def _refuse_needed(draft: Draft, base: Generation, key: str) -> None:
    """Refuse to take out records of a source to which other sources refer."""
    for node, other in missed(base.open(), draft.view(), key):
        raise UsageError(
            f"{other} refers to {node.value}, of which only {key} told; expected that it"
            f" stays while {other} refers to it. Fix: keep it, or alliancekg forget {other}"
        )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file. Raises UsageError if it cannot be read."""
    try:
        return sha256(path)
    except OSError as error:
        raise UsageError(f"cannot read {path.name}: {error.strerror}") from error


def confirm(digests: Mapping[Path, str]) -> None:
    """Raise UsageError if a file is not what it was."""
    for path, before in digests.items():
        if digest(path) != before:
            raise UsageError(f"{path.name}: has changed while it was read. Fix: load it again")
