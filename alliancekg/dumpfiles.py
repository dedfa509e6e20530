"""Files of data that are given away beside a description: their types, sizes and checksums."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alliancekg.errors import EngineError, UsageError

_FORMATS: Final = "http://www.w3.org/ns/formats/"
_KINDS: Final = {
    ".ttl": ("text/turtle", "Turtle"),
    ".trig": ("application/trig", "TriG"),
    ".nt": ("application/n-triples", "N-Triples"),
    ".nq": ("application/n-quads", "N-Quads"),
    ".jsonld": ("application/ld+json", "JSON-LD"),
    ".rdf": ("application/rdf+xml", "RDF_XML"),
    ".csv": ("text/csv", ""),
    ".tsv": ("text/tab-separated-values", ""),
    ".json": ("application/json", ""),
    ".graphml": ("application/xml", ""),
    ".parquet": ("application/vnd.apache.parquet", ""),
    ".zip": ("application/zip", ""),
}
# What a release holds besides: rules for the data, and mapping sets.
_NO_DATA: Final = re.compile(r"shapes\.[a-z]+(\.gz)?|.+\.sssom\.tsv")
_PACKED: Final = {".gz": "application/gzip"}


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of data. `stem` is its name without its endings; `rdf` the IRI of its RDF format.

    `media_type` and `packed` are names of the IANA, `packed` that of its compression or "".
    """

    name: str
    stem: str
    media_type: str
    packed: str
    rdf: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Found:
    """The files of data of a folder, sorted by name, and the names of others."""

    files: tuple[DumpFile, ...]
    others: tuple[str, ...]


def read(folder: Path, besides: Collection[Path] = ()) -> Found:
    """Return the files below a folder, known by their endings; hidden ones are passed over.

    Shapes and mapping sets are none of data. `besides` are files that are not told of, such as the
    description itself. Raises UsageError if
    it is no folder, EngineError if a file cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{folder}: is no folder; expected one with files of data. Fix: name a folder that"
            " alliancekg export has written to"
        )
    left_out = {path.resolve() for path in besides}
    paths = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and path.resolve() not in left_out
    }
    shown = sorted(name for name in paths if not any(p.startswith(".") for p in name.split("/")))
    files = [_file(name, paths[name]) for name in shown]
    others = (name for name, file in zip(shown, files, strict=True) if file is None)
    return Found(tuple(file for file in files if file), tuple(others))


def _file(name: str, path: Path) -> DumpFile | None:
    endings = path.suffixes
    packed = _PACKED.get(endings.pop(), "") if endings and endings[-1] in _PACKED else ""
    if not endings or endings[-1] not in _KINDS or _NO_DATA.match(path.name):
        return None
    media_type, rdf = _KINDS[endings[-1]]
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise EngineError(
            f"{path}: cannot be read: {error.strerror or error}; expected a file of data."
            " Fix: let it be read, or take it out of the folder"
        ) from error
    tail = endings[-1] + next((end for end in _PACKED if packed and path.name.endswith(end)), "")
    stem = path.name.removesuffix(tail)
    return DumpFile(name, stem, media_type, packed, rdf and _FORMATS + rdf, size, digest)
