"""SPARQL text cut into tokens, and what can be told from them: form, columns, groups.

This is no parser: whether a text is a query, the engine says. It exists so that nothing is looked
for by pattern in raw text, where a comment, a string or an IRI would be taken for syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from alliancekg.errors import UsageError

FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES: Final = (
    *("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE"),
    *("DROP", "COPY", "MOVE", "ADD", "WITH"),
)

# SPARQL 1.1, section 19.8: PN_CHARS_BASE, and PN_CHARS without the hyphen. No repetition is tried
# again at another length (`*+`), nor is it long where it can fail: the text may be hostile.
_BASE = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_REST = rf"{_BASE}_0-9\u00B7\u0300-\u036F\u203F-\u2040"
_ESCAPE = r"\\[_~.\-!$&'()*+,;=/?#@%]|%[0-9A-Fa-f]{2}"
_CODE_POINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRI = re.compile(rf'<((?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE_POINT})*)>')
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<comment>\#[^\r\n]*)"
    r'|(?P<string>"""(?:"{0,2}(?:[^"\\]|\\.))*"""'
    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
    r"""|(?!\"\"\"|''')(?:"(?:[^"\\\r\n]|\\[^\r\n])*"|'(?:[^'\\\r\n]|\\[^\r\n])*'))"""
    rf"|(?P<var>[?$][{_REST}]+)"
    rf"|(?P<pname>(?:_|[{_BASE}][{_REST}.-]{{0,200}}+(?<!\.))?:"
    rf"(?:(?![.-])(?:[{_REST}:.-]|{_ESCAPE})*+)?)"
    r"|(?P<number>\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+)"
    r"|(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    r"|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<sign>&&|\|\||!=|<=|>=|\^\^|<<|>>|\{\||\|\}|[{}()\[\].,;=<>!|/^*+?@-])",
    re.DOTALL,
)
_OPERANDS = frozenset({"var", "string", "language", "number", "pname", "blank", "iri"})
_DIVIDING = re.compile(r"['#()\[\]]")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^?$]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A token, where it starts in the text and on which line (from 1)."""

    kind: str  # iri string var blank pname number language word sign comment
    text: str
    start: int
    line: int

    @property
    def end(self) -> int:
        """The offset after the token."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of the keywords, which SPARQL writes in any case."""
        return self.kind == "word" and self.text.upper() in words


@dataclass(slots=True)
class _Cursor:
    """What the reading of `<` depends on: the brackets that are open and the token before."""

    open: list[str] = field(default_factory=list)
    is_data: bool = False  # VALUES has been read, its block has not begun
    before: Token | None = None

    def take(self, token: Token) -> None:
        if token.text in ("{", "(", "["):
            in_data = token.text == "{" and self.is_data
            self.open.append("data" if in_data else token.text)
            self.is_data = self.is_data and token.text != "{"
        elif token.text in ("}", ")", "]") and self.open:
            self.open.pop()
        elif token.kind == "word" and token.text.upper().endswith("VALUES"):
            self.is_data = True
        self.before = token

    def is_comparing(self, text: str, iri: str, line: int) -> bool:
        """Tell whether `<` after the token before is "less than" though an IRI could be read.

        By the grammar's longest match `?a<STR('>')` holds an IRI; Oxigraph reads a comparison.
        Where the two readings put strings, comments or brackets at different places, the text
        is refused: no guard could judge it.
        """
        before = self.before
        if before is None or not self.open or self.open[-1] != "(" or "data" in self.open:
            return False
        ends = before.kind in _OPERANDS or before.text in (")", "]")
        if not ends and not before.is_word("TRUE", "FALSE"):
            return False
        if _DIVIDING.search(iri):
            raise UsageError(
                f"line {line}: '{before.text}{text[:30]}' can be read as 'less than' and as an IRI;"
                " expected one meaning. Fix: put a space after <, or write the IRI with a prefix"
            )
        return _ABSOLUTE.fullmatch(iri) is None


def tokenize(text: str) -> list[Token]:
    """Return the tokens in order, comments included, white space left out.

    Raises UsageError for a quote that is never closed, for a character that no token begins
    with, and for a `<` that engines read in two ways.

    >>> [t.text for t in tokenize("ASK { ?s ?p '#' } # end")]
    ['ASK', '{', '?s', '?p', "'#'", '}', '# end']
    """
    tokens: list[Token] = []
    cursor = _Cursor()
    at, line = 0, 1
    while at < len(text):
        token = _next(text, at, line, cursor)
        if token.kind != "space":
            tokens.append(token)
        if token.kind not in ("space", "comment"):
            cursor.take(token)
        at = token.end
        line += token.text.count("\n")
    return tokens


