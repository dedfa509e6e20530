"""A release: everything that a reader of the graph needs, in one folder, with checksums.

    README.md NOTES.md SHA256SUMS   what is in here, what is new, what each file was
    data/                           the graph in each format, and each source alone
    ontology/ shapes/ queries/      as they stand in the workspace
    answers/                        what each saved query answers, with its defaults
    docs/ CITATION.cff LICENSE …    where the workspace has them

The same graph and workspace give the same bytes. The folder appears whole or not at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alliancekg import export, folders, queries, releasenotes, results
from alliancekg.embedded import Embedded
from alliancekg.errors import AllianceKGError, UsageError
from alliancekg.fingerprints import sha256
from alliancekg.namespaces import GRAPH, OWN_GRAPHS
from alliancekg.quadsources import named

if TYPE_CHECKING:
    import pyoxigraph as px

    from alliancekg.generations import Generation
    from alliancekg.releasenotes import Before
    from alliancekg.workspace import Workspace

SUMS: Final = "SHA256SUMS"
_WHOLE: Final = ("ontology", "shapes", "queries", "docs")
_TOP: Final = ("CITATION.cff", "LICENSE", "LICENSE-CC-BY-4.0", "NOTICE", "CHANGELOG.md")
ENDINGS: Final = {
    "turtle": "ttl",
    "trig": "trig",
    "ntriples": "nt",
    "nquads": "nq",
    "jsonld": "jsonld",
    "rdfxml": "rdf",
}
Progress = Callable[[str], None]
More = Callable[[Path, "px.Store"], None]


def release(
    folder: Path,
    workspace: Workspace,
    generation: Generation,
    before: Before | None,
    loaded: Sequence[str],
    progress: Progress,
    more: More = lambda _part, _store: None,
) -> int:
    """Write a release of a generation into a folder that is empty or does not exist.

    `loaded` are the sources that were loaded and shall be released, too; their makers' terms are
    for whoever releases them to keep. `before` is the state that the notes compare with, `more`
    writes further files when the data are there. Returns how many files have a checksum. Raises
    UsageError for another folder or source, EngineError if the disk refuses.
    """
    refuse_unknown(generation, loaded)
    kept = kept_of(generation, loaded)
    with folders.appearing(folder) as part:
        store = releasenotes.only(generation.open(), kept)
        progress("writing the data")
        _data(part / "data", store, kept)
        more(part, store)
        for name in _WHOLE:
            if (workspace.root / name).is_dir():
                _copy(workspace.root / name, part / name)
        for name in _TOP:
            if (workspace.root / name).is_file():
                shutil.copyfile(workspace.root / name, part / name)
        progress("asking the saved queries")
        unanswered = _answers(part / "answers", workspace, store)
        if before:
            progress(f"comparing with {before.name}")
        _write(part / "NOTES.md", releasenotes.notes(workspace.queries, store, before))
        files = sorted(path.name for path in part.iterdir())
        _write(part / "README.md", releasenotes.readme(store, kept, files, unanswered))
        sums = [f"{digest}  {name}\n" for name, digest in _checksums(part)]
        _write(part / SUMS, sums)
    return len(sums)


def _write(path: Path, pieces: Iterable[str]) -> None:
    path.write_text("".join(pieces), encoding="utf-8", newline="\n")


def kept_of(generation: Generation, loaded: Sequence[str]) -> list[str]:
    """Return the graphs that are released, by IRI, in order."""
    left_out = {f"{GRAPH}{key}" for key in generation.ledger.loads if key not in loaded}
    return sorted(graph for graph in generation.ledger.graphs if graph not in left_out)


def _data(folder: Path, store: px.Store, kept: Iterable[str]) -> None:
    (folder / "sources").mkdir(parents=True)
    for form in export.FORMATS:
        name = f"alliancekg.{ENDINGS[form]}"
        export.export_to(folder / name, named(store), form, flatten=True)
    for graph in kept:
        key = graph.removeprefix(GRAPH)
        if key not in OWN_GRAPHS:
            quads = named(store, [graph])
            export.export_to(folder / "sources" / f"{key}.ttl", quads, "turtle")


def _copy(source: Path, target: Path) -> None:
    """Copy what stands in a folder, but for caches and hidden files."""
    ignored = shutil.ignore_patterns(".*", "__pycache__")
    shutil.copytree(source, target, ignore=ignored, copy_function=shutil.copyfile)


def _answers(folder: Path, workspace: Workspace, store: px.Store) -> list[str]:
    """Write the answers; return which questions have none here, and why."""
    engine, unanswered = Embedded(store), []
    folder.mkdir()
    for name, saved in queries.find(workspace.queries).items():
        try:
            answer = results.write(queries.run(saved, engine), "csv")
        except AllianceKGError as error:  # a default names what another graph has
            unanswered.append(f"{name}: {error}")
            continue
        file = folder / f"{name}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(answer, encoding="utf-8", newline="")
    return unanswered


def _checksums(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield name and SHA-256 of each file below a folder, sorted by name; of SUMS itself not."""
    paths = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    for name, path in sorted(paths.items()):
        if name != SUMS:
            yield name, sha256(path)


def refuse_unknown(generation: Generation, loaded: Sequence[str]) -> None:
    """Raise UsageError for a key that is none of a loaded source."""
    there = generation.ledger.loads
    for key in loaded:
        if key not in there:
            listed = ", ".join(sorted(there)) or "none"
            raise UsageError(
                f"no loaded source '{key}'; there are: {listed}. Fix: name one of these; what the"
                " seeds say is always released"
            )
