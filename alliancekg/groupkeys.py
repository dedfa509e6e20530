"""By what a query groups its solutions: what GROUP BY says, as columns that can be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from alliancekg.errors import UsageError
from alliancekg.patterns import Column, Select
from alliancekg.sparqltext import Token

if TYPE_CHECKING:
    from alliancekg.results import Term

    Solution = Mapping[str, Term]

_ENDS: Final = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


def read(
    text: str, tokens: Sequence[Token], at: int, fresh: Iterator[str]
) -> tuple[tuple[Column, ...], int]:
    """Return what stands after GROUP BY, and where it ends; an expression without a name gets one.

    `fresh` gives variables that the query does not have.
    """
    found: list[Column] = []
    while tokens[at].kind != "end" and tokens[at].text != "}" and not tokens[at].is_word(*_ENDS):
        token, start = tokens[at], at
        at = at + 1 if token.text != "(" else balanced(tokens, at)
        if token.kind == "var":
            found.append(Column(token.text[1:]))
            continue
        if token.text != "(" and tokens[at].text == "(":  # a function: its name and arguments
            at = balanced(tokens, at)
        expression = text[tokens[start].start : tokens[at - 1].end]
        if tokens[at - 3].is_word("AS"):
            name = tokens[at - 2].text
        else:
            name = next(fresh)
            expression = f"({expression} AS {name})"
        found.append(Column(name[1:], expression))
    return tuple(found), at


def balanced(tokens: Sequence[Token], at: int) -> int:
    """Return where a parenthesis that opens here is behind its end."""
    depth = 0
    while True:
        depth += {"(": 1, ")": -1}.get(tokens[at].text, 0)
        at += 1
        if not depth:
            return at


def groups(select: Select, solutions: Iterable[Solution]) -> set[tuple[Term | None, ...]]:
    """Return the groups that solutions belong to; without GROUP BY it is one."""
    return {tuple(solution.get(key.name) for key in select.keys) for solution in solutions}


def refuse_merged(select: Select, solutions: Iterable[Solution], names: Sequence[str]) -> None:
    """Refuse rows of several groups that what is shown of them does not tell apart."""
    by_row: dict[tuple[Term | None, ...], list[Solution]] = {}
    for solution in solutions if select.keys else ():
        by_row.setdefault(tuple(solution.get(name) for name in names), []).append(solution)
    if any(len(groups(select, found)) > 1 for found in by_row.values()):
        raise UsageError(
            "the query groups by what it does not show, so that what made a row cannot be told;"
            " expected what GROUP BY names among the columns. Fix: add it to SELECT"
        )
