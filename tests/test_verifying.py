"""Passages against copies of a text: one of our own, and the document of the checkout."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as px
import pytest

from alliancekg.embedded import Embedded
from alliancekg.errors import UsageError
from alliancekg.findings import Place
from alliancekg.mapping import quads
from alliancekg.records import Passage
from alliancekg.store import Store
from alliancekg.verifying import Span, read_text, spans, verify

# Facts of common knowledge, in our own words; a name stands in two paragraphs.
PARAGRAPHS = (
    "Guam is an island.\nIt lies in the western Pacific.",
    "Ann Author wrote of it.",
    "The Second World War ended in 1945—in September for Japan. Many soldiers went home.",
    "Rivers run to the sea. Some of them are long.\nThe Nile is very long.",
    "Ann Author wrote of it. She is the author, and we made her up.",
)
TEXT = "\n\n".join(PARAGRAPHS) + "\n"


def passages(text: str = TEXT) -> list[Span]:
    """Return each sentence, and the first paragraph as a whole, through the mapping."""
    store, at = px.Store(), 0
    for number, paragraph in enumerate(text.strip("\n").split("\n\n")):
        pieces = [(m.start(), m.end()) for m in re.finditer(r"[^.\s][^.]*\.", paragraph)]
        whole = [(0, len(paragraph))] if number == 0 else []
        for start, end in [*whole, *pieces]:
            piece = " ".join(paragraph[start:end].split())
            record = Passage(
                id=f"p{number}.{start}-{end}",
                source="book",
                place=Place("seeds/book/passages.csv", 2, 2),
                paragraph=f"p{number}",
                start=at + start,
                end=at + end,
                digest=hashlib.sha256(piece.encode()).hexdigest(),
            )
            for quad in quads(record):
                store.add(px.Quad(quad.subject, quad.predicate, quad.object, px.DefaultGraph()))
        at += len(paragraph) + 2
    return spans(Embedded(store), "book")


def states(found: Sequence[Span], text: str) -> dict[str, str]:
    """Return the state of each passage that is not intact."""
    return {v.span.key: v.state for v in verify(found, text) if v.state != "intact"}


def joined(*numbers: int) -> str:
    return "\n\n".join(PARAGRAPHS[number] for number in numbers) + "\n"


def of(number: int, state: str) -> dict[str, str]:
    return {s.key: state for s in passages() if s.paragraph == f"p{number}"}


def test_longer_passages_come_before_their_parts() -> None:
    found = passages()
    assert [(s.start, s.end) for s in found[:3]] == [(0, 50), (0, 18), (19, 50)]
    assert found == sorted(found, key=lambda s: (s.start, -s.end))


@pytest.mark.parametrize(
    "copy",
    [
        TEXT,
        TEXT.replace("\n", " "),
        TEXT.replace(" ", "\n   "),
        "A preface of some hundred words. " * 20 + TEXT,
        TEXT + "An afterword. " * 50,
        TEXT.replace("\n\n", "\n\nWhat another wrote between.\n\n"),
    ],
)
def test_other_white_space_and_more_text_leave_all_intact(copy: str) -> None:
    assert states(passages(), copy) == {}


def test_a_changed_word_is_reported_in_the_passages_that_hold_it() -> None:
    words = [m.span() for m in re.finditer(r"[^\W\d_]+|\d+", TEXT)]
    for start, end in words:
        for word in ("x", "otherwise"):
            copy = TEXT[:start] + word + TEXT[end:]
            held = {s.key: "changed" for s in passages() if s.start < end and s.end > start}
            assert states(passages(), copy) == held, TEXT[start:end]


@pytest.mark.parametrize("number", range(5))
def test_a_removed_paragraph_is_missing(number: int) -> None:
    rest = [n for n in range(5) if n != number]
    assert states(passages(), joined(*rest)) == of(number, "missing")


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("place", range(5))
def test_a_moved_paragraph_is_moved_and_of_two_neighbours_one(number: int, place: int) -> None:
    order = [n for n in range(5) if n != number]
    order.insert(place, number)
    found = states(passages(), joined(*order))
    if abs(place - number) == 1:
        assert found in (of(number, "moved"), of(place, "moved"))
    else:
        assert found == (of(number, "moved") if place != number else {})


def test_changed_moved_and_removed_are_told_apart_in_one_copy() -> None:
    copy = joined(2, 3, 4, 0).replace("Rivers run", "Rivers flow")
    changed = {s.key: "changed" for s in passages() if s.start == TEXT.index("Rivers")}
    want = of(0, "moved") | of(1, "missing") | changed
    assert states(passages(), copy) == want


def test_beside_a_removed_paragraph_a_changed_sentence_is_changed() -> None:
    copy = joined(0, 2, 3, 4).replace("The Second World War", "The last World War")
    changed = {s.key: "changed" for s in passages() if s.start == TEXT.index("The Second")}
    assert states(passages(), copy) == of(1, "missing") | changed


@pytest.mark.parametrize("copy", ["", " \n", "Quite another text, of other things. " * 30])
def test_of_another_text_all_is_missing(copy: str) -> None:
    assert set(states(passages(), copy).values()) == {"missing"}
    assert len(states(passages(), copy)) == len(passages())


def test_of_equal_passages_one_is_missing_if_one_is() -> None:
    text = "Yes, it is.\n\nThe sea is deep and wide, and full of fish.\n\nYes, it is.\n"
    assert states(passages(text), text) == {}
    first = {passages(text)[0].key: "missing"}
    assert states(passages(text), text[12:]) == first


def test_a_verdict_says_where_the_passage_stands_in_the_copy() -> None:
    copy = "Preface.\n\n" + TEXT
    verdicts = verify(passages(), copy)
    assert all(v.place == (v.span.start + 10, v.span.end + 10) for v in verdicts)
    lost = verify(passages(), "Another text.")
    assert {v.place for v in lost} == {None}


def test_a_copy_with_bom_and_crlf_is_read(tmp_path: Path) -> None:
    path = tmp_path / "copy.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert read_text(path) == TEXT
    path.write_bytes(TEXT.replace("\n", "\r").encode())
    assert read_text(path) == TEXT


def test_a_copy_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "copy.txt"
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_text(path)
    path.write_bytes(b"one\ntwo \xff\n")
    with pytest.raises(UsageError) as caught:
        read_text(path)
    assert str(caught.value) == f"{path}:2: is not UTF-8. Fix: save the text as UTF-8"


def test_an_unknown_source_is_refused(built: Store) -> None:
    graph = built.current().open()
    for name in ("nosuch", "public-record"):
        with pytest.raises(UsageError) as caught:
            spans(Embedded(graph), name)
        assert str(caught.value) == f"no source '{name}' with passages; there are: hwang-2006"


@pytest.fixture(scope="module")
def document(built: Store) -> list[Span]:
    return spans(Embedded(built.current().open()), "hwang-2006")


@pytest.fixture(scope="module")
def original(shared: Path) -> str:
    return read_text(shared / "source" / "hwang-alliance-on-the-rocks.txt")


@pytest.fixture(scope="module")
def coded(shared: Path, document: list[Span]) -> list[dict[str, Any]]:
    """Return the paragraphs that have passages."""
    read = json.loads((shared / "source" / "paragraphs.json").read_text(encoding="utf-8"))
    named = {span.paragraph for span in document}
    return [paragraph for paragraph in read["paragraphs"] if paragraph["id"] in named]


def without(text: str, paragraph: dict[str, Any]) -> str:
    for span in reversed(paragraph["spans"]):
        text = text[: span["start"]] + text[span["end"] :]
    return text


def body(text: str, paragraph: dict[str, Any]) -> str:
    return "\n".join(text[span["start"] : span["end"]] for span in paragraph["spans"])


def owned(document: list[Span], paragraph: dict[str, Any], state: str) -> dict[str, str]:
    return {span.key: state for span in document if span.paragraph == paragraph["id"]}


def moves(text: str, coded: list[dict[str, Any]], at: int) -> Iterator[str]:
    """Yield copies in which a paragraph stands first, last, and three paragraphs away."""
    paragraph = coded[at]
    rest = without(text, paragraph)
    for place in (at - 3, at + 4, 0 if at > 2 else len(coded)):
        if 0 <= place < len(coded):
            start = coded[place]["start"]
            before = sum(s["end"] - s["start"] for s in paragraph["spans"] if s["end"] <= start)
            yield rest[: start - before] + body(text, paragraph) + "\n\n" + rest[start - before :]
        elif place == len(coded):
            yield rest + "\n\n" + body(text, paragraph)


@pytest.mark.shared
def test_the_original_is_intact_however_it_is_wrapped(document: list[Span], original: str) -> None:
    for copy in (original, " ".join(original.split()), original.replace("\n", "\n\t")):
        assert states(document, copy) == {}
    longer = original.replace("Shaken", "Shaken and shaken again", 1)
    assert states(document, longer) == {}


@pytest.mark.shared
def test_a_changed_word_of_the_document_is_found(
    document: list[Span], original: str, coded: list[dict[str, Any]]
) -> None:
    for number, paragraph in enumerate(coded):
        start, end = (paragraph["spans"][0][edge] for edge in ("start", "end"))
        words = [m.span() for m in re.finditer(r"[^\W\d_]+", original[start:end])]
        first, last = (start + edge for edge in words[number * 7 % len(words)])
        held = {s.key: "changed" for s in document if s.start < last and s.end > first}
        copy = original[:first] + "otherwise" + original[last:]
        assert states(document, copy) == held, paragraph["id"]


@pytest.mark.shared
def test_a_removed_paragraph_of_the_document_is_missing(
    document: list[Span], original: str, coded: list[dict[str, Any]]
) -> None:
    for paragraph in coded[::3]:
        gone = owned(document, paragraph, "missing")
        assert states(document, without(original, paragraph)) == gone, paragraph["id"]


@pytest.mark.shared
def test_a_moved_paragraph_of_the_document_is_moved(
    document: list[Span], original: str, coded: list[dict[str, Any]]
) -> None:
    for at in range(1, len(coded), 6):
        for copy in moves(original, coded, at):
            moved = owned(document, coded[at], "moved")
            assert states(document, copy) == moved, coded[at]["id"]


@pytest.mark.shared
def test_of_two_neighbours_that_change_places_one_is_moved(
    document: list[Span], original: str, coded: list[dict[str, Any]]
) -> None:
    whole = [p for p in coded if len(p["spans"]) == 1]
    for one, two in list(pairwise(whole))[::5]:
        if any(one["end"] < p["start"] < two["start"] for p in coded):
            continue
        middle = original[one["end"] : two["start"]]
        swapped = body(original, two) + middle + body(original, one)
        copy = original[: one["start"]] + swapped + original[two["end"] :]
        choices = [owned(document, paragraph, "moved") for paragraph in (one, two)]
        assert states(document, copy) in choices


@pytest.mark.shared
def test_the_whole_document_is_compared_quickly(document: list[Span], original: str) -> None:
    began = time.process_time()
    assert len(states(document, original.upper())) == len(document)
    assert time.process_time() - began < 2
