"""What was meant by a misspelt word, as far as the words that there are tell."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches


def nearest(word: str, words: Collection[str]) -> str:
    """Return the word that `word` is most likely meant to be, or the empty string.

    Of words that are alike, the one that the fewest edits make: of a letter, or of two that changed
    places.

    >>> nearest("nixon-doctrin", {"nixon-doctrine", "guam"})
    'nixon-doctrine'
    >>> nearest("p0402.a", ["p042.2a", "p040.2a"])
    'p040.2a'
    """
    if len(words) > 1000:  # difflib compares each pair: keep a mistake in a large table cheap
        words = [w for w in words if w[:1] == word[:1] and abs(len(w) - len(word)) <= 2]
    if folded := [w for w in words if w.lower() == word.lower()]:
        return min(folded)
    lower = {other.lower(): other for other in sorted(words, reverse=True)}
    close = get_close_matches(word.lower(), sorted(lower), n=10, cutoff=0.6)
    near = min(close, key=lambda other: edits(word.lower(), other), default="")
    return lower.get(near, "")


def edits(word: str, other: str) -> int:
    """Return the fewest edits between two words (optimal string alignment distance).

    >>> edits("south-koera", "south-korea"), edits("guam", "")
    (1, 4)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        before, last, row = row, before, [i]
        for j, letter_ in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != letter_))
            if i > 1 and j > 1 and (letter, word[i - 2]) == (other[j - 2], letter_):
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
