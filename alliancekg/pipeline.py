"""From the workspace to a published generation: read, map, derive, check, publish, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from alliancekg import carrying, linking
from alliancekg.errors import EngineError, SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.fingerprints import fingerprint
from alliancekg.reports import SEVERITIES
from alliancekg.settling import Settler
from alliancekg.shapes import read_shapes
from alliancekg.store import Store
from alliancekg.workspace import Workspace

if TYPE_CHECKING:
    import pyoxigraph as px

    from alliancekg.generations import Generation
    from alliancekg.reading import Table
    from alliancekg.records import Link
    from alliancekg.reports import Report

Progress = Callable[[str], None]
NOTE: Final = "built from the workspace"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build gave: the current generation, and the findings that did not stop it.

    `is_new` is false when nothing has changed since the current generation was published, so that
    nothing was read again.
    """

    generation: Generation
    findings: tuple[Finding, ...]
    is_new: bool


def build(
    workspace: Workspace,
    store: Store,
    tables: Mapping[str, Table],
    progress: Progress,
    is_forced: bool = False,
) -> Built:
    """Publish what the workspace says, unless it breaks a rule.

    `tables` are the loaders' by file stem. Raises SourceErrors with all findings of the tables, or
    if there are none with all violations of the shapes; the store then stays as it was.
    """
    print_ = fingerprint(workspace)
    current = None if is_forced else _current(store, print_)
    if current is not None:
        return Built(current, (), False)
    with store.writing("alliancekg build") as draft:
        quads, links, report, warnings = _checked(workspace, tables, progress)
        draft.add(quads)
        before, lost = _before(store)
        loads, older = carrying.over(draft, before, workspace, progress)
        linked = linking.relink(draft, links)
        if loads:
            settler = Settler(draft, read_shapes(workspace.shapes))
            settler.settle(linked.nodes)
            settler.found.refuse()
        if linked.waiting:
            progress(f"{linked.waiting} of {len(links)} links wait for sources to be loaded")
        progress(f"publishing {len(quads):,} statements")
        validation: dict[str, object] = {str(k): n for k, n in report.counts.items()}
        validation["focus nodes"] = report.nodes
        generation = draft.publish(NOTE, print_, validation, loads)
    return Built(generation, (*warnings, *lost, *older, *report.findings), True)


def _before(store: Store) -> tuple[Generation | None, tuple[Finding, ...]]:
    """Return the generation whose loaded sources are kept; of a damaged one, a warning."""
    try:
        generation = store.current()
        generation.check()
    except UsageError:
        return None, ()  # there is none yet
    except EngineError:
        problem = "is damaged, so that sources which were loaded into it are not kept"
        fix = "load them again, or go back with alliancekg rollback"
        place = Place(str(store.path))
        return None, (Finding(place, "", "", problem, "a whole generation", fix, "warning"),)
    return generation, ()


def _checked(
    workspace: Workspace, tables: Mapping[str, Table], progress: Progress
) -> tuple[list[px.Quad], list[Link], Report, tuple[Finding, ...]]:
    from alliancekg import checking, derived, mapping, seeds, vocabulary

    progress("reading ontology and tables")
    terms = list(vocabulary.quads(workspace.ontology))
    concepts = vocabulary.concepts(workspace.ontology / "schemes")
    read = seeds.read_seeds(workspace.seeds, tables, concepts)
    records, links = linking.split(read.records)
    progress(f"mapping {len(records):,} records")
    # Links to loaded sources are checked when those are there.
    mapped = chain(records, linking.ready(records, links))
    stated = [*terms, *chain.from_iterable(mapping.quads(record) for record in mapped)]
    quads = list(dict.fromkeys([*stated, *derived.derive(stated)]))
    progress(f"checking {len(quads):,} statements against the shapes")
    report = checking.check(quads, workspace.shapes, mapping.node_places(records))
    if not report.conforms:
        raise SourceErrors([f for f in report.findings if f.severity == "violation"])
    return quads, links, report, read.warnings


def _current(store: Store, print_: str) -> Generation | None:
    """Return the current generation if it is whole and was made of the same input."""
    try:
        generation = store.current()
        generation.check()
    except (UsageError, EngineError):
        return None
    return generation if generation.ledger.fingerprint == print_ else None


def said(validation: Mapping[str, object]) -> str:
    """Return the summary of a validation that a ledger keeps, as words.

    >>> said({"focus nodes": 12, "violation": 0, "warning": 1})
    '0 violations, 1 warning, 12 focus nodes'
    """
    order = (*SEVERITIES, "focus nodes")
    stems = ((validation[what], what.removesuffix("s")) for what in order if what in validation)
    return ", ".join(f"{n} {stem}{'' if n == 1 else 's'}" for n, stem in stems)


def classes(store: px.Store) -> list[tuple[str, int]]:
    """Return how many nodes each class of the ontology has, superclasses included, by name."""
    import pyoxigraph as px

    from alliancekg.namespaces import AK, PREFIXES

    found: Counter[str] = Counter()
    type_ = px.NamedNode(PREFIXES["rdf"] + "type")
    for quad in store.quads_for_pattern(None, type_, None, px.DefaultGraph()):
        if isinstance(quad.object, px.NamedNode) and quad.object.value.startswith(AK):
            found[quad.object.value.removeprefix(AK)] += 1
    return sorted(found.items())
