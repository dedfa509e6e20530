"""A terminal that a prompt reads from, with completion; what was typed is kept in memory only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.history import DummyHistory, InMemoryHistory
from prompt_toolkit.output.color_depth import ColorDepth

if TYPE_CHECKING:
    from prompt_toolkit.document import Document

    from alliancekg.offering import Offer


class _Completer(Completer):
    """Completes by what is offered for the text before the cursor."""

    def __init__(self, offers: Callable[[str], Iterable[Offer]]) -> None:
        self._offers = offers

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """Yield the completions, in the order of the offers."""
        del complete_event
        for offer in self._offers(document.text_before_cursor):
            yield Completion(
                offer.text, -offer.replaces, display=offer.shown, display_meta=offer.about
            )


class Terminal:
    """Reads a line at a time; Ctrl-D is EOFError, Ctrl-C KeyboardInterrupt."""

    is_patient = True

    def __init__(self, *, no_color: bool = False) -> None:
        depth = ColorDepth.DEPTH_1_BIT if no_color else None
        self._lines: PromptSession[str] = PromptSession(
            history=InMemoryHistory(), color_depth=depth
        )
        self._values: PromptSession[str] = PromptSession(history=DummyHistory(), color_depth=depth)

    def read(
        self, prompt: str, offers: Callable[[str], Iterable[Offer]], *, is_value: bool = False
    ) -> str:
        """Return what is typed; a value, unlike a line, is not to be had back by the arrow keys."""
        session = self._values if is_value else self._lines
        return session.prompt(prompt, completer=_Completer(offers))
