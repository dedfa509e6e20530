"""What the command line says of the command ask; it has the options of all that asks."""

from __future__ import annotations

from typing import Final

TEXTS: Final = (
    "open a prompt: pick a question, be asked for what it needs",
    "Completes names, parameters and labels with the tab key; keeps no history. Without a terminal"
    " it reads lines: a question, then a line for each of its parameters, empty for the default;"
    " or a question with --PARAMETER VALUE in one line.",
)
