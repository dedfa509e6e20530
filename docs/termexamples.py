"""An example of each term from the records of the seeds, as Turtle, always the same one.

Of a class it is its most typical member, of a property a short use of it; what is alike goes by its
IRI. So an example stays what it is until the data change that it stands for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from alliancekg import derived, linking, mapping, seeds, turtle, vocabulary
from alliancekg.indexing import Index
from alliancekg.namespaces import PREFIXES
from alliancekg.statements import term
from loaders import TABLES

_SHOWN: Final = 3  # values of one property
_CONTEXT: Final = ("rdf:type", "rdfs:label")


class Examples:
    """The records of the seeds, and what is derived of them."""

    def __init__(self, root: Path) -> None:
        ontology = list(vocabulary.quads(root / "ontology"))
        concepts = vocabulary.concepts(root / "ontology" / "schemes")
        read = seeds.read_seeds(root / "seeds", TABLES, concepts)
        records, links = linking.split(read.records)
        mapped = chain(records, linking.ready(records, links))
        stated = [*chain.from_iterable(mapping.quads(record) for record in mapped)]
        self._data = Index([*stated, *derived.derive([*ontology, *stated])])
        self._classes: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for node, class_ in self._data.pairs(term("rdf:type")):
            if isinstance(node, NamedNode) and isinstance(class_, NamedNode):
                self._classes[class_].append(node)

    def of_class(self, class_: NamedNode) -> str:
        """Return what is said of the most typical member of a class, or nothing.

        That is the one that has most of the properties which half of the members have, and fewest
        others.
        """
        members = self._classes.get(class_, [])
        if not members:
            return ""
        counted = Counter(chain.from_iterable(self._data.of(member) for member in members))
        typical = {predicate for predicate, count in counted.items() if 2 * count >= len(members)}

        def oddity(member: NamedNode) -> tuple[int, int, str]:
            said = self._data.of(member)
            return len(typical ^ said.keys()), sum(map(len, said.values())), member.value

        best = min(members, key=oddity)
        return self._turtle(best, list(self._data.of(best)))

    def of_property(self, property_: NamedNode) -> str:
        """Return a use of a property with the class and the label of its owner, or nothing."""
        owners = {node for node, _ in self._data.pairs(property_) if isinstance(node, NamedNode)}
        if not owners:
            return ""
        best = min(owners, key=lambda node: (len(self._data.objects(node, property_)), node.value))
        return self._turtle(best, [*map(term, _CONTEXT), property_])

    def _turtle(self, node: NamedNode, predicates: list[NamedNode]) -> str:
        triples = [
            Triple(node, predicate, value)
            for predicate in dict.fromkeys(predicates)
            for value in sorted(self._data.objects(node, predicate), key=str)[:_SHOWN]
            if isinstance(value, NamedNode | Literal)
        ]
        return "".join(turtle.write_turtle(triples, PREFIXES))
