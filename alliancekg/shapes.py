"""Shapes, read from a folder or from files of anybody's, and held to what can be judged.

Whether data break them is left to `checking`, which nodes they look at to `focusing`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

import pyoxigraph as px

from alliancekg import constraints, rdfreading, shapefaults
from alliancekg.constraints import Engine
from alliancekg.errors import UsageError
from alliancekg.findings import Finding, Place
from alliancekg.focusing import TARGETS, aimed_shapes, own_shapes
from alliancekg.indexing import Index
from alliancekg.placing import short


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes, the place of each of their nodes, and what is odd about them.

    `is_foreign` tells those of `--shapes` from those of the workspace. `prefixes` are those of the
    files.
    """

    index: Index
    places: Mapping[str, Place]
    findings: tuple[Finding, ...] = ()
    is_foreign: bool = False
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def place(self, node: object) -> Place:
        """Return where a node of the shapes stands."""
        return self.places.get(getattr(node, "value", ""), self.places.get(str(node), Place("")))


def read_shapes(folder: Path) -> Shapes:
    """Return the shapes of the Turtle files of a folder.

    Raises UsageError for a file that cannot be read, with a line for each fault that would make an
    engine fall over or pass over a rule in silence, and if no shape has a target. Files that are as
    they were are not read again.
    """
    paths = tuple(sorted(path for path in folder.glob("*.ttl") if not path.is_dir()))
    try:
        digests = tuple(hashlib.sha256(path.read_bytes()).digest() for path in paths)
    except OSError:
        return _of_folder(folder, paths)  # which tells what is wrong with the file
    return _known(folder, paths, digests)


def read_shape_file(path: Path) -> Shapes:
    """Return the shapes of one Turtle file, such as those of a profile.

    Raises UsageError as `read_shapes` does.
    """
    return _of_folder(path.parent, [path])


@lru_cache(maxsize=4)
def _known(folder: Path, paths: tuple[Path, ...], _: tuple[bytes, ...]) -> Shapes:
    return _of_folder(folder, paths)


def _of_folder(folder: Path, paths: Iterable[Path]) -> Shapes:
    shapes = _shapes({path: f"{folder.name}/{path.name}" for path in paths})
    if not any(True for target in TARGETS for _ in shapes.index.pairs(target)):
        raise UsageError(f"no shape in {folder.name}/ has a target; expected SHACL in *.ttl files")
    return shapes


def read_foreign(
    files: Mapping[Path, str],
    engine: Engine,
    more: Callable[[Shapes], Iterable[Finding]] = lambda _: (),
) -> Shapes:
    """Return the shapes of files in any format of RDF; `files` gives the name to show of each.

    `engine` holds them to the syntax of SHACL, `more` returns faults beyond it. Raises UsageError
    with all of them, as `read_shapes` does, and for files that hold no shape.
    """
    shapes = _shapes(files, engine, more)
    if aimed_shapes(shapes.index):
        return shapes
    names = ", ".join(files.values())
    if found := own_shapes(shapes.index):
        said = (
            "has no target, and no shape refers to it; expected sh:targetClass, sh:targetNode,"
            " sh:targetSubjectsOf or sh:targetObjectsOf. Fix: say which nodes it is for"
        )
        told = (f"{shapes.place(s)}: {_name(s, shapes.prefixes)} {said}" for s in found)
        raise UsageError("\n".join(sorted(told)))
    stated = sum(1 for _ in shapes.index.triples())
    what = f"states {stated:,} triples, and none is a shape" if stated else "is empty"
    raise UsageError(
        f"{names}: {what}; expected SHACL shapes. Fix: name the shapes with --shapes, and the data"
        " as FILE"
    )


def _name(shape: object, prefixes: Mapping[str, str]) -> str:
    return short(shape.value, prefixes) if isinstance(shape, px.NamedNode) else "a shape"


def _shapes(
    files: Mapping[Path, str],
    engine: Engine | None = None,
    more: Callable[[Shapes], Iterable[Finding]] = lambda _: (),
) -> Shapes:
    """Return what files state, read in full. Raises UsageError with all that cannot be used."""
    quads: list[Sequence[px.Quad]] = []
    places: dict[str, Place] = {}
    prefixes: dict[str, str] = {}
    odd: list[Finding] = []
    unreadable: list[str] = []
    for path, display in files.items():
        try:
            document = rdfreading.read(path, display)
        except rdfreading.RdfError as error:
            unreadable.append(str(error))
            continue
        quads.append(document.quads)
        places |= document.places
        prefixes |= document.prefixes
        odd += document.findings
    if unreadable:
        raise UsageError("\n".join(unreadable))
    index = Index(chain.from_iterable(quads))
    shapes = Shapes(index, places, (), engine is not None, prefixes)
    faults = list(shapefaults.faults(index, shapes.place))
    if engine is not None:
        faults += constraints.ill_formed(index, shapes.place, engine)
    faults += more(shapes)
    if faults:
        raise UsageError("\n".join(dict.fromkeys(map(str, sorted(faults, key=_order)))))
    odd += shapefaults.oddities(shapes.index, shapes.place)
    return replace(shapes, findings=tuple(odd))


def _order(finding: Finding) -> tuple[object, ...]:
    return finding.place, finding.field, finding.value
