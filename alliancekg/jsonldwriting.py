"""Canonical JSON-LD 1.1: one text for one data set, in bounded memory, compacted with our context.

The file is what compaction with its own context gives, with lists everywhere (`compactArrays`
false): one value a line, so that a change of one statement is a change of one line. The context is
that part of `ontology/context.jsonld` which the file uses; it stands in the file and is never
fetched. Numbers and truth values are strings with a type: JSON's own would change their spelling.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Final

import pyoxigraph as px

from alliancekg import contexts
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.rowsorting import statements, taken
from alliancekg.unsayable import sayable, shown

_TYPE: Final = px.NamedNode(PREFIXES["rdf"] + "type")
_STRING: Final = PREFIXES["xsd"] + "string"
_WEB: Final = ("http://", "https://")
_KEPT: Final = 10_000  # IRIs that are known in their short form
_OF_TYPES: Final = ("", "@id")  # as what names are read that compaction takes for a class, too
_json: Final = json.JSONEncoder(ensure_ascii=False).encode


def write_jsonld(quads: Iterable[px.Quad], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield JSON-LD: the context, then one piece a node; named graphs are nodes with a `@graph`.

    The default graph comes first, then the others in order. Raises UsageError for triple terms and
    texts with a direction, before the first piece.
    """
    used = _Used(prefixes)
    found = taken(statements(used.seen(sayable(quads, "jsonld", _problem, "trig or nquads"))))
    names = _Names(used)
    yield f'{{\n"@context": {names.context()},\n"@graph": ['
    mark = "\n"
    for graph, of_graph in groupby(found, key=lambda quad: quad.graph_name):
        if isinstance(graph, px.DefaultGraph):
            for node in _nodes(of_graph, names, " "):
                yield mark + node
                mark = ",\n"
            continue
        yield f'{mark} {{"@id": {names.id(graph)}, "@graph": ['
        inner = "\n"
        for node in _nodes(of_graph, names, "  "):
            yield inner + node
            inner = ",\n"
        yield "\n ]}"
        mark = ",\n"
    yield "\n]\n}\n"


def _problem(quad: px.Quad) -> str:
    if isinstance(quad.object, px.Triple):
        return f"{shown(quad)} has a triple as a term"
    if isinstance(quad.object, px.Literal) and quad.object.direction:
        return f"{shown(quad)} has a text with a direction"
    return ""


def _kind(term: object) -> str:
    """Return as what a value can be read: as an IRI, as a text in a language, as a data type."""
    if not isinstance(term, px.Literal):
        return "@id"
    return "@language" if term.language else term.datatype.value


