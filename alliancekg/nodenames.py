"""What a node is called, in words: by its label, or by what it is made of, as actor and role."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as px

from alliancekg import dates
from alliancekg.facts import Facts, Term
from alliancekg.namespaces import AK
from alliancekg.placing import local, short

LABELS: Final = ("skos:prefLabel", "rdfs:label", "dcterms:title", "ak:paraphrase")
CONTENT: Final = ("rdf:subject", "rdf:predicate", "rdf:object")
WORDS: Final = {"rdf:type": "is", "ak:evidence": "rests on it", "skos:altLabel": "also called"}
LEADS: Final = (
    *("ak:actor", "ak:role", "ak:holder", "ak:stanceValue", "ak:inOrganization", "ak:claimant"),
    *("ak:reportedBy", "ak:stance", "ak:evidence", "ak:reportsClaim", *CONTENT),
)
"""What a name or a line about a node is made of leads on by these, in at most four steps."""


class Names:
    """Names of nodes; `facts` keeps what has been asked for them."""

    def __init__(self, facts: Facts) -> None:
        self._of = facts

    def name(self, node: Term) -> str:
        """Return the label of a node, or its short IRI; the text of a literal."""
        if not isinstance(node, px.NamedNode):
            return node.value if isinstance(node, px.Literal) else str(node)
        for one, word, other in (("actor", "as ", "role"), ("holder", "", "stanceValue")):
            if self.values(node, f"ak:{one}") and self.values(node, f"ak:{other}"):
                return f"{self.names(node, f'ak:{one}')} {word}{self.names(node, f'ak:{other}')}"
        if edtf := self.names(node, "ak:edtf"):
            return span_words(edtf)
        labels = [text for name in LABELS for text in self.values(node, name)]
        office = self.names(node, "ak:inOrganization")
        return (self.name(labels[0]) if labels else short(node.value)) + (office and f", {office}")

    def values(self, node: Term, name: str) -> list[Term]:
        """Return the objects of a property, by its short name."""
        return self._of.values(node, name)

    def names(self, node: px.NamedNode, name: str) -> str:
        """Return the names of the objects of a property, joined."""
        return " and ".join(sorted(map(self.name, self.values(node, name))))

    def property(self, node: px.NamedNode) -> str:
        """Return what a property is called: of another vocabulary's, the words of its name."""
        words = re.sub("(?<=[a-z])(?=[A-Z])", " ", local(node.value)).lower()
        return WORDS.get(short(node.value)) or (self.name(node) if AK in node.value else words)

    def objects(self, node: px.NamedNode, name: str) -> list[px.NamedNode]:
        """Return the nodes among the objects of a property."""
        return [n for n in self.values(node, name) if isinstance(n, px.NamedNode)]


def with_parts(facts: Facts, node: px.NamedNode) -> list[px.NamedNode]:
    """Return a node and the parts of the record that it is, in order."""
    found, start = [node], f"{node.value}#"
    for one in found:
        values = [v for objects in facts.all(one).values() for v in objects]
        parts = [v for v in values if isinstance(v, px.NamedNode) and v.value.startswith(start)]
        facts.know(parts)
        found += dict.fromkeys(part for part in parts if part not in found)
    return sorted(found, key=lambda part: part.value)


def span_words(edtf: str) -> str:
    """Return a date with the days that bound it, unless it is itself a day."""
    found = dates.parse(edtf)  # of a graph that the shapes have passed
    bounds = found.earliest_begin, found.latest_begin, found.earliest_end, found.latest_end
    days = ["" if day is None else dates.iso(day) for day in bounds]
    begin, end = _window(*days[:2]), _window(*days[2:])
    said = begin or end
    if found.is_interval:
        said = f"begins {begin}" if begin else f"{'open' if found.open_start else 'unknown'} start"
        said += f", ends {end}" if end else f", {'open' if found.open_ended else 'unknown'} end"
    said += ", uncertain or approximate" if found.qualified else ""
    return f"{edtf} ({said})" if said and said != f"on {edtf}" else edtf


def _window(first: str, last: str) -> str:
    if first == last:
        return f"on {first}" if first else ""
    if first and last:
        return f"between {first} and {last}"
    return f"on {first or last} or {'later' if first else 'earlier'}"
