"""What a graph was built of, as one digest: content, code, versions of libraries."""

from __future__ import annotations

import hashlib
from pathlib import Path

import alliancekg
from alliancekg.workspace import Workspace


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
