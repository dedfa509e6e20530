"""A volume of Foreign Relations of the United States: how it is cited, and its list of persons.

Source: the header, the title page and the lists at the front of its TEI.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from alliancekg.dataloaders import DataSource
from alliancekg.errors import AllianceKGError
from loaders.frus_xml import parts, text

SERIES: Final = "Foreign Relations of the United States"
SITE: Final = "https://history.state.gov/historicaldocuments/"
RANK: Final = 2  # of dates: documents of the time
_ABOUT: Final = 300  # characters of what the list says of a person
_SUFFIXES: Final = r"(?:Jr\.|Sr\.|I{2,3}|IV)"


@dataclass(frozen=True, slots=True)
class Volume:
    """What a citation of a volume is made of. `key` is its id at history.state.gov."""

    key: str
    title: str
    editors: tuple[str, ...] = ()
    publisher: str = ""
    year: str = ""
    time: str = ""  # EDTF

    def cited(self, document: str = "") -> str:
        """Return the citation that history.state.gov recommends, of a document by its number.

        >>> Volume("v9", "Foreign Relations, Volume IX", ("A. B.", "C. D."), year="2010").cited("5")
        'Foreign Relations, Volume IX, eds. A. B. and C. D. \
(Washington: Government Printing Office, 2010), Document 5.'
        """
        *others, last = self.editors or ("",)
        names = f"{', '.join(others)} and {last}" if others else last
        editors = f", {'eds' if others else 'ed'}. {names}" if names else ""
        place = "Washington: Government Printing Office" + (f", {self.year}" if self.year else "")
        number = f", Document {document}" if document else ""
        return f"{self.title}{editors} ({place}){number}."


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the list of persons. `printed` is the name as it stands there."""

    id: str
    printed: str
    label: str
    alt_labels: tuple[str, ...] = ()
    about: str = ""
    see: str = ""  # the id of the entry to which this one refers


@dataclass(slots=True)
class Front:
    """What the parts before the documents tell."""

    volume: Volume
    persons: dict[str, Person] = field(default_factory=dict)

    def person(self, target: str) -> Person | None:
        """Return the person that a reference such as `#p_KHA1` leads to, past a `see`."""
        found = self.persons.get(target.removeprefix("#"))
        return self.persons.get(found.see, found) if found and found.see else found


def source(path: Path) -> DataSource:
    """Return the volume as a data set; of a file that is not there, what all volumes share.

    What is wrong in a file is told by its reader.
    """
    volume = Volume(
        path.stem, f"{SERIES}, one volume", ("Office of the Historian",), time="1861/.."
    )
    try:
        for part in parts(path, path.name):
            if part.kind not in ("header", "title-page"):
                break
            volume = front(volume, part.element, part.kind)
    except AllianceKGError:
        pass
    return DataSource(
        key=volume.key,
        title=volume.title,
        creators=volume.editors or ("Office of the Historian",),
        citation=volume.cited(),
        obtain="github.com/HistoryAtState/frus, volumes/, a file a volume (TEI)",
        url=SITE + (volume.key if volume.year else ""),
        terms="public domain, as a work of the United States government",
        rank=RANK,
        type="Dataset",
        issued=volume.year,
        publisher=volume.publisher,
        measures=("events",),
        actors=("usa",),
        time=volume.time,
        note="Documents that the editors chose. What none of them tells may have happened.",
    )


def _of(path: Path) -> Volume:
    volume = Volume(path.stem, f"{SERIES}, one volume", time="1861/..")
    try:
        for part in parts(path, path.name):
            if part.kind not in ("header", "title-page"):
                break
            volume = front(volume, part.element, part.kind)
    except AllianceKGError:
        pass
    return volume


def front(volume: Volume, element: Element, kind: str) -> Volume:
    """Return a volume with what its header, or after it its title page, tells of it."""
    if kind == "title-page":
        years = re.findall("[0-9]{4}", text(element.find(".//docDate")))
        year = years[-1] if years else volume.year
        return Volume(volume.key, volume.title, volume.editors, volume.publisher, year, volume.time)
    titles = {title.get("type", ""): text(title) for title in element.iter("title")}
    found = [text(idno) for idno in element.iter("idno") if idno.get("type") == "frus"]
    editors = [e for e in element.iter("editor") if e.get("role") != "general"]
    published = element.find(".//publicationStmt")
    year = re.search("[0-9]{4}", text(published.find("date")) if published is not None else "")
    publisher = text(published.find("publisher")) if published is not None else ""
    return Volume(
        found[0] if found and found[0] else volume.key,
        titles.get("complete") or next(iter(titles.values()), "") or volume.title,
        tuple(filter(None, map(text, editors))),
        publisher,
        year[0] if year else "",
        _years(titles.get("volume", "")) or _years(titles.get("subseries", "")) or volume.time,
    )


def _years(title: str) -> str:
    """Return the years that a title names.

    >>> _years("Korea, 1969–1972"), _years("1958–60"), _years("Korea")
    ('1969/1972', '1958/1960', '')
    """
    found = re.search(r"\b([0-9]{4})(?:[–-]([0-9]{2})?([0-9]{2}))?\b", title)
    if not found:
        return ""
    return f"{found[1]}/{found[2] or found[1][:2]}{found[3]}" if found[3] else found[1]


def person(item: Element) -> Person | None:
    """Return the person of an item of the list of persons; None for an item of another list."""
    names = [name for name in item.iter("persName") if name.get("xml:id")]
    if not names:
        return None
    printed = text(names[0])
    plain, _, rest = printed.partition(" (")
    label = _natural(plain.rstrip(","))
    others = [rest.rstrip(")")] if rest.endswith(")") and "(" not in rest else []
    others += [printed] if printed != label else []
    about = text(item).partition(printed)[2].strip(" ,")
    referred = [name.get("corresp", "") for name in item.iter("persName") if name.get("corresp")]
    is_see = re.match(r"(?:\S+ ){0,2}see\b", about) and referred
    return Person(
        names[0].get("xml:id", ""),
        printed,
        label,
        tuple(others),
        "" if is_see else _shortened(about),
        referred[0].removeprefix("#") if is_see else "",
    )


def _natural(name: str) -> str:
    """Return a name that stands with the surname first as it is spoken; all others as they are.

    >>> _natural("Kissinger, Henry A."), _natural("Abrams, Creighton W., Jr.")
    ('Henry A. Kissinger', 'Creighton W. Abrams, Jr.')
    >>> _natural("MacArthur, Douglas II"), _natural("Park Chung Hee")
    ('Douglas MacArthur II', 'Park Chung Hee')
    """
    bare = re.sub(r",? “[^”]*”$", "", name)  # a nickname
    found = re.fullmatch(rf"([^,]+), ([^,]+?)(?:(,?) ({_SUFFIXES}))?", bare)
    if not found:
        return name
    surname, given, comma, suffix = found.groups()
    return f"{given} {surname}{comma} {suffix}" if suffix else f"{given} {surname}"


def _shortened(about: str) -> str:
    if len(about) <= _ABOUT:
        return about
    return about[:_ABOUT].rpartition(" ")[0].rstrip(",;") + " …"
