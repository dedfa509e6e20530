"""Saved queries found, loaded and run, and free SPARQL run; what is asked of an engine passes here.

The default graph of a query is the merged set; named graphs are there by GRAPH.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alliancekg import guard, parameters, parametervalues, sparqlsyntax
from alliancekg.engines import Engine, Limits
from alliancekg.errors import UsageError
from alliancekg.findings import Finding, Place
from alliancekg.parameters import Parameter
from alliancekg.queryheader import Header, Report, parse
from alliancekg.results import Result
from alliancekg.sparqltext import FORMS, UPDATES, Token, code, columns, form

_SAVED_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT")
_LINE: Final = re.compile(r"line (\d+)(?:, column (\d+))?: (.*)", re.DOTALL)


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
    fault = sparqlsyntax.fault(text)
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
    engine: Engine,
    values: Mapping[str, str | Sequence[str]] | None = None,
    limits: Limits | None = None,
) -> Result:
    """Return the answer to a saved query with these values of its parameters.

    Raises UsageError for a wrong value or parameter, EngineError when the engine fails or a limit
    is passed.
    """
    return engine.ask(bound(saved, engine, values), saved.form, limits or Limits())


def bound(
    saved: SavedQuery, engine: Engine, values: Mapping[str, str | Sequence[str]] | None = None
) -> str:
    """Return the text of a saved query with the values bound: plain SPARQL 1.1 for any engine."""
    found = parametervalues.bindings(saved.parameters, values or {}, engine)
    return parameters.bind(saved.text, found)


def run_text(text: str, engine: Engine, limits: Limits | None = None, file: str = "") -> Result:
    """Return the answer to any SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises UsageError for what the guard refuses, for an update, and for what is no SPARQL, with
    line and column, and with the file that the text is from; EngineError when the engine fails or
    a limit is passed.
    """
    try:
        return _run_text(text, engine, limits or Limits())
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


def _run_text(text: str, engine: Engine, limits: Limits) -> Result:
    text = text.removeprefix("\ufeff")
    kind = form(code(guard.check(text)))
    if kind in UPDATES:
        raise UsageError(
            f"{kind} is an update, and only queries are answered ({', '.join(FORMS)})."
            " Fix: change the tables, and build or load"
        )
    if not kind:
        raise UsageError(f"there is no query in the text; expected one of {', '.join(FORMS)}")
    return engine.ask(text, kind, limits)
