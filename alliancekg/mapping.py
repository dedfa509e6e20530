"""Records to quads. With its two parts, `mapping_world` and `mapping_sources`, the only place that
knows how a record looks in RDF; what an IRI looks like is known to `namespaces`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from pyoxigraph import NamedNode, Quad

from alliancekg import mapping_sources, mapping_world
from alliancekg.findings import Place
from alliancekg.records import (
    Actor,
    Claim,
    Code,
    Dating,
    Event,
    Link,
    Location,
    Mention,
    Participation,
    Passage,
    Policy,
    Position,
    Quantity,
    Record,
    Source,
    Treaty,
)
from alliancekg.statements import Statements, term

# Any, because each function takes the record class that stands before it.
_MAPPERS: Final[dict[type[Record], Callable[[Statements, Any], None]]] = {
    Source: mapping_sources.source,
    Passage: mapping_sources.passage,
    Claim: mapping_sources.claim,
    Dating: mapping_sources.dating,
    Mention: mapping_sources.mention,
    Link: mapping_sources.link,
    Actor: mapping_world.actor,
    Code: mapping_world.code,
    Position: mapping_world.position,
    Location: mapping_world.place,
    Event: mapping_world.event,
    Treaty: mapping_world.treaty,
    Policy: mapping_world.policy,
    Participation: mapping_world.participation,
    Quantity: mapping_world.quantity,
}


def quads(record: Record) -> Iterator[Quad]:
    """Return what a record states, each quad once, all in the graph of the record's source.

    The order is that of the mapping functions: the record first, then its parts. Raises
    `dates.DateError` or ValueError if a value is none that a loader lets pass.
    """
    statements = Statements(record)
    _MAPPERS[type(record)](statements, record)
    return iter(statements)


def node_places(records: Iterable[Record]) -> Mapping[str, Place]:
    """Return where each node that the records state was read: IRI (fragments too) to place.

    A node belongs to the first record that gives it a class; a record that only adds to a node of
    another (a dating, a mention) is its place if no record gives it a class.
    """
    owned: dict[str, Place] = {}
    touched: dict[str, Place] = {}
    for record in records:
        for quad in quads(record):
            if isinstance(quad.subject, NamedNode):
                places = owned if quad.predicate == term("rdf:type") else touched
                places.setdefault(quad.subject.value, record.place)
    return {**touched, **owned}
