"""The saved queries as an interface for programs: `/api/queries/NAME?actor=usa`, page by page.

Values are read and refused as on the command line; answers have the formats of the endpoint.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alliancekg import queries, spreadsheets
from alliancekg.errors import AllianceKGError, UsageError
from alliancekg.generations import Generation
from alliancekg.parameters import Parameter
from alliancekg.queries import SavedQuery
from alliancekg.results import Result
from alliancekg.serving import jobs, openapi, protocol, responding
from alliancekg.serving.answering import written
from alliancekg.serving.asking import FaultyError, Pooled
from alliancekg.serving.evaluating import Evaluator, is_known, tag
from alliancekg.serving.jobs import Reply
from alliancekg.serving.keeping import Answer
from alliancekg.serving.negotiating import GRAPHS, HTML, TABLES, Media, best, chosen, content_type
from alliancekg.serving.problems import Refused
from alliancekg.serving.workers import Call
from alliancekg.workspace import Workspace

_FOR_READERS: Final = Media("text/csv", "spreadsheet")
"""What a browser gets as CSV: a spreadsheet will open it, and run what looks like a formula."""

PAGING: Final = ("limit", "offset")
_OPTION: Final = re.compile(r"(?<![\w-])--(?=[a-z])")


@dataclass(frozen=True, slots=True)
class _Page:
    """Which rows of an answer are wanted; a limit of None is all of them."""

    offset: int = 0
    limit: int | None = None

    @property
    def end(self) -> int | None:
        return None if self.limit is None else self.offset + self.limit


class SavedQueries:
    """Answers for the saved queries of a workspace."""

    def __init__(
        self, evaluator: Evaluator, workspace: Workspace, loaders: Sequence[str] = ()
    ) -> None:
        """Make one; `loaders` are the names by which loads are taken, if they are."""
        self._evaluator, self._folder, self._loaders = evaluator, workspace.queries, loaders
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[int, SavedQuery]] = {}

    async def listed(self, request: Request) -> Response:
        """List all queries with their questions and parameters."""
        found = await self._evaluator.run(request, lambda _: self._all())
        listed = [
            {
                "name": saved.name,
                "address": f"/api/queries/{saved.name}",
                "summary": saved.header.summary,
                "question": saved.header.question,
                "reading": saved.header.reading.strip(),
                "tags": list(saved.header.tags),
                "parameters": [_told(parameter) for parameter in saved.parameters],
                "columns": list(saved.header.returns),
            }
            for saved in found
        ]
        return JSONResponse({"queries": listed}, headers={"Cache-Control": "no-cache"})

    async def described(self, request: Request) -> Response:
        """Give the OpenAPI document of all that can be asked here."""
        document = await self._evaluator.run(request, lambda _: self.document())
        return JSONResponse(document, headers={"Cache-Control": "no-cache"})

    def document(self) -> dict[str, Any]:
        """Return the OpenAPI document; raises Refused if a query cannot be read."""
        rows = self._evaluator.workers.allowance.rows
        return openapi.document(self._all(), rows, self._loaders)

    async def answer(self, request: Request) -> Response:
        """Answer a saved query with the values that the parameters of the address give."""
        name, suffix = _parted(str(request.path_params["name"]))
        saved = await self._evaluator.run(request, lambda _: self._get(name))
        fields = protocol.pairs(request.scope["query_string"])
        page = _page(fields, self._evaluator.workers.allowance.rows)
        values: dict[str, list[str]] = {}
        for field, value in fields:
            if field not in PAGING:
                values.setdefault(field, []).append(value)
        accept = request.headers.get("accept", "")
        media = _media(saved, suffix, accept)
        if media.format == "csv" and best(accept, (*TABLES, HTML)) == HTML:
            media = _FOR_READERS
        try:
            return await self._answered(request, saved, values, page, media)
        except FaultyError as error:
            if not error.reply.lost:
                raise self._evaluator.refusal(error.reply) from None
        self._evaluator.forget()  # the generation has been removed since
        try:
            return await self._answered(request, saved, values, page, media)
        except FaultyError as error:
            raise self._evaluator.refusal(error.reply) from None

    async def _answered(
        self,
        request: Request,
        saved: SavedQuery,
        values: dict[str, list[str]],
        page: _Page,
        media: Media,
    ) -> Response:
        """Answer from the generation that is current; raises FaultyError, and Refused."""
        generation = self._evaluator.generation()
        place = str(request.url)  # the links to other parts are made of it
        tagged = tag(generation, saved.text, sorted(values.items()), page, media, place)
        if is_known(request, tagged):
            return responding.unchanged(tagged)
        async with self._evaluator.alone(tagged):
            found = self._evaluator.kept.get(tagged)
            if found is None:
                result = await self._asked(request, generation, saved, values)
                found = await self._made(request, result, page, media, tagged)
                self._evaluator.kept.put(tagged, found)
        return Response(found.body, headers=dict(found.headers))

    async def _made(
        self, request: Request, result: Result, page: _Page, media: Media, tagged: str
    ) -> Answer:
        rows = result.rows[page.offset : page.end]
        body = await self._evaluator.run(
            request, lambda _: _written(replace(result, rows=rows), media)
        )
        headers = responding.headers(tagged)
        headers |= {"X-Total-Count": str(len(result.rows)), "Content-Type": content_type(media)}
        if links := _links(request, page, len(result.rows)):
            headers["Link"] = links
        return Answer(body, headers)

    async def _asked(
        self,
        request: Request,
        generation: Generation,
        saved: SavedQuery,
        values: dict[str, list[str]],
    ) -> Result:
        def ask(call: Call) -> Result:
            engine = Pooled(self._evaluator.workers, generation, call)
            return queries.run(saved, engine, values)

        try:
            return await self._evaluator.run(request, ask)
        except UsageError as error:
            raise Refused(HTTPStatus.BAD_REQUEST, _OPTION.sub("", str(error))) from None
        except FaultyError:
            raise
        except AllianceKGError as error:
            raise self._evaluator.refusal(Reply(jobs.ENGINE, str(error))) from None

    def _all(self) -> list[SavedQuery]:
        return [self._get(name) for name in queries.names(self._folder)]

    def _get(self, name: str) -> SavedQuery:
        """Return a saved query, read anew only if its file has changed; raises Refused."""
        path = queries.names(self._folder).get(name)
        if path is None:
            raise Refused(HTTPStatus.NOT_FOUND, f"no saved query '{name[:100]}'")
        try:
            changed = path.stat().st_mtime_ns
            with self._lock:
                kept = self._kept.get(name)
            if kept is None or kept[0] != changed:
                kept = changed, queries.get(self._folder, name)
                with self._lock:
                    self._kept[name] = kept
        except (AllianceKGError, OSError) as error:
            raise self._evaluator.refusal(Reply(jobs.ENGINE, str(error))) from None
        return kept[1]


def _told(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "required": parameter.is_required and not parameter.default,
        "repeatable": parameter.is_repeatable,
        "default": list(parameter.default),
        "choices": list(parameter.choices),
        "doc": parameter.doc,
    }


def _parted(name: str) -> tuple[str, str]:
    stem, mark, suffix = name.rpartition(".")
    return (stem, suffix) if mark else (name, "")


def _media(saved: SavedQuery, suffix: str, accept: str) -> Media:
    """Return the type in which the answer is wanted; raises Refused: 404 or 406."""
    offers = GRAPHS if saved.form == "CONSTRUCT" else TABLES
    found = chosen(suffix, accept, offers)
    if found is not None:
        return found
    names = ", ".join(dict.fromkeys(media.format for media in offers))
    status = HTTPStatus.NOT_FOUND if suffix else HTTPStatus.NOT_ACCEPTABLE
    raise Refused(status, f"the answer is given as one of: {names}")


def _page(fields: list[tuple[str, str]], most: int) -> _Page:
    numbers: dict[str, int] = {}
    for name, value in fields:
        if name not in PAGING:
            continue
        least = 1 if name == "limit" else 0
        number = int(value) if re.fullmatch(r"[0-9]{1,9}", value) else -1
        if name in numbers or not least <= number <= most:
            detail = f"{name}: '{value[:80]}'; expected one whole number, {least} to {most}"
            raise Refused(HTTPStatus.BAD_REQUEST, detail)
        numbers[name] = number
    return _Page(numbers.get("offset", 0), numbers.get("limit"))


def _links(request: Request, page: _Page, total: int) -> str:
    """Return the addresses of the next and the previous page (RFC 8288)."""
    if page.limit is None:
        return ""
    found = []
    fields = protocol.pairs(request.scope["query_string"])
    others = [(name, value) for name, value in fields if name not in PAGING]
    before = max(0, page.offset - page.limit)
    for name, offset, is_there in (
        ("next", page.offset + page.limit, page.offset + page.limit < total),
        ("prev", before, page.offset > 0),
    ):
        if is_there:
            query = urlencode([*others, ("limit", page.limit), ("offset", offset)])
            found.append(f'<{request.url.replace(query=query)}>; rel="{name}"')
    return ", ".join(found)


def _written(result: Result, media: Media) -> bytes:
    if media == _FOR_READERS:
        return spreadsheets.write(result).encode()
    try:
        return written(result, media.format)
    except UsageError as error:
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, str(error)) from None
