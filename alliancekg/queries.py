"""Saved queries found, loaded and run, and free SPARQL run; what is asked of an engine passes here.

The default graph of a query is the merged set; named graphs are there by GRAPH.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alliancekg import guard, parameters, parametervalues, queryfiles
from alliancekg.engines import Engine, Limits
from alliancekg.errors import UsageError
from alliancekg.findings import Finding, Place
from alliancekg.parameters import Parameter
from alliancekg.queryheader import Header, Report, parse
from alliancekg.results import Result
from alliancekg.sparqltext import FORMS, UPDATES, Token, code, columns, form

PROFILES: Final = "profiles/"
_SAVED_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT")


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
    """Return the files of the saved queries by name, in order, without reading them.

    The profiles in the sub-folder PROFILES are no questions.
    """
    found = queryfiles.names(folder)
    return {name: file for name, file in found.items() if not name.startswith(PROFILES)}


def find(folder: Path) -> dict[str, SavedQuery]:
    """Return all saved queries by name, in order.

    Raises one UsageError with a line for each thing that is wrong in any of the files.
    """
    loaded = [_load(name, path, folder) for name, path in names(folder).items()]
    queryfiles.refuse([finding for _, findings in loaded for finding in findings])
    return {saved.name: saved for saved, _ in loaded if saved is not None}


def get(folder: Path, name: str) -> SavedQuery:
    """Return one saved query; no other file is read, so that none is in its way.

    Raises UsageError for an unknown name, with the names that there are, and for a bad file.
    """
    path = queryfiles.named(names(folder), name, f"query '{name}' in {folder.name}/")
    saved, findings = _load(name, path, folder)
    queryfiles.refuse(findings)
    if saved is None:
        raise UsageError(f"{path} cannot be read")
    return saved


def _load(name: str, path: Path, folder: Path) -> tuple[SavedQuery | None, list[Finding]]:
    report = Report(f"{folder.name}/{path.relative_to(folder).as_posix()}")
    text = queryfiles.text_of(path, report)
    if text is None:
        return None, report.findings
    header = parse(text, report)
    declared = parameters.declared(header, report)
    tokens = queryfiles.tokens_of(text, report)
    if tokens is None:
        return None, report.findings
    live = code(tokens)
    kind = form(live)
    if kind in _SAVED_FORMS:
        queryfiles.check_syntax(text, report)
        _check_header(header, tokens, report)
        # What is undeclared by a fault of the header is no second fault.
        if header.is_readable and (header.params is None or declared):
            parameters.check(declared, tokens, report)
    else:
        report.add(1, "", kind, "is no question", ", ".join(_SAVED_FORMS), "write a SELECT")
    return SavedQuery(name, path, header, declared, text, kind), report.findings


def _check_header(header: Header, tokens: list[Token], report: Report) -> None:
    queryfiles.refuse_late_lines(tokens, report)
    live = code(tokens)
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
        line, column, problem = queryfiles.placed(error)
        at = f"column {column}: " if column else ""
        raise UsageError(f"{Place(file, line)}: {at}{problem}") from None


def _run_text(text: str, engine: Engine, limits: Limits) -> Result:
    text = text.removeprefix("\ufeff")
    kind = form(code(guard.check(text)))
    refuse_update(kind)
    return engine.ask(text, kind, limits)


def refuse_update(kind: str) -> None:
    """Raise UsageError for the form of a text that is an update, or no query at all."""
    if kind in UPDATES:
        raise UsageError(
            f"{kind} is an update, and only queries are answered ({', '.join(FORMS)})."
            " Fix: change the tables, and build or load"
        )
    if not kind:
        raise UsageError(f"there is no query in the text; expected one of {', '.join(FORMS)}")
