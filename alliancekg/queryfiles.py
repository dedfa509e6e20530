"""Files of SPARQL in a folder: found by name, read, and held to the guard and to the grammar.

What is wrong goes to the report of the file, or is raised for all files at once. What a header
means is left to `queries` and `profiles`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from alliancekg import guard, sparqlsyntax
from alliancekg.errors import UsageError
from alliancekg.findings import Finding
from alliancekg.queryheader import Report
from alliancekg.sparqltext import Token, code

_LINE: Final = re.compile(r"line (\d+)(?:, column (\d+))?: (.*)", re.DOTALL)


def names(folder: Path) -> dict[str, Path]:
    """Return the files by name, their path without `.rq`, in order, without reading them."""
    files = sorted(path for path in folder.rglob("*.rq") if not path.is_dir())
    return {file.relative_to(folder).with_suffix("").as_posix(): file for file in files}


def named(there: Mapping[str, Path], name: str, what: str) -> Path:
    """Return the file of a name; raise UsageError with the names that there are."""
    if name in there:
        return there[name]
    near = difflib.get_close_matches(name, there, 1)
    fix = f". Fix: write {near[0]}" if near else ""
    raise UsageError(f"no {what}; there are: {', '.join(there) or 'none'}{fix}")


def refuse(findings: Sequence[Finding]) -> None:
    """Raise UsageError with a line for each finding, if there is one."""
    if findings:
        ordered = sorted(findings, key=lambda finding: (finding.place, finding.field))
        raise UsageError("\n".join(str(finding) for finding in ordered))


def text_of(path: Path, report: Report) -> str | None:
    """Return the text of a file, or None where it is, reported, not to be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = f"\\x{error.object[error.start]:02x}"
        report.add(line, "", byte, "is not UTF-8", "the encoding UTF-8", "save the file as UTF-8")
    except OSError as error:
        report.add(0, "", "", f"cannot be read: {error.strerror}", "a readable file")
    return None


def tokens_of(text: str, report: Report) -> list[Token] | None:
    """Return the tokens, comments included, or None where the guard, reported, refuses the text."""
    try:
        return guard.check(text)
    except UsageError as error:
        line, _, problem = placed(error)
        problem, _, fix = problem.partition(". Fix: ")
        problem, _, expected = problem.partition("; expected ")
        report.add(line, "query", "", problem, expected or "SPARQL 1.1", fix or "correct the query")
        return None


def check_syntax(text: str, report: Report) -> None:
    """Report where a text is no SPARQL."""
    fault = sparqlsyntax.fault(text)
    if fault is not None:
        line, column, problem = fault
        problem, _, fix = problem.partition(". Fix: ")
        problem = f"is no SPARQL at column {column}: {problem}"
        report.add(line, "query", "", problem, "SPARQL 1.1", fix or "correct the query")


def refuse_late_lines(tokens: list[Token], report: Report) -> None:
    """Report header lines after the query began: nobody reads them."""
    first = code(tokens)[0].line
    for token in tokens:
        if token.kind == "comment" and token.text.startswith("#+") and token.line > first:
            problem, expected = "is a header line after the query began", "it at the top"
            report.add(token.line, "header", token.text, problem, expected, "move it up")


def placed(error: UsageError) -> tuple[int, int, str]:
    """Return line and column of what is wrong with a text, 0 where it is not said, and the rest."""
    found = _LINE.match(str(error))
    return (int(found[1]), int(found[2] or 0), found[3]) if found else (0, 0, str(error))
