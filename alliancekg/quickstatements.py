"""Commands for Wikidata: the last step of the profile `wikidata`, QuickStatements of version 1.

Source: <https://www.wikidata.org/wiki/Help:QuickStatements>. A command is a line, its parts are
divided by tabs; a reference begins with S, each one after the first with !S. Only items that
Wikidata has are written about; none is created. Dates are turned into times of Wikidata by
`wikidatatimes`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import pyoxigraph as px

from alliancekg import wikidatatimes
from alliancekg.dates import DateError
from alliancekg.namespaces import ID, PREFIXES
from alliancekg.wikidatatimes import UnsayableError

PROPERTIES: Final = "http://www.wikidata.org/prop/"
EDTF: Final = px.NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")
_ITEM: Final = re.compile(re.escape(PREFIXES["wd"]) + "(Q[1-9][0-9]*)")
_SAME: Final = px.NamedNode(PREFIXES["skos"] + "exactMatch")
_DOUBT: Final = px.NamedNode(PREFIXES["skos"] + "note")  # why a statement is not to be written
_REFERENCE: Final = px.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_TYPE: Final = px.NamedNode(PREFIXES["rdf"] + "type")
_RECORD: Final = px.NamedNode("http://wikiba.se/ontology#Item")
_SOURCE: Final = ("P1476", "P2093", "P577", "P854", "P958")  # of a reference, in this order
_LONGEST: Final = 1500  # characters of a text
_DIVIDES: Final = re.compile(r"[|]|/[*]|[*]/|^\"\"")  # parts, remarks, and a text in three quotes

NAMES: Final = {
    "P17": "country", "P276": "location", "P361": "part of", "P533": "target",
    "P577": "publication date", "P580": "start time", "P582": "end time", "P585": "point in time",
    "P664": "organizer", "P710": "participant", "P823": "speaker", "P854": "reference URL",
    "P958": "section", "P1476": "title", "P1891": "signatory", "P2093": "author name string",
    "P7588": "effective date",
}  # fmt: skip
"""What Wikidata calls the properties that are written."""

_Reference = tuple[tuple[str, str], ...]  # properties and values


class LeftOut(NamedTuple):
    """What is not written: of which record, of which property, which value, and why.

    `name` and `value` are empty where it is all that is said of the record.
    """

    record: str
    name: str
    value: str
    why: str

    @property
    def alike(self) -> tuple[str, str, str]:
        """What it is counted by: kind of record, property, reason."""
        return self.record.partition("/")[0], self.name, self.why


@dataclass(frozen=True, slots=True)
class Batch:
    """Commands, each with its line feed, and what is not among them, sorted."""

    lines: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is left out, counted by kind of record, property and reason, with one example."""
        groups: dict[tuple[str, str, str], list[LeftOut]] = defaultdict(list)
        for left in self.left_out:
            groups[left.alike].append(left)
        return tuple(_remark(*alike, lefts) for alike, lefts in sorted(groups.items()))


def _remark(kind: str, name: str, why: str, lefts: Sequence[LeftOut]) -> str:
    what = f"{kind}, {name} ({NAMES.get(name, 'property')})" if name else kind
    first = f"{lefts[0].record} {lefts[0].value}".rstrip()
    if len(lefts) == 1:
        return f"{what}: 1 left out, which {why}: {first}"
    return f"{what}: {len(lefts)} left out, each of which {why}; one is {first}"


def finished(triples: Iterable[px.Triple]) -> Iterator[str]:
    """Return the lines of `written`."""
    return iter(written(triples).lines)


def written(triples: Iterable[px.Triple]) -> Batch:
    """Return the commands for the triples of the profile; the same for equal triples, in any order.

    They are ordered by item. No command comes twice: what several sources state has as many
    references.
    """
    facts = _Facts(triples)
    lines: list[str] = []
    left = set[LeftOut]()
    for group in sorted(facts.groups(), key=lambda group: (group.number, group.records)):
        if len(group.items) == 1:
            lines += _Said(facts, group, left).statements(group.items[0])
            continue
        why = "has no number of Wikidata (column wikidata)"
        if group.items:
            why = f"has several numbers of Wikidata, {', '.join(group.items)}"
        left |= {LeftOut(short(record), "", "", why) for record in group.records}
    return Batch(tuple(lines), tuple(sorted(left)))


def short(iri: str) -> str:
    """Return a record as `kind/key`, another IRI as it is."""
    return iri.removeprefix(ID)


class _Group(NamedTuple):
    """The records of one thing, and its items of Wikidata, both sorted; there should be one."""

    records: tuple[str, ...]
    items: tuple[str, ...]

    @property
    def number(self) -> int:
        """The number of its item; 0 if there is none."""
        return int(self.items[0][1:]) if self.items else 0


