"""What was meant by a misspelt word, among few words and among thousands."""

from __future__ import annotations

import pytest

from alliancekg.suggesting import edits, nearest

MANY = [f"event-{number:04}" for number in range(5000)]


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("nixon-doctrin", "nixon-doctrine"),  # a letter is missing at the end
        ("nixn-doctrine", "nixon-doctrine"),
        ("nixon-doctrinne", "nixon-doctrine"),
        ("nixno-doctrine", "nixon-doctrine"),
        ("nixon-doctr", ""),  # of thousands only those of nearly the same length are looked at
        ("Nixon-doctrine", ""),
        ("xixon-doctrine", ""),
        ("nixon-doctrine", "nixon-doctrine"),
    ],
)
def test_among_thousands_of_words_one_that_begins_alike_is_found(word: str, near: str) -> None:
    assert len([*MANY, "nixon-doctrine"]) == 5001
    assert nearest(word, [*MANY, "nixon-doctrine"]) == near


@pytest.mark.parametrize(
    ("word", "words", "near"),
    [
        ("south-koera", ["south-korea", "south-koera-22"], "south-korea"),
        ("abdc", ["abdcxx", "abcd"], "abcd"),  # two letters changed places: one edit, and not two
        ("abdc", ["abcd", "xbcd"], "abcd"),
        ("guam", ["GUAM", "guan"], "GUAM"),
        ("guam", ["Guam", "GUAM"], "GUAM"),
        ("gaum", ["GUAM", "Guam"], "GUAM"),
        ("nixon-doctrine", ["Nixon-Doctrin", "guam"], "Nixon-Doctrin"),
        ("treaty", ["guam"], ""),
        ("treaty", [], ""),
        ("", ["guam"], ""),
    ],
)
def test_the_word_with_the_fewest_edits_is_meant(word: str, words: list[str], near: str) -> None:
    assert nearest(word, words) == near
    assert nearest(word, words[::-1]) == near


@pytest.mark.parametrize(
    ("word", "other", "number"),
    [
        ("", "", 0),
        ("guam", "guam", 0),
        ("guam", "", 4),
        ("", "guam", 4),
        ("guam", "guan", 1),
        ("guam", "gum", 1),
        ("guam", "guaam", 1),
        ("guam", "gaum", 1),
        ("ab", "ba", 1),
        ("abc", "bca", 2),
        ("ca", "abc", 3),  # no letter is edited twice
        ("kitten", "sitting", 3),
        ("abcd", "badc", 2),
    ],
)
def test_edits_are_of_letters_and_of_two_that_changed_places(
    word: str, other: str, number: int
) -> None:
    assert edits(word, other) == number
    assert edits(other, word) == number
