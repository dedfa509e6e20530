"""The token that whoever loads must bear: where it comes from, and whether a request bears it.

Only its digest is kept, and digests are compared in a time that tells nothing of them.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import stat
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import Final

from alliancekg.errors import UsageError

VARIABLE: Final = "ALLIANCEKG_LOAD_TOKEN"
OPTION: Final = "--load-token-file"
SHORTEST: Final = 16  # characters
_LONGEST: Final = 4096
_FORM: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750, 2.1
_MAKE: Final = "make one, as by: openssl rand -hex 32"


class Token:
    """A token of which only the digest is known."""

    __slots__ = ("_digest",)

    def __init__(self, text: str) -> None:
        self._digest = _digest(text)

    def is_borne(self, headers: Sequence[str]) -> bool:
        """Tell whether the values of a request's Authorization headers are one, with this token."""
        scheme, _, given = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
        is_equal = hmac.compare_digest(_digest(given.strip(" ")), self._digest)
        return is_equal and scheme.lower() == "bearer"


def find(file: str, environment: MutableMapping[str, str]) -> Token | None:
    """Return the token of a file, or else of the environment, out of which it is taken; or None.

    Raises UsageError for a token that is none, and for a file that others may read.
    """
    named = environment.pop(VARIABLE, None)
    if file:
        return Token(_checked(_read(Path(file)), f"{OPTION} {file}"))
    return None if named is None else Token(_checked(named, VARIABLE))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(_LONGEST + 2)
    except OSError as error:
        raise UsageError(
            f"{OPTION} {path}: cannot be read: {error.strerror}; expected a file with a token."
            f" Fix: name one, or {_MAKE}"
        ) from None
    if os.name == "posix" and stat.S_ISREG(mode) and mode & (stat.S_IROTH | stat.S_IWOTH):
        raise UsageError(
            f"{OPTION} {path}: others may read or write it (mode {stat.S_IMODE(mode):04o});"
            f" expected a file for its owner only. Fix: chmod 600 {path}"
        )
    return data.decode("utf-8", "replace")


def _checked(text: str, where: str) -> str:
    """Return a token without the line end after it; what it says stands in no message."""
    token = text.strip()
    problem = ""
    if not token:
        problem = "is empty"
    elif len(token) > _LONGEST:
        problem = f"has over {_LONGEST} characters"
    elif not _FORM.fullmatch(token):
        problem = "has a sign that no token has"
    elif len(token) < SHORTEST:
        problem = f"has fewer than {SHORTEST} characters"
    if problem:
        raise UsageError(
            f"{where}: the token {problem}; expected {SHORTEST} or more letters, digits and"
            f" . _ ~ + / -. Fix: {_MAKE}"
        )
    return token