class _Facts:
    """The triples of the profile by subject and predicate."""

    def __init__(self, triples: Iterable[px.Triple]) -> None:
        self._found: dict[str, dict[px.NamedNode, set[px.NamedNode | px.Literal]]]
        self._found = defaultdict(lambda: defaultdict(set))
        for triple in triples:
            if isinstance(triple.subject, px.NamedNode) and isinstance(
                triple.object, px.NamedNode | px.Literal
            ):
                self._found[triple.subject.value][triple.predicate].add(triple.object)

    def of(self, subject: str, predicate: px.NamedNode) -> list[px.NamedNode | px.Literal]:
        """Return the objects, sorted."""
        return sorted(self._found.get(subject, {}).get(predicate, ()), key=str)

    def items(self, record: str) -> set[str]:
        """Return the items that Wikidata has for a record."""
        found = (_ITEM.fullmatch(same.value) for same in self.of(record, _SAME))
        return {match[1] for match in found if match}

    def claims(self, record: str) -> Iterator[tuple[str, str]]:
        """Yield property and node of each statement about a record."""
        for predicate in self._found.get(record, {}):
            name = predicate.value.removeprefix(PROPERTIES)
            if re.fullmatch("P[0-9]+", name):
                yield from ((name, node.value) for node in self.of(record, predicate))

    def groups(self) -> Iterator[_Group]:
        """Yield the things that may be items, each once."""
        subjects = sorted(record for record in self._found if self.of(record, _TYPE) == [_RECORD])
        alike: dict[str, set[str]] = defaultdict(set)  # what is the same, records and items
        for subject in subjects:
            for node in self.of(subject, _SAME):
                alike[subject].add(node.value)
                alike[node.value].add(subject)
        done = set[str]()
        for start in subjects:
            found = [start] if start not in done else []
            for iri in found:  # which grows
                found += sorted(alike[iri] - set(found))
            done |= set(found)
            if records := sorted(set(found) & set(subjects)):
                items = {item for record in records for item in self.items(record)}
                yield _Group(tuple(records), tuple(sorted(items)))


class _Said:
    """What is said of one thing; what of it cannot be written goes to `left`."""

    def __init__(self, facts: _Facts, group: _Group, left: set[LeftOut]) -> None:
        self._facts, self._group, self._left = facts, group, left

    def statements(self, item: str) -> list[str]:
        """Return one command for each property and value."""
        found = []
        for (name, value), references in sorted(self._statements().items(), key=_order):
            parts = [item, name, value]
            for number, reference in enumerate(sorted(references)):
                new = "!" if number else ""
                for at, (source, text) in enumerate(reference):
                    parts += [f"{'' if at else new}S{source[1:]}", text]
            found.append("\t".join(parts) + "\n")
        return found

    def _statements(self) -> dict[tuple[str, str], set[_Reference]]:
        """Return the references of each property and value that can be written."""
        found: dict[tuple[str, str], set[_Reference]] = defaultdict(set)
        for record in self._group.records:
            for name, node in sorted(self._facts.claims(record)):
                for value in self._facts.of(node, px.NamedNode(f"{PROPERTIES}statement/{name}")):
                    if text := self._value(record, name, node, value):
                        nodes = self._facts.of(node, _REFERENCE)
                        if told := {self._reference(record, of) for of in nodes} - {()}:
                            found[name, text] |= told
                        else:
                            why = "has no source that a command can name"
                            self._leave(record, name, _shown(value), why)
        return found

    def _value(self, record: str, name: str, node: str, value: px.NamedNode | px.Literal) -> str:
        """Return a value as it is written; empty if it cannot be."""
        if doubts := self._facts.of(node, _DOUBT):
            return self._leave(record, name, _shown(value), doubts[0].value)
        if isinstance(value, px.Literal):
            try:
                return _time(value.value)
            except UnsayableError as error:
                return self._leave(record, name, value.value, str(error))
            except DateError:
                return self._leave(record, name, value.value, "is no date in EDTF")
        own = _ITEM.fullmatch(value.value)
        items = {own[1]} if own else self._facts.items(value.value)
        if items == set(self._group.items):
            return self._leave(record, name, _shown(value), "has the item itself as its value")
        if len(items) == 1:
            return items.pop()
        many = "has a value with several numbers of Wikidata"
        why = many if items else "has a value without a number of Wikidata"
        return self._leave(record, name, _shown(value), why)

    def _leave(self, record: str, name: str, value: str, why: str) -> str:
        self._left.add(LeftOut(short(record), name, value, why))
        return ""

    def _reference(self, record: str, node: px.NamedNode | px.Literal) -> _Reference:
        """Return the parts of a reference that can be written, in order; none without a title."""
        found = []
        for name in _SOURCE:
            for value in self._facts.of(node.value, px.NamedNode(f"{PROPERTIES}reference/{name}")):
                if text := _part(value):
                    found.append((name, text))
                else:
                    why = "cannot stand in a command, in a reference"
                    self._leave(record, name, value.value, why)
        return tuple(found) if any(name == "P1476" for name, _ in found) else ()


def _order(statement: tuple[tuple[str, str], object]) -> tuple[int, str]:
    (name, value), _ = statement
    return int(name[1:]), value


def _shown(value: px.NamedNode | px.Literal) -> str:
    return short(value.value)


def _part(value: px.NamedNode | px.Literal) -> str:
    """Return a value of a reference as it is written; empty if it cannot be."""
    if isinstance(value, px.Literal) and value.datatype == EDTF:
        try:
            return _time(value.value)
        except (UnsayableError, DateError):
            return ""
    text = " ".join(value.value.split())  # on one line, without tabs
    if not text or len(text) > _LONGEST or _DIVIDES.search(text):
        return ""
    language = f"{value.language}:" if isinstance(value, px.Literal) and value.language else ""
    return f'{language}"{text}"'


def _time(edtf: str) -> str:
    time = wikidatatimes.of(edtf)
    return f"{time.text}/{time.precision}{'/J' * time.is_julian}"
