"""Nodes as a report shows them: the place where each was read, and its IRI in short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

from alliancekg.findings import Place
from alliancekg.namespaces import FILE, ID, PREFIXES, SCHEME, SHAPES

_ROW: Final = re.compile("[1-9][0-9]{0,8}")


def short(iri: str, more: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return an IRI as `kind/key`, as `scheme#concept`, as a prefixed name, or as it is.

    `more` are prefixes of a file, beside our own.

    >>> short("https://w3id.org/alliancekg/id/event/nixon-doctrine"), short("urn:x")
    ('event/nixon-doctrine', 'urn:x')
    """
    for start in (ID, SCHEME, SHAPES):
        if iri.startswith(start):
            return iri.removeprefix(start)
    for prefix, namespace in _longest_first(tuple(more.items())):
        is_inside = bool(namespace) and iri.startswith(namespace)
        if is_inside and re.fullmatch(r"\w[\w.-]*", iri.removeprefix(namespace)):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


@lru_cache(maxsize=32)
def _longest_first(more: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    known = {**dict(more), **PREFIXES}
    return tuple(sorted(known.items(), key=lambda pair: -len(pair[1])))


def local(iri: str) -> str:
    """Return what follows the last `#` or `/` of an IRI."""
    return iri.rpartition("#")[2].rpartition("/")[2]


def base(iri: str) -> str:
    """Return what the IRIs of the same kind begin with.

    >>> base("urn:x/ns#Event"), base("urn:x/ns/Event")
    ('urn:x/ns#', 'urn:x/ns/')
    """
    if iri.startswith(ID):
        kind, mark, _ = iri.removeprefix(ID).partition("/")
        return f"{ID}{kind}{mark}"
    head, mark, _ = iri.rpartition("#" if "#" in iri else "/")
    return head + mark


class Places:
    """Where nodes were read; `known` gives the place of those that a record states."""

    def __init__(self, known: Mapping[str, Place]) -> None:
        self._known = known
        self._lines = {(place.file, place.row): place for place in known.values() if place.row}
        # A file of a user's own folder has its source before its name in the IRI.
        self._parts = {
            iri: place
            for iri, place in known.items()
            if iri.startswith(FILE) and (place.row or place.item)
        }

    def of(self, iri: str, evidence: Iterable[str]) -> Place | None:
        """Return a node's own place, or that of a row that is its evidence, or of its record.

        An item of a file that has no rows is a row here.
        """
        rows = map(self._row, sorted(evidence))
        near = (self._known.get(iri), self._row(iri), *rows, self._known.get(iri.partition("#")[0]))
        return next((place for place in near if place), None)

    def _row(self, iri: str) -> Place | None:
        if not iri.startswith(FILE):
            return None
        if iri in self._parts:
            return self._parts[iri]
        file, _, part = iri.removeprefix(FILE).partition("#")
        row = part.removeprefix("row=")
        if row == part:
            return Place(file, item=unquote(part)) if part else None
        if not _ROW.fullmatch(row):
            return None
        # Without a record of that row, the line is right unless quotes hold line breaks.
        return self._lines.get((file, int(row)), Place(file, int(row), int(row)))
