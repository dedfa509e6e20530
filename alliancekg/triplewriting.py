"""What claims say as triple terms of RDF 1.2: the last step of the profile `triple-terms`.

A claim that has `rdf:subject`, `rdf:predicate` and `rdf:object` reifies one triple term, which is
never asserted (RDF 1.2 Concepts, section 1.5). The lines are those of N-Triples 1.2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as px

from alliancekg.errors import UsageError
from alliancekg.namespaces import PREFIXES

REIFIES: Final = px.NamedNode(PREFIXES["rdf"] + "reifies")
PARTS: Final = tuple(
    px.NamedNode(PREFIXES["rdf"] + name) for name in ("subject", "predicate", "object")
)

_Node = px.NamedNode | px.BlankNode
_Content = dict[px.NamedNode, list[px.NamedNode | px.BlankNode | px.Literal | px.Triple]]


def finished(triples: Iterable[px.Triple]) -> Iterator[str]:
    """Return the lines of N-Triples 1.2, each with its line feed, each once, sorted by their bytes.

    In the place of `rdf:subject`, `rdf:predicate` and `rdf:object` of a claim stands `rdf:reifies`
    with the triple term. Raises UsageError, before the first line, for a content that is not whole,
    that is not one, or that is asserted as well.
    """
    asserted: set[px.Triple] = set()
    contents: dict[_Node, _Content] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if triple.predicate in PARTS and isinstance(triple.subject, _Node):
            contents[triple.subject][triple.predicate].append(triple.object)
        else:
            asserted.add(triple)
    for claim, content in contents.items():
        term = _term(claim, content)
        if term in asserted:
            raise _unfit(claim, f"is asserted as well: {term}", "what it says only claimed")
        asserted.add(px.Triple(claim, REIFIES, term))
    return iter(_lines(asserted))


def _term(claim: _Node, content: _Content) -> px.Triple:
    """Return the triple term that a claim reifies."""
    values = []
    for part in PARTS:
        name = part.value.removeprefix(PREFIXES["rdf"])
        found = list(dict.fromkeys(content[part]))
        if len(found) != 1:
            problem = f"has {len(found) or 'no'} rdf:{name}" + ("s" if len(found) > 1 else "")
            raise _unfit(claim, problem, "one rdf:subject, one rdf:predicate and one rdf:object")
        values.append(found[0])
    subject, predicate, value = values
    if not isinstance(subject, px.NamedNode) or not isinstance(predicate, px.NamedNode):
        raise _unfit(claim, "has a literal or a blank node as rdf:subject or rdf:predicate", "IRIs")
    return px.Triple(subject, predicate, value)


def _unfit(claim: _Node, problem: str, expected: str) -> UsageError:
    return UsageError(f"{claim}: {problem}; expected {expected}. Fix: correct the claim")


def _lines(triples: Iterable[px.Triple]) -> list[str]:
    """Return the canonical lines; a line break in a literal is escaped, so that it splits none."""
    written = px.serialize(triples, format=px.RdfFormat.N_TRIPLES) or b""
    return [line.decode() + "\n" for line in sorted(written.split(b"\n")) if line]
