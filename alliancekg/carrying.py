"""Loaded sources carried over from one generation to the next, when the workspace is built anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as px

from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import ID, graph_iri
from alliancekg.settling import Settler, batches, sources, subjects

if TYPE_CHECKING:
    from alliancekg.drafts import Draft
    from alliancekg.generations import Generation

Progress = Callable[[str], None]


def over(draft: Draft, base: Generation | None, progress: Progress) -> Mapping[str, object]:
    """Add the loaded sources of a generation to a draft of the workspace; return their facts.

    They were checked when they were loaded; what follows from them is derived anew. Raises
    UsageError if the workspace has a source of the same key now, SourceErrors if it has lost a
    record to which a loaded source refers.
    """
    if base is None or not base.ledger.loads:
        return {}
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
    settler = Settler(draft, None)
    for key in base.ledger.loads:
        for nodes in batches(subjects(old, px.NamedNode(graph_iri(key)))):
            settler.settle(nodes)
    return base.ledger.loads


def _lost(draft: Draft, base: Generation, old: px.Store) -> Iterator[Finding]:
    """Yield a finding for each record of the workspace that is gone, and is referred to."""
    new = draft.view()
    for key in sources(base.ledger.graphs):
        if key in base.ledger.loads:
            continue
        for node in subjects(old, px.NamedNode(graph_iri(key))):
            if next(new.quads_for_pattern(node, None, None, None), None) is not None:
                continue
            named = next(new.quads_for_pattern(None, None, node, None), None)
            if named is not None and node.value.startswith(ID):
                who = getattr(named.graph_name, "value", "").rpartition("/")[2]
                yield Finding(
                    Place(f"seeds/{key}"),
                    "",
                    node.value.removeprefix(ID),
                    f"is gone, and {who or 'a loaded source'} refers to it",
                    "records to which loaded sources refer",
                    f"keep the record, or alliancekg forget {who}",
                )