class _Used:
    """What a context must have, gathered as the quads pass by."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = {name: iri for name, iri in sorted(prefixes.items()) if name}
        self.namespaces: set[str] = set()  # with which an IRI begins
        self.schemes: set[str] = set()  # of IRIs such as urn:x, which look like prefix:name
        self.properties: set[tuple[str, str]] = set()  # with a kind of their values
        self.types: set[str] = set()
        self._every = tuple(self.prefixes.values())

    def seen(self, quads: Iterable[px.Quad]) -> Iterator[px.Quad]:
        for quad in quads:
            kind = _kind(quad.object)
            if quad.predicate == _TYPE and kind == "@id":
                if isinstance(quad.object, px.NamedNode):
                    self._type(quad.object.value)
            elif (quad.predicate.value, kind) not in self.properties:
                self.properties.add((quad.predicate.value, kind))
                self._iri(quad.predicate)
                if not kind.startswith("@") and kind != _STRING:
                    self._type(kind)
            self._iri(quad.subject)
            self._iri(quad.graph_name)
            if quad.predicate != _TYPE:
                self._iri(quad.object)
            yield quad

    def _type(self, iri: str) -> None:
        if iri not in self.types:
            self.types.add(iri)
            self._iri(px.NamedNode(iri))

    def _iri(self, term: object) -> None:
        if not isinstance(term, px.NamedNode):
            return
        iri = term.value
        if iri.startswith(self._every):
            self.namespaces |= {n for n in self._every if iri.startswith(n) and iri != n}
        if not iri.startswith(_WEB):
            scheme, _, rest = iri.partition(":")
            if not rest.startswith("//"):
                self.schemes.add(scheme)


class _Names:
    """IRIs as the context has them; what it would read otherwise is no part of it."""

    def __init__(self, used: _Used) -> None:
        free = {n: iri for n, iri in used.prefixes.items() if n not in used.schemes}
        self._prefixes = {n: iri for n, iri in free.items() if iri in used.namespaces}
        self._terms: dict[str, contexts.Definition] = {}
        self._term_of: dict[str, tuple[str, str]] = {}  # its name, and as what it is read
        if all(free.get(name) == PREFIXES[name] for name in ("ak", "xsd")):
            self._add_terms(used)
        self._every = tuple(self._prefixes.values())
        self._short = lru_cache(_KEPT)(self._compact)

    def _add_terms(self, used: _Used) -> None:
        for name, what in contexts.shipped().items():
            iri = AK + (what if isinstance(what, str) else str(what["@id"])).removeprefix("ak:")
            how = "" if isinstance(what, str) else str(what.get("@type", ""))
            kind = PREFIXES["xsd"] + how.removeprefix("xsd:") if how.startswith("xsd:") else how
            is_key = any(p == iri and kind in ("", k) for p, k in used.properties)
            is_type = iri in used.types and kind in _OF_TYPES
            if (is_key or is_type) and name not in used.schemes:
                self._terms[name] = what
                self._term_of[iri] = (name, kind)

    def context(self) -> str:
        """Return the context, one name a line: prefixes, then terms, each sorted."""
        entries = {**contexts.prefixes(self._prefixes), **dict(sorted(self._terms.items()))}
        lines = (f"\n {_json(name)}: {_json(what)}" for name, what in entries.items())
        return f"{{{','.join(lines)}\n}}" if entries else "{}"

    def _compact(self, iri: str, is_key: bool = False) -> str:
        """Return `prefix:local`, the shortest that there is, or the whole IRI."""
        if not iri.startswith(self._every):
            return iri
        found = [
            f"{name}:{iri[len(namespace) :]}"
            for name, namespace in self._prefixes.items()
            if iri.startswith(namespace) and not iri.startswith("//", len(namespace))
            if iri != namespace
        ]
        allowed = (short for short in found if not is_key or short not in self._terms)
        return min(allowed, key=lambda short: (len(short), short), default=iri)

    def key(self, predicate: str, kind: str) -> str:
        """Return the key for values of a kind: a name of ours, if it reads them as that."""
        name, how = self._term_of.get(predicate, ("", ""))
        return name if name and how in ("", kind) else self._short(predicate, True)

    def type(self, iri: str) -> str:
        """Return a class or a data type as JSON."""
        name, how = self._term_of.get(iri, ("", ""))
        return _json(name if name and how in _OF_TYPES else self._short(iri))

    def id(self, term: object) -> str:
        """Return a node as JSON."""
        if isinstance(term, px.BlankNode):
            return _json(f"_:{term.value}")
        assert isinstance(term, px.NamedNode)
        return _json(self._short(term.value))

    def value(self, term: object, kind: str, is_known: bool) -> str:
        """Return a value as JSON; what the key says of its kind is not said again."""
        if not isinstance(term, px.Literal):
            return self.id(term) if is_known else f'{{"@id": {self.id(term)}}}'
        text = _json(term.value)
        if is_known or kind == _STRING:
            return text
        if term.language:
            return f'{{"@language": {_json(term.language)}, "@value": {text}}}'
        return f'{{"@type": {self.type(kind)}, "@value": {text}}}'

    def says(self, predicate: str, kind: str) -> bool:
        """Tell whether the key says the kind of its values."""
        return self._term_of.get(predicate, ("", ""))[1] == kind


def _nodes(quads: Iterable[px.Quad], names: _Names, indent: str) -> Iterator[str]:
    for subject, of_subject in groupby(quads, key=lambda quad: quad.subject):
        stated = sorted(of_subject, key=lambda quad: quad.predicate != _TYPE)  # classes first
        parts = [f'{indent}{{"@id": {names.id(subject)}']
        for predicate, of_predicate in groupby(stated, key=lambda quad: quad.predicate):
            parts += _entries(predicate, [quad.object for quad in of_predicate], names, indent)
        yield ",\n".join(parts) + f"\n{indent}}}"


def _entries(
    predicate: px.NamedNode, values: list[object], names: _Names, indent: str
) -> Iterator[str]:
    """Yield the entry of a property, or several where its values are of several kinds."""
    by_key: dict[str, list[str]] = {}
    for value in values:
        kind = _kind(value)
        if predicate == _TYPE and kind == "@id":
            key = "@type"
            text = names.type(value.value) if isinstance(value, px.NamedNode) else names.id(value)
        else:
            key = names.key(predicate.value, kind)
            text = names.value(value, kind, names.says(predicate.value, kind))
        by_key.setdefault(key, []).append(text)
    for key, texts in by_key.items():
        inner = ",\n".join(f"{indent}  {text}" for text in texts)
        yield f"{indent} {_json(key)}: [\n{inner}\n{indent} ]"
