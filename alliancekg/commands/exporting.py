"""The command that writes the graph, or files of RDF, for other graphs: export."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from alliancekg.commands import asking, context
from alliancekg.console import Console
from alliancekg.errors import UsageError
from alliancekg.exportarguments import SLICES
from alliancekg.namespaces import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from alliancekg.slicing import Slice


def export(args: Namespace, console: Console) -> int:
    """Write the graph, a slice of it, a profile, or files, the same for equal graphs."""
    _way(args)(args, console)
    return 0


def _way(args: Namespace) -> Callable[[Namespace, Console], None]:
    """Return the function that writes what the arguments ask for; refuse what does not combine."""
    slices = [f"--{name}" for name in SLICES if getattr(args, name)]
    if args.file:
        _refuse_of_graph(args, slices)
        return _files
    if args.profile:
        for option in slices:
            raise UsageError(
                f"{option} is for the graph as it is, and a profile says the whole graph; expected"
                f" one of the two. Fix: leave out {option} or --profile"
            )
        return _profile
    if len(slices) > 1:
        raise UsageError(
            f"{' and '.join(slices)} are slices of their own; expected one of them. Fix: leave out"
            f" {' or '.join(slices)}"
        )
    return _slice if slices else _whole


def _refuse_of_graph(args: Namespace, slices: Sequence[str]) -> None:
    """Refuse options that tell what of the graph is meant, for there are files."""
    others = [f"--{name}" for name in ("profile", "engine") if getattr(args, name)]
    others += ["--at"] if args.at is not None else []
    for option in (*slices, *others):
        raise UsageError(f"{option} is for the graph; expected none with files. Fix: leave it out")


def _whole(args: Namespace, console: Console) -> None:
    from alliancekg import quadsources

    quads = quadsources.quads(context.engine(args))
    _write(args, console, quads, args.format or "trig", PREFIXES, flatten=args.flatten)


def _slice(args: Namespace, console: Console) -> None:
    found = _chosen(args, console)
    form = args.format or ("turtle" if found.is_of_one_graph else "trig")
    flatten = args.flatten or found.is_of_one_graph
    _write(args, console, found.quads(), form, PREFIXES, flatten=flatten)


def _chosen(args: Namespace, console: Console) -> Slice:
    from alliancekg import slicing

    if args.query:
        return _of_query(args, console)
    engine = context.engine(args)
    if args.about:
        return slicing.of_record(engine, args.about)
    if args.during:
        return slicing.during(engine, args.during)
    return slicing.of_source(engine, args.source)


def _of_query(args: Namespace, console: Console) -> Slice:
    from alliancekg import queries, slicing

    saved = queries.get(context.workspace(args).queries, args.query)
    engine = context.engine(args)
    if saved.header.not_on and "://" in engine.name:
        console.message(f"{saved.name} is not for every endpoint: {saved.header.not_on.strip()}")
    return slicing.of_query(engine, saved, asking.values(args.rest))


def _files(args: Namespace, console: Console) -> None:
    from alliancekg import rewriting

    files = rewriting.read([Path(name) for name in args.file])
    for finding in files.findings:
        console.message(str(finding))
    form = args.format or ("trig" if files.has_graphs else "turtle")
    quads = files.labelled(form, flatten=args.flatten, seconds=args.time_limit)
    _write(args, console, quads, form, files.prefixes, flatten=args.flatten, has_labels=True)


def _profile(args: Namespace, console: Console) -> None:
    from alliancekg import profiles

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
        quads = cast("Iterator[Quad]", made)
        _write(args, console, quads, form, profile.prefixes, flatten=args.flatten)
    else:
        _write_lines(args, console, cast("Iterator[str]", made))


def _write_lines(args: Namespace, console: Console, lines: Iterator[str]) -> None:
    def write_to(out: BinaryIO) -> None:
        out.writelines(line.encode() for line in lines)

    _write_by(args, console, write_to)


def _write(
    args: Namespace,
    console: Console,
    quads: Iterator[Quad],
    form: str,
    prefixes: Mapping[str, str],
    *,
    flatten: bool,
    has_labels: bool = False,
) -> None:
    from alliancekg import export as exporting

    def write_to(out: BinaryIO) -> None:
        exporting.write(quads, form, out, flatten=flatten, prefixes=prefixes, has_labels=has_labels)

    _write_by(args, console, write_to)


def _write_by(args: Namespace, console: Console, write_to: Callable[[BinaryIO], None]) -> None:
    """Let a function write to the standard output, or into the file that the arguments name."""
    from alliancekg import export as exporting

    if args.output in ("", "-"):
        write_to(console.binary())
        return
    exporting.write_file(Path(args.output), write_to)
    console.progress(f"wrote {args.output}")
