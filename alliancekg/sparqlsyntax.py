"""Whether a text is SPARQL 1.1, as the embedded engine reads it, and where and why it is not."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from alliancekg.errors import UsageError
from alliancekg.namespaces import PREFIXES
from alliancekg.sparqltext import code, tokenize

_AT: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def fault(text: str, base: str | None = None) -> tuple[int, int, str] | None:
    """Return line, column and problem of a text that is no SPARQL, or None.

    It has passed the guard. Relative IRIs are wrong unless there is a base.
    """
    import pyoxigraph as px

    try:
        px.Store().query(
            text.rstrip(), base_iri=base
        )  # what is wrong as a whole is told of the last line
    except SyntaxError as error:
        return _undeclared(text) or _fault(error)
    except RuntimeError:  # a function that only another engine has
        return None
    return None


def refusal(
    text: str, error: SyntaxError | None = None, base: str | None = None
) -> UsageError | None:
    """Return the error to raise for a text that is no SPARQL, or None.

    `error` is what the engine has said of it already, perhaps of another place.
    """
    found = fault(text, base) or (error and _fault(error))
    if not found:
        return None
    line, column, problem = found
    return UsageError(f"line {line}, column {column}: no SPARQL 1.1; {problem}")


def _undeclared(text: str) -> tuple[int, int, str] | None:
    """Return where a prefix stands that is not declared: the engine only tells of other signs."""
    live = code(tokenize(text))
    declared = {b.text for a, b in pairwise(live) if a.is_word("PREFIX")}
    for token in live:
        prefix = token.text.partition(":")[0] + ":"
        if token.kind == "pname" and prefix not in declared:
            known = PREFIXES.get(prefix[:-1])
            fix = f". Fix: add PREFIX {prefix} <{known}>" if known else ""
            column = token.start - (text.rfind("\n", 0, token.start) + 1) + 1
            return token.line, column, f"the prefix {prefix} is not declared{fix}"
    return None


def _fault(error: SyntaxError) -> tuple[int, int, str]:
    """Return line, column and problem; of the engine's long list of expected signs only words."""
    found = _AT.match(str(error))
    if found is None:
        return 1, 1, str(error)
    listed = " ".join(found[3].removeprefix("expected ").removeprefix("one of ").split())
    items = re.sub(r"\[.*\]", "another sign", listed).split(", ")
    told = [item for item in items if re.match(r"[A-Z][a-z]+ .* ", item)]
    return int(found[1]), int(found[2]), told[0] if told else "expected " + " or ".join(items)
