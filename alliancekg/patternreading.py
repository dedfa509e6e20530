"""A query taken apart into the groups and triples of its pattern, by its tokens.

The text has been found to be SPARQL before; what this module does not know is refused, never
skipped.
"""

from __future__ import annotations

from typing import Final

from alliancekg import groupkeys, paths
from alliancekg.errors import UsageError
from alliancekg.patterns import Column, Group, Pattern, Query, Select
from alliancekg.sparqltext import Token, code, form, prologue, tokenize

_AGGREGATES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")


def take_apart(text: str) -> Query:
    """Return the parts of a SELECT, ASK or CONSTRUCT.

    Raises UsageError for DESCRIBE, and for blank nodes and lists in brackets.
    """
    tokens = code(tokenize(text))
    if form(tokens) not in ("SELECT", "ASK", "CONSTRUCT"):
        raise UsageError("only answers to SELECT, ASK and CONSTRUCT can be taken apart")
    first = prologue(tokens)
    reader = _Reader(text, tokens)
    select, dataset = reader.query(first)
    return Query(text, text[: tokens[first].start], dataset, select)


_END: Final = Token("end", "", 0, 0)


class _Reader:
    """Reads from a token on; each method returns where the tokens after it begin."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self._text, self._tokens = text, [*tokens, _END, _END]
        prefix = "step"
        while f"?{prefix}" in text or f"${prefix}" in text:
            prefix += "_"
        self._fresh = paths.variables(prefix)
        self._edits: list[tuple[int, int, str]] = []

    def query(self, at: int) -> tuple[Select, str]:
        """Return the whole query, and what FROM says."""
        select = Select()
        self._edits = select.edits
        if self._is(at, "CONSTRUCT") and self._tokens[at + 1].text == "{":
            select.template, at = self._template(at + 2)
        columns_at, at = at, self._to(at, ("{", "FROM", "WHERE"))
        if self._is(columns_at, "SELECT"):
            select.columns = self._columns(columns_at + 1, at)
        start, at = at, self._to(at, ("{", "WHERE"))
        dataset = self._slice(start, at)
        self._where(select, at)
        if not select.template:
            select.template = select.where.patterns
        return select, dataset

    def _sub_select(self, at: int, graph: str) -> tuple[Select, int]:
        select = Select()
        outer, self._edits = self._edits, select.edits
        where = self._to(at, ("{", "WHERE"))
        select.columns = self._columns(at + 1, where)
        at = self._where(select, where, graph)
        self._edits = outer
        return select, at + 1

    def _where(self, select: Select, at: int, graph: str = "") -> int:
        select.where, at = self._group(at + self._is(at, "WHERE"), graph)
        depth = 0
        while self._tokens[at].kind != "end" and (depth or self._tokens[at].text != "}"):
            if not depth and self._is(at, "VALUES"):
                start = at
                at = self._values(at + 1, select.where)
                select.tail = self._slice(start, at)
                continue
            if not depth and self._is(at, "GROUP"):
                select.keys, at = groupkeys.read(self._text, self._tokens, at + 2, self._fresh)
                continue
            depth += {"(": 1, ")": -1, "{": 1, "}": -1}.get(self._tokens[at].text, 0)
            at += 1
        return at

    def _template(self, at: int) -> tuple[list[Pattern], int]:
        found: list[Pattern] = []
        while self._tokens[at].text != "}":
            if self._tokens[at].text == ".":
                at += 1
                continue
            steps, at = self._same_subject(at)
            found += (Pattern(*step) for step in steps)
        return found, at + 1

    def _columns(self, at: int, end: int) -> tuple[Column, ...]:
        found: list[Column] = []
        while at < end:
            token = self._tokens[at]
            if token.kind == "var":
                found.append(Column(token.text[1:]))
            elif token.text == "(":
                start, at = at, groupkeys.balanced(self._tokens, at)
                inner = self._tokens[start:at]
                summed = {f"?{column.name}" for column in found if column.is_aggregate}
                is_aggregate = any(t.is_word(*_AGGREGATES) or t.text in summed for t in inner)
                name = self._tokens[at - 2].text[1:]
                found.append(Column(name, self._slice(start, at), is_aggregate))
                continue
            at += 1
        return tuple(found)

    def _group(self, at: int, graph: str = "") -> tuple[Group, int]:
        group = Group(self._tokens[at].start, graph=graph)
        if self._is(at + 1, "SELECT"):
            select, at = self._sub_select(at + 1, graph)
            group.selects.append(select)
        else:
            at += 1
            while self._tokens[at].text != "}":
                at = self._part(at, group)
            at += 1
        group.end = self._tokens[at - 1].end
        return group, at

    def _part(self, at: int, group: Group) -> int:
        token = self._tokens[at]
        if token.text == ".":
            return at + 1
        if token.text == "{":
            return self._alternatives(at, group)
        if token.is_word("OPTIONAL"):
            inner, at = self._group(at + 1, group.graph)
            self._mark(inner)
            group.inside.append(inner)
            return at
        if token.is_word("MINUS"):
            return self._set_aside(at + 1, group, is_absent=True)
        if token.is_word("GRAPH"):
            name, at = self._term(at + 1)
            group.names |= {name[1:]} if name[0] in "?$" else set()
            inner, at = self._group(at, name)
            group.inside.append(inner)
            return at
        if token.is_word("FILTER"):
            return self._filter(at + 1, group)
        if token.is_word("BIND"):
            at = self._expression(at + 1, group)
            group.names.add(self._tokens[at - 2].text[1:])
            return at
        if token.is_word("VALUES"):
            return self._values(at + 1, group)
        return self._triples(at, group)

    def _alternatives(self, at: int, group: Group) -> int:
        found: list[Group] = []
        while True:
            inner, at = self._group(at, group.graph)
            found.append(inner)
            if not self._is(at, "UNION"):
                break
            at += 1
        for inner in found if len(found) > 1 else ():
            self._mark(inner)
        group.inside += found
        return at

    def _mark(self, group: Group) -> None:
        """Have the group bind a variable of its own: whoever sees it bound knows of the match."""
        variable = next(self._fresh)
        group.mark = variable[1:]
        if group.selects and not group.names and not group.inside:
            self._edits.append((group.start, group.start, "{ "))
            self._edits.append((group.end, group.end, f" VALUES {variable} {{ 1 }} }}"))
        else:
            self._edits.append((group.end - 1, group.end - 1, f" VALUES {variable} {{ 1 }} "))

    def _set_aside(self, at: int, group: Group, *, is_absent: bool) -> int:
        """Read a group whose variables are not seen outside of it."""
        select = Select()
        outer, self._edits = self._edits, select.edits
        select.where, at = self._group(at, group.graph)
        self._edits = outer
        if is_absent:
            group.absent.append(select.where)
        else:
            group.exists.append(select)
        return at

    def _filter(self, at: int, group: Group) -> int:
        while self._tokens[at].text not in ("(", "{"):
            at += 1
        if self._tokens[at].text == "(":
            return self._expression(at, group)
        return self._set_aside(at, group, is_absent=self._is(at - 2, "NOT"))

    def _expression(self, at: int, group: Group) -> int:
        """Read what is in parentheses, with the EXISTS that may stand at any place in it."""
        negated = [self._tokens[at - 1].text == "!"]
        at += 1
        while negated:
            token = self._tokens[at]
            if token.text == "{":
                before = self._tokens[at - 2]
                is_absent = before.is_word("NOT") or before.text == "!" or any(negated)
                at = self._set_aside(at, group, is_absent=is_absent)
                continue
            if token.text == "(":
                negated.append(self._tokens[at - 1].text == "!")
            elif token.text == ")":
                negated.pop()
            at += 1
        return at

    def _values(self, at: int, group: Group) -> int:
        while self._tokens[at].text != "{":
            if self._tokens[at].kind == "var":
                group.names.add(self._tokens[at].text[1:])
            at += 1
        return self._to(at, ("}",)) + 1

    def _triples(self, at: int, group: Group) -> int:
        start = at
        steps, at = self._same_subject(at)
        found = [short for step in steps for short in paths.flat(*step, self._fresh)]
        for subject, path, value in found:
            group.patterns.append(Pattern(subject, path, value, group.graph))
            ends = (subject, value, path.text if path.kind == "var" else "")
            group.names |= {end[1:] for end in ends if end[:1] in ("?", "$")}
        text = " . ".join(f"{s} {p} {o}" for s, p, o in found)
        self._edits.append((self._tokens[start].start, self._tokens[at - 1].end, text))
        return at

    def _same_subject(self, at: int) -> tuple[list[paths.Step], int]:
        found: list[paths.Step] = []
        subject, at = self._term(at)
        while True:
            path, at = paths.read(self._tokens, at)
            value, at = self._term(at)
            found.append((subject, path, value))
            while self._tokens[at].text == ",":
                value, at = self._term(at + 1)
                found.append((subject, path, value))
            while self._tokens[at].text == ";":
                at += 1
                if self._tokens[at].text in (".", "}", ";"):
                    continue
                break
            else:
                return found, at

    def _term(self, at: int) -> tuple[str, int]:
        token, start = self._tokens[at], at
        if token.kind == "blank":  # in a pattern it is a variable that nobody sees
            return f"?blank_{token.text[2:].replace('-', '_').replace('.', '_')}", at + 1
        at += token.text in ("+", "-")
        if self._tokens[at].kind == "sign" or self._tokens[at].kind == "end":
            raise UsageError(
                f"line {token.line}: '{token.text}' begins a node without a name, which is not"
                " taken apart. Fix: write a variable for it"
            )
        at += 1
        if token.kind == "string" and self._tokens[at].kind == "language":
            at += 1
        elif token.kind == "string" and self._tokens[at].text == "^^":
            at += 2
        return self._slice(start, at), at

    def _to(self, at: int, ends: tuple[str, ...]) -> int:
        depth = 0
        while self._tokens[at].kind != "end":
            token = self._tokens[at]
            if not depth and (token.text in ends or token.is_word(*ends)):
                break
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            at += 1
        return at

    def _is(self, at: int, word: str) -> bool:
        return self._tokens[at].is_word(word)

    def _slice(self, start: int, end: int) -> str:
        if start == end:
            return ""
        return self._text[self._tokens[start].start : self._tokens[end - 1].end]
