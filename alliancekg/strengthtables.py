"""The table of strengths: numbers of persons of a force, counted or told of, one number a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.tablecolumns import COVERED, DATED, dated, passages
from alliancekg.tablefacts import Span, TableFacts, concept, inside, key, reference
from alliancekg.tableschemas import Field, Link, Row, Table, joined

MEASURES: Final = (
    *("troop-strength", "personnel-civilian", "troop-contribution"),
    *("redeployment-size", "withdrawal-size"),
)


def _rows(found: TableFacts) -> Iterator[Row]:
    owners: dict[str, list[str]] = {}
    for owner, number in found.rows(_OWNERS):
        owners.setdefault(number, []).append(owner)
    for node in found.nodes("ak:Quantity"):

        def one(name: str, node: str = node) -> str:
            return found.value("ak:Quantity", name, node)

        measure = concept(one("ak:measure"))
        if measure not in MEASURES:
            continue
        span = Span(found, one("ak:time"))
        place, actor, source = one("ak:inPlace"), one("ak:ofActor"), key(one("ak:source"))
        state = found.value("ak:Place", "ak:inState", place)
        yield (
            *(key(node), one("rdfs:label") or None, measure, one("ak:value") or None),
            *(concept(one("ak:comparator")) or None, concept(one("ak:unit")) or None),
            *(key(actor) or None, found.cow(actor)),
            *(key(place) or None, found.value("ak:Place", "rdfs:label", place) or None),
            *(key(state) or None, found.cow(state), _year(span), *dated(span)),
            joined(map(reference, owners.get(node, ()))),
            *(source or None, _row(found, node), passages(found, "ak:Quantity", node)),
            one("skos:note") or None,
            inside(found, [source], measure, [actor] if actor else (), span.outer),
        )


_OWNERS: Final = (
    "SELECT ?owner ?number { ?owner <https://w3id.org/alliancekg/ns#quantity> ?number }"
)


def _year(span: Span) -> int | None:
    """Return the year in which a number counts, where its date lies within one."""
    years = {int(date[:-6]) for date in span.outer_dates if date}
    return years.pop() if len(years) == 1 and all(span.outer_dates) else None


def _row(found: TableFacts, node: str) -> str | None:
    """Return the rows of tables that a number stands in, as the graph names them."""
    labels = found.all("ak:Row", "rdfs:label")
    evidence = found.values("ak:Quantity", "ak:evidence", node)
    return joined(label for iri in evidence for label in labels.get(iri, ()))


STRENGTHS: Final = Table(
    "strengths",
    "Strengths of forces",
    "A number of soldiers or of other personnel, as one source gives it; one number a row."
    " Sources that tell of one force and year have a row each: take one of them, never their sum.",
    (
        Field("quantity", "string", "The key of the number.", required=True),
        Field("label", "string", "What is counted."),
        Field(
            "measure", "string", "What the number counts, by kind.", scheme="measure", required=True
        ),
        Field("value", "number", "The number, exactly as in the graph."),
        Field(
            "comparator",
            "string",
            "Whether it is that many, or more, or less.",
            scheme="comparator",
        ),
        Field("unit", "string", "What is counted, by unit.", scheme="unit"),
        Field("actor", "string", "Whose forces, by key of the actor."),
        Field("actor_cow", "integer", "The number of that actor by the Correlates of War."),
        Field("place", "string", "Where they stand, by key of the place."),
        Field("place_label", "string", "The name of the place."),
        Field("state", "string", "The state in which the place is, by key of the actor."),
        Field(
            "state_cow",
            "integer",
            "The number of that state by the Correlates of War; empty where it has none, as an"
            " overseas territory.",
        ),
        Field(
            "year",
            "integer",
            "The year in which it was counted; empty if the date spans several. It is not that of"
            " publication, and a month or a day stands in edtf.",
        ),
        *DATED,
        Field("records", "string", "The event or other record it belongs to.", many=True),
        Field("source", "string", "The source of the number."),
        Field("rows", "string", "The rows of the file of the source.", many=True),
        Field("passages", "string", "The passages of documents that give it.", many=True),
        Field("note", "string", "What is to be known of the number."),
        COVERED,
    ),
    ("quantity",),
    _rows,
    (
        Link("actor", "actors", "actor"),
        Link("state", "actors", "actor"),
        Link("source", "sources", "source"),
    ),
)
