"""Nanopublications in RDF files as plain tuples, with what is wrong with each.

Source: the nanopublication guidelines, <https://nanopub.net/guidelines/working_draft/>. What a
nanopublication says, and who says it, is left to its loader, which sees no RDF library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from alliancekg import literals, rdfreading, trusty
from alliancekg.indexing import node_name

NP: Final = "http://www.nanopub.org/nschema#"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PARTS: Final = {
    "hasAssertion": "assertion",
    "hasProvenance": "provenance",
    "hasPublicationInfo": "publication info",
}


class Value(NamedTuple):
    """A node or a literal; `kind` is iri, blank or literal."""

    text: str
    kind: str = "iri"
    language: str = ""
    datatype: str = ""


class Said(NamedTuple):
    """A statement; subjects and predicates are IRIs, blank nodes are written `_:label`."""

    subject: str
    predicate: str
    value: Value


class Fault(NamedTuple):
    """What is wrong with a nanopublication."""

    value: str
    problem: str
    expected: str
    fix: str


@dataclass(frozen=True, slots=True)
class Nanopub:
    """A nanopublication: its IRI, where it stands, its three parts, and what is wrong with it.

    `digest` is the code of module RA of its statements, whether or not it stands in its IRI.
    """

    iri: str
    line: int
    assertion_iri: str = ""
    assertion: tuple[Said, ...] = ()
    provenance: tuple[Said, ...] = ()
    pubinfo: tuple[Said, ...] = ()
    digest: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def is_trusty(self) -> bool:
        """Tell whether its IRI has the digest of its statements in it."""
        return bool(trusty.code_of(self.iri))


@dataclass(frozen=True, slots=True)
class Package:
    """The nanopublications of one file, and the graphs in it that are of none of them."""

    nanopubs: tuple[Nanopub, ...]
    strays: tuple[str, ...]


_Graphs = Mapping[str, Sequence[Quad]]


def read(path: Path, display: str) -> Package:
    """Return what a file of TriG, N-Quads or JSON-LD holds.

    Raises `rdfreading.RdfError`, a UsageError, for what is no RDF.
    """
    document = rdfreading.read(path, display)
    graphs: dict[str, list[Quad]] = {}
    for quad in document.quads:
        graphs.setdefault(_name(quad.graph_name), []).append(quad)
    nanopubs, used = [], set()
    for iri, head in _heads(graphs).items():
        links = _links(iri, graphs[head])
        used |= {head, *(name for names in links.values() for name in names)}
        line = document.places[iri].line if iri in document.places else 0
        nanopubs.append(_nanopub(iri, line, head, links, graphs))
    return Package(tuple(nanopubs), tuple(name for name in graphs if name not in used))


def _name(node: object) -> str:
    return node_name(node) if isinstance(node, NamedNode | BlankNode) else ""


def _heads(graphs: _Graphs) -> dict[str, str]:
    """Return the graph that is the head of each nanopublication, in the order of the file."""
    found: dict[str, str] = {}
    for name, quads in graphs.items():
        for quad in quads:
            if (quad.predicate.value, _name(quad.object)) == (RDF_TYPE, f"{NP}Nanopublication"):
                iri = _name(quad.subject)
                if iri not in found or any(_links(iri, quads).values()):
                    found[iri] = name
    return found


def _links(iri: str, head: Iterable[Quad]) -> dict[str, list[str]]:
    """Return the graphs to which the head links, by the name of the link."""
    links: dict[str, dict[str, None]] = {name: {} for name in _PARTS}
    for quad in head:
        link = quad.predicate.value.removeprefix(NP)
        if link in links and _name(quad.subject) == iri:
            links[link][_name(quad.object)] = None
    return {name: list(graphs) for name, graphs in links.items()}


def _nanopub(
    iri: str, line: int, head: str, links: Mapping[str, Sequence[str]], graphs: _Graphs
) -> Nanopub:
    faults = [*_wrong_links(iri, links)]
    if faults:
        return Nanopub(iri, line, faults=tuple(faults))
    names = {link: found[0] for link, found in links.items()}
    parts = [graphs.get(name, ()) for name in names.values()]
    faults += _wrong_names(iri, [head, *names.values()])
    faults += _wrong_parts(iri, names, graphs)
    faults += _wrong_literals(parts[0])
    code = trusty.code_of(iri)
    own = [quad for name in dict.fromkeys([head, *names.values()]) for quad in graphs.get(name, ())]
    digest = trusty.digest(own, code)
    if code and not faults and digest != code:
        problem = f"is the code of other statements: these have {digest}"
        fix = "take the nanopublication anew, as it was published"
        faults.append(Fault(code, problem, "the code of its statements in its IRI", fix))
    assertion, provenance, pubinfo = (tuple(map(_said, part)) for part in parts)
    about = names["hasAssertion"]
    return Nanopub(iri, line, about, assertion, provenance, pubinfo, digest, tuple(faults))


def _wrong_links(iri: str, links: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    for link, found in links.items():
        if len(found) != 1:
            problem = f"has {len(found) or 'no'} {_PARTS[link]}{'s' if len(found) > 1 else ''}"
            yield Fault(iri, problem, f"one np:{link} in its head", f"link to one {_PARTS[link]}")


def _wrong_names(iri: str, names: Sequence[str]) -> Iterator[Fault]:
    if len(set(names)) < len(names):
        problem, fix = "has one graph for two of its parts", "give each part a graph of its own"
        yield Fault(iri, problem, "four graphs: head, assertion, provenance, publication info", fix)
    for name in dict.fromkeys(names):
        if not name.startswith(iri):
            problem = f"names a graph that does not begin with the nanopublication's IRI, {iri}"
            yield Fault(name, problem, "graphs named after it", "rename the graph")


def _wrong_parts(iri: str, names: Mapping[str, str], graphs: _Graphs) -> Iterator[Fault]:
    for link, name in names.items():
        if not graphs.get(name):
            problem, fix = f"is an empty {_PARTS[link]}", "add its statements"
            yield Fault(name, problem, "one statement or more", fix)
    for link, about in (("hasProvenance", names["hasAssertion"]), ("hasPublicationInfo", iri)):
        quads = graphs.get(names[link], ())
        if quads and all(about not in (_name(q.subject), _name(q.object)) for q in quads):
            problem = f"is a {_PARTS[link]} that does not speak of {about}"
            yield Fault(names[link], problem, "a statement about it", "add one, or correct its IRI")


def _wrong_literals(assertion: Iterable[Quad]) -> Iterator[Fault]:
    for quad in assertion:
        value = quad.object
        if isinstance(value, Literal) and (
            problem := literals.fault(value.value, value.datatype.value)
        ):
            kind = value.datatype.value.rpartition("#")[2]
            yield Fault(value.value, problem, f"a value of xsd:{kind}", "correct it, or its type")


def _said(quad: Quad) -> Said:
    value = quad.object
    if isinstance(value, Literal):
        written = Value(value.value, "literal", value.language or "", value.datatype.value)
    else:
        written = Value(_name(value), "blank" if isinstance(value, BlankNode) else "iri")
    return Said(_name(quad.subject), quad.predicate.value, written)
