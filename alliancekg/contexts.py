"""The JSON-LD context of the ontology's terms: made from the ontology, and shipped beside it.

Classes and properties have the names that they have in the namespace `ak:`. A property of records
is read as an IRI; one of integers, dates or truth values as that. Values are always lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

import pyoxigraph as px

from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.workspace import Workspace

FILE: Final = "context.jsonld"
"""The name of the context in the folder of the ontology."""

_OWL: Final = PREFIXES["owl"]
_TYPE: Final = px.NamedNode(PREFIXES["rdf"] + "type")
_RANGE: Final = px.NamedNode(PREFIXES["rdfs"] + "range")
_CLASS: Final = px.NamedNode(_OWL + "Class")
_RELATION: Final = px.NamedNode(_OWL + "ObjectProperty")
_PROPERTY: Final = px.NamedNode(_OWL + "DatatypeProperty")
# Only types of which no other type is a part: an integer is a decimal, too, and stays one of both.
_READ_AS: Final = {PREFIXES["xsd"] + name: f"xsd:{name}" for name in ("boolean", "date", "integer")}
_END_OF_PREFIX: Final = (":", "/", "?", "#", "[", "]", "@")

Definition = str | dict[str, object]
"""What a context says of a name: its IRI, or that and how its values are read."""


def made(ontology: Iterable[px.Quad]) -> str:
    """Return the text of the context: all prefixes, then the terms of the ontology, each sorted."""
    types: set[tuple[str, object]] = set()
    ranges: dict[str, str] = {}
    for quad in ontology:
        if isinstance(quad.subject, px.NamedNode) and quad.subject.value.startswith(AK):
            if quad.predicate == _TYPE:
                types.add((quad.subject.value, quad.object))
            elif quad.predicate == _RANGE and isinstance(quad.object, px.NamedNode):
                ranges[quad.subject.value] = quad.object.value
    terms: dict[str, Definition] = {}
    for iri, kind in types:
        local = iri.removeprefix(AK)
        if kind == _CLASS:
            terms[_name(local)] = f"ak:{local}"
        elif kind == _RELATION:
            terms[_name(local)] = _property(local, "@id")
        elif kind == _PROPERTY:
            terms[_name(local)] = _property(local, _READ_AS.get(ranges.get(iri, "")))
    context = {**dict(sorted(prefixes(PREFIXES).items())), **dict(sorted(terms.items()))}
    lines = ",\n".join(f" {_json(name)}: {_json(what)}" for name, what in context.items())
    return f'{{"@context": {{\n{lines}\n}}}}\n'


def prefixes(namespaces: Mapping[str, str]) -> dict[str, Definition]:
    """Return prefixes as a context has them; the empty one, which it cannot have, is left out.

    >>> prefixes({"": "urn:x#", "a": "https://example.org/a#", "b": "https://example.org/b-"})
    {'a': 'https://example.org/a#', 'b': {'@id': 'https://example.org/b-', '@prefix': True}}
    """
    return {
        name: iri if iri.endswith(_END_OF_PREFIX) else {"@id": iri, "@prefix": True}
        for name, iri in namespaces.items()
        if name
    }


@cache
def shipped() -> Mapping[str, Definition]:
    """Return the terms of the context that comes with the program, by their names.

    It is the same for every workspace, so that equal graphs give equal files. Raises UsageError if
    the file is not there, as after half an installation.
    """
    path = Workspace.shipped().ontology / FILE
    try:
        context: dict[str, Definition] = json.loads(path.read_text("utf-8"))["@context"]
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read: {error.strerror}; expected the context of JSON-LD. Fix:"
            " install alliancekg again"
        ) from error
    return {name: what for name, what in context.items() if name not in PREFIXES}


def _name(local: str) -> str:
    """Return the name of a term: that of `ak:time` is `ak:time`, as `time` is a prefix."""
    return f"ak:{local}" if local in PREFIXES else local


def _property(local: str, read_as: str | None) -> Definition:
    kind = {"@type": read_as} if read_as else {}
    return {"@id": f"ak:{local}", **kind, "@container": "@set"}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
