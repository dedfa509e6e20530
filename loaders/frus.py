"""Volumes of Foreign Relations of the United States: each document a source, and most an event.

Source: TEI files of the Office of the Historian, one volume a file, as at history.state.gov.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from alliancekg.dataloaders import Context, Form, Loader, Outcome
from loaders.frus_actors import Cast
from loaders.frus_documents import outcome
from loaders.frus_volume import Front, Volume, front, person, source
from loaders.frus_xml import is_volume, parts


def read(path: Path, display: str, context: Context) -> Iterator[Outcome]:
    """Yield what each document gives, in the order of the volume.

    Raises UsageError if the file is no XML or has a DOCTYPE, and SourceErrors, at its end, if ids
    stand twice in it or dates outside of documents are of no calendar.
    """
    known = Front(Volume(path.stem, path.stem))
    cast = Cast(context, display, known)
    for part in parts(path, display):
        if part.kind == "document":
            yield outcome(part, cast)
        elif part.kind != "item":
            known.volume = front(known.volume, part.element, part.kind)
        elif listed := person(part.element):
            known.persons[listed.id] = listed


LOADER = Loader(
    name="frus",
    summary="documents of Foreign Relations of the United States, a volume a file",
    kinds=(
        Form(name="frusVOLUME.xml", source=source, accepts=is_volume, read=read, parts="documents"),
    ),
)
