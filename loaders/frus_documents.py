"""A document of Foreign Relations of the United States as a source, and as the event that it was.

An editorial note is a text of the editors and no event of the past: it is a source only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from alliancekg.dataloaders import Outcome, sound
from alliancekg.errors import SourceErrors
from alliancekg.findings import Finding, Place
from alliancekg.records import Event, Location, Participation, Record, Ref, Source
from loaders.frus_actors import Cast, Named
from loaders.frus_dates import Marked, When, dated
from loaders.frus_heads import Heading, heading, identifiers, kind, parties, sides, unnumbered
from loaders.frus_volume import RANK, SITE
from loaders.frus_xml import Part, text

_FIX: Final = "correct it, or report it to the makers of the volume"
_ABBREVIATED: Final = "".join(
    rf"(?<!\b{form})" for form in ("[A-Z]", "Vol", "No", "Nos", "Pt", "Jr", "Dr", "Gen", "p", "pp")
)
_CLASSIFIED: Final = re.compile(
    r"(.*?)\. (?=(?:Top )?Secret\b|Confidential\b|Unclassified\b|(?:Limited )?Official Use\b"
    r"|No classification\b|Personal\b|Eyes Only\b)"
)
_SENTENCE: Final = re.compile(rf"(.*?\w[\w)’”\]]{_ABBREVIATED})\. (?=[A-Z\[(“])")
_NOTE: Final = 300  # characters


@dataclass(frozen=True, slots=True)
class _Document:
    """What is read of a document before it is told of in records."""

    key: str
    title: Heading
    number: str
    when: When
    place: Place


def outcome(part: Part, cast: Cast) -> Outcome:
    """Return what a document gives; it is refused if it has no id, no heading or no right date."""
    element = part.element
    key = element.get("xml:id", "")
    place = Place(cast.display, item=key) if key else Place(cast.display, part.line)
    try:
        document = _document(part, key, place)
    except SourceErrors as error:
        return Outcome(place, refusals=error.findings)
    flags = _flags(element, document, part.line)
    cast.begin()
    records = [*_records(element, document, cast)]
    found = sound(Outcome(place, (*cast.records, *records), (*flags, *cast.flags)))
    if found.is_refused:
        cast.untell()
    return found


def _document(part: Part, key: str, place: Place) -> _Document:
    line = Place(place.file, part.line, item=key)
    faults = [*part.faults]
    if not key:
        problem = "a document has no xml:id, by which it is cited"
        faults.append(Finding(line, "xml:id", "", problem, "an id such as d56", _FIX))
    head = part.element.find("head")
    title = heading(head) if head is not None else Heading("")
    if not title.text:
        faults.append(Finding(line, "head", "", "a document has no heading", "a heading", _FIX))
    when = dated(_marks(part.element))
    if when.is_refused:
        faults.append(Finding(line, "date", "", when.problem, "a date that is printed", _FIX))
    if faults:
        raise SourceErrors(faults)
    number = part.element.get("n", "") or key.removeprefix("d")
    return _Document(key, title, number, when, place)


def _flags(element: Element, document: _Document, line: int) -> list[Finding]:
    if not document.when.problem:
        return []
    place = Place(document.place.file, line, item=document.key)
    printed = text(_dateline(element))
    expected = "one date in the mark-up and in print"
    problem = document.when.problem
    return [Finding(place, "date", printed, problem, expected, _FIX, "warning")]


def _dateline(element: Element) -> Element | None:
    """Return the dateline of a document, not one of a text that is printed in it."""
    for path in ("dateline", "opener/dateline", "head/dateline", "closer/dateline"):
        found = element.find(path)
        if found is not None:
            return found
    return None


def _marks(element: Element) -> list[Marked]:
    dateline = _dateline(element)
    if dateline is None:
        return []
    return [
        Marked(
            date.get("when", ""), date.get("from", ""), date.get("to", ""), text(date),
            date.tail or "",
        )
        for date in dateline.iter("date")
    ]  # fmt: skip


def _records(element: Element, document: _Document, cast: Cast) -> list[Record]:
    """Return a document's own records: the source, the event and those who had a part in it."""
    named = sides(document.title)
    parts: dict[tuple[str, str], Named] = {}
    type_ = kind(document.title.text)
    author = "speaker" if type_ in ("speech", "statement") else "author"
    authors = named.authors
    recipients = named.recipients
    if type_:
        authors = authors or _signer(element, type_)
        recipients = recipients or _addressees(element)
    for role, found in (
        (author, authors), ("recipient", recipients), ("participant", named.participants),
    ):  # fmt: skip
        for party in found:
            if actor := cast.party(party, document.place):
                parts.setdefault((actor.id, role), actor)
    if type_ == "meeting":
        for item in _items(element, "participants"):
            for actor in cast.listed(item, document.place):
                parts.setdefault((actor.id, "participant"), actor)
    creators = [actor.label for (_, role), actor in parts.items() if role == author]
    source = _source(element, document, cast, tuple(dict.fromkeys(creators)))
    if not type_:
        return [source]
    event = _event(element, document, cast, type_)
    return [source, event, *_participations(event, document.place, parts)]


