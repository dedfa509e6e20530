"""The command that describes the graph, its mappings, and where its IRIs lead: describe."""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alliancekg.commands import context
from alliancekg.console import Console
from alliancekg.errors import EngineError, UsageError

if TYPE_CHECKING:
    from alliancekg.dumpfiles import DumpFile

_TAKES: Final = {"graph": ("base", "files", "format"), "w3id": ("base", "contact")}


def describe(args: Namespace, console: Console) -> int:
    """Write a description of the graph, a mapping set, or the redirects."""
    for option in ("base", "files", "format", "contact"):
        if getattr(args, option) and option not in _TAKES.get(args.what, ()):
            whose = " and ".join(what for what, taken in _TAKES.items() if option in taken)
            raise UsageError(
                f"--{option} is for describe {whose}; expected none with {args.what}."
                " Fix: leave it out"
            )
    if args.what == "graph":
        _graph(args, console)
    elif args.what == "w3id":
        _redirects(args, console)
    else:
        _mappings(args, console)
    return 0


def _graph(args: Namespace, console: Console) -> None:
    from alliancekg import export, loadertexts
    from alliancekg.describing import describe
    from alliancekg.descriptions import PREFIXES
    from loaders import DATA

    files = _files(args, console)
    quads = describe(
        context.engine(args), args.base, files, partial(loadertexts.terms, DATA.values())
    )
    form = args.format or "turtle"
    if args.output in ("", "-"):
        export.write(quads, form, console.binary(), prefixes=PREFIXES)
    else:
        export.export_to(Path(args.output), quads, form, prefixes=PREFIXES)
        console.progress(f"wrote {args.output}")


def _files(args: Namespace, console: Console) -> tuple[DumpFile, ...]:
    if not args.files:
        return ()
    from alliancekg import dumpfiles

    found = dumpfiles.read(Path(args.files), [Path(args.output)] if args.output else ())
    if found.others:
        shown = ", ".join(found.others[:3]) + (", …" if len(found.others) > 3 else "")
        console.progress(f"{len(found.others)} files are none of data, and not told of: {shown}")
    if not args.base:
        console.progress("without --base the files have no address")
    return found.files


def _redirects(args: Namespace, console: Console) -> None:
    from alliancekg import redirects
    from alliancekg.describing import address

    site = address(args.base) if args.base else ""
    if args.output in ("", "-"):
        console.result(redirects.htaccess(site))
        return
    folder = Path(args.output)
    if not folder.is_dir():
        raise UsageError(f"{folder}: is no folder; expected one. Fix: make it first")
    _write(folder / ".htaccess", redirects.htaccess(site))
    _write(folder / redirects.README_FILE, redirects.readme(site, args.contact))
    console.progress(f"wrote .htaccess and {redirects.README_FILE} in {args.output}")


def _mappings(args: Namespace, console: Console) -> None:
    from alliancekg import mappingsets, sssomwriting
    from loaders import DATA, TABLES

    found = mappingsets.get(args.what, context.workspace(args), TABLES, DATA.values())
    text = sssomwriting.write(found)
    if args.output in ("", "-"):
        console.result(text)
    else:
        _write(Path(args.output), text)
        console.progress(f"wrote {args.output}")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise EngineError(
            f"{path}: cannot be written: {error.strerror or error}; expected a place with space"
            " that may be written to. Fix: free space, or name another file"
        ) from error
