"""A published generation: its ledger, its quads, and whether its files are as they were written.

How a generation comes to be, and which one is current, is left to `store`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from types import UnionType
from typing import Any, Final

import pyoxigraph as px

from alliancekg.errors import EngineError
from alliancekg.fingerprints import sha256
from alliancekg.locking import disk_faults
from alliancekg.measuring import is_merged, measure

LEDGER_FORMAT: Final = 1
_TEXT: Final = (str, "a text")
_COUNT: Final = (int, "a whole number")
_OBJECT: Final = (dict, "an object")
_LEDGER_KEYS: Final[Mapping[str, tuple[type | UnionType, str]]] = {
    **dict.fromkeys(("number", "quads", "triples"), _COUNT),
    **dict.fromkeys(("created", "command", "note", "fingerprint", "digest"), _TEXT),
    **dict.fromkeys(("alliancekg", "pyoxigraph"), _TEXT),
    **dict.fromkeys(("graphs", "validation", "loads"), _OBJECT),
    "parent": (int | None, "a whole number or null"),
    "files": (list, "a list"),
}
_FILE_KEYS: Final[Mapping[str, tuple[type | UnionType, str]]] = {
    "name": _TEXT,
    "size": _COUNT,
    "sha256": _TEXT,
}
# What RocksDB needs to open a database. The rest (LOG, LOCK, IDENTITY) may change without harm.
_DATA_FILES: Final = ("*.sst", "*.log", "CURRENT", "MANIFEST-*", "OPTIONS-*")


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of a generation's database, as it was when the generation was published."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is known of a generation since it was published.

    `created` is UTC (ISO 8601). `graphs` counts the quads of each named graph, `quads` their sum,
    `triples` the default graph. `digest` is the SHA-256 of the sorted N-Quads of all named graphs.
    `loads` tells of each source that was loaded: by which loader, from which files.
    """

    number: int
    created: str
    parent: int | None
    command: str
    note: str
    fingerprint: str
    graphs: Mapping[str, int]
    quads: int
    triples: int
    digest: str
    alliancekg: str
    pyoxigraph: str
    files: tuple[DataFile, ...]
    validation: Mapping[str, object]
    loads: Mapping[str, object] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the ledger as JSON, keys sorted."""
        facts = {"format": LEDGER_FORMAT, **asdict(self)}
        return json.dumps(facts, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Ledger:
        """Return the ledger that `to_json` wrote; ValueError says which key is missing or wrong."""
        try:
            facts = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {error.lineno} is no JSON") from None
        if _values(facts, {"format": _COUNT}, "")["format"] != LEDGER_FORMAT:
            raise ValueError("it was written by another version of alliancekg")
        found = _values({"loads": {}, **facts}, _LEDGER_KEYS, "")
        listed = enumerate(found.pop("files"), 1)
        files = (DataFile(**_values(file, _FILE_KEYS, f" of file {at}")) for at, file in listed)
        return cls(files=tuple(files), **found)


def _values(
    facts: object, keys: Mapping[str, tuple[type | UnionType, str]], of: str
) -> dict[str, Any]:
    """Return the values of these keys, each of its kind. Raises ValueError."""
    if not isinstance(facts, dict):
        raise ValueError(f"the JSON object{of} is missing")
    for key, (kind, noun) in keys.items():
        if key not in facts:
            raise ValueError(f"the key '{key}'{of} is missing")
        if not isinstance(facts[key], kind) or isinstance(facts[key], bool):
            raise ValueError(f"the key '{key}'{of} is not {noun}")
    return {key: facts[key] for key in keys}


@dataclass(frozen=True, slots=True)
class Generation:
    """A published state of the graph; it never changes."""

    path: Path
    ledger: Ledger

    @property
    def number(self) -> int:
        """Return the number of the generation, counted from 1."""
        return self.ledger.number

    @property
    def data(self) -> Path:
        """Return the folder of the database."""
        return self.path / "data"

    @classmethod
    def read(cls, path: Path) -> Generation:
        """Return the generation in a folder; raises EngineError if its ledger cannot be read."""
        try:
            ledger = Ledger.from_json((path / "ledger.json").read_text(encoding="utf-8"))
            if ledger.number != int(path.name):
                raise ValueError(f"it is the ledger of generation {ledger.number}")
        except FileNotFoundError:
            raise EngineError(f"{path}: the generation is not there. Fix: {remedy(path)}") from None
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else "") or str(error)
            why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else why
            raise EngineError(
                f"{path / 'ledger.json'}: the ledger cannot be read: {why}. Fix: {remedy(path)}"
            ) from error
        return cls(path, ledger)

    def check(self) -> None:
        """Compare names and sizes of the data files with the ledger; raises EngineError."""
        if problems := _differences(self):
            shown = "; ".join(problems[:3]) + ("; …" if len(problems) > 3 else "")
            fix = remedy(self.path)
            raise EngineError(f"{self.data}: the generation is damaged: {shown}. Fix: {fix}")

    def open(self) -> px.Store:
        """Return the database, read-only; it stays readable while later generations come.

        Each call opens it anew (14 ms). Don't take the result through a fork: open after it. Raises
        EngineError if the files are not those of the ledger.
        """
        self.check()
        try:
            with disk_faults(self.data, "open the generation"):
                return px.Store.read_only(str(self.data))
        except (RuntimeError, ValueError) as error:
            raise EngineError(
                f"{self.data}: the generation cannot be opened: {error}. Fix: {remedy(self.path)}"
            ) from error

    def quads(self) -> list[px.Quad]:
        """Return the quads of all named graphs, sorted as N-Quads."""
        store = self.open()
        quads = (
            quad
            for graph in store.named_graphs()
            for quad in store.quads_for_pattern(None, None, None, graph)
        )
        return sorted(quads, key=str)


def remedy(folder: Path) -> str:
    """Return what helps if the generation of that folder is damaged; to go back needs another."""
    new = "alliancekg build makes a new one"
    beside = folder.parent.iterdir() if folder.parent.is_dir() else ()
    if any(path.name.isdecimal() and path != folder for path in beside):
        return f"alliancekg rollback goes to an earlier generation, {new}"
    return new


def data_files(folder: Path) -> tuple[DataFile, ...]:
    """Return the files that the database in a folder needs, sorted by name, with their digests."""
    return tuple(
        DataFile(name, size, sha256(folder / name)) for name, size in _sizes(folder).items()
    )


def verify_deep(generation: Generation) -> list[str]:
    """Return all that is wrong with a generation, an empty list if it is whole.

    Reads every byte: sizes and digests of the files, then counts and digest of the quads, then
    whether the default graph is the merged set. A database whose files are wrong is not opened:
    a flipped bit in an index can make the engine take all memory.
    """
    problems = _differences(generation)
    for file in generation.ledger.files:
        path = generation.data / file.name
        if path.is_file() and path.stat().st_size == file.size and sha256(path) != file.sha256:
            problems.append(f"{file.name} has other bytes than when it was published")
    return problems or _content_problems(generation)


def _content_problems(generation: Generation) -> list[str]:
    ledger = generation.ledger
    store = generation.open()
    found = measure(store)
    pairs = (
        ("quads by graph", dict(ledger.graphs), found.graphs),
        ("quads", ledger.quads, found.quads),
        ("triples of the default graph", ledger.triples, found.triples),
        ("digest", ledger.digest, found.digest),
    )
    problems = [f"{what}: {now} instead of {then}" for what, then, now in pairs if then != now]
    if not is_merged(store):
        problems.append("the default graph is not the merged set of the named graphs")
    return problems


def _sizes(folder: Path) -> dict[str, int]:
    if not folder.is_dir():
        return {}
    files = (path for path in folder.iterdir() if any(fnmatch(path.name, p) for p in _DATA_FILES))
    return {path.name: path.stat().st_size for path in sorted(files)}


def _differences(generation: Generation) -> list[str]:
    found = _sizes(generation.data)
    wanted = {file.name: file.size for file in generation.ledger.files}
    missing = [f"{name} is missing" for name in sorted(wanted.keys() - found.keys())]
    changed = [
        f"{name} has {found[name]} bytes instead of {size}"
        for name, size in sorted(wanted.items())
        if name in found and found[name] != size
    ]
    extra = [f"{name} is not of this generation" for name in sorted(found.keys() - wanted.keys())]
    return missing + changed + extra
