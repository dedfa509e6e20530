"""Loaded sources carried over from one generation to the next, when the workspace is built anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as px

from alliancekg.batching import batches
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.fingerprints import reading
from alliancekg.namespaces import ID, graph_iri
from alliancekg.settling import BATCH, Settler, missed, sources, subjects
from alliancekg.shapes import read_shapes
from alliancekg.workspace import Workspace

if TYPE_CHECKING:
    from alliancekg.drafts import Draft
    from alliancekg.generations import Generation

Progress = Callable[[str], None]


def over(
    draft: Draft, base: Generation | None, workspace: Workspace, progress: Progress
) -> tuple[Mapping[str, object], list[Finding]]:
    """Add the loaded sources of a generation to a draft of the workspace.

    Returns their facts, and a warning for each whose files would now be read otherwise. What
    follows from them is derived anew, and those are checked whose rules may have changed. Raises
    UsageError if the workspace has a source of the same key now, SourceErrors if it has lost a
    record to which a loaded source refers, or if one breaks a rule.
    """
    if base is None or not base.ledger.loads:
        return {}, []
    old = base.open()
    for key in base.ledger.loads:
        graph = px.NamedNode(graph_iri(key))
        if next(draft.view().quads_for_pattern(None, None, None, graph), None):
            raise UsageError(
                f"'{key}' is a source of the workspace and was loaded, too; expected one of the"
                f" two. Fix: alliancekg forget {key}, or give the one of the workspace another key"
            )
        progress(f"keeping {key}, which was loaded")
        draft.add(old.quads_for_pattern(None, None, None, graph))
    if lost := list(_lost(draft, base, old)):
        raise SourceErrors(lost)
    now = reading(workspace)
    older = {key for key, facts in base.ledger.loads.items() if _reading_of(facts) != now}
    shapes = read_shapes(workspace.shapes)
    settlers = {
        is_older: Settler(draft, shapes if is_older else None) for is_older in (True, False)
    }
    for key in base.ledger.loads:
        for nodes in batches(subjects(old, px.NamedNode(graph_iri(key))), BATCH):
            settlers[key in older].settle(nodes)
    settlers[True].found.refuse()
    return base.ledger.loads, [_outdated(key) for key in sorted(older)]


def _reading_of(facts: object) -> object:
    return facts.get("reading") if isinstance(facts, dict) else None


def _outdated(key: str) -> Finding:
    problem = "was loaded before states, loaders, ontology or shapes changed"
    fix = f"alliancekg load its files again, or alliancekg forget {key}"
    return Finding(Place(key), "", "", problem, "files as they are read now", fix, "warning")


def _lost(draft: Draft, base: Generation, old: px.Store) -> Iterator[Finding]:
    """Yield a finding for each record of the workspace that is gone, and is referred to."""
    for key in sources(base.ledger.graphs):
        if key in base.ledger.loads:
            continue
        for node, who in missed(old, draft.view(), key):
            if node.value.startswith(ID):
                yield Finding(
                    Place(f"seeds/{key}"),
                    "",
                    node.value.removeprefix(ID),
                    f"is gone, and {who} refers to it",
                    "records to which loaded sources refer",
                    f"keep the record, or alliancekg forget {who}",
                )
