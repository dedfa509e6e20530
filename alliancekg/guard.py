"""What stands between a SPARQL text and an engine: limits on the text, the stack and the time.

Engines die of deep nesting, plan for minutes, and call out for SERVICE; none of it can be caught or
switched off there. So `check` refuses such texts before any engine sees them, and `limited` runs
the engine on a thread that the caller can leave.
"""

from __future__ import annotations

import re
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from alliancekg.errors import EngineError, UsageError
from alliancekg.sparqltext import Token, code, tokenize

# Measured on Oxigraph 0.5: 300 nested calls or 600 braces abort the server, 250 patterns in a group
# plan for 32 s, 3000 alternatives for 4 s.
BYTES: Final = 64 * 1024
DEPTH: Final = 100
PATTERNS: Final = 60
OPERATORS: Final = 1000
CLAUSES: Final = 200
SECONDS: Final = 60.0
LONGEST: Final = 86_400
"""The most seconds that may be asked for, a day: systems count no time without end."""

STACK: Final = 256 * 1024 * 1024

_OPERATORS = frozenset({"||", "&&", "+", "-", "*", "/", "|", "!", "^"})
_CLAUSES = re.compile(r"UNION|OPTIONAL|BIND|MINUS|GRAPH|VALUES|LATERAL", re.IGNORECASE)
_TERMS = frozenset({"var", "string", "number", "pname", "blank", "iri"})
_GAP = r"(?:\s++|\#[^\r\n]*+[\r\n])*+"
_CALL = re.compile(
    rf"(?<![?$:-])\b(service|load){_GAP}(?:silent{_GAP})?(?:into{_GAP})?"
    r"(?:[<?$]|[^\W\d_][\w.-]{0,200}+:\w|:\w)",
    re.IGNORECASE,
)
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_starting = threading.Lock()

T = TypeVar("T")


