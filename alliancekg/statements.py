"""Statements of one record in its source's graph: the vocabulary in which `mapping` says things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from alliancekg import dates
from alliancekg.namespaces import PREFIXES, concept_iri, graph_iri, record_iri, row_iri
from alliancekg.records import Record

_BOUNDS: Final = (
    ("hasEarliestBeginTimeStamp", "earliestBeginDay", "earliest_begin"),
    ("hasLatestBeginTimeStamp", "latestBeginDay", "latest_begin"),
    ("hasEarliestEndTimeStamp", "earliestEndDay", "earliest_end"),
    ("hasLatestEndTimeStamp", "latestEndDay", "latest_end"),
)
_NUMBER: Final = re.compile(
    r"(?:\+|(?P<sign>-))?(?=\.?[0-9])0*(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?"
)


@cache
def term(name: str) -> NamedNode:
    """Return the term of a prefixed name of `namespaces.PREFIXES`.

    >>> term("ak:dating")
    <NamedNode value=https://w3id.org/alliancekg/ns#dating>
    """
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def number(value: str) -> Literal:
    """Return a decimal number as its canonical literal: xsd:integer if integral, else xsd:decimal.

    >>> number("62000.0"), number("-3.50")
    (<Literal value=62000 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>, \
<Literal value=-3.5 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#decimal>>)
    """
    # Text, not decimal.Decimal, whose normalize() rounds to 28 digits.
    parts = _NUMBER.fullmatch(value)
    if not parts:
        raise ValueError(f"{value!r} is not a decimal number")
    sign, whole, fraction = (
        parts["sign"] or "",
        parts["whole"] or "0",
        (parts["part"] or "").rstrip("0"),
    )
    if fraction:
        return Literal(f"{sign}{whole}.{fraction}", datatype=term("xsd:decimal"))
    return Literal("0" if whole == "0" else sign + whole, datatype=term("xsd:integer"))


class Statements:
    """The quads that one record states, each once, in the order of their statement.

    All stand in the graph of the record's source. Empty values state nothing. Nodes are IRIs as
    text, terms are prefixed names.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._graph = NamedNode(graph_iri(record.source))
        self._source = record_iri("source", record.source)
        place = record.place
        # A file of a user's own folder is named by its source, so that no two are one.
        is_seed = place.file.startswith("seeds/")  # of a workspace, where a name is one file
        self._file = place.file if is_seed else f"{record.source}/{place.file}"
        self._row = row_iri(self._file, place.row, place.item)
        self._quads: dict[Quad, None] = {}

    def __iter__(self) -> Iterator[Quad]:
        return iter(self._quads)

    def _state(self, node: str, name: str, value: NamedNode | Literal) -> None:
        self._quads[Quad(NamedNode(node), term(name), value, self._graph)] = None

    def is_a(self, node: str, name: str) -> None:
        """State the class of a node."""
        self.link_term(node, "rdf:type", name)

    def link_term(self, node: str, name: str, other: str) -> None:
        """State a link to a class or a property, given by its prefixed name."""
        self._state(node, name, term(other))

    def link(self, node: str, name: str, *others: str) -> None:
        """State links to nodes given as IRIs."""
        for other in filter(None, others):
            self._state(node, name, NamedNode(other))

    def records(self, node: str, name: str, kind: str, *keys: str) -> None:
        """State links to records of one kind, given by their keys."""
        self.link(node, name, *(record_iri(kind, key) for key in keys if key))

    def concept(self, node: str, name: str, scheme: str, *keys: str) -> None:
        """State links to concepts of one scheme, given by their keys."""
        self.link(node, name, *(concept_iri(scheme, key) for key in keys if key))

    def english(self, node: str, name: str, *texts: str) -> None:
        """State texts in English (`@en`)."""
        for text in filter(None, texts):
            self._state(node, name, Literal(text, language="en"))

    def plain(self, node: str, name: str, *values: str) -> None:
        """State plain strings, such as codes and digests."""
        for value in filter(None, values):
            self._state(node, name, Literal(value))

    def integer(self, node: str, name: str, value: int | None) -> None:
        """State an integer, if it is known."""
        if value is not None:
            self._state(node, name, Literal(str(value), datatype=term("xsd:integer")))

    def number(self, node: str, name: str, value: str) -> None:
        """State a decimal number in its canonical form."""
        self._state(node, name, number(value))

    def true(self, node: str, name: str, holds: bool) -> None:
        """State `true` if it holds; nothing is ever stated to be false."""
        if holds:
            self._state(node, name, Literal("true", datatype=term("xsd:boolean")))

    def evidence(self, node: str) -> None:
        """State the record's passages and row as evidence of a node, and describe the row.

        In a file that has no rows, such as one of XML, an item stands for the row.
        """
        source, place = self._record.source, self._record.place
        passages = (record_iri("passage", f"{source}/{key}") for key in self._record.passages)
        self.link(node, "ak:evidence", *passages, self._row)
        self.is_a(self._row, "ak:Row")
        part = place.item or f"row {place.row}"
        self.english(self._row, "rdfs:label", f"{self._file}, {part}")
        self.plain(self._row, "ak:file", self._file)
        self.plain(self._row, "ak:item", place.item)
        self.integer(self._row, "ak:row", None if place.item else place.row)
        self.link(self._row, "ak:source", self._source)

    def stated(self, node: str, class_: str, label: str = "") -> None:
        """State a node that is one source's saying: its class, label, source and evidence."""
        self.is_a(node, class_)
        self.english(node, "rdfs:label", label)
        self.link(node, "ak:source", self._source)
        self.evidence(node)

    def time(self, owner: str, name: str, span: str, edtf: str) -> None:
        """State a time span with its bounds as dates and as day numbers, those that are known.

        An open end is `ak:openEnded true`; an unknown end and an open one both have no end bounds.
        """
        if not edtf:
            return
        bounds = dates.parse(edtf)
        self.link(owner, name, span)
        self.stated(span, "ak:TimeSpan", edtf)
        self.plain(span, "ak:edtf", edtf)
        for stamp, day_name, field in _BOUNDS:
            day: int | None = getattr(bounds, field)
            if day is not None:
                self._state(
                    span, f"sem:{stamp}", Literal(dates.iso(day), datatype=term("xsd:date"))
                )
            self.integer(span, f"ak:{day_name}", day)
        self.true(span, "ak:openEnded", bounds.open_ended)
        self.true(span, "ak:qualified", bounds.qualified)
