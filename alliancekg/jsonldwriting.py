"""Canonical JSON-LD 1.1: one text for one data set, in bounded memory, compacted with our prefixes.

The context stands in the file and is never fetched; it has the prefixes that the file uses. Values
are always arrays, one value a line, so that a change of one statement is a change of one line.
Numbers and truth values are written as typed strings: JSON's own would change their spelling.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

import pyoxigraph as px

from alliancekg.errors import UsageError
from alliancekg.namespaces import PREFIXES
from alliancekg.rowsorting import statements, taken

_TYPE: Final = px.NamedNode(PREFIXES["rdf"] + "type")
_STRING: Final = PREFIXES["xsd"] + "string"
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


def write_jsonld(quads: Iterable[px.Quad], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield JSON-LD: the context, then one piece a node; named graphs are nodes with a `@graph`.

    Raises UsageError for an IRI that the prefixes would change, and for a triple as a term, before
    the first piece.
    """
    names = _Names(prefixes)
    found = taken(statements(_checked(quads, names)))  # the prefixes are known
    yield f'{{\n"@context": {_context(names.used)},\n"@graph": ['
    mark = "\n"
    for graph, of_graph in groupby(found, key=lambda quad: quad.graph_name):
        if isinstance(graph, px.DefaultGraph):
            for node in _nodes(of_graph, names, " "):
                yield mark + node
                mark = ",\n"
            continue
        yield f'{mark} {{"@id": {_json(_id(graph))}, "@graph": ['
        inner = "\n"
        for node in _nodes(of_graph, names, "  "):
            yield inner + node
            inner = ",\n"
        yield "\n ]}"
        mark = ",\n"
    yield "\n]\n}\n"


class _Names:
    """Predicates, classes and data types in short; `used` grows by each prefix needed."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._namespaces = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._prefixes = frozenset(prefixes)
        self._known: dict[str, str] = {}
        self.used: dict[str, str] = {}

    def name(self, iri: str) -> str:
        """Return an IRI as `prefix:local` where a prefix fits, or whole."""
        if iri not in self._known:
            self._known[iri] = self._short(iri)
        return self._known[iri]

    def _short(self, iri: str) -> str:
        for prefix, namespace in self._namespaces:
            local = iri[len(namespace) :]
            if prefix and iri.startswith(namespace) and _LOCAL.fullmatch(local):
                self.used[prefix] = namespace
                return f"{prefix}:{local}"
        return iri

    def is_taken(self, iri: str) -> bool:
        """Tell whether a whole IRI would be read as one with a prefix of ours."""
        scheme, _, rest = iri.partition(":")
        return scheme in self._prefixes and not rest.startswith("//")


def _checked(quads: Iterable[px.Quad], names: _Names) -> Iterator[px.Quad]:
    for quad in quads:
        names.name(quad.predicate.value)
        value = quad.object
        if isinstance(value, px.Literal):
            if not value.language and value.datatype.value != _STRING:
                names.name(value.datatype.value)
        elif quad.predicate == _TYPE and isinstance(value, px.NamedNode):
            names.name(value.value)
        for term in (quad.subject, quad.predicate, value, quad.graph_name):
            if isinstance(term, px.NamedNode) and names.is_taken(term.value):
                raise _refusal(f"{term} would be read as a short name")
            if isinstance(term, px.Triple):
                raise _refusal(f"'{quad.triple}' has a triple as a term")
        yield quad


def _refusal(problem: str) -> UsageError:
    return UsageError(
        f"jsonld: {problem}; expected IRIs and literals that JSON-LD keeps. Fix: write another"
        " format, such as trig"
    )


def _context(used: Mapping[str, str]) -> str:
    lines = (f"\n {_json(name)}: {_json(used[name])}" for name in sorted(used))
    return f"{{{','.join(lines)}\n}}" if used else "{}"


def _nodes(quads: Iterable[px.Quad], names: _Names, indent: str) -> Iterator[str]:
    for subject, of_subject in groupby(quads, key=lambda quad: quad.subject):
        parts = [f'{indent}{{"@id": {_json(_id(subject))}']
        for predicate, of_predicate in groupby(of_subject, key=lambda quad: quad.predicate):
            values = [quad.object for quad in of_predicate]
            if predicate == _TYPE:
                types = [_json(names.name(v.value)) for v in values if isinstance(v, px.NamedNode)]
                types += [_json(_id(v)) for v in values if isinstance(v, px.BlankNode)]
                parts += _entry("@type", types, indent)
                values = [value for value in values if isinstance(value, px.Literal)]
            written = [_json(_value(value, names)) for value in values]
            parts += _entry(names.name(predicate.value), written, indent)
        yield ",\n".join(parts) + f"\n{indent}}}"


def _entry(key: str, values: list[str], indent: str) -> Iterator[str]:
    if values:
        inner = ",\n".join(f"{indent}  {value}" for value in values)
        yield f"{indent} {_json(key)}: [\n{inner}\n{indent} ]"


def _value(value: object, names: _Names) -> object:
    if not isinstance(value, px.Literal):
        return {"@id": _id(value)}
    if value.language:
        return {"@language": value.language, "@value": value.value}
    if value.datatype.value == _STRING:
        return value.value
    return {"@type": names.name(value.datatype.value), "@value": value.value}


def _id(term: object) -> str:
    return f"_:{term.value}" if isinstance(term, px.BlankNode) else getattr(term, "value", "")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
