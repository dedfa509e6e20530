"""Mapping sets in SSSOM/TSV, in the canonical form of its specification (version 1.0).

What is mapped, and by what right, is left to `mappingsets`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

# The slots that are used here, in the order of the specification. Those in _NAMED hold IRIs that
# are written as CURIEs; other IRIs, such as that of a licence, are written in full.
_SLOTS: Final = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label"),
    *("mapping_justification", "subject_type", "subject_source", "object_type", "object_source"),
    *("see_also", "comment"),
)
_NAMED: Final = frozenset(
    {
        *("subject_id", "predicate_id", "object_id", "mapping_justification"),
        *("subject_source", "object_source"),
    }
)
# What all mappings of a set share is said once, for the set.
_SHARED: Final = ("subject_type", "subject_source", "object_type", "object_source")
# Names that every reader knows, and that are therefore not declared.
_BUILT_IN: Final = frozenset(("owl", "rdf", "rdfs", "semapv", "skos", "sssom"))
_PLAIN: Final = re.compile(r"(?:[A-Za-z]|[0-9]+\.[0-9]+\.)\S*(?: (?!#)\S+)*")
_WORDS: Final = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))


_CURIES: Final = "https://w3id.org/linkml/uriOrCurie"


class Extension(NamedTuple):
    """A slot of our own: its name, the property that says what it means, the type of its values."""

    name: str
    property: str
    type: str = ""

    @classmethod
    def of_iris(cls, name: str, property_: str) -> Extension:
        """Return a slot that holds IRIs."""
        return cls(name, property_, _CURIES)


@dataclass(frozen=True, slots=True)
class MappingSet:
    """A mapping set; each mapping is a dictionary of slots. IRIs are written out.

    `prefixes` are names for namespaces, those of the specification among them.
    """

    id: str
    version: str
    title: str
    description: str
    creators: Sequence[str]
    license: str
    prefixes: Mapping[str, str]
    mappings: Sequence[Mapping[str, str]]
    extensions: Sequence[Extension] = ()


def write(mapping_set: MappingSet) -> str:
    """Return the set as a text of SSSOM/TSV: the metadata, then the mappings, sorted.

    Raises ValueError for a slot that is not known, and for an IRI that no prefix fits.
    """
    names = _Names(mapping_set.prefixes)
    extensions = _used(mapping_set)
    named = _NAMED | {extension.name for extension in extensions if extension.type == _CURIES}
    rows = [_row(mapping, named, names) for mapping in mapping_set.mappings]
    known = {*_SLOTS, *(extension.name for extension in extensions)}
    if unknown := {slot for row in rows for slot in row} - known:
        raise ValueError(f"{sorted(unknown)} are no slots; expected some of {sorted(known)}")
    shared = _take_shared(rows)
    order = [*_SLOTS, *(extension.name for extension in extensions)]
    columns = [slot for slot in order if any(slot in row for row in rows)]
    cells = sorted([row.get(slot, "") for slot in columns] for row in rows)
    defined = list(_definitions(extensions, names))
    lines = [*_metadata(mapping_set, shared, names), *defined]
    head = "".join(f"#{line}\n" for line in lines)
    return head + "".join("\t".join(map(_cell, row)) + "\n" for row in [columns, *cells])


class _Names:
    """IRIs as CURIEs, and which prefixes that takes."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._known = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._used: dict[str, str] = {}

    def curie(self, iri: str) -> str:
        """Return an IRI by the prefix that leaves least of it."""
        for name, namespace in self._known:
            if iri.startswith(namespace):
                self._used[name] = namespace
                return f"{name}:{iri[len(namespace) :]}"
        raise ValueError(f"'{iri}' begins with no namespace that has a prefix")

    def declared(self) -> list[tuple[str, str]]:
        """Return the prefixes that were used and must be declared, sorted by name."""
        return sorted((name, iri) for name, iri in self._used.items() if name not in _BUILT_IN)


def _used(mapping_set: MappingSet) -> list[Extension]:
    """Return the slots of our own that a mapping has, sorted by their properties."""
    slots = {slot for mapping in mapping_set.mappings for slot in mapping}
    used = (extension for extension in mapping_set.extensions if extension.name in slots)
    return sorted(used, key=lambda extension: extension.property)


def _row(mapping: Mapping[str, str], named: Iterable[str], names: _Names) -> dict[str, str]:
    """Return what a mapping says, IRIs as CURIEs, without what is empty."""
    return {
        slot: names.curie(value) if slot in named else " ".join(value.split())
        for slot, value in mapping.items()
        if value
    }


def _take_shared(rows: Sequence[dict[str, str]]) -> dict[str, str]:
    """Take what all mappings share out of them, and return it."""
    shared: dict[str, str] = {}
    for slot in _SHARED:
        values = {row.get(slot) for row in rows}
        value = next(iter(values), None)
        if len(values) == 1 and value is not None:
            shared[slot] = value
            for row in rows:
                del row[slot]
    return shared


def _metadata(mapping_set: MappingSet, shared: Mapping[str, str], names: _Names) -> Iterator[str]:
    """Yield the lines of the metadata: YAML, in the order of the specification."""
    if declared := names.declared():
        yield "curie_map:"
        yield from (f"  {name}: {_scalar(iri)}" for name, iri in declared)
    yield f"mapping_set_id: {_scalar(mapping_set.id)}"
    yield f"mapping_set_version: {_scalar(mapping_set.version)}"
    yield f"mapping_set_title: {_scalar(mapping_set.title)}"
    yield f"mapping_set_description: {_scalar(mapping_set.description)}"
    if mapping_set.creators:
        yield "creator_label:"
        yield from (f"  - {_scalar(creator)}" for creator in mapping_set.creators)
    yield f"license: {_scalar(mapping_set.license)}"
    yield from (f"{slot}: {_scalar(value)}" for slot, value in shared.items())


def _definitions(extensions: Sequence[Extension], names: _Names) -> Iterator[str]:
    if extensions:
        yield "extension_definitions:"
    for extension in extensions:
        yield f"  - slot_name: {extension.name}"
        yield f"    property: {names.curie(extension.property)}"
        if extension.type:
            yield f"    type_hint: {names.curie(extension.type)}"


def _scalar(text: str) -> str:
    """Return a text as YAML: as it is where YAML reads it so, or else in double quotes.

    >>> _scalar("https://w3id.org/alliancekg/"), _scalar("0.1"), _scalar("Codes: who is 732?")
    ('https://w3id.org/alliancekg/', '"0.1"', '"Codes: who is 732?"')
    """
    is_plain = _PLAIN.fullmatch(text) and ": " not in text and not text.endswith(":")
    return text if is_plain and text.lower() not in _WORDS else json.dumps(text, ensure_ascii=False)


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if '"' in value else value
