"""Saved queries found, loaded and run, and free SPARQL run; what is asked of an engine passes here.

The default graph of a query is the store's; named graphs are there by GRAPH. FROM names a graph of
the store, and is never fetched.
"""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alliancekg import guard, parameters, parametervalues
from alliancekg.errors import EngineError, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import PREFIXES
from alliancekg.parameters import Parameter
from alliancekg.queryheader import Header, Report, parse
from alliancekg.results import TRIPLE, Result
from alliancekg.sparqltext import FORMS, UPDATES, Token, code, columns, form, tokenize

if TYPE_CHECKING:
    from pyoxigraph import Store

    from alliancekg.results import Term

_SAVED_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT")
_LINE: Final = re.compile(r"line (\d+)(?:, column (\d+))?: (.*)", re.DOTALL)
_AT: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question in a file. `name` is its path in the folder without `.rq`; `path` is the file."""

    name: str
    path: Path
    header: Header
    parameters: tuple[Parameter, ...]
    text: str
    form: str

    @property
    def expected(self) -> Path:
        """The file with the expected answer."""
        return self.path.with_suffix(".csv")


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may cost: time in seconds, number of rows."""

    seconds: float = guard.SECONDS
    rows: int = 1_000_000


def names(folder: Path) -> dict[str, Path]:
    """Return the files of the saved queries by name, in order, without reading them."""
    files = sorted(path for path in folder.rglob("*.rq") if not path.is_dir())
    return {file.relative_to(folder).with_suffix("").as_posix(): file for file in files}


def find(folder: Path) -> dict[str, SavedQuery]:
    """Return all saved queries by name, in order.

    Raises one UsageError with a line for each thing that is wrong in any of the files.
    """
    loaded = [_load(name, path, folder) for name, path in names(folder).items()]
    _raise([finding for _, findings in loaded for finding in findings])
    return {saved.name: saved for saved, _ in loaded if saved is not None}


def get(folder: Path, name: str) -> SavedQuery:
    """Return one saved query; no other file is read, so that none is in its way.

    Raises UsageError for an unknown name, with the names that there are, and for a bad file.
    """
    there = names(folder)
    if name not in there:
        near = difflib.get_close_matches(name, there, 1)
        fix = f". Fix: write {near[0]}" if near else ""
        listed = ", ".join(there) or "none"
        raise UsageError(f"no query '{name}' in {folder.name}/; there are: {listed}{fix}")
    saved, findings = _load(name, there[name], folder)
    _raise(findings)
    if saved is None:
        raise UsageError(f"{there[name]} cannot be read")
    return saved


def _raise(findings: Sequence[Finding]) -> None:
    if findings:
        ordered = sorted(findings, key=lambda finding: (finding.place, finding.field))
        raise UsageError("\n".join(str(finding) for finding in ordered))


def _load(name: str, path: Path, folder: Path) -> tuple[SavedQuery | None, list[Finding]]:
    report = Report(f"{folder.name}/{path.relative_to(folder).as_posix()}")
    text = _read(path, report)
    if text is None:
        return None, report.findings
    header = parse(text, report)
    declared = parameters.declared(header, report)
    tokens = _checked(text, report)
    if tokens is None:
        return None, report.findings
    live = code(tokens)
    kind = form(live)
    if kind in _SAVED_FORMS:
        _check_syntax(text, report)
        _check_header(header, tokens, report)
        # What is undeclared by a fault of the header is no second fault.
        if header.is_readable and (header.params is None or declared):
            parameters.check(declared, tokens, report)
    else:
        report.add(1, "", kind, "is no question", ", ".join(_SAVED_FORMS), "write a SELECT")
    return SavedQuery(name, path, header, declared, text, kind), report.findings


def _read(path: Path, report: Report) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = f"\\x{error.object[error.start]:02x}"
        report.add(line, "", byte, "is not UTF-8", "the encoding UTF-8", "save the file as UTF-8")
    except OSError as error:
        report.add(0, "", "", f"cannot be read: {error.strerror}", "a readable file")
    return None


def _checked(text: str, report: Report) -> list[Token] | None:
    try:
        return guard.check(text)
    except UsageError as error:
        line, _, problem = _placed(error)
        problem, _, fix = problem.partition(". Fix: ")
        problem, _, expected = problem.partition("; expected ")
        report.add(line, "query", "", problem, expected or "SPARQL 1.1", fix or "correct the query")
        return None


def _check_syntax(text: str, report: Report) -> None:
    fault = _syntax(text)
    if fault is not None:
        line, column, problem = fault
        problem, _, fix = problem.partition(". Fix: ")
        problem = f"is no SPARQL at column {column}: {problem}"
        report.add(line, "query", "", problem, "SPARQL 1.1", fix or "correct the query")


