"""Commands for Wikidata: the last step of the profile `wikidata`, QuickStatements of version 1.

Source: <https://www.wikidata.org/wiki/Help:QuickStatements>. A command is a line, its parts are
divided by tabs; a reference begins with S, each one after the first with !S. Dates are turned into
times of Wikidata by `wikidatatimes`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import pyoxigraph as px

from alliancekg import wikidatatimes
from alliancekg.dates import DateError
from alliancekg.namespaces import ID, PREFIXES
from alliancekg.wikidatatimes import UnsayableError

PROPERTIES: Final = "http://www.wikidata.org/prop/"
EDTF: Final = px.NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")
_ITEM: Final = re.compile(re.escape(PREFIXES["wd"]) + "(Q[1-9][0-9]*)")
_INSTANCE_OF: Final = "P31"
_DATES: Final = ("P580", "P582", "P585", "P7588")
_LABEL, _OTHER = (
    px.NamedNode(PREFIXES[p] + n) for p, n in (("rdfs", "label"), ("skos", "altLabel"))
)
_SAME: Final = px.NamedNode(PREFIXES["skos"] + "exactMatch")
_DOUBT: Final = px.NamedNode(PREFIXES["skos"] + "note")  # why a statement is not to be written
_REFERENCE: Final = px.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_SOURCE: Final = ("P1476", "P2093", "P577", "P854", "P958")  # of a reference, in this order
_LONGEST: Final = 250  # characters of a label; a text may have 1500
_LONGEST_TEXT: Final = 1500


_Reference = tuple[tuple[str, str], ...]  # properties and values


class LeftOut(NamedTuple):
    """What is not written: of which record, which value, and why; `value` may be empty."""

    record: str
    value: str
    why: str

    def __str__(self) -> str:
        return f"{self.record}: {self.value + ' ' if self.value else ''}{self.why}; it is left out"


@dataclass(frozen=True, slots=True)
class Batch:
    """Commands, each with its line feed, the records for which items are created, and the rest."""

    lines: tuple[str, ...]
    created: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be looked at before the commands are run, and what is not among them."""
        new = (
            f"{record}: is written as a new item; expected one that Wikidata does not have. Fix:"
            " look it up there, and write the number that it has into the column wikidata"
            for record in self.created
        )
        return (*new, *map(str, self.left_out))


def finished(triples: Iterable[px.Triple]) -> Iterator[str]:
    """Return the lines of `written`."""
    return iter(written(triples).lines)


def written(triples: Iterable[px.Triple]) -> Batch:
    """Return the commands for the triples of the profile; the same for equal triples, in any order.

    Items that Wikidata has come first, by number; then those that are created, by record. No
    command comes twice: what several sources state has as many references.
    """
    facts = _Facts(triples)
    lines: list[str] = []
    created, left = [], list[LeftOut]()
    for group in sorted(facts.groups(), key=lambda group: (group.place, group.records)):
        said = _Said(facts, group, left)
        if len(group.items) > 1:
            why = f"is several items of Wikidata: {', '.join(group.items)}"
            left += [LeftOut(short(record), "", why) for record in group.records]
        elif group.items:
            lines += said.statements(group.items[0])
        elif names := said.creation():
            created += [short(record) for record in group.records[:1]]
            lines += [*names, *said.statements("LAST")]
    return Batch(tuple(lines), tuple(created), tuple(sorted(set(left))))


def short(iri: str) -> str:
    """Return a record as `kind/key`, another IRI as it is."""
    return iri.removeprefix(ID)


