"""A volume of Foreign Relations of the United States as its parts, read as a stream.

Source: TEI P5 of the Office of the Historian. A file with a DOCTYPE is refused before anything of
it is read, so that no entity is ever unfolded; no more than one part is held in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from loaders.frus_dates import is_machine_date

_TEI: Final = "http://www.tei-c.org/ns/1.0}"
_XML: Final = "http://www.w3.org/XML/1998/namespace}"
_DATES: Final = ("when", "from", "to", "notBefore", "notAfter")
_CHUNK: Final = 64 * 1024
_MOST: Final = 100  # faults of one file that are told
_FORM: Final = "TEI of the Office of the Historian, well formed and without a DOCTYPE"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a volume: header, title-page, item (of a list, as at the front) or document.

    In the element TEI names are local names, and `xml:id` is the attribute of that name. `faults`
    are what makes it unusable.
    """

    kind: str
    element: Element
    line: int
    faults: tuple[Finding, ...] = ()


def parts(path: Path, display: str) -> Iterator[Part]:
    """Yield the parts of a volume in their order.

    Raises UsageError if the file is no XML or has a DOCTYPE, and SourceErrors, at its end, with
    ids that stand twice and dates outside of documents that no calendar has.
    """
    reader = _Reader(display)
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield from reader.feed(chunk)
        yield from reader.feed(b"", is_last=True)
    except OSError as error:
        raise UsageError(f"cannot read {display}: {error.strerror}") from error
    if reader.faults:
        raise SourceErrors(reader.faults)


def texts(element: Element) -> Iterator[tuple[str, Element | None]]:
    """Yield the pieces of text in an element but its notes, each with the name that it is part of.

    A name is a persName or a gloss, the outermost.
    """
    waiting: list[tuple[str, Element | None, Element | None]] = [("", element, None)]
    while waiting:
        text, node, name = waiting.pop()
        if node is None:
            yield text, name
            continue
        if name is None and node.tag in ("persName", "gloss"):
            name = node
        if node.tag == "lb":
            yield " ", name
        yield node.text or "", name
        for child in reversed(node):
            waiting.append((child.tail or "", None, name))
            if child.tag != "note":
                waiting.append(("", child, name))


def text(element: Element | None) -> str:
    """Return the text of an element without its notes, white space collapsed."""
    if element is None:
        return ""
    return " ".join("".join(piece for piece, _ in texts(element)).split())


class _Reader:
    """The state of one reading; `feed` gives the parts that are whole."""

    def __init__(self, display: str) -> None:
        self.faults: list[Finding] = []
        self._display = display
        self._ids: dict[str, int] = {}
        self._builder = TreeBuilder()
        self._kind, self._depth, self._line = "", 0, 0
        self._unusable: list[Finding] = []
        self._whole: list[Part] = []
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, data: bytes, is_last: bool = False) -> Iterator[Part]:
        try:
            self._parser.Parse(data, is_last)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise UsageError(
                f"{self._display}:{error.lineno}:{error.offset + 1}: is not well-formed XML"
                f" ({reason}); expected {_FORM}. Fix: take the file anew from its makers"
            ) from None
        whole, self._whole = self._whole, []
        yield from whole

    def _doctype(self, *_: object) -> None:
        raise UsageError(
            f"{self._display}:{self._parser.CurrentLineNumber}: has a DOCTYPE, which may define"
            f" entities; expected {_FORM}. Fix: take the file anew from its makers"
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.removeprefix(_TEI)
        given = {key.replace(_XML, "xml:"): value for key, value in attributes.items()}
        if self._kind:
            self._depth += 1
        elif kind := self._kind_of(tag, given):
            self._kind, self._depth, self._line = kind, 1, self._parser.CurrentLineNumber
            self._builder, self._unusable = TreeBuilder(), []
        self._check(tag, given)
        if self._kind:
            self._builder.start(tag, given)

    def _kind_of(self, tag: str, attributes: dict[str, str]) -> str:
        if tag == "div":
            return "document" if attributes.get("type") == "document" else ""
        return {"teiHeader": "header", "titlePage": "title-page", "item": "item"}.get(tag, "")

    def _check(self, tag: str, attributes: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        if key := attributes.get("xml:id", ""):
            first = self._ids.setdefault(key, line)
            if first != line:
                problem = f"is an id that line {first} has already"
                self._fault(line, "xml:id", key, problem, "each id once", self.faults)
        if tag in ("date", "time"):
            faults = self._unusable if self._kind == "document" else self.faults
            for name in _DATES:
                value = attributes.get(name, "")
                if value and not is_machine_date(value):
                    expected = "a date or time of ISO 8601, as TEI has them"
                    self._fault(line, name, value, "is no date of the calendar", expected, faults)

    def _fault(
        self, line: int, name: str, value: str, problem: str, expected: str, faults: list[Finding]
    ) -> None:
        if len(faults) < _MOST:
            fix = "correct it, or report it to the makers of the volume"
            faults.append(Finding(Place(self._display, line), name, value, problem, expected, fix))

    def _text(self, data: str) -> None:
        if self._kind:
            self._builder.data(data)

    def _end(self, name: str) -> None:
        if not self._kind:
            return
        self._builder.end(name.removeprefix(_TEI))
        self._depth -= 1
        if not self._depth:
            element = self._builder.close()
            self._whole.append(Part(self._kind, element, self._line, tuple(self._unusable)))
            self._kind = ""


def is_volume(_: str, head: bytes) -> bool:
    """Tell by its first bytes whether a file is TEI."""
    return re.search(rb"<(?:!DOCTYPE\s+)?(?:tei:)?TEI[\s>]", head) is not None
