"""From the workspace to a published generation: read, map, derive, check, publish, or nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import alliancekg
from alliancekg.errors import EngineError, SourceErrors, UsageError
from alliancekg.findings import Finding
from alliancekg.reports import SEVERITIES
from alliancekg.store import Store
from alliancekg.workspace import Workspace

if TYPE_CHECKING:
    import pyoxigraph as px

    from alliancekg.generations import Generation
    from alliancekg.reading import Table
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
        quads, report, warnings = _checked(workspace, tables, progress)
        progress(f"publishing {len(quads):,} statements")
        draft.add(quads)
        validation: dict[str, object] = {str(k): n for k, n in report.counts.items()}
        validation["focus nodes"] = report.nodes
        generation = draft.publish(NOTE, print_, validation)
    return Built(generation, (*warnings, *report.findings), True)


def _checked(
    workspace: Workspace, tables: Mapping[str, Table], progress: Progress
) -> tuple[list[px.Quad], Report, tuple[Finding, ...]]:
    from alliancekg import checking, derived, mapping, seeds, vocabulary

    progress("reading ontology and tables")
    terms = list(vocabulary.quads(workspace.ontology))
    concepts = vocabulary.concepts(workspace.ontology / "schemes")
    read = seeds.read_seeds(workspace.seeds, tables, concepts)
    progress(f"mapping {len(read.records):,} records")
    stated = [*terms, *chain.from_iterable(mapping.quads(record) for record in read.records)]
    quads = list(dict.fromkeys([*stated, *derived.derive(stated)]))
    progress(f"checking {len(quads):,} statements against the shapes")
    report = checking.check(quads, workspace.shapes, mapping.node_places(read.records))
    if not report.conforms:
        raise SourceErrors([f for f in report.findings if f.severity == "violation"])
    return quads, report, read.warnings


def _current(store: Store, print_: str) -> Generation | None:
    """Return the current generation if it is whole and was made of the same input."""
    try:
        generation = store.current()
        generation.check()
    except (UsageError, EngineError):
        return None
    return generation if generation.ledger.fingerprint == print_ else None


def fingerprint(workspace: Workspace) -> str:
    """Return the SHA-256 of all that a build depends on: content, code, versions of libraries."""
    code, content = Path(alliancekg.__file__).parent, workspace.root
    found = [
        *((code.parent, path) for path in code.glob("*.py")),
        *((code.parent, path) for path in (code.parent / "loaders").glob("*.py")),
        *((content, path) for path in workspace.ontology.rglob("*.ttl")),
        *((content, path) for path in workspace.shapes.rglob("*.ttl")),
        *((content, path) for path in workspace.seeds.rglob("*")),
    ]
    files = ((base, path) for base, path in found if path.is_file())
    # Sorted by name, so that it does not matter where the folders are; hidden files are not read.
    named = sorted((path.relative_to(base).as_posix(), path) for base, path in files)
    digest = hashlib.sha256(f"{alliancekg.__version__} {_versions()}\n".encode())
    for name, path in named:
        if "/." not in name:
            digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _versions() -> str:
    from importlib.metadata import version

    return " ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "pyshacl", "rdflib"))


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
