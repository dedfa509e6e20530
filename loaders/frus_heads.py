"""What the heading of a document tells: its kind, its numbers, who wrote, received or took part.

Source: headings of Foreign Relations of the United States, as its editors word them since 1955.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from loaders.frus_xml import texts

EDITORIAL: Final = re.compile(r"Editorial Note\b")
_NUMBER: Final = re.compile(r"[0-9]+[a-z]?\. ?")
# The first rule that fits the heading, without its number, tells the type of event.
_KINDS: Final = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"National Security (?:Decision|Study|Action) (?:Memorandum|Directive)\b", "directive"),
        (r"Presidential (?:Review Memorandum|Decision|Directive)\b", "directive"),
        (r"(?:[A-Z][a-z]+ )*(?:Telegram|Cable|Message)\b", "telegram"),
        (r"(?:Letter|Note|Airgram|Despatch|Dispatch|Aide-Mémoire)\b", "letter"),
        (r"(?:[A-Z][a-z]+ )?(?:Address|Remarks)\b", "speech"),
        (r"(?:Joint )?(?:Statement|Communiqué)\b", "statement"),
        (r"(?:Article|Press Release|News Conference)\b", "publication"),
        (r"(?:Draft |Summary )?(?:Minutes|Notes|Record|Summary)\b", "meeting"),
        (r"(?:Telephone )?Conversation\b", "meeting"),
        (
            r"Memorand(?:um|a) (?:of|on)\b(?! Agreement| Understanding)"
            r"|Memorandum for the Record of a Meeting",
            "meeting",
        ),
        (r"(?:[A-Z][a-z]+ )*Memorandum\b", "memorandum"),
    )
)
_OTHER: Final = "report"  # papers, estimates, studies, briefings
_SERIES: Final = (
    (r"National Security Decision Memorandum(?: No\.)? ([0-9]+)", "NSDM "),
    (r"National Security Study Memorandum(?: No\.)? ([0-9]+)", "NSSM "),
    (r"National Security Action Memorandum(?: No\.)? ([0-9]+)", "NSAM "),
    (r"National Security Decision Directive(?: No\.)? ([0-9]+)", "NSDD "),
    (r"Presidential Review Memorandum(?:/NSC)?[ –-]*([0-9]+)", "PRM "),
    (r"Presidential Directive(?:/NSC)?[ –-]*([0-9]+)", "PD "),
    (r"Telegram ([0-9]+)\b", "telegram "),
    (r"Airgram (A[–-][0-9]+)\b", "airgram "),
)
_DATED: Final = re.compile(
    r",(?: [A-Z][^,()]*,)* (?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December) [0-9]{1,2}(?:[–-][^,]+)?, [0-9]{4}.*"
)
_FROM: Final = re.compile(r"\b(?:[Ff]rom|Front) ")  # "Front" is printed once
# " to " that does not part the author from the recipient, but belongs to an office.
_TO: Final = re.compile(
    r"(?<!Ambassador)(?<!Representative)(?<!Assistant)(?<!Adviser)(?<!Advisor)(?<!Aide)"
    r"(?<!Mission)(?<!Delegation)(?<!Consultant)(?<!Counselor)(?<!Minister)(?<!Envoy) to "
)
_BY: Final = re.compile(r"\b(?:[Pp]repared (?:by|in|at)|by) ")
_BY_END: Final = re.compile(r" (?:Before|to the|on the|for the|at the) ")
_TALK: Final = re.compile(r"\b(?:Between|Among|With) ")


class Mark(NamedTuple):
    """A name that is marked up: where it stands, and to whom it refers (`#p_KHA1`), if anybody.

    Offices are marked, too; only persons are `is_person`.
    """

    start: int
    end: int
    target: str
    is_person: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A text with the names in it that are marked up."""

    text: str
    marks: tuple[Mark, ...] = ()

    def cut(self, start: int, end: int | None = None) -> Heading:
        """Return a part of the heading, with the marks that lie in it."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start] == " ":
            start += 1
        part = self.text[start:end].rstrip(" ,.")
        marks = [
            Mark(m.start - start, m.end - start, m.target, m.is_person)
            for m in self.marks
            if start <= m.start and m.end <= start + len(part)
        ]
        return Heading(part, tuple(marks))


@dataclass(frozen=True, slots=True)
class Sides:
    """Those whom a heading names, each as it names them."""

    authors: tuple[Heading, ...] = ()
    recipients: tuple[Heading, ...] = ()
    participants: tuple[Heading, ...] = ()


def heading(element: Element) -> Heading:
    """Return the text of an element without its notes, and the names that are marked up in it."""
    out = ""
    spans: dict[int, Mark] = {}
    for piece, name in texts(element):
        words = re.sub(r"\s+", " ", piece)
        if not out or out.endswith(" "):
            words = words.lstrip(" ")
        if name is not None and words.strip():
            start = (
                spans[id(name)].start
                if id(name) in spans
                else len(out + words) - len(words.lstrip(" "))
            )
            end = len((out + words).rstrip(" "))
            spans[id(name)] = Mark(start, end, name.get("corresp", ""), name.tag == "persName")
        out += words
    return Heading(out.rstrip(" "), tuple(spans.values()))


def unnumbered(title: str) -> str:
    """Return a heading without the number of the document.

    >>> unnumbered("56. National Security Decision Memorandum 48")
    'National Security Decision Memorandum 48'
    """
    found = _NUMBER.match(title)
    return title[found.end() :] if found else title


def kind(title: str) -> str:
    """Return the type of event that a document is, by its heading; empty for an editorial note.

    >>> kind("3. Memorandum of Conversation"), kind("4. Memorandum From the President")
    ('meeting', 'memorandum')
    """
    bare = unnumbered(title)
    if EDITORIAL.match(bare):
        return ""
    return next((kind for pattern, kind in _KINDS if pattern.match(bare)), _OTHER)


def identifiers(title: str) -> tuple[str, ...]:
    """Return the numbers of a document in series other than the volume.

    >>> identifiers("56. National Security Decision Memorandum 48")
    ('NSDM 48',)
    """
    found = [(re.match(form, unnumbered(title)), name) for form, name in _SERIES]
    return tuple(name + match[1] for match, name in found if match)


def sides(whole: Heading) -> Sides:
    """Return those whom the heading of a document names."""
    number = _NUMBER.match(whole.text)
    bare = whole.cut(number.end() if number else 0)
    if is_talk := kind(bare.text) == "meeting":
        end = _DATED.search(bare.text)
        bare = bare.cut(0, end.start() if end else None)
    if found := _FROM.search(bare.text):
        return _from(bare.cut(found.end()))
    by = _BY.search(bare.text)
    authors: tuple[Heading, ...] = ()
    if by:
        end = _BY_END.search(bare.text, by.end())
        authors = parties(bare.cut(by.end(), end.start() if end else None))
    if is_talk and (found := _TALK.search(bare.text)):
        talking = bare.cut(found.end(), by.start() if by else None)
        return Sides(authors, participants=parties(talking))
    if found := re.match(r"Memorandum to (?!Holders)", bare.text):
        return Sides(authors, parties(bare.cut(found.end())))
    return Sides(authors)


def _from(rest: Heading) -> Sides:
    """Return the sides of a heading from the word behind `From` on."""
    to = _TO.search(rest.text)
    if not to:
        return Sides(parties(rest))
    return Sides(parties(rest.cut(0, to.start())), parties(rest.cut(to.end())))


def parties(phrase: Heading) -> tuple[Heading, ...]:
    """Return the parties that a phrase names: it is parted behind a name or a parenthesis only.

    >>> [p.text for p in parties(Heading("the Counselor (Han) and the Director (Sebald)"))]
    ['the Counselor (Han)', 'the Director (Sebald)']
    """
    ends = {mark.end for mark in phrase.marks} | {
        found.end() for found in re.finditer(r"\)", phrase.text)
    }
    found: list[Heading] = []
    start = 0
    for gap in re.finditer(r",? and (?=the |[A-Z])|, (?=the |[A-Z](?!r\.))", phrase.text):
        if gap.start() in ends:
            found.append(phrase.cut(start, gap.start()))
            start = gap.end()
    found.append(phrase.cut(start))
    return tuple(party for party in found if party.text)


def without_article(phrase: str) -> str:
    """Return a phrase without its article."""
    bare = re.sub(r"^(?:[Tt]he|[Aa]n?) ", "", phrase.strip(" ,."))
    return bare[:1].upper() + bare[1:]