class _Group(NamedTuple):
    """The records of one thing, and its items of Wikidata, both sorted; there should be one."""

    records: tuple[str, ...]
    items: tuple[str, ...]

    @property
    def place(self) -> tuple[bool, int]:
        """Where it stands: items that Wikidata has by number, then those that are created."""
        return not self.items, int(self.items[0][1:]) if self.items else 0


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
        """Yield the things that something is stated about, each once."""
        subjects = sorted(record for record in self._found if any(self.claims(record)))
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

    def __init__(self, facts: _Facts, group: _Group, left: list[LeftOut]) -> None:
        self._facts, self._group, self._left = facts, group, left

    def creation(self) -> list[str]:
        """Return the commands that create and name an item; none if that is not sound."""
        names = [n for record in self._group.records for n in self._facts.of(record, _LABEL)]
        label = _label(names)
        properties = {name for name, _ in self._statements}
        why = ""
        if not label:
            why = "has no label that a new item can have"
        elif _INSTANCE_OF not in properties:
            why = "is of no kind of which an item is created"
        elif not properties & set(_DATES):
            why = "has no date by which a new item would be known"
        if why:
            self._leave(self._group.records[0], "", why)
            return []
        others = [n for record in self._group.records for n in self._facts.of(record, _OTHER)]
        aliases = sorted(
            {text for other in [*names, *others] if (text := _label([other]))} - {label}
        )
        return [
            "CREATE\n",
            f'LAST\tLen\t"{label}"\n',
            *(f'LAST\tAen\t"{alias}"\n' for alias in aliases),
        ]

    def statements(self, item: str) -> list[str]:
        """Return one command for each property and value."""
        found = []
        for (name, value), references in sorted(self._statements.items(), key=_order):
            parts = [item, name, value]
            for number, reference in enumerate(sorted(references)):
                new = "!" if number else ""
                for at, (source, text) in enumerate(reference):
                    parts += [f"{'' if at else new}S{source[1:]}", text]
            found.append("\t".join(parts) + "\n")
        return found

    @cached_property
    def _statements(self) -> dict[tuple[str, str], set[_Reference]]:
        """The references of each property and value that can be written."""
        found: dict[tuple[str, str], set[_Reference]] = defaultdict(set)
        for record in self._group.records:
            for name, node in sorted(self._facts.claims(record)):
                for value in self._facts.of(node, px.NamedNode(f"{PROPERTIES}statement/{name}")):
                    if text := self._value(record, name, node, value):
                        references = map(self._reference, self._facts.of(node, _REFERENCE))
                        if told := {reference for reference in references if reference}:
                            found[name, text] |= told
                        else:
                            why = "has no source that a command can name"
                            self._leave(record, f"{name} {_shown(value)}", why)
        return found

    def _value(self, record: str, name: str, node: str, value: px.NamedNode | px.Literal) -> str:
        """Return a value as it is written; empty if it cannot be."""
        if doubts := self._facts.of(node, _DOUBT):
            return self._leave(record, f"{name} {_shown(value)}", doubts[0].value)
        if isinstance(value, px.Literal):
            try:
                return _time(value.value)
            except (UnsayableError, DateError) as error:
                return self._leave(record, f"{name} {value.value}", str(error))
        own = _ITEM.fullmatch(value.value)
        items = {own[1]} if own else self._facts.items(value.value)
        if len(items) == 1:
            return items.pop()
        why = "has several items of Wikidata" if items else "has no item of Wikidata that is known"
        return self._leave(record, f"{name} {_shown(value)}", why)

    def _leave(self, record: str, value: str, why: str) -> str:
        self._left.append(LeftOut(short(record), value, why))
        return ""

    def _reference(self, node: px.NamedNode | px.Literal) -> _Reference:
        """Return the parts of a reference that can be written, in order."""
        return tuple(
            (name, text)
            for name in _SOURCE
            for value in self._facts.of(node.value, px.NamedNode(f"{PROPERTIES}reference/{name}"))
            if (text := _part(value))
        )


def _order(statement: tuple[tuple[str, str], object]) -> tuple[bool, int, str]:
    (name, value), _ = statement
    return name != _INSTANCE_OF, int(name[1:]), value


def _shown(value: px.NamedNode | px.Literal) -> str:
    return short(value.value)


def _label(names: Sequence[px.NamedNode | px.Literal]) -> str:
    """Return the first of the names that can be the English label of an item; empty if none can."""
    for name in names:
        text = _plain(name.value) if isinstance(name, px.Literal) and name.language == "en" else ""
        if 0 < len(text) <= _LONGEST:
            return text
    return ""


def _plain(text: str) -> str:
    """Return a text on one line; empty if it has what commands are divided or remarked by."""
    line = " ".join(text.split())
    return "" if re.search(r'\|\||/\*|\*/|"', line) or len(line) > _LONGEST_TEXT else line


def _part(value: px.NamedNode | px.Literal) -> str:
    """Return a value of a reference as it is written; empty if it cannot be."""
    if isinstance(value, px.Literal) and value.datatype == EDTF:
        try:
            return _time(value.value)
        except (UnsayableError, DateError):
            return ""
    text = _plain(value.value)
    language = f"{value.language}:" if isinstance(value, px.Literal) and value.language else ""
    return f'{language}"{text}"' if text else ""


def _time(edtf: str) -> str:
    time = wikidatatimes.of(edtf)
    return f"{time.text}/{time.precision}{'/J' * time.is_julian}"
