"""The sources behind an answer or a node, with what a bibliography says of them.

Behind an answer are the sources whose graphs state one of the triples that made its rows, and those
of the evidence of what is computed. A work that a claim cites is there only if the answer shows
what the graph says of the work. The ontology is no source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as px

from alliancekg import dates, naming
from alliancekg.engines import Engine, Limits
from alliancekg.facts import Facts, short
from alliancekg.grounds import grounds
from alliancekg.labelling import language_rank
from alliancekg.namespaces import ID
from alliancekg.nodenames import with_parts
from alliancekg.provenance import trace
from alliancekg.queries import SavedQuery, bound

_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Name:
    """A creator: a person's family and given name, or the whole name where these are not known."""

    whole: str
    family: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A date of issue: EDTF, and its first and last day as far as they are given."""

    edtf: str = ""
    parts: tuple[tuple[int, ...], ...] = ()
    is_circa: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A source as a bibliography has it. `key` is stable: that of the source."""

    key: str
    is_dataset: bool = False
    title: str = ""
    creators: tuple[Name, ...] = ()
    issued: Issued = field(default_factory=Issued)
    publisher: str = ""
    license: str = ""
    citation: str = ""
    url: str = ""


def cite_query(
    engine: Engine,
    saved: SavedQuery,
    values: Mapping[str, str | Sequence[str]] | None = None,
    limits: Limits | None = None,
) -> list[Work]:
    """Return the sources behind all rows of a saved query's answer, by key; none if it is empty."""
    limits = limits or Limits()
    text = bound(saved, engine, values)
    answer = engine.ask(text, saved.form, limits)
    facts = Facts(engine)
    if not answer.answer:
        return []
    return works(facts, grounds(facts, trace(text, answer, engine, limits).triples).sources)


def cite_node(engine: Engine, name: str) -> list[Work]:
    """Return the sources of all statements about a node and its parts, by key; a source itself.

    `name` is an IRI, `kind/key` or a label. Raises UsageError if there is no such node.
    """
    facts = Facts(engine)
    node = naming.resolve(facts, name)
    if node.value.startswith(f"{ID}source/") and "#" not in node.value:
        return works(facts, [node])
    quads = facts.by_graph(with_parts(facts, node))
    triples = ((s, p, o) for s, said in quads.items() for _, p, o in said)
    return works(facts, grounds(facts, triples).sources)


def works(facts: Facts, sources: Iterable[px.NamedNode]) -> list[Work]:
    """Return what the graph says of sources, sorted by key."""
    nodes = sorted(set(sources), key=str)
    facts.know(nodes)
    return [_work(facts, node) for node in nodes]


def _work(facts: Facts, node: px.NamedNode) -> Work:
    citation = _text(facts, node, "dcterms:bibliographicCitation")
    creators = [t.value for t in facts.values(node, "dcterms:creator") if isinstance(t, px.Literal)]
    return Work(
        key=node.value.removeprefix(f"{ID}source/"),
        is_dataset="ak:Dataset" in _iris(facts, node, "rdf:type"),
        title=_text(facts, node, "dcterms:title") or _text(facts, node, "rdfs:label"),
        creators=names(creators, citation),
        issued=issued(_text(facts, node, "dcterms:issued")),
        publisher=_text(facts, node, "dcterms:publisher"),
        license=next(iter(_links(facts, node, "dcterms:license")), ""),
        citation=citation,
        url=next(iter(_links(facts, node, "rdfs:seeAlso")), ""),
    )


def names(creators: Iterable[str], citation: str) -> tuple[Name, ...]:
    """Return creators in the order of the citation, and with family names as it tells them.

    The first author stands as "Family, Given" in it. Then the others are persons too, and their
    family name is taken to be the last word. Of a creator that the citation does not name so, no
    part of the name is taken for a family name.

    >>> names(["Ann van Dyck", "Bo Li"], "Li, Bo, and Ann van Dyck. On Treaties. 1907.")[0]
    Name(whole='Bo Li', family='Li', given='Bo')
    >>> names(["Bureau of Maps"], "Bureau of Maps. Atlas. 1907.")
    (Name(whole='Bureau of Maps', family='', given=''),)
    """
    found: list[tuple[int, str, Name]] = []
    for whole in (" ".join(creator.split()) for creator in creators):
        inverted = _inverted(whole, citation)
        at = citation.find(f"{inverted.family}, {inverted.given}" if inverted.family else whole)
        found.append((at if at >= 0 else len(citation), whole, inverted))
    found.sort(key=lambda one: one[:2])
    if not found or not found[0][2].family:
        return tuple(name for _, _, name in found)
    return tuple(
        name if name.family or at == len(citation) else _by_last_word(whole)
        for at, whole, name in found
    )


def _inverted(whole: str, citation: str) -> Name:
    words = whole.split(" ")
    for at in range(1, len(words)):
        given, family = " ".join(words[:at]), " ".join(words[at:])
        if citation.startswith(f"{family}, {given}"):
            return Name(whole, family, given)
    return Name(whole)


def _by_last_word(whole: str) -> Name:
    given, _, family = whole.rpartition(" ")
    return Name(whole, family, given) if given else Name(whole)


def issued(edtf: str) -> Issued:
    """Return a date of issue with its parts: one day, month or year, or the two of an interval.

    >>> issued("1950-01-12").parts, issued("1894~").is_circa, issued("[1971-01..1971-04]").parts
    (((1950, 1, 12),), True, ())
    """
    bare = re.sub("[?~%]", "", edtf)
    found = [_DAY.fullmatch(part) for part in bare.split("/")]
    parts = tuple(tuple(int(n) for n in day.groups() if n) for day in found if day)
    if len(parts) != len(found) or not _is_date(edtf):
        parts = ()
    return Issued(edtf, parts, bare != edtf)


def _is_date(edtf: str) -> bool:
    try:
        dates.parse(edtf)
    except dates.DateError:
        return False
    return True


def _text(facts: Facts, node: px.NamedNode, name: str) -> str:
    found = [term for term in facts.values(node, name) if isinstance(term, px.Literal)]
    best = min(found, key=lambda term: (language_rank(term), term.value), default=None)
    return "" if best is None else best.value


def _links(facts: Facts, node: px.NamedNode, name: str) -> list[str]:
    return sorted(t.value for t in facts.values(node, name) if isinstance(t, px.NamedNode))


def _iris(facts: Facts, node: px.NamedNode, name: str) -> set[str]:
    return {short(iri) for iri in _links(facts, node, name)}
