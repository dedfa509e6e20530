"""The tables of sources and of actors: one record a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.tablefacts import Span, TableFacts, concept, key
from alliancekg.tableschemas import Field, Row, Table, joined

_KINDS: Final = ("State", "Government", "Organization", "MilitaryUnit", "Group", "Person")


def _sources(found: TableFacts) -> Iterator[Row]:
    coverages = {coverage.source: coverage for coverage in found.coverages()}
    for node in found.nodes("ak:Source"):

        def one(name: str, node: str = node) -> str | None:
            return found.value("ak:Source", name, node) or None

        covered = coverages.get(key(node))
        is_document = node in found.all("ak:Document", "dcterms:title")
        yield (
            *(key(node), "Document" if is_document else "Dataset", one("dcterms:title")),
            *(one("dcterms:bibliographicCitation"), one("dcterms:license"), one("rdfs:seeAlso")),
            joined(concept(measure.value) for measure in covered.measures) if covered else None,
            joined(key(actor.value) for actor in covered.actors) if covered else None,
            *((covered.edtf or None) if covered else None, one("skos:note")),
        )


SOURCES: Final = Table(
    "sources",
    "Sources",
    "A document or a data set that the graph takes statements from, or that a source cites; one a"
    " row.",
    (
        Field("source", "string", "The key of the source.", required=True),
        Field(
            "type",
            "string",
            "What it is.",
            values={"Document": "a text", "Dataset": "a data set"},
            required=True,
        ),
        Field("title", "string", "Its title.", required=True),
        Field("citation", "string", "How it is cited."),
        Field("license", "string", "The address of its licence; empty if it names none."),
        Field("url", "string", "Where it is to be had."),
        Field(
            "covers_measures",
            "string",
            "What it declares to cover; empty if it declares nothing.",
            scheme="measure",
            many=True,
        ),
        Field(
            "covers_actors",
            "string",
            "The actors that it covers; empty if it is not limited to some, or declares nothing.",
            many=True,
        ),
        Field("covers_time", "string", "The time that it covers, in EDTF."),
        Field("note", "string", "What is to be known of it, such as gaps."),
    ),
    ("source",),
    _sources,
)


def kind_of(found: TableFacts, node: str) -> str:
    """Return the class of an actor, the first of _KINDS that it has."""
    return next((k for k in _KINDS if node in found.all(f"ak:{k}", "rdfs:label")), "Actor")


def _actors(found: TableFacts) -> Iterator[Row]:
    for node in found.nodes("ak:Actor"):

        def all_(name: str, node: str = node) -> tuple[str, ...]:
            return found.values("ak:Actor", name, node)

        def times(name: str, node: str = node) -> str | None:
            spans = found.values("ak:Actor", name, node)
            return joined(Span(found, span).edtf for span in spans)

        yield (
            *(key(node), next(iter(all_("rdfs:label")), None), kind_of(found, node)),
            found.cow(node),
            *(times("ak:cowTime"), joined(all_("ak:gwCode")), times("ak:gwTime")),
            joined(all_("ak:isoAlpha3")),
            joined(iri.rpartition("/")[2] for iri in all_("ak:wikidata")),
            *(joined(map(key, all_("ak:partOf"))), joined(map(key, all_("ak:memberOf")))),
        )


ACTORS: Final = Table(
    "actors",
    "Actors",
    "A state, government, organisation, unit, group or person; one a row.",
    (
        Field("actor", "string", "The key of the actor.", required=True),
        Field("label", "string", "Its name in English."),
        Field(
            "type",
            "string",
            "What it is.",
            values={
                **{kind: f"ak:{kind} of the ontology" for kind in _KINDS},
                "Actor": "none of these",
            },
            required=True,
        ),
        Field(
            "cow_code",
            "integer",
            "The number of the Correlates of War project. Some numbers have passed from one state"
            " to another: cow_time tells them apart.",
        ),
        Field(
            "cow_time",
            "string",
            "The periods, in EDTF, in which the state was in the state system by that list; empty"
            " if the graph does not have them: see gw_time.",
            many=True,
        ),
        Field("gw_code", "string", "The number of Gleditsch and Ward.", many=True),
        Field("gw_time", "string", "The periods of the state by that list, in EDTF.", many=True),
        Field("iso_alpha3", "string", "The code of ISO 3166-1 alpha-3.", many=True),
        Field("wikidata", "string", "The item of Wikidata.", many=True),
        Field("part_of", "string", "The actors that it is a part of.", many=True),
        Field("member_of", "string", "The actors that it is a member of.", many=True),
    ),
    ("actor",),
    _actors,
)
