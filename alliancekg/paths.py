"""Property paths of a query, read from its tokens, and taken apart into the triples they pass.

A path between two known nodes is told by its triples: those of `a (p)+ b` are all triples of `p`
on any way from a to b. A way of no steps has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Final

from alliancekg.errors import UsageError
from alliancekg.sparqltext import Token

RDF_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"  # what `a` is short for
_PLAIN: Final = ("iri", "var")
_MODIFIERS: Final = ("*", "+", "?")


@dataclass(frozen=True, slots=True)
class Path:
    """A path. `kind` is iri, var, inverse, sequence, alternative, not, `*`, `+` or `?`."""

    kind: str
    text: str = ""  # of iri and var
    parts: tuple[Path, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether a triple matches it and no way of several steps."""
        return self.kind in _PLAIN

    def __str__(self) -> str:
        """Return the path as SPARQL."""
        if self.is_plain:
            return self.text
        if self.kind == "not":  # where no parentheses may stand
            return f"!({'|'.join(map(str, self.parts))})"
        inner = [str(part) if part.is_plain else f"({part})" for part in self.parts]
        if self.kind in _MODIFIERS:
            return inner[0] + self.kind
        return f"^{inner[0]}" if self.kind == "inverse" else _JOINTS[self.kind].join(inner)


_JOINTS: Final = {"sequence": "/", "alternative": "|"}


def read(tokens: Sequence[Token], at: int) -> tuple[Path, int]:
    """Return the path that begins at a token, and where the tokens after it begin."""
    if tokens[at].kind == "var":
        return Path("var", tokens[at].text), at + 1
    return _several(tokens, at, "alternative", "|")


def _several(tokens: Sequence[Token], at: int, kind: str, joint: str) -> tuple[Path, int]:
    found: list[Path] = []
    while True:
        if kind == "alternative":
            part, at = _several(tokens, at, "sequence", "/")
        else:
            part, at = _step(tokens, at)
        found.append(part)
        if tokens[at].text != joint:
            return (found[0] if len(found) == 1 else Path(kind, parts=tuple(found))), at
        at += 1


def _step(tokens: Sequence[Token], at: int) -> tuple[Path, int]:
    token = tokens[at]
    if token.text == "^":
        part, at = _step(tokens, at + 1)
        return Path("inverse", parts=(part,)), at
    if token.text == "!":
        part, at = _primary(tokens, at + 1)
        return Path("not", parts=part.parts if part.kind == "alternative" else (part,)), at
    part, at = _primary(tokens, at)
    if tokens[at].text in _MODIFIERS:
        return Path(tokens[at].text, parts=(part,)), at + 1
    return part, at


def _primary(tokens: Sequence[Token], at: int) -> tuple[Path, int]:
    token = tokens[at]
    if token.text == "(":
        part, at = _several(tokens, at + 1, "alternative", "|")
        return part, at + 1
    if token.kind in ("iri", "pname") or token.text == "a":
        return Path("iri", token.text), at + 1
    raise UsageError(f"line {token.line}: '{token.text}' is no property; expected an IRI")


Step = tuple[str, Path, str]


def flat(subject: str, path: Path, value: str, fresh: Iterator[str]) -> list[Step]:
    """Return the steps that a path is short for, by SPARQL 1.1, section 18.2.2.4.

    Sequences and inverse paths go; what is left is plain, or has no such longer form.

    >>> from alliancekg.sparqltext import tokenize
    >>> path, _ = read(tokenize("^ex:p/ex:q ?o"), 0)
    >>> [f"{s} {p} {o}" for s, p, o in flat("?s", path, "?o", variables("v"))]
    ['?v1 ex:p ?s', '?v1 ex:q ?o']
    """
    if path.kind == "inverse":
        return flat(value, path.parts[0], subject, fresh)
    if path.kind != "sequence":
        return [(subject, path, value)]
    nodes = [subject, *(next(fresh) for _ in path.parts[1:]), value]
    ends = pairwise(nodes)
    return [
        step
        for part, (start, end) in zip(path.parts, ends, strict=True)
        for step in flat(start, part, end, fresh)
    ]


def variables(prefix: str) -> Iterator[str]:
    """Yield names of variables without end, as `?v1`, `?v2`."""
    return (f"?{prefix}{number}" for number in count(1))


def passed(
    subject: str, path: Path, value: str, fresh: Iterator[str]
) -> Iterator[tuple[str, Step]]:
    """Yield patterns, and of each the one triple in it that a way along the path passes.

    All matches of all patterns together are all triples on all ways from subject to value.
    """
    if path.kind == "var":
        raise ValueError("a variable is no path")
    if path.kind == "iri":
        yield f"{subject} {path} {value} .", (subject, path, value)
    elif path.kind == "inverse":
        yield from passed(value, path.parts[0], subject, fresh)
    elif path.kind == "alternative":
        for part in path.parts:
            yield from passed(subject, part, value, fresh)
    elif path.kind == "?":
        yield from passed(subject, path.parts[0], value, fresh)
    elif path.kind == "not":
        yield from _passed_by_others(subject, path, value, fresh)
    elif path.kind == "sequence":
        yield from _passed_in_sequence(subject, path, value, fresh)
    else:
        start, end = next(fresh), next(fresh)
        way = Path("*", parts=path.parts)
        for pattern, step in passed(start, path.parts[0], end, fresh):
            yield f"{subject} {way} {start} . {pattern} {end} {way} {value} .", step


def _passed_by_others(
    subject: str, path: Path, value: str, fresh: Iterator[str]
) -> Iterator[tuple[str, Step]]:
    """Yield what a negated set passes: the inverse properties in it speak of the way back."""
    for is_inverse, start, end in ((False, subject, value), (True, value, subject)):
        parts = [part for part in path.parts if (part.kind == "inverse") == is_inverse]
        texts = [str(part).removeprefix("^") for part in parts]
        if texts:
            name = next(fresh)
            excluded = ", ".join(RDF_TYPE if text == "a" else text for text in texts)
            pattern = f"{start} {name} {end} . FILTER({name} NOT IN ({excluded}))"
            yield pattern, (start, Path("var", name), end)


def _passed_in_sequence(
    subject: str, path: Path, value: str, fresh: Iterator[str]
) -> Iterator[tuple[str, Step]]:
    nodes = [subject, *(next(fresh) for _ in path.parts[1:]), value]
    ends = list(zip(path.parts, nodes, nodes[1:], strict=False))
    for at, (part, start, end) in enumerate(ends):
        others = [f"{s} {p} {o} ." for s, p, o in _whole(ends[:at] + ends[at + 1 :])]
        for pattern, step in passed(start, part, end, fresh):
            yield " ".join([*others[:at], pattern, *others[at:]]), step


def _whole(ends: Sequence[tuple[Path, str, str]]) -> Iterator[Step]:
    for part, start, end in ends:
        yield start, part, end
