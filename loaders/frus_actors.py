"""The people and offices of a volume of Foreign Relations of the United States as actors.

Source: names in headings and lists of its documents, and its list of persons, to which the mark-up
of a name refers. A reference is followed only if the name, and the office that is printed with it,
are those of the list: in the volumes President Johnson is marked as U. Alexis Johnson.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from alliancekg.dataloaders import Context
from alliancekg.findings import Finding, Place
from alliancekg.records import Actor, Record
from loaders.frus_heads import Heading, Mark, without_article
from loaders.frus_volume import Front, Person

_LONGEST: Final = 100  # characters of an id
_STOP: Final = frozenset(
    (
        *("a", "about", "acting", "after", "an", "and", "at", "before", "by", "chief", "for"),
        *("from", "in", "jr", "messrs", "mr", "mrs", "of", "on", "s", "sr", "the", "to", "until"),
        "with",
    )
)
_RANKS: Final = frozenset(("admiral", "ambassador", "colonel", "general"))  # kept between offices
# Persons that are not marked up: with the office before the name, or its staff behind it.
_TITLED: Final = re.compile(
    r"(?:.*\b)?(?:Secretary of (?:the )?[A-Z]\w+|President|Senator|Prime Minister)"
    r"(?: [A-Z][\w’'-]+)+"
)
_OF_STAFF: Final = re.compile(r"((?:[A-Z][\w.’'-]+ ){2,3})of the .*\bStaff")
_PRESIDENT: Final = re.compile(r"\bPresident$")
# A president is one in the list if the word stands there as an office, not as that of a master.
_IS_PRESIDENT: Final = re.compile(r"(?<!the )(?<!Vice )\bPresident\b(?!['’]s)")


class Named(NamedTuple):
    """Somebody whom a document names: the id of the actor, and the name for readers."""

    id: str
    label: str


@dataclass(slots=True)
class Cast:
    """The actors of one volume. Each is yielded once, with the first document that names it."""

    context: Context
    display: str
    front: Front
    _given: dict[str, str] = field(default_factory=dict)  # ids that were yielded, to full slugs
    _flagged: set[tuple[str, str]] = field(default_factory=set)
    records: list[Record] = field(default_factory=list)  # new with the document at hand
    flags: list[Finding] = field(default_factory=list)

    def begin(self) -> None:
        """Forget the records and flags of the document before."""
        self.records, self.flags = [], []

    def untell(self) -> None:
        """Let a later document tell of the records of this one, which is refused."""
        for record in self.records:
            self._given.pop(f"place/{record.id}" if record.kind == "place" else record.id, None)

    def once(self, key: str, whole: str, record: Callable[[], Record]) -> None:
        """Add a record to those of the document at hand, unless an earlier one has it."""
        if key not in self._given:
            self._given[key] = whole
            self.records.append(record())

    def _key(self, name: str, whole: str) -> str:
        """Return an id of this volume; two names that begin alike for long get two."""
        long = self.context.id(re.sub("['’]", "", name))
        short, number = long[:_LONGEST].rstrip("-._"), 2
        while self._given.get(short, whole) != whole:
            short = f"{long[: _LONGEST - 4].rstrip('-._')}-{number}"
            number += 1
        return short

    def party(self, party: Heading, place: Place) -> Named | None:
        """Return whom a party of a heading means: a person, or else the office that it names."""
        if party.text in ("Others", "Other Officials"):
            return None
        mark = next((mark for mark in party.marks if mark.is_person), None)
        if mark is None:
            return self._unmarked(party.text, place)
        office, behind = party.text[: mark.start].rstrip(" ("), party.text[mark.end :]
        if re.match(" (?:Board|Commission|Committee|Group|Mission|Panel)", behind):
            return self._office(party.text, place)
        if person := self._listed(party, mark, office, place):
            return self.person(person)
        if party.text[: mark.start].endswith("("):
            return self._holder(office, party.text[mark.start : mark.end], place)
        return self._actor("Person", without_article(party.text[: mark.end]), "", place)

    def listed(self, item: Heading, place: Place) -> list[Named]:
        """Return the persons of an item of a list of participants to whom the mark-up refers."""
        found = []
        for mark in item.marks:
            beside = item.text[: mark.start] + item.text[mark.end :]
            if mark.is_person and (person := self._listed(item, mark, beside, place)):
                found.append(self.person(person))
        return found

    def person(self, person: Person) -> Named:
        """Return a person of the list, whose evidence is the entry there."""
        key = self._key(person.id, person.id)
        self.once(
            key,
            person.id,
            lambda: Actor(
                id=key,
                source=self.context.source,
                place=Place(self.display, item=person.id),
                type="Person",
                label=person.label,
                alt_labels=person.alt_labels,
                note=person.about,
            ),
        )
        return Named(key, person.label)

    def _listed(self, whole: Heading, mark: Mark, office: str, place: Place) -> Person | None:
        """Return the person to whom the mark-up of a name refers, if it can be so."""
        if not mark.target:
            return None
        name, person = whole.text[mark.start : mark.end], self.front.person(mark.target)
        if person and agrees(name, office, person):
            return person
        if (mark.target, name) not in self._flagged:
            self._flagged.add((mark.target, name))
            self.flags.append(_doubted(whole, mark, person, place))
        return None

    def _unmarked(self, phrase: str, place: Place) -> Named:
        """Return whom a phrase without a marked name means: mostly an office."""
        if found := re.fullmatch(r"(.*?) ?\(([A-Z][^()]*)\)?", phrase):
            return self._holder(found[1], found[2], place)
        if found := _OF_STAFF.fullmatch(phrase):
            return self._actor("Person", found[1].strip(), "", place)
        if _TITLED.fullmatch(phrase):
            return self._actor("Person", without_article(phrase), "", place)
        return self._office(phrase, place)

    def _holder(self, office: str, name: str, place: Place) -> Named:
        """Return a person who is in no list, as the holder of an office."""
        bare = without_article(office)
        return self._actor("Person", f"{bare} ({name})", f"{name} {bare}", place)

    def _office(self, phrase: str, place: Place) -> Named:
        return self._actor("Organization", without_article(phrase), "", place)

    def _actor(self, type_: str, label: str, name: str, place: Place) -> Named:
        """Return an actor whose id is made of the name given, or else of the label."""
        whole = label.casefold()
        key = self._key(name or label, whole)
        self.once(
            key,
            whole,
            lambda: Actor(id=key, source=self.context.source, place=place, type=type_, label=label),
        )
        return Named(key, label)


def _doubted(whole: Heading, mark: Mark, person: Person | None, place: Place) -> Finding:
    # In quotes, so that findings of one kind are counted together.
    entry = f"{person.printed}: {person.about[:80]}" if person else "missing"
    return Finding(
        place,
        "persName",
        whole.text,
        f"is marked with '{mark.target}', whose entry is '{entry.replace(chr(39), '’')}'",
        "an entry that tells of the name and the office",
        "report it to the makers of the volume; the name is taken as it is printed",
        "warning",
    )


def agrees(name: str, office: str, person: Person) -> bool:
    """Tell whether a name, and the office printed with it, can be those of an entry of the list.

    One that shares two words with the entry's name is enough; a bare surname needs a word of the
    office that is in the entry, too, if any office is printed.
    """
    if _is_president(name, office):
        return _IS_PRESIDENT.search(person.about) is not None and bool(
            _words(name) & _words(person.printed)
        )
    words, listed = _words(name), _words(person.printed)
    shared = {word for word in words & listed if len(word) > 1}
    if not shared:
        return False
    initials = {word for word in words if len(word) == 1}
    if len(shared) > 1 or initials & {word[0] for word in listed - shared}:
        return True
    known = (_words(person.about) | listed) - shared
    told = (_words(office) | words) - shared - initials
    full = (_words(_without_codes(office)) | words) - shared - _RANKS
    return bool(told & known) or not full


def _is_president(name: str, office: str) -> bool:
    said = name if name.startswith("President ") else f"{office} {name}"
    return re.search(r"(?<!Vice )\bPresident(?: [\w’'-]+)+$", said) is not None and (
        name.startswith("President ") or _PRESIDENT.search(office) is not None
    )


def _without_codes(text: str) -> str:
    """Return a text without abbreviations such as NA, which stand in no entry."""
    return re.sub(r"\b[A-Z][A-Z/&.]*\b", " ", text)


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return set(re.findall(r"[a-z]+", plain)) - _STOP
