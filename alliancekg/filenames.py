"""What files of users are called in reports: shortly, and each by a name of its own."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from alliancekg.workspace import Workspace


def shown(paths: Iterable[Path], workspace: Workspace) -> Mapping[Path, str]:
    """Return the name of each file, with `/`, in the order given; the same file stands once.

    From the workspace on, or from the folder where the user is; of a file elsewhere its own name,
    or as many folders before it as tell it from the others.
    """
    first: dict[str, Path] = {}
    for path in paths:
        first.setdefault(os.path.realpath(path), path)
    files = list(first.values())
    names = {path: _inside(path, workspace) for path in files}
    taken = Counter(names.values())
    far = [path for path in files if not names[path] or taken[names[path]] > 1]
    depth = dict.fromkeys(far, 1)
    while True:
        tails = {path: "/".join(path.absolute().parts[-depth[path] :]) for path in far}
        named = names | tails
        count = Counter(named.values())
        unclear = [p for p in far if count[tails[p]] > 1 and depth[p] < len(p.absolute().parts)]
        if not unclear:
            return named
        for path in unclear:
            depth[path] += 1


def _inside(path: Path, workspace: Workspace) -> str:
    """Return the name of a file of the workspace or below the current folder, else nothing."""
    name, full, here = workspace.display(path), path.absolute(), Path.cwd()
    if name != path.name or full.parent == workspace.root:
        return name
    return full.relative_to(here).as_posix() if full.is_relative_to(here) else ""
