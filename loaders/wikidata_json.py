"""The elements of a JSON file of Wikidata, one at a time: an array, a dump, or `entities` by id.

Source: <https://www.mediawiki.org/wiki/Wikibase/DataModel/JSON>. A dump has an entity a line; of an
array no more than one element and a part of the file are in memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NoReturn, TextIO

_CHUNK: Final = 1 << 16
_LARGEST: Final = 1 << 26  # characters of one element; the largest entities have some millions
_DIGITS: Final = 100  # of a number; no value of Wikidata has as many
_HALF: Final = re.compile("[\ud800-\udfff]")
_BLANKS: Final = re.compile(r"[ \t\r\n]*")


def is_text(text: str) -> bool:
    """Tell whether a text is one: JSON can write half a pair of surrogates, which is none."""
    return _HALF.search(text) is None


def printable(text: str) -> str:
    """Return a text with what is half a pair written as JSON writes it."""
    return _HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class JsonError(Exception):
    """A file that is no such JSON: what is wrong, on which line (0: not known), how to mend it."""

    def __init__(self, line: int, problem: str, expected: str, fix: str) -> None:
        super().__init__(line, problem, expected, fix)
        self.line, self.problem, self.expected, self.fix = line, problem, expected, fix


def elements(path: Path) -> Iterator[tuple[str, object]]:
    """Yield each element with its JSON pointer (RFC 6901), such as `/0` or `/entities/Q8663`.

    Raises JsonError for what is no JSON in UTF-8, and OSError.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _Array(file).read()
    except UnicodeDecodeError:
        raise JsonError(0, "is not UTF-8", "JSON in UTF-8", "save the file in UTF-8") from None


class _Array:
    """A file that is read in chunks; what was yielded is forgotten."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._text, self._at, self._line = file, "", 0, 1
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=self._no, parse_int=self._integer
        )

    def read(self) -> Iterator[tuple[str, object]]:
        if self._peek() == "{":
            yield from self._keyed(self._value())
        elif self._peek() == "[":
            yield from self._listed()
        else:
            self._fail("is neither a list nor an object", "write the events in brackets")
        if self._peek():
            self._fail("goes on after its end", "keep one list or object")

    def _keyed(self, value: object) -> Iterator[tuple[str, object]]:
        """Yield the entities of an object, or the object itself if it is one."""
        entities = value.get("entities") if isinstance(value, dict) else None
        if isinstance(entities, dict):
            for key, entity in entities.items():
                yield f"/entities/{printable(key)}", entity
        else:
            yield "/id", value

    def _listed(self) -> Iterator[tuple[str, object]]:
        self._at += 1
        number = 0
        while (mark := self._peek()) != "]":
            if not mark:
                self._fail("ends before its list does", "take the whole file")
            if number and mark != ",":
                self._fail("has no comma between two elements", "write one between the two")
            self._at += number > 0
            self._peek()
            yield f"/{number}", self._value()
            number += 1
        self._at += 1

    def _peek(self) -> str:
        """Return the next character that is no blank; nothing at the end of the file."""
        while True:
            self._at = _BLANKS.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read on; forget what was read before."""
        chunk = self._file.read(_CHUNK)
        self._line += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :] + chunk, 0
        return bool(chunk)

    def _value(self) -> Any:
        step, is_whole = 0, False
        while True:
            try:
                value, self._at = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                # The element may go on in the next chunk; read twice as much each time.
                if is_whole or len(self._text) - self._at > _LARGEST:
                    self._at = error.pos
                    self._fail(f"is not valid JSON: {error.msg}", "mend the file at this line")
                chunks = [self._more() for _ in range(1 << min(step, 10))]
                is_whole = not any(chunks)
                step += 1
            except RecursionError:
                self._fail("nests too deep", "take the file as it is published")
            else:
                return value

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            self._fail(
                f"has the key '{printable(twice)}' twice in one object", "keep one of the two"
            )
        return found

    def _integer(self, text: str) -> int:
        if len(text) > _DIGITS:
            self._fail(f"has a number of more than {_DIGITS} digits", "correct the number")
        return int(text)

    def _no(self, name: str) -> NoReturn:
        self._fail(f"has the value {name}, which is not JSON", "write null")

    def _fail(self, problem: str, fix: str) -> NoReturn:
        line = self._line + self._text.count("\n", 0, self._at)
        raise JsonError(line, problem, "a JSON list of events, or entities by id", fix)
