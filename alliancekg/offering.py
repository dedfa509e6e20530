"""What a prompt offers to complete: commands, names of questions, parameters, labels and ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from alliancekg import parametervalues
from alliancekg.engines import Engine
from alliancekg.errors import AllianceKGError
from alliancekg.parameters import Parameter
from alliancekg.placing import local
from alliancekg.queries import SavedQuery

COMMANDS: Final = {
    "list": "all questions, or those with some words: list treaties",
    "help": "what can be typed here, or all about a question: help NAME",
    "explain": "why the graph says so: explain LABEL",
    "quit": "end",
}
_OF_QUESTION: Final = ("help",)
_WITHOUT_LABELS: Final = ("iri", "integer", "date", "string")
_LONGEST: Final = 60  # a longer label is shown, and the id is written


@dataclass(frozen=True, slots=True)
class Offer:
    """What may stand in place of the last characters typed, and how it is shown."""

    text: str
    replaces: int
    shown: str = ""
    about: str = ""


class Offers:
    """What is offered at each place; of a kind of records the labels are asked for once."""

    def __init__(self, saved: Mapping[str, SavedQuery], engine: Engine) -> None:
        self._saved, self._engine = saved, engine
        self._labels: dict[str, tuple[tuple[str, str, str], ...]] = {}

    def of_line(self, typed: str) -> list[Offer]:
        """Return what continues a line: a command or a name, then parameters of that question."""
        words = typed.split()
        word = "" if not words or typed[-1:].isspace() else words.pop()
        if not words:
            names = {name: saved.header.summary for name, saved in self._saved.items()}
            return _like(word, {**COMMANDS, **names})
        if words[0] in _OF_QUESTION and len(words) == 1:
            return _like(word, {name: s.header.summary for name, s in self._saved.items()})
        saved = self._saved.get(words[0])
        if saved is None or (word and not word.startswith("--")):
            return []
        given = {one for one in words if one.startswith("--")}
        named = {f"--{one.name}": one for one in saved.parameters}
        return _like(
            word, {n: one.doc for n, one in named.items() if one.is_repeatable or n not in given}
        )

    def of_value(self, parameter: Parameter, typed: str) -> list[Offer]:
        """Return the values of a parameter that are like what is typed; none if the engine fails.

        A name that several records have is shown, and their ids are written.
        """
        wanted = typed.strip().casefold()
        found = (
            Offer(text, len(typed), shown, about)
            for text, shown, about in self._of(parameter)
            if wanted in f"{shown} {about}".casefold()
        )
        return sorted(found, key=lambda offer: _rank(offer.shown.casefold(), wanted))

    def _of(self, parameter: Parameter) -> tuple[tuple[str, str, str], ...]:
        if parameter.choices or parameter.type in _WITHOUT_LABELS:
            return tuple((choice, choice, "") for choice in parameter.choices)
        if parameter.type not in self._labels:
            try:
                self._labels[parameter.type] = tuple(self._named(parameter))
            except AllianceKGError:  # it is told when the question is asked
                return ()
        return self._labels[parameter.type]

    def _named(self, parameter: Parameter) -> Iterable[tuple[str, str, str]]:
        """Return text, what is shown, and the id or the label beside it; by what is shown."""
        named = {
            (name, node.value) for name, node in parametervalues.names(parameter, self._engine)
        }
        meant = Counter(name.casefold() for name, _ in named)
        return sorted(
            (
                (
                    name if meant[name.casefold()] == 1 and len(name) <= _LONGEST else local(iri),
                    name,
                    local(iri),
                )
                for name, iri in named
            ),
            key=lambda found: (found[1].casefold(), found),
        )


def _rank(shown: str, wanted: str) -> int:
    """Return 0 if a text begins with what is wanted, 1 if a word of it does, else 2."""
    return 0 if shown.startswith(wanted) else 1 if f" {wanted}" in shown else 2


def _like(word: str, known: Mapping[str, str]) -> list[Offer]:
    """Return the names that have a word in them, those that begin with it first."""
    found = [Offer(name, len(word), name, about) for name, about in known.items() if word in name]
    return sorted(found, key=lambda offer: not offer.text.startswith(word))