def _source(element: Element, document: _Document, cast: Cast, creators: tuple[str, ...]) -> Source:
    context, volume = cast.context, cast.front.volume
    title = document.title.text
    return Source(
        id=context.id(document.key),
        source=context.source,
        place=document.place,
        type="Document",
        title=title,
        creators=creators,
        issued=document.when.edtf,
        citation=volume.cited(document.number),
        url=f"{SITE}{volume.key}/{document.key}",
        rank=RANK,
        part_of=(context.source,),
        identifiers=(document.number, *identifiers(title)),
        note=_archive(element),
    )


def _event(element: Element, document: _Document, cast: Cast, type_: str) -> Event:
    """Return the event; the subject that is written above the text is its other name."""
    title = document.title.text
    subjects = (item.text for item in _items(element, "subject") if item.text)
    return Event(
        id=cast.context.id(document.key),
        source=cast.context.source,
        place=document.place,
        event_type=type_,
        status="done",
        label=unnumbered(title),
        alt_labels=tuple(dict.fromkeys(subjects)),
        edtf=document.when.edtf,
        places=_places(element, document.place, cast),
        identifiers=identifiers(title),
    )


def _participations(
    event: Event, place: Place, parts: dict[tuple[str, str], Named]
) -> list[Participation]:
    record = Ref("event", event.id)
    return [
        Participation(
            id=f"{record}:{actor}:{role}",
            source=event.source,
            place=place,
            record=record,
            actor=actor,
            role=role,
        )
        for actor, role in parts
    ]


def _places(element: Element, place: Place, cast: Cast) -> tuple[str, ...]:
    """Return the places of the dateline; each is a record with the first document that is there."""
    dateline = _dateline(element)
    keys: list[str] = []
    for name in dateline.iter("placeName") if dateline is not None else ():
        label = text(name)
        key = cast.context.id(label)
        if not label:
            continue
        keys.append(key)

        def record(key: str = key, label: str = label) -> Location:
            return Location(id=key, source=cast.context.source, place=place, label=label)

        cast.once(f"place/{key}", key, record)
    return tuple(dict.fromkeys(keys))


def _signer(element: Element, type_: str) -> tuple[Heading, ...]:
    """Return who signed a document whose heading names no author, if one person did.

    Records of talks are signed by those who took them down.
    """
    signed = [name for closer in element.findall("closer") for name in closer.iter("signed")]
    if type_ == "meeting" or len(signed) != 1:
        return ()
    found = heading(signed[0])
    return tuple(found.cut(m.start, m.end) for m in found.marks) if len(found.marks) == 1 else ()


def _addressees(element: Element) -> tuple[Heading, ...]:
    """Return the addressees of the list above a document whose heading names none."""
    return tuple(party for item in _items(element, "to") for party in parties(item))


def _items(element: Element, type_: str) -> list[Heading]:
    """Return the items of the lists of a kind; of an item that holds a list, only those within."""
    lists = [found for found in element.findall("list") if found.get("type") == type_]
    items = [item for found in lists for item in found.iter("item")]
    return [heading(item) for item in items if item.find(".//item") is None]


def _archive(element: Element) -> str:
    """Return where the original is kept: the first sentence of the source note."""
    head = element.find("head")
    notes = [] if head is None else [n for n in head.iter("note") if n.get("type") == "source"]
    if not notes:
        return ""
    said = re.sub(r"^Source[:.]? ?", "", text(notes[0]))
    found = _CLASSIFIED.match(said) or _SENTENCE.match(said)
    first = f"{found[1]}." if found else said
    return first if len(first) <= _NOTE else first[:_NOTE].rpartition(" ")[0] + " …"
