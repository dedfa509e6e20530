"""The parts that the routes share: bodies read in time, answers and graphs made into responses."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final

import anyio
from pyoxigraph import Quad
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from alliancekg import export
from alliancekg.errors import UsageError
from alliancekg.generations import Generation
from alliancekg.namespaces import PREFIXES
from alliancekg.serving import protocol, shielding
from alliancekg.serving.evaluating import Evaluator, is_known, tag
from alliancekg.serving.jobs import Job, Reply
from alliancekg.serving.negotiating import GRAPHS, Media, chosen, content_type
from alliancekg.serving.problems import Refused

BODY_SECONDS: Final = 10.0
"""In which the body of a request must be there."""

_READ: Final = 8 * 1024 * 1024  # bytes: a client that is cut off while it sends sees no answer
_FRESH: Final = "no-cache"  # kept, and asked for each time whether it still holds


async def body(request: Request) -> bytes:
    """Return the body of a request.

    Raises Refused: 413 for one that is too long, 408 for one that does not come.
    """
    found = bytearray()
    size = 0
    try:
        with anyio.fail_after(BODY_SECONDS):
            async for piece in request.stream():
                size += len(piece)
                if size <= protocol.BODY:
                    found += piece
                elif size > _READ:
                    raise _too_large({"Connection": "close"})
    except TimeoutError:
        raise Refused(
            HTTPStatus.REQUEST_TIMEOUT, "the body did not come in time", {"Connection": "close"}
        ) from None
    except ClientDisconnect:
        raise Refused(HTTPStatus.BAD_REQUEST, "the client left") from None
    if size > protocol.BODY:
        raise _too_large()
    return bytes(found)


def _too_large(headers: Mapping[str, str] | None = None) -> Refused:
    detail = f"the body has over {protocol.BODY} bytes"
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, headers)


def graph_media(request: Request, suffix: str = "") -> Media:
    """Return the type in which a graph is wanted; raises Refused (406)."""
    found = chosen(suffix, request.headers.get("accept", ""), GRAPHS)
    if found is None:
        names = ", ".join(media.type for media in GRAPHS[:6])
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, f"a graph is given as one of: {names}")
    return found


def headers(tagged: str = "", *, is_private: bool = False) -> dict[str, str]:
    """Return the headers of an answer that the client may keep as long as its tag is current.

    What is private is for the reader's own browser: no cache between and no other site has it.
    """
    found = {"Cache-Control": _FRESH if tagged else "no-store", "Vary": "Accept"}
    if is_private:
        found["Cache-Control"] = f"private, {found['Cache-Control']}"
        found[shielding.KEEPING_IN] = shielding.OURS
    return found | ({"ETag": tagged} if tagged else {})


def unchanged(tagged: str, *, is_private: bool = False) -> Response:
    """Return the response to a client that has what the tag names."""
    found = headers(tagged, is_private=is_private)
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=found)


async def of_job(
    request: Request, evaluator: Evaluator, generation: Generation, job: Job, media: Media
) -> Response:
    """Return the response to a job whose answer is a graph of that type."""
    tagged = tag(generation, job.kind, job.text, media)
    if is_known(request, tagged):
        return unchanged(tagged)
    reply: Reply = await evaluator.answer(request, generation, job)
    kept = headers("" if reply.varies else tagged)
    return Response(reply.body, headers=kept, media_type=content_type(media))


def of_quads(
    request: Request,
    quads: Iterable[Quad],
    media: Media,
    tagged: str,
    prefixes: Mapping[str, str] = PREFIXES,
) -> Response:
    """Return a graph that the server itself has made as a response."""
    if is_known(request, tagged):
        return unchanged(tagged)
    out = io.BytesIO()
    try:
        export.write(quads, media.format, out, prefixes=prefixes)
    except UsageError as error:  # the format has no words for some of it
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, str(error)) from None
    return Response(out.getvalue(), headers=headers(tagged), media_type=content_type(media))
