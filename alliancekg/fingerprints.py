"""Digests: of a file, and of all that a graph was built of: content, code, libraries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import alliancekg
from alliancekg.workspace import Workspace


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file. Raises OSError if it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(workspace: Workspace) -> str:
    """Return the SHA-256 of all that a build depends on: content, code, versions of libraries."""
    content = workspace.root
    return _digest([*_rules(workspace), *((content, path) for path in workspace.seeds.rglob("*"))])


def reading(workspace: Workspace) -> str:
    """Return the SHA-256 of all by which a loaded file is read: states, code, ontology, shapes."""
    names = ("states.csv", "codes.csv")
    states = ((workspace.root, workspace.seeds / name) for name in names)
    return _digest([*_rules(workspace), *states])


def _rules(workspace: Workspace) -> Iterator[tuple[Path, Path]]:
    """Yield the files of code, ontology and shapes, each with the folder from which it is named."""
    code = Path(alliancekg.__file__).parent
    yield from ((code.parent, path) for path in code.glob("*.py"))
    yield from ((code.parent, path) for path in (code.parent / "loaders").glob("*.py"))
    yield from ((workspace.root, path) for path in workspace.ontology.rglob("*.ttl"))
    yield from ((workspace.root, path) for path in workspace.shapes.rglob("*.ttl"))


def _digest(found: Iterable[tuple[Path, Path]]) -> str:
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
