"""How the numbers and times of the command line are read."""

from __future__ import annotations

import argparse
from typing import Final

_LONGEST: Final = 86_400  # seconds in a day, as in `guard`, which loads more than a command needs


def whole(text: str) -> int:
    """Return a whole number that is not negative; argparse tells what else was given."""
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"'{text}' is no number; expected 0, 1, 2 and so on")
    return int(text)


def seconds(text: str) -> float:
    """Return a time in seconds, above zero, a day at most; argparse tells what else was given."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= _LONGEST:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no time; expected seconds, such as 60, and {_LONGEST} at most"
        )
    return found