def _next(text: str, at: int, line: int, cursor: _Cursor) -> Token:
    iri = _IRI.match(text, at)
    if iri and not cursor.is_comparing(iri.group(), iri.group(1), line):
        return Token("iri", iri.group(), at, line)
    found = _TOKEN.match(text, at)
    if found is None:
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        if text[at] in "\"'":
            raise UsageError(f"line {line}, column {column}: a quote is opened and never closed")
        shown = text[at] if text[at].isprintable() else f"U+{ord(text[at]):04X}"
        raise UsageError(f"line {line}, column {column}: '{shown}' stands in no SPARQL query")
    kind, word = str(found.lastgroup), found.group()
    if kind == "pname":  # a last dot ends the triple, unless it is escaped
        bare = word.rstrip(".")
        word = bare + "." if bare.endswith("\\") and bare != word else bare
        kind = "blank" if word.startswith("_:") else kind
    return Token(kind, word, at, line)


def code(tokens: list[Token]) -> list[Token]:
    """Return the tokens without the comments."""
    return [token for token in tokens if token.kind != "comment"]


def form(tokens: list[Token]) -> str:
    r"""Return SELECT, ASK, CONSTRUCT, DESCRIBE, the word of an update, or "" if it is neither.

    >>> form(code(tokenize("# DELETE\nPREFIX ask: <http://example.org/#> SELECT ?ask {}")))
    'SELECT'
    """
    first = prologue(tokens)
    if first == len(tokens):
        return ""
    word = tokens[first].text.upper() if tokens[first].kind == "word" else ""
    return next((name for name in FORMS + UPDATES if word.startswith(name)), "")


def prologue(tokens: list[Token]) -> int:
    """Return the number of tokens of the BASE and PREFIX declarations that open the text."""
    at = 0
    while at < len(tokens) and tokens[at].is_word("BASE", "PREFIX"):
        at += 3 if tokens[at].is_word("PREFIX") else 2
    return min(at, len(tokens))


def columns(tokens: list[Token]) -> tuple[str, ...]:
    """Return the names that SELECT lists, in order and without `?`; ("*",) for all.

    >>> columns(code(tokenize("SELECT ?a (COUNT(?b) AS ?n) { ?a ?p ?b } GROUP BY ?a")))
    ('a', 'n')
    """
    names: list[str] = []
    depth = 0
    listed = tokens[prologue(tokens) + 1 :]
    for before, token in zip([None, *listed], listed, strict=False):
        if depth == 0 and (token.text == "{" or token.is_word("WHERE", "FROM")):
            break
        depth += {"(": 1, ")": -1, "{": 1, "}": -1}.get(token.text, 0)
        is_renamed = depth == 1 and before is not None and before.is_word("AS")
        if token.kind == "var" and (depth == 0 or is_renamed):
            names.append(token.text[1:])
        elif token.text == "*" and depth == 0:
            names.append("*")
    return tuple(names)


@dataclass(slots=True)
class Group:
    """A pair of braces, or the text around all of them, and the variables right inside it.

    `kind` is group (a group graph pattern), select (braces around a sub-select, or the whole text),
    data (the block of VALUES) or template (of CONSTRUCT). `where` is the pattern of a select.
    """

    kind: str
    start: int  # the offset after the brace
    variables: dict[str, int] = field(default_factory=dict)  # name -> line, first use
    where: Group | None = None
    parentheses: int = 0


def groups(tokens: list[Token]) -> list[Group]:
    """Return all groups in the order of their opening; the first is the whole text.

    `tokens` are without comments. What a select names outside of its pattern (columns, GROUP BY,
    HAVING, ORDER BY, a template, the names before a VALUES block) belongs to that select.
    """
    found = [Group("select", 0)]
    stack = [found[0]]
    is_data = False
    for at, token in enumerate(tokens):
        here = stack[-1]
        if token.text == "{":
            group = Group(_kind(tokens, at, is_data), token.end)
            is_data = False
            if here.kind == "select" and group.kind != "template" and not here.parentheses:
                here.where = here.where or group
            found.append(group)
            stack.append(group)
        elif token.text == "}":
            if len(stack) > 1:
                stack.pop()
        elif token.kind == "var":
            target = stack[-2] if here.kind == "template" else here
            target.variables.setdefault(token.text[1:], token.line)
        else:
            here.parentheses += {"(": 1, ")": -1}.get(token.text, 0)
            is_data = is_data or token.is_word("VALUES")
    return found


def _kind(tokens: list[Token], at: int, is_data: bool) -> str:
    if is_data:
        return "data"
    if at > 0 and tokens[at - 1].is_word("CONSTRUCT"):
        return "template"
    if at + 1 < len(tokens) and tokens[at + 1].is_word("SELECT"):
        return "select"
    return "group"
