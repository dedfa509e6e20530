"""The names of all records, to be searched by any part of them, whatever the script and accents.

The names are read once, and compared here: engines have no common way to search a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg import labelling
from alliancekg.engines import Limits
from alliancekg.errors import EngineError
from alliancekg.namespaces import AK, GRAPH, ID, OWN_GRAPHS, PREFIXES, SCHEME, is_row
from alliancekg.pages.counts import MAIN

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.results import Term

_NAMES: Final = (
    *(PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label", PREFIXES["dcterms"] + "title"),
    *(AK + "paraphrase", PREFIXES["skos"] + "altLabel"),
)
_MOST: Final = 300_000  # names are kept; a graph that has more is searched by the engine
_LEFT_OUT: Final = ("code/", "passage/", "file/", "coverage/")


@dataclass(frozen=True, slots=True)
class Entry:
    """A node with its names, the preferred first, its main classes and its sources, by key."""

    iri: str
    names: tuple[str, ...]
    folded: tuple[str, ...]
    kinds: frozenset[str]
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that was found, and the name by which it was, unless that is its first."""

    entry: Entry
    by: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the nearest first, and how many there are of each class and source."""

    hits: Sequence[Hit]
    kinds: Mapping[str, int]
    sources: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Index:
    """All nodes that have a name, sorted by it."""

    entries: Sequence[Entry]

    def find(self, text: str = "", kind: str = "", source: str = "") -> Found:
        """Return the nodes one of whose names has all words of a text, begun or whole.

        The counts by class are those within the source, and the other way round.
        """
        words = fold(text).split()
        ranked: list[tuple[int, int, str, str, Hit]] = []
        for entry in self.entries:
            hit = _hit(entry, words)
            if hit is not None:
                rank, name = hit
                by = "" if name == entry.names[0] else name
                longer = len(entry.folded[0]) if words else 0
                ranked.append((rank, longer, entry.folded[0], entry.iri, Hit(entry, by)))
        ranked.sort(key=lambda one: one[:4])
        hits = [hit for *_, hit in ranked]
        of_kind = [hit for hit in hits if not kind or kind in hit.entry.kinds]
        of_source = [hit for hit in hits if not source or source in hit.entry.sources]
        return Found(
            [hit for hit in of_kind if not source or source in hit.entry.sources],
            Counter(kind for hit in of_source for kind in hit.entry.kinds),
            Counter(key for hit in of_kind for key in hit.entry.sources),
        )


def fold(text: str) -> str:
    r"""Return a text without what tells upper from lower case, accents, and signs of no width.

    >>> fold("Élysée"), fold("İstanbul Straße"), fold("서울") == fold("서울")
    ('elysee', 'istanbul strasse', True)
    >>> fold("zero\u200bwidth")
    'zerowidth'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in plain if not _is_mark(letter))
    return " ".join(bare.split())


def _is_mark(letter: str) -> bool:
    return bool(unicodedata.combining(letter)) or unicodedata.category(letter) == "Cf"


def _hit(entry: Entry, words: Sequence[str]) -> tuple[int, str] | None:
    """Return how near a node is, and by which name; None if it is not what was looked for."""
    found = []
    whole = " ".join(words)
    for name, folded in zip(entry.names, entry.folded, strict=True):
        if all(word in folded for word in words):
            found.append((0 if folded == whole else _rank(folded, words), name))
    return min(found, key=lambda one: one[0], default=None)


def _rank(folded: str, words: Sequence[str]) -> int:
    """Return how near a name is: with these words whole, with ones that begin so, or else."""
    starts = [re.search(rf"(?<!\w){re.escape(word)}", folded) for word in words]
    if not all(starts):
        return 3
    is_whole = all(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded) for word in words)
    return 1 if is_whole else 2


def index(engine: Engine) -> Index | None:
    """Return the names of all records, concepts and terms; None where there are too many."""
    limits = Limits(rows=_MOST)
    names: dict[str, list[tuple[int, int, str]]] = {}
    try:
        for rank, predicate in enumerate(_NAMES):
            text = f"SELECT ?node ?name {{ ?node <{predicate}> ?name }}"
            for node, name in engine.ask(text, "SELECT", limits).rows:
                if isinstance(node, px.NamedNode) and isinstance(name, px.Literal):
                    _keep(names, rank, node, name)
        kinds = _pairs(engine, "SELECT ?s ?v { ?s a ?v }", AK, limits)
        text = "SELECT DISTINCT ?s ?v { GRAPH ?v { ?s a ?c } }"
        sources = _pairs(engine, text, GRAPH, limits)
    except EngineError:
        return None
    made = (_entry(iri, found, kinds, sources) for iri, found in names.items())
    return Index(sorted(made, key=lambda entry: (entry.folded[0], entry.iri)))


def _keep(
    names: dict[str, list[tuple[int, int, str]]], rank: int, node: px.NamedNode, name: px.Literal
) -> None:
    if is_record(node.value):
        said = rank, labelling.language_rank(name), name.value
        names.setdefault(node.value, []).append(said)


def is_record(iri: str) -> bool:
    """Tell whether a search is for nodes such as this: records, concepts, terms, no parts."""
    rest = iri.removeprefix(ID)
    if rest == iri:
        return iri.startswith((SCHEME, AK))
    return "#" not in rest and not rest.startswith(_LEFT_OUT) and not is_row(iri)


def _pairs(engine: Engine, text: str, space: str, limits: Limits) -> dict[str, set[str]]:
    """Return by node the keys of its classes or graphs that begin with a namespace."""
    found: dict[str, set[str]] = {}
    for node, other in engine.ask(text, "SELECT", limits).rows:
        if isinstance(node, px.NamedNode) and _begins(other, space) and is_record(node.value):
            key = str(other)[1 + len(space) : -1]
            if key in MAIN if space == AK else key not in OWN_GRAPHS:
                found.setdefault(node.value, set()).add(key)
    return found


def _begins(term: Term | None, space: str) -> bool:
    return isinstance(term, px.NamedNode) and term.value.startswith(space)


def _entry(
    iri: str,
    found: Sequence[tuple[int, int, str]],
    kinds: Mapping[str, set[str]],
    sources: Mapping[str, set[str]],
) -> Entry:
    names = tuple(dict.fromkeys(name for *_, name in sorted(found)))
    return Entry(
        iri,
        names,
        tuple(map(fold, names)),
        frozenset(kinds.get(iri, ())),
        frozenset(sources.get(iri, ())),
    )


def by_engine(engine: Engine, text: str, most: int) -> Iterator[tuple[str, str]]:
    """Yield nodes and names that hold a text, whatever its case, as the engine compares them."""
    from alliancekg.termtext import written

    wanted = written(px.Literal(text))
    parts = " UNION ".join(f"{{ ?node <{name}> ?name }}" for name in _NAMES)
    asked = (
        f"SELECT DISTINCT ?node ?name {{ {parts}"
        f" FILTER(CONTAINS(LCASE(STR(?name)), LCASE({wanted}))) }} ORDER BY ?node LIMIT {most}"
    )
    for node, name in engine.ask(asked, "SELECT", Limits()).rows:
        if isinstance(node, px.NamedNode) and isinstance(name, px.Literal):
            yield node.value, name.value
