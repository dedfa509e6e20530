"""The command that writes the graph, or files of RDF, for other graphs: export."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from alliancekg.commands import context
from alliancekg.console import Console
from alliancekg.errors import UsageError
from alliancekg.namespaces import PREFIXES, graph_iri

if TYPE_CHECKING:
    from pyoxigraph import Quad


def export(args: Namespace, console: Console) -> int:
    """Write the graph, what one source says, a profile, or files, the same for equal graphs."""
    if args.file:
        _files(args, console)
        return 0
    if args.profile:
        _profile(args, console)
        return 0
    from alliancekg import quadsources

    chosen = [graph_iri(args.source)] if args.source else []
    form = args.format or ("turtle" if args.source else "trig")
    _write(args, console, quadsources.quads(context.engine(args), chosen), form, PREFIXES)
    return 0


def _files(args: Namespace, console: Console) -> None:
    from alliancekg import rewriting

    given = (
        ("--source", args.source),
        ("--profile", args.profile),
        ("--engine", args.engine),
        ("--at", args.at),
    )
    for option, value in given:
        if value not in (None, ""):
            raise UsageError(
                f"{option} is for the graph; expected none with files. Fix: leave it out"
            )
    files = rewriting.read([Path(name) for name in args.file])
    for finding in files.findings:
        console.message(str(finding))
    form = args.format or ("trig" if files.has_graphs else "turtle")
    quads = files.labelled(form, flatten=args.flatten, seconds=args.time_limit)
    _write(args, console, quads, form, files.prefixes, has_labels=True)


def _profile(args: Namespace, console: Console) -> None:
    from alliancekg import profiles

    if args.source:
        raise UsageError(
            "--source is for the graph as it is, and a profile says the whole graph; expected one"
            " of the two. Fix: leave out --source or --profile"
        )
    profile = profiles.get(context.workspace(args).queries, args.profile)
    if args.format and not profile.format:
        raise UsageError(
            f"--format: profile {profile.name} has a format of its own; expected none. Fix: leave"
            " it out"
        )
    triples = profiles.constructed(profile, context.engine(args))
    for remark in profiles.remarks(profile, triples):
        console.message(remark)
    made = profiles.finished(profile, triples)
    if profile.format:
        form = args.format or profile.format
        _write(args, console, cast("Iterator[Quad]", made), form, profile.prefixes)
    else:
        _write_lines(args, console, cast("Iterator[str]", made))


def _write_lines(args: Namespace, console: Console, lines: Iterator[str]) -> None:
    from alliancekg import export as exporting

    def write_to(out: BinaryIO) -> None:
        out.writelines(line.encode() for line in lines)

    if args.output in ("", "-"):
        write_to(console.binary())
        return
    exporting.write_file(Path(args.output), write_to)
    console.progress(f"wrote {args.output}")


def _write(
    args: Namespace,
    console: Console,
    quads: Iterator[Quad],
    form: str,
    prefixes: Mapping[str, str],
    *,
    has_labels: bool = False,
) -> None:
    from alliancekg import export as exporting

    if args.output in ("", "-"):
        exporting.write(
            quads,
            form,
            console.binary(),
            flatten=args.flatten,
            prefixes=prefixes,
            has_labels=has_labels,
        )
        return
    exporting.export_to(
        Path(args.output),
        quads,
        form,
        flatten=args.flatten,
        prefixes=prefixes,
        has_labels=has_labels,
    )
    console.progress(f"wrote {args.output}")
