"""Records told of whole: with their parts, their evidence, its sources; and which ones are meant.

A part of a record is a node whose IRI is the record's with a fragment: a time span, a
participation, a stance. Evidence is told of whole, too: passages, rows, and what these rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import pyoxigraph as px

from alliancekg.engines import WHOLE, Holding, Limits, Within
from alliancekg.namespaces import AK, ID, PREFIXES, is_row
from alliancekg.quadsources import PART, parted
from alliancekg.results import plain
from alliancekg.slicingclosure import said_of

if TYPE_CHECKING:
    from alliancekg.engines import Engine

_SAYS: Final = (AK + "source", PREFIXES["oa"] + "hasSource")
_LEADS: Final = {*_SAYS, AK + "evidence", AK + "quantity"}
# Of several datings of an event or a policy, the one that the graph prefers is its time.
_DATES: Final = ("inForceTime", "signedTime", "time", "timeScope")
_DATED: Final = ("Claim", "Event", "Participation", "Policy", "Position", "Quantity", "Treaty")
_FAR: Final = 9_999_999  # days off, as queries write an end that is open or unknown


def owner(iri: str) -> str:
    """Return the record that a node is a part of, or the node itself if it is no part.

    >>> owner("https://w3id.org/alliancekg/id/event/guam#time-hwang-2006")
    'https://w3id.org/alliancekg/id/event/guam'
    >>> owner("https://w3id.org/alliancekg/id/file/events.csv#row=4")
    'https://w3id.org/alliancekg/id/file/events.csv#row=4'
    """
    return iri.partition("#")[0] if iri.startswith(ID) and not is_row(iri) else iri


def whole(engine: Engine, records: Iterable[str]) -> Iterator[px.Quad]:
    """Yield all that the graph says of records, their parts, quantities, evidence and sources."""
    asked: set[str] = set()
    next_ = set(records)
    while next_:
        asked |= next_
        met: set[str] = set()
        for quad in said_of(engine, next_):
            if isinstance(quad.object, px.NamedNode) and _leads_on(quad):
                met.add(quad.object.value)
            yield quad
        next_ = met - asked


def _leads_on(quad: px.Quad) -> bool:
    """Tell whether what a statement leads to belongs to what it is about."""
    if quad.predicate.value in _LEADS:
        return True
    there, here = quad.object.value, quad.subject.value  # type: ignore[union-attr]
    return there != here and owner(there) != there and owner(there) == owner(here)


def around(engine: Engine, record: str) -> set[str]:
    """Return the records that refer to a record, or a part of which does, and the record itself.

    Statements that only tell by which source they are said do not count.
    """
    told = ", ".join(f"<{predicate}>" for predicate in _SAYS)
    found = _subjects(engine, f"?node ?p <{record}> FILTER(?p NOT IN ({told}))")
    return {record, *map(owner, found)}


def dated(engine: Engine, first: int | None, last: int | None) -> set[str]:
    """Return the records that have a date, or a part with one, which may touch a window of days.

    None is a window without that end. An end that a date leaves open or unknown bounds nothing; a
    date without any bound touches no window. Where sources date an event or a policy differently,
    its date is the one that the graph prefers. The periods in which lists have a state, and those
    that sources cover, are no dates of records.
    """
    kinds = ", ".join(f"<{AK}{name}>" for name in _DATED)
    properties = ", ".join(f"<{AK}{name}>" for name in _DATES)
    conditions = [
        f"?class IN ({kinds}) && ?property IN ({properties})",
        "(BOUND(?from) || BOUND(?over))",
        f"COALESCE(?from, {-_FAR}) <= {_FAR if last is None else last}",
        f"COALESCE(?over, {_FAR}) >= {-_FAR if first is None else first}",
    ]
    pattern = (
        f"?node a ?class ; ?property ?span . ?span a <{AK}TimeSpan> ."
        f" OPTIONAL {{ ?span <{AK}earliestBeginDay> ?from }}"
        f" OPTIONAL {{ ?span <{AK}latestEndDay> ?over }}"
        f" FILTER({' && '.join(conditions)})"
    )
    return {owner(node) for node in _subjects(engine, pattern)}


def _subjects(engine: Engine, pattern: str) -> set[str]:
    """Return the IRIs that a pattern has for ?node; those of an endpoint are asked for in parts."""
    limits = Limits(rows=WHOLE)
    conditions = [""]
    held = engine.within if isinstance(engine, Within) else engine
    if not isinstance(held, Holding):
        counting = f"SELECT (COUNT(DISTINCT ?node) AS ?n) {{ {pattern} }}"
        ((count,),) = engine.ask(counting, "SELECT", limits).rows
        number = int(plain(count))
        if number > PART:
            conditions = [f" FILTER({part})" for part in parted("STR(?node)", number)]
    found: set[str] = set()
    for condition in conditions:
        text = f"SELECT DISTINCT ?node {{ {pattern}{condition} }}"
        nodes = (node for (node,) in engine.ask(text, "SELECT", limits).rows)
        found.update(node.value for node in nodes if isinstance(node, px.NamedNode))
    return found
