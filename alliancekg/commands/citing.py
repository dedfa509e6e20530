"""The commands that tell what is behind an answer: explain, cite."""

from __future__ import annotations

from argparse import Namespace

from alliancekg.commands import asking, context, readertexts
from alliancekg.console import Console
from alliancekg.errors import UsageError


def explain(args: Namespace, console: Console) -> int:
    """Tell why the graph says what it says of a node, or what made a row of an answer."""
    if args.row is not None:
        return _explain_row(args, console)
    _refuse_rest(args, "a node", " Fix: name a row of the query's answer with --row")
    from alliancekg.explaining import explain

    engine = context.engine(args)
    quotations = readertexts.quotations(args.text, engine, console)
    console.result(explain(engine, args.name, quotations).text())
    return 0


def _explain_row(args: Namespace, console: Console) -> int:
    from alliancekg import queries
    from alliancekg.rowexplaining import explain_row

    saved = queries.get(context.workspace(args).queries, args.name)
    values = asking.values(args.rest)
    engine = context.engine(args)
    quotations = readertexts.quotations(args.text, engine, console)
    limits = context.limits(args)
    found = explain_row(engine, saved, args.row, values, limits, quotations)
    console.result(found.text())
    return 0


def cite(args: Namespace, console: Console) -> int:
    """Print a bibliography of the sources behind a saved query's answer, or behind a node."""
    from alliancekg import bibliography, citing, queries

    folder = context.workspace(args).queries
    if args.name in queries.names(folder):
        saved = queries.get(folder, args.name)
        values = asking.values(args.rest)
        works = citing.cite_query(context.engine(args), saved, values, context.limits(args))
    else:
        _refuse_rest(args, "a node", " Fix: name a saved query, as alliancekg queries lists it")
        works = citing.cite_node(context.engine(args), args.name)
    console.result(bibliography.write(works, args.format))
    count = len(works)
    said = "1 source" if count == 1 else f"{count} sources"
    console.progress(said if works else "0 sources: nothing that a source states is behind it")
    return 0


def _refuse_rest(args: Namespace, what: str, fix: str) -> None:
    if args.rest:
        given = " ".join(args.rest)
        raise UsageError(f"{what} has no parameters, and '{given}' is given; expected none.{fix}")
