"""The commands that ask: query, queries, sparql."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from alliancekg.commands import context
from alliancekg.console import Console
from alliancekg.errors import UsageError

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.queries import SavedQuery
    from alliancekg.results import Result


def query(args: Namespace, console: Console) -> int:
    """Answer a saved query; with `--check` compare the answer with the expected one."""
    from alliancekg import expected, queries

    saved = queries.get(context.workspace(args).queries, args.name)
    engine = context.engine(args)
    given = values(args.rest)
    answer = queries.run(saved, engine, given, context.limits(args))
    if saved.header.not_on and "://" in engine.name:
        console.message(f"{saved.name} is not for every endpoint: {saved.header.not_on.strip()}")
    if not args.check:
        return _show(args, console, answer, engine, lambda: _why_empty(saved, engine, given))
    findings = expected.compare(answer, saved.expected)
    for finding in findings:
        console.message(str(finding))
    console.progress(f"{saved.name}: {'differs' if findings else 'as expected'}")
    return int(bool(findings))


def sparql(args: Namespace, console: Console) -> int:
    """Answer any SPARQL query: a text, a file, or standard input."""
    from alliancekg import queries

    engine = context.engine(args)
    text = _text(args)
    answer = queries.run_text(text, engine, context.limits(args), args.file)
    return _show(args, console, answer, engine, lambda: _why(engine, text))


def list_queries(args: Namespace, console: Console) -> int:
    """List the saved queries, or tell all about one."""
    from alliancekg import queries, tables

    folder = context.workspace(args).queries
    if args.name:
        console.result(_about(queries.get(folder, args.name)))
        return 0
    rows = [[saved.name, saved.header.summary] for saved in queries.find(folder).values()]
    console.result(tables.table(["query", "summary"], rows, console.screen()))
    return 0


def values(rest: Sequence[str]) -> dict[str, list[str]]:
    """Return the values of a query's parameters: `--actor usa` or `--actor=usa`, repeatable.

    >>> values(["--actor", "usa", "--days=365", "--actor", "rok"])
    {'actor': ['usa', 'rok'], 'days': ['365']}
    """
    found: dict[str, list[str]] = {}
    waiting = list(rest)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("--") or word == "--":
            raise UsageError(
                f"'{word}' stands alone; expected --PARAMETER VALUE."
                " Fix: name the parameter before it"
            )
        name, mark, value = word[2:].partition("=")
        if not mark:
            if not waiting:
                raise UsageError(
                    f"--{name} has no value; expected --{name} VALUE. Fix: add a value"
                )
            value = waiting.pop(0)
        found.setdefault(name, []).append(value)
    return found


def _why(engine: Engine, text: str) -> str:
    from alliancekg import emptiness  # which most answers do not need

    return emptiness.why(engine, text)


def _why_empty(saved: SavedQuery, engine: Engine, given: Mapping[str, list[str]]) -> str:
    from alliancekg import emptiness, queries

    return emptiness.why(engine, queries.bound(saved, engine, given), saved, given)


def _show(
    args: Namespace, console: Console, answer: Result, engine: Engine, why: Callable[[], str]
) -> int:
    from alliancekg import labelling, losses, results

    form = args.format or ("table" if answer.form in ("SELECT", "ASK") else "turtle")
    names = labelling.labels(answer, engine) if form in ("table", "markdown") else {}
    console.result(results.write(answer, form, names, console.screen()))
    console.progress(labelling.notice(answer, engine) if answer.rows else why())
    if lost := losses.lost(answer, form):
        console.progress(lost)
    return 0


def _text(args: Namespace) -> str:
    if args.file and args.text:
        raise UsageError("a text and a file are given; expected one of them")
    try:
        if args.file:
            return Path(args.file).read_bytes().decode("utf-8-sig")
        if args.text in ("", "-"):
            return sys.stdin.buffer.read().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{args.file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        name = args.file or "standard input"
        raise UsageError(f"{name}:{line}: is not UTF-8. Fix: save the query as UTF-8") from None
    return str(args.text)


def _about(saved: SavedQuery) -> str:
    header = saved.header
    lines = [saved.name, f"  {header.summary}", ""]
    lines += [text.strip() + "\n" for text in (header.question, header.description) if text]
    lines += ["parameters:"] if saved.parameters else []
    for parameter in saved.parameters:
        traits = [parameter.type]
        traits += ["required"] if parameter.is_required and not parameter.default else []
        traits += ["repeatable"] if parameter.is_repeatable else []
        traits += [f"default {', '.join(parameter.default)}"] if parameter.default else []
        traits += [f"one of {', '.join(parameter.choices)}"] if parameter.choices else []
        lines.append(f"  --{parameter.name}  ({'; '.join(traits)}) {parameter.doc}".rstrip())
    lines += ["", f"columns: {', '.join(header.returns)}"] if header.returns else []
    lines += ["", header.reading.strip()] if header.reading else []
    lines += ["", f"not on: {header.not_on.strip()}"] if header.not_on else []
    return "\n".join(lines) + "\n"
