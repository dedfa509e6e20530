"""Which triples made an answer: its query is asked again for all variables of its patterns.

Each row of an answer comes from one solution of the query's pattern or more. Asked for all of its
variables, the pattern gives these solutions, and each of them makes its triple patterns triples.
Which OPTIONAL and which branch of a UNION has matched is told by variables bound inside them; a
sequence path is written out; other paths are asked for the triples on their ways; an EXISTS is
asked for what it found; a sub-select is treated as the query is. All is plain SPARQL 1.1 and goes
through the engine, so that it holds on all engines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from alliancekg import groupkeys, walking
from alliancekg.engines import Engine, Limits
from alliancekg.errors import EngineError, UsageError
from alliancekg.paths import Path
from alliancekg.patternreading import take_apart
from alliancekg.patterns import Group, Pattern, Select, edited
from alliancekg.sparqltext import code, tokenize
from alliancekg.termtext import written
from alliancekg.walking import Steps

if TYPE_CHECKING:
    from alliancekg.results import Result, Term

_BATCH: Final = 20  # nodes in one query
_VARIABLE: Final = ("?", "$")

Solution = Mapping[str, "Term"]
Triple = tuple["Term", "Term", "Term"]


@dataclass(slots=True)
class Trace:
    """The triples behind rows of an answer, and the patterns that had to match nothing."""

    triples: set[Triple] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)


def trace(text: str, answer: Result, engine: Engine, limits: Limits, row: int = 0) -> Trace:
    """Return what made a row of the answer to a query (from 1), or all rows (0).

    `text` is what was asked, with its parameters bound. What an aggregate has counted belongs to
    its row as a whole. Raises UsageError for DESCRIBE, for nodes in brackets, and for rows of
    several groups that look alike, since GROUP BY names what SELECT does not.
    """
    return _Tracer(text, engine, limits).of(answer, answer.rows[row - 1 : row] if row else None)


class _Tracer:
    """Asks the pieces of one query, each of them once."""

    def __init__(self, text: str, engine: Engine, limits: Limits) -> None:
        self._query, self._engine, self._limits = take_apart(text), engine, limits
        self._solutions: dict[int, list[Solution]] = {}
        self._seen: set[object] = set()
        self._terms: dict[str, Term] = {}
        self._ways: dict[tuple[str, str, str, str], Pattern] = {}
        self._trace = Trace()

    def of(self, answer: Result, rows: Iterable[tuple[Term | None, ...]] | None) -> Trace:
        """Return what made these rows, or all."""
        is_all, rows = rows is None, answer.rows if rows is None else rows
        row_of, missing = self._row_of(answer), set(rows)
        wanted = missing.copy()
        taken: list[Solution] = []
        for solution in self._ask(self._query.select) if wanted else ():
            if made := wanted & row_of(solution):
                missing -= made
                taken.append(solution)
                self._take(self._query.select.where, solution)
        select = self._query.select
        if not is_all or len(groupkeys.groups(select, taken)) != len(answer.rows):
            groupkeys.refuse_merged(
                select, taken, [c.name for c in select.columns if not c.is_aggregate]
            )
        if missing and answer.answer and not self._query.select.is_counting:
            self._refuse()
        self._walk()
        return self._trace

    def _row_of(self, answer: Result) -> Callable[[Solution], set[tuple[Term | None, ...]]]:
        """Return what tells which rows of an answer a solution has given."""
        rows = set(answer.rows)
        if answer.form == "ASK":
            return lambda _: rows
        if answer.form == "CONSTRUCT":
            template = self._query.select.template
            return lambda solution: {
                tuple(self._term(end, solution) for end in (p.subject, str(p.path), p.object))
                for p in template
            }
        summed = {c.name for c in self._query.select.columns if c.is_aggregate}
        kept = [at for at, name in enumerate(answer.variables) if name not in summed]
        names = [answer.variables[at] for at in kept]
        by_key: dict[tuple[Term | None, ...], set[tuple[Term | None, ...]]] = {}
        for row in rows:
            by_key.setdefault(tuple(row[at] for at in kept), set()).add(row)
        return lambda solution: by_key.get(tuple(solution.get(name) for name in names), set())

    def _refuse(self) -> None:
        fix = (
            "ask the embedded store"
            if self._engine.name != "embedded"
            else "ask with other columns"
        )
        raise EngineError(
            f"{self._engine.name} gives a row to the query and none to its pattern, so that what"
            f" made the row cannot be told. Fix: {fix}"
        )

    def _ask(self, select: Select, known: Solution | None = None) -> list[Solution]:
        """Return the solutions of a pattern, with all variables that are seen in it."""
        if known is None and id(select) in self._solutions:
            return self._solutions[id(select)]
        where = edited(self._query.text, select, select.where.start, select.where.end)
        names = select.where.visible()
        if known:
            where, names = _with(where, known), names - known.keys()
        columns = [f"?{name}" for name in sorted(names)]
        expressions = [*select.keys, *(c for c in select.columns if not c.is_aggregate)]
        columns += [column.expression for column in expressions if column.expression]
        text = (
            f"{self._query.head}SELECT {' '.join(columns) or '(1 AS ?step0)'} {self._query.dataset}"
            f" WHERE {self._in_graph(where, select.where)} {select.tail}"
        )
        found = self._engine.ask(text, "SELECT", self._limits)
        solutions: list[Solution] = [
            {n: t for n, t in zip(found.variables, row, strict=True) if t is not None}
            for row in found.rows
        ]
        if known is None:
            self._solutions[id(select)] = solutions
        return solutions

    def _in_graph(self, where: str, group: Group) -> str:
        return f"{{ GRAPH {group.graph} {where} }}" if group.graph else where

    def _take(self, group: Group, solution: Solution) -> None:
        """Add what a solution has made of a group that has matched."""
        for pattern in group.patterns:
            self._match(pattern, solution)
        for inner in group.inside:
            if not inner.mark or inner.mark in solution:
                self._take(inner, solution)
        for select in group.selects:
            self._take_select(select, solution)
        for select in group.exists:
            self._take_exists(select, solution)
        for inner in group.absent:
            text = self._query.text[inner.start : inner.end]
            self._trace.absent.add(" ".join(text.split()))

    def _match(self, pattern: Pattern, solution: Solution) -> None:
        start, end = (self._term(e, solution) for e in (pattern.subject, pattern.object))
        if start is None or end is None:
            return
        if pattern.path.is_plain:
            predicate = self._term(pattern.path.text, solution)
            if predicate is not None:
                self._trace.triples.add((start, predicate, end))
        else:
            graph = pattern.graph
            if graph.startswith(_VARIABLE):
                graph = str(self._term(graph, solution))
            key = (written(start), str(pattern.path), written(end), graph)  # type: ignore[arg-type]
            self._ways[key] = Pattern(key[0], pattern.path, key[2], graph)

    def _take_select(self, select: Select, outer: Solution) -> None:
        """Add what made the row of a sub-select that a solution has joined."""
        summed = {column.name for column in select.columns if column.is_aggregate}
        names = [name for name in select.names() if name in outer and name not in summed]
        key = (id(select), *(outer[name] for name in names))
        if key in self._seen:
            return
        self._seen.add(key)
        rows = [
            inner
            for inner in self._ask(select)
            if all(name not in inner or inner[name] == outer[name] for name in names)
        ]
        if not rows and not select.is_counting:
            self._refuse()
        groupkeys.refuse_merged(select, rows, names)
        for inner in rows:
            self._take(select.where, inner)

    def _take_exists(self, select: Select, outer: Solution) -> None:
        """Add what an EXISTS has found, with the variables of the solution bound in it."""
        import pyoxigraph as px

        free = _free(self._query.text[select.where.start : select.where.end])
        known = {
            name: outer[name]
            for name in sorted(free)
            if isinstance(outer.get(name), px.NamedNode | px.Literal)
        }
        key = (id(select), *known.items())
        if key in self._seen:
            return
        self._seen.add(key)
        for inner in self._ask(select, known):
            if all(name not in inner or inner[name] == value for name, value in outer.items()):
                self._take(select.where, {**outer, **inner})

    def _walk(self) -> None:
        """Add the triples on the ways of the paths that are known by now."""
        by_path: dict[tuple[Path, str], set[tuple[str, str]]] = {}
        for way in self._ways.values():
            by_path.setdefault((way.path, way.graph), set()).add((way.subject, way.object))
        for (path, graph), ends in by_path.items():
            is_repeated = path.kind in ("*", "+")
            inner = path.parts[0] if is_repeated else path
            steps = self._steps(inner, graph, {start for start, _ in ends}, is_repeated)
            for start, end in sorted(ends):
                self._trace.triples |= walking.between(steps, start, end, is_repeated)

    def _steps(self, path: Path, graph: str, starts: set[str], is_repeated: bool) -> Steps:
        """Return the steps along a path from some nodes, and from those that they lead to."""
        found: Steps = {}
        waiting = sorted(starts)
        while waiting:
            now, waiting = waiting[:_BATCH], waiting[_BATCH:]
            found |= {start: set() for start in now}
            text = walking.asking(self._query.head, self._query.dataset, path, graph, now)
            for start, end, *triple in self._engine.ask(text, "SELECT", self._limits).rows:
                if start is not None and end is not None and None not in triple:
                    step = (written(end), tuple(triple))  # type: ignore[arg-type]
                    found[written(start)].add(step)  # type: ignore[arg-type]
            if is_repeated:
                ends = {end for start in now for end, _ in found[start] if end.startswith("<")}
                waiting = sorted({*waiting, *ends} - found.keys())
        return found

    def _term(self, text: str, solution: Solution) -> Term | None:
        """Return what a solution has for the end of a pattern: of a constant the term itself."""
        if text.startswith(_VARIABLE):
            return solution.get(text[1:])
        if text not in self._terms:
            self._terms[text] = _constant(self._query.head, text)
        return self._terms[text]


def _free(text: str) -> set[str]:
    """Return the variables of a pattern for which a term may be written: none is given there."""
    found: set[str] = set()
    given: set[str] = set()
    is_heading = False
    tokens = code(tokenize(text))
    for before, token in zip([None, *tokens], tokens, strict=False):
        is_heading = token.is_word("VALUES", "SELECT") or (is_heading and token.text != "{")
        if token.kind == "var":
            is_given = is_heading or (before is not None and before.is_word("AS"))
            (given if is_given else found).add(token.text[1:])
    return found - given


def _with(where: str, known: Solution) -> str:
    """Return a pattern with terms for variables, as EXISTS is evaluated."""
    parts, at = [], 0
    for token in code(tokenize(where)):
        if token.kind == "var" and token.text[1:] in known:
            term = written(known[token.text[1:]])  # type: ignore[arg-type]
            parts += [where[at : token.start], term]
            at = token.end
    return "".join([*parts, where[at:]])


def _constant(head: str, text: str) -> Term:
    """Return the term that a constant is under the prefixes of a query: Turtle reads it."""
    import pyoxigraph as px

    where = "predicate" if text == "a" else "object"
    triple = f"<urn:s> {text} <urn:o> ." if text == "a" else f"<urn:s> <urn:p> {text} ."
    try:
        (quad,) = px.parse(f"{head}\n{triple}", format=px.RdfFormat.TURTLE)
    except SyntaxError:
        raise UsageError(f"'{text}' is no whole term; expected one such as <https://…>") from None
    term: Term = getattr(quad, where)
    return term
