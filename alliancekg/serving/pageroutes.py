"""The pages of the graph at their addresses, for readers with a browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from alliancekg.engines import Limits
from alliancekg.errors import AllianceKGError, UsageError
from alliancekg.generations import Generation
from alliancekg.pages import (
    apipage,
    behindpages,
    entitypages,
    forms,
    homepage,
    questionpages,
    searchpages,
    sparqlpages,
    suggestions,
    termpages,
)
from alliancekg.pages.frame import STATIC, Page, has_scripts
from alliancekg.pages.links import FIRST, Served
from alliancekg.pages.site import Site
from alliancekg.readercopies import ReaderCopies
from alliancekg.serving import jobs, protocol, responding
from alliancekg.serving.asking import FaultyError, Pooled, asking_for
from alliancekg.serving.evaluating import Evaluator, is_known, tag
from alliancekg.serving.jobs import Reply
from alliancekg.serving.keeping import Answer
from alliancekg.serving.negotiating import HTML, JSON, Media, content_type
from alliancekg.serving.problems import Refused
from alliancekg.serving.workers import Call
from alliancekg.workspace import Workspace

_MEDIA: Final = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript",
                 ".txt": "text/plain"}  # fmt: skip
_ROWS: Final = 20_000  # of an answer of which a page shows some; they are read by the server
_LARGEST: Final = 10**9

Make = Callable[[Site, Mapping[str, list[str]]], Page]


class Pages:
    """Makes pages of the generation that is current; what a site has counted is kept with it.

    With copies of documents the pages give words of them, and are for the reader's browser alone.
    """

    def __init__(
        self, evaluator: Evaluator, workspace: Workspace, copies: ReaderCopies | None = None
    ) -> None:
        self._evaluator, self._workspace, self._copies = evaluator, workspace, copies
        self._lock = threading.Lock()
        self._site: tuple[str, Site] | None = None
        self._files = {path.name: path for path in STATIC.iterdir() if path.suffix in _MEDIA}

    def routes(self) -> list[Route]:
        """Return where each page is."""
        return [
            Route("/", self._route(lambda site, _: homepage.home(site))),
            Route("/questions", self._route(lambda site, _: questionpages.questions(site))),
            Route("/questions/{name:path}", self._question),
            Route("/explain/{name:path}", self._explained),
            Route("/cite/{name:path}", self._cited),
            Route("/cite", self._route(lambda s, f: behindpages.cite_entity(s, _one(f, "iri")))),
            Route("/entity/{path:path}", self._entity),
            Route("/entity", self._route(lambda s, f: entitypages.entity(s, _one(f, "iri")))),
            Route("/terms", self._route(lambda site, _: termpages.terms(site))),
            Route("/search", self._search),
            Route("/static/{name}", self._file),
        ]

    def api(self, document: Callable[[], Mapping[str, Any]]) -> Callable[..., object]:
        """Return what gives the page on an OpenAPI document, which is made anew each time."""

        async def answer(request: Request) -> Response:
            base = str(request.base_url)
            told = await self._evaluator.run(request, lambda _: document())
            return await self._made(
                request, lambda site, _: apipage.api(site, told, base), HTML, base, told
            )

        return answer

    async def sparql(self, request: Request, text: str | None) -> Response:
        """Give the page with a query and its answer, or with an example to begin with."""
        return await self._made(request, lambda site, _: sparqlpages.sparql(site, text))

    def _route(self, make: Make) -> Callable[..., object]:
        async def answer(request: Request) -> Response:
            return await self._made(request, make)

        return answer

    async def _question(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        return await self._made(
            request,
            lambda site, fields: questionpages.question(
                site, name, _values(fields), _number(fields, FIRST)
            ),
        )

    async def _explained(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        return await self._made(
            request,
            lambda site, fields: behindpages.explain(
                site, name, _number(fields, "_row"), _values(fields)
            ),
        )

    async def _cited(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        return await self._made(
            request, lambda site, fields: behindpages.cite(site, name, _values(fields))
        )

    async def _entity(self, request: Request) -> Response:
        path = str(request.path_params["path"])
        return await self._made(request, lambda site, _: entitypages.entity(site, path))

    async def _search(self, request: Request) -> Response:
        """Give the page of a search, or what it finds first as JSON, for who types."""
        if request.query_params.get("format") == "json":
            return await self._made(request, _suggested, JSON)
        return await self._made(request, _search)

    async def _file(self, request: Request) -> Response:
        """Give a file of the style; only those that are there, whatever the name says."""
        path = self._files.get(str(request.path_params["name"]))
        if path is None:
            raise Refused(HTTPStatus.NOT_FOUND, "there is nothing at this address")
        media = _MEDIA[path.suffix]
        return Response(
            path.read_bytes(),
            headers={"Cache-Control": "max-age=600"},
            media_type=f"{media}; charset=utf-8",
        )

    async def _made(
        self, request: Request, make: Make, form: Media = HTML, *parts: object
    ) -> Response:
        """Give a page that follows from the graph, the address, and some parts."""
        fields: dict[str, list[str]] = {}
        for name, value in protocol.pairs(request.scope["query_string"]):
            fields.setdefault(name, []).append(value)
        generation = self._evaluator.generation()
        is_private = self._copies is not None and form == HTML
        own = self._copies.digest if self._copies else ""
        asked = request.scope["path"], sorted(fields.items())
        tagged = tag(generation, form.format, has_scripts(), own, *asked, *parts)
        if is_known(request, tagged):
            return responding.unchanged(tagged, is_private=is_private)
        async with self._evaluator.alone(tagged):
            found = self._evaluator.kept.get(tagged)
            if found is None:
                page = await self._drawn(request, generation, fields, make)
                is_good = page.status == HTTPStatus.OK
                headers = responding.headers(tagged if is_good else "", is_private=is_private)
                headers["Content-Type"] = content_type(form)
                found = Answer(page.encode(), headers)
                if not is_good:
                    return Response(found.body, page.status, headers=headers)
                self._evaluator.kept.put(tagged, found)
        return Response(found.body, headers=dict(found.headers))

    async def _drawn(
        self,
        request: Request,
        generation: Generation,
        fields: Mapping[str, list[str]],
        make: Make,
    ) -> Page:
        def draw(call: Call) -> Page:
            with asking_for(call):
                return make(self._of(generation), fields)

        try:
            return await self._evaluator.run(request, draw)
        except UsageError as error:  # there is no such question
            raise Refused(HTTPStatus.NOT_FOUND, str(error)) from None
        except FaultyError as error:
            raise self._evaluator.refusal(error.reply) from None
        except AllianceKGError as error:
            raise self._evaluator.refusal(Reply(jobs.ENGINE, str(error))) from None

    def _of(self, generation: Generation) -> Site:
        """Return the site of a generation, made anew when there is another one."""
        with self._lock:
            if self._site is None or self._site[0] != str(generation.path):
                costs = self._evaluator.workers.allowance
                engine = Pooled(self._evaluator.workers, generation)
                limits = Limits(costs.seconds, min(costs.rows, _ROWS))
                site = Site.of(self._workspace, engine, Served(), limits, self._copies)
                self._site = str(generation.path), site
            return self._site[1]


def see_page(iri: str) -> Response:
    """Lead a browser from the IRI of a node to its page (303: the node is no document)."""
    return RedirectResponse(Served().entity(iri), HTTPStatus.SEE_OTHER, {"Vary": "Accept"})


def _search(site: Site, fields: Mapping[str, list[str]]) -> Page:
    text, kind, source = (_one(fields, name) for name in ("text", "kind", "source"))
    return searchpages.search(site, text, kind, source, _number(fields, FIRST))


def _suggested(site: Site, fields: Mapping[str, list[str]]) -> Page:
    text, kind, source = (_one(fields, name) for name in ("text", "kind", "source"))
    return Page(suggestions.suggestions(site, text, kind, source))


def _values(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return forms.values_of((name, value) for name, values in fields.items() for value in values)


def _one(fields: Mapping[str, list[str]], name: str) -> str:
    return fields.get(name, [""])[0]


def _number(fields: Mapping[str, list[str]], name: str) -> int:
    """Return a number from 1 on; what is none is 1."""
    text = _one(fields, name)
    found = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 1
    return min(max(found, 1), _LARGEST)
