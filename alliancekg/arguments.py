"""The commands and their options, as argparse reads them; what they do is left to `commands`."""

from __future__ import annotations

import argparse
from typing import Final, TypeAlias

import alliancekg
from alliancekg import (
    answerarguments,
    argumenttypes,
    askarguments,
    describearguments,
    exportarguments,
    keepingarguments,
    loadarguments,
    pusharguments,
    servearguments,
    tablearguments,
)

_EPILOG: Final = """\
exit codes: 0 fine; 1 the data break a rule, or an expected answer differs; 2 wrong usage,
unreadable or unparsable input; 3 the engine, the disk or the network failed.

environment: ALLIANCEKG_STORE and ALLIANCEKG_WORKSPACE stand in for --store and --workspace,
NO_COLOR for --no-color. ALLIANCEKG_USER and ALLIANCEKG_PASSWORD, or ALLIANCEKG_TOKEN, log in to
an endpoint.
"""
_FORMATS: Final = ("table", "csv", "tsv", "json", "xml", "markdown", "turtle", "ntriples")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; `run` names a module of `commands` and a function."""
    parser = argparse.ArgumentParser(
        prog="alliancekg",
        description="A knowledge graph of alliance politics: typed and dated events, claims with"
        " claimants and passages.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action="version", version=f"alliancekg {alliancekg.__version__}"
    )
    _add_common(parser, is_first=True)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_making(commands)
    _add_loading(commands)
    _add_asking(commands)
    _add_keeping(commands)
    describe = _command(
        commands, "describe", ("describing", "describe"), *describearguments.DESCRIBE
    )
    describearguments.add(describe)
    _add_engine(describe)
    tables = _command(commands, "tables", ("tabulating", "tables"), *tablearguments.TABLES)
    tablearguments.add(tables)
    _add_engine(tables)
    network = _command(commands, "network", ("tabulating", "network"), *tablearguments.NETWORK)
    tablearguments.add_network(network)
    _add_engine(network)
    push = _command(
        commands, "push", ("pushing", "push"), pusharguments.SUMMARY, pusharguments.MORE
    )
    pusharguments.add(push)
    _add_at(push)
    serve = _command(commands, "serve", ("serving", "serve"), *servearguments.SERVE)
    servearguments.add(serve)
    _add_at(serve)
    return parser


_REPORTS: Final = ("text", "json", "turtle", "html", "sarif", "junit")

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(
    commands: _Commands, name: str, run: tuple[str, str], summary: str, more: str = ""
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.{f' {more}' if more else ''}",
        allow_abbrev=False,
    )
    parser.set_defaults(run=run, at=None)
    _add_common(parser, is_first=False)
    return parser


def _add_common(parser: argparse.ArgumentParser, *, is_first: bool) -> None:
    """Add the options that stand before or behind the command; only the first have defaults."""

    def default(value: object) -> object:
        return value if is_first else argparse.SUPPRESS

    common = parser.add_argument_group("everywhere")
    common.add_argument(
        "--store",
        metavar="DIR|ADDRESS",
        default=default(None),
        help="folder of the store; to ask also the address of a SPARQL endpoint",
    )
    common.add_argument(
        "--workspace",
        metavar="DIR",
        default=default(None),
        help="folder of ontology, shapes, seeds, queries",
    )
    for flag, text in (
        ("--quiet", "no progress on standard error"),
        ("--no-color", "no colours on a terminal"),
    ):
        common.add_argument(flag, action="store_true", default=default(False), help=text)


def _add_at(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at", metavar="N", type=int, help="read generation N in place of the current one"
    )


def _add_making(commands: _Commands) -> None:
    build = _command(
        commands,
        "build",
        ("making", "build"),
        "read all tables, map, validate, publish",
        "Prints counts by class, the validation, the answer to the headline question, and where the"
        " store is. What breaks a rule is reported, and the store stays as it was. If nothing has"
        " changed since the last build, nothing is built.",
    )
    build.add_argument("--force", action="store_true", help="build even if nothing has changed")

    _add_validate(commands)

    export = _command(commands, "export", ("exporting", "export"), *exportarguments.EXPORT)
    exportarguments.add(export)
    _add_engine(export)

    template = _command(
        commands,
        "template",
        ("templating", "template"),
        "print an empty table to fill, with what each column holds",
        "All but its header is commented with #. Without CLASS the tables are listed.",
    )
    template.add_argument(
        "name", nargs="?", metavar="CLASS", help="a class, a table or a kind: Event"
    )


def _add_loading(commands: _Commands) -> None:
    for name, run, texts, add in loadarguments.COMMANDS:
        add(_command(commands, name, run, *texts))


def _add_validate(commands: _Commands) -> None:
    validate = _command(
        commands,
        "validate",
        ("making", "validate"),
        "check new data against ontology and shapes",
        "Reads Turtle, TriG, N-Triples, N-Quads, JSON-LD and RDF/XML, and tables (.csv) through"
        " their loaders, in the context of the graph, which is not changed. Exit code 2 if a file"
        " cannot be read, or if no shape looks at any node of the files.",
    )
    validate.add_argument("file", nargs="+", metavar="FILE", help="an RDF file, or a table")
    validate.add_argument(
        "--loader", default="", metavar="NAME", help="of the tables; default: the file's stem"
    )
    validate.add_argument(
        "--source", default="", metavar="KEY", help="whose tables; default: the folder's name"
    )
    validate.add_argument(
        "--shapes",
        action="append",
        default=[],
        metavar="FILE",
        help="check by these shapes in place of our own; may be repeated",
    )
    validate.add_argument(
        "--standalone", action="store_true", help="without the graph, with the ontology only"
    )
    validate.add_argument(
        "--format", choices=_REPORTS, default="text", help="of the report; default: text"
    )
    validate.add_argument(
        "--max",
        type=argumenttypes.whole,
        metavar="N",
        help="show N findings of each severity, and count the others; default: all",
    )
    validate.add_argument(
        "--fail-on",
        choices=("violation", "warning", "info", "none"),
        default="violation",
        help="the least severity that makes the exit code 1; default: violation",
    )
    validate.add_argument(
        "--time-limit",
        type=argumenttypes.seconds,
        default=60.0,
        metavar="SECONDS",
        help="for shapes of --shapes; then exit code 3; default: 60",
    )
    _add_at(validate)


def _add_asking(commands: _Commands) -> None:
    query = _command(
        commands,
        "query",
        ("asking", "query"),
        "run a saved query",
        "Its parameters follow as --PARAMETER VALUE; alliancekg queries NAME tells which it has.",
    )
    query.add_argument("name", metavar="NAME", help="as alliancekg queries lists it")
    query.set_defaults(rest=())
    query.add_argument("--format", choices=_FORMATS, default="", help="default: table")
    query.add_argument(
        "--check", action="store_true", help="compare with the expected answer beside the query"
    )
    _add_engine(query)

    listing = _command(
        commands, "queries", ("asking", "list_queries"), "list the saved queries, or tell about one"
    )
    listing.add_argument(
        "name", nargs="?", default="", metavar="NAME", help="tell about this one: its parameters"
    )

    sparql = _command(
        commands,
        "sparql",
        ("asking", "sparql"),
        "run any SPARQL 1.1 query",
        "SELECT, ASK, CONSTRUCT or DESCRIBE; no federation, no update.",
    )
    sparql.add_argument(
        "text", nargs="?", default="", metavar="TEXT", help="or - for standard input"
    )
    sparql.add_argument("-f", "--file", default="", metavar="FILE", help="a file with the query")
    sparql.add_argument(
        "--format", choices=_FORMATS, default="", help="default: table, or turtle for a graph"
    )
    _add_engine(sparql)

    ask = _command(commands, "ask", ("prompting", "ask"), *askarguments.TEXTS)
    _add_engine(ask)

    for name, summary, more, add in answerarguments.COMMANDS:
        command = _command(commands, name, ("citing", name), summary, more)
        add(command)
        _add_engine(command)


def _add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        choices=("embedded", "rdflib"),
        help="of a store in a folder; rdflib is slow, and there to compare; default: embedded",
    )
    parser.add_argument(
        "--time-limit",
        type=argumenttypes.seconds,
        default=60.0,
        metavar="SECONDS",
        help="for each question to the engine; then exit code 3; default: 60",
    )
    _add_at(parser)


def _add_keeping(commands: _Commands) -> None:
    for name, run, texts, add, takes_at in keepingarguments.COMMANDS:
        command = _command(commands, name, run, *texts)
        add(command)
        if takes_at:
            _add_at(command)
