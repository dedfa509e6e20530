"""What the commands share that take the reader's own copies of documents: --text SOURCE=FILE."""

from __future__ import annotations

import ipaddress
from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from alliancekg.console import Console
from alliancekg.errors import UsageError

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.generations import Generation
    from alliancekg.readercopies import Quotations, ReaderCopies


def copies(args: Namespace, generation: Generation, console: Console) -> ReaderCopies | None:
    """Return the copies for a server that only this machine reaches, and tell what is in them.

    Raises UsageError that tells all that is wrong with the options, a line each.
    """
    if not args.text:
        return None
    from alliancekg import readercopies
    from alliancekg.embedded import Embedded

    wrong = list(_published(args))
    engine = Embedded(generation.open())
    try:
        found = readercopies.read(args.text, engine)
    except UsageError as error:
        raise UsageError("\n".join([*wrong, str(error)])) from None
    if wrong:
        raise UsageError("\n".join(wrong))
    located = found.locate(engine)
    for copy in found.copies:
        _, count = located.count(copy.source)
        if count > args.rows:
            raise UsageError(
                f"--rows: {args.rows} is below the {count} passages of {copy.source}, which the"
                " pages read; expected as many. Fix: allow more rows"
            )
    _tell(found, located, console)
    return found


def quotations(given: Sequence[str], engine: Engine, console: Console) -> Quotations:
    """Return what the copies have at the passages, for a terminal, and tell how much that is."""
    from alliancekg import readercopies

    if not given:
        return readercopies.NONE
    copies = readercopies.read(given, engine)
    found = copies.locate(engine)
    _tell(copies, found, console)
    return found


def _tell(copies: ReaderCopies, quotations: Quotations, console: Console) -> None:
    for copy in copies.copies:
        there, count = quotations.count(copy.source)
        said = f"{copy.source}: {there} of {count} passages found"
        if there:
            console.progress(said)
        else:
            console.message(
                f"{said} in {copy.name}, which seems to be another text; expected a copy of the"
                " document. Fix: name that"
            )


def _published(args: Namespace) -> Iterator[str]:
    """Yield what is wrong if the words could be read from other machines."""
    hosts = [("--host", args.host), *(("--allow-host", name) for name in args.allow_host)]
    for option, host in hosts:
        if not _is_here(host):
            yield (
                f"{option}: '{host}' is reached from elsewhere, and --text would publish the words"
                " of a document; expected this machine, such as 127.0.0.1. Fix: leave out one"
            )


def _is_here(host: str) -> bool:
    name = host.strip("[]").lower().rstrip(".")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