def _check_header(header: Header, tokens: list[Token], report: Report) -> None:
    live = code(tokens)
    first = live[0].line
    for token in tokens:
        if token.kind == "comment" and token.text.startswith("#+") and token.line > first:
            problem, expected = "is a header line after the query began", "it at the top"
            report.add(token.line, "header", token.text, problem, expected, "move it up")
    named = columns(live) if form(live) == "SELECT" else ()
    if header.returns and named and named != ("*",) and header.returns != named:
        line = header.lines["returns"]
        value = ", ".join(f"?{name}" for name in header.returns)
        expected = ", ".join(f"?{name}" for name in named)
        report.add(line, "returns", value, "are not the columns of the query", expected)


def run(
    saved: SavedQuery,
    store: Store,
    values: Mapping[str, str | Sequence[str]] | None = None,
    limits: Limits | None = None,
) -> Result:
    """Return the answer to a saved query with these values of its parameters.

    Raises UsageError for a wrong value or parameter, EngineError when the engine fails or a limit
    is passed.
    """
    return _run(bound(saved, store, values), saved.form, store, limits or Limits())


def bound(
    saved: SavedQuery, store: Store, values: Mapping[str, str | Sequence[str]] | None = None
) -> str:
    """Return the text of a saved query with the values bound: plain SPARQL 1.1 for any engine."""
    found = parametervalues.bindings(saved.parameters, values or {}, store)
    return parameters.bind(saved.text, found)


def run_text(text: str, store: Store, limits: Limits | None = None, file: str = "") -> Result:
    """Return the answer to any SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises UsageError for what the guard refuses, for an update, and for what is no SPARQL, with
    line and column, and with the file that the text is from; EngineError when the engine fails or
    a limit is passed.
    """
    try:
        return _run_text(text, store, limits or Limits())
    except UsageError as error:
        if not file:
            raise
        line, column, problem = _placed(error)
        at = f"column {column}: " if column else ""
        raise UsageError(f"{Place(file, line)}: {at}{problem}") from None


def _placed(error: UsageError) -> tuple[int, int, str]:
    """Return line and column of what is wrong with a text, 0 where it is not said, and the rest."""
    found = _LINE.match(str(error))
    return (int(found[1]), int(found[2] or 0), found[3]) if found else (0, 0, str(error))


def _run_text(text: str, store: Store, limits: Limits) -> Result:
    text = text.removeprefix("\ufeff")
    kind = form(code(guard.check(text)))
    if kind in UPDATES:
        raise UsageError(
            f"{kind} is an update, and only queries are answered ({', '.join(FORMS)})."
            " Fix: change the tables, and build or load"
        )
    if not kind:
        raise UsageError(f"there is no query in the text; expected one of {', '.join(FORMS)}")
    return _run(text, kind, store, limits)


def _run(text: str, kind: str, store: Store, limits: Limits) -> Result:
    return guard.limited(lambda stop: _answer(text, kind, store, limits, stop), limits.seconds)


def _answer(text: str, kind: str, store: Store, limits: Limits, stop: threading.Event) -> Result:
    import pyoxigraph as px

    try:
        found = store.query(text)
        if isinstance(found, px.QueryBoolean):
            return Result(kind, ("answer",), ((px.Literal(bool(found)),),))
        rows: list[tuple[Term | None, ...]] = []
        for row in found:
            if stop.is_set():
                break
            if len(rows) == limits.rows:
                raise EngineError(f"the answer has over {limits.rows} rows. Fix: add a LIMIT")
            rows.append(tuple(row))
    except SyntaxError as error:
        line, column, problem = _syntax(text) or _fault(error)
        raise UsageError(f"line {line}, column {column}: no SPARQL 1.1; {problem}") from None
    except (OSError, RuntimeError, ValueError, MemoryError) as error:
        raise EngineError(f"the engine failed: {error}") from error
    if isinstance(found, px.QueryTriples):
        return Result(kind, TRIPLE, tuple(sorted(set(rows), key=lambda row: [*map(str, row)])))
    return Result(kind, tuple(variable.value for variable in found.variables), tuple(rows))


def _syntax(text: str) -> tuple[int, int, str] | None:
    """Return where and why the text is no SPARQL, or None. It has passed the guard."""
    import pyoxigraph as px

    try:
        px.Store().query(text.rstrip())  # what is wrong as a whole is told of the last line
    except SyntaxError as error:
        return _undeclared(text) or _fault(error)
    return None


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
