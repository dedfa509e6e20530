"""The conversation of a prompt: questions by name, their parameters asked for, answers in tables.

Where lines are typed is left to a `Reader`: a terminal, or a pipe.
"""

from __future__ import annotations

import difflib
import shlex
import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from alliancekg import emptiness, explaining, labelling, parametervalues, queries, results, tables
from alliancekg.commands.asking import values
from alliancekg.console import Console
from alliancekg.engines import Engine, Limits
from alliancekg.errors import AllianceKGError, UsageError
from alliancekg.offering import COMMANDS, Offer, Offers
from alliancekg.parameters import Parameter
from alliancekg.queries import SavedQuery

_PROMPT: Final = "ask> "
_MOST: Final = 5  # names that are offered in place of an unknown one
_WIDTH: Final = 100


class Reader(Protocol):
    """Where lines are typed. One that is patient is asked again after what was wrong."""

    is_patient: bool

    def read(
        self, prompt: str, offers: Callable[[str], Iterable[Offer]], *, is_value: bool = False
    ) -> str:
        """Return a line; EOFError at the end, KeyboardInterrupt to give up the question."""


class Lines:
    """Lines of a file or a pipe: a question, then a line for each of its parameters."""

    is_patient = False

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._number = stream, 0

    def read(
        self, prompt: str, offers: Callable[[str], Iterable[Offer]], *, is_value: bool = False
    ) -> str:
        """Return the next line; nothing is offered, and no prompt is shown."""
        del prompt, offers, is_value
        line = self._stream.readline()
        self._number += 1
        if not line:
            raise EOFError
        try:
            return line.decode("utf-8-sig" if self._number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise UsageError(
                f"standard input:{self._number}: is not UTF-8. Fix: write the lines as UTF-8"
            ) from None


class _GivenUp(Exception):  # noqa: N818 - no error
    """Somebody does not want the answer after all."""


class Prompt:
    """A conversation. `options` are those of the command line, for the one that is told."""

    def __init__(
        self,
        folder: Path,
        engine: Engine,
        limits: Limits,
        console: Console,
        reader: Reader,
        options: Sequence[str] = (),
    ) -> None:
        self._saved = queries.find(folder)
        self._engine, self._limits = engine, limits
        self._console, self._reader, self._options = console, reader, tuple(options)
        self._offers = Offers(self._saved, engine)

    def run(self) -> int:
        """Answer until the end; return 0, or without patience the worst exit code of a line."""
        worst = 0
        if self._reader.is_patient:
            questions = len(self._saved)
            self._console.progress(f"{questions} questions: list shows them, quit ends; or help")
        while True:
            try:
                words = self._words()
                if words in (["quit"], ["exit"]):
                    break
                self._do(words)
            except EOFError:
                break
            except _GivenUp:
                self._console.progress("given up")
            except KeyboardInterrupt:
                if not self._reader.is_patient:
                    raise
            except AllianceKGError as error:
                self._console.message(str(error))
                worst = max(worst, error.exit_code)
        return 0 if self._reader.is_patient else worst

    def _words(self) -> list[str]:
        line = self._reader.read(_PROMPT, self._offers.of_line)
        command, _, rest = line.strip().partition(" ")
        if command == "explain":  # a label may have quotes
            return [command, rest.strip()]
        try:
            return shlex.split(line)
        except ValueError as error:
            raise UsageError(
                f"the line cannot be read ({str(error).lower()}); expected quotes in pairs."
                " Fix: close the quotes"
            ) from None

    def _do(self, words: list[str]) -> None:
        match words:
            case []:
                pass
            case ["help"]:
                self._console.result(_help())
            case ["help", name]:
                self._console.result(_about(self._get(name)))
            case ["list", *wanted]:
                self._list(wanted)
            case ["explain", name] if name:
                self._console.result(explaining.explain(self._engine, name).text())
            case [name, *rest]:
                saved = self._get(name)
                self._answer(saved, values(rest) if rest else self._asked_for(saved))

    def _get(self, name: str) -> SavedQuery:
        if name in self._saved:
            return self._saved[name]
        if name in COMMANDS:
            raise UsageError(f"{name} is not said right. Fix: {name}, {COMMANDS[name]}")
        near = difflib.get_close_matches(name, self._saved, _MOST) or self._with([name])[:_MOST]
        fix = f"write {' or '.join(near)}" if near else "list shows the names"
        raise UsageError(f"no question '{tables.visible(name)}'; expected a name. Fix: {fix}")

    def _with(self, words: Sequence[str]) -> list[str]:
        """Return the names of the questions that have all words in what is said of them."""
        return [
            name
            for name, saved in self._saved.items()
            if all(
                word.casefold()
                in f"{name} {saved.header.summary} {saved.header.question}".casefold()
                for word in words
            )
        ]

    def _list(self, words: Sequence[str]) -> None:
        rows = [[name, self._saved[name].header.summary] for name in self._with(words)]
        if not rows:
            raise UsageError(f"no question has '{' '.join(words)}'. Fix: list shows all")
        self._console.result(tables.table(["question", "summary"], rows, self._console.screen()))

    def _asked_for(self, saved: SavedQuery) -> dict[str, list[str]]:
        found = {one.name: self._value(one) for one in saved.parameters}
        return {name: texts for name, texts in found.items() if texts}

    def _value(self, parameter: Parameter) -> list[str]:
        """Return what is typed for a parameter; nothing means its default, if it has one."""
        found: list[str] = []
        if self._reader.is_patient:
            self._console.result(_described(parameter))
        while True:
            text = self._typed(parameter, "another " if found else "")
            if not text:
                if self._reader.is_patient and not found and _is_needed(parameter):
                    self._console.message(f"{parameter.name} is needed. Fix: type one, or Ctrl-C")
                    continue
                return found
            if self._is_right(parameter, text):
                found.append(text)
                if not parameter.is_repeatable:
                    return found

    def _typed(self, parameter: Parameter, more: str) -> str:
        default = "" if more or not parameter.default else f" [{', '.join(parameter.default)}]"
        try:
            return self._reader.read(
                f"  {more}{parameter.name}{default}: ",
                lambda typed: self._offers.of_value(parameter, typed),
                is_value=True,
            ).strip()
        except (EOFError, KeyboardInterrupt):
            if self._reader.is_patient:
                raise _GivenUp from None
            return ""

    def _is_right(self, parameter: Parameter, text: str) -> bool:
        """Tell what is wrong with a value at once, if it can be typed again."""
        if self._reader.is_patient:
            try:
                parametervalues.bindings((parameter,), {parameter.name: text}, self._engine)
            except UsageError as error:
                self._console.message(str(error))
                return False
        return True

    def _answer(self, saved: SavedQuery, given: dict[str, list[str]]) -> None:
        text = queries.bound(saved, self._engine, given)
        answer = self._engine.ask(text, saved.form, self._limits)
        form = "turtle" if answer.form == "CONSTRUCT" else "table"
        names = labelling.labels(answer, self._engine) if form == "table" else {}
        reading = " ".join(saved.header.reading.split())
        if answer.rows:
            told = [labelling.notice(answer, self._engine)]
        else:
            told = [emptiness.why(self._engine, text, saved, given)]
        told += [textwrap.fill(f"How to read it: {reading}", _WIDTH)] if reading else []
        told += [f"The same answer: {self._command(saved.name, given)}"]
        table = results.write(answer, form, names, self._console.screen())
        self._console.result("\n".join([table, *told, "", ""]))

    def _command(self, name: str, given: dict[str, list[str]]) -> str:
        words = ["alliancekg", "query", name]
        for parameter, texts in given.items():
            for text in texts:  # one that begins with a hyphen would be taken for an option
                option = f"--{parameter.replace('_', '-')}"
                words += [f"{option}={text}"] if text.startswith("-") else [option, text]
        return shlex.join([*words, *self._options])


def _is_needed(parameter: Parameter) -> bool:
    return parameter.is_required and not parameter.default


def _described(parameter: Parameter) -> str:
    traits = [parameter.type]
    if parameter.default:
        traits.append(f"default {', '.join(parameter.default)}")
    elif not parameter.is_required:
        traits.append("may be left empty")
    traits += ["one after the other, then an empty line"] if parameter.is_repeatable else []
    traits += [f"one of {', '.join(parameter.choices)}"] if parameter.choices else []
    doc = f": {parameter.doc.strip()}" if parameter.doc else ""
    return f"{parameter.name}{doc} ({'; '.join(traits)})"


def _about(saved: SavedQuery) -> str:
    header = saved.header
    texts = (header.question or header.summary, header.description, header.reading)
    parts = [textwrap.fill(" ".join(text.split()), _WIDTH) for text in texts if text]
    parts += ["\n".join(_described(one) for one in saved.parameters)] if saved.parameters else []
    parts += [f"columns: {', '.join(header.returns)}"] if header.returns else []
    return "\n\n".join(parts) + "\n"


def _help() -> str:
    rows = [["NAME", "ask this question; what it needs is asked for"]]
    rows += [["NAME --PARAMETER VALUE …", "ask it at once, as on the command line"]]
    rows += [[name, text] for name, text in COMMANDS.items()]
    return tables.table(["type", "for"], rows)