def check(text: str) -> list[Token]:
    """Return the tokens of a text that is safe to hand to an engine, comments included.

    Raises UsageError for a text over 64 kB, half a character (a surrogate), brackets over 100 deep,
    over 60 triple patterns in one group, over 1000 operators, over 200 UNION, OPTIONAL, BIND,
    MINUS, GRAPH and VALUES together, for SERVICE and LOAD in any guise (strings included), for
    syntax of SPARQL 1.2, and for what `tokenize` refuses. Says what and where.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > BYTES:
        raise UsageError(f"the query has {size} bytes; expected at most {BYTES}")
    _refuse_halves(text)
    _refuse_calls_in_text(text)
    tokens = tokenize(text)
    live = code(tokens)
    _refuse_calls(live)
    _refuse_depth(live)
    _refuse_number(live)
    _refuse_patterns(live)
    return tokens


def _refuse_halves(text: str) -> None:
    """Refuse surrogates, which Python makes of bytes that are no UTF-8: no engine takes them."""
    if found := re.search("[\ud800-\udfff]", text):
        line = text.count("\n", 0, found.start()) + 1
        raise UsageError(
            f"line {line}: \\u{ord(found[0]):04x} is half a character (a surrogate);"
            " expected UTF-8. Fix: write the query in UTF-8"
        )


def _refuse_calls_in_text(text: str) -> None:
    """Refuse what looks like a call, in strings too: engines differ in where a string begins.

    Only the comment lines at the very top are surely comments.
    """
    top = re.match(r"\ufeff?(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*", text)
    begin = top.end() if top else 0
    rest = _CODE_POINT.sub(_character, text[begin:])
    found = _CALL.search(rest)
    if found:
        line = text.count("\n", 0, begin) + rest.count("\n", 0, found.start()) + 1
        raise _call(found.group(1), line)


def _character(found: re.Match[str]) -> str:
    number = int(found.group(1) or found.group(2), 16)
    return chr(number) if 32 <= number <= 0x10FFFF else " "


def _refuse_calls(tokens: list[Token]) -> None:
    """Refuse the keywords. Oxigraph needs no space after one: `SERVICEex:a {` is a call to ex:a."""
    for token in tokens:
        name = token.text.partition(":")[0] if token.kind == "pname" else token.text
        if token.kind in ("word", "pname") and "service" in name.lower():
            raise _call("service", token.line)
        if token.is_word("LOAD"):
            raise _call("load", token.line)


def _call(word: str, line: int) -> UsageError:
    return UsageError(
        f"line {line}: {word.upper()} would call another server; expected a query on this graph"
        " (no federation, no loading). Fix: take the call out, or rename the prefix or the text"
        f" that reads like {word.upper()}"
    )


def _refuse_depth(tokens: list[Token]) -> None:
    depth = 0
    for token in tokens:
        if token.text in ("<<", ">>", "{|", "|}") or token.is_word("LATERAL"):
            raise UsageError(f"line {token.line}: '{token.text}' is not SPARQL 1.1")
        depth += 1 if token.text in ("{", "(", "[") else -1 if token.text in ("}", ")", "]") else 0
        if depth < 0:
            raise UsageError(f"line {token.line}: '{token.text}' closes nothing")
        if depth > DEPTH:
            raise UsageError(
                f"line {token.line}: brackets are nested too deep; expected at most {DEPTH} levels"
            )


def _refuse_number(tokens: list[Token]) -> None:
    operators = clauses = 0
    for token in tokens:
        operators += token.kind == "sign" and token.text in _OPERATORS
        clauses += len(_CLAUSES.findall(token.text)) if token.kind == "word" else 0
        if operators > OPERATORS:
            raise UsageError(
                f"line {token.line}: too many operators; expected at most {OPERATORS} of"
                " || && + - * / | ! ^. Fix: use IN or VALUES for a list"
            )
        if clauses > CLAUSES:
            raise UsageError(
                f"line {token.line}: too many clauses; expected at most {CLAUSES} of"
                " UNION OPTIONAL BIND MINUS GRAPH VALUES. Fix: use VALUES for a list"
            )


@dataclass(slots=True)
class _Patterns:
    """Counts the triple patterns of one group, never too few: `terms` is 0 where none has begun."""

    joins: bool  # a plain group or GRAPH, which a planner melts into the group around it
    is_planned: bool = True  # not so the text around all groups, and a template
    count: int = 0
    terms: list[int] = field(default_factory=lambda: [0])

    def end_triple(self) -> None:
        self.count += self.terms[-1] > 0
        self.terms[-1] = 0

    def take(self, token: Token) -> None:
        if token.text == "[":
            self.terms.append(0)
        elif token.text == "]" and len(self.terms) > 1:
            self.end_triple()
            self.terms.pop()
            self.terms[-1] += 1
        elif token.text in (".", ";", ",") or (token.kind == "word" and token.text != "a"):
            self.end_triple()
        elif token.kind in _TERMS:
            self.terms[-1] += 1
        elif token.text == "/":
            self.count += 1


def _refuse_patterns(tokens: list[Token]) -> None:
    stack = [_Patterns(joins=False, is_planned=False)]
    for at, token in _without_expressions(tokens):
        here = stack[-1]
        if token.text == "{":
            if at > 1 and tokens[at - 2].is_word("GRAPH"):
                here.terms[-1] = 0  # the graph's name is no triple
            here.end_triple()
            is_template = at > 0 and tokens[at - 1].is_word("CONSTRUCT")
            stack.append(_Patterns(_is_joined(tokens, at), is_planned=not is_template))
        elif token.text == "}" and len(stack) > 1:
            here.end_triple()
            stack.pop()
            stack[-1].count += here.count if here.joins else 0
        elif token.text == ")":  # an item of a collection is two triples: rdf:first, rdf:rest
            here.count += 1
        else:
            here.take(token)
        if here.is_planned and here.count > PATTERNS:
            raise UsageError(
                f"line {token.line}: too many triple patterns in one group; expected at most"
                f" {PATTERNS}. Fix: use VALUES for a list, or sub-selects"
            )


def _without_expressions(tokens: list[Token]) -> Iterator[tuple[int, Token]]:
    """Yield the tokens that can be part of a triple; of a collection's items, ")" for each.

    What is in parentheses after a keyword is an expression, except the groups of EXISTS in it. What
    is between VALUES and the end of its block is data.
    """
    kinds: list[str] = []
    is_data = False
    for at, token in enumerate(tokens):
        is_data = is_data or token.is_word("VALUES")
        if is_data:
            is_data = token.text != "}"
            continue
        if token.text == "(":
            before = tokens[at - 1] if at else None
            after_word = before is not None and before.kind == "word" and before.text != "a"
            outer = next((kind for kind in reversed(kinds) if kind != "["), "{")
            kinds.append("expression" if after_word or outer == "expression" else "collection")
        elif token.text == ")" and kinds:
            kinds.pop()
        elif token.text in ("{", "["):
            kinds.append(token.text)
            yield at, token
        elif token.text in ("}", "]") and kinds:
            kinds.pop()
            yield at, token
        elif not kinds or kinds[-1] in ("{", "["):
            yield at, token
        elif kinds[-1] == "collection" and token.kind in _TERMS:
            yield at, Token("sign", ")", token.start, token.line)
            yield at, Token("sign", ")", token.start, token.line)


def _is_joined(tokens: list[Token], at: int) -> bool:
    before = tokens[at - 1] if at else None
    return before is not None and not (
        before.is_word("OPTIONAL", "MINUS", "EXISTS", "UNION", "WHERE", "CONSTRUCT")
    )


class _Work(Generic[T]):
    """The result of a function that runs on a thread: a value or an exception."""

    def __init__(self, work: Callable[[threading.Event], T]) -> None:
        self.done = threading.Event()
        self.stop = threading.Event()
        self._work = work
        self._value: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._value.append(self._work(self.stop))
        except BaseException as error:  # noqa: BLE001  raised again in the thread that waits
            _forget_locals(error)
            self._error = error
        finally:
            self.done.set()

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return self._value[0]


def _forget_locals(error: BaseException | None) -> None:
    """Let go of what an error's frames hold: pyoxigraph's rows must die on their own thread."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def limited(work: Callable[[threading.Event], T], seconds: float = SECONDS) -> T:
    """Return what `work` returns, computed on a thread with a stack of 256 MB.

    Ctrl-C works, since the caller only waits. After `seconds` EngineError is raised and the event
    given to `work` is set, so that it can stop between two rows. A call into the engine that is
    still running cannot be stopped: its daemon thread uses a processor until it is through or the
    process ends. What `work` raises is raised here.
    """
    task = _Work(work)
    thread = threading.Thread(target=task.run, name="query", daemon=True)
    with _starting:  # the size is one for the whole process
        size = threading.stack_size(STACK)
        try:
            thread.start()
        finally:
            threading.stack_size(size)
    try:
        if not task.done.wait(min(seconds, threading.TIMEOUT_MAX)):
            raise EngineError(
                f"the query took more than {seconds:g} s and was given up. Fix: ask for less, or"
                " allow more time"
            )
    finally:
        task.stop.set()
    return task.result()
