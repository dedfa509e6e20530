"""A reader's own copies of documents, which give the words of passages to that reader.

A copy has the words of a passage if it is intact or moved by the checks of `verifying`. They are
for the eyes of the one who has the copy: what makes pages or prints takes them from here, and
nothing of them reaches the graph, a file or a log.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alliancekg import engines, verifying
from alliancekg.errors import UsageError
from alliancekg.namespaces import PREFIXES, record_iri
from alliancekg.tables import visible

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.verifying import Span, State, Verdict

LARGEST: Final = 3_000_000
"""The characters of a copy: a long book has as many, and to find nothing in it takes a minute."""

_FOUND: Final = ("intact", "moved")


@dataclass(frozen=True, slots=True)
class ReaderCopy:
    """The text of a document, as a reader has it in a file; `name` is that without its folder."""

    source: str
    name: str
    text: str = field(repr=False)  # so that no message shows it


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a copy has at a passage: its words, "" for one that is changed or missing."""

    state: State
    file: str
    language: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Quotations:
    """What the copies have at the passages of one generation, by the IRI of the passage."""

    by_passage: Mapping[str, Quotation] = field(repr=False)

    def count(self, source: str) -> tuple[int, int]:
        """Return how many passages of a source were found in its copy, and how many there are."""
        start = f"{record_iri('passage', source)}/"
        states = [one.state for iri, one in self.by_passage.items() if iri.startswith(start)]
        return sum(state in _FOUND for state in states), len(states)

    def lines(self, iri: str) -> Iterator[str]:
        """Yield what a terminal shows below a passage: its words, or why there are none."""
        if (one := self.by_passage.get(iri)) is None:
            return
        if one.state in _FOUND:
            moved = "; it has moved there" if one.state == "moved" else ""
            yield visible(f"  “{one.words}” (from your copy, {one.file}{moved})")
        else:
            yield visible(f"  {one.state} in your copy, {one.file}")


NONE: Final = Quotations({})
"""Of a reader who has no copy."""


class ReaderCopies:
    """Copies of documents, one each, by which passages are located in each generation anew."""

    def __init__(self, copies: Sequence[ReaderCopy]) -> None:
        self.copies = tuple(copies)
        facts = repr([(copy.source, copy.name, _digest(copy.text)) for copy in copies])
        self.digest = _digest(facts)
        self._lock = threading.Lock()
        self._located: dict[str, tuple[Sequence[Span], Sequence[Verdict]]] = {}

    def locate(self, engine: Engine) -> Quotations:
        """Return what the copies have at the passages of which the engine knows.

        What was compared is kept, and compared again only if there are other passages.
        """
        found: dict[str, Quotation] = {}
        for copy in self.copies:
            try:
                passages = verifying.spans(engine, copy.source)
            except UsageError:  # a generation without them
                continue
            language = _language(engine, copy.source)
            start = f"{record_iri('passage', copy.source)}/"
            for verdict in self._compared(copy, passages):
                words = "" if verdict.place is None else copy.text[slice(*verdict.place)]
                quotation = Quotation(verdict.state, copy.name, language, " ".join(words.split()))
                found[start + verdict.span.key] = quotation
        return Quotations(found)

    def _compared(self, copy: ReaderCopy, passages: Sequence[Span]) -> Sequence[Verdict]:
        with self._lock:
            kept = self._located.get(copy.source)
            if kept is None or kept[0] != passages:
                kept = passages, verifying.verify(passages, copy.text)
                self._located[copy.source] = kept
            return kept[1]


def read(given: Iterable[str], engine: Engine) -> ReaderCopies:
    """Return the copies that SOURCE=FILE name, of documents whose passages the engine has.

    Raises UsageError that tells all that is wrong with them, a line each.
    """
    wrong: list[str] = []
    copies: dict[str, ReaderCopy] = {}
    for one in given:
        source, mark, file = one.partition("=")
        if not (source and mark and file and source.isprintable()):
            wrong.append(
                f"--text: '{one}' is not SOURCE=FILE; expected the key of a document, = and a file,"
                " such as essay=essay.txt. Fix: name both"
            )
            continue
        if source in copies:
            wrong.append(f"--text: {source} is given twice; expected one copy. Fix: leave one out")
        try:
            verifying.spans(engine, source)
        except UsageError as error:
            wrong.append(f"--text: {error}. Fix: name one of these, or load the document first")
        try:
            text = _text(Path(file))
        except UsageError as error:
            wrong.append(f"--text: {error}")
        else:
            copies[source] = ReaderCopy(source, Path(file).name, text)
    if wrong:
        raise UsageError("\n".join(wrong))
    return ReaderCopies(list(copies.values()))


def _text(path: Path) -> str:
    found = verifying.read_text(path)
    if len(found) > LARGEST:
        raise UsageError(
            f"{path}: has {len(found):,} characters; expected at most {LARGEST:,}."
            " Fix: name the text of this document alone"
        )
    return found


def _language(engine: Engine, source: str) -> str:
    """Return the language of a document, or else that of its title; "" if neither is said."""
    terms = PREFIXES["dcterms"]
    asked = (
        f"SELECT ?language {{ <{record_iri('source', source)}> <{terms}language> ?language }}",
        f"SELECT ?language {{ <{record_iri('source', source)}> <{terms}title> ?title"
        " BIND(LANG(?title) AS ?language) }",
    )
    for text in asked:
        for (language,) in engines.rows(engine, text):
            tag = str(getattr(language, "value", ""))
            if tag.replace("-", "").isalnum() and tag.isascii():
                return tag
    return ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
