"""The body of a load: its files, written to a folder while they come, and its options.

A body is either `multipart/form-data`, or one file as it is. It is never whole in memory.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Final

import anyio
import anyio.to_thread
from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from alliancekg.serving import protocol
from alliancekg.serving.problems import Refused

PAUSE: Final = 10.0
"""The seconds in which something of a body must come."""

WHOLE: Final = 120.0
"""The seconds in which all of a body must come."""

FILES: Final = 100
"""So many files make a load at most."""

_MULTIPART: Final = "multipart/form-data"
_OPTIONS: Final = ("source", "strict", "encoding", "publish")
_NAME: Final = "name"  # of a body that is one file
_LONGEST: Final = 200  # bytes of the name of a file; most disks have 255
_VALUE: Final = 1024  # bytes of an option
_PIECE: Final = 1024 * 1024
_ENCODING: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}")
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(slots=True)
class Upload:
    """The files, by their names in the folder, and the options as they are given."""

    files: list[str] = field(default_factory=list)
    size: int = 0
    source: str = ""
    encoding: str = ""
    is_strict: bool = False
    is_publication: bool = False


async def receive(request: Request, folder: Path, most: int) -> Upload:
    """Write the files of a request of at most so many bytes into a folder.

    Raises Refused: 400 for what is malformed, 408 for a body that does not come, 413 for one that
    is too large, 415 for one that is compressed, or of several parts that are no form.
    """
    options = protocol.pairs(request.scope["query_string"])
    _refuse_unknown(name for name, _ in options)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    _refuse_type(request, media)
    body = _Body(request, most)
    if media == _MULTIPART:
        upload = await _of_form(request, body, folder, options)
    else:
        upload = await _of_file(request, body, folder, options)
    upload.size = body.size
    return upload


class _Body:
    """The pieces of a body, counted, and given up when they come too slowly or are too many."""

    def __init__(self, request: Request, most: int) -> None:
        self._request, self._most = request, most
        self.size = 0
        if (said := request.headers.get("content-length", "")).isdecimal() and int(said) > most:
            raise self._too_large()

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        until = time.monotonic() + WHOLE
        stream = self._request.stream()
        try:
            while True:
                with anyio.fail_after(min(PAUSE, until - time.monotonic())):
                    piece = await anext(stream, None)
                if piece is None:
                    return
                self.size += len(piece)
                if self.size > self._most:
                    raise self._too_large()
                if piece:
                    yield piece
        except TimeoutError:
            detail = "the body did not come in time"
            close = {"Connection": "close"}
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, detail, close) from None
        except ClientDisconnect:
            raise Refused(HTTPStatus.BAD_REQUEST, "the client left") from None

    def _too_large(self) -> Refused:
        detail = (
            f"the body has over {self._most // (1024 * 1024)} MB. Fix: load it on the command line,"
            " or start the server with a larger --load-size"
        )
        return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)


async def _of_form(
    request: Request, body: _Body, folder: Path, options: list[tuple[str, str]]
) -> Upload:
    parser = MultiPartParser(
        request.headers, body.pieces(), max_files=FILES, max_fields=FILES, max_part_size=_VALUE
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise _wrong(f"the form cannot be read: {error.message}") from None
    upload = Upload()
    try:
        for name, part in form.multi_items():
            if isinstance(part, str):
                _refuse_unknown([name], is_form=True)
                options.append((name, part))
            else:
                await _write(part, name, folder, upload)
    finally:
        await form.close()
    if any(name == _NAME for name, _ in options):
        raise _wrong("name: is for a body that is one file; expected the names with the files")
    if not upload.files:
        raise _wrong("there is no file; expected one part called file for each")
    _fill(upload, options)
    return upload


async def _write(part: UploadFile, name: str, folder: Path, upload: Upload) -> None:
    if name != "file":
        raise _wrong(f"{name[:80]!r} is a file; expected files in parts called file")
    with _opened(folder, part.filename or "", upload).open("xb") as file:
        while piece := await part.read(_PIECE):
            await anyio.to_thread.run_sync(file.write, piece)


async def _of_file(
    request: Request, body: _Body, folder: Path, options: list[tuple[str, str]]
) -> Upload:
    upload = Upload()
    _fill(upload, options)
    names = [value for name, value in options if name == _NAME]
    if not names:
        names = [_disposed(request.headers.get("content-disposition", ""))]
    if not names[0]:
        raise _wrong("the file has no name; expected ?name=, as events.csv")
    with _opened(folder, names[0], upload).open("xb") as file:
        async for piece in body.pieces():
            await anyio.to_thread.run_sync(file.write, piece)
    return upload


def _opened(folder: Path, given: str, upload: Upload) -> Path:
    """Return the place of a file, which is not there yet, and note its name."""
    name = safe_name(given)
    place = folder / name
    if place.exists():
        raise _wrong(f"two files are called '{name}'; expected a name for each")
    upload.files.append(name)
    return place


def safe_name(given: str) -> str:
    r"""Return the name of a file without folders; raises Refused for what can be no name.

    >>> safe_name("../seeds/events.csv"), safe_name("C:\\\\data\\\\events.csv")
    ('events.csv', 'events.csv')
    """
    name = re.split(r"[/\\]", given)[-1].strip()
    if name in ("", ".", "..") or _UNPRINTABLE.search(name) or len(name.encode()) > _LONGEST:
        raise _wrong(
            f"a file has a name that cannot be; expected at most {_LONGEST} bytes that can be"
            " printed, as events.csv"
        )
    return name


def _disposed(header: str) -> str:
    """Return the file name of a Content-Disposition header, "" if it has none."""
    _, found = parse_options_header(header)
    return found.get(b"filename", b"").decode("utf-8", "replace")


def _refuse_type(request: Request, media: str) -> None:
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        detail = "the body is compressed; expected it as it is"
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    if media.startswith("multipart/") and media != _MULTIPART:
        detail = f"the body is '{media[:80]}'; expected {_MULTIPART}, or one file as it is"
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)


def _refuse_unknown(names: Iterable[str], *, is_form: bool = False) -> None:
    known = _OPTIONS if is_form else (*_OPTIONS, _NAME)
    for name in names:
        if is_form and name == "file":
            raise _wrong("the part file has no name of a file; expected filename=")
        if name not in known:
            raise _wrong(f"no option {name[:80]!r}; there are: {', '.join(known)}")


def _fill(upload: Upload, options: list[tuple[str, str]]) -> None:
    """Put the options into an upload; raises Refused for one that is wrong or given twice."""
    names = [name for name, _ in options]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise _wrong(f"{twice}: is given twice; expected once")
    given = dict(options)
    upload.source, upload.encoding = given.get("source", ""), given.get("encoding", "")
    if "source" in given and not upload.source:
        raise _wrong("source: is empty; expected a key. Fix: leave it out")
    if "encoding" in given and not _ENCODING.fullmatch(upload.encoding):
        raise _wrong("encoding: is none; expected one such as utf-8, latin-1, cp949")
    upload.is_strict = _flag(given, "strict")
    upload.is_publication = _flag(given, "publish")


def _flag(given: dict[str, str], name: str) -> bool:
    value = given.get(name, "false")
    if value not in ("true", "false"):
        raise _wrong(f"{name}: {value[:80]!r}; expected true or false")
    return value == "true"


def _wrong(detail: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, detail)
