"""The data set of a query: its FROM clauses taken out of the text, for engines to be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from alliancekg import sparqlsyntax
from alliancekg.sparqltext import Token, code, columns, prologue, tokenize


@dataclass(frozen=True, slots=True)
class Asked:
    """A query without FROM: the graphs that it named so, its columns, and what it is made of.

    `default` and `named` are IRIs. `head` is the length of the prologue. `uses_graphs` tells
    whether the query looks into named graphs.
    """

    text: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    variables: tuple[str, ...]
    head: int
    uses_graphs: bool

    @property
    def has_dataset(self) -> bool:
        """Whether the query named the graphs that it is about."""
        return bool(self.default or self.named)

    def counting(self) -> str:
        """Return the query that counts the rows of this SELECT."""
        start, rest = self.text[: self.head], self.text[self.head :]
        # A line of its own for the brace: the query may end in a comment.
        return f"{start} SELECT (COUNT(*) AS ?n) WHERE {{ {{ {rest}\n}} }}"


def asked(text: str, kind: str) -> Asked:
    """Return what a query asks of which graphs. It has passed the guard.

    Raises UsageError for what is no SPARQL 1.1, with line and column.
    """
    if refusal := sparqlsyntax.refusal(text):
        raise refusal
    live = code(tokenize(text))
    start = prologue(live)
    head = live[start].start
    clauses = list(_clauses(live[start:]))
    bare = text
    for _, first, last in clauses:  # blanks in their place: no line or column moves
        kept = "".join(c if c in "\r\n" else " " for c in text[first.start : last.end])
        bare = bare[: first.start] + kept + bare[last.end :]
    iris = _resolved(text[:head], [last.text for *_, last in clauses])
    default, named = (
        tuple(iri for iri, (is_named, *_) in zip(iris, clauses, strict=True) if is_named is wanted)
        for wanted in (False, True)
    )
    uses_graphs = any(token.is_word("GRAPH") for token in live)
    return Asked(bare, default, named, _variables(bare, kind), head, uses_graphs)


def _clauses(live: list[Token]) -> Iterator[tuple[bool, Token, Token]]:
    """Yield of each FROM whether it is FROM NAMED, its first token and that of the graph."""
    for at, token in enumerate(live):
        if token.text == "{":
            return
        if token.is_word("FROM"):
            is_named = live[at + 1].is_word("NAMED")
            yield is_named, token, live[at + 1 + is_named]


def _resolved(head: str, names: list[str]) -> list[str]:
    """Return the IRIs of names as the prologue says."""
    import pyoxigraph as px

    found = px.Store().query(f"{head}\nSELECT ?g {{ VALUES ?g {{ {' '.join(names)} }} }}")
    return [row[0].value for row in found]  # type: ignore[union-attr]


def _variables(text: str, kind: str) -> tuple[str, ...]:
    """Return the columns of a SELECT, those of `SELECT *` as the embedded engine orders them."""
    import pyoxigraph as px

    if kind != "SELECT":
        return ()
    try:
        found = px.Store().query(text)
    except RuntimeError:  # a function that only another engine has
        live = code(tokenize(text))
        names = columns(live)
        seen = dict.fromkeys(token.text[1:] for token in live if token.kind == "var")
        return tuple(seen) if names == ("*",) else names
    return tuple(variable.value for variable in found.variables)  # type: ignore[union-attr]
